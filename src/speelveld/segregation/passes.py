# SPDX-License-Identifier: EUPL-1.2
"""The sums that many indices share, in one pass over the counts: compiled for large tables, numpy for small ones.

Loading the compiler takes longer than any small table, so tables below ``SMALL`` cells never load it. Both ways give
the same sums within rounding error.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from speelveld.segregation.counts import Cells
from speelveld.segregation.indices import xlogx

SMALL = 4096
PairSums = tuple[float, float, float, float, float, int]


def pair_sums(cells: Cells) -> PairSums:
    """Of two groups: the totals A and B; D; sum_i t_i E_i; isolation of A; the units with members.

    ``cells`` has shape ``(units, 2)``. NaN where one of the groups is empty.
    """
    if cells.size >= SMALL:
        from speelveld.segregation import kernels

        return kernels.pair_sums(np.ascontiguousarray(cells))
    return plain_pair_sums(cells)


def entropy_sums(cells: Cells) -> tuple[float, NDArray[np.float64], int]:
    """sum_u t_u E_u; the total of each group, shape ``(groups,)``; the units with members."""
    if cells.size >= SMALL:
        from speelveld.segregation import kernels

        return kernels.entropy_sums(np.ascontiguousarray(cells))
    return plain_entropy_sums(cells)


def deviations(cells: Cells, totals: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Per group: sum_u t_u |p_ug - p_g| and sum_u t_u (p_ug - p_g)^2, each of shape ``(groups,)``."""
    if cells.size >= SMALL:
        from speelveld.segregation import kernels

        return kernels.deviations(np.ascontiguousarray(cells), totals)
    return plain_deviations(cells, totals)


def plain_pair_sums(cells: Cells) -> PairSums:
    """``pair_sums`` in numpy."""
    given = np.asarray(cells, dtype=np.float64)
    cells = given[given.sum(axis=1) > 0]
    a, b = cells[:, 0], cells[:, 1]
    total_a, total_b, size = float(a.sum()), float(b.sum()), a + b
    if not total_a or not total_b:
        return total_a, total_b, math.nan, math.nan, math.nan, 0
    deviation = 0.5 * float(np.abs(a / total_a - b / total_b).sum())
    inside = float((xlogx(size) - xlogx(a) - xlogx(b)).sum())
    return total_a, total_b, deviation, inside, float((a * a / size).sum()) / total_a, len(cells)


def plain_entropy_sums(cells: Cells) -> tuple[float, NDArray[np.float64], int]:
    """``entropy_sums`` in numpy."""
    given = np.asarray(cells, dtype=np.float64)
    size = given.sum(axis=1)
    inside = float((xlogx(size) - xlogx(given).sum(axis=1)).sum())
    return inside, given.sum(axis=0), int((size > 0).sum())


def plain_deviations(cells: Cells, totals: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """``deviations`` in numpy."""
    given = np.asarray(cells, dtype=np.float64)
    size = given.sum(axis=1, keepdims=True)
    gap = given - size * (totals / totals.sum())
    return np.abs(gap).sum(axis=0), (gap * gap / np.where(size > 0, size, 1)).sum(axis=0)
