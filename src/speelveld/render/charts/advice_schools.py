# SPDX-License-Identifier: EUPL-1.2
"""Havo or higher at each school against the composition of its pupils; a bar where masked counts leave it open."""

from __future__ import annotations

import math
from functools import lru_cache

from speelveld.figures.advice_model import AdvicePage
from speelveld.figures.contrasts import CONTRASTS, COUNTS
from speelveld.figures.model import Bounded
from speelveld.render import numbers, theme
from speelveld.render.advice_titles import contrasts, heading, placed
from speelveld.render.charts.marks import LABEL, Area, bar, dot
from speelveld.render.charts.scales import ticks
from speelveld.render.frame import Placed, Plot, picture, room, text
from speelveld.render.lettering import wrap
from speelveld.render.names import group
from speelveld.render.translation import gettext as _
from speelveld.render.translation import override

_HEIGHT = 300.0
_AXIS = 40.0


@lru_cache(maxsize=64)
def advice_schools_chart(page: AdvicePage, language: str, width: int) -> str:
    """One panel per group as an SVG document of ``width`` pixels: under each other on a phone, else side by side."""
    with override(language):
        words = heading("schools", page)
        space, names = room(width), contrasts(page)
        beside = width > theme.PHONE and len(names) > 1
        panel = space / 2 - 8 if beside else space
        plots, y = [], 0.0
        for nth, name in enumerate(names):
            plot = _panel(page, name, panel)
            plots.append(Placed(plot, nth * (panel + 16) if beside else 0, 0 if beside else y))
            y += plot.height + 14
        return picture("advice-schools", language, width, words, plots)


def _panel(page: AdvicePage, contrast: str, space: float) -> Plot:
    schools = placed(page, contrast)
    shares = [numbers.shown(school.composition[contrast]) for school in schools]
    across = ticks(max(1.0, 1.1 * max(shares)), 5)
    area = Area(_AXIS, 30, space - _AXIS - 12, _HEIGHT, (0, across[-1]), (0, 100))
    parts = [text([_("havo or higher")], 0, 13, LABEL, fill=theme.TEXT)]
    parts.append(area.grid({value: f"{value}%" for value in range(0, 101, 20)}))
    parts.append(area.below({value: f"{value}%" for value in across}))
    for school, share in sorted(zip(schools, shares, strict=True), key=lambda pair: -_size(pair[0].pupils)):
        low, high = numbers.shown(school.higher.low), numbers.shown(school.higher.high)
        x, pupils = area.x(share), _size(school.pupils)
        parts.append(bar(x, area.y(high), area.y(low), 3, theme.ACCENT, 0.45))
        parts.append(dot(x, area.y((low + high) / 2), max(2.5, math.sqrt(pupils) * 0.55), theme.ACCENT, 0.75))
    year = next(count.period.year for count in reversed(COUNTS) if count.contrast.id == contrast)
    label = wrap(
        _("share of %(group)s at the school, %(year)s") % {"group": group(CONTRASTS[contrast]), "year": year},
        space - _AXIS,
        LABEL,
    )
    parts.append(text(label, _AXIS, area.top + _HEIGHT + 40, LABEL, fill=theme.TEXT))
    return Plot("".join(parts), space, area.top + _HEIGHT + 44 + 18 * (len(label) - 1))


def _size(pupils: Bounded) -> float:
    return (numbers.shown(pupils.low) + numbers.shown(pupils.high)) / 2
