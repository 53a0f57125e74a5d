# SPDX-License-Identifier: EUPL-1.2
"""A2: all published counts together, as a linear programme; and what other knowledge adds to them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from speelveld.disclosure.attack.bounds import judged
from speelveld.disclosure.attack.findings import Finding, found, listed
from speelveld.disclosure.attack.polyhedron import Contradiction
from speelveld.disclosure.system import Protected, Statement


def linked_tables(statements: Sequence[Statement], needs: Sequence[Protected]) -> list[Finding]:
    """A2. What does the outsider do: writes down every published count of every table and year as an equation, and asks
    a solver for the least and the most that a hidden count can be. What they need: the published tables, a laptop.
    What stops it: secondary suppression over the linked system, or rounding.

    Each table alone needs no attack of its own: what one table gives away, all tables together give away too.
    Complete for linear information, whole numbers included, as far as :func:`.bounds.judged` settles it.
    """
    return narrowed("A2", statements, needs, ())


def narrowed(
    attack: str,
    statements: Sequence[Statement],
    needs: Sequence[Protected],
    extra: Sequence[Statement],
    *,
    known: Collection[str] = (),
    how: str = "",
) -> list[Finding]:
    """The needs that statements and ``extra`` together bound too narrowly, without those that were ``known`` before.

    Statements that contradict each other are one finding, on the first of them: the outsider learns that a published
    number is rounded otherwise, or was corrected.
    """
    asked = [need for need in needs if need.id not in known]
    try:
        judgements = judged([*statements, *extra], asked)
    except Contradiction as error:
        return [Finding(attack, error.ids[0], 0, 0, None, f"{how}{error}")]
    return [
        found(attack, need, one.low, one.high, f"{how}follows from {listed(one.why)}")
        for need, one in zip(asked, judgements, strict=True)
        if one.narrow
    ]
