# SPDX-License-Identifier: EUPL-1.2
"""Where a page of the site stands in an export, and how the pages there point to each other.

An address becomes a file: ``/groningen/`` is ``groningen/index.html``, ``/groningen/?sorteer=aandeel`` is
``groningen/sorteer-aandeel/index.html``, and ``/groningen/beeld/steden.svg?b=360`` is
``groningen/beeld/steden-b-360.svg``. Links are relative and name the file, so that they work from a file manager too.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import parse_qsl, quote, unquote, urlsplit

ATTRIBUTES = {
    ("a", "href"),
    ("link", "href"),
    ("img", "src"),
    ("script", "src"),
    ("source", "srcset"),
    ("form", "action"),
}
"""What points to another file in our pages. ``srcset`` holds one address there, without a width."""

STATIC = "/static/"
"""Where the static files stand, as the settings say."""
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_IN_CSS = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


def file_of(address: str) -> str:
    """The file, relative to the export, for an address of the site (path and query)."""
    parts = urlsplit(address)
    path = unquote(parts.path).lstrip("/")
    query = "-".join(_UNSAFE.sub("-", part) for pair in parse_qsl(parts.query) for part in pair)
    if not path or path.endswith("/"):
        return f"{path}{query}/index.html" if query else f"{path}index.html"
    if not query:
        return path
    stem, suffix = posixpath.splitext(path)
    return f"{stem}-{query}{suffix}"


def relative(target: str, source: str) -> str:
    """The link from file ``source`` to file ``target``, both relative to the export."""
    return quote(posixpath.relpath(target, posixpath.dirname(source) or "."))


def is_internal(address: str) -> bool:
    """Whether an address is one of this site: a path, not another scheme or host, and not a place in the same page."""
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc and parts.path.startswith("/")


def in_css(text: str) -> list[str]:
    """The addresses of files that a style sheet uses."""
    return [address for address in _IN_CSS.findall(text) if not address.startswith("data:")]


class Rewriter(HTMLParser):
    """Copies a page and changes where it points to.

    ``keep`` says of an internal address whether it is part of the export. A link to what is not becomes plain text,
    and an element with ``data-live-only`` is left out: it needs a server.
    """

    def __init__(self, address: str, keep: Callable[[str], str | None]) -> None:
        super().__init__(convert_charrefs=False)
        self._file = file_of(address)
        self._here = urlsplit(address)
        self._keep = keep
        self._out: list[str] = []
        self._plain: list[bool] = []
        self._skipping = 0
        self._skipped_tag = ""
        self.found: list[str] = []

    def result(self, text: str) -> str:
        """The page ``text``, rewritten. ``found`` then holds the internal addresses that it points to."""
        self.feed(text)
        self.close()
        return "".join(self._out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy a start tag, with its addresses changed."""
        names = dict(attrs)
        if self._skipping:
            self._skipping += tag == self._skipped_tag
            return
        if "data-live-only" in names and tag not in VOID:
            self._skipping, self._skipped_tag = 1, tag
            return
        written, dropped = self._attributes(tag, attrs)
        if tag == "link" and dropped:
            return
        if tag == "a":
            self._plain.append(dropped)
            tag = "span" if dropped else "a"
        self._out.append(f"<{tag}{''.join(written)}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy an element of SVG or MathML that closes itself."""
        if self._skipping:
            return
        written, _ = self._attributes(tag, attrs)
        self._out.append(f"<{tag}{''.join(written)}/>")

    def handle_endtag(self, tag: str) -> None:
        """Copy an end tag."""
        if self._skipping:
            self._skipping -= tag == self._skipped_tag
            return
        if tag == "a" and self._plain and self._plain.pop():
            tag = "span"
        self._out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Copy text."""
        self._copy(data)

    def handle_entityref(self, name: str) -> None:
        """Copy a named character."""
        self._copy(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Copy a numbered character."""
        self._copy(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        """Leave comments out."""

    def handle_decl(self, decl: str) -> None:
        """Copy the document type."""
        self._copy(f"<!{decl}>")

    def _copy(self, text: str) -> None:
        if not self._skipping:
            self._out.append(text)

    def _attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> tuple[list[str], bool]:
        """The attributes as text, and whether the element's address is not part of the export."""
        written: list[str] = []
        dropped, names = False, dict(attrs)
        for name, value in attrs:
            kept = value
            if value is not None and (tag, name) in ATTRIBUTES:
                kept = self._changed(value)
                if kept is None:
                    dropped = True
                    continue
            if "data-export-only" in names and name in {"data-export-only", "hidden"}:
                continue
            as_written = _CASED.get(name, name)
            written.append(f" {as_written}" if kept is None else f' {as_written}="{html.escape(kept)}"')
        if dropped and tag == "a":
            written = [text for text in written if not text.startswith((" class=", " hreflang=", " rel=", " data-"))]
        return written, dropped

    def _changed(self, value: str) -> str | None:
        """The address as it must stand in the export: unchanged, relative, or None when its target is not there."""
        if value.startswith("?"):
            value = f"{self._here.path}{value}"
        if not is_internal(value):
            self._beside(value)
            return value
        parts = urlsplit(value)
        address = self._keep(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        if address is None:
            return None
        self.found.append(address)
        place = f"#{parts.fragment}" if parts.fragment else ""
        target = file_of(address)
        # A link within the page needs no file name, and keeps working when the file is renamed.
        return place if place and target == self._file else relative(target, self._file) + place

    def _beside(self, value: str) -> None:
        """Note a file beside a page that is itself a static file: its addresses are relative already."""
        parts = urlsplit(value)
        if parts.path and not parts.scheme and not parts.netloc and self._here.path.startswith(STATIC):
            self.found.append(posixpath.normpath(posixpath.join(posixpath.dirname(self._here.path), parts.path)))


_CASED = {
    name.lower(): name
    for name in (
        "viewBox",
        "preserveAspectRatio",
        "patternUnits",
        "patternTransform",
        "patternContentUnits",
        "clipPathUnits",
        "gradientUnits",
        "gradientTransform",
        "markerWidth",
        "markerHeight",
        "markerUnits",
        "refX",
        "refY",
        "textLength",
        "lengthAdjust",
        "startOffset",
        "focusable",
    )
}
"""Attributes of inline SVG whose capitals the parser takes away. Browsers restore them; strict readers do not."""
