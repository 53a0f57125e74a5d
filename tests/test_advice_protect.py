# SPDX-License-Identifier: EUPL-1.2
"""Protected rates of advice, attacked by code that shares nothing with what protects them. All pupils are invented."""

from __future__ import annotations

import numpy as np
import pytest

from speelveld.advice import MEASURES, Group, Tally, World, invent, tally
from speelveld.advice.measures import OUT_OF, Codes
from speelveld.commands.advice_protect import MOST_UNITS, PUPILS, Rates, protected_rates
from speelveld.commands.advice_schools import pooled_years, schools_compared
from speelveld.disclosure.attack.bounds import bounds
from speelveld.disclosure.system import Statement, Terms, terms
from speelveld.disclosure.table_rules import PoolingRules, TableRules
from speelveld.errors import InputError

RULES = TableRules("test")
GROUPS = (Group("a", 0.5), Group("b", 0.38), Group("c", 0.09, -0.5), Group("d", 0.03))


def forms(counted: Tally) -> dict[tuple[str, str, str], tuple[Terms, int]]:
    """Every sum that could be told, by unit, rate and what it counts, straight from the definitions."""
    codes = Codes(counted.first, counted.test, counted.final, counted.reason)
    masks = {(PUPILS, "out of"): np.ones(len(counted.first), dtype=np.bool_)}
    for name, measure in MEASURES.items():
        inside = OUT_OF[measure.denominator](codes)
        yes = inside & measure.counted(codes)
        masks |= {(name, "yes"): yes, (name, "no"): inside & ~yes, (name, "out of"): inside}
    found = {}
    for (name, what), mask in masks.items():
        for at, unit in enumerate(counted.units):
            form = terms([f"{unit} {place}" for place in np.flatnonzero(mask)])
            found[unit, name, what] = (form, int(counted.counts[at, mask].sum()))
        whole = terms([f"{unit} {place}" for unit in counted.units for place in np.flatnonzero(mask)])
        found["*", name, what] = (whole, int(counted.counts[:, mask].sum()))
    return found


def told(rates: Rates, unit: str, as_unit: str) -> dict[tuple[str, str, str], int]:
    """What the shown numbers of a unit tell."""
    found = {(as_unit, PUPILS, "out of"): rates.pupils[unit]}
    for one in rates.rates:
        if one.unit == unit:
            found[as_unit, one.measure, "yes"] = one.count
            found[as_unit, one.measure, "out of"] = one.out_of
    return {key: value for key, value in found.items() if value is not None}


@pytest.mark.parametrize(("seed", "few"), [(1, False), (2, True)])
def test_an_attacker_cannot_work_out_a_small_count(seed: int, few: bool) -> None:
    pupils = invent(World(pupils=700, schools=12, groups=GROUPS, missing=0.04), seed=seed).pupils
    counted = tally(pupils, "group")
    whole = protected_rates(tally(pupils), "all", RULES, few=few, seconds=2)
    parts = protected_rates(counted, "group", RULES, few=few, totals=whole, seconds=2)
    known = told(whole, "all", "*")
    for unit in parts.units:
        known |= told(parts, unit, unit)
    sums = forms(counted)
    if few:  # then the pupils of a unit are those with a first advice, which the rates tell too
        known = {key: value for key, value in known.items() if key[1] != PUPILS}
    assert {key: sums[key][1] for key in known} == known
    statements = [Statement(" ".join(key), sums[key][0], n, n) for key, n in known.items() if sums[key][0]]
    measures = {one.measure for one in parts.rates}
    small = {
        key: (form, count)
        for key, (form, count) in sums.items()
        if key[1] in measures and form and count < 10 and key[0] != "*"
    }
    assert len(small) > 5
    ranges = bounds(statements, [form for form, _ in small.values()])
    for (key, (_, count)), (low, high) in zip(small.items(), ranges, strict=True):
        assert low <= count <= high
        assert high >= 10, key
        assert high - low >= 10, key


def test_too_many_units_are_refused_before_any_work() -> None:
    pupils = invent(World(pupils=600, schools=MOST_UNITS + 1), seed=1).pupils
    with pytest.raises(InputError, match="501 units by school; 500 is the most"):
        protected_rates(tally(pupils, "school"), "school", RULES, few=True)


def test_schools_are_counted_over_windows_that_do_not_overlap() -> None:
    rule = PoolingRules(years=3, first=2011)
    assert pooled_years(["2020/21", "2021/22", "2022/23"], rule) == ("2020/21", "2021/22", "2022/23")
    assert pooled_years(["2020/21", "2021/22", "2022/23", "2023/24"], rule) == ("2020/21", "2021/22", "2022/23")
    assert pooled_years(["2021/22", "2022/23", "2023/24"], rule) == ("2023/24",)
    assert pooled_years(["2017/18", "2018/19", "2019/20"], rule) == ("2019/20",)


def test_no_school_stands_out_where_all_are_alike() -> None:
    """In at most a stated share of such worlds, here none of three."""
    out = 0
    for seed in range(3):
        world = World(pupils=1200, schools=12, double_share=1.0, school_place_sd=0.0)
        pupils = invent(world, seed=seed).pupils
        whole = protected_rates(tally(pupils), "all", RULES, few=True)
        rates = protected_rates(tally(pupils, "school"), "school", RULES, few=True, totals=whole)
        found = schools_compared(rates)
        out += any(one["stands_out"] for one in found["schools"])
        assert found["schools_shown"] > 8
    assert out == 0
