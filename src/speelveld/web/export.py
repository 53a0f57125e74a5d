# SPDX-License-Identifier: EUPL-1.2
"""``speelveld export``: the same pages as plain files, for any web server, or for a file manager without one.

The site is asked for its own pages, from the chosen municipalities on, and every link is followed. Nothing of an
export stands in its place before all of it is written: a new folder is made beside it and renamed at the end.
"""

from __future__ import annotations

import errno
import html
import json
import os
import shutil
import tempfile
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from speelveld import __version__
from speelveld.errors import SpeelveldError
from speelveld.web.export_links import Rewriter, file_of, in_css, is_internal, relative

MARK = "speelveld-export.json"
"""The file that says that a folder is an export, and of what."""

_HOST = "localhost"
_LIVE_ONLY = "/advies/inladen/"
"""How the address of a page ends that needs a server: it is no part of an export, and no link leads there."""


class ExportError(SpeelveldError):
    """The export could not be written. What was there before stays."""


def export(directory: Path, municipality_slugs: Sequence[str], languages: Sequence[str] = ("nl", "en")) -> int:
    """Write the pages of ``municipality_slugs`` and everything that they link to, and give the number of pages.

    The first municipality is the one that the export opens on. Raises ExportError when ``directory`` holds something
    that is no export of Speelveld, or cannot be written, and EditionError when there is no edition.
    """
    if not municipality_slugs:
        raise ExportError("An export needs at least one municipality.")
    directory = directory.absolute()
    check(directory)
    draft: Path | None = None
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
        crawl = _Crawl(draft, tuple(municipality_slugs), tuple(languages))
        pages = crawl.run()
        crawl.mark()
        draft.chmod(0o755)
        _replace(draft, directory)
    except OSError as error:
        reason = "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else str(error)
        raise ExportError(f"{directory}: the export could not be written: {reason}. What was there stays.") from error
    finally:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)
    return pages


def check(directory: Path) -> None:
    """Raise ExportError when ``directory`` holds something that an export must not replace."""
    if not directory.exists():
        return
    if not directory.is_dir():
        raise ExportError(f"{directory} is a file. Name a folder for the export.")
    if any(directory.iterdir()) and not (directory / MARK).is_file():
        raise ExportError(
            f"{directory} holds files that are no export of Speelveld, so it is left as it is. "
            "Name another folder, or empty this one first."
        )


def _replace(draft: Path, directory: Path) -> None:
    """Put ``draft`` in the place of ``directory``; an earlier export goes away after that."""
    if not directory.exists():
        draft.rename(directory)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{directory.name}-old-", dir=directory.parent))
    old = aside / "export"
    directory.rename(old)
    try:
        draft.rename(directory)
    except OSError:
        old.rename(directory)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


class _Crawl:
    """One export at work: which addresses are known, and which are still to be written."""

    def __init__(self, folder: Path, slugs: tuple[str, ...], languages: tuple[str, ...]) -> None:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "speelveld.web.settings")
        from django.core.wsgi import get_wsgi_application

        get_wsgi_application()
        from django.conf import settings
        from django.test import Client, override_settings

        from speelveld.web.laboratory import PATIENT

        self._settings = settings
        self._opened = override_settings(
            ALLOWED_HOSTS=[_HOST],
            DEBUG=False,
            SECURE_SSL_REDIRECT=False,
            SPEELVELD=settings.SPEELVELD.model_copy(update={"municipality": slugs[0]}),
        )
        self._client = Client(headers={"host": _HOST}, **{PATIENT: True})
        self._folder = folder
        self._slugs = slugs
        self._languages = languages
        self._waiting: deque[str] = deque()
        self._known: set[str] = set()
        self._municipal: dict[str, bool] = {}

    def run(self) -> int:
        """Write everything; the number of pages."""
        pages = 0
        with self._opened:
            for language in self._languages:
                prefix = "/" if language == self._settings.LANGUAGE_CODE else f"/{language}/"
                self._ask(prefix)
                for slug in self._slugs:
                    self._ask(f"{prefix}{slug}/")
            while self._waiting:
                pages += self._write(self._waiting.popleft())
        return pages

    def mark(self) -> None:
        """Say in the export what it is."""
        from speelveld.web import data

        about = {
            "software": f"Speelveld {__version__}",
            "edition": data.current().id,
            "municipalities": self._slugs,
            "languages": self._languages,
        }
        (self._folder / MARK).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")

    def _ask(self, address: str) -> None:
        if address not in self._known:
            self._known.add(address)
            self._waiting.append(address)

    def keep(self, address: str) -> str | None:
        """The address under which the export has it, or None when it is not part of the export."""
        parts = urlsplit(address)
        # An export opens on its own municipality everywhere, so no page needs to carry it along.
        query = "&".join(pair for pair in parts.query.split("&") if pair and not pair.startswith("gemeente="))
        words = [word for word in parts.path.split("/") if word]
        language = self._settings.LANGUAGE_CODE
        if words and words[0] in dict(self._settings.LANGUAGES):
            language = words.pop(0)
        if parts.path.startswith(self._settings.STATIC_URL):
            return parts.path
        if parts.path.endswith(_LIVE_ONLY):
            return None
        if language not in self._languages or (words and self._of_another_municipality(words[0])):
            return None
        return f"{parts.path}?{query}" if query else parts.path

    def _of_another_municipality(self, word: str) -> bool:
        if word not in self._municipal:
            from speelveld.web import data

            found = data.exact(data.current(), word)
            self._municipal[word] = found is not None and found.slug not in self._slugs
        return self._municipal[word]

    def _write(self, address: str) -> int:
        """Write one address; 1 when it is a page, 0 when it is another file."""
        response = self._client.get(address)
        if response.status_code in {301, 302}:
            return self._redirect(address, response)
        if response.status_code != 200:
            raise ExportError(f"The page {address} answers {response.status_code}, so the export is not complete.")
        content = b"".join(response.streaming_content) if response.streaming else response.content
        kind = response.headers.get("Content-Type", "")
        if kind.startswith("text/html"):
            rewriter = Rewriter(address, self.keep)
            content = rewriter.result(content.decode()).encode()
            for found in rewriter.found:
                self._ask(found)
        elif kind.startswith("text/css"):
            self._style(address, content.decode())
        self._put(address, content)
        return int(kind.startswith("text/html"))

    def _style(self, address: str, text: str) -> None:
        """Ask for the files of a style sheet. Its addresses are relative already, so it is copied as it is."""
        folder = urlsplit(address).path.rpartition("/")[0]
        for found in in_css(text):
            if is_internal(found):
                raise ExportError(f"{address}: the style sheet uses {found!r}; a theme must use relative addresses.")
            self._ask(os.path.normpath(f"{folder}/{found}"))

    def _redirect(self, address: str, response: Any) -> int:
        target = self.keep(response.headers["Location"])
        if target is None:
            raise ExportError(f"{address} leads to {response.headers['Location']}, which is not part of the export.")
        self._ask(target)
        link = html.escape(relative(file_of(target), file_of(address)))
        page = (
            f'<!doctype html>\n<html lang="nl"><head><meta charset="utf-8"><title>Speelveld</title>'
            f'<meta http-equiv="refresh" content="0; url={link}"></head>'
            f'<body><p><a href="{link}">Speelveld</a></p></body></html>\n'
        )
        self._put(address, page.encode())
        return 1

    def _put(self, address: str, content: bytes) -> None:
        path = self._folder / file_of(address)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
