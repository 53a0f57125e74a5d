# SPDX-License-Identifier: EUPL-1.2
"""Rates of groups as if they had one mix: direct and indirect standardisation, with intervals.

Strata are whatever the mix is made of: first advices, classes of test score. Two questions, two answers:

- direct: what would the group's rate be if its strata were as large as those of the standard?
- indirect: how many did the group count, against how many it would with the standard's rates in its own strata?

Standardising by first advice and by test score answers different questions (Lord, 1967): show both, never one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.advice.intervals import LEVEL, quantile, wilson
from speelveld.advice.special import stdtrit

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Direct:
    """Directly standardised rates; arrays have shape ``(groups,)``.

    ``rate`` is over the strata in which the group has pupils; ``uncovered`` is the weight of the others, where it has
    no rate at all. ``least`` and ``most`` are the ends of the rate over all weights, with 0 and 1 in the uncovered
    strata; ``low`` and ``high`` are the interval around those ends.
    """

    rate: Floats
    low: Floats
    high: Floats
    uncovered: Floats
    least: Floats
    most: Floats


@dataclass(frozen=True, eq=False)
class Indirect:
    """Indirectly standardised rates; arrays have shape ``(groups,)``.

    ``observed`` and ``expected`` counts, ``ratio`` observed / expected (NaN when nothing is expected) with ``low`` and
    ``high``, and ``rate``, the ratio times the standard's own rate.
    """

    observed: Floats
    expected: Floats
    ratio: Floats
    low: Floats
    high: Floats
    rate: Floats


def direct(
    count: ArrayLike,
    out_of: ArrayLike,
    weights: ArrayLike,
    *,
    schools: tuple[ArrayLike, ArrayLike] | None = None,
    level: float = LEVEL,
) -> Direct:
    """Each group's rate with the standard's mix: sum_s w_s k_gs / n_gs, weights scaled to 1.

    ``count`` and ``out_of`` have shape ``(groups, strata)``, ``weights`` shape ``(strata,)``: the standard's pupils per
    stratum. The interval recovers the variance from Wilson's limits l, u per stratum (Zou, Huang & Zhang, 2009):
    rate - sqrt(sum w^2 (p - l)^2), rate + sqrt(sum w^2 (u - p)^2). Weights are taken as known.

    Pupils vary one by one. With ``schools``, both counts by school, shape ``(schools, groups, strata)``, schools vary
    as wholes: both distances grow by the square root of the design effect (Kish, 1965), where that is above 1.

    Raises ValueError for shapes that do not fit, impossible counts, or weights that are negative or add up to 0.
    """
    k, n = _table(count, out_of)
    w = np.asarray(weights, dtype=np.float64)
    if w.shape != (k.shape[1],) or not np.isfinite(w).all() or (w < 0).any() or not w.sum():
        raise ValueError("weights are finite, at least 0 and not all 0, one for each stratum")
    w = w / w.sum()
    some = n > 0
    p = np.divide(k, n, out=np.zeros(k.shape), where=some)
    low, high = wilson(k, n, level=level)
    shares = np.where(some, w, 0.0)
    covered = shares.sum(axis=1)
    known = (shares * p).sum(axis=1)
    uncovered = 1 - covered
    uncovered[some[:, w > 0].all(axis=1)] = 0.0
    down = np.sqrt((shares**2 * (p - low) ** 2).sum(axis=1))
    up = np.sqrt((shares**2 * (high - p) ** 2).sum(axis=1))
    if schools is not None:
        wider = _design(k, n, np.where(some, p, 0.0), shares, schools, level)
        down, up = down * wider, up * wider
    rate = np.divide(known, covered, out=np.full(covered.shape, np.nan), where=covered > 0)
    return Direct(
        rate,
        np.maximum(known - down, 0.0),
        np.minimum(known + up + uncovered, 1.0),
        uncovered,
        known,
        np.minimum(known + uncovered, 1.0),
    )


def indirect(
    count: ArrayLike,
    out_of: ArrayLike,
    standard_count: ArrayLike,
    standard_out_of: ArrayLike,
    *,
    level: float = LEVEL,
) -> Indirect:
    """Each group's count against what the standard's rates would give in the group's own strata: O / E.

    ``count`` and ``out_of`` have shape ``(groups, strata)``, those of the standard shape ``(strata,)``. The interval
    is Wilson's score interval carried over to strata: the ratios r with (O - rE)^2 <= z^2 (rE - r^2 Q),
    E = sum n p, Q = sum n p^2; with one stratum it is Wilson's own (Wilson, 1927). The standard's rates are taken as
    known.

    Raises ValueError for shapes that do not fit, impossible counts, or a stratum in which a group has pupils and the
    standard has none: there is no rate to expect by.
    """
    k, n = _table(count, out_of)
    ks, ns = (one[0] for one in _table(np.atleast_2d(standard_count), np.atleast_2d(standard_out_of)))
    if ks.shape != (k.shape[1],):
        raise ValueError(f"the standard has {ks.size} strata, the groups have {k.shape[1]}")
    if (n[:, ns == 0] > 0).any():
        raise ValueError("a group has pupils in a stratum in which the standard has none: merge strata")
    p = np.divide(ks, ns, out=np.zeros(ks.shape), where=ns > 0)
    observed, expected, squares = k.sum(axis=1), n @ p, n @ p**2
    z2 = quantile(level) ** 2
    # r^2 (E^2 + z^2 Q) - r (2 O E + z^2 E) + O^2 = 0
    a, b = expected**2 + z2 * squares, 2 * observed * expected + z2 * expected
    root = np.sqrt(np.maximum(b**2 - 4 * a * observed**2, 0.0))
    some = expected > 0
    nothing = np.full(expected.shape, np.nan)

    def over(top: Floats, bottom: Floats) -> Floats:
        divided: Floats = np.divide(top, bottom, out=nothing.copy(), where=some)
        return divided

    ratio = over(observed, expected)
    overall = ks.sum() / ns.sum() if ns.sum() else np.nan
    low = np.where(observed > 0, over(b - root, 2 * a), np.where(some, 0.0, np.nan))
    return Indirect(observed, expected, ratio, low, over(b + root, 2 * a), ratio * overall)


def _design(
    k: Floats, n: Floats, p: Floats, shares: Floats, schools: tuple[ArrayLike, ArrayLike], level: float
) -> Floats:
    """How much further an interval reaches when schools vary as wholes, shape ``(groups,)``; 1 or more."""
    by_school, of_school = (np.asarray(one, dtype=np.float64) for one in schools)
    if by_school.ndim != 3 or not (
        np.array_equal(by_school.sum(axis=0), k) and np.array_equal(of_school.sum(axis=0), n)
    ):
        raise ValueError("counts by school have shape (schools, groups, strata), and add up to the table")
    weight = np.divide(shares, n, out=np.zeros(n.shape), where=n > 0)
    influence = ((by_school - p * of_school) * weight).sum(axis=2)
    there = (of_school.sum(axis=2) > 0).sum(axis=0)
    clustered = there / np.maximum(there - 1, 1) * (influence**2).sum(axis=0)
    alone = (weight**2 * n * p * (1 - p)).sum(axis=1)
    effect = np.sqrt(np.divide(clustered, alone, out=np.ones(alone.shape), where=alone > 0))
    reach: Floats = np.maximum(effect, 1.0) * stdtrit(np.maximum(there - 1, 1), (1 + level) / 2) / quantile(level)
    return reach


def _table(count: ArrayLike, out_of: ArrayLike) -> tuple[Floats, Floats]:
    k, n = np.asarray(count, dtype=np.float64), np.asarray(out_of, dtype=np.float64)
    if k.ndim != 2 or k.shape != n.shape:
        raise ValueError(f"counts have shape (groups, strata), not {k.shape} and {n.shape}")
    if not (np.isfinite(k).all() and np.isfinite(n).all() and (k >= 0).all() and (k <= n).all()):
        raise ValueError("a count is finite, at least 0, and at most what it is out of")
    return k, n
