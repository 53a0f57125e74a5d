# SPDX-License-Identifier: EUPL-1.2
"""Intervals: what they contain, what they honour, and how often they are right."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from speelveld.segregation import INDICES, dissimilarity, exchange, intervals, surplus
from speelveld.segregation.inference import _all_indices

A = np.array([40, 5, 22, 60, 3, 18, 9, 31])
B = np.array([120, 200, 180, 90, 240, 160, 310, 75])


def test_contains_the_estimate_and_stays_between_0_and_1() -> None:
    for name, interval in intervals(A, B).items():
        assert 0 <= interval.low < INDICES[name](A, B) < interval.high <= 1
        assert interval.standard_error > 0


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    assert intervals(A, B, seed=1) == intervals(A, B, seed=1)
    assert intervals(A, B, seed=1) != intervals(A, B, seed=2)


def test_more_pupils_give_a_narrower_interval() -> None:
    few, many = intervals(A, B)["dissimilarity"], intervals(16 * A, 16 * B)["dissimilarity"]
    assert many.standard_error == pytest.approx(few.standard_error / 4, rel=0.15)


def test_covers_its_own_index_at_about_its_level() -> None:
    """In a world of which the truth is known, about 95 of 100 intervals hold the mean of the index in that world."""
    random = np.random.default_rng(11)
    worlds = [(random.multinomial(A.sum(), A / A.sum()), random.multinomial(B.sum(), B / B.sum())) for _ in range(200)]
    truth = np.mean([dissimilarity(a, b) for a, b in worlds])
    found = [intervals(a, b, draws=300, seed=i)["dissimilarity"] for i, (a, b) in enumerate(worlds)]
    assert 0.88 <= np.mean([one.low <= truth <= one.high for one in found]) <= 0.995


@settings(max_examples=30)
@given(schools=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=12))
def test_the_fast_indices_equal_the_plain_ones(schools: list[tuple[int, int]]) -> None:
    a = np.array([one for one, _ in schools], dtype=float)
    b = np.array([two for _, two in schools], dtype=float)
    assume(a.sum() > 0 and b.sum() > 0)
    for name, values in _all_indices(a[None, :], b[None, :]).items():
        assert values[0] == pytest.approx(INDICES[name](a, b), abs=1e-9)


def test_an_empty_group_has_no_interval() -> None:
    assert all(math.isnan(one.low) and math.isnan(one.high) for one in intervals([0, 0], [3, 4]).values())


def test_exchange_and_surplus() -> None:
    """Swapping the surplus of each school against its shortage makes all shares equal; its size is the exchange."""
    extra = surplus(A, B)
    assert extra.sum() == pytest.approx(0)
    share = A.sum() / (A + B).sum()
    assert (A - extra) / (A + B) == pytest.approx(np.full(len(A), share))
    movers_of_both_groups = 2 * extra[extra > 0].sum()
    assert exchange(A, B) == pytest.approx(movers_of_both_groups / (A + B).sum())
    assert math.isnan(exchange([0], [5]))
