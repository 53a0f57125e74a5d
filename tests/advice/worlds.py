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
