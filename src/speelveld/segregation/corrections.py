# SPDX-License-Identifier: EUPL-1.2
"""Corrections for small units: what is left of an index when the part that chance adds is taken out.

Which one: exact eta squared (``exact_eta_squared``) needs none and has no simulation in it. ``carrington_troske``
measures above what random dealing gives. ``allen_bootstrap`` and ``density_corrected`` estimate the index of the
chances behind the counts; the second does best for D when units are small (Allen et al., 2015). ``miller_madow`` is
quick, for M alone, and right only where cells hold many persons. ``mixture`` and ``moments`` model the chances.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable
from concurrent.futures import Executor

import numpy as np
from numpy.typing import ArrayLike

from speelveld.segregation.chance import corrected, expected, expected_multigroup
from speelveld.segregation.counts import Counts
from speelveld.segregation.indices import pair
from speelveld.segregation.resampling import SEED, resample
from speelveld.segregation.resampling_measures import TWO_GROUPS, Measures, named
from speelveld.segregation.result import Result

SPARSE = 5
"""Persons per filled cell below which the first-order bias is not the bias."""
EXACT = ("dissimilarity", "isolation", "exposure", "eta-squared", "theil-h")
TO_ONE = (
    *("dissimilarity", "isolation", "eta-squared", "theil-h", "gini", "atkinson", "hutchens", "min-max"),
    *("exact-isolation", "exact-eta-squared", "concentration-profile"),
    *("multigroup-theil-h", "multigroup-dissimilarity", "multigroup-gini", "normalised-exposure"),
    *("relative-diversity", "squared-variation", "ordinal-h", "ordinal-r", "ordinal-s", "ordinal-l"),
)
"""Indices that complete segregation brings to 1, so that their distance from chance has a scale."""


def by_chance(
    counts: Counts, index: str, *, replications: int = 500, seed: int = SEED, executor: Executor | None = None
) -> tuple[float, bool]:
    """The expectation of an index when persons are dealt at random, both margins kept; and whether it is exact.

    Indices without an exact expectation (Gini, Atkinson, Hutchens) are simulated; exact eta squared is 0 by chance.
    Raises ValueError as ``resample`` does, and for weighted counts, which cannot be dealt.
    """
    if counts.weighted:
        raise ValueError("weighted counts have no persons to deal")
    if index in TWO_GROUPS and len(counts.groups) != 2:
        raise ValueError(f"'{index}' is an index of two groups, not of {len(counts.groups)}: take a pair")
    if index in EXACT:
        return expected(index, counts.unit_totals, int(counts.group_totals[0])), True
    if index == "exact-eta-squared":
        return 0.0, True
    several = expected_multigroup(counts.unit_totals, counts.group_totals)
    if index in several or index == "divergence":
        return several["mutual-information" if index == "divergence" else index], True
    draws = resample(counts, [index], scheme="permutation", replications=replications, seed=seed, executor=executor)
    return draws.mean(index), False


def carrington_troske(
    counts: Counts,
    indices: Iterable[str],
    *,
    replications: int = 500,
    seed: int = SEED,
    executor: Executor | None = None,
) -> list[Result]:
    """Each index with D0, what chance gives, and (D - D0)/(1 - D0), below it (D - D0)/D0 (Carrington & Troske, 1997).

    1 is complete segregation, 0 what random dealing gives, -1 a spread more even than any chance. D0 is exact where it
    can be, and otherwise the mean of ``replications`` simulations. Raises ValueError for an index whose largest value
    is not 1, and as ``by_chance`` does.
    """
    found = []
    for index in indices:
        if index not in TO_ONE:
            raise ValueError(f"complete segregation does not bring '{index}' to 1; there are {', '.join(TO_ONE)}")
        null, exact = by_chance(counts, index, replications=replications, seed=seed, executor=executor)
        estimate = named(index)(counts)
        how = "exact" if exact else f"{replications} simulations"
        found.append(
            Result(
                index=index,
                variant="Carrington-Troske",
                groups=counts.groups,
                estimate=estimate,
                corrected=corrected(estimate, null),
                null_mean=null,
                n_units=int((counts.unit_totals > 0).sum()),
                n=counts.total,
                seed=None if exact else seed,
                method=f"Carrington-Troske, chance value {how}",
            )
        )
    return found


def allen_bootstrap(
    counts: Counts,
    indices: Measures,
    *,
    replications: int = 1000,
    seed: int = SEED,
    executor: Executor | None = None,
) -> list[Result]:
    """2 D - mean(D*), with D* of groups drawn anew over the units, each group by itself (Allen et al., 2015).

    It takes out most of the bias where units are large or segregation is high, and too little where units are small.
    """
    draws = resample(counts, indices, scheme="persons", replications=replications, seed=seed, executor=executor)
    return draws.results()


def density_corrected(a: ArrayLike, b: ArrayLike) -> float:
    """The density-corrected D, 1/2 sum_i s_i m_i (Allen et al., 2015).

    |a_i/A - b_i/B| is the absolute value of about normal noise around a true difference m_i s_i, with s_i its standard
    error, s_i^2 = p(1 - p)/A + q(1 - q)/B, p = a_i/A, q = b_i/B. With r_i = |p - q|/s_i, the likeliest m_i solves
    m = r tanh(r m), and is 0 for r <= 1: a small difference counts as none. NaN when a group is empty.
    """
    x, y = pair(a, b)
    if not x.sum() or not y.sum():
        return math.nan
    p, q = x / x.sum(), y / y.sum()
    error = np.sqrt(p * (1 - p) / x.sum() + q * (1 - q) / y.sum())
    ratio = np.divide(np.abs(p - q), error, out=np.zeros_like(error), where=error > 0)
    return float(0.5 * (error * _likeliest(ratio)).sum())


def _likeliest(ratio: np.ndarray[tuple[int], np.dtype[np.float64]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The m above 0 with m = r tanh(r m), for r > 1.

    r tanh(r m) - m is concave above 0, so that Newton's method from m = r comes down to the root without passing it.
    """
    found = np.zeros_like(ratio)
    todo = np.flatnonzero(ratio > 1)
    found[todo] = ratio[todo]
    while todo.size:
        r, m = ratio[todo], found[todo]
        bend = np.tanh(r * m)
        step = (r * bend - m) / (r * r * (1 - bend * bend) - 1)
        found[todo] = m - step
        todo = todo[np.abs(step) > 1e-12 * r]
    return found


