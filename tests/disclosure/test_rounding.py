# SPDX-License-Identifier: EUPL-1.2
"""Controlled rounding: everything adds up, nothing moves further than it must, and nothing leaks by subtraction."""

from __future__ import annotations

import time
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from speelveld.disclosure.rounding import Rounding, controlled_rounding
from speelveld.disclosure.rounding_start import first_rounding
from speelveld.disclosure.suppression import cube
from speelveld.disclosure.system import Cell, System, terms


def system(counts: np.ndarray) -> System:
    """A table of any number of dimensions with all its margins."""
    keys = product(*(range(size) for size in counts.shape))
    values = {tuple(f"{at}" for at in key): int(counts[key]) for key in keys}
    return cube(values, [f"d{at}" for at in range(counts.ndim)], rule=lambda *_: None)


@st.composite
def tables(draw: st.DrawFn) -> np.ndarray:
    """A small table of two or three dimensions."""
    shape = draw(st.sampled_from([(2, 2), (3, 4), (5, 2), (2, 3, 2), (3, 3, 3)]))
    return np.array(
        draw(st.lists(st.integers(0, 30), min_size=int(np.prod(shape)), max_size=int(np.prod(shape))))
    ).reshape(shape)


def adds_up(of: System, found: Rounding) -> bool:
    """Whether every cell is the sum of the inner cells that it counts."""
    inner = {cell.terms[0][0]: found.shown[cell.id] for cell in of.cells if len(cell.terms) == 1}
    return all(sum(inner[atom] for atom, _ in cell.terms) == found.shown[cell.id] for cell in of.cells)


@settings(max_examples=40, deadline=None)
@given(tables(), st.sampled_from([3, 5, 10]))
def test_the_laws_of_controlled_rounding(counts: np.ndarray, base: int) -> None:
    of = system(counts)
    found = controlled_rounding(of, base)
    assert adds_up(of, found)
    assert all(shown % base == 0 and shown >= 0 for shown in found.shown.values())
    assert found.change == sum(abs(found.shown[cell.id] - cell.value) for cell in of.cells)
    assert found.largest == max(abs(found.shown[cell.id] - cell.value) for cell in of.cells)
    assert found.bound <= found.change + 1e-6
    assert found.gap <= 0.01 + 1e-9
    assert found == controlled_rounding(of, base)
    if found.restricted:
        assert found.largest < base
        assert all(found.shown[cell.id] == cell.value for cell in of.cells if cell.value % base == 0)
    if counts.ndim == 2:  # There always is one: Bacharach 1966, Cox 1987.
        assert found.restricted


def test_the_least_change_by_trying_everything() -> None:
    rng = np.random.default_rng(4)
    for _ in range(12):
        counts = rng.integers(0, 12, size=(2, 3))
        of, base = system(counts), 5
        best = None
        floors = counts // base
        for ups in product((0, 1), repeat=6):
            inner = (floors + np.array(ups).reshape(2, 3)) * base
            pairs = [
                *zip(counts.ravel(), inner.ravel(), strict=True),
                *zip(counts.sum(0), inner.sum(0), strict=True),
                *zip(counts.sum(1), inner.sum(1), strict=True),
                (counts.sum(), inner.sum()),
            ]
            if all(abs(a - b) < base and (a % base or a == b) for a, b in pairs):
                change = sum(abs(int(a) - int(b)) for a, b in pairs)
                best = change if best is None else min(best, change)
        assert best is not None
        assert controlled_rounding(of, base).change <= best * 1.0101


def test_a_table_without_a_restricted_rounding_moves_further_and_says_so() -> None:
    """Three faces of a cube contradict each other: then a cell must leave its nearest multiples (Cox & Ernst 1982)."""
    atoms = {"a": 1, "b": 1, "c": 1}
    pairs = [("a", "b"), ("b", "c"), ("a", "c")]
    cells = [Cell(one, terms([one]), 1) for one in atoms] + [Cell("".join(two), terms(two), 2) for two in pairs]
    # Every pair must become one base: no three whole numbers do that.
    found = controlled_rounding(System(atoms, tuple(cells)), 2)
    assert not found.restricted
    assert adds_up(System(atoms, tuple(cells)), found)
    assert found.largest >= 2


