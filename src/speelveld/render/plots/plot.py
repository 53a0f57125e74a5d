# SPDX-License-Identifier: EUPL-1.2
"""What every plot of one's own data needs: the finished plot itself, and words and numbers in a language.

The words come from the same catalogues as those of the site, but without Django, which a notebook does not set up.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Final

import vl_convert

from speelveld.render import frame

LANGUAGES: Final = ("en", "nl")
NARROWEST: Final = 320
WIDEST: Final = 2400
SMALL_SCREEN: Final = 560
"""Below this width labels stand above what they name instead of beside it."""
LONGEST_NAME: Final = 40
"""Characters of a label that a sentence quotes."""

_CATALOGUES: Final = Path(__file__).resolve().parent.parent.parent / "locale"
_NOT_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Plot:
    """A finished plot: ``svg`` is one document that needs nothing else. A notebook shows it by itself."""

    svg: str

    def save(self, path: str | Path) -> Path:
        """Write the plot to a ``.svg``, ``.png`` or ``.pdf`` file; a PNG has two pixels for each pixel of the plot.

        Raises ValueError for another kind of file.
        """
        file = Path(path)
        kind = file.suffix.lower()
        if kind == ".svg":
            file.write_text(self.svg, encoding="utf-8", newline="\n")
        elif kind == ".png":
            file.write_bytes(vl_convert.svg_to_png(self.svg, scale=2))
        elif kind == ".pdf":
            file.write_bytes(vl_convert.svg_to_pdf(self.svg))
        else:
            raise ValueError(f"a plot is saved as .svg, .png or .pdf, not as '{file.name}'")
        return file

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        return self.svg


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences and numbers in one language."""

    language: str
    _catalogue: NullTranslations

    def gettext(self, message: str) -> str:
        """``message`` in this language."""
        return self._catalogue.gettext(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """``singular`` or ``plural`` in this language, by its own rule for ``number``."""
        return self._catalogue.ngettext(singular, plural, number)

    def number(self, value: float, decimals: int = 3, *, signed: bool = False) -> str:
        """``value`` with exactly ``decimals`` decimals: ``1,234.5``, in Dutch ``1.234,5``. Zero is ``0``.

        ``signed`` sets a plus sign before what is larger than 0.
        """
        if value == 0:
            return "0"
        rounded = round(value, decimals) + 0.0
        text = f"{rounded:{'+' if signed and rounded else ''},.{decimals}f}".replace("-", "−")
        return text.translate(str.maketrans(",.", ".,")) if self.language == "nl" else text

    def percent(self, share: float) -> str:
        """A share between 0 and 1 as a percentage: whole from 10%, and with two significant digits below it."""
        value = abs(100 * share)
        digits = 0 if round(value, 1) >= 10 or value == 0 else min(8, 1 - math.floor(math.log10(value)))
        return f"{self.number(100 * share, digits)}%"


@cache
def words(language: str) -> Words:
    """The words of a language. Raises ValueError for one that has no catalogue."""
    if language not in LANGUAGES:
        raise ValueError(f"a plot is in {' or '.join(LANGUAGES)}, not in '{language}'")
    if language == "en":
        return Words(language, NullTranslations())
    return Words(language, translation("django", _CATALOGUES, [language]))


def finish(name: str, say: Words, width: int, finding: Finding, plots: Sequence[frame.Placed]) -> Plot:
    """The plot in its frame. Its ids come from what it shows, so that several plots can stand in one page."""
    marks = "".join(placed.plot.svg for placed in plots)
    own = hashlib.sha256(f"{finding.title}\n{finding.description}\n{marks}".encode()).hexdigest()[:10]
    source = say.gettext("Own counts, measured with Speelveld. Nothing is hidden: look before you publish.")
    heading = frame.Heading(finding.title, finding.subtitle, source, finding.description)
    return Plot(frame.picture(f"{name}-{own}", say.language, width, heading, plots))


@dataclass(frozen=True, slots=True)
class Finding:
    """What a plot says in words: the finding, what was measured, and the description for who cannot see it."""

    title: str
    subtitle: str
    description: str


def checked(width: int) -> int:
    """``width`` in pixels. Raises ValueError when no plot fits."""
    if not NARROWEST <= width <= WIDEST:
        raise ValueError(f"a plot is {NARROWEST} to {WIDEST} pixels wide, not {width}")
    return width


def decimals(largest: float) -> int:
    """Decimals with which ``largest`` has three significant digits; at least 3, so that an index looks like one."""
    size = abs(largest)
    return 3 if size >= 0.1 or size == 0 else min(12, 2 - math.floor(math.log10(size)))


def clean(label: str) -> str:
    """A label on one line, without the control characters that no picture can hold."""
    return " ".join(_NOT_XML.sub("\ufffd", label).split())


def quoted(label: str) -> str:
    """A label as a sentence holds it: cut when it is long."""
    text = clean(label)
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1].rstrip() + "…"


def axis_steps(low: float, high: float, wanted: int) -> tuple[float, Mapping[int, int]]:
    """A round step, and the multiples of it from ``low`` to ``high``, each with the decimals that it needs.

    About ``wanted`` steps fit between the two. Raises ValueError when there is nothing between them.
    """
    span = high - low
    if not span > 0:
        raise ValueError("there is nothing between the ends of the axis")
    power = math.floor(math.log10(span / wanted))
    factor = next(factor for factor in (1, 2, 5, 10) if span / (factor * 10.0**power) <= wanted + 1e-9)
    step = factor * 10.0**power
    places = max(0, -power - (factor == 10))
    ticks = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    return step, dict.fromkeys(ticks, places)
