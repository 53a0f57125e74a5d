# SPDX-License-Identifier: EUPL-1.2
"""Tables that were published before: what they tell about the counts of the table that is protected now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from pathlib import Path

from speelveld.commands.guard_read import ALL, Row, Rows, read_rows
from speelveld.commands.guard_table import Table
from speelveld.commands.guard_write import HIDDEN, PERCENTAGE
from speelveld.counting.files import open_table
from speelveld.disclosure.system import Statement, terms
from speelveld.disclosure.table_rules import TableRules
from speelveld.errors import Fault, InputError

MOST = 10**15
"""More than any count: the upper end of a number that an earlier table hid."""

Said = Callable[[int], tuple[int, int]]
"""From a number that was shown to the smallest and the largest count that it can stand for."""


def earlier_statements(path: Path, table: Table, rules: TableRules, said: Said) -> tuple[Statement, ...]:
    """What an earlier protected table tells about the counts of this one; hidden numbers tell nothing.

    It has the same column of counts, and columns of labels of this table, perhaps not all; over a column that it lacks
    it is taken to count everybody. A row about labels that this table does not have tells nothing about it. Raises
    InputError with every fault: a column that this table lacks, a total that counts labels which this table has and
    others which it lacks, a number that contradicts this table.
    """
    there = open_table(path, [table.count])[0].collect_schema().names()
    columns = [name for name in there if name not in {table.count, PERCENTAGE}]
    if odd := [name for name in columns if name not in table.columns]:
        raise InputError(
            Fault("the table to protect has no such column.", path.name, 1, name, "Leave the column out.")
            for name in odd
        )
    hidden = {HIDDEN: (0, MOST), **rules.masked}
    rows = read_rows(path, table.count, columns, TableRules(rules.version, masked=hidden))
    return _Reader(rows, table, said).statements()


class _Reader:
    """Reads an earlier table row by row as sums of the atoms of this one."""

    def __init__(self, rows: Rows, table: Table, said: Said) -> None:
        self._rows, self._table, self._said = rows, table, said
        self._place = {column: at for at, column in enumerate(rows.columns)}
        self._faults: list[Fault] = []
        # Per dimension the leaves that the earlier table knew, by the labels of the columns that it has.
        self._then = [self._leaves(dimension) for dimension in table.layout.dimensions]

    def statements(self) -> tuple[Statement, ...]:
        """Every number that was shown, as a statement; all faults raised."""
        found = []
        for row in self._rows.rows:
            if row.high >= MOST:
                continue
            form = self._form(row)
            if form is None:
                continue
            low, high = self._said(row.low)[0], self._said(row.high)[1]
            value = sum(self._table.system.values[atom] for atom in form)
            if not low <= value <= high:
                message = f"it was {_span(row.low, row.high)} here, and the table to protect has another number."
                advice = (
                    "A correction tells the difference as well. Leave the number as it was until the rows around it "
                    "are published for another period, or hide them by hand."
                )
                self._fault(message, row, advice)
            else:
                found.append(Statement(f"{self._rows.file}, row {row.line}", terms(form), low, high))
        if self._faults:
            raise InputError(self._faults)
        return tuple(found)

    def _form(self, row: Row) -> list[str] | None:
        """The atoms of this table that a row counts; None where it counts none of them."""
        chosen: list[Sequence[tuple[str, ...]]] = []
        for dimension, then, now in zip(self._table.layout.dimensions, self._then, self._table.leaves, strict=True):
            asked = {column: row.labels[self._place[column]] for column in dimension if column in self._place}
            fixed = {column: label for column, label in asked.items() if label != ALL}
            wanted = [leaf for leaf in then if all(leaf[column] == label for column, label in fixed.items())]
            kept = [leaf for leaf in now if any(_agree(leaf, dimension, one) for one in wanted)]
            gone = [one for one in wanted if not any(_agree(leaf, dimension, one) for leaf in now)]
            if not kept:
                return None
            if gone:
                shown = ", ".join(sorted({str(next(iter(one.values()))) for one in gone})[:5])
                message = f"this total also counts {shown}, which the table to protect lacks."
                self._fault(message, row, "Add these rows to the table, so that they are protected together.")
            chosen.append(kept)
        layout = self._table.layout
        keys = (tuple(part for leaf in leaves for part in leaf) for leaves in product(*chosen))
        return [layout.cell(dict(zip(layout.columns, key, strict=True))) for key in keys]

    def _leaves(self, dimension: tuple[str, ...]) -> list[Mapping[str, str]]:
        """The finest labels that the earlier table has of a dimension; one that fits all where it lacks it."""
        seen: set[frozenset[tuple[str, str]]] = set()
        for row in self._rows.rows:
            labels = ((column, row.labels[self._place[column]]) for column in dimension if column in self._place)
            seen.add(frozenset(pair for pair in labels if pair[1] != ALL))
        finest = [one for one in seen if not any(one < other for other in seen)]
        return [dict(sorted(one)) for one in sorted(finest, key=sorted)]

    def _fault(self, message: str, row: Row, advice: str) -> None:
        self._faults.append(Fault(message, self._rows.file, row.line, self._rows.count, advice))


def _agree(leaf: tuple[str, ...], dimension: tuple[str, ...], labels: Mapping[str, str]) -> bool:
    """Whether a leaf of this table is one that the earlier labels speak of."""
    return all(leaf[dimension.index(column)] == label for column, label in labels.items())


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"
