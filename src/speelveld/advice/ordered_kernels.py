# SPDX-License-Identifier: EUPL-1.2
"""Sums over pupils for the ordered logit, compiled. Import inside a function: numba takes most of a second.

With a = theta[k] - eta above the level k of a pupil and b = theta[k - 1] - eta below it, the chance of that level is

    F(a) - F(b) = F(a) F(-b) (1 - exp(b - a))

so its logarithm is a sum of two binary logits and a term that knows the thresholds only. Every derivative follows
without a difference of nearly equal numbers: d/da = 1 - F(a) + g, d/db = -F(b) - g with g = 1 / (exp(a - b) - 1), and
d/d eta = F(b) - (1 - F(a)). As exp(eta - theta) is a product, the loops over quadrature nodes need no exponential.

Pupils stand sorted by school: those of school s are ``offsets[s]`` to ``offsets[s + 1]``. ``up`` and ``low`` number the
thresholds above and below the level of each pupil, flat over strata, and are -1 where there is none.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from speelveld.late import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SMALL = 1e-150
"""Chances are multiplied until their product is as small as this; only then a logarithm is taken."""


@compiled
def add_information(information: Floats, x: Floats, up: int, low: int, wa: float, wb: float, first: int) -> None:
    """One pupil's part of the information: upper triangle, thresholds first and columns from ``first``."""
    columns = x.size
    both = wa + wb
    if up >= 0:
        information[up, up] += wa
        for j in range(columns):
            information[up, first + j] -= wa * x[j]
    if low >= 0:
        information[low, low] += wb
        for j in range(columns):
            information[low, first + j] -= wb * x[j]
    for j in range(columns):
        scaled = both * x[j]
        for k in range(j, columns):
            information[first + j, first + k] += scaled * x[k]


@compiled
def school_sums(
    up: Ints,
    low: Ints,
    weight: Floats,
    eta: Floats,
    x: Floats,
    offsets: Ints,
    odds: Floats,
    gaps: Floats,
    effects: Floats,
    gradient: Floats,
    information: Floats,
    cross: Floats,
    own: Floats,
) -> float:
    """The log-likelihood without its term of thresholds only, given an effect of each school.

    ``odds`` holds exp(-theta) and ``gaps`` the g of each pupil. Adds up, per school, the ``gradient`` (schools by
    parameters and one more for the school's own effect), the ``information`` (all schools together), and the
    information about the own effect: ``cross`` with the parameters, ``own`` with itself.
    """
    total = 0.0
    thresholds = odds.size
    columns = x.shape[1]
    last = thresholds + columns
    for school in range(offsets.size - 1):
        product = 1.0
        for i in range(offsets[school], offsets[school + 1]):
            w = weight[i]
            e = np.exp(eta[i] + effects[school])
            above, below, wa, wb = 0.0, 0.0, 0.0, 0.0
            chance = 1.0
            if up[i] >= 0:
                ratio = odds[up[i]] * e
                f = 1 / (1 + ratio)
                above = ratio * f
                wa = w * above * f
                chance *= f
                gradient[school, up[i]] += w * (above + gaps[i])
                cross[school, up[i]] -= wa
            if low[i] >= 0:
                ratio = odds[low[i]] * e
                below = 1 / (1 + ratio)
                wb = w * below * ratio * below
                chance *= ratio * below
                gradient[school, low[i]] -= w * (below + gaps[i])
                cross[school, low[i]] -= wb
            slope = w * (below - above)
            for j in range(columns):
                gradient[school, thresholds + j] += slope * x[i, j]
                cross[school, thresholds + j] += (wa + wb) * x[i, j]
            gradient[school, last] += slope
            own[school] += wa + wb
            add_information(information, x[i], up[i], low[i], wa, wb, thresholds)
            if w == 1.0:
                product *= chance
                if product < SMALL:
                    total += np.log(product)
                    product = 1.0
            else:
                total += w * np.log(chance)
        total += np.log(product)
    return total
