# SPDX-License-Identifier: EUPL-1.2
"""Ranks as intervals: they hold the true ranks, and say little where little is known."""

from __future__ import annotations

import numpy as np
import pytest

from speelveld.advice.ranks import posterior_ranks, rank_intervals, rank_shares
from speelveld.advice.shrinkage import shrink


def test_far_apart_ranks_are_sure_and_alike_ones_are_not() -> None:
    sure = rank_intervals([5.0, 1.0, 3.0], [0.1, 0.1, 0.1])
    assert sure.best.tolist() == sure.worst.tolist() == [1, 3, 2]
    none = rank_intervals([5.0, 1.0, 3.0], [50.0, 50.0, 50.0])
    assert none.best.tolist() == [1, 1, 1]
    assert none.worst.tolist() == [3, 3, 3]
    pairs = rank_intervals([9.0, 9.1, 1.0, 1.1], [0.2] * 4)
    assert pairs.best.tolist() == [1, 1, 3, 3]
    assert pairs.worst.tolist() == [2, 2, 4, 4]


def test_two_schools_are_a_plain_test_of_their_difference() -> None:
    """With one pair the largest difference by chance is 1.96 standard errors."""
    for gap, known in ((1.90, False), (2.05, True)):
        found = rank_intervals([gap * np.sqrt(2), 0.0], [1.0, 1.0], draws=50_000)
        assert bool(found.worst[0] == 1) is known


@pytest.mark.parametrize("scope", ["all", "each"])
def test_sets_hold_the_true_ranks(scope: str) -> None:
    """In 150 worlds; for all schools at once, or for a given school."""
    hits = []
    truth = np.linspace(1, -1, 8)
    for seed in range(150):
        random = np.random.default_rng(seed)
        errors = np.full(8, 0.25)
        found = rank_intervals(truth + errors * random.normal(size=8), errors, scope=scope, draws=400, seed=seed)  # type: ignore[arg-type]
        inside = (found.best <= np.arange(1, 9)) & (np.arange(1, 9) <= found.worst)
        hits.append(inside.all() if scope == "all" else inside[3])
    assert np.mean(hits) >= 0.91


def test_each_is_narrower_than_all_at_once() -> None:
    random = np.random.default_rng(4)
    x, s = random.normal(size=25), np.full(25, 0.3)
    each, together = rank_intervals(x, s, scope="each"), rank_intervals(x, s)
    assert (each.best >= together.best).all()
    assert (each.worst <= together.worst).all()
    assert (each.worst - each.best).sum() < (together.worst - together.best).sum()


def test_turning_the_scale_around_turns_the_ranks() -> None:
    random = np.random.default_rng(6)
    x, s = random.normal(size=12), random.uniform(0.1, 0.4, 12)
    up, down = rank_intervals(x, s), rank_intervals(-x, s)
    assert down.best.tolist() == (13 - up.worst).tolist()


def test_shares_of_small_schools_say_little_of_their_rank() -> None:
    """Sixty schools alike: no rank is told; schools far apart and large: many are."""
    random = np.random.default_rng(7)
    sizes = random.integers(15, 60, 60)
    alike = rank_shares(random.binomial(sizes, 0.34), sizes)
    assert (alike.worst - alike.best).mean() > 57
    apart = rank_shares((np.linspace(0.05, 0.95, 20) * 4_000).astype(int), np.full(20, 4_000))
    assert (apart.worst - apart.best).mean() < 1


def test_posterior_ranks() -> None:
    events, sizes = np.array([90, 50, 10, 10]), np.full(4, 100)
    found = posterior_ranks(shrink(events, sizes))
    assert found.best.tolist() == [1, 2, 3, 3]
    assert found.worst.tolist() == [1, 2, 4, 4]


def test_the_same_seed_gives_the_same_ranks() -> None:
    events, sizes = np.arange(5, 25), np.full(20, 40)
    one, two = rank_shares(events, sizes), rank_shares(events, sizes)
    assert (one.best == two.best).all()
    assert (one.worst == two.worst).all()


def test_says_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="2 to 500 schools"):
        rank_intervals([1.0], [1.0])
    with pytest.raises(ValueError, match="above 0"):
        rank_intervals([1.0, 2.0], [1.0, 0.0])
    with pytest.raises(ValueError, match="without pupils"):
        rank_shares([1, 0], [3, 0])
    with pytest.raises(ValueError, match="all or each"):
        rank_intervals([1.0, 2.0], [1.0, 1.0], scope="some")  # type: ignore[arg-type]
