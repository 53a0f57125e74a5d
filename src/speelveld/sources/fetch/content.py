# SPDX-License-Identifier: EUPL-1.2
"""Whether the bytes that came are what was asked for, before they get their final name."""

from __future__ import annotations

import csv
import re
import sqlite3
import zipfile
from pathlib import Path

from speelveld.sources.fetch.model import Item, Kind, fault
from speelveld.sources.fetch.storage import digest_of

_HTML = re.compile(rb"^(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_MARKUP = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<")
_SQLITE = b"SQLite format 3\0"
ASK_LATER = "The publisher's server may have a fault: try again later."

LONGEST_FIELD = 131_072
"""A field with more characters is a quotation mark that does not close."""


class TruncatedError(Exception):
    """The file stops too early, though the server said that it was complete. Trying again may help."""


def head_of(path: Path, size: int = 4096) -> bytes:
    """The first bytes of a file."""
    with path.open("rb") as file:
        return file.read(size)


def says(head: bytes) -> str:
    """What an error answer says, in at most 200 printable characters without mark-up."""
    text = re.sub(r"<[^>]*>", " ", head.decode("utf-8", "replace"))
    text = "".join(c if c.isprintable() else " " for c in text)
    return re.sub(r"\s+", " ", text).strip()[:200]


def check(item: Item, path: Path) -> None:
    """Refuse a file that is not what ``item`` promises.

    Raises TruncatedError when the file is too short for its stated size or number of records, FetchError otherwise: an
    empty file, a web page, another format, a wrong checksum.
    """
    size = path.stat().st_size
    if item.size is not None and size != item.size:
        raise TruncatedError(f"it holds {size:,} bytes, while the publisher states {item.size:,}.")
    if size == 0:
        raise fault(item.url, "the server gave an empty file.", ASK_LATER)
    _check_digest(item, path)
    head = head_of(path)
    if _HTML.match(head):
        raise fault(
            item.url,
            f"the server gave a web page instead of the file ('{says(head)}').",
            "Open the address in a browser: the publisher may have moved the file, or be doing maintenance.",
        )
    _check_kind(item, path, head)
    if item.rows is not None:
        _check_rows(item, path)


def _check_digest(item: Item, path: Path) -> None:
    if item.digest is None:
        return
    found = digest_of(path, item.digest.algorithm)
    if found != item.digest.value.lower():
        raise fault(
            item.url,
            f"its {item.digest.algorithm} is {found}, while the publisher states {item.digest.value.lower()}: "
            "the file was changed or damaged on the way.",
            ASK_LATER,
        )


def _check_kind(item: Item, path: Path, head: bytes) -> None:
    match item.kind:
        case Kind.CSV:
            good = not _MARKUP.match(head) and b"\0" not in head
        case Kind.JSON:
            good = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
        case Kind.ZIP:
            good = zipfile.is_zipfile(path)
        case Kind.SQLITE:
            good = head.startswith(_SQLITE) and _opens_as_database(path)
        case Kind.OTHER:
            good = True
    if not good:
        raise fault(item.url, f"this is not a complete {item.kind} file ('{says(head[:400])}').", ASK_LATER)


def _opens_as_database(path: Path) -> bool:
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            connection.close()
    except sqlite3.Error:
        return False
    return True


def _check_rows(item: Item, path: Path) -> None:
    rows = count_records(path)
    if item.rows is not None and rows < item.rows:
        raise TruncatedError(f"it holds {rows:,} records, while the publisher's own database counts {item.rows:,}.")


def count_records(path: Path) -> int:
    """How many records a CSV holds, its header not counted. A quoted field may hold line ends.

    The separator is the commonest of ``; , tab`` in the first line: a wrong one would misread quotation marks.
    Latin-1 decodes every byte, and leaves the separators, quotation marks and line ends of UTF-8 where they are.
    """
    first = re.split(rb"[\r\n]", head_of(path, 65536), maxsplit=1)[0]
    delimiter = max(";,\t", key=lambda mark: first.count(mark.encode()))
    # The limit is one for the whole process, and other libraries raise it: set here, and put back.
    limit = csv.field_size_limit(LONGEST_FIELD)
    with path.open(encoding="latin-1", newline="") as file:
        try:
            return max(0, sum(1 for row in csv.reader(file, delimiter=delimiter) if row) - 1)
        except csv.Error as error:
            raise TruncatedError(f"its quotation marks do not close ({error}).") from error
        finally:
            csv.field_size_limit(limit)
