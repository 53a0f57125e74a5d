# SPDX-License-Identifier: EUPL-1.2
"""The estimate of residence when nobody knows who of a flow belongs to the group."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.segregation import dissimilarity, expected
from speelveld.segregation.ecological import SchoolFlows, area_tilt, ecological_estimate
from speelveld.segregation.ecological_flows import Flows
from speelveld.segregation.ecological_nearest import Sites

SITES = Sites.of([[1.0, 5.0], [5.0, 1.0]])
"""Two areas, each with a school of its own."""


def two(n: list[list[int]], a: list[float], b: list[float]) -> SchoolFlows:
    return SchoolFlows.of(Flows.of(n, n), a, b)


def test_without_choice_residence_is_the_actual_value() -> None:
    found = ecological_estimate(two([[30, 0], [0, 20]], [20, 2], [10, 18]), SITES)
    assert found.actual == pytest.approx(dissimilarity([20, 2], [10, 18]))
    assert found.residence == pytest.approx(found.actual)
    assert found.choice == pytest.approx(0)
    assert found.homes.tolist() == pytest.approx([20, 2])


def test_proportional_by_hand() -> None:
    # School 0: 20 of A and 10 of B, a third of them from area 1. School 1: all 20 of B from area 1.
    found = ecological_estimate(two([[20, 0], [10, 20]], [20, 0], [10, 20]), SITES)
    assert found.homes.tolist() == pytest.approx([20 * 2 / 3, 20 / 3])
    assert found.residence == pytest.approx(dissimilarity([40 / 3, 20 / 3], [20 / 3, 20 + 10 / 3]))
    assert found.actual == pytest.approx(2 / 3)
    assert found.residence_share == pytest.approx(found.residence * 3 / 2)
    assert found.assumption == "proportional to the flows"


def test_only_shares_are_taken_from_flows_of_another_day() -> None:
    later = ecological_estimate(two([[40, 0], [20, 60]], [20, 0], [10, 20]), SITES)
    same = ecological_estimate(two([[20, 0], [10, 20]], [20, 0], [10, 20]), SITES)
    assert later.residence == pytest.approx(same.residence)


def test_masked_flows_meet_a_known_total_or_take_the_filling() -> None:
    low, high = [[20, 1], [1, 20]], [[20, 4], [4, 20]]
    known = SchoolFlows.of(Flows.of(low, high, [22, 24]), [10, 2], [12, 22])
    assert known.shares(math.nan).tolist() == pytest.approx([20 / 22, 2 / 22, 4 / 24, 20 / 24])
    masked = SchoolFlows.of(Flows.of(low, high), [10, 2], [12, 22])
    assert masked.shares(1 / 3).tolist() == pytest.approx([20 / 22, 2 / 22, 2 / 22, 20 / 22])
    with pytest.raises(ValueError, match="filling"):
        ecological_estimate(masked, SITES)


def test_a_tilt_by_hand_and_a_tilt_of_nothing() -> None:
    schools = two([[20, 0], [10, 20]], [20, 0], [10, 20])
    flat, even = ecological_estimate(schools, SITES), ecological_estimate(schools, SITES, tilt=[3.0, 3.0])
    assert even.residence == pytest.approx(flat.residence)
    # Odds k in area 0 and k/4 in area 1 at school 0: 20 k/(1 + k) + 10 k/(4 + k) = 20, so that k^2 - k - 8 = 0.
    k = (1 + math.sqrt(1 + 4 * 8)) / 2
    assert 20 * k / (1 + k) + 10 * k / (4 + k) == pytest.approx(20)
    tilted = ecological_estimate(schools, SITES, tilt=[4.0, 1.0])
    assert tilted.homes.tolist() == pytest.approx([20 * k / (1 + k), 10 * k / (4 + k)])
    assert tilted.residence > flat.residence
    assert tilted.assumption.endswith("tilted by area")


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_homes_add_up_to_the_group_and_stay_within_the_flows(seed: int) -> None:
    random = np.random.default_rng(seed)
    n = random.integers(0, 20, (5, 4))
    n[0] += 1
    a = random.integers(0, n.sum(axis=0) + 1)
    a[0], a[1] = 1, n[:, 1].sum() - 1
    schools = two(n.tolist(), a.tolist(), (n.sum(axis=0) - a).tolist())
    sites = Sites.of(random.random((5, 4)))
    for tilt in (None, np.exp(random.normal(0, 3, 5))):
        found = ecological_estimate(schools, sites, tilt=tilt, draws=0)
        assert found.homes.sum() == pytest.approx(a.sum(), abs=1e-6)
        assert (found.homes <= n.sum(axis=1) + 1e-6).all()
        assert 0 <= found.residence <= 1 + 1e-12
        assert math.isnan(found.residence_by_chance)


def test_chance_is_that_of_schools_and_is_the_same_for_the_same_seed() -> None:
    n = np.random.default_rng(1).integers(1, 30, (6, 5))
    sites = Sites.of(np.random.default_rng(2).random((6, 5)))
    a = (n.sum(axis=0) * [0.1, 0.3, 0.2, 0.1, 0.2]).astype(int)
    schools = SchoolFlows.of(Flows.of(n, n), a, n.sum(axis=0) - a)
    found = ecological_estimate(schools, sites)
    assert found.actual_by_chance == expected("dissimilarity", n.sum(axis=0), int(a.sum()))
    assert 0 < found.residence_by_chance < found.actual_by_chance
    assert ecological_estimate(schools, sites).residence_by_chance == found.residence_by_chance
    halves = SchoolFlows.of(Flows.of(n, n), a + 0.5, n.sum(axis=0) - a - 0.5)
    assert math.isnan(ecological_estimate(halves, sites).actual_by_chance)
    # Without choice the chance of residence is that of the schools themselves.
    alone = SchoolFlows.of(Flows.of(np.diag([40, 60]), np.diag([40, 60])), [10, 15], [30, 45])
    apart = ecological_estimate(alone, SITES, draws=4000)
    assert apart.residence_by_chance == pytest.approx(apart.actual_by_chance, rel=0.05)


def test_an_area_tilt_is_found_again() -> None:
    random = np.random.default_rng(6)
    n = random.integers(0, 60, (30, 40))
    z = random.normal(0, 1, 30)
    weight = n.sum(axis=1)
    z = (z - np.average(z, weights=weight)) / np.sqrt(np.cov(z, aweights=weight, ddof=0))
    group = random.binomial(n, (1 / (1 + np.exp(2 - 0.8 * z)))[:, None]).sum(axis=0)
    schools = SchoolFlows.of(Flows.of(n, n), group, n.sum(axis=0) - group)
    found = area_tilt(schools, z)
    assert abs(found.slope - 0.8) < 4 * found.se
    assert found.se < 0.2
    assert found.schools == 40
    assert found.odds == pytest.approx(np.exp(found.slope * z), rel=1e-6)
    some = np.where(np.arange(30) == 3, math.nan, z)
    assert area_tilt(schools, some).odds[3] == 1
    with pytest.raises(ValueError, match="does not vary"):
        area_tilt(schools, np.ones(30))
    with pytest.raises(ValueError, match="30 in all"):
        area_tilt(schools, np.ones(3))


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match="schools 1 have pupils but no flows"):
        two([[5, 0], [5, 0]], [1, 1], [9, 3])
    with pytest.raises(ValueError, match="both groups"):
        two([[5, 1], [5, 1]], [0, 0], [9, 3])
    with pytest.raises(ValueError, match="at least 0"):
        two([[5, 1], [5, 1]], [-1, 1], [9, 3])
    with pytest.raises(ValueError, match="for 2 schools"):
        two([[5, 1], [5, 1]], [1], [9])
    with pytest.raises(ValueError, match="2 odds above 0"):
        ecological_estimate(two([[5, 1], [5, 1]], [1, 1], [9, 3]), SITES, tilt=[0.0, 1.0])
