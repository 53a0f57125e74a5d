# SPDX-License-Identifier: EUPL-1.2
"""The figures and the table of branches as files: CSV with CSV-W metadata (W3C), and JSON.

Nothing is in a file that is not on a page. A cell that is not shown is empty, and ``reason`` says why.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from speelveld.disclosure.publishable import Publishable
from speelveld.figures.model import Branch, Figure
from speelveld.terms import Municipality
from speelveld.web import data
from speelveld.web.dashboard.tables import Sort, sorted_branches

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its name, its title in both languages, its CSV-W datatype and what it says."""

    name: str
    nl: str
    en: str
    datatype: str = "string"
    says: str = ""


FIGURES = (
    Column("id", "kenmerk", "id", says="Stable id of the figure"),
    Column("municipality_code", "gemeentecode", "municipality code", says="CBS code, such as GM0014"),
    Column("municipality", "gemeente", "municipality"),
    Column("period", "peildatum", "reference date", "date"),
    Column(
        "boundaries", "grenzen", "boundaries", says="then: those of the reference date; today: those of the edition"
    ),
    Column("boundaries_year", "jaar van de grenzen", "year of the boundaries", "integer"),
    Column("group", "groep", "group", says="Id of the two groups that are compared"),
    Column("group_a", "groep a", "group a"),
    Column("group_b", "groep b", "group b"),
    Column("measure", "maat", "measure"),
    Column("estimate", "waarde", "estimate", "number"),
    Column("low", "ondergrens", "low", "number", "Lower end of the 95% interval"),
    Column("high", "bovengrens", "high", "number", "Upper end of the 95% interval"),
    Column("null_mean", "door toeval", "by chance", "number", "What chance alone would give"),
    Column("corrected", "zonder toeval", "corrected", "number", "What remains when chance is taken out"),
    Column("share_percent", "aandeel groep a", "share of group a", "number", "Percent of both groups together"),
    Column("n_pupils", "leerlingen", "pupils", "number"),
    Column("n_schools", "scholen", "schools", "integer"),
    Column("suppressed", "afgeschermd", "suppressed", "boolean"),
    Column("reason", "reden", "reason", says="Why there is no value"),
    Column("sources", "bronnen", "sources"),
    Column("method", "methode", "method", says="Id of the method page"),
)
SCHOOLS = (
    Column("brin6", "BRIN en vestiging", "BRIN and branch"),
    Column("name", "school", "school"),
    Column("place", "plaats", "place"),
    Column("pc4", "postcodegebied", "postcode area"),
    Column("denomination", "richting", "denomination"),
    Column("municipality_then", "gemeente toen", "municipality then"),
    Column("pupils", "leerlingen", "pupils", "number", "Rounded as on the page"),
    Column("share_percent", "aandeel met gewicht", "share with a weight", "number", "Whole percent of its pupils"),
    Column("latest_share_percent", "aandeel doelgroep", "share of the target group", "number", "Whole percent, CBS"),
    Column("distance_m", "afstand tot school", "distance to school", "number", "Mean, in metres"),
    Column("lon", "lengtegraad", "longitude", "number", "WGS84; empty when no source locates the branch"),
    Column("lat", "breedtegraad", "latitude", "number", "WGS84; empty when no source locates the branch"),
    Column("location", "plaatsbepaling", "how located", says="address, postcode (middle of the area) or none"),
)


def figure_row(figure: Figure) -> dict[str, Any]:
    """A figure as one flat row, its keys as in ``FIGURES``."""
    record = figure.record()
    municipality, boundaries, groups = record.pop("municipality"), record.pop("boundaries"), record.pop("groups")
    return record | {
        "municipality_code": municipality["code"],
        "municipality": municipality["name"],
        "boundaries": boundaries["basis"],
        "boundaries_year": boundaries["year"],
        "group": groups["id"],
        "group_a": groups["a"],
        "group_b": groups["b"],
        "suppressed": "true" if figure.suppressed else "false",
        "sources": "; ".join(f"{each['publisher']}: {each['name']}" for each in record["sources"]),
    }


def school_row(branch: Branch) -> dict[str, Any]:
    """A branch as one flat row, its keys as in ``SCHOOLS``."""
    shown: dict[str, Publishable] = {
        "pupils": branch.pupils,
        "share_percent": branch.share,
        "latest_share_percent": branch.latest_share,
        "distance_m": branch.distance,
    }
    return {
        "brin6": branch.brin6,
        "name": branch.name,
        "place": branch.place,
        "pc4": branch.pc4,
        "denomination": branch.denomination,
        "municipality_then": branch.municipality_then,
        "lon": branch.lon,
        "lat": branch.lat,
        "location": branch.location,
    } | {key: value.value for key, value in shown.items()}


