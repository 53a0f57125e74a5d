# SPDX-License-Identifier: EUPL-1.2
"""One index on a table of schools by groups, with the value that chance alone gives at the same sizes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speelveld.segregation.chance import corrected, expected, expected_multigroup
from speelveld.segregation.counts import Counts
from speelveld.segregation.indices import INDICES
from speelveld.segregation.multigroup import (
    information,
    multigroup_dissimilarity,
    mutual_information,
    normalised_exposure,
    relative_diversity,
    squared_variation,
)

Index = str | Callable[[Counts], float]
DRAWS = 200

MULTIGROUP: dict[str, Callable[[Counts], float]] = {
    "mutual-information": mutual_information,
    "multigroup-theil-h": information,
    "multigroup-dissimilarity": multigroup_dissimilarity,
    "relative-diversity": relative_diversity,
    "normalised-exposure": normalised_exposure,
    "squared-variation": squared_variation,
}
"""Indices of any number of groups whose expectation by chance is exact."""


@dataclass(frozen=True, slots=True)
class Value:
    """An index, what chance gives at the same sizes, and what remains after the correction for chance.

    ``corrected`` is (v - v0)/(1 - v0), or (v - v0)/v0 below v0 (Carrington & Troske, 1997), but v - v0 for the mutual
    information, whose maximum is not 1. ``n_schools`` counts schools with pupils.
    """

    value: float
    by_chance: float
    corrected: float
    n_schools: int


def index_value(index: Index, matrix: NDArray[np.int64], *, draws: int = DRAWS, seed: int = 0) -> Value:
    """``index`` of ``matrix``, schools by groups.

    A name of ``INDICES`` is group 0 against group 1, two groups in all; a name of ``MULTIGROUP`` takes any number of
    groups; for both the expectation by chance is exact. Any other index is a function of ``Counts``: its chance value
    is then the mean over ``draws`` deals (Philox with ``seed``) of the pupils over the schools, sizes and groups kept.
    Raises ValueError for an unknown name or the wrong number of groups.
    """
    value, chance = _of(index, matrix, draws, seed)
    after = value - chance if index == "mutual-information" else corrected(value, chance)
    return Value(value, chance, after, int((matrix.sum(axis=1) > 0).sum()))


def _of(index: Index, matrix: NDArray[np.int64], draws: int, seed: int) -> tuple[float, float]:
    sizes, groups = matrix.sum(axis=1), matrix.sum(axis=0)
    if not isinstance(index, str):
        return float(index(Counts.of(matrix))), _simulated(index, sizes, groups, draws, seed)
    if index in INDICES:
        if matrix.shape[1] != 2:
            raise ValueError(f"{index} compares two groups, not {matrix.shape[1]}")
        return INDICES[index](matrix[:, 0], matrix[:, 1]), expected(index, sizes, int(groups[0]))
    if index not in MULTIGROUP:
        raise ValueError(f"unknown index {index!r}; there are {', '.join((*INDICES, *MULTIGROUP))}, or give a function")
    return MULTIGROUP[index](Counts.of(matrix)), expected_multigroup(sizes, groups)[index]


def _simulated(
    index: Callable[[Counts], float], sizes: NDArray[np.int64], groups: NDArray[np.int64], draws: int, seed: int
) -> float:
    values = []
    for draw in range(draws):
        random = np.random.Generator(np.random.Philox(key=seed, counter=draw << 64))
        left, columns = sizes.copy(), []
        for members in groups[:-1]:
            columns.append(random.multivariate_hypergeometric(left, members))
            left = left - columns[-1]
        values.append(float(index(Counts.of(np.column_stack([*columns, left])))))
    return float(np.mean(values))
