# SPDX-License-Identifier: EUPL-1.2
"""The nearest-school counterfactual on invented cities with answers by hand, and its laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from speelveld.segregation import corrected, dissimilarity, expected
from speelveld.segregation.counts import Counts
from speelveld.segregation.multigroup import multigroup_dissimilarity, mutual_information
from speelveld.segregation.residence import Choices, catchments, nearest_counterfactual, to_nearest
from speelveld.segregation.residence_places import distances, nearest

AREAS = [(x * 1000.0, y * 1000.0) for y in range(3) for x in range(3)]
SCHOOLS = [(0.0, 0.0), (2000.0, 0.0), (1000.0, 2000.0)]
MAP = distances(AREAS, SCHOOLS)
"""Nine areas on a square, schools at three of them. Area 1 is as far from school 0 as from school 1."""

cities = arrays(np.int64, (9, 3, 2), elements=st.integers(0, 12)).filter(lambda n: n.sum(axis=(0, 1)).all())


def all_nearest(homes: np.ndarray) -> np.ndarray:
    """Everyone at the nearest school; homes is areas by groups, with nobody where schools tie."""
    cells = np.zeros((9, 3, 2), dtype=np.int64)
    for area, school in enumerate(nearest(MAP).argmax(axis=1)):
        cells[area, school] = homes[area]
    return cells


def test_without_choice_actual_is_nearest_exactly() -> None:
    homes = np.array([[8, 2], [0, 0], [1, 9], [6, 4], [0, 0], [2, 8], [5, 5], [3, 7], [4, 6]])
    split = nearest_counterfactual(Choices.of(all_nearest(homes)), MAP)
    assert split.choice == 0
    assert split.choice_corrected == 0
    assert split.residence_share == 1
    assert split.attend_nearest == 1


def test_a_city_by_hand() -> None:
    # 10 of A live at school 0 and 10 of B at school 1; three of A go to school 1.
    cells = np.zeros((9, 3, 2), dtype=np.int64)
    cells[0, 0, 0], cells[0, 1, 0], cells[2, 1, 1] = 7, 3, 10
    split = nearest_counterfactual(Choices.of(cells), MAP)
    assert split.residence.value == 1
    assert split.actual.value == pytest.approx(0.7)
    assert split.choice == pytest.approx(-0.3)
    assert split.residence_share == pytest.approx(1 / 0.7)
    assert split.attend_nearest == 17 / 20
    assert split.n == 20
    assert split.residence.by_chance == expected("dissimilarity", [10, 10, 0], 10)
    assert split.actual.corrected == corrected(0.7, expected("dissimilarity", [7, 13, 0], 10))


def test_choice_that_is_random_leaves_what_chance_gives() -> None:
    # Everywhere half of each group, everyone to any school: actual is even, nearest is as uneven as homes.
    cells = np.zeros((9, 3, 2), dtype=np.int64)
    cells[0, :, 0] = 20
    cells[2, :, 1] = 20
    split = nearest_counterfactual(Choices.of(cells), MAP)
    assert split.actual.value == 0
    assert split.actual.corrected < 0
    assert split.residence.value == 1
    assert split.choice == -1


def test_ties_are_dealt_evenly_and_blind_to_the_group() -> None:
    cells = np.zeros((9, 3, 2), dtype=np.int64)
    cells[1, 2] = (6, 4)
    assert to_nearest(Choices.of(cells), MAP).tolist() == [[3, 2], [3, 2], [0, 0]]
    assert nearest_counterfactual(Choices.of(cells), MAP).attend_nearest == 0


@settings(max_examples=50)
@given(cities)
def test_the_split_adds_up_and_groups_may_change_places(cells: np.ndarray) -> None:
    choices, swapped = Choices.of(cells), Choices.of(cells[:, :, ::-1])
    split = nearest_counterfactual(choices, MAP)
    assert split.residence.value + split.choice == pytest.approx(split.actual.value, abs=1e-12)
    assert nearest_counterfactual(swapped, MAP).actual.value == pytest.approx(split.actual.value, abs=1e-12)
    world = to_nearest(choices, MAP)
    assert world.sum(axis=0).tolist() == cells.sum(axis=(0, 1)).tolist()
    assert split.residence.value == pytest.approx(dissimilarity(world[:, 0], world[:, 1]), abs=1e-12)


@settings(max_examples=50)
@given(arrays(np.int64, (9, 3, 3), elements=st.integers(0, 9)).filter(lambda n: n.sum(axis=(0, 1)).all()))
def test_catchments_add_up_to_the_choice_part(cells: np.ndarray) -> None:
    choices = Choices.of(cells)
    found = catchments(choices, MAP)
    actual, world = Counts.of(choices.schools), Counts.of(to_nearest(choices, MAP))
    by_m = mutual_information(actual) - mutual_information(world)
    by_d = multigroup_dissimilarity(actual) - multigroup_dissimilarity(world)
    assert found.part_m.sum() == pytest.approx(by_m, abs=1e-12)
    assert found.part_d.sum() == pytest.approx(by_d, abs=1e-12)
    assert found.catchment_size.sum() == found.size.sum() == cells.sum()


def test_a_school_and_its_catchment_by_hand() -> None:
    cells = np.zeros((9, 3, 2), dtype=np.int64)
    cells[0, 0, 0], cells[0, 1, 0], cells[2, 1, 1] = 7, 3, 10
    found = catchments(Choices.of(cells), MAP)
    assert found.catchment_score[0] == pytest.approx(math.log(2))
    assert found.score[0] == pytest.approx(math.log(2))
    assert found.gap[0] == pytest.approx(0)
    assert np.isnan(found.score[2])
    # D: school 0 goes from |10/10 - 0|/2 to |7/10 - 0|/2, school 1 from |0 - 1|/2 to |3/10 - 1|/2.
    assert found.part_d.tolist() == pytest.approx([-0.15, -0.15, 0])


def test_any_index_may_be_split() -> None:
    cells = np.random.default_rng(1).integers(0, 9, (9, 3, 3))
    choices = Choices.of(cells)
    by_name = nearest_counterfactual(choices, MAP, "mutual-information")
    by_function = nearest_counterfactual(choices, MAP, mutual_information, draws=400, seed=7)
    assert by_function.index == "mutual_information"
    assert by_function.actual.value == pytest.approx(by_name.actual.value)
    assert by_function.actual.by_chance == pytest.approx(by_name.actual.by_chance, rel=0.2)
    again = nearest_counterfactual(choices, MAP, mutual_information, draws=400, seed=7)
    assert again == by_function
    h = nearest_counterfactual(choices, MAP, "multigroup-theil-h")
    assert h.actual.value < by_name.actual.value
    with pytest.raises(ValueError, match="two groups, not 3"):
        nearest_counterfactual(choices, MAP)
    with pytest.raises(ValueError, match="unknown index 'nope'"):
        nearest_counterfactual(choices, MAP, "nope")


def test_one_group_alone_has_no_index() -> None:
    cells = np.zeros((9, 3, 2), dtype=np.int64)
    cells[0, 0, 0] = 5
    assert math.isnan(nearest_counterfactual(Choices.of(cells), MAP).actual.value)
    assert math.isnan(nearest_counterfactual(Choices.of(cells), MAP, "mutual-information").choice)
    assert np.isnan(catchments(Choices.of(cells), MAP).part_d).all()


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match="areas by schools by groups"):
        Choices.of([[1, 2]])
    with pytest.raises(ValueError, match="whole"):
        Choices.of([[[0.5, 1]]])
    with pytest.raises(ValueError, match="at least 0"):
        Choices.of([[[-1, 1]]])
    lost = np.full((9, 3), math.nan)
    some = np.ones((9, 3, 2), dtype=np.int64)
    with pytest.raises(ValueError, match="54 pupils live in areas without a place"):
        to_nearest(Choices.of(some), lost)
    with pytest.raises(ValueError, match="does not fit"):
        to_nearest(Choices.of(some), MAP[:4])
