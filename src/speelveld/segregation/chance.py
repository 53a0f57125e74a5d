# SPDX-License-Identifier: EUPL-1.2
"""What chance alone would give: the expectation of an index when pupils are dealt to the schools at random.

The school sizes t_i and the group's total A are kept. Then a_i follows a hypergeometric distribution, and the
expectation of each index is a sum over its probabilities: exact, without simulation (Carrington & Troske, 1997, take
the same benchmark by simulation).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

from speelveld.segregation.indices import xlogx


def expected(index: str, sizes: ArrayLike, group: int) -> float:
    """The expectation of ``index`` for schools of ``sizes`` (shape ``(units,)``, pupils of both groups) by chance.

    ``group`` is the number of pupils of group A. NaN where the index is not defined. Raises ValueError for an unknown
    index, negative sizes, or a group larger than all schools together.
    """
    t = np.asarray(sizes, dtype=np.int64)
    if (t < 0).any() or not 0 <= group <= t.sum():
        raise ValueError(f"a group of {group} does not fit in schools of {t.sum()} pupils")
    t = t[t > 0]
    total = int(t.sum())
    if group in (0, total):
        return math.nan
    if index == "dissimilarity":
        return _dissimilarity(t, group, total)
    if index == "theil-h":
        return _theil_h(t, group, total)
    isolation = _isolation(t, group, total)
    share = group / total
    values = {
        "isolation": isolation,
        "exposure": 1 - isolation,
        "eta-squared": (isolation - share) / (1 - share),
    }
    if index not in values:
        raise ValueError(f"no expectation by chance is known for {index!r}")
    return values[index]


def corrected(estimate: float, by_chance: float) -> float:
    """What is left when chance is taken out: (D - D0)/(1 - D0), or (D - D0)/D0 below it (Carrington & Troske, 1997).

    1 is complete segregation, 0 what chance gives, -1 an even spread that chance would not give. For indices with
    maximum 1.
    """
    if math.isnan(estimate) or math.isnan(by_chance):
        return math.nan
    gap = estimate - by_chance
    room = 1 - by_chance if gap >= 0 else by_chance
    return gap / room if room else 0.0


def hypergeometric(size: int, group: int, total: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The possible numbers of group A in a school of ``size``, and their probabilities (they sum to 1)."""
    x = np.arange(max(0, size - (total - group)), min(size, group) + 1)
    log = (
        _log_choose(group, x)
        + _log_choose(total - group, size - x)
        - _log_choose(total, np.array([size], dtype=np.int64))
    )
    weights = np.exp(log - log.max())
    return x, weights / weights.sum()


def _log_choose(n: float, k: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1), dtype=np.float64)


def _dissimilarity(t: NDArray[np.int64], group: int, total: int) -> float:
    """E[D] = T / (2 A B) sum_i E|a_i - t_i A / T|, with De Moivre's mean absolute deviation.

    For a hypergeometric a with mean m, and k the smallest whole number above m,
    E|a - m| = 2 k (B - t + k) / T times the probability of k (Johnson, Kotz & Kemp, 1992).
    """
    rest = total - group
    k = t * group // total + 1
    possible = (k <= np.minimum(t, group)) & (t - k <= rest)
    k = np.where(possible, k, np.maximum(0, t - rest))
    log = _log_choose(group, k) + _log_choose(rest, t - k) - _log_choose(total, t)
    deviation = np.where(possible, 2 * k * (rest - t + k) / total * np.exp(log), 0.0)
    return float(total / (2 * group * rest) * deviation.sum())


def _theil_h(t: NDArray[np.int64], group: int, total: int) -> float:
    schools = 0.0
    for size, times in zip(*np.unique(t, return_counts=True), strict=True):
        x, probability = hypergeometric(int(size), group, total)
        schools += times * float(probability @ (xlogx(x) + xlogx(size - x)) - xlogx(size))
    city = xlogx(group) + xlogx(total - group) - xlogx(total)
    return float(1 - schools / city)


def _isolation(t: NDArray[np.int64], group: int, total: int) -> float:
    # E[a_i^2] / (A t_i), with the mean and the variance of the hypergeometric distribution.
    share = group / total
    variance = t * share * (1 - share) * (total - t) / max(total - 1, 1)
    return float(((variance + (t * share) ** 2) / (group * t)).sum())
