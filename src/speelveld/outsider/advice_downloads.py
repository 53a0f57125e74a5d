# SPDX-License-Identifier: EUPL-1.2
"""The files about school advice as an outsider opens them."""

from __future__ import annotations

import re

from speelveld.outsider import advice_years
from speelveld.outsider.advice_sentences import YEARS, share
from speelveld.outsider.advice_tables import composition, level
from speelveld.outsider.advice_vocabulary import COUNTRY, OFF_SCALE, PARTS, POOLED, SCALE
from speelveld.outsider.downloads import Row, note_cell, rows
from speelveld.outsider.readings import Notes, cell, has_digit

ADVICE = "advies.csv"
SCHOOLS = "advies-scholen.csv"
ADVICE_COLUMNS = ("id", "area", "school_year", "what", "unit", "value", "low", "high", "reason")
SCHOOL_COLUMNS = (
    "brin",
    "name",
    "place",
    "denomination",
    "school_years",
    "pupils_low",
    "pupils_high",
    "higher_low",
    "higher_high",
    "gewicht_2016",
    "doelgroep_2019",
    "reason",
)
COLUMNS = {ADVICE: ADVICE_COLUMNS, SCHOOLS: SCHOOL_COLUMNS, advice_years.FILE: advice_years.COLUMNS}
"""The columns of each file."""
_COMPOSITIONS = {"gewicht_2016": ("2016", "gewicht"), "doelgroep_2019": ("2019", "doelgroep")}
_PARTS = ("value", "low", "high")
_ID = re.compile(r"(?P<area>own|nl)\.(?P<year>20\d\d)/(?P<next>\d\d)\.(?:share-(?P<share>[a-z-]+)|(?P<level>[A-Z_]+))")


def advice(text: str, channel: str, slug: str) -> Notes:
    """Final advice by level and share, of the municipality and of the country."""
    notes = Notes()
    for place, row in enumerate(rows(text, ADVICE_COLUMNS, channel, notes, school=True), 2):
        where = f"{channel}:{place}"
        named = _ID.fullmatch(row.get("id", ""))
        words = " ".join(row.get(column, "") for column in ("area", "what", "unit", "reason"))
        if named is None or row.get("school_year") != f"{named['year']}/{named['next']}" or has_digit(words):
            notes.unknown(where, ",".join(row.values()), "a row that the outsider cannot place")
            continue
        area = slug if named["area"] == "own" else COUNTRY
        if named["share"] in PARTS:
            of = share(area, named["year"], named["share"])
        elif named["level"] in {*SCALE, *OFF_SCALE}:
            of = level(area, named["year"], named["level"])
        else:
            notes.unknown(where, row["id"], "a share or a level that the outsider does not know")
            continue
        for part in _PARTS:
            note_cell(notes, of(part), f"{where}:{part}", row.get(part, ""), row.get("reason", ""))
    return notes


def schools(text: str, channel: str, slug: str) -> tuple[Notes, list[Row]]:
    """Pupils with advice, the share with havo or higher, and the composition, by institution."""
    notes = Notes()
    found = rows(text, SCHOOL_COLUMNS, channel, notes, school=True)
    for place, row in enumerate(found, 2):
        brin, reason = row.get("brin", ""), row.get("reason", "")
        words = " ".join((reason, row.get("denomination", "")))
        if row.get("school_years") != f"{POOLED[0]} - {POOLED[-1]}" or has_digit(words):
            notes.unknown(f"{channel}:{place}", ",".join(row.values()), "a row that the outsider cannot place")
        for kind in ("pupils", "higher"):
            for part in ("low", "high"):
                id_ = cell(f"advice-{kind}.{part}", slug, YEARS, "", brin)
                note_cell(notes, id_, f"{channel}:{place}:{kind}", row.get(f"{kind}_{part}", ""), reason)
        for column, (year, name) in _COMPOSITIONS.items():
            id_ = composition(slug, year, name, brin)
            note_cell(notes, id_, f"{channel}:{place}:{column}", row.get(column, ""), reason)
    return notes, found
