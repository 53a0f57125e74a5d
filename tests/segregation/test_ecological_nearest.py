# SPDX-License-Identifier: EUPL-1.2
"""What flows alone tell about the nearest school, on a street with answers by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from speelveld.segregation.ecological_flows import Bounds, Flows
from speelveld.segregation.ecological_nearest import (
    Sites,
    area_shares,
    attend_nearest,
    mean_distance,
    site_sizes,
)
from speelveld.segregation.residence_places import distances

STREET = distances([(0, 0), (1000, 0), (math.nan, math.nan)], [(100, 0), (800, 0), (800, 0)])
"""Two areas and one without a place; schools 1 and 2 in one building."""

FLOWS = Flows.of([[10, 1, 0], [1, 6, 5], [2, 0, 0]], [[10, 4, 0], [4, 6, 5], [2, 0, 0]])


def test_the_share_at_the_nearest_leaves_out_homes_without_a_place() -> None:
    # Nearest: 10 + 6 + 5 of 10 + 6 + 5 + two masked flows of 1 to 4.
    assert attend_nearest(FLOWS, STREET) == Bounds(21 / 29, 21 / 23)
    assert attend_nearest(FLOWS, STREET, among=2) == Bounds(pytest.approx(22 / 26), pytest.approx(25 / 26))
    assert attend_nearest(FLOWS, STREET, among=3) == Bounds(1.0, 1.0)


def test_the_mean_distance() -> None:
    # 10 go 100 m, 11 go 200 m; masked: 800 m from area 0, 900 m from area 1.
    found = mean_distance(FLOWS, STREET)
    assert found.low == pytest.approx((1000 + 2200 + 800 + 900) / 23)
    assert found.high == pytest.approx((1000 + 2200 + 3200 + 3600) / 29)


def test_two_schools_in_one_building_are_one_site() -> None:
    sites = Sites.of(STREET)
    assert sites.of_school.tolist() == [0, 1, 1]
    assert sites.of_area.tolist() == [0, 1, -1]
    assert sites.count == 2
    assert sites.of_cell(FLOWS).tolist() == [0, 1, 0, 0, 1, 1]
    assert site_sizes(FLOWS, sites).tolist() == [[13, 16], [12, 15]]
    tied = Sites.of([[1.0, 1.0, 9.0], [9.0, 2.0, 2.0]])
    assert tied.of_school.tolist() == [0, 1, 2]
    assert tied.of_area.tolist() == [0, 1]
    assert Sites.of([[math.nan, math.nan]]).of_area.tolist() == [-1]


def test_shares_of_areas() -> None:
    shares = area_shares(FLOWS, [True, True, False])
    assert shares[0].tolist() == pytest.approx([11 / (11 + 15), 14 / (14 + 12)])
    assert np.isnan(shares[2]).all()
    assert area_shares(FLOWS)[2].tolist() == pytest.approx([2 / 31, 2 / 25])
