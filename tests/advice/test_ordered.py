# SPDX-License-Identifier: EUPL-1.2
"""The ordered logit: the same as statsmodels where both apply, as plain integration where only ours does."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit
from statsmodels.miscmodels.ordinal_model import OrderedModel

from speelveld.advice.ordered import OrderedFit, fit_ordered
from tests.advice.worlds import OrderedWorld, ordered_world

Floats = NDArray[np.float64]


@pytest.fixture(scope="module")
def world() -> OrderedWorld:
    return ordered_world(2_000, 12, sigma=0.5, seed=3, levels=6)


def test_agrees_with_statsmodels(world: OrderedWorld) -> None:
    model = OrderedModel(world.levels, world.matrix, distr="logit")
    theirs = model.fit(method="bfgs", disp=False, gtol=1e-8, cov_type="cluster", cov_kwds={"groups": world.school})
    plain = model.fit(method="bfgs", disp=False, gtol=1e-8)
    ours = fit_ordered(world.levels, world.matrix, schools=world.school)
    assert ours.log_likelihood == pytest.approx(theirs.llf, abs=1e-6)
    assert ours.coefficients == pytest.approx(theirs.params[:2], abs=1e-5)
    assert ours.thresholds[0] == pytest.approx(model.transform_threshold_params(theirs.params)[1:-1], abs=1e-5)
    order = [5, 6, 0]  # statsmodels has the columns first and the logarithms of the gaps after the first threshold
    assert ours.errors()[order] == pytest.approx(plain.bse[:3], rel=1e-4)
    assert ours.errors(robust=True)[order] == pytest.approx(theirs.bse[:3], rel=1e-4)


def test_agrees_with_statsmodels_on_fixed_effects(world: OrderedWorld) -> None:
    dummies = (world.school[:, None] == np.arange(1, 12)).astype(float)
    model = OrderedModel(world.levels, np.hstack([world.matrix, dummies]), distr="logit")
    theirs = model.fit(method="bfgs", disp=False, gtol=1e-8, maxiter=500)
    ours = fit_ordered(world.levels, world.matrix, schools=world.school, effects="fixed")
    assert ours.log_likelihood == pytest.approx(theirs.llf, abs=1e-6)
    assert ours.coefficients == pytest.approx(theirs.params[:2], abs=1e-5)
    assert ours.effects[1:] == pytest.approx(theirs.params[2:13], abs=1e-5)
    assert ours.effect_errors[1:] == pytest.approx(theirs.bse[2:13], rel=1e-4)


def _chances(fit: OrderedFit, x: Floats, level: NDArray[np.int64], effect: Floats) -> Floats:
    """Of every pupil (rows) at every effect (columns)."""
    edges = np.concatenate([[-np.inf], fit.thresholds[0], [np.inf]])
    eta = (x @ fit.coefficients)[:, None] + effect
    return np.asarray(expit(edges[level + 1][:, None] - eta) - expit(edges[level][:, None] - eta))


def _by_integration(fit: OrderedFit, world: OrderedWorld) -> float:
    """The log-likelihood with random effects, by the trapezium rule on 4,001 points."""
    grid = np.linspace(-8 * fit.sigma, 8 * fit.sigma, 4_001)
    density = np.exp(-(grid**2) / (2 * fit.sigma**2)) / np.sqrt(2 * np.pi) / fit.sigma
    total = 0.0
    for school in range(world.school.max() + 1):
        inside = world.school == school
        logs = np.log(_chances(fit, world.matrix[inside], world.levels[inside], grid)).sum(axis=0)
        total += logs.max() + np.log(np.trapezoid(np.exp(logs - logs.max()) * density, grid))
    return float(total)


def _moved(fit: OrderedFit, by: Floats) -> OrderedFit:
    from dataclasses import replace

    parameters = fit.parameters + by
    return replace(fit, parameters=parameters, sigma=float(np.exp(parameters[-1])))


def test_random_effects_agree_with_plain_integration() -> None:
    """The value, that it is a maximum, and the standard errors from its second differences."""
    world = ordered_world(240, 12, sigma=0.8, seed=8, levels=4)
    fit = fit_ordered(world.levels, world.matrix, schools=world.school, effects="random", nodes=25)
    assert fit.sigma > 0.3
    here = _by_integration(fit, world)
    assert fit.log_likelihood == pytest.approx(here, abs=1e-7)
    size, h = fit.parameters.size, 1e-3
    steps = np.eye(size) * h
    up = np.array([_by_integration(_moved(fit, step), world) for step in steps])
    down = np.array([_by_integration(_moved(fit, -step), world) for step in steps])
    assert (up - down) / (2 * h) == pytest.approx(np.zeros(size), abs=2e-4)
    hessian = np.zeros((size, size))
    for i in range(size):
        hessian[i, i] = (up[i] + down[i] - 2 * here) / h**2
        for j in range(i):
            both = _by_integration(_moved(fit, steps[i] + steps[j]), world)
            hessian[i, j] = hessian[j, i] = (both - up[i] - up[j] + here) / h**2
    assert fit.errors() == pytest.approx(np.sqrt(np.diag(np.linalg.inv(-hessian))), rel=5e-3)


def test_nine_nodes_are_enough() -> None:
    world = ordered_world(300, 60, sigma=1.0, seed=9, levels=4)
    few, many = (
        fit_ordered(world.levels, world.matrix, schools=world.school, effects="random", nodes=n) for n in (9, 31)
    )
    assert few.parameters == pytest.approx(many.parameters, abs=1e-5)
    assert few.effects == pytest.approx(many.effects, abs=1e-5)
    with pytest.raises(ValueError, match="at least 5 nodes"):
        fit_ordered(world.levels, world.matrix, schools=world.school, effects="random", nodes=1)


def test_schools_alike_give_no_spread() -> None:
    """Where schools differ less than chance gives, sigma is 0 and the fit is the one without effects."""
    world = ordered_world(1_200, 12, sigma=0.0, seed=5, levels=4)
    dealt = np.arange(1_200) % 12  # pupils dealt in the order of their level: schools are as alike as can be
    order = np.argsort(world.levels, kind="stable")
    random = fit_ordered(world.levels[order], world.matrix[order], schools=dealt, effects="random")
    plain = fit_ordered(world.levels, world.matrix)
    assert random.sigma == 0
    assert not random.effects.any()
    assert np.isnan(random.effect_errors).all()
    assert random.parameters == pytest.approx(plain.parameters, abs=1e-6)


@pytest.mark.parametrize("effects", ["none", "fixed", "random"])
def test_a_row_of_weight_three_is_three_pupils(world: OrderedWorld, effects: str) -> None:
    take = slice(0, 2_000, 5)
    levels, matrix, school = world.levels[take], world.matrix[take], world.school[take]
    weighted = fit_ordered(levels, matrix, schools=school, effects=effects, weights=np.full(len(levels), 3.0))  # type: ignore[arg-type]
    rows = fit_ordered(
        np.repeat(levels, 3), np.repeat(matrix, 3, axis=0), schools=np.repeat(school, 3), effects=effects
    )  # type: ignore[arg-type]
    assert weighted.parameters == pytest.approx(rows.parameters, abs=1e-6)
    assert weighted.errors(robust=True) == pytest.approx(rows.errors(robust=True), rel=1e-5)
    assert weighted.effect_errors == pytest.approx(rows.effect_errors, rel=1e-5)


@pytest.mark.parametrize("effects", ["none", "fixed", "random"])
def test_units_and_order_do_not_matter(world: OrderedWorld, effects: str) -> None:
    plain = fit_ordered(world.levels, world.matrix, schools=world.school, effects=effects)  # type: ignore[arg-type]
    order = np.random.default_rng(1).permutation(len(world.levels))
    moved = world.matrix[order] * [10, 1] + [535, 0]
    other = fit_ordered(world.levels[order], moved, schools=world.school[order], effects=effects)  # type: ignore[arg-type]
    assert other.coefficients * [10, 1] == pytest.approx(plain.coefficients, abs=1e-7)
    assert other.thresholds[0] - 53.5 * plain.coefficients[0] == pytest.approx(plain.thresholds[0], abs=1e-6)
    assert other.errors()[5:7] * [10, 1] == pytest.approx(plain.errors()[5:7], rel=1e-6)
    assert other.log_likelihood == pytest.approx(plain.log_likelihood, abs=1e-7)
    assert other.effects == pytest.approx(plain.effects, abs=1e-7)


def test_turning_the_levels_around_turns_the_signs(world: OrderedWorld) -> None:
    plain = fit_ordered(world.levels, world.matrix, schools=world.school, effects="random")
    turned = fit_ordered(5 - world.levels, world.matrix, schools=world.school, effects="random")
    assert turned.coefficients == pytest.approx(-plain.coefficients, abs=1e-7)
    assert turned.thresholds[0] == pytest.approx(-plain.thresholds[0][::-1], abs=1e-7)
    assert turned.sigma == pytest.approx(plain.sigma, abs=1e-7)


def test_thresholds_of_their_own_equal_fits_of_their_own(world: OrderedWorld) -> None:
    """With all columns interacted, strata are separate models; thresholds alone are those of separate models without
    columns."""
    group = world.matrix[:, 1]
    together = fit_ordered(world.levels, np.zeros((2_000, 0)), strata=group)
    for at, value in enumerate((0.0, 1.0)):
        inside = group == value
        apart = fit_ordered(world.levels[inside], np.zeros((int(inside.sum()), 0)))
        assert together.thresholds[at] == pytest.approx(apart.thresholds[0], abs=1e-7)


def test_planted_effects_are_covered() -> None:
    """In 60 invented worlds with random school effects, about 95 of 100 intervals hold the truth."""
    hits, school_hits = [], []
    for seed in range(60):
        world = ordered_world(1_500, 30, sigma=0.4, seed=seed, levels=5)
        fit = fit_ordered(world.levels, world.matrix, schools=world.school, effects="random")
        errors = fit.errors()[4:6]
        hits.append(np.abs(fit.coefficients - world.coefficients) < 1.96 * errors)
        school_hits.append(np.abs(fit.effects - world.effects) < 1.96 * fit.effect_errors)
    assert 0.88 <= np.mean(hits) <= 0.995
    assert 0.92 <= np.mean(school_hits) <= 0.97


def test_says_what_it_cannot_tell(world: OrderedWorld) -> None:
    levels, matrix = world.levels, world.matrix
    with pytest.raises(ValueError, match=r"'(twice|score)' follows"):
        fit_ordered(levels, np.column_stack([matrix[:, 0], 2 * matrix[:, 0]]), columns=["score", "twice"])
    with pytest.raises(ValueError, match="'x1' is the same for every pupil"):
        fit_ordered(levels, np.ones((2_000, 1)))
    with pytest.raises(ValueError, match="whole numbers"):
        fit_ordered(levels + 0.5, matrix)
    with pytest.raises(ValueError, match="two levels"):
        fit_ordered(np.zeros(2_000, int), matrix)
    with pytest.raises(ValueError, match="at least two of them"):
        fit_ordered(levels, matrix, effects="fixed")
    with pytest.raises(ValueError, match="know the schools"):
        fit_ordered(levels, matrix).errors(robust=True)
    with pytest.raises(ValueError, match="not a number"):
        fit_ordered(levels, np.where(matrix > 3, np.nan, matrix) if (matrix > 3).any() else matrix * np.nan)
    extreme = np.where(world.school == 4, 5, levels)
    with pytest.raises(ValueError, match="school 4 have the highest"):
        fit_ordered(extreme, matrix, schools=world.school, effects="fixed")
    separated = (matrix[:, 0] > 0).astype(int)
    with pytest.raises(ValueError, match="data cannot tell"):
        fit_ordered(separated, matrix)
    with pytest.raises(ValueError, match=r"no pupil of '1\.0' has level 5"):
        fit_ordered(np.where((matrix[:, 1] == 1) & (levels == 5), 4, levels), matrix[:, :1], strata=matrix[:, 1])


def test_levels_that_nobody_has_are_left_out(world: OrderedWorld) -> None:
    plain, gaps = fit_ordered(world.levels, world.matrix), fit_ordered(world.levels * 2, world.matrix)
    assert gaps.used == (0, 2, 4, 6, 8, 10)
    assert gaps.names[0] == "0|2"
    assert gaps.parameters == pytest.approx(plain.parameters, abs=1e-9)


def test_a_rare_level_is_no_separation() -> None:
    """Eight pupils of 4,000 at the lowest level: uncertain, but with an end."""
    world = ordered_world(4_000, 10, sigma=0.0, seed=2, levels=4, coefficients=(2.5, 0.0))
    lowest = np.argsort(world.matrix[:, 0])
    rare = np.ones(4_000, dtype=int)
    rare[lowest[[0, 1, 2, 4, 5, 6, 8, 9]]] = 0
    fit = fit_ordered(rare, world.matrix)
    assert fit.coefficients[0] > 3
    assert fit.errors().max() < 15
