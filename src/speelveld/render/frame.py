# SPDX-License-Identifier: EUPL-1.2
"""The frame around every picture: the finding on top, the measure under it, the source at the bottom, white around.

A picture is one SVG document that needs nothing else: no script, no style attribute, no outside file. The one style
element holds the font; where a policy blocks it, the font list of the page takes over and nothing else changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from speelveld.render import lettering, theme

LEADING: Final = 1.32
"""Line height as a part of the font size."""


@dataclass(frozen=True, slots=True)
class Plot:
    """Drawn marks without a frame: SVG elements, with their width and height in pixels."""

    svg: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A plot at a place under the heading."""

    plot: Plot
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Heading:
    """What a picture says in words: finding, measure, source, and the description for who cannot see it."""

    title: str
    subtitle: str
    source: str
    description: str


def margin(width: int) -> int:
    """The white at the left and right side."""
    return 12 if width <= theme.PHONE else 20


def room(width: int) -> int:
    """What the margins leave for the plot."""
    return width - 2 * margin(width)


def number(value: float) -> str:
    """A coordinate: at most one decimal, no trailing zero, never ``-0``."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def text(
    lines: Sequence[str],
    x: float,
    y: float,
    size: float,
    *,
    fill: str = theme.INK,
    bold: bool = False,
    anchor: str = "start",
    halo: bool = False,
) -> str:
    """Lines of text with the first baseline at ``y``."""
    weight = ' font-weight="600"' if bold else ""
    side = f' text-anchor="{anchor}"' if anchor != "start" else ""
    edge = f' stroke="{theme.PAPER}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"' if halo else ""
    attributes = f'font-size="{number(size)}" fill="{fill}"{weight}{side}{edge}'
    if len(lines) == 1:
        return f'<text x="{number(x)}" y="{number(y)}" {attributes}>{escape(lines[0])}</text>'
    spans = "".join(
        f'<tspan x="{number(x)}" y="{number(y + index * size * LEADING)}">{escape(line)}</tspan>'
        for index, line in enumerate(lines)
    )
    return f"<text {attributes}>{spans}</text>"


def picture(name: str, language: str, width: int, heading: Heading, plots: Iterable[Placed]) -> str:
    """One SVG document. ``name`` prefixes its ids, so that two pictures can stand in one page."""
    placed = tuple(plots)
    left, space = margin(width), room(width)
    phone = width <= theme.PHONE
    title_size, text_size = (17.0, 13.5) if phone else (20.0, 15.0)
    parts: list[str] = []
    y = 8 + title_size
    title_lines = lettering.wrap(heading.title, space, title_size, bold=True)
    parts.append(text(title_lines, left, y, title_size, bold=True))
    y += len(title_lines) * title_size * LEADING + (text_size - title_size) * LEADING + 5
    subtitle_lines = lettering.wrap(heading.subtitle, space, text_size)
    parts.append(text(subtitle_lines, left, y, text_size, fill=theme.TEXT))
    y += (len(subtitle_lines) - 1) * text_size * LEADING + 18
    top = round(y)
    parts.extend(
        f'<g transform="translate({number(left + item.x)},{number(top + item.y)})">{item.plot.svg}</g>'
        for item in placed
    )
    y = top + max((item.y + item.plot.height for item in placed), default=0.0) + 12 + theme.SMALLEST
    source_lines = lettering.wrap(heading.source, space, theme.SMALLEST)
    parts.append(text(source_lines, left, y, theme.SMALLEST, fill=theme.TEXT))
    height = round(y + (len(source_lines) - 1) * theme.SMALLEST * LEADING + 14)
    return document(name, language, (width, height), heading.title, heading.description, "".join(parts))


def document(name: str, language: str, size: tuple[int, int], title: str, description: str, body: str) -> str:
    """The SVG root: an image with a title and a description, and the font that it is set in."""
    width, height = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" lang="{language}" aria-labelledby="{name}-title {name}-desc" font-family={quoteattr(theme.FONTS)}>'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
        f"<style>{lettering.font_face()}</style>"
        f'<rect width="{width}" height="{height}" fill="{theme.PAPER}"/>{body}</svg>'
    )


def note(lines: Sequence[str], width: float) -> Plot:
    """A plot that holds words only: why there is nothing to draw."""
    size = 15.0
    body = (
        f'<rect x="0.5" y="0.5" width="{number(width - 1)}" height="{number(len(lines) * size * LEADING + 32)}" '
        f'fill="none" stroke="{theme.LINE}"/>' + text(lines, 16, 16 + size, size, fill=theme.TEXT)
    )
    return Plot(body, width, len(lines) * size * LEADING + 34)
