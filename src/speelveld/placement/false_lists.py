# SPDX-License-Identifier: EUPL-1.2
"""Can a child gain by handing in another list than the true one? Tried out, list by list.

Under deferred acceptance, top trading cycles and serial dictatorship nobody can, ever: that is a theorem, and this
search must find nothing. Under the other mechanisms it shows who could, and how. It takes the lists in the market for
the true ones, and one child at a time: that all others stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations
from math import perm

import numpy as np

from speelveld.placement.market import Int32, Market
from speelveld.placement.names import Mechanism
from speelveld.placement.placing import FAST

Way = Callable[[Market], Int32]


@dataclass(frozen=True, slots=True)
class Lie:
    """A list that gives a child a school that it truly prefers. ``honest`` and ``gained`` are schools, -1 for none."""

    student: int
    stated: tuple[int, ...]
    honest: int
    gained: int


@dataclass(frozen=True, slots=True)
class Manipulability:
    """What a search found: the best lie of each child that has one.

    ``tried`` counts lists. ``exhaustive``: every possible list of every child was tried; otherwise the children that
    could gain are at least those found.
    """

    students: int
    tried: int
    exhaustive: bool
    lies: tuple[Lie, ...]

    @property
    def share(self) -> float:
        """The part of the children that can gain by a list that was tried."""
        return len(self.lies) / self.students if self.students else 0.0


def manipulability(
    market: Market,
    mechanism: Mechanism | str,
    *,
    students: Iterable[int] | None = None,
    most: int = 2_000,
    samples: int = 50,
    seed: int = 0,
) -> Manipulability:
    """Try other lists for each of ``students`` (all when None), against the true one.

    A child with at most ``most`` possible lists tries all of them; another tries ``samples`` lists at random: a part of
    the schools that can take it, in another order or with the first ones left out. The same seed tries the same lists.
    Raises ValueError where the mechanism is unknown.
    """
    way = FAST[Mechanism(mechanism)]
    honest = way(market)
    asked = range(market.n_students) if students is None else list(students)
    tried, exhaustive = 0, True
    lies = []
    for child in asked:
        options = _options(market, child)
        if sum(perm(len(options), size) for size in range(len(options) + 1)) <= most:
            lists: Iterator[tuple[int, ...]] = _every(options)
        else:
            exhaustive = False
            lists = _some(market, child, options, samples, seed)
        best, number = _best_lie(market, way, child, int(honest[child]), lists)
        tried += number
        if best is not None:
            lies.append(best)
    return Manipulability(len(asked), tried, exhaustive, tuple(lies))


def _best_lie(
    market: Market, way: Way, child: int, honest: int, lists: Iterator[tuple[int, ...]]
) -> tuple[Lie | None, int]:
    true = market.list_of(child)
    best, best_place = None, true.index(honest) if honest >= 0 else len(true)
    number = 0
    for stated in lists:
        number += 1
        gained = int(way(market.with_list(child, stated))[child])
        if gained >= 0 and gained in true[:best_place]:
            best, best_place = Lie(child, stated, honest, gained), true.index(gained)
    return best, number


def _options(market: Market, child: int) -> list[int]:
    """The schools that can take a child, whether it wants them or not."""
    pairs = market.eligible
    first, last = np.searchsorted(pairs.students, [child, child + 1])
    return [int(school) for school in pairs.schools[first:last]]


def _every(options: list[int]) -> Iterator[tuple[int, ...]]:
    for size in range(len(options) + 1):
        yield from permutations(options, size)


def _some(market: Market, child: int, options: list[int], samples: int, seed: int) -> Iterator[tuple[int, ...]]:
    """Half of the lists leave out or move schools of the true list, as people do; the others are any lists."""
    random = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 0, child]))
    true = [school for school in market.list_of(child) if school in options]
    for number in range(samples):
        among = true if number % 2 == 0 and len(true) > 1 else options
        size = int(random.integers(1, len(among) + 1))
        chosen = random.permutation(len(among))[:size]
        if number % 4 == 0:
            chosen = np.sort(chosen)  # the true order, with some left out
        yield tuple(among[at] for at in chosen)
