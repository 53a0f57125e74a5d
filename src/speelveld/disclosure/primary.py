# SPDX-License-Identifier: EUPL-1.2
"""Primary rules of a bureau's own table: which cells may not be shown, and how uncertain each must stay.

It takes the cells that ``suppression.cube`` makes (named ``school=A|year=*``) and gives them the protection, the weight
and the base that the rules ask for. A cell that counts people whom the source of the file has masked itself has a
number only where the file gives one; otherwise it is left out, for nobody can publish it.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from speelveld.disclosure.suppression.tables import TOTAL, balanced
from speelveld.disclosure.system import Cell, Protected, Statement, System, Terms
from speelveld.disclosure.table_rules import Columns, TableRules

Contributions = Mapping[str, Mapping[str, int]]
"""Per atom what each contributor adds to it, for tables of amounts."""


@dataclass(frozen=True)
class Layout:
    """The columns of a table: per dimension its columns from fine to coarse, of which a cell fixes one, or none.

    ``parents`` maps a column and a label in it to the labels of its coarser columns.
    """

    dimensions: tuple[tuple[str, ...], ...]
    parents: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column, dimension by dimension, from fine to coarse."""
        return tuple(column for dimension in self.dimensions for column in dimension)

    def fixed(self, cell: str) -> dict[str, str]:
        """The columns that a cell fixes, with their labels: also those that follow, as the board of a school."""
        found: dict[str, str] = {}
        for part in cell.split("|"):
            column, label = part.split("=", 1)
            if label != TOTAL:
                found[column] = label
                found |= self.parents.get((column, label), {})
        return found

    def cell(self, labels: Mapping[str, str]) -> str:
        """The id of the cell that fixes these columns: of each dimension the finest that is named."""
        parts = []
        for dimension in self.dimensions:
            finest = next((column for column in dimension if column in labels), None)
            parts.append(f"{finest}={labels[finest]}" if finest else f"{dimension[0]}={TOTAL}")
        return "|".join(parts)

    def over(self, cell: str, columns: Collection[str]) -> str:
        """The cell with every dimension that holds one of ``columns`` added up."""
        parts = cell.split("|")
        for at, dimension in enumerate(self.dimensions):
            if any(column in columns for column in dimension):
                parts[at] = f"{dimension[0]}={TOTAL}"
        return "|".join(parts)

    def closed(self, columns: Columns) -> Columns:
        """The columns of a table with those that follow from them."""
        found = set(columns)
        for dimension in self.dimensions:
            for at, column in enumerate(dimension):
                if column in columns:
                    found.update(dimension[at:])
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Ruled:
    """A system with its protection.

    ``why`` names the rule that hides a cell, by cell id, for the audit report alone. ``unknown`` are the cells that
    nobody can publish, for the source of the file masked what they count.
    """

    system: System
    why: Mapping[str, str]
    unknown: tuple[str, ...] = ()


def apply_rules(
    system: System,
    layout: Layout,
    rules: TableRules,
    *,
    masked: Mapping[Terms, tuple[int, int]] | None = None,
    given: Collection[str] = (),
    contributions: Contributions | None = None,
) -> Ruled:
    """The cells that the rules publish, with what each needs.

    ``masked`` gives the bounds of atoms, and of sums of these, whose count the source of the file hid;
    ``system.values`` then holds counts that fit everything the file says. ``given`` are the ids of cells that the file
    gives a number for although they count masked atoms. ``contributions`` is asked for in a table of amounts.
    """
    marks = masked or {}
    judge = _Judge(system, layout, rules, contributions or {}, marks)
    published = None if rules.publish is None else {layout.closed(one) for one in rules.publish}
    factors = {layout.closed(columns): factor for columns, factor in rules.loss.favour}
    cells: list[Cell] = []
    unknown: list[str] = []
    why: dict[str, str] = {}
    others = _masks(marks, system.values)
    for cell in system.cells:
        columns = frozenset(layout.fixed(cell.id))
        if published is not None and columns not in published:
            continue
        if cell.id not in given and any(atom in judge.masked for atom, _ in cell.terms):
            unknown.append(cell.id)
            continue
        always = columns in judge.known
        reason, need = ("", None) if always else judge.need(cell)
        others += judge.rests(cell)
        if need is not None:
            why[cell.id] = reason
        weight = _loss(cell.value, rules) * factors.get(columns, 1.0)
        base = 1 if always else rules.counts.base
        cells.append(replace(cell, need=need, always_shown=always, weight=weight, base=base))
    said = tuple(Statement(_name(form), form, *bounds) for form, bounds in sorted(marks.items()))
    protected = (*system.protected, *_once(others))
    return Ruled(System(system.values, tuple(cells), (*system.earlier, *said), protected), why, tuple(unknown))


