# SPDX-License-Identifier: EUPL-1.2
"""Who would have to change school for an even spread: the sentence that dissimilarity is often put into, done right.

D is the share of *one* group that would move while schools grow and shrink. When school sizes stay as they are, each
mover of A changes places with one of B, and 2P(1-P)D of *all* pupils move (P the share of group A). "60 percent of the
pupils would have to change school" is therefore neither.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from speelveld.segregation.indices import dissimilarity, pair


def one_group(a: ArrayLike, b: ArrayLike) -> float:
    """The share of group A that changes school when nobody moves in return: D, in [0, 1]."""
    return dissimilarity(a, b)


def exchange(a: ArrayLike, b: ArrayLike) -> float:
    """The share of all pupils that changes school when sizes stay: 2P(1-P)D, in [0, 1/2] (Duncan & Duncan, 1955).

    Fractional shares of a pupil are allowed, as in D itself. NaN when a group is empty.
    """
    x, y = pair(a, b)
    total = x.sum() + y.sum()
    if not x.sum() or not y.sum():
        return math.nan
    share = x.sum() / total
    return float(2 * share * (1 - share) * dissimilarity(x, y))


def surplus(a: ArrayLike, b: ArrayLike) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Per school, the pupils of A above (+) or below (-) what the city's share gives: a_i - P t_i. They sum to 0."""
    x, y = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    total = x.sum() + y.sum()
    result: np.ndarray[tuple[int], np.dtype[np.float64]] = x - (x + y) * (x.sum() / total if total else 0.0)
    return result
