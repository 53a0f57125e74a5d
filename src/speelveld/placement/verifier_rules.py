# SPDX-License-Identifier: EUPL-1.2
"""The rules of a market as the verifier reads them, written apart from the mechanisms and importing none of them.

A rule says who comes before whom at a school (one whole number per entry of the lists, lower first), and how many of a
type it must and may hold. Every mechanism whose outcome is stable in some sense is stable under one such rule.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from speelveld.placement.market import MAJORITY, MINORITY, UNLIMITED, Int32, Int64, Market
from speelveld.placement.names import Mechanism


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """Under what a placement must be stable.

    ``keys``, shape ``(m,)``: who comes first, -1 where a child cannot be placed. ``kinds``, shape ``(n,)``, and
    ``floors`` and ``ceilings``, shape ``(schools, kinds)``: types; a child without one is of the last kind. ``hard``
    ceilings leave seats empty. ``slots`` gives the tag that each seat prefers, for schools that fill seats in order.
    """

    keys: Int64
    kinds: Int32
    floors: Int64
    ceilings: Int64
    hard: bool = False
    slots: tuple[tuple[int, ...], ...] = ()

    @classmethod
    def of(cls, market: Market, mechanism: Mechanism) -> Rule:
        """The rule of a mechanism in a market."""
        keys = _keys(market, mechanism)
        last = len(market.type_names)
        shape = (market.n_schools, last + 1)
        kinds = np.where(market.student_types < 0, last, market.student_types).astype(np.int32)
        floors, ceilings = np.zeros(shape, np.int64), np.full(shape, UNLIMITED, np.int64)
        rules = market.seat_rules
        slots: tuple[tuple[int, ...], ...] = ()
        hard = False
        match mechanism:
            case Mechanism.DA_MINORITY_RESERVE if MINORITY in market.type_names:
                floors[:, market.type_names.index(MINORITY)] = rules.reserves
            case Mechanism.DA_MAJORITY_QUOTA if MAJORITY in market.type_names:
                ceilings[:, market.type_names.index(MAJORITY)] = rules.quotas
                hard = True
            case Mechanism.DA_SOFT_BOUNDS:
                floors[:, :last], ceilings[:, :last] = rules.floors, rules.ceilings
            case Mechanism.DA_SLOT_PRECEDENCE:
                slots = rules.slots
        return cls(keys, kinds, floors, ceilings, hard, slots)


def _keys(market: Market, mechanism: Mechanism) -> Int64:
    """Who comes first: by class and lottery, by class alone, or in the order that a mechanism makes of them."""
    if mechanism is Mechanism.DA_CALL_ORDER:
        return _called(market)
    if mechanism is Mechanism.STABLE_IMPROVEMENT_CYCLES:
        return market.classes.astype(np.int64)
    keys = market.keys.copy()
    if mechanism is Mechanism.BOSTON:
        keys += market.positions.astype(np.int64) * (int(keys.max(initial=0)) + 1)
    elif mechanism is Mechanism.SERIAL_DICTATORSHIP and market.numbers is not None:
        keys = market.numbers[market.owners].astype(np.int64)
    keys[market.classes < 0] = -1
    return keys


def _called(market: Market) -> Int64:
    """At each school: call the best child left, but the best of a type that would otherwise fall behind its share."""
    keys = np.full(market.lists.size, -1, np.int64)
    types = market.student_types[market.owners]
    for school, shares in enumerate(market.seat_rules.shares.tolist()):
        waiting = np.flatnonzero((market.lists == school) & (market.classes >= 0))
        waiting = waiting[np.argsort(market.keys[waiting], kind="stable")]
        held = dict.fromkeys(range(len(shares)), 0)
        by_need = sorted((kind for kind in held if shares[kind] > 0), key=lambda kind: (-shares[kind], kind))
        for number in range(1, waiting.size + 1):
            # A type is short when, without the next call, it has less than its share of the first ``number`` calls.
            short = [kind for kind in by_need if held[kind] * 100 < shares[kind] * number]
            own = next((kind for kind in short if np.any(types[waiting] == kind)), None)
            at = 0 if own is None else int(np.argmax(types[waiting] == own))
            keys[waiting[at]] = number
            if int(types[waiting[at]]) in held:
                held[int(types[waiting[at]])] += 1
            waiting = np.delete(waiting, at)
    return keys
