# SPDX-License-Identifier: EUPL-1.2
"""Effects in percentage points: against plain averaging, and against derivatives by differences."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit
from statsmodels.discrete.discrete_model import Logit

from speelveld.advice.binary import fit_binary
from speelveld.advice.design import Design, build_design
from speelveld.advice.marginal import AverageShares, average_effect, average_shares
from speelveld.advice.ordered import OrderedFit, fit_ordered
from tests.advice.worlds import OrderedWorld, ordered_world


@pytest.fixture(scope="module")
def world() -> OrderedWorld:
    return ordered_world(2_500, 20, sigma=0.5, seed=6, levels=5)


@pytest.fixture(scope="module")
def columns(world: OrderedWorld) -> Design:
    return build_design(world.matrix[:, 0], group=(np.where(world.matrix[:, 1] == 1, "low", "high"), ["high", "low"]))


def test_the_average_effect_of_a_logit_is_that_of_statsmodels() -> None:
    world = ordered_world(2_000, 5, sigma=0.0, seed=2, levels=2)
    made = build_design(world.matrix[:, 0], knots=[], group=(world.matrix[:, 1].astype(int), ["0", "1"]))
    theirs = Logit(world.levels, np.column_stack([np.ones(2_000), world.matrix])).fit(disp=False)
    margin = theirs.get_margeff(dummy=True)
    ours = average_effect(fit_binary(world.levels, made.matrix, columns=made.columns).ordered, made, "group", "1")
    assert ours.above[0] == pytest.approx(100 * margin.margeff[1], abs=1e-6)
    assert ours.above_error[0] == pytest.approx(100 * margin.margeff_se[1], rel=1e-5)
    low, high = margin.conf_int()[1]
    assert (ours.above_low[0], ours.above_high[0]) == pytest.approx((100 * low, 100 * high), abs=1e-4)


def _plainly(fit: OrderedFit, world: OrderedWorld, matrix: np.ndarray, places: int = 20_001) -> np.ndarray:
    """P(level > k) averaged over pupils and, on a fine grid of its quantiles, over the school's effect."""
    eta = matrix @ fit.coefficients
    if fit.kind == "fixed":
        eta = eta + fit.effects[world.school]
    grid = np.linspace(-9, 9, places)
    mass = np.exp(-(grid**2) / 2)
    mass /= mass.sum()
    pupils = slice(0, None, 50)
    return np.array([100 * (expit(eta[pupils, None] + fit.sigma * grid - k) @ mass).mean() for k in fit.thresholds[0]])


@pytest.mark.parametrize("effects", ["none", "fixed", "random"])
def test_average_chances_are_plain_averages(world: OrderedWorld, columns: Design, effects: str) -> None:
    fit = fit_ordered(world.levels, columns.matrix, schools=world.school, effects=effects)  # type: ignore[arg-type]
    some = slice(0, None, 50)
    found = average_shares(fit, columns.matrix[some], schools=world.school[some])
    assert found.above == pytest.approx(_plainly(fit, world, columns.matrix), abs=1e-5)
    assert found.share.sum() == pytest.approx(100)
    assert (found.share > 0).all()


@pytest.mark.parametrize("effects", ["none", "fixed", "random"])
def test_the_gradient_is_that_of_the_average(world: OrderedWorld, columns: Design, effects: str) -> None:
    fit = fit_ordered(world.levels, columns.matrix, schools=world.school, effects=effects)  # type: ignore[arg-type]

    def moved(at: int, by: float) -> AverageShares:
        parameters = fit.parameters.copy()
        parameters[at] += by
        changed = replace(fit, parameters=parameters)
        if effects == "random":
            changed = replace(changed, sigma=float(np.exp(parameters[-1])))
        if effects == "fixed":
            changed = replace(changed, effects=np.append(0.0, parameters[-19:]))
        return average_shares(changed, columns.matrix, schools=world.school)

    exact = average_shares(fit, columns.matrix, schools=world.school).gradient
    by_difference = np.array(
        [(moved(at, 1e-5).above - moved(at, -1e-5).above) / 2e-5 for at in range(fit.parameters.size)]
    ).T
    assert exact == pytest.approx(by_difference, abs=1e-5)


def test_differences_of_levels_add_up_to_nothing(world: OrderedWorld, columns: Design) -> None:
    fit = fit_ordered(world.levels, columns.matrix, schools=world.school, effects="random")
    effect = average_effect(fit, columns, "group", "low", robust=True)
    assert effect.share.sum() == pytest.approx(0, abs=1e-9)
    assert (effect.above < 0).all()
    assert (effect.above_low < effect.above).all()
    assert effect.share[-1] == pytest.approx(effect.above[-1])
    assert effect.share_error[-1] == pytest.approx(effect.above_error[-1])
    back = average_effect(fit, columns, "group", "high", reference="low", robust=True)
    assert back.above == pytest.approx(-effect.above)
    wide = average_effect(fit, columns, "group", "low", robust=True, confidence=0.99)
    assert (wide.above_low < effect.above_low).all()


def test_intervals_cover_the_true_difference() -> None:
    """Of 80 invented worlds: the truth is the effect that the planted parameters have on the same pupils."""
    hits = []
    for seed in range(80):
        world = ordered_world(1_000, 25, sigma=0.4, seed=seed, levels=4)
        made = build_design(world.matrix[:, 0], knots=[], group=(world.matrix[:, 1].astype(int), ["0", "1"]))
        fit = fit_ordered(world.levels, made.matrix, schools=world.school, effects="random")
        effect = average_effect(fit, made, "group", "1")
        if fit.sigma == 0:
            continue
        truth = replace(
            fit, parameters=np.concatenate([world.thresholds, world.coefficients, [np.log(0.4)]]), sigma=0.4
        )
        planted = [average_shares(truth, made.setting("group", label)).above for label in ("1", "0")]
        hits.append(np.abs(effect.above - (planted[0] - planted[1])) < 1.96 * effect.above_error)
    assert len(hits) > 70
    assert 0.88 <= np.mean(hits) <= 0.99


def test_says_what_it_needs(world: OrderedWorld, columns: Design) -> None:
    fit = fit_ordered(world.levels, columns.matrix, schools=world.school, effects="fixed")
    with pytest.raises(ValueError, match="needs the school"):
        average_shares(fit, columns.matrix)
    with pytest.raises(ValueError, match=r"knows no school \[99\]"):
        average_shares(fit, columns.matrix, schools=np.where(world.school == 3, 99, world.school))
    with pytest.raises(ValueError, match="has shape"):
        average_shares(fit, columns.matrix[:, :2])
    with pytest.raises(ValueError, match="between 0 and 1"):
        average_effect(fit, columns, "group", "low", schools=world.school, confidence=95)
