# SPDX-License-Identifier: EUPL-1.2
"""Which schools stand out, with a stated share of false ones among them.

Under the assumption that schools do not matter, the pupils with the event are dealt at random: given the number of all
schools together, that of one school is hypergeometric, whatever the share (Fisher's exact test, the school against all
others). With strata (say, the first advice) pupils are dealt within each, and the count of a school is the sum over
strata; its distribution is computed exactly, by convolution. So a school is not flagged for advice of which pupils are
eligible more often everywhere.

A p-value is twice the smaller tail. Counted in full, no test is ever too easy; mid-p counts what was seen itself half
(Lancaster, 1961) and is right on average. Benjamini & Hochberg (1995) then flag so that of the flagged schools at most
the stated share is false on average. When no school differs, every flag is false: then a flag of any school at all has
at most that chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.advice.distributions import beta_binomial, counts_of, hypergeometric, tails
from speelveld.advice.shrinkage import BetaBinomial

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RATE = 0.05


@dataclass(frozen=True, slots=True)
class Flags:
    """Per school: events ``seen`` and ``expected``, the p-value, the smallest rate at which it would be flagged
    (``adjusted``), whether it is, and the ``direction`` (-1 fewer than expected, 1 more, 0 neither)."""

    seen: Ints
    expected: Floats
    p_values: Floats
    adjusted: Floats
    flagged: NDArray[np.bool_]
    direction: Ints
    rate: float
    mid: bool


def benjamini_hochberg(p_values: ArrayLike) -> Floats:
    """Adjusted p-values: the smallest rate at which each is flagged (Benjamini & Hochberg, 1995). NaN stays NaN."""
    p = np.asarray(p_values, dtype=np.float64)
    adjusted = np.full(p.shape, np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    scaled = p[order] * len(order) / np.arange(1, len(order) + 1)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return adjusted


def flag_schools(
    events: ArrayLike,
    sizes: ArrayLike,
    *,
    rate: float = RATE,
    mid: bool = False,
    spread: BetaBinomial | None = None,
) -> Flags:
    """Flag schools of which the number of events is not what dealing pupils at random gives.

    ``events`` and ``sizes`` have shape ``(schools,)`` or ``(schools, strata)``. With ``spread`` schools are instead
    compared with how schools usually differ (a beta-binomial distribution): only schools unusual among schools are
    flagged; strata cannot be combined with it. Raises ValueError on other shapes and rates.
    """
    x, n = counts_of(events, sizes)
    if not 0 < rate < 1:
        raise ValueError(f"a rate of false flags lies between 0 and 1, not at {rate}")
    if x.ndim > 2:
        raise ValueError(f"events and sizes are of shape (schools,) or (schools, strata), not {x.shape}")
    if spread is not None and x.ndim == 2:
        raise ValueError("strata and a spread of schools cannot be combined")
    table_x, table_n = (x[:, None], n[:, None]) if x.ndim == 1 else (x, n)
    seen, size = table_x.sum(axis=1), table_n.sum(axis=1)
    p_values, expected = np.full(len(seen), np.nan), np.zeros(len(seen))
    totals = table_n.sum(axis=0), table_x.sum(axis=0)
    for school in np.flatnonzero(size > 0):
        if spread is None:
            chances = _dealt(table_n[school], *totals)
        else:
            chances = beta_binomial(int(size[school]), spread.mean, spread.likeness)
        expected[school] = float(chances @ np.arange(len(chances)))
        p_values[school] = min(1.0, 2 * min(tails(chances, int(seen[school]), mid=mid)))
    adjusted = benjamini_hochberg(p_values)
    direction = np.sign(np.where(np.abs(seen - expected) > 1e-9, seen - expected, 0)).astype(np.int64)
    return Flags(seen, expected, p_values, adjusted, adjusted <= rate, direction, rate, mid)


def _dealt(drawn: Ints, population: Ints, events: Ints) -> Floats:
    """The distribution of one school's events when pupils are dealt at random within each stratum."""
    chances = np.ones(1)
    for own, all_pupils, all_events in zip(drawn, population, events, strict=True):
        if own:
            chances = np.convolve(chances, hypergeometric(int(all_pupils), int(all_events), int(own)))
    return np.asarray(chances / chances.sum())
