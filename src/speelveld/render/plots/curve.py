# SPDX-License-Identifier: EUPL-1.2
"""The segregation curve of two groups, with D as its largest gap and Gini as its area."""

from __future__ import annotations

import altair as alt
import numpy as np
from numpy.typing import NDArray

from speelveld.render import frame, lettering, theme, vega
from speelveld.render.plots.plot import SMALL_SCREEN, Finding, Plot, Words, checked, finish, quoted, words
from speelveld.render.plots.rows import fitted
from speelveld.segregation.counts import Counts
from speelveld.segregation.indices import dissimilarity
from speelveld.segregation.two_group import gini
from speelveld.segregation.two_group import segregation_curve as curve_points

_LARGEST_SIDE = 430.0
_LABEL = 13.0
_FINEST = 1000
"""Parts of the curve that are told apart: more than there are pixels along it."""


def segregation_curve(counts: Counts, a: str, b: str | None = None, *, width: int = 720, language: str = "en") -> Plot:
    """The share of group ``a`` against that of ``b`` (all others, without ``b``), units with the least of ``a`` first.

    On the diagonal both groups are spread alike. D is the largest distance down from it, Gini twice the area between
    (Duncan & Duncan, 1955). ``width`` in pixels; ``language`` is "en" or "nl". Raises KeyError for an unknown group,
    and ValueError when one of the two has no members.
    """
    say, wide = words(language), checked(width)
    pair = counts.pair(a, b)
    points = curve_points(*pair.matrix.T)
    if not len(points):
        empty = next(group for group, total in zip(pair.groups, pair.group_totals, strict=True) if not total)
        raise ValueError(f"group '{empty}' has no members, so that there is no segregation curve")
    other = quoted(b) if b is not None else say.gettext("all others")
    d, g = dissimilarity(*pair.matrix.T), gini(*pair.matrix.T)
    plot = _plot(points, (d, g), (quoted(a), other), say, wide)
    units = int((pair.unit_totals > 0).sum())
    return finish("curve", say, wide, _finding((d, g), (quoted(a), other), units, say), [frame.Placed(plot, 0, 0)])


def _finding(indices: tuple[float, float], groups: tuple[str, str], units: int, say: Words) -> Finding:
    names = {
        "a": groups[0],
        "b": groups[1],
        "share": say.percent(indices[0]),
        "d": say.number(indices[0]),
        "gini": say.number(indices[1]),
        "units": say.number(units, 0),
    }
    if round(indices[0], 3) == 0:
        title = say.gettext("%(a)s and %(b)s are spread alike over the units") % names
    else:
        title = say.gettext("%(share)s of %(a)s would have to change unit to be spread like %(b)s") % names
    subtitle = say.gettext("Segregation curve of %(a)s v. %(b)s over %(units)s units") % names
    description = (
        say.gettext(
            "Line below a diagonal: the share of %(a)s against the share of %(b)s, units with the least of %(a)s "
            "first. The largest gap, D, is %(d)s. Gini, twice the area between line and diagonal, is %(gini)s."
        )
        % names
    )
    return Finding(title, subtitle, description)


