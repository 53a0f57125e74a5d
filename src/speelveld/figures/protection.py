# SPDX-License-Identifier: EUPL-1.2
"""What of a cluster of municipalities is released: the cells that are asked for, what must stay uncertain, the choice.

Cells are the share of a group at a school (for the counts of which schools are shown) and the pupils of a group in a
municipality (of every count, within both boundaries). The indices of a municipality follow its cell: hidden with it,
and rounded so that together they leave enough unknown about its schools.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from speelveld.disclosure.ledger import Entry, Ledger
from speelveld.disclosure.rules import Rules, rules
from speelveld.disclosure.suppression import suppress
from speelveld.disclosure.system import Cell, Protected, Terms, rounded_range, terms
from speelveld.figures.atoms import Cluster, Named, School
from speelveld.figures.contrasts import HEADLINE, LATEST
from speelveld.figures.corrections import steps_before, views
from speelveld.figures.insiders import beside_insiders
from speelveld.figures.populations import Population, populations, school_cell
from speelveld.figures.rounding_steps import Levels, steps
from speelveld.terms import Boundaries

BOARD = "board"
"""The level of which the schools may put what they know together."""

SHOWN_BY_SCHOOL = (HEADLINE, LATEST)
"""The counts of which the share of every school is asked for."""

CITY_WEIGHT = {Boundaries.TODAY: 2000.0, Boundaries.THEN: 1000.0}
"""What hiding a municipality's own figures costs, beside 1 and a little for a school."""


def decide(
    found: Cluster, ledger: Ledger, edition: str, levels: Levels | None = None, rule: Rules | None = None
) -> Entry:
    """The release of a cluster: checked together with everything that the ledger holds about its schools.

    ``levels`` are those between which a part of H is shown; see :mod:`speelveld.figures.rounding_steps`. What earlier
    releases exposed by themselves cannot be undone: it is named in the entry, and what is left of it protected. Raises
    DisclosureError when even hiding all of the rest would not do.
    """
    of = rule or rules()
    named = Named.of(found, ledger)
    places = populations(found)
    cells = [*_school_cells(found, named, of), *_city_cells(places, named, of)]
    needs = [*_needs(found, named, of), *_differences(places, named, of)]
    faced = views(found, ledger, named, cells, needs)
    small = _small(found, of)
    hidden = frozenset[str]()
    for one in faced:
        hidden |= suppress(one.beside(hidden)).hidden
    hidden = _with_others({*hidden, *small}, small, places, of)
    for one in faced:
        hidden = beside_insiders(hidden, one.system, places, (levels or {}).get(BOARD, {}), one.named)
    shown = [cell for cell in cells if cell.id not in hidden]
    return Entry(
        edition=edition,
        cluster=found.name,
        rules=of.version,
        values=named.values,
        statements=ledger.unsaid([*named.totals, *(cell.statement() for cell in shown)]),
        protected=ledger.unasked(needs),
        shown=tuple(sorted(cell.id for cell in shown)),
        hidden=tuple(sorted(cell.id for cell in cells if cell.id in hidden)),
        steps=steps(
            places, frozenset(cell.id for cell in shown), levels or {}, of, steps_before(places, ledger, named)
        ),
        exposed=tuple(sorted(faced[-1].known)),
    )


def _small(found: Cluster, of: Rules) -> frozenset[str]:
    """The schools whose share is never shown: too few pupils in the group, outside it, or at all."""
    rule = of.school_share
    return frozenset(
        school_cell(school.contrast, school.year, school.brin6)
        for school in found.schools
        if school.a < rule.min_group or school.b < rule.min_rest or school.a + school.b < rule.min_pupils
    )


def _school_cells(found: Cluster, named: Named, of: Rules) -> Iterator[Cell]:
    """The share of each school; a school that may be shown tells by that alone that its groups are large enough."""
    small, rule = _small(found, of), of.school_share
    for school in found.schools:
        if (school.contrast, school.year) not in SHOWN_BY_SCHOOL:
            continue
        name, pupils = school_cell(school.contrast, school.year, school.brin6), school.a + school.b
        need = next(_needs_of(school, named, of), None) if name in small else None
        low, high = rounded_range(school.a, rule.base)
        told = None if name in small else (max(low, rule.min_group), min(high, pupils - rule.min_rest))
        yield Cell(name, named(school.group), school.a, 1 + pupils / 1000, need, base=rule.base, told=told)


def _city_cells(places: Sequence[Population], named: Named, of: Rules) -> Iterator[Cell]:
    rule = of.city_share
    for place in places:
        if place.a >= rule.min_group and place.b >= rule.min_rest and place.a + place.b >= rule.min_pupils:
            whole = _sum([school.group for school in place.schools], named)
            yield Cell(place.id, whole, place.a, CITY_WEIGHT[place.basis] + (place.a + place.b) / 1000)


def _needs(found: Cluster, named: Named, of: Rules) -> Iterator[Protected]:
    """Every small count of a group or of the others at a school, whether a cell shows that count or not."""
    for school in found.schools:
        yield from _needs_of(school, named, of)


def _needs_of(school: School, named: Named, of: Rules) -> Iterator[Protected]:
    name, pupils = school_cell(school.contrast, school.year, school.brin6), school.a + school.b
    for side, form, count in (("group", school.group, school.a), ("rest", school.rest, school.b)):
        if count < of.protection.threshold:
            yield _need(f"{side}|{name}", named(form), count, pupils, of)


def _differences(places: Sequence[Population], named: Named, of: Rules) -> Iterator[Protected]:
    """The schools that one boundary adds to the other, when they are too few to be told by subtraction."""
    then = {(one.contrast, one.year, one.code): one for one in places if one.basis is Boundaries.THEN}
    for today in places:
        before = then.get((today.contrast, today.year, today.code))
        if today.basis is not Boundaries.TODAY or before is None:
            continue
        now, were = set(today.schools), set(before.schools)
        apart = sorted(now ^ were, key=lambda school: school.brin6)
        if not apart or not (now > were or were > now):
            continue
        a, b = sum(school.a for school in apart), sum(school.b for school in apart)
        rule = of.difference
        if len(apart) < rule.min_schools or a < rule.min_group or b < rule.min_rest:
            form = _sum([school.group for school in apart], named)
            yield _need(f"difference|{today.id}", form, a, a + b, of)


def _need(name: str, form: Terms, count: int, pupils: int, of: Rules) -> Protected:
    """The uncertainty that a count needs; a school with few pupils cannot have more than these allow."""
    width = max(of.protection.threshold, math.ceil(count * of.protection.width_percentage / 100))
    return Protected(name, form, count, min(width, pupils), min(of.protection.threshold, pupils))


def _sum(forms: Sequence[Terms], named: Named) -> Terms:
    return named(terms([atom for form in forms for atom, _ in form]))


def _with_others(hidden: set[str], small: frozenset[str], places: Sequence[Population], of: Rules) -> frozenset[str]:
    """Small schools take the smallest of the others with them: else a dash says that the count is small."""
    for place in places:
        ids = {school_cell(place.contrast, place.year, school.brin6): school for school in place.schools}
        if (place.contrast, place.year) not in SHOWN_BY_SCHOOL or not ids.keys() & small:
            continue
        rest = sorted(ids.keys() - hidden, key=lambda name: (min(ids[name].a, ids[name].b), name))
        missing = of.school_share.min_others_hidden - len(ids.keys() & hidden - small)
        hidden.update(rest[: max(0, missing)])
    return frozenset(hidden)
