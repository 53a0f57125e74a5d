# SPDX-License-Identifier: EUPL-1.2
"""Shrinkage: the likelihood, its maximum, and how often intervals hold the truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import beta, betabinom

from speelveld.advice.shrinkage import fit_beta_binomial, shrink

N = np.array([12, 25, 31, 8, 60, 44, 19, 27, 15, 38])
X = np.array([2, 11, 9, 6, 12, 25, 3, 14, 2, 9])


def test_the_fit_is_the_maximum_of_the_beta_binomial_likelihood() -> None:
    def minus(at: np.ndarray) -> float:
        mean, strength = 1 / (1 + np.exp(-at[0])), np.exp(at[1])
        return -float(betabinom.logpmf(X, N, mean * strength, (1 - mean) * strength).sum())

    theirs = minimize(minus, [-0.6, 2.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12})
    ours = fit_beta_binomial(X, N)
    assert ours.mean == pytest.approx(1 / (1 + np.exp(-theirs.x[0])), abs=1e-6)
    assert ours.strength == pytest.approx(np.exp(theirs.x[1]), rel=1e-5)
    binomials = (betabinom.logpmf(X, N, 1e9, 1e9) - X * np.log(0.5) - (N - X) * np.log(0.5)).sum()
    assert ours.log_likelihood + binomials == pytest.approx(-theirs.fun, abs=1e-4)
    assert ours.spread == pytest.approx(np.sqrt(ours.mean * (1 - ours.mean) / (ours.strength + 1)))


def test_with_known_parameters_the_posterior_is_the_beta_distribution() -> None:
    model = fit_beta_binomial(X, N)
    found = shrink(X, N, plug_in=True)
    a, b = model.mean * model.strength + X, (1 - model.mean) * model.strength + N - X
    assert found.mean == pytest.approx(a / (a + b), abs=1e-9)
    assert found.low == pytest.approx(beta.ppf(0.025, a, b), abs=1e-7)
    assert found.high == pytest.approx(beta.ppf(0.975, a, b), abs=1e-7)
    assert found.weight == pytest.approx(N / (N + model.strength), abs=1e-9)


def test_allowing_for_what_is_not_known_makes_intervals_wider() -> None:
    full, plug_in = shrink(X, N), shrink(X, N, plug_in=True)
    assert (full.high - full.low).mean() > (plug_in.high - plug_in.low).mean()


@settings(max_examples=25, deadline=None)
@given(schools=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=3, max_size=12))
def test_a_mean_lies_between_the_schools_own_share_and_that_of_all(schools: list[tuple[int, int]]) -> None:
    events = np.array([min(pair) for pair in schools])
    sizes = np.array([max(pair) for pair in schools])
    assume((sizes > 0).sum() > 1 and 0 < events.sum() < sizes.sum())
    found = shrink(events, sizes)
    assert ((found.low >= 0) & (found.low <= found.mean) & (found.mean <= found.high) & (found.high <= 1)).all()
    assert ((found.weight >= 0) & (found.weight < 1)).all()
    filled = sizes > 0
    assert np.isnan(found.counted[~filled]).all()
    known = shrink(events, sizes, plug_in=True)
    ends = np.sort([known.counted[filled], np.full(filled.sum(), known.model.mean)], axis=0)
    assert (known.mean[filled] >= ends[0] - 1e-9).all()
    assert (known.mean[filled] <= ends[1] + 1e-9).all()
    twice = shrink(events, sizes)
    assert (twice.mean == found.mean).all()


def test_small_schools_are_drawn_in_most() -> None:
    events, sizes = np.array([3, 6, 12, 24, 10, 60]), np.array([6, 12, 24, 48, 40, 300])
    found = shrink(events, sizes)
    same_share = found.mean[:4]
    assert (np.diff(same_share) > 0).all()
    assert (np.diff(found.weight[:4]) > 0).all()


def test_schools_that_are_alike() -> None:
    """Less spread than chance gives: the fit says none, the default interval still has a width."""
    events, sizes = np.full(20, 10), np.full(20, 30)
    found = shrink(events, sizes)
    assert found.model.likeness == 0
    assert found.model.strength == np.inf
    assert found.mean == pytest.approx(np.full(20, 1 / 3), abs=0.01)
    assert (found.high - found.low > 0.02).all()
    assert (found.high - found.low < 0.3).all()


@pytest.mark.parametrize("likeness", [0.0, 0.02, 0.1])
def test_intervals_hold_the_truth(likeness: float) -> None:
    hits, strengths = [], []
    for seed in range(60):
        random = np.random.default_rng(seed)
        sizes = random.integers(8, 60, 60)
        strength = 1 / likeness - 1 if likeness else np.inf
        truth = random.beta(0.34 * strength, 0.66 * strength, 60) if likeness else np.full(60, 0.34)
        found = shrink(random.binomial(sizes, truth), sizes)
        hits.append((found.low <= truth) & (truth <= found.high))
        strengths.append(found.model.likeness)
    assert np.mean(hits) >= 0.92
    assert np.mean(strengths) == pytest.approx(likeness, abs=0.01)


def test_says_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        shrink([1.5, 2], [3, 4])
    with pytest.raises(ValueError, match="whole numbers"):
        shrink([5, 2], [3, 4])
    with pytest.raises(ValueError, match="one shape"):
        shrink([5, 2], [6])
    with pytest.raises(ValueError, match="at least two schools"):
        shrink([1, 0], [3, 0])
    with pytest.raises(ValueError, match="all pupils have the event"):
        shrink([3, 4], [3, 4])
    with pytest.raises(ValueError, match="between 0 and 1"):
        shrink(X, N, confidence=95)
