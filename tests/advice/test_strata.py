# SPDX-License-Identifier: EUPL-1.2
"""Who is eligible by format, level and provider, against a plain count."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given

from speelveld.advice import (
    LEVELS,
    Strata,
    World,
    decompose_gap,
    eligibility_strata,
    invent,
    reconsiderations,
    stratified,
    stratified_by_school,
    tally,
)
from speelveld.advice.strata import FACTORS
from speelveld.errors import InputError
from tests.advice.records import pupils, some_pupils
from tests.advice.test_reconsideration import above, place


@given(some_pupils(most=30, groups=2))
def test_strata_are_what_counting_one_by_one_gives(rows: list[tuple[int, int, int, int, int]]) -> None:
    some = pupils(rows, groups=2)
    both = [row for row in rows if place(row[0]) and row[1] >= 0]
    plain = Counter((int(LEVELS[first].double), first) for first, *_ in both)
    eligible = Counter((int(LEVELS[first].double), first) for first, test, *_ in both if above(first, test) > 0)
    found = eligibility_strata(some, factors=("format", "level"))
    assert found.out_of.sum() == len(both)
    for (form, level), n in plain.items():
        assert (found.out_of[form, level], found.count[form, level]) == (n, eligible[form, level])
    for strata, column in (("first", 0), ("test", 1)):
        count, out_of = stratified(some, "group", strata)
        for row in range(2):
            there = [one for one in both if one[4] == row]
            assert np.bincount([one[column] for one in there], minlength=out_of.shape[1]).tolist() == (
                out_of[row].tolist()
            )
            assert count[row].sum() == sum(above(one[0], one[1]) > 0 for one in there)


def test_all_strata_hold_the_rate() -> None:
    some = invent(World(pupils=3000, schools=20), seed=41).pupils
    whole = reconsiderations(tally(some)).rates["eligible"]
    for factors in (FACTORS, ("level",), ("provider", "format")):
        assert eligibility_strata(some, factors=factors).rate == pytest.approx(whole.share[0])
    by_school = eligibility_strata(some, by_school=True)
    assert by_school.schools is not None
    assert (by_school.schools[0].sum(axis=0) == by_school.count).all()
    assert by_school.schools[1].shape == (20, *by_school.out_of.shape)
    assert (eligibility_strata(some).out_of == by_school.out_of).all()
    for strata in ("provider", "format"):
        assert stratified(some, "school", strata)[1].sum() == whole.out_of[0]
        for table, schools in zip(
            stratified(some, "group", strata), stratified_by_school(some, "group", strata), strict=True
        ):
            assert (schools.sum(axis=0) == table).all()


def test_what_is_unknown_is_refused() -> None:
    some = pupils([])
    with pytest.raises(ValueError, match="the factors of advice"):
        eligibility_strata(some, factors=("colour",))
    with pytest.raises(ValueError, match="the factors of advice"):
        eligibility_strata(some, factors=())
    with pytest.raises(ValueError, match="strata are"):
        stratified(some, "group", "colour")
    assert np.isnan(eligibility_strata(some).rate)


def test_published_counts_are_checked() -> None:
    strata = Strata.of(["level"], [["low", "high"]], [1, 2], [3, 4])
    assert strata.rate == pytest.approx(3 / 7)
    with pytest.raises(ValueError, match="shape"):
        Strata.of(["level"], [["low"]], [1, 2], [3, 4])
    for count, out_of in (([5, 0], [3, 4]), ([-1, 0], [3, 4]), ([0.5, 0], [3, 4])):
        with pytest.raises(ValueError, match="whole"):
            Strata.of(["level"], [["low", "high"]], count, out_of)


def test_years_that_are_not_alike_are_not_put_together() -> None:
    both = invent(World(pupils=400, schools=4, years=("2022/23", "2023/24")), seed=43).pupils
    for count in (eligibility_strata, lambda some, **how: stratified(some, "group", "first", **how)):
        with pytest.raises(InputError, match="not comparable"):
            count(both)
        count(both, across_breaks=True)
    earlier, later = (both.where(both.year == year) for year in (0, 1))
    assert eligibility_strata(earlier).years == ("2022/23",)
    with pytest.raises(InputError, match="not comparable"):
        decompose_gap(eligibility_strata(earlier), eligibility_strata(later))
    told = decompose_gap(eligibility_strata(earlier), eligibility_strata(later), across_breaks=True)
    assert [one.id for one in told.breaks] == ["raise-unless", "norming-2024"]
