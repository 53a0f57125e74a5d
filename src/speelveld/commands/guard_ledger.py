# SPDX-License-Identifier: EUPL-1.2
"""A bureau's own release ledger: every table that it protects is laid beside everything that it ever published.

The first time, the table is protected together with all that the ledger holds, and recorded; asked again, the entry
gives the same answer. A corrected count is another atom, so that the old and the new number are two equations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from speelveld.commands.guard_table import Table
from speelveld.disclosure.ledger import MARK, Entry, Ledger
from speelveld.disclosure.protect import ProtectedTable, multiple
from speelveld.disclosure.system import Protected, Statement, System, Terms, terms
from speelveld.errors import Fault, InputError
from speelveld.figures.ledger_file import find_or_add, read_ledger


def released(
    path: Path,
    table: Table,
    edition: str,
    rules: str,
    make: Callable[[System], ProtectedTable],
) -> tuple[System, ProtectedTable]:
    """The table as the ledger in ``path`` has it, and the system under which it was protected.

    ``edition`` and ``rules`` are the hashes of the file and of the rules; ``make`` protects a system, and raises when
    the result does not hold. It is called once for each edition and rules; then the entry is written, and only then
    does anything come back. Raises InputError for a table that does not fit the ledger, DisclosureError for a ledger
    that is damaged.
    """
    cluster = ", ".join(table.layout.columns)
    _fits(path, table, read_ledger(path))
    made: dict[str, ProtectedTable] = {}

    def entry(ledger: Ledger) -> Entry:
        system = linked(table.system, ledger)
        made["table"] = found = make(system)
        before = set(system.earlier)
        return Entry(
            edition=edition,
            cluster=cluster,
            rules=rules,
            values={name: system.values[name] for name in _names(table.system, ledger).values()},
            statements=tuple(one for one in found.statements if one not in before),
            protected=system.needs(),
            shown=tuple(cell.id for cell in system.cells if cell.id not in found.hidden),
            hidden=tuple(sorted(found.hidden)),
            steps={},
        )

    recorded = find_or_add(path, edition, cluster, rules, entry)
    system = linked(table.system, read_ledger(path))
    return system, made.get("table") or _again(system, recorded)


def linked(system: System, ledger: Ledger) -> System:
    """The system under the names that the ledger gives to its atoms, with everything that was said before."""
    names = _names(system, ledger)
    every = {name for entry in ledger.entries for name in entry.values} | set(names)
    own = {need.terms for need in (_renamed(need, names) for need in system.needs())}
    earlier, protected = ledger.about(every), tuple(one for one in ledger.protected(every) if one.terms not in own)
    forms = (*(one.terms for one in earlier), *(one.terms for one in protected))
    known = {atom for form in forms for atom, _ in form}
    values = {atom: ledger.value(atom) for atom in sorted(known)}
    values |= {name: system.values[atom] for atom, name in names.items()}
    cells = tuple(
        replace(
            cell,
            terms=_form(cell.terms, names),
            need=None if cell.need is None else _renamed(cell.need, names),
        )
        for cell in system.cells
    )
    said = tuple(replace(one, terms=_form(one.terms, names)) for one in system.earlier)
    needs = tuple(_renamed(need, names) for need in system.protected)
    return System(values, cells, (*said, *earlier), (*needs, *protected))


def _names(system: System, ledger: Ledger) -> dict[str, str]:
    """By atom the name under which the ledger knows it with this count: here each atom is corrected by itself."""
    return {atom: ledger.names({atom: value})[atom] for atom, value in system.values.items()}


def _form(form: Terms, names: Mapping[str, str]) -> Terms:
    return terms({names[atom]: number for atom, number in form})


def _renamed(need: Protected, names: Mapping[str, str]) -> Protected:
    return replace(need, terms=_form(need.terms, names))


def _again(system: System, entry: Entry) -> ProtectedTable:
    """What was recorded before, once more."""
    hidden = frozenset(entry.hidden)
    statements: tuple[Statement, ...] = system.earlier
    return ProtectedTable(
        "suppress",
        {cell.id: None if cell.id in hidden else multiple(cell.value, cell.base) for cell in system.cells},
        frozenset(cell.id for cell in system.cells if cell.need is not None),
        statements,
        system.needs(),
        system.needs(),
        sum(cell.weight for cell in system.cells if cell.id in hidden and cell.need is None),
        0.0,
        1.0,
        "as the ledger recorded it",
    )


def _fits(path: Path, table: Table, ledger: Ledger) -> None:
    """Faults of a table that cannot stand in this ledger."""
    faults = []
    own = [dimension[0] for dimension in table.layout.dimensions]
    others = {
        tuple(part.partition("=")[0] for part in name.split("|")) for entry in ledger.entries for name in entry.values
    }
    for columns in sorted(others - {tuple(own)}):
        message = f"it holds tables by {', '.join(columns)}; this one is by {', '.join(own)}."
        faults.append(Fault(message, path.name, advice="Keep one ledger for each kind of table."))
    if any(MARK in atom for atom in table.system.values):
        faults.append(Fault(f"a label holds '{MARK}', which marks corrections in a ledger.", table.file))
    if table.masked:
        faults.append(
            Fault(
                "counts that are masked in the file cannot be followed from one edition to the next.",
                table.file,
                advice="Protect it without --ledger, and name what you published before with --earlier.",
            )
        )
    if faults:
        raise InputError(faults)
