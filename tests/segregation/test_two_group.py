# SPDX-License-Identifier: EUPL-1.2
"""Known answers, laws, and each index once more from its textbook formula in plain Python."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from speelveld.segregation import (
    atkinson,
    concentration_profile,
    dissimilarity,
    eta_squared,
    exact_eta_squared,
    exact_exposure,
    exact_isolation,
    gini,
    gorard,
    hutchens,
    min_max,
    segregation_curve,
)
from speelveld.segregation.two_group import concentration
from tests.segregation.tables import matrices

pairs = matrices(groups=2, units=15)


def both(cells: np.ndarray) -> tuple[list[int], list[int]]:
    return cells[:, 0].tolist(), cells[:, 1].tolist()


def plain_gini(a: list[int], b: list[int]) -> float:
    schools = [(x, x + y) for x, y in zip(a, b, strict=True) if x + y]
    total = sum(t for _, t in schools)
    p = sum(a) / total
    gaps = sum(t * u * abs(x / t - z / u) for x, t in schools for z, u in schools)
    return gaps / (2 * total**2 * p * (1 - p))


def plain_atkinson(a: list[int], b: list[int], s: float) -> float:
    schools = [(x / (x + y), x + y) for x, y in zip(a, b, strict=True) if x + y]
    total = sum(t for _, t in schools)
    p = sum(a) / total
    mean = sum((1 - q) ** (1 - s) * q**s * t for q, t in schools) / (p * total)
    return 1 - p / (1 - p) * abs(mean) ** (1 / (1 - s))


@given(cells=pairs)
def test_gini_agrees_with_all_pairs(cells: np.ndarray) -> None:
    a, b = both(cells)
    assert gini(a, b) == pytest.approx(plain_gini(a, b), abs=1e-12)


@given(cells=pairs, shape=st.floats(0.05, 0.95))
def test_atkinson_agrees_with_the_textbook_formula(cells: np.ndarray, shape: float) -> None:
    a, b = both(cells)
    assert atkinson(a, b, shape) == pytest.approx(plain_atkinson(a, b, shape), abs=1e-9)


@given(cells=matrices(groups=2, least=1))
def test_atkinson_at_its_ends_is_the_limit(cells: np.ndarray) -> None:
    a, b = both(cells)
    assert atkinson(a, b, 0) == 0
    assert atkinson(a, b, 1e-7) == pytest.approx(0, abs=1e-5)
    assert atkinson(a, b, 1) == pytest.approx(atkinson(a, b, 1 - 1e-6), abs=1e-4)


def test_atkinson_at_its_ends_with_units_of_one_group() -> None:
    assert atkinson([10, 0], [5, 15], 0) == pytest.approx(0.75)
    assert atkinson([10, 5], [0, 20], 1) == 1
    assert atkinson([10, 0], [5, 15], 1) == pytest.approx(1 - math.exp(-math.log(1 / 0.25)))
    for outside in (-0.1, 1.1):
        with pytest.raises(ValueError, match="between 0 and 1"):
            atkinson([1, 2], [2, 1], outside)


@given(cells=pairs)
def test_relations_between_indices(cells: np.ndarray) -> None:
    a, b = both(cells)
    d, share = dissimilarity(a, b), sum(a) / (sum(a) + sum(b))
    assert gorard(a, b) == pytest.approx((1 - share) * d, abs=1e-12)
    assert min_max(a, b) == pytest.approx(2 * d / (1 + d), abs=1e-12)
    assert atkinson(a, b, 0.5) == pytest.approx(1 - (1 - hutchens(a, b)) ** 2, abs=1e-9)
    # Gini is between D and 2D - D^2: the segregation curve is convex and touches the line at its largest distance.
    assert d - 1e-12 <= gini(a, b) <= 2 * d - d * d + 1e-12


@pytest.mark.parametrize("index", [gini, hutchens, min_max, atkinson, exact_eta_squared])
@given(cells=matrices(groups=2, units=10))
def test_swapping_groups_changes_nothing(index: object, cells: np.ndarray) -> None:
    a, b = both(cells)
    there, back = index(a, b), index(b, a)  # type: ignore[operator]
    assert there == pytest.approx(back, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("index", [gorard, gini, hutchens, min_max, atkinson, concentration])
@given(cells=pairs, scale=st.integers(2, 4))
def test_bounds_order_scale_merging_and_empty_units(index: object, cells: np.ndarray, scale: int) -> None:
    a, b = both(cells)
    value = index(a, b)  # type: ignore[operator]
    # The concentration of a majority can exceed 1: two schools of (1, 1) and (3, 0) have 1.125.
    most = max(1, sum(a) / sum(b)) if index is concentration else 1
    assert -1e-12 <= value <= most + 1e-9
    assert index(a[::-1], b[::-1]) == pytest.approx(value, abs=1e-9)  # type: ignore[operator]
    assert index([scale * n for n in a], [scale * n for n in b]) == pytest.approx(value, abs=1e-9)  # type: ignore[operator]
    assert index([*a, 0], [*b, 0]) == pytest.approx(value, abs=1e-12)  # type: ignore[operator]
    if index is not concentration:  # its weight is not convex: two schools together may count for more
        merged = [a[0] + a[1], *a[2:]], [b[0] + b[1], *b[2:]]
        assert index(*merged) <= value + 1e-9  # type: ignore[operator]


def test_the_concentration_of_a_majority_can_exceed_one() -> None:
    assert concentration([1, 3], [1, 0]) == pytest.approx(1.125)


@pytest.mark.parametrize(
    "index", [gorard, gini, atkinson, hutchens, exact_isolation, exact_exposure, exact_eta_squared, min_max]
)
def test_extremes_and_empty_groups(index: object) -> None:
    apart = {gorard: 0.5, exact_exposure: 0}.get(index, 1)  # type: ignore[call-overload]
    assert index([10, 0], [0, 10]) == pytest.approx(apart)  # type: ignore[operator]
    assert math.isnan(index([0, 0], [70, 90]))  # type: ignore[operator]
    assert math.isnan(index([30, 10], [0, 0]))  # type: ignore[operator]
    if index not in (exact_isolation, exact_exposure, exact_eta_squared):
        assert index([10, 20], [30, 60]) == pytest.approx(0, abs=1e-12)  # type: ignore[operator]


def test_known_answers() -> None:
    # Two schools of 4; 3 of the 4 pupils of A in the first.
    a, b = [3, 1], [1, 3]
    assert exact_isolation(a, b) == pytest.approx(3 / 4 * 2 / 3 + 1 / 4 * 0)
    assert exact_exposure(a, b) == pytest.approx(3 / 4 * 1 / 3 + 1 / 4 * 1)
    assert exact_eta_squared(a, b) == pytest.approx((0.5 - 3 / 7) / (1 - 3 / 7))
    assert gini(a, b) == pytest.approx(0.5)
    assert concentration_profile(a, b).r == pytest.approx((3 / 4 * 0.25 + 1 / 4 * 0.25) / 0.5)


def test_a_pupil_alone_has_no_others() -> None:
    assert exact_isolation([3, 1, 1], [1, 3, 0]) == exact_isolation([3, 1], [1, 3])
    assert exact_eta_squared([3, 1, 0], [1, 3, 1]) == exact_eta_squared([3, 1], [1, 3])
    assert math.isnan(exact_isolation([1, 1, 0], [0, 0, 1]))
    with pytest.raises(ValueError, match="whole"):
        exact_isolation([0.5, 2], [1, 1])


@given(
    sizes=st.lists(st.integers(2, 4), min_size=2, max_size=3),
    group=st.integers(1, 5),
)
def test_exact_eta_squared_is_zero_on_average_by_chance(sizes: list[int], group: int) -> None:
    """Every way to deal the pupils, each with its probability."""
    assume(group < sum(sizes))
    mean = mass = 0.0
    ways = np.stack(np.meshgrid(*[np.arange(t + 1) for t in sizes]), axis=-1).reshape(-1, len(sizes))
    for x in ways[ways.sum(axis=1) == group]:
        weight = math.prod(math.comb(t, int(n)) for t, n in zip(sizes, x, strict=True))
        mean += weight * exact_eta_squared(x, np.array(sizes) - x)
        mass += weight
    assert mean / mass == pytest.approx(0, abs=1e-12)


@given(cells=pairs)
def test_exact_forms_add_up_and_approach_the_plain_ones(cells: np.ndarray) -> None:
    a, b = both(cells)
    kept = [(x, y) for x, y in zip(a, b, strict=True) if x + y > 1]
    assume(sum(x for x, _ in kept) > 0 and sum(y for _, y in kept) > 0)
    assert exact_isolation(a, b) + exact_exposure(a, b) == pytest.approx(1)
    many = [x * 10**6 for x in a], [y * 10**6 for y in b]
    assert exact_eta_squared(*many) == pytest.approx(eta_squared(*many), abs=1e-5)


@given(cells=pairs)
def test_the_curve_holds_dissimilarity_and_gini(cells: np.ndarray) -> None:
    a, b = both(cells)
    curve = segregation_curve(a, b)
    assert curve[0].tolist() == [0, 0]
    assert curve[-1] == pytest.approx([1, 1])
    assert (np.diff(curve, axis=0) >= 0).all()
    assert (curve[:, 0] - curve[:, 1]).max() == pytest.approx(dissimilarity(a, b), abs=1e-9)
    below = np.trapezoid(curve[:, 1], curve[:, 0])
    assert 1 - 2 * below == pytest.approx(gini(a, b), abs=1e-9)


@given(cells=pairs)
def test_the_concentration_profile_is_the_area_between_its_curve_and_an_even_spread(cells: np.ndarray) -> None:
    a, b = both(cells)
    profile, share = concentration_profile(a, b), sum(a) / (sum(a) + sum(b))
    grid = (np.arange(200_000) + 0.5) / 200_000
    at = np.searchsorted(profile.thresholds, grid)
    curve = np.append(profile.shares, 0.0)[at]
    area = np.where(grid < share, 1 - curve, curve).mean()
    assert profile.r == pytest.approx(area / (1 - share), abs=1e-4)
    assert profile.shares[0] == pytest.approx(1)


def test_no_curve_without_a_group() -> None:
    assert segregation_curve([0, 0], [1, 2]).shape == (0, 2)
    assert math.isnan(concentration_profile([0, 0], [1, 2]).r)
