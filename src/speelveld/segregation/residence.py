# SPDX-License-Identifier: EUPL-1.2
"""Residence or choice: school segregation against that of a world in which every pupil goes to the nearest school.

Input is n(a, s, g): pupils by home area, school and group. The world without choice puts every pupil at the nearest
school, ties dealt evenly; what remains of segregation there is due to where people live, the rest to which school they
attend (Inspectie van het Onderwijs, Staat van het Onderwijs 2018; Boterman, 2019).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.segregation.indices import xlogx
from speelveld.segregation.residence_measure import DRAWS, Index, Value, index_value
from speelveld.segregation.residence_places import Metres, deal, equal_seats, nearest, travel

Cells = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """Pupils by home area, school and group: ``cells`` int64, shape ``(areas, schools, groups)``."""

    cells: Cells

    @classmethod
    def of(cls, cells: ArrayLike) -> Choices:
        """Choices from whole counts at least 0. Raises ValueError for anything else."""
        given = np.asarray(cells)
        if given.ndim != 3:
            raise ValueError(f"choices are areas by schools by groups, not an array of shape {given.shape}")
        if not np.issubdtype(given.dtype, np.number) or not np.isfinite(given).all() or (given < 0).any():
            raise ValueError("counts of pupils are finite and at least 0")
        whole = given.astype(np.int64)
        if (whole != given).any():
            raise ValueError("counts of pupils by home, school and group are whole")
        return cls(np.ascontiguousarray(whole))

    @property
    def schools(self) -> Cells:
        """Schools by groups as they are."""
        table: Cells = self.cells.sum(axis=0)
        return table

    @property
    def areas(self) -> Cells:
        """Home areas by groups."""
        table: Cells = self.cells.sum(axis=1)
        return table


def to_nearest(choices: Choices, distance: ArrayLike) -> Cells:
    """Schools by groups when every pupil goes to the nearest school, shape ``(schools, groups)``.

    Schools at one distance share an area's pupils evenly, each group in proportion.
    Raises ValueError when an area has pupils but no place, or shapes do not agree.
    """
    matrix = fitting(choices, distance)
    close = nearest(matrix)
    world = np.zeros(choices.cells.shape[1:], dtype=np.int64)
    for members, schools in zip(choices.areas, close, strict=True):
        if members.any():
            world += deal(members, equal_seats(int(members.sum()), schools))
    return world


def fitting(choices: Choices, distance: ArrayLike) -> Metres:
    """``distance`` when it has a row for every area and a column for every school of ``choices``.

    Raises ValueError otherwise, and for an area that has pupils but no place: leave such pupils out of both worlds.
    """
    matrix = travel(distance)
    if matrix.shape != choices.cells.shape[:2]:
        raise ValueError(f"travel of shape {matrix.shape} does not fit choices of shape {choices.cells.shape}")
    lost = choices.areas.sum(axis=1)[np.isnan(matrix[:, 0])]
    if lost.any():
        raise ValueError(f"{lost.sum()} pupils live in areas without a place; leave them out of both worlds")
    return matrix


@dataclass(frozen=True, slots=True)
class ResidenceSplit:
    """An index split into residence and choice.

    ``actual`` and ``residence`` are the index in both worlds, each with its value by chance and corrected for it
    (school sizes differ between the worlds, so chance does). ``choice`` = actual - residence, ``residence_share`` =
    residence/actual, both also of the corrected values; choice is below 0 where schools mix what residence separates.
    ``attend_nearest``: the share of pupils at a nearest school.
    """

    index: str
    actual: Value
    residence: Value
    choice: float
    choice_corrected: float
    residence_share: float
    residence_share_corrected: float
    attend_nearest: float
    n: int


def nearest_counterfactual(
    choices: Choices,
    distance: ArrayLike,
    index: Index = "dissimilarity",
    *,
    draws: int = DRAWS,
    seed: int = 0,
) -> ResidenceSplit:
    """The nearest-school counterfactual: S_res, S_act - S_res and S_res/S_act, plain and corrected for chance.

    ``distance`` from areas to schools (``distances`` or any travel matrix). ``index`` as ``index_value`` takes it.
    Assumes that schools could take whoever lives nearest (for capacities see ``ladder``), that homes stay where they
    are, and that everyone in an area has that area's distances: the coarser the areas, the less residence explains.
    """
    matrix = fitting(choices, distance)
    actual = index_value(index, choices.schools, draws=draws, seed=seed)
    world = index_value(index, to_nearest(choices, matrix), draws=draws, seed=seed)
    pupils = choices.cells.sum(axis=2)
    there = int(pupils[nearest(matrix)].sum())
    n = int(pupils.sum())
    return ResidenceSplit(
        index if isinstance(index, str) else index.__name__,
        actual,
        world,
        actual.value - world.value,
        actual.corrected - world.corrected,
        _ratio(world.value, actual.value),
        _ratio(world.corrected, actual.corrected),
        _ratio(there, n),
        n,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Catchments:
    """Each school against the pupils who live nearest to it; every array has shape ``(schools,)``.

    ``score`` and ``catchment_score`` are L_s = sum_g p_gs ln(p_gs/p_g) of the school and of its catchment (NaN when
    empty), ``gap`` the one less the other. ``part_m`` adds up to M(actual) - M(nearest), ``part_d`` to D(actual) -
    D(nearest). ``size`` and ``catchment_size`` count pupils.
    """

    size: Cells
    catchment_size: Cells
    score: NDArray[np.float64]
    catchment_score: NDArray[np.float64]
    gap: NDArray[np.float64]
    part_m: NDArray[np.float64]
    part_d: NDArray[np.float64]


def catchments(choices: Choices, distance: ArrayLike) -> Catchments:
    """Every school against its own catchment, in the local scores of M and in D.

    part_m_s = p_s L_s - q_s L_s', with p and q the school's shares of pupils in both worlds. part_d_s is the school's
    term of D in the actual world less that in the nearest one; D for two groups is 1/2 |a_s/A - b_s/B|, for more
    sum_g t_s |p_gs - p_g| / (2 T I) (Morgan, 1975). Both add up to the choice part exactly: a school with a part above
    0 separates more than its surroundings do, below 0 less. Not corrected for chance: small schools score high in both.
    """
    actual, world = choices.schools, to_nearest(choices, distance)
    share, share_near = actual.sum(axis=1) / actual.sum(), world.sum(axis=1) / world.sum()
    score, near = _scores(actual), _scores(world)
    return Catchments(
        actual.sum(axis=1),
        world.sum(axis=1),
        score,
        near,
        score - near,
        share * np.nan_to_num(score) - share_near * np.nan_to_num(near),
        _d_terms(actual) - _d_terms(world),
    )


def _scores(table: Cells) -> NDArray[np.float64]:
    size = table.sum(axis=1)
    share = table / np.where(size > 0, size, 1)[:, None]
    groups = table.sum(axis=0) / table.sum()
    scores = xlogx(share).sum(axis=1) - share @ np.log(np.where(groups > 0, groups, 1.0))
    return np.where(size > 0, scores, math.nan)


def _d_terms(table: Cells) -> NDArray[np.float64]:
    total, size = table.sum(), table.sum(axis=1)
    groups = table.sum(axis=0) / total
    off = np.abs(table - size[:, None] * groups[None, :]).sum(axis=1)
    interaction = float((groups * (1 - groups)).sum())
    if not interaction:
        return np.full(len(size), math.nan)
    terms: NDArray[np.float64] = off / (2 * total * interaction)
    return terms


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else math.nan
