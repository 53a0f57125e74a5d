# SPDX-License-Identifier: EUPL-1.2
"""What the engine leaves shown is attacked, on random linked systems of mixed size. ``make attack`` runs many more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from speelveld.disclosure.attack import Finding, Knowledge, attack
from speelveld.disclosure.attack.findings import too_narrow
from speelveld.disclosure.suppression import suppress
from speelveld.disclosure.system import Cell, System
from tests.disclosure.attack.hierarchies import (
    Asked,
    attacked,
    attacked_from_within,
    draw,
    has_insiders,
    insiders_of,
    make,
)

SECONDS = 2.0


def found(size: str, seed: int) -> list[Finding]:
    """The findings in a random system that the engine has protected."""
    _, system, hidden = draw(size, np.random.default_rng(seed), seconds=SECONDS)
    return attacked(system, hidden)


@pytest.mark.parametrize("seed", range(24))
def test_tiny_systems_keep_what_they_hide(seed: int) -> None:
    assert found("tiny", seed) == []


@pytest.mark.parametrize("seed", range(16))
def test_small_systems_keep_what_they_hide(seed: int) -> None:
    assert found("small", seed) == []


@pytest.mark.parametrize("seed", [0, 2, 3])
def test_middle_systems_keep_what_they_hide(seed: int) -> None:
    assert found("middle", seed) == []


@pytest.mark.parametrize("seed", range(12))
def test_two_who_know_their_own_rows_learn_nothing_of_a_third(seed: int) -> None:
    """A12 on a share of the systems: nothing that cells can hide; without care for insiders much is found."""
    rng = np.random.default_rng(100 + seed)
    size = "small" if seed % 3 == 1 else "tiny"
    while True:
        one, system, hidden = draw(size, rng, seconds=SECONDS)
        if has_insiders(one, system):
            break
    _, found = attacked_from_within(system, hidden)
    assert found == []


def test_insiders_find_much_where_nobody_thought_of_them() -> None:
    system = make(Asked((6, 3, 2), mean=12.0), np.random.default_rng(3))
    hidden = suppress(system, seconds=SECONDS).hidden
    knowledge = Knowledge(insiders=tuple(insiders_of(system, 2)))
    assert attack(system.statements(hidden), system.needs(), attacks=["A2"]) == []
    assert attack(system.statements(hidden), system.needs(), knowledge=knowledge, attacks=["A12"])


@pytest.mark.parametrize("seed", range(8))
def test_one_cell_less_is_found(seed: int) -> None:
    """Showing what was hidden gives something away: each cell by itself in exact tables, or the small ones at least."""
    rng = np.random.default_rng(seed)
    system = make(Asked((5, 3, 2), mean=12.0), rng)
    hidden = suppress(system, seconds=SECONDS).hidden
    assert attacked(system, hidden) == []
    needs = {need.id for need in system.needs()}
    assert needs, "a system in which nothing is small tests nothing"
    for cell in sorted(needs & hidden):
        statements = system.statements(hidden - {cell})
        assert cell in {one.form for one in attack(statements, system.needs(), attacks=["A2"])}


def test_primary_suppression_alone_is_found_out() -> None:
    """Without the secondary cells nearly every small count follows; with them none does."""
    system = make(Asked((8, 4, 3), mean=10.0), np.random.default_rng(3))
    needs = {need.id: need for need in system.needs()}
    leaks = attack(system.statements(needs), system.needs(), attacks=["A1", "A2"])
    assert len({one.form for one in leaks}) > len(needs) / 2
    assert all(too_narrow(needs[one.form], one.low, one.high) for one in leaks)
    values = {one.form: one.value for one in leaks}
    assert all(one.low <= values[one.form] <= one.high for one in leaks)


def without_needs(system: System, forgotten: Callable[[Cell], bool]) -> System:
    """The same tables under rules that forget some of the small counts."""
    cells = (replace(cell, need=None) if forgotten(cell) else cell for cell in system.cells)
    return replace(system, cells=tuple(cells))


def test_a_rule_that_is_gone_is_found_out() -> None:
    """Without any rule every small count is shown, and every one is found; also when the rule misses one kind alone."""
    system = make(Asked((6, 4, 3), mean=10.0), np.random.default_rng(3))
    needs = {need.id for need in system.needs()}
    none = suppress(without_needs(system, lambda _: True), seconds=SECONDS).hidden
    assert none == frozenset()
    assert {one.form for one in attacked(system, none)} == needs
    ones = {need.id for need in system.needs() if need.value == 1}
    assert ones
    assert ones < needs
    some = suppress(without_needs(system, lambda cell: cell.id in ones), seconds=SECONDS).hidden
    assert ones - some <= {one.form for one in attacked(system, some)}


def test_a_margin_that_the_engine_was_not_told_of_is_found_out() -> None:
    """Boards and districts cut through the tables: what was safe without them is not safe with them."""
    rng = np.random.default_rng(11)
    system = make(Asked((12, 3, 2), boards=True, mean=12.0), rng)
    margins = {cell.id for cell in system.cells if cell.id.startswith(("board", "district"))}
    assert margins
    told = replace(system, cells=tuple(cell for cell in system.cells if cell.id not in margins))
    hidden = suppress(told, seconds=SECONDS).hidden
    assert attacked(told, hidden) == []
    small = {need.id for need in system.needs()}
    found_out = attack(system.statements(hidden | (margins & small)), told.needs(), attacks=["A2"])
    assert found_out


def test_an_earlier_release_that_the_engine_was_not_told_of_is_found_out() -> None:
    """Two releases of the same counts, each safe by itself, of which the second hides other cells."""
    rng = np.random.default_rng(4)
    system = make(Asked((6, 4, 2), mean=12.0), rng)
    first = suppress(system, seconds=SECONDS).hidden
    primary = {need.id for need in system.needs()}
    dear = replace(
        system,
        cells=tuple(replace(cell, weight=cell.weight + 1000 * (cell.id in first - primary)) for cell in system.cells),
    )
    second = suppress(dear, seconds=SECONDS).hidden
    assert second != first
    assert attacked(system, second) == []
    both = [*system.statements(first), *system.statements(second)]
    assert attack(both, system.needs(), attacks=["A2"])
    told = replace(dear, earlier=system.statements(first))
    assert attacked(told, suppress(told, seconds=SECONDS).hidden) == []
