# SPDX-License-Identifier: EUPL-1.2
"""The map of a municipality: residents per PC4 area, and the schools on top of them.

It stands inside the page, so that each area is a link that a keyboard reaches. Look is given by attributes alone (no
style that a policy could block); the page's style sheet may add to the classes ``map-area``, ``map-school``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from speelveld.figures.model import Area, Branch, Dashboard
from speelveld.render import findings, lettering, numbers, theme
from speelveld.render.frame import LEADING, number, text
from speelveld.render.map_labels import Circle, labels
from speelveld.render.map_legend import Classes, legend
from speelveld.render.names import group, reason
from speelveld.render.projection import Frame, Metres, metres
from speelveld.render.titles import heading
from speelveld.render.translation import gettext as _
from speelveld.render.translation import override

_LARGEST: Final = {theme.PHONE: 400.0, theme.DESKTOP: 620.0}
_DOT: Final = {theme.PHONE: 0.30, theme.DESKTOP: 0.42}
"""Radius of a school's circle in pixels for each square root of a pupil: the area follows the pupils."""
_UNKNOWN_DOT: Final = 4.5


@lru_cache(maxsize=64)
def map_svg(dashboard: Dashboard, language: str, width: int = theme.DESKTOP) -> str:
    """The map as an SVG element of ``width`` pixels (720, or 360 for a phone), for inside a page."""
    with override(language):
        name = f"map-{width}"
        words = heading("map", dashboard)
        shapes = [(area, _rings(area)) for area in dashboard.areas]
        frame = _frame(dashboard, shapes, width)
        if frame is None:
            return _empty(name, width, words.title)
        residents = Classes(theme.RESIDENTS, findings.value_limits(dashboard.areas))
        shares = [numbers.shown(branch.share) for branch in dashboard.branches if branch.share.known]
        schools = Classes(theme.SCHOOLS, findings.class_limits(sorted(shares)))
        circles = _circles(dashboard, frame, width)
        drawn = [
            _areas(shapes, frame, residents, name),
            labels(shapes, frame, circles),
            _schools(dashboard, circles, schools, name),
            _scale_bar(frame),
        ]
        key, key_height = legend(dashboard, residents, schools, name, width)
        source = lettering.wrap(words.source, width - 8, theme.SMALLEST)
        below = frame.height + 14 + key_height
        drawn.append(f'<g transform="translate(0,{number(frame.height + 14)})">{key}</g>')
        drawn.append(text(source, 4, below + theme.SMALLEST, theme.SMALLEST, fill=theme.TEXT))
        height = math.ceil(below + len(source) * theme.SMALLEST * LEADING + 6)
        return _document(name, (width, height), frame, (words.title, words.description), "".join(drawn))


def _document(name: str, size: tuple[int, int], frame: Frame, told: tuple[str, str], body: str) -> str:
    width, height = size
    title, description = told
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" role="group" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" aria-labelledby="{name}-title {name}-desc" '
        f"font-family={quoteattr(theme.FONTS)}>"
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
        f'<defs><clipPath id="{name}-clip"><rect width="{width}" height="{number(frame.height)}"/></clipPath>'
        f"{_hatch(name, 'area', theme.PAPER)}{_hatch(name, 'school', theme.PAPER)}</defs>"
        f'<rect width="{width}" height="{number(frame.height)}" fill="{theme.PAPER}"/>{body}</svg>'
    )


def _hatch(name: str, kind: str, ground: str) -> str:
    step = 6 if kind == "area" else 3
    return (
        f'<pattern id="{name}-hatch-{kind}" width="{step}" height="{step}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="{step}" height="{step}" fill="{ground}"/>'
        f'<path d="M0 0V{step}" stroke="{theme.HATCH}" stroke-width="{1.6 if step == 6 else 1.4}"/></pattern>'
    )


def _empty(name: str, width: int, title: str) -> str:
    sentence = lettering.wrap(_("There is no area or school to put on a map."), width - 40, 15)
    size = (width, round(len(sentence) * 15 * LEADING + 40))
    frame = Frame(0, 0, 1, width, float(size[1]))
    return _document(name, size, frame, (title, sentence[0]), text(sentence, 20, 32, 15, fill=theme.TEXT))


def _rings(area: Area) -> list[Metres]:
    return [metres(ring) for polygon in area.polygons for ring in polygon]


def _frame(dashboard: Dashboard, shapes: Sequence[tuple[Area, list[Metres]]], width: int) -> Frame | None:
    """Around the municipality's own areas; around the schools, or all areas, where it has none."""
    inside = [ring for area, rings in shapes for ring in rings if area.within]
    points = inside or [ring for _area, rings in shapes for ring in rings]
    placed = [(b.lon, b.lat) for b in dashboard.branches if b.lon is not None and b.lat is not None]
    if not points and placed:
        points = [metres(placed)]
    return Frame.around(np.concatenate(points), width, _LARGEST.get(width, _LARGEST[theme.DESKTOP])) if points else None


