# SPDX-License-Identifier: EUPL-1.2
"""What an index is to the registry: its name, formula, range and source, what it needs, and what computes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from speelveld.segregation.counts import Cells

Kind = Literal["two-group", "multi-group", "ordinal"]
Family = Callable[[Cells], dict[str, float]]


@dataclass(frozen=True, slots=True)
class Places:
    """Where the units are, as far as an index needs it: every measure in metres and square metres, or all in one unit.

    ``coordinates`` has shape ``(units, 2)``; ``areas`` and ``perimeters`` shape ``(units,)``; ``touching`` and
    ``lengths`` (of borders) are matrices of shape ``(units, units)``; ``centre`` is a point. ``scale`` is the distance
    over which proximity falls to 1/e.
    """

    coordinates: ArrayLike | None = None
    areas: ArrayLike | None = None
    perimeters: ArrayLike | None = None
    touching: Any = None
    lengths: Any = None
    centre: ArrayLike | None = None
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Index:
    """One index.

    ``name`` is its key; ``symbol`` what the literature writes. ``kind``: "two-group" (group A v. B, in that order, the
    first two columns), "multi-group" (all groups) or "ordinal" (all groups, in order). ``formula``, ``bounds`` and
    ``citation`` are text for people. ``options`` names each option and says what it does. ``needs`` names the fields of
    ``Places`` without which it cannot be computed. ``symmetric``: the same when two groups change places (two-group) or
    the order of groups is turned round. ``whole``: it needs whole counts. ``compute`` takes the
    counts, units by groups, and the options (and ``places`` where it needs any). ``family`` computes it together with
    others from one pass.
    """

    name: str
    symbol: str
    kind: Kind
    formula: str
    bounds: str
    citation: str
    compute: Callable[..., float]
    symmetric: bool = True
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    needs: tuple[str, ...] = ()
    whole: bool = False
    family: Family | None = None

    def of(self, cells: Cells, *, places: Places | None = None, **options: float) -> float:
        """The index of counts of shape ``(units, groups)``.

        Raises ValueError for an option that it does not know, places that it lacks, or not two groups where it needs
        two.
        """
        unknown = [name for name in options if name not in self.options]
        if unknown:
            known = ", ".join(self.options) or "none"
            raise ValueError(f"{self.name!r} has no option {', '.join(unknown)}; it has {known}")
        if self.kind == "two-group" and cells.shape[1] != 2:
            raise ValueError(f"{self.name!r} compares two groups, not {cells.shape[1]}")
        if not self.needs:
            return self.compute(cells, **options)
        lacking = [name for name in self.needs if places is None or getattr(places, name) is None]
        if lacking:
            raise ValueError(f"{self.name!r} needs {', '.join(lacking)} of the units")
        return self.compute(cells, places=places, **options)

    def __call__(self, a: ArrayLike, b: ArrayLike, **options: float) -> float:
        """The index of group ``a`` v. group ``b``, each of shape ``(units,)``."""
        return self.of(np.column_stack([np.asarray(a), np.asarray(b)]), places=None, **options)


def of_pair(function: Callable[..., float]) -> Callable[..., float]:
    """A function of two arrays as one of a matrix with two columns."""

    def compute(cells: Cells, **options: float) -> float:
        return function(cells[:, 0], cells[:, 1], **options)

    return compute


def of_family(family: Family, name: str) -> Callable[..., float]:
    """One member of a family."""

    def compute(cells: Cells) -> float:
        return family(cells)[name]

    return compute
