# SPDX-License-Identifier: EUPL-1.2
"""A6: two published sums that differ by a few children."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from speelveld.disclosure.attack.findings import Finding, found, listed, outward_low, too_narrow
from speelveld.disclosure.system import Protected, Statement, Terms


def differences(statements: Sequence[Statement], needs: Sequence[Protected], threshold: int = 0) -> list[Finding]:
    """A6. What does the outsider do: subtracts two published sums of which one lies within the other, such as the same
    figure with two filters, or under the boundaries of two years. What they need: a catalogue of tables with filters.
    What stops it: a closed catalogue, and a minimum for the difference as for any cell.

    All pairs of sums. A difference is a leak when it is a protected form that it bounds too narrowly; with a
    ``threshold`` also when it touches a protected form, is not published itself and has 1 to threshold - 1 children.
    Triples, and differences of differences, are left to A2, which is complete.
    """
    sums = [one for one in statements if one.terms and all(number == 1 for _, number in one.terms)]
    if not sums:
        return []
    wanted = {need.terms: need for need in needs}
    guarded = {atom for need in needs for atom, _ in need.terms}
    published = {one.terms for one in sums}
    leaks: dict[Terms, Finding] = {}
    for larger, smaller in _nested(sums):
        low, high = max(0.0, larger.low - smaller.high), larger.high - smaller.low
        if not high < np.inf:
            continue
        inside = {atom for atom, _ in smaller.terms}
        rest = tuple(term for term in larger.terms if term[0] not in inside)
        why = f"{larger.id} minus {smaller.id}"
        need = wanted.get(rest)
        if need is not None and too_narrow(need, low, high):
            leaks.setdefault(rest, found("A6", need, low, high, why))
        elif need is None and 0 < high < threshold and rest not in published and any(a in guarded for a, _ in rest):
            leaks.setdefault(
                rest, Finding("A6", why, outward_low(low), int(high), None, f"{why} is {listed(a for a, _ in rest)}")
            )
    return list(leaks.values())


def _nested(sums: Sequence[Statement]) -> list[tuple[Statement, Statement]]:
    """Every pair of sums of which the second lies within the first, and is smaller."""
    places: dict[str, int] = {}
    columns = [places.setdefault(atom, len(places)) for one in sums for atom, _ in one.terms]
    sizes = np.array([len(one.terms) for one in sums])
    members = sparse.csr_matrix(
        (np.ones(len(columns)), columns, np.concatenate([[0], np.cumsum(sizes)])), shape=(len(sums), len(places))
    )
    shared = (members @ members.T).tocoo()
    inside = (shared.data == sizes[shared.col]) & (sizes[shared.row] > sizes[shared.col])
    return [(sums[i], sums[j]) for i, j in zip(shared.row[inside], shared.col[inside], strict=True)]
