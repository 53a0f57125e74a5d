# SPDX-License-Identifier: EUPL-1.2
"""Who has which place after the placement, and who waits for which: the state that operations change.

Seats that come free are offered to the first on the waiting list, who moves up; the seat that this child leaves is
offered in turn. Every step is somebody's move to a school that stands higher on its list, so nobody who has a place
loses by it, and it comes to an end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from speelveld.placement.canonical import digest


@dataclass(frozen=True, slots=True)
class Application:
    """A child's list, its class where it may be taken, and its number. ``late``: after the round."""

    wishes: tuple[str, ...]
    classes: Mapping[str, int]
    number: int
    late: bool = False

    def key(self, school: str) -> tuple[bool, int, int]:
        """Where the child stands on a school's waiting list: who came late behind, then by class and number."""
        return self.late, self.classes[school], self.number

    def record(self) -> dict[str, Any]:
        """As it stands in the hash of the state."""
        return {
            "wishes": list(self.wishes),
            "classes": dict(self.classes),
            "number": self.number,
            "late": self.late,
        }


@dataclass(frozen=True)
class State:
    """Places, applications, and seats that are in use or free (``seats``) or kept empty (``frozen``)."""

    places: Mapping[str, str | None]
    applications: Mapping[str, Application]
    seats: Mapping[str, int]
    frozen: Mapping[str, int] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()

    def hash(self) -> bytes:
        """SHA-256 (32 bytes) of all of it."""
        return digest(
            {
                "places": dict(self.places),
                "applications": {child: one.record() for child, one in self.applications.items()},
                "seats": dict(self.seats),
                "frozen": dict(self.frozen),
                "gone": sorted(self.gone),
            }
        )

    def free(self, school: str) -> int:
        """Seats of a school that nobody has."""
        return self.seats[school] - sum(1 for place in self.places.values() if place == school)

    def prefers(self, child: str, school: str) -> bool:
        """Whether a school stands on a child's list above the place that it has."""
        wishes, place = self.applications[child].wishes, self.places[child]
        return school in (wishes if place not in wishes else wishes[: wishes.index(place)])

    def waiting(self, school: str) -> list[str]:
        """The waiting list of a school: who prefers it to the own place and may be taken, first one first."""
        found = [
            child
            for child, one in self.applications.items()
            if child not in self.gone and school in one.classes and self.prefers(child, school)
        ]
        return sorted(found, key=lambda child: (self.applications[child].key(school), child))

    def with_place(self, child: str, school: str | None) -> State:
        """The same with a child in another place."""
        return replace(self, places={**self.places, child: school})

    def with_seats(self, school: str, more: int) -> State:
        """The same with more seats, or fewer, at a school."""
        return replace(self, seats={**self.seats, school: self.seats[school] + more})

    def freeze(self, school: str) -> State:
        """The same with one seat of a school kept empty."""
        return replace(self.with_seats(school, -1), frozen={**self.frozen, school: self.frozen.get(school, 0) + 1})

    def refilled(self, schools: set[str], *, onwards: bool) -> State:
        """The same after the free seats of some schools were offered; ``onwards`` the seats left by who moves as well.

        Otherwise a seat that a child leaves is kept empty.
        """
        state, waiting = self, sorted(schools)
        while waiting:
            school = waiting.pop(0)
            line = state.waiting(school)
            if state.free(school) <= 0 or not line:
                continue
            left = state.places[line[0]]
            state = state.with_place(line[0], school)
            if left is not None and onwards:
                waiting.append(left)
            elif left is not None:
                state = state.freeze(left)
            waiting = sorted({*waiting, school})
        return state
