# SPDX-License-Identifier: EUPL-1.2
"""NeighbourhoodMixing of neighbourhoods by schools, from masked flows: bounds that hold for every possible city."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.segregation.ecological_flows import Flows
from speelveld.segregation.ecological_mixing import neighbourhood_mixing
from speelveld.segregation.indices import xlogx
from tests.segregation.test_ecological_flows import every, systems


def information(n: np.ndarray) -> float:
    """M(N;S) in nats."""
    sums = xlogx(n).sum() - xlogx(n.sum(axis=0)).sum() - xlogx(n.sum(axis=1)).sum()
    return float(sums / n.sum() + math.log(n.sum()))


def spread(n: np.ndarray) -> float:
    """H(S|N) in nats."""
    return float(-sum(x * math.log(x / row.sum()) for row in n for x in row if x) / n.sum())


@settings(max_examples=60, deadline=None)
@given(systems(3, 2).filter(lambda one: one[0].sum() > 0))
def test_the_bounds_hold_for_every_possible_city(system: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    low, high, totals = system
    found = neighbourhood_mixing(Flows.of(low, high, totals))
    for n in every(low, high, totals):
        assert information(n) in found.information
        assert spread(n) in found.spread
        assert math.exp(spread(n)) in found.schools


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_masked_truth_lies_within_and_totals_help(seed: int) -> None:
    random = np.random.default_rng(seed)
    truth = random.poisson(random.gamma(0.4, 20, (25, 8)))
    small = (truth > 0) & (truth < 5)
    low, high = np.where(small, 1, truth), np.where(small, 4, truth)
    loose, tight = (
        neighbourhood_mixing(Flows.of(low, high)),
        neighbourhood_mixing(Flows.of(low, high, truth.sum(axis=0))),
    )
    assert information(truth) in tight.information
    assert information(truth) in loose.information
    assert spread(truth) in tight.spread
    assert tight.information.width <= loose.information.width + 1e-3
    assert loose.information.width < 0.3
    assert not loose.information.exact


def test_exact_flows_give_one_value() -> None:
    n = np.array([[30, 2], [5, 40], [9, 9]])
    found = neighbourhood_mixing(Flows.of(n, n))
    assert found.information.low == pytest.approx(information(n), abs=1e-9)
    assert found.information.high == pytest.approx(information(n), abs=1e-9)
    assert found.spread.low == pytest.approx(spread(n), abs=1e-9)
    apart = neighbourhood_mixing(Flows.of([[8, 0], [0, 8]], [[8, 0], [0, 8]]))
    assert apart.information.high == pytest.approx(math.log(2))
    assert apart.schools.high == pytest.approx(1)


def test_nobody() -> None:
    assert math.isnan(neighbourhood_mixing(Flows.of([[0]], [[0]])).information.low)
