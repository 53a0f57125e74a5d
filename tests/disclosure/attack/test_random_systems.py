# SPDX-License-Identifier: EUPL-1.2
"""What the engine leaves shown is attacked, on random linked systems of mixed size. ``make attack`` runs many more."""

from __future__ import annotations

import numpy as np
import pytest

from speelveld.disclosure.attack import Finding, attack
from speelveld.disclosure.attack.findings import too_narrow
from speelveld.disclosure.suppression import suppress
from tests.disclosure.attack.hierarchies import Asked, attacked, draw, make

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


@pytest.mark.parametrize("seed", range(2))
def test_middle_systems_keep_what_they_hide(seed: int) -> None:
    assert found("middle", seed) == []


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
