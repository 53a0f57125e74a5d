# SPDX-License-Identifier: EUPL-1.2
"""Rank-order indices: the exact weights, the fit, and segregation that is the same at every threshold."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speelveld.segregation import Counts, eta_squared, hutchens, rank_order_h, rank_order_r, rank_order_s, theil_h
from speelveld.segregation.rank_order import delta
from tests.segregation.tables import invented, matrices

ALL = {"h": (rank_order_h, theil_h), "r": (rank_order_r, eta_squared), "s": (rank_order_s, hutchens)}


def test_the_weights_are_those_of_the_paper() -> None:
    assert [delta("h", m) for m in range(5)] == [
        1,
        Fraction(1, 2),
        Fraction(11, 36),
        Fraction(5, 24),
        Fraction(137, 900),
    ]
    assert [delta("r", m) for m in range(4)] == [1, Fraction(1, 2), Fraction(3, 10), Fraction(1, 5)]
    assert [delta("s", m) for m in range(4)] == [1, Fraction(1, 2), Fraction(5, 16), Fraction(7, 32)]


@pytest.mark.parametrize("curve", ALL)
@pytest.mark.parametrize("power", range(7))
def test_the_weights_are_averages_over_all_ranks(curve: str, power: int) -> None:
    p = (np.arange(400_000) + 0.5) / 400_000
    weight = {
        "h": -(p * np.log(p) + (1 - p) * np.log(1 - p)),
        "r": p * (1 - p),
        "s": np.sqrt(p * (1 - p)),
    }[curve]
    assert float(delta(curve, power)) == pytest.approx((weight * p**power).sum() / weight.sum(), abs=1e-8)


@pytest.mark.parametrize("curve", ALL)
def test_each_threshold_is_a_two_group_index(curve: str) -> None:
    counts = invented(groups=6)
    rank, two_groups = ALL[curve]
    found = rank(counts)
    for k, value in enumerate(found.values):
        below = counts.matrix[:, : k + 1].sum(axis=1)
        assert value == pytest.approx(two_groups(below, counts.unit_totals - below), abs=1e-9)
        assert found.ranks[k] == pytest.approx(below.sum() / counts.total)


@pytest.mark.parametrize("curve", ALL)
def test_the_fit_is_weighted_least_squares(curve: str) -> None:
    found = ALL[curve][0](invented(groups=8), order=3)
    p, y = found.ranks, found.values
    weight = (-(p * np.log2(p) + (1 - p) * np.log2(1 - p))) ** 2
    powers = p[:, None] ** np.arange(4)
    expected = np.linalg.solve(powers.T @ (weight[:, None] * powers), powers.T @ (weight * y))
    assert found.coefficients == pytest.approx(expected, rel=1e-6)
    assert found.estimate == pytest.approx(sum(b * float(delta(curve, m)) for m, b in enumerate(expected)))
    plain = ALL[curve][0](invented(groups=8), order=3, weighted=False)
    assert plain.coefficients == pytest.approx(np.polynomial.polynomial.polyfit(p, y, 3), rel=1e-6)
    assert plain.estimate != found.estimate


@pytest.mark.parametrize("curve", ALL)
@given(cells=matrices(groups=(3, 6)))
def test_through_every_point_the_weights_do_not_matter(curve: str, cells: np.ndarray) -> None:
    counts = Counts.of(cells)
    thresholds = int((cells.sum(axis=0) > 0).sum()) - 1
    rank = ALL[curve][0]
    by_weight = rank(counts, order=thresholds - 1)
    fitted = by_weight.ranks[:, None] ** np.arange(thresholds) @ by_weight.coefficients
    assert fitted == pytest.approx(by_weight.values, abs=1e-6)


@pytest.mark.parametrize("curve", ALL)
@given(cells=matrices(groups=2), times=st.integers(2, 4))
def test_the_same_at_every_threshold_is_that_everywhere(curve: str, cells: np.ndarray, times: int) -> None:
    """With one threshold the index is constant, so the rank-order index is that of the two groups."""
    rank, two_groups = ALL[curve]
    counts = Counts.of(cells)
    assert rank(counts).estimate == pytest.approx(two_groups(*cells.T), abs=1e-9)
    with_nobody = Counts.of(np.insert(cells, 1, 0, axis=1) * times)
    assert rank(with_nobody).estimate == pytest.approx(two_groups(*cells.T), abs=1e-9)


def test_orders_that_cannot_be_fitted() -> None:
    for order in (-1, 3):
        with pytest.raises(ValueError, match="between 0 and 2"):
            rank_order_h(invented(groups=4), order=order)
    assert math.isnan(rank_order_h(Counts.of([[3, 0]])).estimate)
