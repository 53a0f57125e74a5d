# SPDX-License-Identifier: EUPL-1.2
"""From the values in a frame to labels, in an order that does not depend on the engine."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import Any

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def label(value: Any) -> str:
    """A value as a label; empty where there is none (None, NaN, NaT, blank text).

    A whole float is written as a whole number: a column of whole numbers becomes floats in pandas as soon as one is
    missing.
    """
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return ""
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        if value.is_integer():
            return str(int(value))
    text = str(value)
    return text if text.strip() else ""


def ordered(labels: Iterable[str]) -> list[str]:
    """Every label once: by value where all are numbers, by text otherwise."""
    found = set(labels)
    if all(_NUMBER.fullmatch(one) for one in found):
        return sorted(found, key=lambda one: (float(one), one))
    return sorted(found)


def codes(labels: Sequence[str], order: Sequence[str]) -> list[int]:
    """The place of each label in ``order``; -1 for one that is not there."""
    place = {one: number for number, one in enumerate(order)}
    return [place.get(one, -1) for one in labels]
