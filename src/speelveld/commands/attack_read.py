# SPDX-License-Identifier: EUPL-1.2
"""Reading a protected table, made by us or by another tool: labels, totals, counts, and what is hidden."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from speelveld.commands.guard_read import plain
from speelveld.commands.guard_write import PERCENTAGE
from speelveld.counting.files import open_table
from speelveld.counting.labels import label
from speelveld.counting.locate import MOST_FAULTS
from speelveld.errors import Fault, InputError

TOTALS = frozenset({"total", "totaal", "all", "alle", "allen", "sum", "som", "*", "_t"})
"""Labels, in any case, that stand for a sum over a column."""

ALL = "*"
"""A sum over a column, once read."""

MARKERS = frozenset({"–", "-", "—", "x", ".", "..", "*", "", "na", "n/a", "c", "s", "suppressed", ":"})
"""What stands for a hidden number, in any case."""

USUAL = ("count", "number", "n", "aantal", "leerlingen", "pupils", "value", "waarde")
"""Names of the column of counts, when several columns hold numbers."""

_WHOLE = re.compile(r"\d{1,15}(?:[.,]0{1,2})?")
_BELOW = re.compile(r"<\s*(\d{1,6})")
_RANGE = re.compile(r"(\d{1,6})\s*[-–]\s*(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: its labels (``ALL`` for a total), the text of its count, and what that says.

    ``low`` is None when the number is hidden; with ``low < high`` it is masked, as ``<5`` is.
    """

    labels: tuple[str, ...]
    text: str
    low: int | None
    high: int | None
    line: int

    @property
    def hidden(self) -> bool:
        """Whether the count is not told."""
        return self.low is None or self.low != self.high


@dataclass(frozen=True, slots=True)
class Entries:
    """The rows of a file below the columns of labels, in the order of the file."""

    file: str
    columns: tuple[str, ...]
    count: str
    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class How:
    """How a file is read: its columns, its labels of totals, and what masks stand for.

    ``repeats`` lets a cell stand in several rows, which are added up later; without a column of counts each row is then
    one person.
    """

    count: str | None = None
    dimensions: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    masked: Mapping[str, tuple[int, int]] | None = None
    lowest: int | None = None
    repeats: bool = False


def read_entries(path: Path, how: How) -> Entries:
    """Read a CSV or Parquet file in long form.

    Raises InputError with every fault: a column that is not there, labels that are missing, numbers that are neither a
    whole count nor a marker, a cell that stands twice.
    """
    frame, lines_of = open_table(path, [name for name in (how.count, *how.dimensions) if name])
    table = frame.collect()
    if not table.height:
        raise InputError(Fault("there is a header, but no row below it.", path.name))
    texts = {name: [label(cell).strip() for cell in table[name]] for name in table.columns}
    notes: list[str] = []
    count = how.count or _column_of_counts(texts, notes)
    if how.repeats and count not in texts:
        texts[count] = ["1"] * table.height
    columns = how.dimensions or tuple(name for name in texts if name not in {count, PERCENTAGE})
    absent = [name for name in (count, *columns) if name not in texts]
    if absent:
        there = f"There are: {', '.join(list(texts)[:30])}."
        raise InputError(Fault("there is no such column.", path.name, 1, name, there) for name in absent)
    if not columns:
        raise InputError(Fault("there is no column of labels beside the counts.", path.name, 1))
    totals = _total_labels(texts, columns, count, how, notes)
    lines = lines_of(range(table.height))
    reader = _Reader(path.name, columns, count, totals, how, zero="0" in texts[count])
    rows = zip(zip(*(texts[name] for name in columns), strict=True), texts[count], lines, strict=True)
    entries = [reader.entry(labels, text, line) for labels, text, line in rows]
    if reader.faults:
        raise InputError(reader.faults[:MOST_FAULTS])
    return Entries(path.name, columns, count, tuple(entries), tuple(notes))


