# SPDX-License-Identifier: EUPL-1.2
"""Controlled rounding: every cell becomes a multiple of a base, and every sum still adds up.

Each cell goes to the multiple below it or the one above, and a multiple stays what it is (zero-restricted, Cox 1987),
such that the rounded table is additive and the total change is the least possible. It is solved as an integer programme
over the inner cells. In tables of three and more dimensions no such rounding may exist (Cox & Ernst 1982); then some
cells move further, as few and as little as possible, and the result says so.

What it protects: with base b, shown r, and every sum adding up, each single inner cell can be moved by up to b - 1
either way together with its totals while every cell stays within b of what is shown. So nobody who holds the whole
table, in all its margins, learns more of a cell than that it lies from r - b + 1 to r + b - 1 (and not below 0).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, eye_array, hstack

from speelveld.disclosure.system import System, Terms
from speelveld.errors import DisclosureError

FURTHER = 1_000.0
"""What one base beyond the nearest multiples costs, in bases of change: never taken where it is not needed."""

MOST_STEPS = 3
"""How many bases further than its nearest multiples a cell may go, where no rounding to these exists."""

MOST_NODES = 20_000
"""Nodes of the search after which the best rounding found is taken: a limit that does not depend on the machine."""

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

    The same system gives the same rounding. Raises DisclosureError when no rounding was found within ``seconds``, and
    ValueError for a base below 2 or a cell that is no plain sum of atoms.
    """
    if base < 2:
        raise ValueError(f"a base of {base} rounds nothing: it is at least 2")
    if any(number != 1 for cell in system.cells for _, number in cell.terms):
        raise ValueError("controlled rounding takes cells that are plain sums of atoms")
    program = _Program(system, base)
    found = program.solve(0, seconds) or program.solve(MOST_STEPS, seconds)
    if found is None:
        raise DisclosureError(f"no additive rounding to multiples of {base} was found within {seconds:g} seconds")
    units, bound = found
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

    def solve(self, steps: int, seconds: float) -> tuple[NDArray[np.int64], float] | None:
        """Atoms in whole bases, and the least possible change in bases; None where no such rounding was found.

        ``steps`` is how many bases beyond its nearest multiples a cell may go.
        """
        atoms, sums = len(self.atoms), len(self._floor)
        one, nothing = eye_array(sums), csr_array((sums, 1))
        beyond = self._times * (1 + FURTHER)
        # The last variable is 1: it carries what every rounding costs, so that the gap is one of the whole change.
        constant = float(self._times @ self._part)
        found = milp(
            np.concatenate([np.zeros(atoms), self._times * (1 - 2 * self._part), beyond, beyond, [constant]]),
            constraints=LinearConstraint(
                csr_array(hstack([self._sums, -one, one, -one, nothing])), self._floor, self._floor
            ),
            bounds=Bounds(
                np.concatenate([np.maximum(0, self._low - steps), np.zeros(3 * sums), [1]]),
                np.concatenate([self._low + self._up + steps, self._part > 0, np.full(2 * sums, steps), [1]]),
            ),
            integrality=np.concatenate([np.ones(atoms), np.zeros(3 * sums + 1)]),
            options={"time_limit": seconds, "node_limit": MOST_NODES, "mip_rel_gap": ENOUGH},
        )
        if found.x is None:
            return None
        p, q = found.x[atoms + sums : atoms + 2 * sums], found.x[atoms + 2 * sums : -1]
        bound = found.fun if found.mip_dual_bound is None else found.mip_dual_bound
        return np.rint(found.x[:atoms]).astype(np.int64), max(0.0, bound - FURTHER * float(self._times @ (p + q)))
