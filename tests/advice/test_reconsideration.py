# SPDX-License-Identifier: EUPL-1.2
"""Reconsiderations against a plain count, one pupil after another, and every rule on its own."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

from speelveld.advice import (
    LEVELS,
    MEASURES,
    MISSING,
    TEST_CLASSES,
    Denominator,
    Method,
    Pupils,
    World,
    invent,
    level_number,
    reconsiderations,
    tally,
)
from speelveld.errors import InputError
from tests.advice.records import ON_SCALE, pupils, record, some_pupils

Row = tuple[int, int, int, int, int]
PLAIN = [name for name in MEASURES if name != "reason"]


def place(level: int) -> int:
    return (LEVELS[level].half_steps or 0) if level >= 0 else 0


def above(level: int, test: int) -> int:
    """How many half steps the test lies above, in the plainest way; 0 where there is nothing to compare."""
    if not place(level) or test < 0:
        return 0
    one = TEST_CLASSES[test]
    return one.low - place(level) if place(level) < one.low else min(0, one.high - place(level))


def fate(name: str, row: Row) -> tuple[bool, bool]:
    """Whether a pupil is in the denominator, and is counted."""
    first, test, final, reason, _ = row
    denominator = MEASURES[name].denominator
    eligible = above(first, test) > 0
    raised = place(final) > place(first) and place(final) > 0
    followed = place(final) > 0 and above(final, test) <= 0
    inside = {
        Denominator.ALL: first >= 0 and LEVELS[first].code != "ADVIES_NIET_MOGELIJK",
        Denominator.BOTH: place(first) > 0 and test >= 0,
        Denominator.BOTH_FINAL: place(final) > 0 and test >= 0,
        Denominator.ELIGIBLE: eligible and final >= 0,
        Denominator.NOT_FOLLOWED: eligible and final >= 0 and not followed and reason >= 0,
    }[denominator]
    counted = {
        "eligible": eligible,
        "eligible-of-all": eligible,
        "equal": above(first, test) == 0,
        "adjusted-a": eligible and raised,
        "adjusted-b": eligible and raised,
        "followed": followed,
        "partly": raised and not followed,
        "not": not raised and not followed,
        "reason": reason == 1,
        "under-half-before": above(first, test) >= 1,
        "under-whole-before": above(first, test) >= 2,
        "over-half-before": above(first, test) <= -1,
        "over-whole-before": above(first, test) <= -2,
        "under-half-after": above(final, test) >= 1,
        "under-whole-after": above(final, test) >= 2,
        "over-half-after": above(final, test) <= -1,
        "over-whole-after": above(final, test) <= -2,
    }[name]
    return inside, inside and counted


@given(some_pupils(most=30))
def test_rates_are_what_counting_one_by_one_gives(rows: list[Row]) -> None:
    found = reconsiderations(tally(pupils(rows)), method=Method.WILSON)
    assert set(found.rates) == set(MEASURES)
    for name, rate in found.rates.items():
        fates = [fate(name, row) for row in rows]
        assert (rate.count[0], rate.out_of[0]) == (sum(yes for _, yes in fates), sum(inside for inside, _ in fates))
        if rate.out_of[0]:
            assert rate.share[0] == rate.count[0] / rate.out_of[0]
            assert rate.low[0] <= rate.share[0] <= rate.high[0]
        else:
            assert math.isnan(rate.share[0])


def completions(row: Row) -> list[Row]:
    """Every record that this one can have been, had nothing been missing."""
    first, test, final, reason, group = row
    if not place(first):
        return [row]
    tests = range(len(TEST_CLASSES)) if test < 0 else [test]
    finals = [one for one in ON_SCALE if place(one) >= place(first)] if final < 0 else [final]
    return [(first, one, other, reason, group) for one, other in itertools.product(tests, finals)]


@pytest.mark.parametrize("name", PLAIN)
@given(rows=some_pupils(most=5))
def test_the_ends_are_those_of_every_completion(name: str, rows: list[Row]) -> None:
    """All completions of all pupils together: the smallest and the largest share that any of them has."""
    fates = [sorted({fate(name, full) for full in completions(row)}) for row in rows]
    shares = set()
    for world in itertools.product(*fates):
        inside = sum(one for one, _ in world)
        if inside:
            shares.add(Fraction(sum(yes for _, yes in world), inside))
    rate = reconsiderations(tally(pupils(rows)), measures=[name]).rates[name]
    if not shares:
        assert math.isnan(rate.least[0])
        assert math.isnan(rate.most[0])
    if not math.isnan(rate.least[0]):
        assert rate.least[0] == pytest.approx(float(min(shares)))
    if not math.isnan(rate.most[0]):
        assert rate.most[0] == pytest.approx(float(max(shares)))


@given(some_pupils(most=30, odd=False, missing_first=False))
def test_laws_of_the_rates(rows: list[Row]) -> None:
    rates = reconsiderations(tally(pupils(rows))).rates
    count = {name: int(rate.count[0]) for name, rate in rates.items()}
    out_of = {name: int(rate.out_of[0]) for name, rate in rates.items()}
    assert count["eligible"] == count["eligible-of-all"] == count["under-half-before"]
    assert count["adjusted-a"] == count["adjusted-b"] <= count["eligible"]
    assert count["followed"] + count["partly"] + count["not"] == out_of["followed"] <= count["eligible"]
    assert count["eligible"] + count["equal"] + count["over-half-before"] == out_of["eligible"]
    assert count["under-whole-before"] <= count["under-half-before"]
    assert count["over-half-after"] >= count["over-half-before"] - (out_of["eligible"] - out_of["under-half-after"])
    for rate in rates.values():
        if rate.out_of[0] and not math.isnan(rate.least[0]):
            assert rate.least[0] <= rate.most[0]


def one(*rows: Row, year: str = "2023/24") -> dict[str, tuple[int, int]]:
    rates = reconsiderations(tally(pupils(list(rows), year=year))).rates
    return {name: (int(rate.count[0]), int(rate.out_of[0])) for name, rate in rates.items()}


def test_pro_with_pro_or_vmbo_bb_is_no_reconsideration() -> None:
    found = one(record("PRO", "PRO_VMBO_BB", "PRO"), record("VMBO_B", "PRO_VMBO_BB", "VMBO_B"))
    assert found["eligible"] == (0, 2)
    assert found["equal"] == (2, 2)


def test_half_a_level_is_enough_and_a_partial_raise_is_partly() -> None:
    found = one(
        record("HAVO", "HAVO_VWO", "HAVO_VWO"),
        record("HAVO", "VWO", "HAVO_VWO"),
        record("HAVO", "VWO", "HAVO"),
        record("HAVO", "VWO", "VWO"),
    )
    assert found["eligible"] == (4, 4)
    assert (found["followed"], found["partly"], found["not"]) == ((2, 4), (1, 4), (1, 4))
    assert (found["adjusted-a"], found["adjusted-b"]) == ((3, 4), (3, 4))
    assert found["under-whole-before"] == (3, 4)
    assert (found["under-half-after"], found["under-whole-after"]) == ((2, 4), (1, 4))


def test_both_denominators_are_labelled() -> None:
    rates = reconsiderations(tally(pupils([record("HAVO", None, "HAVO")]))).rates
    assert (rates["adjusted-a"].label, rates["adjusted-b"].label) == ("A", "B")
    assert rates["adjusted-a"].denominator is Denominator.ELIGIBLE
    assert rates["adjusted-b"].denominator is Denominator.ALL
    assert (rates["eligible"].out_of[0], rates["eligible-of-all"].out_of[0]) == (0, 1)


def test_a_missing_test_is_shown_and_bounded() -> None:
    rows = [record("HAVO", "VWO", "VWO"), record("HAVO", "HAVO_VWO", "HAVO"), record("VWO", None, "VWO")]
    found = reconsiderations(tally(pupils([*rows, record("VMBO_K", None, "VMBO_K")])))
    rate = found.rates["eligible"]
    assert found.population.without_test[0] == 2
    assert (rate.count[0], rate.out_of[0], rate.unknown[0]) == (2, 2, 2)
    # The pupil with vwo cannot be eligible whatever the test would have said; the other can.
    assert (rate.least[0], rate.most[0]) == (0.5, 0.75)
    assert found.rates["eligible-of-all"].share[0] == 0.5


def test_vwo_cannot_be_under_advised_and_pro_not_over_advised() -> None:
    rows = [record("VWO", one.code, "VWO") for one in TEST_CLASSES]
    rows += [record("PRO", one.code, "PRO") for one in TEST_CLASSES]
    found = one(*rows)
    assert found["eligible"] == (5, 12)
    assert found["over-half-before"] == (5, 12)


def test_a_lowered_advice_is_counted_as_a_fault_and_never_as_raised() -> None:
    found = reconsiderations(tally(pupils([record("HAVO", "VWO", "VMBO_GT"), record("VWO", "HAVO_VWO", "HAVO")])))
    assert found.oddities.lowered[0] == 2
    assert found.rates["adjusted-a"].count[0] == 0
    assert found.rates["not"].count[0] == 1


def test_other_oddities_are_counted() -> None:
    rows = [
        record("HAVO", "VMBO_GLTL_HAVO", "VWO"),  # raised though the test advice is not higher
        record("HAVO", None, "VWO"),  # raised without a test
        record("VMBO_K", "VMBO_KB_GLTL", "HAVO"),  # raised above the test advice
    ]
    oddities = reconsiderations(tally(pupils(rows))).oddities
    assert oddities.raised_without_right[0] == 1
    assert oddities.raised_without_test[0] == 1
    assert oddities.above_test[0] == 1
    assert oddities.lowered[0] == 0


def test_who_is_there_and_what_is_missing() -> None:
    rows = [
        record("VSO", "VWO", "VSO"),
        record("ADVIES_NIET_MOGELIJK", None, None),
        (MISSING, 3, level_number("HAVO"), MISSING, 0),
        record("HAVO", None, None),
    ]
    found = reconsiderations(tally(pupils(rows)))
    who = found.population
    assert (who.pupils[0], who.without_first[0], who.outside_scale[0], who.not_possible[0]) == (4, 1, 1, 1)
    assert (who.without_test[0], who.without_final[0]) == (1, 1)
    assert found.rates["adjusted-b"].out_of[0] == 2


def test_reasons_count_since_they_are_asked() -> None:
    rows = [record("HAVO", "VWO", "HAVO", 1), record("HAVO", "VWO", "HAVO_VWO", 0), record("HAVO", "VWO", "VWO", 1)]
    assert one(*rows)["reason"] == (1, 2)
    assert one(*rows, year="2022/23")["reason"] == (0, 0)


def test_years_across_a_break_are_refused_unless_told_and_then_named() -> None:
    both = Pupils.of(
        first=[8, 8], test=[5, 5], final=[8, 10], year=[0, 1], years=["2022/23", "2023/24"], origin="invented"
    )
    with pytest.raises(InputError, match="not comparable"):
        reconsiderations(tally(both))
    with pytest.raises(InputError, match="not comparable"):
        reconsiderations(tally(both, "year"))
    found = reconsiderations(tally(both), across_breaks=True)
    assert [one.id for one in found.breaks] == ["raise-unless", "norming-2024"]
    assert reconsiderations(tally(both.where(np.array([True, False])))).breaks == ()


def test_a_year_without_a_test_has_nothing_to_reconsider() -> None:
    with pytest.raises(InputError, match="in 2019/20 no test was taken"):
        reconsiderations(tally(pupils([record("HAVO", None, "HAVO")], year="2019/20")))


def test_other_classes_of_test_advice_are_not_taken_for_these() -> None:
    counted = tally(pupils([record("HAVO", "VWO", "HAVO")], year="2016/17"))
    with pytest.raises(InputError, match="classes of test advice differ per test and year"):
        reconsiderations(counted)
    assert reconsiderations(counted, coded_in_six_classes=True).rates["eligible"].count[0] == 1


def test_the_result_names_its_rules_and_origin() -> None:
    found = reconsiderations(tally(pupils([record("HAVO", "VWO", "HAVO")])))
    assert set(found.versions) == {"levels", "regimes"}
    assert (found.years, found.origin, found.units) == (("2023/24",), "invented", ("all",))


def test_units_add_up_to_everybody() -> None:
    invented = invent(World(pupils=4000, schools=30), seed=21).pupils
    whole = reconsiderations(tally(invented))
    assert reconsiderations(tally(invented, "school").pooled()).rates["eligible"].count == (
        whole.rates["eligible"].count
    )
    for by in ("group", "school", "year"):
        parts = reconsiderations(tally(invented, by))
        for name, rate in whole.rates.items():
            assert parts.rates[name].count.sum() == rate.count[0]
            assert parts.rates[name].out_of.sum() == rate.out_of[0]
            assert parts.rates[name].unknown.sum() == rate.unknown[0]
    tested = reconsiderations(tally(invented, "provider"))
    assert tested.units == invented.providers
    assert tested.rates["eligible"].out_of.sum() == whole.rates["eligible"].out_of[0]


def test_labels_without_pupils_have_no_share() -> None:
    some = Pupils.of(first=[8], test=[5], final=[8], groups=["here", "nobody"], years=["2022/23"], origin="invented")
    rate = reconsiderations(tally(some, "group")).rates["eligible"]
    assert rate.out_of.tolist() == [1, 0]
    assert math.isnan(rate.share[1])
    assert (rate.low[1], rate.high[1]) == (0, 1)
