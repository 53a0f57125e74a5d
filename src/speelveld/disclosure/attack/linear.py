# SPDX-License-Identifier: EUPL-1.2
"""A2: all published counts together, as a linear programme; and what other knowledge adds to them."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from speelveld.disclosure.attack.bounds import judged
from speelveld.disclosure.attack.findings import Finding, found, listed, outward_low
from speelveld.disclosure.attack.polyhedron import Contradiction
from speelveld.disclosure.attack.region import Judged
from speelveld.disclosure.system import Protected, Statement

UNCHECKED = "not checked to the end within the time"
"""What a finding says of a count that is neither proven safe nor found."""


def linked_tables(
    statements: Sequence[Statement], needs: Sequence[Protected], together: float = math.inf
) -> list[Finding]:
    """A2. What does the outsider do: writes down every published count of every table and year as an equation, and asks
    a solver for the least and the most that a hidden count can be. What they need: the published tables, a laptop.
    What stops it: secondary suppression over the linked system, or rounding.

    Each table alone needs no attack of its own: what one table gives away, all tables together give away too.
    Complete for linear information, whole numbers included. What :func:`.bounds.judged` does not settle, also because
    ``together`` seconds are over, is a finding: nobody knows that it is safe.
    """
    return narrowed("A2", statements, needs, (), together=together)


def narrowed(
    attack: str,
    statements: Sequence[Statement],
    needs: Sequence[Protected],
    extra: Sequence[Statement],
    *,
    known: Collection[str] = (),
    how: str = "",
    together: float = math.inf,
) -> list[Finding]:
    """The needs that statements and ``extra`` together bound too narrowly, without those that were ``known`` before.

    Statements that contradict each other are one finding, on the first of them: the outsider learns that a published
    number is rounded otherwise, or was corrected. A need that was not settled is one as well, with the ends that tables
    were found to reach.
    """
    asked = [need for need in needs if need.id not in known]
    try:
        judgements = judged([*statements, *extra], asked, together=together)
    except Contradiction as error:
        return [Finding(attack, error.ids[0], 0, 0, None, f"{how}{error}")]
    return [
        found(attack, need, one.low, one.high, f"{how}follows from {listed(one.why)}")
        if one.narrow
        else _unsettled(attack, need, one, how)
        for need, one in zip(asked, judgements, strict=True)
        if one.narrow or not one.settled
    ]


def _unsettled(attack: str, need: Protected, one: Judged, how: str) -> Finding:
    """What was not checked to the end: as far as it is known, the count may be too certain."""
    low, high = one.reached
    if low > high:
        return Finding(attack, need.id, outward_low(one.low), outward_low(one.low), need.value, f"{how}{UNCHECKED}")
    why = f"{how}{UNCHECKED}; so far tables with {low:g} to {high:g} were found"
    return found(attack, need, one.low, high, why)
