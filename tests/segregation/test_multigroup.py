# SPDX-License-Identifier: EUPL-1.2
"""Any number of groups: laws, relations, and each index once more from its formula in plain Python."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speelveld.segregation import (
    Counts,
    dissimilarity,
    divergence,
    diversity,
    eta_squared,
    exposures,
    gini,
    information,
    isolation,
    multigroup_dissimilarity,
    multigroup_gini,
    mutual_information,
    normalised_exposure,
    relative_diversity,
    simpson_concentration,
    simpson_interaction,
    squared_variation,
    theil_h,
)
from tests.segregation.tables import matrices

tables = matrices()
SEGREGATION: tuple[Callable[[Counts], float], ...] = (
    mutual_information,
    information,
    multigroup_dissimilarity,
    multigroup_gini,
    normalised_exposure,
    relative_diversity,
    squared_variation,
)


def plain(index: Callable[[Counts], float], rows: list[list[int]]) -> float:
    """Each index once more, group by group and unit by unit."""
    groups = [g for g in range(len(rows[0])) if sum(row[g] for row in rows)]
    table = [[row[g] for g in groups] for row in rows if sum(row)]
    sizes = [sum(row) for row in table]
    total, k = sum(sizes), len(groups)
    share = [sum(row[g] for row in table) / total for g in range(k)]
    interaction = sum(p * (1 - p) for p in share)
    cells = [(t, row[g] / t, share[g]) for row, t in zip(table, sizes, strict=True) for g in range(k)]
    if index in (mutual_information, information):
        m = sum(t / total * q * math.log(q / p) for t, q, p in cells if q)
        return m if index is mutual_information else m / -sum(p * math.log(p) for p in share)
    if index is multigroup_dissimilarity:
        return sum(t * abs(q - p) for t, q, p in cells) / (2 * total * interaction)
    if index is multigroup_gini:
        gaps = sum(
            t * u * abs(one[g] / t - two[g] / u)
            for g in range(k)
            for one, t in zip(table, sizes, strict=True)
            for two, u in zip(table, sizes, strict=True)
        )
        return gaps / (2 * total**2 * interaction)
    weight = {
        normalised_exposure: lambda p: 1 - p,
        relative_diversity: lambda _: interaction,
        squared_variation: lambda p: (k - 1) * p,
    }[index]
    return sum(t * (q - p) ** 2 / weight(p) for t, q, p in cells) / total


@pytest.mark.parametrize("index", SEGREGATION)
@given(cells=tables)
def test_agrees_with_the_textbook_formula(index: Callable[[Counts], float], cells: np.ndarray) -> None:
    assert index(Counts.of(cells)) == pytest.approx(plain(index, cells.tolist()), abs=1e-10)


@pytest.mark.parametrize("index", SEGREGATION)
@given(cells=tables, scale=st.integers(2, 4), seed=st.integers(0, 99))
def test_laws(index: Callable[[Counts], float], cells: np.ndarray, scale: int, seed: int) -> None:
    counts = Counts.of(cells)
    value, most = index(counts), diversity(counts) if index is mutual_information else 1
    assert -1e-12 <= value <= most + 1e-12
    random = np.random.default_rng(seed)
    relabelled = cells[random.permutation(len(cells))][:, random.permutation(cells.shape[1])]
    assert index(Counts.of(relabelled)) == pytest.approx(value, abs=1e-10)
    assert index(Counts.of(scale * cells)) == pytest.approx(value, abs=1e-10)
    empty = np.pad(cells, ((0, 1), (0, 1)))
    assert index(Counts.of(empty)) == pytest.approx(value, abs=1e-12)
    merged = np.vstack([cells[0] + cells[1], cells[2:]])
    assert index(Counts.of(merged)) <= value + 1e-10


@pytest.mark.parametrize("index", SEGREGATION)
def test_extremes(index: Callable[[Counts], float]) -> None:
    apart, even = Counts.of(np.diag([10, 20, 30])), Counts.of([[1, 2, 3], [10, 20, 30]])
    assert index(apart) == pytest.approx(diversity(apart) if index is mutual_information else 1)
    assert index(even) == pytest.approx(0, abs=1e-12)
    for alone in ([[3, 0], [4, 0]], [[0, 0]], np.zeros((0, 2))):
        assert math.isnan(index(Counts.of(alone)))


@given(cells=matrices(groups=2))
def test_with_two_groups_they_are_the_two_group_indices(cells: np.ndarray) -> None:
    counts, (a, b) = Counts.of(cells), cells.T
    assert multigroup_dissimilarity(counts) == pytest.approx(dissimilarity(a, b), abs=1e-10)
    assert information(counts) == pytest.approx(theil_h(a, b), abs=1e-9)
    assert multigroup_gini(counts) == pytest.approx(gini(a, b), abs=1e-10)
    for index in (normalised_exposure, relative_diversity, squared_variation):
        assert index(counts) == pytest.approx(eta_squared(a, b), abs=1e-10)


@given(cells=tables)
def test_diversity_simpson_and_divergence(cells: np.ndarray) -> None:
    counts = Counts.of(cells)
    present = int((cells.sum(axis=0) > 0).sum())
    assert 0 <= diversity(counts) <= math.log(present) + 1e-12
    assert diversity(counts, normalised=True) == pytest.approx(diversity(counts) / math.log(present))
    assert simpson_interaction(counts) + simpson_concentration(counts) == pytest.approx(1)
    assert divergence(counts) == mutual_information(counts)
    transposed = Counts.of(cells.T)
    if int((cells.sum(axis=1) > 0).sum()) >= 2:
        assert mutual_information(transposed) == pytest.approx(mutual_information(counts), abs=1e-10)


def test_diversity_of_one_group_and_of_nobody() -> None:
    one = Counts.of([[3, 0], [4, 0]])
    assert diversity(one) == 0
    assert math.isnan(diversity(one, normalised=True))
    assert math.isnan(diversity(Counts.of([[0, 0]])))
    assert math.isnan(simpson_interaction(Counts.of([[0, 0]])))


@given(cells=tables)
def test_exposures(cells: np.ndarray) -> None:
    counts = Counts.of(cells)
    found = exposures(counts)
    for g in range(cells.shape[1]):
        if not cells[:, g].sum():
            assert np.isnan(found[g]).all()
            continue
        assert found[g].sum() == pytest.approx(1)
        assert found[g, g] == pytest.approx(
            isolation(cells[:, g], cells.sum(axis=1) - cells[:, g]) if present(cells) else 1
        )
        for h in range(cells.shape[1]):
            # The meetings of g with h are those of h with g.
            there, back = found[g, h] * cells[:, g].sum(), np.nan_to_num(found[h, g]) * cells[:, h].sum()
            assert there == pytest.approx(back, abs=1e-9)


def present(cells: np.ndarray) -> bool:
    return bool((cells.sum(axis=0) > 0).sum() >= 2)
