# SPDX-License-Identifier: EUPL-1.2
"""The range of residence: against every allocation of tiny cities, and laws."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from speelveld.segregation import dissimilarity
from speelveld.segregation.ecological import SchoolFlows, ecological_estimate
from speelveld.segregation.ecological_bounds import residence_bounds
from speelveld.segregation.ecological_flows import Flows
from speelveld.segregation.ecological_nearest import Sites
from tests.segregation.test_ecological_flows import every

SITES = Sites.of([[1.0, 5.0, 9.0], [5.0, 1.0, 9.0], [9.0, 5.0, 1.0]])


def allocations(n: np.ndarray, a: np.ndarray) -> list[np.ndarray]:
    """The group per area, for every whole allocation of ``a`` per school over the flows ``n``."""
    per_school = []
    for column, members in zip(n.T, a, strict=True):
        ways = itertools.product(*(range(min(x, members) + 1) for x in column))
        per_school.append([np.array(way) for way in ways if sum(way) == members])
    sums = {tuple(sum(way)) for way in itertools.product(*per_school)}
    return [np.array(one) for one in sums]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 100_000))
@example(8530)  # HiGHS fails in its presolve
def test_the_range_holds_every_allocation_and_its_top_is_one(seed: int) -> None:
    random = np.random.default_rng(seed)
    low = random.integers(0, 3, (3, 3))
    high = low + (random.random((3, 3)) < 0.4) * random.integers(1, 3, (3, 3))
    truth = random.integers(low, high + 1)
    totals = truth.sum(axis=0).astype(float)
    a = random.integers(0, totals.astype(int) + 1)
    assume(0 < a.sum() < totals.sum())
    values = [
        dissimilarity(group, n.sum(axis=1) - group) for n in every(low, high, totals) for group in allocations(n, a)
    ]
    found = residence_bounds(SchoolFlows.of(Flows.of(low, high, totals), a, totals - a), SITES)
    assert found.residence.exact
    assert found.residence.low <= min(values)
    assert found.residence.high >= max(values)
    assert found.residence.high == pytest.approx(max(values), abs=2e-5)
    # The low end is attained by numbers that need not be whole: at most one half per site away.
    assert found.residence.low >= min(values) - 3 * 0.5 * totals.sum() / (2 * a.sum() * (totals - a).sum())
    assert found.actual == pytest.approx(dissimilarity(a, totals - a))
    assert found.choice.low == found.actual - found.residence.high


def test_by_hand() -> None:
    # Both schools draw 10 from each of two areas, and each has 10 of A: A may live anywhere.
    sites = Sites.of([[1.0, 5.0], [5.0, 1.0]])
    n = [[10, 10], [10, 10]]
    schools = SchoolFlows.of(Flows.of(n, n, [20, 20]), [10, 10], [10, 10])
    anything = residence_bounds(schools, sites)
    assert anything.residence.low == pytest.approx(0, abs=1e-5)
    assert anything.residence.high == pytest.approx(1, abs=1e-5)
    assert anything.actual == 0
    # Shares of 0.5/1.25 = 0.4 at least in one area leave 0.6 at most in the other: 12 of 20 against 8 of 20.
    narrow = residence_bounds(schools, sites, factor=1.25)
    assert narrow.residence.high == pytest.approx(12 / 20 - 8 / 20, abs=1e-5)
    assert narrow.factor == 1.25


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 100_000), st.booleans())
def test_more_assumptions_never_widen_and_the_proportional_estimate_lies_within(seed: int, known: bool) -> None:
    random = np.random.default_rng(seed)
    truth = random.poisson(random.gamma(0.5, 12, (12, 6)))
    truth[0] += 1
    small = (truth > 0) & (truth < 5)
    low, high = np.where(small, 1, truth), np.where(small, 4, truth)
    totals = truth.sum(axis=0)
    a = random.binomial(totals, random.uniform(0.05, 0.6, 6))
    assume(0 < a.sum() < totals.sum())
    sites = Sites.of(random.random((12, 6)))
    schools = SchoolFlows.of(Flows.of(low, high, totals if known else None), a, totals - a)
    ranges = [residence_bounds(schools, sites, factor=factor).residence for factor in (1, 1.5, 3, math.inf)]
    for inner, outer in itertools.pairwise(ranges):
        assert outer.low <= inner.low + 1e-5
        assert outer.high >= inner.high - 1e-5
    point = ecological_estimate(schools, sites, fill=0.4, draws=0)
    assert point.residence in ranges[0]
    truly = ecological_estimate(SchoolFlows.of(Flows.of(truth, truth), a, totals - a), sites, draws=0)
    assert truly.residence in ranges[0]
    group = np.zeros((12, 6))
    for school in range(6):
        group[:, school] = random.multivariate_hypergeometric(truth[:, school], a[school])
    where = np.bincount(sites.of_area, group.sum(axis=1), sites.count)
    everyone = np.bincount(sites.of_area, truth.sum(axis=1), sites.count)
    assert dissimilarity(where, everyone - where) in ranges[-1]
    assert all(one.exact == known for one in ranges)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 100_000))
def test_a_limit_on_the_search_only_widens(seed: int) -> None:
    random = np.random.default_rng(seed)
    n = random.poisson(random.gamma(0.5, 12, (20, 9)))
    n[0] += 2
    a = random.binomial(n.sum(axis=0), 0.2)
    a[0] = 1
    schools = SchoolFlows.of(Flows.of(n, n, n.sum(axis=0)), a, n.sum(axis=0) - a)
    sites = Sites.of(random.random((20, 9)))
    short, long = residence_bounds(schools, sites, nodes=1), residence_bounds(schools, sites)
    assert short.residence.high >= long.residence.high - 1e-5
    assert long.residence.exact


def test_a_factor_below_one_is_refused() -> None:
    schools = SchoolFlows.of(Flows.of([[3], [3]], [[3], [3]]), [2], [4])
    with pytest.raises(ValueError, match="at least 1"):
        residence_bounds(schools, Sites.of([[1.0], [1.0]]), factor=0.5)
