# SPDX-License-Identifier: EUPL-1.2
"""The workbench finds what was planted, says what is not known, and adds up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from speelveld.advice import (
    CauseId,
    Group,
    Needs,
    Provider,
    Pupils,
    Status,
    Workbench,
    World,
    invent,
    level_number,
    workbench,
)
from speelveld.errors import InputError

REFERENCE = World(pupils=120_000, schools=3000, double_share=0.7)
CITY = replace(REFERENCE, pupils=30_000, schools=300)


@pytest.fixture(scope="module")
def reference() -> Pupils:
    return invent(REFERENCE, seed=91).pupils


def bench(reference: Pupils, seed: int = 92, **planted: object) -> Workbench:
    return workbench(invent(replace(CITY, **planted), seed=seed).pupils, reference)  # type: ignore[arg-type]


def test_few_double_advices_alone_explain_the_gap(reference: Pupils) -> None:
    found = bench(reference, double_share=0.15)
    few = found.cause(CauseId.FEW_DOUBLES)
    assert found.gap > 0.05
    assert found.double_city < found.double_reference / 2
    assert few.explains == pytest.approx(found.gap, abs=0.012)
    assert few.low is not None
    assert few.low > 0.04
    assert few.least is not None
    assert few.most is not None
    assert few.least <= few.explains <= few.most
    assert found.within_low < 0 < found.within_high
    assert found.standing_out == 0


def test_more_double_advices_explain_a_negative_gap(reference: Pupils) -> None:
    found = bench(reference, double_share=1.0)
    few = found.cause(CauseId.FEW_DOUBLES).explains
    assert few is not None
    assert found.gap < -0.02
    assert few == pytest.approx(found.gap, abs=0.012)


def test_a_planted_provider_is_the_provider(reference: Pupils) -> None:
    generous = (Provider("test A", 0.6), Provider("test B", 0.4, 0.5))
    world = replace(REFERENCE, providers=generous)
    shifted = invent(world, seed=93).pupils
    more = replace(world, providers=(replace(generous[0], share=0.1), replace(generous[1], share=0.9)))
    city = invent(replace(more, pupils=30_000, schools=300), seed=94).pupils
    found = workbench(city, shifted)
    provider = found.cause(CauseId.PROVIDER)
    assert provider.status is Status.MEASURED
    assert provider.explains == pytest.approx(found.gap, abs=0.02)
    assert provider.low is not None
    assert provider.low > 0.03
    # Without providers the same pupils have it within, and nobody says that it is the teachers.
    blind = workbench(replace(city, providers=("one", "two")), shifted)
    unknown = blind.cause(CauseId.PROVIDER)
    assert (unknown.status, unknown.explains, unknown.needs) == (Status.UNDECIDED, None, (Needs.PROVIDER,))
    assert blind.within == pytest.approx(found.within + provider.explains, abs=0.02)


def test_teachers_who_advise_low_remain_within_and_schools_stand_out(reference: Pupils) -> None:
    found = bench(reference, groups=(Group("lower", 0.3, -0.5, -0.3), Group("higher", 0.7, 0.0, -0.3)))
    assert found.within_low > 0.05
    school = found.cause(CauseId.SCHOOL)
    assert found.standing_out > 10
    assert school.explains is not None
    assert school.explains > 0.01
    assert school.low is None


def test_rows_stand_in_order_and_add_up(reference: Pupils) -> None:
    found = bench(reference, double_share=0.4, school_advice_sd=0.4)
    assert [row.id for row in found.causes] == list(CauseId)
    left = found.gap
    for row in found.causes:
        left -= row.explains or 0.0
        assert row.remains == pytest.approx(left)
        assert (row.explains is None) == (row.status is not Status.MEASURED)
        assert row.status is not Status.UNDECIDED or row.needs
    measured = sum(found.cause(one).explains or 0.0 for one in list(CauseId)[:3])
    assert measured + found.within + found.outside == pytest.approx(found.gap)
    assert found.low < found.gap < found.high
    assert found.cause(CauseId.LATE_BLOOMERS).needs == (Needs.YEAR_THREE,)
    error = found.cause(CauseId.TEST_ERROR)
    assert error.status is Status.BOUNDED
    assert error.most is not None
    assert error.least == -error.most
    assert 0.005 < error.most < 0.05


def test_a_noisier_test_does_no_more_than_its_bound(reference: Pupils) -> None:
    """Planted at the ends of the range of reliabilities, the whole gap lies within the bound (and sampling error)."""
    better = invent(replace(REFERENCE, test_reliability=0.95), seed=95).pupils
    noisier = invent(replace(CITY, test_reliability=0.85), seed=96).pupils
    found = workbench(noisier, better)
    bound = found.cause(CauseId.TEST_ERROR).most
    assert bound is not None
    assert found.within == pytest.approx(bound, abs=0.015)


def test_few_pupils_are_no_error(reference: Pupils) -> None:
    found = bench(reference, pupils=12, schools=2)
    assert np.isfinite(found.gap)
    assert found.high - found.low > 0.1
    alone = bench(reference, pupils=50, schools=1)
    assert alone.cause(CauseId.SCHOOL).status is Status.UNDECIDED
    assert alone.cause(CauseId.SCHOOL).needs == (Needs.SCHOOLS,)


def test_a_reference_of_one_advice_bounds_no_test_error(reference: Pupils) -> None:
    havo = reference.where((reference.first == level_number("HAVO")) & (reference.test == 4))
    error = workbench(reference, havo).cause(CauseId.TEST_ERROR)
    assert (error.status, error.least, error.most) == (Status.UNDECIDED, None, None)
    with pytest.raises(ValueError, match="the lowest first"):
        workbench(reference, reference, reliability=(0.95, 0.85))


def test_what_cannot_be_compared_is_refused(reference: Pupils) -> None:
    later = invent(replace(CITY, years=("2023/24",)), seed=97).pupils
    with pytest.raises(InputError, match="not comparable"):
        workbench(later, reference)
    assert len(workbench(later, reference, across_breaks=True).breaks) == 2
    nobody = reference.where(np.zeros(len(reference), dtype=bool))
    with pytest.raises(InputError, match="the city has no pupils"):
        workbench(nobody, reference)


def test_intervals_cover_the_planted_causes() -> None:
    """40 small invented cities; the truth is what a very large one of the same world shows. In full: a benchmark."""
    reference = invent(replace(REFERENCE, pupils=40_000, schools=1000), seed=99).pupils
    planted = replace(CITY, double_share=0.3, groups=(Group("lower", 0.6, -0.5), Group("higher", 0.4)))

    def rows(pupils: int, schools: int, seed: int) -> Workbench:
        return workbench(invent(replace(planted, pupils=pupils, schools=schools), seed=seed).pupils, reference)

    endless = rows(300_000, 15_000, 98)
    found = [rows(1500, 50, 1000 + seed) for seed in range(40)]
    for what in (CauseId.FEW_DOUBLES, CauseId.MIX, CauseId.PROVIDER):
        truth = endless.cause(what).explains or 0.0
        ends = [(one.cause(what).low or 0.0, one.cause(what).high or 0.0) for one in found]
        assert np.mean([low <= truth <= high for low, high in ends]) >= 0.85
    assert np.mean([one.low <= endless.gap <= one.high for one in found]) >= 0.85
