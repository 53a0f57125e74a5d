# SPDX-License-Identifier: EUPL-1.2
"""An attack on a site: read it, join it with what is public, and run every check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from speelveld.disclosure.attack import Finding, attack
from speelveld.disclosure.system import Protected
from speelveld.outsider import (
    advice_evaluator,
    advice_rows,
    advice_statements,
    channels,
    consistency,
    evaluator,
    indices,
    pattern,
    public,
)
from speelveld.outsider.advice_public import advised
from speelveld.outsider.advice_statements import SaidOfAdvice
from speelveld.outsider.public import Public
from speelveld.outsider.site import Place, Site, read_site
from speelveld.outsider.statements import Said, said, shown
from speelveld.terms import slug


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attack on what a site says about one municipality: what was read, what is public, what must stay hidden."""

    site: Site
    place: Place
    public: Public
    said: Said
    needs: tuple[Protected, ...]
    advice: SaidOfAdvice = field(default_factory=SaidOfAdvice)


def attack_site(folder: Path, *, municipality: str | None = None, rules_known: bool = True) -> list[Finding]:
    """Every leak of an exported site, or of its part about one municipality (by its name).

    ``rules_known`` says whether the outsider also runs the published rules backwards, to learn from what is hidden
    that it is small. Raises InputError when the folder is no exported site or has nothing about the municipality.
    """
    site = read_site(folder, slug(municipality) if municipality else None)
    wanted = {name: check for name, check in CHECKS.items() if rules_known or name != BACKWARDS}
    found: list[Finding] = []
    for place in site.places.values():
        one = attempt(site, place)
        for check in wanted.values():
            found += check(one)
    return list(dict.fromkeys(found))


def attempt(site: Site, place: Place) -> Attempt:
    """Everything that the checks of one municipality take."""
    given, true = _public()
    joined = advice_statements.join(site, place, given)
    advice = advice_statements.said(site, place, advised())
    advice.odd += joined
    asked = tuple(evaluator.needs(true, given, place.code))
    return Attempt(site, place, given, said(site, place, given), asked, advice)


@lru_cache(maxsize=1)
def _public() -> tuple[Public, evaluator.Truth]:
    frames = public.tables()
    given = public.totals(frames)
    return given, evaluator.truth(frames, given)


def _odd(one: Attempt) -> list[Finding]:
    odds = (*one.said.odd, *one.advice.odd)
    return [Finding("A5", odd.cell, 0, 0, None, odd.why, odd.channel) for odd in odds]


def _advice(one: Attempt) -> list[Finding]:
    """What the site alone tells of small counts of advice, in the years that DUO printed without a mask."""
    cells = advised().of(one.place.code)
    asked = advice_evaluator.at_risk(cells)
    given = shown(one.site, one.place.slug)
    hidden = frozenset(each.cell for each in one.site.notes.readings if each.hidden) - given.keys()
    behind = advice_rows.sums_behind(cells, given, hidden, one.place.slug)
    return attack([*one.advice.statements, *advice_statements.known(cells), *behind], asked) if asked else []


BACKWARDS = "A13 the rule run backwards"
CHECKS: Mapping[str, Callable[[Attempt], list[Finding]]] = {
    "A5 the same everywhere": lambda one: consistency.same_everywhere(one.site),
    "A5 as its own rows say": lambda one: consistency.tallies(one.site, one.place),
    "A5 as the rules say": _odd,
    "A5 nothing unread": lambda one: consistency.unexplained(one.site),
    "A13 one marker": lambda one: consistency.markers(one.site, one.place, one.public),
    BACKWARDS: lambda one: pattern.backwards(one.site, one.place, one.public, one.said.statements, one.needs),
    "A14 beside the text": lambda one: channels.unseen(one.site),
    "A14 order": lambda one: channels.orders(one.site, one.place),
    "A1 to A17 on all that is said": lambda one: attack(one.said.statements, one.needs),
    "A1 to A17 on advice": _advice,
    "A9 all indices": lambda one: indices.solved(one.site, one.place, one.public, one.said.statements, one.needs),
}
"""What is tried, by the attack of the catalogue that it belongs to."""
