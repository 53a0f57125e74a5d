# SPDX-License-Identifier: EUPL-1.2
"""Every school a dot: its share of the group against its size, and what chance gives a school of that size."""

from __future__ import annotations

from functools import lru_cache

import altair as alt

from speelveld.figures.model import Dashboard
from speelveld.render import findings, lettering, numbers, theme, vega
from speelveld.render.charts.scales import ticks
from speelveld.render.frame import Heading, Placed, Plot, note, number, picture, room, text
from speelveld.render.titles import heading
from speelveld.render.translation import gettext as _
from speelveld.render.translation import override

_LABEL = 13.0


@lru_cache(maxsize=64)
def distribution_chart(dashboard: Dashboard, language: str, width: int) -> str:
    """The distribution over schools as an SVG document of ``width`` pixels (360 for a phone, 720 otherwise).

    Branches that the guard hides leave no mark; the subtitle says how many there are.
    """
    with override(language):
        words = heading("distribution", dashboard)
        drawn = findings.dots(dashboard)
        if not drawn:
            return _nothing(words, language, width)
        plot = _plot(dashboard, drawn, width)
        return picture("distribution", language, width, words, [Placed(plot, 0, 0)])


def _nothing(words: Heading, language: str, width: int) -> str:
    empty = note(lettering.wrap(words.subtitle, room(width) - 32, 15), room(width))
    silent = Heading(words.title, "", words.source, words.description)
    return picture("distribution", language, width, silent, [Placed(empty, 0, 0)])


def _plot(dashboard: Dashboard, drawn: tuple[findings.Dot, ...], width: int) -> Plot:
    phone = width <= theme.PHONE
    space = room(width)
    largest = 1.07 * max(dot.pupils for dot in drawn)
    widest = max(1.0, 1.05 * max(dot.share for dot in drawn), 1.2 * _city_share(dashboard))
    sizes = [size for size in ticks(largest, 5 if phone else 8) if size <= largest]
    labels = {size: numbers.whole(size) for size in sizes}
    shares = [share for share in ticks(widest, 5 if phone else 9) if share <= widest]
    left = lettering.widest(labels.values(), theme.SMALLEST + 0.5) + 8
    keys, above = _keys(dashboard, space)
    box = vega.Box(space - left - 14, 380 if phone else 400, left=left, top=above + 28, right=14, bottom=44)
    scales = vega.Scales(
        (0, widest), (0, largest), vega.axis({share: f"{share}%" for share in shares}), vega.axis(labels)
    )
    layers = [*_band(dashboard, scales), *_city(dashboard, scales), _dots(drawn, scales, phone)]
    plot = vega.draw(layers, box)
    return Plot(plot.svg + _labels(dashboard, box, widest, keys), plot.width, plot.height)


def _city_share(dashboard: Dashboard) -> float:
    share = dashboard.headline.share
    return numbers.shown(share) if share.known else 0.0


def _dots(drawn: tuple[findings.Dot, ...], scales: vega.Scales, phone: bool) -> alt.Chart:
    area = 0.34 if phone else 0.5
    data = vega.rows(
        [
            {
                "x": dot.share,
                "y": dot.pupils,
                "area": dot.pupils * area,
                "fill": theme.ACCENT if dot.outside else theme.MARK,
            }
            for dot in drawn
        ]
    )
    mark: alt.Chart = alt.Chart(data).mark_circle(opacity=0.82, stroke=theme.PAPER, strokeWidth=1, clip=False)
    return mark.encode(
        x=scales.x(),
        y=scales.y(),
        size=alt.Size("area:Q", scale=None, legend=None),
        color=alt.Color("fill:N", scale=None, legend=None),
    )


def _band(dashboard: Dashboard, scales: vega.Scales) -> list[alt.Chart]:
    """The chance band, cut at the edges of the plot: a clip path would carry an id that changes with every picture."""
    steps = findings.band(dashboard)
    if not steps:
        return []
    widest, largest = scales.x_domain[1], scales.y_domain[1]
    kept = [step for step in steps if step[0] < largest]
    edge = findings.chance_at(steps, largest)
    if edge is not None and len(kept) < len(steps):
        kept.append((largest, *edge))
    data = vega.rows([{"y": pupils, "x": min(low, widest), "x2": min(high, widest)} for pupils, low, high in kept])
    area = alt.Chart(data).mark_area(orient="horizontal", color=theme.BAND)
    return [area.encode(x=scales.x(), x2="x2:Q", y=scales.y())]


def _city(dashboard: Dashboard, scales: vega.Scales) -> list[alt.Chart]:
    if not dashboard.headline.share.known:
        return []
    rule = alt.Chart(vega.rows([{"x": _city_share(dashboard)}])).mark_rule(color=theme.INK, strokeWidth=1.5)
    return [rule.encode(x=scales.x())]


def _labels(dashboard: Dashboard, box: vega.Box, widest: float, keys: str) -> str:
    """Direct labels: the axes and the city's line, under the keys of band and colours."""
    parts = [keys, text([_("pupils")], 0, box.top - 12, _LABEL, fill=theme.TEXT)]
    share = dashboard.headline.share
    if share.known:
        x = box.left + _city_share(dashboard) / widest * box.width
        label = f"{dashboard.municipality.name} {numbers.percent(share)}"
        wide = lettering.width(label, _LABEL, bold=True)
        free = lettering.width(_("pupils"), _LABEL) + 10
        start = max(free, min(x - 4, box.left + box.width + box.right - wide))
        parts.append(text([label], start, box.top - 12, _LABEL, bold=True))
    axis = _("share of the pupils of a school")
    parts.append(text([axis], box.left, box.top + box.height + 38, _LABEL, fill=theme.TEXT))
    return "".join(parts)


def _keys(dashboard: Dashboard, space: float) -> tuple[str, float]:
    """What the colours and the band mean, in as many lines as they need, and the height of those lines."""
    if not findings.band(dashboard):
        return "", 0.0
    keys = (
        (theme.ACCENT, _("outside what chance gives")),
        (theme.MARK, _("within what chance gives")),
        (theme.BAND, _("where chance puts 95 in 100 schools")),
    )
    parts: list[str] = []
    x, y = 0.0, 13.0
    for fill, label in keys:
        wide = 18 + lettering.width(label, _LABEL)
        if x and x + wide > space:
            x, y = 0.0, y + 20
        if fill == theme.BAND:
            parts.append(f'<rect x="{number(x)}" y="{number(y - 10)}" width="12" height="12" fill="{fill}"/>')
        else:
            parts.append(f'<circle cx="{number(x + 6)}" cy="{number(y - 4.5)}" r="5.5" fill="{fill}"/>')
        parts.append(text([label], x + 18, y, _LABEL, fill=theme.INK))
        x += wide + 20
    return "".join(parts), y + 15
