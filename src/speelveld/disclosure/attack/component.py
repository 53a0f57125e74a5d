# SPDX-License-Identifier: EUPL-1.2
"""A part of the statements that hangs together, and how far forms over it can reach.

For every form two intervals are kept. The *outer* one holds for certain (from single rows, or from linear programming).
The *inner* one is reached by tables of whole numbers that were really found and checked. A form whose inner interval is
wide is safe, without any proof of optimality; one whose outer interval is narrow is a leak.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import sparse

from speelveld.disclosure.attack.polyhedron import SLACK, Contradiction, Floats, Ints, summed
from speelveld.disclosure.attack.programme import Optimum, Programme

IDLE = 2
"""After how many random tables that widen nothing the search for witnesses stops."""
ROUGH = 0.02
"""How near its best a random table of whole numbers need be: it is a witness, not a proof."""


class Component:
    """Rows over the columns of one linked part, with forms ("parts") over those columns.

    ``number`` is its place in the region; ``rows`` and ``columns`` are places in the whole system, for explanations.
    """

    def __init__(
        self,
        number: int,
        a: sparse.csr_matrix,
        low: Floats,
        high: Floats,
        box: tuple[Floats, Floats],
        parts: sparse.csr_matrix,
        rows: Ints,
        columns: Ints,
    ) -> None:
        self.number, self.rows, self.columns = number, rows, columns
        self.parts = parts
        self.programme = Programme(a, low, high, *box)
        count = parts.shape[0]
        self.inner_low, self.inner_high = np.full(count, np.inf), np.full(count, -np.inf)
        self.outer_low = _least(parts, *box)
        self.outer_high = -_least(-parts, *box)
        # What tables of real numbers reach: enough to know that linear programming alone finds nothing.
        self.real_low, self.real_high = self.inner_low.copy(), self.inner_high.copy()
        self.exact = np.zeros(count, dtype=bool)
        self.whole = np.zeros(count, dtype=bool)
        self.held: dict[int, tuple[Ints, Ints]] = {}
        self._one_row()

    def _one_row(self) -> None:
        """The closed form of one row of plain sums: what the others leave over, at their ends."""
        a = self.programme.a
        if a.shape[0] != 1 or a.nnz != a.shape[1] or (a.data != 1).any() or (self.parts.data != 1).any():
            return
        low, high = self.programme.low[0], self.programme.high[0]
        box_low, box_high = self.programme.box_low, self.programme.box_high
        part_low, part_high = self.parts @ box_low, self.parts @ box_high
        rest_low, rest_high = box_low.sum() - part_low, box_high.sum() - part_high
        self.outer_low = np.maximum(part_low, np.ceil(low - SLACK) - rest_high)
        self.outer_high = np.minimum(part_high, np.floor(high + SLACK) - rest_low)
        if (self.outer_low > self.outer_high).any():
            raise Contradiction(["a sum and its parts"])
        self.inner_low, self.inner_high = self.outer_low.copy(), self.outer_high.copy()
        self.real_low, self.real_high = self.outer_low.copy(), self.outer_high.copy()
        self.exact[:] = self.whole[:] = True
        for part in range(len(self.exact)):
            self.held[part] = (np.zeros(1, dtype=np.intp), np.arange(len(box_low)))

    def consider(self, x: Floats) -> bool:
        """Take a solution as a witness, of whole numbers when it is one; whether it widened a form."""
        reached = self.parts @ x
        wider = (reached < self.real_low - SLACK) | (reached > self.real_high + SLACK)
        self.real_low = np.minimum(self.real_low, reached)
        self.real_high = np.maximum(self.real_high, reached)
        whole = self.programme.as_whole(x)
        if whole is not None:
            reached = np.round(self.parts @ whole)
            wider |= (reached < self.inner_low) | (reached > self.inner_high)
            self.inner_low = np.minimum(self.inner_low, reached)
            self.inner_high = np.maximum(self.inner_high, reached)
        return bool(wider.any())

    def stretch(self, wanted: Ints, rng: np.random.Generator) -> bool:
        """Two tables of real numbers that stretch the wanted parts, all at a time; whether they widened a form."""
        cost = self._random(wanted, rng)
        tables = [self.programme.end(cost, most=way, anew=True).at for way in (True, False)]
        return self._consider_all(tables)

    def stretch_whole(self, wanted: Ints, rng: np.random.Generator, seconds: float) -> bool:
        """The same with tables of whole numbers, by branch and bound."""
        cost = self._random(wanted, rng)
        tables = [self.programme.whole_end(cost, most=way, seconds=seconds, gap=ROUGH).at for way in (True, False)]
        return self._consider_all(tables)

    def _consider_all(self, tables: list[Floats | None]) -> bool:
        """Every table is taken, also after one that widened something."""
        wider = [self.consider(at) for at in tables if at is not None]
        return any(wider)

    def _random(self, wanted: Ints, rng: np.random.Generator) -> Floats:
        weights = rng.uniform(0.2, 1.0, wanted.size) * rng.choice([-1.0, 1.0], wanted.size)
        cost: Floats = weights @ self.parts[wanted]
        return cost

    def solve(self, part: int) -> None:
        """The exact outer interval of a part by linear programming, tightened to whole numbers."""
        if self.exact[part]:
            return
        cost = self._cost(part)
        least, most = (self.programme.end(cost, most=way) for way in (False, True))
        self._take(part, least, most)
        self.held[part] = (np.union1d(least.rows, most.rows), np.union1d(least.columns, most.columns))
        self.exact[part] = True

    def solve_whole(self, part: int, seconds: float) -> bool:
        """The interval over whole numbers; whether it was settled within the time."""
        if self.whole[part]:
            return True
        cost = self._cost(part)
        ends = [self.programme.whole_end(cost, most=way, seconds=seconds) for way in (False, True)]
        self._take(part, *ends)
        self.whole[part] = bool(
            self.inner_low[part] <= self.outer_low[part] and self.inner_high[part] >= self.outer_high[part]
        )
        return bool(self.whole[part])

    def _cost(self, part: int) -> Floats:
        cost: Floats = self.parts[part].toarray().ravel()
        return cost

    def _take(self, part: int, least: Optimum, most: Optimum) -> None:
        low, high = math.ceil(least.bound - SLACK), math.floor(most.bound + SLACK)
        half = self.programme.endless / 2
        self.outer_low[part] = max(self.outer_low[part], -np.inf if low < -half else low)
        self.outer_high[part] = min(self.outer_high[part], np.inf if high > half else high)
        for one in (least, most):
            if one.at is not None:
                self.consider(one.at)
        # A table of whole numbers that was checked row by row weighs more than a solver's tolerance.
        self.outer_low[part] = min(self.outer_low[part], self.inner_low[part])
        self.outer_high[part] = max(self.outer_high[part], self.inner_high[part])


def _least(parts: sparse.csr_matrix, low: Floats, high: Floats) -> Floats:
    """The least that each part can be within the box."""
    up = parts.data > 0
    ends = parts.data * np.where(up, low[parts.indices], high[parts.indices])
    row = np.repeat(np.arange(parts.shape[0]), np.diff(parts.indptr))
    return summed(row, ends, parts.shape[0])