def miller_madow(counts: Counts) -> Result:
    """M less its first-order bias, (cells - units - groups + 1)/(2T), of those with members (Miller, 1955).

    Good where cells hold many persons. It takes out too little where they hold few (in simulation about two thirds of
    the bias with ten persons per unit), and too much where the spread is more even than chance would make it. Warns
    (UserWarning) when filled cells hold fewer than 5 persons on average, and when it subtracts more than M itself, or
    more than M owes to chance where nobody is segregated. NaN when fewer than two groups have members. Raises
    ValueError for weighted counts.
    """
    if counts.weighted:
        raise ValueError("weighted counts have no number of persons to correct for")
    filled = [int((one > 0).sum()) for one in (counts.matrix, counts.unit_totals, counts.group_totals)]
    bias = (filled[0] - filled[1] - filled[2] + 1) / (2 * counts.total) if counts.total else math.nan
    estimate = named("mutual-information")(counts)
    null = expected_multigroup(counts.unit_totals, counts.group_totals)["mutual-information"]
    doubt = ""
    if bias > null or bias > estimate:
        doubt = "subtracts too much here"
    elif counts.total < SPARSE * filled[0] and not math.isnan(estimate):
        doubt = "subtracts too little here: cells hold few persons"
    if doubt:
        warnings.warn(f"Miller-Madow {doubt}", UserWarning, stacklevel=2)
    return Result(
        index="mutual-information",
        variant="Miller-Madow",
        groups=counts.groups,
        estimate=estimate,
        corrected=estimate - bias,
        null_mean=null,
        n_units=filled[1],
        n=counts.total,
        method="Miller-Madow" + (f", which {doubt}" if doubt else ""),
    )
