# SPDX-License-Identifier: EUPL-1.2
"""Borders: dissimilarity less what neighbours across a border could mix.

``a`` and ``b`` count groups A and B per unit, shape ``(units,)``, and p_i = a_i/t_i. Borders are a matrix of shape
``(units, units)``, dense or sparse as scipy has them: 1 where two units touch, or the length of their border. Across
the border of a unit without pupils of either group nobody could mix: such borders are left out. NaN where a group is
empty.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.segregation.indices import dissimilarity

Vector = NDArray[np.float64]


def morrill(a: ArrayLike, b: ArrayLike, touching: Any) -> float:
    """D(adj) = D - sum_i sum_j c_ij |p_i - p_j| / sum_i sum_j c_ij, with c_ij 1 where units touch (Morrill, 1991)."""
    return _less(a, b, touching, None)


def wong_boundary(a: ArrayLike, b: ArrayLike, lengths: Any) -> float:
    """D(w) = D - sum_i sum_j w_ij |p_i - p_j|, with w_ij the length of a border as a share of all (Wong, 1993).

    As the R package seg and PySAL compute it, without Wong's second division by 2 (Tivadar, 2019).
    """
    return _less(a, b, lengths, None)


def wong_shape(a: ArrayLike, b: ArrayLike, lengths: Any, perimeters: ArrayLike, areas: ArrayLike) -> float:
    """D(s) = D - sum_i sum_j w_ij |p_i - p_j| (r_i + r_j) / (2 max r), with r the perimeter by area (Wong, 1993).

    Compact units mix less across their borders. ``lengths`` as in ``wong_boundary``; ``perimeters`` and ``areas`` have
    shape ``(units,)``, areas above 0.
    """
    around, land = np.asarray(perimeters, dtype=np.float64), np.asarray(areas, dtype=np.float64)
    if around.shape != land.shape or not (land > 0).all() or not (around >= 0).all():
        raise ValueError("perimeters are at least 0 and areas above 0, one each per unit")
    return _less(a, b, lengths, around / land)


def _less(a: ArrayLike, b: ArrayLike, borders: Any, ratio: Vector | None) -> float:
    x, y = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    d = dissimilarity(x, y)
    rows, columns, weight = _pairs(borders, len(x))
    if ratio is not None and ratio.shape != x.shape:
        raise ValueError(f"{len(ratio)} perimeters for {len(x)} units")
    size = x + y
    some = (size[rows] > 0) & (size[columns] > 0)
    rows, columns, weight = rows[some], columns[some], weight[some]
    if math.isnan(d) or not weight.sum():
        return d
    p = x / np.where(size > 0, size, 1)
    gap = np.abs(p[rows] - p[columns])
    if ratio is not None:
        gap = gap * (ratio[rows] + ratio[columns]) / (2 * ratio[size > 0].max())
    return float(d - (weight @ gap) / weight.sum())


def _pairs(borders: Any, number: int) -> tuple[NDArray[np.int64], NDArray[np.int64], Vector]:
    from scipy import sparse

    matrix = sparse.coo_array(borders)
    if matrix.shape != (number, number):
        raise ValueError(f"borders are a matrix of {number} by {number} units, not of shape {matrix.shape}")
    weight = np.asarray(matrix.data, dtype=np.float64)
    if not np.isfinite(weight).all() or (weight < 0).any():
        raise ValueError("borders are finite and at least 0")
    other = matrix.row != matrix.col
    return matrix.row[other], matrix.col[other], weight[other]
