# SPDX-License-Identifier: EUPL-1.2
"""Exact expectations against enumeration and simulation; corrections against the peer, and against planted truths."""

from __future__ import annotations

import itertools
import math
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.stats import norm

from speelveld.segregation import dissimilarity, expected
from speelveld.segregation.chance import expected_local, expected_multigroup
from speelveld.segregation.corrections import (
    allen_bootstrap,
    by_chance,
    carrington_troske,
    density_corrected,
    miller_madow,
)
from speelveld.segregation.counts import Counts
from speelveld.segregation.resampling import resample
from speelveld.segregation.resampling_measures import estimate
from tests.segregation.schools import schools

NAMES = [
    "mutual-information",
    "multigroup-theil-h",
    "multigroup-dissimilarity",
    "relative-diversity",
    "normalised-exposure",
    "squared-variation",
]


def every_table(sizes: list[int], groups: list[int]) -> tuple[np.ndarray, list[np.ndarray]]:
    """Every way to deal the members of three groups over the units, as tables that are all equally likely."""
    unit = [u for u, size in enumerate(sizes) for _ in range(size)]
    tables = []
    for first in itertools.combinations(range(len(unit)), groups[0]):
        rest = [i for i in range(len(unit)) if i not in first]
        for second in itertools.combinations(rest, groups[1]):
            table = np.zeros((len(sizes), 3), dtype=int)
            for i, u in enumerate(unit):
                table[u, 0 if i in first else 1 if i in second else 2] += 1
            tables.append(table)
    return np.array(unit), tables


