# SPDX-License-Identifier: EUPL-1.2
"""What is known about each original, from the table in SOURCES.md, and how it is told beside the bundled files."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

_ROW = re.compile(r"^\| `(?P<path>[^`]+)` \|(?P<rest>.*)\|\s*$", re.MULTILINE)
_CELLS = 9
_AS_ABOVE = "as above"


@dataclass(frozen=True, slots=True)
class Original:
    """One row of the table in SOURCES.md."""

    path: str
    publisher: str
    title: str
    reference_date: str
    licence: str
    found_in: str
    sha256: str
    caveats: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """One bundled file: where it came from, what it is, what is not in it. Hashes are SHA-256 in hexadecimal."""

    file: str
    original: str
    original_sha256: str
    bundled_sha256: str
    bytes: int
    publisher: str
    title: str
    reference_date: str
    licence: str
    found_in: str
    left_out: str
    caveats: str


def read_sources(text: str) -> dict[str, Original]:
    """The originals by path; "as above" is written out. Raises ValueError for a row without the table's nine cells."""
    originals = {}
    above = [""] * _CELLS
    for found in _ROW.finditer(text):
        cells = [cell.strip().replace("**", "") for cell in found.group("rest").split("|")]
        if len(cells) != _CELLS:
            raise ValueError(f"the row of {found.group('path')} in SOURCES.md has {len(cells)} cells, not {_CELLS}")
        cells = [_written_out(cell, before) for cell, before in zip(cells, above, strict=True)]
        above = cells
        publisher, title, day, _, _, licence, found_in, sha256, caveats = cells
        originals[found.group("path")] = Original(
            found.group("path"), publisher, title, day, licence, found_in, sha256.strip("`"), caveats
        )
    return originals


def _written_out(cell: str, before: str) -> str:
    return before + cell.removeprefix(_AS_ABOVE) if cell.startswith(_AS_ABOVE) else cell


def as_json(records: Sequence[Provenance]) -> str:
    """``provenance.json``."""
    return json.dumps([asdict(record) for record in records], ensure_ascii=False, indent=2) + "\n"


def as_markdown(records: Sequence[Provenance]) -> str:
    """``SOURCES.md`` for people, from the same facts."""
    total = sum(record.bytes for record in records)
    lines = [
        "# Sources of the bundled files",
        "",
        "Made by `python -m tools.bundle ORIGINALS_DIR`; do not edit. Every file keeps its publisher's own dialect and",
        "holds only what a figure uses. `provenance.json` says the same for programs.",
        "",
        f"{len(records)} files, {total / 2**20:.1f} MiB.",
    ]
    for record in records:
        lines += [
            "",
            f"## `{record.file}`",
            "",
            f"- {record.publisher}: {record.title}",
            f"- Reference date: {record.reference_date}",
            f"- Licence: {record.licence}",
            f"- Found in: {record.found_in}",
            f"- Original: `{record.original}`, SHA-256 `{record.original_sha256}`",
            f"- Bundled: {record.bytes:,} bytes, SHA-256 `{record.bundled_sha256}`",
            f"- Left out: {record.left_out}",
        ]
        if record.caveats:
            lines.append(f"- Caveats: {record.caveats}")
    return "\n".join(lines) + "\n"
