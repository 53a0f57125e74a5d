# SPDX-License-Identifier: EUPL-1.2
"""A11: the order of things."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from itertools import pairwise

from speelveld.disclosure.attack.cohorts import minus
from speelveld.disclosure.attack.findings import Finding
from speelveld.disclosure.attack.knowledge import Order
from speelveld.disclosure.attack.linear import narrowed
from speelveld.disclosure.system import Protected, Statement, Terms


def ranks(
    statements: Sequence[Statement], needs: Sequence[Protected], orders: Sequence[Order], known: Collection[str] = ()
) -> list[Finding]:
    """A11. What does the outsider do: reads "the highest of the city", or sees that a table or a bar chart is sorted,
    and concludes that a hidden count lies between its neighbours. What they need: a sentence. What stops it: sorting by
    name, and words that are made from protected numbers only.

    Reported is what ``known`` does not hold yet.
    """
    return narrowed(
        "A11", statements, needs, orders_said(orders), known=known, how="with the order in which they stand, "
    )


def orders_said(orders: Sequence[Order]) -> list[Statement]:
    """Orders as statements about the difference of their forms."""
    return [Statement(one.id, minus(one.more, one.less), float(one.strict), math.inf) for one in orders]


def ranked(name: str, forms: Sequence[Terms], *, strict: bool = False) -> list[Order]:
    """The orders that a list from most to least tells."""
    return [Order(name, more, less, strict) for more, less in pairwise(forms)]


def highest(name: str, form: Terms, others: Sequence[Terms], *, strict: bool = False) -> list[Order]:
    """The orders that "the highest of all" tells."""
    return [Order(name, form, other, strict) for other in others]
