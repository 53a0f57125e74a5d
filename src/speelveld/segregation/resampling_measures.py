# SPDX-License-Identifier: EUPL-1.2
"""What is computed on each drawn table: indices within the kernels, by their names, and functions of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from types import ModuleType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from speelveld.segregation.counts import Cells, Counts

FUSED = {
    "dissimilarity": 0,
    "isolation": 1,
    "exposure": 2,
    "eta-squared": 3,
    "theil-h": 4,
    "mutual-information": 5,
    "relative-diversity": 6,
    "normalised-exposure": 7,
    "squared-variation": 8,
    "hutchens": 9,
    "multigroup-dissimilarity": 0,
    "multigroup-theil-h": 4,
    "divergence": 5,
}
"""Indices computed within the drawing kernel, and their code there. The first of two groups is group A."""
CODES = 10
TWO_GROUPS = frozenset({"dissimilarity", "isolation", "exposure", "eta-squared", "theil-h", "hutchens"})

Measure: TypeAlias = Callable[[Counts], float]
"""An index of a table."""
Measures: TypeAlias = Iterable[str] | Mapping[str, Measure | str]
Wanted: TypeAlias = NDArray[np.bool_]
Integers: TypeAlias = NDArray[np.int64]


def kernels() -> ModuleType:
    """The compiled kernels, imported when first needed."""
    from speelveld.segregation import resampling_kernels

    return resampling_kernels


def table() -> NDArray[np.float64]:
    """n ln n for the counts that are common."""
    from speelveld.segregation import kernels as shared

    return shared.table()


def measure_of_pair(function: Callable[[Cells, Cells], float]) -> Measure:
    """A measure of a table of two groups from a function of two arrays, group A and group B."""
    return partial(_of_pair, function)


def _of_pair(function: Callable[[Cells, Cells], float], counts: Counts) -> float:
    return function(counts.matrix[:, 0], counts.matrix[:, 1])


def resolve(indices: Measures, counts: Counts) -> tuple[Mapping[str, str], Mapping[str, Measure]]:
    """The indices that the kernel computes, and functions for the rest, by the names that the caller gave."""
    given = indices if isinstance(indices, Mapping) else {name: name for name in indices}
    if not given:
        raise ValueError("name at least one index")
    fused, measures = {}, {}
    for name, one in given.items():
        if not isinstance(one, str):
            measures[name] = one
        elif one in TWO_GROUPS and len(counts.groups) != 2:
            raise ValueError(f"'{one}' is an index of two groups, not of {len(counts.groups)}: take a pair")
        elif one in FUSED and not counts.weighted:
            fused[name] = one
        else:
            measures[name] = named(one)
    return fused, measures


def named(index: str) -> Measure:
    """The function of an index by its name. Raises ValueError when the registry has none of that name."""
    if index not in FUSED:
        from speelveld.segregation.registry import INDICES

        if index not in INDICES:
            raise ValueError(f"no index {index!r}; there are {', '.join(INDICES)}")
    return partial(_by_name, index)


def _by_name(index: str, counts: Counts) -> float:
    if index in FUSED and not counts.weighted:
        return estimate(counts, {index: index}, {})[index]
    from speelveld.segregation.registry import INDICES

    return INDICES[index].of(counts.matrix)


def estimate(counts: Counts, fused: Mapping[str, str], measures: Mapping[str, Measure]) -> dict[str, float]:
    """The indices of the table itself."""
    found = {name: float(measure(counts)) for name, measure in measures.items()}
    if fused:
        values = np.empty(CODES)
        evaluate(np.ascontiguousarray(counts.matrix.T), wanted(fused), values)
        found |= {name: float(values[FUSED[one]]) for name, one in fused.items()}
    return found


def wanted(fused: Mapping[str, str]) -> NDArray[np.bool_]:
    """A flag per code."""
    flags = np.zeros(CODES, dtype=np.bool_)
    flags[[FUSED[one] for one in fused.values()]] = True
    return flags


def evaluate(cells: Integers, wanted: Wanted, values: NDArray[np.float64]) -> None:
    """The indices ``wanted`` (a flag per code of ``FUSED``) of a group-major table; NaN where undefined."""
    k = kernels()
    sums, totals = cells.sum(axis=1).astype(np.float64), cells[0] + cells[1] if len(cells) == 2 else cells.sum(axis=0)
    values[:] = np.nan
    if (sums > 0).sum() < 2:
        return
    if wanted[[4, 5]].any():
        k.entropies(cells, sums, totals, table(), values)
    if wanted[0]:
        k.dissimilarity(cells, sums, totals, values)
    if wanted[[1, 2, 3, 9]].any():
        k.isolation(cells, sums, totals, values)
    if wanted[[6, 7, 8]].any():
        k.squares(cells, sums, totals, values)
