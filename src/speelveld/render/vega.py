# SPDX-License-Identifier: EUPL-1.2
"""From an Altair chart to bare SVG marks: one style for all, always the same bytes for the same chart.

Vega's own document around the marks is taken off, with its roles, classes and empty boxes: the frame says what the
picture is. Text is measured in the pictures' own font, never in one that a machine happens to have.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from xml.etree import ElementTree as ET

import altair as alt
import vl_convert

from speelveld.render import lettering, theme
from speelveld.render.frame import Plot

_DROPPED: Final = ("class", "role", "aria-roledescription", "aria-hidden", "pointer-events", "font-family")
_LONG: Final = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")


@dataclass(frozen=True, slots=True)
class Box:
    """The plotting area and the room around it for axes and labels, in pixels."""

    width: float
    height: float
    left: float = 0
    top: float = 0
    right: float = 0
    bottom: float = 0


@dataclass(frozen=True, slots=True)
class Scales:
    """The two axes that all layers of a chart share: their domains, and their ticks and labels."""

    x_domain: tuple[float, float]
    y_domain: tuple[float, float]
    x_axis: alt.Axis | None
    y_axis: alt.Axis | None

    def x(self, field: str = "x") -> alt.X:
        """``field`` across."""
        return alt.X(f"{field}:Q", scale=alt.Scale(domain=list(self.x_domain), nice=False), axis=self.x_axis)

    def y(self, field: str = "y") -> alt.Y:
        """``field`` upwards."""
        return alt.Y(f"{field}:Q", scale=alt.Scale(domain=list(self.y_domain), nice=False), axis=self.y_axis)


@cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(lettering.FOLDER))


def rows(records: Sequence[Mapping[str, Any]]) -> alt.InlineData:
    """Records as a chart's data."""
    return alt.InlineData(values=[dict(record) for record in records])


def axis(ticks: Mapping[int, str], **options: Any) -> alt.Axis:
    """An axis with exactly these ticks and labels: the labels are in the reader's language already."""
    labels = {f"{value:g}": label for value, label in ticks.items()}
    settings: dict[str, Any] = {
        "values": list(ticks),
        "labelExpr": f"{json.dumps(labels, ensure_ascii=False, sort_keys=True)}['' + datum.value]",
        "title": None,
        "domain": False,
        "ticks": False,
        "gridColor": theme.GRID,
        "labelColor": theme.TEXT,
        "labelFontSize": theme.SMALLEST + 0.5,
        "labelPadding": 6,
        "labelOverlap": False,
        "labelFlush": False,
    }
    return alt.Axis(**(settings | options))


def draw(layers: Sequence[alt.Chart], box: Box) -> Plot:
    """The layers as SVG marks; the plotting area stands at ``box.left, box.top``."""
    _register_fonts()
    chart = (
        alt.layer(*layers)
        .properties(
            width=box.width,
            height=box.height,
            padding={"left": box.left, "top": box.top, "right": box.right, "bottom": box.bottom},
            autosize=alt.AutoSizeParams(type="none"),
        )
        .configure(aria=False, background="transparent", font=theme.FAMILY)
        .configure_view(stroke=None)
        .configure_text(font=theme.FAMILY, fontSize=13, color=theme.INK)
    )
    document = vl_convert.vegalite_to_svg(chart.to_dict())
    if "url(#" in document:
        raise ValueError("Vega numbers its clip paths from one picture to the next: cut the data, do not clip")
    return Plot(marks(document), box.left + box.width + box.right, box.top + box.height + box.bottom)


def marks(document: str) -> str:
    """What is inside Vega's document, without what a reader cannot see."""
    root = ET.fromstring(document.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1))  # noqa: S314 - our own
    _clean(root)
    return "".join(ET.tostring(child, encoding="unicode") for child in root)


def _clean(element: ET.Element) -> None:
    for name in _DROPPED:
        element.attrib.pop(name, None)
    for name in ("d", "transform", "x", "y", "x2", "y2", "width", "height"):
        if name in element.attrib:
            element.set(name, _LONG.sub(_short, element.attrib[name]))
    for child in list(element):
        _clean(child)
        invisible = child.get("display") == "none" or (
            child.tag == "path" and child.get("fill") is None and child.get("stroke") is None
        )
        if invisible or (child.tag == "g" and len(child) == 0):
            element.remove(child)


def _short(match: re.Match[str]) -> str:
    value = round(float(match.group()), 2) + 0.0
    return f"{value:g}" if abs(value) < 1e6 else str(value)
