# SPDX-License-Identifier: EUPL-1.2
"""The mechanisms in plain Python: short enough to check by reading. The fast kernels must always give the same.

Children and schools are numbers; ``None`` is no place. Every function takes a :class:`View` of a market and gives one
school or None per child.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from speelveld.placement.market import Market

Assignment = list[int | None]
Choice = Callable[[int, Sequence[int]], set[int]]
"""Whom a school keeps of the applicants, who come best first."""


@dataclass(frozen=True, slots=True)
class View:
    """A market as lists, for mechanisms that are read rather than run often.

    ``stated`` holds the lists as they were handed in, ``prefs`` without the schools that cannot take the child.
    ``keys[s]`` gives, for each child that school s can take, a whole number: lower comes first, no two are equal.
    ``ranked[s]`` holds the same children in that order, also those who do not list the school.
    """

    stated: list[list[int]]
    prefs: list[list[int]]
    keys: list[Mapping[int, tuple[int, int]]]
    ranked: list[list[int]]
    capacities: list[int]

    @classmethod
    def of(cls, market: Market) -> View:
        """The lists of a market."""
        pairs = market.eligible
        keys: list[dict[int, tuple[int, int]]] = [{} for _ in range(market.n_schools)]
        rows = zip(
            pairs.students.tolist(), pairs.schools.tolist(), pairs.classes.tolist(), pairs.numbers.tolist(), strict=True
        )
        for student, school, number, rank in rows:
            keys[school][student] = (number, rank)
        stated = [market.list_of(student) for student in range(market.n_students)]
        return cls(
            stated,
            [[school for school in own if student in keys[school]] for student, own in enumerate(stated)],
            list(keys),
            [sorted(own, key=lambda student, own=own: (own[student], student)) for own in keys],  # type: ignore[misc]
            market.capacities.tolist(),
        )

    def best_first(self, school: int, students: set[int]) -> list[int]:
        """These children in the order of a school."""
        own = self.keys[school]
        return sorted(students, key=lambda student: (own[student], student))


def deferred_acceptance(view: View, choice: Choice) -> Assignment:
    """Children propose (Gale and Shapley 1962), with any substitutable choice rule of the schools.

    Each child asks the schools on its list one by one; a school keeps whom it chooses of those it holds and the one
    that asks, and sends one away. Whom a school has sent away it would send away from any larger group, so nobody ever
    has to come back: the order in which children ask does not matter, and each gets the best place that any stable
    placement gives it.
    """
    held: list[set[int]] = [set() for _ in view.capacities]
    asked = [0] * len(view.prefs)
    waiting = list(range(len(view.prefs)))
    while waiting:
        student = waiting.pop()
        if asked[student] == len(view.prefs[student]):
            continue
        school = view.prefs[student][asked[student]]
        asked[student] += 1
        applicants = held[school] | {student}
        held[school] = choice(school, view.best_first(school, applicants))
        waiting.extend(sorted(applicants - held[school]))
    return _assignment(len(view.prefs), held)


def school_proposing(view: View) -> Assignment:
    """Schools offer their seats, best child first; a child keeps the best offer. Best for schools, worst for children.

    A child that has turned a school down holds something better ever after, so each school goes down its order once.
    """
    place: list[dict[int, int]] = [{school: at for at, school in enumerate(own)} for own in view.prefs]
    held: Assignment = [None] * len(view.prefs)
    offered = [0] * len(view.capacities)
    free = list(view.capacities)
    waiting = list(range(len(view.capacities)))
    while waiting:
        school = waiting.pop()
        while free[school] and offered[school] < len(view.ranked[school]):
            student = view.ranked[school][offered[school]]
            offered[school] += 1
            if school not in place[student]:
                continue
            now = held[student]
            if now is not None and place[student][now] < place[student][school]:
                continue
            held[student] = school
            free[school] -= 1
            if now is not None:
                free[now] += 1
                waiting.append(now)
    return held


def top_trading_cycles(view: View) -> Assignment:
    """Each child points at the school it wants most, each school at the first child left that it can take.

    Somewhere this is a cycle, and whoever stands in one gets what it points at (Abdulkadiroglu and Sonmez 2003). Cycles
    never share a child, and one that exists stays until it is carried out, so the order of carrying out is free.
    """
    free = list(view.capacities)
    placed: Assignment = [None] * len(view.prefs)
    left = {student for student, own in enumerate(view.prefs) if own}

    def wanted(student: int) -> int | None:
        return next((school for school in view.prefs[student] if free[school]), None)

    def first(school: int) -> int:
        return next(student for student in view.ranked[school] if student in left)

    while left:
        student = min(left)
        walked: dict[int, int] = {}
        while student not in walked:
            school = wanted(student)
            if school is None:  # nothing is left on its list: it goes without a place
                left.discard(student)
                break
            walked[student] = school
            student = first(school)
        else:
            # Those in the cycle point at different schools (each school points at one child), so the seats suffice.
            walk = list(walked)
            for each in walk[walk.index(student) :]:
                placed[each] = walked[each]
                free[walked[each]] -= 1
                left.discard(each)
    return placed


def immediate_acceptance(view: View) -> Assignment:
    """Boston: round r gives the seats that are left to those who list the school in place r. What is given stays given.

    A place on the list that a school cannot give counts as a place, as it does on paper.
    """
    free = list(view.capacities)
    placed: Assignment = [None] * len(view.stated)
    for place in range(max((len(own) for own in view.stated), default=0)):
        asking: dict[int, set[int]] = {}
        for student, own in enumerate(view.stated):
            if placed[student] is None and place < len(own) and student in view.keys[own[place]]:
                asking.setdefault(own[place], set()).add(student)
        for school, students in asking.items():
            for student in view.best_first(school, students)[: free[school]]:
                placed[student] = school
                free[school] -= 1
    return placed


def serial_dictatorship(view: View, order: Sequence[int]) -> Assignment:
    """Children choose in this order what they want most of what is left. Nobody can gain by a false list."""
    free = list(view.capacities)
    placed: Assignment = [None] * len(view.prefs)
    for student in order:
        school = next((school for school in view.prefs[student] if free[school]), None)
        if school is not None:
            placed[student] = school
            free[school] -= 1
    return placed


def _assignment(students: int, held: Sequence[set[int]]) -> Assignment:
    placed: Assignment = [None] * students
    for school, own in enumerate(held):
        for student in own:
            placed[student] = school
    return placed
