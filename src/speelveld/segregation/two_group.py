# SPDX-License-Identifier: EUPL-1.2
"""Two groups, beyond the five first measures in ``indices``: the segregation curve and all that is drawn from it.

Every function takes two arrays of shape ``(units,)``, as in ``indices``: ``a`` counts group A, ``b`` group B. Units
without pupils of either group change nothing. NaN where one of the groups is empty.

Notation: A, B the totals, T = A + B, P = A / T, t_i = a_i + b_i, p_i = a_i / t_i; and the shares of each group that are
in unit i, x_i = a_i / A and y_i = b_i / B.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.segregation.indices import Counts, dissimilarity, pair


def gorard(a: ArrayLike, b: ArrayLike) -> float:
    """Gorard's GS = 1/2 sum_i |a_i/A - t_i/T| = (1 - P) D, in [0, 1 - P] (Gorard & Taylor, 2002).

    The share of group A that would change school to make the shares equal while schools keep their size; it is not the
    same when the groups change places.
    """
    x, y = pair(a, b)
    if not x.sum() or not y.sum():
        return math.nan
    size = x + y
    return float(0.5 * np.abs(x / x.sum() - size / size.sum()).sum())


def gini(a: ArrayLike, b: ArrayLike) -> float:
    """Gini, sum_i sum_j t_i t_j |p_i - p_j| / (2 T^2 P (1 - P)), in [0, 1] (Duncan & Duncan, 1955).

    Twice the area between the segregation curve and the diagonal: with units in order of p it is
    sum_i x_i (2 (y_1 + ... + y_(i-1)) + y_i) - 1, so one sort is enough.
    """
    x, y = pair(a, b)
    if not x.sum() or not y.sum():
        return math.nan
    order = np.argsort(x / (x + y))
    x, y = x[order], y[order]
    below = np.cumsum(y)
    return max(0.0, float((x * (2 * below - y)).sum() / (x.sum() * y.sum()) - 1))


def atkinson(a: ArrayLike, b: ArrayLike, shape: float = 0.5) -> float:
    """Atkinson's index, 1 - (sum_i x_i^s y_i^(1-s))^(1/(1-s)), in [0, 1] (James & Taeuber, 1985).

    The same as 1 - P/(1-P) |sum_i (1-p_i)^(1-s) p_i^s t_i / (P T)|^(1/(1-s)). ``shape`` s, in [0, 1], says which units
    weigh most: below 1/2 those where group A is scarce, above it those where it is many. At the ends the limits hold:
    s = 0 gives the share of group B in units without A; s = 1 gives 1 - exp(-sum_i x_i ln(x_i/y_i)), and 1 when a unit
    has A and no B. Raises ValueError for a shape outside [0, 1].
    """
    if not 0 <= shape <= 1:
        raise ValueError(f"the shape of Atkinson's index is between 0 and 1, not {shape}")
    first, second = pair(a, b)
    if not first.sum() or not second.sum():
        return math.nan
    x, y = first / first.sum(), second / second.sum()
    if shape == 0:
        return float(y[x == 0].sum())
    some = x > 0
    if shape == 1:
        if (y[some] == 0).any():
            return 1.0
        return max(0.0, float(-np.expm1((x[some] * np.log(y[some] / x[some])).sum())))
    mixed = float((x[some] ** shape * y[some] ** (1 - shape)).sum())
    return max(0.0, 1.0 - math.pow(mixed, 1 / (1 - shape)))


def hutchens(a: ArrayLike, b: ArrayLike) -> float:
    """Hutchens's square root index, 1 - sum_i sqrt(x_i y_i), in [0, 1] (Hutchens, 2001).

    With it, Atkinson's index of shape 1/2 is 1 - (1 - S)^2.
    """
    x, y = pair(a, b)
    if not x.sum() or not y.sum():
        return math.nan
    return max(0.0, float(1 - np.sqrt(x * y).sum() / math.sqrt(x.sum() * y.sum())))


def exact_isolation(a: ArrayLike, b: ArrayLike) -> float:
    """Isolation without oneself, sum_i x_i (a_i - 1)/(t_i - 1), in [0, 1] (Bell, 1954).

    The share of group A among the *other* pupils of the school of an average pupil of A. Where pupils are dealt at
    random its expectation is (A - 1)/(T - 1), whatever the sizes of the schools. A pupil who is alone in a school has
    no others: such units are left out, of the totals too. Raises ValueError for counts that are not whole.
    """
    x, y = _others(a, b)
    if not x.sum() or not y.sum():
        return math.nan
    return float((x / x.sum() * (x - 1) / (x + y - 1)).sum())


def exact_exposure(a: ArrayLike, b: ArrayLike) -> float:
    """Exposure without oneself, sum_i x_i b_i/(t_i - 1), in [0, 1] (Bell, 1954): 1 - exact isolation.

    Units of one pupil are left out, of the totals too. Raises ValueError for counts that are not whole.
    """
    x, y = _others(a, b)
    if not x.sum() or not y.sum():
        return math.nan
    return float((x / x.sum() * y / (x + y - 1)).sum())


def exact_eta_squared(a: ArrayLike, b: ArrayLike) -> float:
    """Eta squared without oneself, (I - c)/(1 - c) with exact isolation I and c = (A - 1)/(T - 1), at most 1.

    Zero in expectation where pupils are dealt at random, whatever the sizes of schools and groups: no correction for
    chance is needed. Below 0 where the spread is more even than chance would give. It is the same when the groups
    change places. (The "coworker" index: Hellerstein & Neumark, 2008; Aslund & Skans, 2009.) Units of one pupil are
    left out, of the totals too. Raises ValueError for counts that are not whole.
    """
    x, y = _others(a, b)
    if not x.sum() or not y.sum():
        return math.nan
    size = x + y
    return float(1 - (size.sum() - 1) / (x.sum() * y.sum()) * (x * y / (size - 1)).sum())


def min_max(a: ArrayLike, b: ArrayLike) -> float:
    """Min-max, 1 - sum_i min(x_i, y_i) / sum_i max(x_i, y_i) = 2D/(1 + D), in [0, 1] (O'Sullivan & Wong, 2007)."""
    d = dissimilarity(a, b)
    return 2 * d / (1 + d)


@dataclass(frozen=True, slots=True)
class ConcentrationProfile:
    """The share of group A in units where A makes up at least a given share, and how far that is from an even spread.

    ``thresholds`` and ``shares`` have one length: the curve steps down just above each threshold. ``r`` is in
    [0, max(1, P / (1 - P))].
    """

    thresholds: NDArray[np.float64]
    shares: NDArray[np.float64]
    r: float


def concentration_profile(a: ArrayLike, b: ArrayLike) -> ConcentrationProfile:
    """The concentration profile and its R (Hong & Sadahiro, 2014).

    The curve is v(q) = sum of x_i where p_i >= q. R is the area between it and that of an even spread (1 up to P, 0
    above), divided by 1 - P. The areas are taken exactly, R = sum_i x_i |p_i - P| / (1 - P), not on a grid. Unlike most
    indices it can rise when two units are put together, and where A is the majority it can exceed 1: its range is
    [0, max(1, P / (1 - P))].
    """
    x, y = pair(a, b)
    if not x.sum() or not y.sum():
        return ConcentrationProfile(np.array([]), np.array([]), math.nan)
    share, whole = x / (x + y), float(x.sum() / (x.sum() + y.sum()))
    thresholds, where = np.unique(share, return_inverse=True)
    there = np.bincount(where, weights=x / x.sum(), minlength=len(thresholds))
    r = float((x / x.sum() * np.abs(share - whole)).sum() / (1 - whole))
    return ConcentrationProfile(thresholds, there[::-1].cumsum()[::-1], r)


def concentration(a: ArrayLike, b: ArrayLike) -> float:
    """The R of the concentration profile, in [0, max(1, P / (1 - P))] (Hong & Sadahiro, 2014)."""
    return concentration_profile(a, b).r


def segregation_curve(a: ArrayLike, b: ArrayLike) -> NDArray[np.float64]:
    """The points of the segregation curve, shape ``(points, 2)``, from (0, 0) to (1, 1) (Duncan & Duncan, 1955).

    Units in order of p, lowest first; the first column is the share of group B up to there, the second that of group A.
    Units of one composition make one point. D is the largest distance straight down from the diagonal; Gini twice the
    area between. No points where one of the groups is empty.
    """
    x, y = pair(a, b)
    if not x.sum() or not y.sum():
        return np.empty((0, 2))
    levels, where = np.unique(x / (x + y), return_inverse=True)
    points = np.zeros((len(levels) + 1, 2))
    points[1:, 0] = np.bincount(where, weights=y).cumsum() / y.sum()
    points[1:, 1] = np.bincount(where, weights=x).cumsum() / x.sum()
    return points


def _others(a: ArrayLike, b: ArrayLike) -> tuple[Counts, Counts]:
    x, y = pair(a, b)
    if (x != np.rint(x)).any() or (y != np.rint(y)).any():
        raise ValueError("the exact forms count the other pupils of a school: they need whole counts")
    company = x + y > 1
    return x[company], y[company]
