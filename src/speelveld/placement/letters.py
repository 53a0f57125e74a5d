# SPDX-License-Identifier: EUPL-1.2
"""From rules, facts and a placement to the explanation for every family.

The type of a seat is the only thing in an outcome that knows a group; no text does.
"""

from __future__ import annotations

from collections.abc import Mapping

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
    """A placement of classified children, ready to be explained."""
    by_type = (mechanism or found.rules.mechanism) in _BY_TYPE
    members: dict[str | None, frozenset[str]] = {
        kind.group: frozenset(child for child, one in found.children.items() if kind.group in one.groups)
        for kind in found.rules.seat_types
    }
    seats: dict[str, list[Seats]] = {}
    for school, facts in found.schools.items():
        if by_type:
            counts = found.rules.seats_of(facts.capacity)
            seats[school] = [
                Seats(kind.name, counts[kind.name], None if kind.group is None else members[kind.group])
                for kind in found.rules.seat_types
            ]
        else:
            seats[school] = [Seats("open", facts.capacity)]
    return Outcome(assignment, found.lists, found.classes, numbers, seats)


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
    follow = found.rules.only_first_choice
    return {
        child: explain(outcome, name, child, words, classes_follow_lists=follow) for child in sorted(found.children)
    }
