# SPDX-License-Identifier: EUPL-1.2
"""From entries that were read, and found right, to the arrays of a :class:`Market`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from speelveld.placement.market import INELIGIBLE, MAJORITY, MINORITY, UNLIMITED, UNTYPED, Market, Pairs, SeatRules
from speelveld.placement.names import Mechanism

if TYPE_CHECKING:
    from speelveld.placement.reading import StudentEntry
    from speelveld.placement.reading_lottery import LotteryEntry
    from speelveld.placement.reading_schools import SchoolEntry


def build(
    students: Mapping[str, StudentEntry],
    schools: Mapping[str, SchoolEntry],
    lottery: LotteryEntry,
    mechanism: Mechanism,
) -> Market:
    """The market of these entries, children and schools by name."""
    child = {name: index for index, name in enumerate(sorted(students))}
    school = {name: index for index, name in enumerate(sorted(schools))}
    kinds = _kinds(students, mechanism)
    types = _types(kinds, schools)
    # A tag that no seat prefers decides nothing.
    tags = sorted({tag for one in schools.values() for tag in one.slots if tag is not None})
    single, multiple = _ranks(child, lottery)
    lists = [[school[name] for name in students[each].prefs] for each in child]
    known = {
        (child[name], school[place]): (number, multiple.get(place, {}).get(name, 0))
        for place, entry in schools.items()
        for name, number in entry.classes.items()
    }
    bits = {
        (child[name], school[place]): sum(1 << bit for bit, tag in enumerate(tags) if tag in own)
        for name, one in students.items()
        for place, own in one.tags.items()
    }
    entries = [(index, place) for index, own in enumerate(lists) for place in own]
    rows = sorted(known)
    starts = np.zeros(len(child) + 1, np.int64)
    np.cumsum([len(one) for one in lists], out=starts[1:])
    numbers = None if single is None else np.array(single, np.int32)
    return Market(
        starts,
        np.array([place for _, place in entries], np.int32),
        np.array([known.get(entry, (INELIGIBLE, 0))[0] for entry in entries], np.int32),
        np.array([min(schools[name].capacity, UNLIMITED) for name in school], np.int64),
        numbers,
        np.array([known.get(entry, (0, 0))[1] for entry in entries], np.int64) if multiple else None,
        tuple(child),
        tuple(school),
        np.array([types.get(kinds[name] or "", UNTYPED) for name in child], np.int32),
        tuple(types),
        np.array([bits.get(entry, 0) for entry in entries], np.int64),
        tuple(tags),
        _rules(schools, types, tags),
        np.array([not students[name].consent for name in child], np.bool_),
        np.array([schools[name].strict for name in school], np.bool_),
        Pairs(
            np.array([row[0] for row in rows], np.int32),
            np.array([row[1] for row in rows], np.int32),
            np.array([known[row][0] for row in rows], np.int32),
            np.array([known[row][1] if numbers is None else numbers[row[0]] for row in rows], np.int64),
            np.array([bits.get(row, 0) for row in rows], np.int64),
        ),
        lottery.multiple or lottery.single,
    )


def _kinds(students: Mapping[str, StudentEntry], mechanism: Mechanism) -> dict[str, str | None]:
    """The type of each child. Where there are two, who is told to be of none of them belongs to the majority; but to
    the minority where it is the children of the majority that are told."""
    if mechanism not in {Mechanism.DA_MAJORITY_QUOTA, Mechanism.DA_MINORITY_RESERVE}:
        return {name: one.type for name, one in students.items()}
    told = {one.type for one in students.values()}
    other = MINORITY if MAJORITY in told and MINORITY not in told else MAJORITY
    return {name: one.type or other for name, one in students.items()}


def _types(kinds: Mapping[str, str | None], schools: Mapping[str, SchoolEntry]) -> dict[str, int]:
    names = {kind for kind in kinds.values() if kind is not None}
    for school in schools.values():
        names |= {*school.floors, *school.ceilings, *school.shares}
    if any(school.reserve for school in schools.values()):
        names.add(MINORITY)
    return {name: index for index, name in enumerate(sorted(names))}


def _ranks(child: Mapping[str, int], lottery: LotteryEntry) -> tuple[list[int] | None, dict[str, dict[str, int]]]:
    """Numbers as drawn may be too large for an array: their ranks decide as they do. Who has none comes last."""
    if lottery.order:
        place = {name: rank for rank, name in enumerate(lottery.order)}
    elif lottery.single is not None:
        place = {name: rank for rank, name in enumerate(sorted(lottery.single, key=lottery.single.__getitem__))}
    else:
        multiple = lottery.multiple or {}
        return None, {
            school: {name: rank for rank, name in enumerate(sorted(numbers, key=numbers.__getitem__))}
            for school, numbers in multiple.items()
        }
    for name in child:
        place.setdefault(name, len(place))
    return [place[name] for name in child], {}


def _rules(schools: Mapping[str, SchoolEntry], types: Mapping[str, int], tags: list[str]) -> SeatRules:
    rules = SeatRules.none(len(schools), len(types))
    slots = []
    for index, name in enumerate(sorted(schools)):
        one = schools[name]
        rules.reserves[index] = one.reserve
        rules.quotas[index] = UNLIMITED if one.quota is None else min(one.quota, UNLIMITED)
        for each, numbers in ((rules.floors, one.floors), (rules.ceilings, one.ceilings), (rules.shares, one.shares)):
            for kind, number in numbers.items():
                each[index, types[kind]] = min(number, UNLIMITED)
        slots.append(tuple(-1 if tag is None else tags.index(tag) for tag in one.slots))
    return SeatRules(rules.reserves, rules.quotas, rules.floors, rules.ceilings, rules.shares, tuple(slots))
