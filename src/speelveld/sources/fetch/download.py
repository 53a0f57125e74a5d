# SPDX-License-Identifier: EUPL-1.2
"""One address to one file: cached, resumed, retried, checked, and put in place in one step.

A file ``name`` has two companions: ``name.part`` with ``name.part.fetch.json`` while it is not complete, and
``name.fetch.json`` afterwards: the address, the server's version marks (ETag, Last-Modified) and our SHA-256.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from speelveld.errors import FetchError
from speelveld.sources.fetch.content import TruncatedError, check
from speelveld.sources.fetch.model import Item, Kind, Outcome, Progress, Silent, Status, fault
from speelveld.sources.fetch.storage import (
    digest_of,
    part_of,
    read_object,
    saying_where,
    settle,
    sidecar_of,
    write_json,
)
from speelveld.sources.fetch.transport import Session, TransientError, too_big

_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


@dataclass(frozen=True, slots=True)
class _Marks:
    """How a server marks a version of a file. A weak ETag cannot vouch for a range of bytes (RFC 9110, 13.1.5)."""

    etag: str = ""
    modified: str = ""

    @classmethod
    def of(cls, response: httpx.Response) -> _Marks:
        return cls(response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""))

    @classmethod
    def read(cls, document: dict[str, Any]) -> _Marks:
        return cls(str(document.get("etag") or ""), str(document.get("last_modified") or ""))

    @property
    def for_range(self) -> str:
        """What to send as If-Range, or nothing when the server gave no strong mark."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.modified

    @property
    def conditions(self) -> dict[str, str]:
        """Headers that ask for the file only when it changed."""
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in pairs.items() if value}


