# SPDX-License-Identifier: EUPL-1.2
"""A15: asking again."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from speelveld.disclosure.attack.findings import Finding


def reruns(answers: Mapping[str, Sequence[str]]) -> list[Finding]:
    """A15. What does the outsider do: asks the same a thousand times, and takes the mean; noise that is drawn anew each
    time averages out. What they need: a loop. What stops it: noise that belongs to the cell (cell keys), or none.

    Any answer that differs from the first is a finding. Where the answers are numbers, ``low`` and ``high`` are the
    mean give or take two standard errors.
    """
    leaks = []
    for request, texts in answers.items():
        different = len(set(texts))
        if different < 2:
            continue
        low, high = _averaged(texts)
        why = f"{len(texts)} answers to one request were {different} different texts"
        leaks.append(Finding("A15", request, low, high, None, why))
    return leaks


def _averaged(texts: Sequence[str]) -> tuple[int, int]:
    numbers = [number for text in texts if (number := _number(text)) is not None]
    if not numbers:
        return 0, 0
    mean, error = float(np.mean(numbers)), float(np.std(numbers)) / math.sqrt(len(numbers))
    return math.floor(mean - 2 * error), math.ceil(mean + 2 * error)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
