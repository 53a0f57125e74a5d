# SPDX-License-Identifier: EUPL-1.2
"""Places for whoever lives nearest: stability, ties, and what does not fit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.segregation.ladder_places import Origin, allot


def origins(pupils: list[int], distance: np.ndarray) -> list[Origin]:
    return [Origin(np.array([n]), row) for n, row in zip(pupils, distance, strict=True)]


@settings(max_examples=60)
@given(st.integers(0, 10_000))
def test_nobody_is_passed_by_for_someone_who_lives_further_away(seed: int) -> None:
    random = np.random.default_rng(seed)
    distance = random.permutation(12).reshape(4, 3).astype(float)
    pupils = random.integers(0, 6, 4)
    capacity = random.multinomial(pupils.sum() + 3, [1 / 3] * 3)
    # One group per area, so that the table says who went where.
    rows = [
        Origin(np.eye(4, dtype=np.int64)[i] * n, row) for i, (n, row) in enumerate(zip(pupils, distance, strict=True))
    ]
    table, metres = allot(rows, capacity, 3)
    went = table.T
    assert went.sum(axis=1).tolist() == pupils.tolist()
    assert (table.sum(axis=1) <= capacity).all()
    assert metres == pytest.approx((went * distance).sum())
    for area in range(4):
        for school in range(3):
            if (went[area] * (distance[area] > distance[area, school])).any():
                assert table[school].sum() == capacity[school]
                assert not went[distance[:, school] > distance[area, school], school].any()


def test_two_schools_in_one_building_share_evenly_as_far_as_they_have_places() -> None:
    both = np.array([[100.0, 100.0, 500.0]])
    assert allot(origins([9], both), None, 3)[0].ravel().tolist() == [5, 4, 0]
    assert allot(origins([9], both), np.array([2, 9, 9]), 3)[0].ravel().tolist() == [2, 7, 0]
    assert allot(origins([9], both), np.array([2, 3, 9]), 3)[0].ravel().tolist() == [2, 3, 4]


def test_closed_schools_are_never_used() -> None:
    rows = np.array([[np.inf, 300.0]])
    assert allot(origins([4], rows), None, 2)[0].ravel().tolist() == [0, 4]
    with pytest.raises(ValueError, match="1 pupils are left"):
        allot(origins([4], rows), np.array([9, 3]), 2)


def test_nobody() -> None:
    table, metres = allot([], np.array([3]), 1)
    assert table.shape == (1, 0)
    assert metres == 0
