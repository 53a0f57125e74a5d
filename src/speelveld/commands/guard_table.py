# SPDX-License-Identifier: EUPL-1.2
"""From the rows of a file to the cells of its table with every margin, checked against the totals that it gives."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from speelveld.commands.guard_read import ALL, Row, Rows
from speelveld.counting.labels import ordered
from speelveld.disclosure.masked import Sum, disagreeing, fitting, narrowed
from speelveld.disclosure.primary import Layout, Ruled, apply_rules
from speelveld.disclosure.suppression import cube
from speelveld.disclosure.system import System
from speelveld.disclosure.table_rules import PoolingRules, TableRules
from speelveld.errors import Fault, InputError

MOST_CELLS = 500_000
"""The largest table with its margins that is protected in one go."""

_YEAR = re.compile(r"\d{1,4}")


@dataclass(frozen=True, slots=True)
class Table:
    """A table under its rules: the columns of labels in the order of the file, and what to tell the user about it.

    ``masked`` is the number of inner counts that the source of the file masked.
    """

    file: str
    columns: tuple[str, ...]
    count: str
    layout: Layout
    leaves: tuple[tuple[tuple[str, ...], ...], ...]
    ruled: Ruled
    notes: tuple[str, ...]
    masked: int = 0

    @property
    def system(self) -> System:
        """The cells with what each needs."""
        return self.ruled.system


def dimensions_of(columns: Sequence[str], within: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """The columns per dimension from fine to coarse: ``within`` says in which column another one nests.

    Raises ValueError when a column nests in itself, in a column that is not there, or two nest in one.
    """
    for child, parent in within.items():
        for name in (child, parent):
            if name not in columns:
                raise ValueError(f"'{name}' is no dimension of the table")
        if list(within.values()).count(parent) > 1:
            raise ValueError(f"two columns lie within '{parent}'; one column lies within another, in a single line")
    found = []
    for column in columns:
        if column in within.values():
            continue
        chain = [column]
        while chain[-1] in within:
            chain.append(within[chain[-1]])
        found.append(tuple(chain))
    if sum(map(len, found)) < len(columns):
        raise ValueError("the columns lie within each other in a circle")
    return tuple(found)


def make_table(rows: Rows, within: Mapping[str, str], rules: TableRules) -> Table:
    """All cells of a table with what each needs.

    Every combination of labels is a cell, also those without a row: these count 0. Raises InputError with every fault:
    columns that do not nest, a total that stands twice or that its parts do not add up to, a table that is too large.
    """
    notes: list[str] = []
    if rules.pooling.column:
        rows = _pooled(rows, rules.pooling, notes)
    dimensions = dimensions_of(rows.columns, within)
    inner = [row for row in rows.rows if not row.total]
    if not inner:
        raise InputError(Fault("every row is a total: there is nothing to add up.", rows.file))
    parents = _parents(rows, dimensions)
    layout = Layout(dimensions, parents)
    leaves = tuple(_leaves(inner, rows.columns, dimension) for dimension in dimensions)
    size = prod(1 + sum(len({leaf[at] for leaf in each}) for at in range(len(each[0]))) for each in leaves)
    if size > MOST_CELLS:
        message = f"the table has {size:,} cells with its totals; {MOST_CELLS:,} is the most."
        advice = "Name the columns with --dimension, say which lie within others, or protect it in parts."
        raise InputError(Fault(message, rows.file, advice=advice))
    bounds = _added(inner, rows.columns, layout, leaves)
    bare = cube({key: low for key, (low, _) in bounds.items()}, dimensions, rule=lambda *_: None)
    atoms = {_atom(layout, key): pair for key, pair in bounds.items()}
    sums, lines = _totals(rows, layout, {cell.id: tuple(atom for atom, _ in cell.terms) for cell in bare.cells})
    values = _fitted(atoms, sums, lines, rows)
    system = System(
        values,
        tuple(replace(cell, value=sum(values[atom] for atom, _ in cell.terms)) for cell in bare.cells),
    )
    ruled = apply_rules(
        system,
        layout,
        rules,
        masked=_masks(atoms, sums),
        given={cell for cell, one in sums.items() if one.low == one.high},
        contributions=_contributions(inner, rows.columns, layout) if rules.kind == "magnitudes" else None,
    )
    if masked := sum(low < high for low, high in atoms.values()):
        notes.append(f"{masked} counts were masked in the file; they and the sums that need them stay hidden")
    if not ruled.system.cells:
        raise InputError(Fault("the rules publish none of its tables.", rows.file, column="tables.publish"))
    return Table(rows.file, rows.columns, rows.count, layout, leaves, ruled, tuple(notes), masked)


def _pooled(rows: Rows, rule: PoolingRules, notes: list[str]) -> Rows:
    """The rows with years replaced by complete windows of years; the others left out."""
    at = rows.columns.index(rule.column)
    faults, years = [], set()
    for row in rows.rows:
        text = row.labels[at]
        if row.total:
            advice = "Leave rows of totals out of a table whose years are added up."
            faults.append(Fault("a total cannot be pooled.", rows.file, row.line, rule.column, advice))
        elif not _YEAR.fullmatch(text):
            faults.append(Fault(f"'{text}' is not a year.", rows.file, row.line, rule.column))
        else:
            years.add(int(text))
    if faults:
        raise InputError(faults)
    windows = {year: rule.window(year) for year in years}
    complete = {year: window for year, window in windows.items() if years.issuperset(range(window[0], window[1] + 1))}
    if not complete:
        message = f"no {rule.years} years from a window are all there: windows start in {rule.first}."
        raise InputError(Fault(message, rows.file, column=rule.column, advice="Change [pooling] of the rules."))
    if missing := sorted(years - set(complete)):
        notes.append(f"left out, for their window is not complete: {', '.join(map(str, missing))}")
    kept = []
    for row in rows.rows:
        if (year := int(row.labels[at])) in complete:
            first, last = complete[year]
            window = str(first) if first == last else f"{first}-{last}"
            kept.append(replace(row, labels=(*row.labels[:at], window, *row.labels[at + 1 :])))
    return replace(rows, rows=tuple(kept))


def _parents(rows: Rows, dimensions: Sequence[tuple[str, ...]]) -> dict[tuple[str, str], dict[str, str]]:
    """The coarser labels of each label. Faults where a label lies in two, or in a total."""
    place = {column: at for at, column in enumerate(rows.columns)}
    found: dict[tuple[str, str], dict[str, str]] = {}
    faults = []
    for row in rows.rows:
        for dimension in dimensions:
            for at, column in enumerate(dimension[:-1]):
                own, above = row.labels[place[column]], row.labels[place[dimension[at + 1]]]
                if own == ALL:
                    continue
                known = found.setdefault((column, own), {}).setdefault(dimension[at + 1], above)
                if above == ALL:
                    message = f"'{own}' lies in a total of '{dimension[at + 1]}'."
                    faults.append(Fault(message, rows.file, row.line, column, "Name what it lies in."))
                elif known != above:
                    message = f"'{own}' lies in '{above}' here, and in '{known}' before."
                    faults.append(Fault(message, rows.file, row.line, dimension[at + 1], "Give it one."))
    if faults:
        raise InputError(faults)
    for dimension in dimensions:
        for at in reversed(range(len(dimension) - 2)):
            parent = dimension[at + 1]
            for coarser in [coarser for (column, _), coarser in found.items() if column == dimension[at]]:
                coarser.update(found[parent, coarser[parent]])
    return found


def _leaves(rows: Sequence[Row], columns: Sequence[str], dimension: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The labels of a dimension, from fine to coarse, in an order that says nothing of their counts."""
    places = [columns.index(column) for column in dimension]
    seen = {tuple(row.labels[at] for at in places) for row in rows}
    order = {one: at for at, one in enumerate(ordered(leaf[0] for leaf in seen))}
    return tuple(sorted(seen, key=lambda leaf: (order[leaf[0]], leaf)))


