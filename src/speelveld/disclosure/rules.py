# SPDX-License-Identifier: EUPL-1.2
"""The rules of disclosure control, read from one configuration: ``rules.toml`` beside this module."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

from speelveld.errors import DisclosureError


@dataclass(frozen=True, slots=True)
class Protection:
    """Below which count a count is protected, and how uncertain it must stay (a percentage of the count)."""

    threshold: int
    width_percentage: int


@dataclass(frozen=True, slots=True)
class CityIndex:
    """When an index of a municipality is shown, and to which steps (in thousandths) it may be rounded."""

    min_schools: int
    min_group: int
    min_rest: int
    fine_step: int
    middle_step: int
    coarse_step: int
    margin_bits: int

    @property
    def steps(self) -> tuple[float, ...]:
        """The steps from fine to coarse, as parts of 1."""
        return self.fine_step / 1000, self.middle_step / 1000, self.coarse_step / 1000


@dataclass(frozen=True, slots=True)
class CityShare:
    """When a group's percentage of a municipality is shown, and how it is rounded."""

    min_group: int
    min_rest: int
    min_pupils: int
    base: int
    decimals: int


@dataclass(frozen=True, slots=True)
class SchoolShare:
    """When a group's percentage of a school is shown, and how many others are hidden with small ones."""

    min_group: int
    min_rest: int
    min_pupils: int
    base: int
    min_others_hidden: int


@dataclass(frozen=True, slots=True)
class Rounded:
    """When a school's size or mean distance is shown, and to what base it is rounded."""

    min_pupils: int
    base: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What the difference between two overlapping figures must hold before both are shown."""

    min_schools: int
    min_group: int
    min_rest: int


@dataclass(frozen=True, slots=True)
class Area:
    """When a value of the residents of an area is shown."""

    min_residents: int
    decimals: int


@dataclass(frozen=True, slots=True)
class Advice:
    """Below which count school advice is masked, and from how many pupils a percentage of it is shown.

    ``base`` is what the number of pupils of a school is rounded to.
    """

    mask_below: int
    min_school: int
    min_municipality: int
    base: int


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules together, with the version that an edition and a figure can name."""

    version: str
    protection: Protection
    city_index: CityIndex
    city_share: CityShare
    school_share: SchoolShare
    school_pupils: Rounded
    school_distance: Rounded
    difference: Difference
    area: Area
    advice: Advice


_SECTIONS = {
    "protection": Protection,
    "city_index": CityIndex,
    "city_share": CityShare,
    "school_share": SchoolShare,
    "school_pupils": Rounded,
    "school_distance": Rounded,
    "difference": Difference,
    "area": Area,
    "advice": Advice,
}


def rules_text() -> str:
    """The configuration as it stands, for the page that prints it."""
    return files("speelveld.disclosure").joinpath("rules.toml").read_text(encoding="utf-8")


@cache
def rules() -> Rules:
    """The rules in force. Raises DisclosureError when the configuration misses a rule or has one that is unknown."""
    return parse(tomllib.loads(rules_text()))


def parse(configuration: dict[str, Any]) -> Rules:
    """Rules from a parsed configuration; every number must be there, and be at least 0."""
    known = {"version", *_SECTIONS}
    if set(configuration) != known:
        raise DisclosureError(f"rules.toml must have exactly the sections {', '.join(sorted(known))}")
    sections = {}
    for name, kind in _SECTIONS.items():
        expected = {field.name for field in fields(kind)}
        given = configuration[name]
        if set(given) != expected or not all(isinstance(n, int) and n >= 0 for n in given.values()):
            raise DisclosureError(f"[{name}] in rules.toml must give {', '.join(sorted(expected))}, each at least 0")
        sections[name] = kind(**given)
    return Rules(version=str(configuration["version"]), **sections)
