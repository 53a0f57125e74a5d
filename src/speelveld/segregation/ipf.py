# SPDX-License-Identifier: EUPL-1.2
"""Fitting a table to other margins while its odds ratios stay: what iterative proportional fitting converges to.

The fitted table is f_ug = r_u s_ug w_g / sum_h s_uh w_h: rows are right by construction, and only the weights w of the
columns are sought. They minimise a convex function (the dual of the entropy problem), which Newton's method with
backtracking does in about ten steps from a fixed start, where alternate scaling (Deming & Stephan, 1940) may need
thousands and stops short. The result is the same table.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

TOLERANCE = 1e-10
"""The largest difference between a fitted and a wanted share of either margin."""
STEPS = 200
SHORTEST = 1e-12
LONGEST = 5.0
"""The largest step of a logarithm: where cells are next to nothing the function is all but straight."""
ROUNDING = 1e-14
"""Near the minimum the function is flat: a difference below this is rounding, and the full step is taken."""

Table = NDArray[np.float64]


def fit(table: ArrayLike, rows: ArrayLike, columns: ArrayLike, *, tolerance: float = TOLERANCE) -> Table:
    """``table`` with the row and column shares of ``rows`` and ``columns``, as shares that sum to 1.

    ``table`` has shape ``(r, c)``, every cell above 0; ``rows`` shape ``(r,)`` and ``columns`` shape ``(c,)``, above 0
    (any scale). Raises ValueError when they are not, and ArithmeticError when the margins cannot be met within
    ``tolerance``.
    """
    cells, right, below = (np.asarray(one, dtype=np.float64) for one in (table, rows, columns))
    if cells.ndim != 2 or right.shape != cells.shape[:1] or below.shape != cells.shape[1:]:
        raise ValueError(f"a table of shape {cells.shape} does not have margins of {right.shape} and {below.shape}")
    if not all((one > 0).all() and np.isfinite(one).all() for one in (cells, right, below)):
        raise ValueError("cells and margins are finite and above 0")
    right, below = right / right.sum(), below / below.sum()
    fitted = _fit(cells, right, below, tolerance) if cells.shape[1] <= cells.shape[0] else None
    return _fit(cells.T, below, right, tolerance).T.copy() if fitted is None else fitted


def _fit(cells: Table, right: Table, below: Table, tolerance: float) -> Table:
    logs = np.log(cells)
    logs -= logs.max(axis=1, keepdims=True)
    # Start from one step of alternate scaling, which is exact when the odds ratios are all 1.
    weights = np.log(below) - np.log(right @ (cells / cells.sum(axis=1, keepdims=True)))
    value, share = _dual(logs, right, below, weights)
    for _ in range(STEPS):
        fitted = right[:, None] * share
        gap = fitted.sum(axis=0) - below
        if np.abs(gap).max() <= tolerance:
            return _polished(logs, right, below, weights, tolerance)
        step = -_step(fitted, share, gap)
        slope, length = float(gap @ step), 1.0
        while True:
            trial = weights + length * step
            reached, moved = _dual(logs, right, below, trial)
            if reached <= value + 1e-4 * length * slope + ROUNDING * (1 + abs(value)) or length < SHORTEST:
                break
            length /= 2
        if length < SHORTEST:
            break
        weights, value, share = trial, reached, moved
    raise ArithmeticError(f"the margins are met within {np.abs(gap).max():.1e}, not within {tolerance:.1e}")


def _polished(logs: Table, right: Table, below: Table, weights: Table, tolerance: float) -> Table:
    """One more step from within the tolerance brings the margins to rounding error; it is kept where it helps."""
    _, share = _dual(logs, right, below, weights)
    fitted = right[:, None] * share
    gap = fitted.sum(axis=0) - below
    _, better = _dual(logs, right, below, weights - _step(fitted, share, gap))
    polished: Table = right[:, None] * better
    kept: Table = polished if np.abs(polished.sum(axis=0) - below).max() < min(np.abs(gap).max(), tolerance) else fitted
    return kept


def _dual(logs: Table, right: Table, below: Table, weights: Table) -> tuple[float, Table]:
    """The convex function to minimise, and the share of each column in each row."""
    raised = logs + weights
    most = raised.max(axis=1, keepdims=True)
    terms = np.exp(raised - most)
    sums = terms.sum(axis=1, keepdims=True)
    value = float(right @ (np.log(sums[:, 0]) + most[:, 0]) - below @ weights)
    return value, terms / sums


def _step(fitted: Table, share: Table, gap: Table) -> Table:
    """A Newton step, no longer than ``LONGEST``. Weights are known up to a common factor: the last one stays.

    Each column of the curvature sums to 0; its diagonal is taken from the rest, which keeps it exact where a share is
    next to 1.
    """
    step = np.zeros(len(gap))
    if len(gap) == 1:
        return step
    curvature = -(share.T @ fitted)
    np.fill_diagonal(curvature, 0.0)
    np.fill_diagonal(curvature, -curvature.sum(axis=0))
    inner = curvature[:-1, :-1]
    inner[np.diag_indices(len(inner))] += np.finfo(float).eps * np.trace(inner) + np.finfo(float).tiny
    step[:-1] = np.linalg.solve(inner, gap[:-1])
    return step * min(1.0, LONGEST / max(float(np.abs(step).max()), LONGEST))
