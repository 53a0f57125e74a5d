# SPDX-License-Identifier: EUPL-1.2
"""What others published on reconsideration, in the country and about Groningen, and what the model says of it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl

from speelveld.advice import (
    LEVELS,
    Bounded,
    CauseId,
    Disagreement,
    Needs,
    Status,
    Strata,
    decompose_gap,
    expected,
    level_number,
    published_rates,
    views,
    width_of,
)
from speelveld.advice.causes import RELIABILITY
from speelveld.disclosure import guard
from speelveld.disclosure.publishable import Publishable, Reason
from speelveld.editions.store import Edition
from speelveld.figures.advice_model import Candidate, IncomeGap, Mechanism, NationalRate, Reported, Simulated
from speelveld.terms import Municipality

ALL = "totaal"
LOWER_INCOME, HIGHER_INCOME = "q2", "q5"
"""The income fifths of which CBS's cells are there: the second and the highest."""
DECIMALS = 1

REPORTED = {"GM0014": "adv.groningen.2015_16"}
"""What others reported of a municipality, by its code: the id of the record."""
RULE_CHANGE = "adv.dst2024"
"""What DUO reported of the first year in which schools raise unless there are reasons not to."""

CAUSES = (
    Candidate(CauseId.FEW_DOUBLES, Status.UNDECIDED, (Needs.DOUBLE_POLICY,)),
    Candidate(CauseId.MIX, Status.UNDECIDED, ()),
    Candidate(CauseId.PROVIDER, Status.UNDECIDED, (Needs.PROVIDER,)),
    Candidate(CauseId.TEST_ERROR, Status.BOUNDED, (Needs.SCORES, Needs.TWO_TESTS)),
    Candidate(CauseId.LATE_BLOOMERS, Status.UNDECIDED, (Needs.YEAR_THREE,)),
    Candidate(CauseId.SCHOOL, Status.UNDECIDED, (Needs.SCHOOLS, Needs.MORE_YEARS)),
)
"""The candidates in the order of the workbench, for a place of which no reconsiderations are public."""

FIRST_ADVICE_YEAR = "2019/20"
"""The newest school year of which the first advices of the country are published per level."""
CODES = {
    "vso/pro/vmbo-b": "VMBO_B",
    "vmbo-b/k": "VMBO_B_K",
    "vmbo-k": "VMBO_K",
    "vmbo-k/gt": "VMBO_K_GT",
    "vmbo-gt": "VMBO_GT",
    "vmbo-gt/havo": "VMBO_GT_HAVO",
    "havo": "HAVO",
    "havo/vwo": "HAVO_VWO",
    "vwo": "VWO",
}
TEST_RELIABILITY = 0.90
"""How reliable the model takes test and teacher to be; the bounds of the workbench lie around it."""
NAMED_DOUBLES = (0.0, 0.45, 0.79)
"""The shares of double advice that sentences name."""
CURVE = tuple(sorted({*NAMED_DOUBLES, *(tenth / 10 for tenth in range(9))}))


@lru_cache(maxsize=4)
def national_rates(edition: Edition) -> tuple[NationalRate, ...]:
    """Every cell that CBS published and the edition has, newest school year first."""
    return tuple(_rate(row) for row in _cells(edition))


def _cells(edition: Edition) -> list[dict[str, Any]]:
    """The rows of CBS's table, newest school year first."""
    if not edition.has("published_reconsiderations"):
        return []
    table = edition.table("published_reconsiderations")
    return list(table.sort("school_year", descending=True, maintain_order=True).iter_rows(named=True))


def _shares(row: Mapping[str, Any]) -> dict[str, Bounded]:
    return published_rates(row["first_advices"], row["higher_raised"], row["higher_not_raised"])


def _rate(row: Mapping[str, Any]) -> NationalRate:
    rates = _shares(row)
    return NationalRate(
        school_year=row["school_year"],
        first_advice=row["first_advice"],
        income=row["income_quintile"],
        n=guard.already_public(row["first_advices"]),
        eligible=_percentage(rates["eligible-of-all"].least),
        adjusted_a=_percentage(rates["adjusted-a"].least),
        adjusted_b=_percentage(rates["adjusted-b"].least),
    )


def _percentage(share: float) -> Publishable:
    return guard.already_public(100 * share, DECIMALS)


def income_gaps(edition: Edition) -> tuple[IncomeGap, ...]:
    """The gap between the income fifths of the newest year: of all pupils first, then within each first advice."""
    rates = national_rates(edition)
    newest = [one for one in rates if one.school_year == rates[0].school_year]
    lower = {one.first_advice: one for one in newest if one.income == LOWER_INCOME}
    higher = {one.first_advice: one for one in newest if one.income == HIGHER_INCOME}
    exact = {
        (one["first_advice"], one["income_quintile"]): _shares(one)["eligible-of-all"]
        for one in _cells(edition)
        if one["school_year"] == rates[0].school_year
    }
    return tuple(
        IncomeGap(
            advice,
            lower[advice],
            higher[advice],
            _percentage(exact[advice, LOWER_INCOME].least - exact[advice, HIGHER_INCOME].least),
        )
        for advice in lower
        if advice in higher
    )


