# SPDX-License-Identifier: EUPL-1.2
"""What a study says: means with intervals per policy, and what one policy changes beside another.

Cohorts are drawn independently, and the lotteries within one are on the same children. So the mean of a cohort's
lotteries is one observation, and Student's t over cohorts covers both kinds of chance. The number of invented cohorts
says how exactly we know what the assumptions lead to; it says nothing of whether they hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from scipy.special import stdtrit

from speelveld.placement.laboratory.measures import STABILITY, Outcome
from speelveld.placement.laboratory.study import Study
from speelveld.placement.laboratory.town import Reals

LEVEL: Final = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """One measure of one policy.

    ``low`` to ``high`` is the 95% interval of the mean. ``lottery_low`` to ``lottery_high`` holds 95% of the lotteries
    of one and the same cohort: what luck decides for given children. ``cohort_low`` to ``cohort_high`` holds 95% of the
    cohorts' means: what another year's children would change. ``by_chance`` is what an index would be by chance alone.
    NaN where a measure is not defined, or a range does not exist.
    """

    mean: float
    low: float
    high: float
    lottery_low: float
    lottery_high: float
    cohort_low: float
    cohort_high: float
    by_chance: float = float("nan")


class Verdict(StrEnum):
    """What the interval of a difference says, beside a margin below which a difference does not matter."""

    MORE = "more"
    """The whole interval lies above 0."""
    LESS = "less"
    """The whole interval lies below 0."""
    NO_CHANGE = "no change"
    """The whole interval lies within the margin: this does not help, and does not harm."""
    UNCLEAR = "unclear"
    """The interval holds 0, and differences that would matter."""
    NOT_DEFINED = "not defined"


@dataclass(frozen=True, slots=True)
class Difference:
    """A policy minus the one that it is compared with, on the same children and lotteries, with its 95% interval."""

    mean: float
    low: float
    high: float
    margin: float
    verdict: Verdict


def estimates(study: Study, outcomes: Sequence[Outcome]) -> dict[str, Estimate]:
    """Every measure of one policy, from its outcome per cohort."""
    rows = np.stack([outcome.rows for outcome in outcomes])
    chance = np.stack([outcome.chance for outcome in outcomes])
    stability = np.stack([outcome.stability for outcome in outcomes])
    first = len(study.measures) - len(study.indices.names)
    found = {}
    for at, name in enumerate(study.measures):
        by_chance = float(chance[:, at - first].mean()) if at >= first else np.nan
        found[name] = _estimate(rows[:, :, at], by_chance)
    for at, name in enumerate(STABILITY):
        found[name] = _estimate(stability[:, at : at + 1], np.nan)
    return found


def differences(
    study: Study, outcomes: Sequence[Outcome], others: Sequence[Outcome], margins: Mapping[str, float]
) -> dict[str, Difference]:
    """Every measure of one policy minus that of another, cohort by cohort.

    ``margins`` gives, by the part of a measure's name before the dot, how small a difference does not matter.
    """
    found = {}
    for name, mine, theirs in zip((*study.measures, *STABILITY), _by_cohort(outcomes), _by_cohort(others), strict=True):
        margin = margins.get(name.partition(".")[0], 0.0)
        mean, low, high = interval(mine - theirs)
        found[name] = Difference(mean, low, high, margin, verdict(low, high, margin))
    return found


def verdict(low: float, high: float, margin: float) -> Verdict:
    """What an interval says. A difference that is surely there, and surely too small to matter, is no change."""
    if np.isnan(low) or np.isnan(high):
        return Verdict.NOT_DEFINED
    if -margin <= low and high <= margin:
        return Verdict.NO_CHANGE
    if low > 0:
        return Verdict.MORE
    return Verdict.LESS if high < 0 else Verdict.UNCLEAR


def interval(values: Reals) -> tuple[float, float, float]:
    """The mean of independent values, shape ``(n,)``, and its 95% interval (Student 1908)."""
    mean = float(values.mean())
    half = float(stdtrit(values.size - 1, (1 + LEVEL) / 2) * values.std(ddof=1) / np.sqrt(values.size))
    return mean, mean - half, mean + half


def _estimate(rows: Reals, by_chance: float) -> Estimate:
    """From one measure, shape ``(cohorts, lotteries)``."""
    cohorts = rows.mean(axis=1)
    ends = np.array([(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    one = rows.shape[1] < 2 or np.isnan(rows).any()
    luck = np.full(2, np.nan) if one else cohorts.mean() + np.quantile(rows - cohorts[:, None], ends)
    years = np.full(2, np.nan) if np.isnan(cohorts).any() else np.quantile(cohorts, ends)
    return Estimate(*interval(cohorts), float(luck[0]), float(luck[1]), float(years[0]), float(years[1]), by_chance)


def _by_cohort(outcomes: Sequence[Outcome]) -> Reals:
    """The mean of every measure per cohort, shape ``(measures, cohorts)``."""
    return np.stack([np.concatenate((one.rows.mean(axis=0), one.stability)) for one in outcomes], axis=1)
