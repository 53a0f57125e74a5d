# SPDX-License-Identifier: EUPL-1.2
"""One door to every mechanism: the fast way, and the plain way that must give the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from speelveld.placement import choice_rules, fast, improvement, plain
from speelveld.placement.calling import call_order
from speelveld.placement.market import MAJORITY, MINORITY, NOWHERE, Int32, Market, Pairs
from speelveld.placement.names import Mechanism


@dataclass(frozen=True, eq=False)
class Placement:
    """Who goes where. ``schools`` holds the school of each child, -1 for none, shape ``(n,)``."""

    mechanism: Mechanism
    market: Market
    schools: Int32

    def assignment(self) -> dict[str, str | None]:
        """The name of the school of each child, or None."""
        return {
            self.market.student(child): None if school < 0 else self.market.school(school)
            for child, school in enumerate(self.schools.tolist())
        }


def place(market: Market, mechanism: Mechanism | str, *, plainly: bool = False) -> Placement:
    """Place the children of a market; ``plainly`` in plain Python, slower and with the same result.

    Raises ValueError where the mechanism is unknown, or asks for what the market lacks: serial dictatorship asks for
    one lottery number per child.
    """
    name = Mechanism(mechanism)
    return Placement(name, market, (PLAIN if plainly else FAST)[name](market))


def called(market: Market) -> Market:
    """The same market with, at each school with least shares, its call order in the place of its priorities.

    Only children who list a school are called, as in the system that it comes from.
    """
    listed = [set[int]() for _ in range(market.n_schools)]
    for child, school in zip(market.owners.tolist(), market.lists.tolist(), strict=True):
        listed[school].add(child)
    ranked = plain.View.of(market).ranked
    place_of: list[dict[int, int]] = []
    for school, shares in enumerate(market.seat_rules.shares.tolist()):
        kinds = sorted((kind for kind, share in enumerate(shares) if share), key=lambda kind: (-shares[kind], kind))
        groups = [frozenset(np.flatnonzero(market.student_types == kind).tolist()) for kind in kinds]
        ranking = [child for child in ranked[school] if child in listed[school]]
        order = call_order(ranking, groups, [shares[kind] for kind in kinds])
        place_of.append({child: at for at, child in enumerate(order)})
    pairs = [(child, school) for school, own in enumerate(place_of) for child in own]
    pairs.sort()
    entries = zip(market.owners.tolist(), market.lists.tolist(), strict=True)
    zeros = np.zeros(len(pairs), np.int64)
    return Market(
        market.starts,
        market.lists,
        np.array([place_of[school].get(child, -1) for child, school in entries], np.int32),
        market.capacities,
        students=market.students,
        schools=market.schools,
        pairs=Pairs(
            np.array([child for child, _ in pairs], np.int32),
            np.array([school for _, school in pairs], np.int32),
            np.array([place_of[school][child] for child, school in pairs], np.int32),
            zeros,
            zeros,
        ),
    )


def choice(market: Market, mechanism: Mechanism) -> plain.Choice:
    """The choice rule of the schools of a market under a mechanism."""
    rules, capacities = market.seat_rules, market.capacities.tolist()
    types = market.student_types.tolist()
    names = market.type_names
    minority = names.index(MINORITY) if MINORITY in names else None
    majority = names.index(MAJORITY) if MAJORITY in names else None
    tags: Mapping[tuple[int, int], int] = {}
    if mechanism is Mechanism.DA_SLOT_PRECEDENCE and market.entry_tags is not None:
        entries = zip(market.owners.tolist(), market.lists.tolist(), strict=True)
        tags = dict(zip(entries, market.entry_tags.tolist(), strict=True))

    def chosen(school: int, ranked: Sequence[int]) -> set[int]:
        capacity = capacities[school]
        match mechanism:
            case Mechanism.DA_MINORITY_RESERVE:
                reserve = int(rules.reserves[school])
                return choice_rules.with_minority_reserve(ranked, capacity, lambda one: types[one] == minority, reserve)
            case Mechanism.DA_MAJORITY_QUOTA:
                quota = int(rules.quotas[school])
                return choice_rules.with_majority_quota(ranked, capacity, lambda one: types[one] == majority, quota)
            case Mechanism.DA_SOFT_BOUNDS:
                floors, ceilings = rules.floors[school].tolist(), rules.ceilings[school].tolist()
                return choice_rules.with_soft_bounds(ranked, capacity, types, floors, ceilings)
            case Mechanism.DA_SLOT_PRECEDENCE if rules.slots[school]:
                seats = [partial(_prefers, tags, school, tag) for tag in rules.slots[school]]
                return choice_rules.with_slots(ranked, seats)
            case _:
                return choice_rules.by_priority(ranked, capacity)

    return chosen


def _prefers(tags: Mapping[tuple[int, int], int], school: int, tag: int, child: int) -> bool:
    """Whether a seat that prefers ``tag`` (-1 for none) prefers a child; a seat that prefers none takes the first."""
    return tag < 0 or bool(tags.get((child, school), 0) >> tag & 1)


def _array(placed: plain.Assignment) -> Int32:
    return np.array([NOWHERE if school is None else school for school in placed], np.int32)


def _plain_da(market: Market, mechanism: Mechanism = Mechanism.DA) -> Int32:
    return _array(plain.deferred_acceptance(plain.View.of(market), choice(market, mechanism)))


def _plain_eadam(market: Market) -> Int32:
    rule = choice(market, Mechanism.DA)
    refusing = set() if market.refuses is None else set(np.flatnonzero(market.refuses).tolist())
    view = plain.View.of(market)
    return _array(improvement.efficiency_adjusted(view, refusing, lambda given: plain.deferred_acceptance(given, rule)))


def _plain_cycles(market: Market) -> Int32:
    view = plain.View.of(market)
    start = plain.deferred_acceptance(view, choice(market, Mechanism.DA))
    order = range(market.n_students) if market.numbers is None else fast.turns(market).tolist()
    return _array(improvement.improvement_cycles(view, start, order))


Way = Callable[[Market], Int32]

FAST: Final[Mapping[Mechanism, Way]] = {
    Mechanism.DA: fast.deferred_acceptance,
    Mechanism.SCHOOL_PROPOSING_DA: fast.school_proposing,
    Mechanism.TTC: fast.top_trading_cycles,
    Mechanism.BOSTON: fast.immediate_acceptance,
    Mechanism.SERIAL_DICTATORSHIP: fast.serial_dictatorship,
    Mechanism.EADAM: fast.efficiency_adjusted,
    Mechanism.DA_MINORITY_RESERVE: fast.minority_reserve,
    Mechanism.DA_MAJORITY_QUOTA: fast.majority_quota,
    Mechanism.DA_SOFT_BOUNDS: fast.soft_bounds,
    Mechanism.DA_SLOT_PRECEDENCE: fast.slot_precedence,
    Mechanism.DA_CALL_ORDER: lambda market: fast.deferred_acceptance(called(market)),
    Mechanism.STABLE_IMPROVEMENT_CYCLES: fast.improvement_cycles,
}
PLAIN: Final[Mapping[Mechanism, Way]] = {
    Mechanism.DA: _plain_da,
    Mechanism.SCHOOL_PROPOSING_DA: lambda market: _array(plain.school_proposing(plain.View.of(market))),
    Mechanism.TTC: lambda market: _array(plain.top_trading_cycles(plain.View.of(market))),
    Mechanism.BOSTON: lambda market: _array(plain.immediate_acceptance(plain.View.of(market))),
    Mechanism.SERIAL_DICTATORSHIP: lambda market: _array(
        plain.serial_dictatorship(plain.View.of(market), fast.turns(market).tolist())
    ),
    Mechanism.EADAM: _plain_eadam,
    Mechanism.DA_MINORITY_RESERVE: partial(_plain_da, mechanism=Mechanism.DA_MINORITY_RESERVE),
    Mechanism.DA_MAJORITY_QUOTA: partial(_plain_da, mechanism=Mechanism.DA_MAJORITY_QUOTA),
    Mechanism.DA_SOFT_BOUNDS: partial(_plain_da, mechanism=Mechanism.DA_SOFT_BOUNDS),
    Mechanism.DA_SLOT_PRECEDENCE: partial(_plain_da, mechanism=Mechanism.DA_SLOT_PRECEDENCE),
    Mechanism.DA_CALL_ORDER: lambda market: _plain_da(called(market)),
    Mechanism.STABLE_IMPROVEMENT_CYCLES: _plain_cycles,
}
