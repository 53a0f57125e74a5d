# SPDX-License-Identifier: EUPL-1.2
"""From rules, facts and a placement to the explanation for every family.

The type of a seat is the only thing in an outcome that knows a group; no text does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from speelveld.placement.explanation import Explanation, Words, explain
from speelveld.placement.outcome import Outcome, Seats
from speelveld.placement.priority import Classified

_BY_TYPE = frozenset(("da_minority_reserve", "da_slot_precedence"))


def outcome_of(
    found: Classified,
    assignment: Mapping[str, str | None],
    numbers: Mapping[str, int] | Mapping[str, Mapping[str, int]],
    mechanism: str | None = None,
) -> Outcome:
    """A placement of classified children, ready to be explained; one stands for a family that is placed as one."""
    by_type = (mechanism or found.rules.mechanism) in _BY_TYPE
    leads, sizes = _leads(found)
    if leads:
        assignment = {child: assignment[child] for child in found.children if leads.get(child, child) == child}
        numbers = _of_families(numbers, leads)
    within = found.rules.twins == "together"
    members: dict[str | None, frozenset[str]] = {
        kind.group: frozenset(child for child in assignment if kind.group in found.children[child].groups)
        for kind in found.rules.seat_types
    }
    more = Counter(dict.fromkeys(found.schools, 0))
    for child, school in assignment.items():
        if within and school is not None:
            more[school] += sizes.get(child, 1) - 1
    seats: dict[str, list[Seats]] = {}
    for school, facts in found.schools.items():
        if by_type:
            counts = found.rules.seats_of(facts.capacity)
            seats[school] = [
                Seats(kind.name, counts[kind.name], None if kind.group is None else members[kind.group])
                for kind in found.rules.seat_types
            ]
        else:
            seats[school] = [Seats("open", facts.capacity - more[school])]
    lists = {child: found.lists[child] for child in assignment}
    return Outcome(assignment, lists, found.classes, numbers, seats, sizes if within else {})


def _leads(found: Classified) -> tuple[dict[str, str], dict[str, int]]:
    """The child that stands for each child of a family that is placed as one, and how many it stands for."""
    if found.rules.twins not in {"together", "over_capacity"}:
        return {}, {}
    members: dict[str, list[str]] = {}
    for child, one in sorted(found.children.items()):
        if one.family is not None:
            members.setdefault(one.family, []).append(child)
    leads = {child: own[0] for own in members.values() for child in own}
    return leads, {own[0]: len(own) for own in members.values() if len(own) > 1}


def _of_families(
    numbers: Mapping[str, int] | Mapping[str, Mapping[str, int]], leads: Mapping[str, str]
) -> dict[str, Any]:
    """A family goes by the lowest number of its children, at each school where there is one per school."""
    shared: dict[str, Any] = dict(numbers)
    for child, lead in leads.items():
        one, other = shared[lead], numbers[child]
        both = isinstance(one, int) and isinstance(other, int)
        shared[lead] = min(one, other) if both else {school: min(one[school], other[school]) for school in one}  # type: ignore[index]
    return shared


def words_of(found: Classified, language: str) -> Words:
    """What the rules call classes, types of seats and grounds, in one language."""
    grounds = found.rules.document.get("eligibility", {}).get("grounds", {})
    return Words(
        language,
        {school: [one.words[language] for one in found.rules.classes_of(school)] for school in found.schools},
        {"open": "", **{kind.name: kind.words[language] for kind in found.rules.seat_types}},
        {
            child: {school: grounds[ground]["words"][language] for school, ground in one.unfit.items()}
            for child, one in found.children.items()
        },
    )


def explanations(
    found: Classified,
    assignment: Mapping[str, str | None],
    numbers: Mapping[str, int] | Mapping[str, Mapping[str, int]],
    language: str,
    mechanism: str | None = None,
) -> dict[str, Explanation]:
    """The explanation for every child, by id."""
    name = mechanism or found.rules.mechanism
    outcome, words = outcome_of(found, assignment, numbers, name), words_of(found, language)
    # With families of several seats no theorem says that honest lists are best.
    follow, leads = found.rules.only_first_choice or bool(outcome.sizes), _leads(found)[0]
    lists = found.rules.document.get("after", {}).get("waiting_list", "same_number")
    own = {
        child: explain(outcome, name, child, words, classes_follow_lists=follow, waiting_list=lists)
        for child in outcome.assignment
    }
    return {child: replace(own[leads.get(child, child)], child=child) for child in sorted(found.children)}
