# SPDX-License-Identifier: EUPL-1.2
"""Is a placement what its mechanism promises? Checked from the market and the placement alone.

Nothing here imports a mechanism, a choice rule or a kernel: an error there cannot hide an error here. Stability is
checked pair by pair, by what it means and not by how it is reached; the best of all stable placements by the absence of
a circle of children who would all gain (with strict orders), or by a search of our own (with types and slots).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from speelveld.errors import PlacementError
from speelveld.placement import promises
from speelveld.placement.market import UNLIMITED, Int32, Int64, Market
from speelveld.placement.names import Mechanism
from speelveld.placement.verifier_rules import Rule
from speelveld.placement.verifier_search import adjusted, best_stable, traded, worst_stable

Flags: TypeAlias = NDArray[np.bool_]

WITH_TYPES = frozenset({Mechanism.DA_MINORITY_RESERVE, Mechanism.DA_MAJORITY_QUOTA, Mechanism.DA_SOFT_BOUNDS})


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found. ``properties`` holds what is true of this placement; ``broken`` the promises that it breaks."""

    mechanism: Mechanism
    properties: dict[str, bool]
    broken: tuple[str, ...]

    @property
    def verified(self) -> bool:
        """Whether every promise is kept."""
        return not self.broken


def verify(market: Market, mechanism: Mechanism | str, schools: Int32) -> Verification:
    """Check a placement: the school of each child, -1 for none, shape ``(n,)``.

    Raises ValueError where ``schools`` has another shape or names a school that does not exist.
    """
    name = Mechanism(mechanism)
    if schools.shape != (market.n_students,):
        raise ValueError(f"a placement of {market.n_students} children has shape {schools.shape}")
    if schools.size and not -1 <= int(schools.min()) <= int(schools.max()) < market.n_schools:
        raise ValueError("a placement names a school that does not exist")
    listed, capacity = _is_listed(market, schools), _fits(market, schools)
    found = {promises.CAPACITY: capacity, promises.ELIGIBILITY: listed}
    if not (listed and capacity):
        return Verification(name, found, _broken(name, found, market))
    rule = Rule.of(
        market, name if name is not Mechanism.BOSTON and name is not Mechanism.SERIAL_DICTATORSHIP else Mechanism.DA
    )
    wanted = _preferred(market, schools) & (rule.keys >= 0)
    blocks = _Blocks.of(market, rule, schools, wanted)
    kept = not blocks.reserved.any() and _within_quotas(rule, schools)
    stable = kept and not (blocks.wasted.any() or blocks.envied.any())
    efficient = not _could_gain(market, schools)
    found |= {
        promises.NON_WASTEFUL: not blocks.wasted.any(),
        promises.NO_JUSTIFIED_ENVY: not blocks.envied.any(),
        promises.RESERVES: kept,
        promises.STABLE: stable,
        promises.STUDENT_OPTIMAL: stable and _is_best(market, name, rule, schools, wanted),
        promises.PARETO_EFFICIENT: efficient,
        promises.STRATEGY_PROOF: promises.STRATEGY_PROOF in promises.PROMISES[name],
    }
    found[promises.AS_DEFINED] = _as_defined(market, name, schools, found)
    return Verification(name, found, _broken(name, found, market))


def refuse_unless_verified(market: Market, mechanism: Mechanism | str, schools: Int32) -> Verification:
    """The verification of a placement before it is published. Raises PlacementError where a promise is broken."""
    found = verify(market, mechanism, schools)
    if not found.verified:
        raise PlacementError(
            f"the placement by {found.mechanism} is not published: it breaks {', '.join(found.broken)}. "
            "Nobody was told anything. Please report this."
        )
    return found


def _broken(name: Mechanism, found: dict[str, bool], market: Market) -> tuple[str, ...]:
    promised = set(promises.PROMISES[name])
    if name is Mechanism.EADAM and not _refusers(market).any():
        promised.add(promises.PARETO_EFFICIENT)
    return tuple(sorted(each for each in promised if not found.get(each, each == promises.STRATEGY_PROOF)))


def _fits(market: Market, schools: Int32) -> bool:
    held = np.bincount(schools[schools >= 0], minlength=market.n_schools)
    return bool((held <= market.capacities).all())


