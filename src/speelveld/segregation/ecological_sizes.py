# SPDX-License-Identifier: EUPL-1.2
"""How far pupils over schools differ from pupils over nearest schools, from masked flows alone: bounds of a D of sizes.

With t_k the pupils at site k, N_k those who live nearest to it and T all, D = 1/2 sum_k |t_k - N_k| / T.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speelveld.segregation.ecological_flows import Bounds, Flows, Reals, Whole, sums
from speelveld.segregation.ecological_nearest import Sites
from speelveld.segregation.ecological_program import NODES, SLACK, Program

ROUNDS = 10
"""Steps of Dinkelbach's method at most; it takes about three. Stopping early widens the bound, no more."""


def size_dissimilarity(flows: Flows, sites: Sites, *, nodes: int = NODES) -> Bounds:
    """D between pupils as they are spread over sites and as they would be if all went to the nearest, in [0, 1].

    The least share of pupils that passes by the nearest site, whoever they are; pupils without a known home are left
    out. The low end is a linear programme over shares (Charnes & Cooper, 1962). The high end is the greatest sum over a
    set C of sites of (N_k - t_k)/T: a mixed-integer programme with one binary variable per site, solved for rising
    ratios (Dinkelbach, 1967). ``exact`` unless ``nodes`` runs out; then the high end is the solver's outer bound. Ends
    are widened by ``SLACK`` for the solver's rounding.
    """
    moves = _Moves.of(flows.only(sites.of_area[flows.area] >= 0), sites)
    if not moves.least_total:
        return Bounds(math.nan, math.nan)
    low = _least(moves)
    high, exact = _greatest(moves, low, nodes)
    return Bounds(max(0.0, low - SLACK), min(1.0, high + SLACK), exact)


@dataclass(frozen=True, slots=True, eq=False)
class _Moves:
    """Pupils by nearest site (``near``) and school, with the school's site (``at``)."""

    near: Whole
    at: Whole
    school: Whole
    low: Reals
    high: Reals
    total_low: Reals
    total_high: Reals
    count: int

    @classmethod
    def of(cls, flows: Flows, sites: Sites) -> _Moves:
        pairs, where = np.unique(sites.of_area[flows.area] * flows.n_schools + flows.school, return_inverse=True)
        school = pairs % flows.n_schools
        return cls(
            pairs // flows.n_schools,
            sites.of_school[school],
            school,
            sums(where, flows.low, len(pairs)),
            sums(where, flows.high, len(pairs)),
            flows.total_low.astype(np.float64),
            flows.total_high.astype(np.float64),
            sites.count,
        )

    @property
    def least_total(self) -> float:
        return float(self.total_low.sum())

    @property
    def room(self) -> Reals:
        return self.high - self.low

    def by_school(self, cells: Reals) -> Reals:
        return sums(self.school, cells, len(self.total_low))

    @property
    def net(self) -> Reals:
        """N_k - t_k when every cell is at its low."""
        return sums(self.near, self.low, self.count) - sums(self.at, self.low, self.count)


def _least(moves: _Moves) -> float:
    """Minimise half the sum of e_k >= |N_k - t_k| with all pupils scaled to T0, the least that T can be.

    Variables: r, pupils above the low of each cell, and tau = T0/T; dividing by T makes the ratio linear.
    """
    program, unit = Program(), moves.least_total
    tau = program.block(1, unit / moves.total_high.sum(), 1.0)
    r = program.block(len(moves.low))
    gap = program.block(moves.count, gain=-0.5)
    number, school, site = np.arange(len(moves.low)), np.arange(len(moves.total_low)), np.arange(moves.count)
    least = moves.by_school(moves.low)
    program.at_most(np.zeros(len(number)), (number, r, 1.0), (number, tau, -moves.room))
    program.at_most(np.zeros(len(school)), (moves.school, r, 1.0), (school, tau, least - moves.total_high))
    program.at_most(np.zeros(len(school)), (moves.school, r, -1.0), (school, tau, moves.total_low - least))
    program.exactly([unit], (0, r, 1.0), (0, tau, moves.low.sum()))
    for sign in (1.0, -1.0):
        program.at_most(
            np.zeros(moves.count),
            (moves.near, r, sign),
            (moves.at, r, -sign),
            (site, tau, sign * moves.net),
            (site, gap, -1.0),
        )
    return -program.solve().bound / unit


