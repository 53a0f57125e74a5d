# SPDX-License-Identifier: EUPL-1.2
"""A policy, and the market that it makes of invented children: rules applied to arrays, a whole cohort at once.

It must give what ``classify`` and ``to_market`` give of the same children one by one; the tests compare the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from speelveld.errors import Fault, InputError
from speelveld.placement.facts import Child, SchoolFacts
from speelveld.placement.laboratory.children import Children, facts
from speelveld.placement.laboratory.town import Town
from speelveld.placement.market import MAJORITY, MINORITY, UNLIMITED, Int32, Int64, Market, Pairs, SeatRules
from speelveld.placement.names import Mechanism
from speelveld.placement.priority import Classified, near_schools
from speelveld.placement.replication import TieBreaking
from speelveld.placement.rules import Rules

EACH_SCHOOL: Final = "each_school"
_IN_GROUP, _OUTSIDE = 0, 1


@dataclass(frozen=True)
class Policy:
    """Rules under a name. The first group that the rules name is group A; a second one is everybody else."""

    name: str
    rules: Rules

    def __post_init__(self) -> None:
        if len(self.groups) > 2:
            raise InputError(
                Fault(
                    f"groups: {', '.join(self.groups)} are more than two groups.",
                    self.name,
                    advice="Invented children are in group A or not: name one group, or one and all others.",
                )
            )

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that the rules name."""
        return tuple(self.rules.document.get("groups", {}))

    @property
    def mechanism(self) -> Mechanism:
        """How places are given.

        Where each school decides by itself families ask at one school after the other, and each school takes who asks
        first: immediate acceptance, with the order of application in the place of the lottery.
        """
        return Mechanism.BOSTON if self.rules.mechanism == EACH_SCHOOL else Mechanism(self.rules.mechanism)

    @property
    def tie_breaking(self) -> TieBreaking:
        """One number per child, or one per child and school."""
        return "multiple" if self.rules.document["tie_breaking"].get("lottery") == "multiple" else "single"

    def list_length(self, wanted: int, schools: int) -> int:
        """How many schools a family lists that would list ``wanted``."""
        rule = self.rules.document["list"]
        most: int = schools if rule["max"] is None else min(rule["max"], schools)
        least: int = rule["min"]
        return min(max(wanted, least), most)

    def near(self, town: Town) -> NDArray[np.bool_]:
        """The schools that are near for who lives in an area, shape ``(areas, schools)``."""
        found = np.zeros(town.metres.shape, np.bool_)
        if "distance" not in self.rules.document:
            return found
        schools = {
            name: SchoolFacts(int(town.seats[at]), public=bool(town.public[at])) for at, name in enumerate(town.schools)
        }
        place = {name: at for at, name in enumerate(town.schools)}
        for area, metres in enumerate(np.rint(town.metres).astype(np.int64).tolist()):
            lives_here = Child("", (), metres=dict(zip(town.schools, metres, strict=True)))
            found[area, [place[name] for name in near_schools(self.rules, lives_here, schools)]] = True
        return found

    def market(self, children: Children) -> Market:
        """The market of the children under these rules, without lottery numbers."""
        return _Applied(self, children).market()

    def classified(self, children: Children) -> Classified:
        """The lists and classes of the children one by one, for what reads them so: as ``classify`` gives them."""
        return _Applied(self, children).classified()


