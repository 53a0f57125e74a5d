# SPDX-License-Identifier: EUPL-1.2
"""Twins, and other children of one family who are placed at one school or not at all.

A family hands in one list and has one place in line: the lowest number of its children, and their class. Two ways:

``over_capacity``
    A family asks for one seat. Where it gets it, its other children come along, above the number of seats if need be.
    That is ordinary placement with one child per family, so that every promise of the mechanism is kept.
``together``
    A family asks for as many seats as it has children, within the number of seats. A school takes its applicants in its
    order; a family for which fewer seats are left than it has children is passed. That is deferred acceptance with
    applicants of several sizes. Then a fair placement need not exist at all (Roth 1984 for couples; for siblings in
    schools Correa and others 2022): a family that was passed may find afterwards that it would have fitted after all,
    since another went elsewhere. Such a placement is refused, and not given out for a fair one.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from speelveld.errors import Fault, InputError
from speelveld.placement.market import NOWHERE, Int32
from speelveld.placement.names import Mechanism
from speelveld.placement.placing import place
from speelveld.placement.units import Units, would_fit

TWINS = ("separate", "family_number", "together", "over_capacity")
"""What a market can say of children of one family; of the first two, the lottery is all that knows the family."""


def place_units(units: Units, mechanism: Mechanism, *, within: bool) -> Int32:
    """The school of each child that stands for itself or a family, -1 for none and for the others. Shape ``(n,)``.

    ``within``: a family takes as many seats as it has children. Raises InputError where that gives no fair placement,
    or with another mechanism than deferred acceptance.
    """
    if not within:
        return place(units.market, mechanism).schools
    if mechanism is not Mechanism.DA:
        raise InputError(
            Fault(
                f"twins: 'together' is defined for the mechanism 'da', and not for '{mechanism}'.",
                advice="Place twins over capacity, or without reserves.",
            )
        )
    passed: set[int] = set()
    seen: set[frozenset[int]] = set()
    while True:
        placed, newly = _asked(units, passed)
        passed |= newly
        if newly:
            continue
        wronged = [entry for entry in sorted(passed) if would_fit(units, placed, entry)]
        if not wronged or frozenset(passed) in seen:
            break
        # They ask once more, beside those who were passed rightly; when that leads back here, it is given up.
        seen.add(frozenset(passed))
        passed -= set(wronged)
    if wronged:
        market = units.market
        raise InputError(
            Fault(
                f"students.{market.student(int(market.owners[entry]))}: the family was passed at "
                f"'{market.school(int(market.lists[entry]))}' and would have fitted after all: with these lists and "
                "numbers no placement was found that keeps families together and is fair.",
                advice="Place twins over capacity, or add a seat.",
            )
            for entry in wronged
        )
    return placed


def _asked(units: Units, passed: Collection[int]) -> tuple[Int32, set[int]]:
    """All who have no place ask at once, until nobody does; or the entries at which a family had to be passed."""
    market, sizes = units.market, units.sizes.tolist()
    keys, lists = market.keys.tolist(), market.lists.tolist()
    starts = market.starts.tolist()
    turn = starts[:-1].copy()
    held: list[list[int]] = [[] for _ in range(market.n_schools)]  # entries, best first
    placed = np.full(market.n_students, NOWHERE, np.int32)
    while True:
        asking: dict[int, list[int]] = {}
        for child in np.flatnonzero(placed < 0).tolist():
            while turn[child] < starts[child + 1] and (keys[turn[child]] < 0 or turn[child] in passed):
                turn[child] += 1
            if turn[child] < starts[child + 1]:
                asking.setdefault(lists[turn[child]], []).append(turn[child])
        if not asking:
            return placed, set()
        newly: set[int] = set()
        for school, entries in asking.items():
            left = int(market.capacities[school])
            everyone = sorted(held[school] + entries, key=keys.__getitem__)
            held[school] = []
            for entry in everyone:
                child = int(market.owners[entry])
                if sizes[child] <= left:
                    held[school].append(entry)
                    placed[child] = school
                    left -= sizes[child]
                    continue
                if left:
                    newly.add(entry)
                placed[child] = NOWHERE
                turn[child] = entry + 1
        if newly:
            return placed, newly
