# SPDX-License-Identifier: EUPL-1.2
"""Is it more than chance? An index beside its values in worlds without segregation."""

from __future__ import annotations

import math
from concurrent.futures import Executor
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from speelveld.segregation.counts import Counts
from speelveld.segregation.resampling import SEED, resample
from speelveld.segregation.resampling_measures import Measures
from speelveld.segregation.resampling_plan import NULLS
from speelveld.segregation.result import Result

Side: TypeAlias = Literal["greater", "less", "two-sided"]
TIE = 1e-12
"""Values this close count as equal: the same table, summed in another order."""


def p_value(estimate: float, draws: ArrayLike, side: Side = "greater") -> float:
    """The chance of a value as far out as ``estimate`` by the null, (b + 1)/(B + 1) (Davison & Hinkley, 1997): never 0.

    b of the B ``draws`` (shape ``(replications,)``) are at least (``greater``) or at most (``less``) the estimate;
    ``two-sided`` is twice the smaller of both, at most 1. Draws without a value are left out; NaN without any.
    Raises ValueError for another side.
    """
    values = np.asarray(draws, dtype=np.float64)
    values = values[np.isfinite(values)]
    if not values.size or math.isnan(estimate):
        return math.nan
    above = (int((values >= estimate - TIE).sum()) + 1) / (values.size + 1)
    below = (int((values <= estimate + TIE).sum()) + 1) / (values.size + 1)
    if side == "greater":
        return above
    if side == "less":
        return below
    if side == "two-sided":
        return min(1.0, 2 * min(above, below))
    raise ValueError(f"a test is 'greater', 'less' or 'two-sided', not {side!r}")


def null_test(
    counts: Counts,
    indices: Measures,
    *,
    null: str = "permutation",
    side: Side = "greater",
    replications: int = 999,
    seed: int = SEED,
    executor: Executor | None = None,
) -> list[Result]:
    """Each index, its mean by chance (``null_mean``) and its p-value, from one set of draws.

    ``null`` is one of ``resampling_plan.NULLS``: ``permutation`` (persons dealt at random, both margins kept),
    ``evenness``, ``systematic`` or ``unit-permutation``; see ``resampling``. ``low`` and ``high`` are the middle 95% of
    the draws. Raises ValueError for another null or side, and as ``resample`` does.
    """
    if null not in NULLS:
        raise ValueError(f"no null {null!r}; there are {', '.join(NULLS)}")
    p_value(0.0, [0.0], side)
    draws = resample(counts, indices, scheme=null, replications=replications, seed=seed, executor=executor)
    found = []
    for index, estimate in draws.estimates.items():
        low, high = draws.interval(index, kind="percentile")
        found.append(
            Result(
                index=index,
                variant="",
                groups=counts.groups,
                estimate=estimate,
                low=low,
                high=high,
                null_mean=draws.mean(index),
                p_value=p_value(estimate, draws.values[index], side),
                n_units=draws.n_units,
                n=draws.n,
                seed=seed,
                method=f"{null} null, {replications} replications, {side} p-value; interval of the null",
            )
        )
    return found
