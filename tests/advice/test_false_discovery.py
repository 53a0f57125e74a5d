# SPDX-License-Identifier: EUPL-1.2
"""Flags: exact p-values, and no more false flags than stated."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from speelveld.advice.false_discovery import benjamini_hochberg, flag_schools
from speelveld.advice.shrinkage import fit_beta_binomial


@settings(max_examples=50, deadline=None)
@given(p=st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_p_values_are_those_of_scipy(p: list[float]) -> None:
    assert benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p), abs=1e-12)


def test_a_school_without_pupils_has_no_p_value_and_does_not_count() -> None:
    with_gap = benjamini_hochberg([0.01, np.nan, 0.04])
    assert with_gap[[0, 2]] == pytest.approx(benjamini_hochberg([0.01, 0.04]))
    found = flag_schools([3, 0, 9], [10, 0, 10])
    assert np.isnan(found.p_values[1])
    assert not found.flagged[1]


def test_p_values_are_fishers() -> None:
    """Twice the smaller tail of Fisher's exact test of the school against all others."""
    x, n = np.array([12, 5, 9, 30]), np.array([30, 30, 25, 60])
    found = flag_schools(x, n)
    for school in range(4):
        rest = x.sum() - x[school], n.sum() - n[school]
        table = [[x[school], n[school] - x[school]], [rest[0], rest[1] - rest[0]]]
        one_sided = [stats.fisher_exact(table, alternative=side).pvalue for side in ("less", "greater")]
        assert found.p_values[school] == pytest.approx(min(1, 2 * min(one_sided)))
    assert found.expected == pytest.approx(n * x.sum() / n.sum())
    assert (flag_schools(x, n, mid=True).p_values <= found.p_values).all()


def test_strata_are_dealt_within_and_added_up() -> None:
    """The distribution over two strata, by listing all outcomes."""
    x, n = np.array([[4, 6], [2, 1], [1, 7]]), np.array([[10, 8], [10, 4], [5, 20]])
    found = flag_schools(x, n)
    one, two = (stats.hypergeom(n[:, k].sum(), x[:, k].sum(), n[0, k]) for k in (0, 1))
    chances = {(i, j): one.pmf(i) * two.pmf(j) for i in range(11) for j in range(9)}
    low = sum(chance for (i, j), chance in chances.items() if i + j <= 10)
    high = sum(chance for (i, j), chance in chances.items() if i + j >= 10)
    assert found.p_values[0] == pytest.approx(min(1, 2 * min(low, high)))
    assert found.seen.tolist() == [10, 3, 8]


def test_a_mix_that_is_eligible_everywhere_is_no_reason_for_a_flag() -> None:
    """Schools that give single advice have more eligible pupils; within each form of advice schools are alike."""
    random = np.random.default_rng(5)
    single = random.integers(0, 2, 60) * 40 + 5
    sizes = np.column_stack([single, 50 - single])
    events = random.binomial(sizes, [0.55, 0.15])
    assert flag_schools(events.sum(axis=1), sizes.sum(axis=1)).flagged.sum() > 20
    assert flag_schools(events, sizes).flagged.sum() == 0


@pytest.mark.parametrize("mid", [False, True])
def test_without_school_effects_hardly_any_world_has_a_flag(mid: bool) -> None:
    """At most 5 of 100 worlds, apart from the chance of the simulation itself."""
    flagged = []
    for seed in range(150):
        random = np.random.default_rng(seed)
        sizes = random.integers(8, 90, 60)
        flagged.append(flag_schools(random.binomial(sizes, 0.34), sizes, mid=mid).flagged.any())
    assert np.mean(flagged) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 150)


def test_of_the_flags_few_are_false_and_large_effects_are_found() -> None:
    false, found, planted = [], 0, 0
    for seed in range(40):
        random = np.random.default_rng(seed)
        sizes = random.integers(40, 90, 60)
        share = np.full(60, 0.3)
        share[:3], share[3:6] = 0.65, 0.05
        flags = flag_schools(random.binomial(sizes, share), sizes)
        false.append(flags.flagged[6:].sum() / max(flags.flagged.sum(), 1))
        found += int(flags.flagged[:6].sum())
        planted += 6
        assert (flags.direction[:3] == 1).all()
        assert (flags.direction[3:6] == -1).all()
    assert np.mean(false) <= 0.07
    assert found / planted > 0.9


def test_beside_the_usual_spread_only_unusual_schools_are_flagged() -> None:
    random = np.random.default_rng(2)
    sizes = np.full(80, 100)
    share = random.beta(34 * 0.5, 66 * 0.5, 80)
    share[0] = 0.9
    events = random.binomial(sizes, share)
    plain = flag_schools(events, sizes)
    beside = flag_schools(events, sizes, spread=fit_beta_binomial(events[1:], sizes[1:]))
    assert plain.flagged.sum() > 5
    assert np.flatnonzero(beside.flagged).tolist() == [0]


def test_says_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="rate of false flags"):
        flag_schools([1], [2], rate=5)
    with pytest.raises(ValueError, match="schools, strata"):
        flag_schools(np.ones((2, 2, 2), int), np.ones((2, 2, 2), int))
    with pytest.raises(ValueError, match="cannot be combined"):
        flag_schools([[1, 1], [0, 1]], [[2, 2], [2, 2]], spread=fit_beta_binomial([1, 2], [3, 4]))
