# SPDX-License-Identifier: EUPL-1.2
"""What rules of placement change for invented children: differences beside a margin, and segregation beside chance."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

from speelveld.figures.laboratory_study import StudyResult
from speelveld.render import lettering, theme
from speelveld.render.charts.marks import LABEL, Area, diamond, dot, keys, line
from speelveld.render.charts.scales import ticks
from speelveld.render.frame import Placed, Plot, number, picture, room, text
from speelveld.render.laboratory_words import (
    DISSIMILARITY,
    DRAWN,
    bare,
    heading,
    measure,
    policy_name,
    signed,
    written,
)
from speelveld.render.translation import gettext as _
from speelveld.render.translation import override

_NAME: Final = 14.0
_ROW: Final = 26.0
_TITLE: Final = 30.0


@lru_cache(maxsize=64)
def differences_chart(result: StudyResult, language: str, width: int) -> str:
    """One row per measure and policy: the difference with its interval, on a band of what does not matter."""
    with override(language):
        words = heading("differences", result)
        return picture("lab-differences", language, width, words, [Placed(_differences(result, width), 0, 0)])


@lru_cache(maxsize=64)
def segregation_chart(result: StudyResult, language: str, width: int) -> str:
    """One row per policy: dissimilarity of the intake with its interval, and what chance alone would give."""
    with override(language):
        words = heading("segregation", result)
        return picture("lab-segregation", language, width, words, [Placed(_segregation(result, width), 0, 0)])


def _differences(result: StudyResult, width: int) -> Plot:
    phone, space = width <= theme.PHONE, room(width)
    compared = result.policies[1:]
    found = [[(one.differences or {})[name] for one in compared] for name in DRAWN]
    ends = [100 * abs(end) for row in found for one in row for end in (one.low, one.high) if not math.isnan(end)]
    margin = 100 * result.margin
    most = _round_up(max([*ends, margin, 1.0]) * 1.08)
    shown = [lettering.wrap(policy_name(one.policy), 150 if phone else 230, LABEL) for one in compared]
    left = 0.0 if phone else max(lettering.widest(lines, LABEL) for lines in shown) + 16
    step = _ROW + (18 if phone else 0)
    height = len(DRAWN) * (_TITLE + step * len(compared))
    area = Area(left + 14, 4, space - left - 66, height, (-most, most), (0, 1))
    across = {value: _tick(value) for value in (-most, -most / 2, 0, most / 2, most)}
    start, end = (area.x(side * min(margin, most)) for side in (-1, 1))
    at = f'x="{number(start)}" y="{number(area.top)}" width="{number(end - start)}" height="{number(height)}"'
    parts = [f'<rect {at} fill="{theme.BAND}"/>']
    for value, label in across.items():
        x = area.x(value)
        parts.append(line((x, area.top), (x, area.top + height), theme.LINE if value else theme.MARK))
        parts.append(text([label], x, area.top + height + 18, theme.SMALLEST + 0.5, fill=theme.TEXT, anchor="middle"))
    y = area.top
    for name, row in zip(DRAWN, found, strict=True):
        parts.append(text([measure(name)], 0, y + 19, _NAME, bold=True, halo=True))
        y += _TITLE
        for lines, one in zip(shown, row, strict=True):
            middle = y + step - 12
            if phone:
                parts.append(text([" ".join(lines)], 0, y + 12, LABEL, fill=theme.TEXT, halo=True))
            else:
                parts.append(text([" ".join(lines)], left, middle + 4.5, LABEL, fill=theme.TEXT, anchor="end"))
            if not math.isnan(one.mean):
                parts.append(line((area.x(100 * one.low), middle), (area.x(100 * one.high), middle), theme.INK, 2.5))
                parts.append(dot(area.x(100 * one.mean), middle, 5.5, theme.INK))
            parts.append(text([signed(one.mean, name)], space, middle + 4.5, LABEL, bold=True, anchor="end", halo=True))
            y += step
    return Plot("".join(parts), space, height + 26)


def _segregation(result: StudyResult, width: int) -> Plot:
    phone, space = width <= theme.PHONE, room(width)
    given = [(policy_name(one.policy), one.estimates[DISSIMILARITY]) for one in result.policies]
    marks, top = keys(
        [("dot", theme.INK, _("invented children")), ("diamond", theme.MARK, _("by chance alone"))], space
    )
    left = 10.0 if phone else lettering.widest([name for name, _one in given], LABEL) + 22
    step = 48.0 if phone else 34.0
    most = ticks(max(100 * one.high for _name, one in given if not math.isnan(one.high)) + 4, 4 if phone else 7)
    area = Area(left, top + 4, space - left - 20, step * len(given), (0, most[-1]), (0, 1))
    foot = area.top + area.height
    parts = [marks, *(line((area.x(level), area.top), (area.x(level), foot), theme.GRID) for level in most)]
    parts.append(area.below({level: str(level) for level in most}))
    for nth, (name, one) in enumerate(given):
        y = area.top + nth * step + (step - 13 if phone else step / 2)
        if phone:
            parts.append(text([name], 0, y - 16, LABEL, fill=theme.TEXT, halo=True))
        else:
            parts.append(text([name], left - 12, y + 4.5, LABEL, fill=theme.TEXT, anchor="end"))
        if not math.isnan(one.by_chance):
            parts.append(diamond(area.x(100 * one.by_chance), y, 6, theme.MARK))
        if not math.isnan(one.low):
            parts.append(line((area.x(100 * one.low), y), (area.x(100 * one.high), y), theme.INK, 2.5))
        parts.append(dot(area.x(100 * one.mean), y, 5.5, theme.INK))
        label = written(one.mean, DISSIMILARITY)
        parts.append(text([label], area.x(100 * one.high) + 9, y + 4.5, LABEL, bold=True, halo=True))
    return Plot("".join(parts), space, foot + 24)


def _round_up(value: float) -> float:
    """The next round number of which half is round too."""
    size = 10.0 ** math.floor(math.log10(value))
    return next(step * size for step in (1, 1.2, 1.6, 2, 3, 4, 6, 8, 10) if step * size >= value)


def _tick(value: float) -> str:
    return "0" if not value else f"{'−' if value < 0 else '+'}{bare(abs(value))}"
