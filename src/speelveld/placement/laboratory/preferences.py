# SPDX-License-Identifier: EUPL-1.2
"""What families want. Assumed here; estimated preferences can take the place of this through one method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from speelveld.placement.laboratory.assumptions import Assumptions
from speelveld.placement.laboratory.town import Reals, Town
from speelveld.placement.market import Int32


class Preferences(Protocol):
    """Any model of what families want."""

    def utilities(
        self, town: Town, area: Int32, origin: Int32, in_group: NDArray[np.bool_], random: np.random.Generator
    ) -> Reals:
        """The value of every school to every child, shape ``(children, schools)``; higher is wanted more.

        ``area`` and ``origin`` (the school of the flow) number areas and schools of ``town``. All chance must come
        from ``random``, so that the same seed gives the same wishes.
        """
        ...


@dataclass(frozen=True, slots=True)
class RandomUtility:
    """The random utility of :class:`Assumptions`: a multinomial logit when ``noise`` is above 0 (McFadden 1974)."""

    assumptions: Assumptions

    def utilities(
        self, town: Town, area: Int32, origin: Int32, in_group: NDArray[np.bool_], random: np.random.Generator
    ) -> Reals:
        """The value of every school to every child; see :class:`Preferences`."""
        weights = self.assumptions
        own_kind = town.denominations[origin][:, None] == town.denominations[None, :]
        own_group = np.where(in_group[:, None], town.seen_share, 1 - town.seen_share)
        # A school without seats is as unlikely to be known as one with a single seat.
        size = np.log(np.maximum(town.seats, 1))
        value: Reals = (
            -weights.distance * town.metres[area] / 1000
            + weights.denomination * own_kind
            + weights.composition * own_group
            + weights.size * size
            + weights.noise * random.gumbel(size=(area.size, len(town.schools)))
        )
        return value
