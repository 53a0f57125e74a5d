# SPDX-License-Identifier: EUPL-1.2
"""How far the count of a school can move while everything that is shown stays as it is: a quick proof of uncertainty.

Pupils move between two base groups of one school, and back in other schools within the same municipalities, so that
every total stays. Each such table is one that an outsider cannot exclude. What this finds is possible; what it does
not find may still be, and is left to the solver.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speelveld.disclosure.system import Protected, System
from speelveld.figures.atoms import Named, School
from speelveld.figures.populations import Population

Shown = Mapping[str, Sequence[tuple[frozenset[str], int, int, int]]]


class Before:
    """What was said before, and is not said by the cells that are asked for now: older counts, other municipalities.

    ``shares`` are the ids of shares that were shown in an earlier release, as they would be now. Every other statement
    stays as it is only when pupils move between schools that it counts alike.
    """

    def __init__(self, system: System, named: Named) -> None:
        said = {(one.terms, one.low, one.high): None for one in system.earlier}
        told = {cell.id: cell.statement() for cell in system.cells}
        self.shares = frozenset(name for name, one in told.items() if (one.terms, one.low, one.high) in said)
        kept = {(one.terms, one.low, one.high) for one in (*named.totals, *told.values())}
        self._counts: defaultdict[str, dict[int, float]] = defaultdict(dict)
        for number, (form, _, _) in enumerate(one for one in said if one not in kept):
            for atom, factor in form:
                self._counts[atom][number] = factor

    def mark(self, to: str, gone: str) -> tuple[tuple[int, float], ...]:
        """What a pupil who goes from one atom to another changes in these statements: the same for schools alike."""
        if to not in self._counts and gone not in self._counts:
            return ()
        more, less = self._counts.get(to, {}), self._counts.get(gone, {})
        change = {number: more.get(number, 0.0) - less.get(number, 0.0) for number in sorted({*more, *less})}
        return tuple((number, by) for number, by in change.items() if by)


@dataclass(frozen=True, slots=True)
class _Move:
    """Pupils who go from one base group to another: by school, how many can, and how many can go back.

    ``block`` gives for a school those that can do the reverse while every statement stays as it is.
    """

    up: NDArray[np.int64]
    down: NDArray[np.int64]
    block: Mapping[int, Sequence[int]]


class Room:
    """The moves within one population, with the schools of ``insiders`` fixed.

    ``hidden`` are the ids of the cells that are not shown, ``before`` what earlier releases said. All other cells, and
    the totals of every municipality that the schools belong to, now and then, stay as they are in every table that is
    counted on.
    """

    def __init__(
        self, place: Population, system: System, before: Before, hidden: set[str], named: Named, insiders: set[str]
    ) -> None:
        self._schools = {school.brin6: i for i, school in enumerate(place.schools)}
        self._place = place
        shown = _shown_shares(system, hidden - before.shares, place.year)
        self._moves = [_move(pair, place, system, named, shown, before, insiders) for pair in _pairs(place.schools[0])]

    def enough(self, brin6: str, need: Protected, named: Named) -> bool:
        """Whether moves of one kind alone leave a need as uncertain as it must be."""
        here = self._schools[brin6]
        school = self._place.schools[here]
        for move in self._moves:
            others = [i for i in move.block[here] if i != here]
            more = min(int(move.up[here]), int(move.down[others].sum()))
            less = min(int(move.down[here]), int(move.up[others].sum()))
            if need.terms != named(school.group):
                more, less = less, more
            if more + less >= max(need.width, 1) and need.value + more >= need.reach:
                return True
        return False


def _pairs(school: School) -> list[tuple[str, str]]:
    """The base groups between which a pupil changes group: one within group A, one outside it."""
    inside, outside = ([atom.rpartition("|")[2] for atom, _ in form] for form in (school.group, school.rest))
    return [(one, other) for one in inside for other in outside]


def _move(
    pair: tuple[str, str],
    place: Population,
    system: System,
    named: Named,
    shown: Shown,
    before: Before,
    insiders: set[str],
) -> _Move:
    """How many pupils of each school can go from the second base group to the first, and back."""
    up, down = [], []
    blocks: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for i, school in enumerate(place.schools):
        to, gone = (named.name(f"{school.brin6}|{school.year}|{part}") for part in pair)
        more, less = system.values[gone], system.values[to]
        for inside, low, value, high in shown.get(school.brin6, ()):
            if (to in inside) != (gone in inside):
                room = (high - value, value - low) if to in inside else (value - low, high - value)
                more, less = min(more, room[0]), min(less, room[1])
        up.append(more)
        down.append(less)
        if school.brin6 not in insiders:
            blocks[school.then, school.today, before.mark(to, gone)].append(i)
    block = {i: members for members in blocks.values() for i in members}
    return _Move(np.array(up, dtype=np.int64), np.array(down, dtype=np.int64), block)


def _shown_shares(system: System, hidden: set[str], year: int) -> Shown:
    """By school, what its shown shares of a year tell: the atoms, and the least, true and greatest count of them."""
    found: defaultdict[str, list[tuple[frozenset[str], int, int, int]]] = defaultdict(list)
    for cell in system.cells:
        kind, _, when, *rest = cell.id.split("|")
        if kind == "share" and when == str(year) and cell.id not in hidden:
            said = cell.statement()
            atoms = frozenset(atom for atom, _ in cell.terms)
            found[rest[0]].append((atoms, int(said.low), cell.value, int(said.high)))
    return found
