# SPDX-License-Identifier: EUPL-1.2
"""From the rows of a protected table to what an outsider can say about its counts.

The counts behind the table are its rows without a total ("atoms"); a row with totals is the sum of the atoms that agree
with its other labels. So margins are found, also of columns that nest (a board and its schools), without being told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from pathlib import Path

from speelveld.commands.attack_read import ALL, Entries, Entry, How, read_entries
from speelveld.disclosure.attack import Hidden
from speelveld.disclosure.system import Protected, Statement, Terms, terms
from speelveld.disclosure.table_rules import TableRules
from speelveld.errors import Fault, InputError

MOST_ATOMS = 500_000

Labels = tuple[str, ...]
Ends = Callable[[int], tuple[int, int]]
"""From a shown number to the counts that it can stand for."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a protected table tells, what must stay uncertain of it, and its hidden cells as they look."""

    statements: tuple[Statement, ...]
    needs: tuple[Protected, ...]
    hidden: tuple[Hidden, ...]
    columns: tuple[str, ...]
    labels: Mapping[str, Mapping[str, str]]
    notes: tuple[str, ...]


def read_told(path: Path, how: How, rules: TableRules, ends: Ends, *, absent: bool, original: Path | None) -> Told:
    """Read a table. ``absent`` says that a combination of labels without a row is hidden, not 0.

    A hidden cell must stay at least the threshold wide and reach the threshold, unless it is known to be no small
    count: by ``original``, or because everything shown leaves it at or above the threshold anyway. A masked cell must
    stay as wide as its mask.
    """
    table = read_entries(path, how)
    forms = _forms(table, _atoms(table, absent=absent))
    if original is not None:
        values = _values(original, how, table, forms)
        _check(values, table, ends, original.name)
    statements: list[Statement] = []
    needs: list[Protected] = []
    hidden: list[Hidden] = []
    labels: dict[str, dict[str, str]] = {}
    for entry in table.entries:
        name, form = cell_name(table.columns, entry.labels), forms[entry.labels]
        labels[name] = {c: "Total" if one == ALL else one for c, one in zip(table.columns, entry.labels, strict=True)}
        if entry.low is not None and entry.high is not None:
            low, high = (entry.low, entry.high) if entry.hidden else ends(entry.low)
            statements.append(Statement(f"{name} ({entry.text})", form, low, high))
        if not entry.hidden:
            continue
        if entry.low is None:
            hidden.append(Hidden(name, form, entry.text))
        value = None if original is None else values[entry.labels]
        if need := _need(name, form, entry, value, rules):
            needs.append(need)
    return Told(tuple(statements), tuple(needs), tuple(hidden), table.columns, labels, table.notes)


def cell_name(columns: Sequence[str], labels: Sequence[str]) -> str:
    """A cell in words: ``school=Beech, group=Total``."""
    return ", ".join(f"{c}={'Total' if one == ALL else one}" for c, one in zip(columns, labels, strict=True))


def _need(name: str, form: Terms, entry: Entry, value: int | None, rules: TableRules) -> Protected | None:
    threshold = rules.counts.threshold
    if entry.low is not None and entry.high is not None:
        return Protected(name, form, -1 if value is None else value, entry.high - entry.low, entry.high)
    small = value is None or 0 < value < threshold or (value == 0 and rules.counts.zeros == "protect")
    return Protected(name, form, -1 if value is None else value, threshold, threshold) if small else None


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


def _forms(table: Entries, atoms: Sequence[Labels]) -> dict[Labels, Terms]:
    """The atoms of every row: those that agree with all its labels but the totals."""
    by_kind: dict[tuple[bool, ...], dict[Labels, list[str]]] = {}
    found = {}
    for entry in table.entries:
        kind = tuple(one == ALL for one in entry.labels)
        if kind not in by_kind:
            by_kind[kind] = {}
            for atom in atoms:
                key = tuple(ALL if total else one for one, total in zip(atom, kind, strict=True))
                by_kind[kind].setdefault(key, []).append("|".join(atom))
        found[entry.labels] = terms(by_kind[kind].get(entry.labels, []))
    return found


def _values(original: Path, how: How, table: Entries, forms: Mapping[Labels, Terms]) -> dict[Labels, int]:
    """The true count of every row, from the rows without totals of the original, added up where they stand twice."""
    given = _original(original, replace(how, count=table.count, dimensions=table.columns, repeats=True))
    inner: Counter[str] = Counter()
    for entry in given.entries:
        if ALL not in entry.labels:
            inner["|".join(entry.labels)] += entry.low or 0
    return {labels: sum(inner[atom] for atom, _ in form) for labels, form in forms.items()}


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
