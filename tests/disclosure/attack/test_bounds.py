# SPDX-License-Identifier: EUPL-1.2
"""The intervals of the attacker against enumeration: every table of small whole numbers, tried one by one."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from speelveld.disclosure.attack import Contradiction, attack, bounds, programme, too_narrow
from speelveld.disclosure.attack.bounds import judged
from speelveld.disclosure.attack.linear import UNCHECKED
from speelveld.disclosure.attack.polyhedron import propagate, rows_of
from speelveld.disclosure.system import Protected, Statement, Terms, terms

ATOMS = ("a", "b", "c", "d", "e")
MOST = 4


def said(name: str, form: str, low: float, high: float | None = None) -> Statement:
    return Statement(name, terms(form), low, low if high is None else high)


EVERY = np.array(list(itertools.product(range(MOST + 1), repeat=len(ATOMS))))


def values(form: Terms) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """A form in every table of at most MOST per atom."""
    return EVERY @ np.array([dict(form).get(atom, 0.0) for atom in ATOMS])


def enumerated(statements: Sequence[Statement], form: Terms) -> tuple[int, int]:
    fits = np.ones(len(EVERY), dtype=bool)
    for one in statements:
        fits &= (values(one.terms) >= one.low) & (values(one.terms) <= one.high)
    possible = values(form)[fits]
    return possible.min(), possible.max()


capped = [Statement(f"at most {MOST}: {atom}", terms([atom]), 0, MOST) for atom in ATOMS]


@st.composite
def systems(draw: st.DrawFn) -> tuple[list[Statement], list[Terms]]:
    """Statements that are true of some table, and forms over the same atoms."""
    table = {atom: draw(st.integers(0, MOST)) for atom in ATOMS}
    numbers = st.dictionaries(st.sampled_from(ATOMS), st.sampled_from([1, 1, 1, -1, 2]), min_size=1)
    statements = list(capped)
    for at in range(draw(st.integers(1, 4))):
        form = terms({atom: float(n) for atom, n in draw(numbers).items()})
        value = sum(n * table[atom] for atom, n in form)
        statements.append(Statement(f"s{at}", form, value - draw(st.integers(0, 1)), value + draw(st.integers(0, 1))))
    forms = [terms({atom: float(n) for atom, n in draw(numbers).items()}) for _ in range(3)]
    return statements, forms


@settings(max_examples=40, deadline=None)
@given(systems())
def test_whole_bounds_are_those_of_every_table(system: tuple[list[Statement], list[Terms]]) -> None:
    statements, forms = system
    assert bounds(statements, forms, whole=True) == [enumerated(statements, form) for form in forms]


@settings(max_examples=40, deadline=None)
@given(systems(), st.integers(1, 4), st.integers(0, 5))
def test_a_need_is_met_exactly_when_the_tables_say_so(
    system: tuple[list[Statement], list[Terms]], width: int, reach: int
) -> None:
    statements, forms = system
    needs = [Protected(f"n{at}", form, 0, width, reach) for at, form in enumerate(forms)]
    expected = [too_narrow(need, *enumerated(statements, need.terms)) for need in needs]
    assert [one.narrow for one in judged(statements, needs)] == expected


@settings(max_examples=40, deadline=None)
@given(systems())
def test_bounds_over_the_reals_hold_the_whole_ones(system: tuple[list[Statement], list[Terms]]) -> None:
    statements, forms = system
    for (low, high), form in zip(bounds(statements, forms), forms, strict=True):
        least, most = enumerated(statements, form)
        assert low <= least <= most <= high


def test_nothing_said_is_nothing_known() -> None:
    assert bounds([], [terms("a")]) == [(0, math.inf)]
    assert bounds([said("s", "ab", 3)], [terms("c"), terms({"a": 1, "c": -1})]) == [(0, math.inf), (-math.inf, 3)]


def test_a_difference_may_have_no_upper_end_through_several_rows() -> None:
    level = Statement("a is b", terms({"a": 1, "b": -1}), 0, 0)
    other = Statement("b is c", terms({"b": 1, "c": -1}), 0, 2)
    assert bounds([level, other], [terms("a"), terms({"a": 1, "c": -1})], whole=True) == [(0, math.inf), (0, 2)]


def test_whole_numbers_know_more_than_reals() -> None:
    """A sum of two doubles is even: of 3 to 5 only 4 is left."""
    statement = Statement("even", terms({"a": 2, "b": 2, "c": -1}), 0, 0)
    c = said("c", "c", 3, 5)
    assert bounds([statement, c], [terms("c")], whole=True) == [(4, 4)]


def test_odd_cycles_are_solved_over_whole_numbers() -> None:
    """a + b, b + c and a + c are 4 or 5: over the reals a may be 2.5 and no more; whole numbers say 3 at most."""
    pairs = [said(pair, pair, 4, 5) for pair in ("ab", "bc", "ac")]
    assert bounds(pairs, [terms("abc")], whole=True) == [(6, 7)]


@pytest.mark.parametrize(
    "statements",
    [
        [said("one", "ab", 3), said("two", "ab", 4)],
        [said("sum", "ab", 3), said("a", "a", 4)],
        [said("ab", "ab", 1), said("bc", "bc", 1), said("ac", "ac", 1)],
        [said("ab", "ab", 3), said("bc", "bc", 3), said("cd", "cd", 3), said("da", "da", 1, 2), said("all", "abcd", 7)],
    ],
)
def test_contradictions_are_told(statements: list[Statement]) -> None:
    with pytest.raises(Contradiction, match="cannot all be true"):
        bounds(statements, [terms("a")], whole=True)


def test_single_rows_fix_what_they_can() -> None:
    rows = rows_of([said("total", "abc", 9), said("a", "a", 4), said("b", "b", 3)])
    box = propagate(rows)
    assert dict(zip(rows.atoms, box.low, strict=True)) == {"a": 4, "b": 3, "c": 2}
    assert (box.low == box.high).all()


def test_what_gives_a_count_away_is_named() -> None:
    statements = [said("total", "abc", 9), said("a", "a", 4), said("ab", "ab", 7), said("elsewhere", "de", 30)]
    [one] = judged(statements, [Protected("c", terms("c"), 2, 3, 3)])
    assert (one.low, one.high, one.narrow) == (2, 2, True)
    assert set(one.why) == {"total", "a", "ab"} or set(one.why) == {"total", "ab"}


def test_what_linear_programming_needs_is_named() -> None:
    """Three sums of pairs that are equal fix every part, though none does so by itself."""
    pairs = [said(pair, pair, 4) for pair in ("ab", "bc", "ac")]
    [one] = judged([*pairs, said("de", "de", 3)], [Protected("a", terms("a"), 2, 3, 3)])
    assert (one.low, one.high, set(one.why)) == (2, 2, {"ab", "bc", "ac"})


def test_what_is_not_settled_in_time_is_a_finding() -> None:
    """Three sums of pairs: each part is safe, which only a table can show, and there is no time to find one."""
    pairs = [said(pair, pair, 0, 40) for pair in ("ab", "bc", "ac")]
    needs = [Protected(atom, terms(atom), 4, 5, 5) for atom in "abc"]
    assert attack(pairs, needs, attacks=["A2"]) == []
    late = attack(pairs, needs, attacks=["A2"], seconds=0)
    assert [one.form for one in late] == ["a", "b", "c"]
    assert all(UNCHECKED in one.why for one in late)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(systems(), st.integers(1, 4), st.integers(0, 5))
def test_large_programmes_are_judged_like_small_ones(
    monkeypatch: pytest.MonkeyPatch, system: tuple[list[Statement], list[Terms]], width: int, reach: int
) -> None:
    statements, forms = system
    needs = [Protected(f"n{at}", form, 0, width, reach) for at, form in enumerate(forms)]
    before = [one.narrow for one in judged(statements, needs)]
    monkeypatch.setattr(programme, "LARGE", 1)
    assert [one.narrow for one in judged(statements, needs)] == before
    monkeypatch.undo()
