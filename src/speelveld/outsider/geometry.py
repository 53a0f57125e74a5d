# SPDX-License-Identifier: EUPL-1.2
"""Where the marks of a picture stand, and what that means: from pixels back to values, by the ticks of an axis."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from speelveld.outsider.markup import Node

_MOVE = re.compile(r"translate\(\s*(-?[\d.]+)(?:[\s,]+(-?[\d.]+))?\s*\)")
_STEP = re.compile(r"([MLHVAZlhvaz])|(-?\d*\.?\d+(?:e-?\d+)?)")
_LENGTH = {"M": 2, "L": 2, "l": 2, "H": 1, "h": 1, "V": 1, "v": 1, "A": 7, "a": 7, "Z": 0, "z": 0}
HALF = 0.5
"""An axis stands half a pixel beside its marks, so that its lines are sharp."""
BASELINE = 4.0
"""How far below its tick the text of a vertical axis is written."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An element at its place in the whole picture. ``own`` says that its own transform put it there."""

    node: Node
    x: float
    y: float
    own: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark: the points that it is drawn through, its radius when it is round, and its colour."""

    points: tuple[tuple[float, float], ...]
    radius: float | None
    fill: str
    node: Node


@dataclass(frozen=True, slots=True)
class Axis:
    """What a place on a picture means: ``value = (pixel - zero) / unit``, with the ticks that say so."""

    zero: float
    unit: float
    ticks: tuple[float, ...]

    def value(self, pixel: float) -> float:
        """The value of a place."""
        return (pixel - self.zero) / self.unit

    def at_tick(self, pixel: float) -> bool:
        """Whether a place is that of a tick, as its line is drawn: on a whole pixel."""
        return any(abs(pixel - (self.zero + tick * self.unit)) <= 1.0 + HALF for tick in self.ticks)

    def beyond(self, pixel: float) -> float:
        """How many pixels a place is outside the ticks."""
        ends = [self.zero + tick * self.unit for tick in self.ticks]
        return max(0.0, min(ends) - pixel, pixel - max(ends))

    @property
    def slack(self) -> float:
        """How far a value that is read can be from the one that was drawn: pixels are written in hundredths."""
        return 0.02 / abs(self.unit)


def place(root: Node) -> Iterator[Placed]:
    """Every element of a picture at its place, but for what is only defined. Raises ValueError on a turned element."""
    yield from _place(root, 0.0, 0.0)


def _place(node: Node, x: float, y: float) -> Iterator[Placed]:
    if node.tag == "defs":
        return
    transform = node.get("transform")
    moves = _MOVE.findall(transform)
    if _MOVE.sub("", transform).strip():
        raise ValueError(f"an element is turned or stretched: {transform}")
    for right, down in moves:
        x, y = x + float(right), y + float(down or 0)
    yield Placed(node, x, y, bool(moves))
    for child in node.elements():
        yield from _place(child, x, y)


def mark(item: Placed) -> Mark | None:
    """The mark that an element draws, or None when it draws none."""
    node = item.node
    fill = node.get("fill") or node.get("stroke")
    if node.tag == "line":
        end = (item.x + _number(node.get("x2")), item.y + _number(node.get("y2")))
        start = (item.x + _number(node.get("x1")), item.y + _number(node.get("y1")))
        return Mark((start, end), None, fill, node)
    if node.tag == "circle":
        centre = (item.x + _number(node.get("cx")), item.y + _number(node.get("cy")))
        return Mark((centre,), _number(node.get("r")), fill, node)
    if node.tag == "rect":
        left, top = item.x + _number(node.get("x")), item.y + _number(node.get("y"))
        right, bottom = left + _number(node.get("width")), top + _number(node.get("height"))
        return Mark(((left, top), (right, bottom)), None, fill, node)
    if node.tag in {"polyline", "polygon"}:
        given = [float(each) for each in node.get("points").replace(",", " ").split()]
        corners = [(item.x + x, item.y + y) for x, y in zip(given[::2], given[1::2], strict=True)]
        return Mark(tuple(corners), None, node.get("stroke") or fill, node)
    if node.tag != "path" or not node.get("d"):
        return None
    corners, radius = trace(node.get("d"))
    if item.own:
        return Mark(((item.x, item.y),), radius, fill, node)
    return Mark(tuple((item.x + x, item.y + y) for x, y in corners), radius, fill, node)


def trace(d: str) -> tuple[list[tuple[float, float]], float | None]:
    """The corners of a path, and its radius when it is drawn with arcs. Raises ValueError on another kind of path."""
    corners: list[tuple[float, float]] = []
    radius: float | None = None
    x = y = 0.0
    for letter, given in _steps(d):
        if letter in "ML":
            x, y = given[0], given[1]
        elif letter == "l":
            x, y = x + given[0], y + given[1]
        elif letter in "Hh":
            x = given[0] if letter == "H" else x + given[0]
        elif letter in "Vv":
            y = given[0] if letter == "V" else y + given[0]
        elif letter in "Aa":
            radius = given[0]
            x, y = (given[5], given[6]) if letter == "A" else (x + given[5], y + given[6])
        if letter not in "Zz":
            corners.append((x, y))
    return corners, radius


def _steps(d: str) -> Iterator[tuple[str, list[float]]]:
    letter, given = "", list[float]()
    for found, digits in _STEP.findall(d):
        if found:
            if given:
                raise ValueError(f"a path that the outsider cannot read: {d[:60]}")
            letter = found
        else:
            given.append(float(digits))
        if letter and len(given) == _LENGTH[letter]:
            yield letter, given
            given = []
            letter = {"M": "L"}.get(letter, letter) if letter not in "Zz" else ""
    if given:
        raise ValueError(f"a path that the outsider cannot read: {d[:60]}")


def axes(labels: Iterable[tuple[float, float, float]], half: float = HALF) -> tuple[tuple[Axis, ...], tuple[Axis, ...]]:
    """The horizontal and the vertical axes from ``(x, y, number)`` of every text that is a number alone.

    Ticks are at least three numbers on one line whose places rise evenly with what they say. A picture of several rows
    has an axis for each. ``half`` is how far an axis stands beside its marks.
    """
    across: defaultdict[float, list[tuple[float, float]]] = defaultdict(list)
    down: defaultdict[float, list[tuple[float, float]]] = defaultdict(list)
    for x, y, value in labels:
        across[round(y, 1)].append((x - half, value))
        down[round(x, 1)].append((y - half - BASELINE, value))
    return _axes(across, 1), _axes(down, -1)


def _axes(lines: dict[float, list[tuple[float, float]]], way: int) -> tuple[Axis, ...]:
    found = [_fit(run) for ticks in lines.values() for run in _runs(sorted(ticks), way)]
    return tuple(axis for axis in found if axis is not None)


def _runs(ticks: list[tuple[float, float]], way: int) -> Iterator[list[tuple[float, float]]]:
    """The numbers on one line, parted where they start again."""
    run: list[tuple[float, float]] = []
    for tick in ticks:
        if run and (tick[1] - run[-1][1]) * way <= 0:
            yield run
            run = []
        run.append(tick)
    if run:
        yield run


def _fit(ticks: list[tuple[float, float]]) -> Axis | None:
    if len(ticks) < 3:
        return None
    (first, low), (last, high) = min(ticks, key=lambda tick: tick[1]), max(ticks, key=lambda tick: tick[1])
    unit = (last - first) / (high - low)
    axis = Axis(first - low * unit, unit, tuple(value for _, value in ticks))
    even = all(abs(pixel - axis.zero - value * unit) < 0.1 for pixel, value in ticks)
    return axis if unit and even else None


def at(found: tuple[Axis, ...], pixel: float) -> Axis | None:
    """The axis that a place belongs to: the one whose ticks it stands among, or the nearest to it."""
    return min(found, key=lambda axis: axis.beyond(pixel), default=None)


def off_grid(value: float, step: float) -> float:
    """How far a value is from the nearest multiple of ``step``."""
    return abs(value - step * math.floor(value / step + 0.5))


def _number(text: str) -> float:
    return float(text or 0)
