# SPDX-License-Identifier: EUPL-1.2
"""Fewer double advices alone raise reconsiderations: by integration, against scipy, simulation and CBS."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal, norm

from speelveld.advice import (
    LEVELS,
    Disagreement,
    Group,
    Provider,
    World,
    expected,
    invent,
    is_double,
    level_number,
    reconsiderations,
    tally,
    views,
    width_of,
)
from speelveld.advice.invented import TEST_CUTS
from speelveld.advice.mechanism import advice_intervals
from tests.advice.records import cbs_cell

NAMES = {
    "vso/pro/vmbo-b": "VMBO_B",
    "vmbo-b/k": "VMBO_B_K",
    "vmbo-k": "VMBO_K",
    "vmbo-k/gt": "VMBO_K_GT",
    "vmbo-gt": "VMBO_GT",
    "vmbo-gt/havo": "VMBO_GT_HAVO",
    "havo": "HAVO",
    "havo/vwo": "HAVO_VWO",
    "vwo": "VWO",
}
WIDTHS = st.floats(0, 1)
DISAGREEMENTS = st.builds(
    Disagreement,
    mean=st.floats(3.5, 5),
    sd=st.floats(0.6, 1.6),
    teacher_error=st.floats(0, 0.8),
    test_error=st.floats(0, 0.8),
    test_shift=st.floats(-0.5, 0.5),
)


def national(year: str) -> np.ndarray:
    """The published shares of first advice, by number of level; vso, pro and vmbo-b as vmbo-b."""
    path = files("speelveld.sources").joinpath("bundled", "published_first_advice.csv")
    shares = np.zeros(len(LEVELS))
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        if row["schooljaar"] == year:
            shares[level_number(NAMES[row["advies"]])] = float(row["procent"])
    return shares


@pytest.fixture(scope="module")
def country() -> Disagreement:
    """Teacher and test with equal errors, places spread as the published first advices of 2019/20 are."""
    advice = national("2019/20")
    seen = views(advice, np.diff(norm.cdf([-9, *TEST_CUTS, 19], 4.47, 1.46)), reliability=1.0)
    spread = math.hypot(seen.sd, seen.teacher_error)
    error = 0.46
    return Disagreement(seen.mean, math.sqrt(spread**2 - error**2), error, error)


def test_the_three_shares_of_the_domain(country: Disagreement) -> None:
    """About 39.1% eligible without double advice, 31.0% at 45% double, 24.2% at 79%: identical disagreement."""
    assert expected(country, double_width=0).rate == pytest.approx(0.391, abs=0.005)
    wide = width_of(country, 0.79)
    assert expected(country, double_width=wide).rate == pytest.approx(0.242, abs=0.005)
    everywhere = expected(country, double_width=width_of(country, 0.45))
    some_schools = expected(country, double_width=wide, double_share=0.45 / 0.79)
    for one in (everywhere, some_schools):
        assert one.double == pytest.approx(0.45, abs=1e-9)
        assert one.rate == pytest.approx(0.31, abs=0.012)


def test_with_the_national_share_of_double_advice_it_gives_the_published_rates(country: Disagreement) -> None:
    """One error, chosen for a test reliability of 0.90, and CBS's pattern over advices of 2022/23 comes out."""
    shares = national("2019/20")
    double = shares[is_double(np.arange(len(LEVELS)))].sum() / shares.sum()
    found = expected(country, double_width=width_of(country, double))
    advices, raised, not_raised, _ = cbs_cell("2022/23")
    assert found.rate == pytest.approx((raised + not_raised) / advices, abs=0.01)
    for name in ("vmbo-k", "vmbo-k/gt", "vmbo-b/k", "vmbo-gt"):
        advices, raised, not_raised, _ = cbs_cell("2022/23", name)
        rate = found.within[level_number(NAMES[name])]
        assert rate == pytest.approx((raised + not_raised) / advices, abs=0.06)


def test_it_is_the_bivariate_normal() -> None:
    seen = Disagreement(4.3, 1.2, 0.5, 0.4, 0.1)
    place = seen.sd**2
    covariance = [[place + 0.25, place], [place, place + 0.16]]
    both = multivariate_normal([4.3, 4.4], covariance)
    found = expected(seen, double_width=0.6)
    for number, (low, high) in advice_intervals(0.6).items():
        total = norm.cdf(high, 4.3, math.sqrt(covariance[0][0])) - norm.cdf(low, 4.3, math.sqrt(covariance[0][0]))
        assert found.advice[number] == pytest.approx(total, abs=1e-12)
    number, cut = level_number("HAVO"), TEST_CUTS[3]
    low, high = advice_intervals(0.6)[number]
    above = both.cdf([[high, 30], [low, 30]]) - both.cdf([[high, cut], [low, cut]])
    assert found.eligible[number] == pytest.approx(above[0] - above[1], abs=1e-7)


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_it_is_what_invented_pupils_do(share: float) -> None:
    world = World(
        pupils=200_000,
        schools=4000,
        groups=(Group("all", 1.0),),
        providers=(Provider("the test", 1.0, 0.2),),
        double_share=share,
        missing=0,
        outside=0,
    )
    pupils = invent(world, seed=61).pupils
    rate = reconsiderations(tally(pupils)).rates["eligible"]
    found = expected(Disagreement.of(world), double_width=world.double_width, double_share=share)
    assert rate.share[0] == pytest.approx(found.rate, abs=0.006)
    assert is_double(pupils.first).mean() == pytest.approx(found.double, abs=0.012)


