# SPDX-License-Identifier: EUPL-1.2
"""Every prefix of a call order holds its share, as long as anybody of the group is left."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.placement.calling import call_order


@settings(max_examples=100, deadline=None)
@given(member=st.lists(st.booleans(), max_size=40), share=st.integers(0, 100))
def test_a_share_in_every_prefix(member: list[bool], share: int) -> None:
    group = frozenset(child for child, yes in enumerate(member) if yes)
    order = call_order(range(len(member)), [group], [share])
    assert sorted(order) == list(range(len(member)))
    for size in range(1, len(order) + 1):
        called = sum(child in group for child in order[:size])
        assert 100 * called >= share * size or called == len(group)
    # Within the group, and outside it, nobody is passed; and nobody of the group is called after an outsider behind.
    for within in (group, frozenset(range(len(member))) - group):
        own = [child for child in order if child in within]
        assert own == sorted(own)
    for at, child in enumerate(order):
        if child not in group:
            assert not any(later < child for later in order[at:])
    # Nobody outside falls far back: rank r is called by r (1 + q / (100 - q)), as for Parcoursup.
    for at, child in enumerate(order, 1):
        if child not in group and share < 100:
            assert (100 - share) * (at - 1) <= 100 * (child + 1)


def test_by_hand() -> None:
    assert call_order([0, 1, 2, 3, 4, 5], [frozenset({3, 5})], [20]) == [3, 0, 1, 2, 4, 5]
    assert call_order([0, 1, 2, 3, 4, 5], [frozenset({4, 5})], [50]) == [4, 0, 5, 1, 2, 3]
    assert call_order([0, 1, 2], [frozenset({2})], [0]) == [0, 1, 2]
    assert call_order([], [frozenset()], [50]) == []


def test_two_groups_that_overlap() -> None:
    """Both shares are met by one child that is in both; where nobody is, the first group is served first."""
    first, second = frozenset({4, 5}), frozenset({3, 5})
    assert call_order(range(6), [first, second], [30, 30])[:2] == [5, 0]
    assert call_order(range(5), [frozenset({4}), frozenset({3})], [30, 30])[:3] == [4, 3, 0]
