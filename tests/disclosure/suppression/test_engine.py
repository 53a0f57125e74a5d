# SPDX-License-Identifier: EUPL-1.2
"""Suppression beside the plain oracle: every table and every pattern of tiny invented systems."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from speelveld.disclosure.suppression import Pattern, cube, suppress, threshold, unsafe
from speelveld.disclosure.suppression.arrays import arrays_of
from speelveld.disclosure.suppression.effort import Effort
from speelveld.disclosure.suppression.large import solve_large
from speelveld.disclosure.system import Cell, Protected, Statement, System, terms
from speelveld.errors import DisclosureError
from tests.disclosure.systems import (
    agreeing,
    every_table,
    form_values,
    linked_systems,
    random_system,
    school_system,
    tiny_systems,
    uncertain,
)


def attempt(system: System, **options: object) -> Pattern | None:
    """The pattern, or None when the system cannot be protected."""
    try:
        return suppress(system, **options)  # type: ignore[arg-type]
    except DisclosureError:
        return None


def is_safe(system: System, tables: np.ndarray, hidden: frozenset[str]) -> bool:
    """Whether listing all tables that agree finds every need uncertain."""
    left = tables[agreeing(system, tables, system.statements(hidden))]
    return all(uncertain(need, form_values(system, left, need.terms)) for need in system.needs())


def least_loss(system: System) -> float:
    """The least loss over all patterns; infinite when none is safe."""
    tables = every_table(system)
    tables = tables[agreeing(system, tables, system.earlier)]
    cells = [cell for cell in system.cells if cell.need is None and not cell.always_shown]
    fixed = agreeing(system, tables, tuple(c.statement() for c in system.cells if c.always_shown))
    tables = tables[fixed]
    fits = np.array([agreeing(system, tables, (cell.statement(),)) for cell in cells]).reshape(len(cells), len(tables))
    needs = [form_values(system, tables, need.terms) for need in system.needs()]
    best = math.inf
    for pattern in range(2 ** len(cells)):
        shown = [place for place in range(len(cells)) if not pattern >> place & 1]
        loss = math.fsum(cell.weight for place, cell in enumerate(cells) if pattern >> place & 1)
        if loss >= best:
            continue
        left = fits[shown].all(axis=0)
        if all(uncertain(need, value[left]) for need, value in zip(system.needs(), needs, strict=True)):
            best = loss
    return best


@seed(4)
@settings(max_examples=60, deadline=None)
@given(tiny_systems())
def test_the_optimum_is_the_best_of_all_patterns_and_is_safe_by_listing_all_tables(system: System) -> None:
    best = least_loss(system)
    if math.isinf(best):
        with pytest.raises(DisclosureError):
            suppress(system)
        return
    pattern = suppress(system)
    assert pattern.method == "optimal"
    assert pattern.gap == 0
    assert pattern.loss == pytest.approx(best, abs=1e-6)
    assert is_safe(system, every_table(system), pattern.hidden)


@seed(4)
@settings(max_examples=25, deadline=None)
@given(tiny_systems())
def test_the_heuristic_is_safe_and_never_better_than_the_optimum_nor_its_bound_above_it(system: System) -> None:
    pattern = attempt(system, exact=False)
    if pattern is None:
        assert attempt(system) is None
        return
    best = suppress(system)
    assert is_safe(system, every_table(system), pattern.hidden)
    assert pattern.loss >= best.loss - 1e-6
    assert pattern.bound <= best.loss + 1e-6


@seed(4)
@settings(max_examples=15, deadline=None)
@given(linked_systems())
def test_what_is_shown_leaves_every_need_uncertain_and_the_bound_holds(system: System) -> None:
    pattern = attempt(system, seconds=1.0)
    if pattern is None:
        return
    assert unsafe(system.statements(pattern.hidden), system.needs()) == []
    assert pattern.bound <= pattern.loss + 1e-9
    assert pattern.primary <= pattern.hidden
    assert pattern.loss == pytest.approx(sum(c.weight for c in system.cells if c.id in pattern.secondary))


@seed(4)
@settings(max_examples=12, deadline=None)
@given(tiny_systems(), st.randoms(use_true_random=False))
def test_names_and_order_do_not_matter(system: System, shuffle: object) -> None:
    pattern = attempt(system)
    cells = list(system.cells)
    shuffle.shuffle(cells)  # type: ignore[attr-defined]
    shuffled = attempt(replace(system, cells=tuple(cells)))
    assert shuffled == pattern
    renamed = attempt(
        System(
            {f"x{atom}": count for atom, count in system.values.items()},
            tuple(
                replace(
                    cell,
                    terms=terms({f"x{a}": w for a, w in cell.terms}),
                    need=None
                    if cell.need is None
                    else replace(cell.need, terms=terms({f"x{a}": w for a, w in cell.need.terms})),
                )
                for cell in system.cells
            ),
            tuple(replace(said, terms=terms({f"x{a}": w for a, w in said.terms})) for said in system.earlier),
        )
    )
    assert renamed == pattern


@seed(4)
@settings(max_examples=15, deadline=None)
@given(tiny_systems())
def test_an_earlier_statement_costs_and_never_leaves_a_need_exposed(system: System) -> None:
    before = attempt(system)
    atom = sorted(system.values)[0]
    count = system.values[atom]
    said = Statement("said before", terms([atom]), max(0, count - 1), count + 2)
    told = replace(system, earlier=(*system.earlier, said))
    after = attempt(told)
    if after is None or before is None:
        assert before is not None or after is None
        return
    assert after.loss >= before.loss - 1e-6
    assert is_safe(told, every_table(told), after.hidden)


def test_the_textbook_two_by_two_needs_one_rectangle() -> None:
    system = cube({("a", "x"): 3, ("a", "y"): 20, ("b", "x"): 30, ("b", "y"): 25}, ["row", "column"])
    pattern = suppress(system)
    assert pattern.primary == {"row=a|column=x"}
    assert pattern.secondary == {"row=a|column=y", "row=b|column=x", "row=b|column=y"}
    assert pattern.method == "optimal"


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert suppress(cube({("a",): 30, ("b",): 40}, ["school"])).hidden == frozenset()


def test_a_system_that_is_exposed_already_names_every_need_and_is_not_published() -> None:
    system = cube({("a",): 3, ("b",): 4, ("c",): 50}, ["school"])
    told = replace(system, earlier=tuple(Statement(f"old {a}", terms([a]), n, n) for a, n in system.values.items()))
    with pytest.raises(DisclosureError, match="'school=a', 'school=b'"):
        suppress(told)


def test_a_small_cell_that_is_always_shown_is_exposed() -> None:
    system = cube({("a",): 3, ("b",): 40}, ["school"], always_shown=lambda cell: cell == "school=a")
    with pytest.raises(DisclosureError, match="school=a"):
        suppress(system)


def test_contradictions_are_refused_all_at_once() -> None:
    cells = (Cell("one", terms(["a"]), 4), Cell("two", terms(["b"]), 2), Cell("two", terms(["q"]), 2))
    with pytest.raises(DisclosureError, match=r"two.*twice|speaks of 'q'"):
        suppress(System({"a": 3, "b": 2}, cells))
    with pytest.raises(DisclosureError, match="'one' says 4"):
        suppress(System({"a": 3, "b": 2}, cells[:2]))


def test_forms_that_no_cell_shows_are_protected_too() -> None:
    system = cube({("a",): 30, ("b",): 40, ("c",): 50}, ["school"])
    gap = Protected("a and b", terms(["school=a", "school=b"]), 70, 35, 10)
    pattern = suppress(replace(system, protected=(gap,)))
    assert pattern.primary == frozenset()
    assert unsafe(system.statements(pattern.hidden), [gap]) == []


def test_without_time_the_pattern_is_safe_and_says_that_it_may_not_be_the_best() -> None:
    system = school_system(3, 2, 3, 2, seed=5)
    first, second = suppress(system, seconds=0.0), suppress(system, seconds=0.0)
    assert first == second
    assert first.method != "optimal"
    assert first.gap > 0
    assert unsafe(system.statements(first.hidden), system.needs(), values=system.values) == []


def test_a_large_system_is_solved_by_units_and_proven_across_them() -> None:
    system = school_system(12, 1, 3, 2, seed=3)
    part = arrays_of(system)
    best, hopeless, witnesses = solve_large(part, improve=True, effort=Effort.of(60.0))
    assert len(hopeless) == 0
    assert len(witnesses.lacking(best.hidden)) == 0
    hidden = frozenset(cell for cell, gone in zip(part.cells, best.hidden, strict=True) if gone)
    assert unsafe(system.statements(hidden), system.needs(), values=system.values) == []
    assert best.bound <= suppress(system, exact=True, seconds=5.0).loss + 1e-6


@pytest.mark.parametrize("number", [3, 5, 13, 14, 34, 36])
def test_exposure_is_found_exactly(number: int) -> None:
    system = random_system(number, most_atoms=5)
    assert 5 <= sum(system.values.values()) <= 25
    hidden = frozenset(cell.id for cell in system.cells if cell.need is not None)
    tables = every_table(system)
    left = tables[agreeing(system, tables, system.statements(hidden))]
    found = {exposed.id: exposed for exposed in unsafe(system.statements(hidden), system.needs())}
    for need in system.needs():
        values = form_values(system, left, need.terms)
        assert (need.id in found) == (not uncertain(need, values)), need
        if need.id in found:
            assert (found[need.id].low, found[need.id].high) == (values.min(), values.max())


def test_statements_that_contradict_each_other_are_refused() -> None:
    said = [Statement("one", terms(["a"]), 1, 1), Statement("two", terms(["a"]), 2, 2)]
    with pytest.raises(DisclosureError, match="contradicts"):
        unsafe(said, [Protected("a", terms(["a"]), 1, 2, 2)])


def test_a_rounded_count_is_less_than_an_exact_one() -> None:
    counts = {("a",): 3, ("b",): 21, ("c",): 44}
    exact = suppress(cube(counts, ["school"], rule=threshold(5)))
    rounded = suppress(cube(counts, ["school"], rule=threshold(5), base=25))
    assert len(rounded.secondary) < len(exact.secondary)
