# SPDX-License-Identifier: EUPL-1.2
"""What was planted in the invented pupils comes back from the models."""

from __future__ import annotations

import numpy as np
import pytest

from speelveld import advice
from speelveld.advice.invented import cut_advice


@pytest.mark.parametrize("held_back", [0.0, -0.15])
def test_a_planted_difference_in_advice_is_found_at_the_same_ability(held_back: float) -> None:
    """The truth: the same pupils with the same tests, all advised as the one group, less all as the other."""
    groups = (advice.Group("lower", 0.3, -0.5, held_back), advice.Group("higher", 0.7))
    made = advice.invent(advice.World(pupils=16_000, groups=groups, test_reliability=0.88), seed=5)
    pupils, truth = made.pupils, made.truth
    known = advice.comparable(pupils.first, pupils.test)
    first, bar = advice.half_steps(pupils.first)[known], advice.class_interval(pupils.test)[0][known]
    assert ((first < bar) == (advice.gap(pupils.first, pupils.test)[known] > 0)).all()
    views = advice.lord_views(
        first, bar, pupils.score[known], np.array(pupils.groups)[pupils.group[known]],  # type: ignore[index]
        reference="higher", label="lower", schools=pupils.school[known], reliabilities=(0.88,),
    )  # fmt: skip
    width = np.where(truth.gives_double, made.world.double_width, 0.0)[pupils.school]
    fair = truth.teacher - held_back * (pupils.group == 0)
    steps = [advice.half_steps(cut_advice(fair + by, width))[known] for by in (held_back, 0.0)]
    planted = 100 * ((steps[0] < bar).mean() - (steps[1] < bar).mean())
    found = {view.id: view for view in views}
    assert found["same-ability"].effect == pytest.approx(planted, abs=2.5 * found["same-ability"].error)
    assert found["same-score"].effect > planted + 1.5
    assert found["same-advice"].effect < planted - 1.5


def test_a_planted_spread_of_schools_is_found_and_no_other() -> None:
    """Schools that advise alike have, at the same score, hardly any spread; others do, and their effects are found."""
    spreads = []
    for spread in (0.0, 0.3):
        world = advice.World(pupils=9_000, schools=40, school_advice_sd=spread, double_share=1.0, school_place_sd=0.0)
        made = advice.invent(world, seed=2)
        pupils = made.pupils
        known = advice.comparable(pupils.first, pupils.test)
        columns = advice.build_design(pupils.score[known])  # type: ignore[index]
        fit = advice.fit_ordered(
            advice.half_steps(pupils.first)[known], columns.matrix, schools=pupils.school[known], effects="random"
        )
        spreads.append(fit.sigma)
    assert spreads[0] < 0.12
    assert spreads[1] > 0.5
    assert np.corrcoef(fit.effects, made.truth.school_advice)[0, 1] > 0.9
