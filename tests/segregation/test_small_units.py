# SPDX-License-Identifier: EUPL-1.2
"""Models and bounds as tidy records."""

from __future__ import annotations

import math
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from speelveld.segregation import REGISTRY, Counts, fit_mixture, masked_bounds, moment_bounds
from speelveld.segregation.small_units import masked_results, mixture_results, moment_results

RANDOM = np.random.default_rng(1)
SHARE = RANDOM.beta(1.4, 5, 300)
A = RANDOM.binomial(6, SHARE)
COUNTS = Counts.of(np.column_stack([A, 6 - A]), groups=["a", "b"])
TRUTH = {"dissimilarity": 0.3584, "theil-h": 0.1307, "eta-squared": 0.1351, "atkinson": 0.2016, "gini": 0.4915}


def test_the_mixture_stands_beside_the_index_as_counted_with_an_interval_around_the_truth() -> None:
    results = mixture_results(COUNTS, replications=40, level=0.98)
    fitted = fit_mixture(A, 6 - A)
    assert fitted is not None
    for result in results:
        assert result.corrected == fitted.values()[result.index]
        assert result.estimate > TRUTH[result.index] + 0.04
        assert result.low is not None
        assert result.high is not None
        assert result.low <= TRUTH[result.index] <= result.high
        assert result.record()["groups"] == ["a", "b"]
    with ThreadPoolExecutor(2) as executor:
        assert mixture_results(COUNTS, replications=40, level=0.98, executor=executor) == results
    assert mixture_results(COUNTS)[0].low is None
    empty = mixture_results(Counts.of([[0, 3], [0, 4]]))
    assert all(math.isnan(result.corrected or math.nan) for result in empty)


def test_moment_bounds_as_records() -> None:
    results = moment_results(COUNTS)
    bounds = moment_bounds(A, 6 - A)
    for result in results:
        assert (result.low, result.high) == (bounds[result.index].low, bounds[result.index].high)
        assert result.estimate == pytest.approx(REGISTRY[result.index](A, 6 - A))
    wide = moment_results(COUNTS, replications=5)[1]
    assert wide.low is not None
    assert results[1].low is not None
    assert wide.low <= results[1].low
    assert "interval" in wide.method
    assert moment_results(Counts.of([[0, 3], [0, 4]])) == []


def test_masked_bounds_as_records() -> None:
    low, high = [[1, 40], [12, 30]], [[4, 40], [12, 30]]
    bounds = masked_bounds(low, high, unit_totals=[43, 42])
    for result in masked_results(low, high, groups=("a", "b"), unit_totals=[43, 42]):
        assert (result.low, result.high) == (bounds[result.index].low, bounds[result.index].high)
        assert result.record()["estimate"] is None
        assert result.n == 85
        assert "reached" in result.method


def test_only_two_groups() -> None:
    for function in (mixture_results, moment_results):
        with pytest.raises(ValueError, match="two groups"):
            function(Counts.of([[1, 2, 3]]))
    with pytest.raises(ValueError, match="level"):
        mixture_results(COUNTS, level=95)


def test_the_package_loads_no_compiler_and_no_solver_before_they_are_needed() -> None:
    code = (
        "import sys, speelveld.segregation as s; "
        "print([m for m in ('numba', 'scipy', 'pandas', 'polars') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
