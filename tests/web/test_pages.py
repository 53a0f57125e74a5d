# SPDX-License-Identifier: EUPL-1.2
"""Every page answers, in both languages, and keeps the promises that hold for all pages."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from django.test import Client

from speelveld.disclosure.publishable import Reason
from speelveld.figures.laboratory_study import ready_policies
from speelveld.web.dashboard import methods
from speelveld.web.dashboard.laboratory_form import address_name
from speelveld.web.dashboard.templatetags.speelveld import ABSENT
from tests.web.html import Page

PLAIN = ("gemeenten/", "methode/", "bronnen/", "over/", "toegankelijkheid/", "privacy/")
MUNICIPAL = ("groningen/", "utrecht/", "s-gravenhage/", "schiermonnikoog/", "vlieland/", "ameland/")
ORIGINS = tuple(f"{path}wonen-en-kiezen/" for path in MUNICIPAL)
LABORATORY = tuple(f"{path}laboratorium/" for path in MUNICIPAL)
PLACES = "hoe-worden-plaatsen-verdeeld/"
RULES = (PLACES, *(f"{PLACES}{address_name(each)}/" for each in ready_policies()))
PATHS = (*PLAIN, *MUNICIPAL, *ORIGINS, *LABORATORY, *RULES, *(f"methode/{each}/" for each in methods.PAGES))
BOTH = [f"{prefix}{path}" for prefix in ("/", "/en/") for path in PATHS]


def read(site: Client, address: str) -> Page:
    """The page at ``address``."""
    response = site.get(address)
    assert response.status_code == 200, address
    return Page(response.content.decode())


@pytest.mark.parametrize("address", BOTH)
def test_every_page_is_whole_and_keeps_to_this_site(site: Client, address: str) -> None:
    response = site.get(address)
    assert response.status_code == 200
    text = response.content.decode()
    page = Page(text)

    assert page.unbalanced == []
    assert len(page.ids()) == len(set(page.ids())), "an id stands twice in the page"
    assert page.every("html", "lang") == ["en" if address.startswith("/en/") else "nl"]
    assert sum(tag == "h1" for tag, _ in page.elements) == 1
    assert "{%" not in text
    assert "{{" not in text
    # A strict policy would block these, and the page would look or work differently from what was meant.
    assert not [tag for tag, attrs in page.elements if "style" in attrs or tag == "style"]
    assert not [tag for tag, attrs in page.elements if any(name.startswith("on") for name in attrs)]
    assert all("src" in attrs for tag, attrs in page.elements if tag == "script")
    loaded = [*page.every("link", "href"), *page.every("img", "src"), *page.every("script", "src")]
    assert all(each.startswith("/") and not each.startswith("//") for each in loaded)
    # Who jumps within the page arrives somewhere.
    inside = {each[1:] for each in page.every("a", "href") if each.startswith("#")}
    assert inside <= set(page.ids()), inside - set(page.ids())
    assert all(each.strip() or hidden for each, hidden in alternatives(page)), "an image without words"


def alternatives(page: Page) -> list[tuple[str, bool]]:
    """The alternative text of every image, and whether it is decoration beside the name of the site."""
    return [
        (attrs.get("alt") or "", "alt" in attrs and (attrs.get("src") or "").endswith("mark.svg"))
        for tag, attrs in page.elements
        if tag == "img"
    ]


@pytest.mark.parametrize("address", BOTH)
def test_headings_go_down_one_step_at_a_time(site: Client, address: str) -> None:
    levels = [int(tag[1]) for tag, _ in read(site, address).elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("path", PATHS)
def test_the_other_language_keeps_the_page(site: Client, path: str) -> None:
    dutch, english = read(site, f"/{path}"), read(site, f"/en/{path}")
    assert f"/en/{path}" in dutch.every("a", "href")
    assert f"/{path}" in english.every("a", "href")
    assert [tag for tag, _ in dutch.elements] == [tag for tag, _ in english.elements]
    assert dutch.text != english.text


@pytest.mark.parametrize("address", BOTH)
def test_every_internal_link_leads_somewhere(site: Client, address: str) -> None:
    for each in set(read(site, address).addresses):
        if each.startswith("/") and not each.startswith("/static/"):
            assert site.get(each.partition("#")[0]).status_code in {200, 302}, each


def test_static_files_are_found(site: Client) -> None:
    for each in set(read(site, "/groningen/").addresses):
        if each.startswith("/static/"):
            response = site.get(each)
            assert response.status_code == 200, each
            assert b"".join(response.streaming_content), each
            response.close()


def test_the_question_and_its_answer_come_first(site: Client) -> None:
    page = read(site, "/groningen/")
    before, _, after = page.text.partition("Hoe gescheiden zijn de basisscholen van Groningen?")[2].partition(
        "49 van de 100"
    )
    assert "waarschijnlijk tussen 46 en 52" in after
    assert "Hoe zijn leerlingen verdeeld" not in before


def test_municipality_is_visible_and_can_be_changed(site: Client) -> None:
    page = read(site, "/utrecht/")
    assert "Utrecht" in page.text
    assert "/gemeenten/" in page.every("a", "href")
    # Pages that are about no municipality lead back to the one where the reader came from.
    carried = "/methode/?gemeente=utrecht"
    assert carried in page.every("a", "href")
    assert "/utrecht/" in read(site, carried).every("a", "href")
    assert "/methode/" in read(site, "/groningen/").every("a", "href")


def test_a_carried_municipality_that_is_unknown_does_no_harm(site: Client) -> None:
    assert "/groningen/" in read(site, "/methode/?gemeente=nergenshuizen").every("a", "href")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("schiermonnikoog/", "één basisschool"),
        ("vlieland/", "geen basisschool"),
        ("ameland/", "te weinig"),
    ],
)
def test_a_municipality_without_a_figure_says_why_in_words(site: Client, path: str, words: str) -> None:
    page = read(site, f"/{path}")
    assert words in page.text.partition("Hoe gescheiden zijn de basisscholen")[2]
    assert "van de 100 van hen" not in page.text
    assert "wisselen-titel" not in page.ids()


def test_hidden_numbers_all_look_the_same(site: Client) -> None:
    text = site.get("/groningen/").content.decode()
    dashes = re.findall(r'<span class="absent".*?</span></span>', text)
    few = {each for each in dashes if "te weinig leerlingen" in each}
    assert len(dashes) > 10
    assert len(few) == 1


def test_every_reason_has_words() -> None:
    assert set(ABSENT) == set(Reason)


def names(page: Page) -> list[str]:
    """The places of the rows of the table of branches, as they stand in the page."""
    return [attrs["data-place"] or "" for tag, attrs in page.elements if tag == "tr" and "data-place" in attrs]


def test_branches_stand_in_alphabetical_order_until_another_is_asked_for(site: Client) -> None:
    page = read(site, "/groningen/")
    assert names(page) == [str(place) for place in range(40)]
    assert page.every("th", "aria-sort") == ["ascending"]


@pytest.mark.parametrize("column", ["leerlingen", "aandeel"])
def test_the_table_sorts_without_a_script_and_hidden_rows_come_last(site: Client, column: str) -> None:
    page = read(site, f"/groningen/?sorteer={column}")
    values = [
        attrs[f"data-{column}"] or "" for tag, attrs in page.elements if tag == "tr" and f"data-{column}" in attrs
    ]
    shown = [float(value) for value in values if value]
    assert shown == sorted(shown, reverse=True)
    assert values[len(shown) :] == [""] * 5
    hidden = [int(place) for place, value in zip(names(page), values, strict=True) if not value]
    assert hidden == sorted(hidden), "the order of hidden rows must tell nothing"
    assert page.every("th", "aria-sort") == ["descending"]


def test_an_unknown_order_is_the_alphabetical_one(site: Client) -> None:
    assert names(read(site, "/groningen/?sorteer=geheim")) == names(read(site, "/groningen/"))


def test_published_figure_stands_beside_ours_and_neither_is_chosen(site: Client) -> None:
    text = re.sub(r"\s+", " ", read(site, "/groningen/").text)
    part = text.partition("Elders staat 60. Waarom staat hier 49?")[2]
    for words in ("akkoord van 2020", "40 wonen + 20 kiezen", "daalde", "stijging", "kiezen niet", "52", "48", "51"):
        assert words in part, words


def test_a_municipality_outside_the_published_list_is_told_so(site: Client) -> None:
    text = re.sub(r"\s+", " ", read(site, "/s-gravenhage/").text)
    assert "En met een andere groep?" in text
    assert "akkoord van 2020" not in text


def test_the_list_of_areas_holds_every_area_of_the_map(site: Client) -> None:
    page = read(site, "/groningen/")
    ids = set(page.ids())
    areas = {each for each in page.every("a", "href") if each.startswith("#pc4-")}
    assert areas
    assert {each[1:] for each in areas} <= ids


def test_no_words_that_rank_schools(site: Client) -> None:
    for address in BOTH:
        text = read(site, address).text.casefold()
        for word in ("beste school", "slechtste", "zwarte school", "best school", "worst", "ranking", "ranglijst"):
            assert word not in text, (address, word)


def test_the_sources_page_names_licence_day_and_checksum(site: Client) -> None:
    text = read(site, "/bronnen/").text
    for words in (
        "CC0-1.0",
        "CC BY 4.0",
        "1 oktober 2016",
        "6.543",
        "ab" * 32,
        "Leeftijden zijn samengevoegd.",
        "cbs_missing",
    ):
        assert words in text, words
    assert "6,543" in read(site, "/en/bronnen/").text


def test_the_rules_on_the_page_are_the_rules_of_the_guard(site: Client) -> None:
    from speelveld.disclosure.rules import rules

    text = read(site, "/methode/disclosure/").text
    assert f"versie {rules().version}" in text
    assert f"ten minste {rules().city_index.min_schools} scholen" in text
    assert f"{rules().school_distance.base} meter" in text
