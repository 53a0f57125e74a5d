# SPDX-License-Identifier: EUPL-1.2
"""A12: somebody inside, who knows their own row or their own child."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import replace

from speelveld.disclosure.attack.findings import Finding
from speelveld.disclosure.attack.knowledge import Insider
from speelveld.disclosure.attack.linear import narrowed
from speelveld.disclosure.system import Protected, Statement, Terms


def insiders(
    statements: Sequence[Statement], needs: Sequence[Protected], people: Sequence[Insider], known: Collection[str] = ()
) -> list[Finding]:
    """A12. What does the insider do: a school subtracts its own row from the city's total; two schools of one board
    do it together; a parent knows one of the children, and so one less is unknown. What they need: what they know by
    being there. What stops it: hidden cells that stay uncertain without the largest of them, and that more than two
    schools share.

    Each person or group is tried alone; their own rows are no leak to them. Reported is what ``known`` (to everybody)
    does not hold yet.
    """
    leaks = []
    for one in people:
        others = [
            replace(
                need,
                width=need.width if one.width is None else one.width,
                reach=need.reach if one.reach is None else one.reach,
            )
            for need in needs
            if need.id not in one.own
        ]
        leaks += narrowed("A12", statements, others, one.knows, known=known, how=f"to {one.name}, ")
    return leaks


def row(name: str, forms: dict[str, tuple[Terms, int]], needs: Sequence[Protected]) -> Insider:
    """Somebody who knows these counts exactly (id: form and count), with the needs that only they are about."""
    knows = tuple(Statement(key, form, count, count) for key, (form, count) in forms.items())
    atoms = {atom for form, _ in forms.values() for atom, _ in form}
    own = frozenset(need.id for need in needs if all(atom in atoms for atom, _ in need.terms))
    return Insider(name, knows, own)


def parent(child: Terms, need: Protected) -> Insider:
    """A parent whose child is counted in ``child``: at least one there, and one less to protect in the need."""
    knows = Statement(f"a child in {need.id}", child, 1, math.inf)
    return Insider(f"a parent of a child in {need.id}", (knows,), width=max(1, need.width - 1), reach=need.reach)
