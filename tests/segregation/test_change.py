# SPDX-License-Identifier: EUPL-1.2
"""The parts of a change add up to it, and each kind of change ends up in its own part."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from speelveld.segregation import (
    Change,
    Counts,
    elbers,
    karmel_maclachlan,
    mora_ruiz_castillo,
    mutual_information,
)
from tests.segregation.tables import matrices

METHODS = (elbers, karmel_maclachlan, mora_ruiz_castillo)
Method = Callable[[Counts, Counts], Change]


def parts(change: Change) -> float:
    return (
        change.additions
        + change.removals
        + change.group_margin
        + change.unit_margin
        + change.interaction
        + change.structural
    )


@st.composite
def two_tables(draw: st.DrawFn) -> tuple[Counts, Counts]:
    first = draw(matrices(groups=3, units=7))
    second = draw(matrices(groups=3, units=7))
    names = st.permutations([f"s{n}" for n in range(9)])
    one = Counts.of(first, draw(names)[: len(first)], draw(st.permutations("abc")))
    two = Counts.of(second, draw(names)[: len(second)], draw(st.permutations("abcd"))[:3])
    return one, two


def compared(method: Method, one: Counts, two: Counts) -> Change:
    try:
        return method(one, two)
    except ValueError:  # nothing in common
        assume(False)
        raise


@pytest.mark.parametrize("method", METHODS)
@given(tables=two_tables())
def test_parts_add_up(method: Method, tables: tuple[Counts, Counts]) -> None:
    found = compared(method, *tables)
    assert found.m1 == pytest.approx(mutual_information(tables[0]), abs=1e-12)
    assert found.m2 == pytest.approx(mutual_information(tables[1]), abs=1e-12)
    assert found.difference == found.m2 - found.m1
    assert parts(found) == pytest.approx(found.difference, abs=1e-9)
    if method is elbers:
        assert sum(found.unit_parts) == pytest.approx(found.structural, abs=1e-9)
        assert len(found.units) == len(found.unit_parts)


@given(tables=two_tables())
def test_elbers_is_the_same_the_other_way_round(tables: tuple[Counts, Counts]) -> None:
    there, back = compared(elbers, *tables), elbers(tables[1], tables[0])
    for part in ("group_margin", "unit_margin", "structural"):
        assert getattr(back, part) == pytest.approx(-getattr(there, part), abs=1e-7)
    assert back.additions == pytest.approx(-there.removals, abs=1e-12)


@given(first=matrices(groups=3, units=5, least=1), second=matrices(groups=3, units=5, least=1))
def test_elbers_is_the_same_with_groups_for_units(first: np.ndarray, second: np.ndarray) -> None:
    rows = min(len(first), len(second))
    first, second = first[:rows], second[:rows]
    there = elbers(Counts.of(first), Counts.of(second))
    turned = elbers(Counts.of(first.T), Counts.of(second.T))
    assert turned.structural == pytest.approx(there.structural, abs=1e-8)
    assert turned.group_margin == pytest.approx(there.unit_margin, abs=1e-8)
    assert turned.unit_margin == pytest.approx(there.group_margin, abs=1e-8)


@pytest.mark.parametrize("method", [elbers, karmel_maclachlan])
@given(cells=matrices(groups=3, units=6, least=1), scale=st.integers(2, 5), column=st.booleans())
def test_scaled_rows_or_columns_leave_the_structure(
    method: Method, cells: np.ndarray, scale: int, column: bool
) -> None:
    other = cells.copy()
    if column:
        other[:, 0] *= scale
    else:
        other[0] *= scale
    found = method(Counts.of(cells), Counts.of(other))
    assert found.structural == pytest.approx(0, abs=1e-8)
    assert found.additions == found.removals == 0
    same = method(Counts.of(cells), Counts.of(cells * scale))
    assert abs(same.group_margin) + abs(same.unit_margin) + abs(same.structural) == pytest.approx(0, abs=1e-9)


@given(cells=matrices(groups=3, units=6, least=1), scale=st.integers(2, 5))
def test_mora_ruiz_castillo_keeps_the_mix_of_units(cells: np.ndarray, scale: int) -> None:
    other = cells.copy()
    other[0] *= scale
    assert mora_ruiz_castillo(Counts.of(cells), Counts.of(other)).structural == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_units_and_groups_that_came_and_went(method: Method) -> None:
    both = [[10, 20], [20, 10]]
    first = Counts.of([*both, [5, 0]], ["x", "y", "closed"], ["a", "b"])
    second = Counts.of([*([*row, 0] for row in both), [0, 9, 3]], ["x", "y", "new"], ["a", "b", "c"])
    found = method(first, second)
    stayed = mutual_information(Counts.of(both))
    assert found.additions == pytest.approx(found.m2 - stayed)
    assert found.removals == pytest.approx(stayed - found.m1)
    assert found.structural == pytest.approx(0, abs=1e-9)
    assert method(second, first).additions == pytest.approx(-found.removals)


def test_a_unit_with_only_a_group_that_went_is_no_common_unit() -> None:
    first = Counts.of([[10, 20, 5], [20, 10, 5], [0, 0, 9]], ["x", "y", "z"], ["a", "b", "gone"])
    second = Counts.of([[10, 20], [20, 15], [4, 4]], ["x", "y", "z"], ["a", "b"])
    assert elbers(first, second).units == ("x", "y")


@pytest.mark.parametrize("method", METHODS)
def test_nothing_in_common_is_refused(method: Method) -> None:
    first = Counts.of([[1, 2], [2, 1]], ["x", "y"], ["a", "b"])
    for other in (
        Counts.of([[1, 2], [2, 1]], ["p", "q"], ["a", "b"]),
        Counts.of([[1, 2], [2, 1]], ["x", "y"], ["a", "c"]),
        Counts.of([[0, 2], [0, 1]], ["x", "y"], ["a", "b"]),
    ):
        with pytest.raises(ValueError, match="two groups with members in both"):
            method(first, other)
