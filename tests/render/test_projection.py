# SPDX-License-Identifier: EUPL-1.2
"""Places on the map, against known points in RD New."""

from __future__ import annotations

import re

import numpy as np
import pytest

from speelveld.render.projection import STEP, Frame, metres


def test_the_tower_of_amersfoort_is_the_middle_of_rd_new() -> None:
    """The Onze Lieve Vrouwetoren: (155000, 463000) by definition."""
    assert metres([(5.387206, 52.155174)])[0] == pytest.approx((155000, 463000), abs=5)


def test_no_points_is_an_empty_array() -> None:
    assert metres([]).shape == (0, 2)


def test_north_is_up_and_a_kilometre_is_as_long_in_both_directions() -> None:
    frame = Frame.around(np.array([[0.0, 0.0], [10_000.0, 20_000.0]]), 400, 600)
    south_west, north, east = frame.place(np.array([[0.0, 0.0], [0.0, 1000.0], [1000.0, 0.0]]))
    assert north[1] < south_west[1]
    assert east[0] > south_west[0]
    assert south_west[1] - north[1] == pytest.approx(east[0] - south_west[0])


@pytest.mark.parametrize("corner", [(10_000.0, 20_000.0), (50_000.0, 5_000.0), (10.0, 10.0)])
def test_all_points_lie_within_the_frame(corner: tuple[float, float]) -> None:
    points = np.array([[0.0, 0.0], corner])
    frame = Frame.around(points, 400, 600)
    placed = frame.place(points)
    assert (placed >= 0).all()
    assert (placed[:, 0] <= frame.width).all()
    assert (placed[:, 1] <= frame.height + 0.5).all()
    assert frame.height <= 600


def test_a_path_follows_the_ring_to_half_a_pixel() -> None:
    frame = Frame.around(np.array([[0.0, 0.0], [1000.0, 1000.0]]), 100, 100, pad=0)
    ring = np.array([[0.0, 0.0], [1000.0, 0.0], [1000.0, 1000.0], [133.0, 871.0], [0.0, 0.0]])
    numbers = [float(part) for part in re.findall(r"-?\d*\.?\d+", frame.path([ring]))]
    walked = np.cumsum(np.array(numbers).reshape(-1, 2), axis=0)
    assert np.abs(walked - frame.place(ring)[:-1]).max() <= STEP / 2


def test_a_ring_smaller_than_the_raster_leaves_nothing() -> None:
    frame = Frame.around(np.array([[0.0, 0.0], [10_000.0, 10_000.0]]), 100, 100)
    assert frame.path([np.array([[1.0, 1.0], [2.0, 1.0], [2.0, 2.0], [1.0, 1.0]])]) == ""
