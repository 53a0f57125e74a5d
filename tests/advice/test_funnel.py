# SPDX-License-Identifier: EUPL-1.2
"""The funnel plot: exact limits, and how many schools pass them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from speelveld.advice.funnel import funnel_limits, overdispersion, school_funnel


def test_limits_are_spiegelhalters() -> None:
    """Written out for one size: the count at which the distribution reaches 97.5%, interpolated back."""
    n, share = 37, 0.34
    found = funnel_limits([n], share, 0.95)
    for p, limit in ((0.025, found.low[0]), (0.975, found.high[0])):
        r = int(stats.binom.ppf(p, n, share))
        alpha = (stats.binom.cdf(r, n, share) - p) / (stats.binom.cdf(r, n, share) - stats.binom.cdf(r - 1, n, share))
        assert limit == pytest.approx((r - alpha) / n)


def test_limits_are_smooth_and_close_in_on_the_target() -> None:
    sizes = np.arange(40, 2_000)
    found = funnel_limits(sizes, 0.34, 0.998)
    assert np.abs(np.diff(found.high)).max() < 0.01
    wide, narrow = found.high[0] - found.low[0], found.high[-1] - found.low[-1]
    assert narrow < wide / 5
    normal = 0.34 + stats.norm.ppf(0.999) * np.sqrt(0.34 * 0.66 / sizes[-1])
    assert found.high[-1] == pytest.approx(normal, abs=1e-3)


@pytest.mark.parametrize(("level", "bounds"), [(0.95, (0.03, 0.07)), (0.998, (0.0005, 0.005))])
def test_as_many_schools_pass_as_stated(level: float, bounds: tuple[float, float]) -> None:
    """With exact, interpolated limits about 5% and 0.2% of schools without any effect lie beyond them."""
    random = np.random.default_rng(1)
    sizes = random.integers(20, 120, 20_000)
    found = school_funnel(random.binomial(sizes, 0.34), sizes, target=0.34, levels=[level])
    assert bounds[0] <= (found.position != 0).mean() <= bounds[1]


def test_positions_say_which_limits_a_school_passes() -> None:
    found = school_funnel([50, 34, 10, 45, 0], [100, 100, 100, 100, 0], target=0.34)
    assert found.position.tolist() == [2, 0, -2, 1, 0]
    assert np.isnan(found.share[-1])
    assert np.isnan(found.limits[0].low[-1])
    assert (found.curves[1].high >= found.curves[0].high).all()
    assert found.grid[0] == 1
    assert found.grid[-1] == 100


def _spread_world(seed: int, sd: float) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    sizes = random.integers(40, 160, 400)
    total = 0.34 * 0.66 / sd**2 - 1
    return random.binomial(sizes, random.beta(0.34 * total, 0.66 * total, 400)), sizes


def test_tau_finds_the_planted_spread() -> None:
    found = [overdispersion(*_spread_world(seed, 0.06), winsorised=0.0).tau for seed in range(20)]
    assert np.mean(found) == pytest.approx(0.06, abs=0.006)


def test_allowing_for_overdispersion_flags_as_many_as_stated() -> None:
    plain, wide, additive = [], [], []
    for seed in range(5):
        events, sizes = _spread_world(seed, 0.06)
        plain.append((school_funnel(events, sizes).position != 0).mean())
        wide.append((school_funnel(events, sizes, allow_for="multiplicative", winsorised=0.0).position != 0).mean())
        additive.append((school_funnel(events, sizes, allow_for="additive", winsorised=0.0).position != 0).mean())
    assert np.mean(plain) > 0.15
    assert np.mean(wide) == pytest.approx(0.05, abs=0.025)
    assert np.mean(additive) == pytest.approx(0.05, abs=0.025)


def test_without_overdispersion_nothing_is_widened() -> None:
    events, sizes = np.full(30, 10), np.full(30, 30)
    found = overdispersion(events, sizes)
    assert (found.phi, found.tau, found.present) == (pytest.approx(0), 0.0, False)
    some = np.append(events[1:], 20)
    plain, allowed = school_funnel(some, sizes), school_funnel(some, sizes, allow_for="multiplicative")
    assert (plain.limits[0].high == allowed.limits[0].high).all()


def test_winsorising_draws_the_ends_in() -> None:
    events, sizes = _spread_world(3, 0.001)
    outlier = events.copy()
    outlier[0] = sizes[0]
    plain, drawn = (overdispersion(outlier, sizes, target=0.34, winsorised=w).phi for w in (0.0, 0.1))
    assert plain > overdispersion(events, sizes, target=0.34, winsorised=0.0).phi + 0.1
    assert drawn == pytest.approx(overdispersion(events, sizes, target=0.34).phi, abs=0.02)


def test_says_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="Give a target"):
        school_funnel([0, 0], [3, 4])
    with pytest.raises(ValueError, match="narrowest first"):
        school_funnel([1, 2], [3, 4], levels=[0.998, 0.95])
    with pytest.raises(ValueError, match="none, multiplicative or additive"):
        school_funnel([1, 2], [3, 4], allow_for="all")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="drawn in"):
        overdispersion([1, 2], [3, 4], winsorised=0.5)
