# SPDX-License-Identifier: EUPL-1.2
"""Between and within: how much of segregation lies between cities, boards or denominations, and how much inside each.

M adds up over any nesting: M = M(between) + sum_d p_d M_d. H does with weights: H = H(between) + sum_d p_d (E_d/E) H_d
(Theil, 1972; Mora & Ruiz-Castillo, 2011; Reardon & Firebaugh, 2002). Eta squared adds up as a variance does. D and Gini
do not add up: only their between part is well defined.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speelveld.segregation.counts import Cells, Counts
from speelveld.segregation.indices import dissimilarity, eta_squared, xlogx
from speelveld.segregation.two_group import gini


@dataclass(frozen=True, slots=True)
class Within:
    """Segregation inside one parent: its share ``p`` of all members, M, H, and its entropy as a ratio of that of all.

    The parent's part of the total is ``p * m``, and ``p * h * entropy_ratio`` of H. ``h`` is NaN, and its part 0, in a
    parent with one group.
    """

    label: str
    p: float
    m: float
    h: float
    entropy_ratio: float

    @property
    def part_of_m(self) -> float:
        """What it adds to M."""
        return self.p * self.m

    @property
    def part_of_h(self) -> float:
        """What it adds to H: p_d M_d / E."""
        return self.p * self.h * self.entropy_ratio if self.entropy_ratio > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Decomposition:
    """M and H of all units, between the parents at ``level``, and within each: between + within = total."""

    level: str
    total_m: float
    total_h: float
    between_m: float
    between_h: float
    within: tuple[Within, ...]

    @property
    def within_m(self) -> float:
        """The part of M that lies within parents."""
        return math.fsum(one.part_of_m for one in self.within)

    @property
    def within_h(self) -> float:
        """The part of H that lies within parents."""
        return math.fsum(one.part_of_h for one in self.within)


@dataclass(frozen=True, slots=True)
class Part:
    """What one level adds to M and to H: segregation between its units, within those of the level above."""

    level: str
    m: float
    h: float


@dataclass(frozen=True, slots=True)
class TwoGroupParts:
    """A two-group index of all units, and between parents. ``within`` is what remains.

    ``additive`` says whether ``within`` is a weighted mean of the index inside the parents (eta squared), or only a
    remainder without meaning of its own (D, Gini).
    """

    index: str
    total: float
    between: float
    additive: bool

    @property
    def within(self) -> float:
        """Total less between."""
        return self.total - self.between


def between_within(counts: Counts, level: str) -> Decomposition:
    """M and H between the parents at ``level``, and within each of them.

    Parents without members are left out. NaN throughout where fewer than two groups have members. Raises KeyError when
    there is no such level.
    """
    labels, parent = np.unique(_parents(counts, level), return_inverse=True)
    units = _inside(counts.matrix, np.arange(len(counts.units)))
    merged = _merged(counts.matrix, parent, len(labels))
    parents = _inside(merged, np.arange(len(labels)))
    everyone = _entropy_mass(merged.sum(axis=0)[None, :])[0]
    total = float(merged.sum())
    if not everyone > 0:
        return Decomposition(level, math.nan, math.nan, math.nan, math.nan, ())
    inside = np.bincount(parent, weights=units, minlength=len(labels))
    size = merged.sum(axis=1)
    e = everyone / total
    within = tuple(
        _within(str(labels[d]), float(size[d]), float(parents[d]), float(inside[d]), total, e)
        for d in np.flatnonzero(size > 0)
    )
    between = max(0.0, (everyone - float(parents.sum())) / total)
    all_units = max(0.0, (everyone - float(units.sum())) / total)
    return Decomposition(level, all_units, all_units / e, between, between / e, within)


def nested(counts: Counts, levels: Sequence[str]) -> tuple[Part, ...]:
    """What each level adds to M and H, from the coarsest of ``levels`` down to the units themselves ('unit').

    A parent at one level is told apart by those above it (the "North" of one city is not that of another), so that any
    list of levels nests. The parts add up to M and H. Raises KeyError when there is no such level, and ValueError for a
    level that stands twice.
    """
    if len(set(levels)) != len(levels):
        raise ValueError("a level stands twice")
    everyone = _entropy_mass(counts.matrix.sum(axis=0, dtype=np.float64)[None, :])[0]
    total = counts.total
    if not everyone > 0:
        return tuple(Part(level, math.nan, math.nan) for level in (*levels, "unit"))
    above, parent, parts = everyone, np.zeros(len(counts.units), dtype=np.int64), []
    for level in levels:
        _, labels = np.unique(_parents(counts, level), return_inverse=True)
        _, parent = np.unique(parent * (labels.max(initial=0) + 1) + labels, return_inverse=True)
        mass = float(_entropy_mass(_merged(counts.matrix, parent, int(parent.max(initial=-1)) + 1)).sum())
        parts.append(_part(level, above - mass, total, everyone))
        above = mass
    mass = float(_entropy_mass(counts.matrix.astype(np.float64)).sum())
    return (*parts, _part("unit", above - mass, total, everyone))


def two_group_parts(counts: Counts, level: str) -> tuple[TwoGroupParts, ...]:
    """D, Gini and eta squared of two groups: of all units, and between the parents at ``level``.

    Between is the index of the parents as if each were one unit. For eta squared what remains is the mean of eta
    squared within the parents, each weighted with its part of the variance, (t_d/T) P_d (1 - P_d) / (P (1 - P)); for D
    and Gini it is not a mean of anything. Raises ValueError for more than two groups and KeyError when there is no such
    level.
    """
    if len(counts.groups) != 2:
        raise ValueError(f"two groups are needed, not {len(counts.groups)}: take counts.pair(...) first")
    labels, parent = np.unique(_parents(counts, level), return_inverse=True)
    merged = _merged(counts.matrix, parent, len(labels))
    return tuple(
        TwoGroupParts(name, index(*counts.matrix.T), index(*merged.T), name == "eta-squared")
        for name, index in (("dissimilarity", dissimilarity), ("gini", gini), ("eta-squared", eta_squared))
    )


def _within(label: str, size: float, parent: float, inside: float, total: float, e: float) -> Within:
    """``parent`` and ``inside`` are t E of the parent and of its units together."""
    m = max(0.0, (parent - inside) / size)
    own = parent / size
    return Within(label, size / total, m, m / own if own > 0 else math.nan, own / e)


def _part(level: str, mass: float, total: float, everyone: float) -> Part:
    m = max(0.0, mass / total)
    return Part(level, m, m * total / everyone)


def _parents(counts: Counts, level: str) -> NDArray[np.str_]:
    if level not in counts.parents:
        raise KeyError(f"there is no level '{level}'; there are {', '.join(counts.parents) or 'none'}")
    return counts.parents[level]


def _merged(cells: Cells, parent: NDArray[np.int64], number: int) -> NDArray[np.float64]:
    columns = [np.bincount(parent, weights=cells[:, group], minlength=number) for group in range(cells.shape[1])]
    return np.column_stack(columns) if columns else np.zeros((number, 0))


def _inside(cells: Cells, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    return _entropy_mass(cells[rows].astype(np.float64))


def _entropy_mass(cells: NDArray[np.float64]) -> NDArray[np.float64]:
    """t E of each row: t ln t - sum_g t_g ln t_g, at least 0."""
    mass: NDArray[np.float64] = np.maximum(xlogx(cells.sum(axis=1)) - xlogx(cells).sum(axis=1), 0.0)
    # A row of one group has no entropy; the difference of its two logarithms is exactly 0.
    return mass
