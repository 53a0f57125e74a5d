# SPDX-License-Identifier: EUPL-1.2
"""A picture about school advice as an outsider takes its measure: words, axes and marks, and what colours mean."""

from __future__ import annotations

import re
from dataclasses import dataclass

from speelveld.outsider.geometry import Axis, Mark, Placed, axes, off_grid
from speelveld.outsider.readings import Notes, Reading, number
from speelveld.outsider.sentences import Context

PLAIN = re.compile(r"(\d+(?:[.,]\d+)?)%?")
"""A number alone, with or without its percent sign."""
NEAR = 0.16
"""How far a place that is written in tenths can be from an axis that is."""
THINNEST = 2.0
"""A bar is drawn at least so high, in pixels: of one that is no higher, the lower end tells nothing."""
_KEY_RADIUS, _KEY_WIDTH = 5.5, 6.0


@dataclass(frozen=True, slots=True)
class Words:
    """A text of a picture, and where it stands."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture with its texts, its axes, its marks, and what colours mean."""

    channel: str
    words: tuple[Words, ...]
    across: tuple[Axis, ...]
    down: tuple[Axis, ...]
    dots: tuple[Mark, ...]
    bars: tuple[Mark, ...]
    lines: tuple[Mark, ...]
    colours: dict[str, str]

    def slack(self, axis: Axis) -> float:
        """How far a value that is read can be from the one that was drawn."""
        return NEAR / abs(axis.unit)


def words_of(items: list[Placed]) -> list[Words]:
    """The texts of a picture."""
    found = []
    for item in items:
        if item.node.tag == "text":
            # Lines of one text stand under each other; a number is never broken over two of them.
            spans = item.node.elements()
            text = " ".join(span.raw() for span in spans) if spans else item.node.raw()
            first = spans[0] if spans else item.node
            found.append(Words(item.x + float(first.get("x") or 0), item.y + float(first.get("y") or 0), text))
    return found


def drawing_of(channel: str, words: list[Words], marks: list[Mark], context: Context) -> Drawing:
    """A picture in its parts. A dot with words right beside it is the key to a colour."""
    across, down = axes_among(words, context)
    keys = {
        id(each): (each.fill, label.text)
        for each in marks
        if each.node.tag == "circle" and each.radius == _KEY_RADIUS
        for label in words
        if abs(label.x - each.points[0][0] - 12) < 0.2 and abs(label.y - each.points[0][1] - 4.5) < 0.2
    }
    ground = max((each.points[1][0] for each in marks if each.node.tag == "rect"), default=0.0)
    return Drawing(
        channel,
        tuple(words),
        across,
        down,
        tuple(each for each in marks if each.node.tag in {"circle", "path"} and id(each) not in keys),
        tuple(
            each
            for each in marks
            if each.node.tag == "rect" and _wide(each) != _KEY_WIDTH and each.points[1][0] - each.points[0][0] < ground
        ),
        tuple(each for each in marks if each.node.tag in {"line", "polyline", "polygon"}),
        dict(keys.values()),
    )


def axes_among(words: list[Words], context: Context) -> tuple[tuple[Axis, ...], tuple[Axis, ...]]:
    """The axes by the numbers that stand alone among some texts."""
    alone = [
        (each.x, each.y, number(match[1], context.language)[0])
        for each in words
        if (match := PLAIN.fullmatch(each.text))
    ]
    return axes(alone, half=0.0)


def _wide(bar: Mark) -> float:
    return round(bar.points[1][0] - bar.points[0][0], 1)


def measure(drawing: Drawing, notes: Notes, cell_id: str, axis: Axis, pixel: float, step: float) -> float:
    """Note the published value that stands at a place; a place between two of them is noted as what it is."""
    value, slack = axis.value(pixel), drawing.slack(axis)
    if off_grid(value, step) > slack:
        notes.unknown(drawing.channel, f"{cell_id}: {value:.3f}", "a mark between two published values")
    notes.readings.append(Reading(cell_id, drawing.channel, f"{value:.3f}", value - slack, value + slack))
    return value


def odd(drawing: Drawing, notes: Notes, what: Mark, why: str) -> None:
    """Note a mark that does not belong there."""
    x, y = what.points[0]
    notes.unknown(drawing.channel, f"<{what.node.tag}> at {x:.1f}, {y:.1f}", why)
