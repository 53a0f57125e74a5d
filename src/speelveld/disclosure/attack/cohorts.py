# SPDX-License-Identifier: EUPL-1.2
"""A4: rolling windows, and one year after the other."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from speelveld.disclosure.attack.findings import Finding
from speelveld.disclosure.attack.knowledge import Link
from speelveld.disclosure.attack.linear import narrowed
from speelveld.disclosure.system import Protected, Statement, Terms, terms


def windows_and_cohorts(
    statements: Sequence[Statement],
    needs: Sequence[Protected],
    cohorts: Sequence[Link],
    known: Collection[str] = (),
) -> list[Finding]:
    """A4. What does the outsider do: subtracts overlapping windows of years (2018-2020 minus 2019-2021 leaves 2018
    minus 2021), and reasons that this year's group 8 is last year's group 7, give or take a few. What they need: two
    releases. What stops it: windows that do not overlap, and every release checked together with all earlier ones.

    Windows are linear in the atoms of a year, so they need no more than the statements; ``cohorts`` add how much a form
    can have changed. Reported is what ``known`` does not hold yet.
    """
    return narrowed(
        "A4", statements, needs, linked(cohorts), known=known, how="with what children keep from year to year, "
    )


def linked(links: Sequence[Link]) -> list[Statement]:
    """Links as statements about the difference of their forms."""
    return [Statement(one.id, minus(one.later, one.earlier), one.low, one.high) for one in links]


def minus(form: Terms, other: Terms) -> Terms:
    """The difference of two linear forms."""
    return terms({**dict(form), **{atom: dict(form).get(atom, 0.0) - number for atom, number in other}})
