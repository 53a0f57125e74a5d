# SPDX-License-Identifier: EUPL-1.2
"""The logit of a yes-or-no outcome."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.discrete.discrete_model import Logit

from speelveld.advice.binary import fit_binary
from tests.advice.worlds import OrderedWorld, ordered_world


@pytest.fixture(scope="module")
def world() -> OrderedWorld:
    return ordered_world(3_000, 25, sigma=0.6, seed=4, levels=2)


def test_agrees_with_statsmodels(world: OrderedWorld) -> None:
    with_constant = np.column_stack([np.ones(3_000), world.matrix])
    plain = Logit(world.levels, with_constant).fit(disp=False)
    clustered = Logit(world.levels, with_constant).fit(
        disp=False, cov_type="cluster", cov_kwds={"groups": world.school}
    )
    ours = fit_binary(world.levels, world.matrix, schools=world.school)
    assert ours.parameters == pytest.approx(plain.params, abs=1e-7)
    assert ours.covariance == pytest.approx(plain.cov_params(), rel=1e-6)
    assert ours.errors() == pytest.approx(plain.bse, rel=1e-6)
    assert ours.errors(robust=True) == pytest.approx(clustered.bse, rel=1e-6)
    assert ours.log_likelihood == pytest.approx(plain.llf, abs=1e-7)


def test_agrees_with_statsmodels_on_fixed_effects(world: OrderedWorld) -> None:
    dummies = (world.school[:, None] == np.arange(25)).astype(float)
    theirs = Logit(world.levels, np.hstack([dummies, world.matrix])).fit(disp=False)
    ours = fit_binary(world.levels, world.matrix, schools=world.school, effects="fixed")
    assert ours.coefficients == pytest.approx(theirs.params[25:], abs=1e-7)
    assert ours.intercept == pytest.approx(theirs.params[0], abs=1e-7)
    assert ours.intercept + ours.ordered.effects == pytest.approx(theirs.params[:25], abs=1e-7)


def test_random_effects_find_what_was_planted(world: OrderedWorld) -> None:
    fit = fit_binary(world.levels == 1, world.matrix, schools=world.school, effects="random")
    assert np.abs(fit.coefficients - world.coefficients) == pytest.approx([0, 0], abs=3 * fit.errors()[1:].max())
    assert 0.4 < fit.sigma < 0.9
    assert np.corrcoef(fit.ordered.effects, world.effects)[0, 1] > 0.85
    pooled = fit_binary(world.levels, world.matrix)
    assert fit.log_likelihood > pooled.log_likelihood + 20


def test_an_outcome_is_yes_or_no(world: OrderedWorld) -> None:
    with pytest.raises(ValueError, match="0 or 1"):
        fit_binary(world.levels + 1, world.matrix)
    with pytest.raises(ValueError, match="two levels"):
        fit_binary(np.ones(3_000), world.matrix)
