# SPDX-License-Identifier: EUPL-1.2
"""An answer that comes in pages, gathered so that a stopped program goes on at the page where it stopped.

Every page is a file of its own in ``name.pages/`` until all are there; then they become one file.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from speelveld.errors import FetchError
from speelveld.sources.fetch.download import download
from speelveld.sources.fetch.model import Item, Kind, Outcome, Progress, Status, fault
from speelveld.sources.fetch.storage import (
    digest_of,
    part_of,
    read_object,
    saying_where,
    settle,
    sidecar_of,
    write_json,
)
from speelveld.sources.fetch.transport import Session, parse_object

MOST_PAGES = 2000
OLDEST = timedelta(days=1)
"""Pages older than this are fetched anew where the publisher does not mark versions: they may not fit together."""


class PagesDisagreeError(Exception):
    """The pages do not make up one whole: rows are missing or double. The message says which."""


@dataclass(frozen=True, slots=True)
class Paged:
    """A file made of pages.

    ``version`` is the publisher's mark of the whole (empty when there is none). ``following`` gives the address of
    the next page from the address and the document of this one, or None after the last. ``write`` puts the pages
    into one file; it raises PagesDisagreeError when they do not fit together.
    """

    url: str
    path: Path
    version: str
    following: Callable[[str, dict[str, Any]], str | None]
    write: Callable[[Iterable[tuple[str, dict[str, Any]]], IO[bytes]], None]


class _WholeProgress:
    """Shows all pages as one file: how many there will be is not known before the last."""

    def __init__(self, progress: Progress, label: str) -> None:
        self._progress = progress
        self._label = label
        self._before = 0
        self._page = 0

    def begin(self, label: str, done: int, total: int | None) -> None:
        self._page = done
        self._progress.begin(self._label, self._before + done, None)

    def advance(self, amount: int) -> None:
        self._page += amount
        self._progress.advance(amount)

    def end(self) -> None:
        self._before += self._page
        self._page = 0


def gather(session: Session, paged: Paged, progress: Progress, *, force: bool = False) -> Outcome:
    """Bring all pages into ``paged.path``, which is replaced in one step or not at all. Raises FetchError."""
    path, known = paged.path, read_object(sidecar_of(paged.path))
    with saying_where(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        unchanged = paged.version and known.get("url") == paged.url and known.get("version") == paged.version
        if unchanged and not force and path.exists() and digest_of(path) == known.get("sha256"):
            return _outcome(session, paged, Status.UNCHANGED)
        folder = path.with_name(path.name + ".pages")
        resumed = _prepare(session, paged, folder, force)
        part = part_of(path)
        try:
            with part.open("wb") as file:
                paged.write(_pages(session, paged, folder, _WholeProgress(progress, path.name)), file)
        except PagesDisagreeError as error:
            # Kept pages would make every later attempt fail in the same way.
            shutil.rmtree(folder)
            raise fault(paged.url, str(error), "Try again: the publisher may have changed it meanwhile.") from error
        finally:
            progress.end()
        status = Status.RESUMED if resumed else Status.DOWNLOADED
        new = digest_of(part)
        if path.exists() and digest_of(path) == new and not force:
            part.unlink()
            status = Status.UNCHANGED
        else:
            settle(part, path)
        write_json(sidecar_of(path), {"url": paged.url, "version": paged.version, "sha256": new})
        shutil.rmtree(folder)
        return _outcome(session, paged, status)


def _outcome(session: Session, paged: Paged, status: Status) -> Outcome:
    path = paged.path
    return Outcome(path, paged.url, digest_of(path), path.stat().st_size, status, session.settings.now())


def _prepare(session: Session, paged: Paged, folder: Path, force: bool) -> bool:
    """Whether the folder holds pages of the same version to go on with; otherwise it is emptied."""
    note = folder / "begun.json"
    begun = read_object(note)
    now = session.settings.now()
    same = begun.get("url") == paged.url and begun.get("version") == paged.version
    if same and not force and (paged.version or _young(begun.get("at"), now)):
        return (folder / "page-00000.json").exists()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    write_json(note, {"url": paged.url, "version": paged.version, "at": now.isoformat()})
    return False


def _young(text: Any, now: datetime) -> bool:
    try:
        return timedelta(0) <= now - datetime.fromisoformat(str(text)) < OLDEST
    except (ValueError, TypeError):
        return False


def _pages(session: Session, paged: Paged, folder: Path, progress: Progress) -> Iterator[tuple[str, dict[str, Any]]]:
    url: str | None = paged.url
    seen: set[str] = set()
    while url is not None:
        if url in seen or len(seen) >= MOST_PAGES:
            shutil.rmtree(folder)
            raise fault(paged.url, "the server's pages never end.", "The publisher should mend this: report it.")
        path = folder / f"page-{len(seen):05d}.json"
        seen.add(url)
        if not path.exists():
            item = Item(url, path, Kind.JSON, max_bytes=session.settings.page_bytes)
            download(session, item, progress)
        try:
            document = parse_object(url, path.read_bytes())
            following = paged.following(url, document)
        except FetchError:
            # A page that cannot be read would stop every later attempt as well.
            path.unlink()
            raise
        yield url, document
        url = following
