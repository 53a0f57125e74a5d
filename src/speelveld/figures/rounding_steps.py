# SPDX-License-Identifier: EUPL-1.2
"""How far the indices of each population of schools are rounded, so that together they do not solve its schools.

See :mod:`speelveld.disclosure.information`: bits that an outsider lacks against bits that the indices tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from speelveld.disclosure.information import finest_step, information, jacobian, uncertainty
from speelveld.disclosure.rules import Rules
from speelveld.figures.atoms import School
from speelveld.figures.contrasts import HEADLINE, LATEST
from speelveld.figures.indices import Units, numbers
from speelveld.figures.populations import Population, school_cell
from speelveld.terms import Boundaries

BETWEEN = (HEADLINE, LATEST)
"""The counts of which a part of H between denominations and boards is shown, within today's boundaries."""

ENOUGH = 80.0
"""Bits of uncertainty beyond which no number of rounded indices comes near (the most in any municipality is 64)."""

DRAWS = 200
"""Draws per interval while its change is measured: a fifth of what is published; coarser, so it counts more bits."""

Levels = Mapping[str, Mapping[tuple[str, int], str]]
"""By the name of a level (denomination, board): the parent of a school (``brin6``) in a year, where it is known."""


Before = Mapping[str, Sequence[float]]
"""By population the steps of its indices in earlier releases, of counts that were corrected since."""


def steps(
    places: Sequence[Population], shown: frozenset[str], levels: Levels, of: Rules, before: Before
) -> dict[str, float]:
    """The step by population (the id of its cell). A population without one shows no index.

    ``places`` are all populations of a cluster, those that matter most first: of two that overlap, the second is
    left out when both together would tell too much.
    """
    found: dict[str, float] = {}
    changes: dict[str, NDArray[np.float64]] = {}
    for place in places:
        if place.id not in shown or not _large(place, of):
            continue
        same = next((one.id for one in places if one.id in found and one.schools == place.schools), None)
        if same is not None:
            found[place.id] = found[same]
            continue
        options = _options(place.schools, shown, of)
        if uncertainty(options) < ENOUGH:
            changes[place.id] = _changes(place, levels)
        step = finest_step(
            of.city_index.steps,
            of.city_index.margin_bits,
            options,
            changes.get(place.id),
            ENOUGH,
            before.get(place.id, ()),
        )
        if step is not None and _safe_beside(place, step, places, found, changes, shown, of, before):
            found[place.id] = step
    return found


def _large(place: Population, of: Rules) -> bool:
    rule = of.city_index
    return len(place.schools) >= rule.min_schools and place.a >= rule.min_group and place.b >= rule.min_rest


def _options(schools: Sequence[School], shown: frozenset[str], of: Rules) -> list[int]:
    """The counts that an outsider must reckon with at each school: those that round alike, or the least protection."""
    return [
        of.school_share.base
        if school_cell(school.contrast, school.year, school.brin6) in shown
        else min(of.protection.threshold, school.a + school.b) + 1
        for school in schools
    ]


def _changes(place: Population, levels: Levels) -> NDArray[np.float64]:
    """How every number published of a population changes with a pupil of each school, ``(numbers, schools)``."""
    told = (place.contrast, place.year) in BETWEEN and place.basis is Boundaries.TODAY
    parents = [[of.get((school.brin6, school.year)) for school in place.schools] for of in levels.values() if told]
    group = np.array([school.a for school in place.schools], dtype=float)
    rest = np.array([school.b for school in place.schools], dtype=float)
    return jacobian(lambda a, b: numbers(Units(a, b), parents, draws=DRAWS), group, rest)


def _safe_beside(
    place: Population,
    step: float,
    places: Sequence[Population],
    found: Mapping[str, float],
    changes: Mapping[str, NDArray[np.float64]],
    shown: frozenset[str],
    of: Rules,
    before: Before,
) -> bool:
    """Whether enough stays unknown about the schools of two populations that overlap, when both are shown."""
    for other in places:
        overlap = (other.contrast, other.year) == (place.contrast, place.year) and set(other.schools) & set(
            place.schools
        )
        if other.id not in found or not overlap:
            continue
        union = sorted({*place.schools, *other.schools}, key=lambda school: school.brin6)
        options = _options(union, shown, of)
        if uncertainty(options) >= ENOUGH:
            continue
        rows = []
        for one, its_step in ((place, step), (other, found[other.id])):
            matrix = changes[one.id]
            for told in (its_step, *before.get(one.id, ())):
                wide = np.zeros((len(matrix), len(union)))
                wide[:, [union.index(school) for school in one.schools]] = matrix / told
                rows.append(wide)
        if uncertainty(options) - information(np.vstack(rows), options, 1.0) < of.city_index.margin_bits:
            return False
    return True
