# SPDX-License-Identifier: EUPL-1.2
"""Intervals for a share: Clopper-Pearson, Jeffreys, Wilson; and the one for a share of shares.

Every function takes the count and the number out of which it was counted, as numpy broadcasts them, and gives the low
and the high end. Where nobody was counted the interval is 0 to 1: nothing is known.

A register counts everybody, so the interval is not about who was asked. It says how much the share could differ if
the same mechanism worked once more on as many pupils (a superpopulation).
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.advice.special import betaincinv, ndtri

Floats = NDArray[np.float64]
Ends = tuple[Floats, Floats]

LEVEL = 0.95
"""The coverage that an interval has unless another is asked for."""


class Method(StrEnum):
    """How an interval for a share is made."""

    CLOPPER_PEARSON = "clopper-pearson"
    JEFFREYS = "jeffreys"
    WILSON = "wilson"


def interval(count: ArrayLike, out_of: ArrayLike, *, method: Method = Method.WILSON, level: float = LEVEL) -> Ends:
    """The interval by one of three methods. Raises ValueError as they do."""
    return _METHODS[method](count, out_of, level=level)


def clopper_pearson(count: ArrayLike, out_of: ArrayLike, *, level: float = LEVEL) -> Ends:
    """The exact interval (Clopper & Pearson, 1934): its coverage is never below ``level``, and often well above.

    ``low`` is the beta quantile B(a/2; k, n - k + 1), ``high`` B(1 - a/2; k + 1, n - k), a = 1 - level. Raises
    ValueError for counts that are negative, not finite or above what they are out of, and a level outside (0, 1).
    """
    k, n, tail = _checked(count, out_of, level)
    low = np.where(k > 0, betaincinv(np.maximum(k, 1e-9), n - k + 1, tail), 0.0)
    high = np.where(k < n, betaincinv(k + 1, np.maximum(n - k, 1e-9), 1 - tail), 1.0)
    return low, high


def jeffreys(count: ArrayLike, out_of: ArrayLike, *, level: float = LEVEL) -> Ends:
    """The equal-tailed posterior interval with Jeffreys' prior, Beta(1/2, 1/2) (Brown, Cai & DasGupta, 2001).

    As they do, the low end is 0 for a count of 0 and the high end 1 for a count of n. Raises as ``clopper_pearson``.
    """
    k, n, tail = _checked(count, out_of, level)
    low = np.where(k > 0, betaincinv(k + 0.5, n - k + 0.5, tail), 0.0)
    high = np.where(k < n, betaincinv(k + 0.5, n - k + 0.5, 1 - tail), 1.0)
    return low, high


def wilson(count: ArrayLike, out_of: ArrayLike, *, level: float = LEVEL) -> Ends:
    """The score interval (Wilson, 1927): (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n).

    Counts may be fractional. Raises as ``clopper_pearson``.
    """
    k, n, tail = _checked(count, out_of, level)
    z = -ndtri(tail)
    filled = np.where(n > 0, n, 1.0)
    p = k / filled
    half = z * np.sqrt(p * (1 - p) / filled + z * z / (4 * filled * filled))
    middle, scale = p + z * z / (2 * filled), 1 + z * z / filled
    # At the ends the formula gives 0 and 1 but for rounding.
    low = np.where(k > 0, np.maximum(0.0, (middle - half) / scale), 0.0)
    high = np.where(k < n, np.minimum(1.0, (middle + half) / scale), 1.0)
    return np.where(n > 0, low, 0.0), np.where(n > 0, high, 1.0)


def quantile(level: float = LEVEL) -> float:
    """The normal quantile z of a two-sided interval: 1.96 for 0.95. Raises ValueError for a level outside (0, 1)."""
    if not 0 < level < 1:
        raise ValueError(f"the level of an interval lies between 0 and 1, and is not {level}")
    return -float(ndtri((1 - level) / 2))


def _checked(count: ArrayLike, out_of: ArrayLike, level: float) -> tuple[Floats, Floats, float]:
    quantile(level)
    k, n = np.broadcast_arrays(np.asarray(count, dtype=np.float64), np.asarray(out_of, dtype=np.float64))
    if not (np.isfinite(k).all() and np.isfinite(n).all() and (k >= 0).all() and (k <= n).all()):
        raise ValueError("a count is finite, at least 0, and at most what it is out of")
    return k, n, (1 - level) / 2


_METHODS = {Method.CLOPPER_PEARSON: clopper_pearson, Method.JEFFREYS: jeffreys, Method.WILSON: wilson}
