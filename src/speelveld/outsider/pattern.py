# SPDX-License-Identifier: EUPL-1.2
"""A13, backwards: what the rule that hides schools' shares tells of the shares that it hid.

The rule is published. What is small is hidden, and something that is not small is hidden with it: then any dash can
stand for either. Without that, a school is hidden because it is small, or because showing it would give another one
away. The outsider tries the second: had it been shown, with as few as are ever shown, would any other hidden school be
known too well? Where none would, it is hidden because it is small. That is likely rather than certain (it could also
be so large that all others are nothing beside it), and nobody should be able to say it.
"""

from __future__ import annotations

from collections.abc import Sequence

from speelveld.disclosure.attack import Finding, bounds
from speelveld.disclosure.attack.linear import linked_tables
from speelveld.disclosure.rules import Rules, rules
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


def small(
    statements: Sequence[Statement], hidden: Sequence[str], contrast: str, year: int, public: Public, rule: Rules
) -> list[Statement]:
    """What the rule tells of hidden schools: which of them are below the smallest count that is shown."""
    of, threshold = rule.school_share, rule.protection.threshold
    if of.min_others_hidden:
        # At least one of them is not small; whichever it is, the outsider cannot tell.
        return []
    forms = {branch: terms([atom(branch, contrast, year)]) for branch in hidden}
    ends = dict(zip(forms, bounds(statements, list(forms.values())), strict=True))
    found = []
    for branch, form in forms.items():
        pupils, most = public.pupils[branch, year], ends[branch][1]
        # A school can also be hidden because it has few others, or few pupils.
        if most < of.min_group or most > pupils - of.min_rest or pupils < of.min_pupils:
            continue
        others = [
            Protected(
                name, one, 0, min(threshold, public.pupils[name, year]), min(threshold, public.pupils[name, year])
            )
            for name, one in forms.items()
            if name != branch
        ]
        if not linked_tables([*statements, Statement(branch, form, of.min_group, of.min_group)], others):
            found.append(Statement(f"hidden|{branch}|{contrast}|{year}", form, 0, of.min_group - 1))
    return found


def backwards(
    site: Site,
    place: Place,
    public: Public,
    statements: Sequence[Statement],
    needs: Sequence[Protected],
    rule: Rules | None = None,
) -> list[Finding]:
    """A13. What must stay uncertain and does not, for whoever runs the rule backwards."""
    more: list[Statement] = []
    for (contrast, year), hidden in hidden_schools(site, place, public).items():
        more += small(statements, hidden, contrast, year, public, rule or rules())
    if not more:
        return []
    named = {name for statement in more for name, _ in statement.terms}
    asked = [need for need in needs if any(name in named for name, _ in need.terms)]
    why = "no other school needed it to be hidden, so it is hidden because it is small"
    return [
        Finding("A13", one.form, one.low, one.high, one.value, why, f"{place.slug}/scholen.csv")
        for one in linked_tables([*statements, *more], asked)
    ]
