# SPDX-License-Identifier: EUPL-1.2
"""Primary and secondary suppression of a linked system, component by component."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from speelveld.disclosure.suppression.arrays import Arrays, Flags, Integers, arrays_of
from speelveld.disclosure.suppression.attacker import Attacker
from speelveld.disclosure.suppression.effort import Effort
from speelveld.disclosure.suppression.exact import Best
from speelveld.disclosure.suppression.greedy import show_again
from speelveld.disclosure.suppression.large import solve_large
from speelveld.disclosure.suppression.parts import components
from speelveld.disclosure.suppression.pattern import Method, Pattern
from speelveld.disclosure.suppression.small import solve_small
from speelveld.disclosure.suppression.witnesses import Witnesses
from speelveld.disclosure.system import System
from speelveld.errors import DisclosureError

SMALL_ATOMS, SMALL_CELLS = 200, 400
"""Up to this size a component is solved in one piece."""
MIDDLE_ATOMS = 300
"""Up to this size a component is solved in both ways, as far as the effort goes."""
FIRST_SHARE = 0.6
"""How much of the effort the first way may take."""
SECOND_SHARE = 0.5
"""How much of what is left the second way may take, where cells are shown again after it."""
AGAIN_ATOMS = 1000
"""Up to this size cells are shown again one by one, with what is left of the effort."""


def suppress(system: System, *, seconds: float = 60.0, exact: bool | None = None) -> Pattern:
    """Choose the cells to hide so that every need stays uncertain and as little as possible is lost.

    ``exact`` True seeks the optimum of every component, False only a safe pattern with a bound on what it loses, and
    None the optimum of small components and the bound of large ones. ``seconds`` limits the search for something
    better and for a better bound. Its work is counted, so that the same system gives the same pattern on every
    machine; only where this is too slow for the limit the clock ends the search, and the pattern says so (``hurried``).
    A safe pattern is found before that, by steps that do not look at the clock.

    Every need is proven by tables of whole counts, at least 0, that agree with everything that is shown.

    Raises DisclosureError when the system contradicts itself, and when a need is exposed whatever is hidden, by
    earlier statements or by cells that are always shown; it names every such need.
    """
    whole = arrays_of(system)
    effort = Effort.of(seconds)
    hidden = whole.primary.copy()
    bound, optimal = 0.0, True
    hopeless: list[str] = []
    needed = np.zeros(len(whole.atoms), dtype=bool)
    needed[whole.needs.matrix.indices] = True
    for atoms in components(whole):
        if not needed[atoms].any():
            continue
        part = whole.cut(atoms)
        best, lost, witnesses = _solve(part, exact, effort)
        hopeless += [part.needs.ids[need] for need in lost]
        if not len(lost):
            _check(part, best.hidden, witnesses)
        hidden[part.place[best.hidden]] = True
        bound += best.bound
        optimal &= best.optimal
    if hopeless:
        names = ", ".join(f"'{name}'" for name in sorted(set(hopeless)))
        raise DisclosureError(f"nothing that may be hidden protects {names}: what is known already tells too much")
    loss = math.fsum(whole.weight[hidden & whole.free])
    everything = bool(hidden[whole.free].all()) and not optimal
    method: Method = "optimal" if optimal else "everything" if everything else "heuristic"
    return Pattern(
        frozenset(whole.cells[cell] for cell in np.flatnonzero(hidden)),
        frozenset(whole.cells[cell] for cell in np.flatnonzero(whole.primary)),
        loss,
        loss if optimal else min(bound, loss),
        method,
        effort.hurried,
    )


def _solve(part: Arrays, exact: bool | None, effort: Effort) -> tuple[Best, Integers, Witnesses]:
    """The best pattern of one component by the method that fits its size."""
    small = len(part.atoms) <= SMALL_ATOMS and len(part.cells) <= SMALL_CELLS
    if small or exact:
        rounds = 3 if exact is False else 1000
        return solve_small(part, rounds=rounds, nodes=200_000, effort=effort)
    other = None
    if len(part.atoms) <= (MIDDLE_ATOMS if exact is None else SMALL_ATOMS):
        mine = effort.part(FIRST_SHARE)
        other, lost, found = solve_small(part, rounds=3, nodes=2000, effort=mine, give_up=True)
        effort.took(mine)
        if len(lost):
            other = None
        elif other.optimal:
            return other, lost, found
    again = exact is None and len(part.atoms) <= AGAIN_ATOMS
    mine = effort.part(SECOND_SHARE if again else 1.0)
    best, hopeless, witnesses = solve_large(part, improve=exact is not False, effort=mine)
    effort.took(mine)
    if len(hopeless):
        return best, hopeless, witnesses
    if other is not None:
        bound = max(best.bound, other.bound)
        if _loss(part, other.hidden) < _loss(part, best.hidden):
            best, witnesses = other, found
        best = replace(best, bound=bound)
    if again and not best.optimal:
        hidden = show_again(Attacker(part, witnesses, effort=effort), best.hidden, effort=effort)
        best = replace(best, hidden=hidden)
    return best, hopeless, witnesses


def _loss(part: Arrays, hidden: Flags) -> float:
    """The summed weight of secondary cells."""
    return math.fsum(part.weight[hidden & part.free])


def _check(part: Arrays, hidden: Flags, witnesses: Witnesses) -> None:
    """Stop rather than publish when a need lacks its witnesses."""
    lacking = witnesses.lacking(hidden)
    if len(lacking) or (part.primary & ~hidden).any():
        raise DisclosureError(f"no proof that '{part.needs.ids[lacking[0]]}' stays uncertain: nothing may be published")
