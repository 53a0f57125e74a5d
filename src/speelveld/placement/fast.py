# SPDX-License-Identifier: EUPL-1.2
"""From a market to the compiled loops and back. Every function gives the school of each child, -1 for none."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from speelveld.placement.market import MAJORITY, MINORITY, UNLIMITED, Int32, Int64, Market

NO_NUMBERS: Int32 = np.empty(0, np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """Who comes first at each school, as the loops make it: ``classes * width + numbers[child]``, below 2^31."""

    classes: Int32
    numbers: Int32
    width: int

    @classmethod
    def of(cls, market: Market, levels: Int64 | None = None) -> Order:
        """The order in a market; ``levels`` replaces its classes, shape ``(m,)``, -1 where a child cannot be placed."""
        from speelveld.placement.kernels import MOST_KEY

        used: Int64 | Int32 = market.classes if levels is None else levels
        most = int(used.max(initial=-1)) + 1
        if market.entry_numbers is None and most * market.width < MOST_KEY:
            return cls(used.astype(np.int32, copy=False), _numbers(market), market.width)
        keys = used.astype(np.int64) * market.width + market.keys - market.classes.astype(np.int64) * market.width
        keys[(used < 0) | (market.classes < 0)] = -1
        if int(keys.max(initial=-1)) < MOST_KEY:
            return cls(keys.astype(np.int32), NO_NUMBERS, 1)
        # Keys that do not fit become places in the order of the school.
        order = np.lexsort((keys, market.lists))
        firsts = np.searchsorted(market.lists[order], market.lists[order])
        places = np.empty(keys.size, np.int32)
        places[order] = np.arange(keys.size) - firsts
        places[keys < 0] = -1
        return cls(places, NO_NUMBERS, 1)


def _numbers(market: Market) -> Int32:
    return NO_NUMBERS if market.numbers is None else market.numbers


def room(market: Market) -> tuple[Int64, Int64]:
    """``(seats, bases)``: no school needs more room than the children who list it.

    That is only counted where there are more seats than wishes: counting takes longer than placing.
    """
    seats = market.capacities
    if int(seats.sum()) > market.lists.size:
        seats = np.minimum(seats, np.bincount(market.lists, minlength=market.n_schools))
    bases = np.zeros(seats.size + 1, np.int64)
    np.cumsum(seats, out=bases[1:])
    return seats, bases


def deferred_acceptance(market: Market, order: Order | None = None) -> Int32:
    """Children propose, schools take the first ones."""
    from speelveld.placement.kernels import by_first_class, propose

    order = order or Order.of(market)
    seats, bases = room(market)
    turn = np.empty(market.n_students, np.int32)
    by_first_class(market.starts, order.classes, NO_NUMBERS, turn)
    placed = np.empty(market.n_students, np.int32)
    propose(
        market.starts,
        market.lists,
        order.classes,
        order.numbers,
        order.width,
        turn,
        seats,
        bases,
        np.empty(market.n_students, np.int32),
        np.empty(int(bases[-1]), np.int64),
        np.empty(seats.size, np.int32),
        np.empty(seats.size, np.int64),
        placed,
    )
    return placed


def school_proposing(market: Market) -> Int32:
    """Schools propose."""
    from speelveld.placement.kernels_trading import offer

    order = np.lexsort((market.keys, market.lists))
    order = order[market.classes[order] >= 0]
    starts = np.searchsorted(market.lists[order], np.arange(market.n_schools + 1)).astype(np.int64)
    placed = np.empty(market.n_students, np.int32)
    offer(market.capacities, starts, market.owners[order], market.positions[order], placed)
    return placed


def top_trading_cycles(market: Market) -> Int32:
    """Children and schools trade in cycles."""
    from speelveld.placement.kernels_trading import trade

    starts, ranking = market.rankings
    placed = np.empty(market.n_students, np.int32)
    trade(market.starts, market.lists, market.classes, market.capacities, starts, ranking, placed)
    return placed


def immediate_acceptance(market: Market) -> Int32:
    """Boston is deferred acceptance in which the place on the list comes before the class (Ergin and Sonmez 2006).

    Under that order only one placement is stable: who lists a school first and is among its first must be there, and
    so on by the place on the list.
    """
    level = market.classes.astype(np.int64) + market.positions.astype(np.int64) * (
        int(market.classes.max(initial=0)) + 1
    )
    level[market.classes < 0] = -1
    return deferred_acceptance(market, Order.of(market, level))


def serial_dictatorship(market: Market) -> Int32:
    """Children choose in the order of the lottery."""
    from speelveld.placement.kernels_trading import choose_in_turn

    placed = np.empty(market.n_students, np.int32)
    choose_in_turn(market.starts, market.lists, market.classes, market.capacities, turns(market), placed)
    return placed


def turns(market: Market) -> Int32:
    """The children in the order of the single lottery. Raises ValueError where there is none."""
    if market.numbers is None:
        raise ValueError("serial dictatorship needs one lottery number per child")
    return np.argsort(market.numbers, kind="stable").astype(np.int32)


def minority_reserve(market: Market) -> Int32:
    """A reserve is a floor for the minority: whoever stands in it is only sent away by a better one of the minority."""
    floors, ceilings = _bounds(market)
    if MINORITY in market.type_names:
        floors[:, market.type_names.index(MINORITY)] = np.minimum(market.seat_rules.reserves, market.capacities)
    return _by_type(market, floors, ceilings, hard=False)


def majority_quota(market: Market) -> Int32:
    """A quota is a hard ceiling for the majority."""
    floors, ceilings = _bounds(market)
    if MAJORITY in market.type_names:
        ceilings[:, market.type_names.index(MAJORITY)] = market.seat_rules.quotas
    return _by_type(market, floors, ceilings, hard=True)


def soft_bounds(market: Market) -> Int32:
    """Floors and ceilings that steer, and never leave a seat empty."""
    floors, ceilings = _bounds(market)
    floors[:, :-1] = market.seat_rules.floors
    ceilings[:, :-1] = market.seat_rules.ceilings
    return _by_type(market, floors, ceilings, hard=False)


def _bounds(market: Market) -> tuple[Int64, Int64]:
    """No floor and no ceiling; the last column is for children without a type."""
    shape = (market.n_schools, len(market.type_names) + 1)
    return np.zeros(shape, np.int64), np.full(shape, UNLIMITED, np.int64)


def _by_type(market: Market, floors: Int64, ceilings: Int64, *, hard: bool) -> Int32:
    from speelveld.placement.kernels import propose_by_type

    kinds = floors.shape[1]
    types = np.where(market.student_types < 0, kinds - 1, market.student_types).astype(np.int32)
    own = market.lists.astype(np.int64) * kinds + types[market.owners]
    asked = np.bincount(own, minlength=market.n_schools * kinds)
    bases = np.zeros(asked.size + 1, np.int64)
    np.cumsum(np.minimum(asked, np.repeat(market.capacities, kinds) + 1), out=bases[1:])
    order = Order.of(market)
    placed = np.empty(market.n_students, np.int32)
    propose_by_type(
        market.starts,
        market.lists,
        order.classes,
        order.numbers,
        order.width,
        market.capacities,
        types,
        floors,
        ceilings,
        hard,
        bases,
        placed,
    )
    return placed


def slot_precedence(market: Market) -> Int32:
    """Each run of equal seats becomes a school of its own, which a child asks in the order of filling.

    Deferred acceptance then gives what the seats give (Kominers and Sonmez 2016): whoever an earlier seat does not take
    is considered for the next. A seat that prefers a tag puts whoever lacks it behind all who have it.
    """
    parts, owner = split(market)
    return np.append(owner, -1).astype(np.int32)[deferred_acceptance(parts)]


def split(market: Market) -> tuple[Market, Int32]:
    """The market in which each run of equal seats is a school, and the school that each of them belongs to."""
    runs: list[tuple[int, int, int]] = []  # school, tag or -1, seats
    first = [0]
    for school, slots in enumerate(market.seat_rules.slots):
        capacity = int(market.capacities[school])
        if not slots:
            runs.append((school, -1, capacity))
        for tag in slots:
            if len(runs) > first[-1] and runs[-1][1] == tag:
                runs[-1] = (school, tag, runs[-1][2] + 1)
            else:
                runs.append((school, tag, 1))
        first.append(len(runs))
    own = np.array(runs, np.int64).reshape(-1, 3)
    begin = np.array(first, np.int64)
    number = np.diff(begin)[market.lists]
    entry = np.repeat(np.arange(market.lists.size), number)
    offset = np.arange(entry.size) - np.repeat(np.cumsum(number) - number, number)
    part = begin[market.lists[entry]] + offset
    tag = own[part, 1]
    tags = np.zeros(market.lists.size, np.int64) if market.entry_tags is None else market.entry_tags
    lacks = (tag >= 0) & ((tags[entry] >> np.maximum(tag, 0)) & 1 == 0)
    classes = market.classes[entry].astype(np.int64)
    behind = int(market.classes.max(initial=0)) + 1
    starts = np.concatenate(([0], np.cumsum(number)))[market.starts]
    parts = replace(
        market,
        starts=starts.astype(np.int64),
        lists=part.astype(np.int32),
        classes=np.where((classes >= 0) & lacks, classes + behind, classes).astype(np.int32),
        capacities=own[:, 2].copy(),
        entry_numbers=None if market.entry_numbers is None else market.entry_numbers[entry],
        entry_tags=None,
        rules=None,
        pairs=None,
        schools=(),
    )
    return parts, own[:, 0].astype(np.int32)


def efficiency_adjusted(market: Market) -> Int32:
    """EADAM: deferred acceptance, and then waivers."""
    from speelveld.placement.kernels_improvement import waive

    order = Order.of(market)
    seats, bases = room(market)
    refuses = np.zeros(market.n_students, np.bool_) if market.refuses is None else market.refuses
    final = np.empty(market.n_students, np.int32)
    waive(market.starts, market.lists, order.classes, order.numbers, order.width, refuses, seats, bases, final)
    return final


def improvement_cycles(market: Market) -> Int32:
    """Deferred acceptance, and then exchanges, in the order of the single lottery; without it, of the names."""
    from speelveld.placement.kernels_improvement import exchange

    placed = deferred_acceptance(market)
    order = np.arange(market.n_students, dtype=np.int32) if market.numbers is None else turns(market)
    exchange(market.starts, market.lists, market.classes, market.capacities, order, placed)
    return placed