def _added(
    rows: Sequence[Row], columns: Sequence[str], layout: Layout, leaves: Sequence[tuple[tuple[str, ...], ...]]
) -> dict[tuple[str, ...], tuple[int, int]]:
    """The bounds of the count of every combination; rows of the same combination are added up."""
    bounds = {tuple(part for leaf in leaf_of for part in leaf): (0, 0) for leaf_of in product(*leaves)}
    places = [columns.index(column) for column in layout.columns]
    for row in rows:
        key = tuple(row.labels[at] for at in places)
        low, high = bounds[key]
        bounds[key] = (low + row.low, high + row.high)
    return bounds


def _atom(layout: Layout, key: Sequence[str]) -> str:
    return layout.cell(dict(zip(layout.columns, key, strict=True)))


def _totals(rows: Rows, layout: Layout, parts: Mapping[str, tuple[str, ...]]) -> tuple[dict[str, Sum], dict[str, int]]:
    """The totals that the file gives by cell, and their lines. Faults for one that stands twice or has no parts."""
    sums: dict[str, Sum] = {}
    lines: dict[str, int] = {}
    faults = []
    for row in rows.rows:
        if not row.total:
            continue
        labels = {column: one for column, one in zip(rows.columns, row.labels, strict=True) if one != ALL}
        cell = layout.cell(labels)
        if cell not in parts:
            faults.append(Fault("no row adds up to this total.", rows.file, row.line, advice="Add its parts."))
        elif cell in sums:
            faults.append(Fault(f"this total stands in row {lines[cell]} already.", rows.file, row.line))
        else:
            sums[cell], lines[cell] = Sum(parts[cell], row.low, row.high), row.line
    if faults:
        raise InputError(faults)
    return sums, lines


