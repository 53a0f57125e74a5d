# SPDX-License-Identifier: EUPL-1.2
"""Reads a picture back: its elements with their place, and the box of every text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from speelveld.render import lettering

SVG = "{http://www.w3.org/2000/svg}"
_MOVE = re.compile(r"translate\(([-\d.]+)(?:,\s*([-\d.]+))?\)")


@dataclass(frozen=True)
class Text:
    """A text with the left, right and baseline of its place in the picture, and its size in pixels."""

    words: str
    left: float
    right: float
    baseline: float
    size: float
    fill: str


def parse(picture: str) -> ET.Element:
    """The picture as XML. Raises ParseError when it is not."""
    return ET.fromstring(picture)  # noqa: S314 - our own picture


def size(root: ET.Element) -> tuple[float, float]:
    """Width and height of the picture."""
    return float(root.attrib["width"]), float(root.attrib["height"])


def texts(element: ET.Element, x: float = 0.0, y: float = 0.0) -> Iterator[Text]:
    """Every text that is drawn."""
    for move in _MOVE.finditer(element.get("transform", "")):
        x, y = x + float(move[1]), y + float(move[2] or 0)
    if element.tag == f"{SVG}text":
        spans = element.findall(f"{SVG}tspan") or [element]
        for span in spans:
            yield _text(element, span, x, y)
        return
    for child in element:
        yield from texts(child, x, y)


def _text(element: ET.Element, span: ET.Element, x: float, y: float) -> Text:
    words = span.text or ""
    letters = float(element.get("font-size", "16").removesuffix("px"))
    wide = lettering.width(words, letters, element.get("font-weight") in {"600", "bold"})
    at = x + float(span.get("x", "0"))
    left = {"start": at, "middle": at - wide / 2, "end": at - wide}[element.get("text-anchor", "start")]
    return Text(words, left, left + wide, y + float(span.get("y", "0")), letters, element.get("fill", ""))


def said(picture: str) -> str:
    """All words that are drawn, joined by spaces."""
    return " ".join(text.words for text in texts(parse(picture)))
