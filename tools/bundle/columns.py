# SPDX-License-Identifier: EUPL-1.2
"""Leaves columns, rows and cells out of delimited text without touching a byte of the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

_LINE = re.compile(rb"([^\r\n]*)(\r\n|\r|\n|$)")
_BOM = b"\xef\xbb\xbf"

Cells = list[bytes]


def keep_columns(raw: bytes, keep: Sequence[str], *, separator: str = ";", titles: int = 0) -> bytes:
    """``raw`` with the columns in ``keep`` only, in the order of the file; line ends, quotes and encoding as they are.

    Names are compared with the header's cells without quotes. ``titles`` lines above the header lose the same
    positions. Raises ValueError when a column is not there, or a line has another number of cells than the header.
    """
    return _edited(raw, keep, separator, titles, lambda cells: cells)


def blank_cells(
    raw: bytes, where: Callable[[dict[str, bytes]], Sequence[str]], keep: Sequence[str], *, separator: str = ";"
) -> bytes:
    """As :func:`keep_columns`, and empties the cells whose columns ``where`` names for a row (as printed)."""
    header: list[str] = []

    def edit(cells: Cells) -> Cells:
        if not header:
            header.extend(map(_name, cells))
            return cells
        blanks = where(dict(zip(header, cells, strict=True)))
        return [b"" if name in blanks else cell for name, cell in zip(header, cells, strict=True)]

    return _edited(raw, keep, separator, 0, edit)


def _edited(raw: bytes, keep: Sequence[str], separator: str, titles: int, edit: Callable[[Cells], Cells]) -> bytes:
    mark, text = (_BOM, raw[3:]) if raw.startswith(_BOM) else (b"", raw)
    out, positions, width = [mark], [], 0
    for number, (line, end) in enumerate(_lines(text)):
        if number == titles:
            names = [_name(cell) for cell in _split(line, separator)]
            missing = [name for name in keep if name not in names]
            if missing:
                raise ValueError(f"the file has no column {', '.join(missing)}; it has {', '.join(names)}")
            positions, width = [at for at, name in enumerate(names) if name in keep], len(names)
        out += [line, end]
        if number < titles:
            continue
        cells = _split(line, separator)
        if len(cells) != width:
            raise ValueError(f"line {number + 1} has {len(cells)} cells, the header {width}")
        edited = edit(cells)
        out[-2] = separator.encode().join(edited[at] for at in positions)
    for number in range(titles):
        cells = _split(out[1 + 2 * number], separator)
        out[1 + 2 * number] = separator.encode().join(cells[at] for at in positions if at < len(cells))
    return b"".join(out)


def _lines(text: bytes) -> Iterator[tuple[bytes, bytes]]:
    for found in _LINE.finditer(text):
        if found.group(0):
            yield found.group(1), found.group(2)


def _split(line: bytes, separator: str) -> Cells:
    """The cells as printed, quotes and all; a separator between quotes divides nothing."""
    mark = separator.encode()
    if b'"' not in line:
        return line.split(mark)
    cells, quoted = [b""], False
    for part in re.split(b'(["' + re.escape(mark) + b"])", line):
        if part == mark and not quoted:
            cells.append(b"")
            continue
        quoted ^= part == b'"'
        cells[-1] += part
    return cells


def _name(cell: bytes) -> str:
    return cell.decode("latin-1").strip().strip('"')
