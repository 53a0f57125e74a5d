# SPDX-License-Identifier: EUPL-1.2
"""Reading a market: everything that is wrong is told at once, and nothing is placed."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from speelveld.errors import InputError
from speelveld.placement.reading import parse, read_market, read_text
from speelveld.placement.thresholds import number_of

GOOD: dict[str, Any] = {
    "mechanism": "da",
    "students": {"ann": {"prefs": ["oak", "elm"]}, "bob": {"prefs": ["oak"]}},
    "schools": {
        "oak": {"capacity": 1, "class": {"ann": 1, "bob": 1}},
        "elm": {"capacity": 1, "priority": ["ann"]},
    },
    "lottery": {"ann": 7, "bob": 3},
}


def faults(document: Any) -> list[str]:
    """What is wrong with a market."""
    with pytest.raises(InputError) as caught:
        read_market(document, "market.json")
    return [str(fault) for fault in caught.value.faults]


def changed(*path: str, value: Any) -> dict[str, Any]:
    """The good market with one value changed."""
    document = copy.deepcopy(GOOD)
    inner = document
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return document


def test_a_good_market() -> None:
    name, market = read_market(GOOD)
    assert (name, market.students, market.schools) == ("da", ("ann", "bob"), ("elm", "oak"))
    assert market.list_of(0) == [1, 0]
    assert market.keys.tolist() == [3, 1, 2]
    assert [number_of(market, entry) for entry in range(3)] == [7, 7, 3]
    assert market.rankings[1].tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("mechanism",), "lottery", "the mechanism 'lottery' is unknown"),
        (("mechanism",), None, "no mechanism is named"),
        (("mechanism",), ["da"], "is unknown"),
        (("students", "ann", "type"), "", "'' is not the name of a type"),
        (("students",), [], "students: this is not an object"),
        (("students", "ann"), ["oak"], "students.ann: this is not an object with a list 'prefs'"),
        (("students", "ann"), {}, "students.ann: the list 'prefs' is missing"),
        (("students", "ann", "prefs"), "oak", "students.ann.prefs: this is not a list of schools"),
        (("students", "ann", "prefs"), [1], "1 is not the name of a school"),
        (("students", "ann", "prefs"), ["ash"], "the school 'ash' does not exist"),
        (("students", "ann", "prefs"), ["oak", "elm", "oak"], "'oak' stands in this list more than once"),
        (("students", "ann", "type"), 3, "3 is not the name of a type"),
        (("students", "ann", "tags"), ["walk"], "not an object with a list of tags per school"),
        (("students", "ann", "tags"), {"ash": ["walk"]}, "the school 'ash' does not exist"),
        (("students", "ann", "tags"), {"oak": "walk"}, "students.ann.tags.oak: this is not a list of tags"),
        (("students", "ann", "consent"), "yes", "neither true nor false"),
        (("students", "ann", "preferences"), [], "the field 'preferences' is unknown"),
        (("students", ""), {"prefs": []}, "a name is empty"),
        (("schools", "oak"), 3, "schools.oak: this is not an object with a capacity"),
        (("schools", "oak", "capacity"), -1, "schools.oak.capacity: -1 is below 0"),
        (("schools", "oak", "capacity"), 1.0, "1.0 is not a whole number"),
        (("schools", "oak", "capacity"), True, "True is not a whole number"),
        (("schools", "oak", "capacity"), "1", "'1' is not a whole number"),
        (("schools", "elm"), {"priority": []}, "the capacity is missing"),
        (("schools", "elm"), {"capacity": 1}, "neither 'priority' nor 'class'"),
        (("schools", "oak", "priority"), ["ann"], "both 'priority' and 'class'"),
        (("schools", "elm", "priority"), ["ann", "ann"], "'ann' stands in this list more than once"),
        (("schools", "elm", "priority"), ["cas"], "the student 'cas' does not exist"),
        (("schools", "oak", "class"), ["ann"], "not an object with a whole number per student"),
        (("schools", "oak", "class", "cas"), 1, "the student 'cas' does not exist"),
        (("schools", "oak", "class", "bob"), 3, "nobody is in the classes between 1 and 3"),
        (("schools", "oak", "class", "bob"), -1, "-1 is below 0"),
        (("schools", "oak", "class", "bob"), 10**9, "is above 1000000"),
        (("schools", "oak", "class", "bob"), 1.5, "1.5 is not a whole number"),
        (("schools", "oak", "minority_reserve"), 2, "2 seats are reserved, and there are 1"),
        (("schools", "oak", "majority_quota"), -1, "-1 is below 0"),
        (("schools", "oak", "floors"), {"a": 1, "b": 1}, "the floors add up to 2, and there are 1 seats"),
        (("schools", "oak", "floors"), {"a": -1}, "-1 is below 0"),
        (("schools", "oak", "ceilings"), [1], "not an object with a whole number per type"),
        (("schools", "oak", "slots"), [], "0 slots for 1 seats"),
        (("schools", "oak", "slots"), [{"prefer": None}] * 2, "2 slots for 1 seats"),
        (("schools", "oak", "slots"), ["walk"], 'this is not {"prefer": tag}'),
        (("schools", "oak", "slots"), [{"prefers": "walk"}], "the field 'prefers' is unknown"),
        (("schools", "oak", "slots"), {"prefer": "walk"}, "not a list with one object per seat"),
        (("schools", "oak", "minimum_shares"), {"a": 60, "b": 50}, "add up to 110 percent"),
        (("schools", "oak", "reserve"), 1, "the field 'reserve' is unknown"),
        (("lottery",), [1], "lottery: this is not an object"),
        (("lottery",), {"ann": 1, "oak": {}}, "some entries are numbers and some are objects"),
        (("lottery", "bob"), 7, "the number 7 was given to ann, bob"),
        (("lottery", "cas"), 8, "the student 'cas' does not exist"),
        (("lottery", "bob"), 0.5, "0.5 is not a whole number"),
        (("lottery",), {"ann": 1}, "no number for bob, who must be ordered in class 1 of 'oak'"),
        (("lottery",), {"oak": {"ann": 1}}, "lottery.oak: no number for bob"),
        (("lottery",), {"ash": {"ann": 1, "bob": 2}, "oak": {"ann": 1, "bob": 2}}, "the school 'ash' does not exist"),
        (("lottery",), {"oak": {"ann": 1, "bob": 1}}, "the number 1 was given to ann, bob"),
        (("lottery",), None, "ann, bob share class 1, and there is no lottery"),
        (("tie_breaking",), "none", "'none' is neither 'single' nor 'multiple'"),
        (("tie_breaking",), "multiple", "tie_breaking is 'multiple', and the lottery holds one number per student"),
        (("tiebreaking",), "single", "the field 'tiebreaking' is unknown"),
        (("twins",), "apart", "'apart' is not one of separate, family_number, together, over_capacity"),
        (("students", "ann", "family"), "f", "it is not told what families are placed like"),
        (("students", "ann", "family"), 3, "3 is not the name of a family"),
        (("students", "ann", "round"), 0, "students.ann.round: 0 is below 1"),
    ],
)
def test_a_fault_is_told(path: tuple[str, ...], value: Any, told: str) -> None:
    found = faults(changed(*path, value=value))
    assert any(told in fault for fault in found), found
    assert all(fault.startswith("market.json: ") for fault in found)


def test_all_faults_are_told_at_once() -> None:
    document = changed("students", "ann", "prefs", value=["ash", "oak", "oak"])
    document["schools"]["oak"] = {"capacity": -1, "class": {"ann": 1, "bob": 3}}
    document["lottery"] = {"ann": 1, "bob": 1}
    document["mechanism"] = "fair"
    assert len(faults(document)) == 6


@pytest.mark.parametrize("document", [None, [], "da", 3])
def test_what_is_no_market(document: Any) -> None:
    assert faults(document) == ["market.json: the market is not a JSON object with a mechanism, students and schools."]


def test_null_is_the_same_as_nothing() -> None:
    document = changed("students", "ann", value={"prefs": ["oak", "elm"], "type": None, "tags": None})
    document |= {"tie_breaking": None}
    document["schools"]["elm"] |= {"class": None, "floors": None, "slots": None, "minority_reserve": None}
    assert read_market(document)[1].keys.tolist() == read_market(GOOD)[1].keys.tolist()
    assert "the capacity is missing" in faults(changed("schools", "oak", "capacity", value=None))[0]


def test_an_empty_document_lacks_everything() -> None:
    assert len(faults({})) == 3


def test_floors_above_ceilings() -> None:
    document = changed("schools", "oak", "floors", value={"a": 1})
    document["schools"]["oak"]["ceilings"] = {"a": 0}
    assert "of 'a' the floor 1 is above the ceiling 0" in faults(document)[0]


def test_another_word_for_minority_is_refused_where_it_would_mean_nothing() -> None:
    document = changed("students", "ann", "type", value="low income")
    assert read_market(document)
    document["mechanism"] = "da_minority_reserve"
    assert "'low income' is neither 'minority' nor 'majority'" in faults(document)[0]


def test_too_many_tags() -> None:
    document = changed("schools", "oak", "slots", value=[{"prefer": f"tag {number}"} for number in range(63)])
    document["schools"]["oak"]["capacity"] = 63
    assert "63 different tags" in faults(document)[0]


def test_who_is_not_eligible_is_no_fault_and_needs_no_number() -> None:
    document = changed("schools", "oak", "class", value={"ann": 1})
    document["lottery"] = {}
    _, market = read_market(document)
    assert market.classes.tolist() == [1, 0, -1]


def test_a_tie_between_children_of_whom_one_does_not_ask_needs_no_lottery() -> None:
    document = changed("students", "bob", "prefs", value=["elm"])
    del document["lottery"]
    assert read_market(document)
    document["mechanism"] = "ttc"  # there a school also points at children that do not want it
    assert "ann, bob share class 1" in faults(document)[0]


def test_serial_dictatorship_needs_one_order() -> None:
    document = changed("mechanism", value="serial_dictatorship")
    assert read_market(document)[1].numbers.tolist() == [1, 0]
    document["lottery"] = {"ann": 1}
    assert "no number for bob" in faults(document)[0]
    document["lottery"] = {"oak": {"ann": 1, "bob": 2}}
    assert "knows one order" in faults(document)[0]
    del document["lottery"]
    assert "needs one order" in faults(document)[0]
    document["schools"]["oak"] = {"capacity": 1, "priority": ["bob", "ann"]}
    assert read_market(document)[1].numbers.tolist() == [1, 0]
    document["schools"]["elm"] = {"capacity": 1, "priority": ["ann", "bob"]}
    assert "needs one order" in faults(document)[0]


def test_numbers_of_any_size_keep_their_order() -> None:
    document = changed("lottery", value={"ann": 2**256 + 1, "bob": 2**256})
    market = read_market(document)[1]
    assert market.numbers.tolist() == [1, 0]
    assert number_of(market, 0) == 2**256 + 1


def test_text() -> None:
    assert parse('{"a": [1, 2]}') == {"a": [1, 2]}
    assert parse('{"\\ud83c\\udf33": 1}') == {"\U0001f333": 1}
    for text, told in [
        ('{"a": 1,}', "line 1, character 9"),
        ('{"a": 1, "b": {"c": 1, "c": 2}, "a": 3}', "'c' stands twice in one object.\nm: 'a' stands twice"),
        ("1" * 5_000, "a number with thousands of digits"),
        ("[" * 100_000, "nested too deeply"),
        (" \n", "the file is empty"),
        ('{"x\\ud800": 1}', "half a character (\\ud800)"),
    ]:
        with pytest.raises(InputError) as caught:
            parse(text, "m")
        assert told in str(caught.value)


def test_the_text_of_a_market() -> None:
    """With the mark that some editors put in front; faults of the text and of the market are told together."""
    assert read_text("\ufeff" + json.dumps(GOOD)).market.keys.tolist() == read_market(GOOD)[1].keys.tolist()
    text = json.dumps(GOOD).replace('"capacity": 1', '"capacity": NaN', 1).replace('"bob": 3', '"bob": 1e400')
    with pytest.raises(InputError) as caught:
        read_text(text.replace("{", '{"mechanism": "ttc", ', 1), "m")
    assert [str(fault) for fault in caught.value.faults] == [
        "m: 'mechanism' stands twice in one object.",
        "m: schools.oak.capacity: nan is not a whole number.",
        "m: lottery.bob: inf is not a whole number.",
        "m: lottery: no number for bob, who must be ordered in class 1 of 'oak'.",
    ]
    with pytest.raises(InputError, match="'mechanism' stands twice"):
        read_text(json.dumps(GOOD).replace("{", '{"mechanism": "da", ', 1), "m")
