# SPDX-License-Identifier: EUPL-1.2
"""The one object that every measure takes: a matrix of counts, units by groups, with labels and parent levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Cells: TypeAlias = NDArray[Any]
"""int64 for counts, float64 for weighted counts."""


@dataclass(frozen=True, eq=False)
class Counts:
    """Counts of pupils per unit (school, neighbourhood) and group.

    ``matrix`` has shape ``(units, groups)``, C-contiguous: int64 for counts, float64 for weighted counts. ``parents``
    holds, per level (city, board, denomination), the label of each unit's parent, shape ``(units,)``. Units without
    pupils and groups without members are allowed.
    """

    matrix: Cells
    units: tuple[str, ...]
    groups: tuple[str, ...]
    parents: Mapping[str, NDArray[np.str_]] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(
        cls,
        matrix: ArrayLike,
        units: Sequence[object] | None = None,
        groups: Sequence[object] | None = None,
        parents: Mapping[str, Sequence[object]] | None = None,
    ) -> Counts:
        """Counts from anything that looks like a matrix. Labels default to the numbers 0, 1, 2, ...

        Raises ValueError when a count is negative or not finite, a label stands twice, or lengths differ.
        """
        given = np.asarray(matrix)
        if given.ndim != 2:
            raise ValueError(f"counts are a matrix of units by groups, not an array of shape {given.shape}")
        if given.dtype == object or not (np.issubdtype(given.dtype, np.number) or given.dtype == bool):
            raise ValueError("counts are numbers")
        if not np.isfinite(given).all() or (given < 0).any():
            raise ValueError("counts are finite and at least 0")
        whole = not np.issubdtype(given.dtype, np.floating) or bool((given == np.rint(given)).all())
        cells = np.ascontiguousarray(given, dtype=np.int64 if whole else np.float64)
        unit_labels = _labels("unit", units, cells.shape[0])
        group_labels = _labels("group", groups, cells.shape[1])
        levels = {name: np.asarray([str(one) for one in labels]) for name, labels in (parents or {}).items()}
        for name, labels in levels.items():
            if labels.shape != (cells.shape[0],):
                raise ValueError(f"level '{name}' has {len(labels)} labels for {cells.shape[0]} units")
        return cls(cells, unit_labels, group_labels, MappingProxyType(levels))

    @property
    def weighted(self) -> bool:
        """Whether the counts are weighted: not whole numbers, so that nothing can be dealt or resampled exactly."""
        return self.matrix.dtype != np.int64

    @cached_property
    def unit_totals(self) -> Cells:
        """All members of each unit, shape ``(units,)``."""
        totals: Cells = self.matrix.sum(axis=1)
        return totals

    @cached_property
    def group_totals(self) -> Cells:
        """All members of each group, shape ``(groups,)``."""
        totals: Cells = self.matrix.sum(axis=0)
        return totals

    @property
    def total(self) -> float:
        """Everyone."""
        return float(self.unit_totals.sum())

    def pair(self, a: str, b: str | None = None) -> Counts:
        """Two groups: ``a`` and ``b``, or ``a`` and all others together (labelled ``not a``).

        Raises KeyError for an unknown group.
        """
        first = self.matrix[:, self._group(a)]
        second = self.unit_totals - first if b is None else self.matrix[:, self._group(b)]
        label = f"not {a}" if b is None else b
        return Counts(np.ascontiguousarray(np.column_stack([first, second])), self.units, (a, label), self.parents)

    def merge(self, level: str) -> Counts:
        """The units put together by their parents at ``level``. Raises KeyError when there is no such level."""
        labels, index = np.unique(self.parents[level], return_inverse=True)
        merged = np.zeros((len(labels), len(self.groups)), dtype=self.matrix.dtype)
        np.add.at(merged, index, self.matrix)
        return Counts(merged, tuple(str(one) for one in labels), self.groups)

    def _group(self, label: str) -> int:
        try:
            return self.groups.index(label)
        except ValueError:
            raise KeyError(f"there is no group '{label}'; there are {', '.join(self.groups)}") from None


def _labels(what: str, given: Sequence[object] | None, length: int) -> tuple[str, ...]:
    labels = tuple(str(one) for one in (range(length) if given is None else given))
    if len(labels) != length:
        raise ValueError(f"{len(labels)} {what} labels for {length} {what}s")
    if len(set(labels)) != length:
        raise ValueError(f"a {what} label stands twice")
    return labels
