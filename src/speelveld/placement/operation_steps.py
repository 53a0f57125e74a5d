# SPDX-License-Identifier: EUPL-1.2
"""What each kind of operation does to the state after a placement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NoReturn

from speelveld.errors import Fault, InputError
from speelveld.placement.register import Application, Pool, State
from speelveld.placement.rules import Rules


def refuse(where: str, message: str, advice: str = "") -> NoReturn:
    """Raise InputError with one fault."""
    raise InputError(Fault(f"{where}: {message}", advice=advice))


class Step:
    """One operation on a state. Each method gives the state after it."""

    def __init__(self, rules: Rules, state: State, operation: Mapping[str, Any], where: str) -> None:
        self.rules, self.state, self.operation, self.where = rules, state, operation, where
        self.refills = rules.document["after"]["withdrawals"] == "refill"
        self.child, self.school = str(operation.get("child")), str(operation.get("school"))
        self.type, self.day = str(operation.get("seat_type", "")), str(operation["at"])[:10]

    def after(self) -> State:
        """The state after the operation."""
        done: State = getattr(self, self.operation["kind"])()
        return done

    def offered(self, state: State, pools: set[Pool]) -> State:
        """The state in which free seats went along the waiting lists, as far as the rules have these.

        Where waiting lists are drawn anew, nobody stands on one before that.
        """
        lists = self.rules.document["after"]["waiting_list"]
        drawn = any(one.waiting_number is not None for one in state.applications.values())
        if lists == "none" or (lists == "new_number" and not drawn):
            return state
        return state.refilled(pools, onwards=self.refills, day=self.day)

    def extra_seats(self) -> State:
        """More seats, offered along the waiting list."""
        more = self.state.with_seats(self.school, self.operation["seats"], self.type)
        return self.offered(more, {(self.school, self.type)})

    def appeal(self) -> State:
        """One seat more, for this child."""
        if not self.state.prefers(self.child, self.school):
            message = f"{self.school!r} does not stand on the list of {self.child!r} above its place."
            refuse(f"{self.where}.school", message)
        self.refuse_unfit()
        return self.left_by(self.with_added_seats(1))

    def hand_placement(self) -> State:
        """A child in a school, also one that is not on its list when it has no place."""
        self.refuse_unfit()
        if self.state.places[self.child] == self.school:
            refuse(f"{self.where}.school", f"{self.child!r} has a place at {self.school!r} already.")
        return self.left_by(self.with_added_seats(self.operation["added_seats"]))

    def with_added_seats(self, seats: int) -> State:
        """The child in the school of the operation, with some seats added there for it."""
        return self.state.with_seats(self.school, seats, self.type).with_place(self.child, self.school, self.type)

    def late_entry(self) -> State:
        """A child that stands behind all who were in time, at the first school with a seat that nobody waits for."""
        if self.child in self.state.applications:
            message = f"{self.child!r} has an application already."
            refuse(f"{self.where}.child", message, "A child has one application and one number.")
        wishes, classes = tuple(self.operation["wishes"]), self.operation["classes"]
        unknown = sorted((set(wishes) | set(classes)) - set(self.state.seats))
        if unknown:
            refuse(self.where, f"{', '.join(unknown)}: no such school.")
        preferred = frozenset(self.operation.get("preferred", ()))
        late = Application(wishes, dict(classes), self.operation["number"], late=True, preferred=preferred)
        entered = replace(
            self.state,
            applications={**self.state.applications, self.child: late},
            places={**self.state.places, self.child: None},
        )
        for wish in wishes:
            for school, kind in entered.pools(wish) if wish in classes else ():
                if entered.free(school, kind) > 0 and entered.waiting(school, kind)[0] == self.child:
                    return entered.with_place(self.child, school, kind)
        return entered

    def withdrawal(self) -> State:
        """A child that needs no place any more."""
        return self.left_by(replace(self.state.with_place(self.child, None), gone=self.state.gone | {self.child}))

    def release_frozen(self) -> State:
        """Seats that were kept empty, offered along the waiting list."""
        seats, state = self.operation["seats"], self.state
        kept = (
            state.frozen_kinds.get(self.school, {}).get(self.type, 0) if self.type else state.frozen.get(self.school, 0)
        )
        if seats > kept:
            refuse(f"{self.where}.seats", f"{kept} seats of {self.school!r} are frozen, not {seats}.")
        if self.school in state.frozen_on:
            first = self.released_from(state.frozen_on[self.school])
            if self.day < first:
                message = f"seats of {self.school!r} are frozen until {first} (after.frozen_until)."
                refuse(f"{self.where}.at", message)
        released = state.with_seats(self.school, seats, self.type).with_frozen(self.school, -seats, self.type)
        return self.offered(released, {(self.school, self.type)})

    def released_from(self, frozen: str) -> str:
        """The first day after the one of the freeze on which the rules release seats."""
        day = str(self.rules.document["after"]["frozen_until"])
        return f"{int(frozen[:4]) + (day <= frozen[5:])}-{day}"

    def waiting_numbers(self) -> State:
        """The numbers of a second lottery, one for every child that waits; then free seats are offered."""
        state, numbers = self.state, self.operation["numbers"]
        if any(one.waiting_number is not None for one in state.applications.values()):
            refuse(f"{self.where}.numbers", "the waiting lists were drawn already.", "A lottery is drawn once.")
        waits = {child for school in state.seats for child in state.waiting(school)}
        waits -= {child for child in waits if state.applications[child].late}
        if set(numbers) != waits:
            wrong = ", ".join(sorted(set(numbers) ^ waits))
            refuse(f"{self.where}.numbers", f"it must name every child that waits and nobody else: {wrong}.")
        if len(set(numbers.values())) < len(numbers):
            refuse(f"{self.where}.numbers", "two children have the same number.")
        applications = {
            child: replace(one, waiting_number=numbers[child]) if child in numbers else one
            for child, one in state.applications.items()
        }
        drawn = replace(state, applications=applications)
        return self.offered(drawn, {pool for school in state.seats for pool in state.pools(school)})

    def swap(self) -> State:
        """Two children in each other's seats, when both prefer that and may be taken."""
        first, second = self.child, str(self.operation["other"])
        seats = self.state.pool_of(first), self.state.pool_of(second)
        state = self.state
        for child, seat in ((first, seats[1]), (second, seats[0])):
            if seat is None or not state.prefers(child, seat[0]) or seat[0] not in state.applications[child].classes:
                refuse(f"{self.where}.child", f"{child!r} would not be better off at a school that may take it.")
            state = state.with_place(child, *seat)
        return state

    def left_by(self, moved: State) -> State:
        """The state in which the child has moved, after the rule for the seat that it leaves."""
        left = self.state.pool_of(self.child)
        if left is None or left == moved.pool_of(self.child):
            return moved
        return self.offered(moved, {left}) if self.refills else moved.freeze(*left, self.day)

    def refuse_unfit(self) -> None:
        """A listed school without a class may not take the child; that was decided before the lottery."""
        application = self.state.applications[self.child]
        if self.school in application.wishes and self.school not in application.classes:
            refuse(f"{self.where}.school", f"{self.school!r} may not take {self.child!r}.")
