# SPDX-License-Identifier: EUPL-1.2
"""The mixture finds what was planted; its indices are those of its distribution."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad
from scipy.special import betaln

from speelveld.segregation import dissimilarity
from speelveld.segregation.mixture import BetaMixture, _loss, fit_mixture

ONE = BetaMixture((1.0,), (1.4,), (5.0,), 0.0, True, "units")
TWO = BetaMixture((0.3, 0.7), (8.0, 0.8), (3.0, 9.0), 0.0, True, "units")


@pytest.mark.parametrize("mixture", [ONE, TWO], ids=["one", "two"])
def test_indices_are_those_of_the_distribution(mixture: BetaMixture) -> None:
    """Each index once more, by numerical integration over the density of p."""

    def density(p: float) -> float:
        parts = zip(mixture.shares, mixture.alphas, mixture.betas, strict=True)
        return sum(s * math.exp((a - 1) * math.log(p) + (b - 1) * math.log1p(-p) - betaln(a, b)) for s, a, b in parts)

    def mean(f: object) -> float:
        return float(quad(lambda p: f(p) * density(p), 0, 1, limit=400, points=[mixture.mean])[0])  # type: ignore[operator]

    m = mixture.mean
    assert mean(lambda p: p) == pytest.approx(m, abs=1e-6)
    assert mixture.dissimilarity() == pytest.approx(mean(lambda p: abs(p - m)) / (2 * m * (1 - m)), abs=1e-6)
    entropy = lambda p: -(p * math.log(p) + (1 - p) * math.log(1 - p)) if 0 < p < 1 else 0.0  # noqa: E731
    assert mixture.theil_h() == pytest.approx(1 - mean(entropy) / entropy(m), abs=1e-6)
    assert mixture.eta_squared() == pytest.approx(mean(lambda p: (p - m) ** 2) / (m * (1 - m)), abs=1e-6)
    for s in (0.3, 0.5, 0.8):
        inside = mean(lambda p, s=s: p**s * (1 - p) ** (1 - s))
        assert mixture.atkinson(s) == pytest.approx(
            1 - m ** (-s / (1 - s)) / (1 - m) * inside ** (1 / (1 - s)), abs=1e-6
        )
    below = lambda p: float(mixture.distribution(p))  # noqa: E731
    area = quad(lambda p: below(p) * (1 - below(p)), 0, 1, limit=400)[0]
    assert mixture.gini() == pytest.approx(area / (m * (1 - m)), abs=1e-6)


def test_gini_of_a_uniform_distribution_and_of_extremes() -> None:
    assert BetaMixture((1.0,), (1.0,), (1.0,), 0, True, "units").gini() == pytest.approx(2 / 3, abs=1e-9)
    assert BetaMixture((1.0,), (1e-3,), (1e-3,), 0, True, "units").gini() == pytest.approx(1, abs=5e-3)
    assert BetaMixture((1.0,), (2e4,), (6e4,), 0, True, "units").gini() < 0.01
    with pytest.raises(ValueError, match="shape"):
        ONE.atkinson(1.0)


def test_the_gradient_is_that_of_the_likelihood() -> None:
    random = np.random.default_rng(1)
    x, y, w = random.integers(0, 12, 20) * 1.0, random.integers(1, 12, 20) * 1.0, random.integers(1, 5, 20) * 1.0
    for components, at in ((1, [-0.4, 1.2]), (2, [-1.0, 0.5, 0.7, 2.0, 0.3])):
        parameters = np.array(at)
        _, gradient = _loss(parameters, x, y, w, components)
        for i in range(parameters.size):
            step = np.zeros_like(parameters)
            step[i] = 1e-6
            up, down = (_loss(parameters + sign * step, x, y, w, components)[0] for sign in (1, -1))
            assert gradient[i] == pytest.approx((up - down) / 2e-6, abs=1e-6)


@pytest.mark.parametrize("size", [8, 25])
def test_finds_the_planted_index_where_the_counted_one_is_far_off(size: int) -> None:
    random = np.random.default_rng(size)
    t = np.full(3000, size)
    a = random.binomial(t, random.beta(ONE.alphas[0], ONE.betas[0], t.size))
    found = fit_mixture(a, t - a)
    assert found is not None
    assert found.converged
    for name, truth in ONE.values().items():
        assert found.values()[name] == pytest.approx(truth, abs=0.025)
    assert dissimilarity(a, t - a) > ONE.dissimilarity() + 0.03


def test_two_components_find_two_kinds_of_units() -> None:
    random = np.random.default_rng(9)
    t = random.integers(20, 30, 4000)
    kind = random.random(t.size) < TWO.shares[0]
    p = np.where(kind, random.beta(8, 3, t.size), random.beta(0.8, 9, t.size))
    a = random.binomial(t, p)
    two, one = fit_mixture(a, t - a, components=2), fit_mixture(a, t - a)
    assert two is not None
    assert one is not None
    for name, truth in TWO.values().items():
        assert two.values()[name] == pytest.approx(truth, abs=0.02)
    assert two.log_likelihood > one.log_likelihood + 50
    assert max(two.shares) == pytest.approx(0.7, abs=0.05)
    assert fit_mixture(a, t - a, components=2) == two


def test_the_likelihood_is_that_of_the_beta_binomial() -> None:
    a, b = np.array([3, 0, 5, 2]), np.array([4, 6, 1, 2])
    found = fit_mixture(a, b)
    assert found is not None
    plain = stats.betabinom(a + b, found.alphas[0], found.betas[0]).logpmf(a).sum()
    assert found.log_likelihood == pytest.approx(plain, abs=1e-6)
    nearby = stats.betabinom(a + b, found.alphas[0] * 1.05, found.betas[0]).logpmf(a).sum()
    assert plain >= nearby


def test_without_segregation_the_mixture_is_about_one_point() -> None:
    random = np.random.default_rng(4)
    t = np.full(2000, 10)
    a = random.binomial(t, 0.3)
    found = fit_mixture(a, t - a)
    assert found is not None
    assert found.dissimilarity() < 0.05
    assert dissimilarity(a, t - a) > 0.15


def test_members_weigh_units_by_size() -> None:
    """Small units are mixed and large ones segregated: members see more segregation than units do."""
    random = np.random.default_rng(6)
    t = np.where(np.arange(2000) < 1000, 10, 60)
    a = random.binomial(t, np.where(t == 10, 0.4, np.where(random.random(2000) < 0.4, 0.95, 0.05)))
    units, members = fit_mixture(a, t - a, components=2), fit_mixture(a, t - a, components=2, weighting="members")
    assert units is not None
    assert members is not None
    assert members.dissimilarity() > units.dissimilarity() + 0.05


def test_what_has_no_mixture() -> None:
    assert fit_mixture([0, 0], [3, 4]) is None
    assert fit_mixture([1, 0, 1, 1], [0, 1, 0, 0]) is None
    assert fit_mixture([1, 0, 0], [5, 7, 9]) is None
    for arguments, message in (
        (([1.5, 2], [1, 1]), "whole"),
        (([1, 2], [1, 1], 3), "components"),
        (([1, 2], [1, 1], 1, "schools"), "weighted"),
    ):
        with pytest.raises(ValueError, match=message):
            fit_mixture(
                arguments[0],
                arguments[1],
                components=arguments[2] if len(arguments) > 2 else 1,
                weighting=arguments[3] if len(arguments) > 3 else "units",
            )
