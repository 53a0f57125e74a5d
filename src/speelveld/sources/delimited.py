# SPDX-License-Identifier: EUPL-1.2
"""Delimited text as the publishers really write it: any line end, any column order, UTF-8 or cp1252, titles on top.

Every cell stays text here; :mod:`speelveld.sources.cells` gives it meaning.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence

import polars as pl

from speelveld.contracts.base import MAX_FAULTS, ROW
from speelveld.errors import Fault, SourceError
from speelveld.sources.files import unwrap

MAX_LINE = 1_000_000
"""The longest line that is read, in characters. A longer one is no table."""

_SEPARATORS = {";": "semicolons", ",": "commas", "\t": "tabs", "|": "bars"}
_ENCODED_TWICE = re.compile("Ã[\u00a0-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œ]|Â[\u00a0-\u00bf]|â€|\ufffd")
"""What a letter with an accent looks like once UTF-8 was taken for cp1252 and encoded again."""


def decode(raw: bytes, file: str, fallback: str = "cp1252") -> str:
    """Text from UTF-8 (with or without a byte order mark) or else ``fallback``, with line ends made ``\\n``.

    Raises SourceError for UTF-16 and other encodings that are neither, for text that was encoded twice, and for a line
    that is too long; the last before anything is copied, so that such a file costs no memory.
    """
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in raw:
        raise SourceError(Fault("the file is UTF-16 or binary, not text.", file, advice="Save it as UTF-8."))
    _refuse_long_line(raw, file)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = raw.decode(fallback)
        except UnicodeDecodeError as error:
            row = _row_of(raw, error.start)
            fault = Fault(f"the text is neither UTF-8 nor {fallback}.", file, row, advice="Save it as UTF-8.")
            raise SourceError(fault) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _ENCODED_TWICE.search(text):
        faults = [
            Fault(
                "the letters with accents are broken: the text was encoded twice.", file, row, advice="Fetch it again."
            )
            for row, line in enumerate(text.split("\n"), 1)
            if _ENCODED_TWICE.search(line)
        ]
        raise SourceError(faults[:MAX_FAULTS])
    return text


def _refuse_long_line(raw: bytes, file: str) -> None:
    """Steps from line end to line end, ``MAX_LINE`` bytes at a time, without splitting."""
    at = 0
    while len(raw) - at > MAX_LINE:
        end = max(raw.rfind(b"\n", at, at + MAX_LINE + 1), raw.rfind(b"\r", at, at + MAX_LINE + 1))
        if end < 0:
            message = f"the line has more than {MAX_LINE:,} characters: this is not a table."
            raise SourceError(Fault(message, file, _row_of(raw, at), advice="This is not the file expected."))
        at = end + 1


def read_delimited(
    raw: bytes,
    file: str,
    columns: Mapping[str, Sequence[str]],
    *,
    optional: Mapping[str, Sequence[str]] | None = None,
    separator: str = ";",
    titles: int = 0,
    ends: bool = True,
    fallback: str = "cp1252",
) -> pl.DataFrame:
    """The asked columns as text, under our names, with the line number in ``_row``.

    ``columns`` maps our name to the headers that publishers used for it over the years (matched without regard to
    case, spaces, hyphens and underscores); ``optional`` columns are null where absent. ``titles`` lines above the
    header are skipped. Blank lines are skipped; every other line must have as many fields as the header. A file whose
    publisher ends its last line (``ends``) is cut off when that line end is not there. ``fallback`` is the encoding of
    a file that is not UTF-8.

    Raises SourceError with every fault: an empty file, another separator, a missing or double column, a row with too
    few or too many fields, a header that stands there twice, a quote that never closes, a line that is too long.
    """
    text = decode(unwrap(raw, file), file, fallback)
    if ends and not text.endswith("\n"):
        raise SourceError(
            Fault("the last line has no line end: the file is cut off.", file, advice="Fetch it again completely.")
        )
    rows, lines = _records(text, file, separator)
    if len(rows) <= titles:
        raise SourceError(Fault("there is no header line.", file, advice="This is not the file expected."))
    header, line = rows[titles], lines[titles]
    positions = _positions(header, line, file, {**columns, **(optional or {})}, set(columns), separator)
    body, where = rows[titles + 1 :], lines[titles + 1 :]
    ragged = [
        Fault(f"the row has {len(row)} fields, the header {len(header)}.", file, number, advice="The row is damaged.")
        for row, number in zip(body, where, strict=True)
        if len(row) != len(header)
    ]
    ragged += [
        Fault("the header stands here again.", file, number, advice="Remove this row.")
        for row, number in zip(body, where, strict=True)
        if row == header
    ]
    if ragged:
        raise SourceError(ragged[:MAX_FAULTS])
    if not body:
        raise SourceError(Fault("there is a header, but no row below it.", file, advice="Fetch it again completely."))
    fields = list(zip(*body, strict=True))
    data = {name: None if at is None else [cell.strip() for cell in fields[at]] for name, at in positions.items()}
    schema = {ROW: pl.Int64, **dict.fromkeys(positions, pl.String)}
    blank = [None] * len(body)
    return pl.DataFrame({ROW: where, **{name: cells or blank for name, cells in data.items()}}, schema=schema)


def _records(text: str, file: str, separator: str) -> tuple[list[list[str]], list[int]]:
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    # The limit is one for the whole process: it is put back, so that no other reader finds it changed.
    limit = csv.field_size_limit(MAX_LINE)
    rows, lines = [], []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
                lines.append(reader.line_num)
    except csv.Error as error:
        fault = Fault(f"the row cannot be read ({error}).", file, reader.line_num, advice="A quote does not close.")
        raise SourceError(fault) from error
    finally:
        csv.field_size_limit(limit)
    return rows, lines


def _positions(
    header: list[str],
    line: int,
    file: str,
    wanted: Mapping[str, Sequence[str]],
    required: set[str],
    separator: str,
) -> dict[str, int | None]:
    plain = [_plain(cell) for cell in header]
    other = max(_SEPARATORS, key=header[0].count)
    if len(header) == 1 and header[0].count(other):
        raise SourceError(
            Fault(
                f"the columns are divided by {_SEPARATORS[other]}, not by {_SEPARATORS[separator]}.",
                file,
                line,
                advice=f"Save the file with {_SEPARATORS[separator]}.",
            )
        )
    faults, positions = [], {}
    for name, aliases in wanted.items():
        found = [at for at, cell in enumerate(plain) if cell in {_plain(alias) for alias in aliases}]
        if len(found) > 1:
            faults.append(Fault("this column stands twice.", file, line, header[found[1]]))
        elif not found and name in required:
            faults.append(Fault(f"this column is missing; the file has: {_shown(header)}.", file, line, aliases[0]))
        positions[name] = found[0] if found else None
    if faults:
        raise SourceError(faults)
    return positions


def _plain(header: str) -> str:
    return header.strip().upper().replace("_", " ").replace("-", " ").replace("  ", " ")


def _shown(header: list[str]) -> str:
    shown = ", ".join(cell[:60] for cell in header[:60])
    return shown if len(header) <= 60 else f"{shown} and {len(header) - 60} more"


def _row_of(raw: bytes, at: int) -> int:
    head = raw[:at].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return head.count(b"\n") + 1
