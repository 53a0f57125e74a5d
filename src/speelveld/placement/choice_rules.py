# SPDX-License-Identifier: EUPL-1.2
"""Whom a school keeps among those who ask: one pure function per rule, for the plain mechanisms.

Each takes the applicants best first and gives those it keeps. All are substitutable (a child that is kept among many is
kept among fewer) and never keep fewer of more, so that deferred acceptance finds the stable placement that is best for
all children, and no child gains by a false list (Hatfield and Milgrom 2005).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

TypeOf = Sequence[int]


def by_priority(ranked: Sequence[int], capacity: int) -> set[int]:
    """The first ones, up to the number of seats."""
    return set(ranked[:capacity])


def with_minority_reserve(
    ranked: Sequence[int], capacity: int, minority: Callable[[int], bool], reserve: int
) -> set[int]:
    """First the best of the minority up to the reserve, then the best of all others. A reserve nobody uses is open.

    Hafalir, Yenmez and Yildirim (2013), section 3.
    """
    kept = [student for student in ranked if minority(student)][: min(reserve, capacity)]
    return _filled(kept, ranked, capacity)


def with_majority_quota(ranked: Sequence[int], capacity: int, majority: Callable[[int], bool], quota: int) -> set[int]:
    """The best, with at most ``quota`` of the majority, even when seats stay empty. Kojima (2012), section 2."""
    kept: set[int] = set()
    taken = 0
    for student in ranked:
        if len(kept) == capacity:
            break
        if majority(student):
            if taken == quota:
                continue
            taken += 1
        kept.add(student)
    return kept


def with_soft_bounds(
    ranked: Sequence[int], capacity: int, type_of: TypeOf, floors: Sequence[int], ceilings: Sequence[int]
) -> set[int]:
    """First each type up to its floor, then the best of types below their ceiling, then the best of who is left.

    Ehlers, Hafalir, Yenmez and Yildirim (2014), section 5: bounds steer, they never leave a seat empty. A child without
    a type (-1) has no floor and no ceiling. The floors must fit the seats.
    """
    counts: Counter[int] = Counter()
    kept: list[int] = []
    for bounds, untyped in ((floors, 0), (ceilings, capacity)):
        for student in ranked:
            kind = type_of[student]
            limit = bounds[kind] if kind >= 0 else untyped
            if student not in kept and len(kept) < capacity and counts[kind] < limit:
                counts[kind] += 1
                kept.append(student)
    return _filled(kept, ranked, capacity)


def with_slots(ranked: Sequence[int], slots: Sequence[Callable[[int], bool]]) -> set[int]:
    """Each seat in the order of filling takes the best child left that it prefers; where none is left, the best of all.

    Kominers and Sonmez (2016); Dur, Kominers, Pathak and Sonmez (2018) show how much the order of the seats decides.
    """
    left = list(ranked)
    for prefers in slots:
        if not left:
            break
        left.remove(next((student for student in left if prefers(student)), left[0]))
    return set(ranked) - set(left)


def _filled(kept: Sequence[int], ranked: Sequence[int], capacity: int) -> set[int]:
    """Those kept, and the best of the others in the seats that are left."""
    others = [student for student in ranked if student not in kept]
    return {*kept, *others[: capacity - len(kept)]}
