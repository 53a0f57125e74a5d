# SPDX-License-Identifier: EUPL-1.2
"""The cut-offs of a placement: who was the last to be let in, per school and group of children.

Under deferred acceptance a child gets the first school on its list at which it comes before the cut-off (Azevedo and
Leshno 2016), so that cut-offs explain every refusal. With reserves there is one per type, with seats that prefer a tag
one per tag. Top trading cycles and EADAM have no cut-offs: there, the wishes of others decide as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np

from speelveld.placement.market import Int32, Int64, Market
from speelveld.placement.names import Mechanism
from speelveld.placement.verifier_rules import Rule

EVERYONE: Final = "all"
"""The group where a school makes no difference between types or tags."""
OTHERS: Final = "others"
"""Children without any of the types, or without any of the tags that a school's seats prefer."""
WITHOUT: Final = frozenset({Mechanism.TTC, Mechanism.EADAM})
"""Mechanisms whose results no cut-off explains."""


class State(StrEnum):
    """Whom a school lets in, of a group."""

    OPEN = "open"
    """Everyone whom it can take: a seat is free, or held by a child that would make way."""
    LAST = "last"
    """Whoever comes before its last child, or is that child."""
    CLOSED = "closed"
    """Nobody."""


@dataclass(frozen=True, slots=True)
class Cutoff:
    """The cut-off of one school for one group. ``key`` and ``entry`` are those of the last child, -1 without one.

    A child of the group with an entry of a lower key (``Rule.keys``) gets in. ``entry`` points into the lists.
    """

    school: int
    group: str
    state: State
    key: int = -1
    entry: int = -1

    def admits(self, key: int) -> bool:
        """Whether a child of the group with this key at the school gets in. Never for -1, which is not eligible."""
        return key >= 0 and (self.state is State.OPEN or (self.state is State.LAST and key <= self.key))


def cutoffs(market: Market, mechanism: Mechanism | str, schools: Int32) -> tuple[Cutoff, ...] | None:
    """Every cut-off of a placement, by school and group; None for mechanisms that have none.

    ``schools`` is the school of each child, -1 for none, shape ``(n,)``. The placement must be that of the mechanism.
    """
    name = Mechanism(mechanism)
    if name in WITHOUT:
        return None
    rule = Rule.of(market, name)
    here = np.flatnonzero((market.lists == schools[market.owners]) & (rule.keys >= 0))
    here = here[np.lexsort((rule.keys[here], market.lists[here]))]
    bounds = np.searchsorted(market.lists[here], np.arange(market.n_schools + 1))
    found: list[Cutoff] = []
    for school in range(market.n_schools):
        held = here[bounds[school] : bounds[school + 1]]
        if rule.slots:
            found.extend(_of_slots(market, rule, school, held))
        elif name in {Mechanism.DA_MINORITY_RESERVE, Mechanism.DA_MAJORITY_QUOTA, Mechanism.DA_SOFT_BOUNDS}:
            found.extend(_of_types(market, rule, school, held))
        elif held.size < market.capacities[school]:
            found.append(Cutoff(school, EVERYONE, State.OPEN))
        else:
            found.append(_last(rule, school, EVERYONE, held))
    return tuple(found)


def _last(rule: Rule, school: int, group: str, entries: Int64) -> Cutoff:
    if not entries.size:
        return Cutoff(school, group, State.CLOSED)
    entry = int(entries[np.argmax(rule.keys[entries])])
    return Cutoff(school, group, State.LAST, int(rule.keys[entry]), entry)


