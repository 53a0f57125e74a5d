# SPDX-License-Identifier: EUPL-1.2
"""A9: all indices of a small municipality at once, solved for the counts of its schools.

One index says little about one school. But of five schools with known sizes there are only so many ways to divide the
group, and each way has its own dissimilarity, isolation and H. Written out in three decimals, these leave few ways.
The outsider writes out every way that fits what else is known and keeps those that give every published index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speelveld.disclosure.attack import Contradiction, Finding, bounds, too_narrow
from speelveld.disclosure.system import Protected, Statement, terms
from speelveld.outsider.public import CONTRASTS, Public
from speelveld.outsider.readings import Reading, cell
from speelveld.outsider.site import Place, Site
from speelveld.outsider.statements import ESTIMATED, atom, index_range, index_step, rest, shown

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MOST = 3_000_000
"""How many ways are written out; a municipality with more is left alone."""


@dataclass(frozen=True, slots=True)
class Solved:
    """The counts that one contrast and year leave: per school the least and the most, and how many ways there are."""

    schools: tuple[str, ...]
    low: Ints
    high: Ints
    ways: int


def measures(a: Floats, sizes: Floats) -> dict[str, Floats]:
    """The published indices of groups ``a``, shape ``(ways, schools)``, at schools of ``sizes``, shape ``(schools,)``.

    D (Duncan and Duncan 1955), isolation and exposure (Bell 1954), eta squared, Theil's H, and exchange ``2P(1 - P)D``.
    """
    b = sizes - a
    group, others, total = a.sum(axis=1, keepdims=True), b.sum(axis=1, keepdims=True), sizes.sum()
    p = (group / total)[:, 0]
    spread = np.abs(a / group - b / others).sum(axis=1) / 2
    isolation = (a / group * a / sizes).sum(axis=1)
    within = (sizes * _entropy(a / sizes)).sum(axis=1) / total
    return {
        "dissimilarity": spread,
        "isolation": isolation,
        "exposure": 1 - isolation,
        "eta-squared": (isolation - p) / (1 - p),
        "theil-h": 1 - within / _entropy(p),
        "exchange": 2 * p * (1 - p) * spread,
    }


def _entropy(p: Floats) -> Floats:
    q = 1 - p
    found: Floats = -(p * np.log(np.where(p > 0, p, 1.0)) + q * np.log(np.where(q > 0, q, 1.0)))
    return found


def ways(low: Ints, high: Ints, least: int, most: int) -> Ints | None:
    """Every way to choose whole numbers from ``low`` to ``high`` that add up to ``least`` to ``most``.

    Shape ``(ways, schools)``; None when there are more than ``MOST`` on the way there.
    """
    after_low = np.concatenate([np.cumsum(low[::-1])[::-1][1:], [0]])
    after_high = np.concatenate([np.cumsum(high[::-1])[::-1][1:], [0]])
    made = np.zeros((1, 0), dtype=np.int64)
    sums = np.zeros(1, dtype=np.int64)
    for place in range(len(low)):
        first = np.maximum(low[place], least - sums - after_high[place])
        last = np.minimum(high[place], most - sums - after_low[place])
        number = np.maximum(0, last - first + 1)
        if number.sum() > MOST:
            return None
        before = np.repeat(np.arange(len(sums)), number)
        steps = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number)
        chosen = first[before] + steps
        made = np.concatenate([made[before], chosen[:, None]], axis=1)
        sums = sums[before] + chosen
    return made


def solve(
    site: Site, place: Place, public: Public, statements: Sequence[Statement], contrast: str, year: int
) -> Solved | None:
    """The counts that fit everything; None where there are too many to write out, or nothing is published."""
    schools = public.schools(place.code, contrast, year, "today")
    given = shown(site, place.slug)
    published = _published(given, place, contrast, year)
    if contrast == ESTIMATED or len(schools) < 2 or not published:
        return None
    atoms = [atom(branch, contrast, year) for branch in schools]
    ends = bounds(statements, [terms(atoms), *(terms([name]) for name in atoms)])
    sizes = np.array([public.pupils[branch, year] for branch in schools])
    low = np.array([max(0, int(end[0])) for end in ends[1:]])
    high = np.minimum(sizes, [int(min(end[1], sizes.sum())) for end in ends[1:]])
    made = ways(low, high, max(1, int(ends[0][0])), int(min(ends[0][1], sizes.sum() - 1)))
    if made is None or not len(made):
        return None
    found = measures(made.astype(float), sizes.astype(float))
    fits = np.ones(len(made), dtype=bool)
    step = index_step(given, place.slug, contrast, year, "today")
    for measure, reading in published.items():
        least, most = index_range(reading, step)
        fits &= (found[measure] >= least) & (found[measure] <= most)
    kept = made[fits]
    if not len(kept):
        raise Contradiction((f"dissimilarity.today.estimate|{place.slug}|{year}|{contrast}|",))
    return Solved(schools, kept.min(axis=0), kept.max(axis=0), len(kept))


def solved(
    site: Site, place: Place, public: Public, statements: Sequence[Statement], needs: Sequence[Protected]
) -> list[Finding]:
    """A9. What must stay uncertain and does not, when all indices of a municipality are taken together."""
    wanted = {need.id: need for need in needs}
    found = []
    for contrast, year in CONTRASTS:
        one = solve(site, place, public, statements, contrast, year)
        for branch, low, high in zip(one.schools, one.low, one.high, strict=True) if one else ():
            pupils = public.pupils[branch, year]
            for name, ends in (
                (atom(branch, contrast, year), (int(low), int(high))),
                (rest(branch, contrast, year), (pupils - int(high), pupils - int(low))),
            ):
                need = wanted.get(name)
                if need is not None and too_narrow(need, *ends):
                    why = f"{one.ways if one else 0} ways to divide the group give every published index"
                    found.append(Finding("A9", name, *ends, need.value, why, f"{place.slug}/cijfers.csv"))
    return found


def _published(given: dict[str, Reading], place: Place, contrast: str, year: int) -> dict[str, Reading]:
    names = ("dissimilarity", "isolation", "exposure", "eta-squared", "theil-h", "exchange")
    ids = {name: cell(f"{name}.today.estimate", place.slug, year, contrast) for name in names}
    return {name: given[id_] for name, id_ in ids.items() if id_ in given}
