# SPDX-License-Identifier: EUPL-1.2
"""The files of a site as an outsider opens them: CSV, JSON and CSV on the Web."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from speelveld.outsider.readings import Notes, cell, has_digit
from speelveld.outsider.vocabulary import FIGURE

SCHOOL_COLUMNS = (
    "brin6",
    "name",
    "place",
    "pc4",
    "denomination",
    "municipality_then",
    "n_pupils",
    "share_percent",
    "latest_share_percent",
    "distance_m",
    "reason",
)
FIGURE_COLUMNS = (
    "id",
    "municipality_code",
    "municipality",
    "date",
    "boundaries",
    "boundaries_year",
    "group_a",
    "group_b",
    "measure",
    "estimate",
    "low",
    "high",
    "null_mean",
    "corrected",
    "share_percent",
    "n_pupils",
    "n_schools",
    "reason",
    "source",
    "method",
)
_FIGURE_KEYS = frozenset(
    {*FIGURE_COLUMNS, "period", "contrast", "groups", "suppressed", "sources"}
    - {"date", "group_a", "group_b", "source"}
)
_ENDS = {"estimate": "estimate", "low": "low", "high": "high", "null_mean": "chance", "corrected": "corrected"}
_OF_CITY = {"share_percent": "city-share", "n_pupils": "city-pupils", "n_schools": "city-schools"}
_METADATA = frozenset({"@context", "url", "dc:title", "dc:license", "dc:identifier", "dc:source", "tableSchema"})
_METADATA_COLUMN = frozenset({"name", "titles", "datatype", "null"})

Row = dict[str, str]


def rows(text: str, known: tuple[str, ...], channel: str, notes: Notes, *, school: bool) -> list[Row]:
    """The rows of a CSV file by column. A column, or a cell of a row, that should not be there is noted."""
    found: list[Row] = []
    lines = list(csv.reader(io.StringIO(text)))
    header = lines[0] if lines else []
    for name in header:
        if name not in known:
            notes.unknown(channel, name, "a column that the file should not have", school=school)
    for place, line in enumerate(lines[1:], 2):
        if len(line) > len(header):
            extra = ", ".join(line[len(header) :])
            notes.unknown(f"{channel}:{place}", extra, "cells beyond the last column", school=school)
        found.append(dict(zip(header, line, strict=False)))
    return found


def schools(text: str, channel: str, slug: str, years: Mapping[str, tuple[str, int]]) -> tuple[Notes, list[Row]]:
    """The table of schools. ``years`` says which contrast and year the columns ``share`` and ``latest`` are about."""
    notes = Notes()
    found = rows(text, SCHOOL_COLUMNS, channel, notes, school=True)
    contrast, year = years["share"]
    latest, latest_year = years["latest"]
    for place, row in enumerate(found, 2):
        school, reason = row.get("brin6", ""), row.get("reason", "")
        ids = {
            "n_pupils": cell("pupils", slug, year, "", school),
            "share_percent": cell("share", slug, year, contrast, school),
            "latest_share_percent": cell("share", slug, latest_year, latest, school),
            "distance_m": cell("distance", slug, latest_year, "", school),
        }
        for column, cell_id in ids.items():
            note_cell(notes, cell_id, f"{channel}:{place}:{column}", row.get(column, ""), reason)
    return notes, found


def figures_csv(text: str, channel: str, slug: str) -> tuple[Notes, list[Row]]:
    """The figures of a municipality as CSV."""
    notes = Notes()
    found = rows(text, FIGURE_COLUMNS, channel, notes, school=False)
    for place, row in enumerate(found, 2):
        _figure(notes, row.get("id", ""), f"{channel}:{place}", slug, row, row.get("reason", ""))
    return notes, found


def figures_json(text: str, channel: str, slug: str) -> Notes:
    """The figures of a municipality as JSON. Raises ValueError when it is none."""
    notes = Notes()
    content = json.loads(text)
    for key in content:
        if key not in {"municipality", "edition", "licence", "figures"}:
            notes.unknown(channel, f"{key}: {content[key]}", "a key that the file should not have", school=True)
    for place, figure in enumerate(content["figures"]):
        for key in figure.keys() - _FIGURE_KEYS:
            notes.unknown(f"{channel}:{place}", f"{key}: {figure[key]}", "a key that a figure should not have")
        texts = {key: _plain(figure.get(key)) for key in (*_ENDS, *_OF_CITY)}
        _figure(notes, figure["id"], f"{channel}:{place}", slug, texts, figure.get("reason") or "")
    return notes


def metadata(text: str, channel: str, columns: tuple[str, ...]) -> Notes:
    """CSV-W metadata, which names the columns of a file and holds no number of its own."""
    notes = Notes()
    content: dict[str, Any] = json.loads(text)
    for key in content.keys() - _METADATA:
        notes.unknown(channel, f"{key}: {content[key]}", "a key that the metadata should not have")
    schema = content.get("tableSchema", {})
    for key in schema.keys() - {"primaryKey", "columns"}:
        notes.unknown(channel, f"{key}: {schema[key]}", "a key that the schema should not have")
    for column in schema.get("columns", ()):
        if column.get("name") not in columns:
            notes.unknown(channel, str(column), "a column that the file should not have")
        for key in column.keys() - _METADATA_COLUMN:
            notes.unknown(channel, f"{key}: {column[key]}", "a key that a column should not have")
        if has_digit(str(column.get("null", ""))):
            notes.unknown(channel, str(column), "a number in the place of the empty text")
    return notes


def _figure(notes: Notes, id_: str, channel: str, slug: str, texts: Mapping[str, str], reason: str) -> None:
    named = FIGURE.fullmatch(id_)
    if named is None:
        notes.unknown(channel, id_, "a figure of an unknown kind", school=False)
        return
    contrast, year, measure = named[1], named[2], named[3]
    bounds = "then" if named[4] else "today"
    for column, end in _ENDS.items():
        cell_id = cell(f"{measure}.{bounds}.{end}", slug, year, contrast)
        note_cell(notes, cell_id, f"{channel}:{column}", texts.get(column, ""), reason or "not defined", school=False)
    for column, kind in _OF_CITY.items():
        cell_id = cell(f"{kind}.{bounds}", slug, year, contrast)
        note_cell(notes, cell_id, f"{channel}:{column}", texts.get(column, ""), reason, school=False)


def note_cell(notes: Notes, cell_id: str, channel: str, text: str, reason: str, *, school: bool = True) -> None:
    """Note one cell of a file: a number, or nothing for its reason. ``school`` says whether it may tell of a school."""
    if not text:
        notes.hide(cell_id, channel, reason)
        return
    try:
        notes.exact(cell_id, channel, text, float(text))
    except ValueError:
        notes.unknown(channel, text, "no number where one belongs", school=school)


def _plain(value: object) -> str:
    return "" if value is None else str(value)
