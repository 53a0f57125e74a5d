# SPDX-License-Identifier: EUPL-1.2
"""Every value that D could have if all pupils went to the nearest school, given groups per school and masked flows.

Unknown are the group in each flow, x(a, s), and masked flows, n(a, s). With m(k, s) the pupils of school s who live
nearest to site k, X_k = sum_s x(k, s), N_k = sum_s m(k, s), P = A/T:

    D = T/(2AB) sum_k |X_k - P N_k|,  0 <= x <= m,  sum_k x(k, s) = a_s,  sum_k m(k, s) = t_s.

A, B and T are fixed by the counts of the schools, so D is convex in (x, m): its minimum is a linear programme. As the
X_k - P N_k add up to 0, D is also T/(AB) times the greatest sum of them over a set C of sites. Given C the schools
do not interfere, and each can be filled at best on its own; so the maximum over all x, m and C is a mixed-integer
programme with one binary variable per site (x ranges over the bases of a polymatroid, on which the sum over C is
greatest greedily: Edmonds, 1970). Both are solved by HiGHS.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from speelveld.segregation.ecological import SchoolFlows
from speelveld.segregation.ecological_flows import Bounds, Flows, Reals, Whole, sums
from speelveld.segregation.ecological_nearest import Sites
from speelveld.segregation.ecological_program import NODES, SLACK, Program
from speelveld.segregation.indices import dissimilarity


@dataclass(frozen=True, slots=True)
class ResidenceRange:
    """What residence and choice can be, both in D.

    ``actual`` is exact; ``residence`` bounds D at the nearest school, ``choice`` actual less that. ``factor`` is the
    assumption: within a school, the group's share of pupils from any area is at most ``factor`` times its share of the
    school, and at least that share divided by ``factor``; infinite is no assumption at all, 1 the proportional one.
    """

    actual: float
    residence: Bounds
    choice: Bounds
    factor: float


def residence_bounds(
    schools: SchoolFlows, sites: Sites, *, factor: float = math.inf, nodes: int = NODES
) -> ResidenceRange:
    """The least and the greatest D of a world in which everyone attends the nearest school.

    Over every group of every flow (within ``factor``), and every masked flow within its interval and its school's
    total. ``exact`` when the totals of the flows are known for every school and the search ended within ``nodes``: then
    both ends are attained (the low one by numbers that need not be whole). Without totals a school's share of pupils
    per area is bounded cell by cell, which can only widen the range; past ``nodes`` the high end is the solver's bound.
    Ends are widened by ``SLACK`` for the solver's rounding. Raises ValueError for a factor below 1.
    """
    if not factor >= 1:
        raise ValueError(f"the factor is at least 1, not {factor}")
    cells = _Cells.of(schools, sites)
    share = np.divide(schools.a, schools.total, out=np.zeros_like(schools.a), where=schools.total > 0)
    least, most = share / factor, np.minimum(1.0, share * min(factor, 1e12))
    a, b = float(schools.a.sum()), float(schools.b.sum())
    scale = (a + b) / (a * b)
    low = _least(cells, schools.a, least, most, a / (a + b)) * scale / 2
    high, closed = _greatest(cells, schools.a, least, most, a / (a + b), nodes)
    exact = schools.flows.totals_known and closed <= SLACK / scale
    residence = Bounds(max(0.0, low - SLACK), min(1.0, high * scale + SLACK), exact)
    actual = dissimilarity(schools.a, schools.b)
    return ResidenceRange(actual, residence, Bounds(actual - residence.high, actual - residence.low, exact), factor)


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """Pupils m(k, s) by nearest site and school: bounds, in pupils of the school's count."""

    site: Whole
    school: Whole
    low: Reals
    high: Reals
    total: Reals
    n_sites: int

    @classmethod
    def of(cls, schools: SchoolFlows, sites: Sites) -> _Cells:
        flows = schools.flows
        pairs, where = np.unique(sites.of_cell(flows) * flows.n_schools + flows.school, return_inverse=True)
        low = sums(where, flows.low, len(pairs))
        high = sums(where, flows.high, len(pairs))
        site, school = pairs // flows.n_schools, pairs % flows.n_schools
        share_low, share_high = _shares(flows, school, low, high)
        some = (schools.total > 0)[school]
        total = schools.total[school]
        return cls(
            site[some], school[some], (share_low * total)[some], (share_high * total)[some], schools.total, sites.count
        )


def _shares(flows: Flows, school: Whole, low: Reals, high: Reals) -> tuple[Reals, Reals]:
    """The least and greatest share of a school's pupils in each cell: its own end against the other end of the rest."""
    all_low, all_high = flows.by_school(flows.low)[school], flows.by_school(flows.high)[school]
    rest_high = np.minimum(all_high - high, flows.total_high[school] - low)
    rest_low = np.maximum(all_low - low, flows.total_low[school] - high)
    return low / np.maximum(low + rest_high, 1), high / np.maximum(high + rest_low, 1)


def _least(cells: _Cells, a: Reals, least: Reals, most: Reals, p: float) -> float:
    """The minimum of sum_k |X_k - P N_k|."""
    program = Program()
    number = np.arange(len(cells.site))
    m = program.block(len(number), cells.low, cells.high)
    x = program.block(len(number))
    gap = program.block(cells.n_sites, gain=-1.0)
    zero, site = np.zeros(len(number)), np.arange(cells.n_sites)
    program.at_most(zero, (number, x, 1.0), (number, m, -most[cells.school]))
    program.at_most(zero, (number, x, -1.0), (number, m, least[cells.school]))
    program.exactly(cells.total, (cells.school, m, 1.0))
    program.exactly(a, (cells.school, x, 1.0))
    for sign in (1.0, -1.0):
        program.at_most(np.zeros(cells.n_sites), (cells.site, x, sign), (cells.site, m, -sign * p), (site, gap, -1.0))
    return -program.solve().bound


def _greatest(cells: _Cells, a: Reals, least: Reals, most: Reals, p: float, nodes: int) -> tuple[float, float]:
    """The maximum over sets C of sum over C of X_k - P N_k (its bound), and how far the best answer stays below it.

    z_k = 1 for a site in C; v is what a school adds. With c = m(C, s) that is at most
    min(most c, a - least (t - c)) - P c, concave in c with one kink, and c lies between bounds that are linear in z. So
    v is the least of both lines, each at the end of c that is best for it, and of the value at the kink.
    """
    program = Program()
    total, school = cells.total, np.arange(len(a))
    z = program.block(cells.n_sites, 0, 1, whole=True)[cells.site]
    rising, falling = most - p, least - p
    kink = np.divide(a - least * total, most - least, out=a.copy(), where=most > least)
    peak = np.where((rising >= 0) & (falling <= 0), np.maximum(most * kink - p * kink, 0), total)
    v = program.block(len(a), -total, peak, gain=1.0)
    low, high = (sums(cells.school, given, len(a)) for given in (cells.low, cells.high))
    for slope, constant in ((rising, np.zeros(len(a))), (falling, a - least * total)):
        up = slope >= 0
        other = np.where(up, low, high)
        of_best = np.where(up[cells.school], cells.high, cells.low)
        of_other = np.where(up[cells.school], cells.low, cells.high)
        for own, rest in ((of_best, 0.0), (of_other, total - other)):
            program.at_most(constant + slope * rest, (school, v, 1.0), (cells.school, z, -slope[cells.school] * own))
    found = program.solve(nodes=nodes)
    return found.bound, found.bound - found.value
