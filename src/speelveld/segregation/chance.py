# SPDX-License-Identifier: EUPL-1.2
"""What chance alone would give: the expectation of an index when pupils are dealt to the schools at random.

The school sizes t_i and the group's total A are kept. Then a_i follows a hypergeometric distribution, and the
expectation of each index is a sum over its probabilities: exact, without simulation (Carrington & Troske, 1997, take
the same benchmark by simulation). With more groups each cell still follows a hypergeometric distribution, and all
indices that are sums over cells have an exact expectation too. Others, such as Gini, are simulated: see
``corrections.by_chance``.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.segregation.indices import xlogx
from speelveld.segregation.special import gammaln


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
    sizes, times = np.unique(t, return_counts=True)
    inside = _mean_xlogx(sizes, group, total) + _mean_xlogx(sizes, total - group, total) - xlogx(sizes)
    city = xlogx(group) + xlogx(total - group) - xlogx(total)
    return float(1 - (times * inside).sum() / city)


def _mean_xlogx(sizes: NDArray[np.int64], group: int, total: int) -> NDArray[np.float64]:
    """E[x ln x] of the hypergeometric x of each of ``sizes``, shape ``(sizes,)``: all sums in one pass.

    Outcomes so far out that all of them together have a chance below 1e-17 are left out.
    """
    share = group / total
    mean = sizes * share
    spread = 10 * np.sqrt(mean * (1 - share)) + 15
    low = np.maximum(np.maximum(0, sizes - (total - group)), np.floor(mean - spread)).astype(np.int64)
    high = np.minimum(np.minimum(sizes, group), np.ceil(mean + spread)).astype(np.int64)
    width = high - low + 1
    begin = np.concatenate([[0], np.cumsum(width)[:-1]])
    x = np.arange(width.sum()) - np.repeat(begin - low, width)
    size = np.repeat(sizes, width)
    chance = np.exp(
        _log_choose(group, x) + _log_choose(total - group, size - x) - np.repeat(_log_choose(total, sizes), width)
    )
    found: NDArray[np.float64] = np.add.reduceat(chance * xlogx(x), begin) / np.add.reduceat(chance, begin)
    return found


def _isolation(t: NDArray[np.int64], group: int, total: int) -> float:
    # E[a_i^2] / (A t_i), with the mean and the variance of the hypergeometric distribution.
    share = group / total
    variance = t * share * (1 - share) * (total - t) / max(total - 1, 1)
    return float(((variance + (t * share) ** 2) / (group * t)).sum())


def expected_multigroup(unit_totals: ArrayLike, group_totals: ArrayLike) -> dict[str, float]:
    """The expectations by chance of the indices of any number of groups, by index, when both margins are kept.

    ``mutual-information``, ``multigroup-theil-h``, ``multigroup-dissimilarity``, ``relative-diversity``,
    ``normalised-exposure`` and ``squared-variation``; NaN when fewer than two groups have members. Shapes ``(units,)``
    and ``(groups,)``. Raises ValueError when a total is negative or the two do not add up to the same.
    """
    t, g, total = _margins(unit_totals, group_totals)
    names = (
        "mutual-information",
        "multigroup-theil-h",
        "multigroup-dissimilarity",
        "relative-diversity",
        "normalised-exposure",
        "squared-variation",
    )
    if g.size < 2:
        return dict.fromkeys(names, math.nan)
    share = g / total
    interaction = float((share * (1 - share)).sum())
    whole = float(xlogx(total) - xlogx(g).sum())
    mutual = float((t / total) @ _scores(t, g, total))
    # E[(p_ug - p_g)^2] t_u = p_g (1 - p_g) (T - t_u) / (T - 1), the variance of the hypergeometric distribution.
    mixing = float(((total - t) / max(total - 1, 1)).sum() / total)
    gap = sum(2 * s * (1 - s) * _dissimilarity(t, int(n), total) for s, n in zip(share, g, strict=True))
    return {
        "mutual-information": mutual,
        "multigroup-theil-h": mutual / (whole / total),
        "multigroup-dissimilarity": gap / (2 * interaction),
        "relative-diversity": mixing,
        "normalised-exposure": mixing,
        "squared-variation": mixing,
    }


def expected_local(unit_totals: ArrayLike, group_totals: ArrayLike) -> NDArray[np.float64]:
    """The expectation by chance of each unit's score L_u = sum_g p_ug ln(p_ug/p_g), shape ``(units,)``.

    It depends on the size of the unit alone: small units look special by chance. NaN for empty units, and where fewer
    than two groups have members. Raises ValueError as ``expected_multigroup`` does.
    """
    given = np.asarray(unit_totals, dtype=np.int64)
    t, g, total = _margins(given, group_totals)
    found = np.full(given.shape, math.nan)
    if g.size > 1:
        found[given > 0] = _scores(t, g, total)
    return found


def _margins(unit_totals: ArrayLike, group_totals: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Units and groups that have members, and everyone."""
    t, g = np.asarray(unit_totals, dtype=np.int64), np.asarray(group_totals, dtype=np.int64)
    if t.ndim != 1 or g.ndim != 1 or (t < 0).any() or (g < 0).any() or t.sum() != g.sum():
        raise ValueError(f"units of {t.sum()} and groups of {g.sum()} members are not the margins of one table")
    return t[t > 0], g[g > 0], int(t.sum())


def _scores(t: NDArray[np.int64], g: NDArray[np.int64], total: int) -> NDArray[np.float64]:
    """E[L_u] per unit: (sum_g E[x ln x] - t ln t)/t - sum_g p_g ln p_g, as E[x] = t p_g."""
    sizes, which = np.unique(t, return_inverse=True)
    cells = np.sum([_mean_xlogx(sizes, int(group), total) for group in g], axis=0)
    share = g / total
    return np.asarray(((cells - xlogx(sizes)) / sizes - (share * np.log(share)).sum())[which], dtype=np.float64)
