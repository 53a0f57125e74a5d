# SPDX-License-Identifier: EUPL-1.2
"""All tables that an outsider must hold possible, and how far linear forms can reach over them.

First single rows are followed through (:mod:`.polyhedron`), which fixes most atoms. What is left falls apart into
linked parts (:mod:`.component`); atoms that always occur together become one. A form is the sum of its parts.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from speelveld.disclosure.attack.component import IDLE, Component
from speelveld.disclosure.attack.findings import too_narrow
from speelveld.disclosure.attack.polyhedron import SLACK, Floats, Ints, activity, propagate, rows_of, summed
from speelveld.disclosure.attack.programme import OutOfTime
from speelveld.disclosure.system import Protected, Statement, Terms

SEED = 20_200_625
SECONDS = 10.0
"""How long one question over whole numbers may take."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A form with its interval; ``why`` has the ids of the statements behind it. ``settled`` is False when the time
    was over before it was known whether whole numbers leave less than the reals do; ``reached`` is then the interval of
    the tables of whole numbers that were found (from inf to -inf when there was none)."""

    low: float
    high: float
    narrow: bool
    settled: bool
    why: tuple[str, ...]
    reached: tuple[float, float]


class Region:
    """The whole non-negative tables that fit all statements. Raises Contradiction when single rows show there are none.

    ``forms`` are the linear forms that will be asked for, by their place.
    """

    def __init__(self, statements: Sequence[Statement], forms: Sequence[Terms]) -> None:
        self.rows = rows_of(statements, forms)
        self.box = propagate(self.rows)
        places = {atom: at for at, atom in enumerate(self.rows.atoms)}
        self._forms = sparse.csr_matrix(
            (
                np.fromiter((number for form in forms for _, number in form), float),
                np.fromiter((places[atom] for form in forms for atom, _ in form), np.intp),
                np.concatenate([[0], np.cumsum([len(form) for form in forms])]).astype(np.intp),
            ),
            shape=(len(forms), len(places)),
        )
        fixed = self.box.low == self.box.high
        self._constant = self._forms @ np.where(fixed, self.box.low, 0.0)
        self._parts: list[list[tuple[Component, int]]] = [[] for _ in forms]
        self.components: list[Component] = []
        self._by_row: list[Ints] | None = None
        self._split(fixed)

    def _split(self, fixed: Ints) -> None:
        """Linked parts of what is not fixed: rows that still hold something back, and the forms over them."""
        rows, box = self.rows, self.box
        count = len(rows.low)
        least, most = activity(rows, box)
        binding = (least < rows.low - rows.slack) | (most > rows.high + rows.slack)
        known = np.bincount(rows.row, rows.value * np.where(fixed, box.low, 0)[rows.col], count)
        used = binding[rows.row] & ~fixed[rows.col]
        shape = (count, len(rows.atoms))
        a = sparse.csr_matrix((rows.value[used], (rows.row[used], rows.col[used])), shape=shape)
        keep = np.flatnonzero(binding & (np.diff(a.indptr) > 0))
        a, low, high = a[keep], (rows.low - known)[keep], (rows.high - known)[keep]
        open_forms = self._forms @ sparse.diags((~fixed).astype(float))
        open_forms.eliminate_zeros()
        loose = np.flatnonzero(~fixed)
        a, parts, group = _merge(a[:, loose], sparse.csr_matrix(open_forms)[:, loose])
        size = a.shape[1]
        box_low, box_high = summed(group, box.low[loose], size), summed(group, box.high[loose], size)
        _, label = csgraph.connected_components(
            sparse.bmat([[None, a], [a.T, None]], format="csr") if keep.size else sparse.csr_matrix((size, size)),
            directed=False,
        )
        self._components(
            label[keep.size :], label[: keep.size], a, (low, high), (box_low, box_high), parts, keep, loose, group
        )

    def _components(
        self,
        of_column: Ints,
        of_row: Ints,
        a: sparse.csr_matrix,
        ends: tuple[Floats, Floats],
        box: tuple[Floats, Floats],
        parts: sparse.csr_matrix,
        rows: Ints,
        atoms: Ints,
        group: Ints,
    ) -> None:
        first = np.full(a.shape[1], -1, dtype=np.intp)
        first[group[::-1]] = atoms[::-1]
        entries = parts.tocoo()
        asked: dict[int, dict[int, list[tuple[int, float]]]] = {}
        for form, column, number in zip(entries.row, entries.col, entries.data, strict=True):
            of_form = asked.setdefault(int(of_column[column]), {}).setdefault(int(form), [])
            of_form.append((int(column), float(number)))
        columns_by, rows_by = _grouped(of_column), _grouped(of_row)
        for label, forms in asked.items():
            columns = columns_by[label]
            here = rows_by.get(label, np.empty(0, dtype=np.intp))
            place = {int(column): at for at, column in enumerate(columns)}
            unique: dict[tuple[tuple[int, float], ...], int] = {}
            uses = [(form, unique.setdefault(tuple(sorted(terms)), len(unique))) for form, terms in forms.items()]
            matrix = sparse.lil_matrix((len(unique), len(columns)))
            for terms, at in unique.items():
                for column, number in terms:
                    matrix[at, place[column]] = number
            component = Component(
                len(self.components),
                a[here][:, columns].tocsr(),
                ends[0][here],
                ends[1][here],
                (box[0][columns], box[1][columns]),
                matrix.tocsr(),
                rows[here],
                first[columns],
            )
            self.components.append(component)
            for form, part in uses:
                self._parts[form].append((component, part))

    def outer(self, form: int) -> tuple[float, float]:
        """The interval that is known to hold so far; exact over the reals after ``solve``."""
        low = self._constant[form] + sum(one.outer_low[part] for one, part in self._parts[form])
        high = self._constant[form] + sum(one.outer_high[part] for one, part in self._parts[form])
        return float(low), float(high)

    def inner(self, form: int) -> tuple[float, float]:
        """The interval that tables of whole numbers were found to reach; empty (inf, -inf) when none was found."""
        low = self._constant[form] + sum(one.inner_low[part] for one, part in self._parts[form])
        high = self._constant[form] + sum(one.inner_high[part] for one, part in self._parts[form])
        return float(low), float(high)

    def solve(self, form: int) -> None:
        """Make the outer interval of a form exact over the reals."""
        for component, part in self._parts[form]:
            component.solve(part)

    def solve_whole(self, form: int, seconds: float = SECONDS) -> bool:
        """Make it exact over whole numbers, when the time allows; whether it did."""
        settled = [component.solve_whole(part, seconds) for component, part in self._parts[form]]
        return all(settled)

    def judge(
        self, needs: Sequence[Protected], *, seconds: float = SECONDS, together: float = math.inf
    ) -> list[Judged]:
        """Every form (in order) against its need: a leak, or safe by tables that were found.

        Random tables first, then linear programming for what they did not prove wide; the same over whole numbers, by
        branch and bound, for what is wide over the reals. ``seconds`` bounds one question over whole numbers, and
        ``together`` all questions; what is then neither a leak nor proven safe is not settled.
        """
        for component in self.components:
            component.programme.until = time.monotonic() + together
        with suppress(OutOfTime):
            self._try(needs, seconds)
        return [self._judge(form, need, seconds) for form, need in enumerate(needs)]

    def _try(self, needs: Sequence[Protected], seconds: float) -> None:
        """Ask for all forms at a time, as far as that helps."""
        rng = np.random.default_rng(SEED)
        asked = [form for form, need in enumerate(needs) if not too_narrow(need, *self.outer(form))]
        self._stretch(needs, asked, lambda component, parts: component.stretch(parts, rng), self.real)
        for form in asked:
            if too_narrow(needs[form], *self.real(form)):
                self.solve(form)
        asked = [form for form in asked if not too_narrow(needs[form], *self.outer(form))]
        self._stretch(needs, asked, lambda one, parts: one.stretch_whole(parts, rng, seconds), self.inner)

    def _judge(self, form: int, need: Protected, seconds: float) -> Judged:
        with suppress(OutOfTime):
            if too_narrow(need, *self.outer(form)):
                self.solve(form)
            elif too_narrow(need, *self.inner(form)):
                self.solve_whole(form, seconds)
        narrow = too_narrow(need, *self.outer(form))
        settled = narrow or not too_narrow(need, *self.inner(form)) or self._whole(form)
        return Judged(*self.outer(form), narrow, settled, self.why(form) if narrow else (), self.inner(form))

    def _whole(self, form: int) -> bool:
        """Whether the interval of a form is exact over whole numbers."""
        return all(bool(component.whole[part]) for component, part in self._parts[form])

    def _stretch(
        self,
        needs: Sequence[Protected],
        asked: Sequence[int],
        stretch: Callable[[Component, Ints], bool],
        reached: Callable[[int], tuple[float, float]],
    ) -> None:
        """Stretch each component until a few rounds widen nothing, or nothing is asked of it."""
        idle = [0] * len(self.components)
        while True:
            wanted: dict[int, set[int]] = {}
            for form in asked:
                if too_narrow(needs[form], *reached(form)):
                    for component, part in self._parts[form]:
                        wanted.setdefault(component.number, set()).add(part)
            active = [(at, parts) for at, parts in sorted(wanted.items()) if idle[at] < IDLE]
            if not active:
                return
            for at, parts in active:
                wider = stretch(self.components[at], np.array(sorted(parts), dtype=np.intp))
                idle[at] = 0 if wider else idle[at] + 1

    def real(self, form: int) -> tuple[float, float]:
        """The whole numbers within what tables of real numbers were found to reach."""
        low = self._constant[form] + sum(one.real_low[part] for one, part in self._parts[form])
        high = self._constant[form] + sum(one.real_high[part] for one, part in self._parts[form])
        return np.ceil(low - SLACK), np.floor(high + SLACK)

    def explore(self, forms: Sequence[int]) -> None:
        """Find a few tables that stretch these forms, for what ``real`` says of them."""
        rng = np.random.default_rng(SEED)
        wanted: dict[int, set[int]] = {}
        for form in forms:
            for component, part in self._parts[form]:
                wanted.setdefault(component.number, set()).add(part)
        for at, parts in sorted(wanted.items()):
            self.components[at].stretch(np.array(sorted(parts), dtype=np.intp), rng)

    def linked(self) -> list[list[int]]:
        """The forms that are still uncertain, in groups that share a linked part."""
        groups: dict[int, list[int]] = {}
        of_part: dict[int, int] = {}
        for form, parts in enumerate(self._parts):
            numbers = {of_part.get(one.number, one.number) for one, _ in parts}
            if not numbers:
                continue
            here = min(numbers)
            members = [form, *(other for number in numbers for other in groups.pop(number, []))]
            groups[here] = sorted(members)
            of_part |= {one.number: here for one, _ in parts}
            of_part = {part: here if label in numbers else label for part, label in of_part.items()}
        return list(groups.values())

    def why(self, form: int) -> tuple[str, ...]:
        """The statements behind the interval of a form: those that hold it back, and those that fix what is in them."""
        rows: dict[int, None] = {}
        atoms: list[int] = [int(at) for at in self._forms[form].indices]
        for component, part in self._parts[form]:
            held_rows, held_columns = component.held.get(part, (np.empty(0, np.intp), np.empty(0, np.intp)))
            rows.update(dict.fromkeys(int(row) for row in component.rows[held_rows]))
            atoms += [int(at) for at in component.columns[held_columns]]
        seen: set[int] = set()
        todo = [int(row) for at in atoms for row in (self.box.low_row[at], self.box.high_row[at])] + list(rows)
        if self._by_row is None:
            self._by_row = self._atoms_by_row()
        while todo and len(rows) < 64:
            row = todo.pop(0)
            if row < 0 or row in seen:
                continue
            seen.add(row)
            rows[row] = None
            todo += [
                int(other)
                for at in self._by_row[row]
                for other in (self.box.low_row[at], self.box.high_row[at])
                if self.box.low[at] == self.box.high[at]
            ]
        return tuple(name for row in rows for name in self.rows.ids[row])

    def _atoms_by_row(self) -> list[Ints]:
        order = np.argsort(self.rows.row, kind="stable")
        ends = np.cumsum(np.bincount(self.rows.row, minlength=len(self.rows.low)))[:-1]
        return list(np.split(self.rows.col[order], ends))


def _merge(a: sparse.csr_matrix, forms: sparse.csr_matrix) -> tuple[sparse.csr_matrix, sparse.csr_matrix, Ints]:
    """Columns that are the same in every row and form become one; ``group`` says which for each column."""
    stacked = sparse.vstack([a, forms]).tocsc()
    stacked.sort_indices()
    names: dict[bytes, int] = {}
    group = np.empty(stacked.shape[1], dtype=np.intp)
    for column in range(stacked.shape[1]):
        entries = slice(stacked.indptr[column], stacked.indptr[column + 1])
        key = stacked.indices[entries].tobytes() + stacked.data[entries].tobytes()
        group[column] = names.setdefault(key, len(names))
    _, first = np.unique(group, return_index=True)
    return a[:, first], forms[:, first], group


def _grouped(labels: Ints) -> dict[int, Ints]:
    if not labels.size:
        return {}
    order = np.argsort(labels, kind="stable")
    values, starts = np.unique(labels[order], return_index=True)
    return dict(zip(values.tolist(), np.split(order, starts[1:]), strict=True))
