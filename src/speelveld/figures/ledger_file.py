# SPDX-License-Identifier: EUPL-1.2
"""The release ledger on disk: ``ledger.jsonl`` in the folder of editions, one entry per line, never rewritten.

A lock file keeps two processes from writing at the same time. An entry is on disk before anything of it is shown;
whoever dies halfway leaves a line without an end, which is no entry: the next writer takes it away.
"""

from __future__ import annotations

import hashlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speelveld.disclosure.ledger import Entry, Ledger, parse_entry
from speelveld.errors import EditionError

NAME = "ledger.jsonl"

_IN_PROCESS = threading.RLock()


def read_ledger(path: Path) -> Ledger:
    """The ledger in a file; an empty one when there is no file yet.

    Raises DisclosureError when it is damaged, EditionError when it cannot be read.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        return Ledger()
    except OSError as error:
        raise _unusable(path, error) from error
    return _read(path, found.st_mtime_ns, found.st_size)


def find_or_add(path: Path, edition: str, cluster: str, rules: str, make: Callable[[Ledger], Entry]) -> Entry:
    """The entry of a release; made by ``make`` and written when there is none yet, with the file locked meanwhile.

    Raises EditionError when the file cannot be written: what is not in the ledger is not published.
    """
    entry = read_ledger(path).find(edition, cluster, rules)
    if entry is not None:
        return entry
    with _locked(path):
        ledger = read_ledger(path)
        entry = ledger.find(edition, cluster, rules)
        if entry is None:
            grown = ledger.append(make(ledger))
            entry = grown.entries[-1]
            line = (entry.line() + "\n").encode()
            before = _known.get(path, _NOTHING) if ledger.entries else _NOTHING
            _write(path, line)
            _known[path] = before.grown(path, line, grown)
        return entry


@dataclass(frozen=True, slots=True)
class _Known:
    """The ledger as this process read or wrote it last: the time and size of its file, the length of all entries, and
    the hash of these bytes."""

    modified: int
    size: int
    length: int
    content: Any
    ledger: Ledger

    def grown(self, path: Path, line: bytes, ledger: Ledger) -> _Known:
        """The same with one line more, which is now in the file."""
        found, content = path.stat(), self.content.copy()
        content.update(line)
        return _Known(found.st_mtime_ns, found.st_size, self.length + len(line), content, ledger)


_NOTHING = _Known(0, 0, 0, hashlib.sha256(), Ledger())
_known: dict[Path, _Known] = {}


def _read(path: Path, modified: int, size: int) -> Ledger:
    """The ledger of a file of this time and size. Where its beginning is as it was, only what is new is parsed."""
    before = _known.get(path, _NOTHING)
    if (before.modified, before.size) == (modified, size):
        return before.ledger
    complete, end, _ = path.read_bytes().rpartition(b"\n")
    whole = complete + end
    if hashlib.sha256(whole[: before.length]).digest() != before.content.digest():
        before = _NOTHING
    lines = whole[before.length :].decode(errors="replace").split("\n")
    ledger = before.ledger.followed_by(parse_entry(line) for line in lines if line)
    _known[path] = _Known(modified, size, len(whole), hashlib.sha256(whole), ledger)
    return ledger


def _write(path: Path, line: bytes) -> None:
    try:
        with path.open("ab+") as stream:
            end = stream.seek(0, os.SEEK_END)
            stream.seek(0)
            kept = stream.read().rfind(b"\n") + 1
            if kept != end:
                stream.truncate(kept)
            stream.write(line)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise _unusable(path, error) from error


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Nobody else writes the ledger meanwhile, in this process or another."""
    with _IN_PROCESS:
        try:
            stream = path.with_suffix(".lock").open("ab")
        except OSError as error:
            raise _unusable(path, error) from error
        with stream:
            _lock(stream.fileno())
            yield


def _lock(descriptor: int) -> None:
    """Wait for the lock; closing the file gives it back, also when the process is killed."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)


def _unusable(path: Path, error: OSError) -> EditionError:
    return EditionError(
        f"{path}: the release ledger cannot be used ({error.strerror}), so nothing new is published. Make its "
        "folder writable, or set SPEELVELD_DATA_DIR to a folder that is."
    )
