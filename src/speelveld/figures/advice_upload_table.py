# SPDX-License-Identifier: EUPL-1.2
"""Protected rates of a municipality's own table on school advice, and the country beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from speelveld.advice import Needs, breaks_between, decompose_gap, jeffreys
from speelveld.disclosure import guard
from speelveld.disclosure.publishable import Publishable, Reason
from speelveld.disclosure.suppression import cube, suppress, threshold
from speelveld.disclosure.system import System
from speelveld.disclosure.table_rules import default_text, parse_rules
from speelveld.editions.store import Edition
from speelveld.errors import Fault, InputError
from speelveld.figures.model import Bounded
from speelveld.sources.advice_national import national_strata, strata_of

Integers = NDArray[np.int64]
Kind = Literal["groups", "reconsiderations"]
MOST_UNITS = {"groups": 60, "reconsiderations": 300}
RULES = parse_rules(default_text())
"""The rules of ``speelveld guard``."""
SECONDS = 5.0
"""How long suppression may look for something better; a safe answer is found before that."""
Hide = Callable[[System, str, Sequence[str]], frozenset[str]]
"""Which cells of a table of a school year and its units are hidden; atoms and cells name the units by their place."""
NATIONAL = "published_reconsiderations"
TOTAL = "*"
LOWER, KEPT, RAISED, HIGHER = "lower", "kept", "raised", "higher"
NEEDS = (Needs.DOUBLE_POLICY, Needs.PROVIDER, Needs.SCORES, Needs.YEAR_THREE, Needs.SCHOOLS)
"""What would tell the other candidate causes apart: no table of counts holds it."""


@dataclass(frozen=True, slots=True)
class Counts:
    """A unit's pupils, those with a higher test advice and those raised. None where the table does not say.

    ``unsure`` names the counts in which masked ones are added up at their lower end: they are protected as they stand,
    and never shown.
    """

    pupils: int
    higher: int | None
    raised: int | None
    unsure: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class UploadedRow:
    """One group or branch, or all together (``unit`` empty). Shares are whole percentages with their intervals.

    ``higher`` of all pupils in the table; ``adjusted_a`` of those with a higher test advice, ``adjusted_b`` of all.
    """

    unit: str
    pupils: Publishable
    higher: Bounded
    adjusted_a: Bounded
    adjusted_b: Bounded


@dataclass(frozen=True, slots=True)
class UploadedPart:
    """A part of the gap with the country in points.

    ``mix`` is the mix of first advices, ``within`` the same first advice, ``outside``
    (first advices that only one of the two has)."""

    id: str
    points: Bounded


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What a page may show of a table. ``country`` is CBS's share of the year ``country_year``, absent without one.

    ``crosses`` says that the rules changed between the two years, so that they are not compared. ``gap`` and ``parts``
    are empty where the table does not allow them; ``needs`` says what would decide.
    """

    kind: Kind
    school_year: str
    rows: tuple[UploadedRow, ...]
    n_hidden: int
    masked: bool
    country: Publishable
    country_year: str
    crosses: bool
    gap: Bounded | None
    parts: tuple[UploadedPart, ...]
    needs: tuple[Needs, ...]


def protected(
    edition: Edition,
    kind: Kind,
    year: str,
    counts: Mapping[str, Counts],
    cells: tuple[Integers, Integers] | None,
    file: str,
    hide: Hide,
) -> Uploaded:
    """The rates of every unit and of all together, with the country beside them.

    ``cells`` are the eligible and all by CBS's cells of first advice, where the table gives them; ``hide`` says what is
    hidden. Raises InputError for more units than may be read at once.
    """
    if len(counts) > MOST_UNITS[kind]:
        message = f"there are {len(counts)} groups or branches; {MOST_UNITS[kind]} is the most."
        raise InputError(Fault(message, file, column="group"))
    whole = _together(counts.values())
    complete = {name: getattr(whole, name) is not None for name in ("higher", "raised")}
    known = [
        Counts(
            one.pupils,
            one.higher if complete["higher"] else None,
            min(one.raised or 0, one.higher or 0) if complete["higher"] and complete["raised"] else None,
            one.unsure,
        )
        for one in counts.values()
    ]
    whole = _together(known)
    hidden = hide(_system(known), year, list(counts))
    total = _row("", TOTAL, whole, hidden)
    rows = [_row(unit, str(at), one, hidden) for at, (unit, one) in enumerate(zip(counts, known, strict=True))]
    beside = _beside_country(edition, year, whole, cells, total)
    shown = [one for one in rows if kind == "groups" or one.higher.estimate.known]
    n_hidden = sum(not one.higher.estimate.known for one in rows)
    return Uploaded(kind, year, (total, *shown), n_hidden, bool(whole.unsure), *beside, NEEDS)


