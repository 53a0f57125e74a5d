# SPDX-License-Identifier: EUPL-1.2
"""Independent packages place the same children, where they can place them at all."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from matching.games import HospitalResident

from speelveld.placement.market import Market
from speelveld.placement.names import Mechanism
from speelveld.placement.placing import place
from speelveld.placement.reading import read_market
from tests.placement.markets import document


def by_matching(market: Market, optimal: str) -> list[int]:
    """The placement by ``matching``, which wants lists on both sides that name each other, and at least one seat."""
    starts, ranking = market.rankings
    lists: dict[int, list[int]] = {}
    for child, school, level in zip(market.owners.tolist(), market.lists.tolist(), market.classes, strict=True):
        if level >= 0 and market.capacities[school] > 0:
            lists.setdefault(child, []).append(school)
    orders = {
        school: own
        for school in range(market.n_schools)
        if (own := [child for child in ranking[starts[school] : starts[school + 1]] if school in lists.get(child, ())])
    }
    found = [-1] * market.n_students
    if not lists:
        return found
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        capacities = {school: int(market.capacities[school]) for school in orders}
        solved = HospitalResident.create_from_dictionaries(lists, orders, capacities).solve(optimal=optimal)
    for school, children in solved.items():
        for child in children:
            found[child.name] = school.name
    return found


@pytest.mark.parametrize(
    ("mechanism", "optimal"), [(Mechanism.DA, "resident"), (Mechanism.SCHOOL_PROPOSING_DA, "hospital")]
)
def test_matching_places_the_same_children(mechanism: Mechanism, optimal: str) -> None:
    placed = 0
    for seed in range(60):
        name, market = read_market(
            document(seed, students=14, schools=4, mechanism=mechanism, strict=seed % 2 == 0, seats=0.8)
        )
        own = place(market, name).schools
        assert own.tolist() == by_matching(market, optimal), seed
        placed += int(np.count_nonzero(own >= 0))
    assert placed > 300
