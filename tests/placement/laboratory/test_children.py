# SPDX-License-Identifier: EUPL-1.2
"""Invented children: drawn from what is known of a town, from a seed alone, under assumptions that do what they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import chisquare, norm

from speelveld.errors import InputError
from speelveld.placement.laboratory import Assumptions, Children, RandomUtility, Town, draw_children
from speelveld.placement.market import Int32
from tests.placement.laboratory.towns import town

SAME = ("area", "origin", "in_group", "sibling", "childcare", "ranking")


def same(one: Children, other: Children) -> bool:
    """Whether two cohorts are the same in everything."""
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in SAME)


def test_a_cohort_follows_from_its_seed_and_number() -> None:
    place = town()
    first = draw_children(place, Assumptions(), 5, 3)
    assert same(first, draw_children(place, Assumptions(), 5, 3))
    assert not same(first, draw_children(place, Assumptions(), 5, 4))
    assert not same(first, draw_children(place, Assumptions(), 6, 3))


def test_children_stay_the_same_for_ever() -> None:
    """A study that was published from a seed can be made again."""
    children = draw_children(town(), Assumptions(), 2024, 0)
    assert children.count == 141
    assert children.ranking[:3].tolist() == [[2, 1, 3, 0], [2, 0, 3, 1], [2, 0, 3, 1]]


def test_other_weights_leave_the_children_who_they_are() -> None:
    one = draw_children(town(), Assumptions(distance=0.1), 1, 0)
    other = draw_children(town(), Assumptions(distance=9), 1, 0)
    assert all(np.array_equal(getattr(one, name), getattr(other, name)) for name in SAME if name != "ranking")
    assert not np.array_equal(one.ranking, other.ranking)


def test_flows_shares_and_claims_come_out_as_given() -> None:
    """Over many cohorts each flow gives what it should: an eighth of its pupils, a known part of them in group A."""
    place = town(pupils=40)
    counts, group, siblings, care, number = np.zeros(place.low.shape), 0, 0, 0, 0
    cohorts = 400
    for cohort in range(cohorts):
        children = draw_children(place, Assumptions(siblings=0.3, childcare=0.2), 7, cohort)
        np.add.at(counts, (children.area, children.origin), 1)
        group += int(children.in_group.sum())
        siblings += int((children.sibling >= 0).sum())
        care += int((children.childcare >= 0).sum())
        number += children.count
        assert (children.sibling[children.sibling >= 0] == children.origin[children.sibling >= 0]).all()
    expected = place.expected * cohorts
    some = expected > 5
    # A flow is a thinned whole number, a little less spread than Poisson: the test is on the safe side.
    assert chisquare(counts[some], expected[some] * counts[some].sum() / expected[some].sum()).pvalue > 1e-4
    assert abs(counts.sum() - expected.sum()) < 5 * np.sqrt(expected.sum())
    for found, share in ((siblings, 0.3), (care, 0.2), (group, float((counts * place.group_share).sum() / number))):
        assert 2 * norm.sf(abs(found - number * share) / np.sqrt(number * share * (1 - share))) > 1e-4


def test_a_flow_that_is_not_masked_draws_no_bound() -> None:
    place = town()
    certain = replace(place, low=place.high)
    for filling in (0.0, 1.0):
        drawn = draw_children(replace(certain, filling=np.full(4, filling)), Assumptions(), 1, 0)
        assert np.array_equal(drawn.area, draw_children(certain, Assumptions(), 1, 0).area)


@pytest.mark.parametrize(
    ("weights", "best"),
    [
        ({"distance": 1.0}, lambda place, area, origin, in_group: place.metres[area].argmin(axis=1)),
        ({"size": 1.0}, lambda place, area, origin, in_group: np.full(area.size, place.seats.argmax())),
        ({"composition": 1.0}, lambda place, area, origin, in_group: np.where(in_group, 2, 0)),
        ({"composition": -1.0}, lambda place, area, origin, in_group: np.where(in_group, 0, 2)),
        ({"denomination": 1.0}, lambda place, area, origin, in_group: origin % 2),
    ],
)
def test_one_weight_alone_decides(weights: dict[str, float], best: object) -> None:
    assert callable(best)
    nothing = {"distance": 0.0, "denomination": 0.0, "composition": 0.0, "size": 0.0, "noise": 0.0}
    place = town()
    children = draw_children(place, Assumptions(**{**nothing, **weights}), 1, 0)  # type: ignore[arg-type]
    expected = best(place, children.area, children.origin, children.in_group)
    first = children.ranking[:, 0]
    if "denomination" in weights:
        assert (place.denominations[first] == place.denominations[children.origin]).all()
    else:
        assert (first == expected).all()


def test_with_noise_it_is_a_logit() -> None:
    """P(first = s) = exp(v_s) / sum exp(v): the choice probabilities of McFadden (1974)."""
    place = town()
    area, origin, group = np.zeros(40_000, np.int32), np.zeros(40_000, np.int32), np.zeros(40_000, np.bool_)
    weights = Assumptions(distance=0.7, size=0.5, denomination=0.4, composition=0.3)
    value = RandomUtility(weights).utilities(place, area, origin, group, np.random.default_rng(3))
    systematic = RandomUtility(replace(weights, noise=0.0)).utilities(
        place, area[:1], origin[:1], group[:1], np.random.default_rng(3)
    )[0]
    chance = np.exp(systematic) / np.exp(systematic).sum()
    assert chisquare(np.bincount(value.argmax(axis=1), minlength=4), 40_000 * chance).pvalue > 1e-4


class Alphabetical:
    """A model of wishes that has nothing to do with the laboratory's own."""

    def utilities(
        self, town: Town, area: Int32, origin: Int32, in_group: NDArray[np.bool_], random: np.random.Generator
    ) -> NDArray[np.float64]:
        """The first school in the alphabet is best."""
        return np.tile(-np.arange(len(town.schools), dtype=np.float64), (area.size, 1))


class Silent(Alphabetical):
    """A model that forgets schools."""

    def utilities(
        self, town: Town, area: Int32, origin: Int32, in_group: NDArray[np.bool_], random: np.random.Generator
    ) -> NDArray[np.float64]:
        """One number per child."""
        return np.zeros((area.size, 1))


def test_other_preferences_take_the_place_of_assumed_ones() -> None:
    children = draw_children(town(), Assumptions(), 1, 0, Alphabetical())
    assert (children.ranking == np.arange(4)).all()
    assert (children.place_of == np.arange(4)).all()
    with pytest.raises(ValueError, match="one number per child and school"):
        draw_children(town(), Assumptions(), 1, 0, Silent())


def test_every_wrong_assumption_is_told() -> None:
    with pytest.raises(InputError) as told:
        Assumptions(distance=-1, noise=float("nan"), size=float("inf"), siblings=2, list_length=0)
    assert [fault.message.split(":")[0] for fault in told.value.faults] == [
        "distance",
        "noise",
        "size",
        "siblings",
        "list_length",
    ]


def test_every_fault_of_a_town_is_told() -> None:
    place = town()
    with pytest.raises(InputError) as told:
        replace(
            place,
            schools=place.schools[::-1],
            low=place.high + 1,
            filling=np.full(4, 1.5),
            metres=np.full(place.low.shape, np.nan),
            seats=np.full(4, -1),
        )
    assert len(told.value.faults) == 5
    with pytest.raises(InputError, match="shape"):
        replace(place, seats=np.ones(3, np.int64))
    with pytest.raises(InputError, match="no flow"):
        replace(place, low=np.zeros_like(place.low), high=np.zeros_like(place.low))
