# SPDX-License-Identifier: EUPL-1.2
"""The check of proportional odds, beside a plain one on statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2
from statsmodels.discrete.discrete_model import Logit

from speelveld.advice.design import build_design
from speelveld.advice.ordered import fit_ordered
from speelveld.advice.proportionality import brant, partial_odds
from tests.advice.worlds import ordered_world


def _plain_brant(levels: np.ndarray, matrix: np.ndarray) -> tuple[float, int]:
    """Brant (1990), written out with loops over pupils' weights and a dense contrast."""
    x = np.column_stack([np.ones(len(levels)), matrix])
    cuts = range(levels.max())
    fits = [Logit((levels > cut).astype(int), x).fit(disp=False) for cut in cuts]
    pi = [fit.predict(x) for fit in fits]
    inverse = [np.linalg.inv((x.T * (p * (1 - p))) @ x) for p in pi]
    k = x.shape[1]
    covariance = np.zeros((len(fits) * (k - 1),) * 2)
    for j in range(len(fits)):
        for m in range(len(fits)):
            low, high = min(j, m), max(j, m)
            middle = (x.T * (pi[high] - pi[low] * pi[high])) @ x
            block = (inverse[j] @ middle @ inverse[m])[1:, 1:]
            covariance[j * (k - 1) : (j + 1) * (k - 1), m * (k - 1) : (m + 1) * (k - 1)] = block
    beta = np.concatenate([fit.params[1:] for fit in fits])
    eye = np.eye(k - 1)
    contrast = np.vstack(
        [
            np.hstack([eye if m == 0 else -eye if m == j else 0 * eye for m in range(len(fits))])
            for j in range(1, len(fits))
        ]
    )
    difference = contrast @ beta
    return float(difference @ np.linalg.inv(contrast @ covariance @ contrast.T) @ difference), len(difference)


def test_brant_is_brant() -> None:
    world = ordered_world(1_500, 10, sigma=0.0, seed=12, levels=4)
    found = brant(world.levels, world.matrix, columns=["score", "low"])
    statistic, degrees = _plain_brant(world.levels, world.matrix)
    assert found.together.statistic == pytest.approx(statistic, rel=1e-6)
    assert found.together.degrees == degrees == 4
    assert found.together.p_value == pytest.approx(chi2.sf(statistic, 4))
    assert [one.columns for one in found.each] == [("score",), ("low",)]


def test_brant_keeps_its_level_when_odds_are_proportional() -> None:
    p_values = []
    for seed in range(150):
        world = ordered_world(800, 10, sigma=0.0, seed=seed, levels=4)
        p_values.append(brant(world.levels, world.matrix).together.p_value)
    assert 0.01 <= np.mean(np.array(p_values) < 0.05) <= 0.11
    assert 0.38 <= np.mean(p_values) <= 0.62


def test_likeness_within_schools_is_allowed_for() -> None:
    """A column of the school, in schools that differ by chance at each threshold: the plain test is far too sure."""
    plain, robust = [], []
    for seed in range(80):
        random = np.random.default_rng(seed)
        school = np.repeat(np.arange(40), 40)
        column = random.normal(size=40)[school]
        levels = (random.logistic(size=1_600)[:, None] + 0.9 * random.normal(size=(40, 3))[school] > [-1, 0, 1]).sum(1)
        plain.append(brant(levels, column[:, None]).together.p_value)
        robust.append(brant(levels, column[:, None], schools=school).together.p_value)
    assert np.mean(np.array(plain) < 0.05) > 0.3
    assert np.mean(np.array(robust) < 0.05) < 0.2


def test_thresholds_with_few_pupils_are_left_out_and_named() -> None:
    world = ordered_world(600, 10, sigma=0.0, seed=3, levels=4)
    levels = np.where(world.levels == 3, np.where(np.arange(600) % 40 == 0, 3, 2), world.levels)
    found = brant(levels, world.matrix)
    assert found.left_out == (2,)
    assert found.cuts == (0, 1)
    with pytest.raises(ValueError, match="fewer than two"):
        brant(levels > 0, world.matrix)


def _uneven(pupils: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pupils of whom the low group is held back at the highest threshold only, by 0.8."""
    random = np.random.default_rng(seed)
    score, low = random.normal(size=pupils), random.integers(0, 2, pupils)
    latent = score + random.logistic(size=pupils)
    thresholds = np.array([-1.0, 0.0, 1.0]) + np.outer(low, [0.0, 0.0, 0.8])
    return (latent[:, None] > thresholds).sum(axis=1), score, np.where(low == 1, "low", "high")


def test_partial_odds_find_where_the_group_is_held_back() -> None:
    levels, score, group = _uneven(6_000, 4)
    made = build_design(score, knots=[], group=(group, ["high", "low"]))
    found = partial_odds(levels, made, "group", label="low", group=group)
    assert found.test.degrees == 2
    assert found.test.p_value < 1e-4
    assert np.abs(found.effects - [0, 0, -0.8]) == pytest.approx([0, 0, 0], abs=3 * found.errors.max())
    assert found.effects[2] < -0.5
    schools = np.arange(6_000) % 20
    with_schools = partial_odds(levels, made, "group", label="low", group=group, schools=schools, effects="random")
    assert with_schools.effects == pytest.approx(found.effects, abs=0.02)


def test_partial_odds_of_a_group_alone_are_the_log_odds_ratios() -> None:
    """Without other columns the effect at a threshold is the log odds ratio of being above it."""
    levels, _, group = _uneven(3_000, 5)
    made = build_design(group=(group, ["high", "low"]))
    found = partial_odds(levels, made, "group", label="low", group=group)
    for cut in range(3):
        above, low = levels > cut, group == "low"
        odds = [above[side].mean() / (1 - above[side].mean()) for side in (low, ~low)]
        assert found.effects[cut] == pytest.approx(np.log(odds[0] / odds[1]), abs=1e-6)
        cells = [(above & low).sum(), (~above & low).sum(), (above & ~low).sum(), (~above & ~low).sum()]
        assert found.errors[cut] == pytest.approx(np.sqrt((1 / np.array(cells)).sum()), rel=1e-5)


def test_partial_odds_keep_their_level() -> None:
    p_values = []
    for seed in range(120):
        world = ordered_world(800, 10, sigma=0.0, seed=seed, levels=4)
        group = world.matrix[:, 1].astype(int).astype(str)
        made = build_design(world.matrix[:, 0], knots=[], group=group)
        p_values.append(partial_odds(world.levels, made, "group", label="1", group=group).test.p_value)
    assert 0.005 <= np.mean(np.array(p_values) < 0.05) <= 0.12
    assert fit_ordered(world.levels, made.matrix).steps < 12


def test_a_threshold_that_a_column_separates_is_left_out_and_named() -> None:
    """All pupils at the lowest level have a score below that of all others: a step that no logit can have."""
    world = ordered_world(4_000, 10, sigma=0.0, seed=6, levels=4)
    lowest = world.matrix[:, 0] < np.quantile(world.matrix[:, 0], 0.02)
    found = brant(np.where(lowest, 0, np.maximum(world.levels, 1)), world.matrix)
    assert found.left_out == (0,)
    assert found.cuts == (1, 2)
