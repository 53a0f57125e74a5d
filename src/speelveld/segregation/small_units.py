# SPDX-License-Identifier: EUPL-1.2
"""Models of the chances behind small units, and bounds of masked counts, as tidy records like every other result."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.segregation.bounds import INDICES, masked_bounds
from speelveld.segregation.counts import Counts
from speelveld.segregation.mixture import BetaMixture, Weighting, fit_mixture
from speelveld.segregation.moments import moment_bounds
from speelveld.segregation.resampling import SEED, tables
from speelveld.segregation.resampling_measures import named
from speelveld.segregation.result import Result

NAMES = ("dissimilarity", "theil-h", "eta-squared", "atkinson", "gini")
CHUNK = 8


def mixture_results(
    counts: Counts,
    *,
    components: int = 1,
    weighting: Weighting = "units",
    replications: int = 0,
    level: float = 0.95,
    seed: int = SEED,
    executor: Executor | None = None,
) -> list[Result]:
    """D, H, eta squared, Atkinson and Gini of two groups: as counted, and ``corrected`` by Rathelot's beta mixture.

    With ``replications`` a standard error and a percentile interval from refitting to units drawn with replacement (the
    method of segregsmall: units are a sample of possible units). All values NaN where there is no mixture (see
    ``fit_mixture``). Raises ValueError for more or fewer than two groups, and as ``fit_mixture`` does.
    """
    _two_groups(counts)
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not at {level}")
    values = _values(fit_mixture(*counts.matrix.T, components=components, weighting=weighting))
    tasks = [
        (counts.matrix, components, weighting, seed, range(first, min(first + CHUNK, replications)))
        for first in range(0, replications, CHUNK)
    ]
    if executor is None:
        parts = [_refit(*task) for task in tasks]
    else:
        parts = [future.result() for future in [executor.submit(_refit, *task) for task in tasks]]
    drawn = np.concatenate([np.empty((0, len(NAMES))), *parts])
    drawn = drawn[np.isfinite(drawn).all(axis=1)]
    note = f"; bootstrap of units, {replications} replications, {level:.0%} interval" if replications else ""
    found = []
    for i, name in enumerate(NAMES):
        ends: Sequence[float | None] = (None, None)
        if len(drawn) > 1:
            ends = [float(q) for q in np.quantile(drawn[:, i], [(1 - level) / 2, (1 + level) / 2])]
        found.append(
            Result(
                index=name,
                variant=f"beta mixture, {components} component{'s' if components > 1 else ''}",
                groups=counts.groups,
                estimate=named(name)(counts),
                corrected=values[name],
                se=float(drawn[:, i].std(ddof=1)) if len(drawn) > 1 else None,
                low=ends[0],
                high=ends[1],
                n_units=int((counts.unit_totals > 0).sum()),
                n=counts.total,
                seed=seed if replications else None,
                method=f"Rathelot's mixture, weighted by {weighting}{note}",
            )
        )
    return found


def moment_results(
    counts: Counts,
    *,
    weighting: Weighting = "members",
    pooled: bool = False,
    replications: int = 0,
    level: float = 0.95,
    seed: int = SEED,
    executor: Executor | None = None,
) -> list[Result]:
    """D, H, Atkinson and eta squared of two groups: as counted, with the bounds of ``moment_bounds``.

    ``low`` and ``high`` are the bounds; with ``replications`` the ends of the interval around them, which ``method``
    says. [] where there are no bounds. Raises ValueError for more or fewer than two groups, and as ``moment_bounds``.
    """
    _two_groups(counts)
    a, b = counts.matrix.T
    bounds = moment_bounds(
        a, b, weighting=weighting, pooled=pooled, replications=replications, level=level, seed=seed, executor=executor
    )
    return [
        Result(
            index=name,
            variant="moment bounds",
            groups=counts.groups,
            estimate=named(name)(counts),
            corrected=one.low if one.low == one.high else None,
            low=one.interval[0] if one.interval else one.low,
            high=one.interval[1] if one.interval else one.high,
            n_units=int((counts.unit_totals > 1).sum()),
            n=counts.total,
            seed=seed if replications else None,
            method=f"bounds {one.low:.4g} to {one.high:.4g}, sizes weighted by {weighting}"
            + (f"; {level:.0%} interval" if one.interval else ""),
        )
        for name, one in bounds.items()
    ]


def masked_results(
    low: ArrayLike,
    high: ArrayLike,
    *,
    groups: tuple[str, str],
    unit_totals: ArrayLike | None = None,
    group_totals: Sequence[int | None] | None = None,
    indices: Sequence[str] = INDICES,
    seconds: float = 10.0,
) -> list[Result]:
    """The ends of each index over all tables within bounds (see ``masked_bounds``); no estimate, for none is known."""
    found = masked_bounds(
        low, high, unit_totals=unit_totals, group_totals=group_totals, indices=indices, seconds=seconds
    )
    most = np.asarray(high).sum(axis=1) if unit_totals is None else np.asarray(unit_totals)
    return [
        Result(
            index=name,
            variant="masked counts",
            groups=groups,
            estimate=math.nan,
            low=one.low,
            high=one.high,
            n_units=int((most > 0).sum()),
            n=float(most.sum()) if unit_totals is not None else math.nan,
            method=f"low end {_kind(one.exact_low)}, high end {_kind(one.exact_high)}",
        )
        for name, one in found.items()
    ]


def _kind(exact: bool) -> str:
    return "reached by a possible table" if exact else "an outer bound"


def _two_groups(counts: Counts) -> None:
    if len(counts.groups) != 2:
        raise ValueError(f"two groups are compared, not {len(counts.groups)}: take a pair")


def _values(mixture: BetaMixture | None) -> Mapping[str, float]:
    return dict.fromkeys(NAMES, math.nan) if mixture is None else mixture.values()


def _refit(
    cells: NDArray[np.int64], components: int, weighting: Weighting, seed: int, numbers: range
) -> NDArray[np.float64]:
    """The indices of mixtures of units drawn anew, one row per replication."""
    rows = []
    for drawn in tables(Counts.of(cells), scheme="units", replications=numbers, seed=seed):
        values = _values(fit_mixture(*drawn.T, components=components, weighting=weighting))
        rows.append([values[name] for name in NAMES])
    return np.array(rows)
