# SPDX-License-Identifier: EUPL-1.2
"""Standard errors of what is computed from tables of counts: the delta method, with exact derivatives.

A statistic T of counts n that does not change when a table is scaled has, when pupils vary independently,
``var T = sum_c n_c (dT/dn_c)^2`` over the cells c. When the pupils of one school have more in common than chance, the
school is what varies: ``var T = S/(S-1) sum_s (I_s - mean I)^2`` with ``I_s = sum_c n_sc dT/dn_c`` over the S schools
(the infinitesimal jackknife, Jaeckel, 1972). Derivatives are taken by complex steps (Squire & Trapp, 1998): exact to
rounding, without formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from speelveld.advice.intervals import quantile
from speelveld.advice.special import stdtrit

Floats = NDArray[np.float64]
Cells = NDArray[Any]
"""float64, or complex128 while derivatives are taken."""
Statistic = Callable[[Sequence[Cells]], Cells]
"""From tables of shape ``(batch, ...)`` to values of shape ``(batch, values)``, analytic where counts are positive."""

STEP = 1e-30
BATCH = 1 << 20
"""About how many numbers are held at once while derivatives are taken."""


def standard_errors(
    statistic: Statistic,
    tables: Sequence[Floats],
    clusters: Sequence[Floats | None] | None = None,
    *,
    same_schools: bool = False,
) -> Floats:
    """The standard error of each value of ``statistic``, shape ``(values,)``; tables vary independently of each other.

    ``clusters`` gives, per table, the counts by school, shape ``(schools, ...)``, that add up to it; None where pupils
    vary one by one. With ``same_schools`` row s of every table is one and the same school, which varies as a whole.
    Raises ValueError when counts by school do not add up, are of one school only, or lack for the same schools.
    """
    schools = [None] * len(tables) if clusters is None else list(clusters)
    variance: Floats | float = 0.0
    influences: list[tuple[NDArray[np.bool_], Floats]] = []
    for moved, (table, by_school) in enumerate(zip(tables, schools, strict=True)):
        cells = np.flatnonzero(table)
        slopes = _slopes(statistic, tables, moved, cells)
        if by_school is None:
            variance = variance + table.ravel()[cells] @ slopes**2
            continue
        flat = by_school.reshape(len(by_school), -1)
        if flat.shape[1] != table.size or not np.allclose(flat.sum(axis=0), table.ravel()):
            raise ValueError("the counts by school do not add up to the table")
        influences.append((np.asarray(flat.any(axis=1)), flat[:, cells] @ slopes))
    if same_schools:
        if len(influences) != len(tables) or len({len(present) for present, _ in influences}) > 1:
            raise ValueError("the same schools are given by counts by school of one length, for every table")
        presents, values = zip(*influences, strict=True)
        influences = [(np.asarray(np.any(presents, axis=0)), np.sum(values, axis=0))]
    for present, influence in influences:
        variance = variance + _between(influence[present])
    errors: Floats = np.sqrt(variance)
    return errors


def _between(influence: Floats) -> Floats:
    """The variance of a sum over schools, from what each of them adds, shape ``(schools, values)``."""
    schools = len(influence)
    if schools < 2:
        raise ValueError("one school says nothing of how schools vary")
    spread: Floats = schools / (schools - 1) * ((influence - influence.mean(axis=0)) ** 2).sum(axis=0)
    return spread


def critical(level: float, clusters: Sequence[Floats | None]) -> float:
    """How many standard errors an interval reaches to either side.

    The normal quantile; where schools vary, that of Student's t with one degree of freedom less than the fewest
    schools with pupils, as a spread between few schools is itself uncertain. Raises ValueError for a level outside
    (0, 1).
    """
    normal = quantile(level)
    schools = [int(one.reshape(len(one), -1).any(axis=1).sum()) for one in clusters if one is not None]
    return float(stdtrit(max(min(schools) - 1, 1), (1 + level) / 2)) if schools else normal


def _slopes(statistic: Statistic, tables: Sequence[Floats], moved: int, cells: NDArray[np.intp]) -> Floats:
    """The derivatives by the counts in ``cells`` of one table, shape ``(cells, values)``."""
    table = tables[moved]
    rows = max(1, BATCH // max(table.size, 1))
    found = []
    for start in range(0, cells.size, rows):
        part = cells[start : start + rows]
        moving = np.broadcast_to(table, (part.size, *table.shape)).astype(np.complex128)
        moving.reshape(part.size, -1)[np.arange(part.size), part] += STEP * 1j
        given = [moving if i == moved else one[None] for i, one in enumerate(tables)]
        found.append(statistic(given).imag / STEP)
    slopes: Floats = np.concatenate(found)
    return slopes
