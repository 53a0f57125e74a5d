# SPDX-License-Identifier: EUPL-1.2
"""Between and within add up to the whole, exactly, for any nesting."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speelveld.segregation import (
    Counts,
    between_within,
    dissimilarity,
    eta_squared,
    gini,
    information,
    mutual_information,
    nested,
    two_group_parts,
)
from tests.segregation.tables import invented, matrices

EXACT = 1e-12


@st.composite
def nestings(draw: st.DrawFn, groups: int | tuple[int, int] = (2, 5)) -> Counts:
    cells = draw(matrices(groups=groups))
    levels = {
        name: draw(st.lists(st.sampled_from("xyz"), min_size=len(cells), max_size=len(cells)))
        for name in ("city", "board", "denomination")
    }
    return Counts.of(cells, parents=levels)


@given(counts=nestings())
def test_between_and_within_add_up(counts: Counts) -> None:
    found = between_within(counts, "city")
    assert found.total_m == pytest.approx(mutual_information(counts), abs=EXACT)
    assert found.total_h == pytest.approx(information(counts), abs=EXACT)
    assert found.between_m + found.within_m == pytest.approx(found.total_m, abs=EXACT)
    assert found.between_h + found.within_h == pytest.approx(found.total_h, abs=EXACT)
    assert found.between_m == pytest.approx(mutual_information(counts.merge("city")), abs=EXACT)
    assert sum(one.p for one in found.within) == pytest.approx(1)


@given(counts=nestings())
def test_within_a_parent_it_is_the_index_of_its_units(counts: Counts) -> None:
    whole = -sum(p * math.log(p) for p in counts.group_totals / counts.total if p)
    for one in between_within(counts, "city").within:
        inside = counts.matrix[counts.parents["city"] == one.label]
        table = Counts.of(inside)
        shares = inside.sum(axis=0) / inside.sum()
        assert one.p == pytest.approx(inside.sum() / counts.total)
        assert one.entropy_ratio == pytest.approx(-sum(p * math.log(p) for p in shares if p) / whole, abs=1e-9)
        if (shares > 0).sum() < 2:
            assert one.m == 0
            assert math.isnan(one.h)
            assert one.part_of_h == 0
        else:
            assert one.m == pytest.approx(mutual_information(table), abs=1e-10)
            assert one.h == pytest.approx(information(table), abs=1e-9)
            assert one.part_of_h == pytest.approx(one.p * one.entropy_ratio * one.h, abs=EXACT)


@given(counts=nestings(), levels=st.permutations(["city", "board", "denomination"]), number=st.integers(0, 3))
def test_levels_add_up_in_any_order(counts: Counts, levels: list[str], number: int) -> None:
    parts = nested(counts, levels[:number])
    assert [part.level for part in parts] == [*levels[:number], "unit"]
    assert sum(part.m for part in parts) == pytest.approx(mutual_information(counts), abs=EXACT)
    assert sum(part.h for part in parts) == pytest.approx(information(counts), abs=EXACT)
    assert all(part.m >= 0 for part in parts)
    if number:
        assert parts[0].m == pytest.approx(between_within(counts, levels[0]).between_m, abs=EXACT)


def test_a_level_is_told_apart_by_those_above_it() -> None:
    """Two boards of one name, each in a city of its own, are two boards."""
    counts = Counts.of(
        [[10, 0], [0, 10], [9, 1], [1, 9]],
        parents={"city": ["p", "p", "q", "q"], "board": ["North", "South", "North", "South"]},
    )
    parts = nested(counts, ["city", "board"])
    assert parts[2].m == pytest.approx(0, abs=EXACT)
    assert parts[1].m == pytest.approx(mutual_information(counts), abs=EXACT)


def test_many_units_add_up() -> None:
    counts = invented(units=5000, groups=6)
    labels = np.arange(5000)
    placed = Counts.of(counts.matrix, parents={"a": labels // 1000, "b": labels // 50, "c": labels % 7})
    found = between_within(placed, "b")
    assert found.between_m + found.within_m == pytest.approx(mutual_information(placed), abs=EXACT)
    assert sum(part.h for part in nested(placed, ["a", "b", "c"])) == pytest.approx(information(placed), abs=EXACT)


def test_weighted_counts_and_parents_without_members() -> None:
    counts = Counts.of([[1.5, 0.5], [0, 0], [0.25, 3]], parents={"city": ["a", "b", "c"]})
    found = between_within(counts, "city")
    assert [one.label for one in found.within] == ["a", "c"]
    assert found.between_m == pytest.approx(found.total_m, abs=EXACT)


@given(counts=nestings(groups=2))
def test_two_groups(counts: Counts) -> None:
    parts = {part.index: part for part in two_group_parts(counts, "city")}
    merged = counts.merge("city").matrix.T
    for name, index in (("dissimilarity", dissimilarity), ("gini", gini), ("eta-squared", eta_squared)):
        assert parts[name].total == pytest.approx(index(*counts.matrix.T), abs=EXACT)
        assert parts[name].between == pytest.approx(index(*merged), abs=EXACT)
        assert parts[name].additive == (name == "eta-squared")
        assert parts[name].within >= -1e-9
    a, b = counts.group_totals
    variance, within = a / counts.total * b / counts.total, 0.0
    for label in np.unique(counts.parents["city"]):
        inside = counts.matrix[counts.parents["city"] == label]
        x, y = inside.sum(axis=0)
        if x and y:
            weight = inside.sum() / counts.total * (x * y / (x + y) ** 2) / variance
            within += weight * eta_squared(*inside.T)
    assert parts["eta-squared"].within == pytest.approx(within, abs=1e-10)


def test_undefined_and_refused() -> None:
    one = Counts.of([[3, 0], [2, 0]], parents={"city": ["a", "b"]})
    assert math.isnan(between_within(one, "city").total_m)
    assert all(math.isnan(part.m) for part in nested(one, ["city"]))
    with pytest.raises(KeyError, match="there are city"):
        between_within(one, "town")
    with pytest.raises(KeyError, match="no level 'town'"):
        nested(invented(), ["town"])
    with pytest.raises(ValueError, match="twice"):
        nested(one, ["city", "city"])
    with pytest.raises(ValueError, match="two groups"):
        two_group_parts(invented(groups=3), "city")
