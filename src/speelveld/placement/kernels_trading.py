# SPDX-License-Identifier: EUPL-1.2
"""Offers of schools, trading cycles and serial dictatorship as compiled loops. Import this module inside a function."""

from __future__ import annotations

from typing import Any

import numpy as np

from speelveld.late import compiled
from speelveld.placement.market import Int32, Int64


@compiled
def offer(seats: Int64, ranking_starts: Int64, ranking: Int32, places: Int32, placed: Int32) -> None:
    """Deferred acceptance, schools propose; fills ``placed``.

    ``ranking`` holds the children on whose lists a school stands, first one first, and ``places`` the place of the
    school on the list of each.
    """
    held = np.full(placed.size, np.int32(2**31 - 1), np.int32)
    offered = ranking_starts[:-1].copy()
    free = seats.copy()
    waiting = np.arange(seats.size)
    size = seats.size
    room = np.ones(seats.size, np.bool_)  # whether a school stands among those waiting
    placed[:] = -1
    while size:
        size -= 1
        school = waiting[size]
        room[school] = False
        while free[school] > 0 and offered[school] < ranking_starts[school + 1]:
            at = offered[school]
            offered[school] += 1
            child = ranking[at]
            if places[at] >= held[child]:
                continue
            before = placed[child]
            held[child] = places[at]
            placed[child] = school
            free[school] -= 1
            if before >= 0:
                free[before] += 1
                if not room[before]:
                    room[before] = True
                    waiting[size] = before
                    size += 1


@compiled
def _looks(child: int, starts: Int64, lists: Int32, classes: Int32, free: Int64, asked: Int64) -> bool:
    """Move a child on to the first school on its list that can take it and has a seat; False when there is none."""
    while asked[child] < starts[child + 1]:
        if classes[asked[child]] >= 0 and free[lists[asked[child]]] > 0:
            return True
        asked[child] += 1
    return False


@compiled
def trade(
    starts: Int64, lists: Int32, classes: Int32, seats: Int64, ranking_starts: Int64, ranking: Int32, placed: Int32
) -> None:
    """Top trading cycles; fills ``placed``. Both children and schools only ever move on along their own orders."""
    n = placed.size
    asked = starts[:-1].copy()
    pointed = ranking_starts[:-1].copy()
    free = seats.copy()
    gone = np.zeros(n, np.bool_)
    on_path = np.zeros(n, np.bool_)
    path = np.empty(n, np.int64)
    placed[:] = -1
    gone[:] = starts[1:] == starts[:-1]
    for first in range(n):
        size = 0
        child: Any = np.int64(first)
        while not gone[first]:
            if not _looks(child, starts, lists, classes, free, asked):
                gone[child] = True
                on_path[child] = False
                # Those on the path may have pointed at this child: go back one, and let it look again.
                if child == first:
                    break
                if size > 0 and path[size - 1] == child:
                    size -= 1
                child = path[size - 1]
                continue
            if not on_path[child]:
                on_path[child] = True
                path[size] = child
                size += 1
            school = lists[asked[child]]
            while gone[ranking[pointed[school]]]:
                pointed[school] += 1
            child = np.int64(ranking[pointed[school]])
            if not on_path[child]:
                continue
            while True:  # the cycle: from the end of the path back to the child that it came to
                size -= 1
                member = path[size]
                placed[member] = lists[asked[member]]
                free[placed[member]] -= 1
                gone[member] = True
                on_path[member] = False
                if member == child:
                    break
            child = np.int64(first) if size == 0 else path[size - 1]


@compiled
def choose_in_turn(starts: Int64, lists: Int32, classes: Int32, seats: Int64, order: Int32, placed: Int32) -> None:
    """Serial dictatorship in this order of children; fills ``placed``."""
    free = seats.copy()
    placed[:] = -1
    for child in order:
        for at in range(starts[child], starts[child + 1]):
            school = lists[at]
            if classes[at] >= 0 and free[school] > 0:
                free[school] -= 1
                placed[child] = school
                break
