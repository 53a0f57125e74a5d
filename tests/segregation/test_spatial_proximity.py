# SPDX-License-Identifier: EUPL-1.2
"""Proximity that falls with distance: two solid halves are clustered, a checkerboard is the opposite."""

from __future__ import annotations

import math

import numpy as np
import pytest

from speelveld.segregation.spatial_proximity import (
    Proximities,
    absolute_clustering,
    decay_exposure,
    decay_isolation,
    relative_clustering,
    spatial_proximity,
)

GRID = np.array([(x, y) for x in range(10) for y in range(10)], dtype=float)
HALVES = np.where(GRID[:, 0] < 5, 100, 0)
CHECKERBOARD = np.where(GRID.sum(axis=1) % 2 == 0, 100, 0)
ALL = (spatial_proximity, absolute_clustering, relative_clustering, decay_isolation, decay_exposure)


def near(a: np.ndarray, scale: float = 1) -> Proximities:
    return Proximities.of(a, 100 - a, GRID, np.ones(100), scale=scale)


def test_halves_and_checkerboard() -> None:
    """What Massey & Denton's formula gives; PySAL, whose proximity grows with distance, has them reversed."""
    assert spatial_proximity(near(HALVES)) == pytest.approx(1.72, abs=0.005)
    assert spatial_proximity(near(CHECKERBOARD)) == pytest.approx(0.97, abs=0.005)
    assert absolute_clustering(near(HALVES)) > 0.7 > 0 > absolute_clustering(near(CHECKERBOARD))
    assert decay_isolation(near(HALVES)) > 0.85 > 0.5 > decay_isolation(near(CHECKERBOARD))
    assert relative_clustering(near(HALVES)) == pytest.approx(0)


def test_the_formulas_in_plain_python() -> None:
    random = np.random.default_rng(2)
    a, b = random.integers(0, 30, 8), random.integers(1, 30, 8)
    points, areas, scale = random.uniform(0, 5, (8, 2)), random.uniform(0.5, 2, 8), 2.0
    found = Proximities.of(a, b, points, areas, scale=scale)

    def c(i: int, j: int) -> float:
        distance = math.sqrt(0.6 * areas[i]) if i == j else math.dist(points[i], points[j])
        return math.exp(-distance / scale)

    def mean(x: np.ndarray) -> float:
        return sum(x[i] * x[j] * c(i, j) for i in range(8) for j in range(8)) / x.sum() ** 2

    t, every = a + b, sum(c(i, j) for i in range(8) for j in range(8))
    assert spatial_proximity(found) == pytest.approx((a.sum() * mean(a) + b.sum() * mean(b)) / (t.sum() * mean(t)))
    assert relative_clustering(found) == pytest.approx(mean(a) / mean(b) - 1)
    own = sum(a[i] / a.sum() * c(i, j) * a[j] for i in range(8) for j in range(8))
    all_ = sum(a[i] / a.sum() * c(i, j) * t[j] for i in range(8) for j in range(8))
    even = a.sum() / 64 * every
    assert absolute_clustering(found) == pytest.approx((own - even) / (all_ - even))
    meets = 0.0
    for i in range(8):
        weights = [c(i, j) * t[j] for j in range(8)]
        meets += a[i] / a.sum() * sum(w / sum(weights) * a[j] / t[j] for j, w in enumerate(weights))
    assert decay_isolation(found) == pytest.approx(meets)
    assert decay_exposure(found) == pytest.approx(1 - meets)


def test_evenly_mixed() -> None:
    even = Proximities.of(np.full(100, 20), np.full(100, 80), GRID, np.ones(100))
    assert spatial_proximity(even) == pytest.approx(1)
    assert relative_clustering(even) == pytest.approx(0)
    assert decay_isolation(even) == pytest.approx(0.2)


def test_units_of_length_and_order_do_not_matter() -> None:
    a = np.random.default_rng(1).integers(0, 100, 100)
    metres = Proximities.of(a, 100 - a, GRID * 1000, np.full(100, 1e6), scale=1000)
    order = np.random.default_rng(2).permutation(100)
    shuffled = Proximities.of(a[order], 100 - a[order], GRID[order], np.ones(100))
    empty = Proximities.of([*a, 0], [*(100 - a), 0], [*GRID, (50, 50)], [*np.ones(100), 9])
    for measure in ALL:
        for same in (metres, shuffled, empty):
            assert measure(same) == pytest.approx(measure(near(a)))
    assert spatial_proximity(near(a, scale=3)) != pytest.approx(spatial_proximity(near(a)))


def test_undefined_and_refused() -> None:
    nobody = Proximities.of([0, 0], [1, 2], [[0, 0], [1, 1]], [1, 1])
    assert all(math.isnan(measure(nobody)) for measure in ALL)
    for wrong in (
        {"a": [1], "areas": [1, 1]},
        {"a": [-1, 1]},
        {"areas": [1, math.nan]},
        {"scale": 0},
        {"coordinates": [[0, 0]]},
    ):
        given = {"a": [1, 2], "b": [2, 1], "coordinates": [[0, 0], [1, 1]], "areas": [1, 1]} | wrong
        with pytest.raises(ValueError, match=r"shape|finite|scale"):
            Proximities.of(**given)  # type: ignore[arg-type]
