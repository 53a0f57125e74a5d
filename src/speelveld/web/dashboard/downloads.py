# SPDX-License-Identifier: EUPL-1.2
"""The figures and the table of branches as files: CSV with CSV-W metadata (W3C), and JSON.

Nothing is in a file that is not on a page. A cell that is not shown is empty, and ``reason`` says why. The files have
no language in their address: names of columns are English in every language, names of groups are in the language of
the installation.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from speelveld import render
from speelveld.render.tables import Table
from speelveld.terms import Municipality, Source
from speelveld.web import data

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@require_safe
def figures_csv(request: HttpRequest, name: str) -> HttpResponse:
    """Every figure of a municipality as CSV."""
    found = _found(request, name)
    return _csv(request, found, _figures(request, found), "cijfers", "figures-metadata")


@require_safe
def figures_json(request: HttpRequest, name: str) -> HttpResponse:
    """Every figure of a municipality as JSON, as ``speelveld figures --format json`` prints them."""
    found = _found(request, name)
    content = {
        "municipality": {"code": found.code, "name": found.name},
        "edition": request.edition.id,
        "licence": LICENCE,
        "figures": [figure.record() for figure in data.municipal_figures(request.edition, found)],
    }
    return _file(json.dumps(content, ensure_ascii=False, indent=1), "application/json")


@require_safe
def figures_metadata(request: HttpRequest, name: str) -> HttpResponse:
    """What stands in ``cijfers.csv``."""
    found = _found(request, name)
    return _metadata(request, found, "cijfers.csv", _figures(request, found))


@require_safe
def schools_csv(request: HttpRequest, name: str) -> HttpResponse:
    """The table of branches as CSV."""
    found = _found(request, name)
    return _csv(request, found, _branches(request, found), "scholen", "schools-metadata")


@require_safe
def schools_metadata(request: HttpRequest, name: str) -> HttpResponse:
    """What stands in ``scholen.csv``."""
    found = _found(request, name)
    return _metadata(request, found, "scholen.csv", _branches(request, found))


@require_safe
def advice_csv(request: HttpRequest, name: str) -> HttpResponse:
    """Final advice per school year as CSV."""
    found = _found(request, name)
    return _csv(request, found, _advice(request, found), "advies", "advice-metadata")


@require_safe
def advice_metadata(request: HttpRequest, name: str) -> HttpResponse:
    """What stands in ``advies.csv``."""
    found = _found(request, name)
    return _metadata(request, found, "advies.csv", _advice(request, found), _advice_sources(request, found))


@require_safe
def advice_schools_csv(request: HttpRequest, name: str) -> HttpResponse:
    """Final advice and composition per institution as CSV."""
    found = _found(request, name)
    return _csv(request, found, _advice_schools(request, found), "advies-scholen", "advice-schools-metadata")


@require_safe
def advice_schools_metadata(request: HttpRequest, name: str) -> HttpResponse:
    """What stands in ``advies-scholen.csv``."""
    found = _found(request, name)
    table = _advice_schools(request, found)
    return _metadata(request, found, "advies-scholen.csv", table, _advice_sources(request, found))


@require_safe
def advice_years_csv(request: HttpRequest, name: str) -> HttpResponse:
    """Final advice per institution and school year as CSV."""
    found = _found(request, name)
    return _csv(request, found, _advice_years(request, found), "advies-scholen-jaren", "advice-years-metadata")


@require_safe
def advice_years_metadata(request: HttpRequest, name: str) -> HttpResponse:
    """What stands in ``advies-scholen-jaren.csv``."""
    found = _found(request, name)
    table = _advice_years(request, found)
    sources = data.advice(request.edition, found).final_sources
    return _metadata(request, found, "advies-scholen-jaren.csv", table, sources)


def metadata(
    request: HttpRequest, municipality: Municipality, file: str, table: Table, sources: tuple[Source, ...] | None = None
) -> dict[str, Any]:
    """CSV-W metadata of ``file``: what each column is, in both languages, with sources, edition and licence.

    ``sources`` are those of the first page where they are not given.
    """
    titles: dict[str, list[str]] = {}
    for language in ("nl", "en"):
        with translation.override(language):
            titles[language] = [column.heading() for column in table.columns]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "nl"}],
        "url": file,
        "dc:title": f"Speelveld: {municipality.name}, {file}",
        "dc:license": {"@id": LICENCE},
        "dc:identifier": request.edition.id,
        "dc:source": [
            f"{each.publisher}: {each.name}, {each.reference_date} ({each.licence})"
            for each in (data.dashboard(request.edition, municipality).sources if sources is None else sources)
        ],
        "tableSchema": {
            "primaryKey": table.columns[0].name,
            "columns": [
                {
                    "name": column.name,
                    # The first title is the header in the file; the second says it in words.
                    "titles": {language: [column.name, titles[language][place]] for language in titles},
                    "datatype": column.datatype,
                    "null": "",
                }
                for place, column in enumerate(table.columns)
            ],
        },
    }


def _found(request: HttpRequest, name: str) -> Municipality:
    return data.find(request.edition, name)[0]


def _figures(request: HttpRequest, municipality: Municipality) -> Table:
    return render.figures_table(data.municipal_figures(request.edition, municipality))


def _branches(request: HttpRequest, municipality: Municipality) -> Table:
    return render.branches_table(data.dashboard(request.edition, municipality))


def _advice(request: HttpRequest, municipality: Municipality) -> Table:
    return render.advice_table(data.advice(request.edition, municipality))


def _advice_schools(request: HttpRequest, municipality: Municipality) -> Table:
    return render.advice_schools_table(data.advice(request.edition, municipality))


def _advice_years(request: HttpRequest, municipality: Municipality) -> Table:
    return render.advice_years_table(data.advice(request.edition, municipality))


def _advice_sources(request: HttpRequest, municipality: Municipality) -> tuple[Source, ...]:
    return data.advice(request.edition, municipality).sources


def _csv(request: HttpRequest, municipality: Municipality, table: Table, name: str, about: str) -> HttpResponse:
    response = _file(render.csv_text(table), "text/csv")
    response["Content-Disposition"] = f'attachment; filename="speelveld-{municipality.slug}-{name}.csv"'
    address = request.build_absolute_uri(reverse(about, kwargs={"name": municipality.slug}))
    response["Link"] = f'<{address}>; rel="describedby"; type="application/csvm+json"'
    return response


def _metadata(
    request: HttpRequest, municipality: Municipality, file: str, table: Table, sources: tuple[Source, ...] | None = None
) -> HttpResponse:
    content = metadata(request, municipality, file, table, sources)
    return _file(json.dumps(content, ensure_ascii=False, indent=1), "application/csvm+json")


def _file(text: str, content_type: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{content_type}; charset=utf-8")
    # Public figures: a script on another site may read them.
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
