# SPDX-License-Identifier: EUPL-1.2
"""From the rows of a protected table to what an outsider can say about its counts.

The counts behind the table are its rows without a total ("atoms"); a row with totals is the sum of the atoms that agree
with its other labels. So margins are found, also of columns that nest (a board and its schools), without being told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from pathlib import Path

from speelveld.commands.attack_needs import Asked, Ends, Judge, Labels, Way, named
from speelveld.commands.attack_read import ALL, Entries, Entry, How, read_entries
from speelveld.commands.attack_years import pooled, refuse_overlaps
from speelveld.disclosure.attack import Hidden
from speelveld.disclosure.system import Protected, Statement, Terms, terms
from speelveld.disclosure.table_rules import TableRules
from speelveld.errors import Fault, InputError

MOST_ATOMS = 500_000

FURTHEST = 4
"""How many bases a rounded count may lie from its true one; further off, it is of another table."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a protected table tells, what must stay uncertain of it, and its hidden cells as they look.

    ``sure`` are the ids of the needs that the rules surely ask for; any other matters only where its count can be small
    as far as the table tells. ``labels`` name every cell and every need, a label per column. ``cells`` is how many rows
    there are, ``concealed`` how many of them hide or mask their count; ``shown`` are the ids of those that tell theirs
    exactly. ``tables`` are counts of all atoms that may fit all that is told: the true ones, where there is an
    original, and those that are shown, where none is hidden.
    """

    statements: tuple[Statement, ...]
    needs: tuple[Protected, ...]
    sure: frozenset[str]
    hidden: tuple[Hidden, ...]
    columns: tuple[str, ...]
    labels: Mapping[str, Mapping[str, str]]
    cells: int
    concealed: int
    shown: frozenset[str]
    tables: tuple[Mapping[str, int], ...]
    notes: tuple[str, ...]


def read_told(path: Path, how: How, rules: TableRules, way: Way, *, absent: bool, original: Path | None) -> Told:
    """Read a table. ``absent`` says that a combination of labels without a row is hidden, not 0.

    Every count that the rules protect is a need, whether its cell is hidden or shown: with an ``original`` the true
    counts tell which, also of rows that the table leaves out; without it a hidden cell is one, unless everything shown
    leaves it at or above the threshold anyway, and a shown count that is small. A masked cell must stay as wide as its
    mask.
    """
    table = read_entries(path, how)
    refuse_overlaps(table)
    forms = _Forms(_atoms(table, absent=absent))
    counted, rows = None, [(entry.labels, entry) for entry in table.entries]
    notes = list(table.notes)
    asked: list[tuple[Labels, Entry | None]] = [*rows]
    if original is not None:
        given = _original(original, replace(how, count=table.count, dimensions=table.columns, repeats=True))
        given = pooled(given, table, notes)
        counted = _inner(given)
        values = {labels: _added(counted, forms.of(labels)) for labels, _ in rows}
        way = _widened(way, table, values, notes)
        _check(values, table, way.ends, original.name)
        asked += [(labels, None) for labels in _left_out(given, table, forms)]
    exact = {entry.labels: entry.low for entry in table.entries if not entry.hidden and _exact(entry, way)}

    def value(labels: Labels) -> int | None:
        return exact.get(labels) if counted is None else _added(counted, forms.of(labels))

    judge = Judge(table.columns, _above(table), rules, way, value, forms.of, original=original is not None)
    statements: list[Statement] = []
    hidden: list[Hidden] = []
    wanted: list[Asked] = []
    labels_of: dict[str, Mapping[str, str]] = {}
    for labels, entry in asked:
        name, form = cell_name(table.columns, labels), forms.of(labels)
        labels_of[name] = named(table.columns, labels)
        low, high = _tells(entry, way)
        if entry is not None and low is not None and high is not None:
            statements.append(Statement(f"{name} ({entry.text})", form, low, high))
            if entry.hidden:
                true = value(labels)
                mask = Protected(name, form, -1 if true is None else true, high - low, high)
                wanted.append(Asked(mask, labels_of[name], sure=True))
                continue
        elif entry is not None:
            hidden.append(Hidden(name, form, entry.text))
        wanted += judge.asked(name, labels, low, high)
    masked = {
        cell_name(table.columns, entry.labels) for entry in table.entries if entry.hidden and entry.low is not None
    }
    strictest = _once(wanted, masked)
    missing = sorted(name for name in rules.named_columns() if name not in table.columns)
    notes += [f"the rules name column '{name}', which this table lacks" for name in missing]
    return Told(
        tuple(statements),
        tuple(one.need for one in strictest),
        frozenset(one.need.id for one in strictest if one.sure),
        tuple(hidden),
        table.columns,
        labels_of | {one.need.id: one.labels for one in strictest},
        len(rows),
        sum(entry.hidden for entry in table.entries),
        frozenset(cell_name(table.columns, labels) for labels in exact),
        tuple(_tables(table, forms.names, counted)),
        tuple(notes),
    )


def _tables(table: Entries, atoms: Sequence[str], counted: Mapping[str, int] | None) -> Iterator[Mapping[str, int]]:
    """The true counts of all atoms, when they are known, and those that stand in the table, when all of them do."""
    if counted is not None:
        yield {atom: counted.get(atom, 0) for atom in atoms}
    shown = {"|".join(one.labels): one.low for one in table.entries if not one.hidden and one.low is not None}
    if all(atom in shown for atom in atoms):
        yield {atom: shown[atom] for atom in atoms}


def _tells(entry: Entry | None, way: Way) -> tuple[int | None, int | None]:
    """The counts that a row leaves possible; None for one that is hidden, or not there."""
    if entry is None or entry.low is None or entry.high is None:
        return None, None
    return (entry.low, entry.high) if entry.hidden else way.ends(entry.low)


def _exact(entry: Entry, way: Way) -> bool:
    low, high = _tells(entry, way)
    return low is not None and low == high == entry.low


def _once(asked: Sequence[Asked], masked: Collection[str]) -> list[Asked]:
    """One need of each form, under the name of a cell where it is one: the strictest, but of a masked cell its mask."""
    strictest: dict[Terms, Asked] = {}
    for one in sorted(asked, key=lambda one: one.rest):
        held = strictest.setdefault(one.need.terms, one)
        if held is not one and held.need.id not in masked:
            width, reach = max(held.need.width, one.need.width), max(held.need.reach, one.need.reach)
            need = replace(held.need, width=width, reach=reach)
            strictest[one.need.terms] = replace(held, need=need, sure=held.sure or one.sure)
    return list(strictest.values())


def cell_name(columns: Sequence[str], labels: Sequence[str]) -> str:
    """A cell in words: ``school=Beech, group=Total``."""
    return ", ".join(f"{column}={label}" for column, label in named(tuple(columns), tuple(labels)).items())


def _atoms(table: Entries, *, absent: bool) -> list[Labels]:
    """The labels of every count behind the table."""
    inner = [entry.labels for entry in table.entries if ALL not in entry.labels]
    covered = {tuple(at for at, one in enumerate(entry.labels) if one == ALL) for entry in table.entries}
    if inner and not absent:
        return inner
    if not inner and covered == {()}:
        return []
    seen = [sorted({entry.labels[at] for entry in table.entries} - {ALL}) for at in range(len(table.columns))]
    if any(not labels for labels in seen):
        empty = [name for name, labels in zip(table.columns, seen, strict=True) if not labels]
        raise InputError(Fault("every row is a total here.", table.file, column=name) for name in empty)
    if prod(map(len, seen)) > MOST_ATOMS:
        message = f"the labels can be combined in more than {MOST_ATOMS:,} ways."
        raise InputError(Fault(message, table.file, advice="Attack the table in parts."))
    nested = _nested(table)
    return [
        labels
        for labels in product(*seen)
        if all(above.get(labels[child], labels[parent]) == labels[parent] for (child, parent), above in nested.items())
    ]


def _nested(table: Entries) -> dict[tuple[int, int], dict[str, str]]:
    """Pairs of columns of which the first settles the second, as a school its board: the label above each label."""
    found = {}
    for child, parent in product(range(len(table.columns)), repeat=2):
        pairs = {
            (entry.labels[child], entry.labels[parent])
            for entry in table.entries
            if ALL not in (entry.labels[child], entry.labels[parent])
        }
        above = dict(pairs)
        if child != parent and len(above) == len(pairs) and len(set(above.values())) < len(above):
            found[child, parent] = above
    return found


def _above(table: Entries) -> dict[str, frozenset[str]]:
    """By column the columns that it settles."""
    found: dict[str, set[str]] = {}
    for child, parent in _nested(table):
        found.setdefault(table.columns[child], set()).add(table.columns[parent])
    return {child: frozenset(parents) for child, parents in found.items()}


class _Forms:
    """The atoms of every cell: those that agree with all its labels but the totals."""

    def __init__(self, atoms: Sequence[Labels]) -> None:
        self._atoms = atoms
        self._by_kind: dict[tuple[bool, ...], dict[Labels, list[str]]] = {}

    @property
    def names(self) -> list[str]:
        """The names of all atoms."""
        return ["|".join(atom) for atom in self._atoms]

    def of(self, labels: Labels) -> Terms:
        """The form of a cell; empty where no atom agrees."""
        kind = tuple(one == ALL for one in labels)
        if kind not in self._by_kind:
            held = self._by_kind.setdefault(kind, {})
            for atom in self._atoms:
                key = tuple(ALL if total else one for one, total in zip(atom, kind, strict=True))
                held.setdefault(key, []).append("|".join(atom))
        return terms(self._by_kind[kind].get(labels, []))


def _inner(given: Entries) -> Mapping[str, int]:
    """The true count of every atom: the rows without totals of the original, added up where they stand twice."""
    inner: Counter[str] = Counter()
    for entry in given.entries:
        if ALL not in entry.labels:
            inner["|".join(entry.labels)] += entry.low or 0
    return inner


def _added(inner: Mapping[str, int], form: Terms) -> int:
    return sum(inner.get(atom, 0) for atom, _ in form)


def _left_out(given: Entries, table: Entries, forms: _Forms) -> list[Labels]:
    """The cells of the original that the table has no row for, though it counts them."""
    there = {entry.labels for entry in table.entries}
    return [
        labels
        for labels in dict.fromkeys(one.labels for one in given.entries)
        if labels not in there and forms.of(labels)
    ]


def _widened(way: Way, table: Entries, values: Mapping[Labels, int], notes: list[str]) -> Way:
    """Where controlled rounding took a cell beyond its nearest multiples, all cells may lie as far off."""
    if not way.base:
        return way
    away = max(
        (abs(values[one.labels] - one.low) for one in table.entries if one.low == one.high and one.low is not None),
        default=0,
    )
    if not way.base <= away <= FURTHEST * way.base:
        return way
    notes.append(f"a count was rounded by {away}; the attacker is taken to know that much, and no more, of every cell")
    return replace(way, ends=lambda shown: (max(0, shown - away), shown + away))


def _original(path: Path, how: How) -> Entries:
    table = read_entries(path, how)
    faults = [
        Fault("the original hides this count as well.", path.name, entry.line, table.count, "Give true counts.")
        for entry in table.entries
        if entry.hidden and ALL not in entry.labels
    ]
    if faults:
        raise InputError(faults)
    return table


def _check(values: Mapping[Labels, int], table: Entries, ends: Ends, original: str) -> None:
    """Faults for shown counts that the original does not have: it is of another table, or this one is rounded."""
    faults = []
    for entry in table.entries:
        low, high = (entry.low, entry.high) if entry.hidden else ends(entry.low or 0)
        if low is not None and high is not None and not low <= values[entry.labels] <= high:
            message = f"'{entry.text}' is {values[entry.labels]} in {original}."
            faults.append(Fault(message, table.file, entry.line, table.count, "Is it of another table, or rounded?"))
    if faults:
        raise InputError(faults)
