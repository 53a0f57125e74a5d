# SPDX-License-Identifier: EUPL-1.2
"""Why two places differ in a two-group index: how groups are spread over the units, or who lives in the place.

Each unit of one place takes the value of the same rank in the other place; the index is computed with the spread of one
and the attributes of the other, and the difference split by Shapley's average (Cortes, Rey, Knaap & Wolf, 2019).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.segregation.indices import dissimilarity, pair

Vector = NDArray[np.float64]
Approach = Literal["composition", "share", "dual-composition"]


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """The index of two places, and with the spread of one and the attributes of the other.

    ``spatial`` (C_S) and ``attribute`` (C_A) add up to ``first - second``.
    """

    approach: str
    first: float
    second: float
    first_with_attributes_of_second: float
    second_with_attributes_of_first: float

    @property
    def spatial(self) -> float:
        """C_S, the part of first - second that is due to how the groups are spread."""
        own = self.first - self.second_with_attributes_of_first
        return 0.5 * (own + self.first_with_attributes_of_second - self.second)

    @property
    def attribute(self) -> float:
        """C_A, the part of first - second that is due to who lives there."""
        own = self.first - self.first_with_attributes_of_second
        return 0.5 * (own + self.second_with_attributes_of_first - self.second)


def counterfactual(
    first: tuple[ArrayLike, ArrayLike],
    second: tuple[ArrayLike, ArrayLike],
    *,
    index: Callable[[ArrayLike, ArrayLike], float] = dissimilarity,
    approach: Approach = "composition",
) -> Counterfactual:
    """Compare two places by a two-group ``index``; each place is its counts of groups A and B, shape ``(units,)``.

    "composition": each unit takes the share of A that has its rank in the other place, and keeps its size. "share":
    each unit takes, for A and for B apart, the share of all pupils of that group; the totals of the groups stay.
    "dual-composition": as composition, for A and for B apart, so that sizes change a little. Ranks of ties are averaged
    and values between ranks are interpolated. Units without pupils are left out. Raises ValueError for an unknown
    approach or a place where a group is empty.
    """
    if approach not in _APPROACHES:
        raise ValueError(f"there is no approach {approach!r}; there are {', '.join(_APPROACHES)}")
    one, two = pair(*first), pair(*second)
    if not all(float(group.sum()) for group in (*one, *two)):
        raise ValueError("both places need members of both groups")
    make = _APPROACHES[approach]
    return Counterfactual(approach, index(*one), index(*two), index(*make(one, two)), index(*make(two, one)))


def _composition(own: tuple[Vector, Vector], other: tuple[Vector, Vector]) -> tuple[Vector, Vector]:
    size = own[0] + own[1]
    a = _same_rank(own[0] / size, other[0] / (other[0] + other[1])) * size
    return a, size - a


def _dual_composition(own: tuple[Vector, Vector], other: tuple[Vector, Vector]) -> tuple[Vector, Vector]:
    size, others = own[0] + own[1], other[0] + other[1]
    return _same_rank(own[0] / size, other[0] / others) * size, _same_rank(own[1] / size, other[1] / others) * size


def _share(own: tuple[Vector, Vector], other: tuple[Vector, Vector]) -> tuple[Vector, Vector]:
    shares = [_same_rank(mine / mine.sum(), theirs / theirs.sum()) for mine, theirs in zip(own, other, strict=True)]
    return shares[0] / shares[0].sum() * own[0].sum(), shares[1] / shares[1].sum() * own[1].sum()


_APPROACHES: dict[str, Callable[[tuple[Vector, Vector], tuple[Vector, Vector]], tuple[Vector, Vector]]] = {
    "composition": _composition,
    "share": _share,
    "dual-composition": _dual_composition,
}


def _same_rank(values: Vector, others: Vector) -> Vector:
    """For each of ``values``, the quantile of ``others`` at its rank (ties averaged) as a part of their number."""
    _, level, number = np.unique(values, return_inverse=True, return_counts=True)
    last = number.cumsum()
    rank = (last - (number - 1) / 2)[level] / len(values)
    return np.interp(rank * (len(others) - 1), np.arange(len(others)), np.sort(others))