def _greatest(moves: _Moves, start: float, nodes: int) -> tuple[float, bool]:
    """The greatest ratio, or a bound above it, and whether it is attained.

    For any rate, max of (sum over C of N_k - t_k) - rate T is a number F with ratio <= rate + max(F, 0)/T0.
    """
    rate, best = start, 1.0
    for _ in range(ROUNDS):
        excess, attained = _excess(moves, rate, nodes)
        best = min(best, rate + max(0.0, excess) / moves.least_total)
        if best - rate <= SLACK or attained <= rate + SLACK / 10:
            break
        rate = attained
    return best, best - rate <= 2 * SLACK


def _excess(moves: _Moves, rate: float, nodes: int) -> tuple[float, float]:
    """A bound of max (sum over C of N_k - t_k) - rate T, and the ratio of the best answer.

    z_k = 1 for a site in C. The lows of the cells add z_k times the site's net number. What a masked cell has above its
    low adds (z_near - z_at - rate) per pupil: for a school without a known total all of it when z_near = 1 and z_at =
    0, else nothing; for the others by g = r (z_near - z_at), held by inequalities that are equalities at whole z.
    """
    tied = (moves.by_school(moves.low) < moves.total_low) | (moves.by_school(moves.high) > moves.total_high)
    open_to = moves.room > 0
    held = np.flatnonzero(open_to & tied[moves.school])
    free = np.flatnonzero(open_to & ~tied[moves.school] & (moves.near != moves.at))
    program = Program()
    z = program.block(moves.count, 0, 1, gain=moves.net, whole=True)
    pairs, where = np.unique(moves.near[free] * moves.count + moves.at[free], return_inverse=True)
    room = sums(where, moves.room[free], len(pairs))
    e = program.block(len(pairs), 0, 1, gain=(1 - rate) * room)
    number = np.arange(len(pairs))
    program.at_most(np.zeros(len(pairs)), (number, e, 1.0), (number, z[pairs // moves.count], -1.0))
    program.at_most(np.ones(len(pairs)), (number, e, 1.0), (number, z[pairs % moves.count], 1.0))
    r = _hold(program, moves, held, z, rate)
    found = program.solve(nodes=nodes)
    base = rate * float(moves.low.sum())
    if not len(found.x):
        return found.bound - base, rate
    chosen = found.x[z] > 0.5
    extra = np.zeros(len(moves.low))
    extra[free] = moves.room[free] * (chosen[moves.near[free]] & ~chosen[moves.at[free]])
    extra[held] = found.x[r]
    n = moves.low + extra
    gained = float(n @ (chosen[moves.near].astype(np.float64) - chosen[moves.at]))
    return found.bound - base, gained / float(n.sum())


def _hold(program: Program, moves: _Moves, held: NDArray[np.intp], z: Whole, rate: float) -> Whole:
    """The cells of schools of which something is known about the total; the columns of their r."""
    room = moves.room[held]
    r = program.block(len(held), 0, room, gain=-rate)
    g = program.block(len(held), -room, room, gain=1.0)
    number, leave, arrive = np.arange(len(held)), z[moves.near[held]], z[moves.at[held]]
    zero = np.zeros(len(held))
    same = moves.near[held] == moves.at[held]
    program.at_most(np.where(same, 0, room), (number, g, 1.0), (number, arrive, np.where(same, 0, room)))
    program.at_most(zero, (number, g, 1.0), (number, leave, np.where(same, 0, -room)))
    program.at_most(zero, (number, g, 1.0), (number, r, -1.0))
    program.at_most(room, (number, g, 1.0), (number, r, 1.0), (number, leave, -room), (number, arrive, room))
    school = np.unique(moves.school[held])
    row = np.searchsorted(school, moves.school[held])
    least = moves.by_school(moves.low)[school]
    program.at_most(moves.total_high[school] - least, (row, r, 1.0))
    program.at_most(least - moves.total_low[school], (row, r, -1.0))
    return r
