# SPDX-License-Identifier: EUPL-1.2
"""Witnesses for a large system with the help of a few units that hide more: reserves.

When every unit shows what it can, the others can hardly make up for a change in one of them without a shown sum
noticing. A few units that show little but their totals make up for any change: they take what the other gives and give
what it takes, as far as their counts go. So the sums across units can stay shown. Within a group of kinds that every
reserve may shift between, counts can always be divided over the reserves when their sums allow it (a transportation
problem), so a unit need only know the summed counts of all reserves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array, vstack

from speelveld.disclosure.suppression.arrays import Arrays, Flags, Integers
from speelveld.disclosure.suppression.attacker import Attacker
from speelveld.disclosure.suppression.exchange import owners
from speelveld.disclosure.suppression.greedy import protect
from speelveld.disclosure.suppression.kinds import Kinds
from speelveld.disclosure.suppression.plans import Plan, Sums, choose
from speelveld.disclosure.suppression.questions import judge
from speelveld.disclosure.suppression.witnesses import Witnesses

NODES = 20
"""The effort of a search for whole tables of one unit."""
TOGETHER = 600
"""The most atoms of units that move together."""


def with_reserves(part: Arrays, witnesses: Witnesses, hidden: Flags, divided: Sequence[Integers], sums: Sums) -> Flags:
    """Hide more, so that most needs find witnesses in which a unit moves with reserves; add these witnesses.

    Where reserves would lose more than the sums across their units, these sums are hidden instead. Some needs may be
    left without witnesses.
    """
    hidden, plans = choose(sums, hidden, divided, witnesses.lacking(hidden))
    for drawn in plans:
        hidden = hidden | drawn.opened
    kinds = Kinds(part, hidden, divided)
    for drawn in plans:
        moving = [np.array([unit]) for unit in drawn.pool]
        hidden = _serve(kinds, moving, drawn.reserves, drawn.family.group, witnesses, hidden)
        hidden = _open_wholly(kinds, drawn, witnesses, hidden, sums)
        moving = _together(kinds, drawn.pool, witnesses, hidden)
        hidden = _serve(kinds, moving, drawn.reserves, drawn.family.group, witnesses, hidden)
    return hidden


def _together(kinds: Kinds, pool: Integers, witnesses: Witnesses, hidden: Flags) -> list[Integers]:
    """The sets of units of a pool over which a need without witnesses runs, where they are few."""
    part, divided = kinds.part, kinds.divided
    unit = np.full(len(part.atoms), -1, dtype=np.int64)
    for place in pool:
        unit[divided[place]] = place
    found: dict[bytes, Integers] = {}
    for need in witnesses.lacking(hidden):
        row = part.needs.matrix
        of = np.unique(unit[row.indices[row.indptr[need] : row.indptr[need + 1]]])
        if len(of) > 1 and of[0] >= 0 and sum(len(divided[one]) for one in of) <= TOGETHER:
            found.setdefault(of.tobytes(), of)
    return list(found.values())


def _open_wholly(kinds: Kinds, drawn: Plan, witnesses: Witnesses, hidden: Flags, sums: Sums) -> Flags:
    """A few reserves that hide their totals too, for needs that ask for more or fewer pupils in a whole unit."""
    part, divided = kinds.part, kinds.divided
    dearest = sums.loss(sums.nearest(hidden, np.concatenate([divided[unit] for unit in drawn.pool])))
    size = np.array([part.true[divided[unit]].sum() for unit in drawn.reserves])
    need_owner = owners(part.needs.matrix, divided)
    largest = drawn.reserves[np.argsort(-size, kind="stable")]
    many = 1
    while many < len(largest):
        many *= 2
        lacking = np.unique(need_owner[witnesses.lacking(hidden)])
        moving = [np.array([unit]) for unit in drawn.pool[np.isin(drawn.pool, lacking)]]
        opened = part.free & ~hidden & np.isin(sums.owner, largest[:many])
        if not moving or sums.loss(opened) > dearest:
            break
        hidden = hidden | opened
        hidden = _serve(kinds, moving, largest[:many], None, witnesses, hidden)
    return hidden


def _serve(
    kinds: Kinds,
    moving: Sequence[Integers],
    reserves: Integers,
    group: Integers | None,
    witnesses: Witnesses,
    hidden: Flags,
) -> Flags:
    """Witnesses in which some units move and reserves make up; what must be hidden as well for lack of them is.

    Without a ``group`` of every kind the reserves show no sum of their own at all.
    """
    part = kinds.part
    stock = np.zeros(int(kinds.of.max()) + 1, dtype=np.int64)
    for unit in reserves:
        np.add.at(stock, kinds.of[kinds.divided[unit]], part.true[kinds.divided[unit]])
    for units in moving:
        atoms = np.sort(np.concatenate([kinds.divided[unit] for unit in units]))
        own = part.cut(atoms, inner=True)
        asked = witnesses.lacking(hidden)
        mine = np.flatnonzero(np.isin(own.need_place, part.need_place[asked]))
        if not len(mine):
            continue
        left = stock.copy()
        for unit in reserves[np.isin(reserves, units)]:
            np.subtract.at(left, kinds.of[kinds.divided[unit]], part.true[kinds.divided[unit]])
        own = _limited(own, kinds.of[atoms], None if group is None else group[kinds.of[atoms]], left)
        cells = np.searchsorted(part.place, own.place)
        more, tables = _tables(own, hidden[cells], mine)
        if (more & ~hidden[cells]).any():
            hidden = hidden.copy()
            hidden[cells[more]] = True
        for table in tables:
            change = _supplied(kinds, group, atoms, table - own.true, reserves[~np.isin(reserves, units)])
            if change is not None:
                witnesses.add_change(*change)
    return hidden


def _limited(own: Arrays, kind: Integers, group: Integers | None, stock: Integers) -> Arrays:
    """A unit that changes only as far as the reserves can make up for it."""
    rows, kinds = _sums(kind)
    low, high = np.full(len(kinds), -np.inf), rows @ own.true + stock[kinds]
    if group is not None:
        sums, _ = _sums(group)
        same = sums @ own.true
        rows, low, high = vstack([rows, sums]), np.r_[low, same], np.r_[high, same]
    return replace(
        own,
        stated=csr_array(vstack([own.stated, rows])),
        stated_low=np.r_[own.stated_low, low],
        stated_high=np.r_[own.stated_high, high],
    )


def _sums(label: Integers) -> tuple[csr_array, Integers]:
    """One row per label that sums the atoms with that label, and the labels."""
    labels, place = np.unique(label, return_inverse=True)
    count = len(label)
    return csr_array((np.ones(count), (place, np.arange(count))), shape=(len(labels), count)), labels


def _tables(own: Arrays, hidden: Flags, asked: Integers) -> tuple[Flags, list[Integers]]:
    """What a unit must hide, and the tables that then prove the needs that are asked for."""
    witnesses = Witnesses(own)
    attacker = Attacker(own, witnesses, nodes=NODES)
    attacker.open(hidden)
    for need in asked:
        if need in witnesses.lacking(hidden):
            judge(attacker, int(need), hidden)
    if np.isin(witnesses.lacking(hidden), asked).any():
        hidden, _ = protect(attacker, hidden)
    return hidden, witnesses.tables(hidden)[1:]


def _supplied(
    kinds: Kinds, group: Integers | None, atoms: Integers, change: Integers, reserves: Integers
) -> tuple[Integers, Integers] | None:
    """The change of a unit together with that of the reserves: ``(atoms, change)``; None when they cannot supply it."""
    moved = {int(atom): int(by) for atom, by in zip(atoms, change, strict=True) if by}
    left: dict[int, int] = {}
    for atom, by in moved.items():
        kind = int(kinds.of[atom])
        left[kind] = left.get(kind, 0) - by
    for reserve in reserves:
        asked = [kind for kind, by in left.items() if by]
        theirs = kinds.divided[reserve]
        theirs = theirs[np.isin(kinds.of[theirs], asked)].tolist()
        if group is None:
            _give(kinds, theirs, moved, left)
        else:
            _shift(kinds, group, theirs, moved, left)
    if any(left.values()):
        return None
    places = np.array(sorted(atom for atom, by in moved.items() if by), dtype=np.int64)
    return places, np.array([moved[int(atom)] for atom in places], dtype=np.int64)


def _give(kinds: Kinds, theirs: list[int], moved: dict[int, int], left: dict[int, int]) -> None:
    """One reserve gives and takes what it can, whatever becomes of its own sums."""
    for atom in theirs:
        kind = int(kinds.of[atom])
        by = max(left[kind], -int(kinds.part.true[atom]))
        moved[atom] = by
        left[kind] -= by


def _shift(kinds: Kinds, group: Integers, theirs: list[int], moved: dict[int, int], left: dict[int, int]) -> None:
    """One reserve gives and takes what it can between atoms that all its shown sums count alike."""
    blocks: dict[tuple[int, int], tuple[list[int], list[int]]] = {}
    for atom in theirs:
        kind = int(kinds.of[atom])
        blocks.setdefault((int(kinds.inner[atom]), int(group[kind])), ([], []))[left[kind] > 0].append(atom)
    for falls, rises in blocks.values():
        for fall in falls:
            here, kind = int(kinds.part.true[fall]), int(kinds.of[fall])
            while here and rises and left[kind]:
                rise = int(kinds.of[rises[-1]])
                size = min(here, -left[kind], left[rise])
                if not size:
                    rises.pop()
                    continue
                moved[fall] = moved.get(fall, 0) - size
                moved[rises[-1]] = moved.get(rises[-1], 0) + size
                left[kind] += size
                left[rise] -= size
                here -= size
