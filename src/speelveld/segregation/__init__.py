# SPDX-License-Identifier: EUPL-1.2
"""Measuring segregation on arrays of counts. Pure: no frames, no files, no web."""

from speelveld.segregation.chance import corrected, expected
from speelveld.segregation.indices import (
    INDICES,
    dissimilarity,
    eta_squared,
    exposure,
    isolation,
    theil_h,
)
from speelveld.segregation.inference import Interval, intervals
from speelveld.segregation.moves import exchange, one_group, surplus

__all__ = [
    "INDICES",
    "Interval",
    "corrected",
    "dissimilarity",
    "eta_squared",
    "exchange",
    "expected",
    "exposure",
    "intervals",
    "isolation",
    "one_group",
    "surplus",
    "theil_h",
]
