# SPDX-License-Identifier: EUPL-1.2
"""How the levels of final advice are put together for shares. Data: a change here raises :data:`VERSION`.

A double advice counts with the lower of its two levels. vso and 'no advice possible' stand outside the scale: no share
counts them, in its numerator or below it.
"""

from __future__ import annotations

from typing import Final

from speelveld.advice import LEVELS

VERSION: Final = "1.0"

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "up-to-kader": ("PRO", "VMBO_B", "VMBO_B_K", "VMBO_K", "VMBO_K_GT"),
    "gt": ("VMBO_GT", "VMBO_GT_HAVO"),
    "havo": ("HAVO", "HAVO_VWO"),
    "vwo": ("VWO",),
}
"""The four groups of levels from low to high, by the codes of the levels; together they are the scale."""

HIGHER: Final = "havo-or-higher"
DOUBLE: Final = "double"

SCALE: Final = tuple(level.code for level in LEVELS if level.half_steps is not None)
"""The levels that shares count."""

SHARES: Final[dict[str, tuple[str, ...]]] = {
    HIGHER: (*GROUPS["havo"], *GROUPS["vwo"]),
    **GROUPS,
    DOUBLE: tuple(level.code for level in LEVELS if level.double),
}
"""Every share that is shown: its id and the levels that it counts."""

POOLED: Final = ("2020/21", "2021/22", "2022/23")
"""Three years under one set of rules, taken together because schools are small; nearest to the counts of groups."""
