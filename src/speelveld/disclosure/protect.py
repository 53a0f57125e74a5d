# SPDX-License-Identifier: EUPL-1.2
"""One face for every way to protect linked tables: suppression, controlled rounding, cell keys.

=========== ============================ ======================= =================================================
method      what an outsider sees        sums                    what is promised of every protected count
=========== ============================ ======================= =================================================
suppress    exact counts, some hidden    add up where shown      the width and the reach that it needs
round       multiples of the base        always add up           any whole number within the base of what is shown
cell_key    counts with noise            do not add up           never known exactly; zeros are kept
=========== ============================ ======================= =================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from speelveld.disclosure.attack.bounds import judged
from speelveld.disclosure.cell_key import PTable, cell_key, perturbed
from speelveld.disclosure.moves import unproven
from speelveld.disclosure.rounding import controlled_rounding
from speelveld.disclosure.suppression import suppress
from speelveld.disclosure.system import Cell, Protected, Statement, System, rounded_range
from speelveld.errors import DisclosureError

Method: TypeAlias = Literal["suppress", "round", "cell_key"]


@dataclass(frozen=True, slots=True)
class Together:
    """What was done about insiders who put their own rows together, ``size`` at a time.

    Of ``there`` coalitions ``tried`` were attacked. For them ``more`` cells are hidden; ``known`` counts what they know
    too well from what was said before or is always shown, and nobody can hide any more.
    """

    size: int
    there: int
    tried: int
    more: int
    known: int


@dataclass(frozen=True, slots=True)
class ProtectedTable:
    """What goes out, and what whoever knows all of it, and all that was said before, can conclude.

    ``shown`` gives the number of each cell by id; None for one that is hidden. ``statements`` are all that an outsider
    knows, earlier ones included; ``needs`` what must stay uncertain under them, as far as the method promises that.
    ``unproven`` are those of them that are not proven by moving one count, and that an attacker has to try.
    ``primary`` are the cells that a rule asks to protect. ``loss`` is what the method gave up in its own measure
    (weights of hidden cells; the sum of all changes), ``bound`` the least that was possible, ``gap`` the difference as
    a share of the loss; ``how`` names the way in which it was found. ``insiders`` tells what was done about those who
    know their own rows; None when nobody asked.
    """

    method: Method
    shown: Mapping[str, int | None]
    primary: frozenset[str]
    statements: tuple[Statement, ...]
    needs: tuple[Protected, ...]
    unproven: tuple[Protected, ...]
    loss: float
    bound: float
    gap: float
    how: str
    insiders: Together | None = None

    @property
    def hidden(self) -> frozenset[str]:
        """The ids of the cells without a number."""
        return frozenset(cell for cell, number in self.shown.items() if number is None)


def protect(
    system: System,
    method: Method = "suppress",
    *,
    seconds: float = 60.0,
    base: int = 10,
    noise: PTable | None = None,
    keys: Mapping[str, int] | None = None,
) -> ProtectedTable:
    """Protect every cell of a system.

    ``base`` is that of "round"; "cell_key" takes the p-table ``noise`` and the ``keys`` of the atoms, of records or
    from ``cell_key.atom_keys``. Raises DisclosureError when the method finds no table within ``seconds``. Suppression
    proves every need by tables of its own; of the other methods it is checked what their statements tell, and when they
    tell too much, or that cannot be settled within ``seconds``, DisclosureError names what. An attacker that shares no
    code with the method should still try it before anybody sees it. Raises ValueError when ``noise`` or
    ``keys`` are missing.
    """
    if method == "suppress":
        found = _suppressed(system, seconds)
    elif method == "round":
        found = _rounded(system, base, seconds)
    elif noise is None or keys is None:
        raise ValueError("cell keys need a p-table and the keys of the atoms")
    else:
        found = _perturbed(system, noise, keys)
    if method != "suppress":
        _check(found, seconds)
    return found


def _check(found: ProtectedTable, seconds: float) -> None:
    """Ask what the statements tell about every need that no simple move proves. Raises DisclosureError for too much."""
    asked = zip(found.unproven, judged(found.statements, found.unproven, together=seconds), strict=True)
    told = [(need, one) for need, one in asked if one.narrow or not one.settled]
    known = [f"{need.id}: from {one.low:g} to {one.high:g}" for need, one in told if one.narrow]
    if known:
        raise DisclosureError(f"{len(known)} counts could be worked out: {'; '.join(known[:20])}")
    if told:
        named = ", ".join(need.id for need, _ in told[:20])
        raise DisclosureError(
            f"within {seconds:g} seconds it was not known whether {len(told)} counts could be worked out: {named}. "
            "Give more seconds, publish fewer tables, or hide cells instead."
        )


def _suppressed(system: System, seconds: float) -> ProtectedTable:
    pattern = suppress(system, seconds=seconds)
    shown = {cell.id: None if cell.id in pattern.hidden else multiple(cell.value, cell.base) for cell in system.cells}
    return ProtectedTable(
        "suppress",
        shown,
        frozenset(pattern.primary),
        system.statements(pattern.hidden),
        system.needs(),
        system.needs(),
        pattern.loss,
        pattern.bound,
        pattern.gap,
        pattern.method + (", ended by the clock: another run may hide other cells" if pattern.hurried else ""),
    )


def _rounded(system: System, base: int, seconds: float) -> ProtectedTable:
    found = controlled_rounding(system, base, seconds)
    reach = max(base - 1, found.largest)
    said = [
        Statement(cell.id, cell.terms, max(0, found.shown[cell.id] - reach), found.shown[cell.id] + reach)
        for cell in system.cells
    ]
    statements = (*system.earlier, *said, *_known(system.cells))
    needs = _at_most(system.needs(), base - 1)
    where = "every cell to a nearest multiple" if found.restricted else f"some cells further, at most {found.largest}"
    return ProtectedTable(
        "round",
        dict(found.shown),
        _primary(system.cells),
        statements,
        needs,
        unproven(statements, needs, [{**system.values, **found.atoms}, system.values]),
        found.change,
        found.bound,
        found.gap,
        f"controlled rounding to base {base}, {where}",
    )


def _perturbed(system: System, noise: PTable, keys: Mapping[str, int]) -> ProtectedTable:
    shown = {
        cell.id: perturbed(cell.value, cell_key((atom for atom, _ in cell.terms), keys), noise) for cell in system.cells
    }
    said = [Statement(cell.id, cell.terms, *noise.possible(shown[cell.id])) for cell in system.cells]
    statements = (*system.earlier, *said, *_known(system.cells))
    # Zeros are kept, so that nothing is promised about them.
    needs = tuple(need for need in _at_most(system.needs(), 1) if need.value)
    change = sum(abs(shown[cell.id] - cell.value) for cell in system.cells)
    return ProtectedTable(
        "cell_key",
        dict(shown),
        _primary(system.cells),
        statements,
        needs,
        unproven(statements, needs, [system.values]),
        change,
        change,
        0.0,
        f"cell keys, noise of at most {noise.max_noise} with variance {noise.variance:g}",
    )


def multiple(value: int, base: int) -> int:
    """The multiple of ``base`` that is shown for a count; halves go up."""
    return rounded_range(value, base)[1] - (base - 1) // 2


def _primary(cells: Iterable[Cell]) -> frozenset[str]:
    return frozenset(cell.id for cell in cells if cell.need is not None)


def _known(cells: Iterable[Cell]) -> tuple[Statement, ...]:
    """What the outside knows anyway, exactly."""
    return tuple(Statement(f"known: {one.id}", one.terms, one.value, one.value) for one in cells if one.always_shown)


def _at_most(needs: Iterable[Protected], most: int) -> tuple[Protected, ...]:
    """The needs, no larger than what a method without hidden cells can promise."""
    return tuple(replace(need, width=min(need.width, most), reach=min(need.reach, most)) for need in needs)
