# SPDX-License-Identifier: EUPL-1.2
"""Flows of pupils from home areas to schools of which small cells are masked: intervals instead of counts.

Every cell is a whole number in [low, high]; the total of a school may be known, or lie in an interval of its own. What
can be said about a sum or a ratio over all such flows is a bound, and every bound here is attained: it is exact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Whole = NDArray[np.int64]
Reals = NDArray[np.float64]

ROUNDS = 60
"""Steps of Dinkelbach's method at most; it takes about five."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """A value lies in [low, high]. ``exact``: both ends are attained by flows that agree with everything known."""

    low: float
    high: float
    exact: bool = True

    @property
    def width(self) -> float:
        """high - low."""
        return self.high - self.low

    def __contains__(self, value: float) -> bool:
        return self.low - 1e-9 <= value <= self.high + 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Flows:
    """Cells that may hold pupils, in the order of schools: arrays of shape ``(cells,)``, and totals per school.

    ``area`` and ``school`` number the cell's row and column in the matrices that it was made from; ``low`` and ``high``
    bound its pupils, narrowed by the school's total; ``total_low`` and ``total_high`` have shape ``(schools,)``.
    """

    area: Whole
    school: Whole
    low: Whole
    high: Whole
    total_low: Whole
    total_high: Whole
    n_areas: int

    @classmethod
    def of(cls, low: ArrayLike, high: ArrayLike, totals: ArrayLike | None = None) -> Flows:
        """Flows from whole bounds of shape ``(areas, schools)``; ``totals`` per school, NaN where not known.

        Raises ValueError when a low is above its high or below 0, or a total lies outside the sum of its cells.
        """
        least, most = _whole(low), _whole(high)
        if least.ndim != 2 or least.shape != most.shape:
            raise ValueError(f"bounds are two matrices of areas by schools, not of shapes {least.shape}, {most.shape}")
        if (least < 0).any() or (least > most).any():
            raise ValueError("the bounds of a flow are at least 0, the low one not above the high one")
        school, area = np.nonzero(most.T)
        known = np.full(least.shape[1], math.nan) if totals is None else np.asarray(totals, dtype=np.float64)
        if known.shape != (least.shape[1],):
            raise ValueError(f"{known.size} totals for {least.shape[1]} schools")
        under, over = least.sum(axis=0), most.sum(axis=0)
        outside = np.flatnonzero((known < under) | (known > over))
        if len(outside):
            told = ", ".join(f"{one}: {known[one]:g} not in [{under[one]}, {over[one]}]" for one in outside[:20])
            raise ValueError(f"the totals of these schools do not fit their flows: {told}")
        exact = np.isfinite(known)
        fixed = np.where(exact, known, 0).astype(np.int64)
        total_low, total_high = np.where(exact, fixed, under), np.where(exact, fixed, over)
        at_least, at_most = least[area, school], most[area, school]
        narrow_low = np.maximum(at_least, total_low[school] - (over[school] - at_most))
        narrow_high = np.minimum(at_most, total_high[school] - (under[school] - at_least))
        some = narrow_high > 0
        cells = area[some], school[some], narrow_low[some], narrow_high[some]
        return cls(*cells, total_low, total_high, least.shape[0])

    @property
    def n_schools(self) -> int:
        """How many schools there are, with or without pupils."""
        return len(self.total_low)

    @property
    def totals_known(self) -> bool:
        """Whether every school's total is known exactly."""
        return bool((self.total_low == self.total_high).all())

    def over(self, values: ArrayLike) -> Reals:
        """Per cell what ``values`` says per area, shape ``(areas,)``, or per flow, shape ``(areas, schools)``."""
        given = np.asarray(values, dtype=np.float64)
        if given.shape not in ((self.n_areas,), (self.n_areas, self.n_schools)):
            raise ValueError(f"values of shape {given.shape} for {self.n_areas} areas and {self.n_schools} schools")
        return given[self.area] if given.ndim == 1 else given[self.area, self.school]

    def by_school(self, cells: ArrayLike) -> Reals:
        """Sums of ``cells`` per school."""
        return sums(self.school, np.asarray(cells, dtype=np.float64), self.n_schools)

    def only(self, keep: NDArray[np.bool_]) -> Flows:
        """The cells marked by ``keep``, shape ``(cells,)``; the others leave a school's total in an interval."""
        gone_low = self.by_school(np.where(keep, 0, self.low)).astype(np.int64)
        gone_high = self.by_school(np.where(keep, 0, self.high)).astype(np.int64)
        left_low = self.by_school(np.where(keep, self.low, 0)).astype(np.int64)
        left_high = self.by_school(np.where(keep, self.high, 0)).astype(np.int64)
        return Flows(
            self.area[keep],
            self.school[keep],
            self.low[keep],
            self.high[keep],
            np.maximum(left_low, self.total_low - gone_high),
            np.minimum(left_high, self.total_high - gone_low),
            self.n_areas,
        )

    def filling(self) -> float:
        """How far masked cells stand between their bounds, pooled over schools whose totals are known; NaN without any.

        (sum of totals - sum of lows)/(sum of highs - sum of lows): 0 when every masked cell is at its low, 1 at its
        high. It calibrates ``point`` for a year without totals, when cells were masked by the same rule.
        """
        known = self.total_low == self.total_high
        low, high = self.by_school(self.low), self.by_school(self.high)
        room = (high - low)[known].sum()
        return float((self.total_low - low)[known].sum() / room) if room else math.nan

    def point(self, fill: float) -> Reals:
        """One number per cell, not whole: low + f (high - low), f such that a known total is met, else ``fill``.

        Raises ValueError when a total is not known and ``fill`` is not in [0, 1].
        """
        low, high = self.by_school(self.low), self.by_school(self.high)
        open_to = self.total_low < self.total_high
        if open_to.any() and not 0 <= fill <= 1:
            raise ValueError(f"schools without a total need a filling between 0 and 1, not {fill}")
        share = np.where(open_to, fill, (self.total_low - low) / np.where(high > low, high - low, 1))
        point: Reals = self.low + share[self.school] * (self.high - self.low)
        return point


