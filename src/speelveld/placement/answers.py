# SPDX-License-Identifier: EUPL-1.2
"""What a placement gives to the outside: the assignment, the cut-offs, and what was verified."""

from __future__ import annotations

from typing import Any

from speelveld.placement.market import Market
from speelveld.placement.names import Mechanism
from speelveld.placement.placing import Placement
from speelveld.placement.procedure import Course, Stage, in_units
from speelveld.placement.thresholds import cutoffs, described
from speelveld.placement.verifier import refuse_unless_verified
from speelveld.placement.verifier_families import refuse_unless_fair, refuse_unless_together

TOGETHER = "families_together"
"""The property that all children of each family are at one school, or all without a place."""


def answer(placement: Placement) -> dict[str, Any]:
    """``assignment``, ``cutoffs``, ``properties`` and ``verified``, in names and whole numbers, ready for JSON.

    ``cutoffs`` holds, per school and group, None where everybody gets in whom the school can take, or the last child
    let in; it is None where the mechanism has none. Raises PlacementError where the placement breaks a promise.
    """
    market, mechanism = placement.market, placement.mechanism
    verification = refuse_unless_verified(market, mechanism, placement.schools)
    return {
        "assignment": placement.assignment(),
        "cutoffs": _cutoffs(market, mechanism, placement),
        "properties": verification.properties,
        "verified": verification.verified,
    }


def answer_of(course: Course) -> dict[str, Any]:
    """The same of a whole procedure, with ``over_capacity`` where families came along, and ``rounds`` where several.

    Every round is verified by itself; ``properties`` are those of all rounds, ``cutoffs`` those of the last one.
    Raises PlacementError where a round breaks a promise, or a family is parted.
    """
    procedure = course.procedure
    told = [_of_stage(course, stage) for stage in course.stages]
    refuse_unless_together(procedure.leads, course.schools)
    properties = {name: all(one["properties"][name] for one in told) for name in told[0]["properties"]}
    apart = bool((procedure.leads < 0).all())
    found: dict[str, Any] = {
        "assignment": course.assignment(),
        "cutoffs": told[-1]["cutoffs"],
        "properties": properties if apart else {**properties, TOGETHER: True},
        "verified": True,
    }
    if not apart:
        found["over_capacity"] = course.over_capacity()
    if len(told) > 1:
        found["rounds"] = told
    return found


def _of_stage(course: Course, stage: Stage) -> dict[str, Any]:
    placement = stage.placement
    if course.procedure.within:
        properties = refuse_unless_fair(stage.units, placement.schools)
        market = in_units(stage)
    else:
        market = placement.market
        properties = refuse_unless_verified(market, placement.mechanism, placement.schools).properties
    return {
        "round": stage.number,
        "placed": int(stage.units.sizes[placement.schools >= 0].sum()),
        "cutoffs": _cutoffs(market, placement.mechanism, placement),
        "properties": properties,
    }


def _cutoffs(market: Market, mechanism: Mechanism, placement: Placement) -> dict[str, dict[str, Any]] | None:
    found = cutoffs(market, mechanism, placement.schools)
    if found is None:
        return None
    told: dict[str, dict[str, Any]] = {market.school(school): {} for school in range(market.n_schools)}
    for each in found:
        told[market.school(each.school)][each.group] = described(market, mechanism, each)
    return told
