# SPDX-License-Identifier: EUPL-1.2
"""The mechanisms as their authors define them, on the document of a market and by trying everything.

Nothing of the package is used: no arrays, no kernels, no choice rules. For markets of a handful of children.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

Document = dict[str, Any]
Placement = dict[str, str | None]


def key(market: Document, school: str, child: str) -> tuple[int, ...] | None:
    """Who comes first at a school, lower first; None where the child cannot be placed."""
    own = market["schools"][school]
    if "priority" in own:
        return (own["priority"].index(child),) if child in own["priority"] else None
    if child not in own["class"]:
        return None
    lottery = market.get("lottery", {})
    return own["class"][child], lottery[school][child] if school in lottery else lottery.get(child, 0)


def possible(market: Document, child: str) -> list[str]:
    """The schools on a child's list that can take it."""
    return [school for school in market["students"][child]["prefs"] if key(market, school, child) is not None]


def rank(market: Document, child: str, school: str | None) -> int:
    """The place of a school on a list; none comes after all."""
    own = market["students"][child]["prefs"]
    return len(own) if school is None else int(own.index(school))


def better(market: Document, one: Placement, other: Placement) -> bool:
    """Whether nobody prefers ``other`` and somebody prefers ``one``."""
    return one != other and all(rank(market, child, one[child]) <= rank(market, child, other[child]) for child in one)


def placements(market: Document) -> Iterator[Placement]:
    """Every placement within lists, eligibility and seats."""
    names = list(market["students"])
    for chosen in product(*([None, *possible(market, child)] for child in names)):
        if all(chosen.count(school) <= own["capacity"] for school, own in market["schools"].items()):
            yield dict(zip(names, chosen, strict=True))


def chosen(market: Document, school: str, children: set[str]) -> set[str]:
    """Whom a school takes of some children, under the mechanism of the market."""
    own, seats = market["schools"][school], market["schools"][school]["capacity"]
    order = sorted(children, key=lambda child: key(market, school, child) or ())
    kind = {child: market["students"][child].get("type", "majority") for child in order}
    taken: list[str] = []

    def fill(limit: dict[str, int] | None = None) -> set[str]:
        for child in order:
            of_kind = sum(kind[each] == kind[child] for each in taken)
            if child not in taken and len(taken) < seats and of_kind < (limit or {}).get(kind[child], seats):
                taken.append(child)
        return set(taken)

    match market["mechanism"]:
        case "da_minority_reserve":
            fill({"minority": own.get("minority_reserve", 0), "majority": 0})
        case "da_majority_quota":
            return fill({"majority": own.get("majority_quota", seats)})
        case "da_soft_bounds":
            kinds = set(kind.values())
            fill({each: own.get("floors", {}).get(each, 0) for each in kinds})
            fill(own.get("ceilings", {}))
        case "da_slot_precedence":
            for slot in own["slots"]:
                left = [child for child in order if child not in taken]
                tagged = [
                    child
                    for child in left
                    if slot["prefer"] in market["students"][child].get("tags", {}).get(school, [])
                ]
                taken += (tagged or left)[:1]
            return set(taken)
    return fill()


def stable(market: Document, placement: Placement) -> bool:
    """No school would give back a child, and none would take one that would rather be there."""
    for school in market["schools"]:
        held = {child for child, at in placement.items() if at == school}
        if chosen(market, school, held) != held:
            return False
        for child, at in placement.items():
            wants = school in possible(market, child) and rank(market, child, school) < rank(market, child, at)
            if wants and child in chosen(market, school, held | {child}):
                return False
    return True


def stable_by_class(market: Document, placement: Placement) -> bool:
    """The same when children of one class do not come before each other."""
    for school, own in market["schools"].items():
        held = [child for child, at in placement.items() if at == school]
        for child, at in placement.items():
            if school not in possible(market, child) or rank(market, child, school) >= rank(market, child, at):
                continue
            mine = (key(market, school, child) or ())[0]
            if len(held) < own["capacity"] or any(mine < (key(market, school, each) or ())[0] for each in held):
                return False
    return True


def top_trading_cycles(market: Document) -> Placement:
    """Everybody points; one circle after the other is carried out (Abdulkadiroglu and Sonmez 2003)."""
    seats = {school: own["capacity"] for school, own in market["schools"].items()}
    placed: Placement = dict.fromkeys(market["students"])
    left = list(market["students"])
    while left:
        wants = {child: next((one for one in possible(market, child) if seats[one]), None) for child in left}
        gone = [child for child in left if wants[child] is None]
        if gone:
            left = [child for child in left if child not in gone]
            continue
        walk = [left[0]]
        while walk.count(walk[-1]) == 1:
            school = str(wants[walk[-1]])
            able = [child for child in left if key(market, school, child) is not None]
            walk.append(min(able, key=lambda child, at=school: key(market, at, child) or ()))  # type: ignore[misc]
        for child in walk[walk.index(walk[-1]) : -1]:
            placed[child] = wants[child]
            seats[str(wants[child])] -= 1
            left.remove(child)
    return placed


def immediate_acceptance(market: Document) -> Placement:
    """Round by round, and what is given stays given."""
    seats = {school: own["capacity"] for school, own in market["schools"].items()}
    placed: Placement = dict.fromkeys(market["students"])
    for place in range(len(seats)):
        for school in market["schools"]:
            asking = [
                child
                for child, at in placed.items()
                if at is None and market["students"][child]["prefs"][place : place + 1] == [school]
            ]
            able = [child for child in asking if key(market, school, child) is not None]
            for child in sorted(able, key=lambda child, at=school: key(market, at, child) or ()):  # type: ignore[misc]
                if seats[school]:
                    placed[child] = school
                    seats[school] -= 1
    return placed


def serial_dictatorship(market: Document) -> Placement:
    """In the order of the lottery everybody takes the best that is left."""
    seats = {school: own["capacity"] for school, own in market["schools"].items()}
    placed: Placement = dict.fromkeys(market["students"])
    for child in sorted(placed, key=market["lottery"].__getitem__):
        school = next((one for one in possible(market, child) if seats[one]), None)
        if school is not None:
            placed[child] = school
            seats[school] -= 1
    return placed
