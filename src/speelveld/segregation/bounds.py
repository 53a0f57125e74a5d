# SPDX-License-Identifier: EUPL-1.2
"""Masked counts: the lowest and the highest value that an index can have when cells are known to lie between bounds.

A publisher that prints ``<5`` says 1 to 4. Every table of whole numbers within the bounds is possible, and with totals
known, every one that adds up to them. The true index lies between the two ends, whatever the truth: each end is either
reached by a table or an outer bound (``exact_low``, ``exact_high`` say which).

How, for two groups with counts a_i, b_i, sizes t_i and totals A, B:

- D, lower end. Sizes known: for each possible A the persons are placed one by one where they cost least, which is
  optimal because the cost is convex: exact. Sizes unknown: a linear program in a_i/A, b_i/B, 1/A and 1/B over real
  numbers (Charnes & Cooper, 1962): an outer bound, by less than one person's worth.
- D, upper end. Sizes known: for each possible A the chords of the convex cost give a fractional knapsack, of which all
  units but one are whole: an outer bound. Sizes unknown: D is the largest sum_S a_i/A - b_i/B over sets S of units,
  and given S each sum is largest where S holds all it can: a mixed-integer program, exact when solved within its time.
  Otherwise, and for more than 2,000 units, an outer bound by prices, as below.
- Isolation, eta squared, H are 1 - sum_i f(a_i, b_i) / g(A, B) with f concave. Sizes known: the lower end places
  persons one by one, as for D, exact; the upper end by chords, as for D. Sizes unknown: for any price of a member of
  each group, every unit chooses its own best pair, and any prices give a bound; the best are searched, and g is put
  between its tangents where totals are unknown. Outer bounds, exact for isolation when no total is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.segregation import bounds_dissimilarity, bounds_ratio

Integers = NDArray[np.int64]

INDICES = ("dissimilarity", "isolation", "exposure", "eta-squared", "theil-h")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The ends between which the index lies; whether each is reached by a possible table, as far as is known."""

    index: str
    low: float
    high: float
    exact_low: bool
    exact_high: bool


@dataclass(frozen=True)
class Box:
    """Possible tables: ``low`` and ``high`` of shape ``(units, 2)``, made as narrow as the totals make them.

    ``sizes`` (shape ``(units,)``) and ``totals`` (A, B) are None where not known.
    """

    low: Integers
    high: Integers
    sizes: Integers | None
    totals: tuple[int | None, int | None]


def masked_bounds(
    low: ArrayLike,
    high: ArrayLike,
    *,
    unit_totals: ArrayLike | None = None,
    group_totals: Sequence[int | None] | None = None,
    indices: Sequence[str] = INDICES,
    seconds: float = 10.0,
) -> dict[str, Bounds]:
    """The ends of each index over all tables of two groups with ``low`` <= counts <= ``high``.

    ``low`` and ``high`` have shape ``(units, 2)`` and are whole; ``unit_totals`` shape ``(units,)`` where the sizes of
    units are known, ``group_totals`` (A, B), None for one that is not. ``seconds`` is the longest that one
    mixed-integer program may take. Both groups must have members in every possible table.

    Raises ValueError when bounds are not whole, at least 0 and in order, no table is possible, a group can be empty,
    intervals are too wide (more than 5 million pairs in all), or an index is not one of ``INDICES``.
    """
    box = _box(low, high, unit_totals, group_totals)
    unknown = [index for index in indices if index not in INDICES]
    if unknown:
        raise ValueError(f"no bounds are known for {', '.join(unknown)}; there are {', '.join(INDICES)}")
    found = {}
    for index in indices:
        if index == "dissimilarity":
            ends = bounds_dissimilarity.ends(box.low, box.high, box.sizes, box.totals, seconds)
        else:
            ends = bounds_ratio.ends(index, box.low, box.high, box.sizes, box.totals)
        smallest, largest, exact_low, exact_high = ends
        if index == "exposure":
            smallest, largest, exact_low, exact_high = 1 - largest, 1 - smallest, exact_high, exact_low
        found[index] = Bounds(index, max(smallest, 0.0), min(largest, 1.0), exact_low, exact_high)
    return found


def _box(
    low: ArrayLike, high: ArrayLike, unit_totals: ArrayLike | None, group_totals: Sequence[int | None] | None
) -> Box:
    """The possible tables, checked and narrowed."""
    first, last = _whole("low", low), _whole("high", high)
    if first.ndim != 2 or first.shape[1] != 2 or first.shape != last.shape:
        raise ValueError(f"bounds have shape (units, 2), not {first.shape} and {last.shape}")
    if (first < 0).any() or (first > last).any():
        raise ValueError("bounds are at least 0, and low is at most high")
    sizes = None if unit_totals is None else _whole("unit_totals", unit_totals)
    if sizes is not None and sizes.shape != (len(first),):
        raise ValueError(f"{sizes.size} sizes for {len(first)} units")
    totals = _totals(group_totals, sizes)
    # Sizes narrow cells, narrower cells are narrowed more by totals, and those again by sizes.
    for _ in range(2):
        first, last = _within_sizes(first, last, sizes)
        first, last = _within_totals(first, last, totals)
    first, last = _within_sizes(first, last, sizes)
    if any(least == 0 and not total for least, total in zip(first.sum(axis=0), totals, strict=True)):
        raise ValueError("a group can be empty within these bounds: no index is defined then")
    return Box(first, last, sizes, totals)


def _totals(given: Sequence[int | None] | None, sizes: Integers | None) -> tuple[int | None, int | None]:
    """Both totals; with sizes known, one gives the other."""
    one, other = (None, None) if given is None else given
    if sizes is not None:
        everyone = int(sizes.sum())
        one = everyone - other if one is None and other is not None else one
        other = everyone - one if other is None and one is not None else other
        if one is not None and other is not None and one + other != everyone:
            raise ValueError(f"groups of {one} and {other} members do not make units of {everyone}")
    return one, other


def _within_sizes(low: Integers, high: Integers, sizes: Integers | None) -> tuple[Integers, Integers]:
    """What the size of a unit leaves for one group when the other has its least or its most."""
    if sizes is not None:
        low, high = np.maximum(low, sizes[:, None] - high[:, ::-1]), np.minimum(high, sizes[:, None] - low[:, ::-1])
    if (low > high).any():
        raise ValueError("no table of whole counts fits these bounds and totals")
    return low, high


def _within_totals(low: Integers, high: Integers, totals: tuple[int | None, int | None]) -> tuple[Integers, Integers]:
    """What a group's total leaves for one unit when all others have their least or their most."""
    low, high = low.copy(), high.copy()
    for group, total in enumerate(totals):
        one, other = low[:, group].copy(), high[:, group].copy()
        least, most = int(one.sum()), int(other.sum())
        if total is None:
            continue
        if not least <= total <= most:
            raise ValueError(f"a group of {total} members does not fit in cells of {least} to {most}")
        low[:, group] = np.maximum(one, total - (most - other))
        high[:, group] = np.minimum(other, total - (least - one))
    return low, high


def _whole(name: str, given: ArrayLike) -> Integers:
    values = np.asarray(given, dtype=np.float64)
    if not np.isfinite(values).all() or (np.rint(values) != values).any():
        raise ValueError(f"'{name}' holds whole numbers")
    return values.astype(np.int64)
