# SPDX-License-Identifier: EUPL-1.2
"""The tables of a page, cell by cell: what each column means stands above it, and whose row it is stands in its id."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from speelveld.outsider import sentences
from speelveld.outsider.markup import Node
from speelveld.outsider.readings import Notes, cell, has_digit, number
from speelveld.outsider.sentences import Context
from speelveld.outsider.vocabulary import AT, BY_CHANCE, FIGURE, SCHOOL, SPAN, column, contrast
from speelveld.terms import slug

_ENDS = ("estimate", "span", "chance", "corrected")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell shows: its text, or the marker that stands in its place."""

    text: str
    marker: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: its element, what it is about, and its other cells."""

    node: Node
    heading: Node
    cells: tuple[Node, ...]


def shown(node: Node) -> Shown:
    """What stands in a cell. The marker of a hidden number is everything that is said and written in that cell."""
    for each in node.walk():
        if "absent" in each.get("class").split():
            return Shown("", f"{each.get('title')} / {node.text()}")
    return Shown(node.text(), "")


def headings(table: Node) -> list[str]:
    """The texts above the columns."""
    return [each.text() for head in table.every("thead") for each in head.every("th")]


def lines(table: Node) -> list[Line]:
    """The rows below the heading, each with the cell that it is named after and the others."""
    found = []
    for body in table.every("tbody"):
        for row in body.every("tr"):
            cells = [each for each in row.elements() if each.tag in {"th", "td"}]
            if cells:
                found.append(Line(row, cells[0], tuple(cells[1:])))
    return found


def schools(table: Node, channel: str, context: Context, notes: Notes) -> list[str]:
    """The table of schools; the branches in the order of its rows."""
    kinds = [column(heading) for heading in headings(table)]
    for kind, heading in zip(kinds, headings(table), strict=True):
        if kind is None:
            notes.unknown(channel, heading, "a column of schools that the outsider does not know")
    order = []
    for line in lines(table):
        named = SCHOOL.fullmatch(line.node.get("id"))
        where = f"{channel}#{line.node.get('id')}"
        if named is None or len(line.cells) + 1 != len(kinds):
            notes.unknown(where, line.node.text(), "a row of schools that the outsider cannot read")
            continue
        school = named[1]
        order.append(school)
        for attribute, kind in (("data-leerlingen", "pupils"), ("data-aandeel", "share")):
            _attribute(notes, line.node, attribute, _school_cell(kind, "", school, context), where)
        for kind, heading, node in zip(kinds[1:], headings(table)[1:], line.cells, strict=True):
            if kind is not None:
                _school_number(notes, node, kind, _school_cell(kind, heading, school, context), where, context)
    return order


def _school_cell(kind: str, heading: str, school: str, context: Context) -> str:
    name, year = context.headline
    if kind == "share" and contrast(heading) == context.latest[0]:
        name, year = context.latest
    if kind == "distance":
        year = context.latest[1]
    return cell(kind, context.slug, year, name if kind == "share" else "", school)


def _school_number(notes: Notes, node: Node, kind: str, cell_id: str, where: str, context: Context) -> None:
    given = shown(node)
    if given.marker:
        notes.hide(cell_id, f"{where}:{kind}", given.marker)
        return
    try:
        value, decimals = number(given.text, context.language)
    except ValueError:
        notes.unknown(f"{where}:{kind}", given.text, "no number where one belongs")
        return
    if kind == "distance":
        notes.rounded(cell_id, f"{where}:{kind}", given.text, 1000 * value, 1000 * 10.0**-decimals)
    else:
        notes.exact(cell_id, f"{where}:{kind}", given.text, value)


def _attribute(notes: Notes, row: Node, name: str, cell_id: str, where: str) -> None:
    text = row.attributes.get(name)
    if text is None:
        return
    if not text:
        notes.hide(cell_id, f"{where}@{name}", "empty")
        return
    try:
        notes.exact(cell_id, f"{where}@{name}", text, float(text))
    except ValueError:
        notes.unknown(f"{where}@{name}", text, "no number where one belongs")


def groups(table: Node, channel: str, context: Context, notes: Notes) -> None:
    """Dissimilarity by definition of the group and year."""
    years = headings(table)[1:]
    for line in lines(table):
        label = _first(line.heading)
        name = contrast(label)
        for year, node in zip(years, line.cells, strict=False):
            where = f"{channel}:{label}:{year}"
            named = FIGURE.fullmatch(node.get("id"))
            if "published" in line.node.get("class").split():
                _whole(notes, node, cell("published.total", context.slug), where, context)
            elif name is None or not year.isdigit() or (named is not None and (named[1], named[2]) != (name, year)):
                notes.unknown(where, node.text(), "a figure that the outsider cannot place")
            else:
                _stacked(notes, node, (context.slug, name, year), where, context)


def _stacked(notes: Notes, node: Node, of: tuple[str, str, str], where: str, context: Context) -> None:
    """A value with its ends and what chance gives below it."""
    place, name, year = of
    given = shown(node)
    if given.marker:
        notes.hide(_index_cell(place, name, year, "estimate"), where, given.marker)
        return
    pieces = [each.text() for each in node.elements()]
    for end, text in _pieces(pieces):
        try:
            sentences.of_hundred(notes, _index_cell(place, name, year, end), f"{where}:{end}", text, context.language)
        except ValueError:
            notes.unknown(f"{where}:{end}", text, "no number where one belongs")
    if has_digit("".join(child for child in node.children if isinstance(child, str))):
        notes.unknown(where, node.text(), "a number beside the known ones")


def _index_cell(place: str, name: str, year: str | int, end: str) -> str:
    return cell(f"dissimilarity.today.{end}", place, year, name)


def _pieces(pieces: list[str]) -> list[tuple[str, str]]:
    found = []
    for piece in pieces:
        span, by_chance = SPAN.fullmatch(piece), BY_CHANCE.fullmatch(piece)
        if span:
            found += [("low", span["low"]), ("high", span["high"])]
        elif by_chance:
            found.append(("chance", by_chance["chance"]))
        elif piece:
            found.append(("estimate", piece))
    return found


def cities(table: Node, channel: str, context: Context, notes: Notes) -> None:
    """Dissimilarity of the large cities, beside what the Inspectie published."""
    name, year = context.headline
    for line in lines(table):
        place = slug(line.heading.text())
        where = f"{channel}:{place}"
        texts = [shown(node) for node in line.cells]
        ends = zip(("estimate", "span", "chance"), texts, strict=False)
        for end, given in ends:
            for part, text in _ends(end, given.text):
                sentences.of_hundred(
                    notes, _index_cell(place, name, year, part), f"{where}:{part}", text, context.language
                )
        for node in line.cells[3:4]:
            _whole(notes, node, cell("published.total", place), f"{where}:total", context)
        for given in texts[4:]:
            parts = given.text.split(" + ")
            for kind, text in zip(("residence", "choice"), parts, strict=False):
                if has_digit(text):
                    sentences.whole(notes, cell(f"published.{kind}", place), f"{where}:{kind}", text, context.language)


def _ends(end: str, text: str) -> list[tuple[str, str]]:
    if not text:
        return []
    span = SPAN.fullmatch(text)
    return [("low", span["low"]), ("high", span["high"])] if end == "span" and span else [(end, text)]


def measures(table: Node, channel: str, context: Context, notes: Notes) -> None:
    """Every measure of the first figure, written in full."""
    for line in lines(table):
        named = FIGURE.fullmatch(line.node.get("id"))
        where = f"{channel}#{line.node.get('id')}"
        if named is None:
            notes.unknown(where, line.node.text(), "a figure that the outsider cannot place", school=False)
            continue
        for end, node in zip(_ENDS, line.cells, strict=False):
            given = shown(node)
            for part, text in _ends(end, given.text):
                id_ = cell(f"{named[3]}.today.{part}", context.slug, named[2], named[1])
                sentences.whole(notes, id_, f"{where}:{part}", text, context.language)


def split(table: Node, channel: str, context: Context, notes: Notes) -> None:
    """Residence and choice by count."""
    for line in lines(table):
        label = _first(line.heading)
        published = "published" in line.node.get("class").split()
        year = label.rpartition(", ")[2]
        of = cell("published.{}", context.slug)
        if not published:
            of = cell("split.{}", context.slug, year, contrast(label) or "")
        for kind, node in zip(("total", "residence", "choice", "free"), line.cells, strict=False):
            _bounded(notes, node, of.replace("{}", kind), f"{channel}:{label}:{kind}", context)


def nearest(table: Node, channel: str, context: Context, notes: Notes) -> None:
    """How many attend the nearest school, by year."""
    for line in lines(table):
        year = line.heading.text()
        for kind, node in zip(("nearest", "three", "inside", "mean-distance"), line.cells, strict=False):
            _bounded(notes, node, cell(f"flows.{kind}", context.slug, year), f"{channel}:{year}:{kind}", context)


def between(table: Node, channel: str, context: Context, notes: Notes) -> None:
    """How much of Theil's H lies between denominations and between boards."""
    for line in lines(table):
        level = _first(line.heading)
        of = line.heading.text().removeprefix(level).strip()
        kinds = ("number", "total", "between", "share")
        of_level = "boards" if "be" in level.casefold() or "board" in level.casefold() else "denominations"
        for kind, node in zip(kinds, line.cells, strict=False):
            id_ = cell(f"between.{of_level}.{kind}", context.slug, of.rpartition(", ")[2], contrast(of) or "")
            given = shown(node)
            if given.marker:
                notes.hide(id_, f"{channel}:{level}:{kind}", given.marker)
            else:
                _number(notes, given.text.removesuffix("%"), id_, f"{channel}:{level}:{kind}", context)


