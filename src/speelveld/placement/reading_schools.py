# SPDX-License-Identifier: EUPL-1.2
"""Reading the schools of a market: seats, priorities, and what they reserve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from speelveld.placement.market import MOST_TAGS
from speelveld.placement.names import Mechanism
from speelveld.placement.reading_values import Faults, given, only

FIELDS: Final = (
    *("capacity", "priority", "class", "minority_reserve", "majority_quota", "floors", "ceilings", "slots"),
    "minimum_shares",
)
MOST_CLASS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class SchoolEntry:
    """One school as it stands in the market.

    ``classes`` gives the class of each child that it can take; where ``strict`` that is the place in its order, from 0.
    """

    capacity: int
    classes: Mapping[str, int]
    strict: bool
    reserve: int = 0
    quota: int | None = None
    floors: Mapping[str, int] = field(default_factory=dict)
    ceilings: Mapping[str, int] = field(default_factory=dict)
    shares: Mapping[str, int] = field(default_factory=dict)
    slots: tuple[str | None, ...] = ()


def read_schools(
    raw: Mapping[str, Any], students: Mapping[str, Any], mechanism: Mechanism | None, faults: Faults
) -> dict[str, SchoolEntry]:
    """Every school, in the order of the names; faults are collected."""
    schools = {name: _school(f"schools.{name}", one, students, mechanism, faults) for name, one in sorted(raw.items())}
    tags = {tag for school in schools.values() for tag in school.slots if tag is not None}
    if len(tags) > MOST_TAGS:
        faults.add("schools", f"the slots prefer {len(tags)} different tags; at most {MOST_TAGS} are possible.")
    return schools


def _school(
    where: str, value: Any, students: Mapping[str, Any], mechanism: Mechanism | None, faults: Faults
) -> SchoolEntry:
    if not isinstance(value, dict):
        faults.add(where, "this is not an object with a capacity.")
        return SchoolEntry(0, {}, True)
    value = given(value)
    only(value, FIELDS, where, faults)
    if "capacity" not in value:
        faults.add(where, "the capacity is missing.")
    capacity = faults.whole(value.get("capacity", 0), f"{where}.capacity")
    classes, strict = _classes(where, value, students, mechanism, faults)
    numbers = {name: faults.whole(value[name], f"{where}.{name}") for name in _whole(value)}
    groups = {
        name: faults.whole_of_names(value.get(name, {}), f"{where}.{name}", None, "type")
        for name in ("floors", "ceilings", "minimum_shares")
    }
    slots = _slots(value.get("slots", []), f"{where}.slots", faults)
    if capacity is not None:
        _reserves_fit(where, capacity, numbers.get("minority_reserve") or 0, groups, faults)
        if "slots" in value and len(slots) != capacity:
            faults.add(f"{where}.slots", f"there are {len(slots)} slots for {capacity} seats.", "Write one per seat.")
    return SchoolEntry(
        capacity or 0,
        classes,
        strict,
        numbers.get("minority_reserve") or 0,
        numbers.get("majority_quota"),
        groups["floors"],
        groups["ceilings"],
        groups["minimum_shares"],
        slots,
    )


def _whole(value: Mapping[str, Any]) -> list[str]:
    return [name for name in ("minority_reserve", "majority_quota") if name in value]


def _classes(
    where: str, value: Mapping[str, Any], students: Mapping[str, Any], mechanism: Mechanism | None, faults: Faults
) -> tuple[dict[str, int], bool]:
    if "priority" in value and "class" in value:
        faults.add(where, "it has both 'priority' and 'class'.", "Keep one of them.")
    if "priority" in value:
        order = faults.names(value["priority"], f"{where}.priority", students, "student")
        return {name: place for place, name in enumerate(order)}, True
    if "class" in value:
        classes = faults.whole_of_names(value["class"], f"{where}.class", students, "student", MOST_CLASS)
        for lower, upper in pairwise(sorted(set(classes.values()))):
            if upper != lower + 1:
                faults.add(f"{where}.class", f"nobody is in the classes between {lower} and {upper}.", "Close the gap.")
        return classes, False
    if mechanism is Mechanism.SERIAL_DICTATORSHIP:  # the lottery alone decides, so that a school needs no order
        return dict.fromkeys(sorted(students), 0), False
    faults.add(
        where, "it has neither 'priority' nor 'class', so that it can take nobody.", "Write an empty list if so."
    )
    return {}, True


def _slots(value: Any, where: str, faults: Faults) -> tuple[str | None, ...]:
    if not isinstance(value, list):
        faults.add(where, "this is not a list with one object per seat.")
        return ()
    slots: list[str | None] = []
    for number, slot in enumerate(value):
        prefer = slot.get("prefer", 0) if isinstance(slot, dict) else 0
        if isinstance(slot, dict):
            only(slot, ("prefer",), f"{where}[{number}]", faults)
        if prefer is not None and (not isinstance(prefer, str) or not prefer):
            faults.add(f"{where}[{number}]", 'this is not {"prefer": tag} or {"prefer": null}.')
            prefer = None
        slots.append(prefer)
    return tuple(slots)


def _reserves_fit(
    where: str, capacity: int, reserve: int, groups: Mapping[str, Mapping[str, int]], faults: Faults
) -> None:
    """More seats promised than there are is a promise that will be broken."""
    if reserve > capacity:
        faults.add(f"{where}.minority_reserve", f"{reserve} seats are reserved, and there are {capacity}.")
    floors, ceilings, shares = groups["floors"], groups["ceilings"], groups["minimum_shares"]
    if sum(floors.values()) > capacity:
        faults.add(f"{where}.floors", f"the floors add up to {sum(floors.values())}, and there are {capacity} seats.")
    for name in sorted(floors.keys() & ceilings.keys()):
        if floors[name] > ceilings[name]:
            faults.add(
                f"{where}.floors", f"of '{name}' the floor {floors[name]} is above the ceiling {ceilings[name]}."
            )
    if sum(shares.values()) > 100:
        faults.add(f"{where}.minimum_shares", f"the least shares add up to {sum(shares.values())} percent.")
