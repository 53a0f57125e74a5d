# SPDX-License-Identifier: EUPL-1.2
"""What a city should know of its own rules before it publishes them, from the rules alone and from the children too.

Each caution names a paper or an event that taught it. None of them stops a placement: they are for the council.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from speelveld.placement.priority import Classified
from speelveld.placement.rules import Rules

SHORT_LIST = 3


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to know: a code, the place in the rules, and the words in both languages."""

    code: str
    where: str
    nl: str
    en: str


def cautions(rules: Rules) -> list[Caution]:
    """What the rules alone show."""
    return [*_lists_as_bets(rules), *_tie_breaking(rules), *_seats(rules), *_bounds(rules)]


def cautions_of(found: Classified) -> list[Caution]:
    """What the rules show together with the children and the schools."""
    return [*_guarantees(found), *_parts(found), *_lists(found)]


def caution(code: str, where: str, **filled: Any) -> Caution:
    """A caution in its words, with the numbers that belong in them."""
    words = _words()[code]
    return Caution(code, where, words["nl"].format(**filled), words["en"].format(**filled))


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("speelveld.placement").joinpath("cautions.toml").read_text(encoding="utf-8"))


def _lists_as_bets(rules: Rules) -> Iterator[Caution]:
    if rules.mechanism == "each_school":
        yield caution("no_common_procedure", "mechanism")
    if rules.only_first_choice:
        yield caution("strategic_first_choice", "priorities.apply_to")
    elif rules.mechanism == "boston":
        yield caution("strategic_first_choice", "mechanism")
    longest = rules.document["list"]["max"]
    if longest is not None and longest <= SHORT_LIST:
        yield caution("short_list", "list.max", longest=longest)


def _tie_breaking(rules: Rules) -> Iterator[Caution]:
    if rules.document["tie_breaking"].get("lottery") == "multiple":
        yield caution("multiple_lottery", "tie_breaking.lottery")
    shared = rules.document["tie_breaking"].get("family_number", False)
    if (
        rules.twins in {"together", "over_capacity"}
        and rules.document["tie_breaking"]["by"] == "lottery"
        and not shared
    ):
        yield caution("twins_with_more_numbers", "twins")


def _seats(rules: Rules) -> Iterator[Caution]:
    types = rules.seat_types
    for place, one in enumerate(types):
        if one.kind == "reserve" and one.share and any(after.kind == "open" for after in types[place + 1 :]):
            words = {"seats_nl": one.words["nl"], "seats_en": one.words["en"]}
            yield caution("reserve_filled_first", "seats.order", share=one.share, **words)
    if any(one.kind == "quota" for one in types):
        yield caution("quota_paradox", "seats.types")
    elif len([one for one in types if one.group is not None]) > 1:
        yield caution("quota_cuts_both_ways", "seats.types")


def _bounds(rules: Rules) -> Iterator[Caution]:
    bounds = rules.document.get("bounds", {})
    floors, ceilings = bounds.get("floors", {}), bounds.get("ceilings", {})
    for group in sorted(set(floors) & set(ceilings)):
        if floors[group] > ceilings[group]:
            where = f"bounds.floors.{group}"
            yield caution("floor_above_ceiling", where, floor=floors[group], ceiling=ceilings[group])


def _guarantees(found: Classified) -> Iterator[Caution]:
    for place, one in enumerate(found.rules.document.get("guarantees", ())):
        if one["what"] == "place_somewhere":
            promised = [child for child in found.children if _is_promised(found, child, one["who"])]
            wanted = Counter({"": len(promised)})
            seats = {"": sum(school.capacity for school in found.schools.values())}
        else:
            wanted = Counter(
                wishes[0]
                for child, wishes in found.lists.items()
                if wishes and found.class_of(child, wishes[0]).name == one["who"]
            )
            seats = {school: facts.capacity for school, facts in found.schools.items()}
        for school, number in sorted(wanted.items()):
            if number > seats[school]:
                at = f" ({school})" if school else ""
                where = f"guarantees[{place}]"
                yield caution("guarantee_above_capacity", where, number=number, seats=seats[school], at=at)


def _is_promised(found: Classified, child: str, who: str) -> bool:
    return who == "everyone" or any(
        found.class_of(child, school).name == who for school in found.lists[child] if school in found.classes[child]
    )


def _parts(found: Classified) -> Iterator[Caution]:
    """Schools where a group has more first choices than its part, so that its quota or another's reserve binds."""
    for kind in found.rules.seat_types:
        others = [one for one in found.rules.seat_types if one.group not in {None, kind.group}]
        if kind.group is None or not (others or kind.kind == "quota"):
            continue
        wanted = Counter(
            wishes[0] for child, wishes in found.lists.items() if wishes and kind.group in found.children[child].groups
        )
        for school, number in sorted(wanted.items()):
            seats = found.rules.seats_of(found.schools[school].capacity)[kind.name]
            if number > seats:
                words = {"seats_nl": kind.words["nl"], "seats_en": kind.words["en"]}
                where = f"seats.types.{kind.name}"
                yield caution("group_above_its_part", where, school=school, number=number, seats=seats, **words)


def _lists(found: Classified) -> Iterator[Caution]:
    """Children of whom every listed school has more first choices than seats, and children with short lists."""
    first = Counter(wishes[0] for wishes in found.lists.values() if wishes)
    full = {school for school, number in first.items() if number > found.schools[school].capacity}
    risky = sum(1 for wishes in found.lists.values() if wishes and set(wishes) <= full)
    if risky:
        yield caution("only_full_schools", "list.min", number=risky)
    short = sum(1 for wishes in found.lists.values() if len(wishes) < SHORT_LIST)
    if short:
        yield caution("lists_too_short", "list.min", number=short, short=SHORT_LIST)