def income_mix(edition: Edition) -> Publishable:
    """How many points of the gap between the income fifths are the mix of first advices (Kitagawa, 1955).

    All first advices of which CBS's cells are missing count as one stratum, so the mix among these is not in it.
    """
    cells = {(one["school_year"], one["first_advice"], one["income_quintile"]): one for one in _cells(edition)}
    newest = max((year for year, _, _ in cells), default="")
    known = [
        advice
        for year, advice, income in cells
        if (year, income) == (newest, LOWER_INCOME) and advice != ALL and (newest, advice, HIGHER_INCOME) in cells
    ]
    if not known:
        return guard.absent(Reason.NOT_PUBLISHED)
    lower, higher = (_strata(cells, newest, known, income) for income in (LOWER_INCOME, HIGHER_INCOME))
    return _percentage(decompose_gap(lower, higher).part("first").effect)


def _strata(
    cells: Mapping[tuple[str, str, str], Mapping[str, Any]], year: str, known: list[str], income: str
) -> Strata:
    """Eligible pupils and first advices of an income fifth: by first advice, and all others together."""
    rows = [cells[year, advice, income] for advice in (ALL, *known)]
    out_of = np.array([row["first_advices"] for row in rows])
    eligible = np.array([row["higher_raised"] + row["higher_not_raised"] for row in rows])
    labels = (*known, "other")
    return Strata.of(("first",), (labels,), *(np.append(one[1:], one[0] - one[1:].sum()) for one in (eligible, out_of)))


def reported(edition: Edition, municipality: Municipality) -> Reported | None:
    """What the press reported of a municipality, or None."""
    record = _record(edition, REPORTED.get(municipality.code, ""))
    if record is None:
        return None
    value = json.loads(record["value"])
    return Reported(
        school_year=record["year"],
        own=guard.already_public(value["groningen_adjusted_pct_of_all"], DECIMALS),
        national=guard.already_public(value["national"], DECIMALS),
        source=record["source"],
    )


def rule_change(edition: Edition) -> tuple[Publishable, Publishable]:
    """The largest share of eligible pupils that was raised before the rule of 2023/24, and the share in that year."""
    record = _record(edition, RULE_CHANGE)
    value = json.loads(record["value"]) if record else {"before_max": None, "adjusted_share_of_eligible": None}
    before, after = (
        guard.already_public(None if one is None else 100 * one)
        for one in (value["before_max"], value["adjusted_share_of_eligible"])
    )
    return before, after


def _record(edition: Edition, name: str) -> dict[str, Any] | None:
    if not edition.has("published_other"):
        return None
    return next(edition.table("published_other").filter(pl.col("id") == name).iter_rows(named=True), None)


@lru_cache(maxsize=4)
def mechanism(edition: Edition) -> Mechanism | None:
    """How many pupils are eligible with more and fewer double advices; None without the published first advices."""
    total = next((one for one in national_rates(edition) if (one.first_advice, one.income) == (ALL, ALL)), None)
    if total is None or not edition.has("published_first_advice"):
        return None
    first = edition.table("published_first_advice").filter(pl.col("school_year") == FIRST_ADVICE_YEAR)
    shares = np.zeros(len(LEVELS))
    for advice, percent in first.select("advice", "percent").iter_rows():
        shares[level_number(CODES[advice])] = percent
    double = float(shares[[level.double for level in LEVELS]].sum() / shares.sum())
    seen = disagreement(shares, TEST_RELIABILITY)
    low, high = (
        guard.already_public(100 * _expected(disagreement(shares, reliability), double))
        for reliability in reversed(RELIABILITY)
    )
    return Mechanism(
        reliability=guard.already_public(TEST_RELIABILITY, 2),
        named=tuple(_simulated(seen, share) for share in NAMED_DOUBLES),
        curve=tuple(_simulated(seen, share, DECIMALS) for share in CURVE),
        national_double=_percentage(double),
        double_year=FIRST_ADVICE_YEAR,
        national_eligible=total.eligible,
        eligible_year=total.school_year,
        reliabilities=(guard.already_public(RELIABILITY[0], 2), guard.already_public(RELIABILITY[1], 2)),
        noisy=(low, high),
    )


def disagreement(advice: np.ndarray[Any, np.dtype[np.float64]], reliability: float) -> Disagreement:
    """Teacher and test equally reliable, and places as these first advices are spread.

    The variance v of what a teacher sees is that of the places plus that of the error, so the error has (1 - r) v.
    """
    seen = views(advice, np.ones(6), reliability=1.0)
    variance = seen.sd**2 + seen.teacher_error**2
    error = math.sqrt((1 - reliability) * variance)
    return Disagreement(seen.mean, math.sqrt(reliability * variance), error, error)


def _simulated(seen: Disagreement, share: float, decimals: int = 0) -> Simulated:
    return Simulated(guard.already_public(100 * share), guard.already_public(100 * _expected(seen, share), decimals))


def _expected(seen: Disagreement, share: float) -> float:
    return expected(seen, double_width=width_of(seen, share) if share else 0.0).rate
