# SPDX-License-Identifier: EUPL-1.2
"""Dissimilarity less what neighbours could mix."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import sparse

from speelveld.segregation import dissimilarity
from speelveld.segregation.spatial_border import morrill, wong_boundary, wong_shape

LINE = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])


def test_known_answers() -> None:
    a, b = [10, 5, 0], [0, 5, 10]
    d = dissimilarity(a, b)
    assert morrill(a, b, LINE) == pytest.approx(d - 0.5)
    lengths = LINE * np.array([[0, 3, 0], [3, 0, 1], [0, 1, 0]])
    assert wong_boundary([10, 2, 0], [0, 8, 10], lengths) == pytest.approx(
        dissimilarity([10, 2, 0], [0, 8, 10]) - (3 * 0.8 + 1 * 0.2) / 4
    )
    shaped = wong_shape([10, 2, 0], [0, 8, 10], lengths, [4, 8, 6], [1, 4, 6])
    # perimeter by area: 4, 2 and 1
    expected = dissimilarity([10, 2, 0], [0, 8, 10]) - (3 * 0.8 * 6 + 1 * 0.2 * 3) / (4 * 2 * 4)
    assert shaped == pytest.approx(expected)


def test_apart_and_alike_across_borders() -> None:
    """Two solid blocks keep more of D than a checkerboard, where every border could mix."""
    blocks, mixed = ([10, 10, 0, 0], [0, 0, 10, 10]), ([10, 0, 10, 0], [0, 10, 0, 10])
    row = np.eye(4, k=1) + np.eye(4, k=-1)
    assert morrill(*blocks, row) == pytest.approx(1 - 1 / 3)
    assert morrill(*mixed, row) == pytest.approx(0)
    assert morrill(*blocks, np.zeros((4, 4))) == 1


def test_sparse_borders_own_borders_order_and_empty_units() -> None:
    random = np.random.default_rng(4)
    a, b = random.integers(0, 20, 6), random.integers(1, 20, 6)
    borders = np.triu(random.integers(0, 3, (6, 6)), 1)
    borders = borders + borders.T
    found = morrill(a, b, borders)
    assert morrill(a, b, sparse.csr_array(borders)) == pytest.approx(found)
    assert morrill(a, b, borders + 5 * np.eye(6)) == pytest.approx(found)
    order = random.permutation(6)
    assert morrill(a[order], b[order], borders[np.ix_(order, order)]) == pytest.approx(found)
    wider = np.ones((7, 7))
    wider[:6, :6] = borders
    assert morrill([*a, 0], [*b, 0], wider) == pytest.approx(found)


def test_undefined_and_refused() -> None:
    assert math.isnan(morrill([0, 0, 0], [1, 2, 3], LINE))
    with pytest.raises(ValueError, match="3 by 3"):
        morrill([1, 2, 3], [3, 2, 1], np.ones((2, 2)))
    with pytest.raises(ValueError, match="at least 0"):
        morrill([1, 2, 3], [3, 2, 1], -LINE)
    with pytest.raises(ValueError, match="areas above 0"):
        wong_shape([1, 2, 3], [3, 2, 1], LINE, [1, 1, 1], [0, 1, 1])
    with pytest.raises(ValueError, match="2 perimeters"):
        wong_shape([1, 2, 3], [3, 2, 1], LINE, [1, 1], [1, 1])
