# SPDX-License-Identifier: EUPL-1.2
"""The pages on how places are given: what they say is what the rules say."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from speelveld.figures.laboratory_study import ready_policies
from speelveld.placement import rules_in_words
from speelveld.placement.rules import policies
from speelveld.web.dashboard.laboratory_form import address_name
from speelveld.web.dashboard.rules_notes import NOTES
from tests.web.html import Page

PLACES = "/hoe-worden-plaatsen-verdeeld/"


def read(site: Client, address: str) -> Page:
    """A page."""
    response = site.get(address)
    assert response.status_code == 200
    return Page(response.content.decode())


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", sorted(policies()))
def test_a_page_holds_everything_that_the_rules_say(site: Client, name: str, language: str) -> None:
    found = ready_policies()[name].rules
    prefix = "/en" if language == "en" else ""
    text = re.sub(r"\s+", " ", read(site, f"{prefix}{PLACES}{address_name(name)}/").text)
    assert rules_in_words.title(found, language) in text
    notes = {rules_in_words.note(each, language) for each in ("uncertain", "sources")}
    for section in rules_in_words.sections(found, language):
        if language == "nl" and section.heading in notes:
            continue
        for words in (section.heading, *section.sentences, *section.items):
            assert re.sub(r"\s+", " ", words) in text
    assert found.hash.hex() in text


@pytest.mark.parametrize("name", sorted(policies()))
def test_notes_are_translated_and_say_in_which_language_they_are(site: Client, name: str) -> None:
    document = ready_policies()[name].rules.document
    notes = [*document["uncertain"], *document["sources"]]
    notes += [one["provenance"] for one in document.get("groups", {}).values()]
    dutch, english = (read(site, f"{prefix}{PLACES}{address_name(name)}/") for prefix in ("", "/en"))
    for page, code in ((dutch, "nl"), (english, "en")):
        said = [attrs["lang"] for tag, attrs in page.elements if tag in {"li", "span"} and "lang" in attrs]
        addresses = [each for each in notes if each not in NOTES]
        assert said.count(code) == len(notes) - (len(addresses) if code == "nl" else 0)
        assert all(re.fullmatch(r"[a-z.]+\.nl", each) for each in addresses), "only an address needs no translation"
    for each in notes:
        assert each in english.text
        assert (each in dutch.text) == (each not in NOTES), each


@pytest.mark.parametrize("name", sorted(policies()))
def test_the_file_is_the_file_of_the_software_and_fits_the_schema(site: Client, name: str) -> None:
    response = site.get(f"{PLACES}{address_name(name)}.yaml")
    assert response.content.decode() == policies()[name]
    assert response.headers["Content-Type"] == "application/yaml; charset=utf-8"
    schema = json.loads(site.get(f"{PLACES}regels.schema.json").content)
    Draft202012Validator.check_schema(schema)
    document = ready_policies()[name].rules.document
    assert [each.json_path for each in Draft202012Validator(schema).iter_errors(document)] == []
    assert not Draft202012Validator(schema).is_valid({**document, "mechanism": "fair"})


def test_data_are_those_that_the_rules_use_and_no_more(site: Client) -> None:
    nijmegen = read(site, f"/en{PLACES}nijmegen/").text
    today = read(site, f"/en{PLACES}each-school-for-itself/").text
    flanders = read(site, f"/en{PLACES}flanders-double-quota/").text
    for words, where in (
        ("The distance from home to the schools.", nijmegen),
        ("The lottery number, which follows", nijmegen),
        ("The day of application.", today),
        ("Whether the child belongs to “indicator pupils”.", flanders),
        ("Statement of the parents at enrolment", flanders),
    ):
        assert words in where
    assert "The distance from home" not in today
    assert "The lottery number" not in today
    assert "belongs to" not in nijmegen


def test_the_way_to_the_check_of_a_number(site: Client) -> None:
    for prefix, file in (("", "index"), ("/en", "en")):
        page = read(site, f"{prefix}{PLACES}")
        assert f"/static/lottery/{file}.html" in page.every("a", "href")
        for program in ("verify_lottery.py", "verify_beacon.py"):
            assert f"/static/lottery/{program}" in page.every("a", "href")
            assert program in page.text
        assert "speelveld verify" in page.text


def test_whether_an_honest_list_is_best_is_told_in_one_line(site: Client) -> None:
    text = re.sub(r"\s+", " ", read(site, f"/en{PLACES}").text)
    assert "Nijmegen, primary schoolsOne joint placement. The honest list is the best list." in text
    assert "Amstelveen, primary schoolsOne joint placement. The first choice weighs more" in text
    assert "Today: each school for itselfNo joint placement" in text


@pytest.mark.parametrize("address", [f"{PLACES}utopia/", f"{PLACES}den_haag/", f"{PLACES}utopia.yaml"])
def test_rules_that_are_not_there(site: Client, address: str) -> None:
    assert site.get(address).status_code == 404