def _areas(shapes: Sequence[tuple[Area, list[Metres]]], frame: Frame, residents: Classes, name: str) -> str:
    """Areas outside the municipality first and pale; those inside on top, each a link."""
    outside, inside = [], []
    for area, rings in shapes:
        path = frame.path(rings)
        if not path:
            continue
        title = f"<title>{escape(_area_title(area))}</title>"
        if area.within:
            fill = residents.fill(area.value) if area.value.known else f"url(#{name}-hatch-area)"
            shape = f'<path d="{path}" fill="{fill}" fill-rule="evenodd"/>'
            inside.append(f'<a href="#pc4-{area.pc4}" class="map-area">{title}{shape}</a>')
        else:
            outside.append(f'<path d="{path}" fill-rule="evenodd">{title}</path>')
    return (
        f'<g clip-path="url(#{name}-clip)">'
        f'<g fill="{theme.OUTSIDE}" stroke="{theme.BORDER_OUTSIDE}">{"".join(outside)}</g>'
        f'<g stroke="{theme.BORDER}" stroke-width=".8" stroke-linejoin="round">{"".join(inside)}</g></g>'
    )


def _area_title(area: Area) -> str:
    if not area.within:
        return _("%(postcode)s: outside the municipality") % {"postcode": area.pc4}
    if not area.value.known:
        return f"{area.pc4}: {reason(area.value)}"
    return _("%(postcode)s: %(share)s of residents receive a benefit") % {
        "postcode": area.pc4,
        "share": numbers.percent(area.value),
    }


def _circles(dashboard: Dashboard, frame: Frame, width: int) -> list[Circle]:
    """The located branches, large ones first so that small circles lie on top."""
    branches = findings.placed_branches(dashboard)
    where = frame.place(metres([(b.lon, b.lat) for b in branches if b.lon is not None and b.lat is not None]))
    scale = _DOT.get(width, _DOT[theme.DESKTOP])
    found = []
    for branch, (x, y) in zip(branches, where.tolist(), strict=True):
        radius = scale * math.sqrt(numbers.shown(branch.pupils)) if branch.pupils.known else _UNKNOWN_DOT
        if 0 <= x <= frame.width and 0 <= y <= frame.height:
            found.append(Circle(branch, x, y, max(radius, 2.5)))
    return sorted(found, key=lambda circle: (-circle.radius, circle.branch.brin6))


def _schools(dashboard: Dashboard, circles: Sequence[Circle], schools: Classes, name: str) -> str:
    marks = []
    for circle in circles:
        share = circle.branch.share
        fill = schools.fill(share) if share.known else f"url(#{name}-hatch-school)"
        marks.append(
            f'<circle cx="{number(circle.x)}" cy="{number(circle.y)}" r="{number(circle.radius)}" fill="{fill}">'
            f"<title>{escape(_school_title(dashboard, circle.branch))}</title></circle>"
        )
    return f'<g class="map-school" stroke="{theme.INK}" stroke-width="1">{"".join(marks)}</g>'


def _school_title(dashboard: Dashboard, branch: Branch) -> str:
    parts = [branch.name]
    if branch.pupils.known:
        parts.append(_("%(number)s pupils") % {"number": numbers.count(branch.pupils)})
    if branch.share.known:
        parts.append(
            _("%(share)s %(group)s")
            % {"share": numbers.percent(branch.share), "group": group(dashboard.headline.contrast)}
        )
    else:
        parts.append(reason(branch.share))
    if branch.location == "postcode":
        parts.append(_("drawn in the middle of its postcode area"))
    return ", ".join(parts)


def _scale_bar(frame: Frame) -> str:
    """A bar of a round number of kilometres at the lower left, and north at the upper right."""
    wanted = frame.width / 5 / frame.scale / 1000
    kilometres = max((step for step in (1, 2, 5, 10, 20) if step <= wanted), default=1)
    bar = kilometres * 1000 * frame.scale
    y = frame.height - 10
    x = frame.width - 16
    return (
        f'<path d="M10 {number(y - 5)}v5h{number(bar)}v-5" fill="none" stroke="{theme.INK}" stroke-width="1.5"/>'
        + text([f"{kilometres} km"], 10 + bar / 2, y - 6, theme.SMALLEST, anchor="middle", halo=True)
        + f'<path d="M{number(x)} 12l5 13l-5 -3l-5 3z" fill="{theme.INK}"/>'
        # Translators: the letter of the north on a map.
        + text([_("N")], x, 39, theme.SMALLEST, anchor="middle", bold=True, halo=True)
    )
