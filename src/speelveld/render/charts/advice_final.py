# SPDX-License-Identifier: EUPL-1.2
"""Final advice per school year: a panel per group of levels, points where it is known, bars where it is masked."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from speelveld.figures.advice_model import AdvicePage, AdviceYear
from speelveld.render import advice_words, lettering, numbers, theme
from speelveld.render.advice_names import share
from speelveld.render.advice_titles import GROUPS, heading
from speelveld.render.charts.marks import Area, bar, dot, keys, line, path
from speelveld.render.charts.scales import ticks
from speelveld.render.frame import Placed, Plot, picture, room, text
from speelveld.render.translation import gettext as _
from speelveld.render.translation import override

_HEIGHT = 130.0
_TITLE = 14.0
_HEAD = 26.0
_ASIDE = 5.0
"""How far the two lie apart around their year, in pixels."""


@lru_cache(maxsize=64)
def final_chart(page: AdvicePage, language: str, width: int) -> str:
    """The panels as an SVG document of ``width`` pixels: under each other on a phone, two by two otherwise."""
    with override(language):
        return picture("advice-final", language, width, heading("final", page), [Placed(_plot(page, width), 0, 0)])


def _plot(page: AdvicePage, width: int) -> Plot:
    space = room(width)
    columns = 1 if width <= theme.PHONE else 2
    given = (
        ("dot", theme.ACCENT, page.municipality.name),
        ("dot", theme.MARK, _("the Netherlands")),
        ("bar", theme.LINE, _("can lie within the bar")),
    )
    parts, top = [], 0.0
    marks, top = keys(given, space)
    parts.append(marks)
    highest = max(
        numbers.shown(year.shares[name].high)
        for year in (*advice_words.known(page.years), *advice_words.known(page.country))
        for name in GROUPS
    )
    levels = {level: f"{level}" for level in ticks(highest, 3)}
    axis = lettering.widest(levels.values(), theme.SMALLEST + 0.5) + 8
    panel = space / columns
    step = _HEAD + _HEIGHT + 40
    for nth, name in enumerate(GROUPS):
        left = axis + nth % columns * panel
        at = top + 6 + nth // columns * step
        parts.append(text([share(name).capitalize()], left, at + _TITLE, _TITLE, bold=True))
        area = Area(left, at + _HEAD, panel - axis - 10, _HEIGHT, (-0.5, len(page.years) - 0.5), (0, max(levels)))
        parts.append(_panel(page, name, area, levels))
    rows = -(-len(GROUPS) // columns)
    return Plot("".join(parts), space, top + 6 + rows * step - 12)


def _panel(page: AdvicePage, name: str, area: Area, levels: dict[int, str]) -> str:
    parts = [area.grid(levels)]
    for nth, (before, after) in enumerate(pairwise(page.years)):
        if before.segment != after.segment:
            x = area.x(nth + 0.5)
            parts.append(line((x, area.top), (x, area.top + area.height), theme.MARK, 1, "2 3"))
    country = tuple(advice_words.national(page, year) for year in page.years)
    parts.append(_series(country, name, area, theme.MARK, _ASIDE))
    parts.append(_series(page.years, name, area, theme.ACCENT, -_ASIDE))
    parts.append(area.below({nth: year.school_year[2:] for nth, year in enumerate(page.years)}))
    return "".join(parts)


def _series(years: tuple[AdviceYear | None, ...], name: str, area: Area, colour: str, aside: float) -> str:
    parts: list[str] = []
    points: list[tuple[int, float, float]] = []
    for nth, year in enumerate(years):
        if year is None or not year.shares[name].low.known:
            continue
        value, x = year.shares[name], area.x(nth) + aside
        if value.estimate.known:
            points.append((nth, x, area.y(numbers.shown(value.estimate))))
        else:
            parts.append(bar(x, area.y(numbers.shown(value.high)), area.y(numbers.shown(value.low)), 7, colour, 0.45))
    for (before, x1, y1), (after, x2, y2) in pairwise(points):
        one, other = years[before], years[after]
        if after == before + 1 and one and other and one.segment == other.segment:
            parts.append(path([(x1, y1), (x2, y2)], colour))
    parts += [dot(x, y, 5, colour) for _nth, x, y in points]
    return "".join(parts)
