# SPDX-License-Identifier: EUPL-1.2
"""A13: why is this cell hidden?"""

from __future__ import annotations

from collections.abc import Sequence

from speelveld.disclosure.attack.findings import Finding, found, too_narrow
from speelveld.disclosure.attack.knowledge import Hidden
from speelveld.disclosure.attack.region import Region
from speelveld.disclosure.system import Protected, Statement


def suppression_pattern(
    statements: Sequence[Statement], needs: Sequence[Protected], hidden: Sequence[Hidden], threshold: int
) -> list[Finding]:
    """A13. What does the outsider do: knows the rules, and asks why a cell is hidden. Cells are hidden because they are
    small, or to protect one that is. Where only one of the hidden cells that hang together can be small, it is. What
    they need: the published rules. What stops it: the same marker for both, and cells that are all possibly small or
    large.

    The simple form: within each linked group of hidden cells, those that the statements leave below the threshold are
    the candidates; a single candidate must be below the threshold itself. Markers that differ are a leak of their own.
    What the whole algorithm, run backwards, would tell is not tried; nor is a hidden cell that hangs together with no
    other, which tells what its marker tells: that it may be small.
    """
    leaks = _markers(hidden)
    if threshold < 1 or not hidden:
        return leaks
    region = Region(statements, [one.terms for one in hidden])
    for at in range(len(hidden)):
        region.solve(at)
    known = [region.outer(at) for at in range(len(hidden))]
    wanted = {need.terms: need for need in needs}
    for group in region.linked():
        candidates = [at for at in group if known[at][0] < threshold]
        if len(group) < 2 or len(candidates) != 1:
            continue
        one, (low, high) = hidden[candidates[0]], known[candidates[0]]
        need = wanted.get(one.terms)
        high = min(high, threshold - 1)
        why = f"it alone of {len(group)} hidden cells that hang together can be below {threshold}"
        if need is not None and too_narrow(need, low, high):
            leaks.append(found("A13", need, low, high, why))
    return leaks


def _markers(hidden: Sequence[Hidden]) -> list[Finding]:
    markers = sorted({one.marker for one in hidden})
    if len(markers) < 2:
        return []
    first = {one.marker: one.id for one in reversed(hidden)}
    shown = ", ".join(f"'{marker}' ({first[marker]})" for marker in markers)
    return [Finding("A13", first[markers[0]], 0, 0, None, f"hidden cells look different: {shown}")]
