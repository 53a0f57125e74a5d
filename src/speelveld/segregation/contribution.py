# SPDX-License-Identifier: EUPL-1.2
"""What one unit does to an index: "if this school looked like the city, the index would go from a to b".

Each unit in turn keeps its size and takes the composition of all together (Monarrez, Kisida & Chingos, 2019: the school
segregation contribution), or a composition that is given, such as that of its surroundings. The index is computed
again with the totals that follow. For any index.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.segregation.counts import Cells, Counts
from speelveld.segregation.registry import INDICES, Index


@dataclass(frozen=True, slots=True)
class Contribution:
    """The index as it is (``before``), and, per unit of ``units``, what it would be (``after``, NaN: not asked).

    ``after`` has shape ``(units,)``.
    """

    index: str
    units: tuple[str, ...]
    before: float
    after: NDArray[np.float64]

    @property
    def change(self) -> NDArray[np.float64]:
        """``after`` less ``before``: below 0 where the unit adds to segregation."""
        return self.after - self.before

    @property
    def share(self) -> NDArray[np.float64]:
        """The share of the index that is due to each unit, (before - after)/before. They need not add up to 1."""
        return (self.before - self.after) / self.before


def contributions(
    counts: Counts, index: str | Callable[[Cells], float], *, surroundings: ArrayLike | None = None, **options: float
) -> Contribution:
    """What ``index`` would be if one unit looked like all together, for each unit in turn.

    ``index`` is a name in the registry or any function of a matrix of counts, units by groups. ``surroundings``, shape
    ``(units, groups)``, gives each unit the composition to take (counts or shares: rows are scaled to the size of the
    unit); a row without members leaves the unit out (NaN). ``options`` go to the index. Raises KeyError for an unknown
    name and ValueError for surroundings of another shape, negative or not finite, or an index of places.
    """
    name, compute = _computer(index, options)
    cells = np.ascontiguousarray(counts.matrix, dtype=np.float64)
    target = _target(cells, surroundings)
    before = compute(cells.copy())
    after = np.full(len(cells), np.nan)
    size, weight = cells.sum(axis=1), target.sum(axis=1)
    changed = cells.copy()
    for unit in np.flatnonzero(weight > 0):
        changed[unit] = target[unit] * (size[unit] / weight[unit])
        after[unit] = compute(changed)
        changed[unit] = cells[unit]
    return Contribution(name, counts.units, before, after)


def _target(cells: NDArray[np.float64], surroundings: ArrayLike | None) -> NDArray[np.float64]:
    if surroundings is None:
        return np.broadcast_to(cells.sum(axis=0), cells.shape)
    given = np.asarray(surroundings, dtype=np.float64)
    if given.shape != cells.shape:
        raise ValueError(f"the surroundings have shape {given.shape}, the counts {cells.shape}")
    if not np.isfinite(given).all() or (given < 0).any():
        raise ValueError("surroundings are finite and at least 0; a row of zeros leaves a unit out")
    return given


def _computer(index: str | Callable[[Cells], float], options: dict[str, float]) -> tuple[str, Callable[[Cells], float]]:
    if not isinstance(index, str):
        return getattr(index, "__name__", "index"), lambda cells: index(cells, **options)
    if index not in INDICES:
        raise KeyError(f"there is no index {index!r}; there are {', '.join(INDICES)}")
    found: Index = INDICES[index]
    if found.needs:
        raise ValueError(f"{index!r} needs {', '.join(found.needs)}: give a function of the counts that holds them")
    return index, lambda cells: found.of(cells, places=None, **options)