@dataclass(slots=True)
class _Download:
    session: Session
    item: Item
    progress: Progress
    force: bool
    resumed: bool = False

    @property
    def part(self) -> Path:
        return part_of(self.item.path)

    def drop_part(self) -> None:
        self.part.unlink(missing_ok=True)
        sidecar_of(self.part).unlink(missing_ok=True)

    def marks_of_part(self) -> _Marks:
        """The marks under which the part was begun, or none when it cannot be continued."""
        begun = read_object(sidecar_of(self.part))
        if begun.get("url") != self.item.url or not self.part.exists() or self.part.stat().st_size == 0:
            return _Marks()
        return _Marks.read(begun)

    def marks_of_file(self) -> _Marks:
        """The marks of the file that is there, or none when it was changed by hand or is not what is wanted now."""
        known = read_object(sidecar_of(self.item.path))
        if self.force or known.get("url") != self.item.url or not self.item.path.exists():
            return _Marks()
        if digest_of(self.item.path) != known.get("sha256"):
            return _Marks()
        wanted = self.item.digest
        if wanted is not None and digest_of(self.item.path, wanted.algorithm) != wanted.value.lower():
            return _Marks()
        return _Marks.read(known)

    def attempt(self) -> Outcome:
        begun = self.marks_of_part()
        present = _Marks()
        headers = {"Accept": "application/json" if self.item.kind is Kind.JSON else "*/*"}
        start = 0
        if begun.for_range:
            start = self.part.stat().st_size
            headers |= {"Range": f"bytes={start}-", "If-Range": begun.for_range}
        else:
            self.drop_part()
            present = self.marks_of_file()
            headers |= present.conditions
        with self.session.open(self.item.url, headers) as response:
            if response.status_code == 304:
                if not present.conditions:
                    raise fault(self.item.url, "the server says 'unchanged' (304) unasked.", "Try again with --force.")
                return self.outcome(self.item.path, Status.UNCHANGED)
            if response.status_code == 416:
                self.check_end(response, start)
            else:
                self.receive(response, start)
            marks = begun if response.status_code == 416 else _Marks.of(response)
        return self.accept(marks)

    def check_end(self, response: httpx.Response, start: int) -> None:
        """After 416 (nothing beyond what we have): go on when the part is whole, otherwise start over."""
        if response.headers.get("Content-Range", "").replace(" ", "") != f"bytes*/{start}":
            self.drop_part()
            raise TransientError("the server does not have the part that we have.")
        self.resumed = True

    def receive(self, response: httpx.Response, start: int) -> None:
        """Write the body to the part: behind what is there after 206, from the beginning after 200."""
        if response.status_code == 206:
            found = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
            if start == 0 or found is None or int(found[1]) != start:
                self.drop_part()
                raise TransientError("the server gave another part of the file than was asked for.")
            total = None if found[3] == "*" else int(found[3])
            self.resumed = True
        else:
            start = 0
            length = response.headers.get("Content-Length", "")
            total = int(length) if length.isascii() and length.isdigit() else None
            self.begin_part(response)
        if total is not None and total > self.item.max_bytes:
            self.drop_part()
            raise too_big(self.item.url, self.item.max_bytes)
        self.progress.begin(self.item.path.name, start, total)
        self.copy(response, start)

    def begin_part(self, response: httpx.Response) -> None:
        """An empty part. Its marks are written first: bytes without marks are never continued."""
        self.drop_part()
        self.resumed = False
        marks = _Marks.of(response)
        # Bytes that the server compressed are written as they come out; a range would count the compressed ones.
        if response.headers.get("Content-Encoding", "identity") == "identity" and marks.for_range:
            begun = {"url": self.item.url, "etag": marks.etag, "last_modified": marks.modified}
            write_json(sidecar_of(self.part), begun)
        self.part.touch()

    def copy(self, response: httpx.Response, size: int) -> None:
        start = size
        with self.part.open("ab", buffering=0) as file:
            try:
                for block in response.iter_bytes():
                    size += len(block)
                    if size > self.item.max_bytes:
                        self.drop_part()
                        raise too_big(self.item.url, self.item.max_bytes)
                    file.write(block)
                    self.progress.advance(len(block))
            except httpx.TransportError as error:
                why = f"the connection broke after {size:,} bytes ({str(error) or type(error).__name__})."
                raise TransientError(why, advanced=size > start) from error

    def accept(self, marks: _Marks) -> Outcome:
        """Check the complete part and give it its final name. A part that fails the check is thrown away."""
        try:
            check(self.item, self.part)
        except TruncatedError as error:
            self.drop_part()
            raise TransientError(f"the file that came is cut off: {error}") from error
        except FetchError:
            self.drop_part()
            raise
        new, path = digest_of(self.part), self.item.path
        same = path.exists() and digest_of(path) == new
        status = Status.RESUMED if self.resumed else Status.DOWNLOADED
        if same and not self.force:
            self.part.unlink()
            status = Status.UNCHANGED
        else:
            settle(self.part, path)
        known = {"url": self.item.url, "etag": marks.etag, "last_modified": marks.modified, "sha256": new}
        write_json(sidecar_of(path), known)
        self.drop_part()
        return self.outcome(path, status)

    def outcome(self, path: Path, status: Status) -> Outcome:
        now = self.session.settings.now()
        return Outcome(path, self.item.url, digest_of(path), path.stat().st_size, status, now)


def download(session: Session, item: Item, progress: Progress | None = None, *, force: bool = False) -> Outcome:
    """Bring the file at ``item.url`` to ``item.path``.

    Asks only for what changed since the last time (``force`` asks for all of it); continues a ``.part`` that an
    earlier attempt left when the server vouches that it is the same version, and starts over when it does not;
    tries again after passing faults. The file in place is replaced in one step, after every check, or not at all.

    Raises FetchError. KeyboardInterrupt passes through and leaves the ``.part`` for the next time.
    """
    progress = progress or Silent()
    work = _Download(session, item, progress, force)
    with saying_where(item.path):
        item.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return session.retrying(item.url, work.attempt)
        finally:
            progress.end()
