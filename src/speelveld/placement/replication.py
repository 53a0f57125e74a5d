# SPDX-License-Identifier: EUPL-1.2
"""The same market under many lotteries: for odds of admission, and to compare procedures on the same luck.

Lottery number ``d`` of a seed is a pure function of the seed and of ``d`` alone. So the work can be divided over any
number of processes with the same result, and two procedures can be compared on the same lotteries. These numbers are
for the laboratory; a real placement takes its numbers from the lottery that anyone can check.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from speelveld.placement import fast
from speelveld.placement.market import Int32, Market
from speelveld.placement.names import Mechanism
from speelveld.placement.placing import place

TieBreaking = Literal["single", "multiple"]


def draw_order(size: int, seed: int, draw: int) -> Int32:
    """A random order of ``0 .. size - 1``: number ``draw`` of a seed (0 to 2^64 - 1). Shape ``(size,)``."""
    from speelveld.placement.kernels_lottery import shuffle

    numbers = np.empty(size, np.int32)
    shuffle(numbers, np.uint64(seed), np.uint64(draw))
    return numbers


def drawn_market(market: Market, seed: int, draw: int, tie_breaking: TieBreaking = "single") -> Market:
    """The market under one lottery: one number per child, or per child and school."""
    if tie_breaking == "single":
        return market.with_numbers(draw_order(market.n_students, seed, draw))
    pairs = market.eligible
    numbers = draw_order(pairs.students.size, seed, draw).astype(np.int64)
    place_of = np.full(market.lists.size, 0, np.int64)
    codes = pairs.students.astype(np.int64) * market.n_schools + pairs.schools
    wanted = market.owners.astype(np.int64) * market.n_schools + market.lists
    if codes.size:
        at = np.minimum(np.searchsorted(codes, wanted), codes.size - 1)
        place_of = np.where(codes[at] == wanted, numbers[at], 0)
    return replace(market, numbers=None, entry_numbers=place_of, pairs=replace(pairs, numbers=numbers), drawn=None)


def replicate(
    market: Market,
    mechanism: Mechanism | str,
    draws: int,
    seed: int,
    *,
    first: int = 0,
    tie_breaking: TieBreaking = "single",
) -> Int32:
    """The school of each child under lotteries ``first`` to ``first + draws - 1``, -1 for none. Shape ``(draws, n)``.

    Raises ValueError where the mechanism is unknown.
    """
    name = Mechanism(mechanism)
    if name is Mechanism.DA and tie_breaking == "single":
        return _many(market, draws, seed, first)
    if name is Mechanism.DA_SLOT_PRECEDENCE and tie_breaking == "single":
        parts, owner = fast.split(market)
        return np.append(owner, np.int32(-1))[_many(parts, draws, seed, first)]
    found = np.empty((draws, market.n_students), np.int32)
    for row in range(draws):
        found[row] = place(drawn_market(market, seed, first + row, tie_breaking), name).schools
    return found


def _many(market: Market, draws: int, seed: int, first: int) -> Int32:
    """Deferred acceptance under many single lotteries, without coming back to Python in between."""
    from speelveld.placement.kernels_lottery import propose_many

    found = np.empty((draws, market.n_students), np.int32)
    order = fast.Order.of(market.with_numbers(np.arange(market.n_students, dtype=np.int32)))
    if not order.numbers.size:  # keys too large to be made in the loop
        for row in range(draws):
            found[row] = place(drawn_market(market, seed, first + row), Mechanism.DA).schools
        return found
    seats, bases = fast.room(market)
    propose_many(
        market.starts,
        market.lists,
        order.classes,
        order.width,
        seats,
        bases,
        np.uint64(seed),
        np.uint64(first),
        found,
    )
    return found
