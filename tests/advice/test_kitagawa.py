# SPDX-License-Identifier: EUPL-1.2
"""The parts of a gap: they add up exactly, agree with Kitagawa's formula, and find what was planted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speelveld.advice import Provider, Strata, World, decompose_gap, eligibility_strata, invent
from tests.advice.records import cbs_cell

CELL = st.tuples(st.integers(0, 15), st.integers(0, 15))


def strata(cells: list[tuple[int, int]], shape: tuple[int, ...] = (2, 3, 2)) -> Strata:
    table = np.array(cells).reshape(*shape, 2)
    names = ("format", "level", "provider")[: len(shape)]
    labels = [[f"{name} {i}" for i in range(n)] for name, n in zip(names, shape, strict=True)]
    return Strata.of(names, labels, table[..., 0], table.sum(axis=-1))


TWELVE = st.lists(CELL, min_size=12, max_size=12).map(strata)


def comparable(a: Strata, b: Strata) -> bool:
    return bool(((a.out_of > 0) & (b.out_of > 0)).any())


@given(TWELVE, TWELVE)
def test_the_parts_add_up_to_the_gap(a: Strata, b: Strata) -> None:
    if not comparable(a, b):
        with pytest.raises(ValueError, match=r"nothing to compare|have pupils"):
            decompose_gap(a, b)
        return
    found = decompose_gap(a, b)
    assert [part.name for part in found.parts] == ["format", "level", "provider", "within", "outside"]
    assert sum(part.effect for part in found.parts) == pytest.approx(found.gap, abs=1e-12)
    assert sum(effect for _, effect in found.sequence) + found.part("outside").effect == pytest.approx(found.gap)
    for part in found.parts:
        assert part.least - 1e-12 <= part.effect <= part.most + 1e-12
        assert part.low <= part.effect <= part.high


@given(TWELVE, TWELVE)
def test_the_other_way_round_every_part_changes_sign(a: Strata, b: Strata) -> None:
    if comparable(a, b):
        one, other = decompose_gap(a, b), decompose_gap(b, a)
        for part in one.parts:
            assert other.part(part.name).effect == pytest.approx(-part.effect, abs=1e-12)
            assert other.part(part.name).standard_error == pytest.approx(part.standard_error, abs=1e-9)


@given(TWELVE)
def test_a_population_has_no_gap_with_itself(a: Strata) -> None:
    if a.out_of.sum():
        found = decompose_gap(a, a)
        assert all(part.effect == pytest.approx(0, abs=1e-12) for part in found.parts)
        assert found.common_a == found.common_b == 1


@given(st.lists(CELL, min_size=4, max_size=4), st.lists(CELL, min_size=4, max_size=4))
def test_with_one_factor_it_is_kitagawa(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    one, other = ([(k, more + 1) for k, more in cells] for cells in (one, other))
    a, b = strata(one, (4,)), strata(other, (4,))
    share_a, share_b = a.out_of / a.out_of.sum(), b.out_of / b.out_of.sum()
    rate_a, rate_b = a.count / a.out_of, b.count / b.out_of
    found = decompose_gap(a, b)
    assert found.part("format").effect == pytest.approx(((share_a - share_b) * (rate_a + rate_b) / 2).sum(), abs=1e-12)
    assert found.part("within").effect == pytest.approx(((rate_a - rate_b) * (share_a + share_b) / 2).sum(), abs=1e-12)
    assert found.part("outside").effect == 0


def test_a_stratum_without_a_counterpart_is_outside() -> None:
    a, b = strata([(5, 5), (9, 1)], (2,)), strata([(5, 5), (0, 0)], (2,))
    found = decompose_gap(a, b)
    assert found.part("outside").effect == pytest.approx(0.7 - 0.5)
    assert found.part("format").effect == found.part("within").effect == 0
    assert (found.common_a, found.common_b) == (0.5, 1)


def test_the_income_gap_is_mix_of_advices_where_it_is_published() -> None:
    names = ("vso_pro_vmbo-b", "vmbo-b/k", "vmbo-k", "vmbo-k/gt")
    sides = []
    for quintile in ("q2", "q5"):
        cells = [cbs_cell("2022/23", name, quintile) for name in names]
        sides.append(Strata.of(["level"], [names], [one[1] + one[2] for one in cells], [one[0] for one in cells]))
    found = decompose_gap(*sides)
    assert found.gap == pytest.approx(0.0624, abs=1e-4)
    assert found.part("level").effect == pytest.approx(0.0490, abs=1e-4)
    assert found.part("within").effect == pytest.approx(0.0135, abs=1e-4)


def test_a_planted_provider_is_found_where_it_is() -> None:
    generous = (Provider("plain", 0.2), Provider("generous", 0.8, 0.5))
    usual = (Provider("plain", 0.8), Provider("generous", 0.2, 0.5))
    city, reference = (
        eligibility_strata(invent(World(pupils=80_000, schools=800, providers=one), seed=seed).pupils, by_school=True)
        for one, seed in ((generous, 51), (usual, 52))
    )
    found = decompose_gap(city, reference)
    assert found.part("provider").effect == pytest.approx(found.gap, abs=0.02)
    assert found.part("provider").low > 0.05
    within = found.part("within")
    assert within.low < 0 < within.high


def test_groups_of_one_city_share_its_schools() -> None:
    """Schools that advise low do so for both groups: the gap between groups is surer than two cities would be."""
    city = invent(World(pupils=20_000, schools=40, school_advice_sd=0.6), seed=54).pupils
    sides = [
        eligibility_strata(city.where(city.group == group), factors=("level",), by_school=True) for group in (0, 1)
    ]
    together, apart = decompose_gap(*sides, same_schools=True), decompose_gap(*sides)
    assert together.gap == apart.gap
    assert together.high - together.low < 0.8 * (apart.high - apart.low)


def test_intervals_cover_what_would_be_found_in_the_end() -> None:
    """200 invented tables from known shares: the delta method and the bootstrap, at about their level."""
    random = np.random.Generator(np.random.Philox(53))
    shape = (2, 3, 2)
    chances = [random.dirichlet(np.full(24, 2.0)) for _ in range(2)]
    sizes = (600, 3000)

    def drawn() -> list[Strata]:
        tables = [random.multinomial(n, p).reshape(12, 2) for n, p in zip(sizes, chances, strict=True)]
        return [strata([(int(k), int(m)) for k, m in table], shape) for table in tables]

    endless = [strata([(int(k), int(m)) for k, m in np.rint(p * 1e8).reshape(12, 2)], shape) for p in chances]
    truth = [part.effect for part in decompose_gap(*endless).parts]
    found = [decompose_gap(*drawn()) for _ in range(200)]
    for index in range(4):
        held = [one.parts[index].low <= truth[index] <= one.parts[index].high for one in found]
        assert 0.9 <= np.mean(held) <= 0.99
    sample = drawn()
    delta, bootstrap = decompose_gap(*sample), decompose_gap(*sample, bootstrap=True, seed=3)
    for one, other in zip(delta.parts[:4], bootstrap.parts[:4], strict=True):
        assert other.effect == one.effect
        assert other.standard_error == pytest.approx(one.standard_error, rel=0.15)
    assert bootstrap == decompose_gap(*sample, bootstrap=True, seed=3)


def test_what_cannot_be_compared_is_refused() -> None:
    a = strata([(1, 1)] * 4, (4,))
    with pytest.raises(ValueError, match="same factors"):
        decompose_gap(a, strata([(1, 1)] * 3, (3,)))
    with pytest.raises(ValueError, match="have pupils"):
        decompose_gap(a, strata([(0, 0)] * 4, (4,)))
    with pytest.raises(ValueError, match="nothing to compare"):
        decompose_gap(strata([(1, 1), (0, 0)], (2,)), strata([(0, 0), (1, 1)], (2,)))
    with pytest.raises(KeyError, match="no part 'colour'"):
        decompose_gap(a, a).part("colour")
