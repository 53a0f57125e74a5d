# SPDX-License-Identifier: EUPL-1.2
"""The same measure for every group and year: a panel per group, and a line only within one definition."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import altair as alt

from speelveld.figures.model import Dashboard, Figure
from speelveld.render import findings, lettering, numbers, theme, vega
from speelveld.render.charts.scales import ticks
from speelveld.render.frame import LEADING, Heading, Placed, Plot, note, picture, room, text
from speelveld.render.titles import heading, panel_title
from speelveld.render.translation import gettext as _
from speelveld.render.translation import override

_TITLE: Final = 13.5
_HEIGHT: Final = 210.0
_ASIDE: Final = -11
"""How far the marks of the other boundaries stand aside, in pixels, so that they do not hide under ours."""

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Grid:
    """How the panels share the picture: ``columns`` beside each other, each ``span`` years wide from ``start``."""

    columns: int
    start: float
    span: float
    axis: float
    panel: float
    levels: tuple[int, ...]

    def x(self, column: int, year: float) -> float:
        """A year of the panel in ``column``, on the one axis that the panels of a row share."""
        return column * self.span + year - self.start


@lru_cache(maxsize=64)
def trend_chart(dashboard: Dashboard, language: str, width: int) -> str:
    """The trend as an SVG document of ``width`` pixels: panels side by side, two by two on a phone."""
    with override(language):
        words = heading("trend", dashboard)
        lines = findings.series(dashboard)
        space = room(width)
        if not lines:
            empty = note(lettering.wrap(words.subtitle, space - 32, 15), space)
            silent = Heading(words.title, "", words.source, words.description)
            return picture("trend", language, width, silent, [Placed(empty, 0, 0)])
        return picture("trend", language, width, words, _rows(dashboard, lines, width))


def _rows(dashboard: Dashboard, lines: tuple[findings.Series, ...], width: int) -> list[Placed]:
    others = {line.first.contrast.id: line for line in findings.series(dashboard, headline_boundaries=False)}
    grid = _grid(lines, tuple(others.values()), width)
    title_lines = max(
        len(lettering.wrap(panel_title(line.first), grid.panel - 10, _TITLE, bold=True)) for line in lines
    )
    placed: list[Placed] = []
    for start in range(0, len(lines), grid.columns):
        row = lines[start : start + grid.columns]
        drawn = tuple(others.get(line.first.contrast.id) for line in row)
        plot = _row(row, drawn, grid, title_lines)
        placed.append(Placed(plot, 0, sum(item.plot.height + 12 for item in placed)))
    return placed


def _grid(lines: tuple[findings.Series, ...], others: tuple[findings.Series, ...], width: int) -> _Grid:
    columns = 2 if width <= theme.PHONE else min(4, max(2, len(lines)))
    figures = [figure for line in (*lines, *others) for figure in line.figures]
    years = [figure.period.year for figure in figures]
    levels = ticks(min(100.0, max(_highest(figure) for figure in figures) * 1.02), 4)
    axis = lettering.widest([str(level) for level in levels], theme.SMALLEST + 0.5) + 8
    pad = max(1.0, (max(years) - min(years)) * 0.24)
    span = max(years) - min(years) + 2 * pad
    return _Grid(columns, min(years) - pad, span, axis, (room(width) - axis) / columns, levels)


def _highest(figure: Figure) -> float:
    return 100 * numbers.shown(figure.high if figure.high.known else figure.estimate)


def _row(
    row: tuple[findings.Series, ...], others: tuple[findings.Series | None, ...], grid: _Grid, title_lines: int
) -> Plot:
    head = title_lines * _TITLE * LEADING + 30
    box = vega.Box(grid.panel * grid.columns, _HEIGHT, left=grid.axis, top=head, bottom=24)
    levels = {level: str(level) for level in grid.levels}
    scales = vega.Scales((0, grid.span * grid.columns), (0, grid.levels[-1]), None, vega.axis(levels))
    points = [record for column, line in enumerate(row) for record in _records(column, line, grid)]
    aside = [record for column, line in enumerate(others) if line for record in _records(column, line, grid)]
    plot = vega.draw([*_other(aside, scales), *_chance(points, scales), *_points(points, scales)], box)
    parts = [plot.svg]
    for column, line in enumerate(row):
        left = grid.axis + column * grid.panel + 5
        title = lettering.wrap(panel_title(line.first), grid.panel - 10, _TITLE, bold=True)
        parts.append(text(title, left, _TITLE, _TITLE, bold=True))
        share = line.last.share
        size = _("%(share)s of pupils") % {"share": numbers.percent(share)} if share.known else ""
        parts.append(text([size], left, _TITLE + title_lines * _TITLE * LEADING, theme.SMALLEST, fill=theme.TEXT))
        for figure in line.figures:
            x = grid.axis + grid.x(column, figure.period.year) / grid.span * grid.panel
            year = str(figure.period.year)
            parts.append(text([year], x, head + _HEIGHT + 18, theme.SMALLEST + 0.5, fill=theme.TEXT, anchor="middle"))
    return Plot("".join(parts), plot.width, plot.height)


def _records(column: int, line: findings.Series, grid: _Grid) -> list[Record]:
    records = []
    for figure in line.figures:
        bounded = figure.low.known and figure.high.known
        x = grid.x(column, figure.period.year)
        by_chance = numbers.of_100(figure.null_mean) if figure.null_mean.known else ""
        newest = figure is line.last
        records.append(
            {
                "line": column,
                "x": x,
                "y": 100 * numbers.shown(figure.estimate),
                "label": numbers.of_100(figure.estimate),
                "top": _highest(figure),
                "low": 100 * numbers.shown(figure.low) if bounded else None,
                "high": 100 * numbers.shown(figure.high) if bounded else None,
                "chance": 100 * numbers.shown(figure.null_mean) if figure.null_mean.known else None,
                "from": x - grid.span * 0.07,
                "to": x + grid.span * 0.07,
                "chance_label": _("chance %(number)s") % {"number": by_chance} if by_chance and newest else "",
            }
        )
    return records


def _points(records: list[Record], scales: vega.Scales) -> list[alt.Chart]:
    base = alt.Chart(vega.rows(records))
    interval = base.transform_filter("isValid(datum.low)").mark_rule(color=theme.ACCENT, strokeWidth=3, opacity=0.5)
    line = base.mark_line(color=theme.ACCENT, strokeWidth=2)
    dot = base.mark_circle(color=theme.ACCENT, size=90, opacity=1, stroke=theme.PAPER)
    value = base.mark_text(dy=-11, fontSize=15, fontWeight=600, color=theme.INK)
    return [
        interval.encode(x=scales.x(), y=scales.y("low"), y2="high:Q"),
        line.encode(x=scales.x(), y=scales.y(), detail="line:N"),
        dot.encode(x=scales.x(), y=scales.y()),
        value.encode(x=scales.x(), y=scales.y("top"), text="label:N"),
    ]


def _chance(records: list[Record], scales: vega.Scales) -> list[alt.Chart]:
    base = alt.Chart(vega.rows(records)).transform_filter("isValid(datum.chance)")
    tick = base.mark_rule(color=theme.MARK, strokeWidth=2.5)
    label = base.mark_text(dy=12, fontSize=theme.SMALLEST, color=theme.TEXT)
    return [
        tick.encode(x=scales.x("from"), x2="to:Q", y=scales.y("chance")),
        label.encode(x=scales.x(), y=scales.y("chance"), text="chance_label:N"),
    ]


def _other(records: list[Record], scales: vega.Scales) -> list[alt.Chart]:
    """The same contrasts within the other boundaries: open grey rings, joined among themselves only."""
    if not records:
        return []
    base = alt.Chart(vega.rows(records))
    line = base.mark_line(color=theme.MARK, strokeWidth=1, strokeDash=[3, 3], xOffset=_ASIDE)
    ring = base.mark_point(color=theme.MARK, size=55, strokeWidth=1.5, fill=theme.PAPER, opacity=1, xOffset=_ASIDE)
    return [
        line.encode(x=scales.x(), y=scales.y(), detail="line:N"),
        ring.encode(x=scales.x(), y=scales.y()),
    ]
