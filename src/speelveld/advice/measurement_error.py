# SPDX-License-Identifier: EUPL-1.2
"""A test is a noisy measure: how the effect of a group changes when the noise is allowed for.

Groups differ in their mean. Of two pupils with the same test score, the one from the group with the lower mean was
more likely lucky, and the one from the group with the higher mean unlucky (Kelley, 1947). So a comparison at the same
score sets the first beside pupils who can in truth do more: even fair advice then looks too low for that group.
Two corrections, for a stated reliability r (the share of the variance of the scores that is not noise):

- regression calibration by group: each score is replaced by what is expected behind it, m + r_g (score - m), with the
  group's own mean m and reliability r_g = 1 - s2 / var_g, where s2 = (1 - r) var (Carroll et al., 2006, chapter 4);
- SIMEX: more noise is added, in known amounts, and the effect is followed back to none (Cook & Stefanski, 1994), by a
  quadratic curve; standard errors as Stefanski & Cook (1995).

Nobody knows r exactly; therefore several are computed. At r = 1 nothing is corrected.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.advice.design import Design, build_design, knots_at
from speelveld.advice.marginal import AverageEffect, average_effect
from speelveld.advice.ordered import SchoolEffects, fit_ordered
from speelveld.advice.special import ndtri

Floats = NDArray[np.float64]

RELIABILITIES = (1.0, 0.95, 0.90, 0.85)
AMOUNTS = (0.5, 1.0, 1.5, 2.0)
"""The noise that SIMEX adds, as multiples of what the test has."""

REPLICATIONS = 25
SEED = 20201007


@dataclass(frozen=True, slots=True)
class NoisyEffect:
    """The effect of a group at one reliability, in percentage points, per threshold as in ``AverageEffect.above``."""

    reliability: float
    method: Literal["calibration", "simex"]
    levels: tuple[int, ...]
    above: Floats
    above_error: Floats
    above_low: Floats
    above_high: Floats


def noise_variance(score: ArrayLike, reliability: float) -> float:
    """The variance of the noise, (1 - r) times that of the scores. Raises ValueError outside 0 < r <= 1."""
    if not 0 < reliability <= 1:
        raise ValueError(f"a reliability lies above 0 and is at most 1; {reliability} does not")
    return (1 - reliability) * float(np.var(np.asarray(score, dtype=np.float64)))


def calibrated(score: ArrayLike, group: ArrayLike, reliability: float) -> Floats:
    """What is expected behind each score, given the group: its mean, and the score drawn towards that mean.

    Raises ValueError where a group's scores vary less than the noise alone would make them.
    """
    x, labels = np.asarray(score, dtype=np.float64), np.asarray(group)
    noise = noise_variance(x, reliability)
    expected = np.empty_like(x)
    for label in np.unique(labels):
        inside = labels == label
        mean, variance = float(x[inside].mean()), float(x[inside].var())
        if variance <= noise:
            raise ValueError(
                f"the scores of '{label}' vary less (variance {variance:.3g}) than the noise of a test with "
                f"reliability {reliability} ({noise:.3g}). A higher reliability, or fewer groups."
            )
        expected[inside] = mean + (1 - noise / variance) * (x[inside] - mean)
    return expected


def noisy_test(
    levels: ArrayLike,
    score: ArrayLike,
    group: ArrayLike,
    *,
    reference: str,
    label: str,
    years: ArrayLike | None = None,
    schools: ArrayLike | None = None,
    effects: SchoolEffects = "none",
    reliabilities: Sequence[float] = RELIABILITIES,
    method: Literal["calibration", "simex"] = "calibration",
    replications: int = REPLICATIONS,
    seed: int = SEED,
    confidence: float = 0.95,
) -> tuple[NoisyEffect, ...]:
    """The average marginal effect of ``label`` instead of ``reference`` on the level, at each reliability.

    The model is the ordered logit of ``levels`` on a spline of the score and the group (and the year). Intervals take
    the reliability as given; with schools they are robust to likeness within schools. The same ``seed`` gives the same
    SIMEX everywhere.
    """
    x = np.asarray(score, dtype=np.float64)
    labels = np.asarray(group).astype(str)
    order = [reference, *(one for one in np.unique(labels).tolist() if one != reference)]
    years_given = {} if years is None else {"year": years}

    def effect_at(values: Floats) -> AverageEffect:
        made: Design = build_design(values, knots=knots_at(values), group=(labels, order), **years_given)
        fit = fit_ordered(levels, made.matrix, columns=made.columns, schools=schools, effects=effects)
        robust = schools is not None
        return average_effect(fit, made, "group", label, schools=schools, robust=robust, confidence=confidence)

    found = []
    for reliability in reliabilities:
        if method == "calibration" or reliability == 1:
            effect = effect_at(calibrated(x, labels, reliability))
            above, error = effect.above, effect.above_error
        elif method == "simex":
            spread = float(np.sqrt(noise_variance(x, reliability)))
            above, error = _simex(effect_at, x, spread, replications, seed)
        else:
            raise ValueError(f"the method is calibration or simex, not {method!r}")
        reach = float(ndtri((1 + confidence) / 2))
        low, high = above - reach * error, above + reach * error
        found.append(NoisyEffect(reliability, method, effect_levels(levels), above, error, low, high))
    return tuple(found)


def effect_levels(levels: ArrayLike) -> tuple[int, ...]:
    """The levels that occur."""
    return tuple(int(one) for one in np.unique(np.asarray(levels)))


def _simex(
    effect_at: Callable[[Floats], AverageEffect], score: Floats, spread: float, replications: int, seed: int
) -> tuple[Floats, Floats]:
    if replications < 2:
        raise ValueError("SIMEX needs at least 2 replications")
    random = np.random.Generator(np.random.Philox(seed))
    plain = effect_at(score)
    amounts, means, variances = [0.0], [plain.above], [plain.above_error**2]
    for amount in AMOUNTS:
        effects = [
            effect_at(score + np.sqrt(amount) * spread * random.standard_normal(len(score)))
            for _ in range(replications)
        ]
        above = np.array([effect.above for effect in effects])
        amounts.append(amount)
        means.append(above.mean(axis=0))
        variances.append(np.mean([effect.above_error**2 for effect in effects], axis=0) - above.var(axis=0, ddof=1))
    curve = np.vander(amounts, 3)
    back = np.array([1.0, -1.0, 1.0]) @ np.linalg.pinv(curve)
    variance = back @ np.array(variances)
    # Extrapolated variances can fall below that of the effect without correction, which a correction never improves on.
    return back @ np.array(means), np.sqrt(np.maximum(variance, variances[0]))
