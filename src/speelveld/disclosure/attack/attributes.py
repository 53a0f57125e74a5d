# SPDX-License-Identifier: EUPL-1.2
"""A10: a trait that nobody has, or everybody."""

from __future__ import annotations

from collections.abc import Sequence

from speelveld.disclosure.attack.bounds import bounds
from speelveld.disclosure.attack.cohorts import minus
from speelveld.disclosure.attack.findings import Finding, outward_low
from speelveld.disclosure.attack.knowledge import Trait
from speelveld.disclosure.system import Statement


def zero_or_full(statements: Sequence[Statement], traits: Sequence[Trait]) -> list[Finding]:
    """A10. What does the outsider do: sees that none of the children of a group, or all of them, have a sensitive
    trait, and so knows it of each child in that group. What they need: to know one child of the group. What stops it:
    hiding zeros and full cells of sensitive traits.

    A leak when the group surely has children while the statements leave no room for one with the trait, or for one
    without it.
    """
    forms = [form for one in traits for form in (one.group, one.trait, minus(one.group, one.trait))]
    known = bounds(statements, forms)
    leaks = []
    for at, one in enumerate(traits):
        group, trait, rest = known[3 * at : 3 * at + 3]
        if group[0] >= 1 and trait[1] < 1:
            leaks.append(
                Finding("A10", one.id, 0, 0, None, f"nobody of a group of at least {group[0]:.0f} has the trait")
            )
        elif group[0] >= 1 and rest[1] < 1:
            why = f"everybody of a group of at least {group[0]:.0f} has the trait"
            leaks.append(Finding("A10", one.id, outward_low(trait[0]), int(min(trait[1], group[1])), None, why))
    return leaks
