# SPDX-License-Identifier: EUPL-1.2
"""Direct and indirect standardisation: hand-worked cases, laws, and intervals that cover."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speelveld.advice import World, direct, indirect, invent, stratified, stratified_by_school, wilson
from tests.advice.records import cbs_cell

CELLS = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 20)), min_size=1, max_size=5)


def test_a_case_by_hand() -> None:
    found = direct([[5, 30], [10, 5]], [[10, 40], [40, 10]], [50, 50])
    assert found.rate == pytest.approx([0.625, 0.375])
    assert found.uncovered.tolist() == [0, 0]
    assert (found.low < found.rate).all()
    assert (found.rate < found.high).all()


@given(CELLS)
def test_by_its_own_mix_a_group_has_its_own_rate(cells: list[tuple[int, int]]) -> None:
    out_of = np.array([k + more for k, more in cells])
    count = np.array([k for k, _ in cells])
    own = count.sum() / out_of.sum()
    assert direct([count], [out_of], out_of).rate[0] == pytest.approx(own)
    against_itself = indirect([count], [out_of], count, out_of)
    if count.sum():
        assert against_itself.ratio[0] == pytest.approx(1)
        assert against_itself.low[0] <= 1 <= against_itself.high[0]
        assert against_itself.rate[0] == pytest.approx(own)
    else:
        assert math.isnan(against_itself.ratio[0])


@given(st.integers(0, 30), st.integers(1, 30))
def test_one_stratum_is_wilson(k: int, more: int) -> None:
    n = k + more
    low, high = wilson(k, n)
    found = direct([[k]], [[n]], [7])
    assert (found.low[0], found.high[0]) == pytest.approx((float(low), float(high)))
    ratio = indirect([[k]], [[n]], [1], [4])
    assert (ratio.low[0] / 4, ratio.high[0] / 4) == pytest.approx((float(low), float(high)))


def test_strata_without_pupils_are_bounded_and_not_guessed() -> None:
    found = direct([[3, 0]], [[10, 0]], [60, 40])
    assert found.rate[0] == pytest.approx(0.3)
    assert found.uncovered[0] == pytest.approx(0.4)
    assert (found.least[0], found.most[0]) == pytest.approx((0.18, 0.58))
    assert found.low[0] < found.least[0]
    assert found.high[0] > found.most[0]
    nobody = direct([[0, 0]], [[0, 0]], [60, 40])
    assert math.isnan(nobody.rate[0])
    assert (nobody.low[0], nobody.high[0]) == (0, 1)


def test_a_stratum_that_the_standard_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="merge strata"):
        indirect([[1, 1]], [[2, 2]], [1, 0], [2, 0])
    assert indirect([[1, 0]], [[2, 0]], [1, 0], [2, 0]).ratio[0] == 1


@pytest.mark.parametrize(
    ("count", "out_of", "weights"),
    [
        ([[1]], [[0]], [1]),
        ([[1, 2]], [[3, 4]], [1]),
        ([[1]], [[3]], [0]),
        ([[1]], [[3]], [-1]),
        ([[-1]], [[3]], [1]),
        ([1], [3], [1]),
    ],
)
def test_what_makes_no_sense_is_refused(count: list[object], out_of: list[object], weights: list[float]) -> None:
    with pytest.raises(ValueError, match=r"weights are|counts have shape|a count is"):
        direct(count, out_of, weights)


def test_the_published_gap_by_income_shrinks_within_the_first_advice() -> None:
    """CBS 2022/23, the advices of which both quintiles are published: q2 against q5."""
    names = ("vso_pro_vmbo-b", "vmbo-b/k", "vmbo-k", "vmbo-k/gt")
    cells = {quintile: [cbs_cell("2022/23", name, quintile) for name in names] for quintile in ("q2", "q5", "totaal")}
    out_of = np.array([[cell[0] for cell in cells[quintile]] for quintile in ("q2", "q5")])
    count = np.array([[cell[1] + cell[2] for cell in cells[quintile]] for quintile in ("q2", "q5")])
    found = direct(count, out_of, [cell[0] for cell in cells["totaal"]])
    raw = count.sum(axis=1) / out_of.sum(axis=1)
    assert raw[0] - raw[1] == pytest.approx(0.0624, abs=1e-4)
    assert found.rate[0] - found.rate[1] == pytest.approx(0.0123, abs=1e-4)


def test_intervals_cover_at_their_level() -> None:
    """400 invented draws of small strata with known shares."""
    random = np.random.Generator(np.random.Philox(31))
    out_of, shares = np.array([8, 25, 60]), np.array([0.15, 0.4, 0.7])
    weights = np.array([0.5, 0.3, 0.2])
    count = random.binomial(out_of, shares, (400, 3))
    table = np.broadcast_to(out_of, count.shape)
    found = direct(count, table, weights)
    truth = weights @ shares
    assert 0.92 <= ((found.low <= truth) & (truth <= found.high)).mean() <= 0.985
    standard = np.array([200, 300, 450])
    ratio = indirect(count, table, standard, [1000, 1000, 1000])
    true_ratio = (out_of @ shares) / (out_of @ (standard / 1000))
    assert 0.92 <= ((ratio.low <= true_ratio) & (true_ratio <= ratio.high)).mean() <= 0.985


def test_schools_that_vary_as_wholes_make_it_less_sure() -> None:
    """Twelve invented schools where all or nobody is eligible: they say as much as twelve pupils do."""
    out_of = np.full((12, 1, 1), 20)
    count = out_of * np.tile([1, 0], 6)[:, None, None]
    plain = direct(count.sum(axis=0), out_of.sum(axis=0), [1])
    whole = direct(count.sum(axis=0), out_of.sum(axis=0), [1], schools=(count, out_of))
    # The design effect is 12/11 x 20, and Student's t of 11 degrees of freedom stands against the normal.
    wider = np.sqrt(12 / 11 * 20) * 2.200985 / 1.959964
    assert whole.rate == plain.rate
    assert plain.rate - whole.low == pytest.approx(wider * (plain.rate - plain.low), rel=1e-5)
    with pytest.raises(ValueError, match="add up to the table"):
        direct(count.sum(axis=0), out_of.sum(axis=0), [1], schools=(count[:11], out_of[:11]))


def test_schools_alike_change_little() -> None:
    pupils = invent(World(pupils=3000, schools=60), seed=33).pupils
    table, schools = stratified(pupils, "group", "first"), stratified_by_school(pupils, "group", "first")
    weights = table[1].sum(axis=0)
    plain, whole = direct(*table, weights), direct(*table, weights, schools=schools)
    assert (whole.low <= plain.low).all()
    assert (whole.high - whole.low < 1.3 * (plain.high - plain.low)).all()
