# SPDX-License-Identifier: EUPL-1.2
"""The inner loops, compiled by numba on first use. Import this module inside a function: numba takes most of a second.

Every kernel reads a C-contiguous matrix of counts, units by groups, int32, int64 or float64, once or twice, and makes
no temporary array. n ln n of a whole number below ``TABLE_SIZE`` is looked up, which is several times as fast as a
logarithm. Compiled code is kept beside this file or, where that cannot be written, in the user's cache directory; where
neither can be, every process compiles anew (about a second).
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from speelveld.late import compiled
from speelveld.segregation.counts import Cells

TABLE_SIZE = 1 << 16
BLOCK = 256
"""Units summed apart before they are added to the total, so that rounding does not grow with the number of units."""

LANES = 8
"""Rows whose counts are added up beside each other, so that no addition waits for the one before it."""

SHARED = 200_000
"""Tables of at least so many cells are divided over two threads; for smaller ones that takes longer than it saves."""


@lru_cache(maxsize=1)
def table() -> NDArray[np.float64]:
    """n ln n for n = 0, 1, ..., ``TABLE_SIZE`` - 1."""
    values = np.arange(TABLE_SIZE, dtype=np.float64)
    values[1:] *= np.log(values[1:])
    values.flags.writeable = False
    return values


@compiled
def _xlogx(n: float, known: NDArray[np.float64]) -> float:
    whole = int(n)
    if whole == n and whole < known.size:
        return known[whole]  # type: ignore[no-any-return]
    return n * np.log(n)  # type: ignore[no-any-return]


@compiled
def _pair_sums(cells: Cells, known: NDArray[np.float64]) -> tuple[float, float, float, float, float, int]:
    total_a = 0.0
    total_b = 0.0
    for unit in range(cells.shape[0]):
        total_a += cells[unit, 0]
        total_b += cells[unit, 1]
    deviation, inside, isolated, units = 0.0, 0.0, 0.0, 0
    if total_a == 0 or total_b == 0:
        return total_a, total_b, np.nan, np.nan, np.nan, units
    per_a, per_b = 1 / total_a, 1 / total_b
    for unit in range(cells.shape[0]):
        a = cells[unit, 0]
        b = cells[unit, 1]
        size = a + b
        if size == 0:
            continue
        units += 1
        deviation += abs(a * per_a - b * per_b)
        inside += _xlogx(size, known) - _xlogx(a, known) - _xlogx(b, known)
        isolated += float(a) * a / size
    return total_a, total_b, deviation / 2, inside, isolated * per_a, units


@compiled
def _entropy_sums(cells: Cells, known: NDArray[np.float64], totals: NDArray[np.float64]) -> tuple[float, int]:
    inside, units = 0.0, 0
    for start in range(0, cells.shape[0], BLOCK):
        part = 0.0
        for unit in range(start, min(start + BLOCK, cells.shape[0])):
            size = cells[unit, 0] - cells[unit, 0]
            within = 0.0
            for group in range(cells.shape[1]):
                n = cells[unit, group]
                size += n
                totals[group] += n
                within += _xlogx(n, known)
            if size > 0:
                units += 1
                part += _xlogx(size, known) - within
        inside += part
    return inside, units


@compiled
def _add_up(flat: Cells, at: int, last: int, lanes: Cells, groups: int) -> None:
    """The cells from ``at`` to ``last``, whole rows, added to the totals of their groups, several rows at a time."""
    while at + lanes.size <= last:
        for lane in range(lanes.size):
            lanes[lane] += flat[at + lane]
        at += lanes.size
    while at < last:
        lanes[at % groups] += flat[at]
        at += 1


@compiled
def _looked_up(flat: Cells, at: int, last: int, known: NDArray[np.float64]) -> float:
    """The sum of n ln n of the cells from ``at`` to ``last``, all in the table; four sums, so that none waits."""
    one, two, three, four = 0.0, 0.0, 0.0, 0.0
    cell, end = np.uint64(at), np.uint64(last)
    while cell + np.uint64(4) <= end:
        one += known[np.uint64(flat[cell])]
        two += known[np.uint64(flat[cell + np.uint64(1)])]
        three += known[np.uint64(flat[cell + np.uint64(2)])]
        four += known[np.uint64(flat[cell + np.uint64(3)])]
        cell += np.uint64(4)
    while cell < end:
        one += known[np.uint64(flat[cell])]
        cell += np.uint64(1)
    return (one + two) + (three + four)


@compiled
def _whole_entropy_sums(
    cells: Cells, known: NDArray[np.float64], totals: NDArray[np.float64], sizes: Cells
) -> tuple[float, int]:
    """As ``_entropy_sums`` for whole counts: a block whose units all fit the table is looked up without a question."""
    groups = cells.shape[1]
    flat = cells.reshape(-1)
    lanes = np.zeros(LANES * groups, cells.dtype)
    inside, units = 0.0, 0
    for start in range(0, cells.shape[0], BLOCK):
        number = min(BLOCK, cells.shape[0] - start)
        first, last = start * groups, (start + number) * groups
        _add_up(flat, first, last, lanes, groups)
        cell = np.uint64(first)
        most = sizes[0] - sizes[0]
        for unit in range(number):
            size = flat[cell] - flat[cell]
            for _ in range(groups):
                size += flat[cell]
                cell += np.uint64(1)
            sizes[unit] = size
            most = max(most, size)
            units += size > 0
        if most < known.size:
            inside += _looked_up(sizes, 0, number, known) - _looked_up(flat, first, last, known)
        else:
            for unit in range(number):
                inside += _xlogx(sizes[unit], known)
                for group in range(groups):
                    inside -= _xlogx(cells[start + unit, group], known)
    for lane in range(lanes.size):
        totals[lane % groups] += lanes[lane]
    return inside, units


@compiled
def _deviations(
    cells: Cells, shares: NDArray[np.float64], absolute: NDArray[np.float64], square: NDArray[np.float64]
) -> None:
    for start in range(0, cells.shape[0], BLOCK):
        part = np.zeros((2, cells.shape[1]))
        for unit in range(start, min(start + BLOCK, cells.shape[0])):
            size = 0.0
            for group in range(cells.shape[1]):
                size += cells[unit, group]
            if size == 0:
                continue
            per_size = 1 / size
            for group in range(cells.shape[1]):
                gap = cells[unit, group] - size * shares[group]
                part[0, group] += abs(gap)
                part[1, group] += gap * gap * per_size
        for group in range(cells.shape[1]):
            absolute[group] += part[0, group]
            square[group] += part[1, group]


def pair_sums(cells: Cells) -> tuple[float, float, float, float, float, int]:
    """Of two groups, in one pass: the totals A and B; D; sum_i t_i E_i; isolation of A; the units with members.

    ``cells`` has shape ``(units, 2)``. NaN where one of the groups is empty.
    """
    found: tuple[float, float, float, float, float, int] = _pair_sums(cells, table())
    return found


def entropy_sums(cells: Cells) -> tuple[float, NDArray[np.float64], int]:
    """In one pass: sum_u t_u E_u; the total of each group, shape ``(groups,)``; the units with members."""
    if not cells.size:
        return 0.0, np.zeros(cells.shape[1]), 0
    if cells.size < SHARED:
        return _entropy_sums_of(cells)
    # Always the same two halves, added in the same order: the sum is the same on any number of cores.
    half = len(cells) // (2 * BLOCK) * BLOCK
    later = _second_thread().submit(_entropy_sums_of, cells[half:])
    first, second = _entropy_sums_of(cells[:half]), later.result()
    return first[0] + second[0], first[1] + second[1], first[2] + second[2]


def _entropy_sums_of(cells: Cells) -> tuple[float, NDArray[np.float64], int]:
    totals = np.zeros(cells.shape[1])
    if np.issubdtype(cells.dtype, np.integer):
        inside, units = _whole_entropy_sums(cells, table(), totals, np.zeros(BLOCK, cells.dtype))
    else:
        inside, units = _entropy_sums(cells, table(), totals)
    return inside, totals, units


@lru_cache(maxsize=1)
def _second_thread() -> ThreadPoolExecutor:
    """A thread for half of a large table: the kernels run without the interpreter's lock."""
    return ThreadPoolExecutor(1, thread_name_prefix="speelveld")


if hasattr(os, "register_at_fork"):
    # A forked process has no threads: it must not wait for that of its parent.
    os.register_at_fork(after_in_child=_second_thread.cache_clear)


def deviations(cells: Cells, totals: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Per group, in one pass: sum_u t_u |p_ug - p_g| and sum_u t_u (p_ug - p_g)^2, each of shape ``(groups,)``."""
    absolute, square = np.zeros(cells.shape[1]), np.zeros(cells.shape[1])
    _deviations(cells, totals / totals.sum(), absolute, square)
    return absolute, square
