# SPDX-License-Identifier: EUPL-1.2
"""Reserves: units that hide more, so that sums across units can stay shown. All counts are invented."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.disclosure.suppression import cube, suppress, unsafe
from speelveld.disclosure.suppression.arrays import Arrays, Flags, Integers, arrays_of
from speelveld.disclosure.suppression.effort import Effort
from speelveld.disclosure.suppression.kinds import Kinds, family
from speelveld.disclosure.suppression.large import solve_large
from speelveld.disclosure.suppression.parts import units
from speelveld.disclosure.suppression.plans import choose, nearest, plan, sums_of
from speelveld.disclosure.suppression.reserves import _supplied, with_reserves
from speelveld.disclosure.suppression.unused import show_unused
from speelveld.disclosure.suppression.witnesses import Witnesses
from speelveld.disclosure.system import System, Terms, terms
from tests.disclosure.attack.hierarchies import Asked, make
from tests.disclosure.systems import nested_system, school_counts, school_system


@cache
def _schools() -> tuple[Arrays, list[Integers], Flags]:
    """30 schools by group and outcome, with nothing hidden but what is small."""
    part = arrays_of(school_system(30, 1, 4, 3, seed=4))
    return part, units(part, 20), part.primary.copy()


def test_atoms_are_of_one_kind_when_the_sums_across_units_count_them_alike() -> None:
    part, divided, hidden = _schools()
    kinds = Kinds(part, hidden, divided)
    assert len(divided) == 30
    assert [len(pool) for pool in kinds.pools()] == [30]
    for first in divided[:3]:
        names = [part.atoms[atom].split("|", 1)[1] for atom in first]
        assert len(set(kinds.of[first])) == len(names)
        for second in divided[:3]:
            assert [part.atoms[atom].split("|", 1)[1] for atom in second] == names
            assert (kinds.of[first] == kinds.of[second]).all()
    sums = sums_of(part, divided)
    assert set(sums.runs[sums.owner < 0].tolist()) == {30}
    everything = hidden | (sums.owner < 0)
    assert len(set(Kinds(part, everything, divided).of.tolist())) == 1


def test_reserves_go_on_showing_sums_that_do_not_cross() -> None:
    part, divided, hidden = _schools()
    kinds = Kinds(part, hidden, divided)
    kept = family(kinds, kinds.pools()[0], sums_of(part, divided).owner)
    assert kept.cells.any()
    assert not (kept.cells & hidden).any()
    sets = {frozenset(kinds.of[_atoms(part, cell)].tolist()) for cell in np.flatnonzero(kept.cells)}
    assert frozenset(kinds.of[divided[0]].tolist()) in sets
    assert all(one <= other or other <= one or not one & other for one in sets for other in sets)


def _atoms(part: Arrays, cell: int) -> Integers:
    return part.matrix.indices[part.matrix.indptr[cell] : part.matrix.indptr[cell + 1]]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_reserves_supply_every_change_that_their_summed_counts_allow(data: st.DataObject) -> None:
    part, divided, hidden = _schools()
    kinds = Kinds(part, hidden, divided)
    sums = sums_of(part, divided)
    drawn = plan(kinds, kinds.pools()[0], sums)
    assert drawn is not None
    opened = hidden | drawn.opened
    kinds = Kinds(part, opened, divided)
    unit = data.draw(st.sampled_from(sorted(set(range(30)) - set(drawn.reserves.tolist()))))
    atoms, group = divided[unit], drawn.family.group[kinds.of[divided[unit]]]
    change = np.zeros(len(atoms), dtype=np.int64)
    for label in np.unique(group):
        inside = np.flatnonzero(group == label)
        stock = [
            sum(
                int(part.true[divided[one][kinds.of[divided[one]] == kinds.of[atoms[place]]][0]])
                for one in drawn.reserves
            )
            for place in inside
        ]
        for place, most in zip(inside[1:], stock[1:], strict=True):
            least = -int(part.true[atoms[place]])
            by = data.draw(st.integers(least, most))
            rest = int(change[inside[0]]) - by
            if -int(part.true[atoms[inside[0]]]) <= rest <= stock[0]:
                change[place], change[inside[0]] = by, rest
    supplied = _supplied(kinds, drawn.family.group, atoms, change, drawn.reserves)
    assert supplied is not None
    table = part.true.copy()
    table[supplied[0]] += supplied[1]
    assert (table >= 0).all()
    assert (table[atoms] - part.true[atoms] == change).all()
    across = np.flatnonzero(sums.owner < 0)
    assert (part.matrix[across] @ table == part.matrix[across] @ part.true).all()
    own = np.flatnonzero(np.isin(sums.owner, drawn.reserves) & ~opened)
    assert (part.matrix[own] @ table == part.matrix[own] @ part.true).all()


def test_with_reserves_the_sums_across_schools_stay_shown_and_all_is_proven() -> None:
    part, divided, hidden = _schools()
    witnesses = Witnesses(part)
    sums = sums_of(part, divided)
    after = with_reserves(part, witnesses, hidden, divided, sums)
    assert not (after & ~part.primary & (sums.owner < 0)).any()
    assert len(witnesses.lacking(after)) < 0.1 * len(witnesses.lacking(hidden))
    for table in witnesses.tables(after):
        assert (table >= 0).all()
        shown = np.flatnonzero(~after)
        assert (part.matrix[shown] @ table == part.matrix[shown] @ part.true).all()


def test_where_reserves_lose_more_than_the_sums_the_sums_are_hidden() -> None:
    counts = school_counts(8, 4, 4, 3, seed=1)
    part = arrays_of(cube(counts, ["school", "year", "group", "outcome"], loss="cells"))
    divided = units(part, 48)
    sums = sums_of(part, divided)
    drawn = plan(Kinds(part, part.primary, divided), np.arange(8), sums)
    across = part.free & (sums.owner < 0)
    assert drawn is not None
    assert drawn.loss > sums.loss(across)
    hidden, plans = choose(sums, part.primary, divided, np.arange(len(part.needs.ids)))
    assert plans == []
    assert (hidden & across == across).all()


def test_a_pool_joins_the_next_larger_one_when_its_own_sums_are_hidden() -> None:
    part = arrays_of(nested_system(12, 120, 2))
    divided, hidden = units(part, 20), part.primary.copy()
    sums = sums_of(part, divided)
    before = Kinds(part, hidden, divided).pools()
    first = before[0]
    needs = np.flatnonzero(np.diff(part.needs.matrix.indptr) == 1)
    inside = np.isin(part.needs.matrix.indices[part.needs.matrix.indptr[needs]], divided[int(first[0])])
    near = nearest(sums, hidden, divided, needs[inside])
    assert near.any()
    assert set(sums.runs[near].tolist()) == {len(first)}
    after = Kinds(part, hidden | near, divided)
    assert len(after.pools()) <= len(before)
    assert not (nearest(sums, hidden | near, divided, needs[inside]) & near).any()


def test_where_areas_cut_through_each_other_the_sums_of_one_are_hidden_before_the_next_is_judged() -> None:
    part = arrays_of(make(Asked((30, 1, 4, 3), boards=True, mean=80.0), np.random.default_rng(1)))
    divided = units(part, 20)
    sums, needs = sums_of(part, divided), np.arange(len(part.needs.ids))
    assert len(Kinds(part, part.primary, divided).pools()) > 7, "boards and districts cut through each other"
    near = nearest(sums, part.primary, divided, needs)
    areas = {sums.reach(np.arange(len(part.cells)) == cell).tobytes(): cell for cell in np.flatnonzero(near)}
    schools = {frozenset(part.atoms[atom].split("|")[0] for atom in _atoms(part, cell)) for cell in areas.values()}
    assert len(schools) > 1
    assert all(not one & other for one, other in itertools.combinations(schools, 2))
    hidden, plans = choose(sums, part.primary, divided, needs)
    assert len(plans) > 1, "some pools are large enough once what cuts through them is hidden"
    assert not (hidden & (sums.runs == 30)).any()


def test_units_that_share_no_shown_sum_any_more_stand_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(*_: object) -> None:
        raise AssertionError("every unit is safe by itself")

    monkeypatch.setattr("speelveld.disclosure.suppression.large.protect", none_left)
    monkeypatch.setattr("speelveld.disclosure.suppression.large.work_across", lambda *_: None)
    part = arrays_of(cube(school_counts(8, 4, 4, 3, seed=1), ["school", "year", "group", "outcome"], loss="cells"))
    best, hopeless, witnesses = solve_large(part, improve=False, effort=Effort.of(60.0))
    assert not len(hopeless)
    assert len(witnesses.lacking(best.hidden)) == 0


def test_with_municipalities_and_provinces_the_sums_of_provinces_stay_shown() -> None:
    system = nested_system(5, 80, 1)
    pattern = suppress(system, exact=False)
    assert unsafe(system.statements(pattern.hidden), system.needs()[::25], values=system.values) == []
    assert unsafe(system.statements(pattern.primary), system.needs()[::25], values=system.values) != []
    large = [cell for cell in pattern.secondary if cell.startswith(("province=", "school=*"))]
    assert large == []
    assert pattern == suppress(system, exact=False)


def test_what_no_witness_changes_is_shown_again_and_every_need_stays_proven() -> None:
    part = arrays_of(school_system(30, 1, 4, 3, seed=4))
    best, hopeless, witnesses = solve_large(part, improve=False, effort=Effort.of(60.0))
    assert not len(hopeless)
    more = best.hidden.copy()
    more[np.flatnonzero(part.free & ~best.hidden)[:40]] = True
    after = show_unused(witnesses, more, part.free)
    assert not (after & ~more).any()
    assert len(witnesses.lacking(after)) == 0
    assert part.weight[after & part.free].sum() <= part.weight[best.hidden & part.free].sum() + 1e-9
    for cell in np.flatnonzero(after & part.free)[:20]:
        fewer = after.copy()
        fewer[cell] = False
        assert len(witnesses.lacking(fewer))


def test_a_table_that_contradicts_what_is_known_is_no_witness() -> None:
    part = arrays_of(school_system(3, 1, 3, 2, seed=5))
    witnesses = Witnesses(part)
    atom = int(np.argmin(part.true))
    assert not witnesses.add_change(np.array([atom]), np.array([-int(part.true[atom]) - 1]))
    assert witnesses.add_change(np.array([atom]), np.array([1]))
    assert witnesses.known == 2
    assert witnesses.add_change(np.array([atom]), np.array([1]))
    assert witnesses.known == 2
    changed = witnesses.last_changed()
    assert changed.sum() == (part.free & (abs(part.matrix[:, [atom]]).sum(axis=1) > 0)).sum()
    assert not witnesses.agree(part.primary)[1]
    assert witnesses.agree(part.primary | changed).all()


def test_systems_that_share_nothing_are_solved_side_by_side() -> None:
    one, two = school_system(3, 1, 4, 3, seed=6), school_system(21, 1, 4, 3, seed=7)

    def named(system: System, city: str) -> System:
        def renamed(form: Terms) -> Terms:
            return terms({f"{city} {atom}": by for atom, by in form})

        cells = [
            replace(
                cell,
                id=f"{city} {cell.id}",
                terms=renamed(cell.terms),
                need=cell.need and replace(cell.need, id=f"{city} {cell.id}", terms=renamed(cell.terms)),
            )
            for cell in system.cells
        ]
        return System({f"{city} {atom}": count for atom, count in system.values.items()}, tuple(cells))

    first, second = named(one, "a"), named(two, "b")
    both = System({**first.values, **second.values}, (*first.cells, *second.cells))
    apart = [suppress(city, exact=False).hidden for city in (first, second)]
    assert suppress(both, exact=False).hidden == apart[0] | apart[1]


@pytest.mark.parametrize("loss", ["cells", "value", "balanced"])
def test_every_way_to_count_the_loss_gives_a_safe_pattern(loss: str) -> None:
    system = school_system(17, 1, 4, 3, seed=6, loss=loss)  # type: ignore[arg-type]
    pattern = suppress(system, exact=False)
    assert unsafe(system.statements(pattern.hidden), system.needs(), values=system.values) == []
