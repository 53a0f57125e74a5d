# SPDX-License-Identifier: EUPL-1.2
"""Schools against nearest schools by size: bounds against every possible city."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.segregation.ecological_flows import Flows
from speelveld.segregation.ecological_nearest import Sites
from speelveld.segregation.ecological_sizes import size_dissimilarity
from tests.segregation.test_ecological_flows import every, systems

LINE = np.array([[1.0, 5.0, 9.0], [5.0, 1.0, 9.0], [9.0, 5.0, 1.0]])
SITES = Sites.of(LINE)


def plain(n: np.ndarray) -> float:
    """The same D from whole flows, in one line; area k is nearest to school k."""
    return float(0.5 * np.abs(n.sum(axis=0) - n.sum(axis=1)).sum() / n.sum())


@settings(max_examples=60, deadline=None)
@given(systems(3, 3).filter(lambda one: (one[1] - one[0] > 0).sum() < 7 and one[0].sum() > 0))
def test_bounds_are_those_of_every_possible_city(system: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    low, high, totals = system
    values = [plain(n) for n in every(low, high, totals)]
    found = size_dissimilarity(Flows.of(low, high, totals), SITES)
    assert found.exact
    assert found.high == pytest.approx(max(values), abs=2e-5)
    assert found.high >= max(values)
    # The low end may be that of numbers that are not whole.
    assert found.low <= min(values)
    assert found.low >= min(values) - 1.01 * min(0.5, 3 / low.sum())


def test_exact_flows_give_one_value() -> None:
    n = np.array([[5, 3, 1], [0, 4, 4], [2, 2, 9]])
    found = size_dissimilarity(Flows.of(n, n), SITES)
    assert found.low == pytest.approx(plain(n), abs=1e-5)
    assert found.high == pytest.approx(plain(n), abs=1e-5)


def test_homes_without_a_place_are_left_out() -> None:
    sites = Sites.of(np.vstack([LINE, [math.nan] * 3]))
    n = np.array([[5, 3, 1], [0, 4, 4], [2, 2, 9], [7, 0, 0]])
    assert plain(n[:3]) in size_dissimilarity(Flows.of(n, n), sites)
    nobody = size_dissimilarity(Flows.of(n * [[0], [0], [0], [1]], n * [[0], [0], [0], [1]]), sites)
    assert math.isnan(nobody.high)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_a_limit_on_the_search_only_widens(seed: int) -> None:
    random = np.random.default_rng(seed)
    low = random.integers(0, 3, (12, 9))
    high = low + random.integers(0, 4, low.shape)
    truth = random.integers(low, high + 1)
    flows = Flows.of(low, high, np.where(random.random(9) < 0.5, truth.sum(axis=0), math.nan))
    sites = Sites.of(random.random((12, 9)))
    short, long = size_dissimilarity(flows, sites, nodes=1), size_dissimilarity(flows, sites)
    assert short.high >= long.high - 1e-5
    near = np.bincount(sites.of_area, truth.sum(axis=1), 9)
    assert 0.5 * np.abs(near - truth.sum(axis=0)).sum() / truth.sum() in short
