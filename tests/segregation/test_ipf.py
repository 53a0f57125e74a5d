# SPDX-License-Identifier: EUPL-1.2
"""Fitted tables have the wanted margins and the old odds ratios: what alternate scaling converges to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.segregation import fit

positive = st.floats(0.01, 100)


@st.composite
def problems(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    table = draw(st.lists(st.lists(positive, min_size=columns, max_size=columns), min_size=rows, max_size=rows))
    right = draw(st.lists(positive, min_size=rows, max_size=rows))
    below = draw(st.lists(positive, min_size=columns, max_size=columns))
    return np.array(table), np.array(right), np.array(below)


def scaled(table: np.ndarray, right: np.ndarray, below: np.ndarray, times: int = 5000) -> np.ndarray:
    """Alternate scaling (Deming & Stephan, 1940)."""
    x, r, c = table / table.sum(), right / right.sum(), below / below.sum()
    for _ in range(times):
        x = x * (r / x.sum(axis=1))[:, None]
        x = x * (c / x.sum(axis=0))
    return x


@given(problem=problems())
def test_margins_and_odds_ratios(problem: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    table, right, below = problem
    found = fit(table, right, below)
    assert found.sum(axis=1) == pytest.approx(right / right.sum(), abs=1e-10)
    assert found.sum(axis=0) == pytest.approx(below / below.sum(), abs=1e-10)

    def odds(x: np.ndarray) -> np.ndarray:
        return np.log(x[1:, 1:] * x[:1, :1] / (x[1:, :1] * x[:1, 1:]))

    assert odds(found) == pytest.approx(odds(table), abs=1e-6)


@settings(max_examples=30)
@given(problem=problems())
def test_is_what_alternate_scaling_converges_to(problem: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    assert fit(*problem) == pytest.approx(scaled(*problem), abs=1e-7)


def test_it_starts_the_same_every_time_and_changes_nothing_that_fits() -> None:
    random = np.random.default_rng(1)
    table = random.integers(1, 90, (300, 5))
    right, below = random.uniform(1, 9, 300), random.uniform(1, 9, 5)
    assert (fit(table, right, below) == fit(table, right, below)).all()
    assert fit(table, table.sum(axis=1), table.sum(axis=0)) == pytest.approx(table / table.sum(), abs=1e-12)
    assert fit(table.T, below, right) == pytest.approx(fit(table, right, below).T, abs=1e-10)


def test_nearly_empty_cells() -> None:
    """Cells next to nothing, where alternate scaling crawls: margins are met all the same."""
    table = np.array([[50, 1e-10, 1e-10], [1e-10, 30, 2], [4, 1e-10, 60], [1e-10, 1e-10, 7]])
    right, below = np.array([10, 40, 30, 20]), np.array([45, 25, 30])
    found = fit(table, right, below)
    assert found.sum(axis=1) == pytest.approx(right / 100, abs=1e-10)
    assert found.sum(axis=0) == pytest.approx(below / 100, abs=1e-10)


@pytest.mark.parametrize(
    ("table", "right", "below", "message"),
    [
        ([1, 2], [1], [1, 1], "shape"),
        ([[1, 2]], [1, 1], [1, 1], "margins of"),
        ([[1, 0]], [1], [1, 1], "above 0"),
        ([[1, 2]], [0], [1, 1], "above 0"),
        ([[1, np.inf]], [1], [1, 1], "finite"),
    ],
)
def test_what_is_refused(table: object, right: object, below: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fit(table, right, below)  # type: ignore[arg-type]


def test_rows_and_columns_that_all_but_exclude_each_other() -> None:
    """Each row is nearly all in the column that should be small: the weights have far to go."""
    found = fit([[2e-11, 0.5], [0.5, 2e-11]], [0.8, 0.2], [0.8, 0.2])
    assert found.sum(axis=0) == pytest.approx([0.8, 0.2], abs=1e-10)
    assert found[0, 0] * found[1, 1] / (found[0, 1] * found[1, 0]) == pytest.approx(1.6e-21, rel=1e-4)


def test_margins_that_cannot_be_met_are_said_so() -> None:
    with pytest.raises(ArithmeticError, match="not within"):
        fit([[1.0, 1e-300], [1e-300, 1.0]], [0.9, 0.1], [0.1, 0.9], tolerance=0)
