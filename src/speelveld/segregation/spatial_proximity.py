# SPDX-License-Identifier: EUPL-1.2
"""Clustering in space: the proximity measures of Massey & Denton (1988), with proximity that falls with distance.

Proximity of units i and j is c_ij = exp(-d_ij/s). A unit's distance to itself is (0.6 a_i)^(1/2) for its area a_i, the
usual stand-in for the average distance within it (White, 1983). ``scale`` s is the distance over which proximity falls
to 1/e, in the unit of the coordinates: with metres, 1000 makes exp(-kilometres). The choice matters: report it.

``a`` and ``b`` count groups A and B per unit, shape ``(units,)``; units without pupils of either are left out. NaN
where a group is empty.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.segregation.spatial import places

Matrix = NDArray[np.float64]
INSIDE = 0.6
"""The share of its area whose root is the average distance within a unit (White, 1983)."""


@dataclass(frozen=True, slots=True)
class Proximities:
    """Two groups and the proximity of the units where they are: what each measure below takes."""

    a: Matrix
    b: Matrix
    c: Matrix

    @classmethod
    def of(
        cls, a: ArrayLike, b: ArrayLike, coordinates: ArrayLike, areas: ArrayLike, *, scale: float = 1.0
    ) -> Proximities:
        """From ``coordinates`` of shape ``(units, 2)`` and ``areas`` of shape ``(units,)`` in the square of their unit.

        Raises ValueError when shapes differ, a count or area is negative or not finite, or the scale is not above 0.
        """
        x, y, area = (np.asarray(one, dtype=np.float64) for one in (a, b, areas))
        if x.ndim != 1 or x.shape != y.shape or x.shape != area.shape:
            raise ValueError(f"counts and areas have shapes {x.shape}, {y.shape} and {area.shape}")
        if not all(np.isfinite(one).all() and (one >= 0).all() for one in (x, y, area)):
            raise ValueError("counts and areas are finite and at least 0")
        if not scale > 0:
            raise ValueError(f"a scale is above 0, not {scale}")
        points, some = places(coordinates, len(x)), x + y > 0
        points, x, y, area = points[some], x[some], y[some], area[some]
        squared = np.zeros((len(x), len(x)))
        for axis in range(2):
            squared += (points[:, axis, None] - points[None, :, axis]) ** 2
        distance = np.sqrt(squared)
        np.fill_diagonal(distance, np.sqrt(INSIDE * area))
        return cls(x, y, np.exp(-distance / scale))

    @property
    def defined(self) -> bool:
        """Whether both groups have members."""
        return bool(self.a.sum() and self.b.sum())


def spatial_proximity(near: Proximities) -> float:
    """SP = (A P_aa + B P_bb) / (T P_tt) with P_xx = sum_i sum_j x_i x_j c_ij / X^2 (White, 1983).

    1 where the groups live mixed; above 1 where each is clustered; below 1 where each lives away from its own.
    """
    if not near.defined:
        return math.nan
    t = near.a + near.b
    return float((near.a.sum() * _mean(near, near.a) + near.b.sum() * _mean(near, near.b)) / (t.sum() * _mean(near, t)))


def absolute_clustering(near: Proximities) -> float:
    """ACL, how near the pupils of A are to others of A, of all that are near, in [0, 1) (Massey & Denton, 1988).

    [sum_i x_i sum_j c_ij a_j - (A/n^2) sum_i sum_j c_ij] / [sum_i x_i sum_j c_ij t_j - (A/n^2) sum_i sum_j c_ij] with
    x_i = a_i/A and n units.
    """
    if not near.defined:
        return math.nan
    x, t = near.a / near.a.sum(), near.a + near.b
    even = float(near.a.sum() * near.c.mean())
    all_near = float(x @ near.c @ t)
    if math.isclose(all_near, even, rel_tol=1e-9):
        return math.nan
    return (float(x @ near.c @ near.a) - even) / (all_near - even)


def relative_clustering(near: Proximities) -> float:
    """RCL = P_aa / P_bb - 1: 0 where A is as clustered as B, above where more, at least -1 (Massey & Denton, 1988)."""
    return _mean(near, near.a) / _mean(near, near.b) - 1 if near.defined else math.nan


def decay_isolation(near: Proximities) -> float:
    """DPxx, the chance that the next pupil whom one of A meets is of A, when meeting falls with distance, in [0, 1].

    sum_i x_i sum_j K_ij a_j/t_j with K_ij = c_ij t_j / sum_j c_ij t_j (Morgan, 1983).
    """
    return _meeting(near, near.a) if near.defined else math.nan


def decay_exposure(near: Proximities) -> float:
    """DPxy, the chance that the next pupil whom one of A meets is of B: 1 - DPxx, in [0, 1] (Morgan, 1983)."""
    return _meeting(near, near.b) if near.defined else math.nan


def _mean(near: Proximities, group: Matrix) -> float:
    return float(group @ near.c @ group) / float(group.sum()) ** 2


def _meeting(near: Proximities, group: Matrix) -> float:
    around = (near.c @ group) / (near.c @ (near.a + near.b))
    return float(near.a @ around / near.a.sum())
