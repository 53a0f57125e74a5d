# SPDX-License-Identifier: EUPL-1.2
"""The guard: nothing is made around it, nothing small goes through it, and hidden cells look the same."""

from __future__ import annotations

import copy
import dataclasses
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speelveld.disclosure import Publishable, Reason, guard, rules, rules_text
from speelveld.disclosure.release import Release
from speelveld.disclosure.rules import parse
from speelveld.disclosure.system import to_base
from speelveld.errors import DisclosureError
from speelveld.terms import Count

RELEASE = Release(
    shown=frozenset({"shown"}),
    hidden=frozenset({"hidden"}),
    steps={"fine": 0.001, "middle": 0.01, "coarse": 0.05},
)


def test_a_publishable_is_made_by_the_guard_only() -> None:
    for forged in (None, object(), "seal", 0):
        with pytest.raises(DisclosureError):
            Publishable(0.5, 3, None, forged)
    with pytest.raises(dataclasses.FrozenInstanceError):
        copy.copy(guard.city_pupils(3)).value = 4.0  # type: ignore[misc]


def test_a_changed_copy_must_still_be_consistent() -> None:
    with pytest.raises(DisclosureError):
        dataclasses.replace(guard.HIDDEN, value=7.0)


@given(st.integers(0, 60), st.integers(0, 400), st.sampled_from(["shown", "hidden"]))
def test_no_shown_share_is_of_a_small_group_or_of_everyone(group: int, rest: int, cell: str) -> None:
    of = rules().school_share
    shown = guard.school_share(RELEASE, cell, group, group + rest)
    assert shown.known == (
        cell == "shown" and group >= of.min_group and rest >= of.min_rest and group + rest >= of.min_pupils
    )
    if shown.value is not None:
        assert shown.value == int(shown.value)
        assert 0 < shown.value < 100


def test_what_is_not_in_the_ledger_is_not_published() -> None:
    with pytest.raises(DisclosureError, match="'another' is not in the release ledger"):
        guard.school_share(RELEASE, "another", 40, 200)
    with pytest.raises(DisclosureError, match="'another' is not in the release ledger"):
        guard.city_share(RELEASE, "another", 400, 2000)
    assert guard.city_index(RELEASE, "another", 0.5, n_schools=50, group=500, rest=500) == guard.HIDDEN


@given(st.integers(0, 60), st.integers(20, 400))
def test_a_share_does_not_tell_the_count(group: int, total: int) -> None:
    """Every shown percentage is that of several counts: the exact one cannot be read from it."""
    target = guard.school_share(RELEASE, "shown", group, group + total)
    if target.known:
        same = [
            other for other in range(10, 66) if guard.school_share(RELEASE, "shown", other, group + total) == target
        ]
        assert len(same) >= 3


def index(value: float, **other: Any) -> Publishable:
    arguments = {"n_schools": 52, "group": 998.0, "rest": 13_813.0, **other}
    return guard.city_index(RELEASE, arguments.pop("of", "fine"), value, **arguments)


def test_a_city_index_needs_schools_and_pupils_of_both_groups() -> None:
    assert index(0.49237).value == 0.492
    for few in ({"n_schools": 4}, {"group": 29}, {"rest": 29}, {"of": "none"}):
        assert index(0.49237, **few) == guard.HIDDEN
    assert index(float("nan")) == guard.HIDDEN


def test_an_index_is_rounded_to_the_step_of_its_population() -> None:
    assert [index(0.4837, of=of).value for of in ("fine", "middle", "coarse")] == [0.484, 0.48, 0.5]
    assert [index(0.4837, of=of).decimals for of in ("fine", "middle", "coarse")] == [3, 2, 2]


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from(["middle", "coarse"]))
def test_the_ends_of_a_coarse_interval_are_rounded_outward(one: float, other: float, of: str) -> None:
    low, high = sorted((one, other))
    ends = [index(low, of=of, end="low").value, index(low, of=of).value, index(high, of=of, end="high").value]
    assert ends == sorted(ends)  # type: ignore[type-var]
    assert ends[0] is not None
    assert ends[0] <= low + 1e-6
    assert ends[2] is not None
    assert ends[2] >= high - 1e-6


def test_every_hidden_number_is_the_same_whatever_hid_it() -> None:
    hidden = {
        index(0.5, n_schools=2),
        index(0.5, of="none"),
        guard.city_share(RELEASE, "shown", 3, 400),
        guard.city_share(RELEASE, "hidden", 300, 400),
        guard.school_share(RELEASE, "shown", 2, 200),
        guard.school_share(RELEASE, "hidden", 60, 200),
        guard.school_pupils(3),
        guard.school_distance(800.0, 5),
        guard.residents(None),
        guard.residents_share(5, 20),
        guard.derived(1.0, 1, guard.HIDDEN),
    }
    assert hidden == {guard.HIDDEN}
    assert guard.HIDDEN.reason is Reason.TOO_FEW
    assert guard.HIDDEN.suppressed


