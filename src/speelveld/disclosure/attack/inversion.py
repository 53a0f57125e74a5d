# SPDX-License-Identifier: EUPL-1.2
"""A9: derived values, worked backwards to the counts behind them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from speelveld.disclosure.attack.bounds import bounds
from speelveld.disclosure.attack.findings import Finding, found, listed, too_narrow
from speelveld.disclosure.attack.knowledge import Derived
from speelveld.disclosure.system import Protected, Statement, Terms

Floats = NDArray[np.float64]

LARGEST = 1_000
"""The largest count that is tried for an input without an upper bound; a school is not larger."""
MOST_TRIED = 20_000_000
"""How many combinations of counts are tried; what needs more is left alone."""


def inversion(statements: Sequence[Statement], needs: Sequence[Protected], derived: Sequence[Derived]) -> list[Finding]:
    """A9. What does the outsider do: tries all counts, and keeps those that give the published shrunken estimate,
    ratio, funnel point or contribution. What they need: the formula, which we publish, and its other inputs. What
    stops it: derived values only of protected counts, computed from rounded counts or hidden with them.

    Exhaustive within the bounds that the statements leave, value by value; values with the same inputs are taken
    together (rate and standard error of one funnel point). An input without an upper bound is tried up to 1,000.
    """
    wanted = {need.terms: need for need in needs}
    together: dict[tuple[Terms, ...], list[Derived]] = {}
    for one in derived:
        together.setdefault(one.inputs, []).append(one)
    inputs = [form for forms in together for form in forms]
    known = iter(bounds(statements, inputs))
    leaks: dict[str, Finding] = {}
    for forms, values in together.items():
        ends = solutions(values, [next(known) for _ in forms])
        for form, (low, high) in zip(forms, ends, strict=True):
            need = wanted.get(form)
            if need is not None and too_narrow(need, low, high):
                why = f"the counts that give {listed(one.id for one in values)}"
                leaks.setdefault(need.id, found("A9", need, low, high, why))
    return list(leaks.values())


def solutions(values: Sequence[Derived], ranges: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The interval of each input over all counts within ``ranges`` that give every value.

    The ranges themselves when there are too many combinations to try, or none fits. Infinite upward when solutions
    go on to the largest that was tried.
    """
    axes = [np.arange(max(0, low), min(high, LARGEST) + 1) for low, high in ranges]
    if math.prod(len(axis) for axis in axes) > MOST_TRIED:
        return list(ranges)
    grid = np.meshgrid(*axes, indexing="ij", sparse=True)
    fits = np.ones([len(axis) for axis in axes], dtype=bool)
    for one in values:
        # A value that does not exist for these counts (nothing divided by nothing) compares as not fitting.
        with np.errstate(divide="ignore", invalid="ignore"):
            value = one.value(*grid)
        fits &= (value >= one.low - 1e-12) & (value <= one.high + 1e-12)
    if not fits.any():
        return list(ranges)
    ends = []
    for number, (axis, (_, most)) in enumerate(zip(axes, ranges, strict=True)):
        others = tuple(other for other in range(len(axes)) if other != number)
        possible = axis[fits.any(axis=others)]
        endless = most > LARGEST and possible[-1] > 0.95 * LARGEST
        ends.append((float(possible[0]), math.inf if endless else float(possible[-1])))
    return ends


def shown(value: float, decimals: int) -> tuple[float, float]:
    """The ends of what rounds to a value with so many decimals."""
    half = 0.5 / 10**decimals
    return value - half, value + half


def shrunken(
    name: str, count: Terms, size: Terms, mean: float, strength: float, value: float, decimals: int
) -> Derived:
    """An empirical-Bayes share ``(x + strength * mean) / (n + strength)`` with a public mean and strength."""

    def share(x: Floats, n: Floats) -> Floats:
        return np.where(x <= n, (x + strength * mean) / (n + strength), np.nan)

    return Derived(name, (count, size), share, *shown(value, decimals))


def standardised_ratio(name: str, count: Terms, expected: float, value: float, decimals: int) -> Derived:
    """Observed over expected, with a public expectation."""
    return Derived(name, (count,), lambda x: x / expected, *shown(value, decimals))


def ratio_by_rate(name: str, count: Terms, size: Terms, rate: float, value: float, decimals: int) -> Derived:
    """Observed over expected, where the expectation is a public rate times the size."""
    return Derived(name, (count, size), lambda x, n: np.where(x <= n, x / (rate * n), np.nan), *shown(value, decimals))


def funnel_point(
    name: str, count: Terms, size: Terms, rate: float, error: float, decimals: tuple[int, int]
) -> list[Derived]:
    """A point of a funnel: its rate ``x / n`` and its standard error ``sqrt(p (1 - p) / n)``, as read off the
    picture.
    """

    def of_rate(x: Floats, n: Floats) -> Floats:
        return np.where(x <= n, x / n, np.nan)

    def of_error(x: Floats, n: Floats) -> Floats:
        p = of_rate(x, n)
        return np.sqrt(p * (1 - p) / n)

    inputs = (count, size)
    return [
        Derived(f"{name} (rate)", inputs, of_rate, *shown(rate, decimals[0])),
        Derived(f"{name} (standard error)", inputs, of_error, *shown(error, decimals[1])),
    ]


def contribution(
    name: str, group: Terms, rest: Terms, all_group: int, all_rest: int, value: float, decimals: int
) -> Derived:
    """What one school adds to the index of dissimilarity: ``|a / A - b / B| / 2``, with public totals."""
    return Derived(name, (group, rest), lambda a, b: np.abs(a / all_group - b / all_rest) / 2, *shown(value, decimals))
