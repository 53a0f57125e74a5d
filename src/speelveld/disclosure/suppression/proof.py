# SPDX-License-Identifier: EUPL-1.2
"""What statements tell about a need, whoever made them: the check that is independent of how cells were chosen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import highspy
import numpy as np
from scipy.sparse import csc_array

from speelveld.disclosure.suppression.arrays import Arrays, Floats, Integers, arrays_of, forms_matrix
from speelveld.disclosure.suppression.attacker import WHOLE, Attacker
from speelveld.disclosure.suppression.large import stand_alone, work_across
from speelveld.disclosure.suppression.parts import components, units
from speelveld.disclosure.suppression.questions import form_of, judge, whole
from speelveld.disclosure.suppression.solver import INFINITY, new_model, programme
from speelveld.disclosure.suppression.witnesses import Witnesses
from speelveld.disclosure.system import Protected, Statement, System
from speelveld.errors import DisclosureError

SMALL = 300
"""Up to so many atoms a component's needs are asked one by one."""


@dataclass(frozen=True, slots=True)
class Exposed:
    """A need that is bounded too narrowly: nobody who knows the statements need doubt that it lies in this interval."""

    id: str
    low: float
    high: float


def unsafe(
    statements: Sequence[Statement], needs: Sequence[Protected], *, values: Mapping[str, int] | None = None
) -> list[Exposed]:
    """Every need that the statements bound too narrowly, by id; none when all are protected.

    ``values`` are the true counts, if they are known: they save the search for a first table. Only what the
    statements say counts as known, and that counts are whole and at least 0. An interval is exact over whole counts,
    or, where the search is cut off, the wider one over fractions.

    Statements that share no atom with a need, nor with statements that do, are not looked at.

    Raises DisclosureError when no counts agree with the statements that bear on the needs.
    """
    telling, atoms = _bearing(statements, needs)
    counts = values if values is not None else some_table(telling, atoms)
    counts = {atom: counts.get(atom, 0) for atom in atoms}
    forms = [replace(need, value=round(sum(c * counts[a] for a, c in need.terms))) for need in needs]
    system = arrays_of(System(counts, (), tuple(telling), tuple(forms)))
    parts = components(system)
    found: list[Exposed] = []
    for part_atoms in parts:
        found += _exposed(system if len(parts) == 1 else system.cut(part_atoms))
    return sorted(found, key=lambda exposed: exposed.id)


def _bearing(statements: Sequence[Statement], needs: Sequence[Protected]) -> tuple[list[Statement], list[str]]:
    """The statements that are linked to a need through shared atoms, and the atoms that they and the needs speak of."""
    of: dict[str, list[int]] = {}
    for place, said in enumerate(statements):
        for atom, _ in said.terms:
            of.setdefault(atom, []).append(place)
    atoms = {atom for need in needs for atom, _ in need.terms}
    bears: set[int] = set()
    todo = list(atoms)
    while todo:
        for place in of.get(todo.pop(), ()):
            if place not in bears:
                bears.add(place)
                fresh = [atom for atom, _ in statements[place].terms if atom not in atoms]
                atoms.update(fresh)
                todo += fresh
    return [statements[place] for place in sorted(bears)], sorted(atoms)


def _exposed(part: Arrays) -> list[Exposed]:
    """The needs of one component that are bounded too narrowly."""
    hidden = np.zeros(0, dtype=bool)
    witnesses = Witnesses(part)
    if len(part.atoms) > SMALL:
        divided = units(part)
        stand_alone(part, witnesses, hidden, divided)
        work_across(part, witnesses, hidden, divided)
    if not len(witnesses.lacking(hidden)):
        return []
    attacker = Attacker(part, witnesses)
    attacker.open(hidden)
    found = []
    for need in witnesses.lacking(hidden):
        if need not in witnesses.lacking(hidden) or judge(attacker, int(need), hidden).safe:
            continue
        form = form_of(attacker, int(need))
        low, high = (_end(attacker, int(need), sign * form, sign) for sign in (1.0, -1.0))
        found.append(Exposed(part.needs.ids[need], low, high))
    return found


def _end(attacker: Attacker, need: int, form: Floats, sign: float) -> float:
    """The lowest (sign 1) or highest (sign -1) value of a need."""
    attacker.aim(form)
    answer = attacker.solve()
    if answer is None:
        return -sign * math.inf
    rest = float(attacker.part.needs.rest[need])
    end = sign * answer.value + rest
    if abs(np.rint(answer.table) - answer.table).max() < WHOLE:
        return end
    table = attacker.solve_whole()
    if table is not None and attacker.ended:
        return float(sign * (form @ table) + rest)
    if whole(attacker, need):
        return float(math.ceil(end - 1e-6) if sign > 0 else math.floor(end + 1e-6))
    return end


def some_table(statements: Sequence[Statement], atoms: Sequence[str]) -> dict[str, int]:
    """Whole counts of at least 0 that agree with all statements.

    Raises DisclosureError when there are none.
    """
    place = {atom: here for here, atom in enumerate(atoms)}
    if not statements:
        return dict.fromkeys(atoms, 0)
    matrix = csc_array(forms_matrix([statement.terms for statement in statements], place))
    low = np.array([statement.low for statement in statements], dtype=float)
    high = np.array([statement.high for statement in statements], dtype=float)
    model = new_model()
    count = len(atoms)
    kinds = [highspy.HighsVarType.kInteger] * count
    model.passModel(programme(matrix, low, high, np.zeros(count), np.full(count, INFINITY), kinds))
    model.run()
    if model.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        raise DisclosureError("no counts agree with all statements: one of them contradicts the others")
    table: Integers = np.rint(np.array(model.getSolution().col_value)).astype(np.int64)
    return {atom: int(table[here]) for atom, here in place.items()}
