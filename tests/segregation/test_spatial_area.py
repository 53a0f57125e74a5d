# SPDX-License-Identifier: EUPL-1.2
"""Land and centre: known answers, and the formulas once more in plain Python."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speelveld.segregation.spatial_area import (
    absolute_centralisation,
    absolute_concentration,
    delta,
    relative_centralisation,
    relative_concentration,
)


def test_delta() -> None:
    assert delta([10, 0], [1, 3]) == pytest.approx(0.75)
    assert delta([10, 30], [1, 3]) == pytest.approx(0)
    assert math.isnan(delta([0, 0], [1, 3]))


def test_concentration_at_its_ends() -> None:
    """A lives in the smallest units, or in the largest: the index is 1 or 0."""
    areas, small, large = [1, 2, 4, 8], [10, 10, 0, 0], [0, 0, 10, 10]
    assert absolute_concentration(small, large, areas) == pytest.approx(1)
    assert absolute_concentration(large, small, areas) == pytest.approx(0)
    assert relative_concentration(small, large, areas) == pytest.approx(1)
    assert relative_concentration(large, small, areas) == pytest.approx((6 / 1.5 - 1) / (1.5 / 6 - 1))
    assert relative_concentration([5, 5, 5, 5], [5, 5, 5, 5], areas) == pytest.approx(0)
    assert math.isnan(absolute_concentration(small, large, [1, 1, 1, 1]))
    assert math.isnan(relative_concentration(small, large, [1, 1, 1, 1]))


@given(seed=st.integers(0, 200))
def test_concentration_agrees_with_the_formula(seed: int) -> None:
    random = np.random.default_rng(seed)
    a, b, areas = random.integers(0, 40, 9), random.integers(1, 90, 9), random.uniform(1, 9, 9)
    if not a.sum():
        return
    t = a + b
    ends = []
    for order in (sorted(range(9), key=lambda i: areas[i]), sorted(range(9), key=lambda i: -areas[i])):
        chosen = []
        for i in order:
            chosen.append(i)
            if sum(t[j] for j in chosen) >= a.sum():
                break
        ends.append(sum(t[j] * areas[j] for j in chosen) / sum(t[j] for j in chosen))
    least, most = ends
    mine, theirs = (a * areas).sum() / a.sum(), (b * areas).sum() / b.sum()
    assert absolute_concentration(a, b, areas) == pytest.approx(1 - (mine - least) / (most - least))
    assert relative_concentration(a, b, areas) == pytest.approx((mine / theirs - 1) / (least / most - 1))


def test_centralisation_at_its_ends() -> None:
    places, centre = [[0, 0], [1, 0], [2, 0], [3, 0]], [0, 0]
    inside, outside = [10, 0, 0, 0], [0, 0, 0, 10]
    assert relative_centralisation(inside, outside, places, centre) == pytest.approx(1)
    assert relative_centralisation(outside, inside, places, centre) == pytest.approx(-1)
    assert absolute_centralisation([5, 5, 5, 5], [1, 1, 1, 1], places, centre) == pytest.approx(0)
    assert absolute_centralisation(inside, [1, 1, 1, 1], places, centre) == pytest.approx(0.75)
    assert math.isnan(relative_centralisation([0] * 4, outside, places, centre))


@given(seed=st.integers(0, 200))
def test_centralisation_agrees_with_the_formula_and_ignores_the_order_of_ties(seed: int) -> None:
    random = np.random.default_rng(seed)
    a, b, places = random.integers(0, 40, 8), random.integers(1, 40, 8), random.integers(0, 3, (8, 2))
    if not a.sum():
        return
    distances = [math.dist(p, (0, 0)) for p in places]
    x = y = value = 0.0
    for ring in sorted(set(distances)):
        inside = [i for i in range(8) if distances[i] == ring]
        next_x, next_y = x + sum(a[i] for i in inside) / a.sum(), y + sum(b[i] for i in inside) / b.sum()
        value += x * next_y - next_x * y
        x, y = next_x, next_y
    order = random.permutation(8)
    assert relative_centralisation(a, b, places, (0, 0)) == pytest.approx(value, abs=1e-12)
    assert relative_centralisation(a[order], b[order], places[order], (0, 0)) == pytest.approx(value, abs=1e-12)
    assert relative_centralisation(b, a, places, (0, 0)) == pytest.approx(-value, abs=1e-12)


def test_what_is_refused() -> None:
    for wrong in (([1, 2], [1]), ([1, -2], [1, 1]), ([1, math.nan], [1, 1])):
        with pytest.raises(ValueError, match=r"length|finite"):
            delta(*wrong)
    with pytest.raises(ValueError, match="coordinates"):
        relative_centralisation([1, 2], [2, 1], [[0, 0]], [0, 0])
