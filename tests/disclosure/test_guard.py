# SPDX-License-Identifier: EUPL-1.2
"""The guard: nothing is made around it, nothing small goes through it, and hidden cells look the same."""

from __future__ import annotations

import copy
import dataclasses
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speelveld.disclosure import Publishable, Reason, guard, rules, rules_text
from speelveld.disclosure.rules import parse
from speelveld.errors import DisclosureError

schools = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 400)), min_size=1, max_size=40)


def test_a_publishable_is_made_by_the_guard_only() -> None:
    for forged in (None, object(), "seal", 0):
        with pytest.raises(DisclosureError):
            Publishable(0.5, 3, None, forged)
    with pytest.raises(dataclasses.FrozenInstanceError):
        copy.copy(guard.city_pupils(3)).value = 4.0  # type: ignore[misc]


def test_a_changed_copy_must_still_be_consistent() -> None:
    with pytest.raises(DisclosureError):
        dataclasses.replace(guard.HIDDEN, value=7.0)


@given(schools)
def test_no_shown_share_is_of_a_small_group_or_of_everyone(cells: list[tuple[int, int]]) -> None:
    of = rules().school_share
    totals = [a + b for a, b in cells]
    for (a, b), shown in zip(cells, guard.school_shares([a for a, _ in cells], totals), strict=True):
        if shown.known:
            assert a >= of.min_group
            assert b >= of.min_rest
            assert a + b >= of.min_pupils
            assert shown.value == int(shown.value)
            assert 0 < shown.value < 100


@given(schools)
def test_what_is_hidden_is_not_found_by_subtraction(cells: list[tuple[int, int]]) -> None:
    """Total minus what is shown leaves at least two schools and enough pupils of both groups, or nothing at all."""
    of = rules().school_share
    shown = guard.school_shares([a for a, _ in cells], [a + b for a, b in cells])
    hidden = [cell for cell, one in zip(cells, shown, strict=True) if one.suppressed]
    if hidden and len(hidden) < len(cells):
        assert len(hidden) >= of.min_hidden_schools
        assert sum(a for a, _ in hidden) >= of.min_group
        assert sum(b for _, b in hidden) >= of.min_rest


def test_a_lone_small_school_takes_a_second_one_with_it() -> None:
    shown = guard.school_shares([3, 40, 60, 50], [200, 300, 300, 300])
    assert [one.suppressed for one in shown] == [True, True, False, False]
    assert shown[0] == shown[1] == guard.HIDDEN


@given(st.integers(0, 60), st.integers(20, 400))
def test_a_share_does_not_tell_the_count(group: int, total: int) -> None:
    """Every shown percentage is that of several counts: the exact one cannot be read from it."""
    target = guard.school_shares([group, 50, 50], [group + total, 200, 200])[0]
    if target.known:
        same = [
            other
            for other in range(10, 61)
            if guard.school_shares([other, 50, 50], [group + total, 200, 200])[0] == target
        ]
        assert len(same) >= 3


def test_a_city_index_needs_schools_and_pupils_of_both_groups() -> None:
    assert guard.city_index(0.49237, n_schools=52, group=998, rest=13_813).value == 0.492
    for few in ({"n_schools": 4}, {"group": 29}, {"rest": 29}):
        arguments = {"n_schools": 52, "group": 998.0, "rest": 13_813.0, **few}
        assert guard.city_index(0.49237, **arguments) == guard.HIDDEN
    assert guard.city_index(float("nan"), n_schools=52, group=998, rest=13_813) == guard.HIDDEN


def test_every_hidden_number_is_the_same_whatever_hid_it() -> None:
    hidden = {
        guard.city_index(0.5, n_schools=2, group=500, rest=500),
        guard.city_share(3, 400),
        guard.school_shares([2], [200])[0],
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


def test_rounding_and_differences() -> None:
    assert guard.city_share(998, 13_813).value == 6.8
    assert guard.school_pupils(283).value == 285
    assert guard.school_distance(1489.4, 280).value == 1500
    assert [guard.to_base(n, 5) for n in (0, 2, 2.5, 7, 7.5)] == [0, 0, 5, 5, 10]
    assert guard.difference_is_safe(0, 0, 0)
    assert guard.difference_is_safe(15, 92, 2331)
    assert not guard.difference_is_safe(1, 92, 2331)
    assert not guard.difference_is_safe(15, 4, 2331)


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
