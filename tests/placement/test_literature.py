# SPDX-License-Identifier: EUPL-1.2
"""Markets of the literature, with the placements that their authors give or that follow by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from speelveld.placement.answers import answer
from speelveld.placement.placing import place
from speelveld.placement.reading import read_market
from tests.placement.definitions import better, placements, stable
from tests.placement.markets import document, rank, weakly_better

Lists = dict[str, str]


def market(mechanism: str, prefs: Lists, schools: dict[str, Any], **rest: Any) -> dict[str, Any]:
    """A market from lists written as words: ``{"i1": "s2 s1"}``, and ``{"s1": (1, "i1 i2")}`` or a whole object."""
    types, tags = rest.pop("types", {}), rest.pop("tags", {})
    students: dict[str, Any] = {name: {"prefs": own.split()} for name, own in prefs.items()}
    for name, kind in types.items():
        students[name]["type"] = kind
    for name, own in tags.items():
        students[name]["tags"] = own
    held = {
        name: one if isinstance(one, dict) else {"capacity": one[0], "priority": one[1].split()}
        for name, one in schools.items()
    }
    return {"mechanism": mechanism, "students": students, "schools": held, **rest}


def placed(document: dict[str, Any]) -> dict[str, str | None]:
    """The placement, verified, and the same by the plain way."""
    name, found = read_market(document)
    told = answer(place(found, name))
    assert told["verified"] is True
    assert told["assignment"] == place(found, name, plainly=True).assignment()
    return dict(told["assignment"])


GALE_SHAPLEY = ({"a": "A B C", "b": "B C A", "c": "C A B"}, {"A": (1, "b c a"), "B": (1, "c a b"), "C": (1, "a b c")})


def test_gale_and_shapley_1962_example_1() -> None:
    """Three men and three women: each man his first choice, or each woman hers."""
    assert placed(market("da", *GALE_SHAPLEY)) == {"a": "A", "b": "B", "c": "C"}
    assert placed(market("school_proposing_da", *GALE_SHAPLEY)) == {"a": "C", "b": "A", "c": "B"}


KNUTH = (
    {"m1": "w1 w2 w3 w4", "m2": "w2 w1 w4 w3", "m3": "w3 w4 w1 w2", "m4": "w4 w3 w2 w1"},
    {"w1": (1, "m4 m3 m2 m1"), "w2": (1, "m3 m4 m1 m2"), "w3": (1, "m2 m1 m4 m3"), "w4": (1, "m1 m2 m3 m4")},
)


def test_roth_and_sotomayor_1990_ten_stable_placements() -> None:
    """Their example 2.17, after Knuth: everybody has the first choice, or the schools have; eight lie between."""
    found = market("da", *KNUTH)
    assert len([one for one in placements(found) if stable(found, one)]) == 10
    assert placed(found) == {"m1": "w1", "m2": "w2", "m3": "w3", "m4": "w4"}
    assert placed(market("school_proposing_da", *KNUTH)) == {"m1": "w4", "m2": "w3", "m3": "w2", "m4": "w1"}


COLLEGES = (
    {
        "s1": "C5 C1",
        "s2": "C2 C5 C1",
        "s3": "C3 C1",
        "s4": "C4 C1",
        "s5": "C1 C2",
        "s6": "C1 C3",
        "s7": "C1 C3 C4",
    },
    {
        "C1": (3, "s1 s2 s3 s4 s5 s6 s7"),
        "C2": (1, "s5 s2"),
        "C3": (1, "s6 s7 s3"),
        "C4": (1, "s7 s4"),
        "C5": (1, "s2 s1"),
    },
)


def test_roth_and_sotomayor_1990_colleges() -> None:
    """Their example 5.24: seven students, one college with three seats, four stable placements."""
    found = market("da", *COLLEGES)
    taken = [
        {child for child, school in one.items() if school == "C1"} for one in placements(found) if stable(found, one)
    ]
    expected = [{"s1", "s3", "s4"}, {"s3", "s4", "s5"}, {"s3", "s5", "s6"}, {"s5", "s6", "s7"}]
    assert sorted(map(sorted, taken)) == sorted(map(sorted, expected))
    students = {"s1": "C5", "s2": "C2", "s3": "C3", "s4": "C4", "s5": "C1", "s6": "C1", "s7": "C1"}
    assert placed(found) == students
    colleges = {"s1": "C1", "s2": "C5", "s3": "C1", "s4": "C1", "s5": "C2", "s6": "C3", "s7": "C4"}
    assert placed(market("school_proposing_da", *COLLEGES)) == colleges


ROTH = (
    {"i1": "s2 s1 s3", "i2": "s1 s2 s3", "i3": "s1 s2 s3"},
    {"s1": (1, "i1 i3 i2"), "s2": (1, "i2 i1 i3"), "s3": (1, "i3 i1 i2")},
)


def test_stable_against_efficient() -> None:
    """Roth (1982), as in Abdulkadiroglu and Sonmez (2003), example 1: the one stable placement is not efficient."""
    assert placed(market("da", *ROTH)) == {"i1": "s1", "i2": "s2", "i3": "s3"}
    assert placed(market("school_proposing_da", *ROTH)) == {"i1": "s1", "i2": "s2", "i3": "s3"}
    assert placed(market("ttc", *ROTH)) == {"i1": "s2", "i2": "s1", "i3": "s3"}


def test_kesten_2010() -> None:
    """In the same market i3 interrupts: it gains nothing by asking at s1, and keeps the others from exchanging."""
    assert placed(market("eadam", *ROTH)) == {"i1": "s2", "i2": "s1", "i3": "s3"}
    refused = market("eadam", *ROTH)
    refused["students"]["i3"]["consent"] = False
    assert placed(refused) == {"i1": "s1", "i2": "s2", "i3": "s3"}


def test_kesten_2010_six_students() -> None:
    """His example with six students and five schools, of which the last has two seats."""
    lists = {
        "i1": "s2 s1 s3",
        "i2": "s3 s1 s5",
        "i3": "s3 s4 s2",
        "i4": "s1 s2 s4",
        "i5": "s1 s5",
        "i6": "s4 s1 s3 s2 s5",
    }
    schools = {
        "s1": (1, "i2 i1 i5 i6 i4 i3"),
        "s2": (1, "i3 i6 i4 i1 i2 i5"),
        "s3": (1, "i1 i6 i2 i3 i4 i5"),
        "s4": (1, "i4 i3 i6 i1 i2 i5"),
        "s5": (2, "i1 i2 i3 i4 i5 i6"),
    }
    deferred = {"i1": "s3", "i2": "s1", "i3": "s2", "i4": "s4", "i5": "s5", "i6": "s5"}
    adjusted = {"i1": "s2", "i2": "s3", "i3": "s4", "i4": "s1", "i5": "s5", "i6": "s5"}
    assert placed(market("da", lists, schools)) == deferred
    assert placed(market("eadam", lists, schools)) == adjusted
    found = market("da", lists, schools)
    assert better(found, dict(adjusted), dict(deferred))
    assert not any(better(found, one, dict(adjusted)) for one in placements(found))


ABDULKADIROGLU_SONMEZ = (
    {
        "i1": "s2 s1 s3 s4",
        "i2": "s1 s2 s3 s4",
        "i3": "s3 s2 s1 s4",
        "i4": "s3 s4 s1 s2",
        "i5": "s1 s3 s4 s2",
        "i6": "s4 s1 s2 s3",
        "i7": "s1 s2 s3 s4",
        "i8": "s1 s2 s4 s3",
    },
    {
        "s1": (2, "i1 i2 i3 i4 i5 i6 i7 i8"),
        "s2": (2, "i3 i5 i4 i8 i7 i2 i1 i6"),
        "s3": (3, "i5 i3 i1 i7 i2 i8 i6 i4"),
        "s4": (3, "i6 i8 i7 i4 i2 i3 i5 i1"),
    },
)


def test_abdulkadiroglu_and_sonmez_2003_top_trading_cycles() -> None:
    """Their example of top trading cycles, with eight children and four schools."""
    assert placed(market("ttc", *ABDULKADIROGLU_SONMEZ)) == {
        "i1": "s2",
        "i2": "s1",
        "i3": "s3",
        "i4": "s3",
        "i5": "s1",
        "i6": "s4",
        "i7": "s2",
        "i8": "s4",
    }


def test_abdulkadiroglu_and_sonmez_2003_deferred_acceptance() -> None:
    """In the same market nobody has a justified complaint, and i5, i7 and i8 pay for it."""
    found = market("da", *ABDULKADIROGLU_SONMEZ)
    own = placed(found)
    assert own == {
        "i1": "s1",
        "i2": "s1",
        "i3": "s3",
        "i4": "s3",
        "i5": "s3",
        "i6": "s4",
        "i7": "s2",
        "i8": "s2",
    }
    assert stable(found, own)
    assert not stable(found, placed(market("ttc", *ABDULKADIROGLU_SONMEZ)))


def test_boston_punishes_the_honest() -> None:
    """A popular first choice costs i2 its second, where it comes first; under deferred acceptance it does not."""
    lists = {"i1": "s1 s2", "i2": "s1 s2", "i3": "s2 s1"}
    schools = {"s1": (1, "i1 i2 i3"), "s2": (1, "i2 i1 i3")}
    assert placed(market("boston", lists, schools)) == {"i1": "s1", "i2": None, "i3": "s2"}
    assert placed(market("da", lists, schools)) == {"i1": "s1", "i2": "s2", "i3": None}


ERDIL_ERGIN = (
    {"1": "y x z", "2": "z y x", "3": "y z x"},
    {
        "x": {"capacity": 1, "class": {"1": 1, "2": 2, "3": 3}},
        "y": {"capacity": 1, "class": {"2": 1, "1": 2, "3": 2}},
        "z": {"capacity": 1, "class": {"3": 1, "1": 2, "2": 3}},
    },
)


def test_erdil_and_ergin_2008() -> None:
    """A tie that is broken against child 3 costs children 2 and 3 an exchange to which no class objects."""
    lottery = {"lottery": {"1": 1, "2": 2, "3": 3}}
    assert placed(market("da", *ERDIL_ERGIN, **lottery)) == {"1": "x", "2": "y", "3": "z"}
    assert placed(market("stable_improvement_cycles", *ERDIL_ERGIN, **lottery)) == {"1": "x", "2": "z", "3": "y"}


KOJIMA = (
    {"s1": "c1", "s2": "c1 c2", "s3": "c2 c1"},
    {
        "c1": {"capacity": 2, "priority": ["s1", "s2", "s3"], "majority_quota": 1, "minority_reserve": 1},
        "c2": {"capacity": 1, "priority": ["s2", "s3", "s1"]},
    },
)
TYPES = {"s1": "majority", "s2": "majority", "s3": "minority"}


def test_kojima_2012_a_quota_can_hurt_the_minority() -> None:
    """With the quota nobody is better off, and the only child of the minority is worse off."""
    assert placed(market("da", *KOJIMA, types=TYPES)) == {"s1": "c1", "s2": "c1", "s3": "c2"}
    assert placed(market("da_majority_quota", *KOJIMA, types=TYPES)) == {"s1": "c1", "s2": "c2", "s3": "c1"}


def test_hafalir_yenmez_and_yildirim_2013_a_reserve_does_not() -> None:
    """The reserve of the same size in the place of the quota leaves everybody where they were."""
    assert placed(market("da_minority_reserve", *KOJIMA, types=TYPES)) == {"s1": "c1", "s2": "c1", "s3": "c2"}


def test_hafalir_yenmez_and_yildirim_2013_a_reserve_can_hurt_as_well() -> None:
    """Also a reserve can leave the whole minority no better and one of them worse off; a quota does so more easily."""
    lists = {"s1": "c1 c3", "s2": "c3 c1 c2", "s3": "c1 c2 c3"}
    schools: dict[str, Any] = {
        "c1": {"capacity": 1, "priority": ["s2", "s1", "s3"], "minority_reserve": 1},
        "c2": (1, "s3 s1 s2"),
        "c3": (1, "s1 s2 s3"),
    }
    types = {"s1": "majority", "s2": "minority", "s3": "minority"}
    assert placed(market("da", lists, schools, types=types)) == {"s1": "c1", "s2": "c3", "s3": "c2"}
    assert placed(market("da_minority_reserve", lists, schools, types=types)) == {"s1": "c3", "s2": "c1", "s3": "c2"}


def test_a_quota_is_never_better_for_all_than_the_reserve_in_its_place() -> None:
    """Hafalir, Yenmez and Yildirim (2013): a quota of q - r for the majority, or a reserve of r for the minority.

    Among these markets is one in which the quota helps no child of the minority and hurts some.
    """
    hurt = differ = 0
    for seed in range(300):
        found = document(seed, students=7, schools=3, strict=True, seats=0.6)
        for school in found["schools"].values():
            school["majority_quota"] = school["capacity"] - school["minority_reserve"]
        _, given = read_market(found | {"mechanism": "da_minority_reserve"})
        plain, quota, reserve = (
            tuple(place(given, name).schools.tolist()) for name in ("da", "da_majority_quota", "da_minority_reserve")
        )
        assert quota == reserve or not weakly_better(given, quota, reserve)
        differ += quota != reserve
        minority = np.flatnonzero(given.student_types == given.type_names.index("minority"))
        before, after = ([rank(given, child, one[child]) for child in minority] for one in (plain, quota))
        worse = [new - old for old, new in zip(before, after, strict=True)]
        hurt += min(worse, default=0) >= 0 and max(worse, default=0) > 0
    assert differ > 50
    assert hurt >= 1


def test_a_reserve_is_kept_and_what_nobody_uses_is_open() -> None:
    schools = {"c": {"capacity": 3, "priority": ["m1", "m2", "m3", "n1", "n2"], "minority_reserve": 2}}
    lists = dict.fromkeys(("m1", "m2", "m3", "n1"), "c")
    types = {"n1": "minority"}
    found = market("da_minority_reserve", lists | {"n2": "c"}, schools, types=types | {"n2": "minority"})
    assert placed(found) == {"m1": "c", "m2": None, "m3": None, "n1": "c", "n2": "c"}
    del found["students"]["n2"]
    found["schools"]["c"]["priority"].remove("n2")
    assert placed(found) == {"m1": "c", "m2": "c", "m3": None, "n1": "c"}


def test_ehlers_hafalir_yenmez_and_yildirim_2014_soft_bounds() -> None:
    """Four seats; a floor of 1 for blue, a ceiling of 2 for red: red fills beyond its ceiling only what is left."""
    order = ["r1", "r2", "r3", "g1", "g2", "b1"]
    schools = {"c": {"capacity": 4, "priority": order, "floors": {"blue": 1}, "ceilings": {"red": 2}}}
    kind = {"r": "red", "g": "green", "b": "blue"}

    def taken(*names: str) -> set[str]:
        here = {"c": {**schools["c"], "priority": [name for name in order if name in names]}}
        types = {name: kind[name[0]] for name in names}
        found = placed(market("da_soft_bounds", dict.fromkeys(names, "c"), here, types=types))
        return {name for name, school in found.items() if school}

    assert taken(*order) == {"b1", "r1", "r2", "g1"}
    assert taken("r1", "r2", "r3", "g1", "b1") == {"b1", "r1", "r2", "g1"}
    assert taken("r1", "r2", "r3", "b1") == {"b1", "r1", "r2", "r3"}
    assert taken("r1", "r2", "r3", "g1", "g2") == {"r1", "r2", "g1", "g2"}


@pytest.mark.parametrize(
    ("slots", "walkers"),
    [(["walk", "walk", None, None], {"w1", "w2"}), ([None, None, "walk", "walk"], {"w1", "w2", "w3"})],
)
def test_dur_kominers_pathak_and_sonmez_2018_the_order_of_seats_decides(slots: list[Any], walkers: set[str]) -> None:
    """Half of the seats prefer who lives near. Filled first they take the near with the best numbers, who would have

    come in anyway, and the reserve does nothing; filled last they add one.
    """
    names = ["w1", "w2", "n1", "n2", "w3"]
    school = {
        "capacity": 4,
        "class": dict.fromkeys(names, 0),
        "slots": [{"prefer": tag} for tag in slots],
    }
    found = placed(
        market(
            "da_slot_precedence",
            dict.fromkeys(names, "s"),
            {"s": school},
            tags={name: {"s": ["walk"]} for name in names if name.startswith("w")},
            lottery={name: number for number, name in enumerate(names)},
        )
    )
    assert {name for name, school in found.items() if school and name.startswith("w")} == walkers


def test_serial_dictatorship_with_the_order_that_all_schools_share() -> None:
    lists = {"a": "x y", "b": "x y", "c": "x"}
    schools = {"x": (1, "b a c"), "y": (1, "b a")}
    assert placed(market("serial_dictatorship", lists, schools)) == {"b": "x", "a": "y", "c": None}
    bare = {"x": {"capacity": 1}, "y": {"capacity": 1}}
    drawn = {"lottery": {"a": 10**40, "b": 3, "c": 2}, "tie_breaking": "single"}
    assert placed(market("serial_dictatorship", lists, bare, **drawn)) == {"c": "x", "b": "y", "a": None}


def test_parcoursup_calls_a_share_in_every_prefix() -> None:
    """Half of the places for the minority, at the end of the order: it is called second, fourth, ..."""
    names = ["m1", "m2", "m3", "m4", "n1", "n2"]
    school = {"capacity": 4, "priority": names, "minimum_shares": {"minority": 50}}
    types = {"n1": "minority", "n2": "minority"}
    found = placed(market("da_call_order", dict.fromkeys(names, "c"), {"c": school}, types=types))
    assert {name for name, school in found.items() if school} == {"n1", "m1", "n2", "m2"}


def test_one_number_for_all_schools_and_one_for_each() -> None:
    """Children who hold each other's first choice, which one number for all schools prevents."""
    lists = {"a": "x y", "b": "y x"}
    schools = {name: {"capacity": 1, "class": {"a": 0, "b": 0, "c": 0}} for name in "xy"}
    single = market("da", lists | {"c": "x y"}, schools, lottery={"a": 1, "b": 2, "c": 3}, tie_breaking="single")
    assert placed(single) == {"a": "x", "b": "y", "c": None}
    numbers = {"x": {"b": 1, "c": 2, "a": 3}, "y": {"a": 1, "c": 2, "b": 3}}
    crossed = market("da", lists | {"c": "x y"}, schools, lottery=numbers, tie_breaking="multiple")
    assert placed(crossed) == {"a": "y", "b": "x", "c": None}