def csv_text(columns: Iterable[Column], rows: Iterable[dict[str, Any]]) -> str:
    """RFC 4180 text with a header of column names; numbers without a trailing ``.0``."""
    columns = tuple(columns)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column.name for column in columns])
    for row in rows:
        writer.writerow([_cell(row[column.name]) for column in columns])
    return text.getvalue()


def _cell(value: object) -> object:
    return f"{value:.10g}" if isinstance(value, float) else value


def metadata(request: HttpRequest, municipality: Municipality, file: str, columns: Iterable[Column]) -> dict[str, Any]:
    """CSV-W metadata of ``file``: what each column is, in both languages, with sources and licence."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "nl"}],
        "url": file,
        "dc:title": f"Speelveld: {municipality.name}, {file}",
        "dc:license": {"@id": LICENCE},
        "dc:source": [
            f"{each.publisher}: {each.name}, {each.reference_date} ({each.licence})"
            for each in data.dashboard(request.edition, municipality).sources
        ],
        "dc:identifier": str(request.edition.id),
        "tableSchema": {
            "primaryKey": next(iter(columns)).name,
            "columns": [
                {
                    "name": column.name,
                    # The first title is the header in the file; the others say it in Dutch and English.
                    "titles": {"nl": [column.name, column.nl], "en": [column.name, column.en]},
                    "datatype": column.datatype,
                    "null": "",
                    **({"dc:description": {"@value": column.says, "@language": "en"}} if column.says else {}),
                }
                for column in columns
            ],
        },
    }


def _found(request: HttpRequest, name: str) -> Municipality:
    return data.find(request.edition, name)[0]


def _file(text: str, content_type: str, name: str = "") -> HttpResponse:
    response = HttpResponse(text, content_type=f"{content_type}; charset=utf-8")
    if name:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    # Public figures: a script on another site may read them.
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _csv(text: str, request: HttpRequest, name: str, metadata_url: str) -> HttpResponse:
    response = _file(text, "text/csv", name)
    response["Link"] = f'<{request.build_absolute_uri(metadata_url)}>; rel="describedby"; type="application/csvm+json"'
    return response


@require_safe
def figures_csv(request: HttpRequest, name: str) -> HttpResponse:
    """Every figure of a municipality as CSV."""
    found = _found(request, name)
    rows = (figure_row(figure) for figure in data.municipal_figures(request.edition, found))
    url = reverse("figures-metadata", kwargs={"name": found.slug})
    return _csv(csv_text(FIGURES, rows), request, f"speelveld-{found.slug}-cijfers.csv", url)


@require_safe
def figures_json(request: HttpRequest, name: str) -> HttpResponse:
    """Every figure of a municipality as JSON, as ``speelveld figures --format json`` prints them."""
    found = _found(request, name)
    content = {
        "municipality": {"code": found.code, "name": found.name},
        "edition": str(request.edition.id),
        "licence": LICENCE,
        "figures": [figure.record() for figure in data.municipal_figures(request.edition, found)],
    }
    return _file(json.dumps(content, ensure_ascii=False, indent=1), "application/json")


@require_safe
def figures_metadata(request: HttpRequest, name: str) -> HttpResponse:
    """What stands in ``cijfers.csv``."""
    return _metadata(request, name, "cijfers.csv", FIGURES)


@require_safe
def schools_csv(request: HttpRequest, name: str) -> HttpResponse:
    """The table of branches as CSV, by name."""
    found = _found(request, name)
    branches = sorted_branches(data.dashboard(request.edition, found).branches, Sort.NAME)
    url = reverse("schools-metadata", kwargs={"name": found.slug})
    text = csv_text(SCHOOLS, (school_row(branch) for branch in branches))
    return _csv(text, request, f"speelveld-{found.slug}-scholen.csv", url)


@require_safe
def schools_metadata(request: HttpRequest, name: str) -> HttpResponse:
    """What stands in ``scholen.csv``."""
    return _metadata(request, name, "scholen.csv", SCHOOLS)


def _metadata(request: HttpRequest, name: str, file: str, columns: tuple[Column, ...]) -> HttpResponse:
    content = metadata(request, _found(request, name), file, columns)
    return _file(json.dumps(content, ensure_ascii=False, indent=1), "application/csvm+json")
