# SPDX-License-Identifier: EUPL-1.2
"""What ``speelveld lab`` tells of a study: one record, and a text of it."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from rich.table import Table

from speelveld.commands import output
from speelveld.placement.laboratory import Policy, Study, differences, draw_children, estimates, temptation, warnings

if TYPE_CHECKING:
    from speelveld.figures.laboratory import LaboratoryTown
    from speelveld.placement.laboratory import Children, Outcome
    from speelveld.terms import Municipality

INVENTED: Final = (
    "Every child here is invented: drawn from flows of pupils and published shares, with wishes that are assumed. "
    "No figure of a school or a neighbourhood is one of its real children."
)
LISTS: Final = 50
"""False lists that each asked child tries."""
SHOWN: Final = {
    "first_choice.all": "first choice",
    "top_three.all": "top three",
    "unplaced.all": "unplaced",
    "median_metres.all": "median metres",
    "dissimilarity": "dissimilarity",
    "intake_sd": "spread of intake",
}
COMPARED: Final = {
    **SHOWN,
    "first_choice.a": "first choice, group A",
    "first_choice.b": "first choice, others",
    "unplaced.a": "unplaced, group A",
    "unplaced.b": "unplaced, others",
    "theil-h": "Theil's H",
    "eta-squared": "eta squared",
}
IN_METRES: Final = ("mean_metres", "median_metres")


def report(
    place: Municipality,
    found: LaboratoryTown,
    study: Study,
    outcomes: Mapping[str, Sequence[Outcome]],
    margin: float,
    margin_metres: float,
    lies: int,
) -> dict[str, Any]:
    """The study as a record that JSON can hold. ``margin`` is a share, ``margin_metres`` in metres."""
    margins = {name.partition(".")[0]: margin for name in (*study.measures, "intake_sd", "same_school")}
    margins |= dict.fromkeys(IN_METRES, margin_metres)
    children = draw_children(study.town, study.assumptions, study.children_seed, 0, study.preferences)
    first = study.policies[0].name
    policies = [
        {
            **_told(policy),
            "measures": {name: _plain(asdict(one)) for name, one in estimates(study, outcomes[policy.name]).items()},
            "difference": None
            if policy.name == first
            else {
                name: _plain(asdict(one))
                for name, one in differences(study, outcomes[policy.name], outcomes[first], margins).items()
            },
            "temptation": _tempted(study, policy, children, lies),
            "warnings": [asdict(one) for one in warnings(policy, children)],
            "neighbourhoods": _neighbourhoods(found, outcomes[policy.name]),
            "schools": _schools(found, study, outcomes[policy.name]),
        }
        for policy in study.policies
    ]
    return {
        "invented": INVENTED,
        "municipality": place.name,
        "municipality_code": place.code,
        "group": {"a": found.contrast.a, "b": found.contrast.b, "definition": found.contrast.definition},
        "town": _town(found),
        "assumptions": study.assumptions.record(),
        "cohorts": study.cohorts,
        "lotteries": study.cohorts * study.lotteries,
        "children_seed": study.children_seed,
        "lottery_seed": study.lottery_seed,
        "margins": {"share": margin, "metres": margin_metres},
        "compared_with": first,
        "policies": policies,
        "sources": [{"name": one.name, "publisher": one.publisher, "licence": one.licence} for one in found.sources],
    }


def _told(policy: Policy) -> dict[str, Any]:
    return {
        "policy": policy.name,
        "name": dict(policy.rules.document["name"]),
        "rules_hash": policy.rules.hash.hex(),
        "mechanism": str(policy.mechanism),
        "tie_breaking": policy.tie_breaking,
        "groups": dict(zip(policy.groups, ("a", "b"), strict=False)),
    }


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


def _tempted(study: Study, policy: Policy, children: Children, lies: int) -> dict[str, Any] | None:
    if not lies:
        return None
    one = temptation(policy, children, lottery_seed=study.lottery_seed, draw=0, sample=lies, lists=LISTS)
    return {**asdict(one), "share_at_least": one.share}


def _neighbourhoods(found: LaboratoryTown, outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Per postcode area of the municipality, over all lotteries; areas where no child was ever drawn are left out."""
    sums = np.sum([one.areas for one in outcomes], axis=0)
    lotteries = sum(one.rows.shape[0] for one in outcomes)
    rows = []
    for at, area in enumerate(found.town.areas):
        children, first, without, placed, metres = (int(value) for value in sums[at])
        if found.town.inside[at] and children:
            rows.append(
                {
                    "area": area,
                    "invented_children": children / lotteries,
                    "first_choice": first / children,
                    "unplaced": without / children,
                    "mean_metres": metres / placed if placed else None,
                }
            )
    return rows


