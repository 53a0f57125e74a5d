# SPDX-License-Identifier: EUPL-1.2
"""Colours and sizes of every picture: one accent, greys, and two sequential ramps that colour-blind eyes tell apart.

The accent always means "this municipality" or "these schools"; grey is everything else. The residents' ramp is ochre
and the schools' ramp is blue, the pair that stays apart for protanopia, deuteranopia and tritanopia; within each ramp
lightness alone carries the order, so that it survives a black-and-white print too.
"""

from __future__ import annotations

from typing import Final

PAPER: Final = "#ffffff"
INK: Final = "#1c2430"
"""Titles and values."""
TEXT: Final = "#465160"
"""Subtitles, axis labels and sources: at least 4.5:1 on paper."""
MARK: Final = "#6d7785"
"""Grey marks that carry a number (other cities, chance): at least 3:1 on paper."""
LINE: Final = "#b9c0c9"
"""Axis lines."""
GRID: Final = "#e6e9ed"
"""Helping lines: carry no number, so they may be faint."""
BAND: Final = "#dfe3e8"
"""The area that chance alone fills."""
ACCENT: Final = "#0b5c8a"
ACCENT_PALE: Final = "#7fb0cf"
"""The second part of a stacked bar; a white gap parts it from the accent."""

RESIDENTS: Final = ("#fbf6e9", "#f3e3bd", "#e7cb8e", "#d4ad62", "#b0823a")
SCHOOLS: Final = ("#eaf3fa", "#b3d3e8", "#6fa8cc", "#2c76a6", "#08405f")
OUTSIDE: Final = "#f3f4f6"
BORDER: Final = "#8b8577"
BORDER_OUTSIDE: Final = "#d3d7dc"
HATCH: Final = "#7b8490"

FAMILY: Final = "Speelveld Sans"
"""The font that travels inside the picture: a reduced Source Sans 3, see ``fonts/README.md``."""
FONTS: Final = f'"{FAMILY}", "Source Sans 3", "Segoe UI", "Helvetica Neue", Arial, sans-serif'

PHONE: Final = 360
DESKTOP: Final = 720
WIDTHS: Final = (PHONE, DESKTOP)

SMALLEST: Final = 12.0
"""No text in a picture is smaller than this, in pixels at its own width."""


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2.2): 0 is black, 1 is white."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio between two colours (WCAG 2.2), from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def text_on(fill: str) -> str:
    """The ink that reads best on ``fill``."""
    return INK if contrast(INK, fill) >= contrast(PAPER, fill) else PAPER
