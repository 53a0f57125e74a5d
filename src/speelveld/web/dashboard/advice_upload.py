# SPDX-License-Identifier: EUPL-1.2
"""The page on which a municipality loads its own table on school advice: read once, shown once, kept nowhere.

There is no session and no cookie, so that a forged request can do nothing for anybody; requests from other sites are
refused all the same. What was sent stays in memory, is never logged, and the answer may not be kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from speelveld.errors import Fault, InputError
from speelveld.figures.advice_upload import uploaded
from speelveld.web.dashboard import advice_own_table
from speelveld.web.dashboard.views import resolve

MOST_BYTES = 2**20
"""The largest request that is read. The national table of DUO has about 600 kB."""
MOST_FAULTS = 100
KINDS = ("groups", "reconsiderations")
FILE = "bestand"

_SAID: tuple[tuple[str, str], ...] = (
    (r"the file is empty", gettext_noop("The file is empty.")),
    (r"UTF-16 or binary", gettext_noop("This is no text file. Save the table as CSV in UTF-8.")),
    (r"neither UTF-8 nor", gettext_noop("The letters cannot be read. Save the table as CSV in UTF-8.")),
    (r"encoded twice", gettext_noop("The letters with accents are broken. Save the table as CSV in UTF-8 again.")),
    (r"more than .* (characters|MiB)", gettext_noop("This is too large to be a table.")),
    (r"gzip wrapper", gettext_noop("Send the table itself, not an archive.")),
    (
        r"one row per pupil",
        gettext_noop(
            "This looks like a file with one row per pupil. Do not send such files to a website. Run speelveld advice "
            "on your own computer: it needs no network."
        ),
    ),
    (r"no header|header cannot be read", gettext_noop("There is no header line.")),
    (r"no row below it", gettext_noop("There is a header, but no row below it.")),
    (r"the row has \d+ fields", gettext_noop("This row has another number of cells than the header.")),
    (r"header stands here again", gettext_noop("The header stands here again.")),
    (r"row cannot be read", gettext_noop("This row cannot be read. Perhaps a quotation mark does not close.")),
    (
        r"is known as|no such column; there are|has no such column",
        gettext_noop("This column was not found. Write in the box below what it is called in your file."),
    ),
    (
        r"columns of the file may be|would be both|stands twice",
        gettext_noop("More than one column can be meant. Write in the box below which one it is."),
    ),
    (r"divided by", gettext_noop("The columns are divided in another way than the header.")),
    (
        r"neither a number of pupils|not a number",
        gettext_noop("This is not a number of pupils. Write a whole number, or <5."),
    ),
    (r"advice is not known|not one of", gettext_noop("This word is not known. Write in the box below what it means.")),
    (r"not a code of", gettext_noop("This is not the code of a school.")),
    (r"cell is empty", gettext_noop("This cell is empty.")),
    (r"school year", gettext_noop("Of which school year is this? Write it as 2022/23.")),
    (r"more pupils have|more advices", gettext_noop("These numbers cannot be: a part is larger than the whole.")),
    (r"stands here again|has it already", gettext_noop("This row stands there twice.")),
    (r"every row is a total", gettext_noop("Every row is a total. Send the parts too.")),
    (r"test advice without first advice", gettext_noop("A table by test advice must also give the first advice.")),
    (r"no row is of a branch", gettext_noop("No row is about a school of this municipality that this site knows.")),
    (r"groups or branches", gettext_noop("There are too many groups in this table.")),
    (
        "mapping is not TOML|another form|no code of ours|no such table|no such part|section of TOML",
        gettext_noop("The description of the columns is not right."),
    ),
)
"""What faults say, by a part of their English text, in words of a page."""


@dataclass(frozen=True, slots=True)
class Told:
    """A fault as the page tells it; ``row`` and ``column`` may be empty. ``detail`` is the message itself."""

    message: str
    row: int | None
    column: str
    detail: str


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def advice_load(request: HttpRequest, name: str) -> HttpResponse:
    """The form, and below it what is made of the table that was sent."""
    found, canonical = resolve(request, name)
    if not canonical:
        return redirect("advice-load", name=found.slug, permanent=request.method != "POST")
    request.municipality = found
    context: dict[str, Any] = {"municipality": found, "here": "advice", "kinds": KINDS, "kind": KINDS[0]}
    status = 200
    if request.method == "POST":
        status = _answer(request, context)
    response = render(request, "dashboard/advice_load.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@sensitive_variables()
def _answer(request: HttpRequest, context: dict[str, Any]) -> int:
    """What the request asks, put in the context; the status of the answer."""
    if not _from_here(request):
        context["faults"] = [Told(_("This form was sent from another site. Send it from this page."), None, "", "")]
        return 403
    size = request.META.get("CONTENT_LENGTH") or ""
    if not size.isdigit() or int(size) > MOST_BYTES:
        context["faults"] = [Told(_("This is too large to be a table."), None, "", "")]
        return 413
    # So little is read that everything stays in memory: no file is written, not even a temporary one.
    request.upload_handlers = [MemoryFileUploadHandler(request)]
    try:
        file = request.FILES.get(FILE)
        given = {key: request.POST.get(key, "") for key in ("soort", "jaar", "kolommen")}
    except (MultiPartParserError, RequestDataTooBig, TooManyFilesSent, UnicodeDecodeError):
        context["faults"] = [Told(_("What was sent cannot be read. Choose the file again."), None, "", "")]
        return 400
    kind = given["soort"] if given["soort"] in KINDS else KINDS[0]
    context |= {"kind": kind, "year": given["jaar"][:20], "mapping": given["kolommen"][:20_000]}
    if file is None:
        context["faults"] = [Told(_("Choose a file first."), None, "", "")]
        return 400
    try:
        result = uploaded(
            request.edition,
            request.municipality,
            file.read(),
            kind="reconsiderations" if kind == "reconsiderations" else "groups",
            mapping=context["mapping"],
            year=context["year"],
        )
    except InputError as error:
        context["faults"] = [_told(fault) for fault in error.faults[:MOST_FAULTS]]
        context["more"] = max(0, len(error.faults) - MOST_FAULTS)
        return 422
    context |= {"result": result, "said": advice_own_table.said(result)}
    return 200


def _from_here(request: HttpRequest) -> bool:
    """Whether the browser says that the form was sent from a page of this site, or says nothing."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site in {"same-origin", "none"}
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"


def _told(fault: Fault) -> Told:
    """A fault in words of the page; where there are none for it, that something is wrong here."""
    text = next((text for pattern, text in _SAID if re.search(pattern, fault.message)), "")
    known = _(text) if text else _("This is not as it should be.")
    # The message itself is English: elsewhere it stands only where there are no other words for it.
    detail = f"{fault.message} {fault.advice}".strip() if not text or get_language() == "en" else ""
    return Told(known, fault.row, fault.column, detail)
