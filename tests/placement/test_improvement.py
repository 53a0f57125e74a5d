# SPDX-License-Identifier: EUPL-1.2
"""EADAM against the way in which Kesten defined it; improvement cycles by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from speelveld.placement.improvement import improvement_cycles
from speelveld.placement.market import Market
from speelveld.placement.names import Mechanism
from speelveld.placement.placing import place
from speelveld.placement.plain import View
from speelveld.placement.reading import read_market
from tests.placement.markets import document


def in_steps(view: View, prefs: list[list[int]]) -> tuple[list[int], list[tuple[int, int, int, int]]]:
    """Deferred acceptance in which all ask at once, and every stay: child, school, first step, step of rejection."""
    held: list[set[int]] = [set() for _ in view.capacities]
    turn = [0] * len(prefs)
    since: dict[int, int] = {}
    stays = []
    step = 0
    while True:
        step += 1
        placed = {child for own in held for child in own}
        asking = [child for child in range(len(prefs)) if child not in placed and turn[child] < len(prefs[child])]
        if not asking:
            found = [-1] * len(prefs)
            for school, own in enumerate(held):
                for child in own:
                    found[child] = school
            return found, stays
        asked = {child: prefs[child][turn[child]] for child in asking}
        for school in set(asked.values()):
            new = {child for child in asking if asked[child] == school}
            everyone = view.best_first(school, held[school] | new)
            kept = set(everyone[: view.capacities[school]])
            for child in everyone:
                if child in kept:
                    since.setdefault(child, step)
                else:
                    stays.append((child, school, since.pop(child, 0), step))
                    turn[child] += 1
            held[school] = kept


def kesten(market: Market) -> list[int]:
    """EADAM (Kesten 2010, section 5): take the last interrupters' school off their lists, and begin again.

    An interrupter of a school stayed there for a while, in which another was rejected, and was then rejected itself.
    """
    view = View.of(market)
    prefs = [list(own) for own in view.prefs]
    refuses = set() if market.refuses is None else set(np.flatnonzero(market.refuses).tolist())
    while True:
        found, stays = in_steps(view, prefs)
        interrupters = [
            (until, child, school)
            for child, school, first, until in stays
            if first
            and child not in refuses
            and any(other == school and first <= step < until for _, other, _, step in stays)
        ]
        if not interrupters:
            return found
        last = max(until for until, _, _ in interrupters)
        for until, child, school in interrupters:
            if until == last:
                prefs[child].remove(school)


def test_eadam_is_what_kesten_defined() -> None:
    changed = 0
    for seed in range(250):
        found: dict[str, Any] = document(seed, students=8, schools=5, mechanism="eadam", strict=True, seats=0.5)
        if seed % 2:
            for at, child in enumerate(sorted(found["students"])):
                found["students"][child]["consent"] = (at + seed) % 3 != 0
        name, market = read_market(found)
        own = place(market, name).schools.tolist()
        assert own == kesten(market), seed
        changed += own != place(market, Mechanism.DA).schools.tolist()
    assert changed >= 10


def test_a_circle_of_three() -> None:
    """Each of three children has its second choice, because a fourth pushed one of them away and got nothing."""
    lists = [[0, 1], [1, 2], [2, 0], [0]]
    classes = [[1, 0], [1, 0], [1, 0], [1]]
    market = Market.of(lists, classes, [1, 1, 1], [1, 2, 3, 0])
    assert place(market, "da").schools.tolist() == [1, 2, 0, -1]
    assert place(market, "stable_improvement_cycles").schools.tolist() == [0, 1, 2, -1]
    assert improvement_cycles(View.of(market), [1, 2, 0, None], [3, 2, 1, 0]) == [0, 1, 2, None]
