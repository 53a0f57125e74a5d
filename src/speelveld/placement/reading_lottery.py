# SPDX-License-Identifier: EUPL-1.2
"""Reading the lottery of a market, and whether it orders every two children that have to be ordered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from speelveld.placement.names import Mechanism
from speelveld.placement.reading_schools import SchoolEntry
from speelveld.placement.reading_values import Faults, some

TIE_BREAKING: Final = ("single", "multiple")


@dataclass(frozen=True, slots=True)
class LotteryEntry:
    """Lottery numbers as they stand in the market: one per child, or one per school and child; or none."""

    single: Mapping[str, int] | None = None
    multiple: Mapping[str, Mapping[str, int]] | None = None
    order: tuple[str, ...] = field(default=())
    """For serial dictatorship without a lottery: the order that all schools share."""


def read_lottery(
    document: Mapping[str, Any],
    students: Mapping[str, Any],
    schools: Mapping[str, SchoolEntry],
    listed: Mapping[str, set[str]],
    mechanism: Mechanism | None,
    faults: Faults,
) -> LotteryEntry:
    """The lottery; faults for equal numbers, and for children of one class whom no number orders."""
    lottery = _numbers(document, students, schools, faults)
    if mechanism is Mechanism.SERIAL_DICTATORSHIP:
        return _dictatorship(lottery, students, schools, faults)
    if mechanism is not None:
        for name, school in schools.items():
            # TTC lets a school point at any child that it can take; elsewhere only those who list it are compared.
            compared = set(school.classes) if mechanism is Mechanism.TTC else listed.get(name, set())
            _ordered(name, school, compared, lottery, faults)
    return lottery


def _numbers(
    document: Mapping[str, Any], students: Mapping[str, Any], schools: Mapping[str, SchoolEntry], faults: Faults
) -> LotteryEntry:
    kind = document.get("tie_breaking")
    if kind is not None and kind not in TIE_BREAKING:
        faults.add("tie_breaking", f"{kind!r} is neither 'single' nor 'multiple'.")
        kind = None
    raw = document.get("lottery")
    if raw is None:
        return LotteryEntry()
    if not isinstance(raw, dict):
        faults.add("lottery", "this is not an object with a whole number per student, or with one object per school.")
        return LotteryEntry()
    per_school = [isinstance(value, dict) for value in raw.values()]
    if any(per_school) and not all(per_school):
        faults.add("lottery", "some entries are numbers and some are objects.", "Write all numbers, or all objects.")
        return LotteryEntry()
    multiple = any(per_school) or (not raw and kind == "multiple")
    if kind is not None and multiple != (kind == "multiple"):
        holds = "one object of numbers per school" if multiple else "one number per student"
        faults.add("lottery", f"tie_breaking is '{kind}', and the lottery holds {holds}.")
    if not multiple:
        return LotteryEntry(single=_different("lottery", raw, students, faults))
    found = {}
    for name, numbers in raw.items():
        if name not in schools:
            faults.add("lottery", f"the school '{name}' does not exist.")
        found[name] = _different(f"lottery.{name}", numbers, students, faults)
    return LotteryEntry(multiple=found)


def _different(where: str, raw: Any, students: Mapping[str, Any], faults: Faults) -> dict[str, int]:
    """Numbers of which no two are equal."""
    numbers = faults.whole_of_names(raw, where, students, "student")
    holders: dict[int, list[str]] = {}
    for name, number in numbers.items():
        holders.setdefault(number, []).append(name)
    for number, names in sorted(holders.items()):
        if len(names) > 1:
            faults.add(where, f"the number {number} was given to {some(names)}.", "Numbers must differ.")
    return numbers


def _ordered(name: str, school: SchoolEntry, compared: set[str], lottery: LotteryEntry, faults: Faults) -> None:
    """A fault for every class of a school in which two children have no numbers."""
    if school.strict:
        return
    numbers = lottery.single
    if lottery.multiple is not None:
        numbers = lottery.multiple.get(name, {})
    classes: dict[int, list[str]] = {}
    for student in compared:
        if student in school.classes:
            classes.setdefault(school.classes[student], []).append(student)
    for number, tied in sorted(classes.items()):
        if len(tied) == 1:
            continue
        if numbers is None:
            message = f"{some(tied)} share class {number}, and there is no lottery to order them."
            faults.add(f"schools.{name}.class", message)
        elif missing := [student for student in tied if student not in numbers]:
            where = "lottery" if lottery.multiple is None else f"lottery.{name}"
            faults.add(where, f"no number for {some(missing)}, who must be ordered in class {number} of '{name}'.")


def _dictatorship(
    lottery: LotteryEntry, students: Mapping[str, Any], schools: Mapping[str, SchoolEntry], faults: Faults
) -> LotteryEntry:
    if lottery.multiple is not None:
        faults.add("lottery", "serial dictatorship knows one order of children.", "Give one number per student.")
        return lottery
    if lottery.single is not None:
        missing = [name for name in students if name not in lottery.single]
        if missing:
            faults.add("lottery", f"no number for {some(missing)}, who must choose in an order.")
        return lottery
    if len(students) > 1 and not (order := _common_order(schools)):
        faults.add("lottery", "serial dictatorship needs one order: a lottery, or one strict priority at all schools.")
        return lottery
    return LotteryEntry(order=order if len(students) > 1 else tuple(students))


def _common_order(schools: Mapping[str, SchoolEntry]) -> tuple[str, ...]:
    """The longest strict order of a school, when the order of every other school is a part of it; else nothing."""
    longest = max(schools.values(), key=lambda school: len(school.classes), default=None)
    if longest is None or not all(school.strict for school in schools.values()):
        return ()
    place = longest.classes
    for school in schools.values():
        places = [place.get(name, -1) for name in sorted(school.classes, key=school.classes.__getitem__)]
        if -1 in places or places != sorted(places):
            return ()
    return tuple(sorted(place, key=place.__getitem__))
