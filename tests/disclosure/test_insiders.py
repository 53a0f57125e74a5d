# SPDX-License-Identifier: EUPL-1.2
"""Insiders of one group learn no count of another member; what cannot be hidden any more is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from speelveld.disclosure import coalitions as of_coalitions
from speelveld.disclosure.attack import Insider, Knowledge, attack
from speelveld.disclosure.coalitions import coalitions, in_doubt
from speelveld.disclosure.insiders import beside_insiders
from speelveld.disclosure.protect import ProtectedTable, protect
from speelveld.disclosure.suppression import cube, threshold
from speelveld.disclosure.system import Statement, System, terms
from speelveld.errors import DisclosureError

COUNTS = {
    ("Ash", "x"): 3,
    ("Ash", "y"): 24,
    ("Elm", "x"): 20,
    ("Elm", "y"): 31,
    ("Oak", "x"): 18,
    ("Oak", "y"): 22,
    ("Yew", "x"): 14,
    ("Yew", "y"): 40,
}
"""Invented."""
BOARD = {"": ["Ash", "Elm", "Oak"]}
"""Yew is no member: what it has stays unknown to all three."""


def system(counts: Mapping[tuple[str, str], int] = COUNTS) -> System:
    return cube(counts, ["school", "group"], rule=threshold(5))


def members(of: System) -> dict[str, frozenset[str]]:
    schools = {atom.split("|")[0].partition("=")[2] for atom in of.values}
    return {
        school: frozenset(atom for atom in of.values if atom.split("|")[0] == f"school={school}") for school in schools
    }


def findings(of: System, found: ProtectedTable, schools: Sequence[str]) -> set[str]:
    """What these schools find out about others, by the attacker."""
    atoms = frozenset[str]().union(*(members(of)[one] for one in schools))
    knows = tuple(Statement(atom, terms([atom]), of.values[atom], of.values[atom]) for atom in sorted(atoms))
    own = frozenset(need.id for need in of.needs() if all(atom in atoms for atom, _ in need.terms))
    known = Knowledge(insiders=(Insider(" and ".join(schools), knows, own),))
    return {one.form for one in attack(found.statements, of.needs(), knowledge=known, attacks=["A12"])}


def test_two_of_one_group_with_the_total_do_not_learn_the_cell_of_a_third() -> None:
    of = system()
    plain = protect(of)
    [cell] = {need.id for need in of.needs()}
    assert findings(of, plain, ["Elm", "Oak"]) | findings(of, plain, ["Elm"]) | findings(of, plain, ["Oak"]) == {cell}
    found = beside_insiders(of, plain, members(of), BOARD)
    assert found.insiders is not None
    assert (found.insiders.there, found.insiders.tried, found.insiders.known) == (3, 3, 0)
    assert found.insiders.more == len(found.hidden - plain.hidden) > 0
    for schools in (["Elm", "Oak"], ["Elm"], ["Oak"], ["Ash", "Elm"]):
        assert findings(of, found, schools) == set()
    assert attack(found.statements, of.needs(), attacks=["A1", "A2"]) == []
    assert found.primary <= found.hidden
    assert found.loss == pytest.approx(sum(cell.weight for cell in of.cells if cell.id in found.hidden - found.primary))
    assert found.bound <= found.loss
    assert 0 < found.gap < 1
    assert found == beside_insiders(of, plain, members(of), BOARD)


def test_hiding_goes_no_further_than_it_must() -> None:
    """No cell that is hidden without a rule can be shown again by itself."""
    of = system()
    found = beside_insiders(of, protect(of), members(of), BOARD)
    pairs = (["Elm", "Oak"], ["Ash", "Elm"], ["Ash", "Oak"])
    for cell in found.hidden - found.primary:
        shown = replace(found, statements=of.statements(found.hidden - {cell}))
        outsider = attack(shown.statements, of.needs(), attacks=["A2"])
        assert outsider or any(findings(of, shown, pair) for pair in pairs)


def test_one_by_one_asks_less_than_together() -> None:
    of = system()
    one, two = (beside_insiders(of, protect(of), members(of), BOARD, size) for size in (1, 2))
    for school in ("Ash", "Elm", "Oak"):
        assert findings(of, one, [school]) == findings(of, two, [school]) == set()
    assert findings(of, one, ["Elm", "Oak"])
    assert not findings(of, two, ["Elm", "Oak"])


def test_a_table_that_withstands_insiders_is_left_as_it_is() -> None:
    of = system({**COUNTS, ("Ash", "x"): 30})
    plain = protect(of)
    found = beside_insiders(of, plain, members(of), BOARD)
    assert found.insiders is not None
    assert (found.insiders.more, found.hidden) == (0, frozenset())
    assert replace(found, insiders=None) == plain


def test_in_a_small_group_somebody_is_left_to_learn_about() -> None:
    """Of two schools each by itself; of one school that school; the worst first where there are too many."""
    of = system()
    hidden = protect(of).hidden
    names = lambda groups, size: [one.name for one in coalitions(of, hidden, members(of), groups, size)[0]]  # noqa: E731
    assert sorted(names({"north": ["Ash", "Elm"]}, 2)) == ["Ash (north)", "Elm (north)"]
    assert names({"north": ["Yew"]}, 2) == ["Yew (north)"]
    assert len(names({"": ["Ash", "Elm", "Oak", "Yew"]}, 2)) == 6
    first = names({"": ["Ash", "Elm", "Oak", "Yew"]}, 1)[0]
    assert any(f"school={first}|" in cell for cell in hidden)


def test_what_is_known_anyway_is_counted_and_as_much_stays_uncertain_as_is_left() -> None:
    """The totals of a group are public: with Elm's, Oak's and Yew's own rows Ash's follows whatever is hidden."""
    of = system()
    public = replace(
        of,
        cells=tuple(replace(cell, always_shown=cell.id == "school=*|group=x", need=cell.need) for cell in of.cells),
    )
    found = beside_insiders(public, protect(public), members(public), {"": ["Ash", "Elm", "Oak", "Yew"]}, 3)
    assert found.insiders is not None
    assert found.insiders.known == 1
    two = beside_insiders(public, protect(public), members(public), {"": ["Ash", "Elm", "Oak", "Yew"]}, 2)
    assert two.insiders is not None
    assert two.insiders.known == 0
    assert findings(public, two, ["Elm", "Oak"]) == set()


def test_a_rounded_table_is_only_attacked() -> None:
    """Insiders take the rounding of their own rows off the total; nothing can be hidden, so nothing goes out."""
    of = cube({("Ash",): 1, ("Elm",): 11}, ["school"], rule=threshold(5))
    rounded = protect(of, "round", base=5)
    with pytest.raises(DisclosureError, match="insiders would know too well"):
        beside_insiders(of, rounded, members(of), {"": ["Ash", "Elm"]})
    many = system()
    safe = beside_insiders(many, protect(many, "round", base=5), members(many), {"": ["Elm", "Oak"]}, 1)
    assert safe.insiders is not None
    assert (safe.insiders.more, safe.hidden) == (0, frozenset())


def test_an_attack_that_finds_something_stops_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the choice of cells wrong, the attacker, who shares nothing with it, would see that."""
    monkeypatch.setattr("speelveld.disclosure.insiders.unsafe", lambda *_, **__: [])
    of = system()
    with pytest.raises(DisclosureError, match="insiders would know too well"):
        beside_insiders(of, protect(of), members(of), BOARD)


