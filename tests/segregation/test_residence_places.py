# SPDX-License-Identifier: EUPL-1.2
"""Distances, who is nearest, and pupils dealt over seats."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speelveld.segregation.residence_places import buildings, deal, distances, equal_seats, nearest, ranks, travel


def test_distances_in_metres_and_an_area_without_a_place() -> None:
    found = distances([[0, 0], [math.nan, math.nan]], [[3000, 4000], [0, 100]])
    assert found[0].tolist() == [5000, 100]
    assert np.isnan(found[1]).all()
    with pytest.raises(ValueError, match="every school"):
        distances([[0, 0]], [[math.nan, 0]])
    with pytest.raises(ValueError, match="shape"):
        distances([0, 0], [[0, 0]])


def test_ranks_share_the_better_place_in_one_building() -> None:
    metres = [[300, 100, 100, 500], [1, 2, 3, 4], [math.nan] * 4]
    assert ranks(metres).tolist() == [[3, 1, 1, 4], [1, 2, 3, 4], [0, 0, 0, 0]]
    assert ranks([[10, 10.0004, 30]]).tolist() == [[1, 1, 3]]
    assert nearest(metres).tolist() == [[False, True, True, False], [True, False, False, False], [False] * 4]


def test_schools_in_one_building_are_put_at_one_point() -> None:
    found = buildings([[0, 0], [1000, 0], [10, 0], [30, 0], [1000, 26]])
    assert found.tolist() == [[40 / 3, 0], [1000, 0], [40 / 3, 0], [40 / 3, 0], [1000, 26]]
    assert buildings([[0, 0], [1000, 0]], within=0).tolist() == [[0, 0], [1000, 0]]


def test_travel_that_is_refused() -> None:
    with pytest.raises(ValueError, match="to every school, or to none"):
        travel([[1, math.nan]])
    with pytest.raises(ValueError, match="at least 0"):
        travel([[1, -1]])
    with pytest.raises(ValueError, match="matrix"):
        travel([1, 2])


def test_a_deal_by_hand() -> None:
    assert deal([4, 2], [3, 3]).tolist() == [[2, 1], [2, 1]]
    assert deal([1, 2], [0, 3]).tolist() == [[0, 0], [1, 2]]
    assert deal([0, 0], [0, 0]).tolist() == [[0, 0], [0, 0]]
    assert equal_seats(5, np.array([True, False, True])).tolist() == [3, 0, 2]
    with pytest.raises(ValueError, match="seats"):
        deal([2], [1])


@given(st.lists(st.integers(0, 40), min_size=1, max_size=4), st.data())
def test_a_deal_keeps_both_margins_and_is_close_to_proportional(members: list[int], data: st.DataObject) -> None:
    total = sum(members)
    cuts = sorted(data.draw(st.lists(st.integers(0, total), min_size=2, max_size=2)))
    seats = np.diff([0, *cuts, total])
    dealt = deal(members, seats)
    assert dealt.sum(axis=0).tolist() == members
    assert dealt.sum(axis=1).tolist() == seats.tolist()
    if total:
        assert np.abs(dealt - np.outer(seats, members) / total).max() <= len(seats)
