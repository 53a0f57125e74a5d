# SPDX-License-Identifier: EUPL-1.2
"""Residence or choice where the group of a flow is not observed: an estimate under a stated assumption, with bounds.

Known are the groups per school and the flows from home areas to schools, not who of a flow belongs to which group. So
where a group lives is inferred, not counted: an ecological inference (Robinson, 1950; Goodman, 1953; Duncan & Davis,
1953). D if every pupil went to the nearest school is therefore a range; one number in it rests on an assumption.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from speelveld.segregation.chance import expected
from speelveld.segregation.ecological_flows import Flows, Reals, Whole, sums
from speelveld.segregation.ecological_nearest import Sites
from speelveld.segregation.indices import dissimilarity

DRAWS = 200


@dataclass(frozen=True, slots=True, eq=False)
class SchoolFlows:
    """Groups per school on the day of the count, and where its pupils live on the day of the flows.

    ``a`` and ``b`` count both groups, shape ``(schools,)``; they may be estimates that are not whole. ``flows`` has the
    same schools. The two days may differ: only each school's *shares* of home areas are taken from the flows.
    """

    flows: Flows
    a: Reals
    b: Reals

    @classmethod
    def of(cls, flows: Flows, a: ArrayLike, b: ArrayLike) -> SchoolFlows:
        """From flows and two counts per school. Raises ValueError when a school has a count but cannot have flows."""
        first, second = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
        if first.shape != (flows.n_schools,) or second.shape != first.shape:
            raise ValueError(f"counts of shapes {first.shape} and {second.shape} for {flows.n_schools} schools")
        if not (np.isfinite(first + second).all() and (first >= 0).all() and (second >= 0).all()):
            raise ValueError("counts of pupils are finite and at least 0")
        if not first.sum() or not second.sum():
            raise ValueError("both groups have members")
        lost = np.flatnonzero((first + second > 0) & (flows.total_high == 0))
        if len(lost):
            raise ValueError(
                f"schools {', '.join(map(str, lost[:20]))} have pupils but no flows: leave them out of both"
            )
        return cls(flows, first, second)

    @property
    def total(self) -> Reals:
        """Pupils of both groups per school."""
        return self.a + self.b

    def shares(self, fill: float) -> Reals:
        """The share of a school's pupils in each cell's area, by ``Flows.point``; they add up to 1 per school."""
        point = self.flows.point(fill)
        whole = self.flows.by_school(point)
        return point / np.where(whole > 0, whole, 1)[self.flows.school]


@dataclass(frozen=True, slots=True, eq=False)
class EcologicalEstimate:
    """D of the schools as they are, and an estimate of D if every pupil went to the nearest school.

    ``actual`` is exact. ``residence`` is the estimate, ``choice`` = actual - residence, ``residence_share`` =
    residence/actual. ``actual_by_chance`` and ``residence_by_chance``: what both would be on average if the group were
    dealt over the schools at random and its homes inferred in the same way. ``homes`` holds the group's inferred number
    per home area, shape ``(areas,)``.
    """

    actual: float
    residence: float
    choice: float
    residence_share: float
    actual_by_chance: float
    residence_by_chance: float
    homes: Reals
    assumption: str


def ecological_estimate(
    schools: SchoolFlows,
    sites: Sites,
    *,
    fill: float = math.nan,
    tilt: ArrayLike | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> EcologicalEstimate:
    """The split by D when, within a school, the group comes from the home areas in proportion to the flows.

    x(a, s) = a_s n(a, s)/n(s). With ``tilt`` theta per area (odds, shape ``(areas,)``, above 0) instead
    x = n theta_a k_s/(1 + theta_a k_s), k_s such that the school's group is met: pupils from areas with higher odds are
    likelier members whatever their school; ``area_tilt`` estimates such odds.

    ``fill`` places masked cells of schools without a known total (see ``Flows.filling``). What this assumes and cannot
    show: schoolmates of different areas are equally often of the group (or as the tilt says). Where the group lives
    apart more than its schools show, residence comes out too low and choice too high; see ``residence_bounds`` for all
    that the data allow. Chance by ``draws`` deals (Philox with ``seed``); NaN for counts that are not whole.
    """
    homes = _homes(schools, schools.shares(fill) * schools.total[schools.flows.school], tilt)
    cell, count = sites.of_cell(schools.flows), sites.count
    everyone = schools.shares(fill) * schools.total[schools.flows.school]
    actual = dissimilarity(schools.a, schools.b)
    there = sums(cell, homes, count)
    residence = dissimilarity(there, np.maximum(sums(cell, everyone, count) - there, 0))
    chance = _by_chance(schools, cell, count, schools.shares(fill), draws, seed) if draws else (math.nan, math.nan)
    return EcologicalEstimate(
        actual,
        residence,
        actual - residence,
        residence / actual if actual else math.nan,
        *chance,
        sums(schools.flows.area, homes, schools.flows.n_areas),
        "proportional to the flows" if tilt is None else "proportional to the flows, tilted by area",
    )


def _homes(schools: SchoolFlows, everyone: Reals, tilt: ArrayLike | None) -> Reals:
    """The group's number per cell."""
    school = schools.flows.school
    share = schools.a / np.where(schools.total > 0, schools.total, 1)
    if tilt is None:
        return everyone * share[school]
    odds = np.asarray(tilt, dtype=np.float64)
    if odds.shape != (schools.flows.n_areas,) or not (np.isfinite(odds).all() and (odds > 0).all()):
        raise ValueError(f"the tilt is {schools.flows.n_areas} odds above 0")
    lift = np.log(odds)[schools.flows.area]
    reach = float(np.abs(lift).max(initial=0)) + 40.0
    low, high = np.full(schools.flows.n_schools, -reach), np.full(schools.flows.n_schools, reach)
    for _ in range(70):
        middle = (low + high) / 2
        met = schools.flows.by_school(everyone / (1 + np.exp(-(middle[school] + lift)))) >= schools.a
        low, high = np.where(met, low, middle), np.where(met, middle, high)
    inner = everyone / (1 + np.exp(-((low + high) / 2)[school] - lift))
    whole = (schools.a == 0) | (schools.b == 0)
    return np.where(whole[school], everyone * share[school], inner)


