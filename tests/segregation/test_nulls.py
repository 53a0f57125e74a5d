# SPDX-License-Identifier: EUPL-1.2
"""Under the null p-values are uniform; segregation that was planted is found."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from speelveld.segregation import expected
from speelveld.segregation.counts import Counts
from speelveld.segregation.nulls import null_test, p_value
from speelveld.segregation.resampling import resample

SIZES = np.array([25, 60, 30, 45, 28, 80, 33, 51])


def pair(a: np.ndarray) -> Counts:
    return Counts.of(np.column_stack([a, SIZES - a]), groups=["a", "b"])


def test_a_p_value_counts_draws_at_least_as_far_out_and_is_never_0() -> None:
    draws = [1.0, 2.0, 3.0, 4.0]
    assert p_value(5, draws) == pytest.approx(1 / 5)
    assert p_value(3, draws) == pytest.approx(3 / 5)
    assert p_value(3, draws, "less") == pytest.approx(4 / 5)
    assert p_value(4.5, draws, "two-sided") == pytest.approx(2 / 5)
    assert p_value(2.5, draws, "two-sided") == 1
    assert p_value(1, [math.nan, 1.0, 2.0]) == pytest.approx(3 / 3)
    assert math.isnan(p_value(1, [math.nan]))
    with pytest.raises(ValueError, match="two-sided"):
        p_value(1, draws, "both")  # type: ignore[arg-type]


@pytest.mark.parametrize("null", ["permutation", "evenness", "systematic"])
def test_p_values_are_uniform_when_nobody_is_segregated(null: str) -> None:
    random = np.random.default_rng(4)
    found = []
    for world in range(120):
        a = random.multivariate_hypergeometric(SIZES, 90) if null == "permutation" else random.binomial(SIZES, 0.25)
        counts = pair(a)
        found.append(null_test(counts, ["theil-h"], null=null, replications=99, seed=world)[0].p_value)
    assert stats.kstest(found, "uniform").pvalue > 1e-3


def test_planted_segregation_is_found_and_its_mean_by_chance_is_the_exact_one() -> None:
    a = np.round(SIZES * np.array([0.5, 0.1, 0.4, 0.1, 0.6, 0.2, 0.05, 0.3])).astype(int)
    results = null_test(pair(a), ["dissimilarity", "theil-h", "eta-squared"], replications=999)
    for result in results:
        assert result.p_value == pytest.approx(1 / 1000)
        assert result.null_mean is not None
        exact = expected(result.index, SIZES, int(a.sum()))
        assert result.null_mean == pytest.approx(exact, abs=0.05 * max(exact, 0.05))
        assert result.low is not None
        assert result.high is not None
        assert result.low < result.null_mean < result.high < result.estimate
        assert "greater" in result.method
    less = null_test(pair(a), ["dissimilarity"], side="less")[0]
    assert less.p_value == 1
    even = null_test(pair(np.round(SIZES * 0.2).astype(int)), ["dissimilarity"], side="less")[0]
    assert even.p_value is not None
    assert even.p_value < 0.01


def test_only_an_index_that_knows_the_place_changes_when_units_change_places() -> None:
    counts = pair(np.array([2, 4, 6, 8, 20, 40, 25, 44]))

    def neighbours(table: Counts) -> float:
        share = table.matrix[:, 0] / table.unit_totals
        return -float(np.abs(np.diff(share)).mean())

    found = null_test(counts, {"near": neighbours, "d": "dissimilarity"}, null="unit-permutation", replications=499)
    assert found[0].p_value is not None
    assert found[0].p_value < 0.05
    assert found[1].p_value == 1


def test_three_groups_and_what_is_no_null() -> None:
    counts = Counts.of([[9, 1, 2], [1, 8, 0], [2, 2, 9]])
    assert null_test(counts, ["mutual-information"], replications=199)[0].p_value == pytest.approx(1 / 200)
    draws = resample(counts, ["mutual-information"], scheme="permutation", replications=199)
    assert draws.mean("mutual-information") < draws.estimates["mutual-information"]
    for given in ({"null": "cells"}, {"side": "upper"}):
        with pytest.raises(ValueError, match=r"null|two-sided"):
            null_test(counts, ["mutual-information"], **given)  # type: ignore[arg-type]
