# SPDX-License-Identifier: EUPL-1.2
"""From rules and facts to whole numbers: the class of every child at every school.

The class of a child at a school is the place of the first priority class whose conditions it meets, from 0; lower comes
first. A child that a school may not take has no class there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from speelveld.errors import Fault, InputError
from speelveld.placement.facts import Attendance, Child, SchoolFacts
from speelveld.placement.rules import PriorityClass, Rules


@dataclass(frozen=True)
class Classified:
    """Every child's list and classes under some rules.

    ``lists`` is each child's list after completion; ``classes[child][school]`` the place of its class in
    ``rules.classes_of(school)``, for the schools that may take it.
    """

    rules: Rules
    schools: Mapping[str, SchoolFacts]
    children: Mapping[str, Child]
    lists: Mapping[str, tuple[str, ...]]
    classes: Mapping[str, Mapping[str, int]]

    def class_of(self, child: str, school: str) -> PriorityClass:
        """The priority class of a child at a school."""
        return self.rules.classes_of(school)[self.classes[child][school]]


def classify(rules: Rules, children: Iterable[Child], schools: Mapping[str, SchoolFacts]) -> Classified:
    """Apply the rules to the facts. Raises InputError with every fault of the facts; then nobody has a class."""
    everyone = sorted(children, key=lambda child: child.id)
    faults = [fault for child in everyone for fault in _faults(rules, child, schools)]
    twice = {one.id for one, after in pairwise(everyone) if one.id == after.id}
    faults += [Fault(f"children.{child}: it stands there twice.") for child in sorted(twice)]
    if faults:
        raise InputError(faults)
    lists, classes = {}, {}
    for child in everyone:
        near = near_schools(rules, child, schools)
        lists[child.id] = _completed(rules, child, schools, near)
        first = lists[child.id][0] if lists[child.id] else None
        classes[child.id] = {
            school: _class_at(rules, child, school, near, first)
            for school in sorted(schools)
            if school not in child.unfit
        }
    return Classified(rules, schools, {child.id: child for child in everyone}, lists, classes)


def near_schools(rules: Rules, child: Child, schools: Mapping[str, SchoolFacts]) -> frozenset[str]:
    """The n nearest schools of a child; all schools at the distance of the last one count as well.

    Where the rules ask for a least number of public and of private schools among them, the farthest of the other kind
    make way for the nearest of the kind that lacks.
    """
    rule = rules.document.get("distance")
    if rule is None:
        return frozenset()
    order = sorted((child.metres[school], school) for school in schools if school in child.metres)
    chosen = order[: rule["nearest"]]
    for kind, least in sorted(rule.get("at_least", {}).items()):
        wanted = kind == "public"
        of_kind = [one for one in order if schools[one[1]].public is wanted]
        others = [one for one in chosen if schools[one[1]].public is not wanted]
        lacking = [one for one in of_kind[:least] if one not in chosen]
        kept = others[: max(0, len(others) - len(lacking))]
        chosen = sorted([one for one in chosen if one not in others] + kept + lacking)
    bound = {school for _, school in chosen}
    if chosen and not rule.get("at_least"):
        bound |= {school for metres, school in order if metres == chosen[-1][0]}
    return frozenset(bound)


def _class_at(rules: Rules, child: Child, school: str, near: frozenset[str], first: str | None) -> int:
    classes = rules.classes_of(school)
    if rules.only_first_choice and school != first:
        return len(classes) - 1
    return next(
        place
        for place, one in enumerate(classes)
        if all(_holds(rules, condition, child, school, near) for condition in one.when)
    )


def _holds(rules: Rules, condition: str, child: Child, school: str, near: frozenset[str]) -> bool:
    match condition:
        case "nearest":
            return school in near
        case "own_childcare":
            return _long_enough(rules, child.childcare.get(school))
        case "own_vve":
            indicated = child.vve_indication or not rules.document["childcare"].get("vve_indication", False)
            return indicated and _long_enough(rules, child.vve.get(school))
        case _ if condition.startswith("group:"):
            return condition.removeprefix("group:") in child.groups
        case _:
            return school in getattr(child, _SETS[condition])


_SETS = {"sibling": "siblings", "staff": "staff", "own_school": "attends", "ex_pupil": "attended"}


def _long_enough(rules: Rules, attendance: Attendance | None) -> bool:
    rule = rules.document["childcare"]
    return attendance is not None and attendance.months >= rule["months"] and attendance.half_days >= rule["half_days"]


def _completed(rules: Rules, child: Child, schools: Mapping[str, SchoolFacts], near: frozenset[str]) -> tuple[str, ...]:
    """The list as it counts: completed by distance where the rules say so, and without schools that may not take it."""
    completion = rules.document["list"].get("completion", "none")
    rest: set[str] = set()
    if completion == "all_schools":
        rest = set(schools)
    elif completion == "priority_schools":
        first = child.wishes[0] if child.wishes else None
        rest = {
            school
            for school in schools
            if _class_at(rules, child, school, near, school if first is None else first)
            < len(rules.classes_of(school)) - 1
            or school in near
        }
    added = sorted((child.metres.get(school, 2**62), school) for school in rest - set(child.wishes))
    return tuple(school for school in (*child.wishes, *(school for _, school in added)) if school not in child.unfit)


def _faults(rules: Rules, child: Child, schools: Mapping[str, SchoolFacts]) -> Iterable[Fault]:
    where = f"children.{child.id}"
    length = rules.document["list"]
    if len(set(child.wishes)) < len(child.wishes):
        yield Fault(f"{where}.wishes: a school stands in the list twice.")
    if length["max"] is not None and len(child.wishes) > length["max"]:
        yield Fault(f"{where}.wishes: it names {len(child.wishes)} schools, and list.max is {length['max']}.")
    if len(child.wishes) < min(length["min"], len(schools)):
        yield Fault(f"{where}.wishes: it names {len(child.wishes)} schools, and list.min is {length['min']}.")
    named = (child.wishes, child.metres, child.siblings, child.staff, child.childcare, child.vve, child.unfit)
    for school in sorted({school for part in named for school in part} - set(schools)):
        yield Fault(f"{where}: {school!r} is not one of the schools.")
    eligibility = rules.document.get("eligibility", {})
    for school, ground in sorted(child.unfit.items()):
        if ground not in eligibility.get("grounds", {}):
            yield Fault(f"{where}.unfit.{school}: {ground!r} is not one of the grounds of the rules.")
    youngest = eligibility.get("minimum_age_months")
    if youngest is not None and child.age_months is not None and child.age_months < youngest:
        yield Fault(f"{where}.age_months: {child.age_months} is less than {youngest}.")
    for group in sorted(child.groups - set(rules.document.get("groups", {}))):
        yield Fault(f"{where}.groups: {group!r} is not one of the groups of the rules.")
    if child.round is not None and child.round not in {one.name for one in rules.rounds}:
        yield Fault(f"{where}.round: {child.round!r} is not one of the rounds of the rules.")
    if "distance" in rules.document:
        for school in sorted(set(schools) - set(child.metres)):
            yield Fault(f"{where}.metres: the distance to {school!r} is missing.")
