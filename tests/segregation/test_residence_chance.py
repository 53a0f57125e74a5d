# SPDX-License-Identifier: EUPL-1.2
"""The mutual information by chance, against every deal and against simulation."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from speelveld.segregation import residence_chance
from speelveld.segregation.residence_chance import expected_information
from speelveld.segregation.residence_measure import information


def by_enumeration(units: list[int], groups: list[int]) -> float:
    seats = [unit for unit, size in enumerate(units) for _ in range(size)]
    people = [group for group, size in enumerate(groups) for _ in range(size)]
    values = []
    for order in itertools.permutations(people):
        table = np.zeros((len(units), len(groups)), dtype=np.int64)
        np.add.at(table, (seats, list(order)), 1)
        values.append(information(table))
    return float(np.mean(values))


@pytest.mark.parametrize(("units", "groups"), [([3, 2, 2], [3, 4]), ([4, 3], [2, 2, 3]), ([1, 1, 5, 0], [6, 1])])
def test_equals_the_mean_over_every_deal(units: list[int], groups: list[int]) -> None:
    assert expected_information(units, groups) == pytest.approx(by_enumeration(units, groups), abs=1e-12)


def test_equals_simulation_on_real_sizes_whatever_the_block(monkeypatch: pytest.MonkeyPatch) -> None:
    units, group = np.array([80, 140, 210, 55, 320, 25, 190]), 120
    found = expected_information(units, [group, units.sum() - group])
    monkeypatch.setattr(residence_chance, "BLOCK", 150)
    assert expected_information(units, [group, units.sum() - group]) == pytest.approx(found, abs=1e-14)
    random = np.random.default_rng(5)
    draws = random.multivariate_hypergeometric(units, group, size=4000)
    values = [information(np.column_stack([a, units - a])) for a in draws]
    assert abs(np.mean(values) - found) < 5 * np.std(values) / np.sqrt(len(values))


def test_large_units_agree_with_the_normal_limit() -> None:
    # 2 T E[M] goes to (U - 1)(G - 1), that of a chi-squared test.
    units = np.array([400_000, 350_000, 900_000])
    assert 2 * units.sum() * expected_information(units, [650_000, 1_000_000]) == pytest.approx(2, rel=1e-3)


def test_tables_without_two_pupils_and_margins_that_do_not_agree() -> None:
    assert expected_information([1, 0], [0, 1]) == 0
    assert expected_information([5, 3], [8, 0]) == pytest.approx(0, abs=1e-15)
    with pytest.raises(ValueError, match="one table"):
        expected_information([3], [2])
