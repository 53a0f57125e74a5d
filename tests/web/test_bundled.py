# SPDX-License-Identifier: EUPL-1.2
"""The pages on the edition of the bundled files: the numbers that a reader of Groningen's page must find."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from speelveld.web import data
from speelveld.web.config import Configuration
from speelveld.web.dashboard.methods import PAGES
from tests.web.html import Page


@pytest.fixture
def site(editions: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A visitor of the site on the bundled files."""
    monkeypatch.setattr(data, "configuration", lambda: Configuration(edition=editions))
    return Client(headers={"host": "localhost"})


def words(site: Client, address: str) -> str:
    """The text of a page, with single spaces."""
    response = site.get(address)
    assert response.status_code == 200, address
    page = Page(response.content.decode())
    assert page.unbalanced == []
    assert len(page.ids()) == len(set(page.ids())), "an id stands twice in the page"
    inside = {each[1:] for each in page.every("a", "href") if each.startswith("#")}
    assert inside <= set(page.ids())
    assert not re.search(r"<[^>]+ style=", response.content.decode())
    return " ".join(page.text.split())


def test_groningen_by_default(site: Client) -> None:
    assert site.get("/").headers["Location"] == "/groningen/"


def test_groningens_page_gives_the_known_numbers(site: Client) -> None:
    text = words(site, "/groningen/")
    for known in (
        "49 van de 100",
        "Haren en Ten Boer",
        "Elders staat 60. Waarom staat hier 49?",
        "40 wonen + 20 kiezen",
        "14.811 leerlingen op 52 scholen",
        "0,492",
        "0,089",
    ):
        assert known in text, known
    assert "49 in 100" in words(site, "/en/groningen/")


def test_groningens_file_gives_the_known_numbers(site: Client) -> None:
    figures = json.loads(site.get("/groningen/cijfers.json").content)["figures"]
    found = {
        (each["contrast"], each["period"][:4], each["boundaries"]): each["estimate"]
        for each in figures
        if each["measure"] == "dissimilarity"
    }
    assert found["gewicht", "2016", "today"] == 0.492
    assert found["gewicht", "2016", "then"] == 0.473
    assert found["gewicht12", "2016", "today"] == 0.53
    assert found["noat", "2016", "today"] == 0.482
    assert found["doelgroep", "2019", "today"] == 0.514


def test_every_figure_has_a_method_page_and_its_group_too(site: Client) -> None:
    for figure in json.loads(site.get("/groningen/cijfers.json").content)["figures"]:
        assert figure["method"] in PAGES
        assert figure["contrast"] in PAGES


@pytest.mark.parametrize(
    ("slug", "known"),
    [
        ("s-gravenhage", "van de 100 van hen"),
        ("vlieland", "één basisschool"),
        ("bergen-nh", "Bergen (NH.)"),
        ("noardeast-fryslan", "Noardeast-Fryslân"),
    ],
)
def test_other_municipalities_read_well_too(site: Client, slug: str, known: str) -> None:
    assert known in words(site, f"/{slug}/")


def test_every_municipality_is_listed_once(site: Client) -> None:
    page = Page(site.get("/gemeenten/").content.decode())
    listed = [each for each in page.every("a", "href") if re.fullmatch(r"/[a-z0-9-]+/", each)]
    today = {f"/{each.slug}/" for each in data.municipalities(data.current())}
    assert len(today) == 342
    assert today <= set(listed)
    assert "Haren: sinds 1 januari 2019 deel van Groningen" in " ".join(page.text.split())


def test_every_source_stands_on_its_page(site: Client) -> None:
    text = words(site, "/bronnen/")
    for card in data.sources(data.current()):
        assert card.title_nl in text
        assert card.sha256 in text
        with translation.override("nl"):
            licence = translation.gettext(card.source.licence)
        assert licence[1:] in text
