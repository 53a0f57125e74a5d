# SPDX-License-Identifier: EUPL-1.2
"""Compiled loops for many lotteries. Import this module inside a function, as ``kernels``."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from speelveld.late import compiled
from speelveld.placement.kernels import by_first_class, propose
from speelveld.placement.market import Int32, Int64

_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX_1: Final = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2: Final = np.uint64(0x94D049BB133111EB)
_30: Final = np.uint64(30)
_27: Final = np.uint64(27)
_31: Final = np.uint64(31)
_32: Final = np.uint64(32)
_LOW: Final = np.uint64(0xFFFFFFFF)


@compiled
def _mixed(state: Any) -> Any:
    """SplitMix64 (Steele, Lea and Flood 2014): 64 bits of which every one depends on every bit of the state."""
    state = (state ^ (state >> _30)) * _MIX_1
    state = (state ^ (state >> _27)) * _MIX_2
    return state ^ (state >> _31)


@compiled
def shuffle(numbers: Int32, seed: Any, draw: Any) -> None:
    """Fill ``numbers`` with 0, 1, ... in a random order that depends on ``seed`` and ``draw`` alone.

    Fisher and Yates, inside out. A place is drawn without bias: of the 2^32 values, those that would make some places
    likelier are drawn again (Lemire 2019).
    """
    state = _mixed(seed + _STEP) ^ _mixed(_mixed(draw + _STEP))
    for at in range(numbers.size):
        bound = np.uint64(at + 1)
        while True:
            state += _STEP
            product = (_mixed(state) >> _32) * bound
            low = product & _LOW
            if low >= bound or low >= (_LOW - bound + np.uint64(1)) % bound:
                break
        place = np.int64(product >> _32)
        numbers[at] = numbers[place]
        numbers[place] = at


@compiled
def propose_many(
    starts: Int64,
    lists: Int32,
    classes: Int32,
    width: int,
    seats: Int64,
    bases: Int64,
    seed: Any,
    first: Any,
    found: Int32,
) -> None:
    """Deferred acceptance under one lottery per row of ``found``, shape ``(draws, n)``."""
    turns = np.empty(found.shape[1], np.int32)
    order = np.empty(found.shape[1], np.int32)
    numbers = np.empty(found.shape[1], np.int32)
    asked = np.empty(found.shape[1], np.int32)
    heap = np.empty(bases[-1], np.int64)
    sizes = np.empty(seats.size, np.int32)
    worst = np.empty(seats.size, np.int64)
    for row in range(found.shape[0]):
        shuffle(numbers, seed, first + np.uint64(row))
        for child in range(numbers.size):
            turns[numbers[child]] = child
        by_first_class(starts, classes, turns, order)
        propose(starts, lists, classes, numbers, width, order, seats, bases, asked, heap, sizes, worst, found[row])
