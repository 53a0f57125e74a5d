# SPDX-License-Identifier: EUPL-1.2
"""EADAM and improvement cycles as compiled loops. Import this module inside a function, as ``kernels``."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from speelveld.late import compiled
from speelveld.placement.kernels import propose
from speelveld.placement.market import Int32, Int64

_MOST: Final = np.int64(2**62)


@compiled
def _has(starts: Int64, lists: Int32, placed: Int32, has: Int64) -> None:
    """The entry of each child's place, or the end of its list: what stands before it, the child prefers."""
    for child in range(placed.size):
        at = starts[child]
        while at < starts[child + 1] and lists[at] != placed[child]:
            at += 1
        has[child] = at


@compiled
def waive(
    starts: Int64,
    lists: Int32,
    classes: Int32,
    numbers: Int32,
    width: int,
    refuses: NDArray[np.bool_],
    seats: Int64,
    bases: Int64,
    final: Int32,
) -> None:
    """EADAM (``improvement.efficiency_adjusted``); fills ``final``, shape ``(n,)``.

    Whoever is settled leaves by losing its list. A refusal counts as the first key, per school, of one who refuses.
    """
    n = final.size
    own = classes.copy()
    left = np.ones(n, np.bool_)
    wanted = np.empty(seats.size, np.bool_)
    limits = np.full(seats.size, _MOST, np.int64)
    has = np.empty(n, np.int64)
    placed = np.empty(n, np.int32)
    asked, sizes = np.empty(n, np.int32), np.empty(seats.size, np.int32)
    heap, worst = np.empty(bases[-1], np.int64), np.empty(seats.size, np.int64)
    order = np.empty(0, np.int32)
    final[:] = -1
    remaining = n
    while remaining:
        propose(starts, lists, own, numbers, width, order, seats, bases, asked, heap, sizes, worst, placed)
        _has(starts, lists, placed, has)
        wanted[:] = False
        for child in range(n):
            for at in range(starts[child], has[child]):
                if own[at] >= 0:
                    wanted[lists[at]] = True
        for child in range(n):
            if left[child] and (placed[child] < 0 or not wanted[placed[child]]):
                left[child] = False
                remaining -= 1
                final[child] = placed[child]
                for at in range(starts[child], has[child]):
                    if refuses[child] and classes[at] >= 0:
                        limits[lists[at]] = min(limits[lists[at]], _key(classes[at], numbers, width, child))
        for child in range(n):
            for at in range(starts[child], starts[child + 1]):
                gone = not left[child] or not wanted[lists[at]]
                if gone or _key(classes[at], numbers, width, child) > limits[lists[at]]:
                    own[at] = -1


@compiled
def _key(level: int, numbers: Int32, width: int, child: int) -> int:
    return level * np.int64(width) + (np.int64(numbers[child]) if numbers.size else np.int64(0))  # type: ignore[return-value]


@compiled
def exchange(starts: Int64, lists: Int32, classes: Int32, seats: Int64, order: Int32, placed: Int32) -> None:
    """Stable improvement cycles (``improvement.improvement_cycles``): changes ``placed`` until none is left."""
    schools = seats.size
    has = np.empty(placed.size, np.int64)
    first = np.empty(schools, np.int64)
    begins = np.empty(schools + 1, np.int64)
    goals, movers = np.empty(lists.size, np.int32), np.empty(lists.size, np.int32)
    from_school, by_child = np.empty(schools, np.int32), np.empty(schools, np.int32)
    while True:
        _has(starts, lists, placed, has)
        first[:] = _MOST
        for child in range(placed.size):
            for at in range(starts[child], has[child]):
                if classes[at] >= 0:
                    first[lists[at]] = min(first[lists[at]], classes[at])
        _moves(starts, lists, classes, order, placed, has, first, begins, goals, movers)
        if not _may_turn(begins, goals, schools):
            break
        if not _turn(starts, lists, classes, order, placed, has, first, begins, goals, movers, from_school, by_child):
            break


@compiled
def _turn(
    starts: Int64,
    lists: Int32,
    classes: Int32,
    order: Int32,
    placed: Int32,
    has: Int64,
    first: Int64,
    begins: Int64,
    goals: Int32,
    movers: Int32,
    from_school: Int32,
    by_child: Int32,
) -> bool:
    """Carry out the first circle; False when there is none."""
    for child in order:
        home = placed[child]
        if home < 0:
            continue
        for at in range(starts[child], has[child]):
            goal = lists[at]
            if classes[at] == first[goal] and _way(goal, home, begins, goals, movers, from_school, by_child):
                here: Any = home
                while here != goal:
                    placed[by_child[here]] = here
                    here = from_school[here]
                placed[child] = goal
                return True
    return False


@compiled
def _moves(
    starts: Int64,
    lists: Int32,
    classes: Int32,
    order: Int32,
    placed: Int32,
    has: Int64,
    first: Int64,
    begins: Int64,
    goals: Int32,
    movers: Int32,
) -> None:
    """Per school, behind each other from ``begins`` on: who may move from it and where to, in the order of children."""
    begins[:] = 0
    for step in range(2):  # first count, then write
        if step == 1:
            total = np.int64(0)
            for school in range(begins.size):
                total, begins[school] = total + begins[school], total
        for child in order:
            home = placed[child]
            if home < 0:
                continue
            for at in range(starts[child], has[child]):
                if classes[at] >= 0 and classes[at] == first[lists[at]]:
                    if step == 1:
                        goals[begins[home]] = lists[at]
                        movers[begins[home]] = child
                    begins[home] += 1
    for school in range(begins.size - 1, 0, -1):
        begins[school] = begins[school - 1]
    begins[0] = 0


@compiled
def _may_turn(begins: Int64, goals: Int32, schools: int) -> bool:
    """Whether anything is left when schools to which nobody may move are taken away, again and again."""
    entering = np.zeros(schools, np.int64)
    for move in range(begins[schools]):
        entering[goals[move]] += 1
    waiting = np.empty(schools, np.int64)
    size, done = 0, 0
    for school in range(schools):
        if entering[school] == 0:
            waiting[size] = school
            size += 1
    while done < size:
        school = waiting[done]
        done += 1
        for move in range(begins[school], begins[school + 1]):
            entering[goals[move]] -= 1
            if entering[goals[move]] == 0:
                waiting[size] = goals[move]
                size += 1
    return size < schools


@compiled
def _way(
    start: int, goal: int, begins: Int64, goals: Int32, movers: Int32, from_school: Int32, by_child: Int32
) -> bool:
    """The shortest chain of moves from one school to another, to be read back from ``from_school`` and ``by_child``."""
    from_school[:] = -1
    from_school[start] = start
    waiting = np.empty(from_school.size, np.int64)
    waiting[0] = start
    size, done = 1, 0
    while done < size and from_school[goal] < 0:
        school = waiting[done]
        done += 1
        for move in range(begins[school], begins[school + 1]):
            towards = goals[move]
            if from_school[towards] < 0:
                from_school[towards] = school
                by_child[towards] = movers[move]
                waiting[size] = towards
                size += 1
    return from_school[goal] >= 0  # type: ignore[no-any-return]
