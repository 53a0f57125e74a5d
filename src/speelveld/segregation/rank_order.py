# SPDX-License-Identifier: EUPL-1.2
"""Segregation by rank, whatever the cut-offs: the two-group index at every threshold, averaged over all ranks.

With ordered levels (bands of income, quantiles of the home background) each threshold k splits everyone in p_k at or
below and 1 - p_k above, and gives a two-group index. A polynomial of order m through these points, averaged over all
ranks p with the weight that the index itself gives to p, is the rank-order index (Reardon, 2011). It does not depend on
where the bands begin as long as there are enough of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from speelveld.segregation.counts import Cells, Counts
from speelveld.segregation.ordinal import CURVES, cumulative, entropy_curve

ORDER = 4
"""The order of the polynomial where not asked otherwise, or as many as there are thresholds less one."""


@dataclass(frozen=True, slots=True)
class RankOrder:
    """The index, and what it was made of: ``ranks`` p_k, ``values`` of the two-group index at each, ``coefficients``.

    ``ranks`` and ``values`` have shape ``(thresholds,)``, ``coefficients`` b_0 ... b_m of the polynomial in p.
    """

    estimate: float
    ranks: NDArray[np.float64]
    values: NDArray[np.float64]
    coefficients: NDArray[np.float64]


def rank_order_h(counts: Counts, *, order: int | None = None, weighted: bool = True) -> RankOrder:
    """The rank-order information theory index H^R = 2 ln 2 int E(p) H(p) dp, E in bits (Reardon, 2011)."""
    return rank_order(counts.matrix, "h", order=order, weighted=weighted)


def rank_order_r(counts: Counts, *, order: int | None = None, weighted: bool = True) -> RankOrder:
    """The rank-order variance ratio R^R = 6 int p (1 - p) R(p) dp (Reardon, 2011)."""
    return rank_order(counts.matrix, "r", order=order, weighted=weighted)


def rank_order_s(counts: Counts, *, order: int | None = None, weighted: bool = True) -> RankOrder:
    """The rank-order square root index S^R = 8/pi int sqrt(p (1 - p)) S(p) dp (Reardon, 2011)."""
    return rank_order(counts.matrix, "s", order=order, weighted=weighted)


def rank_order(cells: Cells, curve: str, *, order: int | None = None, weighted: bool = True) -> RankOrder:
    """The rank-order index of counts of shape ``(units, levels)`` for the ``curve`` 'h', 'r' or 's'.

    ``weighted`` fits by weighted least squares with weights E(p_k)^2, so that the extremes, which hardly count, do not
    pull the curve (Reardon, 2011); otherwise by ordinary least squares, as OasisR does. ``order`` is at most the number
    of thresholds less one, where both go through every point. Raises ValueError for an order that is not.
    """
    sizes, units, whole = cumulative(cells)
    if not len(whole):
        return RankOrder(math.nan, np.array([]), np.array([]), np.array([]))
    highest = len(whole) - 1
    order = min(ORDER, highest) if order is None else order
    if not 0 <= order <= highest:
        raise ValueError(f"with {len(whole)} thresholds the order is between 0 and {highest}, not {order}")
    f = CURVES[curve]
    values = 1 - (sizes[:, None] * f(units)).sum(axis=0) / (sizes.sum() * f(whole))
    roots = entropy_curve(whole) if weighted else np.ones(len(whole))
    powers = whole[:, None] ** np.arange(order + 1)
    coefficients = np.linalg.lstsq(powers * roots[:, None], values * roots, rcond=None)[0]
    weights = np.array([float(delta(curve, power)) for power in range(order + 1)])
    return RankOrder(float(coefficients @ weights), whole, values, coefficients)


def delta(curve: str, power: int) -> Fraction:
    """The average of p^power over all ranks p, with the weight of the index: exact.

    H: 2/(m+2)^2 + 2 sum_{n=0..m} (-1)^(m-n) C(m, n)/(m-n+2)^2. R: 6/((m+2)(m+3)). S: 4 prod_{n=0..m} (2n+1)/(2n+4).
    """
    if curve == "h":
        terms = (Fraction((-1) ** (power - n) * math.comb(power, n), (power - n + 2) ** 2) for n in range(power + 1))
        return Fraction(2, (power + 2) ** 2) + 2 * sum(terms, Fraction(0))
    if curve == "r":
        return Fraction(6, (power + 2) * (power + 3))
    return 4 * math.prod((Fraction(2 * n + 1, 2 * n + 4) for n in range(power + 1)), start=Fraction(1))
