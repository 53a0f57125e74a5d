# SPDX-License-Identifier: EUPL-1.2
"""Reconsideration and what follows: how many pupils were entitled, how many were raised, of whom, and by how much.

Two numbers that are easily confused:

- *heroverweging*: the test advice is higher than the first advice. The pupil is **eligible** for reconsideration.
- *bijstelling*: the final advice is raised after that. The pupil is **adjusted**.

And each has several denominators. The share of eligible pupils that is adjusted (A) and the share of all pupils that is
adjusted (B) differ threefold. So a rate never stands here without its denominator.

Under-advising is a first advice below the test advice, over-advising one above it. Neither proves that an advice was
wrong: the test is as little the truth as the teacher is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speelveld.advice.intervals import LEVEL, Method, interval
from speelveld.advice.levels import (
    LEVELS,
    SCALE,
    TEST_CLASSES,
    gap,
    half_steps,
    level_number,
    on_scale,
)
from speelveld.advice.measures import MEASURES, OUT_OF, Bits, Codes, Denominator, Measure, eligible
from speelveld.advice.regimes import REGIMES, Break, years_with_tests
from speelveld.advice.tallies import Tally

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Rate:
    """One rate of every unit; arrays have shape ``(units,)``.

    ``count`` out of ``out_of`` pupils, as recorded: without a test nobody is eligible, as in the published tables.
    ``share`` is count / out_of, NaN out of nobody; ``low`` and ``high`` are its interval. ``unknown`` pupils would or
    could count otherwise had no test and no final advice been missing; ``least`` and ``most`` are the ends between
    which the share then lies, NaN out of nobody.
    """

    id: str
    denominator: Denominator
    label: str
    count: Integers
    out_of: Integers
    unknown: Integers
    share: Floats
    low: Floats
    high: Floats
    least: Floats
    most: Floats
    method: Method
    level: float


@dataclass(frozen=True, eq=False)
class Population:
    """Who is there and what is missing; arrays have shape ``(units,)``.

    ``pupils`` all; ``without_first`` no first advice; ``outside_scale`` vso; ``not_possible`` no advice possible;
    ``without_test`` and ``without_final`` of those with a first advice on the scale.
    """

    pupils: Integers
    without_first: Integers
    outside_scale: Integers
    not_possible: Integers
    without_test: Integers
    without_final: Integers


@dataclass(frozen=True, eq=False)
class Oddities:
    """What the rules forbid or do not foresee; arrays have shape ``(units,)``.

    ``lowered``: final below first, which is never allowed. ``raised_without_right``: raised though the test advice was
    not higher. ``raised_without_test``. ``above_test``: eligible and raised above the test advice.
    """

    lowered: Integers
    raised_without_right: Integers
    raised_without_test: Integers
    above_test: Integers


@dataclass(frozen=True, eq=False)
class Reconsideration:
    """Every rate of every unit, with who is missing, what is odd, and which rules held.

    ``breaks`` are the breaks between the school years that were counted together; ``versions`` those of the data on
    levels and rules.
    """

    units: tuple[str, ...]
    years: tuple[str, ...]
    origin: str
    population: Population
    oddities: Oddities
    rates: dict[str, Rate]
    breaks: tuple[Break, ...]
    versions: dict[str, str]


def reconsiderations(
    counted: Tally,
    *,
    measures: Sequence[str] = tuple(MEASURES),
    method: Method = Method.JEFFREYS,
    level: float = LEVEL,
    across_breaks: bool = False,
    coded_in_six_classes: bool = False,
) -> Reconsideration:
    """The rates of each unit of a tally.

    A reason is asked of schools since 2023/24 only: ``reason`` counts nobody of earlier years.

    Raises InputError as ``regimes.years_with_tests`` does, and KeyError for an unknown measure.
    """
    breaks = years_with_tests(counted.years, across_breaks=across_breaks, coded_in_six_classes=coded_in_six_classes)
    codes = Codes(counted.first, counted.test, counted.final, counted.reason)
    rates = {name: _rate(MEASURES[name], counted, codes, method, level) for name in measures}
    return Reconsideration(
        counted.units,
        counted.years,
        counted.origin,
        _population(counted, codes),
        _oddities(counted, codes),
        rates,
        breaks,
        {"levels": SCALE.version, "regimes": REGIMES.version},
    )


def _rate(measure: Measure, counted: Tally, codes: Codes, method: Method, level: float) -> Rate:
    """One rate: what is recorded, its interval, and the ends for whatever is missing."""
    inside, yes = _evaluate(measure, codes)
    count, out_of = counted.sums(yes), counted.sums(inside)
    can_count, can_not, can_leave = _completions(measure, codes)
    # Settled: every completion agrees with what is recorded.
    settled = (can_count == yes) & (can_not == (inside & ~yes)) & (can_leave == ~inside)
    # (0, 1) lowers a ratio, (0, 0) leaves it, (1, 1) raises it: each pupil whose fate is open takes what suits the end.
    least = _extreme(counted, settled, yes, inside, prefer=(can_not, can_leave))
    most = _extreme(counted, settled, yes, inside, prefer=(can_count, can_leave), counting=True)
    low, high = interval(count, out_of, method=method, level=level)
    return Rate(
        measure.id,
        measure.denominator,
        measure.label,
        count,
        out_of,
        counted.sums(~settled),
        _ratio(count, out_of),
        low,
        high,
        least,
        most,
        method,
        level,
    )


def _extreme(
    counted: Tally, settled: Bits, yes: Bits, inside: Bits, *, prefer: tuple[Bits, Bits], counting: bool = False
) -> Floats:
    """The share when each open pupil takes the first fate of three that is possible.

    ``prefer`` says whether the first is (being in the denominator, counted when ``counting``) and whether the second
    (being outside it); the third is the other one inside.
    """
    first, second = prefer
    inside_first, inside_last = ~settled & first, ~settled & ~first & ~second
    counts = inside_first if counting else inside_last
    count = counted.sums((settled & yes) | counts)
    return _ratio(count, counted.sums((settled & inside) | inside_first | inside_last))


def _evaluate(measure: Measure, codes: Codes) -> tuple[Bits, Bits]:
    inside = OUT_OF[measure.denominator](codes)
    return inside, inside & measure.counted(codes)


def _completions(measure: Measure, codes: Codes) -> tuple[Bits, Bits, Bits]:
    """Per combination whether it can be counted, be in the denominator uncounted, and be outside the denominator.

    A missing test advice can have been any class, a missing final advice any from the first advice up. Codes outside
    the scale, and a missing first advice, stay as they are.
    """
    tests = np.arange(len(TEST_CLASSES), dtype=np.int8)
    finals = np.array([number for number, level in enumerate(LEVELS) if level.half_steps], dtype=np.int8)
    placed = on_scale(codes.first)
    shape = (len(codes.first), tests.size, finals.size)
    first = np.broadcast_to(codes.first[:, None, None], shape)
    open_test = (placed & (codes.test < 0))[:, None, None]
    test = np.broadcast_to(np.where(open_test, tests[None, :, None], codes.test[:, None, None]), shape)
    open_final = (placed & (codes.final < 0))[:, None, None]
    final = np.broadcast_to(np.where(open_final, finals[None, None, :], codes.final[:, None, None]), shape)
    allowed = ~open_final | (half_steps(final) >= half_steps(first))
    reason = np.broadcast_to(codes.reason[:, None, None], shape)
    inside, yes = _evaluate(measure, Codes(first, test, final, reason))
    can_count, can_not, can_leave = (
        np.asarray((allowed & fate).any(axis=(1, 2))) for fate in (yes, inside & ~yes, ~inside)
    )
    return can_count, can_not, can_leave


def _population(counted: Tally, codes: Codes) -> Population:
    placed = on_scale(codes.first)
    impossible = codes.first == level_number("ADVIES_NIET_MOGELIJK")
    return Population(
        pupils=counted.total,
        without_first=counted.sums(codes.first < 0),
        outside_scale=counted.sums((codes.first >= 0) & ~placed & ~impossible),
        not_possible=counted.sums(impossible),
        without_test=counted.sums(placed & (codes.test < 0)),
        without_final=counted.sums(placed & (codes.final < 0)),
    )


def _oddities(counted: Tally, codes: Codes) -> Oddities:
    both = on_scale(codes.first) & on_scale(codes.final)
    before, after = half_steps(codes.first), half_steps(codes.final)
    tested = codes.test >= 0
    right = eligible(codes)
    return Oddities(
        lowered=counted.sums(both & (after < before)),
        raised_without_right=counted.sums(both & tested & ~right & (after > before)),
        raised_without_test=counted.sums(both & ~tested & (after > before)),
        above_test=counted.sums(both & right & (gap(codes.final, codes.test) < 0)),
    )


def _ratio(count: Integers, out_of: Integers) -> Floats:
    share: Floats = np.divide(count, out_of, out=np.full(out_of.shape, np.nan), where=out_of > 0)
    return share
