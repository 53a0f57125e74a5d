# SPDX-License-Identifier: EUPL-1.2
"""The large cities side by side: a dot with its interval per city, in alphabetical order."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt

from speelveld.figures.model import City, Dashboard
from speelveld.render import findings, lettering, numbers, theme, vega
from speelveld.render.charts.scales import ticks
from speelveld.render.frame import Heading, Placed, Plot, note, picture, room, text
from speelveld.render.titles import heading
from speelveld.render.translation import gettext as _
from speelveld.render.translation import override

_NAME = 14.0


@lru_cache(maxsize=64)
def cities_chart(dashboard: Dashboard, language: str, width: int) -> str:
    """The comparison as an SVG document of ``width`` pixels; on a phone a city's name stands above its row."""
    with override(language):
        words = heading("cities", dashboard)
        cities = findings.city_rows(dashboard)
        if not cities:
            empty = note(lettering.wrap(words.subtitle, room(width) - 32, 15), room(width))
            silent = Heading(words.title, "", words.source, words.description)
            return picture("cities", language, width, silent, [Placed(empty, 0, 0)])
        return picture("cities", language, width, words, [Placed(_plot(dashboard, cities, width), 0, 0)])


def _plot(dashboard: Dashboard, cities: tuple[City, ...], width: int) -> Plot:
    phone = width <= theme.PHONE
    step = 46.0 if phone else 32.0
    largest = max(_highest(city) for city in cities)
    levels = ticks(min(100.0, largest * 1.02), 4 if phone else 8)
    names = [city.municipality.name for city in cities]
    left = 6.0 if phone else lettering.widest(names, _NAME, bold=True) + 16
    box = vega.Box(room(width) - left - 14, step * len(cities), left=left, top=26, right=14, bottom=26)
    ticked = {level: str(level) for level in levels}
    scales = vega.Scales((0, levels[-1]), (len(cities), 0), vega.axis(ticked), None)
    offset = 0.68 if phone else 0.5
    records = [_record(dashboard, city, row + offset) for row, city in enumerate(cities)]
    plot = vega.draw(_layers(records, scales), box)
    labels = _labels(dashboard, cities, box, step, phone)
    first = records[0]
    chance = ""
    if first["chance"] is not None:
        middle = box.left + first["chance"] / levels[-1] * box.width
        label = _("by chance alone")
        start = max(0.0, middle - lettering.width(label, theme.SMALLEST) / 2)
        chance = text([label], start, 16, theme.SMALLEST, fill=theme.TEXT)
    return Plot(plot.svg + labels + chance, plot.width, plot.height)


def _highest(city: City) -> float:
    ours = 100 * numbers.shown(city.figure.high if city.figure.high.known else city.figure.estimate)
    theirs = numbers.shown(city.published.total) if city.published and city.published.total.known else 0.0
    return max(ours, theirs)


def _record(dashboard: Dashboard, city: City, row: float) -> dict[str, Any]:
    own = city.municipality.code == dashboard.municipality.code
    figure = city.figure
    bounded = figure.low.known and figure.high.known
    published = city.published.total if city.published and city.published.total.known else None
    return {
        "y": row,
        "x": 100 * numbers.shown(figure.estimate),
        "label": numbers.of_100(figure.estimate),
        "low": 100 * numbers.shown(figure.low) if bounded else None,
        "high": 100 * numbers.shown(figure.high) if bounded else None,
        "chance": 100 * numbers.shown(figure.null_mean) if figure.null_mean.known else None,
        "published": numbers.shown(published) if published else None,
        "fill": theme.ACCENT if own else theme.MARK,
        "ink": theme.ACCENT if own else theme.INK,
    }


def _layers(records: list[dict[str, Any]], scales: vega.Scales) -> list[alt.Chart]:
    base = alt.Chart(vega.rows(records))
    fill = alt.Color("fill:N", scale=None, legend=None)
    chance = base.transform_filter("isValid(datum.chance)").mark_tick(
        color=theme.MARK, thickness=2.5, size=16, orient="vertical"
    )
    interval = base.transform_filter("isValid(datum.low)").mark_rule(strokeWidth=3, opacity=0.55)
    diamond = base.transform_filter("isValid(datum.published)").mark_point(
        shape="diamond", size=95, strokeWidth=1.5, filled=False, opacity=1
    )
    dot = base.mark_circle(size=110, opacity=1, stroke=theme.PAPER)
    value = base.mark_text(dy=-11, fontSize=13, fontWeight=600)
    return [
        chance.encode(x=scales.x("chance"), y=scales.y()),
        interval.encode(x=scales.x("low"), x2="high:Q", y=scales.y(), color=fill),
        diamond.encode(x=scales.x("published"), y=scales.y(), color=fill),
        dot.encode(x=scales.x(), y=scales.y(), color=fill),
        value.encode(x=scales.x(), y=scales.y(), text="label:N", color=alt.Color("ink:N", scale=None, legend=None)),
    ]


def _labels(dashboard: Dashboard, cities: tuple[City, ...], box: vega.Box, step: float, phone: bool) -> str:
    parts = []
    for row, city in enumerate(cities):
        own = city.municipality.code == dashboard.municipality.code
        fill = theme.ACCENT if own else theme.INK
        y = box.top + row * step + (15 if phone else step / 2 + 5)
        anchor, at = ("start", 0.0) if phone else ("end", box.left - 14)
        parts.append(text([city.municipality.name], at, y, _NAME, fill=fill, bold=own, anchor=anchor, halo=phone))
    return "".join(parts)
