# SPDX-License-Identifier: EUPL-1.2
"""What a quota or an order of seats does, found by placing the same children without it, or in the other order.

Two things that rules do against their own purpose are known from the literature: a quota for one group that hurts the
other group, which it is for (Kojima 2012), and reserved seats that are filled first and so go to children who would
have come in anyway (Dur, Kominers, Pathak and Sonmez 2018). Whether they happen depends on lists, numbers and seats. So
they are not guessed from the rules: the twin market is placed under the same numbers, and the two are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from speelveld.placement.cautions import Caution, caution
from speelveld.placement.market import MINORITY, UNTYPED, Int32, Int64, Market
from speelveld.placement.names import Mechanism
from speelveld.placement.placing import place

Slots = tuple[int, ...]
_NOBODY = -1


@dataclass(frozen=True, slots=True)
class QuotaEffect:
    """Of the children whom a quota holds seats free for: how many it helps and hurts, and the seats it leaves empty."""

    better: int
    worse: int
    empty: int


@dataclass(frozen=True, slots=True)
class OrderEffect:
    """How many more children sit at a school that prefers them, than without that preference.

    ``stated``: in the order of the market; ``last``: when the seats that prefer somebody are filled after the others.
    """

    stated: int
    last: int


def quota_effect(market: Market) -> QuotaEffect:
    """The market with its majority quota beside the one without it."""
    with_quota, without = (place(market, each).schools for each in (Mechanism.DA_MAJORITY_QUOTA, Mechanism.DA))
    minority = np.zeros(market.n_students, np.bool_)
    if MINORITY in market.type_names:
        minority = market.student_types == market.type_names.index(MINORITY)
    before, after = _rank(market, without)[minority], _rank(market, with_quota)[minority]
    filled = int((without >= 0).sum()) - int((with_quota >= 0).sum())
    return QuotaEffect(int((after < before).sum()), int((after > before).sum()), max(filled, 0))


def order_effect(market: Market, mechanism: Mechanism) -> OrderEffect:
    """The market with its order of seats, with the preferring seats last, and with seats that prefer nobody."""
    slotted = _reserves_as_slots(market) if mechanism is Mechanism.DA_MINORITY_RESERVE else market
    stated = _preferred(slotted)
    none = _preferred(_with_slots(slotted, lambda slots: (_NOBODY,) * len(slots)), slotted)
    last = _preferred(_with_slots(slotted, lambda slots: tuple(sorted(slots, key=lambda tag: tag >= 0))))
    return OrderEffect(stated - none, last - none)


def twin_cautions(markets: Iterable[Market], mechanism: Mechanism | str) -> list[Caution]:
    """What comparing each market with its twin shows, summed over markets (lotteries of the same children)."""
    name, given = Mechanism(mechanism), list(markets)
    if name is Mechanism.DA_MAJORITY_QUOTA:
        effects = [quota_effect(market) for market in given]
        better, worse, empty = (sum(getattr(one, part) for one in effects) for part in ("better", "worse", "empty"))
        if worse > better:
            filled = {"better": better, "worse": worse, "empty": empty, "times": len(given)}
            return [caution("quota_hurts", "seats.types", **filled)]
    if name in {Mechanism.DA_SLOT_PRECEDENCE, Mechanism.DA_MINORITY_RESERVE}:
        orders = [order_effect(market, name) for market in given]
        stated, last = sum(one.stated for one in orders), sum(one.last for one in orders)
        if 2 * stated < last:
            return [caution("order_undoes_reserve", "seats.order", stated=stated, last=last, times=len(given))]
    return []


def _rank(market: Market, schools: Int32) -> Int64:
    """The place on its list of the school of each child, from 0; after all where it has none."""
    found = np.diff(market.starts)
    here = market.lists == schools[market.owners]
    found[market.owners[here]] = market.positions[here]
    return found


def _preferred(market: Market, told: Market | None = None) -> int:
    """How many children are placed at a school of which some seat prefers them, told by the seats of ``told``."""
    schools = place(market, Mechanism.DA_SLOT_PRECEDENCE).schools
    prefers = np.array([_bits(slots) for slots in (told or market).seat_rules.slots], np.int64)
    tags = np.zeros(market.lists.size, np.int64) if market.entry_tags is None else market.entry_tags
    here: NDArray[np.bool_] = market.lists == schools[market.owners]
    return int(((tags[here] & prefers[market.lists[here]]) != 0).sum())


def _bits(slots: Iterable[int]) -> int:
    return sum(1 << tag for tag in {tag for tag in slots if tag >= 0})


def _with_slots(market: Market, change: Callable[[Slots], Slots]) -> Market:
    slots = tuple(change(own) for own in market.seat_rules.slots)
    return replace(market, rules=replace(market.seat_rules, slots=slots))


def _reserves_as_slots(market: Market) -> Market:
    """A reserve for the minority as seats that prefer it and are filled first."""
    rules = market.seat_rules
    kinds = market.student_types
    inside = kinds == market.type_names.index(MINORITY) if MINORITY in market.type_names else kinds == UNTYPED - 1
    most = np.minimum(market.capacities, market.n_students)  # more seats than children make no difference
    slots = tuple(
        (0,) * min(reserve, seats) + (_NOBODY,) * (seats - min(reserve, seats))
        for reserve, seats in zip(rules.reserves.tolist(), most.tolist(), strict=True)
    )
    return replace(
        market,
        capacities=most,
        entry_tags=inside[market.owners].astype(np.int64),
        tag_names=(MINORITY,),
        rules=replace(rules, slots=slots),
    )
