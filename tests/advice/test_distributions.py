# SPDX-License-Identifier: EUPL-1.2
"""Exact distributions of counts, beside scipy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from speelveld.advice.distributions import beta_binomial, binomial, counts_of, hypergeometric, tails

K = np.arange(41)


def test_the_distributions_are_those_of_scipy() -> None:
    assert binomial(40, 0.3) == pytest.approx(stats.binom.pmf(K, 40, 0.3), abs=1e-12)
    assert beta_binomial(40, 0.3, 0.1) == pytest.approx(stats.betabinom.pmf(K, 40, 2.7, 6.3), abs=1e-12)
    assert hypergeometric(200, 70, 40) == pytest.approx(stats.hypergeom.pmf(K, 200, 70, 40), abs=1e-12)


def test_edges() -> None:
    assert binomial(3, 0).tolist() == [1, 0, 0, 0]
    assert binomial(3, 1).tolist() == [0, 0, 0, 1]
    assert beta_binomial(40, 0.3, 0) == pytest.approx(binomial(40, 0.3))
    assert hypergeometric(5, 5, 3).tolist() == pytest.approx([0, 0, 0, 1])
    assert hypergeometric(5, 4, 3).tolist() == pytest.approx([0, 0, 0.6, 0.4])


def test_tails() -> None:
    chances = binomial(10, 0.5)
    assert tails(chances, 3, mid=False) == pytest.approx((stats.binom.cdf(3, 10, 0.5), stats.binom.sf(2, 10, 0.5)))
    assert sum(tails(chances, 3, mid=True)) == pytest.approx(1)


def test_counts_are_whole() -> None:
    x, n = counts_of([1.0, 2.0], [3, 4])
    assert (x.dtype, n.dtype) == (np.int64, np.int64)
    with pytest.raises(ValueError, match="no schools"):
        counts_of([], [])
