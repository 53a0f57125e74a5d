# SPDX-License-Identifier: EUPL-1.2
"""The ends of D over all tables within bounds (see ``bounds``)."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Integers: TypeAlias = NDArray[np.int64]
Totals: TypeAlias = tuple[int | None, int | None]
Ends: TypeAlias = tuple[float, float, bool, bool]
"""Low, high, and whether each is reached by a possible table."""

OUTWARDS = 1e-7
"""Added to what a solver finds, as it may pass its constraints by about as much."""


UNITS = 2000
"""With more units the mixed-integer program is not tried."""
PARTS = 8
"""Into how many parts the range of an unknown total is cut, where the program is not solved."""


def ends(low: Integers, high: Integers, sizes: Integers | None, totals: Totals, seconds: float) -> Ends:
    """The ends of D; ``low`` and ``high`` of shape ``(units, 2)``."""
    if sizes is not None:
        return _sizes_known(low[:, 0], high[:, 0], sizes, totals[0])
    largest, solved = _largest(low, high, totals, seconds) if len(low) <= UNITS else (1.0, False)
    if not solved:
        largest = min(largest, _by_prices(low, high, totals))
    return _smallest(low, high, totals), largest, False, solved


def _sizes_known(low: Integers, high: Integers, sizes: Integers, total: int | None) -> Ends:
    """For every possible A: D = T sum_i |a_i - t_i A/T| / (2 A (T - A)), at its least and at its most."""
    everyone = int(sizes.sum())
    possible = range(int(low.sum()), int(high.sum()) + 1) if total is None else (total,)
    smallest, largest, exact = 1.0, 0.0, True
    for members in possible:
        scale = everyone / (2 * members * (everyone - members))
        aim = np.asarray(sizes * (members / everyone), dtype=np.float64)
        steps = members - int(low.sum())
        smallest = min(smallest, scale * _least(low, high, aim, steps))
        most, whole = _most(low, high, aim, steps)
        if scale * most > largest:
            largest, exact = scale * most, whole
    return smallest, largest, True, exact


def _least(low: Integers, high: Integers, aim: NDArray[np.float64], steps: int) -> float:
    """The least sum |a - aim| when ``steps`` persons are added to ``low``: each where it costs least.

    A person costs -1 below the aim, 1 above it, and something between where the aim lies within the step.
    """
    floor = np.floor(aim)
    below = np.clip(floor - low, 0, high - low)
    across = (floor >= low) & (floor < high)
    costs = np.sort(1 - 2 * (aim - floor)[across])
    gain = min(steps, int(below.sum()))
    steps -= gain
    first = costs[:steps]
    return float(np.abs(low - aim).sum() - gain + first.sum() + (steps - first.size))


def _most(low: Integers, high: Integers, aim: NDArray[np.float64], steps: int) -> tuple[float, bool]:
    """The most of the chords of |a - aim|, and whether no unit is left half way, so that a table reaches it."""
    width = high - low
    some = width > 0
    first = np.abs(low - aim)
    slope = (np.abs(high - aim) - first)[some] / width[some]
    order = np.argsort(-slope)
    filled = np.concatenate([[0], np.cumsum(width[some][order])])
    gained = np.concatenate([[0.0], np.cumsum((slope * width[some])[order])])
    return float(first.sum() + np.interp(steps, filled, gained)), bool((filled == steps).any())


def _smallest(low: Integers, high: Integers, totals: Totals) -> float:
    """The least D over tables of real numbers: a linear program in u = a A0/A, v = b B0/B, s = A0/A and r = B0/B.

    A0 and B0 are midway, so that all are of the size of counts: minimise sum d / (2 A0), d >= |u - v A0/B0|.
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, eye_array, hstack, vstack

    n = len(low)
    middle = [float(total or (low[:, g].sum() + high[:, g].sum()) / 2) for g, total in enumerate(totals)]
    identity, empty, ratio = eye_array(n), csr_array((n, n)), middle[0] / middle[1]
    blank, none = csr_array((n, 1)), csr_array((1, n))
    columns = [[csr_array(cells[:, [g]].astype(np.float64)) for cells in (low, high)] for g in (0, 1)]
    rows = [
        hstack([identity, -ratio * identity, -identity, blank, blank]),
        hstack([-identity, ratio * identity, -identity, blank, blank]),
        hstack([-identity, empty, empty, columns[0][0], blank]),
        hstack([identity, empty, empty, -columns[0][1], blank]),
        hstack([empty, -identity, empty, blank, columns[1][0]]),
        hstack([empty, identity, empty, blank, -columns[1][1]]),
    ]
    ones, zero = csr_array(np.ones((1, n))), csr_array((1, 1))
    sums = vstack([hstack([ones, none, none, zero, zero]), hstack([none, ones, none, zero, zero])])
    cost = np.concatenate([np.zeros(2 * n), np.ones(n) / (2 * middle[0]), [0.0, 0.0]])
    scale = [(1.0, 1.0) if total is not None else (0.0, None) for total in totals]
    solved = linprog(
        cost, A_ub=vstack(rows), b_ub=np.zeros(6 * n), A_eq=sums, b_eq=middle,
        bounds=[(0, None)] * (3 * n) + scale, method="highs",
    )  # fmt: skip
    return max(0.0, float(solved.fun) - OUTWARDS) if solved.status == 0 else 0.0


