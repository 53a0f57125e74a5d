# SPDX-License-Identifier: EUPL-1.2
"""No list pays under the mechanisms that promise so, whatever it is; under the others one is found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from speelveld.placement import promises
from speelveld.placement.false_lists import manipulability
from speelveld.placement.market import Market
from speelveld.placement.names import Mechanism
from speelveld.placement.placing import place
from speelveld.placement.reading import read_market
from tests.placement.markets import document

HONEST = [name for name, kept in promises.PROMISES.items() if promises.STRATEGY_PROOF in kept]
OTHERS = [name for name in Mechanism if name not in HONEST]


def markets(mechanism: Mechanism, number: int) -> Iterator[Market]:
    """Markets with fewer seats than children."""
    for seed in range(number):
        yield read_market(document(seed, students=6, schools=4, mechanism=mechanism, strict=seed % 2 == 0, seats=0.5))[
            1
        ]


@pytest.mark.parametrize("mechanism", HONEST)
def test_no_list_pays(mechanism: Mechanism) -> None:
    """All 65 lists of up to four schools, of every child."""
    tried = 0
    for market in markets(mechanism, 8):
        found = manipulability(market, mechanism)
        assert found.exhaustive
        assert found.lies == ()
        assert found.share == 0
        tried += found.tried
    assert tried > 1_000


@pytest.mark.parametrize("mechanism", OTHERS)
def test_a_list_that_pays_is_found(mechanism: Mechanism) -> None:
    """And it does pay when it is handed in."""
    number = 0
    for market in markets(mechanism, 200):
        found = manipulability(market, mechanism, students=range(3))
        for lie in found.lies:
            number += 1
            gained = place(market.with_list(lie.student, lie.stated), mechanism).schools[lie.student]
            own = market.list_of(lie.student)
            assert gained == lie.gained
            assert lie.honest < 0 or own.index(lie.gained) < own.index(lie.honest)
        if number:
            break
    assert number >= 1


def test_boston_by_hand() -> None:
    """Child 1 loses its second choice to a child that put it first; by doing the same it gets it."""
    market = Market.of([[0, 1], [0, 1], [1, 0]], [[0, 1], [1, 0], [2, 2]], [1, 1])
    found = manipulability(market, "boston")
    assert [(lie.student, lie.honest, lie.gained, lie.stated[0]) for lie in found.lies] == [(1, -1, 1, 1)]
    assert found.share == pytest.approx(1 / 3)


def test_longer_lists_are_sampled_and_the_same_seed_tries_the_same() -> None:
    _, market = read_market(document(2, students=30, schools=9, mechanism="boston", seats=0.7))
    first, again, other = (
        manipulability(market, "boston", students=range(8), most=0, samples=30, seed=seed) for seed in (1, 1, 2)
    )
    assert not first.exhaustive
    assert first.lies == again.lies
    assert first.tried == 8 * 30
    assert len(first.lies) >= 1
    assert other.tried == first.tried
    assert not manipulability(market, "da", students=range(8), most=0, samples=30, seed=1).lies