def test_what_does_not_exist_is_not_called_hidden() -> None:
    for gap in (guard.absent(Reason.ONE_SCHOOL), guard.already_public(None), guard.school_distance(None, 200)):
        assert not gap.suppressed
        assert not gap.known
        assert gap.reason


def test_rounding() -> None:
    assert guard.city_share(RELEASE, "shown", 998, 13_813).value == 6.8
    assert guard.school_pupils(283).value == 285
    assert guard.school_distance(1489.4, 280).value == 1500
    assert [to_base(n, 5) for n in (0, 2, 2.5, 7, 7.5)] == [0, 0, 5, 5, 10]


def test_the_configuration_is_complete_and_nothing_in_it_is_ignored() -> None:
    good = tomllib.loads(rules_text())
    assert parse(good) == rules()
    for wrong in (
        {**good, "extra": {}},
        {name: value for name, value in good.items() if name != "area"},
        {**good, "area": {"min_residents": 50}},
        {**good, "area": {"min_residents": -1, "decimals": 0}},
    ):
        with pytest.raises(DisclosureError):
            parse(wrong)


ADVICE = rules().advice


@pytest.mark.parametrize(
    ("printed", "shown"), [((0, 0), (0, 0)), ((1, 1), (1, 4)), ((4, 4), (1, 4)), ((1, 4), (1, 4)), ((5, 5), (5, 5))]
)
def test_advice_of_one_to_four_looks_the_same_in_every_year(printed: tuple[int, int], shown: tuple[int, int]) -> None:
    assert guard.advice_cell(*printed) == Count(*shown)


def test_a_sum_of_masked_advice_keeps_its_ends() -> None:
    assert guard.advice_cell(3, 12) == Count(3, 12)
    low, high = guard.advice_count(guard.advice_cell(3, 12), Count(ADVICE.min_municipality, 90))
    assert (low.value, high.value) == (3, 12)


def test_in_a_small_municipality_not_even_a_zero_of_advice_is_shown() -> None:
    few = Count(ADVICE.min_municipality - 1, 90)
    assert all(one.suppressed for given in (0, 5) for one in guard.advice_count(Count(given, given), few))


def test_at_a_school_nothing_tells_none_from_four_with_the_advice() -> None:
    few = [guard.advice_share(Count(n, n), Count(40, 40), school=True) for n in range(ADVICE.mask_below)]
    assert len({tuple((one.value, one.reason) for one in ends) for ends in few}) == 1
    estimate, low, high = few[0]
    assert (estimate.known, low.value, high.value) == (False, 0, 10)
    all_of_them = guard.advice_share(Count(40, 40), Count(0, 0), school=True)
    assert [one.value for one in all_of_them] == [None, 90, 100]


def test_an_exact_share_of_advice_at_a_school_is_never_none_or_all() -> None:
    assert [one.value for one in guard.advice_share(Count(5, 5), Count(2000, 2000), school=True)] == [1, 1, 1]
    assert [one.value for one in guard.advice_share(Count(2000, 2000), Count(5, 5), school=True)] == [99, 99, 99]
    assert guard.advice_share(Count(5, 5), Count(2000, 2000), school=False)[0].value == 0


@pytest.mark.parametrize(("school", "least"), [(True, ADVICE.min_school), (False, ADVICE.min_municipality)])
def test_a_share_of_advice_needs_enough_pupils(school: bool, least: int) -> None:
    part = Count(least - 9, least - 9)
    assert all(one.suppressed for one in guard.advice_share(part, Count(8, 99), school=school))
    assert guard.advice_share(part, Count(9, 99), school=school)[1].known


def test_ends_of_a_share_of_advice_hold_every_true_count() -> None:
    estimate, low, high = guard.advice_share(Count(21, 29), Count(30, 41), school=False)
    assert not estimate.known
    for a in range(21, 30):
        for b in range(30, 42):
            assert (low.value or 0) <= 100 * a / (a + b) <= (high.value or 0)


def test_the_pupils_with_advice_of_a_school_are_rounded_outward() -> None:
    assert [one.value for one in guard.advice_pupils(Count(63, 63))] == [65, 65]
    assert [one.value for one in guard.advice_pupils(Count(63, 71))] == [60, 75]
    assert all(one.suppressed for one in guard.advice_pupils(Count(ADVICE.min_school - 1, 80)))
