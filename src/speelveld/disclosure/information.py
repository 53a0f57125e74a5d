# SPDX-License-Identifier: EUPL-1.2
"""How much the indices of a city tell about its schools: bits of uncertainty against bits of information.

An index is no linear statement, but published to three decimals beside rounded shares of few schools it can be solved:
five schools with five possible counts each allow 3,125 tables, and three indices to three decimals have far more than
3,125 values. So what an outsider does not know about the schools is counted in bits, and what the published indices
tell in bits is taken off. What is left must be enough, or the indices are rounded further, or not shown.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Vector = Callable[[NDArray[np.float64], NDArray[np.float64]], Sequence[float]]


def uncertainty(options: ArrayLike) -> float:
    """The bits that an outsider lacks when each school has this many possible counts, their sum not counted."""
    return float(np.log2(np.maximum(np.asarray(options, dtype=float), 1)).sum())


def information(jacobian: ArrayLike, options: ArrayLike, step: float) -> float:
    """The bits that numbers rounded to ``step`` tell about counts, when the sum of the counts is known as well.

    ``jacobian``, shape ``(numbers, schools)``, is the change of each number for one pupil more; ``options`` the
    possible counts per school. Counts are taken as independent with the variance of a uniform distribution, rounding as
    noise of variance ``step**2 / 12``: the capacity of a Gaussian channel (Cover & Thomas 2006, 9.4),
    ``log2 det(I + J C J' / (step**2 / 12)) / 2``.
    """
    matrix, counts = np.atleast_2d(np.asarray(jacobian, dtype=float)), np.asarray(options, dtype=float)
    noise = step / math.sqrt(12)
    rows = np.vstack([matrix / noise, np.full((1, len(counts)), math.sqrt(12.0))])
    scaled = rows * np.sqrt((np.maximum(counts, 1) ** 2 - 1) / 12)
    covariance = scaled @ scaled.T if len(rows) <= len(counts) else scaled.T @ scaled
    _, logarithm = np.linalg.slogdet(np.eye(len(covariance)) + covariance)
    return float(logarithm / (2 * math.log(2)))


def jacobian(vector: Vector, group: NDArray[np.float64], rest: NDArray[np.float64]) -> NDArray[np.float64]:
    """The change of each of ``vector(group, rest)`` for one pupil of a school more, shape ``(numbers, schools)``."""
    base = np.asarray(vector(group, rest), dtype=float)
    columns = np.empty((len(base), len(group)))
    for school in range(len(group)):
        move = 1.0 if rest[school] >= 1 else -1.0
        changed, others = group.copy(), rest.copy()
        changed[school] += move
        others[school] -= move
        columns[:, school] = (np.asarray(vector(changed, others), dtype=float) - base) / move
    return np.nan_to_num(columns)


def finest_step(
    steps: Sequence[float],
    margin: float,
    options: ArrayLike,
    changes: NDArray[np.float64] | None,
    enough: float = math.inf,
    before: Sequence[float] = (),
) -> float | None:
    """The finest of ``steps`` (fine to coarse) that leaves ``margin`` bits of uncertainty; None when none does.

    ``changes`` is the Jacobian; it may be None where there are ``enough`` bits, for then no number of indices tells
    all. ``before`` are the steps to which the same numbers were rounded in earlier editions, with counts that were
    corrected since: taken to be so little different that they tell of the same counts.
    """
    bits = uncertainty(options)
    if bits >= enough or changes is None:
        return steps[0] if bits >= enough else None
    for step in steps:
        if bits - information(np.vstack([changes / one for one in (step, *before)]), options, 1.0) >= margin:
            return step
    return None
