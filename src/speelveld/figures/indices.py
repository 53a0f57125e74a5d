# SPDX-License-Identifier: EUPL-1.2
"""The indices of one population of schools, before the guard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speelveld import segregation
from speelveld.segregation import Counts, between_within, inference

MEASURES = (*segregation.INDICES, "exchange")
"""The measures in the order in which they are listed."""


@dataclass(frozen=True, slots=True)
class Units:
    """The schools of one figure: group A and group B per branch, shape ``(schools,)``."""

    a: NDArray[np.float64]
    b: NDArray[np.float64]

    @property
    def size(self) -> NDArray[np.int64]:
        """The pupils of both groups per school."""
        return np.rint(self.a + self.b).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Value:
    """One measure: the estimate, its interval, what chance gives, and the estimate without it (None: not defined)."""

    estimate: float
    low: float
    high: float
    by_chance: float
    corrected: float | None


def values(schools: Units, draws: int = inference.DRAWS) -> dict[str, Value]:
    """Every measure of these schools. The exchange is D times 2P(1-P), and so are its interval and chance value."""
    a, b = schools.a, schools.b
    group = round(float(a.sum()))
    between = segregation.intervals(a, b, draws=draws)
    found = {}
    for name, index in segregation.INDICES.items():
        estimate, by_chance = index(a, b), segregation.expected(name, schools.size, group)
        found[name] = Value(
            estimate,
            between[name].low,
            between[name].high,
            by_chance,
            None if name == "exposure" else segregation.corrected(estimate, by_chance),
        )
    share = float(a.sum() / (a.sum() + b.sum()))
    scale, d = 2 * share * (1 - share), found["dissimilarity"]
    found["exchange"] = Value(segregation.exchange(a, b), scale * d.low, scale * d.high, scale * d.by_chance, None)
    return found


def between_h(schools: Units, parents: Sequence[str]) -> tuple[float, float]:
    """H of the schools, and its part between their parents (denominations, boards): ``(total, between)``."""
    counts = Counts.of(
        np.column_stack([schools.a, schools.b]),
        [str(i) for i in range(len(schools.a))],
        ("a", "b"),
        {"parent": parents},
    )
    found = between_within(counts, "parent")
    return found.total_h, found.between_h


def numbers(schools: Units, levels: Sequence[Sequence[str | None]] = (), draws: int = inference.DRAWS) -> list[float]:
    """Every number that is published of a population through its indices, in a fixed order.

    ``levels`` are the parents of the schools of which the part between them is shown too (None: not known).
    """
    told: list[float] = []
    for value in values(schools, draws).values():
        told += [value.estimate, value.low, value.high, value.by_chance]
        told += [] if value.corrected is None else [value.corrected]
    for parents in levels:
        known = np.array([parent is not None for parent in parents], dtype=bool)
        some = Units(schools.a[known], schools.b[known])
        if some.a.sum() > 0 and some.b.sum() > 0:
            told += between_h(some, [parent for parent in parents if parent is not None])
        else:
            told += [0.0, 0.0]
    return told
