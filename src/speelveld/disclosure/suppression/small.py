# SPDX-License-Identifier: EUPL-1.2
"""Systems small enough for one linear programme: a safe pattern first, then the best one."""

from __future__ import annotations

from speelveld.disclosure.suppression.arrays import Arrays, Integers
from speelveld.disclosure.suppression.attacker import Attacker, Cut
from speelveld.disclosure.suppression.effort import Effort
from speelveld.disclosure.suppression.exact import Best, improve
from speelveld.disclosure.suppression.greedy import protect, show_again
from speelveld.disclosure.suppression.witnesses import Witnesses


def solve_small(
    part: Arrays, *, rounds: int, nodes: int, effort: Effort, give_up: bool = False
) -> tuple[Best, Integers, Witnesses]:
    """A safe pattern with the bound on its loss, the needs that nothing protects, and the witnesses.

    ``rounds`` of cuts and ``nodes`` of the master's search limit the search, and ``effort`` does. With ``give_up`` it
    limits the safe pattern too: needs that have no witnesses by then are then among those that nothing protects.
    """
    witnesses = Witnesses(part)
    if not len(witnesses.lacking(part.primary)):
        return Best(part.primary, 0.0, True), witnesses.lacking(part.primary), witnesses
    attacker = Attacker(part, witnesses, effort=effort)
    cuts: list[Cut] = []
    limit = effort if give_up else None
    hidden, hopeless = protect(attacker, part.primary, cuts, effort=limit)
    if len(hopeless):
        return Best(hidden, 0.0, False), hopeless, witnesses
    hidden = show_again(attacker, hidden, effort=limit)
    return improve(attacker, hidden, cuts, rounds=rounds, nodes=nodes, effort=effort), hopeless, witnesses
