# SPDX-License-Identifier: EUPL-1.2
"""Headers that every answer carries beside Django's own, and how long an answer may be kept."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
KEEP = "public, max-age=300"
ASK = "no-cache"


class Headers:
    """Middleware: no device permissions, no reading by other origins, and a Cache-Control on every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # A page that was not found, or that failed, may be there a moment later.
        response.headers.setdefault("Cache-Control", KEEP if response.status_code in {200, 304} else ASK)
        return response