def _largest(low: Integers, high: Integers, totals: Totals, seconds: float) -> tuple[float, bool]:
    """The most of sum_S a/A - sum_S b/B over sets S of units and possible tables, and whether the program was solved.

    x = sum_S a/A is at most what S holds at its fullest with the rest at its emptiest; y = sum_S b/B the reverse. With
    A unknown, x (H_S + L_rest) <= H_S, of which the products of x with the choice z_i of a unit are variables w_i >=
    x - 1 + z_i. Columns: z, x, y, w (of group A), w (of group B).
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, eye_array, hstack, vstack

    n = len(low)
    rows, tops = [], []
    pieces = _side(low[:, 0], high[:, 0], totals[0], first=True), _side(low[:, 1], high[:, 1], totals[1], first=False)
    for side, (choice, share, product, top) in enumerate(pieces):
        empty = csr_array((choice.shape[0], n))
        blank = csr_array((choice.shape[0], 1))
        shares = [share, blank] if side == 0 else [blank, share]
        products = [product, empty] if side == 0 else [empty, product]
        rows.append(hstack([choice, *shares, *products]))
        tops.append(top)
        if totals[side] is None:
            one = csr_array(np.ones((n, 1)))
            unit = [one, csr_array((n, 1))] if side == 0 else [csr_array((n, 1)), one]
            minus = [-eye_array(n), csr_array((n, n))] if side == 0 else [csr_array((n, n)), -eye_array(n)]
            rows.append(hstack([eye_array(n), *unit, *minus]))
            tops.append(np.ones(n))
    cost = np.zeros(3 * n + 2)
    cost[n], cost[n + 1] = -1.0, 1.0
    integral = np.concatenate([np.ones(n), np.zeros(2 * n + 2)])
    constraint = LinearConstraint(vstack(rows), -np.inf, np.concatenate(tops))
    solved = milp(
        cost, integrality=integral, bounds=Bounds(0, 1), constraints=constraint,
        options={"time_limit": seconds, "mip_rel_gap": 1e-9},
    )  # fmt: skip
    bound = getattr(solved, "mip_dual_bound", None)
    if bound is None or not np.isfinite(bound):
        return 1.0, False
    return min(1.0, -float(bound) + OUTWARDS), solved.status == 0


def _by_prices(low: Integers, high: Integers, totals: Totals) -> float:
    """An outer bound of the largest D for any number of units: prices of members, part by part of the unknown totals.

    With A at least p and at most q, and B between r and s, D <= sum max(0, a/p - b/s) with sum a <= q, sum b >= r. For
    any prices x, y of at least 0 the two sums may be charged for, and every unit takes its best corner.
    """
    from scipy.optimize import minimize

    corners = [
        (one[:, 0].astype(np.float64), two[:, 1].astype(np.float64)) for one in (low, high) for two in (low, high)
    ]
    cuts = [
        np.linspace(low[:, g].sum(), high[:, g].sum(), PARTS + 1) if total is None else np.array([total, total])
        for g, total in enumerate(totals)
    ]

    def bound(prices: NDArray[np.float64], p: float, q: float, r: float, s: float) -> float:
        x, y = np.abs(prices)
        best = np.max([np.maximum(a / p - b / s, 0) - x * a / p + y * b / s for a, b in corners], axis=0)
        return float(best.sum() + x * q / p - y * r / s)

    largest = 0.0
    for p, q in pairwise(cuts[0].tolist()):
        start = np.array([0.5, 0.5])
        for r, s in pairwise(cuts[1].tolist()):
            solved = minimize(bound, start, (p, q, r, s), "Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-7})
            largest = max(largest, float(solved.fun))
            start = np.abs(solved.x)
    return min(1.0, largest)


def _side(
    low: Integers, high: Integers, total: int | None, *, first: bool
) -> tuple[Any, Any, Any, NDArray[np.float64]]:
    """The rows of one group: coefficients of the choices, of its share, of the products, and the right-hand side.

    ``first``: the group whose share in S is wanted large, x; otherwise small, y.
    """
    from scipy.sparse import csr_array

    n, least, most = len(low), float(low.sum()), float(high.sum())
    mine, other = (high, low) if first else (low, high)
    if total is not None:
        # x <= H_S/A and x <= 1 - L_rest/A; y >= L_S/B and y >= 1 - H_rest/B.
        sign = 1.0 if first else -1.0
        rest = (least if first else most) / total
        choice = csr_array(np.vstack([-sign * mine, -sign * other]) / total)
        share = csr_array(np.array([[sign], [sign]]))
        return choice, share, csr_array((2, n)), np.array([0.0, sign * (1 - rest)])
    if first:
        # w (H - L) + L x <= H_S, all over the largest total.
        return (
            csr_array(-high[None, :] / most), csr_array([[least / most]]),
            csr_array((high - low)[None, :] / most), np.zeros(1),
        )  # fmt: skip
    # L_S <= H y - w (H - L).
    return (
        csr_array(low[None, :] / most), csr_array([[-1.0]]),
        csr_array((high - low)[None, :] / most), np.zeros(1),
    )  # fmt: skip
