# SPDX-License-Identifier: EUPL-1.2
"""Workbooks (xlsx and xls) as the publishers make them: titles on top, headers over several lines, notes below.

A sheet becomes the same kind of text frame as :func:`speelveld.sources.delimited.read_delimited` gives, so that a
reader takes the publisher's workbook and the bundled, reduced text file alike.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import fastexcel
import polars as pl

from speelveld.contracts.base import ROW
from speelveld.errors import Fault, SourceError
from speelveld.sources.delimited import read_delimited
from speelveld.sources.files import MAX_BYTES, XLS, ZIP, unwrap

MAX_CELLS = 4_000_000
"""The largest sheet that is read, in cells. The largest real one has 540,000."""

_POINT = re.compile(r"-?[0-9]+\.[0-9]+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the table stands on its sheet.

    ``sheet`` is the sheet's name, or the beginning of it. ``anchor`` is the first cell of the header line, by which
    that line is found. ``levels`` is how many lines above it the headings stand that span several columns; such a
    heading is put before each of its columns' names ("Inwoners - Totaal"). ``units`` is the first cell of the line of
    units below the header, if there is one. ``until`` begins the line below the last row; without it the file was cut
    off.
    """

    sheet: str
    anchor: str
    levels: int = 0
    units: str = ""
    until: str = ""


def is_workbook(raw: bytes) -> bool:
    """Whether the bytes (or the bytes in their gzip wrapper) are those of a workbook: by their first bytes."""
    return raw[:4] in (ZIP, XLS)


def read_table(
    raw: bytes,
    file: str,
    columns: Mapping[str, Sequence[str]],
    layout: Layout,
    *,
    optional: Mapping[str, Sequence[str]] | None = None,
) -> pl.DataFrame:
    """The asked columns as text from the publisher's workbook or from the text file that was reduced from it.

    Raises SourceError with every fault: no workbook, a missing sheet, header, column or end.
    """
    raw = unwrap(raw, file)
    if not is_workbook(raw):
        return read_delimited(raw, file, columns, optional=optional)
    header, line, rows = sheet_table(raw, file, layout)
    place = f"{file}, sheet '{layout.sheet}'"
    wanted = {**columns, **(optional or {})}
    positions: dict[str, int | None] = {}
    faults: list[Fault] = []
    for name, aliases in wanted.items():
        at = [index for index, cell in enumerate(header) if cell in aliases]
        if len(at) > 1:
            faults.append(Fault("this column stands twice.", place, line, header[at[1]]))
        elif not at and name in columns:
            shown = ", ".join(cell for cell in header if cell)[:400]
            faults.append(Fault(f"this column is missing; the sheet has: {shown}.", place, line, aliases[0]))
        positions[name] = at[0] if at else None
    if faults:
        raise SourceError(faults)
    data: dict[str, list[int] | list[str | None]] = {ROW: [number for number, _ in rows]}
    for name, position in positions.items():
        data[name] = [None if position is None else row[position] for _, row in rows]
    return pl.DataFrame(data, schema={ROW: pl.Int64, **dict.fromkeys(positions, pl.String)})


def sheet_table(raw: bytes, file: str, layout: Layout) -> tuple[list[str], int, list[tuple[int, list[str]]]]:
    """The header, the line it stands on, and the rows with their line numbers.

    Cells are text with a decimal comma, as a Dutch publisher's text file has them; blank rows are left out.
    """
    cells = sheet_cells(raw, file, layout.sheet)
    place = f"{file}, sheet '{layout.sheet}'"
    at = next((index for index, row in enumerate(cells) if row and row[0] == layout.anchor), None)
    if at is None or at < layout.levels:
        fault = Fault(f"no line begins with '{layout.anchor}'.", place, advice="The layout changed, or it is cut off.")
        raise SourceError(fault)
    header = _header(cells[at - layout.levels : at + 1])
    rows: list[tuple[int, list[str]]] = []
    ended = False
    for number, row in enumerate(cells[at + 1 :], at + 2):
        if layout.until and row[0].startswith(layout.until):
            ended = True
            break
        if any(row) and not (layout.units and not rows and row[0] == layout.units):
            rows.append((number, row))
    if layout.until and not ended:
        fault = Fault(f"no line begins with '{layout.until}': the sheet is cut off.", place, advice="Fetch it again.")
        raise SourceError(fault)
    if not rows:
        raise SourceError(Fault("there is a header, but no row below it.", place, advice="Fetch it again completely."))
    return header, at + 1, rows


def sheet_cells(raw: bytes, file: str, sheet: str) -> list[list[str]]:
    """Every cell of the sheet whose name is (or begins with) ``sheet``, as text; an empty cell is ''."""
    raw = unwrap(raw, file)
    try:
        if raw[:4] == ZIP:
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                if sum(info.file_size for info in archive.infolist()) > MAX_BYTES:
                    raise SourceError(Fault(f"the workbook unpacks to more than {MAX_BYTES // 2**20} MiB.", file))
        book = fastexcel.read_excel(raw)
        names = [name for name in book.sheet_names if name == sheet] or [
            name for name in book.sheet_names if name.startswith(sheet)
        ]
        if not names:
            raise SourceError(
                Fault(
                    f"the sheet '{sheet}' is missing; the workbook has: {', '.join(book.sheet_names)}.",
                    file,
                    advice="This is not the file expected.",
                )
            )
        loaded = book.load_sheet(names[0], header_row=None, dtypes="string")
        if loaded.total_height * loaded.width > MAX_CELLS:
            raise SourceError(Fault(f"the sheet has more than {MAX_CELLS:,} cells.", f"{file}, sheet '{names[0]}'"))
        frame = loaded.to_polars()
    except (fastexcel.FastExcelError, zipfile.BadZipFile) as error:
        reason = str(error).splitlines()[0]
        fault = Fault(f"the workbook cannot be read ({reason}).", file, advice="Fetch it again.")
        raise SourceError(fault) from error
    return [[_text(cell) for cell in row] for row in frame.iter_rows()]


def _text(cell: str | None) -> str:
    if cell is None:
        return ""
    cell = cell.strip()
    return cell.replace(".", ",") if _POINT.fullmatch(cell) else cell


def _header(lines: list[list[str]]) -> list[str]:
    names = [_SPACE.sub(" ", cell) for cell in lines[-1]]
    if len(lines) == 1:
        return names
    spans, over = [], ""
    for cell in lines[0]:
        over = cell or over
        spans.append(_SPACE.sub(" ", over))
    return [f"{over} - {name}" if over and name else name for over, name in zip(spans, names, strict=True)]
