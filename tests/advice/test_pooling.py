# SPDX-License-Identifier: EUPL-1.2
"""Years taken together."""

from __future__ import annotations

import numpy as np
import pytest

from speelveld.advice.pooling import pool_years

X = np.array([[1, 2, 3, 4], [5, 6, 7, 20], [0, 1, 0, 0]])
N = np.array([[10, 12, 14, 16], [30, 30, 30, 45], [0, 3, 2, 0]])


def test_small_schools_take_three_years_and_others_one() -> None:
    found = pool_years(X, N)
    assert found.events.tolist() == [9, 20, 1]
    assert found.sizes.tolist() == [42, 45, 5]
    assert found.first.tolist() == [1, 3, 1]
    assert found.pooled.tolist() == [True, False, True]
    assert found.small.tolist() == [False, False, True]


def test_never_across_a_change_of_the_rules() -> None:
    found = pool_years(X, N, regimes=["old", "old", "new", "new"])
    assert found.sizes.tolist() == [30, 45, 2]
    between = pool_years(X, N, regimes=["new", "old", "new", "new"], span=4)
    assert between.first.tolist() == [2, 3, 2]
    assert pool_years(X, N, regimes=["old", "old", "old", "new"]).sizes.tolist() == [16, 45, 0]


def test_exactly_thirty_is_not_small() -> None:
    assert not pool_years([[3, 3]], [[20, 30]]).pooled[0]
    assert pool_years([[3, 3]], [[20, 29]]).sizes.tolist() == [49]
    assert pool_years([[3, 3]], [[20, 29]], span=1).sizes.tolist() == [29]


def test_says_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="schools, years"):
        pool_years([1, 2], [3, 4])
    with pytest.raises(ValueError, match="1 regimes for 4 years"):
        pool_years(X, N, regimes=["new"])
    with pytest.raises(ValueError, match="at least 1"):
        pool_years(X, N, span=0)
