# SPDX-License-Identifier: EUPL-1.2
"""The page on school advice: its order, its reserve, and a municipality without numbers."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from speelveld.editions.store import Edition
from speelveld.figures import find_municipality
from speelveld.figures.advice_kept import Kept
from speelveld.figures.advice_upload import uploaded
from speelveld.web.dashboard import advice_page
from tests.figures.test_advice_upload import TABLE
from tests.render.advice_pages import make_advice
from tests.web.html import Page


def text(site: Client, address: str) -> str:
    """All words of the page at ``address``, with single spaces."""
    response = site.get(address)
    assert response.status_code == 200, address
    return re.sub(r"\s+", " ", Page(response.content.decode()).text)


def test_the_answer_comes_first_and_the_causes_after_the_figures(site: Client) -> None:
    said = text(site, "/groningen/advies/").partition("Krijgt ieder kind in Groningen een eerlijk advies?")[2]
    places = [
        said.index(words)
        for words in (
            "is met de cijfers die er zijn niet te zeggen",
            "in 2021/22 kregen 51 van de 100 leerlingen havo of hoger, landelijk 46",
            "In 2024/25 waren het er tussen 42 en 60 van de 100",
            "Welk definitief advies krijgen leerlingen?",
            "Deze jaren zijn niet gelijk",
            "Het advies naast de samenstelling van de school",
            "Definitief advies per school en jaar",
            "Hoe vaak wordt een advies heroverwogen?",
            "Ligt het aan inkomen?",
            "Wat er eerder is gemeld",
            "Waardoor heeft de ene plaats meer heroverwegingen dan de andere?",
            "Weinig dubbele adviezen.",
            "Andere eerste adviezen.",
            "De maker van de toets.",
            "Toeval in de toets.",
            "Leerlingen die laat groeien.",
            "Enkele scholen.",
            "Bronnen van deze pagina",
        )
    ]
    assert places == sorted(places)


def test_what_may_not_be_said_is_on_the_page(site: Client) -> None:
    said = text(site, "/groningen/advies/")
    for words in (
        "Dit zegt niet of een advies eerlijk is",
        "Door corona was er geen toets",
        "Er is niets ingevuld",
        "28,9% een hoger advies (A); dat is 9,7% van alle leerlingen met een eerste advies (B)",
        "Dit zijn cijfers van het hele land. Niet gepubliceerd voor Groningen.",
        "komen er 7,3 door andere eerste adviezen",
        "niet hoe vaak een advies werd heroverwogen",
        "39% zonder dubbele adviezen",
        "Heeft de gemeente dit cijfer, dan kan zij het hier inladen",
    ):
        assert words in said, words


def test_another_municipality_is_not_told_what_was_reported_of_groningen(site: Client) -> None:
    page = Page(site.get("/utrecht/advies/").content.decode())
    assert "eerder" not in page.ids()
    assert "Niet gepubliceerd voor Utrecht." in re.sub(r"\s+", " ", page.text)


def test_schools_stand_in_alphabetical_order(site: Client) -> None:
    said = text(site, "/groningen/advies/")
    names = list(dict.fromkeys(re.findall(r"Verzonnen school \d+", said)))
    assert len(names) == 16
    assert names == sorted(names)


def test_every_institution_has_a_folded_table_of_its_years(site: Client) -> None:
    page = Page(site.get("/groningen/advies/").content.decode())
    assert {"jaren", "jaren-00ZZ", "tabel-jaren-00ZZ", "jaren-01ZZ"} <= set(page.ids())
    # The last has too few pupils in its only year: it is named, and has no table.
    assert "jaren-02ZZ" not in page.ids()
    said = text(site, "/groningen/advies/")
    assert "Te weinig leerlingen in alle jaren: Verzonnen school 3." in said
    table = said.partition("Leerlingen per definitief advies: Verzonnen school 1")[2].partition("Leerlingen per")[0]
    for words in (
        "Advies 2021/22 2022/23 2023/24",
        "Pro – te weinig leerlingen om te tonen 1 tot 4 – te weinig leerlingen om te tonen",
        "Havo 12 17 –",
        "Havo of hoger van elke 100 leerlingen 52 31 tot 64 –",
    ):
        assert words.replace(" ", "") in table.replace(" ", ""), words
    # Nobody got vso in a year that is shown.
    assert "Vso" not in table
    assert "In 2018/19" not in said
    assert "de regels" in said


def test_the_years_of_institutions_are_a_file_with_its_metadata(site: Client) -> None:
    page = Page(site.get("/groningen/advies/").content.decode())
    address = "/groningen/advies-scholen-jaren.csv"
    assert {address, f"{address}-metadata.json"} <= set(page.every("a", "href"))
    response = site.get(address)
    lines = response.content.decode().splitlines()
    assert response["Content-Type"].startswith("text/csv")
    assert f"{address}-metadata.json" in response["Link"]
    about = site.get(f"{address}-metadata.json").json()
    assert [column["name"] for column in about["tableSchema"]["columns"]] == lines[0].split(",")
    titles = {column["name"]: column["titles"] for column in about["tableSchema"]["columns"]}
    assert titles["havo_low"] == {
        "nl": ["havo_low", "Havo, leerlingen, ten minste"],
        "en": ["havo_low", "Havo, pupils, at least"],
    }
    assert about["dc:source"]


def test_the_headings_of_the_composition_say_the_year_of_its_count(site: Client) -> None:
    assert "Leerlingen met adviesGewicht 0,3 of 1,2, 2016CBS-doelgroep, 2019" in text(site, "/groningen/advies/")
    later = advice_page.said(make_advice(composition=(("gewicht", 2013), ("doelgroep", 2021))))
    assert [each[-4:] for each in later.contrasts] == ["2013", "2021"]


def test_a_table_of_the_municipality_in_the_edition_stands_on_the_page(
    site: Client, monkeypatch: pytest.MonkeyPatch, bundled: Edition
) -> None:
    assert "eigen" not in Page(site.get("/groningen/advies/").content.decode()).ids()
    place = find_municipality(bundled, "Groningen")
    result = uploaded(bundled, place, TABLE.encode(), kind="groups")
    shown = make_advice(kept=Kept(result))
    monkeypatch.setattr("speelveld.web.data.advice", lambda _edition, _municipality: shown)
    page = Page(site.get("/groningen/advies/").content.decode())
    assert {"eigen", "tabel-geladen", "tabel-verschil"} <= set(page.ids())
    said = text(site, "/groningen/advies/")
    assert "De cijfers van Groningen zelf" in said
    assert "In deze tabel van 2022/23 hebben 24 van elke 100 leerlingen een hoger toetsadvies." in said
    assert "Niet gepubliceerd voor Groningen" not in said
    assert "De heroverwegingen van Groningen: niet gepubliceerd" not in said
    table = said.partition("met 95%-intervallen")[2].partition("Waarom verschilt")[0]
    assert "1.100" not in table
    assert "Allemaal samen24tussen" in table
    broken = make_advice(kept=Kept(None, "every row is a total."))
    monkeypatch.setattr("speelveld.web.data.advice", lambda _edition, _municipality: broken)
    said = text(site, "/groningen/advies/")
    assert "maar die kan niet worden getoond: every row is a total." in said
    assert "Niet gepubliceerd voor Groningen" in said


def test_few_pupils_leave_the_rules_and_the_country(site: Client) -> None:
    page = Page(site.get("/ameland/advies/").content.decode())
    said = re.sub(r"\s+", " ", page.text)
    assert "gaven per jaar te weinig adviezen om aandelen te tonen" in said
    assert not {"tabel-niveaus", "tabel-advies", "scholen", "jaren"} & set(page.ids())
    assert {"advies", "heroverweging", "oorzaken", "weten"} <= set(page.ids())
    assert site.get("/ameland/beeld/advies.svg").status_code == 404
    assert site.get("/ameland/beeld/advies-dubbel.svg").status_code == 200


def test_without_any_table_the_page_says_so_and_shows_none(site: Client) -> None:
    page = Page(site.get("/vlieland/advies/").content.decode())
    assert "geen school in Vlieland met definitieve adviezen" in re.sub(r"\s+", " ", page.text)
    assert not any(tag == "table" for tag, _ in page.elements)
    assert not {"advies", "scholen", "jaren", "heroverweging", "eerder", "doen"} & set(page.ids())
    for name in ("advies", "advies-scholen", "advies-inkomen", "advies-dubbel"):
        assert site.get(f"/vlieland/beeld/{name}.svg").status_code == 404


@pytest.mark.parametrize("width", [360, 720])
@pytest.mark.parametrize("name", ["advies", "advies-scholen", "advies-inkomen", "advies-dubbel"])
def test_every_picture_has_its_own_address_words_and_table(site: Client, name: str, width: int) -> None:
    response = site.get(f"/groningen/beeld/{name}.svg?b={width}")
    assert response.status_code == 200
    assert f'width="{width}"' in response.content.decode()
    page = Page(site.get("/groningen/advies/").content.decode())
    assert f"/groningen/beeld/{name}.svg?b={width}" in page.addresses
    table = {"advies-scholen": "scholen", "advies-inkomen": "inkomen", "advies-dubbel": "dubbel"}.get(name, name)
    assert f"tabel-{table}" in page.ids()


def test_another_name_leads_to_the_address_of_the_municipality(site: Client) -> None:
    for prefix in ("", "/en"):
        response = site.get(f"{prefix}/haren/advies/")
        assert response.status_code == 301
        assert response["Location"] == f"{prefix}/groningen/advies/"


def test_the_navigation_knows_the_page(site: Client) -> None:
    assert "/groningen/advies/" in Page(site.get("/groningen/").content.decode()).every("a", "href")
    page = Page(site.get("/groningen/advies/").content.decode())
    current = [attrs["href"] for tag, attrs in page.elements if tag == "a" and attrs.get("aria-current") == "page"]
    assert current == ["/groningen/advies/"]


def test_the_method_pages_say_the_levels_and_the_rules_of_the_data(site: Client) -> None:
    said = text(site, "/methode/advice-levels/")
    for words in ("2014/15 tot en met 2017/18", "Vanaf 2023/24", "Door corona", "buiten de schaal"):
        assert words in said, words
    assert re.search(r"Vmbo-b/k\s*2,5\b", said)
    assert re.search(r"Vmbo-b/k\s*2\.5\b", text(site, "/en/methode/advice-levels/"))
    assert "Lord" in text(site, "/methode/lord/")


def test_rows_come_from_the_page_alone() -> None:
    said = advice_page.said(make_advice())
    assert [row.gap for row in said.gaps] == list(make_advice().gaps)
    assert len(said.years) == 6
    assert len(said.causes) == 6
