# SPDX-License-Identifier: EUPL-1.2
"""The pictures about school advice, measured: every dot, bar and line is taken back to the number behind it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from speelveld.outsider import sentences
from speelveld.outsider.advice_drawing import NEAR, PLAIN, THINNEST, Drawing, Words, drawing_of, measure, odd, words_of
from speelveld.outsider.advice_national_pictures import doubles, incomes
from speelveld.outsider.advice_school_picture import schools
from speelveld.outsider.advice_sentences import share
from speelveld.outsider.advice_vocabulary import COUNTRY, COUNTRY_WORDS, SHARES
from speelveld.outsider.geometry import Axis, Mark, at, mark, place
from speelveld.outsider.markup import Node, parse
from speelveld.outsider.readings import Notes, Prose, has_digit, number
from speelveld.outsider.sentences import Context
from speelveld.outsider.vocabulary import YEAR

_SHORT_YEAR = re.compile(r"(\d\d)/\d\d")


def read(text: str, name: str, channel: str, context: Context, notes: Notes) -> None:
    """Read the picture ``name``: its words, and every mark in it. What cannot be read is noted."""
    root = next((node for node in parse(text).every("svg")), Node("svg"))
    try:
        items = list(place(root))
        marks = [found for item in items if (found := mark(item)) is not None]
    except ValueError as error:
        notes.unknown(channel, str(error), "a mark that the outsider cannot measure")
        return
    for node in root.elements():
        if node.tag in {"title", "desc"}:
            _strict(node.raw(), f"{channel} {node.tag}", context, notes)
    words = words_of(items)
    drawing = drawing_of(channel, words, marks, context)
    if not drawing.down and not drawing.across:
        notes.unknown(channel, "no axes", "a picture without ticks cannot be measured")
        return
    left = READERS[name](drawing, context, notes)
    for each in left:
        if not _tick(each, drawing, context):
            _label(each.text, f"{channel} text", context, notes)


def _strict(text: str, where: str, context: Context, notes: Notes) -> None:
    found, left = sentences.read(text, where, context)
    notes.add(found)
    for sentence in left:
        if sentences.explained(sentence, context.language, frozenset, rules=False):
            notes.unknown(where, sentence, "a sentence about a picture that the outsider cannot read")


def _tick(words: Words, drawing: Drawing, context: Context) -> bool:
    match = PLAIN.fullmatch(words.text)
    if match is None:
        return False
    value = number(match[1], context.language)[0]
    beside = any(value in axis.ticks and axis.at_tick(words.y - 4.0) for axis in drawing.down)
    return beside or any(value in axis.ticks and axis.at_tick(words.x) for axis in drawing.across)


def _label(text: str, where: str, context: Context, notes: Notes) -> None:
    if not has_digit(text) or YEAR.fullmatch(text):
        return
    if PLAIN.fullmatch(text):
        notes.unknown(where, text, "a number that stands beside no mark")
        return
    found, left = sentences.read(text, where, context)
    notes.add(found)
    notes.prose += [Prose(where, sentence, context.language) for sentence in left]


def _final(drawing: Drawing, context: Context, notes: Notes) -> list[Words]:
    """Final advice: a panel per share, dots where it is exact, bars where it is not, by school year."""
    panels = [each for each in drawing.words if each.text.casefold() in SHARES]
    years = [each for each in drawing.words if _SHORT_YEAR.fullmatch(each.text)]

    def of(drawn: Mark, x: float, y: float) -> tuple[Callable[[str], str], Axis] | None:
        """The cells of what stands at a place, and the axis to measure it by."""
        above = [each for each in panels if each.y < y and each.x <= x]
        below = [each for each in years if each.y > y]
        axis = at(drawing.down, y)
        colour = drawing.colours.get(drawn.fill)
        if not above or not below or axis is None or colour is None:
            return None
        panel = max(above, key=lambda each: (each.y, each.x))
        row = min(each.y for each in below)
        year = min((each for each in below if each.y == row), key=lambda each: abs(each.x - x))
        home = COUNTRY if colour in COUNTRY_WORDS else context.slug
        return share(home, f"20{year.text[:2]}", SHARES[panel.text.casefold()]), axis

    for dot in drawing.dots:
        found = of(dot, *dot.points[0])
        if found is None:
            odd(drawing, notes, dot, "a dot that the outsider cannot place")
            continue
        for part in ("value", "low", "high"):
            measure(drawing, notes, found[0](part), found[1], dot.points[0][1], 1.0)
    for bar in drawing.bars:
        (left, top), (right, bottom) = bar.points
        found = of(bar, (left + right) / 2, bottom)
        if found is None:
            odd(drawing, notes, bar, "a bar that the outsider cannot place")
            continue
        measure(drawing, notes, found[0]("high"), found[1], top, 1.0)
        if bottom - top > THINNEST + 0.1:
            measure(drawing, notes, found[0]("low"), found[1], bottom, 1.0)
    _between_dots(drawing, notes, years)
    return [each for each in drawing.words if each not in years]


def _between_dots(drawing: Drawing, notes: Notes, years: list[Words]) -> None:
    """Lines go from dot to dot, or stand at a tick, or halfway between two school years."""
    dots = [dot.points[0] for dot in drawing.dots]
    halfway = [(one.x + other.x) / 2 for one in years for other in years if one.y == other.y]
    for line in drawing.lines:
        if line.node.tag == "line":
            (x1, y1), (x2, y2) = line.points
            rule = y1 == y2 and any(axis.at_tick(y1) for axis in drawing.down)
            if not rule and not (x1 == x2 and any(abs(x1 - x) <= NEAR for x in halfway)):
                odd(drawing, notes, line, "a line that is at no tick")
        elif not all(any(math.dist(point, dot) <= NEAR for dot in dots) for point in line.points):
            odd(drawing, notes, line, "a line that is not drawn between dots")


READERS: dict[str, Callable[[Drawing, Context, Notes], list[Words]]] = {
    "advies": _final,
    "advies-scholen": schools,
    "advies-inkomen": incomes,
    "advies-dubbel": doubles,
}
"""The readers by the name of a picture; each gives back the texts that it has no use for."""
