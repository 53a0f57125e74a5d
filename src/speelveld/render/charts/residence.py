# SPDX-License-Identifier: EUPL-1.2
"""Residence and choice of one municipality: a stacked bar per group and day, with what is not known under each bar."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt

from speelveld.figures.model import Bounded, Origins, ResidenceChoice, Split
from speelveld.render import lettering, numbers, residence_words, theme, vega
from speelveld.render.charts.scales import ticks
from speelveld.render.charts.split import layers, part_names, pieces
from speelveld.render.frame import Heading, Placed, Plot, note, picture, room, text
from speelveld.render.translation import override

_NAME = 14.0
_THICK = 22.0
_BELOW = 8.0
"""How far under the bar the lines of its bounds lie, in pixels."""
_CAP = 4.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what stands beside it, its parts, and the bounds under it (None for what others published)."""

    label: str
    detail: str
    split: Split
    measured: ResidenceChoice | None


@lru_cache(maxsize=64)
def residence_chart(origins: Origins, language: str, width: int) -> str:
    """The stacked bars as an SVG document of ``width`` pixels; what the Inspectie published on top, in grey."""
    with override(language):
        words = residence_words.heading(origins)
        bars = _bars(origins)
        if not bars:
            empty = note(lettering.wrap(words.subtitle, room(width) - 32, 15), room(width))
            silent = Heading(words.title, "", words.source, words.description)
            return picture("residence", language, width, silent, [Placed(empty, 0, 0)])
        return picture("residence", language, width, words, [Placed(_plot(bars, width), 0, 0)])


def _bars(origins: Origins) -> tuple[Bar, ...]:
    own = residence_words.known(origins)
    if not own:
        return ()
    published = residence_words.published(origins)
    bars = [Bar(*residence_words.published_label(published), published, None)] if published else []
    for given in own:
        parts = (given.total, given.residence.estimate, given.choice.estimate)
        split = Split(origins.municipality.name, given.period.year, *parts)
        bars.append(Bar(residence_words.label(given), residence_words.flows_label(given), split, given))
    return tuple(bars)


def _plot(bars: tuple[Bar, ...], width: int) -> Plot:
    phone = width <= theme.PHONE
    step, middle = (64.0, 35.0) if phone else (50.0, 20.0)
    largest = max(max(numbers.shown(bar.split.total), *_ends(bar)) for bar in bars)
    levels = ticks(largest, 4 if phone else 8)
    left = 0.0
    if not phone:
        names = lettering.widest([bar.label for bar in bars], _NAME, bold=True)
        left = max(names, lettering.widest([bar.detail for bar in bars], 13)) + 16
    box = vega.Box(room(width) - left - 38, step * len(bars), left=left, top=26, right=38, bottom=26)
    labels = {level: str(level) for level in levels}
    scales = vega.Scales((0, levels[-1]), (len(bars), 0), vega.axis(labels), None)
    parts: list[dict[str, Any]] = []
    totals: list[dict[str, Any]] = []
    for row, bar in enumerate(bars):
        at = row + middle / step
        parts += pieces(bar.measured is not None, bar.split, (at, _THICK / step))
        ink = theme.ACCENT if bar.measured else theme.INK
        total = bar.split.total
        totals.append({"x": numbers.shown(total), "y": at, "label": numbers.count(total), "ink": ink})
    lines = [*layers(parts, totals, scales), *_bounds(bars, scales, step, middle)]
    plot = vega.draw(lines, box)
    words = part_names([bar.split for bar in bars], box, levels[-1])
    return Plot(plot.svg + words + _labels(bars, box, step, phone), plot.width, plot.height)


def _ends(bar: Bar) -> tuple[float, float]:
    """The highest ends of the bounds under a bar; 0 where there are none."""
    if bar.measured is None:
        return 0.0, 0.0
    given = (bar.measured.residence.high, bar.measured.free.high)
    first, second = (numbers.shown(end) if end.known else 0.0 for end in given)
    return first, second


def _bounds(bars: tuple[Bar, ...], scales: vega.Scales, step: float, middle: float) -> list[alt.Chart]:
    """Thin: residence without the assumption. Thick: residence with it, as far as masked counts leave it open."""
    drawn: list[alt.Chart] = []
    edge = middle + _THICK / 2
    for width, colour, cap in ((1.25, theme.MARK, _CAP), (3.0, theme.INK, _CAP)):
        rules: list[dict[str, float]] = []
        ends: list[dict[str, float]] = []
        for row, bar in enumerate(bars):
            if bar.measured is None:
                continue
            given: Bounded = bar.measured.residence if colour == theme.INK else bar.measured.free
            if not residence_words.bounded(given):
                continue
            low, high = numbers.shown(given.low), numbers.shown(given.high)
            y = row + (edge + _BELOW) / step
            rules.append({"x": low, "x2": high, "y": y})
            ends += [{"x": x, "y": y - cap / step, "y2": y + cap / step} for x in (low, high)]
        if rules:
            line = alt.Chart(vega.rows(rules)).mark_rule(strokeWidth=width, stroke=colour)
            drawn.append(line.encode(x=scales.x(), x2="x2:Q", y=scales.y()))
            tip = alt.Chart(vega.rows(ends)).mark_rule(strokeWidth=min(width, 1.5), stroke=colour)
            drawn.append(tip.encode(x=scales.x(), y=scales.y(), y2="y2:Q"))
    return drawn


def _labels(bars: tuple[Bar, ...], box: vega.Box, step: float, phone: bool) -> str:
    parts = []
    for row, bar in enumerate(bars):
        top = box.top + row * step
        fill = theme.ACCENT if bar.measured else theme.INK
        if phone:
            parts.append(text([bar.label], 0, top + 17, _NAME, fill=fill, bold=True, halo=True))
            beside = lettering.width(bar.label, _NAME, bold=True) + 8
            parts.append(text([bar.detail], beside, top + 17, 12.5, fill=theme.TEXT, halo=True))
        else:
            parts.append(text([bar.label], box.left - 12, top + 19, _NAME, fill=fill, bold=True, anchor="end"))
            parts.append(text([bar.detail], box.left - 12, top + 36, 13, fill=theme.TEXT, anchor="end"))
    return "".join(parts)
