# SPDX-License-Identifier: EUPL-1.2
"""Proof by moving one count: a need is safe when a table that fits all statements still fits with one atom changed.

Rounded and perturbed tables show every cell, each with some room around it. Moving one atom up or down moves every sum
that counts it; as far as all of these have room, nobody can exclude the tables on the way. That proves most needs
without any programming; those that it does not prove must be attacked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from speelveld.disclosure.system import Protected, Statement


def unproven(
    statements: Sequence[Statement], needs: Sequence[Protected], tables: Sequence[Mapping[str, int]]
) -> tuple[Protected, ...]:
    """The needs that no single move from any of ``tables`` proves, in their order.

    A need of a width of 1 is also proven by moving one person from one atom to another. A table gives a whole count of
    at least 0 to each atom that is named; one that does not fit the statements proves nothing.
    """
    left = tuple(needs)
    for table in tables:
        room = _Room.of(statements, table)
        if room is not None:
            left = tuple(need for need in left if not room.proves(need) and not room.trades(need))
    return left


class _Room:
    """How much room each statement and each atom has around one table."""

    def __init__(self, table: Mapping[str, int]) -> None:
        self.table = table
        self.up = dict.fromkeys(table, math.inf)
        self.down: dict[str, float] = dict(table)
        self._tight_up: dict[str, set[int]] = {}
        self._tight_down: dict[str, set[int]] = {}
        self._members: list[frozenset[str]] = []
        self._plain = True

    @classmethod
    def of(cls, statements: Sequence[Statement], table: Mapping[str, int]) -> _Room | None:
        """The room around a table; None when it does not fit the statements."""
        room = cls(table)
        for at, said in enumerate(statements):
            if any(atom not in table for atom, _ in said.terms):
                return None
            value = sum(number * table[atom] for atom, number in said.terms)
            if not said.low <= value <= said.high:
                return None
            room._take(at, said, said.high - value, value - said.low)
        return room

    def _take(self, at: int, said: Statement, above: float, below: float) -> None:
        self._members.append(frozenset(atom for atom, _ in said.terms))
        self._plain &= all(number == 1 for _, number in said.terms)
        for atom, number in said.terms:
            more, less = (above, below) if number > 0 else (below, above)
            self.up[atom] = min(self.up[atom], more // abs(number))
            self.down[atom] = min(self.down[atom], less // abs(number))
            if more < abs(number):
                self._tight_up.setdefault(atom, set()).add(at)
            if less < abs(number):
                self._tight_down.setdefault(atom, set()).add(at)

    def proves(self, need: Protected) -> bool:
        """Whether moves of single atoms span the width of a need and reach far enough."""
        ends = [
            (number * self.up[atom], number * self.down[atom])
            if number > 0
            else (-number * self.down[atom], -number * self.up[atom])
            for atom, number in need.terms
        ]
        most, least = max(end for end, _ in ends), max(end for _, end in ends)
        return most + least >= max(1, need.width) and self._value(need) + most >= need.reach

    def trades(self, need: Protected) -> bool:
        """Whether one person can come into the form of a need, or leave it, for another atom outside it.

        Only where every statement counts each atom once, so that a trade within a statement leaves it as it is.
        """
        if (
            not self._plain
            or need.width > 1
            or self._value(need) < need.reach
            or any(number != 1 for _, number in need.terms)
        ):
            return False
        inside = {atom for atom, _ in need.terms}
        return any(self._trade(atom, inside, into=into) for atom in sorted(inside) for into in (True, False))

    def _trade(self, atom: str, inside: set[str], *, into: bool) -> bool:
        """Whether ``atom`` can go up by one (or down) when one outside it goes the other way.

        The other must stand in every statement without room for the one, and the one in every statement without room
        for the other.
        """
        own, others = (self._tight_up, self._tight_down) if into else (self._tight_down, self._tight_up)
        tight = own.get(atom, set())
        if not tight or (not into and not self.table[atom]):
            return False
        partners = frozenset.intersection(*(self._members[at] for at in tight)) - inside
        return any(
            all(atom in self._members[at] for at in others.get(one, ())) and (not into or self.table[one] > 0)
            for one in partners
        )

    def _value(self, need: Protected) -> float:
        return sum(number * self.table[atom] for atom, number in need.terms)
