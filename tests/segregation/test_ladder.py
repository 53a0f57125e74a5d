# SPDX-License-Identifier: EUPL-1.2
"""The ladder from chance to the actual schools: its ends, its steps, and a city by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from speelveld.segregation import expected
from speelveld.segregation.ladder import residence_ladder
from speelveld.segregation.residence import Choices, nearest_counterfactual, to_nearest
from speelveld.segregation.residence_places import distances

LINE = distances([(0, 0), (1000, 0), (2000, 0)], [(100, 0), (900, 0), (2100, 0), (1900, 0)])
"""Three areas and four schools in one street."""

cities = arrays(np.int64, (3, 4, 2), elements=st.integers(0, 8)).filter(lambda n: n.sum(axis=(0, 1)).all())


@settings(max_examples=40)
@given(cities, st.sampled_from(["dissimilarity", "theil-h", "mutual-information"]))
def test_ends_and_sums(cells: np.ndarray, index: str) -> None:
    choices = Choices.of(cells)
    found = residence_ladder(choices, LINE, index, denominations=["open", "rc", "open", "rc"])
    split = nearest_counterfactual(choices, LINE, index)
    first, last = found.rung("random"), found.rung("actual")
    assert last.value == split.actual
    assert found.rung("nearest").value == split.residence
    assert first.value.corrected == 0
    assert sum(found.parts.values()) == pytest.approx(last.value.value - first.value.value, abs=1e-12)
    assert sum(found.corrected_parts.values()) == pytest.approx(last.value.corrected, abs=1e-12)
    assert found.parts["residence"] == pytest.approx(split.residence.value - first.value.value, abs=1e-12)
    place = found.rung("nearest of the denomination with a place")
    assert found.parts["choice"] == pytest.approx(last.value.value - place.value.value, abs=1e-12)
    for rung in found.rungs[1:]:
        assert rung.schools is not None
        assert rung.schools.sum(axis=0).tolist() == cells.sum(axis=(0, 1)).tolist()
    with_places = found.rung("nearest with a place").schools
    assert with_places is not None
    assert with_places.sum(axis=1).tolist() == cells.sum(axis=(0, 2)).tolist()
    assert place.schools is not None
    assert place.schools.sum(axis=1).tolist() == cells.sum(axis=(0, 2)).tolist()


def test_random_is_what_chance_gives_at_the_actual_sizes() -> None:
    cells = np.random.default_rng(4).integers(0, 9, (3, 4, 2))
    found = residence_ladder(Choices.of(cells), LINE)
    table = cells.sum(axis=0)
    assert found.rung("random").value.value == expected("dissimilarity", table.sum(axis=1), int(table[:, 0].sum()))
    assert [rung.name for rung in found.rungs] == ["random", "nearest", "nearest with a place", "actual"]
    assert set(found.parts) == {"residence", "capacity", "choice"}
    with pytest.raises(KeyError, match="no rung 'nearest of the denomination'"):
        found.rung("nearest of the denomination")


def test_a_street_by_hand() -> None:
    # Area 0: 6 of A, area 1: 6 of B. School 0 holds 3, so 3 of A go on to school 1, where 3 of B give way.
    cells = np.zeros((3, 4, 2), dtype=np.int64)
    cells[0, 0, 0], cells[0, 3, 0] = 3, 3
    cells[1, 1, 1], cells[1, 3, 1] = 3, 3
    choices = Choices.of(cells)
    found = residence_ladder(choices, LINE, denominations=["open", "rc", "open", "rc"])
    assert found.rung("nearest").value.value == 1
    assert found.rung("nearest").mean_distance == 100
    place = found.rung("nearest with a place").schools
    # Area 1 is nearer to school 1 (100 m) than area 0 (900 m): it keeps all 3; then to school 3 (900 m before 1900 m).
    assert place is not None
    assert place.tolist() == [[3, 0], [0, 3], [0, 0], [3, 3]]
    assert found.rung("nearest with a place").value.value == 0.5
    assert found.rung("actual").value.value == 0.5
    kind = found.rung("nearest of the denomination").schools
    assert kind is not None
    assert kind.tolist() == [[3, 0], [3, 6], [0, 0], [0, 0]]
    assert found.parts["choice"] == pytest.approx(0)
    # Capacity first: -0.5 then 0; denomination first: -0.5 then 0. Each order gives half to each.
    assert found.parts["capacity"] == pytest.approx(-0.25)
    assert found.parts["denomination"] == pytest.approx(-0.25)
    assert found.rung("actual").mean_distance == pytest.approx((3 * 100 + 3 * 1900 + 3 * 100 + 3 * 900) / 12)
    assert found.rung("random").mean_distance == pytest.approx((3 * (100 + 900) + 3 * (900 + 100) + 12 * 1400) / 24)


def test_room_for_everyone_is_nearest() -> None:
    choices = Choices.of(np.random.default_rng(9).integers(0, 9, (3, 4, 2)))
    found = residence_ladder(choices, LINE, capacity=[1000] * 4)
    table = found.rung("nearest with a place").schools
    assert table is not None
    assert table.tolist() == to_nearest(choices, LINE).tolist()
    assert found.parts["capacity"] == 0


def test_any_index_and_a_city_without_pupils_of_one_group() -> None:
    cells = np.random.default_rng(9).integers(1, 9, (3, 4, 2))
    found = residence_ladder(Choices.of(cells), LINE, lambda counts: float(counts.unit_totals.max()), draws=10)
    assert found.index == "<lambda>"
    assert found.rung("actual").value.value == cells.sum(axis=(0, 2)).max()
    cells[:, :, 1] = 0
    assert math.isnan(residence_ladder(Choices.of(cells), LINE).parts["choice"])


def test_what_is_refused() -> None:
    choices = Choices.of(np.ones((3, 4, 2), dtype=np.int64))
    with pytest.raises(ValueError, match="denominations for 4 schools"):
        residence_ladder(choices, LINE, denominations=["open"])
    with pytest.raises(ValueError, match="4 pupils are left without a place"):
        residence_ladder(choices, LINE, capacity=[5, 5, 5, 5])
    with pytest.raises(ValueError, match="capacities are 4 whole numbers"):
        residence_ladder(choices, LINE, capacity=[5, 5, 5])
