# SPDX-License-Identifier: EUPL-1.2
"""Groups beside each other, and a city beside a reference: standardised, in parts, and by candidate cause.

Only groups of which the counts are shown take part. Results are rounded to whole points; to a tenth where a tenth of a
point stands for at least as many pupils as the threshold.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import files
from typing import Any

import numpy as np

from speelveld.advice import (
    Decomposed,
    Pupils,
    Strata,
    Workbench,
    comparable,
    comparable_years,
    decompose_gap,
    direct,
    eligibility_strata,
    gap,
    indirect,
    stratified,
    stratified_by_school,
    workbench,
)
from speelveld.commands.advice_protect import Allowed, Rates, enough
from speelveld.disclosure.table_rules import TableRules
from speelveld.errors import Fault, InputError
from speelveld.sources import published
from speelveld.sources.advice_national import LABELS, cell_numbers, national_strata, strata_of

MEASURE = "eligible"
NATIONAL = "published_reconsiderations"


def usable(rates: Rates, rules: TableRules) -> tuple[str, ...]:
    """The units of which a percentage of eligible pupils is shown, largest first."""
    shown = [one for one in rates.rates if one.measure == MEASURE and one.percent is not None]
    kept = [one for one in shown if enough(one.count or 0, one.out_of or 0, rules)]
    return tuple(one.unit for one in sorted(kept, key=lambda one: (-(one.out_of or 0), one.unit)))


def points(share: float | None, pupils: int, rules: TableRules) -> float | None:
    """A share (or a difference) as points, no finer than the number of pupils allows."""
    if share is None or math.isnan(share):
        return None
    value = round(100 * share, decimals(pupils, rules))
    return value + 0.0  # no minus before a zero


def outward(share: float | None, pupils: int, rules: TableRules, side: int) -> float | None:
    """An end of an interval as points: a low end (``side`` -1) goes down, a high one (1) up."""
    if share is None or math.isnan(share):
        return None
    scale = float(10 ** decimals(pupils, rules))
    return float(side * math.ceil(round(side * 100 * share * scale, 6)) / scale + 0.0)


def decimals(pupils: int, rules: TableRules) -> int:
    """How many decimals a point may have: one where a tenth of a point is at least the threshold in pupils."""
    return 1 if pupils >= 1000 * rules.counts.threshold else 0


def standardised(pupils: Pupils, units: Sequence[str], rules: TableRules, *, allowed: Allowed) -> list[dict[str, Any]]:
    """The share of eligible pupils of each group as if it had the mix of all: of first advices, and of test advices.

    ``allowed`` are the two consents of ``regimes.years_with_tests``. The intervals let schools vary as wholes.
    """
    found = []
    places = [pupils.groups.index(unit) for unit in units]
    for strata in ("first", "test"):
        count, out_of = stratified(pupils, "group", strata, **allowed)
        weights = out_of.sum(axis=0)
        schools = stratified_by_school(pupils, "group", strata, **allowed) if len(pupils.schools) > 1 else None
        rates = direct(count, out_of, weights, schools=schools)
        ratios = indirect(count, out_of, count.sum(axis=0), weights)
        for unit, at in zip(units, places, strict=True):
            n = int(out_of[at].sum())
            found.append(
                {
                    "unit": unit,
                    "same": {"first": "first advice", "test": "test advice"}[strata],
                    "percent": points(rates.rate[at], n, rules),
                    "low": outward(rates.low[at], n, rules, -1),
                    "high": outward(rates.high[at], n, rules, 1),
                    "without_counterpart": points(rates.uncovered[at], n, rules),
                    "observed_to_expected": round(float(ratios.ratio[at]), decimals(n, rules) + 1),
                }
            )
    return found


def in_parts(pupils: Pupils, units: Sequence[str], rules: TableRules, *, allowed: Allowed) -> list[dict[str, Any]]:
    """The gap of each group with the largest, in parts: format, level, provider, within, outside."""
    if len(units) < 2:
        return []
    strata = {unit: _strata(pupils, unit, allowed) for unit in units}
    reference = units[0]
    same = len(pupils.schools) > 1
    found = []
    for unit in units[1:]:
        n = min(int(strata[one].out_of.sum()) for one in (unit, reference))
        parts = decompose_gap(
            strata[unit], strata[reference], same_schools=same, across_breaks=allowed["across_breaks"]
        )
        found += _parts(unit, reference, parts, n, rules)
    return found


def _strata(pupils: Pupils, unit: str, allowed: Allowed) -> Strata:
    own = pupils.where(pupils.group == pupils.groups.index(unit))
    return eligibility_strata(own, by_school=len(pupils.schools) > 1, **allowed)


def _parts(unit: str, reference: str, parts: Decomposed, n: int, rules: TableRules) -> list[dict[str, Any]]:
    rows = [("gap", parts.gap, parts.low, parts.high)]
    rows += [(one.name, one.effect, one.low, one.high) for one in parts.parts]
    return [
        {"unit": unit, "against": reference, "part": name, **_ends(effect, low, high, n, rules)}
        for name, effect, low, high in rows
    ]


def _ends(effect: float | None, low: float | None, high: float | None, n: int, rules: TableRules) -> dict[str, Any]:
    return {"points": points(effect, n, rules), "low": outward(low, n, rules, -1), "high": outward(high, n, rules, 1)}


def causes(city: Pupils, reference: Pupils, rules: TableRules, *, allowed: Allowed) -> dict[str, Any]:
    """The workbench of causes against pupils of a second file. Raises InputError when either side has too few."""
    sizes = [_sizes(one) for one in (city, reference)]
    for (eligible, n), what in zip(sizes, ("these records", "the reference"), strict=True):
        if not enough(eligible, n, rules):
            raise InputError(Fault(f"{what} have too few pupils for a comparison.", advice="See [percentages]."))
    n = min(size for _, size in sizes)
    return _bench(workbench(city, reference, **allowed), n, rules)


def _sizes(pupils: Pupils) -> tuple[int, int]:
    both = comparable(pupils.first, pupils.test)
    return int((gap(pupils.first, pupils.test) > 0).sum()), int(both.sum())


def _bench(found: Workbench, n: int, rules: TableRules) -> dict[str, Any]:
    rows = [
        {
            "cause": one.id.value,
            "status": one.status.value,
            **_ends(one.explains, one.low, one.high, n, rules),
            "least": points(one.least, n, rules),
            "most": points(one.most, n, rules),
            "remains": points(one.remains, n, rules),
            "needs": [need.value for need in one.needs],
        }
        for one in found.causes
    ]
    some = rules.counts.threshold
    return {
        "percent": points(found.rate_city, n, rules),
        "percent_reference": points(found.rate_reference, n, rules),
        "gap": _ends(found.gap, found.low, found.high, n, rules),
        "double_percent": points(found.double_city, n, rules),
        "double_percent_reference": points(found.double_reference, n, rules),
        "causes": rows,
        "within": _ends(found.within, found.within_low, found.within_high, n, rules),
        "outside": points(found.outside, n, rules),
        "schools": found.schools,
        # A few schools that stand out are schools that people can name.
        "standing_out": found.standing_out if found.standing_out == 0 or found.standing_out >= some else None,
        "breaks": [asdict(one) for one in found.breaks],
    }


def national(pupils: Pupils, rules: TableRules, *, across_breaks: bool) -> dict[str, Any]:
    """These records beside the newest national figures of CBS (84274NED): the mix of first advices, and the rest.

    CBS gives no test advices, so the workbench cannot tell few double advices from another mix: both are in ``first
    advice``. Shares are of all with a first advice, as CBS counts. Raises InputError when the years are on two sides of
    a break.
    """
    dataset = next(one for one in published.DATASETS if one.id == NATIONAL)
    there = national_strata(dataset.table(files("speelveld.sources").joinpath("bundled", dataset.file).read_bytes()))
    comparable_years((*pupils.school_years, *there.years), across_breaks=across_breaks)
    place = np.append(cell_numbers(), -1)[pupils.first]
    inside = place >= 0
    eligible = inside & (gap(pupils.first, pupils.test) > 0)
    higher, first = (np.bincount(place[mask], minlength=len(LABELS)) for mask in (eligible, inside))
    n = int(first.sum())
    if not enough(int(higher.sum()), n, rules):
        raise InputError(Fault("there are too few pupils for a comparison with the country."))
    parts = decompose_gap(strata_of(higher, first, pupils.school_years), there, across_breaks=across_breaks)
    return {
        "reference": "CBS StatLine 84274NED",
        "year": there.years[0],
        "percent": points(parts.rate_a, n, rules),
        "percent_reference": round(100 * parts.rate_b, 1),
        "parts": _parts("these records", "the country", parts, n, rules),
        "breaks": [asdict(one) for one in parts.breaks],
    }
