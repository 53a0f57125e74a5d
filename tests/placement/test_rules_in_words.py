# SPDX-License-Identifier: EUPL-1.2
"""The page "how are places given": it says what the rules say, whatever they say."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from speelveld.commands.rules_file import parse_rules
from speelveld.placement.names import Mechanism
from speelveld.placement.rules import LANGUAGES, policies, read
from speelveld.placement.rules_in_words import HONEST, markdown, sections, title
from speelveld.placement.rules_schema import MECHANISMS
from tests.placement.rule_files import document, rules, with_seats


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(policies()))
def test_every_ready_made_file_has_its_page(name: str, language: str) -> None:
    found = parse_rules(policies()[name], name)
    page = markdown(found, language)
    assert page.startswith(f"# {title(found, language)}\n")
    assert found.hash.hex() in page
    assert "{" not in page
    for one in found.classes:
        assert one.words[language] in page
    for note in (*found.document["uncertain"], *found.document["sources"]):
        assert f"- {note}" in page


def test_the_page_in_dutch() -> None:
    page = markdown(read(with_seats()), "nl")
    assert page.startswith(
        "# Zo worden plaatsen verdeeld: Verzonnen stad\n\n## Wanneer\n\nRonde 1 sluit op 1 februari, "
    )
    for sentence in (
        "voor kinderen geboren tussen 1 oktober en 31 maart (4 jaar eerder). Ronde 2 sluit op 1 september.",
        "Een kind kan worden aangemeld vanaf 36 maanden.",
        "U noemt 2 tot 5 scholen, de liefste bovenaan. Zet de scholen in de volgorde die u echt wilt.",
        "Dichtbij zijn de 2 scholen met de kortste afstand (lopend).",
        "telt vanaf 8 maanden, 4 dagdelen per week.",
        "Op De Vlieger geldt: broer of zus, dichtbij, geen voorrang.",
        "Ieder kind heeft één nummer, op alle scholen hetzelfde.",
        "Broers en zussen die samen worden aangemeld, delen een nummer.",
        "1. broer of zus\n2. voorschool\n3. dichtbij\n4. geen voorrang\n",
        "1. gewone plaatsen: 70% van de plaatsen\n2. plaatsen deel A: 30% van de plaatsen\n",
        "Elk kind vraagt een plaats op de hoogste school van de lijst.",
        "Op de wachtlijst houdt uw kind zijn nummer. Een plaats die vrijkomt, gaat naar de eerste van de wachtlijst.",
        "Wie later komt, sluit achteraan aan. Wordt uw bezwaar toegekend, dan komt er een plaats bij.",
        "Kinderen met 'broer of zus' krijgen daar zeker een plaats, als zij zijn aangemeld vóór het einde van ronde 1.",
    ):
        assert sentence in page


CHANGES: list[tuple[dict[str, Any], str]] = [
    ({"twins": "together"}, "Where there are not enough places for them together, the next school"),
    ({"twins": "over_capacity"}, "also when it is full by then and gets a child more."),
    (
        {"draw": {"sources": [{"chain": "quicknet", "hours": 24}, {"chain": "default", "hours": 48}]}},
        "If that network then gives nothing, the outcome of default counts, 48 hours after the freeze.",
    ),
    (
        {"draw": {"sources": [{"chain": "quicknet", "hours": 24}], "parties": ["municipality", "notary"]}},
        "To that comes a secret of: municipality, notary.",
    ),
    ({"list": {"min": 1, "max": None}}, "You name at least 1 schools"),
    ({"list__min": 5}, "You name 5 schools, the most wanted on top."),
    ({"list__completion": "all_schools"}, "Schools that are not on your list are added below it"),
    ({"mechanism": "boston"}, "Take care: under these rules another order"),
    ({"mechanism": "boston"}, "What is left goes to children who put the school second"),
    ({"mechanism": "boston"}, "That makes the list a bet"),
    ({"mechanism": "ttc"}, "In this way children exchange their priority."),
    ({"mechanism": "eadam"}, "then all is final. There is one more step: children who agree to it"),
    ({"priorities__apply_to": "first_choice"}, "holds only at the school on top of your list"),
    ({"after__withdrawals": "freeze", "after__frozen_until": "02-01"}, "stays empty. That lasts until 1 February."),
    ({"after__swaps": False}, "Places may not be exchanged."),
    ({"after__swaps": True}, "Places may be exchanged."),
    (
        {"guarantees": [{"who": "everyone", "what": "place_somewhere"}]},
        "Every child is sure of a place at some school.",
    ),
    (
        {"guarantees": [{"who": "vve", "what": "place_at_school"}]},
        "Children with 'preschool' are sure of a place there.",
    ),
    ({"distance__by": "cycling"}, "(by bicycle)"),
    ({"rounds": None, "guarantees": None}, "The rules name no fixed rounds."),
    ({"mechanism": "da_call_order", "minimum_shares": {"support": 30}}, "Take care: under these rules another order"),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mechanism_has_its_own_words(language: str) -> None:
    texts = tomllib.loads(files("speelveld.placement").joinpath("rules_in_words.toml").read_text(encoding="utf-8"))
    own = [texts[language].get(name, texts[language].get(f"more_{name}")) for name in MECHANISMS]
    assert None not in own
    assert len(set(own)) == len(MECHANISMS)


@pytest.mark.parametrize(("changes", "sentence"), CHANGES, ids=[sentence for _, sentence in CHANGES])
def test_a_change_of_the_rules_changes_the_page(changes: dict[str, Any], sentence: str) -> None:
    assert sentence in markdown(rules(**changes), "en")
    assert sentence not in markdown(rules(), "en")


def test_a_part_of_which_the_rules_say_nothing_is_left_out() -> None:
    bare = read(document(after=None, guarantees=None, schools=None, eligibility=None))
    assert [one.heading for one in sections(bare, "en")] == ["When", "Your list", "Who goes first", "How it goes"]


def test_only_where_it_is_proven_the_page_says_that_honesty_is_best() -> None:
    assert {"da", "ttc", "da_slot_precedence"} <= HONEST
    assert {"boston", "eadam", "school_proposing_da", "da_call_order", "each_school"}.isdisjoint(HONEST)
    assert {str(one) for one in Mechanism} >= HONEST


def test_both_languages_have_every_sentence() -> None:
    text = tomllib.loads(files("speelveld.placement").joinpath("rules_in_words.toml").read_text(encoding="utf-8"))
    assert set(text["nl"]) == set(text["en"])
