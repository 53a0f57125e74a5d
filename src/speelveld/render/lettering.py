# SPDX-License-Identifier: EUPL-1.2
"""How wide a text is in the pictures' font, and where a line breaks. Widths are in pixels."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from speelveld.render import theme

FOLDER: Final = Path(__file__).resolve().parent / "fonts"
WIDEST: Final = 0.9
"""The width taken for a character outside the font, as a part of the font size: the widest letter, to be safe."""


@cache
def _widths() -> dict[str, dict[str, float]]:
    widths: dict[str, dict[str, float]] = json.loads((FOLDER / "widths.json").read_text(encoding="utf-8"))
    return widths


def width(text: str, size: float, bold: bool = False) -> float:
    """Width of ``text`` set in ``size`` pixels (sum of advance widths; kerning only makes it narrower)."""
    table = _widths()["semibold" if bold else "regular"]
    return size * sum(table.get(character, WIDEST) for character in text)


def wrap(text: str, room: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """``text`` in lines of at most ``room`` pixels. A single word that is wider keeps a line of its own."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def widest(texts: Iterable[str], size: float, bold: bool = False) -> float:
    """Width of the widest of ``texts``; 0 when there are none."""
    return max((width(text, size, bold) for text in texts), default=0.0)


@cache
def font_face() -> str:
    """The style rules that carry the font inside a picture. The only style element that a picture has."""
    rules = []
    for weight, style in ((400, "regular"), (600, "semibold")):
        data = base64.b64encode((FOLDER / f"speelveld-sans-{style}.woff2").read_bytes()).decode()
        rules.append(
            f'@font-face{{font-family:"{theme.FAMILY}";font-weight:{weight};'
            f'src:url(data:font/woff2;base64,{data}) format("woff2")}}'
        )
    return "".join(rules)


@cache
def content_security_policy() -> str:
    """The policy for a picture that is opened by its own address: no script, and no style but the font inside it."""
    digest = base64.b64encode(hashlib.sha256(font_face().encode()).digest()).decode()
    return f"default-src 'none'; font-src data:; style-src 'sha256-{digest}'"
