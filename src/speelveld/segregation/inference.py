# SPDX-License-Identifier: EUPL-1.2
"""How sure an index is: an interval by the bootstrap.

A register counts every pupil, so there is no sampling error in what was counted. The interval answers another question:
how much could the index differ if the same families had, by the same mechanism, made their choices once more? It is
about the mechanism (a superpopulation), not about the count.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.segregation.indices import INDICES

DRAWS = 1000
SEED = 20201007
"""The default seed: the day on which the accord was signed. The same seed gives the same interval everywhere."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95% interval of one index and the standard error behind it. NaN where the index is not defined."""

    low: float
    high: float
    standard_error: float


def intervals(
    a: ArrayLike, b: ArrayLike, *, draws: int = DRAWS, seed: int = SEED, level: float = 0.95
) -> dict[str, Interval]:
    """An interval for every two-group index from one set of draws.

    Each draw deals both groups anew over the schools: A* ~ Multinomial(A, a/A), B* ~ Multinomial(B, b/B) (Allen et al.,
    2015). An index of resampled counts is biased upward, as is an index of counts; so the spread of the draws around
    their own mean is laid around the estimate: [I - (q_hi - m), I - (q_lo - m)], within [0, 1]. ``a`` and ``b`` have
    shape ``(units,)``; fractional counts are rounded.
    """
    x = np.rint(np.asarray(a, dtype=np.float64)).astype(np.int64)
    y = np.rint(np.asarray(b, dtype=np.float64)).astype(np.int64)
    if not x.sum() or not y.sum():
        return {name: Interval(math.nan, math.nan, math.nan) for name in INDICES}
    random = np.random.Generator(np.random.Philox(seed))
    drawn_x = random.multinomial(int(x.sum()), x / x.sum(), size=draws).astype(np.float64)
    drawn_y = random.multinomial(int(y.sum()), y / y.sum(), size=draws).astype(np.float64)
    tail = (1 - level) / 2
    found = {}
    for name, values in _all_indices(drawn_x, drawn_y).items():
        estimate, mean = INDICES[name](a, b), float(values.mean())
        low, high = (float(q) for q in np.quantile(values, [tail, 1 - tail]))
        found[name] = Interval(
            low=max(0.0, estimate - max(high - mean, 0.0)),
            high=min(1.0, estimate + max(mean - low, 0.0)),
            standard_error=float(values.std(ddof=1)),
        )
    return found


def _all_indices(x: NDArray[np.float64], y: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Every index of every draw at once; ``x`` and ``y`` have shape ``(draws, units)``."""
    group_x, group_y = x.sum(axis=1, keepdims=True), y.sum(axis=1, keepdims=True)
    size, total = x + y, group_x + group_y
    share = (group_x / total)[:, 0]
    filled = np.where(size > 0, size, 1.0)
    isolation = (x * x / filled).sum(axis=1) / group_x[:, 0]
    schools = (_xlogx(x) + _xlogx(y) - _xlogx(size)).sum(axis=1)
    city = (_xlogx(group_x) + _xlogx(group_y) - _xlogx(total))[:, 0]
    return {
        "dissimilarity": 0.5 * np.abs(x / group_x - y / group_y).sum(axis=1),
        "isolation": isolation,
        "exposure": 1 - isolation,
        "eta-squared": (isolation - share) / (1 - share),
        "theil-h": 1 - schools / city,
    }


def _xlogx(n: NDArray[np.float64]) -> NDArray[np.float64]:
    # Counts are whole: looking n ln n up is several times faster than computing each logarithm.
    table = np.arange(int(n.max()) + 1, dtype=np.float64)
    table[1:] *= np.log(table[1:])
    return table[n.astype(np.int64)] if table.size <= n.size + 65536 else n * np.log(np.where(n > 0, n, 1.0))
