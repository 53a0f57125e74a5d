# SPDX-License-Identifier: EUPL-1.2
"""The ordered logit with a normal effect per school: sums over pupils and quadrature nodes, compiled.

Arrays as in ``ordered_kernels``. Import inside a function: numba takes most of a second.
"""

from __future__ import annotations

import numpy as np

from speelveld.advice.ordered_kernels import SMALL, Floats, Ints, add_information
from speelveld.late import compiled


@compiled
def own_slope(
    up: Ints, low: Ints, weight: Floats, growth: Floats, start: int, end: int, odds: Floats, effect: float
) -> tuple[float, float]:
    """The first derivative of one school's log-likelihood in its own effect, and minus the second."""
    slope, bend = 0.0, 0.0
    grown = np.exp(effect)
    for i in range(start, end):
        e = growth[i] * grown
        if up[i] >= 0:
            ratio = odds[up[i]] * e
            f = 1 / (1 + ratio)
            slope -= weight[i] * ratio * f
            bend += weight[i] * ratio * f * f
        if low[i] >= 0:
            ratio = odds[low[i]] * e
            f = 1 / (1 + ratio)
            slope += weight[i] * f
            bend += weight[i] * ratio * f * f
    return slope, bend


@compiled
def mode(
    up: Ints, low: Ints, weight: Floats, growth: Floats, start: int, end: int, odds: Floats, sigma: float, guess: float
) -> tuple[float, float]:
    """Where one school's effect is most likely given its pupils, and the curvature there. Newton; it is concave."""
    effect = guess
    prior = 1 / (sigma * sigma)
    bend = prior
    for _ in range(50):
        slope, bend = own_slope(up, low, weight, growth, start, end, odds, effect)
        bend += prior
        step = (slope - prior * effect) / bend
        step = min(max(step, -2.0), 2.0)
        effect += step
        if abs(step) * np.sqrt(bend) < 1e-7:
            break
    return effect, bend


@compiled
def node_sums(
    up: Ints,
    low: Ints,
    weight: Floats,
    growth: Floats,
    start: int,
    end: int,
    odds: Floats,
    grown: Floats,
    uppers: Floats,
    lowers: Floats,
    sums: Floats,
) -> None:
    """One school's log-likelihood at each node into ``sums``; keeps 1 - F(a) and F(b) of every pupil and node."""
    nodes = grown.size
    product = np.ones(nodes)
    sums[:] = 0.0
    for i in range(start, end):
        at = i - start
        w = weight[i]
        for q in range(nodes):
            e = growth[i] * grown[q]
            chance = 1.0
            uppers[at, q] = 0.0
            lowers[at, q] = 0.0
            if up[i] >= 0:
                ratio = odds[up[i]] * e
                f = 1 / (1 + ratio)
                uppers[at, q] = ratio * f
                chance = f
            if low[i] >= 0:
                ratio = odds[low[i]] * e
                f = 1 / (1 + ratio)
                lowers[at, q] = f
                chance *= ratio * f
            if w == 1.0:
                product[q] *= chance
                if product[q] < SMALL:
                    sums[q] += np.log(product[q])
                    product[q] = 1.0
            else:
                sums[q] += w * np.log(chance)
    for q in range(nodes):
        sums[q] += np.log(product[q])


@compiled
def _at_nodes(
    up: Ints,
    low: Ints,
    weight: Floats,
    x: Floats,
    start: int,
    end: int,
    gaps: Floats,
    share: Floats,
    uppers: Floats,
    lowers: Floats,
    at_node: Floats,
    information: Floats,
    thresholds: int,
) -> None:
    """One school's gradient at each node into ``at_node``, and its expected information added up."""
    for i in range(start, end):
        at, w = i - start, weight[i]
        wa, wb = 0.0, 0.0
        for q in range(share.size):
            above, below = uppers[at, q], lowers[at, q]
            wa += share[q] * above * (1 - above)
            wb += share[q] * below * (1 - below)
            if up[i] >= 0:
                at_node[q, up[i]] += w * (above + gaps[i])
            if low[i] >= 0:
                at_node[q, low[i]] -= w * (below + gaps[i])
            slope = w * (below - above)
            for j in range(x.shape[1]):
                at_node[q, thresholds + j] += slope * x[i, j]
        add_information(information, x[i], up[i], low[i], w * wa, w * wb, thresholds)


@compiled
def _louis(share: Floats, at_node: Floats, gradient: Floats, information: Floats) -> None:
    """The mean of the gradients at the nodes, and their spread taken off the information (Louis, 1982)."""
    size = gradient.size
    for j in range(size):
        gradient[j] = (share * at_node[:, j]).sum()
        at_node[:, j] -= gradient[j]
    for j in range(size):
        for k in range(j, size):
            information[j, k] -= (share * at_node[:, j] * at_node[:, k]).sum()


@compiled
def random_sums(
    up: Ints,
    low: Ints,
    weight: Floats,
    eta: Floats,
    x: Floats,
    offsets: Ints,
    odds: Floats,
    gaps: Floats,
    sigma: float,
    nodes: Floats,
    log_weights: Floats,
    modes: Floats,
    means: Floats,
    variances: Floats,
    gradient: Floats,
    information: Floats,
) -> float:
    """The marginal log-likelihood with a normal effect per school, by adaptive Gauss-Hermite quadrature.

    ``modes`` holds where each school's search starts and then where it ended; ``means`` and ``variances`` receive what
    the pupils say of each school's effect. ``gradient`` (schools by parameters, log sigma last) is the mean over the
    nodes of the gradient of the joint density, and ``information`` its expected information less the spread of that
    gradient (Louis, 1982). ``log_weights`` is log w + z^2 + log(2) / 2 of each node z. The term of thresholds only is
    left out of the likelihood and the information.
    """
    total = 0.0
    thresholds, count = odds.size, nodes.size
    last = thresholds + x.shape[1]
    most = 0
    for school in range(offsets.size - 1):
        most = max(most, offsets[school + 1] - offsets[school])
    uppers, lowers = np.empty((most, count)), np.empty((most, count))
    growth = np.exp(eta)
    sums, share, at_node = np.empty(count), np.empty(count), np.empty((count, last + 1))
    for school in range(offsets.size - 1):
        start, end = offsets[school], offsets[school + 1]
        modes[school], bend = mode(up, low, weight, growth, start, end, odds, sigma, modes[school])
        spread = 1 / np.sqrt(bend)
        effect = modes[school] + np.sqrt(2.0) * spread * nodes
        node_sums(up, low, weight, growth, start, end, odds, np.exp(effect), uppers, lowers, sums)
        share[:] = log_weights + sums - effect * effect / (2 * sigma * sigma)
        top = share.max()
        share[:] = np.exp(share - top)
        mass = share.sum()
        share /= mass
        total += top + np.log(mass) + np.log(spread) - np.log(sigma) - 0.5 * np.log(2 * np.pi)
        means[school] = (share * effect).sum()
        variances[school] = (share * (effect - means[school]) ** 2).sum()
        at_node[:, :] = 0.0
        _at_nodes(up, low, weight, x, start, end, gaps, share, uppers, lowers, at_node, information, thresholds)
        scaled = effect * effect / (sigma * sigma)
        at_node[:, last] = scaled - 1
        information[last, last] += 2 * (share * scaled).sum()
        _louis(share, at_node, gradient[school], information)
    return total
