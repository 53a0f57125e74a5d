# SPDX-License-Identifier: EUPL-1.2
"""Intervals that hold what they should, and verdicts, also the verdict that a plan does not help."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import t

from speelveld.placement.laboratory import Policy, Verdict, differences, estimates, run
from speelveld.placement.laboratory.comparison import interval, verdict
from tests.placement.laboratory.towns import invented, ready, study, town


def test_an_interval_is_students() -> None:
    values = np.array([1.0, 2.0, 4.0, 7.0])
    mean, low, high = interval(values)
    expected = t.interval(0.95, 3, loc=values.mean(), scale=values.std(ddof=1) / 2)
    assert (mean, low, high) == pytest.approx((3.5, *expected))


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """Cohorts differ, and lotteries within them: the mean over both lies in 95% of the intervals."""
    random = np.random.default_rng(1)
    cohorts = random.normal(0, 1, (4000, 10))
    means = cohorts + random.normal(0, 2, (4000, 10, 5)).mean(axis=2)
    held = sum(low <= 0 <= high for _, low, high in map(interval, means))
    assert 0.94 < held / 4000 < 0.96


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-0.005, 0.005, Verdict.NO_CHANGE),
        (0.001, 0.009, Verdict.NO_CHANGE),
        (0.001, 0.02, Verdict.MORE),
        (-0.02, -0.001, Verdict.LESS),
        (-0.005, 0.02, Verdict.UNCLEAR),
        (math.nan, math.nan, Verdict.NOT_DEFINED),
    ],
)
def test_a_verdict_follows_from_interval_and_margin(low: float, high: float, expected: Verdict) -> None:
    assert verdict(low, high, 0.01) is expected


def test_without_a_margin_no_difference_is_too_small() -> None:
    assert verdict(0.001, 0.002, 0.0) is Verdict.MORE
    assert verdict(-0.001, 0.002, 0.0) is Verdict.UNCLEAR
    assert verdict(0.0, 0.0, 0.0) is Verdict.NO_CHANGE


def test_a_policy_under_another_name_does_not_help() -> None:
    this = study(policies=(ready("nijmegen"), Policy("new name", ready("nijmegen").rules)))
    found = run(this)
    compared = differences(this, found["new name"], found["nijmegen"], {})
    assert {one.verdict for one in compared.values()} == {Verdict.NO_CHANGE}
    assert {one.mean for one in compared.values()} == {0.0}


def test_a_plan_with_room_for_all_does_not_help() -> None:
    """Where every school has room for whoever wants it, no rules change who goes where."""
    roomy = town(spare=9.0)
    this = study(town=roomy, policies=(ready("each_school_for_itself"), ready("amsterdam"), invented("da")))
    found = run(this)
    for name in ("amsterdam", "da"):
        compared = differences(this, found[name], found["each_school_for_itself"], {})
        assert {one.verdict for one in compared.values()} == {Verdict.NO_CHANGE}
    assert estimates(this, found["da"])["first_choice.all"].mean == 1


def test_a_reserve_helps_whom_it_is_for_and_costs_others() -> None:
    none, last = invented("da", neutral=True), invented("da_slot_precedence", 40, last=True, neutral=True)
    this = study(town=town(spare=-0.4), policies=(none, last), cohorts=6, lotteries=10)
    found = run(this)
    compared = differences(this, found[last.name], found[none.name], {})
    assert compared["unplaced.a"].verdict is Verdict.LESS
    assert compared["unplaced.b"].verdict is Verdict.MORE
    assert compared["unplaced.all"].verdict is Verdict.NO_CHANGE, "as many seats are filled"


def test_pairing_makes_differences_surer() -> None:
    this = study(cohorts=8)
    found = run(this)
    mine, theirs = (estimates(this, found[name])["first_choice.all"] for name in ("nijmegen", "each_school_for_itself"))
    paired = differences(this, found["nijmegen"], found["each_school_for_itself"], {})["first_choice.all"]
    assert paired.mean == pytest.approx(mine.mean - theirs.mean)
    assert paired.high - paired.low < (mine.high - mine.low) + (theirs.high - theirs.low)


def test_estimates_tell_luck_from_children() -> None:
    this = study(cohorts=5, lotteries=8)
    outcomes = run(this)["nijmegen"]
    found = estimates(this, outcomes)
    rows = np.stack([one.rows[:, 0] for one in outcomes])
    one = found["first_choice.all"]
    assert one.mean == pytest.approx(rows.mean())
    assert (one.cohort_low, one.cohort_high) == pytest.approx(tuple(np.quantile(rows.mean(axis=1), [0.025, 0.975])))
    luck = rows.mean() + np.quantile(rows - rows.mean(axis=1, keepdims=True), [0.025, 0.975])
    assert (one.lottery_low, one.lottery_high) == pytest.approx(tuple(luck))
    assert math.isnan(one.by_chance)
    assert math.isnan(found["intake_sd"].lottery_low)
    assert found["first"].by_chance == pytest.approx(np.mean([outcome.chance[0] for outcome in outcomes]))