def test_several_groups_equal_the_mean_over_every_allocation() -> None:
    sizes, groups = [3, 1, 4], [2, 3, 3]
    _, tables = every_table(sizes, groups)
    found = expected_multigroup(sizes, groups)
    values = {name: [] for name in NAMES}
    local = []
    for table in tables:
        for name, value in estimate(Counts.of(table), {name: name for name in NAMES}, {}).items():
            values[name].append(value)
        share = table / table.sum(axis=1, keepdims=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = np.where(share > 0, share * np.log(share / (np.array(groups) / 8)), 0)
        local.append(terms.sum(axis=1))
    for name in NAMES:
        assert found[name] == pytest.approx(np.mean(values[name]), abs=1e-12)
    assert expected_local(sizes, groups) == pytest.approx(np.mean(local, axis=0), abs=1e-12)


def test_two_groups_are_a_case_of_several() -> None:
    sizes = np.array([80, 140, 0, 210, 55, 320, 25, 190])
    several = expected_multigroup(sizes, [300, sizes.sum() - 300])
    assert several["multigroup-theil-h"] == pytest.approx(expected("theil-h", sizes, 300), abs=1e-12)
    assert several["multigroup-dissimilarity"] == pytest.approx(expected("dissimilarity", sizes, 300), abs=1e-12)
    assert several["relative-diversity"] == pytest.approx(expected("eta-squared", sizes, 300), abs=1e-12)


def test_the_exact_value_of_the_r_packages_schools_is_the_simulated_one() -> None:
    counts = schools()
    found = expected_multigroup(counts.unit_totals, counts.group_totals)
    draws = resample(counts, ["mutual-information", "relative-diversity"], scheme="permutation", replications=40)
    for name in ("mutual-information", "relative-diversity"):
        error = draws.se(name) / math.sqrt(40)
        assert abs(draws.mean(name) - found[name]) < 5 * error
    local = expected_local(counts.unit_totals, counts.group_totals)
    weights = counts.unit_totals / counts.total
    assert (weights * local).sum() == pytest.approx(found["mutual-information"], abs=1e-12)
    order = np.argsort(counts.unit_totals)
    assert local[order[0]] > 10 * local[order[-1]]


def test_what_has_no_margins_is_refused_and_one_group_has_no_expectation() -> None:
    for units, groups in (([3, 4], [5, 5]), ([-1, 4], [1, 2]), ([[1]], [1])):
        with pytest.raises(ValueError, match="margins"):
            expected_multigroup(units, groups)
    assert math.isnan(expected_multigroup([3, 4], [7, 0])["mutual-information"])
    assert np.isnan(expected_local([3, 4], [7])).all()
    assert np.isnan(expected_local([3, 0, 4], [3, 4])).tolist() == [False, True, False]


def test_by_chance_is_exact_where_it_can_be_and_simulated_elsewhere() -> None:
    counts = Counts.of([[4, 6], [2, 9], [7, 3]], groups=["a", "b"])
    for name in ("dissimilarity", "theil-h", "divergence", "exact-eta-squared"):
        value, exact = by_chance(counts, name)
        assert exact
        draws = resample(counts, [name], scheme="permutation", replications=3000)
        assert draws.mean(name) == pytest.approx(value, abs=5 * draws.se(name) / math.sqrt(3000))
    gini, exact = by_chance(counts, "gini")
    assert not exact
    assert by_chance(counts, "dissimilarity")[0] <= gini
    with pytest.raises(ValueError, match="two groups"):
        by_chance(Counts.of([[1, 2, 3]]), "isolation")
    with pytest.raises(ValueError, match="weighted"):
        by_chance(Counts.of([[1.5, 2]]), "dissimilarity")


def test_carrington_troske_is_0_on_average_without_segregation() -> None:
    random = np.random.default_rng(2)
    sizes = np.array([12, 20, 9, 15, 30, 11] * 4)
    corrected, raw = [], []
    for _ in range(200):
        a = random.multivariate_hypergeometric(sizes, 90)
        result = carrington_troske(Counts.of(np.column_stack([a, sizes - a])), ["dissimilarity"])[0]
        corrected.append(result.corrected)
        raw.append(result.estimate)
    assert np.mean(raw) > 0.1
    assert abs(np.mean(corrected)) < 5 * np.std(corrected) / math.sqrt(200) + 0.01
    complete = Counts.of([[10, 0], [0, 30], [20, 0]])
    for result in carrington_troske(complete, ["dissimilarity", "theil-h", "gini", "isolation"], replications=50):
        assert result.corrected == pytest.approx(1)
        assert ("simulations" in result.method) == (result.index == "gini")
    with pytest.raises(ValueError, match="to 1"):
        carrington_troske(complete, ["exposure"])


def test_the_allen_bootstrap_lies_below_the_estimate_and_nearer_the_truth() -> None:
    random = np.random.default_rng(5)
    share = random.beta(1, 4, 400)
    size = np.full(400, 40)
    truth = 0.5 * np.abs(share / share.sum() - (1 - share) / (1 - share).sum()).sum()
    a = random.binomial(size, share)
    result = allen_bootstrap(Counts.of(np.column_stack([a, size - a])), ["dissimilarity"], replications=300)[0]
    assert result.corrected is not None
    assert abs(result.corrected - truth) < abs(result.estimate - truth)
    assert "persons" in result.method
    dense = density_corrected(a, size - a)
    assert abs(dense - truth) < abs(result.estimate - truth)


def slow_density(a: np.ndarray, b: np.ndarray) -> float:
    """The definition: per unit, the place where the folded normal density of the observed ratio is highest."""
    p, q = a / a.sum(), b / b.sum()
    total = 0.0
    for one, other in zip(p, q, strict=True):
        error = math.sqrt(one * (1 - one) / a.sum() + other * (1 - other) / b.sum())
        if error == 0:
            continue
        r = abs(one - other) / error
        m = minimize_scalar(
            lambda x, r=r: -(norm.pdf(r - x) + norm.pdf(r + x)), bounds=(0, r + 1), options={"xatol": 1e-10}
        )
        total += error * (m.x if r > 1 else 0)
    return total / 2


def test_density_corrected_is_the_likeliest_value_and_agrees_with_the_peer() -> None:
    from segregation.singlegroup import DensityCorrectedDissim

    random = np.random.default_rng(1)
    size = random.integers(20, 300, 60)
    a = random.binomial(size, random.beta(0.6, 6, 60))
    found = density_corrected(a, size - a)
    assert found == pytest.approx(slow_density(a, size - a), abs=1e-6)
    peer = DensityCorrectedDissim(pd.DataFrame({"a": a, "t": size}), "a", "t").statistic
    assert found == pytest.approx(peer, abs=1e-5)
    assert found < dissimilarity(a, size - a)


@given(cells=st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), min_size=1, max_size=20))
def test_density_corrected_lies_between_0_and_d(cells: list[tuple[int, int]]) -> None:
    a, b = (np.array(column) for column in zip(*cells, strict=True))
    found = density_corrected(a, b)
    if not a.sum() or not b.sum():
        assert math.isnan(found)
    else:
        assert -1e-12 <= found <= dissimilarity(a, b) + 1e-12
        assert found == pytest.approx(density_corrected(b, a))


def test_miller_madow_takes_most_of_the_bias_out_and_warns_where_it_takes_too_much() -> None:
    random = np.random.default_rng(3)
    even = Counts.of(random.multinomial(200, [0.2, 0.3, 0.5], size=30))
    result = miller_madow(even)
    assert result.corrected == pytest.approx(result.estimate - (90 - 30 - 3 + 1) / (2 * 6000))
    assert abs(result.corrected) < result.estimate / 3
    with pytest.warns(UserWarning, match="too much"):
        assert "too much" in miller_madow(Counts.of([[1, 1, 1]] * 5)).method
    with pytest.warns(UserWarning, match="too little"):
        assert "too little" in miller_madow(Counts.of([[3, 0, 1], [1, 4, 0], [0, 1, 5], [1, 0, 2]])).method
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert math.isnan(miller_madow(Counts.of([[3, 0], [4, 0]])).estimate)
    with pytest.raises(ValueError, match="weighted"):
        miller_madow(Counts.of([[1.5, 2]]))
