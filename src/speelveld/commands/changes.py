# SPDX-License-Identifier: EUPL-1.2
"""What changed between two tables, and why: differences of indices, and the parts that M and H, or D, changed by."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from speelveld.commands.quantities import Asked
from speelveld.commands.specs import Spec
from speelveld.segregation.change import Change, elbers
from speelveld.segregation.change_counterfactual import Approach, counterfactual
from speelveld.segregation.comparison import OTHER
from speelveld.segregation.counts import Counts
from speelveld.segregation.multigroup import entropy_family
from speelveld.segregation.nulls import p_value
from speelveld.segregation.registry import INDICES
from speelveld.segregation.resampling import tables
from speelveld.segregation.result import Result

APPROACHES: tuple[Approach, ...] = ("composition", "share")

PARTS = ("additions", "removals", "group margin", "unit margin", "structure", "diversity")
"""What the change of M is made of, and, for H, the change of the diversity of all pupils."""

USUAL = {
    True: ("dissimilarity", "gini", "isolation", "eta-squared", "exact-eta-squared", "theil-h", "mutual-information"),
    False: ("mutual-information", "multigroup-theil-h", "multigroup-dissimilarity", "normalised-exposure"),
}
"""What is compared of two groups (True) and of several when no index is named."""

Key = tuple[str, str]
"""Index and variant."""
Values = dict[Key, float]


def compared(first: Counts, second: Counts, specs: Sequence[Spec], asked: Asked) -> list[Result]:
    """Each index in both tables and its difference; then what M and H changed by, and, of two groups, D.

    Both tables have the same groups in the same order. With a bootstrap, both are drawn anew, each by itself, and all
    is computed on every pair of draws: bias-corrected values with intervals, and for differences the chance of one as
    large if the two were alike. Raises ValueError when the tables have no unit or no two groups in common.
    """
    numbers: list[Callable[[Counts, Counts], Values]] = [partial(_differences, specs), _parts]
    if len(first.groups) == 2:
        numbers.append(_counterfactuals)
    values = _all(numbers, first, second)
    draws = _drawn(numbers, first, second, list(values), asked) if asked.bootstrap else None
    units = int((first.unit_totals > 0).sum() + (second.unit_totals > 0).sum())
    sizes = {
        "first": (int((first.unit_totals > 0).sum()), first.total),
        "second": (int((second.unit_totals > 0).sum()), second.total),
    }
    found = []
    for (index, variant), estimate in values.items():
        n_units, n = sizes.get(variant.rsplit(", ", 1)[-1], (units, first.total + second.total))
        result = Result(index, variant, first.groups, estimate, n_units=n_units, n=n, method=_method(variant))
        found.append(_sure(result, draws[index, variant], asked) if draws is not None else result)
    return found


def usual(counts: Counts) -> list[Spec]:
    """What is compared when no index is named; of weighted counts nothing that counts whole pupils."""
    names = USUAL[len(counts.groups) == 2]
    return [Spec(INDICES[name]) for name in names if not (counts.weighted and name.startswith("exact-"))]


def change(first: Counts, second: Counts) -> Change:
    """Elbers's decomposition, with its parts per unit (see ``segregation.change``)."""
    return elbers(first, second)


def _all(numbers: Sequence[Callable[[Counts, Counts], Values]], first: Counts, second: Counts) -> Values:
    return {key: value for number in numbers for key, value in number(first, second).items()}


def _differences(specs: Sequence[Spec], first: Counts, second: Counts) -> Values:
    found: Values = {}
    for spec in specs:
        one, two = (INDICES[spec.name].of(counts.matrix, places=None, **spec.options) for counts in (first, second))
        before = f"{spec.variant}, " if spec.variant else ""
        found[spec.name, f"{before}first"] = one
        found[spec.name, f"{before}second"] = two
        found[spec.name, f"{before}difference"] = two - one
    return found


def _parts(first: Counts, second: Counts) -> Values:
    """The parts of the change of M; and of H = M/E, where the product rule gives each part at the mean of 1/E.

    H2 - H1 = (M2 - M1) (1/E1 + 1/E2)/2 + (M1 + M2)/2 (1/E2 - 1/E1): the last term is due to E, the diversity of all.
    """
    found = elbers(first, second)
    parts = {
        "additions": found.additions,
        "removals": found.removals,
        "group margin": found.group_margin,
        "unit margin": found.unit_margin,
        "structure": found.structural,
    }
    h = "theil-h" if len(first.groups) == 2 else "multigroup-theil-h"
    one, two = (1 / entropy_family(counts.matrix)["diversity"] for counts in (first, second))
    values: Values = {("mutual-information", name): part for name, part in parts.items()}
    values |= {(h, name): part * (one + two) / 2 for name, part in parts.items()}
    values[h, "diversity"] = (found.m1 + found.m2) / 2 * (two - one)
    return values


def _counterfactuals(first: Counts, second: Counts) -> Values:
    """D with the spread of one year and the pupils of the other; the two parts add up to the difference."""
    values: Values = {}
    for approach in APPROACHES:
        # The engine splits "first less second"; a change is the second table less the first.
        both = tuple((counts.matrix[:, 0], counts.matrix[:, 1]) for counts in (second, first))
        found = counterfactual(both[0], both[1], approach=approach)
        values["dissimilarity", f"by {approach}: spread"] = found.spatial
        values["dissimilarity", f"by {approach}: pupils"] = found.attribute
    return values


def _drawn(
    numbers: Sequence[Callable[[Counts, Counts], Values]],
    first: Counts,
    second: Counts,
    keys: Sequence[Key],
    asked: Asked,
) -> dict[Key, NDArray[np.float64]]:
    """All numbers on pairs of drawn tables. A draw in which the tables have nothing in common has no value."""
    values = {key: np.full(asked.bootstrap, np.nan) for key in keys}
    draw = partial(tables, scheme=asked.scheme, replications=range(asked.bootstrap))
    pairs = zip(draw(first, seed=asked.seed), draw(second, seed=(asked.seed + OTHER) % (1 << 64)), strict=True)
    for number, (one, two) in enumerate(pairs):
        try:
            drawn = _all(numbers, replace(first, matrix=one), replace(second, matrix=two))
        except ValueError:
            continue
        for key, value in drawn.items():
            values[key][number] = value
    return values


def _sure(result: Result, values: NDArray[np.float64], asked: Asked) -> Result:
    """The result with its interval: quantiles of 2 est - draws, as for one table."""
    known = values[np.isfinite(values)]
    result = replace(result, seed=asked.seed)
    if known.size < 2 or math.isnan(result.estimate):
        return result
    twice, mean = 2 * result.estimate, float(known.mean())
    low, high = (float(q) for q in np.quantile(known, [0.025, 0.975]))
    p = p_value(twice - mean, known - mean, "two-sided") if result.variant.endswith("difference") else None
    note = f"bootstrap of {asked.scheme}, {values.size} draws: bias-corrected with 95% interval"
    return replace(
        result,
        corrected=twice - mean,
        se=float(known.std(ddof=1)),
        low=twice - high,
        high=twice - low,
        p_value=p,
        method=f"{result.method}; {note}" if result.method else note,
    )


def _method(variant: str) -> str:
    if variant in PARTS:
        return "Elbers (2021)"
    return "Cortes, Rey, Knaap & Wolf (2019)" if variant.startswith("by ") else ""
