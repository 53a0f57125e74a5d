# SPDX-License-Identifier: EUPL-1.2
"""The arrays of a market: what they refuse, who comes first, another list, another lottery."""

from __future__ import annotations

import numpy as np
import pytest

from speelveld.placement.market import Market
from speelveld.placement.placing import place
from speelveld.placement.reading import read_market
from tests.placement import markets


def test_keys_put_the_class_before_the_number() -> None:
    market = Market.of([[0, 1], [1], [0]], [[1, 0], [0], [-1]], [1, 1], [2, 0, 1])
    assert market.keys.tolist() == [1 * 3 + 2, 2, 0, -1]
    assert market.owners.tolist() == [0, 0, 1, 2]
    assert market.positions.tolist() == [0, 1, 0, 0]
    starts, students = market.rankings
    assert (starts.tolist(), students.tolist()) == ([0, 1, 3], [0, 1, 0])
    assert (market.student(2), market.school(1)) == ("2", "1")


@pytest.mark.parametrize(
    ("lists", "classes", "capacities", "numbers", "told"),
    [
        ([[0]], [[0, 1]], [1], None, "do not describe the same lists"),
        ([[1]], [[0]], [1], None, "a school that does not exist"),
        ([[-1]], [[0]], [1], None, "a school that does not exist"),
        ([[0]], [[0]], [-1], None, "below 0"),
        ([[0]], [[0]], [1], [0, 1], "one lottery number"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(
    lists: list[list[int]], classes: list[list[int]], capacities: list[int], numbers: list[int] | None, told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        Market.of(lists, classes, capacities, numbers)


def test_one_number_per_child_or_per_entry_and_not_both() -> None:
    arrays = (np.array([0, 1]), np.array([0], np.int32), np.array([0], np.int32), np.array([1]))
    with pytest.raises(ValueError, match="not both"):
        Market(*arrays, numbers=np.array([0], np.int32), entry_numbers=np.array([0]))
    with pytest.raises(ValueError, match="every entry"):
        Market(*arrays, entry_numbers=np.array([0, 1]))


@pytest.mark.parametrize("multiple", [False, True])
def test_another_list_knows_the_classes_of_schools_that_were_not_listed(multiple: bool) -> None:
    market = markets.market(5, students=6, schools=4, multiple=multiple)
    pairs = market.eligible
    for child in range(market.n_students):
        own = {
            int(school): (int(number), int(rank), int(tags))
            for student, school, number, rank, tags in zip(
                pairs.students, pairs.schools, pairs.classes, pairs.numbers, pairs.tags, strict=True
            )
            if student == child
        }
        other = market.with_list(child, [3, 0, 2, 1])
        assert other.list_of(child) == [3, 0, 2, 1]
        assert other.entry_tags is not None
        for at in range(other.starts[child], other.starts[child + 1]):
            school = int(other.lists[at])
            assert (school in own) == (other.classes[at] >= 0)
            if school in own:
                assert (other.classes[at], other.entry_tags[at]) == (own[school][0], own[school][2])
                if multiple:
                    assert other.entry_numbers is not None
                    assert other.entry_numbers[at] == own[school][1]
        back = other.with_list(child, market.list_of(child))
        assert (back.keys == market.keys).all()
        assert (back.starts == market.starts).all()
    assert market.with_list(0, []).list_of(0) == []


def test_another_lottery() -> None:
    market = markets.market(5, students=6, schools=4)
    other = market.with_numbers(np.arange(6))
    assert (other.keys % 6)[other.keys >= 0].tolist() == other.owners[other.keys >= 0].tolist()
    assert (other.eligible.numbers == other.eligible.students).all()
    assert other.drawn is None


def test_nobody_and_nothing() -> None:
    market = Market.of([], [], [])
    assert (market.n_students, market.n_schools, market.keys.size, market.width) == (0, 0, 0, 1)


def test_who_has_no_type_belongs_to_the_side_that_is_not_told() -> None:
    """A quota of one for the majority: the same children, told from either side, or from both."""
    schools = {"s": {"capacity": 3, "priority": ["a", "b", "c", "d"], "majority_quota": 1}}
    sides = {"minority": {"c": "minority", "d": "minority"}, "majority": {"a": "majority", "b": "majority"}}
    for types in (*sides.values(), {**sides["minority"], **sides["majority"]}):
        students = {name: {"prefs": ["s"], "type": types.get(name)} for name in "abcd"}
        market = read_market({"mechanism": "da_majority_quota", "students": students, "schools": schools})[1]
        assert place(market, "da_majority_quota").assignment() == {"a": "s", "b": None, "c": "s", "d": "s"}
    nobody = {name: {"prefs": ["s"]} for name in "abcd"}
    market = read_market({"mechanism": "da_majority_quota", "students": nobody, "schools": schools})[1]
    assert place(market, "da_majority_quota").assignment() == {"a": "s", "b": None, "c": None, "d": None}
