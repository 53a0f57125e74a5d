# SPDX-License-Identifier: EUPL-1.2
"""Cautions: each rule that the literature warns of is named, with its place, and no rule that it does not."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from speelveld.placement.cautions import cautions, cautions_of
from speelveld.placement.priority import classify
from speelveld.placement.rules import policies, read
from tests.placement.rule_files import SCHOOLS, child, document, with_seats

BY_POLICY = {
    "amsterdam": set(),
    "nijmegen": set(),
    "apeldoorn": set(),
    "amstelveen": {"strategic_first_choice"},
    "den_haag": {"no_common_procedure", "multiple_lottery"},
    "flanders_double_quota": {"quota_cuts_both_ways", "twins_with_more_numbers"},
    "chile": {"reserve_filled_first", "multiple_lottery"},
    "each_school_for_itself": {"no_common_procedure"},
}


@pytest.mark.parametrize("name", BY_POLICY)
def test_what_the_ready_made_files_are_warned_of(name: str) -> None:
    assert {one.code for one in cautions(read(yaml.safe_load(policies()[name])))} == BY_POLICY[name]


CASES: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "nothing": (document(), []),
    "boston": (document(mechanism="boston"), [("strategic_first_choice", "mechanism")]),
    "first choice": (
        document(priorities__apply_to="first_choice"),
        [("strategic_first_choice", "priorities.apply_to")],
    ),
    "both, told once": (
        document(mechanism="boston", priorities__apply_to="first_choice"),
        [("strategic_first_choice", "priorities.apply_to")],
    ),
    "three schools": (document(list__max=3), [("short_list", "list.max")]),
    "a number per school": (
        document(tie_breaking__lottery="multiple"),
        [("multiple_lottery", "tie_breaking.lottery")],
    ),
    "twins with two numbers": (
        document(twins="over_capacity", tie_breaking__family_number=False),
        [("twins_with_more_numbers", "twins")],
    ),
    "twins with one number": (document(twins="together"), []),
    "a reserve after the open seats": (with_seats(), []),
    "a reserve before the open seats": (
        with_seats(seats__order=["extra", "open"]),
        [("reserve_filled_first", "seats.order")],
    ),
    "a reserve of nothing": (
        with_seats(seats__order=["extra", "open"], seats__types__0__share=0, seats__types__1__share=100),
        [],
    ),
    "a quota": (
        with_seats("da_majority_quota", seats__types__0__kind="quota"),
        [("quota_paradox", "seats.types")],
    ),
    "bounds that contradict": (
        document(bounds={"floors": {"support": 50}, "ceilings": {"support": 40}}),
        [("floor_above_ceiling", "bounds.floors.support")],
    ),
    "bounds that fit": (document(bounds={"floors": {"support": 40}, "ceilings": {"support": 40}}), []),
}


@pytest.mark.parametrize(("rules", "expected"), CASES.values(), ids=CASES)
def test_what_rules_are_warned_of(rules: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    found = cautions(read(rules))
    assert [(one.code, one.where) for one in found] == expected
    for one in found:
        assert one.nl != one.en
        assert "{" not in one.nl + one.en


def of(rules: dict[str, Any], *children: Any) -> list[tuple[str, str]]:
    return [(one.code, one.en) for one in cautions_of(classify(read(rules), children, SCHOOLS))]


LONG = ("De Vlieger", "Het Anker", "De Brug")


def test_a_promise_of_more_places_than_there_are() -> None:
    siblings = [child(str(number), wishes=LONG, siblings=frozenset({"De Vlieger"})) for number in range(5)]
    assert of(document(), *siblings[:4]) == []
    ((code, text),) = of(document(), *siblings)
    assert code == "guarantee_above_capacity"
    assert text.startswith("Promised to 5 children, and there are 4 seats (De Vlieger).")
    everyone = {"guarantees": [{"who": "everyone", "what": "place_somewhere"}]}
    many = [child(f"{number:02d}", wishes=("De Brug", "Het Anker", "De Vlieger")) for number in range(18)]
    assert [code for code, _ in of(document(**everyone), *many[:17])] == []
    assert of(document(**everyone), *many)[0][1].startswith("Promised to 18 children, and there are 17 seats.")


def test_lists_that_are_a_gamble() -> None:
    popular = [child(str(number), wishes=("Het Anker", "De Vlieger")) for number in range(4)]
    found = of(document(), *popular)
    ((code, text),) = found
    assert code == "lists_too_short"
    assert text.startswith("4 children name fewer than 3 schools.")
    gamble = of(document(list__min=1), *popular, child("5", wishes=("Het Anker",)))
    assert ("only_full_schools", "1 children name only schools that first choices already fill.") in gamble


def test_a_quota_that_holds_back_the_group_it_is_for() -> None:
    flanders = yaml.safe_load(policies()["flanders_double_quota"])
    children = [child(str(number), wishes=LONG, groups=frozenset({"indicator"})) for number in range(3)]
    others = [child(f"x{number}", wishes=LONG, groups=frozenset({"no_indicator"})) for number in range(3)]
    # De Vlieger has 4 seats: 1 of part A and 3 of part B.
    assert [code for code, _ in of(flanders, *children[:1], *others)] == []
    ((code, text),) = of(flanders, *children, *others[:1])
    assert code == "group_above_its_part"
    assert text.startswith("De Vlieger: 3 first choices for 1 'places, part A'.")
