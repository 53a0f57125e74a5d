# SPDX-License-Identifier: EUPL-1.2
"""A17: the output of a statistical model."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from speelveld.disclosure.attack.findings import Finding, found, too_narrow
from speelveld.disclosure.attack.knowledge import ModelOutput
from speelveld.disclosure.system import Protected

LEAST_FREEDOM = 10
"""Residual degrees of freedom below which model output is not published."""
ALONE = 1 - 1e-9
"""From this leverage on a pattern determines its own fitted value."""


def model_output(needs: Sequence[Protected], models: Sequence[ModelOutput], threshold: int = 0) -> list[Finding]:
    """A17. What does the outsider do: takes a regression with a dummy for every cell, whose fitted values are the
    cells' own means, and multiplies them by the numbers of children. What they need: the coefficients and the sizes.
    What stops it: at least 10 residual degrees of freedom, and no parameter for a single cell.

    A finding for a model with fewer residual degrees of freedom, and for each pattern with leverage 1 whose count
    becomes known better than its need (or, with a ``threshold``, that has fewer observations than that).
    """
    wanted = {need.terms: need for need in needs}
    leaks = []
    for one in models:
        sizes = np.asarray(one.sizes, dtype=float)
        freedom = int(sizes.sum()) - int(np.linalg.matrix_rank(one.design))
        if freedom < LEAST_FREEDOM:
            leaks.append(Finding("A17", one.id, 0, 0, None, f"{freedom} residual degrees of freedom"))
        for pattern in np.flatnonzero(leverages(one) >= ALONE).tolist():
            size, half = sizes[pattern], 0.5 / 10**one.decimals
            low = max(0, math.ceil((one.fitted[pattern] - half) * size - 1e-9))
            high = min(int(size), math.floor((one.fitted[pattern] + half) * size + 1e-9))
            need = wanted.get(one.counts[pattern])
            why = f"{one.id} has a parameter for this cell alone: {one.fitted[pattern]:g} of {size:.0f}"
            if need is not None and too_narrow(need, low, high):
                leaks.append(found("A17", need, low, high, why))
            elif need is None and 0 < size < threshold:
                leaks.append(Finding("A17", f"{one.id} pattern {pattern + 1}", low, high, None, why))
    return leaks


def leverages(one: ModelOutput) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """How far each pattern determines its own fitted value: the diagonal of the hat matrix, weighted by sizes."""
    root = np.sqrt(np.asarray(one.sizes, dtype=float))
    left, singular, _ = np.linalg.svd(root[:, None] * one.design, full_matrices=False)
    kept = left[:, singular > singular.max(initial=0.0) * 1e-10]
    result: np.ndarray[tuple[int], np.dtype[np.float64]] = (kept**2).sum(axis=1)
    return result
