# SPDX-License-Identifier: EUPL-1.2
"""Newton's method for a likelihood, with steps that never go down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DECREMENT = 1e-9
"""The step that is expected to raise the log-likelihood by less than half of this is the last."""

STUCK = 1e-4
"""No step upward, though one is expected to gain this much: the likelihood is not what it should be there."""

STEPS = 100


@dataclass(slots=True)
class Point:
    """A place: the parameters, the log-likelihood, its gradient, and the information (minus the second derivative)."""

    parameters: Floats
    value: float
    gradient: Floats
    information: Floats


class NoMaximumError(ValueError):
    """The likelihood keeps rising: the data cannot tell the parameters."""


def climb(evaluate: Callable[[Floats], Point], start: Floats, names: tuple[str, ...]) -> tuple[Point, int]:
    """The maximum, which is also the last point that ``evaluate`` saw, and the number of steps to it.

    ``evaluate`` gives minus infinity where the parameters are not allowed. Directions in which the likelihood is not
    concave are followed upward by the size of their curvature. Raises NoMaximumError where no maximum is found.
    """
    here = evaluate(start)
    for step in range(STEPS):
        move = _direction(here)
        gain = float(move @ here.gradient)
        if gain < DECREMENT:
            there = evaluate(here.parameters + move)
            return (there if np.isfinite(there.value) else evaluate(here.parameters)), step + 1
        there = evaluate(here.parameters + move)
        share = 1.0
        while not there.value > here.value - 1e-10 * abs(here.value):
            share /= 2
            if share < 1e-9:
                if gain > STUCK:
                    raise NoMaximumError(_far(here, names))
                return evaluate(here.parameters), step
            there = evaluate(here.parameters + share * move)
        here = there
    raise NoMaximumError(_far(here, names))


def _far(here: Point, names: tuple[str, ...]) -> str:
    name = names[int(np.argmax(np.abs(here.parameters)))]
    return (
        f"the likelihood has no maximum that can be found: the data cannot tell '{name}'. Leave that column out, or "
        "merge levels or groups that hold few pupils."
    )


def _direction(at: Point) -> Floats:
    try:
        np.linalg.cholesky(at.information)  # quick; fails where the likelihood is not concave
        return np.asarray(np.linalg.solve(at.information, at.gradient), dtype=np.float64)
    except np.linalg.LinAlgError:
        pass
    values, vectors = np.linalg.eigh(at.information)
    floor = max(float(np.abs(values).max()) * 1e-13, 1e-13)
    along = vectors.T @ at.gradient / np.maximum(np.abs(values), floor)
    return vectors @ np.asarray(along, dtype=np.float64)


def inverse(information: Floats, names: tuple[str, ...]) -> Floats:
    """The inverse of an information matrix. Raises ValueError, with a name, where the data cannot tell a parameter."""
    scale = np.sqrt(np.maximum(np.diag(information), 1e-300))
    values, vectors = np.linalg.eigh(information / np.outer(scale, scale))
    if values[0] < 1e-10:
        name = names[int(np.argmax(np.abs(vectors[:, 0])))]
        raise NoMaximumError(f"the data cannot tell '{name}' from the other parameters. Leave it out, or merge levels.")
    return np.asarray((vectors / values) @ vectors.T / np.outer(scale, scale), dtype=np.float64)
