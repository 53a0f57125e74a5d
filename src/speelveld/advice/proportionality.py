# SPDX-License-Identifier: EUPL-1.2
"""Are the odds proportional? An ordered logit says that a column has one effect at every threshold.

``brant`` fits a binary logit at each threshold and tests whether their coefficients are equal (Brant, 1990).
``partial_odds`` gives each group thresholds of its own (partial proportional odds; Peterson & Harrell, 1990), with
school effects where asked for, and tests them against one effect (likelihood ratio): how large the effect of the group
is at each threshold matters more than whether the test, which finds any difference in many pupils, is significant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.advice.binary import BinaryFit, fit_binary
from speelveld.advice.design import Design
from speelveld.advice.newton import NoMaximumError
from speelveld.advice.ordered import OrderedFit, SchoolEffects, fit_ordered
from speelveld.advice.special import chdtrc, expit

Floats = NDArray[np.float64]

ENOUGH = 10
"""Pupils per coefficient that a threshold needs on its smaller side (Peduzzi et al., 1996); others are left out."""


@dataclass(frozen=True, slots=True)
class WaldTest:
    """Are some coefficients equal at all thresholds? Chi squared, its degrees of freedom, and the chance of more."""

    columns: tuple[str, ...]
    statistic: float
    degrees: int
    p_value: float


@dataclass(frozen=True, slots=True)
class Brant:
    """Brant's test. ``cuts`` holds the level below each threshold that was used, ``left_out`` those that were not.

    ``coefficients`` and ``errors`` have shape ``(cuts, columns)``. ``together`` tests all columns, ``each`` one by one.
    """

    cuts: tuple[int, ...]
    left_out: tuple[int, ...]
    columns: tuple[str, ...]
    coefficients: Floats
    errors: Floats
    together: WaldTest
    each: tuple[WaldTest, ...]


@dataclass(frozen=True, slots=True)
class PartialOdds:
    """Effects of a group at each threshold, ``reference`` against ``label``.

    ``effects`` and ``errors`` are on the logit scale, positive where ``label`` is more often above the threshold:
    shape ``(levels - 1,)``. ``test`` is the likelihood-ratio test against one effect, that of ``proportional``.
    """

    reference: str
    label: str
    levels: tuple[int, ...]
    effects: Floats
    errors: Floats
    test: WaldTest
    proportional: OrderedFit
    partial: OrderedFit


def brant(
    levels: ArrayLike, matrix: ArrayLike, *, columns: Sequence[str] = (), schools: ArrayLike | None = None
) -> Brant:
    """Brant's test (1990), equation by equation.

    With pi the chance to be above a cut and X with a constant, the covariance of the coefficients at cuts j < l is
    (X'W_j X)^-1 X'W_jl X (X'W_l X)^-1, W_jl = pi_l (1 - pi_j). With ``schools`` the middle is instead the sum over
    schools of the products of their scores, which allows for likeness within schools. Left out are thresholds with few
    pupils on one side, and those at which a column separates the two sides. Raises ValueError where fewer than two
    thresholds are left.
    """
    level = np.asarray(levels)
    x = np.asarray(matrix, dtype=np.float64)
    names = tuple(columns) or tuple(f"x{i + 1}" for i in range(x.shape[1]))
    used = np.unique(level)[:-1]
    smaller = np.array([min((level > cut).sum(), (level <= cut).sum()) for cut in used])
    enough = smaller >= ENOUGH * (x.shape[1] + 1)
    fits = {int(cut): _fit_at(level > cut, x, names) for cut in used[enough]}
    equations = [fit for fit in fits.values() if fit is not None]
    cuts = np.array([cut for cut, fit in fits.items() if fit is not None])
    left_out = tuple(int(cut) for cut in used if int(cut) not in cuts)
    if len(cuts) < 2:
        raise ValueError("fewer than two thresholds have enough pupils on both sides. Merge levels.")
    constant = np.column_stack([np.ones(len(x)), x])
    chance = np.array([expit(constant @ fit.parameters) for fit in equations])
    if schools is None:
        middle = _expected(constant, chance)
    else:
        middle = _by_school(constant, (level > cuts[:, None]) - chance, np.asarray(schools))
    bread = [fit.covariance for fit in equations]
    size = constant.shape[1]
    covariance = np.block(
        [
            [
                bread[j] @ middle[j * size : (j + 1) * size, k * size : (k + 1) * size] @ bread[k]
                for k in range(len(cuts))
            ]
            for j in range(len(cuts))
        ]
    )
    parameters = np.array([fit.parameters for fit in equations])
    return Brant(
        cuts=tuple(int(cut) for cut in cuts),
        left_out=left_out,
        columns=names,
        coefficients=parameters[:, 1:],
        errors=np.sqrt(np.diag(covariance)).reshape(len(cuts), size)[:, 1:],
        together=_equal(parameters, covariance, list(range(1, size)), names),
        each=tuple(_equal(parameters, covariance, [at], (names[at - 1],)) for at in range(1, size)),
    )


def partial_odds(
    levels: ArrayLike,
    design: Design,
    term: str,
    *,
    label: str,
    group: ArrayLike,
    schools: ArrayLike | None = None,
    effects: SchoolEffects = "none",
    weights: ArrayLike | None = None,
) -> PartialOdds:
    """The effect of ``label`` at every threshold, with the other columns proportional.

    ``group`` holds the labels of ``term`` per pupil. The test has (labels - 1) * (levels - 2) degrees of freedom.
    """
    order = design.labels[term]
    proportional = fit_ordered(
        levels, design.matrix, columns=design.columns, schools=schools, effects=effects, weights=weights
    )
    rest = design.without(term)
    partial = fit_ordered(
        levels,
        rest.matrix,
        columns=rest.columns,
        schools=schools,
        effects=effects,
        strata=np.asarray(group).astype(str),
        weights=weights,
    )
    statistic = max(0.0, 2 * (partial.log_likelihood - proportional.log_likelihood))
    thresholds = len(partial.used) - 1
    degrees = (len(order) - 1) * (thresholds - 1)
    reference, other = partial.strata.index(order[0]), partial.strata.index(label)
    contrast = np.zeros((thresholds, partial.parameters.size))
    at = np.arange(thresholds)
    contrast[at, reference * thresholds + at] += 1
    contrast[at, other * thresholds + at] -= 1
    return PartialOdds(
        reference=order[0],
        label=label,
        levels=partial.used,
        effects=contrast @ partial.parameters,
        errors=np.sqrt(np.diag(contrast @ partial.covariance @ contrast.T)),
        test=WaldTest((term,), statistic, degrees, float(chdtrc(degrees, statistic)) if degrees else 1.0),
        proportional=proportional,
        partial=partial,
    )


def _fit_at(above: NDArray[np.bool_], x: Floats, names: tuple[str, ...]) -> BinaryFit | None:
    """The logit at one threshold, None where a column separates its two sides."""
    try:
        return fit_binary(above, x, columns=names)
    except NoMaximumError:
        return None


def _expected(x: Floats, chance: Floats) -> Floats:
    """The expected products of the scores of the cuts: x'W_jl x, block by block."""
    cuts, size = len(chance), x.shape[1]
    middle = np.empty((cuts * size, cuts * size))
    for j in range(cuts):
        for k in range(j, cuts):
            block = x.T @ (x * (chance[k] * (1 - chance[j]))[:, None])
            middle[j * size : (j + 1) * size, k * size : (k + 1) * size] = block
            middle[k * size : (k + 1) * size, j * size : (j + 1) * size] = block.T
    return middle


def _by_school(x: Floats, residual: Floats, schools: NDArray[np.generic]) -> Floats:
    """The sum over schools of the outer products of their scores at all cuts, times S / (S - 1)."""
    labels, place = np.unique(schools, return_inverse=True)
    if len(labels) < 2:
        raise ValueError("likeness within schools needs at least two schools")
    scores = np.zeros((len(labels), len(residual) * x.shape[1]))
    np.add.at(scores, place, (residual.T[:, :, None] * x[:, None, :]).reshape(len(x), -1))
    return np.asarray(scores.T @ scores * (len(labels) / (len(labels) - 1)))


def _equal(parameters: Floats, covariance: Floats, which: list[int], names: tuple[str, ...]) -> WaldTest:
    """Wald's test that the parameters ``which`` are the same at all cuts as at the first."""
    cuts, size = parameters.shape
    degrees = (cuts - 1) * len(which)
    contrast = np.zeros((degrees, cuts * size))
    for row in range(degrees):
        cut, at = 1 + row // len(which), which[row % len(which)]
        contrast[row, at] = 1.0
        contrast[row, cut * size + at] = -1.0
    difference = contrast @ parameters.ravel()
    statistic = float(difference @ np.linalg.solve(contrast @ covariance @ contrast.T, difference))
    return WaldTest(names, statistic, degrees, float(chdtrc(degrees, statistic)))
