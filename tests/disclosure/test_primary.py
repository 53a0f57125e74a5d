# SPDX-License-Identifier: EUPL-1.2
"""Each primary rule on a table worked out by hand; each test fails when its rule is taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from speelveld.disclosure.primary import Layout, Ruled, apply_rules
from speelveld.disclosure.suppression import cube
from speelveld.disclosure.system import System, terms
from speelveld.disclosure.table_rules import (
    CountRules,
    GroupRules,
    LossRules,
    MagnitudeRules,
    TableRules,
)

LAYOUT = Layout((("school",), ("group",)))
RULES = TableRules("1", group_disclosure=GroupRules(("group",)))
COUNTS = {("A", "x"): 30, ("A", "y"): 4, ("B", "x"): 0, ("B", "y"): 25, ("C", "x"): 0, ("C", "y"): 0}


def system(values: Mapping[tuple[str, ...], int] = COUNTS) -> System:
    """The table with its margins, without protection."""
    return cube(values, ["school", "group"], rule=lambda *_: None)


def ruled(rules: TableRules = RULES, values: Mapping[tuple[str, ...], int] = COUNTS, **more: object) -> Ruled:
    """The table under rules."""
    return apply_rules(system(values), LAYOUT, rules, **more)  # type: ignore[arg-type]


def primary(found: Ruled) -> set[str]:
    """The cells that a rule hides."""
    assert set(found.why) == {cell.id for cell in found.system.cells if cell.need is not None}
    return set(found.why)


def rests(found: Ruled) -> dict[str, int]:
    """The forms that must stay uncertain beside the cells, by name, with their width."""
    return {need.id: need.width for need in found.system.protected}


def test_small_counts_are_hidden() -> None:
    found = ruled(TableRules("1", counts=CountRules(zeros="show")))
    assert primary(found) == {"school=A|group=y"}
    need = next(cell.need for cell in found.system.cells if cell.id == "school=A|group=y")
    assert need is not None
    assert (need.width, need.reach, need.value) == (10, 10, 4)
    assert primary(ruled(TableRules("1", counts=CountRules(threshold=4, zeros="show")))) == set()


def test_zeros_are_hidden_where_people_could_have_been() -> None:
    assert primary(ruled()) == {"school=A|group=y", "school=B|group=x"}
    # Nobody at all is in school C: its zeros are structural. Without a sensitive column no zero is.
    every = primary(ruled(TableRules("1")))
    assert every == primary(ruled()) | {"school=C|group=*", "school=C|group=x", "school=C|group=y"}


def test_zeros_of_a_sensitive_column_are_hidden_even_where_others_are_shown() -> None:
    shown = replace(RULES, counts=CountRules(zeros="show"))
    assert primary(ruled(shown)) == {"school=A|group=y", "school=B|group=x"}
    assert primary(ruled(replace(shown, group_disclosure=GroupRules()))) == {"school=A|group=y"}


def test_the_rest_of_a_group_stays_uncertain() -> None:
    """30 of 34 tell that 4 are otherwise; 25 of 25 that nobody is. Two groups: the rest is the other cell itself."""
    assert rests(ruled()) == {
        "school=A|group=x (the rest over group)": 10,
        "school=B|group=y (the rest over group)": 10,
    }
    assert rests(ruled(replace(RULES, group_disclosure=GroupRules()))) == {}
    three = {("A", "x"): 60, ("A", "y"): 2, ("A", "z"): 3, ("B", "x"): 40, ("B", "y"): 30, ("B", "z"): 30}
    found = ruled(values=three)
    (need,) = [one for one in found.system.protected if one.id.startswith("school=A|group=x")]
    assert need.terms == terms(["school=A|group=y", "school=A|group=z"])
    assert (need.value, need.reach) == (5, 10)
    assert not [one for one in found.system.protected if "school=B" in one.id]
    wider = replace(RULES, group_disclosure=GroupRules(("group",), min_rest=65))
    assert "school=B|group=x (the rest over group)" in rests(ruled(wider, three))


def test_what_the_outside_knows_is_shown_and_limits_what_can_be_protected() -> None:
    rules = replace(RULES, known=frozenset({frozenset({"school"})}))
    small = {**COUNTS, ("D", "x"): 5, ("D", "y"): 1}
    found = ruled(rules, small)
    cells = {cell.id: cell for cell in found.system.cells}
    assert cells["school=D|group=*"].always_shown
    assert cells["school=D|group=*"].need is None
    need = cells["school=D|group=x"].need
    assert need is not None
    assert (need.width, need.reach) == (6, 6)
    assert not cells["school=D|group=x"].always_shown


def test_tables_that_are_not_published_have_no_cells() -> None:
    rules = replace(RULES, publish=frozenset({frozenset({"school"}), frozenset()}))
    assert {cell.id for cell in ruled(rules).system.cells} == {
        *(f"school={one}|group=*" for one in "ABC"),
        "school=*|group=*",
    }


def test_the_base_and_the_loss() -> None:
    rules = replace(
        RULES,
        counts=CountRules(base=5),
        loss=LossRules("values", ((frozenset({"school"}), 10.0),)),
    )
    cells = {cell.id: cell for cell in ruled(rules).system.cells}
    assert {cell.base for cell in cells.values()} == {5}
    assert cells["school=A|group=x"].weight == 31
    assert cells["school=A|group=*"].weight == 350
    equal = ruled(replace(RULES, loss=LossRules("cells")))
    assert {cell.weight for cell in equal.system.cells} == {1}


def test_masked_counts_stay_as_wide_as_they_came() -> None:
    masked = {terms(["school=A|group=y"]): (1, 4)}
    found = ruled(masked=masked, given={"school=A|group=*"})
    assert set(found.unknown) == {"school=A|group=y", "school=*|group=y", "school=*|group=*"}
    assert "school=A|group=*" in {cell.id for cell in found.system.cells}
    (need,) = [one for one in found.system.protected if one.id.startswith("masked")]
    assert (need.width, need.reach, need.value) == (3, 4, 4)
    (said,) = found.system.earlier
    assert (said.low, said.high) == (1, 4)
    # The rest of group x in school A is the masked count: nobody can make it wider than its source left it.
    assert rests(found)["masked: school=A|group=y"] == 3
    assert "school=A|group=x (the rest over group)" not in rests(found)


AMOUNTS = {
    "school=A|group=x": {"one": 90, "two": 6, "three": 4},
    "school=A|group=y": {"one": 40, "two": 30, "three": 30},
    "school=B|group=x": {"one": 50, "two": 50},
    "school=B|group=y": {"four": 34, "five": 33, "six": 33},
}
MAGNITUDES = TableRules("1", kind="magnitudes")


def amounts(rules: MagnitudeRules) -> Ruled:
    """A table of amounts in which every inner cell is 100."""
    values = {("A", "x"): 100, ("A", "y"): 100, ("B", "x"): 100, ("B", "y"): 100}
    return ruled(replace(MAGNITUDES, magnitudes=rules), values, contributions=AMOUNTS)


@pytest.mark.parametrize(
    ("rules", "widths"),
    [
        # (n,k): the largest two hold 96 of 100 in A, x; 100 of 100 in B, x; 196 of 200 in x. More than 90% of a cell
        # is 100 / 90 of what they hold minus the cell: 6.67, 11.1 and 17.8, upward, to both sides.
        (
            MagnitudeRules(1, 2, 90, 1),
            {"school=A|group=x": 14, "school=B|group=x": 24, "school=*|group=x": 36},
        ),
        # p%: without the two largest 4, 0 and 4 are left; 10% of the largest (90, 50, 140) is 9, 5 and 14.
        (
            MagnitudeRules(1, 1, 99, 10),
            {"school=A|group=x": 10, "school=B|group=x": 10, "school=*|group=x": 20},
        ),
        # Two contributors in B, x, where three are asked for: 1% of 100.
        (MagnitudeRules(3, 2, 100, 1), {"school=B|group=x": 2}),
    ],
)
def test_amounts_that_one_or_two_dominate_are_hidden(rules: MagnitudeRules, widths: dict[str, int]) -> None:
    found = amounts(rules)
    needs = {cell.id: cell.need for cell in found.system.cells if cell.need is not None}
    assert {cell: need.width for cell, need in needs.items()} == widths
    assert all(need.reach == need.value + need.width // 2 for need in needs.values())


def test_contributors_are_followed_into_totals() -> None:
    """One contributor in every cell of school A dominates its total as well, though no cell alone tells."""
    values = {("A", "x"): 100, ("A", "y"): 100, ("B", "x"): 100, ("B", "y"): 100}
    own = {f"school={s}|group={g}": {"big": 60, f"{s}{g}1": 20, f"{s}{g}2": 20} for s in "AB" for g in "xy"}
    rules = replace(MAGNITUDES, magnitudes=MagnitudeRules(1, 1, 55, 1))
    found = ruled(rules, values, contributions=own)
    assert primary(found) == {cell.id for cell in found.system.cells}


def test_a_layout_knows_what_follows() -> None:
    layout = Layout((("school", "board"), ("year",)), {("school", "A"): {"board": "north"}})
    assert layout.fixed("school=A|year=*") == {"school": "A", "board": "north"}
    assert layout.cell({"board": "north", "year": "1"}) == "board=north|year=1"
    assert layout.cell(layout.fixed("school=A|year=1")) == "school=A|year=1"
    assert layout.over("school=A|year=1", ["board"]) == "school=*|year=1"
    assert layout.closed(frozenset({"school"})) == {"school", "board"}
