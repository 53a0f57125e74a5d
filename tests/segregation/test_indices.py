# SPDX-License-Identifier: EUPL-1.2
"""Known answers, laws, and a second plain implementation of every index."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from speelveld.segregation import INDICES, dissimilarity, eta_squared, exposure, isolation, theil_h

cells = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=2, max_size=30)


def both(schools: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    a, b = [one for one, _ in schools], [two for _, two in schools]
    assume(sum(a) > 0 and sum(b) > 0)
    return a, b


def plain(name: str, a: list[int], b: list[int]) -> float:
    """Each index once more, from its textbook formula, in plain Python."""
    big_a, big_b = sum(a), sum(b)
    total = big_a + big_b
    p = big_a / total
    schools = [(x, y) for x, y in zip(a, b, strict=True) if x + y]

    def entropy(share: float) -> float:
        return -sum(q * math.log(q) for q in (share, 1 - share) if q > 0)

    match name:
        case "dissimilarity":
            return sum((x + y) * abs(x / (x + y) - p) for x, y in schools) / (2 * total * p * (1 - p))
        case "isolation":
            return sum(x / big_a * x / (x + y) for x, y in schools)
        case "exposure":
            return sum(x / big_a * y / (x + y) for x, y in schools)
        case "eta-squared":
            return sum((x + y) * (x / (x + y) - p) ** 2 for x, y in schools) / (total * p * (1 - p))
        case "theil-h":
            return sum((x + y) * (entropy(p) - entropy(x / (x + y))) for x, y in schools) / (total * entropy(p))
    raise AssertionError(name)


@pytest.mark.parametrize("name", INDICES)
@given(schools=cells)
def test_agrees_with_the_textbook_formula(name: str, schools: list[tuple[int, int]]) -> None:
    a, b = both(schools)
    assert INDICES[name](a, b) == pytest.approx(plain(name, a, b), abs=1e-9)


def test_known_answers() -> None:
    # Two schools of 100; 30 of the 40 pupils of group A go to the first: D = |30/40 - 70/160| = 0.3125.
    a, b = [30, 10], [70, 90]
    assert dissimilarity(a, b) == pytest.approx(0.3125)
    assert isolation(a, b) == pytest.approx(30 / 40 * 0.3 + 10 / 40 * 0.1)
    assert exposure(a, b) == pytest.approx(1 - 0.25)
    assert eta_squared(a, b) == pytest.approx((0.25 - 0.2) / 0.8)
    assert theil_h([10, 0], [0, 10]) == pytest.approx(1)


@given(schools=cells)
def test_bounds(schools: list[tuple[int, int]]) -> None:
    a, b = both(schools)
    share = sum(a) / (sum(a) + sum(b))
    for name in ("dissimilarity", "eta-squared", "theil-h"):
        assert -1e-9 <= INDICES[name](a, b) <= 1 + 1e-9
    assert share - 1e-9 <= isolation(a, b) <= 1 + 1e-9
    assert isolation(a, b) + exposure(a, b) == pytest.approx(1)


@pytest.mark.parametrize("name", INDICES)
@given(schools=cells, order=st.randoms(use_true_random=False), scale=st.integers(2, 5))
def test_the_order_of_schools_and_the_scale_change_nothing(
    name: str, schools: list[tuple[int, int]], order: object, scale: int
) -> None:
    a, b = both(schools)
    shuffled = list(zip(a, b, strict=True))
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    index = INDICES[name]
    assert index(*zip(*shuffled, strict=True)) == pytest.approx(index(a, b), abs=1e-9)
    assert index([scale * n for n in a], [scale * n for n in b]) == pytest.approx(index(a, b), abs=1e-9)


@pytest.mark.parametrize("name", ["dissimilarity", "eta-squared", "theil-h"])
@given(schools=cells)
def test_swapping_groups_and_merging_schools(name: str, schools: list[tuple[int, int]]) -> None:
    a, b = both(schools)
    index = INDICES[name]
    assert index(b, a) == pytest.approx(index(a, b), abs=1e-9)
    merged = [a[0] + a[1], *a[2:]], [b[0] + b[1], *b[2:]]
    assert index(*merged) <= index(a, b) + 1e-9


@pytest.mark.parametrize("name", INDICES)
def test_empty_schools_change_nothing_and_an_empty_group_is_undefined(name: str) -> None:
    index = INDICES[name]
    assert index([30, 10, 0], [70, 90, 0]) == pytest.approx(index([30, 10], [70, 90]))
    assert math.isnan(index([0, 0], [70, 90]))
    assert math.isnan(index([30, 10], [0, 0]))
    assert math.isnan(index([], []))


@pytest.mark.parametrize(("a", "b"), [([1, 2], [1]), ([-1, 2], [1, 1]), ([np.nan, 1], [1, 1]), ([[1]], [[1]])])
def test_what_is_no_count_is_refused(a: list[float], b: list[float]) -> None:
    with pytest.raises(ValueError, match=r"count|length"):
        dissimilarity(a, b)
