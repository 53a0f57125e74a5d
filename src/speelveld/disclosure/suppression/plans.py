# SPDX-License-Identifier: EUPL-1.2
"""Which units of a pool become reserves, and whether the sums across their units had better be hidden instead."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from speelveld.disclosure.suppression.arrays import Arrays, Flags, Floats, Integers
from speelveld.disclosure.suppression.exchange import owners
from speelveld.disclosure.suppression.kinds import Family, Kinds, family

FEWEST = 3
"""A pool of fewer units has nobody to lend."""


@dataclass(frozen=True)
class Plan:
    """The reserves of a pool, the sums that they go on showing, what they hide, and what that loses.

    ``scarce`` is the part of the kinds of which the pool without its richest unit has too few.
    """

    pool: Integers
    reserves: Integers
    family: Family
    opened: Flags
    loss: float
    scarce: float


@dataclass(frozen=True)
class Sums:
    """The cells of a system by the units that they run across: ``owner`` is the unit of a cell that runs across one
    only, else -1; ``runs`` across how many a cell runs."""

    part: Arrays
    owner: Integers
    runs: Integers

    def nearest(self, hidden: Flags, atoms: Integers) -> Flags:
        """The shown sums that count these atoms and run across the fewest units."""
        counted = np.zeros(len(self.part.atoms))
        counted[atoms] = 1.0
        touching = (self.runs > 1) & self.part.free & ~hidden & (abs(self.part.matrix) @ counted > 0)
        return np.asarray(touching & (self.runs == self.runs[touching].min())) if touching.any() else touching

    def reach(self, cells: Flags) -> Flags:
        """The atoms that these cells count."""
        return np.asarray(abs(self.part.matrix).T @ cells.astype(float) > 0)

    def loss(self, cells: Flags) -> float:
        """What hiding these cells loses."""
        return math.fsum(self.part.weight[cells])


def sums_of(part: Arrays, divided: Sequence[Integers]) -> Sums:
    """The cells by the units that they run across."""
    unit = np.zeros(len(part.atoms), dtype=np.int64)
    for place, atoms in enumerate(divided):
        unit[atoms] = place
    count = len(part.cells)
    pairs = np.repeat(np.arange(count), np.diff(part.matrix.indptr)) * len(divided) + unit[part.matrix.indices]
    runs = np.bincount(np.unique(pairs) // len(divided), minlength=count)
    return Sums(part, owners(part.matrix, divided), runs)


def choose(sums: Sums, hidden: Flags, divided: Sequence[Integers], lacking: Integers) -> tuple[Flags, list[Plan]]:
    """Hide sums where reserves would lose more, and plan reserves for all other pools with a need that lacks a witness.

    A pool that has too few pupils itself is joined by the cheapest pool nearby, whose own sums are then hidden. Where
    areas cut through each other, such as boards and districts, the sums of one are hidden before the next is judged:
    without them its pools are larger and may have enough.
    """
    part = sums.part
    wanted = abs(part.needs.matrix[lacking]).sum(axis=0) > 0
    while True:
        kinds = Kinds(part, hidden, divided)
        pools = kinds.pools()
        places = [np.concatenate([divided[unit] for unit in pool]) for pool in pools]
        plans, gone, joined = [], np.zeros_like(hidden), np.zeros(len(part.atoms), dtype=bool)
        for pool, atoms in zip(pools, places, strict=True):
            if not wanted[atoms].any() or joined[atoms].any():
                continue
            drawn = plan(kinds, pool, sums)
            near = sums.nearest(hidden, atoms)
            if near.any() and (drawn is None or drawn.scarce > 0.5):
                ally = _ally(sums, hidden, near, [other for other in places if other is not atoms])
                if ally is not None:
                    gone, joined = gone | ally, joined | sums.reach(ally)
                    continue
            if near.any() and (drawn is None or drawn.loss > sums.loss(near)):
                gone, joined = gone | near, joined | sums.reach(near)
            elif drawn is not None:
                plans.append(drawn)
        if not gone.any():
            return hidden, plans
        hidden = hidden | gone


def nearest(sums: Sums, hidden: Flags, divided: Sequence[Integers], lacking: Integers) -> Flags:
    """The sums across the units of every pool with a need that lacks a witness, so that it joins a larger one."""
    part, near = sums.part, np.zeros_like(hidden)
    wanted = abs(part.needs.matrix[lacking]).sum(axis=0) > 0
    for pool in Kinds(part, hidden, divided).pools():
        atoms = np.concatenate([divided[unit] for unit in pool])
        if wanted[atoms].any() and not sums.reach(near)[atoms].any():
            near |= sums.nearest(hidden, atoms)
    return near


def _ally(sums: Sums, hidden: Flags, near: Flags, others: Sequence[Integers]) -> Flags | None:
    """The cheapest sums of another pool within the reach of ``near`` that make its units join; None without any."""
    part = sums.part
    counted = np.zeros(len(part.cells))
    counted[near] = 1.0
    within = abs(part.matrix).T @ counted > 0
    most = int(sums.runs[near].min())
    best: tuple[float, Flags] | None = None
    for atoms in others:
        if not within[atoms].all():
            continue
        theirs = sums.nearest(hidden, atoms)
        if not theirs.any() or int(sums.runs[theirs].min()) >= most:
            continue
        loss = sums.loss(theirs)
        if loss < sums.loss(near) and (best is None or loss < best[0]):
            best = loss, theirs
    return None if best is None else best[1]


def plan(kinds: Kinds, pool: Integers, sums: Sums) -> Plan | None:
    """Reserves that together have enough of every kind, chosen for what they add at what loss; None without any."""
    part, divided = kinds.part, kinds.divided
    if len(pool) < FEWEST:
        return None
    kept = family(kinds, pool, sums.owner)
    opening = part.free & ~kinds.hidden & ~kept.cells & (sums.owner >= 0)
    place = np.full(len(divided) + 1, -1)
    place[pool] = np.arange(len(pool))
    of = place[sums.owner]
    opening &= of >= 0
    loss = np.bincount(of[opening], weights=part.weight[opening], minlength=len(pool)).astype(float)
    atoms = np.concatenate([divided[unit] for unit in pool])
    _, kind = np.unique(kinds.of[atoms], return_inverse=True)
    unit = np.repeat(np.arange(len(pool)), [len(divided[unit]) for unit in pool])
    has = np.zeros((len(pool), int(kind.max()) + 1))
    np.add.at(has, (unit, kind), part.true[atoms])
    enough = float(np.median(np.maximum(part.needs.width, part.needs.reach)))
    enough += math.ceil(enough / 5)
    chosen = _cover(has, loss, enough)
    if len(chosen) < 2:
        return None
    lends = np.zeros(len(pool) + 1, dtype=bool)
    lends[chosen] = True
    opened = opening & lends[of]
    scarce = float((has.sum(axis=0) - has.max(axis=0) < enough).mean())
    return Plan(pool, pool[np.sort(chosen)], kept, opened, sums.loss(opened), scarce)


def _cover(has: Floats, loss: Floats, enough: float) -> Integers:
    """Units, one by one, that add the most of what is short of ``enough`` for what they lose."""
    chosen: list[int] = []
    stock = np.zeros(has.shape[1])
    while True:
        gain = (np.minimum(stock + has, enough) - np.minimum(stock, enough)).sum(axis=1) / (loss + 1.0)
        gain[chosen] = 0.0
        best = int(np.argmax(gain))
        if gain[best] <= 0:
            return np.array(chosen, dtype=np.int64)
        chosen.append(best)
        stock = stock + has[best]
