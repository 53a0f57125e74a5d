# SPDX-License-Identifier: EUPL-1.2
"""The mutual information that chance alone gives, exactly: each cell is hypergeometric when both margins are kept."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

from speelveld.segregation.indices import xlogx

BLOCK = 1 << 20
"""How many probabilities are held at once."""


def expected_information(units: ArrayLike, groups: ArrayLike) -> float:
    """E[M] in nats over all ways to deal the groups to the units with both margins kept.

    ``units`` and ``groups`` are whole totals that add up to the same T. Exact: E[M] = (sum_ug E[n ln n] - sum_u n_u ln
    n_u - sum_g n_g ln n_g)/T + ln T, with n hypergeometric(T, n_g, n_u) in each cell (Vinh, Epps & Bailey, 2010, have
    the same expectation for another use). 0 for fewer than two pupils.
    """
    u, g = np.asarray(units, dtype=np.int64), np.asarray(groups, dtype=np.int64)
    total = int(u.sum())
    if (u < 0).any() or (g < 0).any() or total != g.sum():
        raise ValueError(f"units of {total} and groups of {int(g.sum())} pupils in all are not of one table")
    if total < 2:
        return 0.0
    sizes, times = np.unique(u[u > 0], return_counts=True)
    mean = 0.0
    for members in g[g > 0]:
        mean += float(times @ _mean_xlogx(sizes, int(members), total))
    return (mean - float(xlogx(u).sum()) - float(xlogx(g).sum())) / total + math.log(total)


def _mean_xlogx(sizes: NDArray[np.int64], members: int, total: int) -> NDArray[np.float64]:
    """E[n ln n] with n hypergeometric, per size.

    Numbers further than 12 standard deviations and 50 pupils from the mean are left out: by Bernstein's inequality they
    have a probability below 1e-30.
    """
    share = members / total
    mean = sizes * share
    reach = 12 * np.sqrt(mean * (1 - share)) + 50
    low = np.maximum(np.maximum(0, sizes - (total - members)), np.floor(mean - reach).astype(np.int64))
    span = np.minimum(np.minimum(sizes, members), np.ceil(mean + reach).astype(np.int64)) - low + 1
    means = np.empty(len(sizes))
    start = 0
    while start < len(sizes):
        widest = np.maximum.accumulate(span[start:])
        fits = int((widest * np.arange(1, len(widest) + 1) <= BLOCK).sum())
        stop = start + max(fits, 1)
        means[start:stop] = _block(sizes[start:stop], low[start:stop], span[start:stop], members, total)
        start = stop
    return means


def _block(
    sizes: NDArray[np.int64], low: NDArray[np.int64], span: NDArray[np.int64], members: int, total: int
) -> NDArray[np.float64]:
    steps = np.arange(span.max())
    inside = steps[None, :] < span[:, None]
    n = np.where(inside, low[:, None] + steps[None, :], low[:, None])
    rest = sizes[:, None] - n
    log = -(gammaln(n + 1) + gammaln(members - n + 1) + gammaln(rest + 1) + gammaln(total - members - rest + 1))
    log = np.where(inside, log, -np.inf)
    weight = np.exp(log - log.max(axis=1, keepdims=True))
    means: NDArray[np.float64] = (weight * xlogx(n)).sum(axis=1) / weight.sum(axis=1)
    return means
