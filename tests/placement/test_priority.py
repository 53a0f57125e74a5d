# SPDX-License-Identifier: EUPL-1.2
"""From facts to classes: each condition, whom it leaves out, and markets that ``speelveld place`` takes."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from speelveld.errors import InputError
from speelveld.placement import read_market
from speelveld.placement.facts import Attendance, Child, SchoolFacts
from speelveld.placement.make_market import class_names, to_market
from speelveld.placement.placing import place
from speelveld.placement.priority import classify, near_schools
from speelveld.placement.rules import policies, read
from tests.placement.rule_files import SCHOOLS, child, document, rules, with_seats


def name_at(school: str, one: Child, **changes: Any) -> str:
    found = classify(rules(**changes), [one], SCHOOLS)
    return found.class_of(one.id, school).name


LONG, SHORT = Attendance(8, 4), Attendance(7, 4)
WHEN: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "sibling": ({"siblings": frozenset({"Het Anker"})}, {"siblings": frozenset({"De Brug"})}, "sibling"),
    "staff": ({"staff": frozenset({"Het Anker"})}, {"staff": frozenset({"De Brug"})}, "staff"),
    "own_school": ({"attends": frozenset({"Het Anker"})}, {"attends": frozenset({"De Brug"})}, "own_school"),
    "ex_pupil": ({"attended": frozenset({"Het Anker"})}, {"attended": frozenset({"De Brug"})}, "ex_pupil"),
    "own_childcare": ({"childcare": {"Het Anker": LONG}}, {"childcare": {"Het Anker": SHORT}}, "own_childcare"),
    "half-days": (
        {"childcare": {"Het Anker": LONG}},
        {"childcare": {"Het Anker": Attendance(12, 3)}},
        "own_childcare",
    ),
    "own_vve": (
        {"vve": {"Het Anker": LONG}, "vve_indication": True},
        {"vve": {"Het Anker": LONG}, "vve_indication": False},
        "own_vve",
    ),
    "vve elsewhere": (
        {"vve": {"Het Anker": LONG}, "vve_indication": True},
        {"vve": {"De Brug": LONG}, "vve_indication": True},
        "own_vve",
    ),
    "group": ({"groups": frozenset({"support"})}, {}, "group:support"),
}


@pytest.mark.parametrize(("has", "lacks", "condition"), WHEN.values(), ids=WHEN)
def test_a_condition_holds_for_whom_it_should(has: dict[str, Any], lacks: dict[str, Any], condition: str) -> None:
    words = {"nl": "x", "en": "x"}
    classes = [{"name": "first", "when": [condition], "words": words}, {"name": "rest", "when": [], "words": words}]
    changes = {"priorities__classes": classes, "guarantees": [], "schools": {}}
    assert name_at("Het Anker", child(**has), **changes) == "first"
    assert name_at("Het Anker", child(**lacks), **changes) == "rest"


def test_a_class_needs_all_its_conditions() -> None:
    attended = {"vve": {"Het Anker": LONG}, "vve_indication": True}
    assert name_at("Het Anker", child(**attended)) == "vve"
    far = {"De Vlieger": 300, "Het Anker": 5000, "De Brug": 900}
    assert name_at("Het Anker", child(**attended, metres=far)) == "rest"
    # De Vlieger has no class for preschool: who went there is near, or is not.
    assert name_at("De Vlieger", child(vve={"De Vlieger": LONG}, vve_indication=True)) == "near"


def test_the_nearest_schools() -> None:
    assert near_schools(rules(), child(), SCHOOLS) == {"De Vlieger", "Het Anker"}
    # Who is as far as the last one is near as well: the name of a school decides nothing.
    tied = child(metres={"De Vlieger": 300, "Het Anker": 500, "De Brug": 500})
    assert near_schools(rules(), tied, SCHOOLS) == set(SCHOOLS)


def test_the_nearest_schools_hold_enough_of_each_kind() -> None:
    schools = {f"public {number}": SchoolFacts(5, public=True) for number in range(4)}
    schools |= {f"private {number}": SchoolFacts(5, public=False) for number in range(4)}
    metres = {f"public {number}": 100 + number for number in range(4)}
    metres |= {f"private {number}": 900 + number for number in range(4)}
    some = child(wishes=("public 0", "public 1"), metres=metres)
    balanced = rules(distance={"nearest": 4, "by": "walking", "at_least": {"public": 2, "private": 2}})
    assert near_schools(balanced, some, schools) == {"public 0", "public 1", "private 0", "private 1"}
    assert near_schools(rules(distance__nearest=4), some, schools) == {f"public {number}" for number in range(4)}


def test_priority_at_the_first_choice_only() -> None:
    both = child(siblings=frozenset({"De Vlieger", "Het Anker"}))
    assert [name_at(school, both) for school in ("De Vlieger", "Het Anker")] == ["sibling", "sibling"]
    first = {"priorities__apply_to": "first_choice"}
    assert [name_at(school, both, **first) for school in ("De Vlieger", "Het Anker")] == ["sibling", "rest"]


def test_a_list_is_completed_by_distance() -> None:
    one = child(siblings=frozenset({"De Brug"}))
    for completion, expected in (
        ("none", ("De Vlieger", "Het Anker")),
        ("priority_schools", ("De Vlieger", "Het Anker", "De Brug")),
        ("all_schools", ("De Vlieger", "Het Anker", "De Brug")),
    ):
        assert classify(rules(list__completion=completion), [one], SCHOOLS).lists["A"] == expected
    assert classify(rules(list__completion="priority_schools"), [child()], SCHOOLS).lists["A"] == one.wishes
    everywhere = child(wishes=("De Brug", "Het Anker"))
    assert classify(rules(list__completion="all_schools"), [everywhere], SCHOOLS).lists["A"][2] == "De Vlieger"


def test_a_child_that_a_school_may_not_take_has_no_class_there() -> None:
    one = child(unfit={"De Vlieger": "full_group"}, wishes=("De Vlieger", "Het Anker", "De Brug"))
    found = classify(rules(), [one], SCHOOLS)
    assert set(found.classes["A"]) == {"Het Anker", "De Brug"}
    assert found.lists["A"] == ("Het Anker", "De Brug")


def test_every_fault_of_the_facts_is_told() -> None:
    wrong = [
        child("A", wishes=("De Vlieger", "De Vlieger")),
        child("B", wishes=("De Vlieger",)),
        child("C", wishes=("De Vlieger", "Nergens")),
        child("D", unfit={"De Vlieger": "too_small"}),
        child("E", age_months=35),
        child("F", groups=frozenset({"poor"})),
        child("G", metres={"De Vlieger": 1}),
        child("H"),
        child("H"),
    ]
    with pytest.raises(InputError) as caught:
        classify(rules(), wrong, SCHOOLS)
    assert [fault.message.split(":")[0] for fault in caught.value.faults] == [
        "children.A.wishes",
        "children.B.wishes",
        "children.C",
        "children.D.unfit.De Vlieger",
        "children.E.age_months",
        "children.F.groups",
        "children.G.metres",
        "children.G.metres",
        "children.H",
    ]
    with pytest.raises(InputError, match=r"it names 3 schools, and list\.max is 2"):
        classify(rules(list__max=2), [child(wishes=tuple(SCHOOLS))], SCHOOLS)


CHILDREN = [
    child("A", siblings=frozenset({"De Vlieger"})),
    child("B", groups=frozenset({"support"})),
    child("C", wishes=("Het Anker", "De Brug"), groups=frozenset({"support"})),
    child("D", metres={"De Vlieger": 3000, "Het Anker": 500, "De Brug": 900}),
]
LOTTERY = {"A": 4, "B": 3, "C": 2, "D": 1}
MARKETS: dict[str, dict[str, Any]] = {
    **{name: document(mechanism=name) for name in ("da", "ttc", "boston", "eadam", "stable_improvement_cycles")},
    "da_slot_precedence": with_seats(),
    "da_minority_reserve": with_seats("da_minority_reserve"),
    "da_majority_quota": with_seats("da_majority_quota", seats__types__0__kind="quota"),
    "da_soft_bounds": document(
        mechanism="da_soft_bounds", bounds={"floors": {"support": 50}, "ceilings": {"support": 80}}
    ),
    "da_call_order": document(mechanism="da_call_order", minimum_shares={"support": 30}),
}


@pytest.mark.parametrize("name", MARKETS)
def test_a_market_that_can_be_placed(name: str) -> None:
    found = classify(read(MARKETS[name]), CHILDREN, SCHOOLS)
    market = to_market(found, LOTTERY)
    mechanism, readable = read_market(market)
    assert str(mechanism) == name
    assert place(readable, mechanism).assignment() == {
        "A": "De Vlieger",
        "B": "De Vlieger",
        # Of the three seats of Het Anker a quota of 30% gives none to C.
        "C": "De Brug" if name == "da_majority_quota" else "Het Anker",
        "D": "De Vlieger",
    }
    assert to_market(classify(read(MARKETS[name]), CHILDREN[::-1], SCHOOLS), LOTTERY) == market


def test_what_the_seats_become() -> None:
    slots = to_market(classify(read(with_seats()), CHILDREN, SCHOOLS))
    assert slots["schools"]["De Brug"]["slots"] == [{"prefer": None}] * 7 + [{"prefer": "support"}] * 3
    assert slots["students"]["B"]["tags"] == {"De Vlieger": ["support"], "Het Anker": ["support"]}
    assert "tags" not in slots["students"]["A"]
    reserve = to_market(classify(read(MARKETS["da_minority_reserve"]), CHILDREN, SCHOOLS))
    assert reserve["schools"]["De Brug"]["minority_reserve"] == 3
    assert [reserve["students"][one]["type"] for one in "AB"] == ["majority", "minority"]
    quota = to_market(classify(read(MARKETS["da_majority_quota"]), CHILDREN, SCHOOLS))
    assert quota["schools"]["De Brug"]["majority_quota"] == 3
    assert [quota["students"][one]["type"] for one in "AB"] == ["minority", "majority"]
    bounds = to_market(classify(read(MARKETS["da_soft_bounds"]), CHILDREN, SCHOOLS))
    # A floor is rounded down and a ceiling up, so that rounding asks for no more than the rules do.
    assert bounds["schools"]["Het Anker"]["floors"] == {"support": 1}
    assert bounds["schools"]["Het Anker"]["ceilings"] == {"support": 3}
    assert bounds["students"]["B"]["type"] == "support"
    assert "type" not in bounds["students"]["A"]
    shares = to_market(classify(read(MARKETS["da_call_order"]), CHILDREN, SCHOOLS))
    assert shares["schools"]["De Brug"]["minimum_shares"] == {"support": 30}


def test_classes_are_numbered_without_gaps_and_keep_their_names() -> None:
    found = classify(rules(), CHILDREN, SCHOOLS)
    market, names = to_market(found), class_names(found)
    assert names["De Vlieger"] == ["sibling", "near", "rest"]
    assert names["Het Anker"] == ["near"]
    assert names["De Brug"] == ["rest"]
    for school, one in market["schools"].items():
        for each, number in one["class"].items():
            assert names[school][number] == found.class_of(each, school).name
    # Under TTC a school may point at a child that does not list it.
    everyone = to_market(found, mechanism="ttc")
    assert set(everyone["schools"]["De Brug"]["class"]) == set("ABCD")
    assert set(market["schools"]["De Brug"]["class"]) == {"C"}
    assert class_names(found, "ttc")["Het Anker"] == ["near"]


def test_every_school_by_itself_is_no_market() -> None:
    today = read(yaml.safe_load(policies()["each_school_for_itself"]))
    with pytest.raises(InputError, match="'each_school' is no mechanism"):
        to_market(classify(today, CHILDREN[:1], SCHOOLS))


def test_a_child_has_one_type_under_bounds() -> None:
    groups = {name: {"words": {"nl": "x", "en": "x"}, "provenance": "Invented."} for name in ("support", "other")}
    two = document(mechanism="da_soft_bounds", groups=groups, bounds={"floors": {"support": 10, "other": 10}})
    both = child("A", groups=frozenset({"support", "other"}))
    with pytest.raises(InputError, match=r"children\.A\.groups: it is in other, support, and may be in one"):
        to_market(classify(read(two), [both], SCHOOLS))