class _Judge:
    """Which rule hides a cell of one system, and what the cell needs."""

    def __init__(
        self,
        system: System,
        layout: Layout,
        rules: TableRules,
        contributions: Contributions,
        marks: Mapping[Terms, tuple[int, int]],
    ) -> None:
        self._cells = {cell.id: cell for cell in system.cells}
        self._layout, self._rules, self._contributions = layout, rules, contributions
        self.masked = {form[0][0]: bounds for form, bounds in marks.items() if len(form) == 1}
        self.known = frozenset(layout.closed(columns) for columns in rules.known)

    def need(self, cell: Cell) -> tuple[str, Protected | None]:
        """The rule in words for the audit report, and the protection; no words and None where a cell may be shown."""
        reason = self._amount(cell) if self._rules.kind == "magnitudes" else self._count(cell)
        if not reason:
            return "", None
        if self._rules.kind == "magnitudes":
            margin = max(1, *self._margins(cell).values())
            return reason, Protected(cell.id, cell.terms, cell.value, 2 * margin, cell.value + margin)
        least = self._rules.counts.threshold
        return self._capped(reason, Protected(cell.id, cell.terms, cell.value, least, least), cell.id)

    def rests(self, cell: Cell) -> list[Protected]:
        """What must stay uncertain of the rest of each group of which this cell is the part with a sensitive trait.

        Showing 38 of 40 tells that 2 are otherwise; showing 40 of 40 that nobody is.
        """
        of, found = self._rules.group_disclosure, []
        if self._rules.kind == "magnitudes" or not cell.value:
            return []
        for column in self._layout.fixed(cell.id):
            whole = self._cells.get(self._layout.over(cell.id, [column])) if column in of.sensitive else None
            if whole is None or whole.value - cell.value >= of.min_rest:
                continue
            form = tuple(term for term in whole.terms if term not in set(cell.terms))
            name, rest = f"{cell.id} (the rest over {column})", whole.value - cell.value
            _, need = self._capped(name, Protected(name, form, rest, of.min_rest, of.min_rest), whole.id)
            if form and need is not None:
                found.append(need)
        return found

    def _count(self, cell: Cell) -> str:
        """Why a count is hidden; empty when it is not."""
        of = self._rules.counts
        if cell.value:
            return f"fewer than {of.threshold}" if cell.value < of.threshold else ""
        sensitive = self._rules.group_disclosure.sensitive
        people = self._cells.get(self._layout.over(cell.id, sensitive))
        if sensitive and people is not None and not people.value:
            return ""
        if traits := [column for column in self._layout.fixed(cell.id) if column in sensitive]:
            return f"nobody of a group that has people in it, by {', '.join(traits)}"
        return "zero" if of.zeros == "protect" else ""

    def _amount(self, cell: Cell) -> str:
        """Why an amount is hidden: too few contributors, dominance, or p%; empty when it is not."""
        return "; ".join(self._margins(cell))

    def _margins(self, cell: Cell) -> dict[str, int]:
        """The rules that an amount breaks, with how far beyond its value the possible values must reach.

        (n,k): ``100 / k * (largest n) - total``; p%: ``p / 100 * largest - rest without the two largest`` (Hundepool et
        al. 2012, 4.2). Too few contributors: p% of the total.
        """
        of, added = self._rules.magnitudes, dict[str, int]()
        for atom, _ in cell.terms:
            for who, amount in self._contributions.get(atom, {}).items():
                added[who] = added.get(who, 0) + amount
        if not cell.value:
            return {}
        largest = heapq.nlargest(max(2, of.dominance_n), added.values())
        found = {}
        if len(added) < of.min_contributors:
            found[f"fewer than {of.min_contributors} contributors"] = math.ceil(cell.value * of.p_percent / 100)
        top = sum(largest[: of.dominance_n])
        if 100 * top > of.dominance_percent * cell.value:
            name = f"the largest {of.dominance_n} hold more than {of.dominance_percent}%"
            found[name] = math.ceil(100 * top / of.dominance_percent - cell.value)
        rest = cell.value - sum(largest[:2])
        if 100 * rest < of.p_percent * largest[0]:
            found[f"the largest can be estimated to within {of.p_percent}%"] = math.ceil(
                of.p_percent * largest[0] / 100 - rest
            )
        return found

    def _capped(self, reason: str, need: Protected, cell: str) -> tuple[str, Protected | None]:
        """The need, made no larger than what the outside knows already: a known total around it, or its own mask."""
        fixed = self._layout.fixed(cell)
        most = [need.reach]
        for columns in self.known:
            around = self._layout.cell({column: fixed[column] for column in columns & set(fixed)})
            if columns <= set(fixed) and around in self._cells:
                most.append(self._cells[around].value)
        low, high = 0, min(most)
        if all(atom in self.masked for atom, _ in need.terms):
            low = sum(self.masked[atom][0] for atom, _ in need.terms)
            high = min(high, sum(self.masked[atom][1] for atom, _ in need.terms))
        if high <= low:
            return "", None
        return reason, replace(need, width=min(need.width, high - low), reach=min(need.reach, high))


def _masks(masked: Mapping[Terms, tuple[int, int]], values: Mapping[str, int]) -> list[Protected]:
    """Masked counts stay as wide as their source left them."""
    return [
        Protected(_name(form), form, sum(values[atom] for atom, _ in form), high - low, high)
        for form, (low, high) in sorted(masked.items())
        if high > low
    ]


def _name(form: Terms) -> str:
    return f"masked: {' + '.join(atom for atom, _ in form)}"


def _once(needs: Sequence[Protected]) -> tuple[Protected, ...]:
    """The strictest need of each form."""
    strictest: dict[Terms, Protected] = {}
    for need in needs:
        held = strictest.setdefault(need.terms, need)
        if (need.reach, need.width) > (held.reach, held.width):
            strictest[need.terms] = need
    return tuple(strictest.values())


def _loss(value: int, rules: TableRules) -> float:
    """What hiding a cell of this value costs."""
    if rules.loss.measure == "cells":
        return 1.0
    return 1.0 + value if rules.loss.measure == "values" else balanced(value)
