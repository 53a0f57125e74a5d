# SPDX-License-Identifier: EUPL-1.2
"""Bounds from moments hold the truth, are reached by real distributions, and shrink as units grow."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import stats

from speelveld.segregation.mixture import BetaMixture
from speelveld.segregation.moments import moment_bounds
from speelveld.segregation.moments_fit import chances_of, likeliest, principal_representations

TRUE = BetaMixture((1.0,), (1.4,), (5.0,), 0.0, True, "units")
NAMES = ("dissimilarity", "theil-h", "atkinson", "eta-squared")


def expected_units(k: int, mixture: BetaMixture = TRUE, total: float = 1e6) -> tuple[np.ndarray, np.ndarray]:
    """Units of size ``k`` in (rounded) proportion to their chances: a sample without noise."""
    chance = sum(
        share * stats.betabinom(k, a, b).pmf(np.arange(k + 1))
        for share, a, b in zip(mixture.shares, mixture.alphas, mixture.betas, strict=True)
    )
    x = np.repeat(np.arange(k + 1), np.round(total * chance / 100).astype(int))
    return x, k - x


@pytest.mark.parametrize("k", [2, 3, 4, 5])
def test_bounds_hold_the_truth_and_shrink_with_size(k: int) -> None:
    found = moment_bounds(*expected_units(k))
    truth = TRUE.values()
    for name in NAMES:
        one = found[name]
        assert one.inside == one.sizes == 1
        assert one.low - 5e-3 <= truth[name] <= one.high + 5e-3
    assert found["eta-squared"].low == found["eta-squared"].high == pytest.approx(truth["eta-squared"], abs=2e-3)
    larger = moment_bounds(*expected_units(k + 2))
    for name in ("dissimilarity", "theil-h", "atkinson"):
        assert larger[name].high - larger[name].low < found[name].high - found[name].low


@pytest.mark.parametrize("k", [2, 3, 4, 5])
def test_bounds_hold_the_principal_representations_and_reach_them_for_odd_sizes(k: int) -> None:
    a, b = expected_units(k)
    found = moment_bounds(a, b)
    n = np.bincount(a, minlength=k + 1) / a.size
    moments = [sum(n[x] * math.comb(x, j) / math.comb(k, j) for x in range(j, k + 1)) for j in range(1, k + 1)]
    mean = moments[0]
    entropy = lambda p: -np.where((p > 0) & (p < 1), p * np.log(p + (p <= 0)) + (1 - p) * np.log1p(-p * (p < 1)), 0)  # noqa: E731
    values = {"theil-h": [], "atkinson": [], "dissimilarity": []}
    for points, weights in principal_representations(moments):
        for j, moment in enumerate(moments, 1):
            assert weights @ points**j == pytest.approx(moment, abs=1e-9)
        assert weights.sum() == pytest.approx(1)
        at = np.clip(points, 0, 1)
        values["theil-h"].append(1 - weights @ entropy(at) / float(entropy(np.array(mean))))
        values["atkinson"].append(1 - (weights @ np.sqrt(at * (1 - at))) ** 2 / (mean * (1 - mean)))
        values["dissimilarity"].append(weights @ abs(at - mean) / (2 * mean * (1 - mean)))
    for name, reached in values.items():
        assert found[name].low <= min(reached) + 1e-6
        assert found[name].high >= max(reached) - 1e-6
    for name in ("theil-h", "atkinson") if k % 2 else ():
        assert found[name].low == pytest.approx(min(values[name]), abs=2e-5)
        assert found[name].high == pytest.approx(max(values[name]), abs=2e-5)


def test_for_an_even_size_three_points_pass_both_principal_representations() -> None:
    """Pairs with E p = 1/2 and E p^2 = 0.3: both representations have one H, but {0, 1/2, 1} has a larger one."""
    entropy = stats.bernoulli.entropy
    found = moment_bounds(np.repeat([0, 1, 2], [300, 400, 300]), np.repeat([2, 1, 0], [300, 400, 300]))["theil-h"]
    values = [1 - w @ entropy(np.clip(p, 0, 1)) / math.log(2) for p, w in principal_representations([0.5, 0.3])]
    assert values[0] == pytest.approx(values[1])
    three = 1 - 0.8 * entropy(0.5) / math.log(2)
    two = 1 - entropy(0.5 + math.sqrt(0.05)) / math.log(2)
    assert found.low == pytest.approx(two, abs=1e-5)
    assert found.high == pytest.approx(three, abs=1e-5)
    assert two < values[0] - 0.02 < values[0] + 0.005 < three


def test_no_distribution_with_those_moments_passes_the_bounds() -> None:
    """Random distributions of p; the bounds from their own first three moments hold each of them."""
    random = np.random.default_rng(7)
    for _ in range(15):
        points, weights = random.random(5), random.dirichlet(np.ones(5))
        chance = stats.binom.pmf(np.arange(4)[:, None], 3, points) @ weights
        a = np.repeat(np.arange(4), np.round(chance * 20_000).astype(int))
        found = moment_bounds(a, 3 - a)
        mean = weights @ points
        d = weights @ abs(points - mean) / (2 * mean * (1 - mean))
        h = 1 - weights @ stats.bernoulli.entropy(points) / stats.bernoulli.entropy(mean)
        assert found["dissimilarity"].low - 2e-3 <= d <= found["dissimilarity"].high + 2e-3
        assert found["theil-h"].low - 2e-3 <= h <= found["theil-h"].high + 2e-3


def test_two_extremes_are_complete_segregation_and_one_point_is_none() -> None:
    complete = moment_bounds(np.repeat([0, 4], 50), np.repeat([4, 0], 50))
    even = moment_bounds(np.full(40, 2), np.full(40, 2))
    for name in NAMES:
        assert complete[name].low == complete[name].high == pytest.approx(1)
        assert even[name].high == pytest.approx(0, abs=1e-6)


def test_pooled_sizes_tell_of_one_distribution() -> None:
    random = np.random.default_rng(3)
    t = random.integers(4, 12, 6000)
    a = random.binomial(t, random.beta(1.4, 5, t.size))
    pooled, apart = moment_bounds(a, t - a, pooled=True), moment_bounds(a, t - a)
    assert apart["theil-h"].sizes == 8
    for name, truth in TRUE.values().items():
        if name in NAMES:
            assert pooled[name].low == pooled[name].high == pytest.approx(truth, abs=0.035)
            assert apart[name].low - 0.04 <= truth <= apart[name].high + 0.04


def test_the_fit_on_the_boundary_is_of_the_greatest_likelihood() -> None:
    """No mixture of two points that a search finds is likelier than the fit."""
    random = np.random.default_rng(5)
    t = np.full(150, 7)
    a = random.binomial(t, random.beta(1.4, 5, t.size))
    n = np.bincount(a, minlength=8).astype(float)
    fit = likeliest([(7, n)])
    best = n @ np.log(chances_of(7, fit.points) @ fit.weights)
    for low in np.linspace(0.01, 0.4, 14):
        for high in np.linspace(0.2, 0.95, 14):
            chances = chances_of(7, np.array([low, high]))
            for share in (0.2, 0.4, 0.6, 0.8):
                assert n @ np.log(chances @ [share, 1 - share]) <= best + 1e-6


def test_members_and_units_weigh_sizes_differently() -> None:
    a = np.concatenate([np.repeat([0, 2], 100), np.full(100, 3)])
    b = np.concatenate([np.repeat([2, 0], 100), np.full(100, 3)])
    units, members = moment_bounds(a, b, weighting="units"), moment_bounds(a, b, weighting="members")
    assert units["eta-squared"].low == pytest.approx(2 / 3, abs=1e-4)
    assert members["eta-squared"].low == pytest.approx(400 / 1000, abs=1e-4)


def test_the_interval_holds_the_truth_and_the_seed_decides() -> None:
    random = np.random.default_rng(2)
    hits = 0
    for world in range(6):
        t = np.full(400, 4)
        a = random.binomial(t, random.beta(1.4, 5, t.size))
        found = moment_bounds(a, t - a, replications=12, level=0.9, seed=world)["theil-h"]
        assert found.interval is not None
        assert found.interval[0] <= found.low <= found.high <= found.interval[1]
        hits += found.interval[0] <= TRUE.theil_h() <= found.interval[1]
    assert hits >= 4
    alone = moment_bounds(a, t - a, replications=6)
    with ThreadPoolExecutor(2) as executor:
        assert moment_bounds(a, t - a, replications=6, executor=executor) == alone
    assert moment_bounds(a, t - a, replications=6, seed=1)["theil-h"].interval != alone["theil-h"].interval


def test_many_sizes_are_pooled_without_a_large_matrix_and_rare_groups_are_no_fault() -> None:
    random = np.random.default_rng(8)
    t = random.integers(60, 400, 400)
    a = random.binomial(t, random.beta(1.4, 5, t.size))
    found = moment_bounds(a, t - a, pooled=True)
    assert found["theil-h"].low == pytest.approx(TRUE.theil_h(), abs=0.03)
    rare = np.zeros(200, dtype=int)
    rare[3] = 1
    t = random.integers(5, 9, 200)
    assert moment_bounds(rare, t - rare)["theil-h"].high < 0.01


def test_what_has_no_bounds() -> None:
    assert moment_bounds([0, 0], [3, 4]) == {}
    assert moment_bounds([1, 0], [0, 1]) == {}
    with pytest.raises(ValueError, match="whole"):
        moment_bounds([1.5], [2])
    with pytest.raises(ValueError, match="between"):
        moment_bounds([1], [2], shape=1)
    with pytest.raises(ValueError, match="weighted"):
        moment_bounds([1], [2], weighting="schools")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="moment"):
        principal_representations([])
    with pytest.raises(ValueError, match="moment"):
        principal_representations([0.5, 0.6, 0.1])
    with pytest.raises(ValueError, match="moment"):
        principal_representations([0.5, 0.25, 0.125])
