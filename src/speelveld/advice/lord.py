# SPDX-License-Identifier: EUPL-1.2
"""Two honest comparisons that disagree: at the same first advice, and at the same test score (Lord, 1967).

Neither is wrong: they answer different questions. Both are given in one unit, the difference between two groups in the
share of pupils who are eligible for reconsideration (whose test advice is above the first advice), in percentage
points, with what each holds equal, how to read it, and what to beware of, as data that a page can show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.advice.binary import fit_binary
from speelveld.advice.design import Design, build_design
from speelveld.advice.marginal import AverageEffect, AverageShares, average_effect, average_shares
from speelveld.advice.measurement_error import calibrated
from speelveld.advice.ordered import OrderedFit, SchoolEffects, fit_ordered
from speelveld.advice.special import ndtri

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a comparison asks, holds equal, means, and hides: English, in words that a page translates."""

    question: str
    holds: str
    reading: str
    beware: str


EXPLANATIONS = {
    "raw": Explanation(
        "Is one group eligible more often than the other?",
        "Nothing.",
        "The difference between the shares as they are counted.",
        "A pupil with the highest advice cannot be eligible. A group with fewer high advices is eligible more often "
        "for that reason alone.",
    ),
    "same-advice": Explanation(
        "Of pupils with the same first advice, whose test came out higher more often?",
        "The first advice.",
        "More for a group: behind the same advice, its pupils did better on the test.",
        "An advice is a rough measure. Behind the same advice, pupils of a group with lower scores on the whole "
        "tend to have lower scores too, also when every teacher is fair. "
        "That makes this difference too small for that group.",
    ),
    "same-score": Explanation(
        "Of pupils with the same test score, who got an advice below it more often?",
        "The test score.",
        "More for a group: with the same score, its pupils got lower advice.",
        "A test is a rough measure. Behind the same score, pupils of a group with lower scores on the whole can in "
        "truth do a little less, also when every teacher is fair. That makes this difference too large for that group.",
    ),
    "same-ability": Explanation(
        "Of pupils who can in truth do the same, who got an advice below the test more often?",
        "What is expected behind the test score, if the test has the stated reliability.",
        "The comparison at the same score, with the noise of the test taken out.",
        "It rests on the stated reliability, which nobody knows exactly, and on noise that is the same for everyone.",
    ),
}


@dataclass(frozen=True, slots=True)
class View:
    """One comparison: ``effect`` in percentage points, with its interval. ``left_out`` holds advice levels of which all
    pupils or none are eligible, so that they cannot differ; ``pupils`` counts the others."""

    id: str
    effect: float
    error: float
    low: float
    high: float
    pupils: int
    explanation: Explanation
    reliability: float | None = None
    left_out: tuple[int, ...] = ()


def lord_views(
    first: ArrayLike,
    bar: ArrayLike,
    score: ArrayLike,
    group: ArrayLike,
    *,
    reference: str,
    label: str,
    years: ArrayLike | None = None,
    schools: ArrayLike | None = None,
    effects: SchoolEffects = "none",
    reliabilities: Sequence[float] = (0.95, 0.90, 0.85),
    confidence: float = 0.95,
) -> tuple[View, ...]:
    """``label`` minus ``reference``: raw, at the same first advice, at the same score, at the same expected ability.

    ``first`` is the number of the level of the first advice; ``bar`` the lowest level that is not below the test advice
    of that pupil, so that ``first < bar`` is being eligible. All arrays have shape ``(pupils,)``; pupils without advice
    or test are not among them. The view at the same score is the ordered logit of the first advice on a spline of the
    score, read at each pupil's own bar; only its score changes with the reliability. With schools, intervals are robust
    to likeness within schools. Raises ValueError where either group has no pupils, or no level can differ.
    """
    level, limit = _whole(first, "first"), _whole(bar, "bar")
    x, labels = np.asarray(score, dtype=np.float64), np.asarray(group).astype(str)
    if not level.shape == limit.shape == x.shape == labels.shape:
        raise ValueError("first, bar, score and group have one value per pupil")
    pair = np.isin(labels, (reference, label))
    if not (labels == label).any() or not (labels == reference).any():
        raise ValueError(f"there are no pupils of '{label}' or none of '{reference}'")
    level, limit, x, labels = level[pair], limit[pair], x[pair], labels[pair]
    school = None if schools is None else np.asarray(schools)[pair]
    year = None if years is None else np.asarray(years)[pair]
    reach = float(ndtri((1 + confidence) / 2))
    pieces = _Pieces(level, limit, x, labels, (reference, label), year, school, effects)
    views = [_view("raw", pieces.raw(), reach, len(level))]
    effect, pupils, left_out = pieces.same_advice(confidence)
    views.append(_view("same-advice", (effect.above[0], effect.above_error[0]), reach, pupils, left_out=left_out))
    views.append(_view("same-score", pieces.same_score(x), reach, len(level)))
    for reliability in reliabilities:
        found = pieces.same_score(calibrated(x, labels, reliability))
        views.append(_view("same-ability", found, reach, len(level), reliability=reliability))
    return tuple(views)


