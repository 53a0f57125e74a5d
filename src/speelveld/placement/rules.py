# SPDX-License-Identifier: EUPL-1.2
"""The rules of a placement, as a city writes them down in one short file.

A rules file is YAML; whoever reads the file gives the parsed document to :func:`read`. Its hash is the SHA-256 of the
canonical form, so that comments and layout do not count, and everything else does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import files
from typing import Any

from speelveld.errors import Fault, InputError
from speelveld.placement.canonical import canonical, sha256
from speelveld.placement.rules_coherence import check_rules

LANGUAGES = ("nl", "en")


@dataclass(frozen=True, slots=True)
class PriorityClass:
    """Children of one class come before those of the next. ``when`` holds conditions that must all be met."""

    name: str
    when: tuple[str, ...]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SeatType:
    """A part of a school's seats: ``share`` percent of them. ``group`` is None for seats that prefer nobody."""

    name: str
    share: int
    kind: str
    group: str | None
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Round:
    """One round of applications, closing on a day of the year, for children born in a window when there is one."""

    name: str
    closes: str
    born: Mapping[str, Any] | None = None

    def is_for(self, born: date, year: int) -> bool:
        """Whether the round of a year is for a child born on a day. A window may pass New Year."""
        if self.born is None:
            return True
        first = year - int(self.born["years_before"])
        last = first + (self.born["to"] < self.born["from"])
        return bool(f"{first}-{self.born['from']}" <= born.isoformat() <= f"{last}-{self.born['to']}")


@dataclass(frozen=True)
class Rules:
    """A rules file without faults. ``document`` is all of it, as it was parsed."""

    document: Mapping[str, Any]

    @property
    def hash(self) -> bytes:
        """SHA-256 (32 bytes) of the canonical form."""
        return sha256(canonical(self.document))

    @property
    def mechanism(self) -> str:
        """How places are given, by its name on the command line; ``each_school`` for every school by itself."""
        return str(self.document["mechanism"])

    @cached_property
    def classes(self) -> tuple[PriorityClass, ...]:
        """The priority classes of the city, best first."""
        return tuple(
            PriorityClass(one["name"], tuple(one["when"]), one["words"])
            for one in self.document["priorities"]["classes"]
        )

    @property
    def only_first_choice(self) -> bool:
        """Whether priority counts at the first school of the list only, as in Amstelveen."""
        return bool(self.document["priorities"].get("apply_to") == "first_choice")

    @cached_property
    def seat_types(self) -> tuple[SeatType, ...]:
        """The types of seats in the order in which they are filled; one open type where the rules name none."""
        if "seats" not in self.document:
            return (SeatType("open", 100, "open", None, {"nl": "gewone plaatsen", "en": "ordinary places"}),)
        found = {
            one["name"]: SeatType(one["name"], one["share"], one.get("kind", "open"), one.get("for"), one["words"])
            for one in self.document["seats"]["types"]
        }
        return tuple(found[name] for name in self.document["seats"]["order"])

    @cached_property
    def rounds(self) -> tuple[Round, ...]:
        """The rounds of a year, in order."""
        return tuple(Round(one["name"], one["closes"], one.get("born")) for one in self.document.get("rounds", ()))

    @property
    def twins(self) -> str:
        """What is done with children of one family; where the rules are silent, what their lottery does."""
        shared = self.document["tie_breaking"].get("family_number", False)
        return str(self.document.get("twins", "family_number" if shared else "separate"))

    def classes_of(self, school: str) -> tuple[PriorityClass, ...]:
        """The priority classes of one school, best first."""
        own = self.document.get("schools", {}).get(school, {}).get("classes")
        if own is None:
            return self.classes
        named = {one.name: one for one in self.classes}
        return tuple(named[name] for name in own)

    def seats_of(self, capacity: int) -> dict[str, int]:
        """How many of a school's seats are of each type, in the order of filling. They add up to the capacity.

        Every share is rounded down; what that leaves goes to the open type, or to the last one where none is open.
        """
        counts = {one.name: capacity * one.share // 100 for one in self.seat_types}
        open_ones = [one.name for one in self.seat_types if one.kind == "open"]
        counts[(open_ones or list(counts))[-1]] += capacity - sum(counts.values())
        return counts

    def has(self, path: str) -> bool:
        """Whether a path of keys such as ``after.withdrawals`` stands in the rules: what an operation refers to."""
        part: Any = self.document
        for key in path.split("."):
            if not isinstance(part, Mapping) or key not in part:
                return False
            part = part[key]
        return True


def read(document: Any, file: str = "") -> Rules:
    """Check a parsed rules file. Raises InputError with every fault and its place."""
    plain = _with_dates_as_text(document)
    check_rules(plain, file)
    try:
        canonical(plain)
    except ValueError as error:
        raise InputError(Fault(f"{error}.", file)) from None
    return Rules(plain)


def policies() -> dict[str, str]:
    """The ready-made rules files by name, as text."""
    folder = files("speelveld.placement").joinpath("policies")
    found = {one.name: one.read_text(encoding="utf-8") for one in folder.iterdir() if one.name.endswith(".yaml")}
    return {name.removesuffix(".yaml"): found[name] for name in sorted(found)}


def _with_dates_as_text(value: Any) -> Any:
    """YAML takes 2027-02-01 for a date; in the rules it is text."""
    if isinstance(value, Mapping):
        return {key: _with_dates_as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_dates_as_text(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
