# SPDX-License-Identifier: EUPL-1.2
"""Rates of pupils, protected: small counts hidden, and as many others as it takes that nobody works them out.

Every pupil of a unit (a group, a school) falls in one class: how each rate counts them. What is published are sums of
classes: who counts, who does not, who is missing, and all of whom. These cells, with their totals over the units, are
one linked system; ``disclosure.suppression`` hides and proves. Percentages and intervals are computed from the counts
that are shown, and from nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from speelveld.advice import MEASURES, Break, Denominator, Tally, jeffreys, reconsiderations
from speelveld.disclosure.suppression import Rule, balanced, suppress, threshold
from speelveld.disclosure.system import Cell, Protected, Statement, System, Terms, terms
from speelveld.disclosure.table_rules import TableRules
from speelveld.errors import Fault, InputError

TOTAL = "*"
PUPILS = "pupils"
MOST_UNITS = 500
"""More units than this are not protected in one go."""
FEW_MEASURES = ("eligible-of-all", "adjusted-a", "adjusted-b")
"""Of schools these rates are given, without who is missing: every count more of so few pupils would hide the others."""


class Allowed(TypedDict):
    """The two consents of ``regimes.years_with_tests``: years across a break, and other classes that were recoded."""

    across_breaks: bool
    coded_in_six_classes: bool


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate of one unit, as it may leave the machine. None is hidden.

    ``percent`` and its interval are whole percentages, never 0 or 100; ``least`` and ``most`` are the ends that missing
    tests and advices leave, also whole, rounded outward.
    """

    unit: str
    measure: str
    denominator: str
    label: str
    count: int | None
    out_of: int | None
    percent: int | None
    low: int | None
    high: int | None
    missing: int | None
    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class Rates:
    """Protected rates ``by`` something: the pupils of every unit, their rates, and how much is hidden."""

    by: str
    years: tuple[str, ...]
    units: tuple[str, ...]
    pupils: Mapping[str, int | None]
    rates: tuple[Rate, ...]
    hidden: int
    cells: int
    breaks: tuple[Break, ...]

    def of(self, unit: str, measure: str) -> Rate:
        """The rate of a unit. Raises KeyError when there is none."""
        for one in self.rates:
            if (one.unit, one.measure) == (unit, measure):
                return one
        raise KeyError((unit, measure))


@dataclass(frozen=True, slots=True)
class _Counts:
    """The pupils of each unit by class, and which classes every published sum takes."""

    table: NDArray[np.int64]
    sums: Mapping[tuple[str, str], NDArray[np.bool_]]


def protected_rates(
    counted: Tally,
    by: str,
    rules: TableRules,
    *,
    few: bool = False,
    totals: Rates | None = None,
    across_breaks: bool = False,
    coded_in_six_classes: bool = False,
    seconds: float = 20.0,
) -> Rates:
    """Every rate of every unit, protected.

    With ``few`` only the rates of ``FEW_MEASURES``. ``totals`` are the protected rates of all pupils together: what
    they show is taken as known, and what they hide stays hidden.

    Raises InputError as ``reconsiderations`` does, and for more units than ``MOST_UNITS``; DisclosureError when
    nothing that may be hidden protects a small count.
    """
    if len(counted.units) > MOST_UNITS:
        message = f"there are {len(counted.units):,} units by {by}; {MOST_UNITS:,} is the most."
        raise InputError(Fault(message, column=by, advice="Give the records of fewer schools at a time."))
    measures = FEW_MEASURES if few else tuple(MEASURES)
    found = reconsiderations(
        counted, measures=measures, across_breaks=across_breaks, coded_in_six_classes=coded_in_six_classes
    )
    classes = _classes(counted, measures, few)
    hidden, cells = _hidden(counted.units, classes, rules, totals, seconds)
    pupils: dict[str, int | None] = {}
    rates: list[Rate] = []
    for at, unit in enumerate(counted.units):
        shown = {
            name: None if _id(unit, *name) in hidden else int(classes.table[at, mask].sum())
            for name, mask in classes.sums.items()
        }
        pupils[unit] = shown.get((PUPILS, ""), shown.get((Denominator.ALL.value, "out of")))
        rates += [_rate(unit, name, found.rates[name].denominator.value, shown, rules) for name in measures]
    return Rates(by, found.years, counted.units, pupils, tuple(rates), len(hidden), cells, found.breaks)


def _classes(counted: Tally, measures: Sequence[str], few: bool) -> _Counts:
    """Combinations of codes come together when no rate tells them apart."""
    size = len(counted.first)
    # One pupil of every combination: what the measures make of each is then a mask.
    one_each = replace(counted, units=tuple(map(str, range(size))), counts=np.eye(size, dtype=np.int64))
    rates = reconsiderations(one_each, measures=measures, across_breaks=True, coded_in_six_classes=True).rates
    masks: dict[tuple[str, str], NDArray[np.bool_]] = {} if few else {(PUPILS, ""): np.ones(size, dtype=np.bool_)}
    for name, rate in rates.items():
        masks[name, "yes"] = rate.count > 0
        masks[name, "no"] = (rate.out_of > 0) & (rate.count == 0)
        masks[rate.denominator.value, "out of"] = rate.out_of > 0
        if not few:
            masks[name, "missing"] = rate.unknown > 0
    kinds, place = np.unique(np.stack(list(masks.values())), axis=1, return_inverse=True)
    table = np.zeros((len(counted.units), kinds.shape[1]), dtype=np.int64)
    for at, row in enumerate(counted.counts):
        table[at] = np.bincount(place.ravel(), weights=row, minlength=kinds.shape[1]).astype(np.int64)
    return _Counts(table, {name: kinds[at].astype(np.bool_) for at, name in enumerate(masks)})


