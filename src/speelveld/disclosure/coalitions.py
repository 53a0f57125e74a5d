# SPDX-License-Identifier: EUPL-1.2
"""Who may put their own rows together, and which of them surely learn nothing: all pairs of a large table at once.

To try every pair of members by itself takes an attack each, too many in a large table. But a coalition knows no more
than all members together that it is a part of. So the members are divided into a few blocks, and each block is attacked
by everybody outside it: what they do not learn of the block, no coalition does that has nobody in it. Done over again
with other blocks, this leaves few coalitions of which it is not known.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from math import comb

import numpy as np
from numpy.typing import NDArray

from speelveld.disclosure.attack.bounds import judged
from speelveld.disclosure.moves import unproven
from speelveld.disclosure.system import Protected, Statement, System

WORK = 200_000
"""How many cells all coalitions that are tried one by one look at together; of each group at least one is tried."""
LEAST_TRIED = 12
"""How many coalitions are tried in any table that has as many."""
MOST = 20_000
"""How many coalitions are looked at in blocks."""
BLOCK = 20
"""About so many members are in a block: so few that many coalitions stand outside, so many that these stay in doubt."""
BLOCKS = 8
"""The most blocks in one division."""
DIVISIONS = 20
"""How often the members are divided at most."""
IN_BLOCKS = 300_000
"""How many cells all blocks look at together, with at least three divisions."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Coalition:
    """Members of one group, and the atoms that they count themselves."""

    name: str
    atoms: frozenset[str]
    members: frozenset[str] = frozenset()


def coalitions(
    system: System,
    hidden: frozenset[str],
    members: Mapping[str, frozenset[str]],
    groups: Mapping[str, Sequence[str]],
    together: int,
    most: int | None = None,
) -> tuple[list[Coalition], int]:
    """The coalitions to try, and how many there are.

    ``members`` gives the atoms of each member; ``groups`` the members that may join. In a small group one member is
    left out, for somebody must be left to learn about. Where there are more than ``most`` (by default as many as can be
    tried one by one), those come whose own rows hold most of what is hidden: that is what they add to what an outsider
    knows.
    """
    gone = [frozenset(atom for atom, _ in cell.terms) for cell in system.cells if cell.id in hidden]

    def adds(member: str) -> int:
        return sum(atoms <= members[member] for atoms in gone)

    score = {member: adds(member) for member in sorted({member for of in groups.values() for member in of})}
    each = max(1, (most or one_by_one(system)) // max(1, len(groups)))
    tried, there = [], 0
    for group in sorted(groups):
        of = sorted(groups[group], key=lambda one: (-score[one], one))
        size = min(together, max(1, len(of) - 1))
        there += comb(len(of), size)
        for chosen in islice(combinations(of, size), each):
            atoms = frozenset[str]().union(*(members[one] for one in chosen))
            name = f"{' and '.join(chosen)} ({group})" if group else " and ".join(chosen)
            tried.append(Coalition(name, atoms, frozenset(chosen)))
    return tried, there


def one_by_one(system: System) -> int:
    """How many coalitions can be tried one by one."""
    return max(LEAST_TRIED, WORK // max(1, len(system.cells)))


def knows(system: System, one: Coalition) -> Iterator[Statement]:
    """The own counts of a coalition."""
    for atom in sorted(one.atoms):
        if atom in system.values:
            value = system.values[atom]
            yield Statement(f"known to {one.name}: {atom}", ((atom, 1.0),), value, value)


def in_doubt(
    system: System,
    statements: Sequence[Statement],
    needs: Sequence[Protected],
    members: Mapping[str, frozenset[str]],
    groups: Mapping[str, Sequence[str]],
    every: Sequence[Coalition],
) -> list[tuple[Coalition, tuple[Protected, ...]]]:
    """The coalitions of which no block shows that they learn nothing, each with the needs that are left in doubt.

    ``statements`` are all that an outsider knows. The blocks are the same each time: no clock is looked at.
    """
    proven = list(_proven(system, statements, needs, members, groups))
    of = [frozenset(atom for atom, _ in need.terms) for need in needs]
    found = []
    for one in every:
        safe = np.zeros(len(needs), dtype=bool)
        for block, flags in proven:
            if not block & one.members:
                safe |= flags
        left = tuple(
            need for need, atoms, sure in zip(needs, of, safe, strict=True) if not sure and not atoms <= one.atoms
        )
        if left:
            found.append((one, left))
    return found


def _proven(
    system: System,
    statements: Sequence[Statement],
    needs: Sequence[Protected],
    members: Mapping[str, frozenset[str]],
    groups: Mapping[str, Sequence[str]],
) -> Iterator[tuple[frozenset[str], Flags]]:
    """Blocks, and which needs stay uncertain to all who are not in them."""
    number = min(BLOCKS, max(2, len(members) // BLOCK))
    divisions = min(DIVISIONS, max(3, IN_BLOCKS // max(1, number * len(system.cells))))
    for division in range(divisions):
        for block in _blocks(groups, number, division):
            inside = frozenset[str]().union(*(members[one] for one in block))
            places = [at for at, need in enumerate(needs) if any(atom in inside for atom, _ in need.terms)]
            outside = Coalition("all others", frozenset(system.values) - inside)
            flags = np.zeros(len(needs), dtype=bool)
            flags[places] = safe_from(system, outside, statements, [needs[at] for at in places])
            yield block, flags


def _blocks(groups: Mapping[str, Sequence[str]], number: int, division: int) -> list[frozenset[str]]:
    """All members in so many blocks of one size, with those of one group in as many blocks as can be."""
    chance = random.Random(division)  # noqa: S311 - for blocks that are the same each time, not for secrets
    order: dict[str, None] = {}
    for group in sorted(groups):
        of = sorted(groups[group])
        chance.shuffle(of)
        order.update(dict.fromkeys(of))
    dealt = list(order)
    return [frozenset(dealt[start::number]) for start in range(number)]


def safe_from(
    system: System, one: Coalition, statements: Sequence[Statement], needs: Sequence[Protected]
) -> list[bool]:
    """Which needs stay as uncertain to a coalition as they must, by the attacker's own proof."""
    told = [*statements, *knows(system, one)]
    doubtful = unproven(told, needs, [system.values])
    found = zip(doubtful, judged(told, doubtful), strict=True)
    left = {id(need) for need, one in found if one.narrow or not one.settled}
    return [id(need) not in left for need in needs]
