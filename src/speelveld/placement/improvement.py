# SPDX-License-Identifier: EUPL-1.2
"""What can be gained after deferred acceptance: EADAM, which asks consent, and exchanges that no class forbids.

Both start from the placement by deferred acceptance and only ever make children better off. Both pay for it: sometimes
a child can gain by a false list.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from speelveld.placement.plain import Assignment, View


def efficiency_adjusted(view: View, refuses: Collection[int], propose: Callable[[View], Assignment]) -> Assignment:
    """EADAM (Kesten 2010), by the simpler way of Tang and Yu (2014). Everybody consents but those who refuse.

    After each run of deferred acceptance there are schools that sent nobody away whom they could have kept waiting:
    nobody left prefers them to the place it has. Who is there, or without a place, can gain nothing any more, so it is
    settled and leaves with those schools. Without it, its requests no longer push others away, and deferred acceptance
    runs again. Where the one that leaves refuses a waiver, those behind it lose the schools it would have preferred.
    """
    prefs = [list(own) for own in view.prefs]
    final: Assignment = [None] * len(prefs)
    left = set(range(len(prefs)))
    while left:
        placed = propose(replace(view, prefs=prefs))
        wanted = {school for student in left for school in better(prefs[student], placed[student])}
        settled = {student for student in left if placed[student] not in wanted}
        for student in sorted(settled):
            final[student] = placed[student]
        left -= settled
        lost = _lost(view, final, settled & set(refuses), left, wanted)
        prefs = [
            [school for school in own if school in wanted and (student, school) not in lost] if student in left else []
            for student, own in enumerate(prefs)
        ]
    return final


def _lost(
    view: View, final: Assignment, refusing: Collection[int], left: Collection[int], wanted: Collection[int]
) -> set[tuple[int, int]]:
    """Pairs of a child and a school at which it stands behind one that refuses to be passed."""
    lost = set()
    for refuser in refusing:
        for school in better(view.prefs[refuser], final[refuser]):
            if school in wanted:
                own = view.keys[school]
                lost |= {(student, school) for student in left if student in own and own[refuser] < own[student]}
    return lost


def improvement_cycles(view: View, placed: Assignment, order: Sequence[int]) -> Assignment:
    """Stable improvement cycles (Erdil and Ergin 2008): exchanges until no placement that classes allow is better.

    Of those who prefer a school to the place they have, only the ones in the best class may come in without passing
    anybody of a better class. Where such children can exchange places in a circle, they do. A stable placement without
    such a circle cannot be improved for one child without harm to another or to a class. Which circle is taken when
    there are several is up to the rule; here it is the one of the child that stands first in ``order``, by the shortest
    way back to it.
    """
    placed = list(placed)
    while circle := _circle(view, placed, order):
        for student, school in circle:
            placed[student] = school
    return placed


def _circle(view: View, placed: Assignment, order: Sequence[int]) -> list[tuple[int, int]]:
    """Children with the school that each moves to, or nothing when there is no circle."""
    first: dict[int, int] = {}
    for student, own in enumerate(view.prefs):
        for school in better(own, placed[student]):
            number = view.keys[school][student][0]
            first[school] = min(number, first.get(school, number))
    moves: dict[int, list[tuple[int, int]]] = {}  # from each school: who may move from it, and where to
    for student in order:
        now = placed[student]
        if now is not None:
            for school in better(view.prefs[student], now):
                if view.keys[school][student][0] == first[school]:
                    moves.setdefault(now, []).append((student, school))
    for student in order:
        home = placed[student]
        if home is None:
            continue
        for mover, school in moves.get(home, []):
            if mover == student and (way := _way(moves, school, home)) is not None:
                return [(student, school), *way]
    return []


def _way(moves: dict[int, list[tuple[int, int]]], start: int, goal: int) -> list[tuple[int, int]] | None:
    """The shortest chain of moves from one school to another; each child in it leaves the school before."""
    reached: dict[int, list[tuple[int, int]]] = {start: []}
    waiting = deque([start])
    while waiting:
        school = waiting.popleft()
        if school == goal:
            return reached[school]
        for student, towards in moves.get(school, []):
            if towards not in reached:
                reached[towards] = [*reached[school], (student, towards)]
                waiting.append(towards)
    return None


def better(prefs: Sequence[int], school: int | None) -> Sequence[int]:
    """The schools on a list that come before one on it; the whole list without one."""
    return prefs if school is None else prefs[: prefs.index(school)]
