# SPDX-License-Identifier: EUPL-1.2
"""Rounds: who has a place keeps it, and later rounds get what is left, reserves included."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.placement.market import Market
from speelveld.placement.names import Mechanism
from speelveld.placement.placing import place
from speelveld.placement.procedure import Procedure, carry_out
from speelveld.placement.reading import read_market
from speelveld.placement.rounds import only, without
from tests.placement.markets import document


def in_rounds(market: Market, mechanism: str, rounds: list[int]) -> list[int]:
    """The school of each child, -1 for none."""
    nobody = np.full(market.n_students, -1, np.int32)
    return carry_out(Procedure(Mechanism(mechanism), market, np.array(rounds, np.int32), nobody)).schools.tolist()


@pytest.mark.parametrize("mechanism", Mechanism)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32), rounds=st.lists(st.integers(0, 2), min_size=9, max_size=9))
def test_earlier_rounds_do_not_change_and_seats_are_given_once(
    mechanism: Mechanism, seed: int, rounds: list[int]
) -> None:
    name, market = read_market(document(seed, students=9, mechanism=mechanism, seats=0.8))
    number = np.array(rounds)
    found = np.array(in_rounds(market, name, rounds))
    held = np.bincount(found[found >= 0], minlength=market.n_schools)
    assert (held <= market.capacities).all()
    first = place(only(market, number == number.min()), name).schools
    assert (found[(number == number.min()) & (first >= 0)] == first[(number == number.min()) & (first >= 0)]).all()
    assert (first[number != number.min()] == -1).all()
    for child, school in enumerate(found.tolist()):
        at = range(market.starts[child], market.starts[child + 1])
        assert school < 0 or any(market.lists[entry] == school and market.classes[entry] >= 0 for entry in at)


@pytest.mark.parametrize("mechanism", Mechanism)
def test_one_round_is_no_round(mechanism: Mechanism) -> None:
    name, market = read_market(document(4, students=9, mechanism=mechanism, seats=0.8))
    assert in_rounds(market, name, [0] * 9) == place(market, name).schools.tolist()


def test_who_was_left_without_a_place_takes_part_again() -> None:
    """Child 1 loses in the first round; in the second it comes before child 2 at the school that both list."""
    market = Market.of([[0], [0, 1], [1]], [[0], [1, 0], [1]], [1, 1])
    assert in_rounds(market, "da", [0, 0, 1]) == [0, 1, -1]
    late = Market.of([[0], [0], [0]], [[1], [2], [0]], [2])
    assert in_rounds(late, "da", [0, 1, 2]) == [0, 0, -1], "a better class comes too late"


def test_reserves_floors_and_slots_that_were_used_are_gone() -> None:
    found = {
        "mechanism": "da_soft_bounds",
        "students": {
            "a": {"prefs": ["s"], "type": "minority", "tags": {"s": ["walk"]}},
            "b": {"prefs": ["s"], "type": "majority"},
            "c": {"prefs": ["s"], "type": "minority"},
        },
        "schools": {
            "s": {
                "capacity": 4,
                "priority": ["a", "b", "c"],
                "minority_reserve": 2,
                "majority_quota": 3,
                "floors": {"minority": 2, "majority": 2},
                "ceilings": {"minority": 3},
                "slots": [{"prefer": None}, {"prefer": "walk"}, {"prefer": "walk"}, {"prefer": None}],
            }
        },
    }
    _, market = read_market(found)
    left = without(market, np.array([0, 0, -1]))
    rules = left.seat_rules
    assert left.capacities.tolist() == [2]
    assert (rules.reserves.tolist(), rules.quotas.tolist()) == ([1], [2])
    assert dict(zip(left.type_names, rules.floors[0].tolist(), strict=True)) == {"minority": 1, "majority": 1}
    assert rules.ceilings[0].tolist()[left.type_names.index("minority")] == 2
    assert rules.slots == ((0, -1),), "a took the first seat, and b the first that prefers who walks"
    full = without(left, np.array([-1, -1, 0]))
    assert (full.capacities.tolist(), full.seat_rules.reserves.tolist()) == ([1], [0])
    with pytest.raises(ValueError, match="more children"):
        without(full, np.array([0, 0, -1]))


def test_floors_that_no_longer_fit_give_way() -> None:
    """Two seats went to others, so that of a floor of three only one can still be kept."""
    market = read_market(
        {
            "mechanism": "da_soft_bounds",
            "students": {name: {"prefs": ["s"], "type": "x"} for name in "abc"},
            "schools": {"s": {"capacity": 3, "priority": ["a", "b", "c"], "floors": {"y": 3}}},
        }
    )[1]
    left = without(market, np.array([0, 0, -1]))
    assert dict(zip(left.type_names, left.seat_rules.floors[0].tolist(), strict=True)) == {"x": 0, "y": 1}
