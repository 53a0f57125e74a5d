# SPDX-License-Identifier: EUPL-1.2
"""Addresses that lead on, addresses that lead nowhere, and choosing a municipality."""

from __future__ import annotations

import pytest
from django.test import Client

from speelveld import figures
from speelveld.errors import EditionError
from tests.web.html import Page


@pytest.mark.parametrize(
    ("address", "target", "status"),
    [
        ("/", "/groningen/", 302),
        ("/en/", "/en/groningen/", 302),
        ("/GM0014/", "/groningen/", 301),
        ("/gm0014/", "/groningen/", 301),
        ("/Groningen/", "/groningen/", 301),
        ("/en/Groningen/", "/en/groningen/", 301),
        ("/'s-Gravenhage/", "/s-gravenhage/", 301),
        ("/haren/", "/groningen/", 301),
        ("/GM0017/", "/groningen/", 301),
        ("/groningen", "/groningen/", 301),
        ("/Groningen/beeld/steden.svg?b=360", "/groningen/beeld/steden.svg?b=360", 301),
        ("/gemeenten/?zoek=haren", "/groningen/", 302),
        ("/gemeenten/?zoek=GM0344", "/utrecht/", 302),
        ("/en/gemeenten/?zoek=utrecht", "/en/utrecht/", 302),
    ],
)
def test_other_spellings_lead_to_the_one_address(site: Client, address: str, target: str, status: int) -> None:
    response = site.get(address)
    assert (response.status_code, response.headers["Location"]) == (status, target)


@pytest.mark.parametrize("prefix", ["/", "/en/"])
def test_an_unknown_municipality_gets_suggestions(site: Client, prefix: str) -> None:
    response = site.get(f"{prefix}groningn/")
    assert response.status_code == 404
    page = Page(response.content.decode())
    assert "groningn" in page.text
    assert f"{prefix}groningen/" in page.every("a", "href")
    assert page.every("html", "lang") == ["en" if prefix == "/en/" else "nl"]


def test_what_a_visitor_typed_is_shown_as_text(site: Client) -> None:
    text = site.get("/%3Cscript%3Ealert(1)%3C/").content.decode()
    assert "<script>alert" not in text
    text = site.get("/gemeenten/", {"zoek": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in text


@pytest.mark.parametrize(
    "address",
    [
        "/methode/geheim/",
        "/groningen/beeld/geheim.svg",
        "/groningen/beeld/steden.svg?b=9999",
        "/utrecht/beeld/splitsing.svg",
        "/nergens/beeld/steden.svg",
        "/nergens/cijfers.csv",
        "/groningen/geheim.csv",
    ],
)
def test_what_is_not_there_is_not_found(site: Client, address: str) -> None:
    assert site.get(address).status_code == 404


def test_nothing_can_be_posted(site: Client) -> None:
    assert site.post("/groningen/").status_code == 405


def test_searching_part_of_a_name_lists_what_holds_it(site: Client) -> None:
    page = Page(site.get("/gemeenten/", {"zoek": "land"}).content.decode())
    assert {"/ameland/", "/vlieland/"} <= set(page.every("a", "href"))
    assert "/utrecht/" not in page.every("a", "href")


def test_searching_what_does_not_exist_suggests_and_lists_all(site: Client) -> None:
    page = Page(site.get("/gemeenten/", {"zoek": "utregt"}).content.decode())
    assert "Geen enkele gemeente heet ‘utregt’." in page.text
    assert page.every("a", "href").count("/utrecht/") == 2
    assert "/ameland/" in page.every("a", "href")


def test_former_municipalities_say_where_they_went(site: Client) -> None:
    text = " ".join(Page(site.get("/gemeenten/").content.decode()).text.split())
    assert "Haren: sinds 1 januari 2019 deel van Groningen" in text
    english = " ".join(Page(site.get("/en/gemeenten/").content.decode()).text.split())
    assert "Haren: since 1 January 2019 part of Groningen" in english


def test_without_an_edition_the_site_says_what_to_do(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_folder: object) -> None:
        raise EditionError("there is no edition yet")

    monkeypatch.setattr(figures, "open_edition", none)
    for address, words in (("/groningen/", "Er zijn nog geen cijfers"), ("/en/groningen/", "There are no figures yet")):
        response = site.get(address)
        assert response.status_code == 503
        assert words in response.content.decode()
        assert "speelveld build" in response.content.decode()
        assert response.headers["Retry-After"]


def test_a_damaged_table_is_told_and_not_shown_as_a_page(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(_edition: object, _municipality: object) -> None:
        raise EditionError("a table is damaged")

    monkeypatch.setattr(figures, "dashboard", damaged)
    response = site.get("/groningen/")
    assert response.status_code == 503
    assert "a table is damaged" in response.content.decode()


def test_an_unexpected_fault_gives_a_page_without_details(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_edition: object, _municipality: object) -> None:
        raise RuntimeError("inner workings")

    monkeypatch.setattr(figures, "dashboard", broken)
    site.raise_request_exception = False
    for address, words in (("/groningen/", "Er ging iets mis"), ("/en/groningen/", "Something went wrong")):
        response = site.get(address)
        assert response.status_code == 500
        assert words in response.content.decode()
        assert "inner workings" not in response.content.decode()
