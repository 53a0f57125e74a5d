# SPDX-License-Identifier: EUPL-1.2
"""A noisy test, in worlds of which the truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from speelveld.advice.design import build_design
from speelveld.advice.marginal import average_effect
from speelveld.advice.measurement_error import calibrated, noise_variance, noisy_test
from speelveld.advice.ordered import fit_ordered
from tests.advice.worlds import WorldWithTest, world_with_test


def test_calibration_keeps_group_means_and_shrinks_to_them() -> None:
    random = np.random.default_rng(1)
    group = np.repeat(["a", "b"], [4_000, 2_000])
    score = random.normal(535, 10, 6_000) - 8 * (group == "b")
    found = calibrated(score, group, 0.9)
    for label in ("a", "b"):
        inside = group == label
        assert found[inside].mean() == pytest.approx(score[inside].mean())
        assert found[inside].std() < score[inside].std()
        expected = 1 - 0.1 * score.var() / score[inside].var()
        assert np.polyfit(score[inside], found[inside], 1)[0] == pytest.approx(expected)
    assert (calibrated(score, group, 1.0) == score).all()


def test_calibrated_scores_predict_ability_without_bias_in_either_group() -> None:
    world = world_with_test(60_000, seed=2)
    found = calibrated(world.score, world.group, 0.9)
    for label in ("low", "high"):
        inside = world.group == label
        slope, constant = np.polyfit(found[inside], world.ability[inside], 1)
        assert (slope, constant) == pytest.approx((1, 0), abs=0.03)


@pytest.fixture(scope="module")
def fair() -> WorldWithTest:
    return world_with_test(20_000, seed=5)


@pytest.mark.parametrize("method", ["calibration", "simex"])
def test_the_truth_comes_back_at_the_true_reliability(fair: WorldWithTest, method: str) -> None:
    """The effect with ability itself instead of the score is the truth: about nothing in a fair world."""
    merged = np.minimum(fair.first // 2, 4)
    plain, corrected = noisy_test(
        merged, fair.score, fair.group, reference="high", label="low", reliabilities=(1.0, 0.9),
        method=method, replications=4,  # type: ignore[arg-type]
    )  # fmt: skip
    made = build_design(fair.ability, group=(fair.group, ["high", "low"]))
    truth = average_effect(fit_ordered(merged, made.matrix, columns=made.columns), made, "group", "low")
    assert np.abs(truth.above).max() < 1
    assert plain.above_high.max() < -0.5  # with the noisy score the low group looks held back
    assert corrected.above == pytest.approx(truth.above, abs=1.0)
    assert np.abs(corrected.above).mean() < np.abs(plain.above).mean() / 2
    assert (corrected.above_error >= plain.above_error * 0.99).all()
    assert (corrected.above_low < corrected.above).all()


def test_simex_is_the_same_every_time(fair: WorldWithTest) -> None:
    some = slice(0, 1_500)
    merged = np.minimum(fair.first // 3, 2)[some]

    def run(seed: int) -> np.ndarray:
        found = noisy_test(
            merged, fair.score[some], fair.group[some], reference="high", label="low", reliabilities=(0.9,),
            method="simex", replications=2, seed=seed,
        )  # fmt: skip
        return found[0].above

    assert (run(1) == run(1)).all()
    assert (run(1) != run(2)).any()


def test_a_lower_reliability_moves_the_effect_further(fair: WorldWithTest) -> None:
    found = noisy_test(fair.first, fair.score, fair.group, reference="high", label="low", schools=fair.school)
    assert [one.reliability for one in found] == [1.0, 0.95, 0.9, 0.85]
    assert (np.diff([one.above.mean() for one in found]) > 0).all()


def test_says_what_is_wrong(fair: WorldWithTest) -> None:
    with pytest.raises(ValueError, match="above 0 and is at most 1"):
        noise_variance(fair.score, 0)
    flat = np.where(fair.group == "low", 0.01 * fair.score, fair.score)
    with pytest.raises(ValueError, match="'low' vary less"):
        calibrated(flat, fair.group, 0.9)
    with pytest.raises(ValueError, match="calibration or simex"):
        noisy_test(
            fair.first, fair.score, fair.group, reference="high", label="low", reliabilities=(0.9,), method="other"  # type: ignore[arg-type]
        )  # fmt: skip
