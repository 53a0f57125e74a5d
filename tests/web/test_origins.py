# SPDX-License-Identifier: EUPL-1.2
"""The page on residence and choice: its order, its reserve, and a municipality without any number."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.web.html import Page


def text(site: Client, address: str) -> str:
    """All words of the page at ``address``, with single spaces."""
    response = site.get(address)
    assert response.status_code == 200, address
    return re.sub(r"\s+", " ", Page(response.content.decode()).text)


def test_the_answer_comes_first_with_its_assumption_and_its_bounds(site: Client) -> None:
    said = text(site, "/groningen/wonen-en-kiezen/").partition("Komt het in Groningen door wonen of door kiezen?")[2]
    places = [
        said.index(words)
        for words in (
            "van de 52 punten ongelijke verdeling van leerlingen met een gewicht ongeveer 35 door waar gezinnen wonen",
            "als schoolgenoten uit verschillende wijken even vaak tot de groep horen",
            "tussen 33 en 37",
            "Hoeveel door wonen, hoeveel door kiezen?",
            "Wat mag je hiermee zeggen, en wat niet?",
            "Wie gaat naar de dichtstbijzijnde school?",
            "Tussen richtingen en schoolbesturen",
            "Binnen de grenzen die Groningen nu heeft",
        )
    ]
    assert places == sorted(places)


def test_what_may_not_be_said_is_on_the_page(site: Client) -> None:
    said = text(site, "/groningen/wonen-en-kiezen/")
    for words in (
        "Niemand heeft gepubliceerd",
        "tussen 13 en 76",
        "40 van de 60 punten door wonen; hier is het 35 van de 52",
        "niet te zeggen of het deel door kiezen veranderde van 2013 tot 2016",
        "stromen van een andere dag: 1 oktober 2017",
        "Van 2013 tot 2024 daalde het aandeel",
        "midden van het postcodegebied",
        "tussen 1,0 en 1,3",
        "26% tussen schoolbesturen",
    ):
        assert words in said, words


@pytest.mark.parametrize("path", ["ameland", "vlieland", "schiermonnikoog"])
def test_a_municipality_without_numbers_gets_one_sentence_and_no_empty_tables(site: Client, path: str) -> None:
    page = Page(site.get(f"/{path}/wonen-en-kiezen/").content.decode())
    assert not {"splitsing", "zeggen", "dichtbij", "besturen"} & set(page.ids())
    assert "weten" in page.ids()
    assert not any(tag == "table" for tag, _ in page.elements)
    assert site.get(f"/{path}/beeld/wonen-en-kiezen.svg").status_code == 404
    assert ("te weinig" if path == "ameland" else "geen tellingen") in page.text.partition("kiezen?")[2]


@pytest.mark.parametrize("width", [360, 720])
def test_the_picture_has_its_own_address_and_words(site: Client, width: int) -> None:
    response = site.get(f"/groningen/beeld/wonen-en-kiezen.svg?b={width}")
    assert response.status_code == 200
    assert f'width="{width}"' in response.content.decode()
    page = Page(site.get("/groningen/wonen-en-kiezen/").content.decode())
    assert f"/groningen/beeld/wonen-en-kiezen.svg?b={width}" in page.addresses
    assert any("35 door wonen en 17 door kiezen" in (attrs.get("alt") or "") for _, attrs in page.elements)


def test_another_name_leads_to_the_address_of_the_municipality(site: Client) -> None:
    for prefix in ("", "/en"):
        response = site.get(f"{prefix}/haren/wonen-en-kiezen/")
        assert response.status_code == 301
        assert response["Location"] == f"{prefix}/groningen/wonen-en-kiezen/"


def test_the_navigation_knows_the_page(site: Client) -> None:
    assert "/groningen/wonen-en-kiezen/" in Page(site.get("/groningen/").content.decode()).every("a", "href")
    page = Page(site.get("/groningen/wonen-en-kiezen/").content.decode())
    current = [attrs["href"] for tag, attrs in page.elements if tag == "a" and attrs.get("aria-current") == "page"]
    assert current == ["/groningen/wonen-en-kiezen/"]