def sums(index: Whole, cells: Reals | Whole, count: int) -> Reals:
    """``cells`` added up by ``index``, shape ``(count,)``."""
    added: Reals = np.bincount(index, cells, count).astype(np.float64)
    return added


def greatest(flows: Flows, gain: Reals) -> Whole:
    """The flows with the greatest sum of ``gain`` times pupils, shape ``(cells,)``: whole, exact, without a solver.

    Per school a knapsack with bounds on every cell and on the total: the best cells are filled first, past a gain of 0
    only as far as the total demands.
    """
    order = np.lexsort((np.arange(len(gain)), -gain, flows.school))
    school, ordered = flows.school[order], gain[order]
    room = (flows.high - flows.low)[order]
    before = np.cumsum(room) - room
    starts = np.searchsorted(school, np.arange(flows.n_schools))
    base = np.append(before, room.sum())[starts]
    least = flows.by_school(flows.low).astype(np.int64)
    limit = np.where(ordered > 0, (flows.total_high - least)[school], (flows.total_low - least)[school])
    chosen = flows.low.copy()
    chosen[order] += np.clip(limit - (before - base[school]), 0, room)
    return chosen


def ratio_bounds(flows: Flows, value: ArrayLike, among: ArrayLike | None = None) -> Bounds:
    """Bounds of sum(v n)/sum(w n) over all flows that agree with the intervals and totals; exact (Dinkelbach, 1967).

    ``value`` is v per area or per flow, ``among`` w (at least 0, 1 by default): a share with 0 and 1, a mean otherwise.
    NaN bounds where w n may add up to 0.
    """
    gain = flows.over(value)
    weight = np.ones(len(gain)) if among is None else flows.over(among)
    gain = np.where(weight > 0, gain * weight, 0.0)
    if not float(weight @ greatest(flows, -weight)) > 0:
        return Bounds(math.nan, math.nan)
    return Bounds(-greatest_ratio(flows, -gain, weight)[0], greatest_ratio(flows, gain, weight)[0])


def greatest_ratio(flows: Flows, gain: Reals, weight: Reals) -> tuple[float, Whole]:
    """The greatest sum(gain n)/sum(weight n) and flows that attain it; the weights add up to more than 0 everywhere."""
    n = greatest(flows, gain)
    if not float(weight @ n) > 0:
        n = greatest(flows, weight)
    rate = float(gain @ n / (weight @ n))
    for _ in range(ROUNDS):
        other = greatest(flows, gain - rate * weight)
        better = float(gain @ other / (weight @ other)) if float(weight @ other) > 0 else rate
        if better <= rate + 1e-15 * max(1.0, abs(rate)):
            break
        rate, n = better, other
    return rate, n


def _whole(given: ArrayLike) -> Whole:
    numbers = np.asarray(given)
    whole = numbers.astype(np.int64)
    if (whole != numbers).any():
        raise ValueError("bounds of flows are whole numbers")
    return whole
