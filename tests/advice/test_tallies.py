# SPDX-License-Identifier: EUPL-1.2
"""The table of combinations holds every pupil once, in the right place."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given

from speelveld.advice import MISSING, tally, tally_by
from tests.advice.records import pupils, record, some_pupils


@given(some_pupils(most=40, groups=3))
def test_every_pupil_is_counted_once(rows: list[tuple[int, int, int, int, int]]) -> None:
    counted = tally(pupils(rows, groups=3), "group")
    codes = zip(counted.first, counted.test, counted.final, counted.reason, strict=True)
    found = {
        (*(int(code) for code in one), group): int(n)
        for one, column in zip(codes, counted.counts.T, strict=True)
        for group, n in enumerate(column)
        if n
    }
    assert found == Counter(rows)
    assert counted.units == ("group 0", "group 1", "group 2")
    assert counted.pooled().total.tolist() == [len(rows)]
    assert counted.sums(counted.test == MISSING).sum() == sum(row[1] == MISSING for row in rows)


def test_reasons_of_years_that_asked_for_none_are_not_known() -> None:
    rows = [record("HAVO", "VWO", "HAVO", 1)]
    assert tally(pupils(rows, year="2022/23")).reason.tolist() == [MISSING]
    assert tally(pupils(rows, year="2024/25")).reason.tolist() == [1]


def test_only_years_with_pupils_are_named() -> None:
    assert tally(pupils([])).years == ()
    assert tally(pupils([record("HAVO", None, None)], year="2021/22")).years == ("2021/22",)


def test_a_place_outside_the_units_is_refused() -> None:
    some = pupils([record("HAVO", "VWO", "HAVO")] * 2)
    with pytest.raises(ValueError, match="from 0 to 0, or -1"):
        tally_by(some, np.array([0, 1]), ("one",))
    assert tally_by(some, np.array([0, -1]), ("one",)).total.tolist() == [1]