@pytest.fixture
def in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any table counts as a large one: one pair is tried by itself, all others in blocks of two or three."""
    monkeypatch.setattr(of_coalitions, "WORK", 0)
    monkeypatch.setattr(of_coalitions, "LEAST_TRIED", 1)
    monkeypatch.setattr(of_coalitions, "BLOCK", 3)


def many(seed: int) -> System:
    random = np.random.default_rng(seed)
    return cube(
        {(f"s{at}", group): int(random.gamma(1.2, 14)) for at in range(9) for group in "xyz"},
        ["school", "group"],
        rule=threshold(5),
    )


@pytest.mark.usefixtures("in_blocks")
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("of", ["all", "boards"])
def test_whom_blocks_do_not_doubt_learns_nothing(seed: int, of: str) -> None:
    """Every pair that is not in doubt is attacked by itself, and so are all needs that are not."""
    table = many(seed)
    found, schools = protect(table), members(table)
    names = sorted(schools)
    groups = {"": names} if of == "all" else {"north": names[:4], "south": names[4:]}
    every, there = coalitions(table, found.hidden, schools, groups, 2, of_coalitions.MOST)
    assert len(every) == there
    doubted = {one.name: needs for one, needs in in_doubt(table, found.statements, found.needs, schools, groups, every)}
    assert len(doubted) < there, "blocks that clear nobody prove nothing here"
    for one in every:
        left = {need.id for need in doubted.get(one.name, ())}
        assert findings(table, found, sorted(one.members)) <= left


@pytest.mark.usefixtures("in_blocks")
@pytest.mark.parametrize("seed", range(4))
def test_all_pairs_of_a_large_table_are_tried_and_learn_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    table = many(seed)
    monkeypatch.setattr("speelveld.disclosure.insiders.DOUBTED", 100)
    names = sorted(members(table))
    found = beside_insiders(table, protect(table), members(table), {"": names})
    assert found.insiders is not None
    assert (found.insiders.there, found.insiders.tried) == (36, 36)
    for pair in combinations(names, 2):
        assert findings(table, found, pair) == set()


@pytest.mark.usefixtures("in_blocks")
def test_pairs_in_doubt_that_are_too_many_are_not_said_to_be_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    table = many(1)
    monkeypatch.setattr("speelveld.disclosure.insiders.DOUBTED", 1)
    names = sorted(members(table))
    found = beside_insiders(table, protect(table), members(table), {"": names})
    assert found.insiders is not None
    assert found.insiders.tried < found.insiders.there == 36
