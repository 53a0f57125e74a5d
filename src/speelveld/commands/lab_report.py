# SPDX-License-Identifier: EUPL-1.2
"""What ``speelveld lab`` tells of a study, as text."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, Final

from rich.table import Table

from speelveld.commands import output
from speelveld.figures.laboratory_study import IN_METRES

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