def _hidden(
    units: Sequence[str], classes: _Counts, rules: TableRules, totals: Rates | None, seconds: float
) -> tuple[set[str], int]:
    """The ids of the cells that are not shown, and how many cells there are.

    What all pupils together show is known to everybody; a small count that they hide must stay hidden here too.
    """
    rule = threshold(rules.counts.threshold)
    values = {_atom(at, kind): int(n) for at, row in enumerate(classes.table) for kind, n in enumerate(row)}
    cells: dict[Terms, Cell] = {}
    names: dict[str, Terms] = {}
    earlier: dict[Terms, Statement] = {}
    protected: dict[Terms, Protected] = {}
    known = _known(totals)
    for (name, what), mask in classes.sums.items():
        kinds = np.flatnonzero(mask)
        counts = classes.table[:, mask].sum(axis=1)
        for at, unit in enumerate(units):
            form, cell, count = terms([_atom(at, kind) for kind in kinds]), _id(unit, name, what), int(counts[at])
            names[cell] = form
            if form and form not in cells:
                need = _need(rule, cell, form, count, what)
                cells[form] = Cell(cell, form, count, balanced(count), need)
        for at in range(len(units)):
            protected |= _differences(classes, rule, at, mask)
        if totals is None:
            continue
        cell, count = _id(TOTAL, name, what), int(counts.sum())
        form = terms([_atom(at, kind) for at in range(len(units)) for kind in kinds])
        if form and known.get((name, what)):
            earlier[form] = Statement(cell, form, count, count)
        elif form and (need := _need(rule, cell, form, count, what)) is not None:
            protected[form] = need
    system = System(values, tuple(cells.values()), tuple(earlier.values()), tuple(protected.values()))
    pattern = suppress(system, seconds=seconds)
    gone = {form for form, cell in cells.items() if cell.id in pattern.hidden}
    return {cell for cell, form in names.items() if form in gone}, len(cells)


def _differences(classes: _Counts, rule: Rule, at: int, mask: NDArray[np.bool_]) -> dict[Terms, Protected]:
    """What a sum less another sum within it tells of a few pupils: it must stay as uncertain as a small count."""
    found: dict[Terms, Protected] = {}
    for other in classes.sums.values():
        rest = mask & ~other
        count = int(classes.table[at, rest].sum())
        if (other & ~mask).any() or not count:
            continue
        form = terms([_atom(at, kind) for kind in np.flatnonzero(rest)])
        asked = rule("", count)
        if form and asked is not None:
            found[form] = Protected(f"difference {at} {np.flatnonzero(rest).tolist()}", form, count, *asked)
    return found


def _need(rule: Rule, cell: str, form: Terms, count: int, what: str) -> Protected | None:
    """What a count needs. That nobody is missing tells nothing of anybody, and may be shown."""
    asked = None if what == "missing" and not count else rule(cell, count)
    return None if asked is None else Protected(cell, form, count, *asked)


def _known(totals: Rates | None) -> dict[tuple[str, str], bool]:
    """Which sums over all pupils are shown already."""
    if totals is None:
        return {}
    known: dict[tuple[str, str], bool] = {(PUPILS, ""): totals.pupils[totals.units[0]] is not None}
    for one in totals.rates:
        known[one.measure, "yes"] = one.count is not None
        known[one.denominator, "out of"] = one.out_of is not None
        known[one.measure, "no"] = one.count is not None and one.out_of is not None
        known[one.measure, "missing"] = one.missing is not None
    return known


def _rate(
    unit: str, name: str, denominator: str, shown: Mapping[tuple[str, str], int | None], rules: TableRules
) -> Rate:
    """A percentage only where all counts behind it are shown, and large enough."""
    count, rest, out_of = shown[name, "yes"], shown[name, "no"], shown[denominator, "out of"]
    missing = shown.get((name, "missing"))
    label = MEASURES[name].label
    if count is None or rest is None or out_of is None or not enough(count, out_of, rules):
        return Rate(unit, name, denominator, label, count, out_of, None, None, None, missing, None, None)
    low, high = (float(end) for end in jeffreys(count, out_of))
    least = most = None
    percent = inward(math.floor(100 * count / out_of + 0.5))
    if missing == 0:
        least = most = percent
    elif missing is not None:
        # Out of all, those of whom something is missing are in the denominator already.
        every = out_of if denominator == Denominator.ALL else out_of + missing
        least, most = inward(math.floor(100 * count / every)), inward(math.ceil(100 * (count + missing) / every))
    return Rate(
        unit,
        name,
        denominator,
        label,
        count,
        out_of,
        percent,
        inward(math.floor(100 * low)),
        inward(math.ceil(100 * high)),
        missing,
        least,
        most,
    )


def enough(count: int, out_of: int, rules: TableRules) -> bool:
    """Whether a percentage may be given: enough pupils, and enough both with and without what is counted."""
    of = rules.percentages
    return out_of >= of.min_denominator and of.min_numerator <= count <= out_of - of.min_numerator


def inward(percentage: int) -> int:
    """A whole percentage that does not say that nobody, or everybody, is counted."""
    return min(99, max(1, percentage))


def _atom(unit: int, kind: int | np.integer) -> str:
    return f"{unit}|{int(kind)}"


def _id(unit: str, name: str, what: str) -> str:
    return f"{unit}|{name}|{what}"
