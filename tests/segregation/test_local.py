# SPDX-License-Identifier: EUPL-1.2
"""Scores per unit and per group: they average to the index, and each agrees with its formula in plain Python."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given

from speelveld.segregation import (
    Counts,
    group_scores,
    information,
    local_diversity,
    local_simpson,
    location_quotients,
    mutual_information,
    unit_scores,
)
from tests.segregation.tables import matrices

tables = matrices()


@given(cells=tables)
def test_scores_average_to_m_and_to_h(cells: np.ndarray) -> None:
    counts = Counts.of(cells)
    for scores in (unit_scores, group_scores):
        local, relative = scores(counts), scores(counts, "H")
        assert local.index == pytest.approx(mutual_information(counts), abs=1e-10)
        assert relative.index == pytest.approx(information(counts), abs=1e-10)
        assert local.shares.sum() == pytest.approx(1)
        assert (local.scores[local.shares > 0] >= 0).all()
        assert np.isnan(local.scores[local.shares == 0]).all()


@given(cells=tables)
def test_scores_agree_with_their_formulas(cells: np.ndarray) -> None:
    counts, total = Counts.of(cells), cells.sum()
    groups = cells.sum(axis=0) / total
    local, swapped = unit_scores(counts), group_scores(Counts.of(cells.T))
    for u, row in enumerate(cells.tolist()):
        if not sum(row):
            continue
        q = [n / sum(row) for n in row]
        score = sum(x * math.log(x / p) for x, p in zip(q, groups, strict=True) if x)
        assert local.scores[u] == pytest.approx(score, abs=1e-10)
        assert local_diversity(counts)[u] == pytest.approx(-sum(x * math.log(x) for x in q if x), abs=1e-10)
        assert local_simpson(counts)[u] == pytest.approx(sum(x * (1 - x) for x in q), abs=1e-10)
        for g, x in enumerate(q):
            if groups[g]:
                assert location_quotients(counts)[u, g] == pytest.approx(x / groups[g])
    assert swapped.scores == pytest.approx(local.scores, abs=1e-10, nan_ok=True)


def test_labels_and_what_is_not_there() -> None:
    counts = Counts.of([[5, 5, 0], [0, 0, 0], [10, 0, 0]], ["x", "y", "z"], ["a", "b", "c"])
    assert unit_scores(counts).labels == ("x", "y", "z")
    assert group_scores(counts).labels == ("a", "b", "c")
    assert np.isnan(unit_scores(counts).scores).tolist() == [False, True, False]
    assert np.isnan(group_scores(counts).scores).tolist() == [False, False, True]
    assert np.isnan(location_quotients(counts)).tolist() == [[False, False, True], [True] * 3, [False, False, True]]
    assert local_diversity(counts, normalised=True)[0] == pytest.approx(1)
    assert math.isnan(local_simpson(counts)[1])
    assert unit_scores(Counts.of([[0, 0]])).index == 0
    assert np.isnan(unit_scores(Counts.of([[3, 0], [4, 0]]), "H").scores).all()
    assert np.isnan(local_diversity(Counts.of([[3, 0], [4, 0]]), normalised=True)).all()
    with pytest.raises(ValueError, match="M or to H"):
        unit_scores(counts, "D")  # type: ignore[arg-type]