def _is_listed(market: Market, schools: Int32) -> bool:
    """Every child stands nowhere, or on its list at a school that can take it."""
    here = (market.lists == schools[market.owners]) & (market.classes >= 0)
    found = np.zeros(market.n_students, np.bool_)
    found[market.owners[here]] = True
    return bool((found | (schools < 0)).all())


def _preferred(market: Market, schools: Int32) -> Flags:
    """Entries of schools that a child prefers to its place. Shape ``(m,)``."""
    has = np.full(market.n_students, UNLIMITED, np.int32)
    here = market.lists == schools[market.owners]
    has[market.owners[here]] = market.positions[here]
    preferred: Flags = market.positions < has[market.owners]
    return preferred


@dataclass(frozen=True, slots=True, eq=False)
class _Blocks:
    """Entries at which a child and a school would both rather have each other. Shape ``(m,)`` each."""

    wasted: Flags
    envied: Flags
    reserved: Flags

    @classmethod
    def of(cls, market: Market, rule: Rule, schools: Int32, wanted: Flags) -> _Blocks:
        """Of entries that are ``wanted``: a seat is free; it is held by one who comes later; it is reserved for me."""
        kinds = rule.floors.shape[1]
        held = np.bincount(schools[schools >= 0], minlength=market.n_schools)
        counts = _counts(rule, schools)
        at = np.flatnonzero(wanted)
        school, mine, key = market.lists[at], rule.kinds[market.owners[at]], rule.keys[at]
        mine_level = _level(rule, counts, school, mine, 1)
        free = held[school] < market.capacities[school]
        allowed = mine_level < 2 if rule.hard else np.ones(at.size, np.bool_)
        wasted, envied, reserved = (np.zeros(wanted.size, np.bool_) for _ in range(3))
        wasted[at] = free & allowed
        if rule.slots:
            beyond, before = _slotted(market, rule, schools, at)
            envied[at], reserved[at] = beyond & ~free, before & ~free
            return cls(wasted, envied, reserved)
        last = _last_keys(market, rule, schools, kinds)
        for kind in range(kinds):
            theirs = np.full(at.size, kind, np.int32)
            level = _level(rule, counts, school, theirs, 0)
            later = key < last[school, kind]
            same = mine == kind
            if rule.hard:
                envied[at] |= later & (same | allowed)
                continue
            present = counts[school, kind] > 0
            envied[at] |= later & (same | ((mine_level == level) & (level > 0)))
            reserved[at] |= present & ~same & (mine_level < level)
        return cls(wasted, envied, reserved)


def _counts(rule: Rule, schools: Int32) -> Int64:
    """How many of each type a school holds. Shape ``(schools, kinds)``."""
    counts = np.zeros(rule.floors.shape, np.int64)
    placed = schools >= 0
    np.add.at(counts, (schools[placed], rule.kinds[placed]), 1)
    return counts


def _within_quotas(rule: Rule, schools: Int32) -> bool:
    return not rule.hard or bool((_counts(rule, schools) <= rule.ceilings).all())


def _level(rule: Rule, counts: Int64, school: Int32, kind: Int32, entering: int) -> Int64:
    """0: within the floor; 1: within the ceiling; 2: beyond. Of a child that enters, or of the last one there."""
    count = counts[school, kind] + entering
    return np.where(count <= rule.floors[school, kind], 0, np.where(count <= rule.ceilings[school, kind], 1, 2))


def _last_keys(market: Market, rule: Rule, schools: Int32, kinds: int) -> Int64:
    """The key of the last child of each type that a school holds, -1 for none. Shape ``(schools, kinds)``."""
    last = np.full((market.n_schools, kinds), -1, np.int64)
    here = np.flatnonzero(market.lists == schools[market.owners])
    np.maximum.at(last, (market.lists[here], rule.kinds[market.owners[here]]), rule.keys[here])
    return last


