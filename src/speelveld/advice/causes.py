# SPDX-License-Identifier: EUPL-1.2
"""The workbench of causes: what each candidate explains of the gap between a city and a reference.

The gap in the share of pupils with a right to reconsideration, city minus reference, is taken apart in a fixed order:

1. ``few-double-advices``: the reference (or the city, when it gives more) with double advice as rare as the other's;
2. ``mix``: another mix of first advices, after that;
3. ``provider``: other tests, within the same first advice;
4. ``test-error``: a noisier test. Bounded by what a range of reliabilities can do; not measured without scores;
5. ``late-bloomers``: pupils who grew after the advice. Not known without their place in year 3;
6. ``school``: what schools that stand out add, within the same advice and test.

The first three, what lies ``within`` and what has no counterpart (``outside``) add up to the gap exactly. The last
three lie within, and say how far it is known. Rows are structured; words are made elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from speelveld.advice.delta import Cells, critical, standard_errors
from speelveld.advice.doubles import CHOICES, Choice, Joint, alike, double_share, eligible_share, joint, strata
from speelveld.advice.intervals import LEVEL
from speelveld.advice.kitagawa import coalitions, parts_of
from speelveld.advice.mechanism import expected, views, width_of
from speelveld.advice.pupils import Pupils
from speelveld.advice.regimes import Break, years_with_tests
from speelveld.advice.standing_out import schools_standing_out
from speelveld.errors import Fault, InputError

Floats = NDArray[np.float64]

RELIABILITY = (0.85, 0.95)
"""Between which the reliability of a final test is taken to lie when nobody has published it."""


class CauseId(StrEnum):
    """The candidates, in order."""

    FEW_DOUBLES = "few-double-advices"
    MIX = "mix"
    PROVIDER = "provider"
    TEST_ERROR = "test-error"
    LATE_BLOOMERS = "late-bloomers"
    SCHOOL = "school"


class Status(StrEnum):
    """How far a cause is known."""

    MEASURED = "measured"
    BOUNDED = "bounded"
    """Not measured, but it cannot be more than something."""
    UNDECIDED = "undecided"
    """The data do not say."""


class Needs(StrEnum):
    """What would decide."""

    DOUBLE_POLICY = "the school's own rule on double advice, per year"
    PROVIDER = "the provider of each test"
    SCORES = "test scores, with the reliability of each test"
    TWO_TESTS = "two tests of the same pupils in one year"
    YEAR_THREE = "the pupils' place in the third year of secondary school"
    SCHOOLS = "the school of each pupil"
    MORE_YEARS = "more school years under the same rules"


@dataclass(frozen=True, slots=True)
class Cause:
    """One candidate, in rate (0.01 is one percentage point).

    ``explains`` is its part of the gap, None when not measured, with the interval ``low`` to ``high`` (None for schools
    that stand out: they were chosen for it). ``least`` and ``most`` are the ends that choices of the method (which
    double advice becomes what, in which order) or the unknown leave, without sampling error; None when nothing bounds
    it. ``remains`` is the gap less all parts measured so far.
    """

    id: CauseId
    status: Status
    explains: float | None
    low: float | None
    high: float | None
    least: float | None
    most: float | None
    remains: float
    needs: tuple[Needs, ...]


@dataclass(frozen=True, slots=True)
class Workbench:
    """The gap and its candidate causes, in order.

    ``within`` is what the first three leave, ``outside`` what strata without a counterpart make. ``standing_out`` is
    the number of schools that stand out, of ``schools``. ``double_city`` and ``double_reference`` are the shares of
    double advice. ``breaks`` are the breaks between school years that the comparison crosses.
    """

    rate_city: float
    rate_reference: float
    low: float
    high: float
    double_city: float
    double_reference: float
    causes: tuple[Cause, ...]
    within: float
    within_low: float
    within_high: float
    outside: float
    schools: int
    standing_out: int
    breaks: tuple[Break, ...]

    @property
    def gap(self) -> float:
        """How much larger the share with a right to reconsideration is in the city."""
        return self.rate_city - self.rate_reference

    def cause(self, of: CauseId) -> Cause:
        """The row of one candidate."""
        return next(one for one in self.causes if one.id is of)


def workbench(
    city: Pupils,
    reference: Pupils,
    *,
    reliability: tuple[float, float] = RELIABILITY,
    level: float = LEVEL,
    across_breaks: bool = False,
    coded_in_six_classes: bool = False,
) -> Workbench:
    """The candidate causes of the gap between two sets of pupils, neither part of the other.

    Schools vary as wholes in the intervals where there are several, else pupils one by one. ``provider`` is measured
    when both have the same list of more than one provider. Raises InputError as ``regimes.years_with_tests`` does, or
    when one of the two has no pupils with a first advice on the scale and a test; ValueError for impossible
    reliabilities.
    """
    breaks = years_with_tests(
        (*city.school_years, *reference.school_years),
        across_breaks=across_breaks,
        coded_in_six_classes=coded_in_six_classes,
    )
    by_provider = city.providers == reference.providers and len(city.providers) > 1
    ours, theirs = (_joint(one, by_provider) for one in (city, reference))
    empty = [name for name, one in (("the city", ours), ("the reference", theirs)) if not one.table.sum()]
    if empty:
        raise InputError(
            Fault(f"{name} has no pupils with a first advice on the scale and a test advice.") for name in empty
        )
    tables = [one.table.astype(np.float64) for one in (ours, theirs)]
    estimate = _effects([one[None] for one in tables])[0]
    clusters = [_clusters(one) for one in (ours, theirs)]
    errors = standard_errors(_effects, tables, clusters)
    reach = critical(level, clusters)
    measured = _measured(estimate, errors, _orders(tables), reach)
    excess, flagged = (None, 0) if clusters[0] is None else schools_standing_out(ours, theirs)
    gap, half = float(estimate[0]), reach * float(errors[0])
    within, outside = measured[3], measured[4]
    double_city, double_reference = (float(double_share(one[None])[0]) for one in tables)
    return Workbench(
        rate_city=float(eligible_share(tables[0][None])[0]),
        rate_reference=float(eligible_share(tables[1][None])[0]),
        low=gap - half,
        high=gap + half,
        double_city=double_city,
        double_reference=double_reference,
        causes=_rows(gap, measured, by_provider, _test_error(theirs, reliability), excess),
        within=within[0],
        within_low=within[1],
        within_high=within[2],
        outside=outside[0],
        schools=0 if ours.schools is None else len(ours.schools),
        standing_out=flagged,
        breaks=breaks,
    )


Measured = tuple[float, float, float, float, float]
"""An effect, its interval, and the ends that the choices of the method leave."""


def _joint(pupils: Pupils, by_provider: bool) -> Joint:
    counted = joint(pupils, by_school=True)
    if by_provider:
        return counted
    schools = None if counted.schools is None else counted.schools.sum(axis=-1, keepdims=True)
    return Joint(counted.table.sum(axis=-1, keepdims=True), ("any",), schools)


def _clusters(one: Joint) -> Floats | None:
    """The counts by school, None where there are not several."""
    if one.schools is None or len(one.schools) < 2:
        return None
    counts: Floats = one.schools.astype(np.float64)
    return counts


def _parts(tables: Sequence[Cells], choice: Choice) -> tuple[Cells, list[float], list[float]]:
    """Few doubles, mix, provider, within and outside, shape ``(batch, 5)``, and their ends over orders."""
    ours, theirs = alike(tables, choice)
    few = eligible_share(tables[0]) - eligible_share(ours) + eligible_share(theirs) - eligible_share(tables[1])
    parts, least, most, _ = parts_of(coalitions(strata(ours), strata(theirs)))
    first = float(few[0].real)
    return np.column_stack([few, parts]), [first, *least], [first, *most]


def _effects(tables: Sequence[Cells]) -> Cells:
    """The gap and the five parts, means of the two choices, then the parts of each choice: shape ``(batch, 16)``."""
    each = [_parts(tables, choice)[0] for choice in CHOICES]
    gap = each[0].sum(axis=1)
    return np.column_stack([gap, sum(each) / len(each), *each])


def _orders(tables: Sequence[Floats]) -> tuple[Floats, Floats]:
    """The smallest and the largest of each part over choices and orders, each of shape ``(5,)``."""
    each = [_parts([one[None] for one in tables], choice) for choice in CHOICES]
    return np.min([one[1] for one in each], axis=0), np.max([one[2] for one in each], axis=0)


def _measured(estimate: Floats, errors: Floats, ends: tuple[Floats, Floats], reach: float) -> list[Measured]:
    """Per part the effect and its interval: it covers the intervals of both choices."""
    count = len(ends[0])
    found = []
    for part in range(count):
        places = [1 + part + count * (1 + choice) for choice in range(len(CHOICES))]
        low = min(float(estimate[at] - reach * errors[at]) for at in places)
        high = max(float(estimate[at] + reach * errors[at]) for at in places)
        found.append((float(estimate[1 + part]), low, high, float(ends[0][part]), float(ends[1][part])))
    return found


def _rows(
    gap: float, measured: Sequence[Measured], by_provider: bool, slack: float | None, excess: float | None
) -> tuple[Cause, ...]:
    """The candidates in order, with what remains after each."""
    rows: list[Cause] = []
    left = gap

    def known(of: CauseId, part: Measured, *needs: Needs) -> None:
        nonlocal left
        left -= part[0]
        rows.append(Cause(of, Status.MEASURED, *part, left, needs))

    def unknown(of: CauseId, *needs: Needs, bound: float | None = None) -> None:
        status = Status.UNDECIDED if bound is None else Status.BOUNDED
        least = None if bound is None else -bound
        rows.append(Cause(of, status, None, None, None, least, bound, left, needs))

    known(CauseId.FEW_DOUBLES, measured[0], Needs.DOUBLE_POLICY)
    known(CauseId.MIX, measured[1])
    if by_provider:
        known(CauseId.PROVIDER, measured[2])
    else:
        unknown(CauseId.PROVIDER, Needs.PROVIDER)
    unknown(CauseId.TEST_ERROR, Needs.SCORES, Needs.TWO_TESTS, bound=slack)
    unknown(CauseId.LATE_BLOOMERS, Needs.YEAR_THREE)
    if excess is None:
        unknown(CauseId.SCHOOL, Needs.SCHOOLS)
    else:
        left -= excess
        rows.append(Cause(CauseId.SCHOOL, Status.MEASURED, excess, None, None, None, None, left, (Needs.MORE_YEARS,)))
    return tuple(rows)


def _test_error(reference: Joint, reliability: tuple[float, float]) -> float | None:
    """The most that tests of other reliability can do to the rate, everything else as in the reference.

    None when the reference's advices are too few or too much alike to say.
    """
    low, high = reliability
    if not 0 < low <= high <= 1:
        raise ValueError(f"reliabilities lie above 0 and at most at 1, the lowest first: not {low} and {high}")
    advice, test = reference.table.sum(axis=(1, 2)), reference.table.sum(axis=(0, 2))
    try:
        seen = views(advice, test, reliability=math.sqrt(low * high))
    except ValueError:
        return None
    width = width_of(seen, float(double_share(reference.table[None].astype(np.float64))[0]))
    noisier, better = (replace(seen, test_error=seen.sd * math.sqrt(1 / each - 1)) for each in (low, high))
    return abs(expected(noisier, double_width=width).rate - expected(better, double_width=width).rate)
