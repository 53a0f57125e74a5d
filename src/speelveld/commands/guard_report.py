# SPDX-License-Identifier: EUPL-1.2
"""The audit report of a protected table: what was hidden, why, and how uncertain it stays. For the bureau alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from speelveld import __version__
from speelveld.commands.guard_table import Table
from speelveld.commands.guard_write import TOTAL
from speelveld.disclosure.protect import ProtectedTable
from speelveld.disclosure.table_rules import TableRules

NOTICE = "INTERNAL, NOT FOR PUBLICATION: who knows why a number is hidden knows more about it than the table tells."

Bounds = Mapping[str, tuple[int, int | None]]
"""Per cell id the smallest and the largest count that an outsider finds possible; None where there is no largest."""


def report(
    table: Table, protected: ProtectedTable, rules: TableRules, bounds: Bounds, hashes: Mapping[str, Any]
) -> dict[str, Any]:
    """The report as one document. ``hashes`` names the files and their SHA-256."""
    hidden = sorted(protected.hidden)
    primary = [cell for cell in hidden if cell in protected.primary]
    needs = {need.terms: need for need in protected.needs}
    forms = {cell.id: cell.terms for cell in table.system.cells}
    entries = []
    for cell in hidden:
        low, high = bounds[cell]
        need = needs.get(forms[cell]) if cell in protected.primary else None
        entries.append(
            {
                "cell": _labels(table, cell),
                "kind": "primary" if need else "secondary",
                "why": table.ruled.why[cell] if need else "another cell could be worked out from it",
                "low": low,
                "high": high,
                "needed_width": need.width if need else None,
                "needed_reach": need.reach if need else None,
            }
        )
    masked = [
        {
            "cell": _labels(table, cell),
            "kind": "masked",
            "why": "it counts what the source of the file masked",
            "low": None,
            "high": None,
            "needed_width": None,
            "needed_reach": None,
        }
        for cell in table.ruled.unknown
    ]
    return {
        "notice": NOTICE,
        "speelveld": __version__,
        **hashes,
        "rules_version": rules.version,
        "method": protected.method,
        "how": protected.how,
        "loss": protected.loss,
        "bound": protected.bound,
        "gap": protected.gap,
        "cells": len(table.system.cells) + len(masked),
        "hidden": len(hidden) + len(masked),
        "primary": len(primary),
        "secondary": len(hidden) - len(primary),
        "masked": len(masked),
        "insiders": _insiders(protected, rules),
        "notes": list(table.notes),
        "hidden_cells": entries + masked,
    }


def _insiders(protected: ProtectedTable, rules: TableRules) -> dict[str, Any] | None:
    """What was done about those who know their own rows; None when the rules name nobody, or a ledger answered."""
    by, of = protected.insiders, rules.insiders
    if by is None:
        return None
    return {
        "column": of.column,
        "of": of.of,
        "together": by.size,
        "coalitions": by.there,
        "tried": by.tried,
        "hidden because of them": by.more,
        "known to them already": by.known,
    }


def _labels(table: Table, cell: str) -> dict[str, str]:
    fixed = table.layout.fixed(cell)
    return {column: fixed.get(column, TOTAL) for column in table.columns}


def as_json(found: Mapping[str, Any]) -> str:
    """The report as JSON, the notice first."""
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def as_markdown(found: Mapping[str, Any]) -> str:
    """The report as a page to read, the notice first."""
    lines = [f"**{found['notice']}**", "", "# Audit report", ""]
    lines += [f"- {key.replace('_', ' ')}: {_shown(value)}" for key, value in found.items() if not _long(key)]
    lines += [f"- note: {note}" for note in found["notes"]]
    if found["hidden_cells"]:
        columns = list(found["hidden_cells"][0]["cell"])
        rest = ["kind", "why", "low", "high", "needed_width", "needed_reach"]
        lines += ["", "## Hidden cells", "", _row([*columns, *(name.replace("_", " ") for name in rest)])]
        lines.append(_row(["---"] * (len(columns) + len(rest))))
        for entry in found["hidden_cells"]:
            lines.append(
                _row([*entry["cell"].values(), *("" if entry[name] is None else entry[name] for name in rest)])
            )
    return "\n".join(lines) + "\n"


def _long(key: str) -> bool:
    return key in {"notice", "notes", "hidden_cells"}


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_shown(one)}" for name, one in value.items())
    if isinstance(value, list):
        return "; ".join(_shown(one) for one in value) or "none"
    if value is None:
        return "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _row(cells: list[Any]) -> str:
    return f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in cells)} |"
