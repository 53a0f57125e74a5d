# SPDX-License-Identifier: EUPL-1.2
"""Parts by Shapley: efficiency, symmetry, steps that do nothing, and orders that are not allowed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speelveld.segregation.shapley import shapley_parts

numbers = st.floats(-10, 10)


@given(st.lists(numbers, min_size=16, max_size=16))
def test_parts_add_up_to_the_whole_change(values: list[float]) -> None:
    worth = {frozenset(s for i, s in enumerate("abcd") if mask >> i & 1): values[mask] for mask in range(16)}
    parts = shapley_parts("abcd", worth.__getitem__)
    assert sum(parts.values()) == pytest.approx(values[15] - values[0], abs=1e-9)
    ordered = shapley_parts("abcd", worth.__getitem__, first=[("a", "b"), ("c", "d")])
    assert sum(ordered.values()) == pytest.approx(values[15] - values[0], abs=1e-9)


@given(st.lists(numbers, min_size=4, max_size=4))
def test_steps_that_add_the_same_get_the_same(by_number: list[float]) -> None:
    parts = shapley_parts("abc", lambda done: by_number[len(done)])
    assert parts["a"] == pytest.approx(parts["b"], abs=1e-9)
    assert parts["b"] == pytest.approx(parts["c"], abs=1e-9)


def test_a_step_that_never_adds_anything_gets_nothing() -> None:
    assert shapley_parts("ab", lambda done: 3.0 * ("a" in done)) == {"a": 3.0, "b": 0.0}


def test_two_steps_by_hand() -> None:
    worth = {"": 0.0, "a": 10.0, "b": 4.0, "ab": 12.0}
    parts = shapley_parts("ab", lambda done: worth["".join(sorted(done))])
    assert parts == {"a": 9.0, "b": 3.0}
    in_order = shapley_parts("ab", lambda done: worth["".join(sorted(done))], first=[("a", "b")])
    assert in_order == {"a": 10.0, "b": 2.0}


def test_only_sets_that_an_order_passes_are_asked_for() -> None:
    asked: list[frozenset[str]] = []

    def value(done: frozenset[str]) -> float:
        asked.append(done)
        return 0.0

    shapley_parts("ab", value, first=[("a", "b")])
    assert sorted(map(len, asked)) == [0, 1, 2]
    assert frozenset("b") not in asked


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match="different"):
        shapley_parts("aa", len)
    with pytest.raises(ValueError, match="at most 8"):
        shapley_parts("abcdefghi", len)
    with pytest.raises(ValueError, match="no order"):
        shapley_parts("ab", len, first=[("a", "b"), ("b", "a")])
