# SPDX-License-Identifier: EUPL-1.2
"""A study of the laboratory as the command and the site tell it: what each policy did to the same invented children.

Its numbers are no figures of real children, so no guard rounds or hides them. They follow from a
:class:`LaboratoryTown`, which holds published values only, from rules and from assumptions: whoever reads the site and
runs this software gets the same, and learns nothing that was not published (see ``docs/methods/laboratory.md``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache, partial
from typing import Any, Final

import numpy as np

from speelveld.figures.laboratory import LaboratoryTown
from speelveld.placement.cautions import Caution
from speelveld.placement.laboratory import (
    Difference,
    Estimate,
    Indices,
    Outcome,
    Policy,
    Study,
    Temptation,
    differences,
    draw_children,
    estimates,
    temptation,
    warnings,
)
from speelveld.placement.rules import policies
from speelveld.segregation.chance import expected
from speelveld.segregation.indices import INDICES
from speelveld.sources.rules_file import parse_rules
from speelveld.terms import Municipality

INVENTED: Final = (
    "Every child here is invented: drawn from flows of pupils and published shares, with wishes that are assumed. "
    "No figure of a school or a neighbourhood is one of its real children."
)
LISTS: Final = 50
"""False lists that each asked child tries."""
IN_METRES: Final = ("mean_metres", "median_metres")
INDEX_NAMES: Final = ("dissimilarity", "theil-h", "eta-squared", "isolation")


@cache
def ready_policies() -> Mapping[str, Policy]:
    """The ready-made policies by name, in the order of their names."""
    return {name: Policy(name, parse_rules(text, name)) for name, text in policies().items()}


def indices() -> Indices:
    """Dissimilarity, Theil's H, eta squared and isolation, with their exact expectations by chance."""
    by_chance = {name: partial(expected, name) for name in INDEX_NAMES}
    return Indices({name: INDICES[name] for name in INDEX_NAMES}, by_chance)


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A postcode area over all lotteries: invented children per cohort, shares of them (0 to 1), and metres or None."""

    area: str
    invented_children: float
    first_choice: float
    unplaced: float
    mean_metres: float | None


@dataclass(frozen=True, slots=True)
class Intake:
    """The mean intake of invented children of a school, of group A and others."""

    brin6: str
    name: str
    seats: int
    invented_a: float
    invented_b: float


@dataclass(frozen=True, slots=True)
class Findings:
    """What one policy did: the outcome per cohort, who could gain by a false list (None when not asked), warnings."""

    outcomes: tuple[Outcome, ...]
    temptation: Temptation | None
    warnings: tuple[Caution, ...]


@dataclass(frozen=True, slots=True)
class PolicyResult:
    """What is told of one policy. ``differences`` is None for the policy that the others are compared with."""

    policy: Policy
    estimates: Mapping[str, Estimate]
    differences: Mapping[str, Difference] | None
    temptation: Temptation | None
    warnings: tuple[Caution, ...]
    neighbourhoods: tuple[Neighbourhood, ...]
    schools: tuple[Intake, ...]

    def record(self) -> dict[str, Any]:
        """The result as JSON can hold it."""
        policy, tempted = self.policy, self.temptation
        return {
            "policy": policy.name,
            "name": dict(policy.rules.document["name"]),
            "rules_hash": policy.rules.hash.hex(),
            "mechanism": str(policy.mechanism),
            "tie_breaking": policy.tie_breaking,
            "groups": dict(zip(policy.groups, ("a", "b"), strict=False)),
            "measures": {name: _plain(asdict(one)) for name, one in self.estimates.items()},
            "difference": None
            if self.differences is None
            else {name: _plain(asdict(one)) for name, one in self.differences.items()},
            "temptation": None if tempted is None else {**asdict(tempted), "share_at_least": tempted.share},
            "warnings": [asdict(one) for one in self.warnings],
            "neighbourhoods": [asdict(one) for one in self.neighbourhoods],
            "schools": [asdict(one) for one in self.schools],
        }


@dataclass(frozen=True, slots=True, eq=False)
class StudyResult:
    """A whole study. The first of ``policies`` is the one that the others are compared with.

    ``margin`` is a share (0 to 1) and ``margin_metres`` a distance below which a difference does not matter.
    """

    place: Municipality
    found: LaboratoryTown
    study: Study
    margin: float
    margin_metres: float
    policies: tuple[PolicyResult, ...]

    @property
    def lotteries(self) -> int:
        """Lotteries per policy, over all cohorts."""
        return self.study.cohorts * self.study.lotteries

    def record(self) -> dict[str, Any]:
        """The study as JSON can hold it."""
        found, study = self.found, self.study
        contrast = found.contrast
        return {
            "invented": INVENTED,
            "municipality": self.place.name,
            "municipality_code": self.place.code,
            "group": {"a": contrast.a, "b": contrast.b, "definition": contrast.definition},
            "town": _town(found),
            "assumptions": study.assumptions.record(),
            "cohorts": study.cohorts,
            "lotteries": self.lotteries,
            "children_seed": study.children_seed,
            "lottery_seed": study.lottery_seed,
            "margins": {"share": self.margin, "metres": self.margin_metres},
            "compared_with": self.policies[0].policy.name,
            "policies": [one.record() for one in self.policies],
            "sources": [
                {"name": one.name, "publisher": one.publisher, "licence": one.licence} for one in found.sources
            ],
        }


def findings(study: Study, policy: Policy, outcomes: Sequence[Outcome], lies: int, lists: int = LISTS) -> Findings:
    """What else is to know of a policy, from its first cohort.

    ``lies`` children without their first choice try ``lists`` other lists each; none are asked when it is 0.
    """
    children = draw_children(study.town, study.assumptions, study.children_seed, 0, study.preferences)
    tempted = None
    if lies:
        tempted = temptation(policy, children, lottery_seed=study.lottery_seed, draw=0, sample=lies, lists=lists)
    return Findings(tuple(outcomes), tempted, tuple(warnings(policy, children)))


def result(
    place: Municipality,
    found: LaboratoryTown,
    study: Study,
    given: Mapping[str, Findings],
    margin: float,
    margin_metres: float,
) -> StudyResult:
    """The policies of a study beside each other, from the findings on each by its name."""
    margins = {name.partition(".")[0]: margin for name in (*study.measures, "intake_sd", "same_school")}
    margins |= dict.fromkeys(IN_METRES, margin_metres)
    first = study.policies[0].name
    told = []
    for policy in study.policies:
        one = given[policy.name]
        beside = None
        if policy.name != first:
            beside = differences(study, one.outcomes, given[first].outcomes, margins)
        told.append(
            PolicyResult(
                policy,
                estimates(study, one.outcomes),
                beside,
                one.temptation,
                one.warnings,
                _neighbourhoods(found, one.outcomes),
                _schools(found, study, one.outcomes),
            )
        )
    return StudyResult(place, found, study, margin, margin_metres, tuple(told))


def _town(found: LaboratoryTown) -> dict[str, Any]:
    town = found.town
    return {
        "schools": len(town.schools),
        "areas": len(town.areas),
        "areas_inside": int(town.inside.sum()),
        "seats": int(town.seats.sum()),
        "children_expected": round(float(town.expected.sum()), 1),
        "spare_percent": found.spare,
        "schools_with_the_city_share": found.city_share_used,
        "schools_without_a_total": found.without_total,
        "filling": round(found.filling, 4),
        "pupils_of_unknown_home": round(found.homes_unknown, 1),
    }


def _neighbourhoods(found: LaboratoryTown, outcomes: Sequence[Outcome]) -> tuple[Neighbourhood, ...]:
    """Areas of the municipality; those where no child was ever drawn are left out."""
    sums = np.sum([one.areas for one in outcomes], axis=0)
    lotteries = sum(one.rows.shape[0] for one in outcomes)
    rows = []
    for at, area in enumerate(found.town.areas):
        children, first, without, placed, metres = (int(value) for value in sums[at])
        if found.town.inside[at] and children:
            mean = metres / placed if placed else None
            rows.append(Neighbourhood(area, children / lotteries, first / children, without / children, mean))
    return tuple(rows)


def _schools(found: LaboratoryTown, study: Study, outcomes: Sequence[Outcome]) -> tuple[Intake, ...]:
    intake = np.sum([one.intake for one in outcomes], axis=0) / (study.cohorts * study.lotteries)
    return tuple(
        Intake(code, name, int(found.town.seats[at]), float(intake[at, 0]), float(intake[at, 1]))
        for at, (code, name) in enumerate(zip(found.town.schools, found.names, strict=True))
    )


def _plain(record: Mapping[str, Any]) -> dict[str, Any]:
    """What JSON can hold: no NaN."""
    return {name: None if isinstance(value, float) and math.isnan(value) else value for name, value in record.items()}
