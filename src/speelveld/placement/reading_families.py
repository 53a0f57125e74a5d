# SPDX-License-Identifier: EUPL-1.2
"""Reading the families of a market: who belongs together, and whether they can be placed as one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from speelveld.placement.families import TWINS
from speelveld.placement.market import Int32
from speelveld.placement.reading_lottery import LotteryEntry
from speelveld.placement.reading_schools import SchoolEntry
from speelveld.placement.reading_values import Faults, some

if TYPE_CHECKING:
    from speelveld.placement.reading import StudentEntry

_EQUAL = {
    "prefs": "its list",
    "type": "its type",
    "tags": "what it is tagged with",
    "consent": "its consent",
    "round": "its round",
}


def read_families(
    document: Mapping[str, Any],
    students: Mapping[str, StudentEntry],
    schools: Mapping[str, SchoolEntry],
    lottery: LotteryEntry,
    faults: Faults,
) -> tuple[str, Int32]:
    """What is done with twins, and the family of each child (-1 for none); faults for families that are no unit."""
    twins = document.get("twins")
    members: dict[str, list[str]] = {}
    for name, one in students.items():
        if one.family is not None:
            members.setdefault(one.family, []).append(name)
    if twins is not None and twins not in TWINS:
        faults.add("twins", f"{twins!r} is not one of {', '.join(TWINS)}.")
        twins = "separate"
    if twins is None and members:
        faults.add("twins", "it is not told what families are placed like.", f"Write one of {', '.join(TWINS)}.")
    for family, own in sorted(members.items()):
        if twins == "family_number":
            _one_number(family, own, lottery, faults)
        elif twins in {"together", "over_capacity"}:
            for child in own[1:]:
                _alike(family, own[0], child, students, schools, faults)
    number = {family: at for at, family in enumerate(sorted(members))}
    families = np.array([number.get(one.family or "", -1) for one in students.values()], np.int32)
    return twins or "separate", families


def _alike(
    family: str,
    first: str,
    child: str,
    students: Mapping[str, StudentEntry],
    schools: Mapping[str, SchoolEntry],
    faults: Faults,
) -> None:
    """Children who are placed as one differ in nothing that decides, but for their numbers."""
    where = f"students.{child}"
    for name, words in _EQUAL.items():
        if getattr(students[child], name) != getattr(students[first], name):
            faults.add(f"{where}.{name}", f"{words} is not that of '{first}', of the same family '{family}'.")
    for name, school in schools.items():
        one, other = school.classes.get(first), school.classes.get(child)
        if one != other and (one is None or other is None or not school.strict):
            part = "priority" if school.strict else "class"
            faults.add(f"schools.{name}.{part}", f"'{first}' and '{child}', of one family, do not stand alike in it.")


def _one_number(family: str, own: list[str], lottery: LotteryEntry, faults: Faults) -> None:
    """A number that a family shares leaves no room in line between its children."""
    lotteries = {"lottery": lottery.single} if lottery.multiple is None else dict(lottery.multiple.items())
    for where, numbers in lotteries.items():
        if not numbers:
            continue
        line = sorted(numbers, key=numbers.__getitem__)
        places = sorted(line.index(child) for child in own if child in numbers)
        if places and places[-1] - places[0] >= len(places):
            name = where if lottery.multiple is None else f"lottery.{where}"
            faults.add(name, f"between the numbers of {some(own)}, of the family '{family}', stand others.")
