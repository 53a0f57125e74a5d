# SPDX-License-Identifier: EUPL-1.2
"""The rows of a table that ``speelveld guard`` protects: labels, counts, masked counts, totals, each with its line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from speelveld.counting.files import open_table
from speelveld.counting.labels import label
from speelveld.counting.locate import MOST_FAULTS
from speelveld.disclosure.table_rules import TableRules
from speelveld.errors import Fault, InputError

TOTALS = frozenset({"total", "totaal"})
"""Labels, in any case, that stand for a sum over a column."""

ALL = "*"
"""A sum over a column, once read."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With one of these in front a spreadsheet takes a text for a formula."""

_WHOLE = re.compile(r"\d{1,15}(?:[.,]0{1,2})?")
_FORBIDDEN = {"|": "a bar", "*": "a star and nothing else"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the label per column (``ALL`` where it is a total), the bounds of its count, and the line in the file.

    ``who`` is the contributor, in a table of amounts that names them.
    """

    labels: tuple[str, ...]
    low: int
    high: int
    line: int
    who: str = ""

    @property
    def total(self) -> bool:
        """Whether it is a sum over at least one column."""
        return ALL in self.labels


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of a file under the columns that hold labels, in the order of the file."""

    file: str
    columns: tuple[str, ...]
    count: str
    rows: tuple[Row, ...]


def read_rows(path: Path, count: str | None, dimensions: Sequence[str], rules: TableRules) -> Rows:
    """Read a CSV or Parquet file. Without ``count`` every row is one person; without ``dimensions`` all columns count.

    Raises InputError with every fault: columns that are not there, labels that are missing, counts that are none.
    """
    frame, lines_of = open_table(path, [name for name in (count, *dimensions) if name])
    there = frame.collect_schema().names()
    contributor = rules.magnitudes.contributor if rules.kind == "magnitudes" else ""
    columns = tuple(dimensions) or tuple(name for name in there if name not in {count, contributor})
    asked = [*columns, *filter(None, (count, contributor))]
    if faults := _absent(asked, there, path.name) + _named(columns, rules, path.name):
        raise InputError(faults)
    table = frame.select(asked).collect()
    if not table.height:
        raise InputError(Fault("there is a header, but no row below it.", path.name))
    lines = list(lines_of(range(table.height)))
    reader = _Reader(path.name, columns, count, rules.masked)
    rows = [
        reader.row([label(cell).strip() for cell in cells], contributor, line)
        for cells, line in zip(table.iter_rows(), lines, strict=True)
    ]
    if reader.faults:
        raise InputError(reader.faults[:MOST_FAULTS])
    return Rows(path.name, columns, count or ("count" if "count" not in columns else "number"), tuple(rows))


class _Reader:
    """Reads rows one by one, and keeps every fault."""

    def __init__(self, file: str, columns: Sequence[str], count: str | None, masked: Mapping[str, tuple[int, int]]):
        self._file, self._columns, self._count, self._masked = file, columns, count, masked
        self.faults: list[Fault] = []

    def row(self, cells: list[str], contributor: str, line: int) -> Row:
        """A row from its cells: the labels, then the count, then the contributor, as far as there are such columns."""
        labels = tuple(self._label(cell, column, line) for cell, column in zip(cells, self._columns, strict=False))
        low = high = 1
        if self._count:
            low, high = self._number(cells[len(self._columns)], self._count, line)
        who = cells[-1] if contributor else ""
        if contributor and not who:
            self._fault("the contributor is missing.", contributor, line, "Name who added this amount.")
        return Row(labels, low, high, line, who)

    def _label(self, text: str, column: str, line: int) -> str:
        if not text:
            self._fault("the label is missing.", column, line, "Fill it in, or leave the row out.")
        if text.lower() in TOTALS:
            return ALL
        if "|" in text or text == ALL:
            self._fault(f"the label '{text}' holds {_FORBIDDEN[ALL if text == ALL else '|']}.", column, line)
        return plain(text)

    def _number(self, text: str, column: str, line: int) -> tuple[int, int]:
        if text in self._masked:
            return self._masked[text]
        if not _WHOLE.fullmatch(text):
            what = f"'{text}' is not a whole number of at least 0" if text else "the number is missing"
            advice = "If it is a masked count, say in [input.masked] of the rules what it stands for."
            self._fault(f"{what}.", column, line, advice)
            return 0, 0
        value = int(re.split("[.,]", text)[0])
        return value, value

    def _fault(self, message: str, column: str, line: int, advice: str = "") -> None:
        self.faults.append(Fault(message, self._file, line, column, advice))


def plain(text: str) -> str:
    """A label without the apostrophe that was put before it for spreadsheets."""
    return text[1:] if text.startswith("'") and text[1:2] in FORMULA and text[1:] else text


def safe(text: str) -> str:
    """A label that no spreadsheet takes for a formula: an apostrophe before one that starts like it."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _absent(asked: Sequence[str], there: Sequence[str], file: str) -> list[Fault]:
    faults = []
    for name in dict.fromkeys(asked):
        if name not in there:
            near = difflib.get_close_matches(name, there, n=1)
            advice = f"Did you mean '{near[0]}'?" if near else f"There are: {', '.join(there[:30])}."
            faults.append(Fault("there is no such column.", file, 1, name, advice))
        elif any(mark in name for mark in "|="):
            faults.append(
                Fault("the name of a column may not hold '|' or '='.", file, 1, name, "Give it another name.")
            )
    return faults


def _named(columns: Sequence[str], rules: TableRules, file: str) -> list[Fault]:
    """A fault per column that the rules name and the table lacks: a rule about nothing would protect nothing."""
    return [
        Fault(f"the rules name column '{name}', which is no dimension of {file}.", column=setting)
        for name, setting in rules.named_columns().items()
        if name not in columns
    ]