@given(DISAGREEMENTS, st.floats(0.25, 0.8), st.floats(0.25, 0.8), WIDTHS, WIDTHS)
def test_where_teacher_and_test_disagree_more_double_advice_means_fewer_reconsiderations(
    seen: Disagreement, teacher: float, test: float, one: float, other: float
) -> None:
    """Where they nearly agree and the test is lower, double advice in place of the higher single one can mean more."""
    seen = replace(seen, teacher_error=teacher, test_error=test)
    narrow, wide = (expected(seen, double_width=width) for width in sorted((one, other)))
    assert wide.rate <= narrow.rate + 1e-9


def test_where_they_nearly_agree_and_the_test_is_lower_more_double_advice_can_mean_more() -> None:
    seen = Disagreement(mean=4.0, sd=1.0, teacher_error=0.0, test_error=0.125, test_shift=-0.5)
    assert expected(seen, double_width=1.0).rate > expected(seen, double_width=0.75).rate


@given(DISAGREEMENTS, WIDTHS, WIDTHS)
def test_wider_double_advice_is_more_of_it_and_eligible_are_some_of_each_advice(
    seen: Disagreement, one: float, other: float
) -> None:
    narrow, wide = (expected(seen, double_width=width) for width in sorted((one, other)))
    assert wide.double >= narrow.double - 1e-12
    assert narrow.advice.sum() == pytest.approx(1)
    assert (narrow.eligible <= narrow.advice + 1e-12).all()
    assert narrow.eligible[level_number("VWO")] == 0


def test_even_with_perfect_agreement_a_single_advice_is_too_low() -> None:
    agree = Disagreement(teacher_error=0.0, test_error=0.0)
    assert expected(agree, double_width=0).rate > 0.35
    assert expected(agree, double_width=1).rate < 0.05


@given(DISAGREEMENTS, st.floats(0.01, 0.9))
def test_the_width_gives_the_share(seen: Disagreement, double: float) -> None:
    width = width_of(seen, double)
    found = expected(seen, double_width=width).double
    assert found == pytest.approx(double, abs=1e-9) if width < 1 else found <= double


def test_views_are_found_back() -> None:
    world = World(pupils=200_000, groups=(Group("all", 1.0),), providers=(Provider("test", 1.0, 0.3),), outside=0)
    seen = Disagreement.of(world)
    pupils = invent(world, seed=67).pupils
    found = views(
        np.bincount(pupils.first, minlength=12),
        np.bincount(pupils.test[pupils.test >= 0], minlength=6),
        reliability=world.test_reliability,
    )
    assert found.mean == pytest.approx(seen.mean, abs=0.06)
    assert found.sd == pytest.approx(seen.sd, abs=0.05)
    assert found.teacher_error == pytest.approx(seen.teacher_error, abs=0.1)
    assert found.test_error == pytest.approx(seen.test_error, abs=0.03)
    assert found.test_shift == pytest.approx(0.3, abs=0.03)


def test_what_has_no_disagreement_is_refused() -> None:
    with pytest.raises(ValueError, match="one group"):
        Disagreement.of(World())
    alone = World(groups=(Group("all", 1.0),), providers=(Provider("test", 1.0),))
    with pytest.raises(ValueError, match="advised lower"):
        Disagreement.of(replace(alone, groups=(Group("all", 1.0, advice=-0.2),)))
    with pytest.raises(ValueError, match="errors are not negative"):
        Disagreement(test_error=-1)
    for width, share in ((1.2, 1), (0.5, -0.1)):
        with pytest.raises(ValueError, match="between 0 and 1"):
            expected(Disagreement(), double_width=width, double_share=share)
    with pytest.raises(ValueError, match="at least two borders"):
        views(np.eye(12)[8], np.eye(6)[3], reliability=0.9)
    with pytest.raises(ValueError, match="a reliability lies"):
        views(np.ones(12), np.ones(6), reliability=0)
