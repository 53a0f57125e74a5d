# SPDX-License-Identifier: EUPL-1.2
"""The picture of institutions: whose dot each dot is, and whether it stands where the file puts it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from statistics import median

from speelveld.outsider.advice_drawing import THINNEST, Drawing, Words, axes_among, measure, odd
from speelveld.outsider.advice_sentences import YEARS
from speelveld.outsider.advice_tables import composition
from speelveld.outsider.geometry import Axis, Mark
from speelveld.outsider.readings import Notes, cell, parts
from speelveld.outsider.sentences import Context
from speelveld.outsider.vocabulary import YEAR, contrast


@dataclass(frozen=True, slots=True)
class Shown:
    """An institution with what the file shows of it."""

    brin: str
    share: float
    low: float
    high: float
    pupils: float

    @property
    def middle(self) -> float:
        """The middle of its bar."""
        return (self.low + self.high) / 2


def schools(drawing: Drawing, context: Context, notes: Notes) -> list[Words]:
    """Institutions: a dot and a bar for each of which the file shows everything, in a panel for each group."""
    titles = [each for each in drawing.words if _PANEL.match(each.text) and contrast(each.text)]
    seen = 0
    for label in titles:
        region = _region(label, titles)
        across, down = axes_among([each for each in drawing.words if region.holds(each.x, each.y)], context)
        name, year = contrast(label.text) or "", YEAR.findall(label.text)[-1:]
        if len(across) != 1 or len(down) != 1 or not year:
            notes.unknown(drawing.channel, label.text, "a panel that the outsider cannot measure")
            continue
        dots = [dot for dot in drawing.dots if region.holds(*dot.points[0])]
        bars = [bar for bar in drawing.bars if region.holds(*bar.points[0])]
        seen += len(dots) + len(bars)
        shown = _of_file(notes, context, name, year[0])
        _panel(drawing, notes, context, (across[0], down[0]), (name, year[0]), (shown, dots, bars))
        for line in drawing.lines:
            (x1, y1), (x2, y2) = line.points[0], line.points[-1]
            rule = line.node.tag == "line" and y1 == y2 and x1 != x2 and down[0].at_tick(y1)
            if region.holds(x1, y1) and not rule:
                odd(drawing, notes, line, "a line that is at no tick")
    if seen != len(drawing.dots) + len(drawing.bars):
        notes.unknown(drawing.channel, f"{seen} of them", "marks outside the panels")
    return list(drawing.words)


_PANEL = re.compile(r"(?:aandeel|share of) ")


@dataclass(frozen=True, slots=True)
class _Region:
    left: float
    right: float
    top: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x < self.right and self.top < y <= self.bottom


def _region(label: Words, titles: list[Words]) -> _Region:
    """The part of the picture above a panel's label: beside or below the panel before it."""
    beside = sorted(each.x for each in titles if each.x > label.x + 1)
    above = [each.y for each in titles if each.y < label.y - 1]
    return _Region(label.x - _MARGIN, beside[0] - _MARGIN if beside else math.inf, max(above, default=0.0), label.y)


_MARGIN = 45.0
"""How far the words beside a panel reach to its left."""


def _of_file(notes: Notes, context: Context, name: str, year: str) -> list[Shown]:
    """The institutions of which the file shows the composition, the share and the pupils, in its order."""
    file = f"{context.slug}/advies-scholen.csv"
    given: dict[str, dict[str, float]] = {}
    for reading in notes.readings:
        kind, slug, _, _, brin = parts(reading.cell)
        if reading.hidden or slug != context.slug or not reading.channel.startswith(file):
            continue
        if kind.startswith("advice-") or reading.cell == composition(slug, year, name, brin):
            given.setdefault(brin, {})[kind] = reading.low
    return [
        Shown(
            brin,
            one["composition"],
            one["advice-higher.low"],
            one["advice-higher.high"],
            (one["advice-pupils.low"] + one["advice-pupils.high"]) / 2,
        )
        for brin, one in given.items()
        if len(one) == 5
    ]


def _panel(
    drawing: Drawing,
    notes: Notes,
    context: Context,
    axes_: tuple[Axis, Axis],
    about: tuple[str, str],
    marks: tuple[list[Shown], list[Mark], list[Mark]],
) -> None:
    (across, down), (name, year), (shown, dots, bars) = axes_, about, marks
    left, order = list(shown), []
    sizes = [
        dot.radius**2 / near[0].pupils
        for dot in dots
        if dot.radius and len(near := _near(drawing, dot, left, across, down)) == 1 and dot.radius > 2.5
    ]
    scale = median(sizes) if sizes else 0.0
    for dot in dots:
        near = _near(drawing, dot, left, across, down)
        near = [one for one in near if abs((dot.radius or 0.0) - max(2.5, math.sqrt(scale * one.pupils))) <= 0.1]
        if not near:
            text = f"{across.value(dot.points[0][0]):.2f}%, {down.value(dot.points[0][1]):.2f}%, radius {dot.radius}"
            notes.unknown(drawing.channel, text, "a dot that stands on the published numbers of no school")
            continue
        school = near[0]
        left.remove(school)
        order.append(school)
        measure(drawing, notes, composition(context.slug, year, name, school.brin), across, dot.points[0][0], 1.0)
    for school in left:
        notes.unknown(drawing.channel, school.brin, "a school of the file that the picture does not hold")
    if order != sorted(order, key=lambda one: (-one.pupils, shown.index(one))):
        notes.unknown(drawing.channel, name, "dots are not drawn in the order of pupils and then of the file")
    _bars(drawing, notes, context, axes_, (order, bars))


def _near(drawing: Drawing, dot: Mark, shown: list[Shown], across: Axis, down: Axis) -> list[Shown]:
    x, y = dot.points[0]
    return [
        one
        for one in shown
        if abs(across.value(x) - one.share) <= drawing.slack(across)
        and abs(down.value(y) - one.middle) <= drawing.slack(down)
    ]


def _bars(
    drawing: Drawing,
    notes: Notes,
    context: Context,
    axes_: tuple[Axis, Axis],
    given: tuple[list[Shown], list[Mark]],
) -> None:
    across, down = axes_
    order, bars = given
    if len(bars) != len(order):
        notes.unknown(drawing.channel, f"{len(bars)} bars, {len(order)} dots", "not a bar for each dot")
    for school, bar in zip(order, bars, strict=False):
        (left, top), (right, bottom) = bar.points
        if abs(across.value((left + right) / 2) - school.share) > drawing.slack(across):
            odd(drawing, notes, bar, "a bar that does not stand under its dot")
            continue
        ends = [("high", top)]
        if bottom - top > THINNEST + 0.1:
            ends.append(("low", bottom))
        for part, pixel in ends:
            id_ = cell(f"advice-higher.{part}", context.slug, YEARS, "", school.brin)
            measure(drawing, notes, id_, down, pixel, 1.0)
