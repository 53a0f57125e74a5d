# SPDX-License-Identifier: EUPL-1.2
"""Masked counts and the totals beside them: what fits, and what does not."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.disclosure.masked import Interval, Sum, disagreeing, fitting, narrowed

COUNTS: dict[str, Interval] = {"a": (1, 4), "b": (1, 4), "c": (10, 10)}


def test_numbers_that_fit_the_totals() -> None:
    assert fitting(COUNTS, [Sum(("a", "b", "c"), 17, 17)]) in ({"a": x, "b": 7 - x, "c": 10} for x in range(1, 5))
    assert fitting(COUNTS, []) == {"a": 1, "b": 1, "c": 10}
    assert fitting(COUNTS, [Sum(("a", "b"), 3, 3), Sum(("a", "c"), 14, 14)]) is None


def test_a_total_that_its_parts_cannot_make() -> None:
    sums = [Sum(("a", "c"), 14, 14), Sum(("a", "c"), 15, 15), Sum(("b",), 5, 9), Sum(("a", "b"), 1, 4)]
    assert disagreeing(COUNTS, sums) == [1, 2]


def test_masks_tell_of_each_other() -> None:
    """Two masked counts of 1 to 4 with a masked total of 1 to 4: each is 1 to 3, together they are 2 to 4."""
    atoms, totals = narrowed({"a": (1, 4), "b": (1, 4)}, [Sum(("a", "b"), 1, 4)])
    assert atoms == {"a": (1, 3), "b": (1, 3)}
    assert totals == [(2, 4)]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda pair: (min(pair), max(pair))), min_size=3, max_size=3
    ),
    st.lists(st.tuples(st.sets(st.sampled_from("abc"), min_size=2), st.integers(0, 9), st.integers(0, 3)), max_size=3),
)
def test_against_trying_everything(intervals: list[Interval], given_sums: list[tuple[set[str], int, int]]) -> None:
    counts = dict(zip("abc", intervals, strict=True))
    sums = [Sum(tuple(sorted(atoms)), low, low + more) for atoms, low, more in given_sums]
    fits = [
        values
        for values in product(*(range(low, high + 1) for low, high in intervals))
        if all(one.low <= sum(values["abc".index(atom)] for atom in one.atoms) <= one.high for one in sums)
    ]
    found = fitting(counts, sums)
    assert (found is None) == (not fits)
    if found is not None:
        assert tuple(found[atom] for atom in "abc") in fits
        atoms, totals = narrowed(counts, sums)
        for values in fits:
            assert all(atoms[atom][0] <= value <= atoms[atom][1] for atom, value in zip("abc", values, strict=True))
            assert all(
                low <= sum(values["abc".index(atom)] for atom in one.atoms) <= high
                for one, (low, high) in zip(sums, totals, strict=True)
            )
