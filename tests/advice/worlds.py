# SPDX-License-Identifier: EUPL-1.2
"""Invented pupils with a known truth, for the models. Labelled as invented: no record of a real child."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class OrderedWorld:
    """Levels that follow a proportional-odds model with a normal effect per school."""

    levels: Ints
    matrix: Floats
    school: Ints
    coefficients: Floats
    thresholds: Floats
    effects: Floats


def ordered_world(
    pupils: int,
    schools: int,
    *,
    sigma: float,
    seed: int,
    levels: int = 10,
    coefficients: tuple[float, ...] = (1.2, -0.4),
) -> OrderedWorld:
    """The first column is a standardised test score, the others are groups of half of the pupils each."""
    random = np.random.default_rng(seed)
    school = np.sort(random.integers(0, schools, pupils))
    score = random.normal(size=pupils)
    groups = [random.integers(0, 2, pupils).astype(float) for _ in coefficients[1:]]
    matrix = np.column_stack([score, *groups])
    effects = random.normal(0, sigma, schools)
    thresholds = np.linspace(-2.5, 2.5, levels - 1) if levels > 2 else np.array([0.3])
    latent = matrix @ np.array(coefficients) + effects[school] + random.logistic(size=pupils)
    return OrderedWorld(
        (latent[:, None] > thresholds).sum(axis=1), matrix, school, np.array(coefficients), thresholds, effects
    )


@dataclass(frozen=True)
class WorldWithTest:
    """First advice and test of two groups: ability, each seen with noise of its own."""

    first: Ints
    bar: Ints
    score: Floats
    group: NDArray[np.str_]
    school: Ints
    ability: Floats


def world_with_test(pupils: int, *, seed: int, reliability: float = 0.9, held_back: float = 0.0) -> WorldWithTest:
    """The low group has 0.7 less ability on average. Teachers are fair unless ``held_back`` is above 0: then they see
    its pupils as so much less able. ``bar`` is the level that the test score points to."""
    random = np.random.default_rng(seed)
    low = random.integers(0, 2, pupils)
    ability = random.normal(size=pupils) - 0.7 * low
    noise = np.sqrt(ability.var() * (1 - reliability) / reliability)
    score = ability + noise * random.normal(size=pupils)
    seen = ability + 0.25 * random.logistic(size=pupils) - held_back * low
    cuts = np.linspace(-2, 1.6, 9)
    school = random.integers(0, 30, pupils)
    group = np.where(low == 1, "low", "high")
    return WorldWithTest(
        (seen[:, None] > cuts).sum(axis=1), (score[:, None] > cuts).sum(axis=1), score, group, school, ability
    )
