# SPDX-License-Identifier: EUPL-1.2
"""Editions on disk: immutable folders, one of which is current.

::

    editions/
    ├── current                      a text file with the name of the edition in use
    ├── edition-1f0c2a9b7d31/        manifest.json and one Parquet file per table
    └── .building-4711-x3f9/         a build at work; only a build touches it, and nobody reads it

A build makes a folder beside the others, flushes it to disk, renames it into place, and then replaces ``current``: two
atomic renames. Whoever dies halfway leaves the old edition in use.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import lru_cache
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from speelveld.editions.manifest import Manifest, TableEntry
from speelveld.errors import EditionError

CURRENT = "current"
PREFIX = "edition-"


class Edition:
    """An open edition. Tables are read when they are asked for, checked against their hash, and kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = Manifest.read(folder)

    @property
    def id(self) -> str:
        """The edition's id: a hash of its contents."""
        return self.manifest.id

    def has(self, name: str) -> bool:
        """Whether the edition holds this table."""
        return self.manifest.table(name) is not None

    def table(self, name: str) -> pl.DataFrame:
        """A table. Raises EditionError when it is not in this edition, or when its file is damaged."""
        entry = self.manifest.table(name)
        if entry is None:
            raise EditionError(f"{self.folder}: this edition has no table '{name}'. Its sources did not hold the file.")
        return _read(self.folder, entry)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Edition) and other.folder == self.folder and other.id == self.id

    def __hash__(self) -> int:
        return hash((self.folder, self.id))


@lru_cache(maxsize=128)
def _read(folder: Path, entry: TableEntry) -> pl.DataFrame:
    path = folder / entry.file
    try:
        raw = path.read_bytes()
        if hashlib.sha256(raw).hexdigest() != entry.sha256:
            raise EditionError(f"{path}: the file is damaged. Build the edition again with `speelveld build`.")
        return pl.read_parquet(raw)
    except (OSError, PolarsError) as error:
        raise EditionError(
            f"{path}: the file is missing or damaged ({error}). Build the edition again with `speelveld build`."
        ) from error


def open_edition(editions: Path) -> Edition:
    """The current edition in a folder of editions, or the edition itself when its own folder is given.

    Raises EditionError when there is none.
    """
    if (editions / "manifest.json").is_file():
        return Edition(editions)
    pointer = editions / CURRENT
    try:
        name = pointer.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise EditionError(f"{editions}: there is no edition yet. Make one with `speelveld build`.") from error
    if not name.startswith(PREFIX) or "/" in name or "\\" in name:
        raise EditionError(f"{pointer}: '{name}' is not the name of an edition. Build it again with `speelveld build`.")
    return Edition(editions / name)


def list_editions(editions: Path) -> list[Edition]:
    """Every edition in the folder, by id. Folders that are no complete edition are passed over."""
    return [Edition(folder) for folder in sorted(editions.glob(f"{PREFIX}*")) if (folder / "manifest.json").is_file()]


def make_current(editions: Path, name: str) -> None:
    """Point to an edition that is already complete on disk, by an atomic rename."""
    descriptor, draft = tempfile.mkstemp(prefix=".current-", dir=editions)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(name + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    Path(draft).replace(editions / CURRENT)
    flush_folder(editions)


def flush_folder(folder: Path) -> None:
    """Flush a folder's entries to disk, where the system can do that."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
