# SPDX-License-Identifier: EUPL-1.2
"""The map's legend in words: what the areas, the circles and the hatching mean."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from speelveld.disclosure.publishable import Publishable
from speelveld.figures.model import Dashboard
from speelveld.render import lettering, numbers, theme
from speelveld.render.frame import LEADING, number, text
from speelveld.render.names import group
from speelveld.render.translation import gettext as _

_SIZE: Final = 13.0
_ROW: Final = 20.0
_SAMPLES: Final = (100, 300, 600)
"""Pupils of the circles that explain the size."""


@dataclass(frozen=True, slots=True)
class Classes:
    """A ramp of five colours and the four limits between them: a value on a limit belongs to the class above it."""

    ramp: tuple[str, ...]
    limits: tuple[float, ...]

    def fill(self, value: Publishable) -> str:
        """The colour of a value. Raises DisclosureError where there is none to show."""
        return self.ramp[bisect_right(self.limits, numbers.shown(value))]

    def names(self) -> tuple[tuple[str, str], ...]:
        """Each colour with its class in words: ``under 4%``, ``4 to 7%``, ``13% or more``."""
        if not self.limits:
            return ()
        limits = [numbers.whole(numbers.rounded(limit)) for limit in self.limits]
        middle = [_("%(low)s to %(high)s%%") % {"low": low, "high": high} for low, high in pairwise(limits)]
        words = [_("under %(high)s%%") % {"high": limits[0]}, *middle, _("%(low)s%% or more") % {"low": limits[-1]}]
        return tuple(zip(self.ramp, words, strict=True))


def legend(dashboard: Dashboard, residents: Classes, schools: Classes, name: str, width: int) -> tuple[str, float]:
    """The legend as SVG elements and its height; two columns, or one under the other on a phone."""
    phone = width <= theme.PHONE
    column = (width - 8) if phone else (width - 40) / 2
    scale = 0.30 if phone else 0.42
    areas, areas_height = _column(
        _("Areas: residents with a benefit"), residents, (f"{name}-hatch-area", False), column
    )
    title = _("Circles: %(group)s") % {"group": group(dashboard.headline.contrast)}
    circles, circles_height = _column(title, schools, (f"{name}-hatch-school", True), column)
    sizes, sizes_height = _sizes(scale)
    circles += f'<g transform="translate(0,{number(circles_height)})">{sizes}</g>'
    circles_height += sizes_height
    if phone:
        below = areas_height + 10
        body = f'<g transform="translate(4,0)">{areas}</g><g transform="translate(4,{number(below)})">{circles}</g>'
        return body, below + circles_height + 8
    body = f'<g transform="translate(4,0)">{areas}</g><g transform="translate({number(column + 36)},0)">{circles}</g>'
    return body, max(areas_height, circles_height) + 8


def _column(title: str, classes: Classes, hatch: tuple[str, bool], width: float) -> tuple[str, float]:
    pattern, round_marks = hatch
    lines = lettering.wrap(title, width, _SIZE, bold=True)
    parts = [text(lines, 0, _SIZE, _SIZE, bold=True)]
    y = len(lines) * _SIZE * LEADING + 8
    x = 0.0
    entries = [*classes.names(), (f"url(#{pattern})", _("too few to show, or not published"))]
    for fill, label in entries:
        wide = 24 + lettering.width(label, _SIZE)
        if x and x + wide > width:
            x, y = 0.0, y + _ROW
        parts.append(_swatch(x, y, fill, round_marks))
        parts.append(text([label], x + 24, y + 11, _SIZE))
        x += wide + 16
    return "".join(parts), y + _ROW + 4


def _swatch(x: float, y: float, fill: str, round_mark: bool) -> str:
    if round_mark:
        return f'<circle cx="{number(x + 9)}" cy="{number(y + 6.5)}" r="6.5" fill="{fill}" stroke="{theme.INK}"/>'
    return f'<rect x="{number(x)}" y="{number(y)}" width="18" height="13" fill="{fill}" stroke="{theme.BORDER}"/>'


def _sizes(scale: float) -> tuple[str, float]:
    """Three circles with the number of pupils that they stand for."""
    parts, x = [], 0.0
    tallest = scale * math.sqrt(_SAMPLES[-1])
    for pupils in _SAMPLES:
        radius = scale * math.sqrt(pupils)
        label = _("%(number)s pupils") % {"number": numbers.whole(pupils)}
        parts.append(
            f'<circle cx="{number(x + radius + 1)}" cy="{number(tallest + 1)}" r="{number(radius)}" '
            f'fill="{theme.PAPER}" stroke="{theme.INK}"/>'
        )
        parts.append(text([label], x + 2 * radius + 7, tallest + 5.5, _SIZE))
        x += 2 * radius + 7 + lettering.width(label, _SIZE) + 16
    return "".join(parts), 2 * tallest + 6
