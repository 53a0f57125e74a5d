# SPDX-License-Identifier: EUPL-1.2
"""School segregation as residence plus sorting among neighbours less mixing at school: exact, without a counterfactual.

The chain rule of the mutual information, written twice:
M(G;S,N) = M(G;N) + M(G;S|N) = M(G;S) + M(G;N|S) (Theil & Finizza, 1971; Mora & Ruiz-Castillo, 2011; Elbers, 2021).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speelveld.segregation.chance import expected_multigroup
from speelveld.segregation.counts import Counts
from speelveld.segregation.indices import xlogx
from speelveld.segregation.multigroup import diversity, mutual_information
from speelveld.segregation.residence import Choices


@dataclass(frozen=True, slots=True)
class Term:
    """A term in nats: as computed, by chance alone, and the one less the other.

    Chance keeps every margin of the table or tables that the term is made of and deals the groups at random.
    """

    estimate: float
    by_chance: float

    @property
    def corrected(self) -> float:
        """EcologicalEstimate less chance: 0 in expectation where there is nothing but chance."""
        return self.estimate - self.by_chance


@dataclass(frozen=True, slots=True, eq=False)
class Identity:
    """M(G;S) = M(G;N) + M(G;S|N) - M(G;N|S), in nats; divide by ``entropy`` for parts of Theil's H.

    ``schools`` is M(G;S), ``residence`` M(G;N), ``sorting`` M(G;S|N): how neighbours of different groups attend
    different schools; ``mixing`` M(G;N|S): how far schools bring together what neighbourhoods separate. ``by_area``
    holds each area's p_a M_a with its chance value, ``by_school`` each school's p_s M_s, shapes ``(areas, 2)`` and
    ``(schools, 2)``: they add up to ``sorting`` and ``mixing``.
    """

    schools: Term
    residence: Term
    sorting: Term
    mixing: Term
    entropy: float
    by_area: NDArray[np.float64]
    by_school: NDArray[np.float64]

    @property
    def choice(self) -> float:
        """Sorting less mixing = M(G;S) - M(G;N)."""
        return self.sorting.estimate - self.mixing.estimate

    @property
    def corrected_gap(self) -> float:
        """What the corrected terms fail to add up by: each has a chance world of its own. 0 without correction."""
        return self.schools.corrected - (self.residence.corrected + self.sorting.corrected - self.mixing.corrected)


def information_identity(choices: Choices) -> Identity:
    """The exact identity, with what small cells add to each term by chance.

    The estimates obey the identity to rounding. The conditional terms are sums over small tables, where chance alone
    gives much: 12 neighbours over 5 schools look sorted. ``by_chance`` is the exact hypergeometric expectation: groups
    permuted among the pupils of one area for ``sorting``, of one school for ``mixing``, of the city for the other two;
    no simulation. The correction subtracts all of it, which is right where there is no sorting and too much where
    sorting is nearly complete: read the corrected sorting as a lower value. NaN throughout without two groups.
    """
    cells = choices.cells
    groups = cells.sum(axis=(0, 1))
    if (groups > 0).sum() < 2:
        nothing = Term(math.nan, math.nan)
        empty = np.full((cells.shape[0], 2), math.nan), np.full((cells.shape[1], 2), math.nan)
        return Identity(nothing, nothing, nothing, nothing, math.nan, *empty)
    by_area, by_school = _within(cells), _within(cells.transpose(1, 0, 2))
    return Identity(
        _term(choices.schools),
        _term(choices.areas),
        Term(*by_area.sum(axis=0).tolist()),
        Term(*by_school.sum(axis=0).tolist()),
        diversity(Counts.of(choices.schools)),
        by_area,
        by_school,
    )


def _term(table: NDArray[np.int64]) -> Term:
    return Term(mutual_information(Counts.of(table)), _by_chance(table))


def _by_chance(table: NDArray[np.int64]) -> float:
    return expected_multigroup(table.sum(axis=1), table.sum(axis=0))["mutual-information"]


def _within(tables: NDArray[np.int64]) -> NDArray[np.float64]:
    """p M and p E[M] of each table along the first axis, p its share of all."""
    total = tables.sum()
    parts = np.zeros((len(tables), 2))
    for at, table in enumerate(tables):
        units, groups = table.sum(axis=1), table.sum(axis=0)
        size = int(units.sum())
        if (units > 0).sum() < 2 or (groups > 0).sum() < 2:
            continue
        sums = float(xlogx(table).sum() - xlogx(units).sum() - xlogx(groups).sum() + xlogx(size))
        parts[at] = sums / total, size / total * _by_chance(table)
    return parts
