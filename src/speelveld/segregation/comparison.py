# SPDX-License-Identifier: EUPL-1.2
"""Two places, or two years: how much does an index differ, and could that be chance?

Five ways to ask, each with its own null:

- ``bootstrap``: both tables are resampled independently; an interval of the difference, and the chance of a difference
  as large if the mechanisms were equal.
- ``persons``: the same units in two years; each person gets a year at random, cells and numbers per year kept. Null:
  both years are draws from one table of units by groups.
- ``swaps``: the same units in two years; in each unit the years change places or not. Null: a unit's two years are
  alike but for chance of their own.
- ``units``: two places; units are dealt to the places at random. Null: both places draw their units from one urn.
- ``dealing``: two places; all persons are dealt at random over all units of both (PySAL's ``person_permutation``).
  Null: no segregation in either place. That is seldom the question.
"""

from __future__ import annotations

import math
from concurrent.futures import Executor
from functools import partial

import numpy as np
from numpy.typing import NDArray

from speelveld.segregation.counts import Cells, Counts
from speelveld.segregation.nulls import Side, p_value
from speelveld.segregation.resampling import SEED, Draws, resample
from speelveld.segregation.resampling_measures import Measure, Measures, named, resolve
from speelveld.segregation.resampling_plan import BOOTSTRAPS, SWAPS
from speelveld.segregation.result import Result

METHODS = ("bootstrap", "persons", "swaps", "units", "dealing")
OTHER = 0x9E3779B97F4A7C15
"""Added to the seed for the second table, whose draws must not depend on those of the first."""


def compare(
    first: Counts,
    second: Counts,
    indices: Measures,
    *,
    method: str = "bootstrap",
    scheme: str = "cells",
    side: Side = "two-sided",
    level: float = 0.95,
    replications: int = 999,
    seed: int = SEED,
    executor: Executor | None = None,
) -> list[Result]:
    """The difference ``second - first`` of each index, with its p-value; with an interval for ``bootstrap``.

    ``indices`` are names, or functions of ``Counts`` by a name (see ``resample``). ``scheme`` is what the bootstrap
    draws: ``cells``, ``persons`` or ``units``. ``side`` ``greater``: the second is the larger. The two tables have the
    same groups, in the same order; ``persons`` and ``swaps`` match units by their labels (one without a match has
    nobody in the other year). But for the bootstrap, functions see units and groups by number, without parents.

    Raises ValueError when groups differ, no unit is in both tables although the method needs it, or a method, side or
    scheme does not exist.
    """
    if first.groups != second.groups:
        raise ValueError(f"the tables have other groups: {', '.join(first.groups)} and {', '.join(second.groups)}")
    p_value(0.0, [0.0], side)
    if method == "bootstrap":
        return _bootstrap(first, second, indices, scheme, side, level, replications, seed, executor)
    together, split, draws_of = _joined(first, second, method)
    measures = {
        name: partial(difference, measure, split, len(first.groups)) for name, measure in _given(indices, first).items()
    }
    draws = resample(together, measures, scheme=draws_of, replications=replications, seed=seed, executor=executor)
    note = f"random labels of {method}" if method != "dealing" else "all persons dealt over all units"
    return [
        _result(
            first,
            second,
            name,
            draws.estimates[name],
            null_mean=draws.mean(name),
            p_value=p_value(draws.estimates[name], draws.values[name], side),
            seed=seed,
            method=f"difference; {note}, {replications} replications, {side} p-value",
        )
        for name in measures
    ]


def difference(measure: Measure, split: int, groups: int, together: Counts) -> float:
    """``measure`` of the second table minus that of the first, cut from the joined table.

    ``split`` is the number of units of the first; 0 when the tables stand side by side, -1 when every row is a cell.
    """
    cells = together.matrix
    if split < 0:
        one, two = cells[:, 0].reshape(-1, groups), cells[:, 1].reshape(-1, groups)
    elif split == 0:
        one, two = cells[:, :groups], cells[:, groups:]
    else:
        one, two = cells[:split], cells[split:]
    return measure(_counts(two)) - measure(_counts(one))


def _counts(cells: Cells) -> Counts:
    units, groups = cells.shape
    return Counts(np.ascontiguousarray(cells), tuple(map(str, range(units))), tuple(map(str, range(groups))))


