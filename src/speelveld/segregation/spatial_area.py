# SPDX-License-Identifier: EUPL-1.2
"""Land and centre: concentration (how little land a group lives on) and centralisation (how near the centre).

(Massey & Denton, 1988.) ``a`` and ``b`` count groups A and B per unit, shape ``(units,)``; ``areas`` are the units'
land. These are measures of where people live: for schools they mean little. NaN where a group is empty or the measure
is not defined.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.segregation.spatial import places

Vector = NDArray[np.float64]
NEARLY = 1e-9
"""Mean areas that are this close, as a part of themselves, are the same but for rounding."""


def delta(a: ArrayLike, areas: ArrayLike) -> float:
    """Delta = 1/2 sum_i |a_i/A - land_i/LAND|, in [0, 1] (Hoover, 1941; Duncan, Cuzzort & Duncan, 1961).

    The share of A that would move to live evenly over the land. Units without people count: they are land.
    """
    x, land = _vectors(a, areas)
    if not x.sum() or not land.sum():
        return math.nan
    return float(0.5 * np.abs(x / x.sum() - land / land.sum()).sum())


def absolute_concentration(a: ArrayLike, b: ArrayLike, areas: ArrayLike) -> float:
    """ACO = 1 - (mean land of A - least) / (most - least) (Massey & Denton, 1988).

    ``least`` is the mean land per person in the smallest units that hold as many people as A has, ``most`` that in the
    largest. Whole units are taken, until they hold at least A, as the authors do; so it can fall a little outside
    [0, 1]. NaN where all units that matter are of one size.
    """
    x, y, land = _vectors(a, b, areas)
    if not x.sum() or not y.sum():
        return math.nan
    least, most = _extremes(x, y, land)
    if math.isclose(least, most, rel_tol=NEARLY):
        return math.nan
    return 1 - (float(x @ land / x.sum()) - least) / (most - least)


def relative_concentration(a: ArrayLike, b: ArrayLike, areas: ArrayLike) -> float:
    """RCO = (mean land of A / mean land of B - 1) / (least / most - 1), about [-1, 1] (Massey & Denton, 1988).

    ``least`` and ``most`` as in absolute concentration. Above 0 where A lives on less land per person than B.
    """
    x, y, land = _vectors(a, b, areas)
    if not x.sum() or not y.sum():
        return math.nan
    least, most = _extremes(x, y, land)
    others = float(y @ land / y.sum())
    if not most or not others or math.isclose(least, most, rel_tol=NEARLY):
        return math.nan
    return (float(x @ land / x.sum()) / others - 1) / (least / most - 1)


def absolute_centralisation(a: ArrayLike, areas: ArrayLike, coordinates: ArrayLike, centre: ArrayLike) -> float:
    """ACE = sum_i X_(i-1) L_i - X_i L_(i-1), in [-1, 1] (Massey & Denton, 1988).

    X and L are the cumulative shares of group A and of the land, from the ``centre`` (two coordinates) outward. Above 0
    where A lives nearer to the centre than an even spread over the land. Units equally far count together.
    """
    x, land = _vectors(a, areas)
    return _centralisation(x, land, coordinates, centre)


def relative_centralisation(a: ArrayLike, b: ArrayLike, coordinates: ArrayLike, centre: ArrayLike) -> float:
    """RCE = sum_i X_(i-1) Y_i - X_i Y_(i-1), in [-1, 1] (Duncan & Duncan, 1955).

    X and Y are the cumulative shares of groups A and B, from the ``centre`` outward. Above 0 where A lives nearer to it
    than B: the share of A that would move to be as near. Units equally far count together.
    """
    x, y = _vectors(a, b)
    return _centralisation(x, y, coordinates, centre)


def _centralisation(x: Vector, other: Vector, coordinates: ArrayLike, centre: ArrayLike) -> float:
    if not x.sum() or not other.sum():
        return math.nan
    points, middle = places(coordinates, len(x)), places(np.atleast_2d(np.asarray(centre, dtype=np.float64)), 1)
    distance = np.sqrt(((points - middle) ** 2).sum(axis=1))
    _, ring = np.unique(distance, return_inverse=True)
    near = np.concatenate([[0.0], np.bincount(ring, weights=x).cumsum() / x.sum()])
    far = np.concatenate([[0.0], np.bincount(ring, weights=other).cumsum() / other.sum()])
    return float((near[:-1] * far[1:] - near[1:] * far[:-1]).sum())


def _extremes(x: Vector, y: Vector, land: Vector) -> tuple[float, float]:
    """Mean land per person in the smallest, and in the largest units that together hold as many people as A has."""
    t = x + y
    ascending = np.lexsort((t, land))
    found = []
    for order in (ascending, ascending[::-1]):
        reached = np.cumsum(t[order])
        # the first unit where the sum is no longer below A, itself included
        last = int(np.searchsorted(reached, x.sum() * (1 - 1e-12)))
        chosen = order[: last + 1]
        found.append(float(t[chosen] @ land[chosen] / t[chosen].sum()))
    return found[0], found[1]


def _vectors(*given: ArrayLike) -> tuple[Vector, ...]:
    arrays = tuple(np.asarray(one, dtype=np.float64) for one in given)
    if any(one.ndim != 1 or one.shape != arrays[0].shape for one in arrays):
        raise ValueError(f"arrays of one length are needed, not of shapes {', '.join(str(o.shape) for o in arrays)}")
    if not all(np.isfinite(one).all() and (one >= 0).all() for one in arrays):
        raise ValueError("counts and areas are finite and at least 0")
    return arrays
