# SPDX-License-Identifier: EUPL-1.2
"""Rules files: what is right is read, and of what is wrong every fault is told with its place."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml

from speelveld.errors import InputError
from speelveld.placement.names import Mechanism
from speelveld.placement.rules import LANGUAGES, policies, read
from speelveld.placement.rules_schema import MECHANISMS
from tests.placement.rule_files import document, rules, with_seats

EXPECTED = {
    *("amsterdam", "nijmegen", "apeldoorn", "amstelveen", "den_haag", "flanders_double_quota", "chile"),
    "each_school_for_itself",
}


def faults(found: Any) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(found, "rules.yaml")
    assert all(fault.file == "rules.yaml" for fault in caught.value.faults)
    return [fault.message for fault in caught.value.faults]


def test_the_ready_made_files_are_all_there() -> None:
    assert set(policies()) == EXPECTED


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_ready_made_file_has_no_fault_and_says_where_it_comes_from(name: str) -> None:
    found = read(yaml.safe_load(policies()[name]), name)
    assert found.document["sources"]
    assert found.document["uncertain"]
    assert all(one.words[language] for one in found.classes for language in LANGUAGES)
    assert sum(found.seats_of(28).values()) == 28


def test_the_ready_made_files_say_what_the_cities_do() -> None:
    found = {name: read(yaml.safe_load(text)) for name, text in policies().items()}
    assert [len(found["nijmegen"].rounds), found["nijmegen"].document["list"]] == [5, {"min": 3, "max": 6}]
    assert found["nijmegen"].document["eligibility"]["minimum_age_months"] == 33
    assert found["nijmegen"].document["after"]["withdrawals"] == "freeze"
    assert found["amsterdam"].document["distance"] == {
        "nearest": 8,
        "by": "walking",
        "at_least": {"public": 2, "private": 2},
    }
    assert [found[name].document["distance"]["nearest"] for name in ("apeldoorn", "amstelveen")] == [6, 4]
    assert [name for name, one in found.items() if one.only_first_choice] == ["amstelveen"]
    assert found["chile"].seats_of(100) == {"part_a": 15, "open": 85}
    assert found["chile"].document["tie_breaking"]["family_number"]
    assert len({one.hash for one in found.values()}) == len(EXPECTED)


def test_the_mechanisms_of_a_rules_file_are_those_that_there_are() -> None:
    assert set(MECHANISMS) == {str(one) for one in Mechanism} | {"each_school"}


def test_the_hash_counts_the_rules_and_not_their_layout() -> None:
    assert rules().hash == rules().hash
    turned = dict(reversed(list(document().items())))
    assert read(turned).hash == rules().hash
    assert rules(list__max=4).hash != rules().hash
    assert rules(priorities__classes__0__words__nl="zus of broer").hash != rules().hash


def test_a_date_of_yaml_is_text_here() -> None:
    assert read(document(sources=[date(2027, 2, 1)])).document["sources"] == ["2027-02-01"]


WRONG: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a key that is missing": ({"mechanism": None}, ["mechanism: it is missing."]),
    "a key that is misspelt": (
        {"tie_braking": {}},
        ["tie_braking: there is no such key here. Did you mean tie_breaking?"],
    ),
    "a word that is misspelt": ({"twins": "togeter"}, ["twins: 'togeter' is not one of together, family_number, "]),
    "a list that is none": ({"rounds": "four"}, ["rounds: 'four' is not a list."]),
    "an empty list": ({"rounds": []}, ["rounds: it must hold at least 1, and holds 0."]),
    "an object that is none": ({"list": 5}, ["list: 5 is not an object with the keys min, max, completion."]),
    "a table that is none": ({"groups": []}, ["groups: [] is not an object."]),
    "a number that is text": ({"list__min": "2"}, ["list.min: '2' is not a whole number."]),
    "a number that is too small": ({"list__min": 0}, ["list.min: 0 is not at least 1."]),
    "true for a number": ({"list__min": True}, ["list.min: True is not a whole number."]),
    "a number for true": (
        {"tie_breaking__family_number": 1},
        ["tie_breaking.family_number: 1 is not true or false."],
    ),
    "no words in one language": (
        {"priorities__classes__0__words__en": None},
        ["priorities.classes[0].words.en: it is missing."],
    ),
    "empty words": ({"name__nl": "  "}, ["name.nl: '  ' is not text."]),
    "no day of the year": ({"rounds__0__closes": "13-01"}, ["rounds[0].closes: '13-01' is not a day of the year"]),
    "a name with a space": ({"rounds__0__name": "a b"}, ["rounds[0].name: 'a b' is not a name"]),
    "a group with a space": (
        {"groups": {"a b": {"words": {"nl": "x", "en": "x"}, "provenance": "x"}}},
        ["groups.a b: 'a b' cannot be a key here."],
    ),
    "a maximum below the minimum": ({"list__max": 1}, ["list.max: 1 is less than list.min, which is 2."]),
    "a class twice": (
        {"priorities__classes__2__name": "sibling", "schools": {}},
        ["priorities.classes: the name 'sibling' stands there twice."],
    ),
    "no class for the rest": (
        {"priorities__classes__3": None, "schools": {}},
        ["priorities.classes[2]: the last class, and it alone, is 'rest'"],
    ),
    "an unknown condition": (
        {"priorities__classes__0__when": ["siblings"]},
        ["priorities.classes[0].when[0]: 'siblings' is not one of sibling, staff"],
    ),
    "an unknown group in a condition": (
        {"priorities__classes__0__when": ["group:poor"]},
        ["priorities.classes[0].when[0]: 'poor' is not one of the groups."],
    ),
    "a class that tells the group": (
        {
            "priorities__classes__0__when": ["group:support"],
            "priorities__classes__0__words": {"nl": "kinderen uit de doelgroep", "en": "first in line"},
        },
        ["priorities.classes[0].words.nl: 'kinderen uit de doelgroep' tells the group."],
    ),
    "twins together under another mechanism": (
        {"mechanism": "ttc", "twins": "together"},
        ["twins: 'together' is defined for the mechanism 'da', and not for 'ttc'."],
    ),
    "seats offered along no list": (
        {"after": {"waiting_list": "none", "withdrawals": "refill", "late_entrants": "behind"}},
        ["after.withdrawals: 'refill' goes along waiting lists"],
    ),
    "a list per type of no seat": (
        {"after": {"waiting_list": "per_seat_type", "withdrawals": "refill", "late_entrants": "behind"}},
        ["after.waiting_list: 'per_seat_type' needs the part 'seats'"],
    ),
    "a condition without its numbers": (
        {"distance": None},
        ["priorities.classes[1].when[1]: 'nearest' needs the part 'distance'", "priorities.classes[2].when[0]"],
    ),
    "an unknown class of a school": (
        {"schools__De Vlieger__classes": ["staff", "rest"]},
        ["schools.De Vlieger.classes[0]: 'staff' is not a class of priorities.classes."],
    ),
    "a school without a last class": (
        {"schools__De Vlieger__classes": ["sibling"]},
        ["schools.De Vlieger.classes: the last class is not 'rest'"],
    ),
    "rounds in another order": (
        {"rounds__1__closes": "01-01"},
        ["rounds[1].closes: it is earlier in the year than the round before it."],
    ),
    "a lottery of no kind": ({"tie_breaking__lottery": None}, ["tie_breaking.lottery: it is told where"]),
    "numbers without a lottery": (
        {"tie_breaking": {"by": "distance", "family_number": True}},
        ["tie_breaking.family_number: without a lottery there are no numbers."],
    ),
    "twins without a family number": (
        {"tie_breaking__family_number": None},
        ["twins: 'family_number' needs tie_breaking.family_number"],
    ),
    "frozen seats that are refilled": (
        {"after__frozen_until": "02-01"},
        ["after.frozen_until: seats are not frozen"],
    ),
    "a mechanism without its seats": (
        {"mechanism": "da_minority_reserve"},
        ["seats: it is missing, and the mechanism 'da_minority_reserve' needs it."],
    ),
    "a mechanism without its bounds": ({"mechanism": "da_soft_bounds"}, ["bounds: it is missing"]),
    "a mechanism without its shares": ({"mechanism": "da_call_order"}, ["minimum_shares: it is missing"]),
    "bounds of an unknown group": (
        {"bounds": {"floors": {"poor": 20}}},
        ["bounds.floors.poor: 'poor' is not one of the groups."],
    ),
    "a promise to an unknown class": (
        {"guarantees__0__who": "friends"},
        ["guarantees[0].who: 'friends' is not a priority class, and not 'everyone'."],
    ),
    "a promise before an unknown round": (
        {"guarantees__0__before_round": "winter"},
        ["guarantees[0].before_round: 'winter' is not one of the rounds."],
    ),
    "a promise of any school to everyone": (
        {"guarantees__0__who": "everyone"},
        ["guarantees[0].what: not everyone can be promised a place at any school."],
    ),
}


@pytest.mark.parametrize(("changes", "messages"), WRONG.values(), ids=WRONG)
def test_a_fault_is_told_with_its_place(changes: dict[str, Any], messages: list[str]) -> None:
    found = faults(document(**changes))
    assert len(found) == len(messages), found
    assert all(one.startswith(message) for one, message in zip(found, messages, strict=True)), found


SEATS: dict[str, tuple[str, dict[str, Any], str]] = {
    "shares": ("da_slot_precedence", {"seats__types__0__share": 40}, "seats.types: the shares add up to 110"),
    "order": ("da_slot_precedence", {"seats__order": ["open"]}, "seats.order: it must name every seat type once"),
    "group": ("da_slot_precedence", {"seats__types__0__for": "poor"}, "seats.types[0].for: 'poor' is not one of"),
    "a reserve for nobody": (
        "da_slot_precedence",
        {"seats__types__0__for": None},
        "seats.types[0]: a reserve or quota",
    ),
    "an open type for a group": (
        "da_slot_precedence",
        {"seats__types__1__for": "support"},
        "seats.types[1]: a reserve",
    ),
    "a quota in slots": ("da_slot_precedence", {"seats__types__0__kind": "quota"}, "seats.types: the mechanism"),
    "a minority reserve that is filled last": (
        "da_minority_reserve",
        {"seats__order": ["open", "extra"]},
        "seats.order: the mechanism 'da_minority_reserve' fills the reserve first.",
    ),
    "a reserve for a quota": (
        "da_majority_quota",
        {},
        "seats.types: the mechanism 'da_majority_quota' takes one quota",
    ),
    "a name that tells the group": (
        "da_slot_precedence",
        {"seats__types__0__words__nl": "Doelgroepplaatsen"},
        "seats.types[0].words.nl: 'Doelgroepplaatsen' tells the group.",
    ),
}


@pytest.mark.parametrize(("mechanism", "changes", "message"), SEATS.values(), ids=SEATS)
def test_a_fault_in_the_seats_is_told(mechanism: str, changes: dict[str, Any], message: str) -> None:
    assert read(with_seats()).seat_types[0].name == "open"
    assert any(one.startswith(message) for one in faults(with_seats(mechanism, **changes)))


def test_all_faults_at_once() -> None:
    found = faults(document(mechanism="lottery", list__min=-1, twins="x", name=None, extra=1))
    assert len(found) == 5
    assert faults([])[0].startswith("[] is not an object with the keys format, name")
    assert faults(document(sources=[1.5])) == ["sources[0]: 1.5 is not text."]


def test_the_seats_of_a_school_add_up() -> None:
    found = read(with_seats())
    for capacity in range(60):
        seats = found.seats_of(capacity)
        assert list(seats) == ["open", "extra"]
        assert sum(seats.values()) == capacity
        assert seats["extra"] == capacity * 30 // 100
    flanders = read(yaml.safe_load(policies()["flanders_double_quota"]))
    assert flanders.seats_of(11) == {"part_a": 4, "part_b": 7}


def test_a_school_may_have_classes_of_its_own() -> None:
    assert [one.name for one in rules().classes_of("De Vlieger")] == ["sibling", "near", "rest"]
    assert [one.name for one in rules().classes_of("Het Anker")] == ["sibling", "vve", "near", "rest"]


def test_a_round_is_for_children_born_in_its_window() -> None:
    spring, autumn = rules().rounds
    assert [spring.is_for(date(2023, *day), 2027) for day in ((9, 30), (10, 1), (12, 31))] == [False, True, True]
    assert [spring.is_for(date(2024, *day), 2027) for day in ((1, 1), (3, 31), (4, 1))] == [True, True, False]
    assert autumn.is_for(date(2020, 1, 1), 2027)


def test_an_operation_can_refer_to_a_place_in_the_rules() -> None:
    assert rules().has("after.appeals")
    assert not rules().has("after.extra_seats")
    assert not rules().has("mechanism.da")
    assert not rules().has("")
