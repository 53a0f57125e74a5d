# SPDX-License-Identifier: EUPL-1.2
"""The expectation by chance, against full enumeration and against simulation."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.segregation import INDICES, corrected, expected
from speelveld.segregation.chance import hypergeometric

SIZES = [5, 3, 4]


def by_enumeration(name: str, sizes: list[int], group: int) -> float:
    """The mean of the index over every way to choose the pupils of group A, all equally likely."""
    school = [i for i, size in enumerate(sizes) for _ in range(size)]
    values = []
    for chosen in itertools.combinations(school, group):
        a = np.bincount(chosen, minlength=len(sizes))
        values.append(INDICES[name](a, np.array(sizes) - a))
    return float(np.mean(values))


@pytest.mark.parametrize("name", INDICES)
@pytest.mark.parametrize("group", [1, 4, 11])
def test_equals_the_mean_over_every_allocation(name: str, group: int) -> None:
    assert expected(name, SIZES, group) == pytest.approx(by_enumeration(name, SIZES, group), abs=1e-12)


@pytest.mark.parametrize("name", INDICES)
def test_equals_simulation_on_schools_of_real_size(name: str) -> None:
    sizes = np.array([80, 140, 210, 55, 320, 25, 190])
    random = np.random.default_rng(3)
    draws = random.multivariate_hypergeometric(sizes, 120, size=4000)
    simulated = [INDICES[name](a, sizes - a) for a in draws]
    standard_error = np.std(simulated) / math.sqrt(len(simulated))
    assert abs(expected(name, sizes, 120) - np.mean(simulated)) < 5 * standard_error


@settings(max_examples=50)
@given(size=st.integers(0, 60), group=st.integers(0, 200), total=st.integers(200, 400))
def test_the_probabilities_are_a_distribution_with_the_right_mean(size: int, group: int, total: int) -> None:
    x, probability = hypergeometric(size, group, total)
    assert probability.sum() == pytest.approx(1)
    assert probability @ x == pytest.approx(size * group / total, abs=1e-6)


def test_what_has_no_expectation() -> None:
    assert math.isnan(expected("dissimilarity", SIZES, 0))
    assert math.isnan(expected("theil-h", SIZES, 12))
    with pytest.raises(ValueError, match="fit"):
        expected("dissimilarity", SIZES, 13)
    with pytest.raises(ValueError, match="gini"):
        expected("gini", SIZES, 3)


def test_correction_for_chance() -> None:
    assert corrected(0.5, 0.1) == pytest.approx(0.4 / 0.9)
    assert corrected(0.1, 0.1) == 0
    assert corrected(0.0, 0.1) == -1
    assert corrected(1.0, 0.1) == 1
    assert math.isnan(corrected(math.nan, 0.1))
