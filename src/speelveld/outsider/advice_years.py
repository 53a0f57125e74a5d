# SPDX-License-Identifier: EUPL-1.2
"""Final advice of every institution per school year, as an outsider reads it: the folded tables and their file."""

from __future__ import annotations

import re
from collections.abc import Callable

from speelveld.outsider.advice_sentences import note
from speelveld.outsider.advice_vocabulary import ALL, LEVELS, SCHOOL_YEAR, SHARES
from speelveld.outsider.downloads import Row, note_cell, rows
from speelveld.outsider.markup import Node
from speelveld.outsider.readings import Notes, cell, has_digit
from speelveld.outsider.sentences import Context
from speelveld.outsider.tables import Line, headings, lines, shown

FILE = "advies-scholen-jaren.csv"
COLUMNS = (
    "id",
    "brin",
    "name",
    "place",
    "school_year",
    *(f"{level.lower()}_{end}" for level in ALL for end in ("low", "high")),
    "higher_low",
    "higher_high",
    "reason",
)
_CAPTION = re.compile(r"tabel-jaren-([0-9A-Z]{4})")
_ID = re.compile(r"([0-9A-Z]{4})\.(20\d\d)/\d\d")
_OF_HUNDRED = "advice-year-higher"
_COUNT = "advice-cell"
Of = Callable[[str], str]


def count(slug: str, year: str, level: str, brin: str) -> Of:
    """The cells of the pupils of an institution with a level of advice in a school year, by what part of it."""
    return lambda part: cell(f"{_COUNT}.{part}", slug, year, level, brin)


def higher(slug: str, year: str, brin: str) -> Of:
    """The cells of the share of an institution with havo or higher in a school year, by what part of it."""
    return lambda part: cell(f"{_OF_HUNDRED}.{part}", slug, year, "", brin)


def is_table(caption: str) -> bool:
    """Whether the id of a caption is that of an institution's table."""
    return _CAPTION.fullmatch(caption) is not None


def table(node: Node, channel: str, context: Context, notes: Notes) -> None:
    """The table of one institution, whose BRIN stands in the id of its caption.

    A level without a row is zero in every year of which something is shown.
    """
    caption = _CAPTION.fullmatch(next(iter(node.every("caption")), Node("caption")).get("id"))
    years = [match[1] if (match := SCHOOL_YEAR.fullmatch(heading)) else "" for heading in headings(node)[1:]]
    if caption is None or not all(years):
        notes.unknown(channel, ", ".join(headings(node)), "a table of an institution that the outsider cannot read")
        return
    brin, seen = caption[1], set()
    without = set(ALL)
    for line in lines(node):
        name = _name(line)
        if len(line.cells) != len(years) or (name not in LEVELS and name not in SHARES):
            notes.unknown(channel, line.node.text(), "a row of an institution that the outsider cannot read")
            continue
        without.discard(LEVELS.get(name, ""))
        for year, given in zip(years, line.cells, strict=True):
            of = count(context.slug, year, LEVELS[name], brin) if name in LEVELS else higher(context.slug, year, brin)
            if _ends(notes, given, of, f"{channel}:{name}:{year}", context) and name in LEVELS:
                seen.add(year)
    for level in without:
        for year in years:
            of = count(context.slug, year, level, brin)
            for part in ("low", "high"):
                if year in seen:
                    notes.exact(of(part), f"{channel}:{level}:{year}", "no row", 0.0)


def _name(line: Line) -> str:
    """What a row is about: the first line of its heading, where that says the unit of a share below it."""
    whole = line.heading.text().casefold()
    details = [each.text().casefold() for each in line.heading.elements() if "detail" in each.get("class").split()]
    return whole.removesuffix(details[0]).strip() if details and details[0] in _UNITS else whole


_UNITS = frozenset({"van elke 100 leerlingen", "of every 100 pupils"})


def _ends(notes: Notes, node: Node, of: Of, where: str, context: Context) -> bool:
    given = shown(node)
    if given.marker:
        for part in ("low", "high"):
            notes.hide(of(part), where, given.marker)
    elif not note(notes, of, where, given.text, context.language, value=False):
        notes.unknown(where, given.text, "no number where one belongs")
    return not given.marker


def file(text: str, channel: str, slug: str) -> tuple[Notes, list[Row]]:
    """The file: a row per institution and school year."""
    notes = Notes()
    found = rows(text, COLUMNS, channel, notes, school=True)
    for place, row in enumerate(found, 2):
        named = _ID.fullmatch(row.get("id", ""))
        where, reason = f"{channel}:{place}", row.get("reason", "")
        same = named is not None and row.get("brin") == named[1] and row.get("school_year", "")[:4] == named[2]
        if named is None or not same or has_digit(reason) or not SCHOOL_YEAR.fullmatch(row.get("school_year", "")):
            notes.unknown(where, ",".join(row.values()), "a row that the outsider cannot place")
            continue
        of = {level.lower(): count(slug, named[2], level, named[1]) for level in ALL}
        for name, cells in (of | {"higher": higher(slug, named[2], named[1])}).items():
            for part in ("low", "high"):
                note_cell(notes, cells(part), f"{where}:{name}", row.get(f"{name}_{part}", ""), reason)
    return notes, found
