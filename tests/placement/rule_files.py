# SPDX-License-Identifier: EUPL-1.2
"""Rules, children and schools of an invented city."""

from __future__ import annotations

import copy
from typing import Any

import yaml

from speelveld.placement.facts import Child, SchoolFacts
from speelveld.placement.rules import Rules, read

TEXT = """
format: speelveld-rules/1
name: {nl: Verzonnen stad, en: Invented city}
mechanism: da
rounds:
  - {name: spring, closes: "02-01", born: {from: "10-01", to: "03-31", years_before: 4}}
  - {name: autumn, closes: "09-01"}
list: {min: 2, max: 5}
eligibility:
  minimum_age_months: 36
  grounds:
    full_group: {words: {nl: De groep bestaat niet., en: There is no such group.}}
distance: {nearest: 2, by: walking}
childcare: {months: 8, half_days: 4, vve_indication: true}
groups:
  support: {words: {nl: doelgroep, en: target group}, provenance: Invented.}
priorities:
  classes:
    - {name: sibling, when: [sibling], words: {nl: broer of zus, en: brother or sister}}
    - {name: vve, when: [own_vve, nearest], words: {nl: voorschool, en: preschool}}
    - {name: near, when: [nearest], words: {nl: dichtbij, en: near}}
    - {name: rest, when: [], words: {nl: geen voorrang, en: no priority}}
tie_breaking: {by: lottery, lottery: single, family_number: true}
guarantees:
  - {who: sibling, what: place_at_school, before_round: spring}
twins: family_number
after: {waiting_list: same_number, withdrawals: refill, late_entrants: behind, appeals: keep_offer_add_seat}
schools:
  De Vlieger: {classes: [sibling, near, rest]}
"""

SEATS = """
types:
  - {name: extra, share: 30, kind: reserve, for: support, words: {nl: plaatsen deel A, en: places part A}}
  - {name: open, share: 70, words: {nl: gewone plaatsen, en: ordinary places}}
order: [open, extra]
"""


def document(**changes: Any) -> dict[str, Any]:
    """The rules as a parsed document; a change names a path with double underscores, and None takes the part away."""
    found: dict[str, Any] = copy.deepcopy(yaml.safe_load(TEXT))
    for path, value in changes.items():
        part: Any = found
        *above, last = [int(key) if key.isdigit() else key for key in path.split("__")]
        for key in above:
            part = part[key]
        if value is None:
            del part[last]
        else:
            part[last] = value
    return found


def with_seats(mechanism: str = "da_slot_precedence", **changes: Any) -> dict[str, Any]:
    """The same rules with two types of seats; a minority reserve is filled first."""
    seats = yaml.safe_load(SEATS)
    if mechanism == "da_minority_reserve":
        seats["order"].reverse()
    return document(mechanism=mechanism, seats=seats, **changes)


def rules(**changes: Any) -> Rules:
    """The rules, read."""
    return read(document(**changes))


SCHOOLS = {"De Vlieger": SchoolFacts(4, public=True), "Het Anker": SchoolFacts(3, public=False)}
SCHOOLS |= {"De Brug": SchoolFacts(10, public=True)}


def child(name: str = "A", **facts: Any) -> Child:
    """An invented child that wants De Vlieger, and then Het Anker."""
    usual: dict[str, Any] = {
        "wishes": ("De Vlieger", "Het Anker"),
        "metres": {"De Vlieger": 300, "Het Anker": 500, "De Brug": 900},
        "age_months": 40,
    }
    return Child(name, **{**usual, **facts})
