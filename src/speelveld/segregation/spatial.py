# SPDX-License-Identifier: EUPL-1.2
"""Surroundings: the mix of everyone near a unit instead of that of the unit alone, for any index.

``egohoods`` puts each unit together with its neighbours, weighted by how near they are; any index of the result is its
spatial form. Weighted counts stay as they are: they are not rounded. ``surroundings_h`` and its kin are the indices of
Reardon & O'Sullivan (2004), in which every pupil counts once and meets the surroundings of the unit.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.segregation.counts import Counts
from speelveld.segregation.indices import xlogx

Kernel = Literal["triangular", "gaussian", "uniform"]
Matrix = NDArray[np.float64]
ROWS = 1 << 20
"""How many distances are held at once."""


def egohoods(
    counts: Counts,
    *,
    coordinates: ArrayLike | None = None,
    travel: ArrayLike | None = None,
    bandwidth: float | None = None,
    kernel: Kernel = "triangular",
    nearest: int | None = None,
) -> Counts:
    """Each unit together with what is near it: row u holds sum_v w_uv t_vg, with w_uu = 1.

    Near by ``coordinates`` (shape ``(units, 2)``, in metres) or by a ``travel`` matrix (shape ``(units, units)``, from
    row to column, in any unit; infinity: out of reach). With a ``bandwidth`` h, in the same unit, w is 1 - d/h up to h
    (triangular), 1 up to h (uniform) or exp(-(d/h)^2/2) (gaussian, without end). Or the ``nearest`` k others, each with
    weight 1; those equally far at the edge share the places that are left, so that the order of the units does not
    matter. A unit without members has no surroundings of its own (its row is 0) and is nobody's neighbour. Raises
    ValueError when not exactly one of each pair is given, or shapes differ.
    """
    if (coordinates is None) == (travel is None):
        raise ValueError("give either coordinates or a travel matrix")
    if (bandwidth is None) == (nearest is None):
        raise ValueError("give either a bandwidth or a number of nearest units")
    if bandwidth is not None and not bandwidth > 0:
        raise ValueError(f"a bandwidth is above 0, not {bandwidth}")
    number = len(counts.units)
    if nearest is not None and not 0 <= nearest < number:
        raise ValueError(f"the nearest are between 0 and {number - 1} others, not {nearest}")
    cells = counts.matrix.astype(np.float64)
    around, some = np.empty_like(cells), cells.sum(axis=1) > 0
    for rows, distance in _distances(number, coordinates, travel):
        distance[np.arange(len(distance)), rows] = 0.0
        if bandwidth is not None:
            weight = kernel_weights(distance / bandwidth, kernel)
        else:
            distance[:, ~some] = math.inf
            weight = _nearest_weights(distance, rows, int(nearest or 0))
        around[rows] = (weight @ cells) * some[rows, None]
    return Counts(np.ascontiguousarray(around), counts.units, counts.groups, counts.parents)


def kernel_weights(ratio: Matrix, kernel: Kernel) -> Matrix:
    """The weight of a distance that is ``ratio`` times the bandwidth. Raises ValueError for an unknown kernel."""
    if kernel == "triangular":
        return np.maximum(1 - ratio, 0.0)
    if kernel == "uniform":
        return (ratio <= 1).astype(np.float64)
    if kernel == "gaussian":
        weights: Matrix = np.exp(-(ratio**2) / 2)
        return weights
    raise ValueError(f"there is no kernel {kernel!r}; there are triangular, gaussian and uniform")


def surroundings_h(counts: Counts, around: Counts) -> float:
    """The spatial information theory index, 1 - sum_u t_u E~_u / (T E), at most 1 (Reardon & O'Sullivan, 2004).

    E~_u is the entropy of the surroundings of unit u (``around``, as ``egohoods`` makes it). Below 0 where surroundings
    are more mixed than all together.
    """
    sizes, local, whole = _mixes(counts, around)
    city = -xlogx(whole).sum()
    if not city > 0:
        return math.nan
    return float(1 + (sizes @ xlogx(local).sum(axis=1)) / (sizes.sum() * city))


def surroundings_d(counts: Counts, around: Counts) -> float:
    """The spatial dissimilarity index, sum_u sum_g t_u |p~_ug - p_g| / (2 T I) (Reardon & O'Sullivan, 2004)."""
    sizes, local, whole = _mixes(counts, around)
    interaction = (whole * (1 - whole)).sum()
    if not interaction > 0:
        return math.nan
    return float((sizes @ np.abs(local - whole).sum(axis=1)) / (2 * sizes.sum() * interaction))


def surroundings_r(counts: Counts, around: Counts) -> float:
    """The spatial relative diversity index, 1 - sum_u t_u I~_u / (T I) (Reardon & O'Sullivan, 2004)."""
    sizes, local, whole = _mixes(counts, around)
    interaction = (whole * (1 - whole)).sum()
    if not interaction > 0:
        return math.nan
    return float(1 - (sizes @ (local * (1 - local)).sum(axis=1)) / (sizes.sum() * interaction))


def surroundings_exposures(counts: Counts, around: Counts) -> Matrix:
    """The spatial exposure of every group to every group, sum_u (t_ug/T_g) p~_uh, shape ``(groups, groups)``.

    (Reardon & O'Sullivan, 2004.) Rows sum to 1; the row of a group without members is NaN.
    """
    sizes, local, _ = _mixes(counts, around)
    own = counts.matrix[counts.unit_totals > 0].astype(np.float64)
    totals = own.sum(axis=0)
    found: Matrix = own.T @ local / np.where(totals > 0, totals, math.nan)[:, None] if len(sizes) else np.zeros((0, 0))
    return found


def _mixes(counts: Counts, around: Counts) -> tuple[Matrix, Matrix, Matrix]:
    """Sizes, mixes of the surroundings of the units with members, and the mix of all together."""
    if around.matrix.shape != counts.matrix.shape:
        raise ValueError("the surroundings have other units or groups than the counts")
    some = counts.unit_totals > 0
    sizes = counts.unit_totals[some].astype(np.float64)
    near = around.matrix[some].astype(np.float64)
    total = sizes.sum()
    whole = counts.group_totals / total if total else np.zeros(len(counts.groups))
    return sizes, near / near.sum(axis=1, keepdims=True), whole


def _distances(
    number: int, coordinates: ArrayLike | None, travel: ArrayLike | None
) -> Iterator[tuple[NDArray[np.int64], Matrix]]:
    """Distances from some units at a time to all, as a copy that may be changed."""
    if travel is not None:
        given = np.asarray(travel, dtype=np.float64)
        if given.shape != (number, number) or not (given >= 0).all():
            raise ValueError(f"travel is a matrix of {number} by {number} units, each at least 0")
    else:
        points = places(coordinates, number)
    step = max(1, ROWS // max(number, 1))
    for start in range(0, number, step):
        rows = np.arange(start, min(start + step, number))
        if travel is not None:
            yield rows, given[rows].copy()
        else:
            apart = points[rows, None, :] - points[None, :, :]
            yield rows, np.sqrt((apart**2).sum(axis=2))


def places(coordinates: ArrayLike | None, number: int) -> Matrix:
    """Coordinates as an array of shape ``(units, 2)``. Raises ValueError for another shape, or what is not finite."""
    points = np.asarray(coordinates, dtype=np.float64)
    if points.shape != (number, 2) or not np.isfinite(points).all():
        raise ValueError(f"coordinates are two finite numbers for each of {number} units")
    return points


def _nearest_weights(distance: Matrix, rows: NDArray[np.int64], nearest: int) -> Matrix:
    own = np.arange(len(rows)), rows
    weight = np.zeros_like(distance)
    if nearest:
        distance[own] = -1.0
        edge = np.partition(distance, nearest, axis=1)[:, nearest, None]
        closer, tied = (distance < edge) & (distance >= 0), (distance == edge) & np.isfinite(distance)
        left = nearest - closer.sum(axis=1, keepdims=True)
        weight = closer + tied * (left / np.maximum(tied.sum(axis=1, keepdims=True), 1))
    weight[own] = 1.0
    return weight
