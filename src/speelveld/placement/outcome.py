# SPDX-License-Identifier: EUPL-1.2
"""A placement as plain dictionaries, and what can be read off it: cut-offs per type of seat, waiting lists, thresholds.

Keys are pairs ``(class, number)``; lower comes first at both. A school's seats are given as types in the order of
filling: every seat takes the best child that it prefers, and where none is left the best of all (a type that prefers
nobody takes the best of all at once). That describes deferred acceptance without reserves, with a minority reserve
(the reserve first), and with slots.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Seats:
    """Some seats of one type. ``prefers`` holds the children that they prefer; None: they prefer nobody."""

    type: str
    count: int
    prefers: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Cutoff:
    """The last child that got a seat of a type: its key, or None where a seat is left or there is none at all."""

    type: str
    seats: int
    taken: int
    last: Key | None


@dataclass(frozen=True)
class Outcome:
    """A placement: lists, classes (absent where a school may not take a child), numbers, seats, and who goes where.

    ``numbers`` has one number per child, or one per child and school. ``sizes`` tells of children who stand for a
    family that needs more than one seat how many it needs; there, ``seats`` counts one per family.
    """

    assignment: Mapping[str, str | None]
    wishes: Mapping[str, Sequence[str]]
    classes: Mapping[str, Mapping[str, int]]
    numbers: Mapping[str, int] | Mapping[str, Mapping[str, int]]
    seats: Mapping[str, Sequence[Seats]] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)

    def number(self, child: str, school: str) -> int:
        """The lottery number of a child at a school."""
        found = self.numbers[child]
        return found if isinstance(found, int) else found[school]

    def key(self, child: str, school: str) -> Key:
        """Class and number of a child at a school."""
        return self.classes[child][school], self.number(child, school)

    @cached_property
    def placed(self) -> dict[str, list[str]]:
        """The children placed at each school, best first."""
        result: dict[str, list[str]] = {school: [] for school in self.seats}
        for child, school in self.assignment.items():
            if school is not None:
                result[school].append(child)
        return {school: sorted(children, key=lambda one: self.key(one, school)) for school, children in result.items()}

    @cached_property
    def waiting(self) -> dict[str, list[str]]:
        """Per school the children who prefer it to what they got and may be taken, in the order of class and number."""
        result: dict[str, list[str]] = {school: [] for school in self.seats}
        for child, wishes in self.wishes.items():
            for school in self.preferred(child):
                if school in self.classes[child] and school in wishes:
                    result[school].append(child)
        return {school: sorted(children, key=lambda one: self.key(one, school)) for school, children in result.items()}

    def waiting_for(self, school: str, some: Seats) -> list[str]:
        """Those who wait for a type of seats: first whom it prefers, then by class and number."""
        prefers = some.prefers or frozenset()
        return sorted(self.waiting[school], key=lambda one: one not in prefers)

    def preferred(self, child: str) -> list[str]:
        """The schools of a child's list above the one that it got, or all of them where it got none."""
        wishes, got = list(self.wishes[child]), self.assignment[child]
        return wishes if got is None else wishes[: wishes.index(got)]

    def seated(self, school: str, ranked: Sequence[str]) -> dict[str, str]:
        """Which of some children, best first, get a seat of a school, and of which type."""
        left, found = list(ranked), dict[str, str]()
        for some in self.seats[school]:
            for _ in range(some.count):
                if not left:
                    return found
                wanted = some.prefers
                chosen = left[0] if wanted is None else next((one for one in left if one in wanted), left[0])
                left.remove(chosen)
                found[chosen] = some.type
        return found

    def cutoffs(self, school: str) -> list[Cutoff]:
        """The last child of every type of seat, in the order of filling."""
        found = self.seated(school, self.placed[school])
        result = []
        for some in self.seats[school]:
            keys = sorted(self.key(child, school) for child, kind in found.items() if kind == some.type)
            full = len(keys) == some.count and keys
            result.append(Cutoff(some.type, some.count, len(keys), keys[-1] if full else None))
        return result

    def threshold(self, child: str, school: str) -> Key | None:
        """The key that a child had to be ahead of to have a seat among those who got one; None where nothing would do.

        It belongs to this outcome. A child that had been ahead of it would nearly always have been placed here, but not
        always: it may push a child away from here that comes back by another way with a better number.
        """
        ranked = [one for one in self.placed[school] if one != child]
        for place in range(len(ranked) - 1, -1, -1):
            if child in self.seated(school, [*ranked[:place], child, *ranked[place:]]):
                return self.key(ranked[place], school)
        return None
