# SPDX-License-Identifier: EUPL-1.2
"""Ranks of schools, as intervals only: a list in order would be mostly chance (Goldstein & Spiegelhalter, 1996).

``rank_intervals`` gives sets that hold the true ranks with a stated confidence, of all schools at once or of each, from
simultaneous intervals for the differences of pairs, with steps down (Mogstad, Romano, Shaikh & Wilhelm, 2024): a
school is at least as low as the number of schools that are surely above it, plus one. ``posterior_ranks`` gives the
ranks that draws from the posteriors of shrunken shares have.

Rank 1 is the highest share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.advice.distributions import counts_of
from speelveld.advice.shrinkage import Shrunk

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DRAWS = 2_000
SEED = 20201007
AT_MOST = 500
"""Schools that can be ranked at once: every pair of them is compared in every draw."""


@dataclass(frozen=True, slots=True)
class RankIntervals:
    """Per school the highest rank (``best``, 1 at the top) and the lowest (``worst``) that cannot be ruled out."""

    best: Ints
    worst: Ints
    confidence: float
    scope: Literal["all", "each", "posterior"]


def rank_intervals(
    estimates: ArrayLike,
    errors: ArrayLike,
    *,
    confidence: float = 0.95,
    scope: Literal["all", "each"] = "all",
    draws: int = DRAWS,
    seed: int = SEED,
) -> RankIntervals:
    """From independent estimates, about normal, and their standard errors, shape ``(schools,)``.

    ``scope``: the sets of all schools hold at once with this confidence, or that of each one on its own. Raises
    ValueError on fewer than 2 or more than 500 schools, or errors that are not above 0.
    """
    x, s = np.asarray(estimates, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    if x.ndim != 1 or x.shape != s.shape or not 2 <= len(x) <= AT_MOST:
        raise ValueError(f"ranks need 2 to {AT_MOST} schools, with an estimate and a standard error each")
    if not np.isfinite(x).all() or not np.isfinite(s).all() or (s <= 0).any():
        raise ValueError("estimates are numbers, and standard errors are above 0")
    if not 0 < confidence < 1 or draws < 100:
        raise ValueError("a confidence lies between 0 and 1, and at least 100 draws are needed")
    if scope not in ("all", "each"):
        raise ValueError(f"the scope is all or each, not {scope!r}")
    noise = np.random.Generator(np.random.Philox(seed)).standard_normal((draws, len(x))) * s
    first, second = np.triu_indices(len(x), 1)
    width = np.sqrt(s[first] ** 2 + s[second] ** 2)
    apart = (x[first] - x[second]) / width
    chance = np.abs(noise[:, first] - noise[:, second]) / width
    above = np.zeros((len(x), len(x)), dtype=np.bool_)
    if scope == "all":
        sure = _step_down(np.abs(apart), chance, confidence)
        _mark(above, first[sure], second[sure], apart[sure])
        return _ranks(above, confidence, scope)
    best, worst = np.empty(len(x), np.int64), np.empty(len(x), np.int64)
    for school in range(len(x)):
        own = np.flatnonzero((first == school) | (second == school))
        certain = own[_step_down(np.abs(apart[own]), chance[:, own], confidence)]
        above[:] = False
        _mark(above, first[certain], second[certain], apart[certain])
        best[school] = 1 + above[:, school].sum()
        worst[school] = len(x) - above[school].sum()
    return RankIntervals(best, worst, confidence, scope)


def rank_shares(
    events: ArrayLike,
    sizes: ArrayLike,
    *,
    confidence: float = 0.95,
    scope: Literal["all", "each"] = "all",
    draws: int = DRAWS,
    seed: int = SEED,
) -> RankIntervals:
    """Ranks of shares of pupils. Compared as arcsin sqrt((x + 3/8) / (n + 3/4)), of which the standard error is
    1 / (2 sqrt(n + 1/2)) for every share (Anscombe, 1948). Raises ValueError on schools without pupils."""
    x, n = counts_of(events, sizes)
    if (n == 0).any():
        raise ValueError("a school without pupils has no rank. Leave it out.")
    turned = np.arcsin(np.sqrt((x + 0.375) / (n + 0.75)))
    return rank_intervals(turned, 0.5 / np.sqrt(n + 0.5), confidence=confidence, scope=scope, draws=draws, seed=seed)


def posterior_ranks(shrunk: Shrunk, *, confidence: float = 0.95, draws: int = DRAWS, seed: int = SEED) -> RankIntervals:
    """The middle part of the ranks that each school has in draws from all posteriors."""
    if not 0 < confidence < 1 or draws < 100:
        raise ValueError("a confidence lies between 0 and 1, and at least 100 draws are needed")
    random = np.random.Generator(np.random.Philox(seed))
    shares = random.beta(shrunk.alpha, shrunk.beta, size=(draws, len(shrunk.alpha)))
    ranks = 1 + np.argsort(np.argsort(-shares, axis=1), axis=1)
    tail = (1 - confidence) / 2
    low = np.quantile(ranks, tail, axis=0, method="lower")
    high = np.quantile(ranks, 1 - tail, axis=0, method="higher")
    return RankIntervals(low.astype(np.int64), high.astype(np.int64), confidence, "posterior")


def _step_down(apart: Floats, chance: Floats, confidence: float) -> NDArray[np.bool_]:
    """Which differences are sure: beyond the largest that chance gives among those that are not sure yet."""
    sure = np.zeros(apart.shape, dtype=np.bool_)
    while not sure.all():
        limit = float(np.quantile(chance[:, ~sure].max(axis=1), confidence))
        more = ~sure & (apart > limit)
        if not more.any():
            break
        sure |= more
    return sure


def _mark(above: NDArray[np.bool_], first: Ints, second: Ints, apart: Floats) -> None:
    above[np.where(apart > 0, first, second), np.where(apart > 0, second, first)] = True


def _ranks(above: NDArray[np.bool_], confidence: float, scope: Literal["all", "each"]) -> RankIntervals:
    return RankIntervals(
        (1 + above.sum(axis=0)).astype(np.int64), (len(above) - above.sum(axis=1)).astype(np.int64), confidence, scope
    )
