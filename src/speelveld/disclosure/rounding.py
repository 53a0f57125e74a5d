# SPDX-License-Identifier: EUPL-1.2
"""Controlled rounding: every cell becomes a multiple of a base, and every sum still adds up.

Each cell goes to the multiple below it or the one above, and a multiple stays what it is (zero-restricted, Cox 1987),
such that the rounded table is additive and the total change is the least possible. It is solved as an integer programme
over the inner cells, from a first rounding that is found in any case (:mod:`.rounding_start`). In tables of three and
more dimensions no such rounding may exist (Cox & Ernst 1982), or be found in time; then some cells move further, as few
and as little as possible, and the result says so.

What it protects: with base b, shown r, and every sum adding up, each single inner cell can be moved by up to b - 1
either way together with its totals while every cell stays within b of what is shown. So nobody who holds the whole
table, in all its margins, learns more of a cell than that it lies from r - b + 1 to r + b - 1 (and not below 0).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, csr_array, eye_array, hstack

from speelveld.disclosure.rounding_start import first_rounding
from speelveld.disclosure.system import System, Terms

Ints = NDArray[np.int64]

FURTHER = 1_000.0
"""What one base beyond the nearest multiples costs, in bases of change: never taken where it is not needed."""

MOST_STEPS = 3
"""How many bases further than its nearest multiples a cell may go, where no rounding to these exists."""

MOST_NODES = 20_000
"""Nodes of the search after which the best rounding found is taken: a limit that does not depend on the machine."""

SMALL = 2_000
"""Up to so many cells it is tried whether there is a rounding of every cell to a nearest multiple."""

ENOUGH = 0.01
"""The search stops when no other rounding can change less by more than this share; small tables get to 0."""


@dataclass(frozen=True, slots=True)
class Rounding:
    """Rounded counts by cell and by atom, all multiples of ``base`` that add up.

    ``change`` is the sum of the changes of all cells, ``bound`` the least that it could be; ``restricted`` says whether
    every cell went to one of its nearest multiples, and ``largest`` is the largest change of a cell.
    """

    base: int
    shown: Mapping[str, int]
    atoms: Mapping[str, int]
    change: int
    bound: float
    restricted: bool
    largest: int

    @property
    def gap(self) -> float:
        """How much smaller the change could be at most, as a share of the change."""
        return 0.0 if not self.change else max(0.0, (self.change - self.bound) / self.change)


def controlled_rounding(system: System, base: int, seconds: float = 60.0) -> Rounding:
    """Round every cell of the system to a multiple of ``base``, so that all sums add up, with the least total change.

    There always is one: a quick search finds it first, and ``seconds`` limit the search for a better one. The same
    system gives the same rounding unless that limit is hit. Raises ValueError for a base below 2 or a cell that is no
    plain sum of atoms.
    """
    if base < 2:
        raise ValueError(f"a base of {base} rounds nothing: it is at least 2")
    if any(number != 1 for cell in system.cells for _, number in cell.terms):
        raise ValueError("controlled rounding takes cells that are plain sums of atoms")
    program = _Program(system, base)
    units, bound = program.solve(seconds)
    rounded = dict(zip(program.atoms, (units * base).tolist(), strict=True))
    shown = {cell.id: sum(rounded[atom] for atom, _ in cell.terms) for cell in system.cells}
    changes = [abs(shown[cell.id] - cell.value) for cell in system.cells]
    nearest = all(
        change < base and (change == 0 or cell.value % base) for cell, change in zip(system.cells, changes, strict=True)
    )
    return Rounding(base, shown, rounded, sum(changes), bound * base, nearest, max(changes, default=0))


class _Program:
    """The integer programme: every atom in whole bases, and per cell how far that is from its value.

    A cell of ``base * (f + d)``, with ``f`` whole and ``0 <= d < 1``, becomes ``f + z - p + q`` bases: ``z`` from 0 to
    1 (0 where ``d`` is 0) between its nearest multiples, ``p`` and ``q`` beyond them. The change is
    ``d + z (1 - 2 d) + p + q``, convex in the atoms, so that only these need be whole.
    """

    def __init__(self, system: System, base: int) -> None:
        self.atoms = sorted({atom for cell in system.cells for atom, _ in cell.terms})
        place = {atom: at for at, atom in enumerate(self.atoms)}
        values = np.array([system.values[atom] for atom in self.atoms], dtype=np.int64)
        self._exact = values / base
        self._low, self._up = values // base, (values % base > 0).astype(np.int64)
        # Cells that count the same atoms are one row, which costs as often as it is shown.
        times: dict[Terms, int] = {}
        for cell in system.cells:
            times[cell.terms] = times.get(cell.terms, 0) + 1
        rows = [at for at, form in enumerate(times) for _ in form]
        columns = [place[atom] for form in times for atom, _ in form]
        self._sums = csr_array(coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(times), len(self.atoms))))
        self._times = np.array(list(times.values()), dtype=float)
        totals = np.rint(self._sums @ values).astype(np.int64)
        self._floor, self._part = totals // base, totals % base / base

    def solve(self, seconds: float) -> tuple[Ints, float]:
        """Atoms in whole bases, and a change in bases below which there is none.

        A quick search gives a first rounding; what is left of ``seconds`` goes into a better one.
        """
        ends = time.monotonic() + seconds
        best = first_rounding(
            self._sums, self._low, self._low + self._up, self._exact, self._times, FURTHER, ends - seconds / 2
        )
        bound = 0.0
        # In a large table without a nearest rounding at hand, proving that there is none would take all the time.
        tries = [0, MOST_STEPS] if len(self._floor) <= SMALL else [0] if not self._beyond(best) else [MOST_STEPS]
        for steps in tries:
            found = self._improve(best, steps, (ends - time.monotonic()) / (2 if steps < tries[-1] else 1))
            if found is not None:
                best, bound = found
                if not self._beyond(best):
                    break
        # No cell comes nearer than its nearest multiple.
        nearest = float(self._times @ np.minimum(self._part, 1 - self._part))
        return best, max(nearest, bound - FURTHER * self._beyond(best))

    def _beyond(self, atoms: Ints) -> float:
        """How many bases all cells together are beyond their nearest multiples."""
        away = self._sums @ atoms - self._floor
        beyond = np.maximum(-away, 0) + np.maximum(away - (self._part > 0), 0)
        return float(self._times @ beyond)

    def _cost(self, atoms: Ints) -> float:
        away = np.abs(self._sums @ atoms - self._floor - self._part)
        return float(self._times @ away) + FURTHER * self._beyond(atoms)

    def _improve(self, start: Ints, steps: int, seconds: float) -> tuple[Ints, float] | None:
        """The best rounding that the solver finds, ``start`` or better where that is one; and the bound of its cost.

        ``steps`` is how many bases beyond its nearest multiples a cell may go. None where there is no such rounding, or
        none was found.
        """
        if seconds <= 0:
            return None
        atoms, sums = len(self.atoms), len(self._floor)
        one, nothing = eye_array(sums), csr_array((sums, 1))
        beyond = self._times * (1 + FURTHER)
        matrix = csc_array(hstack([self._sums, -one, one, -one, nothing]))
        lp = highspy.HighsLp()
        lp.num_row_, lp.num_col_ = matrix.shape
        # The last variable is 1: it carries what every rounding costs, so that the gap is one of the whole cost.
        constant = float(self._times @ self._part)
        lp.col_cost_ = np.concatenate([np.zeros(atoms), self._times * (1 - 2 * self._part), beyond, beyond, [constant]])
        lp.col_lower_ = np.concatenate([np.maximum(0, self._low - steps), np.zeros(3 * sums), [1]])
        lp.col_upper_ = np.concatenate([self._low + self._up + steps, self._part > 0, np.full(2 * sums, steps), [1]])
        lp.row_lower_ = lp.row_upper_ = self._floor.astype(float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
        whole, real = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
        lp.integrality_ = [whole] * atoms + [real] * (3 * sums + 1)
        model = highspy.Highs()  # type: ignore[no-untyped-call]
        model.silent()
        options: dict[str, int | float | str] = {
            "threads": 1,
            "parallel": "off",
            "random_seed": 1,
            "time_limit": seconds,
        }
        options |= {"mip_max_nodes": MOST_NODES, "mip_rel_gap": ENOUGH}
        for option, value in options.items():
            model.setOptionValue(option, value)
        model.passModel(lp)
        if self._allowed(start, steps):
            solution = highspy.HighsSolution()
            solution.col_value = self._columns(start).tolist()
            model.setSolution(solution)
        model.run()
        info = model.getInfo()
        best = start if self._allowed(start, steps) else None
        if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
            found = np.rint(np.array(model.getSolution().col_value)[:atoms]).astype(np.int64)
            best = found if best is None or self._cost(found) < self._cost(best) else best
        return None if best is None else (best, float(max(0.0, info.mip_dual_bound)))

    def _allowed(self, atoms: Ints, steps: int) -> bool:
        away = self._sums @ atoms - self._floor
        return bool((away >= -steps).all() and (away <= (self._part > 0) + steps).all())

    def _columns(self, atoms: Ints) -> NDArray[np.float64]:
        """A rounding in all variables of the programme."""
        away = self._sums @ atoms - self._floor
        within = np.clip(away, 0, self._part > 0)
        return np.concatenate([atoms, within, np.maximum(-away, 0), np.maximum(away - within, 0), [1]]).astype(float)
