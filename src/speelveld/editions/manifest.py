# SPDX-License-Identifier: EUPL-1.2
"""The manifest of an edition: what is in it, where it came from, and the hashes that prove it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from speelveld.errors import EditionError
from speelveld.terms import Source

FILE = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table: its Parquet file, and the file (or tables) that it was made from.

    ``made_from`` names the input file, or the tables for a table that the edition derives.
    """

    name: str
    file: str
    sha256: str
    rows: int
    title_nl: str
    title_en: str
    sources: tuple[Source, ...]
    made_from: tuple[str, ...]
    input_sha256: str = ""
    input_bytes: int = 0
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A dataset that the sources did not hold, so that every reader of the edition sees that it is not there."""

    name: str
    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The whole manifest. ``id`` is derived from the contents: the same sources give the same edition."""

    id: str
    software: str
    municipality: str
    tables: tuple[TableEntry, ...]
    gaps: tuple[Gap, ...] = ()
    format: int = field(default=FORMAT)

    def table(self, name: str) -> TableEntry | None:
        """The entry of a table, or None when the edition does not have it."""
        return next((entry for entry in self.tables if entry.name == name), None)

    def write(self, folder: Path) -> None:
        """Write ``manifest.json`` into the folder."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        (folder / FILE).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read ``manifest.json``. Raises EditionError when it is not there, damaged, or of another format."""
        path = folder / FILE
        try:
            data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if data["format"] != FORMAT:
                raise EditionError(
                    f"{path}: this edition has format {data['format']}, and this version of Speelveld reads format "
                    f"{FORMAT}. Build it again with `speelveld build`."
                )
            tables = tuple(
                TableEntry(
                    **{
                        **entry,
                        "sources": tuple(Source(**source) for source in entry["sources"]),
                        "made_from": tuple(entry["made_from"]),
                    }
                )
                for entry in data.pop("tables")
            )
            gaps = tuple(Gap(**gap) for gap in data.pop("gaps"))
            return cls(tables=tables, gaps=gaps, **data)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise EditionError(
                f"{path}: the manifest is missing or damaged ({error}). Build the edition again with `speelveld build`."
            ) from error
