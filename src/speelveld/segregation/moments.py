# SPDX-License-Identifier: EUPL-1.2
"""What small units can tell at most: bounds of an index without a model of the chances behind the counts.

The partial identification of D'Haultfoeuille & Rathelot (2017).

A unit of K members has a chance p of a member of group A; the number x of them is binomial. The distribution of x
tells the first K moments of p and nothing more. All distributions of p with those moments are possible, and the index
lies between its smallest and its largest value over them. Per size K:

1. The distribution of p of maximum likelihood, among all (Wang's constrained Newton method, 2007, on a fine grid).
2. When it repeats the observed shares of x exactly, their moments lie inside the moment space: bounds follow from
   linear programming over distributions of p with the fitted chances of every x. Columns are added until the dual
   polynomial holds everywhere, and what it lacks is taken off: the bounds are safe, up to about 1e-7 by which a grid of
   2,001 points differs from all of [0, 1]. For H, and for Atkinson with shape 1/2, they are reached at the lower and
   the upper principal representation (see ``moments_fit``) when K is odd. When K is even they are not, nor for D: the
   derivative of order K + 1 changes sign, and three points can do better (K = 2, moments 1/2 and 0.3: {0, 1/2, 1} has
   a larger H than either representation).
3. Otherwise the fitted moments are on the boundary of the moment space, where one distribution alone has them: the
   index is a point. Eta squared needs two moments: it is a point wherever K is at least 2.

Sizes are averaged, by units or by members. What is estimated follows the authors' Stata code segregsmall
(D'Haultfoeuille, Girard & Rathelot, 2021), which takes the principal representations for H and Atkinson whatever K, and
searches D over canonical representations; where the program that we solve finds wider bounds, ours hold.
It is for units of a few to some sixty members, and many units per size; ``pooled`` takes p as independent of size.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.segregation.indices import pair
from speelveld.segregation.moments_fit import Fit, chances_of, grid, likeliest
from speelveld.segregation.resampling import SEED
from speelveld.segregation.special import xlog1py, xlogy

Floats: TypeAlias = NDArray[np.float64]
Weighting: TypeAlias = Literal["units", "members"]

COLUMNS = 40
"""Every COLUMNS-th point of the grid is in the first linear program; others join where they are needed."""
NAMES = ("dissimilarity", "theil-h", "atkinson", "eta-squared")


@dataclass(frozen=True, slots=True)
class MomentBounds:
    """Bounds of one index, ``low`` = ``high`` where it is a point, with an interval of ``level`` where asked for.

    ``sizes`` counts the sizes of units used, ``inside`` those whose observed shares the fit repeats exactly: their
    moments lie inside the moment space, or just on its boundary.
    """

    index: str
    low: float
    high: float
    sizes: int
    inside: int
    weighting: Weighting
    interval: tuple[float, float] | None = None
    level: float | None = None


def moment_bounds(
    a: ArrayLike,
    b: ArrayLike,
    *,
    weighting: Weighting = "members",
    pooled: bool = False,
    shape: float = 0.5,
    replications: int = 0,
    level: float = 0.95,
    seed: int = SEED,
    executor: Executor | None = None,
) -> dict[str, MomentBounds]:
    """Bounds of D, H, Atkinson (of ``shape``) and eta squared for two groups, each of shape ``(units,)``.

    ``weighting``: sizes are averaged by their units or by their members. ``pooled``: p does not depend on size, so that
    all sizes tell of one distribution, and the largest size says how many moments are known. With ``replications`` an
    interval: units are drawn anew from the fitted chances, and bounds estimated again; where the bounds are about one
    point (they differ by no more than their own noise times sqrt(2 ln ln n)) it is symmetric around it, otherwise each
    end has its own quantile. (The paper also moves moments that are nearly on the boundary to it before drawing; here
    they stay.) Units of one member say nothing and are left out; {} when none is left or a group is empty.

    Raises ValueError for counts that are not whole, a ``shape`` or ``level`` outside (0, 1), or another weighting.
    """
    x, y = pair(a, b)
    if (np.rint(x) != x).any() or (np.rint(y) != y).any():
        raise ValueError("a binomial model needs whole counts")
    if not 0 < shape < 1 or not 0 < level < 1:
        raise ValueError("shape and level lie between 0 and 1")
    if weighting not in ("units", "members"):
        raise ValueError(f"units or members are weighted, not {weighting!r}")
    tables = _tables(x.astype(np.int64), (x + y).astype(np.int64))
    if not tables or not sum(n[1:].sum() for n in tables.values()) or not sum(n[:-1].sum() for n in tables.values()):
        return {}
    fits = _fits(tables, pooled)
    bounds, inside = _aggregate(tables, fits, weighting, shape)
    intervals: dict[str, tuple[float, float]] = {}
    if replications:
        tasks = [(tables, fits, weighting, pooled, shape, seed, number) for number in range(replications)]
        if executor is None:
            drawn = [_replicate(*task) for task in tasks]
        else:
            drawn = [future.result() for future in [executor.submit(_replicate, *task) for task in tasks]]
        units = sum(int(n.sum()) for n in tables.values())
        intervals = {
            name: _interval(bounds[name], np.array([one[name] for one in drawn]), units, level) for name in NAMES
        }
    return {
        name: MomentBounds(
            name, low, high, len(tables), inside, weighting, intervals.get(name), level if replications else None
        )
        for name, (low, high) in bounds.items()
    }


def _tables(x: NDArray[np.int64], t: NDArray[np.int64]) -> dict[int, Floats]:
    """Per size of at least 2, how many units have 0, 1, ..., K members of group A."""
    return {int(k): np.bincount(x[t == k], minlength=k + 1).astype(np.float64) for k in np.unique(t[t > 1])}


def _fits(tables: Mapping[int, Floats], pooled: bool) -> dict[int, Fit]:
    """A fit per size; one for all when ``pooled``."""
    if not pooled:
        return {k: likeliest([(k, n)]) for k, n in tables.items()}
    fit = likeliest(list(tables.items()))
    return dict.fromkeys(tables, fit)


def _functions(mean: float, shape: float) -> dict[str, tuple[Floats, float, float]]:
    """Per index: h(p) on the grid and at the mean, and the index as a function of u = E h(p): (h, scale, power).

    D = u / (2 m (1-m)); H = 1 - u / (entropy of m); Atkinson = 1 - u^(1/(1-s)) m^(-s/(1-s)) / (1-m).
    """
    p = np.append(grid(), mean)
    entropy = -(xlogy(p, p) + xlog1py(1 - p, -p))
    return {
        "dissimilarity": (np.abs(p - mean), 1 / (2 * mean * (1 - mean)), 1.0),
        "theil-h": (entropy, 1 / entropy[-1], 1.0),
        "atkinson": (p**shape * (1 - p) ** (1 - shape), mean ** (-shape / (1 - shape)) / (1 - mean), 1 / (1 - shape)),
        "eta-squared": ((p - mean) ** 2, 1 / (mean * (1 - mean)), 1.0),
    }


def _bounds(k: int, n: Floats, fit: Fit, shape: float) -> dict[str, tuple[float, float]]:
    """The bounds of every index for one size; 0 where one group alone is in units of this size."""
    seen = n @ np.arange(k + 1) / (k * n.sum())
    mean = float(seen if fit.inside else fit.weights @ fit.points)
    if not 1e-12 < mean < 1 - 1e-12:
        return dict.fromkeys(NAMES, (0.0, 0.0))
    at = np.searchsorted(grid(), fit.points)
    found = {}
    for name, (h, scale, power) in _functions(mean, shape).items():
        point = float(fit.weights @ h[at])
        ends = _program(k, fit, h, mean) if fit.inside and name != "eta-squared" else (point, point)
        values = [scale * max(u, 0.0) ** power for u in ends]
        if name in ("theil-h", "atkinson"):
            values = [1 - values[1], 1 - values[0]]
        found[name] = (min(max(values[0], 0.0), 1.0), min(max(values[1], 0.0), 1.0))
    return found


def _program(k: int, fit: Fit, h: Floats, mean: float) -> tuple[float, float]:
    """The least and the largest E h(p) over distributions with the fitted chances of every x."""
    from scipy.optimize import linprog

    points = np.append(grid(), mean)
    chances = chances_of(k, points)
    support = np.searchsorted(grid(), fit.points)
    fitted = chances[:, support] @ fit.weights
    ends = []
    for sign in (1.0, -1.0):
        columns = np.unique(np.concatenate([np.arange(0, points.size, COLUMNS), support, [points.size - 1]]))
        while True:
            solved = linprog(sign * h[columns], A_eq=chances[:, columns], b_eq=fitted, method="highs")
            if solved.x is None:
                return float(h.min()), float(h.max())  # no solution within the solver's tolerance: nothing is claimed
            gap = sign * h - solved.eqlin.marginals @ chances
            valley = np.flatnonzero((gap < np.roll(gap, 1)) & (gap <= np.roll(gap, -1)) & (gap < -1e-9))
            new = np.setdiff1d(valley, columns)
            if not new.size:
                break
            columns = np.union1d(columns, new)
        # By duality no distribution does better than the polynomial at the fitted chances, less what it lacks.
        ends.append(sign * float(solved.eqlin.marginals @ fitted + min(gap.min(), 0.0)))
    return ends[0], ends[1]


def _aggregate(
    tables: Mapping[int, Floats], fits: Mapping[int, Fit], weighting: Weighting, shape: float
) -> tuple[dict[str, tuple[float, float]], int]:
    """The average over sizes of their bounds, and how many sizes have moments inside the moment space."""
    weights = np.array([n.sum() * (k if weighting == "members" else 1) for k, n in tables.items()])
    each = [_bounds(k, n, fits[k], shape) for k, n in tables.items()]
    ends = {name: weights @ np.array([one[name] for one in each]) / weights.sum() for name in NAMES}
    inside = sum(fits[k].inside for k in tables)
    return {name: (float(low), float(high)) for name, (low, high) in ends.items()}, inside


def _replicate(
    tables: Mapping[int, Floats],
    fits: Mapping[int, Fit],
    weighting: Weighting,
    pooled: bool,
    shape: float,
    seed: int,
    number: int,
) -> dict[str, tuple[float, float]]:
    """Bounds of units drawn anew: sizes as often as they were seen on average, and x from its fitted chances."""
    random = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 0, number]))
    units = np.array([n.sum() for n in tables.values()])
    drawn: dict[int, Floats] = {}
    for k, times in zip(tables, random.multinomial(int(units.sum()), units / units.sum()), strict=True):
        chance = chances_of(k, fits[k].points) @ fits[k].weights
        if times:
            drawn[k] = random.multinomial(times, chance / chance.sum()).astype(np.float64)
    return _aggregate(drawn, _fits(drawn, pooled), weighting, shape)[0]


def _interval(bounds: tuple[float, float], drawn: Floats, units: int, level: float) -> tuple[float, float]:
    """The interval of the paper: symmetric around the middle of the bounds, or each end by its own quantile."""
    low, high = bounds
    noise = float((drawn[:, 1] - drawn[:, 0]).std(ddof=1)) if len(drawn) > 1 else 0.0
    if high - low <= noise * math.sqrt(max(2 * math.log(math.log(max(units, 3))), 0.0)) or high == low:
        reach = float(np.quantile(np.abs(drawn.mean(axis=1) - (low + high) / 2), level))
        return max(0.0, low - reach), min(1.0, high + reach)
    first = low - float(np.quantile(drawn[:, 0] - low, level))
    last = high - float(np.quantile(drawn[:, 1] - high, 1 - level))
    return max(0.0, min(first, low)), min(1.0, max(last, high))
