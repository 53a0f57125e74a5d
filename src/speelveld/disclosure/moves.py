# SPDX-License-Identifier: EUPL-1.2
"""Proof by moving one count: a need is safe when a table that fits all statements still fits with one atom changed.

Rounded and perturbed tables show every cell, each with some room around it. Moving one atom up or down moves every sum
that counts it; as far as all of these have room, nobody can exclude the tables on the way. That proves most needs
without any programming; those that it does not prove must be attacked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from speelveld.disclosure.system import Protected, Statement


def unproven(
    statements: Sequence[Statement], needs: Sequence[Protected], tables: Sequence[Mapping[str, int]]
) -> tuple[Protected, ...]:
    """The needs that no single move from any of ``tables`` proves, in their order.

    A table gives a whole count of at least 0 to each atom. One that does not fit the statements proves nothing.
    """
    left = tuple(needs)
    for table in tables:
        room = _room(statements, table)
        if room is not None:
            left = tuple(need for need in left if not _proven(need, table, *room))
    return left


def _room(
    statements: Sequence[Statement], table: Mapping[str, int]
) -> tuple[dict[str, float], dict[str, float]] | None:
    """How far each atom can go up and down alone; None when the table does not fit the statements."""
    place = {atom: at for at, atom in enumerate(table)}
    up = np.full(len(place), math.inf)
    down = np.array(list(table.values()), dtype=float)
    for said in statements:
        value = sum(number * table.get(atom, 0) for atom, number in said.terms)
        if not said.low <= value <= said.high:
            return None
        for atom, number in said.terms:
            if (at := place.get(atom)) is None:
                return None
            above, below = (
                (said.high - value, value - said.low) if number > 0 else (value - said.low, said.high - value)
            )
            up[at] = min(up[at], above // abs(number))
            down[at] = min(down[at], below // abs(number))
    return dict(zip(place, up.tolist(), strict=True)), dict(zip(place, down.tolist(), strict=True))


def _proven(need: Protected, table: Mapping[str, int], up: Mapping[str, float], down: Mapping[str, float]) -> bool:
    """Whether moves of single atoms span the width of a need and reach far enough."""
    value = sum(number * table[atom] for atom, number in need.terms)
    ends = [
        (number * up[atom], number * down[atom]) if number > 0 else (-number * down[atom], -number * up[atom])
        for atom, number in need.terms
    ]
    most, least = max(end for end, _ in ends), max(end for _, end in ends)
    return most + least >= max(1, need.width) and value + most >= need.reach
