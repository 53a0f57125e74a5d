# SPDX-License-Identifier: EUPL-1.2
"""Plain SVG marks, for pictures that need no chart grammar: lines, dots, bars, and axes from zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from speelveld.render import lettering, theme
from speelveld.render.frame import number, text

LABEL = 13.0


def line(start: tuple[float, float], end: tuple[float, float], colour: str, thick: float = 1.0, dash: str = "") -> str:
    """A straight line."""
    (x1, y1), (x2, y2) = start, end
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    ends = f'x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{thick:g}"{dashed}/>'


def path(points: Sequence[tuple[float, float]], colour: str, thick: float = 2.0) -> str:
    """A line through points."""
    given = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return f'<polyline points="{given}" fill="none" stroke="{colour}" stroke-width="{thick:g}"/>'


def dot(x: float, y: float, radius: float, colour: str, opacity: float = 1.0) -> str:
    """A dot with a thin white edge."""
    pale = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
    at = f'cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"'
    return f'<circle {at} fill="{colour}"{pale} stroke="{theme.PAPER}" stroke-width="1"/>'


def bar(x: float, top: float, bottom: float, wide: float, colour: str, opacity: float = 1.0) -> str:
    """An upright bar between two heights, at least 2 pixels high so that it can be seen."""
    high = max(2.0, bottom - top)
    pale = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
    at = f'x="{number(x - wide / 2)}" y="{number(top)}" width="{number(wide)}" height="{number(high)}"'
    return f'<rect {at} fill="{colour}"{pale}/>'


def diamond(x: float, y: float, half: float, colour: str) -> str:
    """An open diamond."""
    corners = ((x, y - half), (x + half, y), (x, y + half), (x - half, y))
    given = " ".join(f"{number(a)},{number(b)}" for a, b in corners)
    return f'<polygon points="{given}" fill="{theme.PAPER}" stroke="{colour}" stroke-width="2"/>'


@dataclass(frozen=True, slots=True)
class Area:
    """A plotting area: where it stands, and which values its edges have."""

    left: float
    top: float
    width: float
    height: float
    x_domain: tuple[float, float]
    y_domain: tuple[float, float]

    def x(self, value: float) -> float:
        """The place of a value across."""
        low, high = self.x_domain
        return self.left + (value - low) / (high - low) * self.width

    def y(self, value: float) -> float:
        """The place of a value upwards."""
        low, high = self.y_domain
        return self.top + self.height - (value - low) / (high - low) * self.height

    def grid(self, labels: Mapping[int, str]) -> str:
        """Helping lines across, with their labels left of the area."""
        parts = []
        for value, label in labels.items():
            y = self.y(value)
            parts.append(line((self.left, y), (self.left + self.width, y), theme.GRID))
            parts.append(text([label], self.left - 6, y + 4, theme.SMALLEST + 0.5, fill=theme.TEXT, anchor="end"))
        return "".join(parts)

    def below(self, labels: Mapping[int, str]) -> str:
        """Labels under the area."""
        y = self.top + self.height + 18
        size = theme.SMALLEST + 0.5
        return "".join(
            text([label], self.x(value), y, size, fill=theme.TEXT, anchor="middle") for value, label in labels.items()
        )


def keys(given: Sequence[tuple[str, str, str]], space: float) -> tuple[str, float]:
    """What marks mean, each a form (``dot``, ``bar`` or ``diamond``), a colour and words; and the height it takes."""
    parts: list[str] = []
    x, y = 0.0, 13.0
    for form, colour, words in given:
        wide = 18 + lettering.width(words, LABEL)
        if x and x + wide > space:
            x, y = 0.0, y + 20
        if form == "bar":
            parts.append(bar(x + 6, y - 11, y + 1, 6, colour))
        elif form == "diamond":
            parts.append(diamond(x + 6, y - 4.5, 5, colour))
        else:
            parts.append(dot(x + 6, y - 4.5, 5.5, colour))
        parts.append(text([words], x + 18, y, LABEL, fill=theme.INK))
        x += wide + 18
    return "".join(parts), y + 12
