# SPDX-License-Identifier: EUPL-1.2
"""ETags: a page changes when the edition, the software or the address changes, and at no other moment."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from speelveld import __version__

_PACKAGE = Path(__file__).resolve().parents[1]
_ON_PAGES = ("web", "render", "figures", "placement", "locale")


@lru_cache(maxsize=1)
def build() -> str:
    """A mark of the software that makes the pages: its version and the state of its files."""
    mark = hashlib.sha256(__version__.encode())
    for part in _ON_PAGES:
        for path in sorted((_PACKAGE / part).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                state = path.stat()
                mark.update(f"{path.relative_to(_PACKAGE)} {state.st_size} {state.st_mtime_ns}\n".encode())
    return mark.hexdigest()


def etag(request: HttpRequest) -> str:
    """The ETag of what ``request`` asks for. The language stands in the path."""
    parts = (build(), str(getattr(request.edition, "id", "")), settings.LANGUAGE_CODE, request.get_full_path())
    return str(quote_etag(hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]))


class Validators:
    """Middleware: answers 304 before a page is made, and marks every page that was made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.DEBUG or request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        mark = etag(request)
        # Only a page that was found carries the mark, so a mark that comes back names a page that exists.
        unchanged = get_conditional_response(request, etag=mark)
        if unchanged is not None:
            unchanged["ETag"] = mark
            return unchanged
        response = self.get_response(request)
        if response.status_code == 200:
            response.headers.setdefault("ETag", mark)
        return response