def _column_of_counts(texts: Mapping[str, Sequence[str]], notes: list[str]) -> str:
    """The column with most counts and markers; of several the one with hidden numbers, a usual name, or the last."""

    def rank(at: int, name: str) -> tuple[int, int, int, int]:
        cells = texts[name]
        numbers = sum(bool(_WHOLE.fullmatch(cell)) for cell in cells)
        markers = sum(cell.lower() in MARKERS or bool(_BELOW.fullmatch(cell)) for cell in cells)
        known = numbers + markers if numbers else 0
        return known, min(1, markers), int(name.lower() in USUAL), at

    names = [name for name in texts if name != PERCENTAGE]
    best = max(names, key=lambda name: rank(names.index(name), name))
    notes.append(f"the counts are taken from column '{best}' (--count names another)")
    return best


def _total_labels(
    texts: Mapping[str, Sequence[str]], columns: Sequence[str], count: str, how: How, notes: list[str]
) -> dict[str, frozenset[str]]:
    """Per column the labels that stand for a total: the usual ones, those that were given, or what adds up."""
    given = frozenset(one.lower() for one in how.totals)
    found = {}
    for column in columns:
        labels = {one.lower() for one in texts[column]}
        usual = labels & (given or TOTALS)
        if not usual and not given and (added := _adds_up(texts, columns, column, count)):
            notes.append(f"in column '{column}' '{added}' is the total of the others: the numbers say so")
            usual = {added.lower()}
        found[column] = frozenset(usual)
    return found


def _adds_up(texts: Mapping[str, Sequence[str]], columns: Sequence[str], column: str, count: str) -> str:
    """The label that is the sum of all others wherever all are shown, at least twice and never otherwise; or ""."""
    others = [name for name in columns if name != column]
    contexts: dict[tuple[str, ...], dict[str, str]] = {}
    for at, one in enumerate(texts[column]):
        contexts.setdefault(tuple(texts[name][at] for name in others), {})[one] = texts[count][at]
    shown = [
        {one: _number(text) for one, text in context.items()}
        for context in contexts.values()
        if len(context) > 2 and all(_WHOLE.fullmatch(text) for text in context.values())
    ]
    for candidate in dict.fromkeys(texts[column]):
        sums = [(context.get(candidate), sum(context.values())) for context in shown]
        if len(sums) > 1 and all(own is not None and own and 2 * own == total for own, total in sums):
            return candidate
    return ""


def _number(text: str) -> int:
    return int(re.split("[.,]", text)[0])


class _Reader:
    """Reads rows one by one, and keeps every fault."""

    def __init__(
        self,
        file: str,
        columns: Sequence[str],
        count: str,
        totals: Mapping[str, frozenset[str]],
        how: How,
        *,
        zero: bool,
    ) -> None:
        self._file, self._columns, self._count, self._totals, self._how = file, columns, count, totals, how
        # Who shows zeros means at least 1 by "fewer than 5".
        self._lowest = how.lowest if how.lowest is not None else int(zero)
        self._seen: dict[tuple[str, ...], int] = {}
        self.faults: list[Fault] = []

    def entry(self, cells: Sequence[str], text: str, line: int) -> Entry:
        labels = tuple(self._label(cell, column, line) for cell, column in zip(cells, self._columns, strict=True))
        first = self._seen.setdefault(labels, line)
        if first != line and not self._how.repeats:
            self._fault(f"the cell of row {first} stands here again.", "", line, "Leave one of them out.")
        return Entry(labels, text, *self._told(text, line), line)

    def _label(self, text: str, column: str, line: int) -> str:
        if not text:
            self._fault("the label is missing.", column, line, "Write 'Total' where the row is a total.")
        return ALL if text.lower() in self._totals[column] else plain(text)

    def _told(self, text: str, line: int) -> tuple[int | None, int | None]:
        if self._how.masked and text in self._how.masked:
            return self._how.masked[text]
        if _WHOLE.fullmatch(text):
            return _number(text), _number(text)
        if text.lower() in MARKERS:
            return None, None
        if below := _BELOW.fullmatch(text):
            highest = int(below[1]) - 1
            return min(self._lowest, highest), highest
        if (ends := _RANGE.fullmatch(text)) and int(ends[1]) <= int(ends[2]):
            return int(ends[1]), int(ends[2])
        advice = "A hidden count is –, x, . or empty; a masked one is <5 or 1-4. Percentages and decimals are not read."
        self._fault(f"'{text}' is no whole count of at least 0.", self._count, line, advice)
        return None, None

    def _fault(self, message: str, column: str, line: int, advice: str = "") -> None:
        self.faults.append(Fault(message, self._file, line, column, advice))
