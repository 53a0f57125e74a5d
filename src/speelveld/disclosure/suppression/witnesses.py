# SPDX-License-Identifier: EUPL-1.2
"""Alternative tables that prove protection: integer counts, at least 0, that agree with everything that is shown.

A need is protected when tables are known in which it takes a high and a low value. A table agrees with whatever
leaves hidden the cells that it changes, so tables that were found for one pattern often serve the next. A table is
kept as its difference from the true counts: in a large system it mostly differs in a few units.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from speelveld.disclosure.suppression.arrays import TOLERANCE, Arrays, Flags, Floats, Integers, entries


class _Lists:
    """Lists of numbers one after the other, to which whole lists are added."""

    def __init__(self, kind: type) -> None:
        self._data: NDArray[Any] = np.zeros(64, dtype=kind)
        self._starts = np.zeros(16, dtype=np.int64)
        self.count = 0

    def add(self, numbers: NDArray[Any]) -> None:
        """One list more."""
        start = int(self._starts[self.count])
        end = start + len(numbers)
        while end > len(self._data):
            self._data = np.concatenate([self._data, np.zeros_like(self._data)])
        if self.count + 2 > len(self._starts):
            self._starts = np.concatenate([self._starts, np.zeros_like(self._starts)])
        self._data[start:end] = numbers
        self.count += 1
        self._starts[self.count] = end

    def at(self, place: int) -> NDArray[Any]:
        """One list."""
        return self._data[self._starts[place] : self._starts[place + 1]]

    def since(self, first: int) -> tuple[NDArray[Any], Integers]:
        """All numbers of the lists from ``first`` on, and the list of each, counted from ``first``."""
        lengths = np.diff(self._starts[first : self.count + 1])
        return self._data[self._starts[first] : self._starts[self.count]], np.repeat(np.arange(len(lengths)), lengths)


def _moved(columns: csc_array, atoms: Integers, change: Integers) -> tuple[Integers, Floats]:
    """The rows that a change moves, and by how much."""
    row, column, data = entries(columns, atoms)
    rows, place = np.unique(row, return_inverse=True)
    by = np.bincount(place, weights=data * change[column], minlength=len(rows))
    moved = by != 0
    return rows[moved], by[moved]


class Witnesses:
    """The tables found so far for one part of a system, with the cells that each changes and what the needs count."""

    def __init__(self, part: Arrays) -> None:
        self.part = part
        self._atoms, self._change = _Lists(np.int64), _Lists(np.int64)
        self._cells = _Lists(np.int64)
        self._needs, self._values = _Lists(np.int64), _Lists(np.float64)
        self._seen: set[bytes] = set()
        self._memo: tuple[bytes, int, Floats, Floats] | None = None
        self._columns = [csc_array(rows) for rows in (part.stated, part.matrix, part.needs.matrix)]
        self._said = np.asarray(part.stated @ part.true)
        self._sums = np.asarray(part.matrix @ part.true)
        self._start = np.asarray(part.needs.matrix @ part.true + part.needs.rest)
        if not self.add(part.true):
            raise AssertionError("the true counts agree with what is shown")

    def add(self, table: Integers) -> bool:
        """Keep a table if it is one: whole counts of at least 0 that agree with all that others stated and know."""
        atoms = np.flatnonzero(table != self.part.true)
        return self.add_change(atoms, table[atoms] - self.part.true[atoms])

    def add_change(self, atoms: Integers, change: Integers) -> bool:
        """Keep the table in which these atoms (in order, none twice) differ so much from the truth, if it is one."""
        part = self.part
        if (part.true[atoms] + change < 0).any():
            return False
        (said, by), (cells, more), (asked, gain) = (_moved(columns, atoms, change) for columns in self._columns)
        sums = self._said[said] + by
        if (sums < part.stated_low[said] - TOLERANCE).any() or (sums > part.stated_high[said] + TOLERANCE).any():
            return False
        sums = self._sums[cells] + more
        changed = cells[(sums < part.low[cells] - TOLERANCE) | (sums > part.high[cells] + TOLERANCE)]
        if part.fixed[changed].any():
            return False
        key = atoms.tobytes() + change.tobytes()
        if key in self._seen:
            return True
        self._seen.add(key)
        self._atoms.add(atoms)
        self._change.add(change)
        self._cells.add(changed[~part.primary[changed]])
        self._needs.add(asked)
        self._values.add(self._start[asked] + gain)
        return True

    @property
    def known(self) -> int:
        """How many tables there are."""
        return self._cells.count

    def last_changed(self) -> Flags:
        """The cells that the newest table changes."""
        changed = np.zeros(len(self.part.cells), dtype=bool)
        changed[self._cells.at(self.known - 1)] = True
        return changed

    def tables(self, hidden: Flags) -> list[Integers]:
        """The tables that agree, the true counts first."""
        found = []
        for place in np.flatnonzero(self.agree(hidden)):
            table = self.part.true.copy()
            table[self._atoms.at(int(place))] += self._change.at(int(place))
            found.append(table)
        return found

    def agree(self, hidden: Flags) -> Flags:
        """Which tables change hidden cells only."""
        return self._agree_since(hidden, 0)

    def _agree_since(self, hidden: Flags, first: int) -> Flags:
        cells, table = self._cells.since(first)
        agree = np.ones(self.known - first, dtype=bool)
        agree[table[~hidden[cells]]] = False
        return agree

    def range(self, hidden: Flags) -> tuple[Floats, Floats]:
        """The lowest and highest value of every need over the tables that agree."""
        key = hidden.tobytes()
        if self._memo is None or self._memo[0] != key:
            self._memo = (key, 0, self._start.copy(), self._start.copy())
        _, done, low, high = self._memo
        if done < self.known:
            agree = self._agree_since(hidden, done)
            needs, table = self._needs.since(done)
            values, _ = self._values.since(done)
            kept = agree[table]
            low, high = low.copy(), high.copy()
            np.minimum.at(low, needs[kept], values[kept])
            np.maximum.at(high, needs[kept], values[kept])
            self._memo = (key, self.known, low, high)
        return low, high

    def lacking(self, hidden: Flags) -> Integers:
        """The needs that the tables do not yet prove protected, by place."""
        low, high = self.range(hidden)
        return np.flatnonzero(~enough(self.part, low, high))

    def entries(self) -> tuple[tuple[Integers, Integers], tuple[Integers, Integers, Floats]]:
        """``(cell, table)`` of every change, and ``(need, table, value)`` of every need that a table moves."""
        needs, moved = self._needs.since(0)
        return self._cells.since(0), (needs, moved, self._values.since(0)[0])

    @property
    def start(self) -> Floats:
        """What the needs count in truth."""
        return self._start


def enough(part: Arrays, low: Floats, high: Floats, asked: Integers | None = None) -> Flags:
    """Whether a lowest and a highest value of every need, or of some, are far enough apart, and high enough."""
    needs = part.needs
    width, reach = (needs.width, needs.reach) if asked is None else (needs.width[asked], needs.reach[asked])
    wide = high - low >= np.maximum(width, 1) - TOLERANCE
    return np.asarray(wide & (high >= reach - TOLERANCE))
