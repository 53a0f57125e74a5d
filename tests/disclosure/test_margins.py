# SPDX-License-Identifier: EUPL-1.2
"""Sums over masked counts, held against linear programming, which knows nothing of flows. All counts are invented."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.disclosure.attack import bounds
from speelveld.disclosure.margins import Atom, Margins, margins
from speelveld.disclosure.system import Statement, terms

MASK = 5
LEVELS = ("A", "B", "C")


def world(units: int) -> st.SearchStrategy[list[Atom]]:
    """Counts of some units, levels and two years, of which the first two levels add up in rows."""
    keys = [(unit, level, year) for unit in range(units) for level in LEVELS for year in ("1", "2")]
    values = st.lists(st.sampled_from((0, 0, 1, 1, 2, 3, 4, 7, 20)), min_size=len(keys), max_size=len(keys))
    return values.map(
        lambda drawn: [
            Atom(value, (level, year), (str(unit), level == "A") if level != "C" else None)
            for (unit, level, year), value in zip(keys, drawn, strict=True)
        ]
    )


def told(atoms: list[Atom], found: Margins) -> list[Statement]:
    """Everything that is shown when what ``found`` says gives way: counts, masks, and exact sums."""
    said, columns, rows = [], defaultdict(list), defaultdict(list)
    for at, atom in enumerate(atoms):
        name, value = f"{at}", atom.value
        columns[atom.column].append(at)
        if atom.row is not None:
            rows[atom.row].append(at)
        if atom.column in found.hidden and value:
            said.append(Statement(name, terms([name]), 1, float("inf")))
        else:
            said.append(Statement(name, terms([name]), *((1, 4) if 0 < value < MASK else (value, value))))
    shown = [(key, of) for key, of in columns.items() if key not in found.open_columns]
    shown += [(key, of) for key, of in rows.items() if key not in found.open_rows]
    for key, of in shown:
        value = sum(atoms[at].value for at in of)
        said.append(Statement(f"sum {key}", terms([f"{at}" for at in of]), value, value))
    return said


def narrowed(atoms: list[Atom], found: Margins) -> list[int]:
    """The masked counts that are not anything from 1 to 4 to whoever knows all that is shown."""
    small = [at for at, atom in enumerate(atoms) if 0 < atom.value < MASK]
    known = bounds(told(atoms, found), [terms([f"{at}"]) for at in small])
    return [at for at, (low, high) in zip(small, known, strict=True) if low > 1 or high < 4]


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 6).flatmap(world))
def test_every_masked_count_stays_anything_in_its_mask(atoms: list[Atom]) -> None:
    assert narrowed(atoms, margins(atoms, MASK)) == []


def test_nothing_gives_way_where_nothing_has_to() -> None:
    atoms = [
        Atom(2 + (unit + level) % 2, (f"{level}", "1"), (str(unit), True)) for unit in range(6) for level in range(4)
    ]
    atoms += [Atom(30, ("0", "1"), ("9", True)), Atom(8, ("5", "1"))]
    nothing = Margins(frozenset(), frozenset(), frozenset())
    assert narrowed(atoms, nothing) == []
    assert margins(atoms, MASK) == nothing


@pytest.mark.parametrize(
    ("values", "exact"),
    [((2,), False), ((1, 4), True), ((2, 3), True), ((1, 3), False), ((4, 4), False), ((1, 1, 1, 1), False)],
)
def test_one_sum_over_a_row_is_exact_when_its_counts_lie_three_from_either_end(
    values: tuple[int, ...], exact: bool
) -> None:
    of = [Atom(value, ("A", str(at)), ("9", True)) for at, value in enumerate(values)]
    # So many others stand in every column that these hold nothing back.
    others = [Atom(value, one.column) for one in of for value in (1, 2, 3, 4, 1, 4)]
    assert (("9", True) not in margins([*of, *others], MASK).open_rows) == exact


@pytest.mark.parametrize(
    ("values", "hidden", "opened"),
    [
        ((12, 1), True, False),  # what is left of thirteen is the one
        ((12, 2, 3), False, False),
        ((1, 2), False, True),  # fewer than the mask together, and still more than one could be alone
        ((3,), False, True),  # shown as the mask shows it
        ((1, 1, 1, 1, 1), False, True),  # five nonzero counts that are five: hidden they would all be one
        ((4, 4), True, False),
        ((20, 9), False, False),
    ],
)
def test_a_column_that_would_tell_a_count_is_hidden_or_gives_way(
    values: tuple[int, ...], hidden: bool, opened: bool
) -> None:
    found = margins([Atom(value, ("A", "1")) for value in values], MASK)
    assert (bool(found.hidden), bool(found.open_columns)) == (hidden, opened)


def test_counts_that_only_lean_on_each_other_lose_their_sums() -> None:
    """Each row and each column of two units and two levels is roomy alone; a third unit takes that away."""
    values = {("1", "A"): 1, ("1", "B"): 4, ("2", "A"): 4, ("2", "B"): 1}
    atoms = [Atom(value, (level, "1"), (unit, True)) for (unit, level), value in values.items()]
    assert narrowed(atoms, Margins(frozenset(), frozenset(), frozenset())) == []
    turned = [Atom(value, (level, "1"), (unit, True)) for (unit, level), value in {**values, ("3", "A"): 4}.items()]
    assert narrowed(turned, margins(turned, MASK)) == []
    assert margins(turned, MASK).open_rows