def _plot(
    points: NDArray[np.float64], indices: tuple[float, float], groups: tuple[str, str], say: Words, width: int
) -> frame.Plot:
    narrow = width < SMALL_SCREEN
    space = frame.room(width)
    ticks = {at: say.percent(at / 100) for at in range(0, 101, 25 if narrow else 20)}
    left = lettering.widest(ticks.values(), theme.SMALLEST + 0.5) + 8
    side = space - left - 18 if narrow else min(_LARGEST_SIDE, 0.66 * space)
    box = vega.Box(side, side, left=left, top=26, right=space - left - side, bottom=46)
    drawn = vega.draw(_layers(points, vega.Scales((0, 100), (0, 100), vega.axis(ticks), vega.axis(ticks))), box)
    x, y = _gap(points)
    parts = [
        drawn.svg,
        frame.text([fitted(say.gettext("share of %(group)s") % {"group": groups[0]}, space, _LABEL)], 0, 12, _LABEL),
        frame.text(
            [fitted(say.gettext("share of %(group)s") % {"group": groups[1]}, side, _LABEL)],
            left,
            box.top + side + 40,
            _LABEL,
        ),
    ]
    if _is_gap((x, y)):
        parts.append(_gap_label(f"D {say.number(indices[0])}", (x, y), box))
    height = drawn.height
    notes = [
        (say.gettext("D %(d)s is the largest gap.") % {"d": say.number(indices[0])}, theme.ACCENT),
        (say.gettext("Gini %(gini)s is twice the shaded area.") % {"gini": say.number(indices[1])}, theme.INK),
        (say.gettext("On the diagonal both groups are spread alike."), theme.TEXT),
    ]
    column = 0.0 if narrow else left + side + 22
    at = height + 22 if narrow else box.top + 0.3 * side
    for note, ink in notes:
        lines = lettering.wrap(note, space - column, 14)
        parts.append(frame.text(lines, column, at, 14, fill=ink))
        at += len(lines) * 14 * frame.LEADING + (4 if narrow else 8)
    return frame.Plot("".join(parts), drawn.width, max(height, at - 14 if narrow else 0.0))


def _gap_label(label: str, foot: tuple[float, float], box: vega.Box) -> str:
    """The label of the largest gap: under the curve where there is room, and otherwise left of the gap."""
    x, y = box.left + foot[0] * box.width, box.top + (1 - foot[1]) * box.height
    wide = lettering.width(label, 15, bold=True)
    if box.top + box.height - y >= 30 and x + 8 + wide <= box.left + box.width:
        return frame.text([label], x + 8, y + 18, 15, fill=theme.ACCENT, bold=True, halo=True)
    middle = (y + box.top + (1 - foot[0]) * box.height) / 2 + 5
    return frame.text([label], max(x - 8, wide), middle, 15, fill=theme.ACCENT, bold=True, anchor="end", halo=True)


def _layers(points: NDArray[np.float64], scales: vega.Scales) -> list[alt.Chart]:
    kept = 100 * _thinned(points)
    curve = [{"x": float(x), "y": float(y), "y2": float(x)} for x, y in kept]
    x, y = (100 * one for one in _gap(points))
    diagonal = [{"x": 0, "y": 0}, {"x": 100, "y": 100}]
    chart = alt.Chart(vega.rows(curve))
    gap = alt.Chart(vega.rows([{"x": x, "y": y, "y2": x}])).mark_rule(color=theme.ACCENT, strokeWidth=2.5)
    layers = [
        chart.mark_area(color=theme.BAND).encode(x=scales.x(), y=scales.y(), y2="y2:Q"),
        alt.Chart(vega.rows(diagonal)).mark_line(color=theme.MARK, strokeWidth=1.5).encode(x=scales.x(), y=scales.y()),
        chart.mark_line(color=theme.INK, strokeWidth=2.5).encode(x=scales.x(), y=scales.y(), order="x:Q"),
    ]
    return [*layers, gap.encode(x=scales.x(), y=scales.y(), y2="y2:Q")] if _is_gap(_gap(points)) else layers


def _gap(points: NDArray[np.float64]) -> tuple[float, float]:
    """The point of the curve that lies furthest below the diagonal: its distance is D."""
    x, y = points[int(np.argmax(points[:, 0] - points[:, 1]))]
    return float(x), float(y)


def _is_gap(foot: tuple[float, float]) -> bool:
    """Whether there is a gap to mark: without segregation there is none."""
    return foot[0] - foot[1] > 1e-9


def _thinned(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The points that can be told apart in a picture: of each small part of the way, the first and the last."""
    part = np.floor(points.sum(axis=1) * _FINEST)
    kept = np.ones(len(points), dtype=bool)
    kept[1:-1] = (part[1:-1] != part[:-2]) | (part[1:-1] != part[2:])
    return points[kept]
