# SPDX-License-Identifier: EUPL-1.2
"""Invented pupils: the same for the same seed, labelled, by the rules, and with what was planted."""

from __future__ import annotations

import numpy as np
import pytest

from speelveld.advice import (
    MISSING,
    NO_REASON,
    REASON,
    Group,
    Provider,
    World,
    gap,
    half_steps,
    invent,
    is_double,
    level_number,
    on_scale,
)
from speelveld.advice.invented import TEST_CUTS, cut_advice, cut_test, place_variance

MANY = 60_000


def test_the_same_seed_gives_the_same_pupils() -> None:
    one, same, other = (invent(World(pupils=500), seed=seed).pupils for seed in (1, 1, 2))
    for name in ("first", "test", "final", "group", "school", "provider", "reason"):
        assert (getattr(one, name) == getattr(same, name)).all()
    assert (one.first != other.first).any()


def test_invented_pupils_say_that_they_are() -> None:
    pupils = invent(World(pupils=10, schools=3), seed=1).pupils
    assert pupils.origin == "invented"
    assert pupils.schools == ("invented school 1", "invented school 2", "invented school 3")


def test_they_obey_the_rules() -> None:
    world = World(pupils=MANY, years=("2018/19", "2019/20", "2023/24"), missing=0.1)
    pupils = invent(world, seed=3).pupils
    both = on_scale(pupils.first) & on_scale(pupils.final)
    assert (half_steps(pupils.final)[both] >= half_steps(pupils.first)[both]).all()
    raised = pupils.final != pupils.first
    assert (gap(pupils.first, pupils.test)[raised] > 0).all()
    assert (gap(pupils.final, pupils.test)[raised] >= 0).all()
    assert (pupils.test[pupils.year == 1] == MISSING).all()
    assert (pupils.reason[pupils.year < 2] == MISSING).all()
    asked = (pupils.year == 2) & (gap(pupils.final, pupils.test) > 0)
    assert np.isin(pupils.reason[asked], (NO_REASON, REASON)).all()
    assert (pupils.reason[(pupils.year == 2) & ~asked] == MISSING).all()
    assert ((pupils.provider == MISSING) == (pupils.test == MISSING)).all()
    assert (np.isnan(pupils.score) == (pupils.test == MISSING)).all()


def test_what_is_planted_is_there() -> None:
    world = World(
        pupils=MANY,
        schools=400,
        groups=(Group("lower", 0.25, -0.6, -0.3, missing=0.2), Group("higher", 0.75)),
        providers=(Provider("plain", 0.5), Provider("generous", 0.5, 0.4)),
        school_advice_sd=0.5,
        test_reliability=0.8,
        missing=0.05,
    )
    invented = invent(world, seed=5)
    pupils, truth = invented.pupils, invented.truth
    lower = pupils.group == 0
    assert lower.mean() == pytest.approx(0.25, abs=0.01)
    difference = truth.teacher - truth.place - truth.school_advice[pupils.school]
    assert difference[lower].mean() - difference[~lower].mean() == pytest.approx(-0.3, abs=0.02)
    assert difference[~lower].std() == pytest.approx(world.teacher_error, rel=0.02)
    assert truth.school_advice.std() == pytest.approx(0.5, rel=0.15)
    generous = truth.provider[pupils.school] == 1
    error = truth.tested - truth.place
    assert error[generous].mean() - error[~generous].mean() == pytest.approx(0.4, abs=0.02)
    noise = error[~generous].var()
    assert truth.place_variance / (truth.place_variance + noise) == pytest.approx(0.8, abs=0.01)
    assert truth.place.var() == pytest.approx(place_variance(world), rel=0.05)
    untested = pupils.test == MISSING
    assert untested[lower].mean() == pytest.approx(0.25, abs=0.015)
    assert untested[~lower].mean() == pytest.approx(0.05, abs=0.01)


def test_only_schools_that_give_double_advice_give_it() -> None:
    invented = invent(World(pupils=MANY, schools=50, double_share=0.5), seed=7)
    double = is_double(invented.pupils.first)
    gives = invented.truth.gives_double[invented.pupils.school]
    assert not double[~gives].any()
    assert 0.4 < double[gives].mean() < 0.6


def test_missing_tests_can_depend_on_the_pupil() -> None:
    pupils = invent(World(pupils=MANY, missing=0, missing_low=0.5), seed=9)
    untested = pupils.pupils.test == MISSING
    low = pupils.truth.place < 3
    assert untested[~low].sum() == 0
    assert untested[low].mean() == pytest.approx(0.5, abs=0.02)


def test_late_bloomers_grow_after_the_advice() -> None:
    still, grown = (invent(World(pupils=MANY, late_share=share, late_growth=2.0), seed=11) for share in (0.0, 0.25))
    more = (grown.truth.tested - grown.truth.place).mean() - (still.truth.tested - still.truth.place).mean()
    assert more == pytest.approx(0.5, abs=0.03)


def test_groups_can_lie_unevenly_over_schools() -> None:
    def spread(concentration: float | None) -> float:
        pupils = invent(World(pupils=MANY, schools=50, concentration=concentration), seed=13).pupils
        counts = np.bincount(pupils.school * 2 + pupils.group, minlength=100).reshape(50, 2)
        return float((counts[:, 0] / counts.sum(axis=1)).std())

    assert spread(None) < 0.02 < spread(50.0) < spread(2.0)


def test_places_are_cut_where_the_levels_meet() -> None:
    names = [level_number(code) for code in ("PRO", "PRO", "VMBO_B", "VMBO_K", "HAVO", "VWO", "VWO")]
    assert cut_advice(np.array([-3, 1.49, 1.5, 3.49, 5.0, 5.5, 9.0]), 0.0).tolist() == names
    names = [level_number(code) for code in ("PRO", "VMBO_B", "VMBO_B_K", "VMBO_K", "HAVO_VWO", "VWO")]
    assert cut_advice(np.array([1.49, 1.51, 2.4, 2.9, 5.29, 5.9]), 0.5).tolist() == names
    assert cut_test(np.array([0, 2.2, *TEST_CUTS, 7.0])).tolist() == [0, 0, 1, 2, 3, 4, 5, 5]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"double_share": 1.5}, "double_share"),
        ({"test_reliability": 0.0}, "reliability"),
        ({"teacher_error": -1.0}, "spread"),
        ({"schools": 0}, "at least one school"),
        ({"groups": (Group("all", 0.9),)}, "add up to 1"),
        ({"providers": ()}, "add up to 1"),
        ({"concentration": 0.0}, "concentration"),
    ],
)
def test_an_impossible_world_is_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        World(**wrong)  # type: ignore[arg-type]
