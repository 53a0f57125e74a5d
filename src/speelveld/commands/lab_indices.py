# SPDX-License-Identifier: EUPL-1.2
"""The segregation indices that the laboratory is handed, with what chance alone would give."""

from __future__ import annotations

from functools import partial
from typing import Final

from speelveld.placement.laboratory import Indices
from speelveld.segregation.chance import expected
from speelveld.segregation.indices import INDICES

NAMES: Final = ("dissimilarity", "theil-h", "eta-squared", "isolation")


def indices() -> Indices:
    """Dissimilarity, Theil's H, eta squared and isolation, with their exact expectations by chance."""
    return Indices({name: INDICES[name] for name in NAMES}, {name: partial(expected, name) for name in NAMES})
