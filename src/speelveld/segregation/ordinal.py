# SPDX-License-Identifier: EUPL-1.2
"""Groups in an order, such as levels of education or of advice: segregation that knows which groups are close.

Each function takes ``Counts`` whose groups stand in order, lowest first (or highest: turning the order round changes
nothing). With cumulative shares c_k (the share at or below level k, k = 1 ... K - 1) the variation of a composition is
v = sum_k f(c_k) / (K - 1): 0 where all are of one level, 1 where half is at the lowest and half at the highest. The
index is sum_u t_u (v - v_u) / (T v), in [0, 1] (Reardon, 2009). A level that nobody has is not a level: it changes
nothing. NaN where fewer than two levels have members. With two levels H and R are Theil's H and eta squared.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from speelveld.segregation.counts import Cells, Counts
from speelveld.segregation.indices import xlogx

Shares: TypeAlias = NDArray[np.float64]


def entropy_curve(c: Shares) -> Shares:
    """f(c) = -(c log2 c + (1 - c) log2(1 - c)), for H."""
    return -(xlogx(c) + xlogx(1 - c)) / math.log(2)


def variance_curve(c: Shares) -> Shares:
    """f(c) = 4 c (1 - c), for R."""
    return 4 * c * (1 - c)


def root_curve(c: Shares) -> Shares:
    """f(c) = 2 sqrt(c (1 - c)), for S."""
    return 2 * np.sqrt(np.maximum(c * (1 - c), 0))


def line_curve(c: Shares) -> Shares:
    """f(c) = 1 - |2c - 1|, for L."""
    return 1 - np.abs(2 * c - 1)


CURVES: dict[str, Callable[[Shares], Shares]] = {
    "h": entropy_curve,
    "r": variance_curve,
    "s": root_curve,
    "l": line_curve,
}
"""How much a cumulative share is worth, per index."""


def ordinal_h(counts: Counts) -> float:
    """The ordinal information theory index, with f = entropy (Reardon, 2009)."""
    return ordinal(counts.matrix, "h")


def ordinal_r(counts: Counts) -> float:
    """The ordinal variation ratio, with f = 4 c (1 - c) (Reardon, 2009)."""
    return ordinal(counts.matrix, "r")


def ordinal_s(counts: Counts) -> float:
    """The ordinal square root index, with f = 2 sqrt(c (1 - c)) (Reardon, 2009)."""
    return ordinal(counts.matrix, "s")


def ordinal_l(counts: Counts) -> float:
    """The ordinal absolute difference index, with f = 1 - |2c - 1| (Reardon, 2009)."""
    return ordinal(counts.matrix, "l")


def ordinal(cells: Cells, curve: str) -> float:
    """The ordinal index of counts of shape ``(units, levels)`` for the ``curve`` 'h', 'r', 's' or 'l'."""
    sizes, units, whole = cumulative(cells)
    if not len(whole):
        return math.nan
    f = CURVES[curve]
    most = f(whole).sum()
    return float((sizes * (most - f(units).sum(axis=1))).sum() / (sizes.sum() * most))


def cumulative(cells: Cells) -> tuple[Shares, Shares, Shares]:
    """Cumulative shares at each threshold between levels that have members.

    The sizes of the units with members, shape ``(units,)``; the cumulative shares in each, shape
    ``(units, thresholds)``; and those of all together, shape ``(thresholds,)``.
    """
    levels = cells.sum(axis=0) > 0
    kept = cells[:, levels].astype(np.float64)
    sizes = kept.sum(axis=1)
    kept, sizes = kept[sizes > 0], sizes[sizes > 0]
    below = kept.cumsum(axis=1)[:, :-1]
    # Rounding may not carry a share past 1: a cumulative count is at most the size of its unit.
    units = np.minimum(below / sizes[:, None], 1.0) if len(sizes) else below
    whole = below.sum(axis=0) / sizes.sum() if len(sizes) else np.array([])
    return sizes, units, whole