def _schools(found: LaboratoryTown, study: Study, outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """The mean intake of invented children per school."""
    intake = np.sum([one.intake for one in outcomes], axis=0) / (study.cohorts * study.lotteries)
    return [
        {
            "brin6": code,
            "name": name,
            "seats": int(found.town.seats[at]),
            "invented_a": float(intake[at, 0]),
            "invented_b": float(intake[at, 1]),
        }
        for at, (code, name) in enumerate(zip(found.town.schools, found.names, strict=True))
    ]


def _plain(record: Mapping[str, Any]) -> dict[str, Any]:
    """What JSON can hold: no NaN."""
    return {name: None if isinstance(value, float) and math.isnan(value) else value for name, value in record.items()}


def print_text(told: Mapping[str, Any]) -> None:
    """The record as tables, with what to know of each policy below."""
    sys.stdout.write(f"{told['municipality']}: {told['cohorts']} cohorts, {told['lotteries']} lotteries per policy.\n")
    sys.stdout.write(f"{told['invented']}\nGroup A: {told['group']['a']}.\n")
    output.print_table(_measures(told))
    if len(told["policies"]) > 1:
        output.print_table(_differences(told))
        share, metres = told["margins"]["share"] * 100, told["margins"]["metres"]
        sys.stdout.write(f"no change: surely within {share:g} percentage points, or {metres:g} metres.\n")
    for policy in told["policies"]:
        for warning in policy["warnings"]:
            sys.stdout.write(f"{policy['policy']}: {warning['en']}\n")
    town = told["town"]
    sys.stdout.write(
        f"{town['schools_with_the_city_share']} of {town['schools']} schools have the city's share of group A, "
        "since their own is not published.\n"
    )


def _measures(told: Mapping[str, Any]) -> Table:
    table = Table(title="Mean, and its 95% interval", title_justify="left")
    for name in ("policy", *SHOWN.values(), "D by chance", "gain by a false list"):
        table.add_column(name, justify="left" if name == "policy" else "right", overflow="fold")
    for policy in told["policies"]:
        cells = [_cell(policy["measures"][name], name) for name in SHOWN]
        chance = _number(policy["measures"]["dissimilarity"]["by_chance"], "dissimilarity")
        tempted = policy["temptation"]
        least = "" if tempted is None else f"at least {100 * tempted['share_at_least']:.1f}%"
        table.add_row(policy["policy"], *cells, chance, least)
    return table


def _differences(told: Mapping[str, Any]) -> Table:
    table = Table(title=f"Difference from {told['compared_with']}, on the same children", title_justify="left")
    for name in ("policy", "measure", "difference", "verdict"):
        table.add_column(name, justify="right" if name == "difference" else "left", overflow="fold")
    for policy in told["policies"][1:]:
        for name, words in COMPARED.items():
            one = policy["difference"][name]
            table.add_row(policy["policy"], words, _cell(one, name), str(one["verdict"]))
    return table


def _cell(one: Mapping[str, Any], name: str) -> str:
    if one["mean"] is None:
        return ""
    return f"{_number(one['mean'], name)} ({_number(one['low'], name)} to {_number(one['high'], name)})"


def _number(value: float | None, name: str) -> str:
    """Metres as they are, all else in percent (indices x 100)."""
    if value is None:
        return ""
    return f"{value:.0f}" if name.startswith(IN_METRES) else f"{100 * value:.1f}"
