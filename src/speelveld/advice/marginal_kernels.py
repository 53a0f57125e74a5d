# SPDX-License-Identifier: EUPL-1.2
"""Average chances of an ordered logit and their derivatives, compiled. Import inside a function."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from speelveld.late import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@compiled
def average_above(
    eta: Floats,
    x: Floats,
    school: Ints,
    first: Ints,
    weight: Floats,
    odds: Floats,
    thresholds: int,
    nodes: Floats,
    shares: Floats,
    gradient: Floats,
) -> Floats:
    """The mean over pupils and nodes of P(level > k) for every threshold k; its ``gradient`` is added up.

    ``gradient`` is ``(thresholds, parameters)``: all thresholds, the columns, then one per school or, where ``nodes``
    has more than one value, one of the node itself (the derivative of u = sigma z in log sigma is u). ``first`` is the
    first threshold of the pupil's stratum, ``school`` the pupil's place among the parameters or -1.
    """
    above = np.zeros(thresholds)
    columns = x.shape[1]
    bend, drift = np.zeros(thresholds), np.zeros(thresholds)
    grown = np.exp(nodes)
    for i in range(eta.size):
        e = np.exp(eta[i])
        bend[:] = 0.0
        drift[:] = 0.0
        for k in range(thresholds):
            ratio = odds[first[i] + k] * e
            mean = 0.0
            for q in range(nodes.size):
                f = 1 / (1 + ratio * grown[q])
                mean += shares[q] * (1 - f)
                slope = shares[q] * f * (1 - f)
                bend[k] += slope
                drift[k] += slope * nodes[q]
            above[k] += weight[i] * mean
            bend[k] *= weight[i]
            gradient[k, first[i] + k] -= bend[k]
            for j in range(columns):
                gradient[k, odds.size + j] += bend[k] * x[i, j]
            if nodes.size > 1:
                gradient[k, odds.size + columns] += weight[i] * drift[k]
            elif school[i] >= 0:
                gradient[k, school[i]] += bend[k]
    return above
