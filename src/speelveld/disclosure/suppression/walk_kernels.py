# SPDX-License-Identifier: EUPL-1.2
"""The compiled loops of ``walks``. Import this module inside a function: numba is slow to load."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from speelveld.late import compiled

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@compiled
def worth(value: int, up: int, down: int) -> float:
    """How near a need is to a goal: 1 at or beyond one, less than a half between, steeper the nearer."""
    if value >= up or value <= down:
        return 1.0
    above = max(value, 0) / up
    best = 0.5 * above * above
    if down >= 0:
        below = 1.0 - (value - down) / (up - down)
        best = max(best, 0.5 * below * below)
    return best


@compiled
def possible(table: Integers, atoms: Integers, sign: int, size: int) -> bool:
    """Whether the atoms that a move lowers have enough."""
    half = atoms.size // 2
    first = half if sign > 0 else 0
    for atom in atoms[first : first + half]:  # noqa: SIM110 - numba compiles no generator
        if table[atom] < size:
            return False
    return True


@compiled
def gain(value: Integers, change: Integers, touched: Integers, up: Integers, down: Integers) -> float:
    """What the changes of the needs that a move touched are worth."""
    total = 0.0
    for form in touched:
        if change[form] != 0:
            total += worth(value[form] + change[form], up[form], down[form])
            total -= worth(value[form], up[form], down[form])
    return total


@compiled
def step(state: Any) -> Any:
    """The next state of Marsaglia's xorshift generator of 64 bits."""
    state ^= state << np.uint64(13)
    state ^= state >> np.uint64(7)
    state ^= state << np.uint64(17)
    return state


@compiled
def walk(
    table: Integers,
    moves: Integers,
    start: Integers,
    need: Integers,
    coefficient: Integers,
    value: Integers,
    asked: Flags,
    up: Integers,
    down: Integers,
    steps: int,
    warmth: float,
    seed: int,
) -> None:
    """Walk from ``table`` by ``steps`` random moves, mostly towards the goals of the needs that are asked.

    Every row of ``moves`` lists the atoms that rise in its first half and those that fall in its second.
    ``start``, ``need`` and ``coefficient`` list the needs of every atom. ``table`` and ``value`` change in place.
    A move that makes things worse by ``d`` is taken with the chance ``exp(-d / warmth)``.
    """
    count, width = moves.shape
    half = width // 2
    change = np.zeros(value.size, np.int64)
    touched = np.empty(2 * need.size, np.int64)  # an atom stands in a move twice at most
    state: Any = np.uint64(seed)
    for _ in range(steps):
        state = step(state)
        move = moves[int(state % np.uint64(count))]
        bits = int((state >> np.uint64(40)) & np.uint64(7))
        sign = 1 if bits & 1 else -1
        size = 1 + ((bits >> 1) & 1) * ((bits >> 2) & 1)
        if not possible(table, move, sign, size):
            continue
        many = 0
        for place in range(width):
            atom = move[place]
            by = size * (sign if place < half else -sign)
            for entry in range(start[atom], start[atom + 1]):
                form = need[entry]
                if asked[form]:
                    if change[form] == 0:
                        touched[many] = form
                        many += 1
                    change[form] += by * coefficient[entry]
        better = gain(value, change, touched[:many], up, down)
        if better < 0.0:
            state = step(state)
        taken = better >= 0.0 or float(state >> np.uint64(11)) / 9007199254740992.0 < np.exp(better / warmth)
        if taken:
            for place in range(width):
                table[move[place]] += size * (sign if place < half else -sign)
        for form in touched[:many]:
            if taken:
                value[form] += change[form]
            change[form] = 0
