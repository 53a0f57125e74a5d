# SPDX-License-Identifier: EUPL-1.2
"""Distributions of a chance p on [0, 1]: of maximum likelihood given binomial counts, and of given moments."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.segregation.special import gammaln, xlog1py, xlogy

Floats: TypeAlias = NDArray[np.float64]

GRID = 2001
REPEATS = 1e-6
"""Largest difference between fitted and observed chances that still counts as none."""


@lru_cache(maxsize=1)
def grid() -> Floats:
    """Points of [0, 1], closer together at the ends, where x changes most with p."""
    points: Floats = np.sin(np.linspace(0, np.pi / 2, GRID)) ** 2
    return points


def chances_of(k: int, p: Floats, numbers: NDArray[np.int64] | None = None) -> Floats:
    """The binomial chances of x = 0 ... K, or of ``numbers`` only (rows), at each p (columns)."""
    x = (np.arange(k + 1) if numbers is None else numbers)[:, None]
    choose = gammaln(k + 1) - gammaln(x + 1) - gammaln(k - x + 1)
    found: Floats = np.exp(choose + xlogy(x, p) + xlog1py(k - x, -p))
    return found


@dataclass(frozen=True)
class Fit:
    """The distribution of p of maximum likelihood, and whether its moments lie inside the moment space."""

    points: Floats
    weights: Floats
    inside: bool


def likeliest(tables: list[tuple[int, Floats]]) -> Fit:
    """Maximum likelihood over all distributions on the grid.

    Each step solves the quadratic approximation of the likelihood with non-negative weights on the current points and
    on the peaks of the gradient, and goes towards it as far as the likelihood grows (Wang, 2007).
    """
    from scipy.optimize import nnls

    points = grid()
    rows = np.concatenate([chances_of(k, points, np.flatnonzero(counts)) for k, counts in tables])
    times = np.concatenate([counts[counts > 0] for _, counts in tables])
    weights = np.zeros(points.size)
    weights[:: GRID // 20] = 1 / weights[:: GRID // 20].size
    for _ in range(300):
        fitted = rows @ weights
        gradient = (times / fitted) @ rows - times.sum()
        if gradient.max() < 1e-9 * times.sum():
            break
        inner = (gradient[1:-1] >= gradient[:-2]) & (gradient[1:-1] >= gradient[2:])
        peaks = np.flatnonzero(np.concatenate([[True], inner, [True]]) & (gradient > 0))
        active = np.union1d(np.flatnonzero(weights > 0), peaks)
        root = np.sqrt(times)
        ones = np.full(active.size, 100 * root.max())
        ratio = rows[:, active] * (root / fitted)[:, None]
        solved, _ = nnls(np.vstack([ratio, ones]), np.append(2 * root, ones[0]))
        target = np.zeros_like(weights)
        target[active] = solved / solved.sum()
        before, slope, step, toward = times @ np.log(fitted), gradient @ target, 1.0, rows[:, active] @ target[active]
        while step > 1e-10:
            there = np.maximum(fitted + step * (toward - fitted), 1e-300)
            if times @ np.log(there) >= before + step * slope / 3:
                break
            step /= 2
        if step <= 1e-10:
            break
        weights = weights + step * (target - weights)
        weights[weights < 1e-14] = 0
        weights /= weights.sum()
    # What was not seen then has no chance: the chances of what was seen add up to 1.
    inside = len(tables) == 1 and bool(np.abs(rows @ weights - times / times.sum()).max() < REPEATS)
    some = weights > 0
    return Fit(points[some], weights[some], inside)


def principal_representations(moments: ArrayLike) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """The lower and the upper principal representation of moments E p, E p^2, ..., E p^K inside the moment space.

    Each is (points, weights): the distributions with the fewest points that have those moments, the upper one with a
    point at 1. Roots of the polynomial that is orthogonal under dF, x(1-x)dF, x dF or (1-x)dF (Krein & Nudelman, 1977).
    Accurate up to about K = 12. Raises ValueError when there are no moments, or they are not inside the moment space.
    """
    m = np.concatenate([[1.0], np.asarray(moments, dtype=np.float64)])
    k = m.size - 1
    if k < 1:
        raise ValueError("at least one moment is needed")
    half = (k + 1) // 2
    if k % 2:
        lower = _roots(m, half)
        upper = np.concatenate([[0.0], _roots(m[1:-1] - m[2:], half - 1), [1.0]])
    else:
        lower = np.concatenate([[0.0], _roots(m[1:], half)])
        upper = np.concatenate([_roots(m[:-1] - m[1:], half), [1.0]])
    found = []
    for points in (lower, upper):
        weights = np.linalg.solve(np.vander(points, increasing=True).T, m[: points.size])
        if (weights < -1e-9).any() or (points < -1e-9).any() or (points > 1 + 1e-9).any():
            raise ValueError("these moments do not lie inside the moment space of distributions on [0, 1]")
        found.append((points, weights))
    return found[0], found[1]


def _roots(moments: Floats, degree: int) -> Floats:
    """Roots of the monic polynomial of ``degree`` orthogonal to all lower ones under a measure with ``moments``."""
    if degree == 0:
        return np.empty(0)
    hankel = moments[np.add.outer(np.arange(degree), np.arange(degree))]
    try:
        coefficients = np.linalg.solve(hankel, -moments[degree : 2 * degree])
    except np.linalg.LinAlgError:
        raise ValueError("these moments lie on the boundary of the moment space") from None
    roots = np.roots(np.concatenate([[1.0], coefficients[::-1]]))
    if np.abs(roots.imag).max() > 1e-7:
        raise ValueError("these moments do not lie inside the moment space of distributions on [0, 1]")
    found: Floats = np.sort(roots.real)
    return found
