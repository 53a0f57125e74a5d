# SPDX-License-Identifier: EUPL-1.2
"""A picture as an outsider measures it: every mark is taken back from its place in pixels to the value behind it.

A mark that stands anywhere else than where the published number puts it tells more than that number does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import median

from speelveld.outsider import sentences
from speelveld.outsider.geometry import BASELINE, HALF, Axis, Mark, Placed, at, axes, mark, off_grid, place
from speelveld.outsider.markup import Node, parse
from speelveld.outsider.readings import Notes, Prose, Reading, cell, has_digit, number
from speelveld.outsider.sentences import Context
from speelveld.outsider.vocabulary import YEAR

_PLAIN = re.compile(r"(\d+(?:[.,]\d+)?)%?")
_SHARE = re.compile(r"(?P<place>[^\d]+) (?P<share>[\d.,]+)%(?: .*)?")
_SIZE = re.compile(r"[\d.,]+% (?:van de leerlingen|of pupils)")
_KEY_RADIUS = 5.5
_NARROW = 3.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A school in the picture of the spread, as measured: its share, its pupils, and the size of its dot."""

    share: float
    pupils: float
    radius: float
    channel: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its axes and its marks."""

    across: tuple[Axis, ...]
    down: tuple[Axis, ...]
    marks: tuple[Mark, ...]
    dots: tuple[Dot, ...]


def read(text: str, name: str, channel: str, context: Context, notes: Notes) -> Picture:
    """Read the picture ``name`` (as it stands in addresses), and check that its marks stand on published values."""
    root = next((node for node in parse(text).every("svg")), Node("svg"))
    items: list[Placed] = []
    marks: list[Mark] = []
    try:
        items = list(place(root))
        marks = [found for item in items if (found := mark(item)) is not None]
    except ValueError as error:
        notes.unknown(channel, str(error), "a mark that the outsider cannot measure")
    labels = _texts(root, items, channel, context, notes)
    across, down = axes(labels)
    picture = Picture(across, down, tuple(_drawn(marks, across, down)), ())
    _values(labels, across, down, channel, context, notes)
    reader = _READERS.get(name)
    if reader is None:
        notes.unknown(channel, name, "a picture that the outsider does not know")
        return picture
    return reader(picture, channel, context, notes)


def match(
    picture: Picture, shown: dict[str, tuple[float, float]], context: Context, notes: Notes
) -> list[tuple[str, float]]:
    """Say whose dot each dot is: that of the school (of those in ``shown``: share and pupils) that stands there.

    The schools with their pupils, in the order of their dots.

    A dot that stands on the published numbers of no school is noted: what it shows is not published, or is finer.
    """
    name, year = context.headline
    left = dict(shown)
    if not picture.dots:
        return []
    order = []
    across, down = picture.across[0], picture.down[0]
    for dot in picture.dots:
        near = [
            school
            for school, (share, pupils) in left.items()
            if abs(dot.share - share) <= across.slack and abs(dot.pupils - pupils) <= down.slack
        ]
        if not near:
            text = f"{dot.share:.3f}% of {dot.pupils:.1f} pupils"
            notes.unknown(dot.channel, text, "a dot that stands on the published numbers of no school")
            continue
        school = min(near)
        share, pupils = left.pop(school)
        order.append((school, pupils))
        for kind, of, measured, value, slack in (
            ("share", name, dot.share, share, across.slack),
            ("pupils", "", dot.pupils, pupils, down.slack),
        ):
            id_ = cell(kind, context.slug, year, of, school)
            notes.readings.append(Reading(id_, dot.channel, f"{value:g}", measured - slack, measured + slack))
    return order


def only(picture: Picture, values: frozenset[float], channel: str, notes: Notes) -> None:
    """Check that every mark of the picture of the trend stands on one of ``values``, out of hundred."""
    for drawn in picture.marks:
        for pixel in sorted({point[1] for point in drawn.points}):
            axis = at(picture.down, pixel)
            if axis is not None and all(abs(axis.value(pixel) - value) > axis.slack for value in values):
                notes.unknown(channel, f"{axis.value(pixel):.3f}", "a mark that stands on no published value")


def _texts(
    root: Node, items: list[Placed], channel: str, context: Context, notes: Notes
) -> list[tuple[float, float, float]]:
    """Read every text of a picture; the numbers that stand alone, with their places."""
    for node in root.elements():
        if node.tag in {"title", "desc"}:
            _strict(node.raw(), f"{channel} {node.tag}", context, notes)
    found = []
    for item in items:
        if item.node.tag == "text":
            # Lines of one text stand under each other; a number is never broken over two of them.
            spans = item.node.elements()
            words = " ".join(span.raw() for span in spans) if spans else item.node.raw()
            alone = _PLAIN.fullmatch(words)
            if alone and not YEAR.fullmatch(words):
                x = item.x + float(item.node.get("x") or 0)
                y = item.y + float(item.node.get("y") or 0)
                found.append((x, y, number(alone[1], context.language)[0]))
            elif has_digit(words):
                _label(words, channel, context, notes)
    return found


def _strict(text: str, where: str, context: Context, notes: Notes) -> None:
    found, left = sentences.read(text, where, context)
    notes.add(found)
    for sentence in left:
        if sentences.explained(sentence, context.language, frozenset):
            notes.unknown(where, sentence, "a sentence about a picture that the outsider cannot read")


def _label(words: str, channel: str, context: Context, notes: Notes) -> None:
    share = _SHARE.fullmatch(words)
    if share and not _SIZE.fullmatch(words):
        name, year = context.headline
        id_ = cell(f"city-share.{context.bounds}", context.slug, year, name)
        sentences.percentage(notes, id_, f"{channel} label", share["share"], context.language)
        return
    found, left = sentences.read(words, f"{channel} text", context)
    notes.add(found)
    notes.prose += [Prose(f"{channel} text", sentence, context.language) for sentence in left]


def _values(
    labels: list[tuple[float, float, float]],
    across: tuple[Axis, ...],
    down: tuple[Axis, ...],
    channel: str,
    context: Context,
    notes: Notes,
) -> None:
    """Numbers beside marks, which are no ticks: they must stand elsewhere as well."""
    for x, y, value in labels:
        side, below = x - HALF, y - HALF - BASELINE
        tick = any(axis.at_tick(side) and value in axis.ticks for axis in across)
        if not tick and not any(axis.at_tick(below) and value in axis.ticks for axis in down):
            text = f"{value:g}".replace(".", "," if context.language == "nl" else ".")
            notes.prose.append(Prose(f"{channel} value", text, context.language))


def _drawn(marks: list[Mark], across: tuple[Axis, ...], down: tuple[Axis, ...]) -> list[Mark]:
    """The marks that show something: without the ground, the keys, and the lines through the picture at the ticks."""
    shown = [each for each in marks if each.node.tag != "rect"]
    shown = [each for each in shown if each.node.tag != "circle" or each.radius != _KEY_RADIUS]
    frame = _grid(shown, across, 0) | _grid(shown, down, 1)
    return [each for each in shown if id(each) not in frame]


def _grid(marks: list[Mark], found: tuple[Axis, ...], side: int) -> set[int]:
    """The lines at the ticks of an axis: as many as there are ticks, each from end to end."""
    lines: defaultdict[tuple[Axis, float, float], list[Mark]] = defaultdict(list)
    for each in marks:
        if each.node.tag == "line" and len(each.points) == 2:
            one, other = each.points
            axis = at(found, one[side])
            if axis is not None and one[side] == other[side] and axis.at_tick(one[side]):
                ends = sorted((one[1 - side], other[1 - side]))
                lines[axis, ends[0], ends[1]].append(each)
    return {
        id(each)
        for (axis, _, _), group in lines.items()
        if len({line.points[0][side] for line in group}) >= len(axis.ticks) - 1
        for each in group
    }


def _spread(picture: Picture, channel: str, context: Context, notes: Notes) -> Picture:
    """Every school a dot, and the line of the municipality. The band of chance follows from published numbers alone."""
    if len(picture.across) != 1 or len(picture.down) != 1:
        notes.unknown(channel, "no axes", "a picture without ticks cannot be measured")
        return picture
    across, down = picture.across[0], picture.down[0]
    dots: list[Dot] = []
    for drawn in picture.marks:
        x, y = drawn.points[0]
        if drawn.radius is not None:
            where = f"{channel} dot {len(dots) + 1}"
            dots.append(Dot(across.value(x), down.value(y), drawn.radius, where))
        elif drawn.node.tag == "line":
            name, year = context.headline
            share = across.value(x)
            id_ = cell(f"city-share.{context.bounds}", context.slug, year, name)
            reading = Reading(id_, f"{channel} line", f"{share:.3f}", share - across.slack, share + across.slack)
            notes.readings.append(reading)
    if dots:
        size = median(dot.radius**2 / dot.pupils for dot in dots)
        for dot in dots:
            if abs(dot.radius - (size * dot.pupils) ** 0.5) > 0.012:
                notes.unknown(dot.channel, f"{dot.radius}", "a dot whose size does not follow from its place")
    return replace(picture, dots=tuple(dots))


def _on_grid(
    across: float = 0.0, down: float = 0.0, *, thin: bool = False
) -> Callable[[Picture, str, Context, Notes], Picture]:
    """A reader that checks that every mark stands on a multiple of the last place that is published.

    ``thin`` says that a bar as thin as a line stands for its middle.
    """

    def reader(picture: Picture, channel: str, _context: Context, notes: Notes) -> Picture:
        for found, step, side in ((picture.across, across, 0), (picture.down, down, 1)):
            if step and not found:
                notes.unknown(channel, "no axis", "a picture without ticks cannot be measured")
            for pixel in (pixel for drawn in picture.marks if step for pixel in _pixels(drawn, side, thin=thin)):
                axis = at(found, pixel)
                if axis is not None and off_grid(axis.value(pixel), step) > axis.slack:
                    notes.unknown(channel, f"{axis.value(pixel):.4f}", "a mark between two published values")
        return picture

    return reader


def _pixels(drawn: Mark, side: int, *, thin: bool) -> list[float]:
    """The places of a mark along an axis: its ends, or the middle of a bar that is as thin as a line."""
    found = sorted({point[side] for point in drawn.points})
    if thin and len(drawn.points) >= 4 and len(found) == 2 and found[1] - found[0] <= _NARROW:
        return [(found[0] + found[1]) / 2]
    return found


_READERS: dict[str, Callable[[Picture, str, Context, Notes], Picture]] = {
    "verdeling": _spread,
    "verloop": _on_grid(down=0.1),
    "steden": _on_grid(across=0.1, thin=True),
    "splitsing": _on_grid(across=1.0),
    "wonen-en-kiezen": _on_grid(across=1.0),
}
