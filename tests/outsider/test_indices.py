# SPDX-License-Identifier: EUPL-1.2
"""A9: the indices of a small municipality, solved for the counts of its schools. All schools are invented."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld import segregation
from speelveld.disclosure.attack import Contradiction
from speelveld.outsider import indices
from speelveld.outsider.readings import cell
from tests.outsider.invented import COUNT, SLUG, attempt

GROUPS, SIZES = (7, 3, 19, 9, 0), (88, 397, 451, 340, 195)


def test_its_indices_are_those_that_the_software_computes() -> None:
    a, sizes = np.array(GROUPS, dtype=float), np.array(SIZES, dtype=float)
    own = indices.measures(a[None, :], sizes)
    for name, index in segregation.INDICES.items():
        assert own[name][0] == pytest.approx(index(a, sizes - a), abs=1e-12), name
    assert own["exchange"][0] == pytest.approx(segregation.exchange(a, sizes - a), abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=4),
    st.integers(0, 12),
    st.integers(0, 6),
)
def test_it_writes_out_every_way_once(ends: list[tuple[int, int]], least: int, more: int) -> None:
    low = np.array([min(pair) for pair in ends])
    high = np.array([max(pair) for pair in ends])
    made = indices.ways(low, high, least, least + more)
    assert made is not None
    plain = [
        way
        for way in itertools.product(*(range(first, last + 1) for first, last in zip(low, high, strict=True)))
        if least <= sum(way) <= least + more
    ]
    assert sorted(map(tuple, made.tolist())) == sorted(plain)


def test_too_many_ways_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indices, "MOST", 10)
    assert indices.ways(np.zeros(3, dtype=int), np.full(3, 9), 0, 27) is None


def test_five_schools_are_solved_exactly() -> None:
    one = attempt(GROUPS, SIZES, {})
    found = indices.solve(one.site, one.place, one.public, one.said.statements, *COUNT)
    assert found is not None
    assert found.low.tolist() <= list(GROUPS) <= found.high.tolist()
    assert found.ways < 5
    leaks = indices.solved(one.site, one.place, one.public, one.said.statements, one.needs)
    assert {leak.form for leak in leaks} == {need.id for need in one.needs}
    assert all(leak.value is not None and leak.low <= leak.value <= leak.high for leak in leaks)


def test_coarse_steps_solve_less_than_fine_ones() -> None:
    one = attempt(GROUPS, SIZES, {}, step=0.05)
    found = indices.solve(one.site, one.place, one.public, one.said.statements, *COUNT)
    assert found is not None
    assert found.ways > 100
    assert (found.high - found.low >= 10).any()


def test_indices_that_no_counts_give_contradict_the_site() -> None:
    one = attempt(GROUPS, SIZES, {})
    id_ = cell("theil-h.today.estimate", SLUG, COUNT[1], COUNT[0])
    one.site.notes.readings[:] = [each for each in one.site.notes.readings if each.cell != id_]
    one.site.notes.exact(id_, "invented", "0.9", 0.9)
    with pytest.raises(Contradiction):
        indices.solve(one.site, one.place, one.public, one.said.statements, *COUNT)


def test_nothing_is_solved_where_nothing_is_published() -> None:
    one = attempt(GROUPS, SIZES, {})
    one.site.notes.readings.clear()
    assert indices.solve(one.site, one.place, one.public, [], *COUNT) is None
