# SPDX-License-Identifier: EUPL-1.2
"""Every mechanism against its definition, on small markets in which every placement can be looked at."""

from __future__ import annotations

import pytest

from speelveld.placement.names import Mechanism
from speelveld.placement.placing import place
from speelveld.placement.reading import read_market
from tests.placement import definitions
from tests.placement.definitions import Document, Placement, better, placements, stable, stable_by_class
from tests.placement.markets import document

CHILDREN_FIRST = [
    *("da", "da_minority_reserve", "da_majority_quota", "da_soft_bounds", "da_slot_precedence"),
]
IN_ONE_WAY = {
    "ttc": definitions.top_trading_cycles,
    "boston": definitions.immediate_acceptance,
    "serial_dictatorship": definitions.serial_dictatorship,
}
MARKETS = 60


def small(mechanism: str, seed: int) -> Document:
    """A market of four or five children who want more than there is."""
    return document(
        seed,
        students=4 + seed % 2,
        schools=2 + seed % 3,
        mechanism=mechanism,
        strict=seed % 3 == 0,
        multiple=seed % 5 == 1 and mechanism != "serial_dictatorship",
        seats=0.8,
    )


def placed(market: Document, mechanism: str = "") -> Placement:
    """What the package says."""
    name, found = read_market(market)
    return place(found, mechanism or name).assignment()


@pytest.mark.parametrize("mechanism", CHILDREN_FIRST)
def test_the_best_stable_placement_for_all_children(mechanism: str) -> None:
    several = 0
    for seed in range(MARKETS):
        market = small(mechanism, seed)
        found, every = placed(market), [one for one in placements(market) if stable(market, one)]
        assert found in every, seed
        assert all(one == found or better(market, found, one) for one in every), seed
        several += len(every) > 1
    assert several


def test_the_best_stable_placement_for_all_schools() -> None:
    for seed in range(MARKETS):
        market = small("school_proposing_da", seed)
        found, every = placed(market), [one for one in placements(market) if stable(market, one)]
        assert found in every, seed
        assert all(one == found or better(market, one, found) for one in every), seed


@pytest.mark.parametrize("mechanism", IN_ONE_WAY)
def test_the_steps_of_the_definition(mechanism: str) -> None:
    for seed in range(3 * MARKETS):
        market = small(mechanism, seed)
        assert placed(market) == IN_ONE_WAY[mechanism](market), seed


@pytest.mark.parametrize("mechanism", ["ttc", "serial_dictatorship", "eadam"])
def test_nothing_is_better_for_one_and_worse_for_none(mechanism: str) -> None:
    for seed in range(MARKETS):
        market = small(mechanism, seed)
        found = placed(market)
        assert not any(better(market, one, found) for one in placements(market)), seed
        if mechanism == "eadam":
            start = placed(market, "da")
            assert found == start or better(market, found, start), seed


def test_no_placement_that_classes_allow_is_better_than_after_the_cycles() -> None:
    for seed in range(MARKETS):
        market = small("stable_improvement_cycles", seed)
        found, start = placed(market), placed(market, "da")
        assert found == start or better(market, found, start), seed
        assert stable_by_class(market, found), seed
        assert not any(better(market, one, found) and stable_by_class(market, one) for one in placements(market)), seed


def test_every_mechanism_of_the_interface_is_compared() -> None:
    others = {"school_proposing_da", "eadam", "stable_improvement_cycles"}
    # The call order is compared with the rule of Parcoursup in test_calling.
    assert {*CHILDREN_FIRST, *IN_ONE_WAY, *others} == set(Mechanism) - {Mechanism.DA_CALL_ORDER}
