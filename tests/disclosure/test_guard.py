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
from speelveld.errors import DisclosureError

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
    assert [guard.to_base(n, 5) for n in (0, 2, 2.5, 7, 7.5)] == [0, 0, 5, 5, 10]


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
