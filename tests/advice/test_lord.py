# SPDX-License-Identifier: EUPL-1.2
"""Lord's paradox, shown in a world where every teacher is fair, and in one where they are not."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.regression.linear_model import OLS

from speelveld.advice.lord import View, lord_views
from tests.advice.worlds import world_with_test


def _views(*, held_back: float = 0.0, seed: int = 3, pupils: int = 12_000) -> dict[tuple[str, float | None], View]:
    world = world_with_test(pupils, seed=seed, held_back=held_back)
    found = lord_views(world.first, world.bar, world.score, world.group, reference="high", label="low")
    return {(view.id, view.reliability): view for view in found}


def test_fair_teachers_look_unfair_in_opposite_ways() -> None:
    found = _views()
    assert found["same-advice", None].high < -3
    assert found["same-score", None].low > 2
    truth = found["same-ability", 0.9]
    assert truth.low - 0.5 < 0 < truth.high + 0.5
    assert found["same-ability", 0.95].effect == pytest.approx(found["same-score", None].effect / 2, abs=1)


def test_a_group_held_back_is_found() -> None:
    fair, unfair = _views(), _views(held_back=0.15)
    for key, view in fair.items():
        assert unfair[key].effect > view.effect + 4
    assert unfair["same-ability", 0.9].low > 4


def test_raw_is_counted_and_the_ceiling_left_out() -> None:
    world = world_with_test(3_000, seed=1)
    found = {view.id: view for view in lord_views(
        world.first, world.bar, world.score, world.group, reference="high", label="low", reliabilities=()
    )}  # fmt: skip
    eligible = world.first < world.bar
    shares = [eligible[world.group == label].mean() for label in ("low", "high")]
    assert found["raw"].effect == pytest.approx(100 * (shares[0] - shares[1]))
    sizes = [(world.group == label).sum() for label in ("low", "high")]
    error = np.sqrt(sum(share * (1 - share) / size for share, size in zip(shares, sizes, strict=True)))
    assert found["raw"].error == pytest.approx(100 * error)
    assert found["same-advice"].left_out == (9,)
    assert found["same-advice"].pupils == (world.first < 9).sum()
    assert all(view.explanation.question.endswith("?") for view in found.values())


def test_the_error_of_the_raw_difference_allows_for_schools() -> None:
    """As the least-squares regression on the group with errors by school, apart from its factor for two columns."""
    world = world_with_test(2_000, seed=9)
    better = world.school % 3 == 0  # schools in which nobody's test is above the advice
    bar = np.where(better, 0, world.bar)
    found = lord_views(
        world.first, bar, world.score, world.group, reference="high", label="low", schools=world.school,
        reliabilities=(),
    )  # fmt: skip
    columns = np.column_stack([np.ones(2_000), world.group == "low"]).astype(float)
    theirs = OLS((world.first < bar).astype(float), columns).fit(cov_type="cluster", cov_kwds={"groups": world.school})
    assert found[0].effect == pytest.approx(100 * theirs.params[1])
    assert found[0].error == pytest.approx(100 * theirs.bse[1] * np.sqrt(1_998 / 1_999), rel=1e-6)


def test_within_one_advice_the_second_view_is_the_raw_difference() -> None:
    """With one level only, a logit of the group alone is saturated."""
    world = world_with_test(3_000, seed=2)
    inside = world.first == 4
    found = {view.id: view for view in lord_views(
        world.first[inside | (world.first == 9)], world.bar[inside | (world.first == 9)],
        world.score[inside | (world.first == 9)], world.group[inside | (world.first == 9)],
        reference="high", label="low", reliabilities=(),
    )}  # fmt: skip
    eligible = world.bar > 4
    shares = [eligible[inside & (world.group == label)].mean() for label in ("low", "high")]
    assert found["same-advice"].effect == pytest.approx(100 * (shares[0] - shares[1]), abs=1e-6)


@pytest.mark.parametrize("effects", ["fixed", "random"])
def test_schools_and_years_may_be_held_too(effects: str) -> None:
    world = world_with_test(4_000, seed=4)
    year = np.where(np.arange(4_000) % 2 == 0, "2023/24", "2024/25")
    plain = lord_views(world.first, world.bar, world.score, world.group, reference="high", label="low")
    held = lord_views(
        world.first, world.bar, world.score, world.group, reference="high", label="low", years=year,
        schools=world.school, effects=effects,  # type: ignore[arg-type]
    )  # fmt: skip
    for one, other in zip(plain, held, strict=True):
        assert one.effect == pytest.approx(other.effect, abs=1.0)  # schools and years have no effect here
        assert 0.5 < one.error / other.error < 2


def test_says_what_is_wrong() -> None:
    world = world_with_test(500, seed=4)
    with pytest.raises(ValueError, match="no pupils of 'middle'"):
        lord_views(world.first, world.bar, world.score, world.group, reference="high", label="middle")
    with pytest.raises(ValueError, match="whole"):
        lord_views(world.first / 2, world.bar, world.score, world.group, reference="high", label="low")
    with pytest.raises(ValueError, match="nothing to compare"):
        lord_views(world.first, np.zeros(500, int), world.score, world.group, reference="high", label="low")
