# SPDX-License-Identifier: EUPL-1.2
"""What goes wrong, as a page that helps."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from speelveld.errors import EditionError, SpeelveldError, UnknownMunicipality
from speelveld.web import data


class Faults:
    """Middleware: an unknown municipality is a 404 with suggestions, no edition a 503 that says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            request.edition = data.current()
        except EditionError as fault:
            request.edition = None
            return no_edition(request, fault)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for an error of ours; None leaves any other error to Django."""
        if isinstance(exception, UnknownMunicipality):
            return not_found(request)
        if isinstance(exception, EditionError):
            return no_edition(request, exception)
        return None


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  Django's signature
    """The 404 page, with the municipalities whose name resembles the address."""
    edition = getattr(request, "edition", None)
    words = [word for word in request.path.split("/") if word]
    if words and words[0] in {"nl", "en"}:
        words = words[1:]
    wanted = words[0] if words else ""
    near = data.suggestions(edition, wanted) if edition is not None else []
    return render(request, "404.html", {"wanted": wanted, "suggestions": near}, status=404)


def no_edition(request: HttpRequest, fault: SpeelveldError) -> HttpResponse:
    """The page for a site that has no figures yet."""
    response = render(request, "503.html", {"fault": str(fault)}, status=503)
    response["Retry-After"] = "60"
    return response


def failed(request: HttpRequest) -> HttpResponse:
    """The 500 page. It asks for nothing that may have failed itself."""
    return render(request, "500.html", {"bare": True}, status=500)