@dataclass(frozen=True, eq=False)
class _Applied:
    """A policy applied to children."""

    policy: Policy
    children: Children

    @cached_property
    def near(self) -> NDArray[np.bool_]:
        return self.policy.near(self.children.town)[self.children.area]

    @cached_property
    def classes(self) -> Int32:
        """The class of each child at each school as if it were its first choice, shape ``(n, schools)``."""
        children, rules = self.children, self.policy.rules
        found = np.empty(children.ranking.shape, np.int32)
        holds: dict[str, NDArray[np.bool_]] = {}
        for school, name in enumerate(children.town.schools):
            classes = rules.classes_of(name)
            left = np.ones(children.count, np.bool_)
            for place, one in enumerate(classes):
                met = left.copy()
                for condition in one.when:
                    if condition not in holds:
                        holds[condition] = self.holds(condition)
                    met &= holds[condition][:, school]
                found[met, school] = place
                left &= ~met
        return found

    def holds(self, condition: str) -> NDArray[np.bool_]:
        """Where a condition of a priority class is met, shape ``(n, schools)``."""
        children, policy = self.children, self.policy
        schools = np.arange(len(children.town.schools))
        if condition == "nearest":
            return self.near
        if condition == "sibling":
            return np.equal(children.sibling[:, None], schools)
        if condition in {"own_childcare", "own_vve"}:
            at: NDArray[np.bool_] = np.equal(children.childcare[:, None], schools)
            return np.logical_and(at, children.in_group[:, None]) if condition == "own_vve" else at
        if condition.startswith("group:"):
            group = policy.groups.index(condition.removeprefix("group:"))
            inside = children.in_group if group == _IN_GROUP else ~children.in_group
            return np.broadcast_to(inside[:, None], children.ranking.shape)
        return np.zeros(children.ranking.shape, np.bool_)  # nobody is invented as child of staff, or as former pupil

    @cached_property
    def worst(self) -> Int32:
        """The last class of each school."""
        classes_of = self.policy.rules.classes_of
        return np.array([len(classes_of(name)) - 1 for name in self.children.town.schools], np.int32)

    @cached_property
    def lists(self) -> tuple[Int64, Int32]:
        """The lists as they count: where each begins, and all of them behind each other."""
        children = self.children
        schools = len(children.town.schools)
        length = self.policy.list_length(children.list_length, schools)
        stated = children.ranking[:, :length]
        completion = self.policy.rules.document["list"].get("completion", "none")
        if completion == "none":
            return np.arange(0, children.count * length + 1, length, dtype=np.int64), stated.ravel()
        added = np.ones((children.count, schools), np.bool_)
        if completion == "priority_schools":
            classes = self.classes_on_lists(stated[:, 0]) if self.policy.rules.only_first_choice else self.classes
            added = (classes < self.worst) | self.near
        rows = np.arange(children.count)[:, None]
        added[rows, stated] = False
        rank = children.metres.astype(np.int64) * schools + np.arange(schools) + schools
        rank[~added] = np.iinfo(np.int64).max
        rank[rows, stated] = np.arange(length) - length
        order = np.argsort(rank, axis=1, kind="stable")
        counts = length + added.sum(axis=1)
        kept = np.arange(schools) < counts[:, None]
        return np.concatenate(([0], np.cumsum(counts))).astype(np.int64), order[kept].astype(np.int32)

    def classes_on_lists(self, first: Int32) -> Int32:
        """The classes where priority counts at the first school of the list only."""
        found = np.broadcast_to(self.worst, self.classes.shape).copy()
        rows = np.arange(first.size)
        found[rows, first] = self.classes[rows, first]
        return found

    @cached_property
    def counted(self) -> Int32:
        """The classes as they count, shape ``(n, schools)``."""
        starts, lists = self.lists
        only_first = self.policy.rules.only_first_choice and lists.size
        return self.classes_on_lists(lists[starts[:-1]]) if only_first else self.classes

    def classified(self) -> Classified:
        children, policy = self.children, self.policy
        names = children.town.schools
        length = policy.list_length(children.list_length, len(names))
        people, schools = facts(children, length, policy.groups)
        starts, lists = self.lists
        each = [lists[start:end].tolist() for start, end in pairwise(starts.tolist())]
        return Classified(
            policy.rules,
            schools,
            {child.id: child for child in people},
            {child.id: tuple(names[school] for school in own) for child, own in zip(people, each, strict=True)},
            {
                child.id: dict(zip(names, row, strict=True))
                for child, row in zip(people, self.counted.tolist(), strict=True)
            },
        )

    def market(self) -> Market:
        children, policy = self.children, self.policy
        town = children.town
        starts, lists = self.lists
        owners = np.repeat(np.arange(children.count), np.diff(starts))
        classes = self.counted
        market = Market(
            starts, lists, classes[owners, lists], town.seats.copy(), schools=town.schools, pairs=self.pairs(classes)
        )
        add = _ADD_SEATS.get(policy.mechanism)
        return market if add is None else add(policy, children, market)

    def pairs(self, classes: Int32) -> Pairs | None:
        """Every child at every school where the mechanism asks for it: TTC lets schools point at any child."""
        if self.policy.mechanism is not Mechanism.TTC:
            return None
        children, schools = np.indices(classes.shape).reshape(2, -1).astype(np.int32)
        zeros = np.zeros(children.size, np.int64)
        return Pairs(children, schools, classes.ravel(), zeros, zeros)


