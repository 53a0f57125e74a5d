# SPDX-License-Identifier: EUPL-1.2
"""Bits of uncertainty against bits of information: known values, and that the count of tables bears them out."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.disclosure.information import finest_step, information, jacobian, uncertainty
from speelveld.segregation import INDICES

STEPS = (0.001, 0.01, 0.05)


def test_uncertainty_is_the_logarithm_of_the_number_of_tables() -> None:
    assert uncertainty([5, 5, 5]) == pytest.approx(math.log2(125))
    assert uncertainty([1, 1]) == 0


def test_numbers_that_do_not_depend_on_schools_tell_the_sum_alone() -> None:
    """Of counts with variance 2 each, the sum of n tells ``log2(1 + 12 * 2n) / 2`` bits."""
    nothing = np.zeros((3, 4))
    assert information(nothing, [5, 5, 5, 5], 0.001) == pytest.approx(math.log2(1 + 12 * 2 * 4) / 2)


@given(st.integers(2, 9), st.integers(1, 6), st.integers(0, 999))
@settings(max_examples=50, deadline=None)
def test_more_numbers_and_finer_steps_tell_more(schools: int, numbers: int, seed: int) -> None:
    changes = np.random.default_rng(seed).normal(size=(numbers, schools)) / 100
    options = [5] * schools
    told = [information(changes, options, step) for step in STEPS]
    assert told == sorted(told, reverse=True)
    assert information(np.vstack([changes, changes[:1]]), options, 0.01) >= told[1] - 1e-9


def test_the_jacobian_is_that_of_a_linear_function() -> None:
    weights = np.array([[1.0, 2.0, 3.0], [0.5, 0.0, -1.0]])
    found = jacobian(lambda a, b: weights @ a, np.array([3.0, 4.0, 5.0]), np.array([0.0, 9.0, 9.0]))
    assert found == pytest.approx(weights)


def tables_that_fit(counts: list[int], sizes: list[int], step: float) -> int:
    """How many tables within two pupils of the true counts give the same D, H and isolation when rounded."""
    n = np.array(sizes, dtype=float)

    def seen(a: np.ndarray) -> tuple[int, ...]:
        measures = [INDICES[name](a, n - a) for name in ("dissimilarity", "theil-h", "isolation")]
        return (int(a.sum()), *(math.floor(value / step + 0.5) for value in measures))

    target = seen(np.array(counts, dtype=float))
    options = itertools.product(*[range(count - 2, count + 3) for count in counts])
    return sum(seen(np.array(one, dtype=float)) == target for one in options)


def test_the_bits_that_are_left_are_about_those_of_a_full_count() -> None:
    """An invented city of six schools: 15,625 tables, counted one by one."""
    counts, sizes = [12, 40, 22, 75, 31, 18], [200, 150, 240, 180, 90, 210]
    n = np.array(sizes, dtype=float)

    def vector(a: np.ndarray, b: np.ndarray) -> list[float]:
        return [INDICES[name](a, b) for name in ("dissimilarity", "theil-h", "isolation")]

    changes = jacobian(vector, np.array(counts, dtype=float), n - np.array(counts))
    for step in STEPS:
        left = uncertainty([5] * 6) - information(changes, [5] * 6, step)
        counted = math.log2(tables_that_fit(counts, sizes, step))
        assert abs(left - counted) < 3, (step, left, counted)
    assert tables_that_fit(counts, sizes, 0.001) < 30
    assert tables_that_fit(counts, sizes, 0.05) > 100


def test_the_finest_step_that_leaves_enough() -> None:
    changes = np.full((2, 3), 0.01)
    changes[1, 0] = 0.02
    few, many = [5, 5, 5], [5] * 80
    assert finest_step(STEPS, 0, few, np.zeros((1, 3))) == 0.001
    assert finest_step(STEPS, 100, few, changes) is None
    assert finest_step(STEPS, 10, many, None, enough=150) == 0.001
    assert finest_step(STEPS, 10, few, None, enough=150) is None
    left = [uncertainty(few) - information(changes, few, step) for step in STEPS]
    assert finest_step(STEPS, (left[0] + left[1]) / 2, few, changes) == 0.01
