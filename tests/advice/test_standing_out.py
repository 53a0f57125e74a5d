# SPDX-License-Identifier: EUPL-1.2
"""Schools that stand out: binomial tails, planted effects found, and hardly ever a school where none differs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from speelveld.advice import World, invent, joint, schools_standing_out
from speelveld.advice.standing_out import binomial_tails


@given(st.integers(0, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.01, 0.99))
def test_the_tails_are_binomial(case: tuple[int, int], p: float) -> None:
    k, n = case
    expected = min(1.0, 2 * min(binom.sf(k - 1, n, p), binom.cdf(k, n, p))) if n else 1.0
    found = binomial_tails(np.array([float(k)]), np.array([float(n)]), np.array([n * p]))
    assert found[0] == pytest.approx(expected, abs=1e-9)


def test_without_school_effects_hardly_ever_a_school_stands_out() -> None:
    reference = joint(invent(World(pupils=150_000, schools=3000), seed=81).pupils)
    worlds = 40
    with_any = sum(
        schools_standing_out(
            joint(invent(World(pupils=1800, schools=60), seed=seed).pupils, by_school=True), reference
        )[1]
        > 0
        for seed in range(worlds)
    )
    # By chance at most 5% of worlds; 6 or more of 40 has a chance below 2%.
    assert with_any < 6


def test_planted_school_effects_are_found() -> None:
    reference = joint(invent(World(pupils=150_000, schools=3000), seed=82).pupils)
    city = joint(invent(World(pupils=6000, schools=60, school_advice_sd=0.6), seed=83).pupils, by_school=True)
    excess, found = schools_standing_out(city, reference)
    assert found > 15
    assert abs(excess) < 0.2


def test_counts_by_school_are_needed() -> None:
    some = joint(invent(World(pupils=300, schools=5), seed=84).pupils)
    with pytest.raises(ValueError, match="by school"):
        schools_standing_out(some, some)
