# SPDX-License-Identifier: EUPL-1.2
"""Rows of horizontal bars: a label, one or more pieces of a bar, and the value at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import altair as alt

from speelveld.render import frame, lettering, theme, vega
from speelveld.render.plots.plot import SMALL_SCREEN, Words, axis_steps, clean

_NAME: Final = 14.0
_VALUE: Final = 13.5
_THICK: Final = 20.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a bar, from ``start`` to ``end`` in the measure; ``label`` stands inside where it fits."""

    start: float
    end: float
    fill: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A label, its bar (none: words only), and what stands at the end of the bar."""

    label: str
    pieces: tuple[Piece, ...]
    value: str
    bold: bool = False
    ink: str = theme.INK

    @property
    def ends(self) -> tuple[float, float]:
        """Where the bar lies: from zero to its end."""
        edges = [0.0, *(edge for piece in self.pieces for edge in (piece.start, piece.end))]
        return min(edges), max(edges)

    @property
    def falls(self) -> bool:
        """Whether the bar points to the left."""
        return bool(self.pieces) and self.ends[0] < 0


def draw_rows(rows: Sequence[Row], say: Words, width: int) -> frame.Plot:
    """The rows from top to bottom over one axis. On a small screen labels stand above the bars."""
    narrow = width < SMALL_SCREEN
    step, offset = (46.0, 0.69) if narrow else (32.0, 0.5)
    low, high = min(row.ends[0] for row in rows), max(row.ends[1] for row in rows)
    unit, ticks = axis_steps(low, high, 3 if narrow else 6)
    room, left, right = _sides(rows, frame.room(width), narrow)
    box = vega.Box(frame.room(width) - left - right, step * len(rows), left=left, top=4, right=right, bottom=26)
    labels = {at: say.number(at * unit, places) for at, places in ticks.items()}
    scales = vega.Scales((low / unit, high / unit), (len(rows), 0), vega.axis(labels), None)
    pieces = [
        {
            "x": piece.start / unit,
            "x2": piece.end / unit,
            "y": number + offset - _THICK / step / 2,
            "y2": number + offset + _THICK / step / 2,
            "fill": piece.fill,
        }
        for number, row in enumerate(rows)
        for piece in row.pieces
    ]
    plot = vega.draw(_layers(pieces, scales), box)
    scale = box.width / (high - low)
    words = []
    for number, row in enumerate(rows):
        top = box.top + number * step
        middle = top + offset * step + 5
        label = fitted(row.label, room, _NAME, bold=row.bold)
        baseline = top + 14 if narrow else middle
        words.append(frame.text([label], 0, baseline, _NAME, fill=row.ink, bold=row.bold, halo=narrow))
        words.append(_values(row, box.left - low * scale, scale, middle))
    return frame.Plot(plot.svg + "".join(words), plot.width, plot.height)


def _sides(rows: Sequence[Row], space: float, narrow: bool) -> tuple[float, float, float]:
    """The room for labels, and the room left and right of the bars: for labels, and for the values at their ends."""
    falling = [row.value for row in rows if row.falls]
    rising = [row.value for row in rows if not row.falls and row.pieces]
    left = lettering.widest(falling, _VALUE, bold=True) + 8 if falling else 0.0
    right = max(lettering.widest(rising, _VALUE, bold=True) + 10, 18.0)
    if narrow:
        return space, left + 4, right
    labels = min(lettering.widest([clean(row.label) for row in rows], _NAME, bold=True), 0.38 * space)
    return labels, labels + 14 + left, right


def _layers(pieces: list[dict[str, Any]], scales: vega.Scales) -> list[alt.Chart]:
    bar = alt.Chart(vega.rows(pieces)).mark_rect(stroke=theme.PAPER, strokeWidth=1)
    fill = alt.Fill("fill:N", scale=None, legend=None)
    zero = alt.Chart(vega.rows([{"x": 0}])).mark_rule(color=theme.MARK)
    return [
        bar.encode(x=scales.x(), x2="x2:Q", y=scales.y(), y2="y2:Q", fill=fill),
        zero.encode(x=scales.x()),
    ]


def _values(row: Row, zero: float, scale: float, baseline: float) -> str:
    """What stands inside the pieces of a bar, and at its end."""
    parts = []
    for piece in row.pieces:
        if piece.label and lettering.width(piece.label, 13) + 10 <= (piece.end - piece.start) * scale:
            x = zero + (piece.start + piece.end) / 2 * scale
            parts.append(frame.text([piece.label], x, baseline, 13, fill=theme.text_on(piece.fill), anchor="middle"))
    at, anchor = (row.ends[0] * scale - 6, "end") if row.falls else (row.ends[1] * scale + 6, "start")
    parts.append(frame.text([row.value], zero + at, baseline, _VALUE, fill=row.ink, bold=row.bold, anchor=anchor))
    return "".join(parts)


def fitted(label: str, room: float, size: float, bold: bool = False) -> str:
    """A label that is at most ``room`` pixels wide: cut, with an ellipsis, where it is wider."""
    text = clean(label)
    if lettering.width(text, size, bold) <= room:
        return text
    while text and lettering.width(text + "…", size, bold) > room:
        text = text[:-1].rstrip()
    return text + "…"


def keys(pairs: Sequence[tuple[str, str]], space: float) -> frame.Plot:
    """What the colours mean: squares with words, in as many lines as they need."""
    parts: list[str] = []
    x, y = 0.0, 13.0
    for fill, label in pairs:
        wide = 18 + lettering.width(label, 13)
        if x and x + wide > space:
            x, y = 0.0, y + 20
        parts.append(f'<rect x="{frame.number(x)}" y="{frame.number(y - 10)}" width="12" height="12" fill="{fill}"/>')
        parts.append(frame.text([label], x + 18, y, 13))
        x += wide + 20
    return frame.Plot("".join(parts), space, y + 13)
