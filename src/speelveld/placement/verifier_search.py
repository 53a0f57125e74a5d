# SPDX-License-Identifier: EUPL-1.2
"""The verifier's own search for the placement that a mechanism defines, in another way than the mechanisms go.

Here all children who have no place ask at once, round by round, and a school fills its seats one by one. The rules are
such that the order of asking does not matter, so the result must be the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from speelveld.placement.market import Market
from speelveld.placement.verifier_rules import Rule

Found = list[int]
"""The school of each child, -1 for none."""


def best_stable(market: Market, rule: Rule) -> Found:
    """The stable placement that is best for every child, under a rule."""
    return _best(market, rule, *_open_lists(market, rule))


def _best(market: Market, rule: Rule, lists: Sequence[Sequence[int]], keys: dict[tuple[int, int], int]) -> Found:
    """The same for lists from which schools were taken away."""
    tags = _tags(market)
    held: list[list[int]] = [[] for _ in range(market.n_schools)]
    turn = [0] * market.n_students
    placed = [-1] * market.n_students
    while True:
        asking: dict[int, list[int]] = {}
        for child, own in enumerate(lists):
            if placed[child] < 0 and turn[child] < len(own):
                asking.setdefault(own[turn[child]], []).append(child)
        if not asking:
            return placed
        for school, children in asking.items():
            everyone = sorted(held[school] + children, key=lambda child, own=school: keys[child, own])  # type: ignore[misc]
            held[school] = _seated(market, rule, school, everyone, tags)
            for child in everyone:
                placed[child] = -1
            for child in held[school]:
                placed[child] = school
            for child in set(everyone) - set(held[school]):
                turn[child] += 1


def _seated(
    market: Market, rule: Rule, school: int, everyone: Sequence[int], tags: dict[tuple[int, int], int]
) -> list[int]:
    """Fill the seats one by one: each with the child whom the seat, or the state of the types, puts first."""
    waiting = list(everyone)
    seated: list[int] = []
    counts = [0] * rule.floors.shape[1]
    slots = rule.slots[school] if rule.slots else ()
    floors, ceilings = rule.floors[school].tolist(), rule.ceilings[school].tolist()

    def level(child: int) -> int:
        count = counts[rule.kinds[child]]
        return 0 if count < floors[rule.kinds[child]] else 1 if count < ceilings[rule.kinds[child]] else 2

    while waiting and len(seated) < market.capacities[school]:
        if slots:
            tag = slots[len(seated)]
            levels = [int(tag >= 0 and not tags.get((child, school), 0) >> tag & 1) for child in waiting]
        else:
            levels = [level(child) for child in waiting]
        if rule.hard and min(levels) == 2:
            break
        child = waiting.pop(levels.index(min(levels)))
        seated.append(child)
        counts[rule.kinds[child]] += 1
    return seated


def adjusted(market: Market, rule: Rule, refuses: Sequence[bool]) -> Found:
    """EADAM: a child at a school that nobody left prefers to the own place can gain nothing more, and waives.

    It leaves with its place, deferred acceptance runs again among the others, and so on (Tang and Yu 2014). Whoever
    comes after one that refuses to waive, at a school which that one would have preferred, cannot have that school.
    """
    stated, keys = _open_lists(market, rule)
    lists: list[list[int]] = [list(own) for own in stated]
    final = [-1] * market.n_students
    here = {child for child, own in enumerate(lists) if own}
    while here:
        placed = _best(market, rule, lists, keys)
        above = {child: _above(lists[child], placed[child]) for child in here}
        wanted = {school for own in above.values() for school in own}
        gone = {child for child in here if placed[child] not in wanted}
        here -= gone
        for child in gone:
            final[child], lists[child] = placed[child], []
        for child in here:
            lists[child] = [school for school in lists[child] if school in wanted]
        for refuser in (child for child in gone if refuses[child]):
            for school in _above(stated[refuser], final[refuser]):
                mine = keys[refuser, school]
                for child in here:
                    if school in lists[child] and keys[child, school] > mine:
                        lists[child].remove(school)
    return final


def _above(own: Sequence[int], school: int) -> list[int]:
    """The schools on a list before one of it; all of them before none."""
    return list(own if school < 0 else own[: own.index(school)])


def worst_stable(market: Market, rule: Rule) -> Found:
    """The stable placement that is best for the schools: all schools with free seats offer them at once."""
    lists, keys = _open_lists(market, rule)
    orders: list[list[int]] = [[] for _ in range(market.n_schools)]
    for child, school in sorted(keys, key=lambda pair: keys[pair]):
        orders[school].append(child)
    refused: list[set[int]] = [set() for _ in range(market.n_schools)]
    while True:
        offers: dict[int, list[int]] = {}
        for school, order in enumerate(orders):
            able = [child for child in order if child not in refused[school]]
            for child in able[: market.capacities[school]]:
                offers.setdefault(child, []).append(school)
        crossed = False
        for child, schools in offers.items():
            best = min(schools, key=lists[child].index)
            for school in set(schools) - {best}:
                refused[school].add(child)
                crossed = True
        if not crossed:
            return [offers.get(child, [-1])[0] for child in range(market.n_students)]


def traded(market: Market) -> Found:
    """Top trading cycles, by following who points at whom until somebody comes back."""
    starts, ranking = market.rankings
    order = ranking.tolist()
    lists, _ = _open_lists(market, None)
    seats = market.capacities.tolist()
    placed = [-1] * market.n_students
    here = [bool(own) for own in lists]
    firsts = starts[:-1].tolist()
    wants = [0] * market.n_students
    for start in range(market.n_students):
        chain: dict[int, int] = {}  # who stands in it, and the school that he or she points at
        child = start
        while here[start]:
            own = lists[child]
            while wants[child] < len(own) and seats[own[wants[child]]] == 0:
                wants[child] += 1
            if wants[child] == len(own):
                here[child] = False
                chain.pop(child, None)
            else:
                school = own[wants[child]]
                chain[child] = school
                while not here[order[firsts[school]]]:
                    firsts[school] += 1
                child = order[firsts[school]]
                if child not in chain:
                    continue
                turning = list(chain)
                for each in turning[turning.index(child) :]:
                    placed[each] = chain.pop(each)
                    seats[placed[each]] -= 1
                    here[each] = False
            child = next(reversed(chain), start)
    return placed


def _open_lists(market: Market, rule: Rule | None) -> tuple[list[list[int]], dict[tuple[int, int], int]]:
    """The lists without schools that cannot take the child, and the key of each pair on them."""
    keys = (market.keys if rule is None else rule.keys).tolist()
    lists: list[list[int]] = [[] for _ in range(market.n_students)]
    found = {}
    for child, school, key in zip(market.owners.tolist(), market.lists.tolist(), keys, strict=True):
        if key >= 0:
            lists[child].append(school)
            found[child, school] = key
    return lists, found


def _tags(market: Market) -> dict[tuple[int, int], int]:
    if market.entry_tags is None:
        return {}
    pairs = zip(market.owners.tolist(), market.lists.tolist(), strict=True)
    return dict(zip(pairs, market.entry_tags.tolist(), strict=True))
