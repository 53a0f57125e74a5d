# SPDX-License-Identifier: EUPL-1.2
"""Why M changed between two tables: units that came and went, the margins, and what is left, the structure.

``elbers`` is the method to use (Elbers, 2021): the same whichever table comes first and whichever side is called group.
``karmel_maclachlan`` (1988) and ``mora_ruiz_castillo`` (2009) are for comparison with older work. All match units and
groups by their labels and first set apart what is in one table only. "1" and "2" are the tables; M(g, u, s) is M of the
table with the group margin of g, the unit margin of u and the odds ratios of s.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speelveld.segregation.counts import Counts
from speelveld.segregation.indices import xlogx
from speelveld.segregation.ipf import fit

Table = NDArray[np.float64]
NEAR_ZERO = 1e-10
"""What stands for an empty cell, as a part of the smallest count: an odds ratio of 0 cannot be moved."""


@dataclass(frozen=True, slots=True)
class Change:
    """M of both tables and what its change is made of; the parts add up to ``m2 - m1``.

    ``additions`` and ``removals``: units and groups with members in the second, or the first table only.
    ``group_margin`` and ``unit_margin``: the change of the shares of groups and of units. ``interaction``: of both
    margins together (Karmel & Maclachlan only; 0 otherwise). ``structural``: the rest, the change in who is where.
    ``unit_parts``, one entry per label in ``units``, adds up to ``structural`` (Elbers only; empty otherwise).
    """

    method: str
    m1: float
    m2: float
    additions: float
    removals: float
    group_margin: float
    unit_margin: float
    interaction: float
    structural: float
    units: tuple[str, ...] = ()
    unit_parts: tuple[float, ...] = ()

    @property
    def difference(self) -> float:
        """M of the second table less that of the first."""
        return self.m2 - self.m1


@dataclass(frozen=True, slots=True)
class _Common:
    """Both tables, with only the units and groups that have members in both; as shares that sum to 1."""

    first: Table
    second: Table
    units: tuple[str, ...]
    m1: float
    m2: float
    additions: float
    removals: float


def elbers(first: Counts, second: Counts) -> Change:
    """Elbers's decomposition of the change in M (2021), with Shapley averages.

    structural = 1/2 [M(1,1,2) - M(1,1,1)] + 1/2 [M(2,2,2) - M(2,2,1)];
    group margin = 1/4 [M(2,1,1) - M(1,1,1) + M(2,2,1) - M(1,2,1) + M(2,2,2) - M(1,2,2) + M(2,1,2) - M(1,1,2)], and the
    unit margin alike. A unit's part of structural is 1/2 p_1 [L(1,1,2) - L(1,1,1)] + 1/2 p_2 [L(2,2,2) - L(2,2,1)],
    with its share p and local score L. Tables are fitted to margins within 1e-10. Raises ValueError when the tables
    have no unit or no two groups in common.
    """
    common = _common(first, second)
    one, two = _filled(common)
    margins = (one.sum(axis=1), one.sum(axis=0)), (two.sum(axis=1), two.sum(axis=0))

    def fitted(group: int, unit: int, structure: Table) -> Table:
        return fit(structure, margins[unit - 1][0], margins[group - 1][1])

    table_112, table_221 = fitted(1, 1, two), fitted(2, 2, one)
    m111, m222, m112, m221 = _m(common.first), _m(common.second), _m(table_112), _m(table_221)
    m211, m121 = _m(fitted(2, 1, one)), _m(fitted(1, 2, one))
    m212, m122 = _m(fitted(2, 1, two)), _m(fitted(1, 2, two))
    parts = 0.5 * (_local(table_112) - _local(common.first)) + 0.5 * (_local(common.second) - _local(table_221))
    return Change(
        method="Elbers (2021)",
        m1=common.m1,
        m2=common.m2,
        additions=common.additions,
        removals=common.removals,
        group_margin=0.25 * ((m211 - m111) + (m221 - m121) + (m222 - m122) + (m212 - m112)),
        unit_margin=0.25 * ((m121 - m111) + (m221 - m211) + (m222 - m212) + (m122 - m112)),
        interaction=0.0,
        structural=0.5 * (m112 - m111) + 0.5 * (m222 - m221),
        units=common.units,
        unit_parts=tuple(float(part) for part in parts),
    )


def karmel_maclachlan(first: Counts, second: Counts) -> Change:
    """Karmel & Maclachlan (1988): the first table is brought to the margins of the second; what is left is structural.

    The group margin is the effect of scaling only the groups, the unit margin of scaling only the units, interaction
    what both do together beyond that. Not the same when the tables change places. Raises ValueError as ``elbers`` does.
    """
    common = _common(first, second)
    one, two = _filled(common)
    both = _m(fit(one, two.sum(axis=1), two.sum(axis=0)))
    start = _m(common.first)
    groups = _m(one * (two.sum(axis=0) / one.sum(axis=0))) - start
    units = _m(one * (two.sum(axis=1) / one.sum(axis=1))[:, None]) - start
    return Change(
        method="Karmel & Maclachlan (1988)",
        m1=common.m1,
        m2=common.m2,
        additions=common.additions,
        removals=common.removals,
        group_margin=groups,
        unit_margin=units,
        interaction=both - start - groups - units,
        structural=_m(common.second) - both,
    )


def mora_ruiz_castillo(first: Counts, second: Counts) -> Change:
    """Mora & Ruiz-Castillo (2009): with M = E(groups) - sum_u p_u E(groups in u).

    The group margin is the change in entropy of the groups; the unit margin the change in unit shares at the average
    entropy of each unit; structural the change in entropy of each unit at its average share. Not the same when groups
    and units change places. Raises ValueError as ``elbers`` does.
    """
    common = _common(first, second)
    shares = common.first.sum(axis=1), common.second.sum(axis=1)
    inside = tuple(
        xlogx(table / table.sum(axis=1, keepdims=True)).sum(axis=1) for table in (common.first, common.second)
    )
    entropy = tuple(-float(xlogx(table.sum(axis=0)).sum()) for table in (common.first, common.second))
    return Change(
        method="Mora & Ruiz-Castillo (2009)",
        m1=common.m1,
        m2=common.m2,
        additions=common.additions,
        removals=common.removals,
        group_margin=entropy[1] - entropy[0],
        unit_margin=0.5 * float((shares[1] - shares[0]) @ (inside[0] + inside[1])),
        interaction=0.0,
        structural=0.5 * float((shares[0] + shares[1]) @ (inside[1] - inside[0])),
    )


def _common(first: Counts, second: Counts) -> _Common:
    there_units, there_groups = set(second.units), set(second.groups)
    units = [unit for unit in first.units if unit in there_units]
    groups = [group for group in first.groups if group in there_groups]
    one, two = _taken(first, units, groups), _taken(second, units, groups)
    rows, columns = np.ones(len(units), dtype=bool), np.ones(len(groups), dtype=bool)
    while True:  # without a group, a unit may have no members left, and without a unit a group
        kept = np.ix_(rows, columns)
        again = rows.copy(), columns.copy()
        rows[rows] = (one[kept].sum(axis=1) > 0) & (two[kept].sum(axis=1) > 0)
        kept = np.ix_(rows, columns)
        columns[columns] = (one[kept].sum(axis=0) > 0) & (two[kept].sum(axis=0) > 0)
        if (rows == again[0]).all() and (columns == again[1]).all():
            break
    if not rows.any() or columns.sum() < 2:
        raise ValueError("the two tables need a unit and two groups with members in both")
    one, two = one[kept] / one[kept].sum(), two[kept] / two[kept].sum()
    m1, m2 = _m(first.matrix / first.total), _m(second.matrix / second.total)
    names = tuple(unit for unit, keep in zip(units, rows, strict=True) if keep)
    return _Common(one, two, names, m1, m2, m2 - _m(two), _m(one) - m1)


def _taken(counts: Counts, units: list[str], groups: list[str]) -> Table:
    row, column = ({label: index for index, label in enumerate(labels)} for labels in (counts.units, counts.groups))
    return counts.matrix[np.ix_([row[one] for one in units], [column[one] for one in groups])].astype(np.float64)


def _filled(common: _Common) -> tuple[Table, Table]:
    tables = common.first, common.second
    filler = NEAR_ZERO * min(float(table[table > 0].min()) for table in tables)
    filled = tuple(np.where(table > 0, table, filler) for table in tables)
    return filled[0] / filled[0].sum(), filled[1] / filled[1].sum()


def _local(table: Table) -> Table:
    """p_u L_u of each unit: they sum to M."""
    shares, groups = table.sum(axis=1), table.sum(axis=0)
    scores: Table = xlogx(table).sum(axis=1) - xlogx(shares) - table @ np.log(np.where(groups > 0, groups, 1))
    return scores


def _m(table: Table) -> float:
    return math.fsum(_local(table / table.sum()))
