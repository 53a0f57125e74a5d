# SPDX-License-Identifier: EUPL-1.2
"""The Inspectie's published figure in two parts, residence and choice, per city. Nothing of ours is stacked on it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt

from speelveld.figures.model import Dashboard, Split
from speelveld.render import findings, lettering, numbers, theme, vega
from speelveld.render.charts.scales import ticks
from speelveld.render.frame import Heading, Placed, Plot, note, picture, room, text
from speelveld.render.titles import heading
from speelveld.render.translation import gettext as _
from speelveld.render.translation import override

_NAME = 14.0
OTHERS = ("#5c6673", "#b7bfc8")
"""Residence and choice in the cities that are not this municipality."""


@lru_cache(maxsize=64)
def split_chart(dashboard: Dashboard, language: str, width: int) -> str:
    """The stacked bars as an SVG document of ``width`` pixels; this municipality on top and in colour."""
    with override(language):
        words = heading("split", dashboard)
        bars = findings.splits(dashboard)
        if not bars:
            empty = note(lettering.wrap(words.subtitle, room(width) - 32, 15), room(width))
            silent = Heading(words.title, "", words.source, words.description)
            return picture("split", language, width, silent, [Placed(empty, 0, 0)])
        return picture("split", language, width, words, [Placed(_plot(bars, width), 0, 0)])


def _plot(bars: tuple[tuple[bool, Split], ...], width: int) -> Plot:
    phone = width <= theme.PHONE
    step, thick = (48.0, 22.0) if phone else (34.0, 22.0)
    levels = ticks(max(numbers.shown(split.total) for _own, split in bars), 4 if phone else 8)
    left = 0.0 if phone else lettering.widest([split.municipality for _own, split in bars], _NAME, bold=True) + 16
    box = vega.Box(room(width) - left - 38, step * len(bars), left=left, top=26, right=38, bottom=26)
    labels = {level: str(level) for level in levels}
    scales = vega.Scales((0, levels[-1]), (len(bars), 0), vega.axis(labels), None)
    offset = 0.68 if phone else 0.5
    parts: list[dict[str, Any]] = []
    totals: list[dict[str, Any]] = []
    for row, (own, split) in enumerate(bars):
        parts += pieces(own, split, (row + offset, thick / step))
        totals.append(
            {
                "x": numbers.shown(split.total),
                "y": row + offset,
                "label": numbers.count(split.total),
                "ink": theme.ACCENT if own else theme.INK,
            }
        )
    plot = vega.draw(layers(parts, totals, scales), box)
    return Plot(plot.svg + _labels(bars, box, step, levels[-1], phone), plot.width, plot.height)


def pieces(own: bool, split: Split, place: tuple[float, float]) -> list[dict[str, Any]]:
    """The two parts of one bar, or the hollow whole, as rows of a chart; ``place`` is its middle and its height."""
    middle, thick = place
    edge = {"y": middle - thick / 2, "y2": middle + thick / 2, "middle": middle}
    fills = (theme.ACCENT, theme.ACCENT_PALE) if own else OTHERS
    if not (split.residence.known and split.choice.known):
        total = numbers.shown(split.total)
        hollow = {"fill": theme.PAPER, "stroke": fills[0], "ink": theme.TEXT, "label": _("not split")}
        return [{"x": 0.0, "x2": total, "half": total / 2} | hollow | edge]
    parts: list[dict[str, Any]] = []
    start = 0.0
    for share, fill in zip((split.residence, split.choice), fills, strict=True):
        end = start + numbers.shown(share)
        style = {"fill": fill, "stroke": theme.PAPER, "ink": theme.text_on(fill), "label": numbers.count(share)}
        parts.append({"x": start, "x2": end, "half": (start + end) / 2} | style | edge)
        start = end
    return parts


def layers(parts: list[dict[str, Any]], totals: list[dict[str, Any]], scales: vega.Scales) -> list[alt.Chart]:
    """The bars, the numbers in them, and the totals at their ends."""
    base = alt.Chart(vega.rows(parts))
    bar = base.mark_rect(strokeWidth=1.5).encode(
        x=scales.x(),
        x2="x2:Q",
        y=scales.y(),
        y2="y2:Q",
        fill=alt.Fill("fill:N", scale=None, legend=None),
        stroke=alt.Stroke("stroke:N", scale=None, legend=None),
    )
    ink = alt.Color("ink:N", scale=None, legend=None)
    inside = base.mark_text(fontSize=13).encode(
        x=scales.x("half"),
        y=scales.y("middle"),
        text="label:N",
        color=ink,
    )
    total = alt.Chart(vega.rows(totals)).mark_text(align="left", dx=6, fontSize=15, fontWeight=600)
    return [bar, inside, total.encode(x=scales.x(), y=scales.y(), text="label:N", color=ink)]


def _labels(bars: tuple[tuple[bool, Split], ...], box: vega.Box, step: float, largest: float, phone: bool) -> str:
    parts = []
    for row, (own, split) in enumerate(bars):
        y = box.top + row * step + (16 if phone else step / 2 + 5)
        anchor, at = ("start", 0.0) if phone else ("end", box.left - 12)
        fill = theme.ACCENT if own else theme.INK
        parts.append(text([split.municipality], at, y, _NAME, fill=fill, bold=own, anchor=anchor, halo=phone))
    parts.append(part_names([split for _own, split in bars], box, largest))
    return "".join(parts)


def part_names(splits: Sequence[Split], box: vega.Box, largest: float) -> str:
    """What the two parts are called, above the first bar that has both; empty when there is none."""
    whole = next((split for split in splits if split.residence.known and split.choice.known), None)
    if whole is None:
        return ""
    residence = numbers.shown(whole.residence) / largest * box.width
    names = (_("by residence"), _("by choice"))
    second = box.left + max(residence, lettering.width(names[0], 13) + 12)
    return text([names[0]], box.left, 16, 13, fill=theme.TEXT) + text([names[1]], second, 16, 13, fill=theme.TEXT)
