# SPDX-License-Identifier: EUPL-1.2
"""Masked flows: intervals, totals, and exact bounds of sums and ratios against every possible city."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.segregation.ecological_flows import Bounds, Flows, greatest, greatest_ratio, ratio_bounds


def every(low: np.ndarray, high: np.ndarray, totals: np.ndarray | None = None) -> Iterator[np.ndarray]:
    """Every matrix of whole flows within the intervals and with the known totals."""
    ranges = [range(a, b + 1) for a, b in zip(low.ravel(), high.ravel(), strict=True)]
    for one in itertools.product(*ranges):
        n = np.array(one).reshape(low.shape)
        if totals is None or (np.isnan(totals) | (n.sum(axis=0) == totals)).all():
            yield n


@st.composite
def systems(draw: st.DrawFn, areas: int = 3, schools: int = 2) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Intervals and totals that at least one city agrees with: low, high, totals (NaN where not known)."""
    shape = areas * schools
    low = np.array(draw(st.lists(st.integers(0, 4), min_size=shape, max_size=shape))).reshape(areas, schools)
    room = np.array(draw(st.lists(st.integers(0, 2), min_size=shape, max_size=shape))).reshape(areas, schools)
    extra = np.array(draw(st.lists(st.integers(0, 2), min_size=shape, max_size=shape))).reshape(areas, schools)
    truth = low + np.minimum(room, extra)
    known = np.array(draw(st.lists(st.booleans(), min_size=schools, max_size=schools)))
    return low, low + room, np.where(known, truth.sum(axis=0), math.nan)


def test_cells_are_narrowed_by_a_known_total() -> None:
    flows = Flows.of([[1, 1], [1, 5], [10, 0]], [[4, 4], [4, 5], [10, 0]], [12, math.nan])
    assert flows.school.tolist() == [0, 0, 0, 1, 1]
    assert flows.low.tolist() == [1, 1, 10, 1, 5]
    assert flows.high.tolist() == [1, 1, 10, 4, 5]
    assert flows.total_low.tolist() == [12, 6]
    assert flows.total_high.tolist() == [12, 9]
    assert not flows.totals_known
    assert flows.point(0.5).tolist() == [1, 1, 10, 2.5, 5]
    assert math.isnan(Flows.of([[1]], [[4]]).filling())
    assert Flows.of([[1], [1]], [[4], [4]], [4]).filling() == pytest.approx(2 / 4)


def test_a_share_and_a_mean_by_hand() -> None:
    # One school, 10 pupils at area 0, two masked flows from areas 1 and 2.
    flows = Flows.of([[10], [1], [1]], [[10], [4], [4]])
    assert ratio_bounds(flows, [1, 0, 0]) == Bounds(10 / 18, 10 / 12)
    assert ratio_bounds(flows, [0, 300, 900], [0, 1, 1]) == Bounds((4 * 300 + 900) / 5, (300 + 4 * 900) / 5)
    known = Flows.of([[10], [1], [1]], [[10], [4], [4]], [15])
    assert ratio_bounds(known, [1, 0, 0]) == Bounds(10 / 15, 10 / 15)
    assert ratio_bounds(known, [0, 1, 0]) == Bounds(1 / 15, 4 / 15)
    assert 0.7 in Bounds(0.6, 0.7)
    assert 0.8 not in Bounds(0.6, 0.7)
    assert math.isnan(ratio_bounds(flows, [1, 0, 0], [0, 0, 0]).low)


@settings(max_examples=60, deadline=None)
@given(
    systems(), st.lists(st.integers(-3, 3), min_size=6, max_size=6), st.lists(st.integers(0, 2), min_size=6, max_size=6)
)
def test_ratios_are_those_of_every_possible_city(
    system: tuple[np.ndarray, np.ndarray, np.ndarray], values: list[int], weights: list[int]
) -> None:
    low, high, totals = system
    value, weight = np.array(values).reshape(3, 2), np.array(weights).reshape(3, 2)
    flows = Flows.of(low, high, totals)
    cities = list(every(low, high, totals))
    if min((weight * n).sum() for n in cities) == 0:
        assert math.isnan(ratio_bounds(flows, value, weight).high)
        return
    ratios = [(value * weight * n).sum() / (weight * n).sum() for n in cities]
    found = ratio_bounds(flows, value, weight)
    assert found.exact
    assert found.low == pytest.approx(min(ratios), abs=1e-12)
    assert found.high == pytest.approx(max(ratios), abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(systems(), st.lists(st.integers(-3, 3), min_size=6, max_size=6))
def test_the_greatest_sum_is_that_of_every_possible_city(
    system: tuple[np.ndarray, np.ndarray, np.ndarray], gains: list[int]
) -> None:
    low, high, totals = system
    flows = Flows.of(low, high, totals)
    gain = flows.over(np.array(gains).reshape(3, 2))
    n = greatest(flows, gain)
    assert ((n >= flows.low) & (n <= flows.high)).all()
    sums = flows.by_school(n)
    assert ((sums >= flows.total_low) & (sums <= flows.total_high)).all()
    best = max((np.array(gains).reshape(3, 2) * n).sum() for n in every(low, high, totals))
    assert gain @ n == best


@settings(max_examples=40, deadline=None)
@given(systems(), st.lists(st.booleans(), min_size=3, max_size=3))
def test_a_part_of_the_flows_has_the_totals_that_are_possible(
    system: tuple[np.ndarray, np.ndarray, np.ndarray], kept: list[bool]
) -> None:
    low, high, totals = system
    flows = Flows.of(low, high, totals)
    part = flows.only(np.array(kept)[flows.area])
    sums = np.array([n[np.array(kept)].sum(axis=0) for n in every(low, high, totals)])
    assert part.total_low.tolist() == sums.min(axis=0).tolist()
    assert part.total_high.tolist() == sums.max(axis=0).tolist()


def test_the_flows_of_the_greatest_ratio_are_given_too() -> None:
    flows = Flows.of([[0], [1]], [[4], [4]])
    rate, n = greatest_ratio(flows, np.array([1.0, 0.0]), np.array([1.0, 1.0]))
    assert rate == 4 / 5
    assert n.tolist() == [4, 1]


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match=r"0: 20 not in \[2, 8\]"):
        Flows.of([[1], [1]], [[4], [4]], [20])
    with pytest.raises(ValueError, match="low one not above"):
        Flows.of([[5]], [[4]])
    with pytest.raises(ValueError, match="two matrices"):
        Flows.of([[5]], [[4, 5]])
    with pytest.raises(ValueError, match="whole numbers"):
        Flows.of([[0.5]], [[4]])
    with pytest.raises(ValueError, match="totals for 1 schools"):
        Flows.of([[1]], [[4]], [3, 4])
    flows = Flows.of([[1]], [[4]])
    with pytest.raises(ValueError, match="filling between 0 and 1"):
        flows.point(math.nan)
    with pytest.raises(ValueError, match="1 areas and 1 schools"):
        flows.over([1, 2])
