# SPDX-License-Identifier: EUPL-1.2
"""Many lotteries: each is a function of seed and number alone, fair, and gives what placing under it gives."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from scipy.stats import chisquare

from speelveld.placement.market import Market
from speelveld.placement.names import Mechanism
from speelveld.placement.placing import place
from speelveld.placement.replication import TieBreaking, draw_order, drawn_market, replicate
from tests.placement import markets

CASES: list[tuple[Mechanism, TieBreaking]] = [
    *((name, "single") for name in Mechanism),
    *((name, "multiple") for name in Mechanism if name is not Mechanism.SERIAL_DICTATORSHIP),
]


@pytest.mark.parametrize(("mechanism", "tie_breaking"), CASES)
def test_every_row_is_a_placement_under_its_lottery(mechanism: Mechanism, tie_breaking: TieBreaking) -> None:
    market = markets.market(3, students=20, schools=4, seats=0.5)
    found = replicate(market, mechanism, 6, seed=9, tie_breaking=tie_breaking)
    for row, schools in enumerate(found):
        assert schools.tolist() == place(drawn_market(market, 9, row, tie_breaking), mechanism).schools.tolist()
    later = replicate(market, mechanism, 2, seed=9, first=4, tie_breaking=tie_breaking)
    assert (later == found[4:]).all(), "the work can be divided"
    assert len({tuple(row) for row in found.tolist()}) > 1
    assert (replicate(market, mechanism, 6, seed=10, tie_breaking=tie_breaking) != found).any()


def test_serial_dictatorship_knows_one_order() -> None:
    with pytest.raises(ValueError, match="one lottery number per child"):
        replicate(markets.market(3), "serial_dictatorship", 1, seed=1, tie_breaking="multiple")


def test_a_lottery_is_an_order_and_all_orders_come_as_often() -> None:
    assert sorted(draw_order(50, 1, 2).tolist()) == list(range(50))
    orders = Counter(tuple(draw_order(4, 5, draw).tolist()) for draw in range(12_000))
    assert len(orders) == 24
    assert chisquare(list(orders.values())).pvalue > 1e-4
    assert draw_order(0, 1, 2).size == 0


def test_numbers_stay_the_same_for_ever() -> None:
    """A figure that was published from a seed can be made again."""
    assert [draw_order(5, 2024, draw).tolist() for draw in range(2)] == [[3, 4, 1, 2, 0], [1, 0, 2, 4, 3]]


def test_under_multiple_lotteries_a_child_has_another_number_at_each_school() -> None:
    market = drawn_market(markets.market(3, students=20, schools=4), 1, 0, "multiple")
    pairs = market.eligible
    assert sorted(pairs.numbers.tolist()) == list(range(pairs.students.size))
    assert market.entry_numbers is not None
    known = {
        (int(child), int(school)): int(number)
        for child, school, number in zip(pairs.students, pairs.schools, pairs.numbers, strict=True)
    }
    for child, school, level, number in zip(
        market.owners, market.lists, market.classes, market.entry_numbers, strict=True
    ):
        assert level < 0 or known[int(child), int(school)] == number


def test_keys_that_do_not_fit_the_loop() -> None:
    n = 50_000
    rng = np.random.default_rng(1)
    market = Market(
        np.arange(n + 1, dtype=np.int64),
        rng.integers(0, 3, n).astype(np.int32),
        rng.permutation(n).astype(np.int32),
        np.full(3, 50, np.int64),
    )
    found = replicate(market, "da", 2, seed=1)
    assert (found[0] == place(drawn_market(market, 1, 0), "da").schools).all()