@settings(max_examples=15, deadline=None)
@given(tables())
def test_nobody_learns_more_than_the_distance_to_the_next_multiples(counts: np.ndarray) -> None:
    """With the whole rounded table, each inner cell may still lie anywhere within the base of what is shown."""
    base, of = 5, system(counts)
    found = controlled_rounding(of, base)
    reach = max(base - 1, found.largest)
    atoms = sorted(of.values)
    matrix = np.array([[atom in dict(cell.terms) for atom in atoms] for cell in of.cells], dtype=float)
    shown = np.array([found.shown[cell.id] for cell in of.cells], dtype=float)
    known = LinearConstraint(matrix, shown - reach, shown + reach)
    whole = {"integrality": np.ones(len(atoms)), "bounds": Bounds(0, np.inf)}
    for at in range(0, len(atoms), 3):
        goal = np.eye(len(atoms))[at]
        own = found.shown[next(cell.id for cell in of.cells if cell.terms == ((atoms[at], 1.0),))]
        assert round(milp(goal, constraints=known, **whole).fun) == max(0, own - reach)
        assert round(-milp(-goal, constraints=known, **whole).fun) == own + reach


def test_a_large_table_has_a_rounding_however_little_time_there_is() -> None:
    """Additive, of multiples, with a bound; every inner cell at a nearest multiple, and most others."""
    counts = np.random.default_rng(8).poisson(6.0, size=(14, 5, 4, 3))
    of = system(counts)
    for base in (5, 10):
        found = controlled_rounding(of, base, seconds=0.2)
        assert adds_up(of, found)
        assert all(shown % base == 0 and shown >= 0 for shown in found.shown.values())
        assert 0 < found.bound <= found.change
        assert 0 < found.gap < 1
        far = [cell for cell in of.cells if abs(found.shown[cell.id] - cell.value) >= base]
        assert len(far) < len(of.cells) / 20
        assert found.largest < 4 * base


def test_the_first_rounding_is_the_same_each_time_and_better_than_the_nearest_of_every_cell() -> None:
    rng = np.random.default_rng(2)
    exact = rng.integers(0, 80, size=60) / 10
    rows = np.vstack([np.eye(60), np.kron(np.eye(6), np.ones(10)), np.kron(np.ones(6), np.eye(10)), np.ones(60)])
    low, high, times = np.floor(exact).astype(np.int64), np.ceil(exact).astype(np.int64), np.ones(len(rows))

    def cost(atoms: np.ndarray) -> float:
        away = np.abs(rows @ atoms - rows @ exact)
        beyond = np.maximum(rows @ atoms - np.ceil(rows @ exact - 1e-9), 0)
        return float((away + 1000 * (beyond + np.maximum(np.floor(rows @ exact + 1e-9) - rows @ atoms, 0))).sum())

    ends = time.monotonic() + 60
    first, again = (first_rounding(csr_array(rows), low, high, exact, times, 1000.0, ends) for _ in range(2))
    assert (first == again).all()
    assert ((low <= first) & (first <= high)).all()
    assert cost(first) < 1000 < cost(np.rint(exact))
    none = first_rounding(csr_array(rows), low, high, exact, times, 1000.0, 0.0)
    assert ((low <= none) & (none <= high)).all()


def test_what_it_cannot_round_is_refused() -> None:
    of = system(np.array([[1, 2], [3, 4]]))
    with pytest.raises(ValueError, match="at least 2"):
        controlled_rounding(of, 1)
    with pytest.raises(ValueError, match="plain sums"):
        controlled_rounding(System({"a": 1}, (Cell("a", terms({"a": 2.0}), 2),)), 5)
