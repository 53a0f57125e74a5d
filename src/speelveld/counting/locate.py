# SPDX-License-Identifier: EUPL-1.2
"""Where in a frame a fault is: a second pass, made only when counting found that something is wrong.

polars, pandas and pyarrow keep an order of rows, so that a fault has a row; in DuckDB and Spark it names the unit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import narwhals as nw

from speelveld.counting.columns import Checked, Columns
from speelveld.counting.labels import label
from speelveld.errors import Fault

MOST_FAULTS = 1000
"""A frame that is wrong everywhere is described well enough by its first thousand faults."""

Lines: TypeAlias = Callable[[Sequence[int]], Sequence[int]]
"""From positions of rows, counted from 0, to the lines of the file that they came from."""

_POSITION = "position of the row"


def faults_in(
    given: Any, columns: Columns, checked: Sequence[Checked], allowed: Collection[str], file: str, lines: Lines | None
) -> list[Fault]:
    """A fault per wrong or missing value; missing ones in the ``allowed`` columns are none."""
    frame, ordered = _numbered(given)
    flags = {f"blank{at}": one.blank for at, one in enumerate(checked) if one.name not in allowed}
    flags |= {f"wrong{at}": one.wrong for at, one in enumerate(checked) if one.wrong is not None}
    raw = [nw.col(one.name).alias(f"raw{at}") for at, one in enumerate(checked)]
    position = [nw.col(_POSITION)] if ordered else []
    marked = frame.select(*position, *raw, *[flag.alias(name) for name, flag in flags.items()])
    rows = marked.filter(nw.any_horizontal(*[nw.col(name) for name in flags], ignore_nulls=True)).head(MOST_FAULTS)
    found = []
    for row in rows.collect().iter_rows(named=True):
        labels = (label(row[f"raw{at}"]) for at in range(len(columns.keys)))
        place = "" if ordered else ", ".join(f"{name} '{one}'" for name, one in zip(columns.keys, labels, strict=True))
        for at, one in enumerate(checked):
            value = label(row[f"raw{at}"])
            if row.get(f"blank{at}"):
                found.append(_missing(one.name, place, file, row.get(_POSITION)))
            elif row.get(f"wrong{at}"):
                what = "a weight" if one.name == columns.weight else "a number of pupils"
                found.append(_wrong(value, what, one.name, place, file, row.get(_POSITION)))
    return _sorted(found, lines)[:MOST_FAULTS]


def between_parents(
    given: Any, unit: str, level: str, several: Mapping[str, Collection[str]], file: str, lines: Lines | None
) -> list[Fault]:
    """A fault per unit that lies in several parents at one level, at the row where the second comes in."""
    frame, ordered = _numbered(given)
    rows: dict[str, list[int]] = {one: [] for one in several}
    if ordered:
        pairs = frame.select(nw.col(unit).alias("unit"), nw.col(level).alias("parent"), nw.col(_POSITION))
        first = pairs.group_by("unit", "parent").agg(nw.col(_POSITION).min()).collect()
        for one, parent, position in first.iter_rows():
            if label(one) in rows and label(parent):
                rows[label(one)].append(position)
    found = []
    for one, parents in list(several.items())[:MOST_FAULTS]:
        named = ", ".join(f"'{parent}'" for parent in sorted(parents))
        message = f"unit '{one}' lies in {len(parents)} of them: {named}."
        advice = "Give it one, or make it a unit of its own in each."
        found.append(Fault(message, file, sorted(rows[one])[1] if rows[one] else None, level, advice))
    return _sorted(found, lines)


def _missing(column: str, place: str, file: str, position: int | None) -> Fault:
    advice = "Fill it in, or choose what to do with what is missing: drop, or group."
    return Fault(f"the value is missing{f' ({place})' if place else ''}.", file, position, column, advice)


def _wrong(value: str, what: str, column: str, place: str, file: str, position: int | None) -> Fault:
    whole = "number" if what == "a weight" else "whole number"
    advice = f"Write a {whole} of at least 0, without a mark for thousands."
    return Fault(f"'{value}' is not {what}{f' ({place})' if place else ''}.", file, position, column, advice)


def _numbered(given: Any) -> tuple[Any, bool]:
    """The frame, lazy, with the position of each row, and whether its engine keeps an order of rows at all."""
    if isinstance(given, nw.DataFrame):
        return given.with_row_index(_POSITION).lazy(), True
    if given.implementation.is_polars():
        return nw.from_native(given.to_native().with_row_index(_POSITION)), True
    return given, False


def _sorted(faults: Iterable[Fault], lines: Lines | None) -> list[Fault]:
    """In the order of the file, with rows as a person counts them: from 1, or as ``lines`` says."""
    found = sorted(faults, key=lambda fault: (-1 if fault.row is None else fault.row, fault.message))
    positions = [fault.row for fault in found if fault.row is not None]
    if not positions:
        return found
    shown = iter(lines(positions) if lines else [position + 1 for position in positions])
    return [fault if fault.row is None else replace(fault, row=next(shown)) for fault in found]
