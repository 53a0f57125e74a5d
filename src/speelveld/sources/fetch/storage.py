# SPDX-License-Identifier: EUPL-1.2
"""Writing files so that a failed or killed program never leaves half a file under its final name."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from speelveld.errors import FetchError

if sys.platform != "win32":
    import fcntl

CHUNK = 1 << 20


def part_of(path: Path) -> Path:
    """Where a file stands while it is not complete."""
    return path.with_name(path.name + ".part")


def sidecar_of(path: Path) -> Path:
    """Where it stands what the server said of a file: its version marks and checksum."""
    return path.with_name(path.name + ".fetch.json")


def digest_of(path: Path, algorithm: str = "sha256") -> str:
    """The checksum of a file, hexadecimal."""
    state = hashlib.new(algorithm, usedforsecurity=False)
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            state.update(block)
    return state.hexdigest()


def settle(part: Path, path: Path) -> None:
    """Give a complete file its final name, in one step that survives a power cut."""
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(path)
    if sys.platform != "win32":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def write_json(path: Path, document: Any) -> None:
    """Write a JSON document under its final name in one step."""
    new = path.with_name(path.name + ".new")
    new.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    settle(new, path)


def read_object(path: Path) -> dict[str, Any]:
    """The JSON object in one of our own small files, or an empty one when it is absent or damaged.

    These files only save work: without one, the file that it describes is downloaded again.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


@contextmanager
def saying_where(path: Path) -> Iterator[None]:
    """Turn a full disk or a folder without permission into a FetchError that names the path."""
    try:
        yield
    except OSError as error:
        raise FetchError(
            f"{path}: cannot be written: {error.strerror or error}. Free some space, or choose another folder with "
            "--output. What was fetched before stays in use."
        ) from error


@contextmanager
def alone_in(directory: Path) -> Iterator[None]:
    """Hold a folder for one program. The hold ends with the program, also when it is killed.

    Raises FetchError when another program holds it. Windows has no such lock; there the folder is not held.
    """
    with saying_where(directory):
        directory.mkdir(parents=True, exist_ok=True)
        lock = (directory / ".lock").open("a")
    with lock:
        if sys.platform != "win32":
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise FetchError(
                    f"{directory}: another 'speelveld fetch' is writing here. Wait until it is done, or choose "
                    "another folder with --output."
                ) from None
        yield
