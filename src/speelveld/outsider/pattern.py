# SPDX-License-Identifier: EUPL-1.2
"""A13, backwards: what the rule that hides schools' shares tells of the shares that it hid.

The rule is published. It hides what is small; then, as long as the hidden schools together hold too few, it hides the
shown school with the smallest group as well. So the last school that was hidden so took the sum from below the rule's
minimum to above it, and was itself no larger than the smallest that is shown. Where the hidden schools hold more than
that together, none was hidden for the sake of another: every one of them is small, and the marker says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from speelveld.disclosure.attack import Finding, bounds
from speelveld.disclosure.attack.linear import linked_tables
from speelveld.disclosure.rules import rules
from speelveld.disclosure.system import Protected, Statement, terms
from speelveld.outsider.public import Public
from speelveld.outsider.readings import parts
from speelveld.outsider.site import Place, Site
from speelveld.outsider.statements import atom


def hidden_schools(site: Site, place: Place, public: Public) -> dict[tuple[str, int], list[str]]:
    """The schools of which the share is hidden although they were counted, by contrast and year."""
    found: dict[tuple[str, int], set[str]] = {}
    for reading in site.notes.readings:
        kind, slug, year, contrast, school = parts(reading.cell)
        if kind == "share" and slug == place.slug and reading.hidden:
            found.setdefault((contrast, int(year)), set()).add(school)
    return {
        (contrast, year): sorted(schools & set(public.schools(place.code, contrast, year, "today")))
        for (contrast, year), schools in found.items()
    }


def smallest(
    statements: Sequence[Statement],
    hidden: Sequence[str],
    shown: Sequence[str],
    contrast: str,
    year: int,
    public: Public,
) -> list[Statement]:
    """What the rule tells of hidden schools: that each is below the minimum, or nothing."""
    rule = rules().school_share
    large = [branch for branch in hidden if public.pupils[branch, year] >= max(rule.min_pupils, 2 * rule.min_group)]
    if len(hidden) <= rule.min_hidden_schools or not shown or not large:
        return []
    forms = [terms([atom(branch, contrast, year)]) for branch in (*shown, *large)]
    sum_of_all, *known = bounds(statements, [terms([atom(branch, contrast, year) for branch in hidden]), *forms])
    least_shown = min(high for _, high in known[: len(shown)])
    if sum_of_all[0] <= rule.min_group - 1 + least_shown:
        return []
    found = []
    for branch, (_, high) in zip(large, known[len(shown) :], strict=True):
        # A hidden school can also have too few others; not where so many of the group cannot be.
        if high <= public.pupils[branch, year] - rule.min_rest:
            id_ = f"hidden|{branch}|{contrast}|{year}"
            found.append(Statement(id_, terms([atom(branch, contrast, year)]), 0, rule.min_group - 1))
    return found


def backwards(
    site: Site, place: Place, public: Public, statements: Sequence[Statement], needs: Sequence[Protected]
) -> list[Finding]:
    """A13. What must stay uncertain and does not, for whoever runs the rule backwards."""
    more: list[Statement] = []
    for (contrast, year), hidden in hidden_schools(site, place, public).items():
        every = public.schools(place.code, contrast, year, "today")
        shown = [branch for branch in every if branch not in hidden]
        more += smallest(statements, hidden, shown, contrast, year, public)
    if not more:
        return []
    named = {atom for statement in more for atom, _ in statement.terms}
    asked = [need for need in needs if any(atom in named for atom, _ in need.terms)]
    why = "no school was hidden for the sake of another, as the published rule shows"
    return [
        Finding("A13", one.form, one.low, one.high, one.value, why, f"{place.slug}/scholen.csv")
        for one in linked_tables([*statements, *more], asked)
    ]
