# SPDX-License-Identifier: EUPL-1.2
"""Witnesses for a large system: one alternative table at a time, changed group of units by group of units.

A table that agrees with all that is shown stays so when a few units exchange pupils among themselves without any
shown cell noticing. Each exchange is a small linear programme that pushes whatever need of the group still lacks a
witness, those nearest to their goal the most. Only whole answers are taken, so that the table is a witness at any
time; after a few sweeps with other groups it serves a hundred needs at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csc_array, csr_array, vstack

from speelveld.disclosure.suppression.arrays import TOLERANCE, Arrays, Flags, Floats, Integers
from speelveld.disclosure.suppression.attacker import WHOLE
from speelveld.disclosure.suppression.solver import INFINITY, new_model, programme
from speelveld.disclosure.suppression.witnesses import Witnesses

THREADS = 2
TOGETHER = 240
"""About how many atoms exchange at a time: with more, fewer answers are whole; with fewer, there is less to move."""
SWEEPS = 4
MOST_ROWS = 300
"""Among more rows than this the search for those that others imply would cost more than it saves."""


@dataclass(frozen=True, slots=True)
class _Task:
    """One exchange: the atoms, their counts now, and the linear programme (columns: the atoms)."""

    atoms: Integers
    now: Integers
    matrix: csc_array
    low: Floats
    high: Floats
    cost: Floats
    upper: Floats


class Exchange:
    """A table that changes under one pattern, and in the end serves as a witness."""

    def __init__(self, part: Arrays, witnesses: Witnesses, hidden: Flags, units: Sequence[Integers]) -> None:
        self.part, self.witnesses, self.hidden, self.units = part, witnesses, hidden, units
        self._sizes = np.array([len(unit) for unit in units])
        shown = np.flatnonzero(~hidden)
        rows = csr_array(vstack([part.matrix[shown], part.stated]))
        low, high = np.r_[part.low[shown], part.stated_low], np.r_[part.high[shown], part.stated_high]
        needed = telling(rows, low, high, units)
        self.rows: csr_array = rows[needed]
        self._rows, self._low, self._high = csc_array(self.rows), low[needed], high[needed]
        self._forms = csc_array(part.needs.matrix)
        self._start: tuple[Floats, Floats] = (
            np.asarray(self._rows @ part.true),
            np.asarray(self._forms @ part.true) + part.needs.rest,
        )
        self.solved = self.fractional = 0
        self.restart()

    def restart(self) -> None:
        """Begin again from the true counts."""
        self.table = self.part.true.copy()
        self._sums, self._values = (start.copy() for start in self._start)

    def serve(self, across: Sequence[Integers], turn: int, focus: Integers | None = None) -> int:
        """Make one table for the needs that lack a witness, with units exchanging across these spans.

        ``focus`` limits the effort to these needs. Returns how many needs found their witness.
        """
        needs = self.part.needs
        lacking = self.witnesses.lacking(self.hidden) if focus is None else focus
        if not len(lacking):
            return 0
        low, _ = self.witnesses.range(self.hidden)
        goal = np.maximum(np.maximum(needs.reach, low + np.maximum(needs.width, 1.0)), needs.value)
        self.restart()
        with ThreadPoolExecutor(THREADS) as pool:
            for sweep in range(SWEEPS):
                force = self._force(lacking, goal, turn)
                if not force.any():
                    break
                for span in across:
                    tasks = (
                        self._task(np.concatenate([self.units[unit] for unit in group]), force, goal)
                        for group in groups(span, self._sizes, TOGETHER, turn * SWEEPS + sweep)
                    )
                    listed = [task for task in tasks if task is not None]
                    for task, answer in zip(listed, pool.map(_solve, listed), strict=True):
                        self._take(task, answer)
        before = len(self.witnesses.lacking(self.hidden))
        self.witnesses.add(self.table)
        return before - len(self.witnesses.lacking(self.hidden))

    def _force(self, lacking: Integers, goal: Floats, turn: int) -> Floats:
        """How hard each need is pushed: the nearer to its goal the harder, every eighth hardest of all, down first."""
        force = np.zeros(len(goal))
        if turn == 0:
            force[lacking] = -1.0
            return force
        below = lacking[self._values[lacking] < goal[lacking]]
        near = np.maximum(self._values[below], 0.0) / np.maximum(goal[below], 1.0)
        first = (np.arange(len(below)) * 7 + turn) % 8 == 0
        force[below] = np.where(first, 3.0, 1.0) * (1.0 + 4.0 * near)
        return force

    def _task(self, atoms: Integers, force: Floats, goal: Floats) -> _Task | None:
        """The linear programme of one exchange; None when these atoms have no part in a need that is pushed."""
        forms = self._forms[:, atoms]
        asked = np.unique(forms.indices)
        asked = asked[force[asked] != 0]
        if not len(asked):
            return None
        own = csr_array(forms)[asked]
        rows = self._rows[:, atoms]
        touched = np.unique(rows.indices)
        matrix = csr_array(rows)[touched]
        now = self.table[atoms]
        others = self._sums[touched] - matrix @ now
        upper = np.full(len(atoms), INFINITY)
        single = np.flatnonzero((np.diff(own.indptr) == 1) & (own.data[own.indptr[:-1]] == 1.0))
        atom = own.indices[own.indptr[single]]
        rest = self._values[asked[single]] - now[atom]
        np.minimum.at(upper, atom, np.maximum(goal[asked[single]] - rest, now[atom]))
        ours = csr_array(own)
        return _Task(
            atoms,
            now.copy(),
            csc_array(matrix),
            self._low[touched] - others,
            self._high[touched] - others,
            -np.asarray(force[asked] @ ours),
            np.minimum(upper, 1e6),
        )

    def _take(self, task: _Task, answer: Floats | None) -> None:
        """Change the table as an exchange says, when the answer is whole and the other exchanges leave it true."""
        self.solved += 1
        if answer is None:
            return
        whole = np.rint(answer)
        if abs(whole - answer).max(initial=0.0) > WHOLE:
            self.fractional += 1
            return
        change = whole.astype(np.int64) - task.now
        if not change.any():
            return
        sums = self._sums + self._rows[:, task.atoms] @ change
        if (sums < self._low - TOLERANCE).any() or (sums > self._high + TOLERANCE).any():
            return
        self.table[task.atoms] += change
        self._sums = sums
        self._values = self._values + self._forms[:, task.atoms] @ change


def _solve(task: _Task) -> Floats | None:
    """The best exchange in fractions; None when HiGHS finds none."""
    model = new_model()
    model.setOptionValue("presolve", "off")
    model.passModel(programme(task.matrix, task.low, task.high, task.cost, task.upper))
    model.run()
    if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.array(model.getSolution().col_value)


def groups(across: Integers, sizes: Integers, together: int, turn: int) -> Iterator[Integers]:
    """The units of a span in groups of about ``together`` atoms and at least two units, divided anew every turn."""
    count = len(across)
    strides = [step for step in range(1, count) if np.gcd(step, count) == 1] or [1]
    order = across[(np.arange(count) * strides[(turn * 7) % len(strides)] + turn) % count]
    filled = np.cumsum(sizes[order])
    start = 0
    while start < count:
        limit = together + (filled[start - 1] if start else 0)
        end = max(start + 2, int(np.searchsorted(filled, limit, side="right")))
        if count - end <= 1:
            end = count
        yield np.sort(order[start:end])
        start = end


def owners(rows: csr_array, units: Sequence[Integers]) -> Integers:
    """The unit of every row; -1 for a row across units."""
    unit = np.zeros(rows.shape[1], dtype=np.int64)
    for place, atoms in enumerate(units):
        unit[atoms] = place
    row = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    least, most = np.full(rows.shape[0], len(units)), np.full(rows.shape[0], -1)
    np.minimum.at(least, row, unit[rows.indices])
    np.maximum.at(most, row, unit[rows.indices])
    owner: Integers = np.where(least == most, least, -1)
    return owner


def telling(rows: csr_array, low: Floats, high: Floats, units: Sequence[Integers]) -> Integers:
    """The rows that say more than the shorter exact rows of the same unit, or across units, already say."""
    owner = owners(rows, units)
    order = np.argsort(owner, kind="stable")
    cuts = np.flatnonzero(np.diff(owner[order])) + 1
    kept = [_independent(rows, group, low, high) for group in np.split(order, cuts) if len(group)]
    return np.sort(np.concatenate(kept)) if kept else np.zeros(0, dtype=np.int64)


def _independent(rows: csr_array, group: Integers, low: Floats, high: Floats) -> Integers:
    """Of a group of rows those that are not sums and differences of shorter exact ones."""
    if len(group) > MOST_ROWS:
        return group
    exact = low[group] == high[group]
    order = group[exact][np.argsort(np.diff(rows.indptr)[group[exact]], kind="stable")]
    chosen = rows[order]
    dense = chosen[:, np.unique(chosen.indices)].toarray() if len(order) else np.zeros((0, 0))
    basis = np.zeros((0, dense.shape[1]))
    kept = []
    for row, vector in zip(order, dense, strict=True):
        rest = vector - basis.T @ (basis @ vector)
        rest -= basis.T @ (basis @ rest)
        if (length := float(np.linalg.norm(rest))) > 1e-6 * float(np.linalg.norm(vector)):
            kept.append(int(row))
            basis = np.vstack([basis, rest / length])
    found: Integers = np.concatenate([np.array(kept, dtype=np.int64), group[~exact]])
    return found


def exhaust(exchange: Exchange, across: Sequence[Integers], *, tables: int, least: int) -> None:
    """Make tables until no need lacks a witness, or until tables serve fewer than ``least`` needs three times."""
    weak = 0
    for turn in range(tables):
        if weak >= 3 or not len(exchange.witnesses.lacking(exchange.hidden)):
            return
        served = exchange.serve(across, turn)
        weak = weak + 1 if turn and served < least else 0
