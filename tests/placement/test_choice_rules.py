# SPDX-License-Identifier: EUPL-1.2
"""The choice rules: what the theory of stable placements asks of them, and hand-made cases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.placement import choice_rules

Rule = Callable[[list[int]], set[int]]
KINDS = [0, 1, 2, 0, 1, 2, 1, 0, -1, 0]

RULES: dict[str, Rule] = {
    "priority": lambda ranked: choice_rules.by_priority(ranked, 3),
    "reserve": lambda ranked: choice_rules.with_minority_reserve(ranked, 4, lambda one: KINDS[one] == 1, 2),
    "whole reserve": lambda ranked: choice_rules.with_minority_reserve(ranked, 2, lambda one: KINDS[one] == 1, 2),
    "quota": lambda ranked: choice_rules.with_majority_quota(ranked, 4, lambda one: KINDS[one] == 0, 1),
    "no majority": lambda ranked: choice_rules.with_majority_quota(ranked, 4, lambda one: KINDS[one] == 0, 0),
    "soft bounds": lambda ranked: choice_rules.with_soft_bounds(ranked, 4, KINDS, [0, 1, 2], [1, 1, 3]),
    "slots": lambda ranked: choice_rules.with_slots(
        ranked, [lambda one: KINDS[one] == 2, lambda one: True, lambda one: KINDS[one] == 1]
    ),
    "no seats": lambda ranked: choice_rules.by_priority(ranked, 0),
}


@pytest.mark.parametrize("name", RULES)
@settings(max_examples=60, deadline=None)
@given(many=st.sets(st.integers(0, 9)), few=st.sets(st.integers(0, 9)))
def test_kept_among_many_is_kept_among_fewer(name: str, many: set[int], few: set[int]) -> None:
    """Substitutability, and that more applicants never fill fewer seats (the law of aggregate demand)."""
    rule = RULES[name]
    larger, smaller = sorted(many | few), sorted(few)
    among_many, among_few = rule(larger), rule(smaller)
    assert among_many <= set(larger)
    assert among_many & few <= among_few
    assert len(among_few) <= len(among_many)
    assert rule(sorted(among_many)) == among_many


def test_by_hand() -> None:
    everyone = list(range(10))
    assert RULES["reserve"](everyone) == {1, 4, 0, 2}
    assert RULES["quota"](everyone) == {0, 1, 2, 4}
    assert RULES["no majority"](everyone) == {1, 2, 4, 5}
    assert RULES["soft bounds"](everyone) == {1, 2, 5, 0}
    assert RULES["soft bounds"]([0, 3, 7, 9]) == {0, 3, 7, 9}, "a ceiling leaves no seat empty"
    assert RULES["slots"](everyone) == {2, 0, 1}
    assert RULES["slots"]([0, 3, 7, 9]) == {0, 3, 7}
