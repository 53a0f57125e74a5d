# SPDX-License-Identifier: EUPL-1.2
"""Final advice and national reconsiderations as figures with ids, for files and the command line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fnmatch import fnmatchcase

from speelveld.advice import start_year
from speelveld.disclosure import guard
from speelveld.disclosure.publishable import Publishable, Reason
from speelveld.editions.store import Edition
from speelveld.figures.advice import advice
from speelveld.figures.advice_counts import OCTOBER
from speelveld.figures.advice_levels import SHARES
from speelveld.figures.advice_model import AdviceYear, NationalRate
from speelveld.figures.model import Bounded, Figure
from speelveld.figures.municipalities import boundaries_year
from speelveld.terms import Boundaries, GroupContrast, Municipality, Period, Source

ADVISED = GroupContrast(
    "advies", "pupils with this advice", "pupils with another advice", "Final advice; vso and no advice left out."
)
FIRST_ADVISED = GroupContrast(
    "eerste-advies", "pupils of this first advice", "", "All first advices, with and without a test."
)
COUNTRY = Municipality("GM0000", "Nederland")
"""Stands where a figure has its municipality, for figures on the whole country; no municipality has this code."""

_RATES = ("eligible-of-all", "adjusted-a", "adjusted-b")


def advice_figures(edition: Edition, municipality: Municipality, pattern: str = "*") -> list[Figure]:
    """The figures on advice whose id matches the glob ``pattern``: of the municipality, then of the country.

    ``advice.po.2021.share-double`` is the municipality's, ``advice.nl.po.2021.share-double`` the country's; the year is
    that in which the school year begins. ``low`` and ``high`` are ends for masked cells. Reconsideration is national
    only: ``reconsideration.nl.po.2022.<first advice>.<income>.<measure>``, published percentages as parts of 1, with
    ``adjusted-a`` of the eligible and ``adjusted-b`` of all first advices.
    """
    if not any(_may_match(pattern, word) for word in ("advice.", "reconsideration.")):
        return []
    return [one for one in _every(edition, municipality) if fnmatchcase(one.id, pattern)]


def _may_match(pattern: str, beginning: str) -> bool:
    """Whether an id that begins so could match: up to its first special character, the pattern agrees with it."""
    plain = re.split(r"[*?\[]", pattern, maxsplit=1)[0]
    return beginning.startswith(plain) or plain.startswith(beginning)


def _every(edition: Edition, municipality: Municipality) -> Iterator[Figure]:
    page = advice(edition, municipality)
    newest = boundaries_year(edition)
    for years, place, prefix in ((page.years, municipality, "advice"), (page.country, COUNTRY, "advice.nl")):
        for year in years:
            for share in SHARES:
                name = f"{prefix}.po.{year.period.year}.share-{share}"
                yield _final(name, place, newest, year, share, page.final_sources)
    for rate in page.rates:
        values = zip(_RATES, (rate.eligible, rate.adjusted_a, rate.adjusted_b), strict=True)
        for measure, value in values:
            yield _national(measure, value, rate, newest, page.national_sources)


def _final(
    name: str, place: Municipality, newest: int, year: AdviceYear, share: str, sources: tuple[Source, ...]
) -> Figure:
    value = year.shares[share]
    parts = Bounded(*(_part(one) for one in (value.estimate, value.low, value.high)))
    pupils = year.pupils.estimate if not value.low.suppressed else value.low
    return _figure(name, place, newest, year.period, ADVISED, f"share-{share}", parts, pupils, year.n_schools, sources)


def _national(measure: str, value: Publishable, rate: NationalRate, newest: int, sources: tuple[Source, ...]) -> Figure:
    year = start_year(rate.school_year)
    name = f"reconsideration.nl.po.{year}.{rate.first_advice.replace('/', '-')}.{rate.income}.{measure}"
    none = guard.absent(Reason.NOT_DEFINED)
    period = Period(date(year, OCTOBER, 1))
    parts = Bounded(_part(value), none, none)
    return _figure(name, COUNTRY, newest, period, FIRST_ADVISED, measure, parts, rate.n, 0, sources)


def _figure(
    name: str,
    place: Municipality,
    newest: int,
    period: Period,
    contrast: GroupContrast,
    measure: str,
    value: Bounded,
    pupils: Publishable,
    n_schools: int,
    sources: tuple[Source, ...],
) -> Figure:
    none = guard.absent(Reason.NOT_DEFINED)
    return Figure(
        id=name,
        municipality=place,
        period=period,
        boundaries=Boundaries.TODAY,
        boundaries_year=newest,
        contrast=contrast,
        measure=measure,
        estimate=value.estimate,
        low=value.low,
        high=value.high,
        null_mean=none,
        corrected=none,
        share=none,
        n_pupils=pupils,
        n_schools=n_schools,
        sources=sources,
        method="advice-levels" if contrast is ADVISED else "reconsideration",
    )


def _part(value: Publishable) -> Publishable:
    return value if value.value is None else guard.derived(value.value / 100, value.decimals + 2, value)
