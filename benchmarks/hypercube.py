# SPDX-License-Identifier: EUPL-1.2
"""The textbook's plain alternative to optimal secondary suppression: the hypercube method.

For every suppressed cell take, of all hypercubes with that cell as a corner, the one that costs least to suppress,
among those whose counts leave the cell the interval that it needs (the least of the corners that move with it plus the
least of those that move against it; a total moves with its categories). When there is none, take the one with the
widest interval. What is suppressed in one of several linked tables is suppressed in all; repeat until nothing changes.
After R. D. Repsilber's method, as handbooks of disclosure control describe it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from speelveld.disclosure.system import System

Table = NDArray[np.int64]
"""One table with its totals as further categories: the places of its cells in the system."""


def hypercube(system: System, tables: Sequence[Table]) -> frozenset[str]:
    """The ids of all suppressed cells. Every table lists places in ``system.cells``; -1 where there is no cell."""
    value = np.array([cell.value for cell in system.cells], dtype=float)
    weight = np.array([cell.weight for cell in system.cells])
    width = np.array([0.0 if cell.need is None else cell.need.width for cell in system.cells])
    gone = np.array([cell.need is not None for cell in system.cells])
    done = [np.zeros(len(value), dtype=bool) for _ in tables]
    while True:
        before = int(gone.sum())
        for table, covered in zip(tables, done, strict=True):
            corners = np.argwhere((table >= 0) & gone[table] & ~covered[table])
            order = np.argsort(-value[table[tuple(corners.T)]], kind="stable")
            for corner in corners[order]:
                cell = table[tuple(corner)]
                if not covered[cell]:
                    covered[cell] = True
                    chosen = _cheapest(table, corner, value, weight, gone, float(width[cell]))
                    gone[chosen] = True
                    covered[chosen[width[chosen] == 0]] = True  # a secondary cell has its hypercube already
        if int(gone.sum()) == before and all(
            (covered | ~gone)[table[table >= 0]].all() for table, covered in zip(tables, done, strict=True)
        ):
            return frozenset(system.cells[cell].id for cell in np.flatnonzero(gone))


def _cheapest(
    table: Table, corner: NDArray[np.int64], value: Table, weight: Table, gone: NDArray[np.bool_], width: float
) -> NDArray[np.int64]:
    """The cells of the cheapest hypercube that leaves a wide enough interval, or of the one with the widest."""
    dims = [axis for axis in range(table.ndim) if table.shape[axis] > 1]
    others = [[place for place in range(table.shape[axis]) if place != corner[axis]] for axis in dims]
    grid = np.meshgrid(*others, indexing="ij")
    count = grid[0].size
    cells = np.empty((2 ** len(dims), count), dtype=np.int64)
    against = np.zeros(cells.shape, dtype=bool)
    for row, choice in enumerate(product((False, True), repeat=len(dims))):
        index = [np.full(count, place) for place in corner]
        for axis, other, moved in zip(dims, grid, choice, strict=True):
            if moved:
                index[axis] = other.ravel()
                last = table.shape[axis] - 1
                against[row] ^= (other.ravel() != last) & (corner[axis] != last)
        cells[row] = table[tuple(index)]
    there = (cells >= 0).all(axis=0)
    if not there.any():
        return np.array([table[tuple(corner)]])
    cells, against = cells[:, there], against[:, there]
    least = (np.where(side, value[cells], np.inf).min(axis=0) for side in (against, ~against))
    interval = sum(least, np.zeros(cells.shape[1]))
    cost = np.where(gone[cells], 0.0, weight[cells]).sum(axis=0)
    enough = interval >= width
    best = np.flatnonzero(enough)[np.argmin(cost[enough])] if enough.any() else np.lexsort((cost, -interval))[0]
    return cells[:, best]


def tables_of(system: System, axes: Sequence[Sequence[Sequence[str]]]) -> list[Table]:
    """Tables of places, one per sequence of axes; an axis lists the labels of its categories and its total."""
    place: Mapping[str, int] = {cell.id: number for number, cell in enumerate(system.cells)}
    return [
        np.array([place.get("|".join(labels), -1) for labels in product(*table)]).reshape([len(axis) for axis in table])
        for table in axes
    ]