def _slotted(market: Market, rule: Rule, schools: Int32, at: Int64) -> tuple[Flags, Flags]:
    """Entries whose child would get a seat before who sits there: by key, or because the seat prefers the child."""
    tags = np.zeros(market.lists.size, np.int64) if market.entry_tags is None else market.entry_tags
    here = np.flatnonzero(market.lists == schools[market.owners])
    here = here[np.lexsort((rule.keys[here], market.lists[here]))]
    seats: list[list[tuple[int, int, int]]] = [[] for _ in range(market.n_schools)]  # tag, whether it is lacked, key
    for school in range(market.n_schools):
        waiting = here[market.lists[here] == school].tolist()
        for tag in (rule.slots[school] or (-1,) * len(waiting))[: len(waiting)]:
            lacks = [int(tag >= 0 and not int(tags[entry]) >> tag & 1) for entry in waiting]
            first = lacks.index(min(lacks))
            entry = waiting.pop(first)
            seats[school].append((tag, lacks[first], int(rule.keys[entry])))
    envied, reserved = np.zeros(at.size, np.bool_), np.zeros(at.size, np.bool_)
    for row, entry in enumerate(at.tolist()):
        own, key = int(tags[entry]), int(rule.keys[entry])
        for tag, lacked, theirs in seats[int(market.lists[entry])]:
            lack = int(tag >= 0 and not own >> tag & 1)
            reserved[row] |= lack < lacked
            envied[row] |= lack == lacked and key < theirs
    return envied, reserved


def _is_best(market: Market, name: Mechanism, rule: Rule, schools: Int32, wanted: Flags) -> bool:
    """Of a stable placement: whether no other stable one is better for a child (where classes tie: and worse for none).

    With strict orders, and also where classes tie, the placement can be improved exactly when some children can move in
    a circle, each to a school at which nobody who also wants to go there comes before it (Erdil and Ergin 2008).
    """
    if name in WITH_TYPES or rule.slots:
        return bool(best_stable(market, rule) == schools.tolist())
    at = np.flatnonzero(wanted)
    first = np.full(market.n_schools, np.iinfo(np.int64).max, np.int64)
    np.minimum.at(first, market.lists[at], rule.keys[at])
    return not _circle(market, schools, at[rule.keys[at] == first[market.lists[at]]])


def _could_gain(market: Market, schools: Int32) -> bool:
    """Whether a free seat or an exchange, whatever priorities say, is better for some child and worse for none."""
    at = np.flatnonzero(_preferred(market, schools) & (market.classes >= 0))
    held = np.bincount(schools[schools >= 0], minlength=market.n_schools)
    if (held[market.lists[at]] < market.capacities[market.lists[at]]).any():
        return True
    return _circle(market, schools, at)


def _circle(market: Market, schools: Int32, at: Int64) -> bool:
    """Whether children can move in a circle along these entries, from the school of each to the school of the entry."""
    # Imported here: it takes a quarter of a second, for which other commands do not have to wait.
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    origin = schools[market.owners[at]]
    moves = origin >= 0
    size = market.n_schools
    graph = csr_array(
        (np.ones(int(moves.sum()), np.int8), (origin[moves], market.lists[at][moves])), shape=(size, size)
    )
    parts: int = connected_components(graph, directed=True, connection="strong", return_labels=False)
    return parts < size


def _as_defined(market: Market, name: Mechanism, schools: Int32, found: dict[str, bool]) -> bool:
    """Whether this is the placement that the mechanism's definition gives."""
    match name:
        case Mechanism.TTC:
            return bool(traded(market) == schools.tolist())
        case Mechanism.BOSTON | Mechanism.SERIAL_DICTATORSHIP:
            # Under the order of the mechanism (place on the list first; the lottery alone) one placement is stable.
            return _stable_under(market, Rule.of(market, name), schools)
        case Mechanism.SCHOOL_PROPOSING_DA:
            return bool(worst_stable(market, Rule.of(market, name)) == schools.tolist())
        case Mechanism.EADAM:
            rule = Rule.of(market, Mechanism.EADAM)
            return bool(adjusted(market, rule, _refusers(market).tolist()) == schools.tolist())
        case Mechanism.STABLE_IMPROVEMENT_CYCLES:
            return found[promises.STUDENT_OPTIMAL] and _improves(market, schools)
    return found[promises.STUDENT_OPTIMAL]


def _stable_under(market: Market, rule: Rule, schools: Int32) -> bool:
    wanted = _preferred(market, schools) & (rule.keys >= 0)
    blocks = _Blocks.of(market, rule, schools, wanted)
    return not (blocks.wasted.any() or blocks.envied.any())


def _improves(market: Market, schools: Int32) -> bool:
    """Whether no child is worse off than under deferred acceptance."""
    start = np.array(best_stable(market, Rule.of(market, Mechanism.DA)), np.int32)
    return not (_preferred(market, schools) & (market.lists == start[market.owners])).any()


def _refusers(market: Market) -> Flags:
    return np.zeros(market.n_students, np.bool_) if market.refuses is None else market.refuses
