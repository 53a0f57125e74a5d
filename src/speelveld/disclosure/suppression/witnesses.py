# SPDX-License-Identifier: EUPL-1.2
"""Alternative tables that prove protection: integer counts, at least 0, that agree with everything that is shown.

A need is protected when tables are known in which it takes a high and a low value. A table agrees with whatever
leaves hidden the cells that it changes, so tables that were found for one pattern often serve the next.
"""

from __future__ import annotations

import numpy as np

from speelveld.disclosure.suppression.arrays import TOLERANCE, Arrays, Flags, Floats, Integers


class Witnesses:
    """The tables found so far for one part of a system, with the cells that each changes and what the needs count."""

    def __init__(self, part: Arrays) -> None:
        self.part = part
        self._count = 0
        self._tables = np.zeros((16, len(part.atoms)), dtype=np.int64)
        self._changed = np.zeros((16, len(part.cells)), dtype=np.float32)
        self._values = np.zeros((16, len(part.needs.ids)))
        self._seen: set[bytes] = set()
        self._memo: tuple[bytes, int, Floats, Floats] | None = None
        if not self.add(part.true):
            raise AssertionError("the true counts agree with what is shown")

    def add(self, table: Integers) -> bool:
        """Keep a table if it is one: whole counts of at least 0 that agree with all that others stated and know."""
        part = self.part
        if (table < 0).any():
            return False
        said = part.stated @ table
        if (said < part.stated_low - TOLERANCE).any() or (said > part.stated_high + TOLERANCE).any():
            return False
        sums = part.matrix @ table
        changed = (sums < part.low - TOLERANCE) | (sums > part.high + TOLERANCE)
        if (changed & part.fixed).any():
            return False
        key = table.tobytes()
        if key in self._seen:
            return True
        self._seen.add(key)
        if self._count == len(self._tables):
            self._tables, self._changed, self._values = (
                np.concatenate([held, np.zeros_like(held)]) for held in (self._tables, self._changed, self._values)
            )
        self._tables[self._count] = table
        self._changed[self._count] = changed & ~part.primary
        self._values[self._count] = part.needs.matrix @ table + part.needs.rest
        self._count += 1
        return True

    @property
    def known(self) -> int:
        """How many tables there are."""
        return self._count

    def last_changed(self) -> Flags:
        """The cells that the newest table changes."""
        return np.asarray(self._changed[self._count - 1] > 0)

    def tables(self, hidden: Flags) -> list[Integers]:
        """The tables that agree, the true counts first."""
        return list(self._tables[: self._count][self.agree(hidden)])

    def agree(self, hidden: Flags) -> Flags:
        """Which tables change hidden cells only."""
        shown = (~hidden).astype(np.float32)
        return np.asarray(self._changed[: self._count] @ shown == 0)

    def range(self, hidden: Flags) -> tuple[Floats, Floats]:
        """The lowest and highest value of every need over the tables that agree."""
        key = hidden.tobytes()
        if self._memo is None or self._memo[0] != key:
            start = self._values[0]
            self._memo = (key, 1, start.copy(), start.copy())
        _, done, low, high = self._memo
        if done < self._count:
            shown = (~hidden).astype(np.float32)
            fresh = self._values[done : self._count][self._changed[done : self._count] @ shown == 0]
            if len(fresh):
                low, high = np.minimum(low, fresh.min(axis=0)), np.maximum(high, fresh.max(axis=0))
            self._memo = (key, self._count, low, high)
        return low, high

    def lacking(self, hidden: Flags) -> Integers:
        """The needs that the tables do not yet prove protected, by place."""
        low, high = self.range(hidden)
        return np.flatnonzero(~enough(self.part, low, high))

    def changed(self, hidden: Flags) -> Flags:
        """The cells that a table which agrees changes."""
        return np.asarray(self._changed[: self._count][self.agree(hidden)].any(axis=0))


def enough(part: Arrays, low: Floats, high: Floats) -> Flags:
    """Whether a lowest and a highest value of every need are far enough apart, and high enough."""
    needs = part.needs
    wide = high - low >= np.maximum(needs.width, 1) - TOLERANCE
    return np.asarray(wide & (high >= needs.reach - TOLERANCE))
