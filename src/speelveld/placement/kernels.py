# SPDX-License-Identifier: EUPL-1.2
"""The mechanisms as compiled loops over the arrays of a market. Import this module inside a function: numba is slow to
import. Each gives what its namesake in ``plain`` gives, on every market.

Who comes first at a school is one whole number, the key: ``class * width + lottery rank``, made while a child asks.
A heap holds, per school, the children it keeps, the last one on top, as ``key << 32 | child``; keys are below 2^31.
All heaps share one array. What costs time is reading memory in no order, so what is asked of a full school is first
compared with one number, the key of the last child it keeps.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from speelveld.late import compiled
from speelveld.placement.market import Int32, Int64

MOST_KEY: Final = 1 << 31
_OPEN: Final = np.int64(2**62)
_CHILD: Final = np.int64(0xFFFFFFFF)
_ONE: Final = np.uint64(1)
_BUCKETS: Final = 16


@compiled
def _push(heap: Int64, base: int, size: int, key: int) -> None:
    """Add a key to the heap of ``size`` keys from ``base`` on, largest on top."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if heap[base + above] >= key:
            break
        heap[base + at] = heap[base + above]
        at = above
    heap[base + at] = key


@compiled
def _sift(heap: Int64, base: int, size: int, at: int, key: int) -> None:
    """Put a key at a place of the heap, and let it sink below larger ones.

    Which of two children is larger nobody can predict, so it is added as 0 or 1 and not branched on.
    """
    # Unsigned places: with signed ones every reading of memory first asks whether the place counts from the end.
    root, end = np.uint64(base), np.uint64(base + size)
    hole: Any = np.uint64(base + at)
    below: Any = hole + (hole - root) + _ONE
    while below + _ONE < end:
        below += np.uint64(heap[below + _ONE] > heap[below])
        larger = heap[below]
        if larger <= key:
            heap[hole] = key
            return
        heap[hole] = larger
        hole = below
        below = hole + (hole - root) + _ONE
    if below < end and heap[below] > key:
        heap[hole] = heap[below]
        hole = below
    heap[hole] = key


