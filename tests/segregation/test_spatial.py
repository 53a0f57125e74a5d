# SPDX-License-Identifier: EUPL-1.2
"""Surroundings: weights, ties, travel, what is empty, and the indices of Reardon & O'Sullivan."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speelveld.segregation import (
    REGISTRY,
    Counts,
    egohoods,
    exposures,
    information,
    multigroup_dissimilarity,
    relative_diversity,
    spatial,
    surroundings_d,
    surroundings_exposures,
    surroundings_h,
    surroundings_r,
)
from speelveld.segregation.spatial import Kernel, kernel_weights
from tests.segregation.tables import invented

KERNELS: tuple[Kernel, ...] = ("triangular", "gaussian", "uniform")


def town(seed: int = 5, units: int = 25) -> tuple[Counts, np.ndarray]:
    return invented(seed, units), np.random.default_rng(seed).uniform(0, 3000, (units, 2))


def plain(counts: Counts, points: np.ndarray, bandwidth: float, kernel: str) -> np.ndarray:
    rows = []
    for here in points:
        row = np.zeros(len(counts.groups))
        for there, members in zip(points, counts.matrix, strict=True):
            ratio = math.dist(here, there) / bandwidth
            weight = {
                "triangular": max(0.0, 1 - ratio),
                "uniform": float(ratio <= 1),
                "gaussian": math.exp(-(ratio**2) / 2),
            }[kernel]
            row += weight * members
        rows.append(row)
    return np.array(rows)


@pytest.mark.parametrize("kernel", KERNELS)
def test_kernels(kernel: Kernel) -> None:
    counts, points = town()
    found = egohoods(counts, coordinates=points, bandwidth=800, kernel=kernel)
    assert found.matrix == pytest.approx(plain(counts, points, 800, kernel))
    assert (found.units, found.groups) == (counts.units, counts.groups)
    apart = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2))
    assert egohoods(counts, travel=apart, bandwidth=800, kernel=kernel).matrix == pytest.approx(found.matrix)


def test_in_pieces_it_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    counts, points = town()
    whole = egohoods(counts, coordinates=points, nearest=4).matrix
    monkeypatch.setattr(spatial, "ROWS", 60)
    assert egohoods(counts, coordinates=points, nearest=4).matrix == pytest.approx(whole)


def test_nothing_near_is_the_unit_itself_and_all_near_is_everyone() -> None:
    counts, points = town()
    assert egohoods(counts, coordinates=points, bandwidth=1e-6).matrix == pytest.approx(counts.matrix)
    assert egohoods(counts, coordinates=points, nearest=0).matrix == pytest.approx(counts.matrix)
    everyone = egohoods(counts, coordinates=points, bandwidth=1e9, kernel="uniform")
    assert everyone.matrix == pytest.approx(np.tile(counts.group_totals, (25, 1)))
    for name in ("mutual-information", "multigroup-gini", "multigroup-dissimilarity"):
        assert REGISTRY[name].of(everyone.matrix) == pytest.approx(0, abs=1e-12)


@given(seed=st.integers(0, 50), nearest=st.integers(0, 8))
def test_nearest(seed: int, nearest: int) -> None:
    counts, points = town(seed, 9)
    found = egohoods(counts, coordinates=points, nearest=nearest)
    for u, here in enumerate(points):
        order = sorted(range(9), key=lambda v: (v != u, math.dist(here, points[v])))
        assert found.matrix[u] == pytest.approx(counts.matrix[order[: nearest + 1]].sum(axis=0))


def test_ties_share_the_places_that_are_left() -> None:
    """On a line, two neighbours are equally near: with one place each counts for half, whatever their order."""
    counts = Counts.of([[10, 0], [4, 4], [0, 20]])
    line = [[0, 0], [1, 0], [2, 0]]
    middle = egohoods(counts, coordinates=line, nearest=1).matrix[1]
    assert middle == pytest.approx([4 + 5, 4 + 10])
    turned = Counts.of(counts.matrix[::-1])
    assert egohoods(turned, coordinates=line[::-1], nearest=1).matrix[1] == pytest.approx(middle)


def test_travel_out_of_reach_and_units_without_members() -> None:
    counts = Counts.of([[10, 0], [0, 8], [3, 3], [0, 0]])
    travel = np.array([[0, 5, math.inf, 1], [9, 0, 1, 1], [math.inf, 1, 0, 1], [1, 1, 1, 0]], dtype=float)
    near = egohoods(counts, travel=travel, nearest=2).matrix
    assert near.tolist() == [[10, 8], [13, 11], [3, 11], [0, 0]]
    assert egohoods(counts, travel=travel, bandwidth=6, kernel="uniform").matrix[0].tolist() == [10, 8]


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"bandwidth": 1}, "coordinates or a travel"),
        ({"coordinates": [[0, 0], [1, 1]], "travel": [[0, 1], [1, 0]], "bandwidth": 1}, "coordinates or a travel"),
        ({"coordinates": [[0, 0], [1, 1]]}, "bandwidth or a number"),
        ({"coordinates": [[0, 0], [1, 1]], "bandwidth": 1, "nearest": 1}, "bandwidth or a number"),
        ({"coordinates": [[0, 0], [1, 1]], "bandwidth": 0}, "above 0"),
        ({"coordinates": [[0, 0], [1, 1]], "nearest": 2}, "between 0 and 1"),
        ({"coordinates": [[0, 0]], "nearest": 1}, "2 units"),
        ({"coordinates": [[0, 0], [1, math.nan]], "nearest": 1}, "finite"),
        ({"travel": [[0, 1]], "nearest": 1}, "2 by 2"),
        ({"travel": [[0, -1], [1, 0]], "nearest": 1}, "at least 0"),
        ({"coordinates": [[0, 0], [1, 1]], "bandwidth": 1, "kernel": "square"}, "no kernel"),
    ],
)
def test_what_is_refused(given_: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        egohoods(Counts.of([[1, 2], [2, 1]]), **given_)  # type: ignore[arg-type]


def test_weights_fall_with_distance() -> None:
    ratio = np.linspace(0, 3, 50)
    for kernel in KERNELS:
        weights = kernel_weights(ratio, kernel)
        assert weights[0] == 1
        assert (np.diff(weights) <= 0).all()


def test_surroundings_that_are_the_units_are_the_plain_indices() -> None:
    counts = invented()
    assert surroundings_h(counts, counts) == pytest.approx(information(counts))
    assert surroundings_d(counts, counts) == pytest.approx(multigroup_dissimilarity(counts))
    assert surroundings_r(counts, counts) == pytest.approx(relative_diversity(counts))
    assert surroundings_exposures(counts, counts) == pytest.approx(exposures(counts))


def test_surroundings_agree_with_the_formulas() -> None:
    counts, points = town()
    around = egohoods(counts, coordinates=points, bandwidth=1200)
    total, shares = counts.total, counts.group_totals / counts.total
    h = r = d = 0.0
    for members, near in zip(counts.matrix, around.matrix, strict=True):
        mix = near / near.sum()
        h += members.sum() * -sum(p * math.log(p) for p in mix if p)
        r += members.sum() * sum(p * (1 - p) for p in mix)
        d += members.sum() * np.abs(mix - shares).sum()
    entropy, interaction = -(shares * np.log(shares)).sum(), (shares * (1 - shares)).sum()
    assert surroundings_h(counts, around) == pytest.approx(1 - h / (total * entropy))
    assert surroundings_r(counts, around) == pytest.approx(1 - r / (total * interaction))
    assert surroundings_d(counts, around) == pytest.approx(d / (2 * total * interaction))
    assert surroundings_exposures(counts, around).sum(axis=1) == pytest.approx(np.ones(4))


def test_surroundings_undefined() -> None:
    one = Counts.of([[3, 0], [2, 0]])
    for index in (surroundings_h, surroundings_d, surroundings_r):
        assert math.isnan(index(one, one))
    with pytest.raises(ValueError, match="other units"):
        surroundings_h(one, Counts.of([[1, 2]]))
