# SPDX-License-Identifier: EUPL-1.2
"""Who has which place after the placement, and who waits for which: the state that operations change.

Seats that come free are offered to the first on the waiting list, who moves up; the seat that this child leaves is
offered in turn. Every step is somebody's move to a school that stands higher on its list, so nobody who has a place
loses by it, and it comes to an end.

Where the rules keep a waiting list per type of seat, a school's seats are told by type, and every child that has a
place has a seat of some type. A seat of a type that prefers some children goes to the first of those who wait; when
none of them waits, to the first of all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from speelveld.placement.canonical import digest

Pool = tuple[str, str]
"""A school and a type of seat; the type is empty where seats are not told apart."""


@dataclass(frozen=True, slots=True)
class Application:
    """A child's list, its class where it may be taken, and its number. ``late``: after the round.

    ``waiting_number``: the number for waiting lists where these are drawn anew. ``preferred``: the types of seats that
    prefer the child, by name; the group behind a type is not told here.
    """

    wishes: tuple[str, ...]
    classes: Mapping[str, int]
    number: int
    late: bool = False
    waiting_number: int | None = None
    preferred: frozenset[str] = frozenset()

    def key(self, school: str, kind: str = "") -> tuple[bool, bool, int, int]:
        """Where the child stands on a waiting list: who came late behind, then whom the seat prefers, class, number."""
        number = self.number if self.waiting_number is None else self.waiting_number
        return self.late, kind not in self.preferred, self.classes[school], number

    def record(self) -> dict[str, Any]:
        """As it stands in the hash of the state."""
        return {
            "wishes": list(self.wishes),
            "classes": dict(self.classes),
            "number": self.number,
            "late": self.late,
            "waiting_number": self.waiting_number,
            "preferred": sorted(self.preferred),
        }


@dataclass(frozen=True)
class State:
    """Places, applications, and seats that are in use or free (``seats``) or kept empty (``frozen``).

    ``kinds`` gives the seats of a school by type, in the order of filling, and ``held`` the type of the seat of each
    child that has one; both are empty where seats are not told apart. ``frozen_on`` is the day (UTC) on which a school
    last kept a seat empty.
    """

    places: Mapping[str, str | None]
    applications: Mapping[str, Application]
    seats: Mapping[str, int]
    frozen: Mapping[str, int] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    kinds: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    held: Mapping[str, str] = field(default_factory=dict)
    frozen_kinds: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    frozen_on: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for school, counts in self.kinds.items():
            if sum(counts.values()) != self.seats[school]:
                raise ValueError(f"the seats of {school!r} by type do not add up to {self.seats[school]}")
        if self.kinds and any(place is not None and child not in self.held for child, place in self.places.items()):
            raise ValueError("every child that has a place has a seat of some type")

    def hash(self) -> bytes:
        """SHA-256 (32 bytes) of all of it."""
        return digest(
            {
                "places": dict(self.places),
                "applications": {child: one.record() for child, one in self.applications.items()},
                "seats": dict(self.seats),
                "frozen": dict(self.frozen),
                "gone": sorted(self.gone),
                "kinds": {school: list(map(list, counts.items())) for school, counts in self.kinds.items()},
                "held": dict(self.held),
                "frozen_kinds": {school: dict(counts) for school, counts in self.frozen_kinds.items()},
                "frozen_on": dict(self.frozen_on),
            }
        )

    def free(self, school: str, kind: str = "") -> int:
        """Seats of a school, or those of one type, that nobody has."""
        if kind:
            mine = (child for child, place in self.places.items() if place == school and self.held[child] == kind)
            return self.kinds[school][kind] - sum(1 for _ in mine)
        return self.seats[school] - sum(1 for place in self.places.values() if place == school)

    def pools(self, school: str) -> list[Pool]:
        """A school with each of its types of seats, in the order of filling; by itself where there are none."""
        return [(school, kind) for kind in self.kinds[school]] if self.kinds else [(school, "")]

    def pool_of(self, child: str) -> Pool | None:
        """Where a child has its seat."""
        school = self.places[child]
        return None if school is None else (school, self.held.get(child, ""))

    def prefers(self, child: str, school: str) -> bool:
        """Whether a school stands on a child's list above the place that it has."""
        wishes, place = self.applications[child].wishes, self.places[child]
        return school in (wishes if place not in wishes else wishes[: wishes.index(place)])

    def waiting(self, school: str, kind: str = "") -> list[str]:
        """The waiting list of a school, or of a type of its seats: who prefers it to the own place and may be taken."""
        found = [
            child
            for child, one in self.applications.items()
            if child not in self.gone and school in one.classes and self.prefers(child, school)
        ]
        return sorted(found, key=lambda child: (self.applications[child].key(school, kind), child))

    def with_place(self, child: str, school: str | None, kind: str = "") -> State:
        """The same with a child in another place."""
        held = {one: each for one, each in self.held.items() if one != child}
        if kind:
            held[child] = kind
        return replace(self, places={**self.places, child: school}, held=held)

    def with_seats(self, school: str, more: int, kind: str = "") -> State:
        """The same with more seats, or fewer, at a school."""
        kinds = self.kinds
        if kind:
            kinds = {**kinds, school: {**kinds[school], kind: kinds[school].get(kind, 0) + more}}
        return replace(self, seats={**self.seats, school: self.seats[school] + more}, kinds=kinds)

    def freeze(self, school: str, kind: str = "", day: str = "") -> State:
        """The same with one seat of a school kept empty from a day on."""
        return self.with_seats(school, -1, kind).with_frozen(school, 1, kind, day)

    def with_frozen(self, school: str, more: int, kind: str = "", day: str = "") -> State:
        """The same with more seats kept empty, or fewer; their number in use does not change."""
        kinds = self.frozen_kinds
        if kind:
            own = kinds.get(school, {})
            kinds = {**kinds, school: {**own, kind: own.get(kind, 0) + more}}
        return replace(
            self,
            frozen={**self.frozen, school: self.frozen.get(school, 0) + more},
            frozen_kinds=kinds,
            frozen_on={**self.frozen_on, school: day} if day else self.frozen_on,
        )

    def refilled(self, pools: set[Pool], *, onwards: bool, day: str = "") -> State:
        """The same after the free seats of some pools were offered; ``onwards`` the seats left by who moves as well.

        Otherwise a seat that a child leaves is kept empty, from ``day`` on.
        """
        state, waiting = self, sorted(pools)
        while waiting:
            school, kind = waiting.pop(0)
            line = state.waiting(school, kind)
            if state.free(school, kind) <= 0 or not line:
                continue
            left = state.pool_of(line[0])
            state = state.with_place(line[0], school, kind)
            if left is not None and onwards:
                waiting.append(left)
            elif left is not None:
                state = state.freeze(*left, day)
            waiting = sorted({*waiting, (school, kind)})
        return state
