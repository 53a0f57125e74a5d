# SPDX-License-Identifier: EUPL-1.2
"""What an outsider notes down: one number that stands somewhere in a published site, and the cell that it is about.

A cell has an id of five parts, ``kind|municipality|period|contrast|school``. The municipality is its name as it stands
in an address, the period a year; parts that a cell has no use for are empty. The channel says where the number stood,
so that one cell read on a page, in a file and in a picture gives three readings of the same id.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

NUMBER = r"\d{1,3}(?:[.,]\d{3})+(?![\d])|\d+(?:[.,]\d+)?"
"""A number as a page writes it, in Dutch (14.811 and 0,492) or in English (14,811 and 0.492)."""
_NUMBER = re.compile(NUMBER)
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Reading:
    """One number of one cell, as read through one channel.

    ``low`` and ``high`` bound the published number that the text can stand for: the same for a number written in full,
    half a unit of the last place apart for one that was rounded once more. A hidden cell has no bounds, and ``hidden``
    holds the marker that stood in its place.
    """

    cell: str
    channel: str
    text: str
    low: float
    high: float
    hidden: str = ""

    @property
    def exact(self) -> bool:
        """Whether the number is written in full."""
        return self.low == self.high

    @property
    def kind(self) -> str:
        """The kind of the cell."""
        return self.cell.partition("|")[0]


@dataclass(frozen=True, slots=True)
class Unread:
    """Something with a number in it that no reader knows. ``school`` says that it stood where schools are shown."""

    channel: str
    text: str
    why: str
    school: bool


@dataclass(frozen=True, slots=True)
class Prose:
    """A sentence with a number in it that no phrase knows, to be held against the numbers that stand elsewhere."""

    channel: str
    sentence: str
    language: str


@dataclass(slots=True)
class Notes:
    """Everything that was read, everything that could not be, and the sentences that are still to be explained."""

    readings: list[Reading] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    prose: list[Prose] = field(default_factory=list)

    def exact(self, cell: str, channel: str, text: str, value: float) -> None:
        """Note a number that is written in full."""
        self.readings.append(Reading(cell, channel, text, value, value))

    def rounded(self, cell: str, channel: str, text: str, value: float, unit: float) -> None:
        """Note a number that stands for any published number within half a ``unit``."""
        self.readings.append(Reading(cell, channel, text, value - unit / 2, value + unit / 2))

    def hide(self, cell: str, channel: str, marker: str) -> None:
        """Note that a cell is not shown."""
        self.readings.append(Reading(cell, channel, "–", -math.inf, math.inf, marker or "empty"))

    def unknown(self, channel: str, text: str, why: str, *, school: bool = True) -> None:
        """Note something that no reader knows."""
        self.unread.append(Unread(channel, text.strip()[:200], why, school))

    def add(self, other: Notes) -> None:
        """Take over the notes of another reader."""
        self.readings += other.readings
        self.unread += other.unread
        self.prose += other.prose


def cell(kind: str, municipality: str, period: str | int = "", contrast: str = "", school: str = "") -> str:
    """The id of a cell."""
    return f"{kind}|{municipality}|{period}|{contrast}|{school}"


def parts(cell_id: str) -> tuple[str, str, str, str, str]:
    """Kind, municipality, period, contrast and school of a cell."""
    kind, municipality, period, contrast, school = cell_id.split("|")
    return kind, municipality, period, contrast, school


def has_digit(text: str) -> bool:
    """Whether there is a digit in a text."""
    return _DIGIT.search(text) is not None


def number(text: str, language: str) -> tuple[float, int]:
    """A number as it is written in ``language`` (``nl`` or ``en``), and its decimals. Raises ValueError."""
    thousands, mark = (".", ",") if language == "nl" else (",", ".")
    whole, _, decimals = text.strip().partition(mark)
    plain = whole.replace(thousands, "")
    if not plain.isdigit() or (decimals and not decimals.isdigit()):
        raise ValueError(f"{text!r} is not a number in {language!r}")
    return float(f"{plain}.{decimals or 0}"), len(decimals)


def numbers(text: str) -> Iterator[str]:
    """Every number in a text, as it is written."""
    yield from _NUMBER.findall(text)
