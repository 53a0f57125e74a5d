# SPDX-License-Identifier: EUPL-1.2
"""A market in which one child stands for its family: what mechanisms and the verifier both see of twins."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from speelveld.placement.market import INELIGIBLE, Int32, Int64, Market, Pairs


@dataclass(frozen=True, eq=False)
class Units:
    """A market with one child per family. ``sizes`` counts the children that a child stands for, 0 for the others.

    ``leads`` is the child that stands for each child, itself where it has no family here. Shape ``(n,)``.
    """

    market: Market
    sizes: Int64
    leads: Int32

    @classmethod
    def of(cls, market: Market, families: Int32) -> Units:
        """``families`` is the family of each child, -1 for none; its children have equal lists. Shape ``(n,)``."""
        leads = np.arange(market.n_students, dtype=np.int32)
        for family in np.unique(families[families >= 0]):
            own = np.flatnonzero(families == family)
            leads[own] = own[0]
        sizes = np.bincount(leads, minlength=market.n_students).astype(np.int64)
        return cls(_led(market, leads), sizes, leads)

    def spread(self, schools: Int32) -> Int32:
        """The school of every child, from that of the child that stands for it."""
        found: Int32 = schools[self.leads]
        return found


def _led(market: Market, leads: Int32) -> Market:
    """The market in which one child stands for its family, at the best class and number of any of them."""
    follows = leads != np.arange(market.n_students)
    if not follows.any():
        return market
    classes = market.classes.copy()
    numbers = None if market.numbers is None else market.numbers.copy()
    own = None if market.entry_numbers is None else market.entry_numbers.copy()
    for child in np.flatnonzero(follows).tolist():
        lead = int(leads[child])
        here, there = (slice(market.starts[one], market.starts[one + 1]) for one in (child, lead))
        classes[there] = np.minimum(classes[there], classes[here])
        classes[here] = INELIGIBLE
        if own is not None:
            own[there] = np.minimum(own[there], own[here])
        if numbers is not None:
            numbers[lead], numbers[child] = sorted((int(numbers[lead]), int(numbers[child])))
    led = replace(market, classes=classes, numbers=numbers, entry_numbers=own, pairs=None)
    return led if market.pairs is None else replace(led, pairs=_led_pairs(market, led, leads))


def _led_pairs(market: Market, led: Market, leads: Int32) -> Pairs:
    """The pairs of children and schools of those who stand for their family, with the best class and number in it."""
    pairs = market.eligible
    order = np.lexsort((pairs.numbers, pairs.classes, pairs.schools, leads[pairs.students]))
    owner, school = leads[pairs.students[order]], pairs.schools[order]
    first = np.ones(order.size, np.bool_)
    first[1:] = (owner[1:] != owner[:-1]) | (school[1:] != school[:-1])
    kept = order[first]
    students = leads[pairs.students[kept]]
    numbers = pairs.numbers[kept] if led.numbers is None else led.numbers[students].astype(np.int64)
    return replace(
        pairs,
        students=students,
        schools=pairs.schools[kept],
        classes=pairs.classes[kept],
        numbers=numbers,
        tags=pairs.tags[kept],
    )


def would_fit(units: Units, placed: Int32, entry: int) -> bool:
    """Whether who stands for a family prefers the school of an entry, and fits there beside those who come before.

    ``placed`` is the school of each child that stands for itself or a family, -1 for none and for others. This is the
    complaint that nobody may have where families take as many seats as they have children: of a child by itself that
    a seat is free, or held by one who comes after it.
    """
    market = units.market
    child, school = int(market.owners[entry]), int(market.lists[entry])
    own = market.list_of(child)
    if placed[child] >= 0 and own.index(int(placed[child])) <= own.index(school):
        return False
    here = np.flatnonzero((market.lists == school) & (placed[market.owners] == school))
    ahead = here[market.keys[here] < market.keys[entry]]
    taken = int(units.sizes[market.owners[ahead]].sum())
    return taken + int(units.sizes[child]) <= int(market.capacities[school])
