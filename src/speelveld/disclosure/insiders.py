# SPDX-License-Identifier: EUPL-1.2
"""Insiders: members who know their own rows, and put them together, must not learn the counts of another member.

Two schools of one board know all their own counts, whatever a table hides. What they know is taken out of every sum;
what is left must protect everybody else as well as it does against an outsider. Where it does not, more is hidden.
Hiding more takes statements away and never adds one, so what is safe from one coalition stays safe when cells are
hidden because of another: one round over all coalitions is enough.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum

from speelveld.disclosure.attack.bounds import bounds, judged
from speelveld.disclosure.attack.coalition import insiders
from speelveld.disclosure.attack.knowledge import Insider
from speelveld.disclosure.coalitions import MOST, Coalition, coalitions, in_doubt, knows, one_by_one, safe_from
from speelveld.disclosure.moves import unproven
from speelveld.disclosure.protect import ProtectedTable, Together, multiple
from speelveld.disclosure.suppression import suppress, unsafe
from speelveld.disclosure.system import Cell, Protected, Statement, System, Terms
from speelveld.errors import DisclosureError

SHOWN_AGAIN = 30_000
"""Up to how much of the same work cells are tried one by one, whether they need be hidden after all."""

DOUBTED = 5
"""So many times as many coalitions are tried by themselves where blocks have shown most needs to be safe from them."""


def beside_insiders(
    system: System,
    found: ProtectedTable,
    members: Mapping[str, frozenset[str]],
    groups: Mapping[str, Sequence[str]],
    together: int = 2,
) -> ProtectedTable:
    """A protected table of which insiders learn nothing more: with more cells hidden where that is needed.

    What a coalition learns from what was said before, or from cells that are always shown, cannot be hidden any more;
    of that as much stays uncertain as is left, and the result counts these. Raises DisclosureError when an attack with
    what a coalition knows still finds a count; of rounded and perturbed tables nothing can be hidden, and they are
    only attacked.
    """
    plan = _plan(system, found, members, groups, together)
    hidden = set(found.hidden)
    asked: list[tuple[Coalition, tuple[Protected, ...]]] = []
    before: set[tuple[str, str]] = set()
    for one, doubtful in plan.by_itself:
        needs, exposed = _asked(system, one, doubtful)
        before |= {(one.name, need) for need in exposed}
        asked.append((one, needs))
        if found.method == "suppress" and not (plan.in_blocks and _known_safe(system, one, needs, hidden)):
            hidden |= _more(system, one, needs, hidden)
    if hidden > found.hidden and not plan.in_blocks:
        hidden = _shown_again(system, found, asked, hidden)
    statements = found.statements if found.method != "suppress" else system.statements(hidden)
    _attack(system, statements, asked)
    loss = found.loss
    if hidden != found.hidden:
        loss = fsum(cell.weight for cell in system.cells if cell.id in hidden - found.primary)
    told = Together(together, plan.there, plan.tried, len(hidden - found.hidden), len(before))
    return replace(
        found,
        shown=found.shown if hidden == found.hidden else _shown(system, hidden),
        statements=tuple(statements),
        loss=loss,
        gap=(loss - found.bound) / loss if hidden != found.hidden and loss else found.gap,
        how=f"{found.how}, then more for insiders" if hidden != found.hidden else found.how,
        insiders=told,
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    """The coalitions to try by themselves with what must stay uncertain to them, how many are tried in all, and how
    many there are. In a large table most are tried ``in_blocks``.
    """

    by_itself: Sequence[tuple[Coalition, Sequence[Protected]]]
    tried: int
    there: int
    in_blocks: bool


def _plan(
    system: System,
    found: ProtectedTable,
    members: Mapping[str, frozenset[str]],
    groups: Mapping[str, Sequence[str]],
    together: int,
) -> _Plan:
    few, there = coalitions(system, found.hidden, members, groups, together)
    if len(few) == there:
        return _Plan([(one, found.needs) for one in few], there, there, in_blocks=False)
    every, _ = coalitions(system, found.hidden, members, groups, together, MOST)
    doubted = in_doubt(system, found.statements, found.needs, members, groups, every)
    by_itself = doubted[: DOUBTED * one_by_one(system)]
    return _Plan(by_itself, len(every) - len(doubted) + len(by_itself), there, in_blocks=True)


def _shown(system: System, hidden: Collection[str]) -> dict[str, int | None]:
    return {cell.id: None if cell.id in hidden else multiple(cell.value, cell.base) for cell in system.cells}


def _asked(system: System, one: Coalition, needs: Sequence[Protected]) -> tuple[tuple[Protected, ...], frozenset[str]]:
    """What must stay uncertain to a coalition: all needs but those about its own rows alone; and the ids of those that
    it can know better than it should from what cannot be hidden. Of these as much is asked as is left.
    """
    others = tuple(need for need in needs if any(atom not in one.atoms for atom, _ in need.terms))
    always = [cell.statement() for cell in system.cells if cell.always_shown]
    said = [*system.earlier, *always, *knows(system, one)]
    if not system.earlier and not always:
        return others, frozenset()
    narrow = [need for need, found in zip(others, judged(said, others), strict=True) if found.narrow]
    found = bounds(said, [need.terms for need in narrow], whole=True)
    ends = {need.id: pair for need, pair in zip(narrow, found, strict=True)}
    left = []
    for need in others:
        low, high = ends.get(need.id, (0.0, float("inf")))
        if high > low:
            left.append(replace(need, width=int(min(need.width, high - low)), reach=int(min(need.reach, high))))
    return tuple(left), frozenset(ends)


def _without(system: System, one: Coalition, needs: Sequence[Protected], hidden: Collection[str]) -> System:
    """What a coalition faces: its own counts are taken out of every form, and what is hidden is not there."""

    def rest(form: Terms) -> tuple[Terms, int]:
        own = sum(round(number) * system.values[atom] for atom, number in form if atom in one.atoms)
        return tuple((atom, number) for atom, number in form if atom not in one.atoms), own

    def said(statement: Statement) -> Statement:
        form, own = rest(statement.terms)
        return Statement(statement.id, form, statement.low - own, statement.high - own)

    protected = []
    for need in needs:
        form, own = rest(need.terms)
        protected.append(replace(need, terms=form, value=need.value - own, reach=need.reach - own))
    cells: list[Cell] = []
    for cell in system.cells:
        told = said(cell.statement())
        if cell.id not in hidden and told.terms:
            value = cell.value - rest(cell.terms)[1]
            cells.append(replace(cell, terms=told.terms, value=value, need=None, told=(told.low, told.high)))
    values = {atom: value for atom, value in system.values.items() if atom not in one.atoms}
    earlier = tuple(before for before in map(said, system.earlier) if before.terms)
    return System(values, tuple(cells), earlier, tuple(protected))


def _known_safe(system: System, one: Coalition, needs: Sequence[Protected], hidden: Collection[str]) -> bool:
    """Whether the attacker finds tables at once that keep a coalition in doubt about few needs."""
    return all(safe_from(system, one, system.statements(hidden), needs))


def _safe(left: System) -> bool:
    return not unsafe(left.statements(()), left.protected, values=left.values)


def _more(system: System, one: Coalition, needs: Sequence[Protected], hidden: Collection[str]) -> frozenset[str]:
    """The cells to hide as well, so that a coalition learns nothing that must stay uncertain to it."""
    left = _without(system, one, needs, hidden)
    return frozenset() if _safe(left) else suppress(left, exact=False).hidden


def _shown_again(
    system: System,
    found: ProtectedTable,
    asked: Sequence[tuple[Coalition, tuple[Protected, ...]]],
    hidden: set[str],
) -> set[str]:
    """The hidden cells without those that need not be, the dearest tried first; all of them in a large table."""
    cells = {cell.id: cell for cell in system.cells}
    spare = sorted(hidden - found.primary, key=lambda one: (-cells[one].weight, one))
    if len(spare) * (1 + len(asked)) * len(cells) > SHOWN_AGAIN:
        return hidden
    everybody = [(Coalition("an outsider", frozenset()), tuple(found.needs)), *asked]
    for one in spare:
        fewer = hidden - {one}
        if all(_safe(_without(system, who, needs, fewer)) for who, needs in everybody):
            hidden = fewer
    return hidden


def _attack(
    system: System, statements: Sequence[Statement], asked: Sequence[tuple[Coalition, tuple[Protected, ...]]]
) -> None:
    """Attack what would go out with what each coalition knows. Raises DisclosureError on a finding."""
    lines = []
    for one, needs in asked:
        own = tuple(knows(system, one))
        doubtful = unproven([*statements, *own], needs, [system.values])
        if doubtful:
            found = insiders(statements, doubtful, [Insider(one.name, own)])
            lines += [f"{each.form}: from {each.low} to {each.high}, {each.why}" for each in found]
    if lines:
        shown = "\n".join([*lines[:20], *([f"... and {len(lines) - 20} more"] if len(lines) > 20 else [])])
        raise DisclosureError(
            f"nothing was written, for insiders would know too well:\n{shown}\n"
            "Publish fewer tables, hide cells instead of rounding them, or let fewer put together what they know."
        )
