# SPDX-License-Identifier: EUPL-1.2
"""A linked system as arrays, in the order of the ids, and its parts: some atoms that may move, all others held still.

Whatever is proven with some atoms held still is proven: an alternative table in which only a few atoms differ is as
good a witness as any other. So a large system is worked on part by part.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from speelveld.disclosure.system import Cell, Protected, Statement, System, Terms
from speelveld.errors import DisclosureError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

TOLERANCE = 1e-7
"""How far a sum of floating-point coefficients may pass a bound and still count as within it."""


@dataclass(frozen=True)
class Needs:
    """Forms that must stay uncertain: one row of ``matrix`` each; ``rest`` is what atoms held still add."""

    ids: tuple[str, ...]
    matrix: csr_array
    rest: Floats
    value: Floats
    width: Floats
    reach: Floats


@dataclass(frozen=True)
class Arrays:
    """A system, or a part of it. ``m`` cells over ``n`` atoms that may move.

    ``low`` and ``high`` bound the atoms' part of a cell when it is shown. ``place`` gives the cells' places in the
    whole system, ``primary`` those that are hidden anyway and ``fixed`` those that are shown anyway. ``stated``,
    ``stated_low`` and ``stated_high`` are the statements of others.
    """

    atoms: tuple[str, ...]
    true: Integers
    cells: tuple[str, ...]
    matrix: csr_array
    low: Floats
    high: Floats
    weight: Floats
    primary: Flags
    fixed: Flags
    place: Integers
    stated: csr_array
    stated_low: Floats
    stated_high: Floats
    needs: Needs
    need_place: Integers
    atom_place: Integers

    @property
    def free(self) -> Flags:
        """The cells that may be shown or hidden as is best."""
        return ~self.primary & ~self.fixed

    @cached_property
    def _columns(self) -> list[tuple[csc_array, Integers, Floats]]:
        """The cells, the statements and the needs by column, with their lengths and true sums."""
        return [
            (csc_array(rows), np.diff(rows.indptr), np.asarray(rows @ self.true))
            for rows in (self.matrix, self.stated, self.needs.matrix)
        ]

    def cut(self, atoms: Integers, *, inner: bool = False) -> Arrays:
        """The part in which only these atoms move.

        ``inner`` leaves out every cell, statement and need that other atoms have a share in: an outsider who knows
        less, so what protects against the whole protects here too.
        """
        moved = self.true[atoms].astype(float)

        def rows(by_column: csc_array, lengths: Integers, sums: Floats) -> tuple[Integers, csr_array, Floats]:
            row, column, data = entries(by_column, atoms)
            if inner:
                held, count = np.unique(row, return_counts=True)
                whole = np.isin(row, held[count == lengths[held]])
                row, column, data = row[whole], column[whole], data[whole]
            order = np.lexsort((column, row))
            place, start = np.unique(row[order], return_index=True)
            size = (len(place), len(atoms))
            chosen = csr_array((data[order], column[order], np.append(start, len(row))), shape=size)
            return place, chosen, sums[place] - chosen @ moved

        place, matrix, rest = rows(*self._columns[0])
        said, stated, stated_rest = rows(*self._columns[1])
        asked, forms, need_rest = rows(*self._columns[2])
        needs = Needs(
            tuple(self.needs.ids[i] for i in asked),
            forms,
            self.needs.rest[asked] + need_rest,
            self.needs.value[asked],
            self.needs.width[asked],
            self.needs.reach[asked],
        )
        return Arrays(
            tuple(self.atoms[i] for i in atoms),
            self.true[atoms],
            tuple(self.cells[i] for i in place),
            matrix,
            self.low[place] - rest,
            self.high[place] - rest,
            self.weight[place],
            self.primary[place],
            self.fixed[place],
            self.place[place],
            stated,
            self.stated_low[said] - stated_rest,
            self.stated_high[said] - stated_rest,
            needs,
            self.need_place[asked],
            self.atom_place[atoms],
        )


def entries(by_column: csc_array, columns: Integers) -> tuple[Integers, Integers, Floats]:
    """The rows, the columns (counted within ``columns``) and the coefficients of some columns of a matrix."""
    starts, lengths = by_column.indptr[columns], by_column.indptr[columns + 1] - by_column.indptr[columns]
    column = np.repeat(np.arange(len(columns)), lengths)
    skipped = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
    place = np.arange(len(column)) + skipped
    return by_column.indices[place].astype(np.int64), column, by_column.data[place]


def forms_matrix(forms: Sequence[Terms], atoms: dict[str, int]) -> csr_array:
    """Linear forms as the rows of a sparse matrix, one column per atom."""
    indptr = np.zeros(len(forms) + 1, dtype=np.int64)
    indptr[1:] = np.cumsum([len(form) for form in forms])
    indices = np.fromiter((atoms[atom] for form in forms for atom, _ in form), dtype=np.int64, count=indptr[-1])
    data = np.fromiter((coefficient for form in forms for _, coefficient in form), dtype=float, count=indptr[-1])
    matrix = csr_array((data, indices, indptr), shape=(len(forms), len(atoms)))
    matrix.sort_indices()
    return matrix


def needs_of(needs: Sequence[Protected], atoms: dict[str, int]) -> Needs:
    """Needs as arrays."""
    return Needs(
        tuple(need.id for need in needs),
        forms_matrix([need.terms for need in needs], atoms),
        np.zeros(len(needs)),
        np.array([need.value for need in needs], dtype=float),
        np.array([need.width for need in needs], dtype=float),
        np.array([need.reach for need in needs], dtype=float),
    )


def arrays_of(system: System) -> Arrays:
    """The whole system as arrays, whatever the order in which it was given.

    Raises DisclosureError when it contradicts itself: two cells of one id, an atom without a count, a cell, need or
    earlier statement that the true counts do not bear out.
    """
    names = sorted(system.values)
    atoms = {name: place for place, name in enumerate(names)}
    cells = sorted(system.cells, key=lambda cell: cell.id)
    earlier = sorted(system.earlier, key=lambda statement: (statement.id, statement.low, statement.high))
    needs = sorted(system.needs(), key=lambda need: need.id)
    _refuse(_unknown(cells, earlier, needs, atoms))
    true = np.array([system.values[name] for name in names], dtype=np.int64)
    matrix = forms_matrix([cell.terms for cell in cells], atoms)
    shown = [cell.statement() for cell in cells]
    asked = needs_of(needs, atoms)
    stated = forms_matrix([statement.terms for statement in earlier], atoms)
    stated_low = np.array([statement.low for statement in earlier], dtype=float)
    stated_high = np.array([statement.high for statement in earlier], dtype=float)
    count = np.array([cell.value for cell in cells], dtype=float)
    truth = stated @ true
    _refuse(
        [f"cell '{cells[i].id}' says {cells[i].value}" for i in np.flatnonzero(abs(matrix @ true - count) > TOLERANCE)]
        + [f"need '{asked.ids[i]}'" for i in np.flatnonzero(abs(asked.matrix @ true - asked.value) > TOLERANCE)]
        + [
            f"earlier statement '{earlier[i].id}'"
            for i in np.flatnonzero((truth < stated_low - TOLERANCE) | (truth > stated_high + TOLERANCE))
        ]
    )
    return Arrays(
        tuple(names),
        true,
        tuple(cell.id for cell in cells),
        matrix,
        np.array([statement.low for statement in shown], dtype=float),
        np.array([statement.high for statement in shown], dtype=float),
        np.array([cell.weight for cell in cells], dtype=float),
        np.array([cell.need is not None and not cell.always_shown for cell in cells], dtype=bool),
        np.array([cell.always_shown for cell in cells], dtype=bool),
        np.arange(len(cells)),
        stated,
        stated_low,
        stated_high,
        asked,
        np.arange(len(needs)),
        np.arange(len(names)),
    )


def _unknown(
    cells: Sequence[Cell],
    earlier: Sequence[Statement],
    needs: Sequence[Protected],
    atoms: dict[str, int],
) -> Iterable[str]:
    """What the system speaks of without a count, and ids that stand twice."""
    spoken = [("cell", cell.id, cell.terms) for cell in cells]
    spoken += [("statement", statement.id, statement.terms) for statement in earlier]
    spoken += [("need", need.id, need.terms) for need in needs]
    for kind, name, form in spoken:
        if missing := [atom for atom, _ in form if atom not in atoms]:
            yield f"{kind} '{name}' speaks of '{missing[0]}', which has no count"
    for first, second in itertools.pairwise(cells):
        if first.id == second.id:
            yield f"cell '{first.id}' stands twice"
    for cell in cells:
        if cell.weight < 0:
            yield f"cell '{cell.id}' has the weight {cell.weight}, less than 0"


def _refuse(faults: Iterable[str]) -> None:
    """Raise one error that lists every fault."""
    listed = list(faults)
    if listed:
        raise DisclosureError("the system contradicts itself or its true counts: " + "; ".join(listed[:50]))
