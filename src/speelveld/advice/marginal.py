# SPDX-License-Identifier: EUPL-1.2
"""What a model says in percentage points: average chances of each level, and average marginal effects.

A coefficient of a logit is a ratio of odds, which few people can picture and which changes when a column is added. The
average marginal effect compares, over the same pupils, the mean chance if all had one label with the mean chance if all
had the other, everything else as it is (Lane & Nelder, 1982; Hanmer & Kalkan, 2013). Standard errors by the delta
method. Random school effects are integrated out: the chances are those of a pupil in a school drawn at random.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.advice.design import Design
from speelveld.advice.ordered import OrderedFit
from speelveld.advice.special import ndtri, roots_hermite

Floats = NDArray[np.float64]

NODES = 15
"""Points at which the normal distribution of school effects is integrated."""


@dataclass(frozen=True, slots=True)
class AverageShares:
    """Average chances in percent. ``above[k]`` is that of a level above ``levels[k]``; ``gradient`` is its derivative
    in the parameters of the fit, in percent. ``share`` is that of each level, and adds up to 100."""

    levels: tuple[int, ...]
    above: Floats
    share: Floats
    gradient: Floats


@dataclass(frozen=True, slots=True)
class AverageEffect:
    """A difference in percentage points per level: ``to`` minus ``reference``.

    ``share`` is the difference in the share of each level (adds up to 0), ``above`` that in the share above each level
    but the highest. Errors and ends of intervals have the same shapes.
    """

    levels: tuple[int, ...]
    reference: AverageShares
    to: AverageShares
    share: Floats
    share_error: Floats
    share_low: Floats
    share_high: Floats
    above: Floats
    above_error: Floats
    above_low: Floats
    above_high: Floats
    confidence: float


def average_shares(
    fit: OrderedFit,
    matrix: ArrayLike,
    *,
    schools: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    weights: ArrayLike | None = None,
) -> AverageShares:
    """The average chance of each level over the pupils of ``matrix``.

    ``schools`` is needed with fixed effects, ``strata`` where strata have thresholds of their own. Raises ValueError on
    a school or stratum that the fit does not know.
    """
    from speelveld.advice.marginal_kernels import average_above

    x = np.ascontiguousarray(matrix, dtype=np.float64)
    if x.ndim != 2 or x.shape[1] != len(fit.columns) or not len(x):
        raise ValueError(f"the matrix has shape {x.shape}; the fit has {len(fit.columns)} columns")
    weight = np.ones(len(x)) if weights is None else np.asarray(weights, dtype=np.float64)
    weight = weight / weight.sum()
    theta = fit.thresholds
    stratum = _places(strata, fit.strata, len(x), "stratum") if len(fit.strata) > 1 else np.zeros(len(x), np.int64)
    eta, place = x @ fit.coefficients, np.full(len(x), -1, dtype=np.int64)
    nodes, shares = np.zeros(1), np.ones(1)
    if fit.kind == "fixed":
        school = _places(schools, fit.schools, len(x), "school")
        eta = eta + fit.effects[school]
        place = np.where(school > 0, theta.size + len(fit.columns) + school - 1, -1)
    elif fit.sigma > 0:
        roots, mass = roots_hermite(NODES)
        nodes, shares = np.sqrt(2) * fit.sigma * roots, mass / mass.sum()
    # exp(eta - theta) stays within range when both are taken from the middle of the pupils.
    middle = float(eta.mean())
    gradient = np.zeros((theta.shape[1], fit.parameters.size))
    above = average_above(
        eta - middle, x, place, stratum * theta.shape[1], weight, np.exp(middle - theta.ravel()), theta.shape[1],
        nodes, shares, gradient,
    )  # fmt: skip
    share = -np.diff(np.concatenate([[1.0], above, [0.0]]))
    return AverageShares(fit.used, 100 * above, 100 * share, 100 * gradient)


def average_effect(
    fit: OrderedFit,
    design: Design,
    term: str,
    to: str,
    *,
    reference: str | None = None,
    schools: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    robust: bool = False,
    confidence: float = 0.95,
) -> AverageEffect:
    """The average marginal effect of ``to`` instead of ``reference`` (the term's own reference where not given).

    With ``robust`` the standard errors allow for likeness within schools. Where the fit has the term as strata (partial
    proportional odds), every pupil gets the thresholds of that label.
    """
    other = design.labels[term][0] if reference is None else reference
    found = []
    for label in (other, to):
        by_stratum = len(fit.strata) > 1
        found.append(
            average_shares(
                fit,
                design.without(term).matrix if by_stratum else design.setting(term, label),
                schools=schools,
                strata=np.full(len(design.matrix), label) if by_stratum else None,
                weights=weights,
            )
        )
    return compare_shares(fit, found[0], found[1], robust=robust, confidence=confidence)


def compare_shares(
    fit: OrderedFit, reference: AverageShares, to: AverageShares, *, robust: bool = False, confidence: float = 0.95
) -> AverageEffect:
    """``to`` minus ``reference`` in percentage points, with intervals by the delta method."""
    if not 0 < confidence < 1:
        raise ValueError(f"a level of confidence lies between 0 and 1, not at {confidence}")
    reach = float(ndtri((1 + confidence) / 2))
    covariance = fit.covariance_of(robust=robust)
    slope = to.gradient - reference.gradient
    edge = np.zeros((1, slope.shape[1]))
    slopes = -np.diff(np.vstack([edge, slope, edge]), axis=0)
    above, share = to.above - reference.above, to.share - reference.share
    above_error = np.sqrt(np.einsum("ki,ij,kj->k", slope, covariance, slope))
    share_error = np.sqrt(np.einsum("ki,ij,kj->k", slopes, covariance, slopes))
    return AverageEffect(
        levels=fit.used,
        reference=reference,
        to=to,
        share=share,
        share_error=share_error,
        share_low=share - reach * share_error,
        share_high=share + reach * share_error,
        above=above,
        above_error=above_error,
        above_low=above - reach * above_error,
        above_high=above + reach * above_error,
        confidence=confidence,
    )


def _places(given: ArrayLike | None, known: tuple[object, ...], length: int, what: str) -> NDArray[np.int64]:
    if given is None:
        raise ValueError(f"this fit needs the {what} of every pupil")
    values = np.asarray(given)
    if values.shape != (length,):
        raise ValueError(f"one {what} per pupil: shape ({length},), not {values.shape}")
    place = {label: at for at, label in enumerate(known)}
    labels, codes = np.unique(values, return_inverse=True)
    missing = [label for label in labels.tolist() if label not in place]
    if missing:
        raise ValueError(f"the fit knows no {what} {missing[:10]}")
    return np.array([place[label] for label in labels.tolist()], dtype=np.int64)[codes]
