# SPDX-License-Identifier: EUPL-1.2
"""Years taken together for small schools, never across a break in the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.advice.distributions import counts_of

SMALL = 30
"""A school with fewer pupils than this in the last year is counted over more years."""

YEARS = 3


@dataclass(frozen=True, slots=True)
class Pooled:
    """Counts per school, and the years that they come from: ``first`` and ``last`` place in the list of years.

    ``small`` says which schools still have fewer pupils than the minimum.
    """

    events: NDArray[np.int64]
    sizes: NDArray[np.int64]
    first: NDArray[np.int64]
    last: int
    small: NDArray[np.bool_]

    @property
    def pooled(self) -> NDArray[np.bool_]:
        """Which schools are counted over more than one year."""
        return self.first < self.last


def pool_years(
    events: ArrayLike,
    sizes: ArrayLike,
    *,
    regimes: Sequence[object] | None = None,
    minimum: int = SMALL,
    span: int = YEARS,
) -> Pooled:
    """The last year of every school, or up to ``span`` years where that year has fewer than ``minimum`` pupils.

    ``events`` and ``sizes`` have shape ``(schools, years)``, oldest year first; a year without a count has 0 of both.
    ``regimes`` holds one value per year: years with another value than the last, and all before them, are left out, as
    figures cannot be compared across a change of the rules. Raises ValueError on other shapes.
    """
    x, n = counts_of(events, sizes)
    if x.ndim != 2:
        raise ValueError(f"events and sizes are of shape (schools, years), not {x.shape}")
    if minimum < 1 or span < 1:
        raise ValueError("a minimum and a span are at least 1")
    years = x.shape[1]
    if regimes is not None and len(regimes) != years:
        raise ValueError(f"{len(regimes)} regimes for {years} years")
    earliest = max(0, years - span)
    if regimes is not None:
        others = [at for at in range(years) if regimes[at] != regimes[-1]]
        earliest = max([earliest, *(at + 1 for at in others)])
    first = np.where(n[:, -1] < minimum, earliest, years - 1).astype(np.int64)
    inside = np.arange(years) >= first[:, None]
    pooled = (n * inside).sum(axis=1)
    return Pooled((x * inside).sum(axis=1), pooled, first, years - 1, pooled < minimum)
