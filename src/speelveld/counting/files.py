# SPDX-License-Identifier: EUPL-1.2
"""Counts from a file of a user: Parquet, or CSV as people really have it.

CSV: comma, semicolon, tab or bar; UTF-8 or cp1252; any line end; gzip or not. Every cell is read as text, so that the
school 0123 keeps its zero, and numbers may have a decimal comma.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import polars as pl

from speelveld.counting.locate import MOST_FAULTS, Lines
from speelveld.counting.tally import Missing, Tally, tally_frame, tally_wide
from speelveld.errors import Fault, InputError
from speelveld.segregation.counts import Counts

PARQUET, GZIP = b"PAR1", b"\x1f\x8b"
SEPARATORS = ",;\t|"
LONGEST_CELL = 1_000_000

Table: TypeAlias = tuple[pl.LazyFrame, Lines]

_BLANK_LINE = re.compile(rb"\n[ \t]*(?=\n)")
_RAGGED = "Put a cell that holds the separator between double quotes."


def read_counts(
    path: Path | str,
    *,
    unit: str,
    group: str | Sequence[str],
    count: str | None = None,
    within: Sequence[str] = (),
    weight: str | None = None,
    missing: Missing = "refuse",
    groups: Sequence[str] | None = None,
) -> Counts:
    """Counts from a CSV or Parquet file; see ``tally_file``, which also says what was left out."""
    return tally_file(
        path, unit=unit, group=group, count=count, within=within, weight=weight, missing=missing, groups=groups
    ).counts


def tally_file(
    path: Path | str,
    *,
    unit: str,
    group: str | Sequence[str],
    count: str | None = None,
    within: Sequence[str] = (),
    weight: str | None = None,
    missing: Missing = "refuse",
    groups: Sequence[str] | None = None,
) -> Tally:
    """Count a CSV or Parquet file. With one ``group`` it is long, or holds records; with several, it is wide.

    The other arguments are those of ``tally_frame``. In a wide file ``count`` and ``groups`` have no meaning. A Parquet
    file is streamed: it may be larger than memory. Raises InputError with every fault: a file that cannot be read, rows
    with too many cells, and all that ``tally_frame`` refuses, with the line in the file (in a Parquet file the number
    of the record).
    """
    path = Path(path)
    wide = not isinstance(group, str)
    asked = [unit, *([group] if isinstance(group, str) else group), *within, *filter(None, [count, weight])]
    frame, lines = open_table(path, asked)
    if not wide:
        return tally_frame(
            frame,
            unit=unit,
            group=str(group),
            count=count,
            within=within,
            weight=weight,
            missing=missing,
            groups=groups,
            file=path.name,
            lines=lines,
        )
    if count or groups:
        raise ValueError("a wide file counts in its columns of groups, so that it has no other count and order")
    return tally_wide(
        frame, unit=unit, groups=group, within=within, weight=weight, missing=missing, file=path.name, lines=lines
    )


def open_table(path: Path, asked: Sequence[str]) -> Table:
    """The rows of a CSV or Parquet file, and from positions of rows to lines of the file.

    In a CSV every cell is text; ``asked`` are the columns that will be used: they tell which separator it has, and none
    of them may stand there twice. Raises InputError with every fault for a file that cannot be read.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4)
        if start == PARQUET:
            frame = pl.scan_parquet(path, glob=False)
            frame.collect_schema()
            return frame, lambda positions: [position + 1 for position in positions]
        raw = path.read_bytes()
        if start[:2] == GZIP:
            raw = gzip.decompress(raw)
    except OSError as error:
        raise InputError(Fault(f"the file cannot be read ({error.strerror or error}).", path.name)) from error
    except (EOFError, zlib.error) as error:
        raise InputError(Fault(f"the gzip wrapper is damaged or cut off ({error}).", path.name)) from error
    except pl.exceptions.PolarsError as error:
        raise InputError(Fault(f"the Parquet file cannot be read ({error}).", path.name)) from error
    return _delimited(_utf8(raw, path.name), path.name, asked)


