# SPDX-License-Identifier: EUPL-1.2
"""The funnel plot: each school's share against its size, with limits that chance alone would seldom pass.

Exact limits, interpolated so that they are smooth in the size (Spiegelhalter, 2005, appendix A.1.1): with r the
smallest count of which the distribution function F reaches p, the limit is (r - alpha) / n, where
alpha = (F(r) - p) / (F(r) - F(r - 1)).

Where schools differ more than chance gives for many small reasons (intake, test), plain limits flag far too many. phi
is the mean of the squared z-scores after the most extreme tenth at either side is drawn in to the next (winsorised).
Multiplicative: all limits are widened by sqrt(phi). Additive: the shares of schools vary with variance tau squared
(DerSimonian & Laird, 1986), and limits are those of the beta-binomial distribution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.advice.distributions import beta_binomial, binomial, counts_of
from speelveld.advice.special import ndtr, ndtri

Floats = NDArray[np.float64]
Dispersion = Literal["none", "multiplicative", "additive"]

LEVELS = (0.95, 0.998)
WINSORISED = 0.1
GRID = 60


@dataclass(frozen=True, slots=True)
class Overdispersion:
    """``phi`` is the winsorised mean of squared z-scores, ``tau`` the standard deviation of shares that it implies.

    ``present`` says whether phi is so far above 1 that it counts: schools * phi above schools - 1.
    """

    phi: float
    tau: float
    present: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits at one level for given sizes, as shares from 0 to 1."""

    level: float
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Funnel:
    """What a funnel plot shows. ``share`` is NaN for schools without pupils.

    ``position`` is per school the number of levels whose limits it passes, negative below and positive above: with the
    usual two, -2 is below the 99.8% limit and 1 above that of 95%. ``grid`` holds sizes for the curves, ``curves`` and
    ``limits`` the limits there and at the schools' own sizes.
    """

    target: float
    sizes: NDArray[np.int64]
    share: Floats
    position: NDArray[np.int64]
    grid: NDArray[np.int64]
    curves: tuple[Limits, ...]
    limits: tuple[Limits, ...]
    overdispersion: Overdispersion
    allowed_for: Dispersion


def overdispersion(
    events: ArrayLike, sizes: ArrayLike, *, target: float | None = None, winsorised: float = WINSORISED
) -> Overdispersion:
    """How much more schools differ than chance gives. ``target`` is the share of all pupils where not given."""
    x, n = counts_of(events, sizes)
    filled = n > 0
    x, n = x[filled], n[filled]
    share = _target(x, n, target)
    if not 0 <= winsorised < 0.5:
        raise ValueError(f"at most half of the z-scores at either side can be drawn in, not {winsorised}")
    z = (x / n - share) / np.sqrt(share * (1 - share) / n)
    ends = np.quantile(z, [winsorised, 1 - winsorised])
    phi = float((np.clip(z, *ends) ** 2).mean())
    weight = n / (share * (1 - share))
    scale = float(weight.sum() - (weight**2).sum() / weight.sum())
    excess = len(n) * phi - (len(n) - 1)
    present = len(n) > 1 and excess > 0
    return Overdispersion(phi, float(np.sqrt(excess / scale)) if present else 0.0, present)


def school_funnel(
    events: ArrayLike,
    sizes: ArrayLike,
    *,
    target: float | None = None,
    levels: Sequence[float] = LEVELS,
    allow_for: Dispersion = "none",
    winsorised: float = WINSORISED,
) -> Funnel:
    """The funnel of ``events`` of ``sizes`` pupils per school, shape ``(schools,)``.

    Raises ValueError where all pupils or none have the event and no ``target`` is given, and on other levels than
    between 0 and 1, in rising order.
    """
    x, n = counts_of(events, sizes)
    share = _target(x, n, target)
    if not levels or not all(0 < one < 1 for one in levels) or list(levels) != sorted(levels):
        raise ValueError(f"levels lie between 0 and 1, the narrowest first: {tuple(levels)} do not")
    if allow_for not in ("none", "multiplicative", "additive"):
        raise ValueError(f"overdispersion is allowed for as none, multiplicative or additive, not {allow_for!r}")
    found = overdispersion(x, n, target=share, winsorised=winsorised)
    filled = n > 0
    most = int(n.max())
    grid = np.unique(np.rint(np.geomspace(1, max(most, 2), GRID)).astype(np.int64))
    curves = tuple(funnel_limits(grid, share, one, allow_for=allow_for, dispersion=found) for one in levels)
    own = tuple(funnel_limits(n, share, one, allow_for=allow_for, dispersion=found) for one in levels)
    shares = np.where(filled, x / np.maximum(n, 1), np.nan)
    position = np.zeros(n.shape, dtype=np.int64)
    for one in own:
        position += (shares > one.high).astype(np.int64) - (shares < one.low).astype(np.int64)
    return Funnel(share, n, shares, position, grid, curves, own, found, allow_for)


def funnel_limits(
    sizes: ArrayLike,
    target: float,
    level: float,
    *,
    allow_for: Dispersion = "none",
    dispersion: Overdispersion | None = None,
) -> Limits:
    """The limits for schools of these sizes at one level; NaN for a size of 0."""
    tail = (1 - level) / 2
    likeness = 0.0
    if allow_for != "none" and dispersion is not None and dispersion.present:
        if allow_for == "multiplicative":
            tail = float(ndtr(ndtri(tail) * np.sqrt(max(dispersion.phi, 1.0))))
        else:
            likeness = min(dispersion.tau**2 / (target * (1 - target)), 0.999)
    own, place = np.unique(np.asarray(sizes, dtype=np.int64), return_inverse=True)
    ends = np.array([_ends(int(size), target, likeness, tail) for size in own])
    return Limits(level, ends[place, 0], ends[place, 1])


def _ends(size: int, target: float, likeness: float, tail: float) -> tuple[float, float]:
    if size == 0:
        return np.nan, np.nan
    below = np.cumsum(beta_binomial(size, target, likeness) if likeness else binomial(size, target))
    return _limit(below, tail), _limit(below, 1 - tail)


def _limit(below: Floats, chance: float) -> float:
    count = min(int(np.searchsorted(below, chance)), len(below) - 1)
    own = below[count] - (below[count - 1] if count else 0.0)
    back = (below[count] - chance) / own if own > 0 else 0.0
    return float(np.clip((count - back) / (len(below) - 1), 0, 1))


def _target(x: NDArray[np.int64], n: NDArray[np.int64], target: float | None) -> float:
    share = float(x.sum() / max(n.sum(), 1)) if target is None else target
    if not 0 < share < 1:
        raise ValueError("a funnel needs a target between 0 and 1: all pupils or none have the event. Give a target.")
    return share