def _seats(policy: Policy, town: Town, name: str) -> Int64:
    return np.array([policy.rules.seats_of(seats)[name] for seats in town.seats.tolist()], np.int64)


def _two_types(policy: Policy, children: Children, market: Market, kind: str) -> tuple[Market, SeatRules, Int64]:
    """Types of a reserve for the minority, or a quota for the majority: whichever of both the seats are for."""
    seats = next(one for one in policy.rules.seat_types if one.kind == kind)
    inside = children.in_group if policy.groups.index(str(seats.group)) == _IN_GROUP else ~children.in_group
    minority = inside if kind == "reserve" else ~inside
    names = (MAJORITY, MINORITY)
    typed = replace(market, types=minority.astype(np.int32), type_names=names)
    return typed, SeatRules.none(market.n_schools, len(names)), _seats(policy, children.town, seats.name)


def _reserve(policy: Policy, children: Children, market: Market) -> Market:
    typed, rules, seats = _two_types(policy, children, market, "reserve")
    return replace(typed, rules=replace(rules, reserves=seats))


def _quota(policy: Policy, children: Children, market: Market) -> Market:
    typed, rules, seats = _two_types(policy, children, market, "quota")
    return replace(typed, rules=replace(rules, quotas=seats))


def _slots(policy: Policy, children: Children, market: Market) -> Market:
    kinds = policy.rules.seat_types
    tag = {one.name: -1 if one.group is None else policy.groups.index(one.group) for one in kinds}
    slots = []
    for seats in children.town.seats.tolist():
        counts = policy.rules.seats_of(seats)
        slots.append(tuple(tag[one.name] for one in kinds for _ in range(counts[one.name])))
    own = np.where(children.in_group, 1 << _IN_GROUP, 1 << _OUTSIDE) & ((1 << len(policy.groups)) - 1)
    rules = SeatRules.none(market.n_schools, 0)
    return replace(
        market,
        entry_tags=own[market.owners].astype(np.int64),
        tag_names=policy.groups,
        rules=replace(rules, slots=tuple(slots)),
    )


def _typed(policy: Policy, children: Children, market: Market, named: Mapping[str, Any]) -> Market:
    """A type for who is in a group that the rules bound; no type for others."""
    names = tuple(sorted(named))
    types = np.full(children.count, -1, np.int32)
    for at, name in enumerate(names):
        types[children.in_group if policy.groups.index(name) == _IN_GROUP else ~children.in_group] = at
    return replace(market, types=types, type_names=names)


def _bounds(policy: Policy, children: Children, market: Market) -> Market:
    bounds = policy.rules.document["bounds"]
    floors, ceilings = bounds.get("floors", {}), bounds.get("ceilings", {})
    typed = _typed(policy, children, market, {**floors, **ceilings})
    rules = SeatRules.none(market.n_schools, len(typed.type_names))
    seats = children.town.seats
    for at, name in enumerate(typed.type_names):
        rules.floors[:, at] = seats * floors.get(name, 0) // 100
        rules.ceilings[:, at] = -(-seats * ceilings[name] // 100) if name in ceilings else UNLIMITED
    return replace(typed, rules=rules)


def _shares(policy: Policy, children: Children, market: Market) -> Market:
    shares = policy.rules.document["minimum_shares"]
    typed = _typed(policy, children, market, shares)
    rules = SeatRules.none(market.n_schools, len(typed.type_names))
    rules.shares[:] = [shares[name] for name in typed.type_names]
    return replace(typed, rules=rules)


_ADD_SEATS: Final[Mapping[Mechanism, Callable[[Policy, Children, Market], Market]]] = {
    Mechanism.DA_MINORITY_RESERVE: _reserve,
    Mechanism.DA_MAJORITY_QUOTA: _quota,
    Mechanism.DA_SLOT_PRECEDENCE: _slots,
    Mechanism.DA_SOFT_BOUNDS: _bounds,
    Mechanism.DA_CALL_ORDER: _shares,
}
