# SPDX-License-Identifier: EUPL-1.2
"""A first additive rounding, found quickly whatever the size of a table: the start of :mod:`.rounding`.

The atoms are rounded one after the other, each such that the sum so far is as near as it can be; every one goes to one
of its nearest multiples. Then single atoms are moved, each time the one that brings most or costs least, and not back
for a while (tabu search, Glover 1989). The best rounding on the way is the answer. No step looks at the clock before
it runs out, so that the same table gives the same rounding.
"""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

HELD = 12
"""For how many steps an atom that was moved stays, at least."""

STALLED = 3_000
"""After so many steps without a better rounding the search ends; in a small table sooner."""

MOST_STEPS = 40_000
"""How many steps there are at most."""


def first_rounding(
    sums: csr_array, low: Ints, high: Ints, exact: Floats, times: Floats, further: float, ends: float
) -> Ints:
    """Whole atoms from ``low`` to ``high`` whose sums come near to what they should be.

    ``sums`` adds atoms up to cells (one row per cell, coefficients 1), ``exact`` are the atoms before rounding, in
    bases. The cost of a cell is its change, ``times`` as often as it is shown, and ``further`` for each base beyond its
    nearest multiples. The search ends when it stalls, and at the time ``ends`` of the monotonic clock.
    """
    search = _Search(sums, low, high, exact, times, further)
    best, least, stalled = search.atoms.copy(), search.cost, 0
    held = np.zeros(len(low), dtype=np.int64)
    patience = min(STALLED, 100 + 4 * len(low))
    for step in range(MOST_STEPS):
        moved = search.step(held > step)
        if moved is None:
            break
        # The odd part keeps the search from going around in circles.
        held[moved] = step + HELD + (step * 7919) % 11
        stalled += 1
        if search.cost < least - 1e-9:
            best, least, stalled = search.atoms.copy(), search.cost, 0
        if stalled > patience or time.monotonic() > ends:
            break
    return best


class _Search:
    """The atoms as they stand, and what moving each of them by one would cost."""

    def __init__(self, sums: csr_array, low: Ints, high: Ints, exact: Floats, times: Floats, further: float) -> None:
        self._low, self._high, self._times, self._further = low, high, times, further
        self._rows, self._columns = sums, csc_array(sums)
        self._exact = np.asarray(sums @ exact)
        self._floor = np.floor(self._exact + 1e-9)
        self._ceiling = np.ceil(self._exact - 1e-9)
        running = np.floor(np.cumsum(exact) + 0.5 + 1e-9)
        self.atoms: Ints = np.clip(np.diff(running, prepend=0.0).astype(np.int64), low, high)
        self._sums = np.asarray(sums @ self.atoms, dtype=float)
        self.cost = float(self._costs(self._sums, slice(None)).sum())
        self._up, self._down = self._changes(slice(None))
        self._more: Floats = np.asarray(self._up @ sums)
        self._less: Floats = np.asarray(self._down @ sums)

    def _costs(self, value: Floats, rows: slice | Ints) -> Floats:
        beyond = np.maximum(self._floor[rows] - value, 0.0) + np.maximum(value - self._ceiling[rows], 0.0)
        return np.asarray(self._times[rows] * (np.abs(value - self._exact[rows]) + self._further * beyond))

    def _changes(self, rows: slice | Ints) -> tuple[Floats, Floats]:
        """What it costs that these cells go up by one, and down."""
        value = self._sums[rows]
        now = self._costs(value, rows)
        return self._costs(value + 1, rows) - now, self._costs(value - 1, rows) - now

    def step(self, held: NDArray[np.bool_]) -> int | None:
        """Move the best atom that is not held; which it was, or None when there is none."""
        more = np.where(held | (self.atoms >= self._high), np.inf, self._more)
        less = np.where(held | (self.atoms <= self._low), np.inf, self._less)
        up, down = int(np.argmin(more)), int(np.argmin(less))
        atom, by = (up, 1) if more[up] <= less[down] else (down, -1)
        change = more[up] if by > 0 else less[down]
        if not np.isfinite(change):
            return None
        rows = self._columns.indices[self._columns.indptr[atom] : self._columns.indptr[atom + 1]]
        self.atoms[atom] += by
        self._sums[rows] += by
        self.cost += float(change)
        up_now, down_now = self._changes(rows)
        delta_up, delta_down = up_now - self._up[rows], down_now - self._down[rows]
        self._up[rows], self._down[rows] = up_now, down_now
        for place in np.flatnonzero((np.abs(delta_up) > 1e-12) | (np.abs(delta_down) > 1e-12)):
            row = rows[place]
            members = self._members(row)
            self._more[members] += delta_up[place]
            self._less[members] += delta_down[place]
        return atom

    def _members(self, row: int) -> NDArray[np.int32]:
        """The atoms of a cell."""
        members: NDArray[np.int32] = self._rows.indices[self._rows.indptr[row] : self._rows.indptr[row + 1]]
        return members
