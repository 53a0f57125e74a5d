# SPDX-License-Identifier: EUPL-1.2
"""Reconsideration in the country: by income within one first advice, and what the share of double advices does."""

from __future__ import annotations

from functools import lru_cache

from speelveld.figures.advice_model import AdvicePage, Mechanism
from speelveld.render import lettering, numbers, theme
from speelveld.render.advice_names import first_advice, income
from speelveld.render.advice_titles import heading
from speelveld.render.charts.marks import LABEL, Area, diamond, dot, keys, line, path
from speelveld.render.charts.scales import ticks
from speelveld.render.frame import Placed, Plot, picture, room, text
from speelveld.render.translation import gettext as _
from speelveld.render.translation import override

_NAME = 14.0


@lru_cache(maxsize=64)
def income_chart(page: AdvicePage, language: str, width: int) -> str:
    """Two dots and the distance between them per first advice, as an SVG document of ``width`` pixels."""
    with override(language):
        return picture("advice-income", language, width, heading("income", page), [Placed(_income(page, width), 0, 0)])


def _income(page: AdvicePage, width: int) -> Plot:
    phone, space = width <= theme.PHONE, room(width)
    marks, top = keys(
        [
            ("dot", theme.INK, income(page.gaps[0].lower.income)),
            ("dot", theme.MARK, income(page.gaps[0].higher.income)),
        ],
        space,
    )
    names = [first_advice(gap.first_advice) for gap in page.gaps]
    left = 10.0 if phone else lettering.widest(names, _NAME, bold=True) + 20
    step, middle = (54.0, 38.0) if phone else (38.0, 19.0)
    highest = max(numbers.shown(rate.eligible) for gap in page.gaps for rate in (gap.lower, gap.higher))
    levels = ticks(highest + 8, 4 if phone else 8)
    area = Area(left, top + 4, space - left - 16, step * len(names), (0, levels[-1]), (0, 1))
    parts = [marks]
    for level in levels:
        x = area.x(level)
        parts.append(line((x, area.top), (x, area.top + area.height), theme.GRID))
    parts.append(area.below({level: f"{level}%" for level in levels}))
    for nth, (gap, name) in enumerate(zip(page.gaps, names, strict=True)):
        y = area.top + nth * step + middle
        low, high = numbers.shown(gap.lower.eligible), numbers.shown(gap.higher.eligible)
        if phone:
            parts.append(text([name], 0, y - 18, _NAME, bold=True, halo=True))
        else:
            parts.append(text([name], left - 12, y + 5, _NAME, bold=True, anchor="end"))
        parts.append(line((area.x(low), y), (area.x(high), y), theme.LINE, 3))
        for value, rate, colour in ((high, gap.higher, theme.MARK), (low, gap.lower, theme.INK)):
            first = value <= min(low, high) and (low != high or colour == theme.MARK)
            parts.append(dot(area.x(value), y, 6, colour))
            side, anchor = (-10, "end") if first else (10, "start")
            label = numbers.percent(rate.eligible)
            parts.append(text([label], area.x(value) + side, y + 4.5, LABEL, fill=theme.INK, anchor=anchor, halo=True))
    return Plot("".join(parts), space, area.top + area.height + 24)


@lru_cache(maxsize=16)
def doubles_chart(page: AdvicePage, language: str, width: int) -> str:
    """The share with a higher test advice by the share of double advices, as an SVG document of ``width`` pixels."""
    with override(language):
        words = heading("doubles", page)
        if page.mechanism is None:
            raise ValueError("no mechanism to draw")
        return picture("advice-doubles", language, width, words, [Placed(_doubles(page.mechanism, width), 0, 0)])


def _doubles(given: Mechanism, width: int) -> Plot:
    space = room(width)
    highest = max(numbers.shown(one.eligible) for one in given.curve)
    levels = {level: f"{level}%" for level in ticks(highest + 3, 4)}
    across = {level: f"{level}%" for level in range(0, 81, 20)}
    left = 38.0
    area = Area(left, 30, space - left - 24, 230, (0, 85), (0, max(levels)))
    parts = [text([_("higher test advice")], 0, 13, LABEL, fill=theme.TEXT), area.grid(levels), area.below(across)]
    points = [(area.x(numbers.shown(one.double)), area.y(numbers.shown(one.eligible))) for one in given.curve]
    parts.append(path(points, theme.INK, 2.5))
    for one in given.named:
        x, y = area.x(numbers.shown(one.double)), area.y(numbers.shown(one.eligible))
        parts.append(dot(x, y, 6, theme.INK))
        parts.append(text([numbers.percent(one.eligible)], x + 5, y - 10, 15, bold=True, halo=True))
    x, y = area.x(numbers.shown(given.national_double)), area.y(numbers.shown(given.national_eligible))
    parts.append(diamond(x, y, 7, theme.MARK))
    country = _("the Netherlands %(number)s") % {"number": numbers.percent(given.national_eligible)}
    parts.append(text([country], x, y + 38, LABEL, fill=theme.TEXT, anchor="middle", halo=True))
    label = _("double advices, out of 100 first advices")
    parts.append(text([label], left, area.top + area.height + 40, LABEL, fill=theme.TEXT))
    return Plot("".join(parts), space, area.top + area.height + 44)
