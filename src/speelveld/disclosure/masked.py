# SPDX-License-Identifier: EUPL-1.2
"""Counts that the source of a table masked: what the masks tell together, and counts that fit everything it says.

A masked count (DUO's ``<5``) is an interval, and is never imputed. Where the table gives totals as well, some whole
numbers in these intervals add up to them. Any such numbers do as the "true" counts of a check: only what is shown
matters, and every shown number comes from the table itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array

Interval = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sum:
    """A total that a table gives: the atoms that it counts, and the interval in which it lies."""

    atoms: tuple[str, ...]
    low: int
    high: int


def disagreeing(counts: Mapping[str, Interval], sums: Sequence[Sum]) -> list[int]:
    """The places in ``sums`` of totals that their parts cannot add up to, each taken by itself."""
    found = []
    for at, one in enumerate(sums):
        low = sum(counts[atom][0] for atom in one.atoms)
        high = sum(counts[atom][1] for atom in one.atoms)
        if one.low > high or one.high < low:
            found.append(at)
    return found


def narrowed(counts: Mapping[str, Interval], sums: Sequence[Sum]) -> tuple[dict[str, Interval], list[Interval]]:
    """The intervals of atoms and of totals after each has been carried over to the others until nothing changes."""
    atoms, totals = dict(counts), [(one.low, one.high) for one in sums]
    changed = True
    while changed:
        changed = False
        for at, one in enumerate(sums):
            low = sum(atoms[atom][0] for atom in one.atoms)
            high = sum(atoms[atom][1] for atom in one.atoms)
            totals[at] = (max(totals[at][0], low), min(totals[at][1], high))
            for atom in one.atoms:
                least, most = atoms[atom]
                tighter = (max(least, totals[at][0] - high + most), min(most, totals[at][1] - low + least))
                if tighter != (least, most):
                    atoms[atom], changed = tighter, True
                    low, high = low - least + tighter[0], high - most + tighter[1]
    return atoms, totals


def fitting(counts: Mapping[str, Interval], sums: Sequence[Sum]) -> dict[str, int] | None:
    """A whole number in each interval such that every total holds; None when there are no such numbers.

    Of all that fit it takes those with the least sum, so that the same table gives the same numbers.
    """
    free = [atom for atom, (low, high) in counts.items() if low < high]
    values = {atom: low for atom, (low, _) in counts.items()}
    place = {atom: at for at, atom in enumerate(free)}
    open_sums = [one for one in sums if any(atom in place for atom in one.atoms)]
    settled = [one for one in sums if not any(atom in place for atom in one.atoms)]
    if any(not one.low <= sum(values[atom] for atom in one.atoms) <= one.high for one in settled):
        return None
    if not open_sums:
        return values
    rows = [at for at, one in enumerate(open_sums) for atom in one.atoms if atom in place]
    columns = [place[atom] for one in open_sums for atom in one.atoms if atom in place]
    matrix = csr_array(coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(open_sums), len(free))))
    fixed = np.array([sum(values[atom] for atom in one.atoms if atom not in place) for one in open_sums])
    found = milp(
        np.ones(len(free)),
        constraints=LinearConstraint(
            matrix, [one.low for one in open_sums] - fixed, [one.high for one in open_sums] - fixed
        ),
        bounds=Bounds([counts[atom][0] for atom in free], [counts[atom][1] for atom in free]),
        integrality=np.ones(len(free)),
    )
    if found.x is None:
        return None
    return values | dict(zip(free, np.rint(found.x).astype(int).tolist(), strict=True))
