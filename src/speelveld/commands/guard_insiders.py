# SPDX-License-Identifier: EUPL-1.2
"""Who knows rows of a table by being there: the members of a column, and which of them belong together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from speelveld.commands.guard_table import Table
from speelveld.disclosure.ledger import MARK
from speelveld.disclosure.system import System
from speelveld.disclosure.table_rules import InsiderRules
from speelveld.errors import Fault, InputError

Insiders: TypeAlias = tuple[Mapping[str, frozenset[str]], Mapping[str, Sequence[str]]]
"""The atoms that each member counts, and the members of each group."""


def known_by(table: Table, rules: InsiderRules) -> Callable[[System], Insiders] | None:
    """What finds the insiders of a system over the atoms of a table, or over those that a ledger adds; None when the
    rules name nobody. Raises InputError where the column that joins members does not lie around theirs.
    """
    if not rules.column or not rules.together:
        return None
    dimension = next(one for one in table.layout.dimensions if rules.column in one)
    if rules.of and rules.of not in dimension[dimension.index(rules.column) :]:
        message = f"'{rules.column}' does not lie within '{rules.of}'."
        advice = f"Say --within {rules.column}={rules.of}."
        raise InputError(Fault(message, table.file, column="insiders.of", advice=advice))

    def found(system: System) -> Insiders:
        members: dict[str, set[str]] = {}
        groups: dict[str, set[str]] = {}
        for atom in system.values:
            labels = table.layout.fixed(atom if atom in table.system.values else atom.partition(MARK)[0])
            member = labels[rules.column]
            members.setdefault(member, set()).add(atom)
            groups.setdefault(labels.get(rules.of, ""), set()).add(member)
        return (
            {member: frozenset(atoms) for member, atoms in members.items()},
            {f"{rules.of} {group}" if group else "": sorted(of) for group, of in groups.items()},
        )

    return found
