# SPDX-License-Identifier: EUPL-1.2
"""Intervals for a share: published values, their definitions, and the coverage that they promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest
from statsmodels.stats.proportion import proportion_confint

from speelveld.advice import Method, clopper_pearson, interval, wilson
from speelveld.advice.intervals import quantile

COUNTS = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("method", "name"),
    [(Method.CLOPPER_PEARSON, "beta"), (Method.JEFFREYS, "jeffreys"), (Method.WILSON, "wilson")],
)
@pytest.mark.parametrize(("k", "n"), [(1, 10), (9, 10), (17, 40), (300, 1000)])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_they_are_what_others_compute(method: Method, name: str, k: int, n: int, level: float) -> None:
    low, high = interval(k, n, method=method, level=level)
    assert (low, high) == pytest.approx(proportion_confint(k, n, 1 - level, name), abs=1e-9)


def test_the_textbook_case() -> None:
    # 15 of 100: Clopper-Pearson 8.65 to 23.53, Wilson 9.31 to 23.28 percent.
    assert np.round(100 * np.array(clopper_pearson(15, 100)), 2).tolist() == [8.65, 23.53]
    assert np.round(100 * np.array(wilson(15, 100)), 2).tolist() == [9.31, 23.28]


@given(COUNTS)
def test_the_exact_interval_is_the_one_that_tests_do_not_reject(case: tuple[int, int]) -> None:
    k, n = case
    low, high = clopper_pearson(k, n)
    if n:
        found = binomtest(k, n).proportion_ci(0.95, "exact")
        assert (low, high) == pytest.approx((found.low, found.high), abs=1e-9)
    else:
        assert (low, high) == (0, 1)


@pytest.mark.parametrize("method", Method)
@given(case=COUNTS)
def test_the_interval_holds_the_share_and_mirrors(method: Method, case: tuple[int, int]) -> None:
    k, n = case
    low, high = interval(k, n, method=method)
    assert 0 <= low < high <= 1
    if n:
        assert low <= k / n <= high
    other_low, other_high = interval(n - k, n, method=method)
    assert float(1 - other_high) == pytest.approx(float(low), abs=1e-9)
    assert float(1 - other_low) == pytest.approx(float(high), abs=1e-9)


@pytest.mark.parametrize("method", Method)
def test_nobody_and_everybody(method: Method) -> None:
    assert interval(0, 0, method=method) == (0, 1)
    assert interval(0, 5, method=method)[0] == 0
    assert interval(5, 5, method=method)[1] == 1


def test_coverage_is_exact_by_enumeration() -> None:
    """Every count of n = 40 is weighed by its chance: no simulation."""
    n, shares = 40, np.linspace(0.02, 0.98, 97)
    k = np.arange(n + 1)
    chance = binom.pmf(k[:, None], n, shares)
    totals = {}
    for method in Method:
        low, high = interval(k, n, method=method)
        held = (low[:, None] <= shares) & (shares <= high[:, None])
        totals[method] = (held * chance).sum(axis=0)
    assert totals[Method.CLOPPER_PEARSON].min() >= 0.95
    for method in (Method.JEFFREYS, Method.WILSON):
        assert 0.94 < totals[method].mean() < 0.96
        assert totals[method].min() > 0.85


@pytest.mark.parametrize(("k", "n"), [(-1, 5), (6, 5), (np.nan, 5), (1, np.inf)])
def test_impossible_counts_are_refused(k: float, n: float) -> None:
    for method in Method:
        with pytest.raises(ValueError, match="a count is finite"):
            interval(k, n, method=method)


@pytest.mark.parametrize("level", [0, 1, -0.5, 95])
def test_an_impossible_level_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="the level of an interval"):
        quantile(level)
    with pytest.raises(ValueError, match="the level of an interval"):
        wilson(1, 2, level=level)