@dataclass(frozen=True, slots=True)
class _Pieces:
    level: Ints
    bar: Ints
    score: Floats
    labels: NDArray[np.str_]
    pair: tuple[str, str]
    years: NDArray[np.generic] | None
    schools: NDArray[np.generic] | None
    effects: SchoolEffects

    def _others(self, keep: NDArray[np.bool_] | None = None) -> dict[str, ArrayLike]:
        if self.years is None:
            return {}
        return {"year": self.years if keep is None else self.years[keep]}

    def raw(self) -> tuple[float, float]:
        """The difference of two shares; its error from each pupil's part of it, summed by school where known."""
        eligible = (self.level < self.bar).astype(np.float64)
        difference, part = 0.0, np.empty(len(eligible))
        for sign, label in ((-1, self.pair[0]), (1, self.pair[1])):
            inside = self.labels == label
            share = float(eligible[inside].mean())
            difference += sign * share
            part[inside] = sign * (eligible[inside] - share) / inside.sum()
        if self.schools is None:
            return 100 * difference, 100 * float(np.sqrt((part**2).sum()))
        _, place = np.unique(self.schools, return_inverse=True)
        sums = np.bincount(place, part)
        return 100 * difference, 100 * float(np.sqrt((sums**2).sum() * len(sums) / max(len(sums) - 1, 1)))

    def same_advice(self, confidence: float) -> tuple[AverageEffect, int, tuple[int, ...]]:
        eligible = self.level < self.bar
        present = np.unique(self.level)
        mixed = [one for one in present if 0 < eligible[self.level == one].mean() < 1]
        if not mixed:
            raise ValueError("of every first advice all pupils are eligible, or none: there is nothing to compare")
        keep = np.isin(self.level, mixed)
        categories: dict[str, ArrayLike | tuple[ArrayLike, Sequence[str]]] = {"group": (self.labels[keep], self.pair)}
        if len(mixed) > 1:
            categories["advice"] = self.level[keep]
        made = build_design(score=None, knots=None, **categories, **self._others(keep))
        school = None if self.schools is None else self.schools[keep]
        fit = fit_binary(eligible[keep], made.matrix, columns=made.columns, schools=school, effects=self.effects)
        effect = average_effect(
            fit.ordered, made, "group", self.pair[1], schools=school, robust=school is not None, confidence=confidence
        )
        return effect, int(keep.sum()), tuple(int(one) for one in present if one not in mixed)

    def same_score(self, score: Floats) -> tuple[float, float]:
        made = build_design(score, group=(self.labels, self.pair), **self._others())
        fit = fit_ordered(self.level, made.matrix, columns=made.columns, schools=self.schools, effects=self.effects)
        difference, slope = 0.0, np.zeros(fit.parameters.size)
        for sign, label in ((-1, self.pair[0]), (1, self.pair[1])):
            share, gradient = self._below(fit, made, label)
            difference += sign * share
            slope += sign * gradient
        covariance = fit.covariance_of(robust=self.schools is not None)
        return difference, float(np.sqrt(slope @ covariance @ slope))

    def _below(self, fit: OrderedFit, made: Design, label: str) -> tuple[float, Floats]:
        """The mean chance, in percent, of a level below each pupil's own bar, and its gradient."""
        matrix = made.setting("group", label)
        used = np.array(fit.used)
        below = np.searchsorted(used, self.bar)  # how many of the levels that occur lie below the bar
        share, gradient = 0.0, np.zeros(fit.parameters.size)
        for count in np.unique(below):
            inside = below == count
            part = float(inside.mean())
            if count == len(used):
                share += 100 * part
            elif count > 0:
                school = None if self.schools is None else self.schools[inside]
                found: AverageShares = average_shares(fit, matrix[inside], schools=school)
                share += part * (100 - float(found.above[count - 1]))
                gradient -= part * found.gradient[count - 1]
        return share, gradient


def _whole(given: ArrayLike, what: str) -> Ints:
    values = np.asarray(given)
    if not np.issubdtype(values.dtype, np.integer):
        raise ValueError(f"'{what}' holds numbers of levels, which are whole")
    return values.astype(np.int64)


def _view(
    name: str,
    found: tuple[float, float],
    reach: float,
    pupils: int,
    *,
    reliability: float | None = None,
    left_out: tuple[int, ...] = (),
) -> View:
    effect, error = float(found[0]), float(found[1])
    return View(
        name, effect, error, effect - reach * error, effect + reach * error, pupils, EXPLANATIONS[name], reliability,
        left_out,
    )  # fmt: skip
