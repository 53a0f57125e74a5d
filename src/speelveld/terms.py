# SPDX-License-Identifier: EUPL-1.2
"""The field's nouns as frozen types. No I/O, no frames, no web."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_BRIN = re.compile(r"[0-9]{2}[A-Z0-9]{2}")
_BRANCH = re.compile(r"[0-9A-Z]{2}")
_GM = re.compile(r"GM[0-9]{4}")


def slug(name: str) -> str:
    """A name as it stands in a web address: ``'s-Gravenhage`` -> ``s-gravenhage``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


@dataclass(frozen=True, slots=True, order=True)
class Municipality:
    """A Dutch municipality (gemeente) by its CBS code.

    ``until`` is the first day on which it no longer existed, or None when it still does.
    """

    code: str
    name: str
    until: date | None = None

    def __post_init__(self) -> None:
        if not _GM.fullmatch(self.code):
            raise ValueError(f"{self.code!r} is not a municipality code such as 'GM0014'")

    @property
    def slug(self) -> str:
        """The name as it stands in a web address."""
        return slug(self.name)


@dataclass(frozen=True, slots=True, order=True)
class School:
    """A branch (vestiging) of a school: institution code BRIN (4 characters) and branch number (2 characters)."""

    brin: str
    branch: str = "00"

    def __post_init__(self) -> None:
        if not _BRIN.fullmatch(self.brin) or not _BRANCH.fullmatch(self.branch):
            raise ValueError(f"{self.brin!r}, {self.branch!r} is not a BRIN and branch such as '01VG', '00'")

    @property
    def brin6(self) -> str:
        """BRIN and branch number together, as the publishers' tables join on it."""
        return self.brin + self.branch

    @classmethod
    def parse(cls, text: str) -> School:
        """``'01VG01'`` -> BRIN 01VG, branch 01. Raises ValueError on anything else."""
        text = text.strip().upper()
        return cls(text[:4], text[4:] or "00")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The day that a count refers to (DUO counts pupils on 1 October)."""

    day: date

    @property
    def year(self) -> int:
        """The calendar year, as it stands in a figure's id."""
        return self.day.year

    @property
    def school_year(self) -> str:
        """``2016/17`` for 1 October 2016: a school year starts on 1 August."""
        start = self.day.year if self.day.month >= 8 else self.day.year - 1
        return f"{start}/{(start + 1) % 100:02d}"

    def __str__(self) -> str:
        return self.day.isoformat()


class Boundaries(StrEnum):
    """Which municipal boundaries a figure uses. Groningen absorbed Haren and Ten Boer on 1-1-2019."""

    THEN = "then"
    """The boundaries on the day of the count."""
    TODAY = "today"
    """The boundaries of the newest table in the edition, applied to earlier years."""


@dataclass(frozen=True, slots=True)
class GroupContrast:
    """Two groups of pupils that a measure compares. ``A`` is the group that a share or exposure speaks of.

    ``id`` stands in figure ids; names are English message ids, translated by the web.
    """

    id: str
    a: str
    b: str
    definition: str


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number that may be known only to lie in ``[low, high]``, as a masked count does."""

    low: int
    high: int

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high:
            raise ValueError(f"[{self.low}, {self.high}] is not an interval of counts")

    @property
    def exact(self) -> bool:
        """Whether the count is known exactly."""
        return self.low == self.high

    def __add__(self, other: Count) -> Count:
        return Count(self.low + other.low, self.high + other.high)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number came from, as it stands under every figure."""

    name: str
    publisher: str
    reference_date: str
    licence: str
    url: str = ""
