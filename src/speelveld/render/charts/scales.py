# SPDX-License-Identifier: EUPL-1.2
"""Round ticks from zero."""

from __future__ import annotations

import math
from typing import Final

_STEPS: Final = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000)


def ticks(largest: float, wanted: int) -> tuple[int, ...]:
    """About ``wanted`` round steps from zero; the last is not below ``largest``."""
    step = next((step for step in _STEPS if largest / step <= wanted), 10 ** math.ceil(math.log10(max(largest, 1))))
    last = max(1, math.ceil(largest / step))
    return tuple(step * index for index in range(last + 1))
