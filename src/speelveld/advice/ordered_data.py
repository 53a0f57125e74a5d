# SPDX-License-Identifier: EUPL-1.2
"""Pupils made ready for the ordered logit: sorted by school, columns centred and scaled, thresholds numbered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Pupils sorted by school. ``used`` holds the levels that occur, ``schools`` and ``strata`` their labels.

    ``x`` is (matrix - ``centre``) / ``scale``. ``counts`` holds the pupils per stratum and level, by weight.
    """

    up: Ints
    low: Ints
    level: Ints
    stratum: Ints
    weight: Floats
    x: Floats
    offsets: Ints
    counts: Floats
    centre: Floats
    scale: Floats
    used: tuple[int, ...]
    schools: tuple[object, ...]
    strata: tuple[object, ...]
    columns: tuple[str, ...]

    @property
    def thresholds(self) -> int:
        """Thresholds per stratum."""
        return len(self.used) - 1

    @property
    def names(self) -> tuple[str, ...]:
        """The thresholds, as ``1|2``, and the columns, in the order of the parameters."""
        between = [f"{one}|{two}" for one, two in zip(self.used, self.used[1:], strict=False)]
        if len(self.strata) > 1:
            between = [f"{name} ({stratum})" for stratum in self.strata for name in between]
        return (*between, *self.columns)

    def gaps(self, theta: Floats) -> tuple[float, Floats, Floats]:
        """The part of the likelihood that knows thresholds only; g of each pupil; and the information on thresholds.

        ``theta`` is flat over strata. Minus infinity where thresholds do not rise.
        """
        rows = theta.reshape(len(self.strata), self.thresholds)
        gap = np.diff(rows, axis=1)
        information = np.zeros((theta.size, theta.size))
        if not (gap > 0).all():
            return -np.inf, np.zeros(len(self.level)), information
        inner = self.counts[:, 1:-1]
        per_level = np.zeros((len(self.strata), len(self.used)))
        per_level[:, 1:-1] = 1 / np.expm1(gap)
        bend = inner * (per_level[:, 1:-1] * (1 + per_level[:, 1:-1]))
        below = (np.arange(theta.size).reshape(rows.shape))[:, :-1].ravel()
        np.add.at(information, (below, below), bend.ravel())
        np.add.at(information, (below + 1, below + 1), bend.ravel())
        information[below, below + 1] -= bend.ravel()
        value = float((inner * np.log(-np.expm1(-gap))).sum())
        return value, per_level[self.stratum, self.level], information


def prepare(
    levels: ArrayLike,
    matrix: ArrayLike,
    *,
    columns: Sequence[str] = (),
    schools: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    weights: ArrayLike | None = None,
) -> Prepared:
    """Check and sort. ``levels`` are whole numbers of shape ``(pupils,)``, ``matrix`` is ``(pupils, columns)``.

    ``weights`` say how many pupils each row stands for. Raises ValueError on other shapes, values that are not finite,
    fewer than two levels, a column without spread or one that follows from the others.
    """
    level = np.asarray(levels)
    x = np.ascontiguousarray(matrix, dtype=np.float64)
    if level.ndim != 1 or x.ndim != 2 or len(level) != len(x):
        raise ValueError(
            f"levels and matrix are of shapes (pupils,) and (pupils, columns), not {level.shape}, {x.shape}"
        )
    if not np.issubdtype(level.dtype, np.integer):
        raise ValueError("levels are whole numbers: the order of the advice, not its position on the scale")
    weight = np.ones(len(level)) if weights is None else np.asarray(weights, dtype=np.float64)
    if weight.shape != level.shape or not np.isfinite(weight).all() or (weight <= 0).any():
        raise ValueError("weights are numbers above 0, one per row")
    names = tuple(columns) or tuple(f"x{i + 1}" for i in range(x.shape[1]))
    if len(names) != x.shape[1]:
        raise ValueError(f"{len(names)} names for {x.shape[1]} columns")
    school_labels, school = _labels(schools, len(level), "schools")
    stratum_labels, stratum = _labels(strata, len(level), "strata")
    used, level = np.unique(level, return_inverse=True)
    if len(used) < 2:
        raise ValueError("an ordered model needs pupils of at least two levels")
    counts = np.zeros((len(stratum_labels), len(used)))
    np.add.at(counts, (stratum, level), weight)
    if not counts.all():
        row, column = np.argwhere(counts == 0)[0]
        raise ValueError(
            f"no pupil of '{stratum_labels[row]}' has level {used[column]}: with thresholds of its own every stratum "
            "needs pupils of every level. Merge levels."
        )
    centre, scale, x = _scaled(x, weight, names)
    order = np.argsort(school, kind="stable")
    level, stratum = level[order].astype(np.int64), stratum[order]
    first = stratum * (len(used) - 1)
    return Prepared(
        up=np.where(level < len(used) - 1, first + level, -1),
        low=np.where(level > 0, first + level - 1, -1),
        level=level,
        stratum=stratum,
        weight=weight[order],
        x=np.ascontiguousarray(x[order]),
        offsets=np.concatenate([[0], np.cumsum(np.bincount(school, minlength=len(school_labels)))]).astype(np.int64),
        counts=counts,
        centre=centre,
        scale=scale,
        used=tuple(int(one) for one in used),
        schools=school_labels,
        strata=stratum_labels,
        columns=names,
    )


def _labels(given: ArrayLike | None, length: int, what: str) -> tuple[tuple[object, ...], Ints]:
    if given is None:
        return ("",), np.zeros(length, dtype=np.int64)
    values = np.asarray(given)
    if values.shape != (length,):
        raise ValueError(f"{what} are of shape ({length},), not {values.shape}")
    labels, codes = np.unique(values, return_inverse=True)
    return tuple(labels.tolist()), codes.astype(np.int64)


def _scaled(x: Floats, weight: Floats, names: tuple[str, ...]) -> tuple[Floats, Floats, Floats]:
    if not np.isfinite(x).all():
        raise ValueError(
            f"column '{names[int(np.argwhere(~np.isfinite(x))[0][1])]}' holds a value that is not a number"
        )
    if not x.shape[1]:
        return np.zeros(0), np.ones(0), x
    centre = np.average(x, axis=0, weights=weight)
    moved = x - centre
    scale = np.sqrt(np.average(moved * moved, axis=0, weights=weight))
    flat = scale <= 1e-12 * np.maximum(np.abs(centre), 1)
    if flat.any():
        raise ValueError(f"column '{names[int(np.argmax(flat))]}' is the same for every pupil. Leave it out.")
    moved /= scale
    values, vectors = np.linalg.eigh((moved * weight[:, None]).T @ moved / weight.sum())
    if values[0] < 1e-9:
        name = names[int(np.argmax(np.abs(vectors[:, 0])))]
        raise ValueError(f"column '{name}' follows from the other columns. Leave one of them out.")
    return centre, scale, moved
