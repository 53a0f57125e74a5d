# SPDX-License-Identifier: EUPL-1.2
"""The exact identity of residence, sorting and mixing, and the small-cell bias of its terms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from speelveld.segregation.counts import Counts
from speelveld.segregation.multigroup import mutual_information
from speelveld.segregation.residence import Choices
from speelveld.segregation.residence_identity import information_identity

cities = arrays(np.int64, (4, 3, 3), elements=st.integers(0, 30)).filter(lambda n: (n.sum(axis=(0, 1)) > 0).sum() > 1)


@settings(max_examples=100)
@given(cities)
def test_the_identity_holds_to_rounding(cells: np.ndarray) -> None:
    found = information_identity(Choices.of(cells))
    terms = found.residence.estimate + found.sorting.estimate - found.mixing.estimate
    assert found.schools.estimate == pytest.approx(terms, abs=1e-12)
    assert found.schools.estimate == pytest.approx(mutual_information(Counts.of(cells.sum(axis=0))), abs=1e-12)
    assert found.residence.estimate == pytest.approx(mutual_information(Counts.of(cells.sum(axis=1))), abs=1e-12)
    assert found.choice == pytest.approx(found.schools.estimate - found.residence.estimate, abs=1e-12)
    assert found.by_area[:, 0].sum() == pytest.approx(found.sorting.estimate, abs=1e-12)
    assert found.by_school[:, 1].sum() == pytest.approx(found.mixing.by_chance, abs=1e-12)
    assert min(found.sorting.estimate, found.mixing.estimate) > -1e-12


def test_the_identity_holds_for_a_large_city() -> None:
    cells = np.random.default_rng(2).integers(0, 4_000, (60, 20, 3))
    found = information_identity(Choices.of(cells))
    terms = found.residence.estimate + found.sorting.estimate - found.mixing.estimate
    assert abs(found.schools.estimate - terms) < 1e-12


def test_by_hand() -> None:
    # Two areas, two schools. A and B live apart in halves; everyone of A attends school 0.
    cells = np.array([[[5, 0], [0, 5]], [[5, 0], [0, 5]]])
    found = information_identity(Choices.of(cells))
    assert found.residence.estimate == pytest.approx(0, abs=1e-15)
    assert found.sorting.estimate == pytest.approx(math.log(2))
    assert found.mixing.estimate == pytest.approx(0, abs=1e-15)
    assert found.entropy == pytest.approx(math.log(2))
    mixed = information_identity(Choices.of(np.array([[[6, 0], [6, 0]], [[0, 6], [0, 6]]])))
    assert mixed.residence.estimate == pytest.approx(math.log(2))
    assert mixed.schools.estimate == pytest.approx(0, abs=1e-15)
    assert mixed.mixing.estimate == pytest.approx(math.log(2))


def test_corrected_sorting_is_zero_on_average_where_neighbours_choose_alike() -> None:
    random = np.random.default_rng(11)
    seats = random.integers(0, 7, (12, 6))
    shares = random.uniform(0.1, 0.6, 12)
    plain, after = [], []
    for _ in range(400):
        group = np.zeros((12, 6), dtype=np.int64)
        for area in range(12):
            members = int(shares[area] * seats[area].sum())
            group[area] = random.multivariate_hypergeometric(seats[area], members)
        found = information_identity(Choices.of(np.stack([group, seats - group], axis=-1)))
        plain.append(found.sorting.estimate)
        after.append(found.sorting.corrected)
    assert np.mean(plain) > 0.05
    assert abs(np.mean(after)) < 4 * np.std(after) / math.sqrt(len(after))


def test_one_group_alone_has_no_terms() -> None:
    found = information_identity(Choices.of([[[3, 0]], [[4, 0]]]))
    assert math.isnan(found.schools.estimate)
    assert math.isnan(found.choice)
    assert np.isnan(found.by_area).all()
    assert math.isnan(found.corrected_gap)


def test_corrected_terms_leave_a_gap_that_is_told() -> None:
    found = information_identity(Choices.of(np.random.default_rng(3).integers(0, 5, (6, 4, 2))))
    chance = found.schools.by_chance - found.residence.by_chance - found.sorting.by_chance + found.mixing.by_chance
    assert found.corrected_gap == pytest.approx(-chance, abs=1e-12)