def _together(counts: Iterable[Counts]) -> Counts:
    every = list(counts)
    higher, raised = [one.higher for one in every], [one.raised for one in every]
    return Counts(
        sum(one.pupils for one in every),
        None if None in higher else sum(one or 0 for one in higher),
        None if None in raised else sum(one or 0 for one in raised),
        frozenset().union(*(one.unsure for one in every)),
    )


def hide_once(system: System, year: str, units: Sequence[str]) -> frozenset[str]:
    """What suppression hides in a table that is read once: nothing is known of it before, and nothing is kept."""
    del year, units
    return suppress(system, seconds=SECONDS).hidden


def _system(counts: list[Counts]) -> System:
    """The table of units by outcome, with all its totals."""
    values: dict[tuple[str, ...], int] = {}
    for at, one in enumerate(counts):
        higher, raised = one.higher, one.raised
        if higher is None:
            values[str(at), LOWER] = one.pupils
            continue
        values[str(at), LOWER] = one.pupils - higher
        if raised is None:
            values[str(at), KEPT] = higher
        else:
            values[str(at), KEPT], values[str(at), RAISED] = higher - raised, raised
    groupings = {"outcome": {"group": {KEPT: HIGHER, RAISED: HIGHER}}}
    return cube(values, ("unit", "outcome"), rule=threshold(RULES.counts.threshold), groupings=groupings)


def _row(unit: str, at: str, one: Counts, hidden: frozenset[str]) -> UploadedRow:
    """The rates of a unit, from counts that are shown."""

    def gone(*outcomes: str) -> bool:
        return bool({f"unit={at}|{outcome}" for outcome in outcomes} & hidden)

    lower, higher, kept, raised = f"outcome={LOWER}", f"group={HIGHER}", f"outcome={KEPT}", f"outcome={RAISED}"
    everybody = "outcome=*"
    pupils = guard.table_count(one.pupils, hidden=gone(everybody) or "pupils" in one.unsure)
    if one.higher is None or one.unsure & {"pupils", "higher"}:
        return UploadedRow(unit, pupils, _NOT_GIVEN, _NOT_GIVEN, _NOT_GIVEN)
    eligible = _share(one.higher, one.pupils - one.higher, gone(everybody, lower, higher))
    if one.raised is None or "raised" in one.unsure:
        return UploadedRow(unit, pupils, eligible, _NOT_GIVEN, _NOT_GIVEN)
    of_higher = _share(one.raised, one.higher - one.raised, gone(higher, kept, raised))
    of_all = _share(one.raised, one.pupils - one.raised, gone(everybody, raised))
    return UploadedRow(unit, pupils, eligible, of_higher, of_all)


_NOT_GIVEN = Bounded(*[guard.absent(Reason.NOT_PUBLISHED)] * 3)


def _share(part: int, rest: int, hidden: bool) -> Bounded:
    if part + rest == 0:
        return Bounded(guard.HIDDEN, guard.HIDDEN, guard.HIDDEN)
    low, high = (float(end) for end in jeffreys(part, part + rest))
    return Bounded(*guard.table_share(part, rest, hidden=hidden, interval=(low, high), rule=RULES))


Beside = tuple[Publishable, str, bool, Bounded | None, tuple[UploadedPart, ...]]


def _beside_country(
    edition: Edition,
    year: str,
    whole: Counts,
    cells: tuple[Integers, Integers] | None,
    total: UploadedRow,
) -> Beside:
    """CBS's share, and the gap with it in parts where the years are alike and the table gives first advices."""
    if not edition.has(NATIONAL):
        return guard.absent(Reason.NOT_PUBLISHED), "", False, None, ()
    there = national_strata(edition.table(NATIONAL))
    country = guard.already_public(100 * there.rate, 1)
    crosses = bool(breaks_between((year, *there.years)))
    hidden = not total.higher.estimate.known
    if crosses or hidden or whole.higher is None or cells is None:
        return country, there.years[0], crosses, None, ()
    eligible, first = cells
    if not first.sum():
        return country, there.years[0], crosses, None, ()
    found = decompose_gap(strata_of(eligible, first, (year,)), there)
    part, rest = int(eligible.sum()), int(first.sum() - eligible.sum())

    def points(value: float, low: float, high: float) -> Bounded:
        return Bounded(
            guard.table_points(value, part, rest, hidden=hidden, end=None, rule=RULES),
            guard.table_points(low, part, rest, hidden=hidden, end="low", rule=RULES),
            guard.table_points(high, part, rest, hidden=hidden, end="high", rule=RULES),
        )

    names = {"first advice": "mix", "within": "within", "outside": "outside"}
    parts = tuple(
        UploadedPart(names[one.name], points(one.effect, one.low, one.high))
        for one in found.parts
        if one.name != "outside" or round(100 * one.effect)
    )
    return country, there.years[0], crosses, points(found.gap, found.low, found.high), parts
