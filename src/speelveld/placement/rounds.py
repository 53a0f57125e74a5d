# SPDX-License-Identifier: EUPL-1.2
"""What is left of a market for a later round: the children who take part in it, and the seats that nobody has."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from speelveld.placement.market import (
    INELIGIBLE,
    MAJORITY,
    MINORITY,
    UNLIMITED,
    Int32,
    Int64,
    Market,
    SeatRules,
)


def only(market: Market, joins: NDArray[np.bool_]) -> Market:
    """The market in which no school can take whoever does not join: a round in which they do not count."""
    classes = np.where(joins[market.owners], market.classes, INELIGIBLE).astype(np.int32)
    pairs = market.eligible
    here = np.flatnonzero(joins[pairs.students])
    kept = replace(
        pairs,
        students=pairs.students[here],
        schools=pairs.schools[here],
        classes=pairs.classes[here],
        numbers=pairs.numbers[here],
        tags=pairs.tags[here],
    )
    return replace(market, classes=classes, pairs=kept)


def without(market: Market, placed: Int32) -> Market:
    """The market with the seats that are left after ``placed``: the school of each child, -1 for none."""
    held = placed[placed >= 0]
    capacities = market.capacities - np.bincount(held, minlength=market.n_schools)
    if int(capacities.min(initial=0)) < 0:
        raise ValueError("more children are placed than there are seats")
    kinds = len(market.type_names)
    counts = np.zeros((market.n_schools, kinds), np.int64)
    typed = (placed >= 0) & (market.student_types >= 0)
    np.add.at(counts, (placed[typed], market.student_types[typed]), 1)
    rules = market.seat_rules
    left = SeatRules(
        np.minimum(_less(rules.reserves, _of(market, counts, MINORITY)), capacities),
        _less(rules.quotas, _of(market, counts, MAJORITY)),
        _fitting(_less(rules.floors, counts), capacities),
        _less(rules.ceilings, counts),
        rules.shares,
        _slots(market, placed),
    )
    return replace(market, capacities=capacities, rules=left)


def _less(limit: Int64, used: Int64) -> Int64:
    """What is left of a limit; one that is not there stays away."""
    return np.where(limit >= UNLIMITED, limit, np.maximum(limit - used, 0))


def _of(market: Market, counts: Int64, name: str) -> Int64:
    if name not in market.type_names:
        return np.zeros(market.n_schools, np.int64)
    column: Int64 = counts[:, market.type_names.index(name)]
    return column


def _fitting(floors: Int64, capacities: Int64) -> Int64:
    """Floors that earlier rounds left unmet, as far as seats are left, type by type."""
    before = np.cumsum(floors, axis=1) - floors
    return np.clip(capacities[:, None] - before, 0, floors)


def _slots(market: Market, placed: Int32) -> tuple[tuple[int, ...], ...]:
    """The seats that are left when those placed take theirs in the order of filling."""
    tags = np.zeros(market.lists.size, np.int64) if market.entry_tags is None else market.entry_tags
    found = []
    for school, slots in enumerate(market.seat_rules.slots):
        here = np.flatnonzero((market.lists == school) & (placed[market.owners] == school))
        waiting = [int(tags[entry]) for entry in here[np.argsort(market.keys[here], kind="stable")]]
        left = []
        for tag in slots:
            if not waiting:
                left.append(tag)
                continue
            has = [tag < 0 or bool(own >> tag & 1) for own in waiting]
            waiting.pop(has.index(True) if True in has else 0)
        found.append(tuple(left))
    return tuple(found)
