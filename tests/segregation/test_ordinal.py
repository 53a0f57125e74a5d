# SPDX-License-Identifier: EUPL-1.2
"""Ordered levels: laws, and the index once more from Reardon's formula in plain Python."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speelveld.segregation import (
    Counts,
    dissimilarity,
    eta_squared,
    hutchens,
    ordinal_h,
    ordinal_l,
    ordinal_r,
    ordinal_s,
    theil_h,
)
from tests.segregation.tables import matrices

ALL = {"h": ordinal_h, "r": ordinal_r, "s": ordinal_s, "l": ordinal_l}


def plain(curve: str, rows: list[list[int]]) -> float:
    levels = [k for k in range(len(rows[0])) if sum(row[k] for row in rows)]
    table = [[row[k] for k in levels] for row in rows if sum(row)]

    def f(c: float) -> float:
        if curve == "h":
            return -sum(q * math.log2(q) for q in (c, 1 - c) if q > 0)
        return {"r": 4 * c * (1 - c), "s": 2 * math.sqrt(max(c * (1 - c), 0)), "l": 1 - abs(2 * c - 1)}[curve]

    def variation(row: list[int]) -> float:
        return sum(f(sum(row[: k + 1]) / sum(row)) for k in range(len(row) - 1)) / (len(row) - 1)

    together = [sum(column) for column in zip(*table, strict=True)]
    v, total = variation(together), sum(together)
    return sum(sum(row) * (v - variation(row)) for row in table) / (total * v)


@pytest.mark.parametrize("curve", ALL)
@given(cells=matrices())
def test_agrees_with_the_formula(curve: str, cells: np.ndarray) -> None:
    assert ALL[curve](Counts.of(cells)) == pytest.approx(plain(curve, cells.tolist()), abs=1e-9)


@pytest.mark.parametrize("curve", ALL)
@given(cells=matrices(), scale=st.integers(2, 4), where=st.integers(0, 5))
def test_laws(curve: str, cells: np.ndarray, scale: int, where: int) -> None:
    index = ALL[curve]
    value = index(Counts.of(cells))
    assert -1e-12 <= value <= 1 + 1e-12
    assert index(Counts.of(cells[:, ::-1])) == pytest.approx(value, abs=1e-9)
    assert index(Counts.of(cells[::-1])) == pytest.approx(value, abs=1e-9)
    assert index(Counts.of(scale * cells)) == pytest.approx(value, abs=1e-9)
    nobody = np.insert(np.insert(cells, min(where, cells.shape[1]), 0, axis=1), 0, 0, axis=0)
    assert index(Counts.of(nobody)) == pytest.approx(value, abs=1e-12)
    merged = np.vstack([cells[0] + cells[1], cells[2:]])
    assert index(Counts.of(merged)) <= value + 1e-9


@given(cells=matrices(groups=2))
def test_two_levels_are_two_groups(cells: np.ndarray) -> None:
    counts, (a, b) = Counts.of(cells), cells.T
    assert ordinal_h(counts) == pytest.approx(theil_h(a, b), abs=1e-9)
    assert ordinal_r(counts) == pytest.approx(eta_squared(a, b), abs=1e-9)
    assert ordinal_s(counts) == pytest.approx(hutchens(a, b), abs=1e-9)
    share = a.sum() / cells.sum()
    if share == 0.5:
        assert ordinal_l(counts) == pytest.approx(dissimilarity(a, b), abs=1e-9)


def test_order_matters() -> None:
    far, near = Counts.of([[10, 0, 0, 10], [0, 10, 10, 0]]), Counts.of([[10, 10, 0, 0], [0, 0, 10, 10]])
    for index in ALL.values():
        assert index(far) < index(near) <= 1
        assert index(Counts.of(np.diag([5, 5, 5]))) == pytest.approx(1)


def test_undefined() -> None:
    for index in ALL.values():
        assert math.isnan(index(Counts.of([[0, 4, 0], [0, 2, 0]])))
        assert math.isnan(index(Counts.of([[0, 0]])))
