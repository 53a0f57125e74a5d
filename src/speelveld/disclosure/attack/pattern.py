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
    wanted = {need.terms: need for need in needs}
    for group in region.linked():
        candidate = _only_candidate(region, group, threshold)
        if candidate is None:
            continue
        one, (low, high) = hidden[candidate], region.outer(candidate)
        need = wanted.get(one.terms)
        high = min(high, threshold - 1)
        why = f"it alone of {len(group)} hidden cells that hang together can be below {threshold}"
        if need is not None and too_narrow(need, low, high):
            leaks.append(found("A13", need, low, high, why))
    return leaks


def _only_candidate(region: Region, group: Sequence[int], threshold: int) -> int | None:
    """The one of a group that can be below the threshold; None when there are several, or the group is one cell.

    A few tables mostly show two of them; only where they do not, the ends are computed.
    """
    if len(group) < 2:
        return None
    region.explore(group)
    if sum(region.real(at)[0] < threshold for at in group) > 1:
        return None
    for at in group:
        region.solve(at)
    candidates = [at for at in group if region.outer(at)[0] < threshold]
    return candidates[0] if len(candidates) == 1 else None


def _markers(hidden: Sequence[Hidden]) -> list[Finding]:
    markers = sorted({one.marker for one in hidden})
    if len(markers) < 2:
        return []
    first = {one.marker: one.id for one in reversed(hidden)}
    shown = ", ".join(f"'{marker}' ({first[marker]})" for marker in markers)
    return [Finding("A13", first[markers[0]], 0, 0, None, f"hidden cells look different: {shown}")]
