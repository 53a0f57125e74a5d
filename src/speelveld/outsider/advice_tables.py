# SPDX-License-Identifier: EUPL-1.2
"""The tables of the page on school advice, cell by cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from speelveld.outsider import advice_own, sentences
from speelveld.outsider.advice_sentences import YEARS, note, one, share
from speelveld.outsider.advice_vocabulary import COUNTRY, LEVELS, SCHOOL_YEAR, SHARES, first_advice, income
from speelveld.outsider.markup import Node
from speelveld.outsider.readings import Notes, cell, has_digit, number
from speelveld.outsider.sentences import Context
from speelveld.outsider.tables import Line, headings, lines, shown
from speelveld.outsider.vocabulary import YEAR, contrast

_RATES = ("n", "eligible", "adjusted-a", "adjusted-b")


def shares(table: Node, channel: str, context: Context, notes: Notes) -> None:
    """Final advice out of 100, of the municipality and below it of the country, by school year."""
    names = [SHARES.get(heading.casefold()) for heading in headings(table)[1:]]
    for line, year in _by_year(table, channel, notes):
        for name, node in zip(names, line.cells, strict=False):
            where = f"{channel}:{year}:{name}"
            pieces = node.elements()
            if name is None or len(line.cells) != len(names) or not 1 <= len(pieces) <= 2 or _loose(node):
                notes.unknown(where, node.text(), "a share that the outsider cannot place")
                continue
            for place, piece in zip((context.slug, COUNTRY), pieces, strict=False):
                _ends(notes, piece, share(place, year, name), f"{where}:{place}", context)


def levels(table: Node, channel: str, context: Context, notes: Notes) -> None:
    """Pupils by level and school year."""
    years = [match[1] if (match := SCHOOL_YEAR.fullmatch(heading)) else "" for heading in headings(table)[1:]]
    for line in lines(table):
        code = LEVELS.get(line.heading.text().casefold())
        for year, node in zip(years, line.cells, strict=False):
            where = f"{channel}:{code}:{year}"
            if code is None or not year or len(line.cells) != len(years):
                notes.unknown(where, f"{line.heading.text()} {node.text()}", "a count that the outsider cannot place")
            else:
                _ends(notes, node, level(context.slug, year, code), where, context)


def level(place: str, year: str, code: str) -> Callable[[str], str]:
    """The cells of the pupils with a level of advice, by what part of it."""
    return lambda part: cell(f"advice-level.{part}", place, year, code)


def school(kind: str, context: Context, brin: str) -> Callable[[str], str]:
    """The cells of the pupils with advice of an institution, or of its share with havo or higher."""
    return lambda part: cell(f"advice-{kind}.{part}", context.slug, YEARS, "", brin)


def composition(place: str, year: str, name: str, brin: str) -> str:
    """The cell of the share of a group at an institution, before it is known which branch that is."""
    return cell("composition", place, year, name, brin)


def schools(table: Node, channel: str, context: Context, notes: Notes) -> list[str]:
    """The table of institutions; the institutions in the order of its rows."""
    columns = [_column(heading) for heading in headings(table)]
    for kind, heading in zip(columns, headings(table), strict=True):
        if kind is None:
            notes.unknown(channel, heading, "a column of institutions that the outsider does not know")
    left = {key: list(found) for key, found in context.institutions.items()}
    order = []
    for line in lines(table):
        name = _first(line.heading)
        place = line.heading.text().removeprefix(name).strip().partition(",")[0]
        found = left.get((name, place)) or []
        if not found or len(line.cells) + 1 != len(columns) or has_digit(line.node.get("id")):
            notes.unknown(f"{channel}#{name}", line.node.text(), "a row of institutions that the outsider cannot read")
            continue
        brin = found.pop(0)
        order.append(brin)
        for kind, node in zip(columns[1:], line.cells, strict=True):
            if kind in {"higher", "pupils"}:
                where = f"{channel}#{brin}:{kind}"
                _ends(notes, node, school(str(kind), context, brin), where, context, value=False)
            elif isinstance(kind, tuple):
                _composition(notes, node, composition(context.slug, kind[1], kind[0], brin), channel, context)
    for (name, _), missing in left.items():
        if missing:
            notes.unknown(channel, name, "an institution of the file that the table does not hold")
    return order


def _column(heading: str) -> str | tuple[str, str] | None:
    """What a column of institutions holds: a word, or the contrast and the year of a composition."""
    plain, name, years = heading.casefold(), contrast(heading), YEAR.findall(heading)
    if "havo" in plain:
        return "higher"
    if name is not None and years:
        return name, years[-1]
    return {"school": "name", "leerlingen met advies": "pupils", "pupils with advice": "pupils"}.get(plain)


def _composition(notes: Notes, node: Node, cell_id: str, channel: str, context: Context) -> None:
    given, where = shown(node), f"{channel}#{cell_id.rpartition('|')[2]}:composition"
    if given.marker:
        notes.hide(cell_id, where, given.marker)
    elif given.text.endswith("%"):
        sentences.percentage(notes, cell_id, where, given.text.removesuffix("%"), context.language)
    else:
        notes.unknown(where, given.text, "no percentage where one belongs")


def incomes(table: Node, channel: str, context: Context, notes: Notes) -> None:
    """A higher test advice by income, in the country, in the newest school year."""
    kinds = [income(heading) for heading in headings(table)[1:]]
    for line in lines(table):
        advice = first_advice(line.heading.text())
        where = f"{channel}:{advice}"
        if advice is None or len(line.cells) != 3 or kinds[:2] != ["q2", "q5"]:
            notes.unknown(where, line.node.text(), "a row of incomes that the outsider cannot read")
            continue
        for kind, node in zip(kinds, line.cells[:2], strict=False):
            one(notes, "newest.eligible", where, _percent(node), context, "", f"{advice}/{kind}")
        text = shown(line.cells[2]).text
        gap = number(text.removeprefix("−"), context.language)[0]
        notes.exact(cell("income-gap", COUNTRY, "", advice), where, text, -gap if text.startswith("−") else gap)


def reconsiderations(table: Node, channel: str, context: Context, notes: Notes) -> None:
    """First advices, and how many were eligible and adjusted, in the country."""
    rows = lines(table)
    years = [match[1] for line in rows if (match := SCHOOL_YEAR.search(line.heading.text()))]
    for line in rows:
        of = _first(line.heading)
        year = SCHOOL_YEAR.search(line.heading.text())
        advice = first_advice(of)
        group = income(line.cells[0].text()) if line.cells else None
        if advice is None or year is None or group is None or len(line.cells) != 1 + len(_RATES):
            notes.unknown(channel, line.node.text(), "a row on the country that the outsider cannot read")
            continue
        for kind, node in zip(_RATES, line.cells[1:], strict=True):
            where = f"{channel}:{advice}:{group}:{year[1]}:{kind}"
            one(notes, f"recon.{kind}", where, _percent(node), context, year[1], f"{advice}/{group}")
            if kind == "eligible" and year[1] == max(years):
                one(notes, "newest.eligible", where, _percent(node), context, "", f"{advice}/{group}")


def model(table: Node, channel: str, context: Context, notes: Notes) -> None:
    """What the model expects, by the share of double advices."""
    for line in lines(table):
        double = line.heading.text().removesuffix("%")
        if len(line.cells) != 1 or not double.isdigit():
            notes.unknown(channel, line.node.text(), "a row of the model that the outsider cannot read")
            continue
        one(notes, "model-eligible", f"{channel}:{double}", _percent(line.cells[0]), context, "", double)


def _by_year(table: Node, channel: str, notes: Notes) -> list[tuple[Line, str]]:
    found = []
    for line in lines(table):
        year = SCHOOL_YEAR.fullmatch(_first(line.heading))
        if year is None or has_digit(line.heading.text().removeprefix(year[0])):
            notes.unknown(channel, line.node.text(), "a row of a year that the outsider cannot read")
        else:
            found.append((line, year[1]))
    return found


def _ends(
    notes: Notes, node: Node, of: Callable[[str], str], where: str, context: Context, *, value: bool = True
) -> None:
    given = shown(node)
    if given.marker:
        for part in ("low", "high", "value")[: 2 + value]:
            notes.hide(of(part), where, given.marker)
    elif not note(notes, of, where, given.text, context.language, value=value):
        notes.unknown(where, given.text, "no number where one belongs")


def _percent(node: Node) -> str:
    return shown(node).text.removesuffix("%")


def _loose(node: Node) -> bool:
    return has_digit("".join(child for child in node.children if isinstance(child, str)))


def _first(heading: Node) -> str:
    """The first line of a row's heading, without the detail below it."""
    detail = [each for each in heading.elements() if "detail" in each.get("class").split()]
    return replace(heading, children=[child for child in heading.children if child not in detail]).text()


READERS: dict[str, Callable[[Node, str, Context, Notes], object]] = {
    "tabel-advies": shares,
    "tabel-niveaus": levels,
    "tabel-scholen": schools,
    "tabel-inkomen": incomes,
    "tabel-heroverweging": reconsiderations,
    "tabel-dubbel": model,
    **advice_own.READERS,
}
"""The readers by the id of a table's caption."""
