# SPDX-License-Identifier: EUPL-1.2
"""The market that ``speelveld place`` reads, from rules and the classes of children under them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from speelveld.errors import Fault, InputError
from speelveld.placement.market import MAJORITY, MINORITY
from speelveld.placement.priority import Classified


def to_market(
    found: Classified, lottery: Mapping[str, Any] | None = None, mechanism: str | None = None
) -> dict[str, Any]:
    """The market as ``speelveld place`` reads it. Raises InputError where every school decides by itself.

    The classes of each school are numbered without gaps, in their order.
    """
    name = mechanism or found.rules.mechanism
    if name == "each_school":
        raise InputError(
            Fault("mechanism: 'each_school' is no mechanism.", advice="The laboratory knows how schools then decide.")
        )
    pairs = _pairs(found, everyone=name == "ttc")
    market: dict[str, Any] = {
        "mechanism": name,
        "students": {child: _student(found, child) for child in found.lists},
        "schools": {school: _school(found, school, pairs[school]) for school in sorted(found.schools)},
    }
    if name in _ADD_SEATS:
        _ADD_SEATS[name](found, market)
    if any(child.family is not None for child in found.children.values()):
        market["twins"] = found.rules.twins
    if lottery is not None:
        market["lottery"] = dict(lottery)
        market["tie_breaking"] = found.rules.document["tie_breaking"].get("lottery", "single")
    return market


def _student(found: Classified, name: str) -> dict[str, Any]:
    child, rounds = found.children[name], [one.name for one in found.rules.rounds]
    student: dict[str, Any] = {"prefs": list(found.lists[name])}
    if child.family is not None:
        student["family"] = child.family
    if child.round is not None:
        student["round"] = rounds.index(child.round) + 1
    return student


def class_names(found: Classified, mechanism: str | None = None) -> dict[str, list[str]]:
    """Per school the names of the classes as :func:`to_market` numbers them, from 0."""
    pairs = _pairs(found, everyone=(mechanism or found.rules.mechanism) == "ttc")
    return {
        school: [found.rules.classes_of(school)[number].name for number in sorted(set(pairs[school].values()))]
        for school in sorted(found.schools)
    }


def _pairs(found: Classified, *, everyone: bool) -> dict[str, dict[str, int]]:
    result: dict[str, dict[str, int]] = {school: {} for school in found.schools}
    for child, classes in found.classes.items():
        wanted = classes if everyone else [school for school in found.lists[child] if school in classes]
        for school in wanted:
            result[school][child] = classes[school]
    return result


def _school(found: Classified, school: str, classes: Mapping[str, int]) -> dict[str, Any]:
    without_gaps = {number: place for place, number in enumerate(sorted(set(classes.values())))}
    return {
        "capacity": found.schools[school].capacity,
        "class": {child: without_gaps[number] for child, number in sorted(classes.items())},
    }


def _add_reserve(found: Classified, market: dict[str, Any]) -> None:
    reserve = next(one for one in found.rules.seat_types if one.kind == "reserve")
    _two_types(found, market, str(reserve.group), MINORITY, MAJORITY)
    for school, one in market["schools"].items():
        one["minority_reserve"] = found.rules.seats_of(found.schools[school].capacity)[reserve.name]


def _add_quota(found: Classified, market: dict[str, Any]) -> None:
    quota = next(one for one in found.rules.seat_types if one.kind == "quota")
    _two_types(found, market, str(quota.group), MAJORITY, MINORITY)
    for school, one in market["schools"].items():
        one["majority_quota"] = found.rules.seats_of(found.schools[school].capacity)[quota.name]


def _two_types(found: Classified, market: dict[str, Any], group: str, inside: str, outside: str) -> None:
    for child, one in market["students"].items():
        one["type"] = inside if group in found.children[child].groups else outside


def _add_slots(found: Classified, market: dict[str, Any]) -> None:
    for school, one in market["schools"].items():
        counts = found.rules.seats_of(found.schools[school].capacity)
        one["slots"] = [{"prefer": kind.group} for kind in found.rules.seat_types for _ in range(counts[kind.name])]
    for child, one in market["students"].items():
        groups = sorted(found.children[child].groups)
        if groups:
            one["tags"] = dict.fromkeys(one["prefs"], groups)


def _add_bounds(found: Classified, market: dict[str, Any]) -> None:
    bounds = found.rules.document["bounds"]
    _one_type(found, market, {*bounds.get("floors", {}), *bounds.get("ceilings", {})})
    floors, ceilings = bounds.get("floors", {}), bounds.get("ceilings", {})
    for school, one in market["schools"].items():
        seats = found.schools[school].capacity
        one["floors"] = {group: seats * share // 100 for group, share in sorted(floors.items())}
        one["ceilings"] = {group: -(-seats * share // 100) for group, share in sorted(ceilings.items())}


def _add_shares(found: Classified, market: dict[str, Any]) -> None:
    shares = found.rules.document["minimum_shares"]
    _one_type(found, market, set(shares))
    for one in market["schools"].values():
        one["minimum_shares"] = dict(sorted(shares.items()))


def _one_type(found: Classified, market: dict[str, Any], groups: set[str]) -> None:
    several = []
    for child, one in market["students"].items():
        own: Sequence[str] = sorted(found.children[child].groups & groups)
        if len(own) > 1:
            several.append(Fault(f"children.{child}.groups: it is in {', '.join(own)}, and may be in one of them."))
        elif own:
            one["type"] = own[0]
    if several:
        raise InputError(several)


_ADD_SEATS: dict[str, Callable[[Classified, dict[str, Any]], None]] = {
    "da_minority_reserve": _add_reserve,
    "da_majority_quota": _add_quota,
    "da_slot_precedence": _add_slots,
    "da_soft_bounds": _add_bounds,
    "da_call_order": _add_shares,
}
