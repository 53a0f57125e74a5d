# SPDX-License-Identifier: EUPL-1.2
"""A protected table as it goes out: one row per cell, in an order that says nothing of the counts, written at once."""

from __future__ import annotations

import csv
import io
import math
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from speelveld.commands.guard_read import safe
from speelveld.commands.guard_table import Table
from speelveld.counting.labels import ordered
from speelveld.disclosure.protect import ProtectedTable
from speelveld.disclosure.table_rules import PercentageRules
from speelveld.errors import Fault, InputError

HIDDEN = "–"
"""What stands for a number that is not shown, whichever rule hid it."""

TOTAL = "Total"

PERCENTAGE = "percentage"


def records(table: Table, protected: ProtectedTable, rule: PercentageRules) -> list[dict[str, str | int | None]]:
    """Every cell that is published, as labels by column, its count, and its percentage where the rules ask for one.

    None stands for what is hidden. Labels stand in their own order, totals last; no row and no column tells why a
    number is hidden.
    """
    cells = [*(cell.id for cell in table.system.cells), *table.ruled.unknown]
    fixed = {cell: table.layout.fixed(cell) for cell in cells}
    places: dict[str, dict[str, int]] = {}
    for column in table.columns:
        labels = ordered({labels[column] for labels in fixed.values() if column in labels})
        places[column] = {one: at for at, one in enumerate(labels)}

    def place(cell: str) -> tuple[int, ...]:
        labels = fixed[cell]
        return tuple(places[one][labels[one]] if one in labels else len(places[one]) for one in table.columns)

    found: list[dict[str, str | int | None]] = []
    for cell in sorted(cells, key=place):
        record: dict[str, str | int | None] = {one: fixed[cell].get(one, TOTAL) for one in table.columns}
        record[table.count] = protected.shown.get(cell)
        if rule.of:
            part, whole = protected.shown.get(cell), protected.shown.get(table.layout.over(cell, [rule.of]))
            record[PERCENTAGE] = _percentage(part, whole, rule) if rule.of in fixed[cell] else ""
        found.append(record)
    return found


def _percentage(part: int | None, whole: int | None, rule: PercentageRules) -> int | None:
    """A whole percentage of two shown counts; None when one is hidden, or either side is too small to show."""
    if part is None or whole is None or whole < rule.min_denominator:
        return None
    if not rule.min_numerator <= part <= whole - rule.min_numerator:
        return None
    return math.floor(100 * part / whole + 0.5)


def csv_text(rows: list[dict[str, str | int | None]]) -> str:
    """The records as CSV: commas, UTF-8, an en dash for what is hidden.

    A label or a name of a column that starts like a formula gets an apostrophe in front, so that no spreadsheet runs
    it; ``guard`` takes it off again when it reads such a file.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([safe(name) for name in rows[0]])
    for row in rows:
        writer.writerow(
            [HIDDEN if cell is None else safe(cell) if isinstance(cell, str) else cell for cell in row.values()]
        )
    return stream.getvalue()


def write_all(texts: Mapping[Path, str]) -> None:
    """Write every file beside its place, and move them there when all are complete, in the order given.

    Raises InputError where a file cannot be written; then every file is as it was.
    """
    drafts: list[tuple[Path, Path]] = []
    try:
        for path, text in texts.items():
            drafts.append((_draft(path, text), path))
        while drafts:
            draft, path = drafts[0]
            draft.replace(path)
            drafts.pop(0)
    except OSError as error:
        name = error.filename or ""
        advice = "Is there such a folder, and may you write in it?"
        raise InputError(Fault(f"the file cannot be written ({error.strerror}).", str(name), advice=advice)) from error
    finally:
        for draft, _ in drafts:
            draft.unlink(missing_ok=True)


def _draft(path: Path, text: str) -> Path:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        umask = os.umask(0)
        os.umask(umask)
        draft.chmod(0o666 & ~umask)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft


def json_of(table: Table, protected: ProtectedTable, rows: list[dict[str, Any]], version: str) -> dict[str, Any]:
    """The protected table as JSON prints it: what the CSV holds, and nothing that it does not."""
    hidden = sum(row[table.count] is None for row in rows)
    return {
        "file": table.file,
        "method": protected.method,
        "rules": version,
        "cells": len(rows),
        "hidden": hidden,
        "table": rows,
    }
