# SPDX-License-Identifier: EUPL-1.2
"""Building the linked system of a table of invented counts."""

from __future__ import annotations

import pytest

from speelveld.disclosure.suppression import cube, threshold
from speelveld.errors import DisclosureError, InputError

COUNTS = {("A", "n", "x"): 3, ("A", "n", "y"): 20, ("B", "n", "x"): 12, ("C", "z", "y"): 0}


def test_every_margin_is_a_cell_with_its_count() -> None:
    system = cube({("A", "x"): 3, ("A", "y"): 20, ("B", "x"): 12}, ["school", "group"])
    cells = {cell.id: cell for cell in system.cells}
    assert cells["school=A|group=*"].value == 23
    assert cells["school=*|group=x"].value == 15
    assert cells["school=*|group=*"].value == 35
    assert "school=B|group=y" not in cells
    assert cells["school=B|group=*"].terms == (("school=B|group=x", 1.0),)
    assert len(cells) == 8


def test_nested_columns_and_other_groupings_are_summed() -> None:
    system = cube(COUNTS, [("school", "board"), "group"], groupings={"school": {"side": {"A": "east", "C": "east"}}})
    cells = {cell.id: cell.value for cell in system.cells}
    assert cells["board=n|group=x"] == 15
    assert cells["side=east|group=y"] == 20
    assert cells["school=*|group=*"] == 35


def test_the_rule_says_what_is_small() -> None:
    rule = threshold(10)
    assert (rule("", 3), rule("", 0), rule("", 10)) == ((10, 10), (10, 10), None)
    assert threshold(10, zeros=False)("", 0) is None
    system = cube({("A",): 3, ("B",): 20}, ["school"], rule=threshold(5))
    needs = {need.id: (need.value, need.width, need.reach) for need in system.needs()}
    assert needs == {"school=A": (3, 5, 5)}


def test_losses_count_cells_or_values() -> None:
    counts = {("A",): 3, ("B",): 20}
    weights = {
        loss: {cell.id: cell.weight for cell in cube(counts, ["school"], loss=loss).cells}
        for loss in ("cells", "value", "balanced")
    }
    assert weights["value"]["school=B"] == 20
    assert 1 < weights["cells"]["school=B"] < weights["cells"]["school=*"] < 2
    assert weights["balanced"]["school=A"] == 1 + 3**0.5
    with pytest.raises(DisclosureError, match="not a way"):
        cube(counts, ["school"], loss="beauty")  # type: ignore[arg-type]


def test_every_fault_is_named() -> None:
    with pytest.raises(InputError) as caught:
        cube({("A",): 3, ("B", "x"): -1, ("*", "x"): 2}, ["school", "group"])
    assert len(caught.value.faults) == 3
    with pytest.raises(InputError, match="more than one board"):
        cube({("A", "n"): 3, ("A", "z"): 1}, [("school", "board")])
    with pytest.raises(InputError, match="lacks"):
        cube({("A",): 3}, ["school"], groupings={"street": {"side": {"A": "east"}}})


def test_only_what_is_asked_for_is_a_cell() -> None:
    system = cube({("A", "x"): 3, ("B", "y"): 12}, ["school", "group"], include=lambda cell: cell.endswith("=*"))
    assert [cell.id for cell in system.cells] == ["school=*|group=*", "school=A|group=*", "school=B|group=*"]
