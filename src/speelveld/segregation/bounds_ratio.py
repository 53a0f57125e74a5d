# SPDX-License-Identifier: EUPL-1.2
"""The ends of isolation, eta squared and H over all tables within bounds (see ``bounds``).

Each is 1 - sum_i f(a_i, b_i) / g(A, B), f and g concave, of degree 1, and rising in both counts:

- isolation: f = a b/(a + b), g = A;
- eta squared: f = a b/(a + b), g = A B/(A + B);
- H: f = (a + b) ln(a + b) - a ln a - b ln b, g the same of the totals.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from speelveld.segregation.bounds_dissimilarity import Ends, Integers, Totals
from speelveld.segregation.special import xlogy

Floats: TypeAlias = NDArray[np.float64]
Concave: TypeAlias = Callable[[Floats, Floats], Floats]

PAIRS = 5_000_000
PARTS = 48
"""Into how many parts the possible shares of group A are cut, each with its own tangents."""
SLACK = 1e-12


def ends(index: str, low: Integers, high: Integers, sizes: Integers | None, totals: Totals) -> Ends:
    """The ends of ``index``; ``low`` and ``high`` of shape ``(units, 2)``."""
    f: Concave = _entropy if index == "theil-h" else _mixing
    if sizes is not None:
        return _sizes_known(index, f, low[:, 0], high[:, 0], sizes, totals[0])
    choices = _Choices(f, low, high)
    if index in ("isolation", "exposure"):
        return _isolation(choices, totals)
    if None not in totals:
        whole = float(f(np.array(float(totals[0] or 0)), np.array(float(totals[1] or 0))))
        prices = np.array(_slopes(f, (totals[0] or 0) / ((totals[0] or 0) + (totals[1] or 0))))
        return _by_prices(choices, totals, whole, prices)
    return _by_tangents(f, choices, low, high, totals)


def _mixing(a: Floats, b: Floats) -> Floats:
    found: Floats = a * b / np.maximum(a + b, 1.0)
    return found


def _entropy(a: Floats, b: Floats) -> Floats:
    found: Floats = xlogy(a + b, a + b) - xlogy(a, a) - xlogy(b, b)
    return found


def _slopes(f: Concave, share: float) -> tuple[float, float]:
    """The derivatives of f to a and to b where a has this share."""
    if f is _mixing:
        return (1 - share) ** 2, share**2
    return float(-np.log(share)), float(-np.log1p(-share))


def _sizes_known(index: str, f: Concave, low: Integers, high: Integers, sizes: Integers, total: int | None) -> Ends:
    """For every possible A at once: most sum f by the steepest persons first, least by the flattest chords first."""
    everyone = int(sizes.sum())
    least = int(low.sum())
    members = np.arange(least, int(high.sum()) + 1) if total is None else np.array([total])
    steps = members - least
    value = f(low.astype(np.float64), (sizes - low).astype(np.float64))
    width = high - low
    unit = np.repeat(np.arange(low.size), width)
    a = np.arange(unit.size) - np.repeat(np.cumsum(width) - width - low, width)
    a_, size = a.astype(np.float64), sizes[unit].astype(np.float64)
    gains = np.sort(f(a_ + 1, size - a_ - 1) - f(a_, size - a_))[::-1]
    most = value.sum() + np.concatenate([[0.0], np.cumsum(gains)])[steps]
    some = width > 0
    slope = (f(high.astype(np.float64), (sizes - high).astype(np.float64)) - value)[some] / width[some]
    order = np.argsort(slope)
    filled = np.concatenate([[0], np.cumsum(width[some][order])])
    fewest = value.sum() + np.interp(steps, filled, np.concatenate([[0.0], np.cumsum((slope * width[some])[order])]))
    x, y = members.astype(np.float64), (everyone - members).astype(np.float64)
    whole = x if index in ("isolation", "exposure") else f(x, y)
    smallest, largest = 1 - most / whole, 1 - fewest / whole
    at = int(np.argmax(largest))
    return float(smallest.min()), float(largest[at]), True, bool((filled == steps[at]).any())


class _Choices:
    """Every possible pair of every unit, and the sum over units of the best of each at given prices."""

    def __init__(self, f: Concave, low: Integers, high: Integers) -> None:
        width = high - low + 1
        if int(width.prod(axis=1).sum()) > PAIRS:
            raise ValueError(f"more than {PAIRS:,} possible pairs: narrower bounds, or the sizes of units, are needed")
        pairs = width.prod(axis=1)
        unit = np.repeat(np.arange(len(low)), pairs)
        self._begin = np.cumsum(pairs) - pairs
        place = np.arange(unit.size) - self._begin[unit]
        self._a = (low[unit, 0] + place // width[unit, 1]).astype(np.float64)
        self._b = (low[unit, 1] + place % width[unit, 1]).astype(np.float64)
        self._f = f(self._a, self._b)

    def best(self, sign: float, price_a: float, price_b: float) -> tuple[float, float, float, float]:
        """The choices that make sign * (f - prices) largest: their sums of f, a and b, and of what is made largest."""
        value = sign * (self._f - price_a * self._a - price_b * self._b)
        top = np.maximum.reduceat(value, self._begin)
        chosen = np.flatnonzero(value == np.repeat(top, np.diff(np.append(self._begin, value.size))))
        # Where pairs are equally good, the first of each unit.
        _, first = np.unique(np.searchsorted(self._begin, chosen, side="right"), return_index=True)
        chosen = chosen[first]
        return (
            float(self._f[chosen].sum()), float(self._a[chosen].sum()), float(self._b[chosen].sum()), float(top.sum()),
        )  # fmt: skip

    def ratio(self, sign: float, price_a: float, price_b: float) -> float:
        """The largest (``sign`` 1) or smallest (-1) sum f / (price_a A + price_b B), exact (Dinkelbach, 1967)."""
        f, a, b, _ = self.best(sign, 0.0, 0.0)
        found = f / (price_a * a + price_b * b)
        while True:
            f, a, b, left = self.best(sign, found * price_a, found * price_b)
            if left <= SLACK * max(abs(f), 1.0):
                return found
            found = f / (price_a * a + price_b * b)


def _isolation(choices: _Choices, totals: Totals) -> Ends:
    """g = A: exact by one ratio when no total is known; by prices when A is."""
    if totals[0] is None:
        free = totals[1] is None
        return 1 - choices.ratio(1.0, 1.0, 0.0), 1 - choices.ratio(-1.0, 1.0, 0.0), free, free
    return _by_prices(choices, totals, float(totals[0]), np.array([0.5, 0.0]))


def _by_prices(choices: _Choices, totals: Totals, whole: float, start: Floats) -> Ends:
    """g known: the best prices of a member of each group whose total is known. Any prices give a bound."""
    from scipy.optimize import minimize

    known = [g for g in (0, 1) if totals[g] is not None]
    aims = np.array([float(totals[g] or 0) for g in known])

    def bound(prices: Floats, sign: float) -> float:
        both = np.zeros(2)
        both[known] = prices
        return choices.best(sign, both[0], both[1])[3] + sign * float(prices @ aims)

    found = []
    for sign in (1.0, -1.0):
        begin = start[known]
        solved = minimize(bound, begin, (sign,), "Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-9, "maxiter": 300})
        found.append(1 - sign * min(float(solved.fun), bound(begin, sign)) / whole)
    return found[0] - SLACK, found[1] + SLACK, False, False


def _by_tangents(f: Concave, choices: _Choices, low: Integers, high: Integers, totals: Totals) -> Ends:
    """A total unknown: g is between tangents, part by part of the possible shares P = A/(A + B).

    g = g_a(P) A + g_b(P) B, g_a falling and g_b rising in P: for P between p and q, g >= g_a(q) A + g_b(p) B. And
    everywhere g is at most its tangent at any P.
    """
    least = [total or int(low[:, g].sum()) for g, total in enumerate(totals)]
    most = [total or int(high[:, g].sum()) for g, total in enumerate(totals)]
    cuts = np.linspace(least[0] / (least[0] + most[1]), most[0] / (most[0] + least[1]), PARTS + 1)
    largest = 0.0
    for p, q in pairwise(cuts.tolist()):
        largest = max(largest, choices.ratio(1.0, _slopes(f, q)[0], _slopes(f, p)[1]))
    smallest = max(choices.ratio(-1.0, *_slopes(f, p)) for p in cuts[:: PARTS // 8])
    return 1 - largest - SLACK, 1 - smallest + SLACK, False, False
