# SPDX-License-Identifier: EUPL-1.2
"""Two-group segregation indices.

Every function takes two arrays of shape ``(units,)``: ``a`` counts the pupils of group A in each school, ``b`` those of
group B. Counts may be fractional where they are estimates. Schools without pupils of either group change nothing. The
result is NaN where the index is not defined: one of the groups is empty.

Notation: A, B the totals, T = A + B, P = A / T, t_i = a_i + b_i, p_i = a_i / t_i.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Counts = NDArray[np.float64]


def pair(a: ArrayLike, b: ArrayLike) -> tuple[Counts, Counts]:
    """Both groups as float arrays of one shape, without empty schools.

    Raises ValueError when shapes differ, or a count is negative or not finite.
    """
    x, y = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if x.ndim != 1 or x.shape != y.shape:
        raise ValueError(f"two arrays of one length are needed, not of shapes {x.shape} and {y.shape}")
    if not (np.isfinite(x).all() and np.isfinite(y).all() and (x >= 0).all() and (y >= 0).all()):
        raise ValueError("counts of pupils are finite and at least 0")
    some = x + y > 0
    return x[some], y[some]


def dissimilarity(a: ArrayLike, b: ArrayLike) -> float:
    """Dissimilarity, D = 1/2 sum_i |a_i/A - b_i/B|, in [0, 1] (Duncan & Duncan, 1955).

    The share of group A that would have to change school, without anyone in return, to make the shares equal
    everywhere. It is the same when the groups change places.
    """
    x, y = pair(a, b)
    if not x.sum() or not y.sum():
        return math.nan
    return float(0.5 * np.abs(x / x.sum() - y / y.sum()).sum())


def isolation(a: ArrayLike, b: ArrayLike) -> float:
    """Isolation of A, xPx = sum_i (a_i/A)(a_i/t_i), in [P, 1] (Bell, 1954; Lieberson, 1981).

    The share of group A in the school of an average pupil of group A.
    """
    x, y = pair(a, b)
    if not x.sum() or not y.sum():
        return math.nan
    return float((x / x.sum() * x / (x + y)).sum())


def exposure(a: ArrayLike, b: ArrayLike) -> float:
    """Exposure of A to B, xPy = sum_i (a_i/A)(b_i/t_i), in [0, 1 - P] (Bell, 1954; Lieberson, 1981).

    The share of group B in the school of an average pupil of group A. With two groups, isolation + exposure = 1.
    """
    x, y = pair(a, b)
    if not x.sum() or not y.sum():
        return math.nan
    return float((x / x.sum() * y / (x + y)).sum())


def eta_squared(a: ArrayLike, b: ArrayLike) -> float:
    """Eta squared, the variance ratio: (xPx - P) / (1 - P), in [0, 1] (Bell, 1954; Duncan & Duncan, 1955).

    Isolation with the size of the group taken out; also called normalised exposure.
    """
    x, y = pair(a, b)
    if not x.sum() or not y.sum():
        return math.nan
    share = x.sum() / (x.sum() + y.sum())
    return float((isolation(x, y) - share) / (1 - share))


def theil_h(a: ArrayLike, b: ArrayLike) -> float:
    """Theil's H, sum_i t_i (E - E_i) / (T E) with entropy E = -sum p ln p, in [0, 1] (Theil & Finizza, 1971).

    How much less mixed an average school is than the city.
    """
    x, y = pair(a, b)
    total = x.sum() + y.sum()
    if not x.sum() or not y.sum():
        return math.nan
    city = xlogx(x.sum()) + xlogx(y.sum()) - xlogx(total)
    schools = (xlogx(x) + xlogx(y) - xlogx(x + y)).sum()
    return float(1 - schools / city)


def xlogx(n: ArrayLike) -> Counts:
    """n ln n, with 0 ln 0 = 0."""
    n = np.asarray(n, dtype=np.float64)
    return n * np.log(np.where(n > 0, n, 1.0))


INDICES = {
    "dissimilarity": dissimilarity,
    "isolation": isolation,
    "exposure": exposure,
    "eta-squared": eta_squared,
    "theil-h": theil_h,
}
"""The indices by the names that stand in figure ids."""
