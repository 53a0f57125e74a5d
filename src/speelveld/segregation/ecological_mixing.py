# SPDX-License-Identifier: EUPL-1.2
"""How far schools mix neighbourhoods, from masked flows alone: M between home areas and schools, with outer bounds.

M(N;S) = sum p_as ln(p_as/(p_a p_s)), in nats: what the school tells about the neighbourhood. 0 when every school draws
from all neighbourhoods alike. Its counterpart H(S|N) = H(S) - M is how spread out over schools neighbours are; exp of
it is the number of schools, all equally large, that would spread them as much.

Neither is convex nor concave in the flows, so that bounds come from functions that are: by the Gibbs inequality M is at
most sum p ln(p/(q_a r_s)) for any q and r, in which p ln p is at most its chord over a masked cell's interval; and at
least the tangent of its jointly convex part sum p ln(p/p_a) plus chords of the concave -p_s ln p_s. What remains is
linear, and solved exactly over all flows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from speelveld.segregation.ecological_flows import Bounds, Flows, Reals, greatest, greatest_ratio, sums
from speelveld.segregation.indices import xlogx

ROUNDS = 100
"""Steps towards the best tangent and the best q and r at most. Any number of them gives a bound."""
ENOUGH = 1e-4
"""Nats by which a bound may be wider than the method could make it."""


@dataclass(frozen=True, slots=True)
class NeighbourhoodMixing:
    """Bounds of M(N;S) and of H(S|N) in nats, and of exp H(S|N) in schools. Outer bounds: none need be attained."""

    information: Bounds
    spread: Bounds
    schools: Bounds


def neighbourhood_mixing(flows: Flows) -> NeighbourhoodMixing:
    """M(N;S), H(S|N) and its exponential, over all flows that agree with the intervals and totals.

    NaN without pupils. Leave out areas that should not count with ``Flows.only``.
    """
    if not flows.total_low.sum():
        nothing = Bounds(math.nan, math.nan, exact=False)
        return NeighbourhoodMixing(nothing, nothing, nothing)
    slope, constant = _chords(flows)
    none = np.zeros(flows.n_schools)
    low = _least(flows, slope) + constant
    high = _most(flows, by_school=True)
    spread = Bounds(max(0.0, -_most(flows, by_school=False)), -_least(flows, none), exact=False)
    schools = Bounds(math.exp(spread.low), math.exp(spread.high), exact=False)
    return NeighbourhoodMixing(Bounds(max(0.0, low), high, exact=False), spread, schools)


def _chords(flows: Flows) -> tuple[Reals, float]:
    """Slopes per school and one constant: -sum p_s ln p_s is at least sum slope_s p_s + constant."""
    rest_low = flows.total_low.sum() - flows.total_low
    rest_high = flows.total_high.sum() - flows.total_high
    low = flows.total_low / np.maximum(flows.total_low + rest_high, 1)
    high = flows.total_high / np.maximum(flows.total_high + rest_low, 1)
    at_low, at_high = -xlogx(low), -xlogx(high)
    wide = high > low
    slope = np.where(wide, (at_high - at_low) / np.where(wide, high - low, 1), 0.0)
    return slope, float((at_low - slope * low).sum())


def _least(flows: Flows, slope: Reals) -> float:
    """A bound below sum p ln(p/p_a) + sum slope_s p_s: the best tangent's least value (Frank & Wolfe, 1956)."""
    n = (flows.low + flows.high) / 2
    p = n / n.sum()
    one, best = np.ones(len(p)), -math.inf
    for _ in range(ROUNDS):
        cost = _log_share(flows, p) + slope[flows.school]
        least, corner = greatest_ratio(flows, -cost, one)
        best = max(best, -least)
        value = float(p @ cost)
        if value - best <= ENOUGH:
            break
        p = _towards(flows, p, corner / corner.sum(), slope)
    return best


def _towards(flows: Flows, p: Reals, corner: Reals, slope: Reals) -> Reals:
    """The best point between both, by halving on the sign of the slope along the line."""
    step = corner - p
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        rising = float(step @ (_log_share(flows, p + middle * step) + slope[flows.school])) > 0
        low, high = (low, middle) if rising else (middle, high)
    found: Reals = p + low * step
    return found


def _log_share(flows: Flows, p: Reals) -> Reals:
    """ln(p/p_a), the gradient of sum p ln(p/p_a): homogeneous, so that the tangent has no constant."""
    some = np.maximum(p, 1e-12)
    logs: Reals = np.log(some) - np.log(sums(flows.area, some, flows.n_areas)[flows.area])
    return logs


def _most(flows: Flows, *, by_school: bool) -> float:
    """A bound above sum p ln(p/p_a), or above M when ``by_school``: least over q (and r) of the Gibbs bound."""
    low, high = flows.low.astype(np.float64), flows.high.astype(np.float64)
    room = np.where(high > low, high - low, 1.0)
    chord = np.where(high > low, (xlogx(high) - xlogx(low)) / room, np.log(np.maximum(low, 1)))
    constant = float((xlogx(low) - chord * low).sum())
    mean, best, last = (low + high) / 2, math.inf, math.inf
    for step in range(1, ROUNDS + 1):
        reference = np.log(sums(flows.area, mean, flows.n_areas)[flows.area] / mean.sum())
        if by_school:
            reference += np.log(flows.by_school(mean)[flows.school] / mean.sum())
        bound, n = _gibbs(flows, chord - reference, constant)
        best = min(best, bound)
        if step % 20 == 0:
            if last - best <= ENOUGH:
                break
            last = best
        mean = mean + (n - mean) / (step + 1)
    return best


def _gibbs(flows: Flows, gain: Reals, constant: float) -> tuple[float, Reals]:
    """A bound above max (gain n + constant)/T - ln T, and flows near it.

    For any price mu of a pupil, W = max (gain - mu) n + constant gives the bound max over T of W/T + mu - ln T, which
    lies at T = -W within the range of T. The best price is V/T + 1 at the flows that it makes best.
    """
    low, high = float(flows.total_low.sum()), float(flows.total_high.sum())
    n: Reals = (flows.low + flows.high) / 2
    best = math.inf
    for _ in range(20):
        price = (float(gain @ n) + constant) / float(n.sum()) + 1
        n = greatest(flows, gain - price).astype(np.float64)
        worth = float((gain - price) @ n) + constant
        total = min(max(-worth, low), high)
        bound = worth / total + price - math.log(total)
        if bound >= best - 1e-12:
            break
        best = bound
    return best, n
