# SPDX-License-Identifier: EUPL-1.2
"""What is assumed of families whose wishes nobody knows: every number is a choice, printed with each result."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

from speelveld.errors import Fault, InputError


@dataclass(frozen=True, slots=True)
class Assumptions:
    """How invented families value schools, and which of them have a claim to priority.

    The value of a school to a family is ``- distance * kilometres + denomination (where it is the family's)
    + composition * share of the family's own group at the school + size * ln(seats) + noise * e``, with ``e`` of the
    standard Gumbel distribution (McFadden 1974). ``list_length`` schools are handed in, best first, as far as the rules
    allow. ``siblings`` and ``childcare`` are shares of children with a brother or sister, or with childcare, at the
    school that the real flow leads to.
    """

    distance: float = 1.5
    denomination: float = 1.0
    composition: float = 1.0
    size: float = 1.0
    noise: float = 1.0
    list_length: int = 5
    siblings: float = 0.4
    childcare: float = 0.1

    def __post_init__(self) -> None:
        faults = [
            Fault(f"{name}: {value} is not a finite number of at least 0.")
            for name, value in asdict(self).items()
            if name in {"distance", "noise"} and not (math.isfinite(value) and value >= 0)
        ]
        faults += [
            Fault(f"{name}: {getattr(self, name)} is not a finite number.")
            for name in ("denomination", "composition", "size")
            if not math.isfinite(getattr(self, name))
        ]
        faults += [
            Fault(f"{name}: {getattr(self, name)} is not between 0 and 1.")
            for name in ("siblings", "childcare")
            if not 0 <= getattr(self, name) <= 1
        ]
        if self.list_length < 1:
            faults.append(Fault(f"list_length: {self.list_length} is below 1."))
        if faults:
            raise InputError(faults)

    def record(self) -> dict[str, Any]:
        """Every assumption by name."""
        return asdict(self)
