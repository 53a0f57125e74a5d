# SPDX-License-Identifier: EUPL-1.2
"""What the laboratory knows of a municipality: where pupils live, where they go, and what schools have to give.

All of it is public or protected already. Nothing in it is one child.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speelveld.errors import Fault, InputError
from speelveld.placement.market import Int32, Int64

Reals = NDArray[np.float64]

YEAR_GROUPS = 8
"""Year groups of a primary school: one birth cohort is an eighth of its pupils."""


@dataclass(frozen=True, eq=False)
class Town:
    """Areas by schools: flows of pupils, distances, seats and groups.

    ``low`` and ``high`` bound the pupils of each flow, shape ``(areas, schools)``; ``filling`` says, per school, how
    far masked flows stand between them (0 to 1). ``metres`` has the same shape. ``seats`` is what each school gives to
    one birth cohort. ``group_share`` is the chance that a pupil of a flow belongs to group A, shape ``(areas,
    schools)``; ``seen_share`` the share of group A that parents see at a school, shape ``(schools,)``. ``inside`` marks
    the areas of the municipality. ``public`` marks public schools. ``denominations`` number ``denomination_names``.
    """

    areas: tuple[str, ...]
    schools: tuple[str, ...]
    low: Int64
    high: Int64
    filling: Reals
    metres: Reals
    seats: Int64
    group_share: Reals
    seen_share: Reals
    denominations: Int32
    denomination_names: tuple[str, ...]
    public: NDArray[np.bool_]
    inside: NDArray[np.bool_]

    def __post_init__(self) -> None:
        faults = list(self._faults())
        if faults:
            raise InputError([Fault(fault) for fault in faults])

    def _faults(self) -> list[str]:
        areas, schools = len(self.areas), len(self.schools)
        wanted = {
            "low": (areas, schools),
            "high": (areas, schools),
            "metres": (areas, schools),
            "group_share": (areas, schools),
            "filling": (schools,),
            "seats": (schools,),
            "seen_share": (schools,),
            "denominations": (schools,),
            "public": (schools,),
            "inside": (areas,),
        }
        found = [
            f"{name}: its shape is {getattr(self, name).shape}, and it must be {shape}."
            for name, shape in wanted.items()
            if getattr(self, name).shape != shape
        ]
        if found:
            return found
        if list(self.schools) != sorted(set(self.schools)):
            found.append("schools: their names are not different, or not in order.")
        if (self.low < 0).any() or (self.low > self.high).any():
            found.append("low: a flow has a low bound below 0 or above its high bound.")
        for name in ("filling", "group_share", "seen_share"):
            values = getattr(self, name)
            if not ((values >= 0) & (values <= 1)).all():
                found.append(f"{name}: a value is not between 0 and 1.")
        if not (np.isfinite(self.metres) & (self.metres >= 0)).all():
            found.append("metres: a distance is missing or below 0.")
        if self.seats.size and int(self.seats.min()) < 0:
            found.append("seats: a school has fewer than 0.")
        if not self.schools or not self.high.any():
            found.append("high: there is no flow of pupils to draw children from.")
        return found

    @property
    def expected(self) -> Reals:
        """The expected number of children of one cohort per flow, shape ``(areas, schools)``."""
        return (self.low + self.filling * (self.high - self.low)) / YEAR_GROUPS
