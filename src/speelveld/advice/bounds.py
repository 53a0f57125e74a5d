# SPDX-License-Identifier: EUPL-1.2
"""Shares of which something is missing: masked counts, and pupils of whom the answer is not known.

Nothing is filled in. A share gets two ends, reached when everything missing falls out one way or the other (Manski,
1989), and an interval around both ends.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from speelveld.advice.intervals import LEVEL, Method, interval
from speelveld.terms import Count

Counted = int | Count
"""A count, or the interval in which a masked one lies."""


@dataclass(frozen=True, slots=True)
class Bounded:
    """A share known to lie in ``[least, most]``, NaN out of nobody.

    ``low`` and ``high`` are the low end of the interval of ``least`` and the high end of that of ``most``: they cover
    the share with at least the level, whatever was missing.
    """

    least: float
    most: float
    low: float
    high: float

    @property
    def exact(self) -> bool:
        """Whether nothing that matters was missing."""
        return self.least == self.most

    def minus(self, other: Bounded) -> tuple[float, float]:
        """The ends of the difference of two shares when nothing is known of how their missing parts go together."""
        return self.least - other.most, self.most - other.least


def count(given: Counted) -> Count:
    """A count as an interval."""
    return given if isinstance(given, Count) else Count(given, given)


def missing_share(
    yes: int, no: int, missing: int, *, method: Method = Method.JEFFREYS, level: float = LEVEL
) -> Bounded:
    """The share of *yes* when ``missing`` more pupils can be either: [yes/n, (yes + missing)/n], n all of them.

    Raises ValueError for a negative count.
    """
    if min(yes, no, missing) < 0:
        raise ValueError("counts are at least 0")
    out_of = yes + no + missing
    return _bounded((yes, out_of), (yes + missing, out_of), method, level)


def part_share(part: Counted, rest: Counted, *, method: Method = Method.JEFFREYS, level: float = LEVEL) -> Bounded:
    """The share of ``part`` in ``part`` and ``rest`` together, each possibly masked, when nothing ties them."""
    k, other = count(part), count(rest)
    return _bounded((k.low, k.low + other.high), (k.high, k.high + other.low), method, level)


def whole_share(part: Counted, whole: Counted, *, method: Method = Method.JEFFREYS, level: float = LEVEL) -> Bounded:
    """The share of ``part`` in a ``whole`` that is counted on its own, each possibly masked.

    Raises ValueError when the part is larger than the whole can be.
    """
    k, n = count(part), count(whole)
    if k.low > n.high:
        raise ValueError(f"a part of {k.low} or more does not fit in a whole of {n.high} or less")
    # The whole is at least as large as its part.
    return _bounded((k.low, n.high), (min(k.high, n.high), max(n.low, min(k.high, n.high))), method, level)


def _bounded(least: tuple[int, int], most: tuple[int, int], method: Method, level: float) -> Bounded:
    (k_least, n_least), (k_most, n_most) = least, most
    low = float(interval(k_least, n_least, method=method, level=level)[0])
    high = float(interval(k_most, n_most, method=method, level=level)[1])
    return Bounded(_ratio(k_least, n_least), _ratio(k_most, n_most), low, high)


def _ratio(k: int, n: int) -> float:
    return k / n if n else math.nan