def _utf8(raw: bytes, file: str) -> bytes:
    """The text as UTF-8, without a byte order mark, with one kind of line end."""
    if not raw.strip():
        raise InputError(Fault("the file is empty.", file))
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in raw[:65536]:
        advice = "Save it as CSV in UTF-8, or as Parquet."
        raise InputError(Fault("the file is neither text that can be read nor Parquet.", file, advice=advice))
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        try:
            raw = raw.decode("cp1252").encode("utf-8")
        except UnicodeDecodeError as error:
            row = raw[: error.start].count(b"\n") + 1
            fault = Fault("the text is neither UTF-8 nor cp1252.", file, row, advice="Save it as UTF-8.")
            raise InputError(fault) from error
    return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in raw else raw


def _delimited(raw: bytes, file: str, asked: Sequence[str]) -> Table:
    separator, header = _header(raw, asked)
    twice = [name for name in dict.fromkeys(asked) if header.count(name) > 1]
    if twice:
        raise InputError(Fault("this column stands twice.", file, 1, name, "Give one another name.") for name in twice)
    dense = _BLANK_LINE.sub(b"", raw).strip(b"\n") if b"\n\n" in raw or _BLANK_LINE.search(raw) else raw
    try:
        frame = pl.read_csv(io.BytesIO(dense), separator=separator, infer_schema=False)
    except pl.exceptions.PolarsError as error:
        faults = _damaged(raw, separator, len(header), file) or [Fault(f"the file cannot be read ({error}).", file)]
        raise InputError(faults) from error
    frame = frame.rename(dict(zip(frame.columns, _told_apart(header), strict=True)))
    used = [name for name in frame.columns if name in asked]
    return frame.lazy().with_columns(pl.col(used).str.strip_chars()), lambda rows: _lines(raw, separator, rows)


def _header(raw: bytes, asked: Sequence[str]) -> tuple[str, list[str]]:
    """The separator under which most asked columns are found, then most columns; and the columns."""
    text = raw.lstrip(b"\n").split(b"\n", 1)[0].decode("utf-8")

    def names(separator: str) -> list[str]:
        return [name.strip() for name in next(csv.reader([text], delimiter=separator), [])]

    best = max(SEPARATORS, key=lambda one: (len(set(names(one)) & set(asked)), len(names(one))))
    return best, names(best)


def _told_apart(header: list[str]) -> list[str]:
    """The names, with a number behind those that stand twice: no asked column does."""
    return [name if name and header.count(name) == 1 else f"{name} ({at})" for at, name in enumerate(header, 1)]


def _records(raw: bytes, separator: str) -> list[tuple[int, int]]:
    """The line on which each record below the header starts, and its number of cells; blank lines are none."""
    # The limit is one for the whole process: it is put back, so that no other reader finds it changed.
    limit = csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(raw.decode("utf-8"), newline=""), delimiter=separator, strict=True)
    found, start = [], 1
    try:
        for row in reader:
            if len(row) > 1 or any(cell.strip() for cell in row):
                found.append((start, len(row)))
            start = reader.line_num + 1
    finally:
        csv.field_size_limit(limit)
    return found[1:]


def _lines(raw: bytes, separator: str, positions: Sequence[int]) -> list[int]:
    records = _records(raw, separator)
    return [records[position][0] for position in positions]


def _damaged(raw: bytes, separator: str, columns: int, file: str) -> list[Fault]:
    """A fault per row with more cells than the header; or one for a quote that does not close."""
    try:
        records = _records(raw, separator)
    except csv.Error as error:
        return [Fault(f"the rows cannot be told apart ({error}).", file, advice="A quote does not close.")]
    return [
        Fault(f"the row has {cells} cells, the header {columns}.", file, line, advice=_RAGGED)
        for line, cells in records
        if cells > columns
    ][:MOST_FAULTS]