def _fitted(
    atoms: Mapping[str, tuple[int, int]], sums: Mapping[str, Sum], lines: Mapping[str, int], rows: Rows
) -> dict[str, int]:
    """Counts that fit all that the file says. Faults for every total that its parts do not add up to."""
    cells = list(sums)
    faults = []
    for at in disagreeing(atoms, list(sums.values())):
        one = sums[cells[at]]
        low, high = (sum(atoms[atom][end] for atom in one.atoms) for end in (0, 1))
        adds = str(low) if low == high else f"{low} to {high}"
        told = str(one.low) if one.low == one.high else f"{one.low} to {one.high}"
        message = f"the total is {told}, its parts add up to {adds}."
        faults.append(Fault(message, rows.file, lines[cells[at]], rows.count, "Correct the one or the other."))
    if faults:
        raise InputError(faults)
    values = fitting(atoms, list(sums.values()))
    if values is None:
        message = "no counts behind the masks fit all totals together."
        raise InputError(Fault(message, rows.file, column=rows.count, advice="Check [input.masked] and the totals."))
    return values


def _masks(
    atoms: Mapping[str, tuple[int, int]], sums: Mapping[str, Sum]
) -> dict[tuple[tuple[str, float], ...], tuple[int, int]]:
    """What the masks of the file tell, by the form that they speak of: of single counts, and of sums of masked ones."""
    hidden = {atom for atom, (low, high) in atoms.items() if low < high}
    masked = [one for one in sums.values() if one.low < one.high and hidden.intersection(one.atoms)]
    tight, totals = narrowed(atoms, masked)
    forms = {((atom, 1.0),): tight[atom] for atom in sorted(hidden)}
    return forms | {
        tuple((atom, 1.0) for atom in sorted(one.atoms)): pair for one, pair in zip(masked, totals, strict=True)
    }


def _contributions(rows: Sequence[Row], columns: Sequence[str], layout: Layout) -> dict[str, dict[str, int]]:
    """What each contributor adds to each atom; a row without a name is a contributor of its own."""
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        added = found.setdefault(layout.cell(dict(zip(columns, row.labels, strict=True))), {})
        who = row.who or f"row {row.line}"
        added[who] = added.get(who, 0) + row.high
    return found