def _by_chance(
    schools: SchoolFlows, cell: Whole, count: int, shares: Reals, draws: int, seed: int
) -> tuple[float, float]:
    """D of both worlds when the group is dealt to the schools at random and its homes follow in proportion."""
    if (schools.a != np.rint(schools.a)).any() or (schools.b != np.rint(schools.b)).any():
        return math.nan, math.nan
    total, group = schools.total.astype(np.int64), int(schools.a.sum())
    where = np.zeros((schools.flows.n_schools, count))
    np.add.at(where, (schools.flows.school, cell), shares)
    random = np.random.Generator(np.random.Philox(key=seed))
    dealt = random.multivariate_hypergeometric(total, group, size=draws).astype(np.float64) @ where
    rest = total.astype(np.float64) @ where - dealt
    gaps = np.abs(dealt / group - rest / (total.sum() - group))
    return expected("dissimilarity", total, group), float(0.5 * gaps.sum(axis=1).mean())


@dataclass(frozen=True, slots=True)
class Tilt:
    """Odds per area by a characteristic of its residents: ``slope`` with its robust standard error.

    The odds are exp(slope times the characteristic), the characteristic in standard deviations over pupils; areas where
    it is not known have the mean. ``schools`` counts the schools that it was fitted on.
    """

    odds: Reals
    slope: float
    se: float
    schools: int


def area_tilt(schools: SchoolFlows, characteristic: ArrayLike, *, fill: float = math.nan) -> Tilt:
    """Odds of belonging to the group by home area, from residents' characteristics and the schools' groups.

    An ecological regression (Goodman, 1953, in logits): a_s is binomial with chance sum_a q(a|s) expit(c + slope z_a),
    fitted by maximum likelihood (scoring), standard error robust to schools that differ more than binomially. The slope
    is one of *schools* by the areas that they draw from: if a group picks schools apart from where it lives, the slope
    takes that in too. It is an assumption to try, no measurement. Raises ValueError when the characteristic does not
    vary.
    """
    flows = schools.flows
    z = np.asarray(characteristic, dtype=np.float64)
    if z.shape != (flows.n_areas,):
        raise ValueError(f"the characteristic is one number per area, {flows.n_areas} in all")
    shares = schools.shares(fill)
    weight = sums(flows.area, shares * schools.total[flows.school], flows.n_areas)
    known = np.isfinite(z) & (weight > 0)
    mean = float(np.average(z[known], weights=weight[known])) if known.any() else math.nan
    spread = float(np.sqrt(np.average((z[known] - mean) ** 2, weights=weight[known]))) if known.any() else 0.0
    if not spread > 0:
        raise ValueError("the characteristic does not vary over the areas where pupils live")
    z = np.where(np.isfinite(z), (z - mean) / spread, 0.0)
    beta = np.array([math.log(schools.a.sum() / schools.b.sum()), 0.0])
    for _ in range(100):
        score, info, _meat = _scoring(schools, shares, z, beta)
        step = np.linalg.solve(info + 1e-9 * np.eye(2), score)
        beta = beta + step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < 1e-10:
            break
    _score, info, meat = _scoring(schools, shares, z, beta)
    bread = np.linalg.inv(info)
    se = float(np.sqrt((bread @ meat @ bread)[1, 1]))
    return Tilt(np.exp(beta[1] * z), float(beta[1]), se, int((schools.total > 0).sum()))


def _scoring(schools: SchoolFlows, shares: Reals, z: Reals, beta: Reals) -> tuple[Reals, Reals, Reals]:
    """The score, the expected information and the sum of squared scores over schools."""
    flows = schools.flows
    there = 1 / (1 + np.exp(-(beta[0] + beta[1] * z[flows.area])))
    chance = np.clip(flows.by_school(shares * there), 1e-12, 1 - 1e-12)
    slope = shares * there * (1 - there)
    change = np.column_stack([flows.by_school(slope), flows.by_school(slope * z[flows.area])])
    some = schools.total > 0
    chance, change, total, a = chance[some], change[some], schools.total[some], schools.a[some]
    each = change * ((a - total * chance) / (chance * (1 - chance)))[:, None]
    info = (change * (total / (chance * (1 - chance)))[:, None]).T @ change
    return each.sum(axis=0), info, each.T @ each
