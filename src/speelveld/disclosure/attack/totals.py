# SPDX-License-Identifier: EUPL-1.2
"""A1: a total minus the rest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from speelveld.disclosure.attack.findings import Finding, found, listed, too_narrow
from speelveld.disclosure.attack.polyhedron import Contradiction, propagate, rows_of
from speelveld.disclosure.system import Protected, Statement


def total_minus_rest(statements: Sequence[Statement], needs: Sequence[Protected]) -> list[Finding]:
    """A1. What does the outsider do: subtracts the shown cells from their total, and goes on with what that gives. What
    they need: one table and a pencil. What stops it: a second hidden cell in every row and column.

    One sum at a time, over and over; two sums that only give something away together are A2's.
    """
    try:
        rows = rows_of(statements, [need.terms for need in needs])
        box = propagate(rows)
    except Contradiction as error:
        return [Finding("A1", error.ids[0], 0, 0, None, str(error))]
    places = {atom: at for at, atom in enumerate(rows.atoms)}
    leaks = []
    for need in needs:
        at = np.array([places[atom] for atom, _ in need.terms])
        numbers = np.array([number for _, number in need.terms])
        low = float((numbers * np.where(numbers > 0, box.low[at], box.high[at])).sum())
        high = float((numbers * np.where(numbers > 0, box.high[at], box.low[at])).sum())
        if too_narrow(need, low, high):
            behind = (row for end in (box.high_row, box.low_row) for row in end[at] if row >= 0)
            names = listed(name for row in behind for name in rows.ids[row])
            why = f"what is left of {names} after what is known of the rest"
            leaks.append(found("A1", need, low, high, why))
    return leaks