@compiled
def _heapify(heap: Int64, base: int, size: int) -> None:
    """Make a heap, largest on top, of ``size`` keys in any order (Floyd 1964)."""
    for root in range(size // 2 - 1, -1, -1):
        _sift(heap, base, size, root, heap[base + root])


@compiled
def by_first_class(starts: Int64, classes: Int32, turns: Int32, order: Int32) -> None:
    """Fill ``order`` with the children by their class at their first school; within it by ``turns``, or by number.

    Whoever asks first and comes first is never sent away, so that less has to be undone. A counting sort.
    """
    begins = np.zeros(_BUCKETS + 1, np.int64)
    buckets = np.zeros(order.size, np.int8)
    for child in range(order.size):
        if starts[child] < starts[child + 1]:
            buckets[child] = min(max(classes[starts[child]], 0), _BUCKETS - 1)
        begins[buckets[child] + 1] += 1
    for bucket in range(_BUCKETS):
        begins[bucket + 1] += begins[bucket]
    for turn in range(order.size):
        child = turns[turn] if turns.size else turn
        order[begins[buckets[child]]] = child
        begins[buckets[child]] += 1


@compiled
def propose(
    starts: Int64,
    lists: Int32,
    classes: Int32,
    numbers: Int32,
    width: int,
    order: Int32,
    seats: Int64,
    bases: Int64,
    asked: Int32,
    heap: Int64,
    sizes: Int32,
    worst: Int64,
    placed: Int32,
) -> None:
    """Deferred acceptance, children propose; fills ``placed``, shape ``(n,)``. ``asked`` to ``worst`` are room to work.

    ``numbers`` has one rank per child, or is empty. Children start to ask in ``order``, or as they are numbered where
    it is empty: the result is the same, the time is not. ``seats`` are at most the room ``bases[s + 1] - bases[s]``.
    """
    for school in range(seats.size):
        sizes[school] = 0
        worst[school] = _OPEN if seats[school] > 0 else -1
    for each in range(placed.size):
        asked[each] = starts[each]
    for turn in range(placed.size):
        child: Any = np.int64(order[turn]) if order.size else np.int64(turn)
        number = np.int64(numbers[child]) if numbers.size else np.int64(0)
        at = np.int64(asked[child])
        end = starts[child + 1]
        while at < end:
            school = lists[at]
            level = classes[at]
            at += 1
            key = ((level * np.int64(width) + number) << 32) | child
            if level < 0 or key > worst[school]:
                continue
            base = bases[school]
            size = sizes[school]
            asked[child] = at
            if size < seats[school]:  # as long as a seat is free, nobody asks who is last
                heap[base + size] = key
                sizes[school] = size + 1
                if size + 1 == seats[school]:
                    _heapify(heap, base, size + 1)
                    worst[school] = heap[base]
                break
            child = heap[base] & _CHILD
            _sift(heap, base, size, 0, key)
            worst[school] = heap[base]
            number = np.int64(numbers[child]) if numbers.size else np.int64(0)
            at = np.int64(asked[child])
            end = starts[child + 1]
    placed[:] = -1
    for school in range(seats.size):
        for kept in range(bases[school], bases[school] + sizes[school]):
            placed[heap[kept] & _CHILD] = school


@compiled
def _pop(heap: Int64, base: int, size: int) -> None:
    """Take the largest key out."""
    if size > 1:
        _sift(heap, base, size - 1, 0, heap[base + size - 1])


@compiled
def _sent_away(
    school: int, full: bool, counts: Int32, floors: Int64, ceilings: Int64, hard: bool, heap: Int64, bases: Int64
) -> int:
    """The type of which a school that holds one child too many sends the last one away; -1 when it holds none too many.

    With soft bounds the last child goes of those above their ceiling, and if there are none, of those above their
    floor. With hard ones a type above its ceiling is one too many, whether seats are left or not.
    """
    kinds = floors.shape[1]
    for bound in range(2):
        found = -1
        last = np.int64(-1)
        for kind in range(kinds):
            count = counts[school * kinds + kind]
            limit = ceilings[school, kind] if bound == 0 else floors[school, kind]
            if count > limit:
                key = heap[bases[school * kinds + kind]]
                if key > last:
                    last = key
                    found = kind
        if found >= 0 and (full or (hard and bound == 0)):
            return found
        if not full:
            return -1
    return -1


@compiled
def propose_by_type(
    starts: Int64,
    lists: Int32,
    classes: Int32,
    numbers: Int32,
    width: int,
    seats: Int64,
    types: Int32,
    floors: Int64,
    ceilings: Int64,
    hard: bool,
    bases: Int64,
    placed: Int32,
) -> None:
    """Deferred acceptance with a floor and a ceiling per school and type; fills ``placed``.

    One heap per school and type, from ``bases[school * types + type]`` on. A minority reserve is a floor; a majority
    quota is a hard ceiling. Sending one child away at a time is choosing anew, because the rules are substitutable.
    """
    kinds = floors.shape[1]
    heap = np.empty(bases[-1], np.int64)
    counts = np.zeros(seats.size * kinds, np.int32)
    totals = np.zeros(seats.size, np.int64)
    asked = starts[:-1].astype(np.int32)
    for first in range(placed.size):
        child: Any = np.int64(first)
        while True:
            at = asked[child]
            if at >= starts[child + 1]:
                break
            asked[child] = at + 1
            school = lists[at]
            if classes[at] < 0 or seats[school] == 0:
                continue
            number = np.int64(numbers[child]) if numbers.size else np.int64(0)
            kind = types[child]
            own = school * kinds + kind
            _push(heap, bases[own], counts[own], ((classes[at] * np.int64(width) + number) << 32) | child)
            counts[own] += 1
            totals[school] += 1
            over = totals[school] > seats[school]
            out = _sent_away(school, over, counts, floors, ceilings, hard, heap, bases)
            if out < 0:
                break
            gone = school * kinds + out
            child = heap[bases[gone]] & _CHILD
            _pop(heap, bases[gone], counts[gone])
            counts[gone] -= 1
            totals[school] -= 1
    placed[:] = -1
    for school in range(seats.size):
        for own in range(school * kinds, (school + 1) * kinds):
            for at in range(bases[own], bases[own] + counts[own]):
                placed[heap[at] & _CHILD] = school
