# SPDX-License-Identifier: EUPL-1.2
"""What one placement is judged by: a row of numbers per lottery, and what only several lotteries together tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from speelveld.placement.laboratory.children import Children
from speelveld.placement.laboratory.town import Reals
from speelveld.placement.market import Int32, Int64

WHOM: Final = ("all", "a", "b")
"""All children, those of group A, and all others."""
KINDS: Final = ("first_choice", "top_three", "unplaced", "mean_metres", "median_metres")
PERSONAL: Final = tuple(f"{kind}.{whom}" for whom in WHOM for kind in KINDS)
"""Measured per lottery: shares of children (0 to 1), and metres of the children with a place."""
STABILITY: Final = ("intake_sd", "same_school")
"""Measured over the lotteries of one cohort."""
TOP: Final = 3
CHANCE_LOTTERIES: Final = 5
"""Lotteries per cohort for which the chance value is computed: school sizes hardly differ between lotteries."""

Index = Callable[[Reals, Reals], float]
ByChance = Callable[[Int64, int], float]


@dataclass(frozen=True)
class Indices:
    """Segregation indices by name: of counts of group A and of others per school, shape ``(schools,)``.

    ``by_chance`` gives, for school sizes and the size of group A, what chance alone would give. The functions come from
    outside, since the laboratory knows no index of its own; they must be importable by name, to be sent to workers.
    """

    functions: Mapping[str, Index] = field(default_factory=dict)
    by_chance: Mapping[str, ByChance] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the indices."""
        return tuple(self.functions)


@dataclass(frozen=True, eq=False)
class Outcome:
    """One policy on one cohort under several lotteries.

    ``rows`` has shape ``(lotteries, measures)`` with ``PERSONAL`` and then the indices; ``stability`` follows
    ``STABILITY``; ``chance`` the indices (NaN where no chance value is known). ``areas`` adds up, over the lotteries
    and per area: children, first choices, children without a place, children with a place, and their metres. ``intake``
    adds up, per school, group A and others over the lotteries.
    """

    rows: Reals
    stability: Reals
    chance: Reals
    areas: Int64
    intake: Int64


def measured(children: Children, placed: Int32, indices: Indices) -> Outcome:
    """Measure placements, shape ``(lotteries, n)``, -1 for none, of one policy.

    A first choice is the school that a family truly wants most, whatever list the rules make of it.
    """
    schools = len(children.town.schools)
    every = np.arange(children.count)
    # A last column for children without a place: behind every school, at no distance.
    places = np.column_stack((children.place_of, np.full(children.count, schools, np.int32)))
    metres = np.column_stack((children.metres, np.zeros(children.count, np.int32)))
    place, distance, nowhere = places[every, placed], metres[every, placed], placed < 0
    parts = []
    for whom in (np.ones(children.count, np.bool_), children.in_group, ~children.in_group):
        parts += _personal(place[:, whom], distance[:, whom], nowhere[:, whom])
    intake = _intake(children, placed)
    segregation = [
        [function(row[:, 0].astype(np.float64), row[:, 1].astype(np.float64)) for row in intake]
        for function in indices.functions.values()
    ]
    return Outcome(
        np.column_stack([*parts, *(np.array(one) for one in segregation)]),
        _stability(placed, intake),
        _chance(intake, indices),
        _areas(children, place, distance, nowhere),
        intake.sum(axis=0),
    )


def _personal(place: Int32, metres: Int32, nowhere: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> list[Reals]:
    """The measures of ``KINDS`` per lottery; NaN where there is no such child, or none of them has a place."""
    if not place.shape[1]:
        return [np.full(place.shape[0], np.nan)] * len(KINDS)
    without = nowhere.mean(axis=1)
    number = (~nowhere).sum(axis=1)
    mean = metres.sum(axis=1, dtype=np.int64) / np.where(number, number, 1)
    # Children without a place stand in front, at -1: the middle of the others is then at a known place.
    ordered = np.sort(np.where(nowhere, -1, metres), axis=1)
    last, rows = place.shape[1] - 1, np.arange(place.shape[0])
    low = np.minimum(last - number + 1 + (number - 1) // 2, last)
    high = np.minimum(last - number + 1 + number // 2, last)
    median = (ordered[rows, low] + ordered[rows, high]) / 2
    none = number == 0
    return [
        (place == 0).mean(axis=1),
        (place < TOP).mean(axis=1) if place.size else without,
        without,
        np.where(none, np.nan, mean),
        np.where(none, np.nan, median),
    ]


def _intake(children: Children, placed: Int32) -> Int64:
    """Children of group A and others per lottery and school, shape ``(lotteries, schools, 2)``."""
    lotteries, schools = placed.shape[0], len(children.town.schools)
    code = (np.arange(lotteries, dtype=np.int64)[:, None] * schools + placed) * 2 + ~children.in_group
    found = np.bincount(code[placed >= 0], minlength=lotteries * schools * 2)
    return found.reshape(lotteries, schools, 2).astype(np.int64)


def _stability(placed: Int32, intake: Int64) -> Reals:
    """How much luck decides: of a school's share of group A between lotteries, and of a child's own school.

    The first is the standard deviation of the share, weighted by the mean size of schools; the second the part of the
    children that have the same school (or none) in two lotteries, over pairs of one lottery and the next.
    """
    if placed.shape[0] < 2:
        return np.array([np.nan, np.nan])
    size = intake.sum(axis=2)
    some = size.min(axis=0) > 0
    share = intake[:, some, 0] / size[:, some]
    weight = size[:, some].mean(axis=0)
    spread = float((share.std(axis=0, ddof=1) * weight).sum() / weight.sum()) if some.any() else np.nan
    return np.array([spread, float((placed[1:] == placed[:-1]).mean()) if placed.shape[1] else np.nan])


def _chance(intake: Int64, indices: Indices) -> Reals:
    some = intake[:CHANCE_LOTTERIES]
    return np.array(
        [
            np.mean([indices.by_chance[name](row.sum(axis=1), int(row[:, 0].sum())) for row in some])
            if name in indices.by_chance
            else np.nan
            for name in indices.names
        ],
        np.float64,
    )


def _areas(
    children: Children, place: Int32, metres: Int32, nowhere: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> Int64:
    areas = len(children.town.areas)
    lotteries = place.shape[0]
    columns = (
        np.full(children.count, lotteries),
        (place == 0).sum(axis=0),
        nowhere.sum(axis=0),
        (~nowhere).sum(axis=0),
        np.where(nowhere, 0, metres).sum(axis=0, dtype=np.int64),
    )
    found = np.zeros((areas, len(columns)), np.int64)
    for at, column in enumerate(columns):
        np.add.at(found[:, at], children.area, column)
    return found