def _bounded(notes: Notes, node: Node, cell_id: str, where: str, context: Context) -> None:
    """A value with two ends below it, or two ends alone."""
    given = shown(node)
    if given.marker:
        notes.hide(cell_id, where, given.marker)
        return
    for piece in [each.text() for each in node.elements()] or [given.text]:
        span, at = SPAN.fullmatch(piece), AT.fullmatch(piece)
        ends = ("low", "high") if span else ("low",)
        if span or at:
            kind, _, rest = cell_id.partition("|")
            for end in ends:
                text = span[end] if span else at["both"] if at else ""
                _number(notes, text, f"{kind}.{end}|{rest}", f"{where}.{end}", context)
        else:
            _number(notes, piece, cell_id, where, context)


def _whole(notes: Notes, node: Node, cell_id: str, where: str, context: Context) -> None:
    given = shown(node)
    if given.marker:
        notes.hide(cell_id, where, given.marker)
    elif given.text:
        _number(notes, given.text, cell_id, where, context)


def _number(notes: Notes, text: str, cell_id: str, where: str, context: Context) -> None:
    try:
        sentences.whole(notes, cell_id, where, text, context.language)
    except ValueError:
        notes.unknown(where, text, "no number where one belongs", school=False)


def _first(heading: Node) -> str:
    """The first line of a row's heading, without the detail below it."""
    detail = [each for each in heading.elements() if "detail" in each.get("class").split()]
    plain = replace(heading, children=[child for child in heading.children if child not in detail])
    return plain.text()


READERS: dict[str, Callable[[Node, str, Context, Notes], object]] = {
    "tabel-scholen": schools,
    "tabel-groepen": groups,
    "tabel-steden": cities,
    "tabel-maten": measures,
    "tabel-splitsing": split,
    "tabel-dichtbij": nearest,
    "tabel-besturen": between,
}
"""The readers by the id of a table's caption."""