def _given(indices: Measures, counts: Counts) -> dict[str, Measure]:
    fused, measures = resolve(indices, counts)
    return {name: named(one) for name, one in fused.items()} | dict(measures)


def _joined(first: Counts, second: Counts, method: str) -> tuple[Counts, int, str]:
    """Both tables in one, where the first ends (see ``difference``), and the scheme that mixes them."""
    if method in {"units", "dealing"}:
        stacked = np.concatenate([first.matrix, second.matrix])
        return _counts(stacked), len(first.units), "unit-permutation" if method == "units" else "permutation"
    if method not in METHODS:
        raise ValueError(f"no method {method!r}; there are {', '.join(METHODS)}")
    if not set(first.units) & set(second.units):
        raise ValueError(f"'{method}' compares the same units twice, but no unit is in both tables")
    one, two = _matched(first, second)
    if method == SWAPS:
        return _counts(np.concatenate([one, two], axis=1)), 0, SWAPS
    return _counts(np.column_stack([one.ravel(), two.ravel()])), -1, "permutation"


def _matched(first: Counts, second: Counts) -> tuple[Cells, Cells]:
    units = {label: i for i, label in enumerate(dict.fromkeys((*first.units, *second.units)))}
    found: list[NDArray[np.float64]] = []
    for counts in (first, second):
        cells = np.zeros((len(units), len(counts.groups)), dtype=counts.matrix.dtype)
        cells[[units[label] for label in counts.units]] = counts.matrix
        found.append(cells)
    return found[0], found[1]


def _bootstrap(
    first: Counts,
    second: Counts,
    indices: Measures,
    scheme: str,
    side: Side,
    level: float,
    replications: int,
    seed: int,
    executor: Executor | None,
) -> list[Result]:
    if scheme not in BOOTSTRAPS:
        raise ValueError(f"no bootstrap of {scheme!r}; there are those of {', '.join(BOOTSTRAPS)}")
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not at {level}")
    one = resample(first, indices, scheme=scheme, replications=replications, seed=seed, executor=executor)
    other_seed = (seed + OTHER) % (1 << 64)
    two = resample(second, indices, scheme=scheme, replications=replications, seed=other_seed, executor=executor)
    return [_difference(first, second, one, two, name, scheme, side, level) for name in one.estimates]


def _difference(
    first: Counts, second: Counts, one: Draws, two: Draws, name: str, scheme: str, side: Side, level: float
) -> Result:
    """The interval of the difference: quantiles of 2 est - draws, as for one table."""
    estimate = two.estimates[name] - one.estimates[name]
    draws = two.values[name] - one.values[name]
    draws = draws[np.isfinite(draws)]
    if draws.size < 2:
        return _result(first, second, name, estimate, seed=one.seed, method="difference; no draw has a value")
    mean = float(draws.mean())
    low, high = (float(q) for q in np.quantile(draws, [(1 - level) / 2, (1 + level) / 2]))
    return _result(
        first,
        second,
        name,
        estimate,
        corrected=2 * estimate - mean,
        se=float(draws.std(ddof=1)),
        low=2 * estimate - high,
        high=2 * estimate - low,
        null_mean=0.0,
        # Were the mechanisms equal, the corrected difference would vary around 0 as the draws do around their mean.
        p_value=p_value(2 * estimate - mean, draws - mean, side),
        seed=one.seed,
        method=f"difference; bootstrap of {scheme}, {one.values[name].size} replications, {side} p-value",
    )


def _result(
    first: Counts,
    second: Counts,
    index: str,
    estimate: float,
    *,
    corrected: float | None = None,
    se: float | None = None,
    low: float | None = None,
    high: float | None = None,
    null_mean: float | None = None,
    p_value: float | None = None,
    seed: int,
    method: str,
) -> Result:
    return Result(
        index=index,
        variant="difference",
        groups=first.groups,
        estimate=estimate,
        corrected=corrected,
        se=se,
        low=low,
        high=high,
        null_mean=math.nan if null_mean is None else null_mean,
        p_value=p_value,
        n_units=int((first.unit_totals > 0).sum() + (second.unit_totals > 0).sum()),
        n=first.total + second.total,
        seed=seed,
        method=method,
    )