def _of_types(market: Market, rule: Rule, school: int, held: Int64) -> list[Cutoff]:
    """A child comes in when there is room for its type, or when it comes before one who would have to make way."""
    kinds = rule.kinds[market.owners[held]]
    counts = np.bincount(kinds, minlength=rule.floors.shape[1])
    full = held.size >= market.capacities[school]
    floors, ceilings = rule.floors[school], rule.ceilings[school]
    found = []
    for kind, name in enumerate((*market.type_names, OTHERS)):
        if kind == len(market.type_names) and not (rule.kinds == kind).any():
            continue
        count = counts[kind] + 1
        level = 0 if count <= floors[kind] else 1 if count <= ceilings[kind] else 2
        levels = np.where(counts <= floors, 0, np.where(counts <= ceilings, 1, 2))
        if rule.hard:
            at_quota = level == 2
            if not full and not at_quota:
                found.append(Cutoff(school, name, State.OPEN))
            else:
                found.append(_last(rule, school, name, held[kinds == kind] if at_quota else held))
        elif not full or (market.capacities[school] and (levels[kinds[kinds != kind]] > level).any()):
            found.append(Cutoff(school, name, State.OPEN))
        else:
            equal = (levels[kinds] == level) & (level > 0)
            found.append(_last(rule, school, name, held[(kinds == kind) | equal]))
    return found


def _of_slots(market: Market, rule: Rule, school: int, held: Int64) -> list[Cutoff]:
    """Per tag that a seat prefers, and for who has none: the last key among the seats that are open to such a child."""
    slots = rule.slots[school]
    wanted = sorted({tag for tag in slots if tag >= 0})
    groups = [(tag, market.tag_names[tag]) for tag in wanted] + [(-1, OTHERS if wanted else EVERYONE)]
    if held.size < market.capacities[school]:
        return [Cutoff(school, name, State.OPEN) for _, name in groups]
    tags = np.zeros(market.lists.size, np.int64) if market.entry_tags is None else market.entry_tags
    waiting = held.tolist()  # in the order of the school
    seats: list[tuple[int, bool, int]] = []
    for tag in slots or (-1,) * len(waiting):
        has = [tag < 0 or bool(int(tags[entry]) >> tag & 1) for entry in waiting]
        at = has.index(True) if True in has else 0
        seats.append((tag, has[at], waiting.pop(at)))
    found = []
    for own, name in groups:
        if any(tag == own and not has for tag, has, _ in seats):
            found.append(Cutoff(school, name, State.OPEN))
            continue
        beatable = [entry for tag, has, entry in seats if tag in {-1, own} or not has]
        found.append(_last(rule, school, name, np.array(beatable, np.int64)))
    return found


def number_of(market: Market, entry: int) -> int | None:
    """The lottery number of the child of an entry at its school, as it was drawn; None where none was needed."""
    child, school = int(market.owners[entry]), int(market.lists[entry])
    if market.drawn is not None:
        own: Any = market.drawn
        per_school = own.get(market.school(school))
        if isinstance(per_school, Mapping):
            own = per_school
        number = own.get(market.student(child))
        return number if isinstance(number, int) else None
    if market.numbers is not None:
        return int(market.numbers[child])
    return None if market.entry_numbers is None else int(market.entry_numbers[entry])


def described(market: Market, mechanism: Mechanism, cutoff: Cutoff) -> dict[str, int | bool] | None:
    """A cut-off in words of the market: None when open; ``rank`` in a strict order, else ``class`` and ``number``.

    Boston adds ``choice``, the place of the school on the list, which there comes before all else. Serial dictatorship
    has the ``number`` alone, improvement cycles the ``class`` alone (among equals they follow the circles).
    """
    if cutoff.state is State.OPEN:
        return None
    if cutoff.state is State.CLOSED:
        return {"closed": True}
    entry = cutoff.entry
    if mechanism is Mechanism.DA_CALL_ORDER:
        return {"rank": cutoff.key}
    told: dict[str, int | bool] = {}
    if mechanism is Mechanism.BOSTON:
        told["choice"] = int(market.positions[entry]) + 1
    number = number_of(market, entry)
    if mechanism is Mechanism.SERIAL_DICTATORSHIP:
        return {"number": number} if market.drawn is not None and number is not None else {"rank": cutoff.key + 1}
    if market.strict is not None and market.strict[int(market.lists[entry])]:
        return {**told, "rank": int(market.classes[entry]) + 1}
    told["class"] = int(market.classes[entry])
    if number is not None and mechanism is not Mechanism.STABLE_IMPROVEMENT_CYCLES:
        told["number"] = number
    return told
