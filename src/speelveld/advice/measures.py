# SPDX-License-Identifier: EUPL-1.2
"""The rates of reconsideration, defined: whom each counts, and out of whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from speelveld.advice.levels import HALF_LEVEL, WHOLE_LEVEL, comparable, gap, half_steps, level_number, on_scale
from speelveld.advice.pupils import REASON

Bits = NDArray[np.bool_]


class Denominator(StrEnum):
    """The pupils of whom a rate is a share."""

    ALL = "all"
    """All with a first advice, vso included; without those for whom no advice was possible."""
    BOTH = "both"
    """Those with a first advice on the scale and a test advice."""
    BOTH_FINAL = "both-final"
    """Those with a test advice and a final advice on the scale."""
    ELIGIBLE = "eligible"
    """Those whose test advice is higher than their first advice, with a final advice."""
    NOT_FOLLOWED = "not-followed"
    """The eligible whose final advice stays below the test advice, where it is known whether a reason was recorded."""


@dataclass(frozen=True, slots=True)
class Codes:
    """Combinations of codes, each of one shape."""

    first: NDArray[np.int8]
    test: NDArray[np.int8]
    final: NDArray[np.int8]
    reason: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Measure:
    """A rate: whom it counts, and out of whom. ``label`` is A or B where the field uses both for one word.

    ``counted`` and ``out_of`` take complete codes; nobody is counted who is not in the denominator.
    """

    id: str
    denominator: Denominator
    counted: Callable[[Codes], Bits]
    label: str = ""


def eligible(codes: Codes) -> Bits:
    """Whether the test advice is higher than the first advice."""
    return gap(codes.first, codes.test) > 0


def _raised(codes: Codes) -> Bits:
    return on_scale(codes.final) & (half_steps(codes.final) > half_steps(codes.first))


def _followed(codes: Codes) -> Bits:
    return on_scale(codes.final) & (gap(codes.final, codes.test) <= 0)


OUT_OF: dict[Denominator, Callable[[Codes], Bits]] = {
    Denominator.ALL: lambda codes: (codes.first >= 0) & (codes.first != level_number("ADVIES_NIET_MOGELIJK")),
    Denominator.BOTH: lambda codes: comparable(codes.first, codes.test),
    Denominator.BOTH_FINAL: lambda codes: comparable(codes.final, codes.test),
    Denominator.ELIGIBLE: lambda codes: eligible(codes) & (codes.final >= 0),
    Denominator.NOT_FOLLOWED: lambda codes: (
        eligible(codes) & (codes.final >= 0) & ~_followed(codes) & (codes.reason >= 0)
    ),
}


def _apart(advice: str, least: int) -> Callable[[Codes], Bits]:
    """Whether the test advice lies at least ``least`` half steps above the advice (below it when negative)."""

    def counted(codes: Codes) -> Bits:
        apart = gap(getattr(codes, advice), codes.test)
        return apart >= least if least > 0 else apart <= least

    return counted


def _apart_measures() -> list[Measure]:
    found = []
    for when, advice, denominator in (
        ("before", "first", Denominator.BOTH),
        ("after", "final", Denominator.BOTH_FINAL),
    ):
        for side, sign in (("under", 1), ("over", -1)):
            for size, steps in (("half", HALF_LEVEL), ("whole", WHOLE_LEVEL)):
                found.append(Measure(f"{side}-{size}-{when}", denominator, _apart(advice, sign * steps)))
    return found


MEASURES: dict[str, Measure] = {
    measure.id: measure
    for measure in (
        Measure("eligible", Denominator.BOTH, eligible),
        Measure("equal", Denominator.BOTH, lambda codes: gap(codes.first, codes.test) == 0),
        Measure("eligible-of-all", Denominator.ALL, eligible),
        Measure("adjusted-a", Denominator.ELIGIBLE, lambda codes: eligible(codes) & _raised(codes), "A"),
        Measure("adjusted-b", Denominator.ALL, lambda codes: eligible(codes) & _raised(codes), "B"),
        Measure("followed", Denominator.ELIGIBLE, _followed),
        Measure("partly", Denominator.ELIGIBLE, lambda codes: _raised(codes) & ~_followed(codes)),
        Measure("not", Denominator.ELIGIBLE, lambda codes: ~_raised(codes) & ~_followed(codes)),
        Measure("reason", Denominator.NOT_FOLLOWED, lambda codes: codes.reason == REASON),
        *_apart_measures(),
    )
}
"""Every rate by its id. ``under-half-after`` is what is left of under-advising after revision."""
