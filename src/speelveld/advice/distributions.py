# SPDX-License-Identifier: EUPL-1.2
"""Exact distributions of a count of pupils, as arrays of chances of 0, 1, 2, ..."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.advice.special import betaln, gammaln

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def counts_of(events: ArrayLike, sizes: ArrayLike) -> tuple[Ints, Ints]:
    """Both as whole numbers of one shape. Raises ValueError unless 0 <= events <= sizes."""
    x, n = np.asarray(events), np.asarray(sizes)
    if x.shape != n.shape:
        raise ValueError(f"events and sizes have one shape, not {x.shape} and {n.shape}")
    if not x.size:
        raise ValueError("there are no schools")
    whole_x, whole_n = np.rint(x).astype(np.int64), np.rint(n).astype(np.int64)
    if (whole_x != x).any() or (whole_n != n).any() or (whole_x < 0).any() or (whole_x > whole_n).any():
        raise ValueError("events and sizes are whole numbers, with 0 <= events <= sizes")
    return whole_x, whole_n


def binomial(size: int, share: float) -> Floats:
    """Chances of 0 to ``size`` events with chance ``share`` each."""
    if share <= 0 or share >= 1:
        chances = np.zeros(size + 1)
        chances[size if share >= 1 else 0] = 1.0
        return chances
    k = np.arange(size + 1)
    logs = _choose(size, k) + k * math.log(share) + (size - k) * math.log1p(-share)
    return np.asarray(np.exp(logs))


def beta_binomial(size: int, share: float, likeness: float) -> Floats:
    """The same when shares vary between schools as a beta distribution with this mean.

    ``likeness`` is the intraclass correlation rho = 1 / (a + b + 1): 0 gives the binomial distribution (Skellam, 1948).
    """
    if likeness <= 0 or share <= 0 or share >= 1:
        return binomial(size, share)
    total = 1 / likeness - 1
    a, b = share * total, (1 - share) * total
    k = np.arange(size + 1)
    return np.asarray(np.exp(_choose(size, k) + betaln(a + k, b + size - k) - betaln(a, b)))


def hypergeometric(population: int, events: int, drawn: int) -> Floats:
    """Chances of 0 to ``drawn`` events among ``drawn`` pupils, dealt from a ``population`` with ``events`` events."""
    k = np.arange(drawn + 1)
    possible = (k <= events) & (drawn - k <= population - events)
    logs = np.full(drawn + 1, -np.inf)
    inside = k[possible]
    logs[possible] = (
        _choose(events, inside) + _choose(population - events, drawn - inside) - _choose(population, np.array([drawn]))
    )
    return np.asarray(np.exp(logs))


def tails(chances: Floats, seen: int, *, mid: bool) -> tuple[float, float]:
    """The chance of as few as seen, and of as many. With ``mid``, what was seen counts half (Lancaster, 1961)."""
    own = float(chances[seen])
    share = 0.5 if mid else 1.0
    return float(chances[:seen].sum()) + share * own, float(chances[seen + 1 :].sum()) + share * own


def _choose(n: int, k: Ints) -> Floats:
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))
