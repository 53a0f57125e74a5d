# SPDX-License-Identifier: EUPL-1.2
"""What happens after the placement: every appeal, extra seat, placement by hand, late entry and withdrawal, in one log.

An operation names the rule that it rests on, who decided, and why. Each entry holds the hash of the one before it, and
the first the hash of the placement itself, so that nothing can be left out, changed or put in between without all that
follows no longer fitting::

    {"index": 0, "previous": "<hash>", "operation": {...}, "hash": "<hash>"}
    hash = SHA-256("operation:" || canonical form of {"index", "previous", "operation"})

Replaying the log on the placement gives the state, always the same. Nobody who has a place loses it by what is done for
another: a granted appeal adds a seat ("keep offer, add seat"), and only the child's own withdrawal ends a place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NoReturn

from speelveld.errors import Fault, InputError
from speelveld.placement.canonical import canonical, sha256
from speelveld.placement.register import Application, Pool, State
from speelveld.placement.rules import Rules
from speelveld.placement.schema import Each, Record, Shape, Table, Text, Whole, check

_AT = Text(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "a moment such as '2027-03-01T09:00:00Z'")
_ALWAYS: dict[str, Shape] = {"kind": Text(), "at": _AT, "rule": Text(), "by": Text(), "reason": Text()}
_TYPE: dict[str, Shape] = {"seat_type": Text()}
_NAMED = r"\S(.*\S)?"
SHAPES = {
    "extra_seats": Record({**_ALWAYS, "school": Text(), "seats": Whole(1)}, _TYPE),
    "appeal": Record({**_ALWAYS, "child": Text(), "school": Text()}, _TYPE),
    "hand_placement": Record({**_ALWAYS, "child": Text(), "school": Text(), "added_seats": Whole(0, 1)}, _TYPE),
    "late_entry": Record(
        {
            **_ALWAYS,
            "child": Text(),
            "wishes": Each(Text()),
            "classes": Table(Whole(0), key=_NAMED),
            "number": Whole(0),
        },
        {"preferred": Each(Text())},
    ),
    "withdrawal": Record({**_ALWAYS, "child": Text()}),
    "release_frozen": Record({**_ALWAYS, "school": Text(), "seats": Whole(1)}, _TYPE),
    "waiting_numbers": Record(
        {**_ALWAYS, "dossier": Text(r"[0-9a-f]{64}", "a hash"), "numbers": Table(Whole(0), _NAMED)}
    ),
    "swap": Record({**_ALWAYS, "child": Text(), "other": Text()}),
}
"""What each kind of operation must say. ``at`` is a moment (UTC).

``seat_type`` is told where waiting lists are kept per type of seat. ``waiting_numbers`` are the numbers of a second
lottery, with the hash of its own dossier, where the rules draw anew for the waiting lists.
"""
RESTS_ON = {
    "extra_seats": ("after.extra_seats", "allowed"),
    "appeal": ("after.appeals", "keep_offer_add_seat"),
    "hand_placement": ("after.hand_placement", "allowed"),
    "late_entry": ("after.late_entrants", "behind"),
    "withdrawal": ("after.withdrawals", None),
    "release_frozen": ("after.frozen_until", None),
    "waiting_numbers": ("after.waiting_list", "new_number"),
    "swap": ("after.swaps", True),
}
"""The rule that each kind rests on, and what it must say for the operation to be possible."""


def entry_hash(index: int, previous: str, operation: Mapping[str, Any]) -> str:
    """The hash of an entry of the log."""
    content = {"index": index, "previous": previous, "operation": operation}
    return sha256(b"operation:", canonical(content)).hex()


def append(
    rules: Rules, start: State, log: Sequence[Mapping[str, Any]], operation: Mapping[str, Any]
) -> tuple[State, list[dict[str, Any]]]:
    """Carry out an operation after those in a log: the new state, and the new log. Raises InputError, and then
    nothing has changed."""
    state = replay(rules, start, log)
    index = len(log)
    before = log[-1]["operation"]["at"] if log else ""
    state = _carried_out(rules, state, operation, f"entry {index}", before)
    previous = log[-1]["hash"] if log else _first(rules, start)
    entry = {"index": index, "previous": previous, "operation": dict(operation)}
    return state, [*map(dict, log), {**entry, "hash": entry_hash(index, previous, operation)}]


def replay(rules: Rules, start: State, log: Sequence[Mapping[str, Any]]) -> State:
    """The state after all operations of a log. Raises InputError where it does not fit together or breaks a rule."""
    if rules.document["after"]["waiting_list"] == "per_seat_type" and set(start.kinds) != set(start.seats):
        _refuse(
            "the placement", "it does not tell the seats of every school by type.", "after.waiting_list asks for it."
        )
    state, previous, before = start, _first(rules, start), ""
    for index, entry in enumerate(log):
        where = f"entry {index}"
        if not _is_entry(entry):
            _refuse(where, "it must hold 'index', 'previous', 'operation' and 'hash'.")
        if entry["index"] != index or entry["previous"] != previous:
            _refuse(where, "it does not follow the entry before it: something was left out, changed or put in between.")
        try:
            found = entry_hash(index, previous, entry["operation"])
        except ValueError as error:
            _refuse(where, f"{error}.")
        if entry["hash"] != found:
            _refuse(where, "its hash is not that of its content: it was changed after it was written.")
        state = _carried_out(rules, state, entry["operation"], where, before)
        previous, before = found, entry["operation"]["at"]
    return state


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, Mapping) and set(entry) == {"index", "previous", "operation", "hash"}


def _first(rules: Rules, start: State) -> str:
    """What the first entry follows: these rules, and this placement."""
    return sha256(b"placement:", rules.hash, start.hash()).hex()


def _refuse(where: str, message: str, advice: str = "") -> NoReturn:
    raise InputError(Fault(f"{where}: {message}", advice=advice))


def _carried_out(rules: Rules, state: State, operation: Any, where: str, before: str) -> State:
    kind = operation.get("kind") if isinstance(operation, Mapping) else None
    if not isinstance(kind, str) or kind not in SHAPES:
        _refuse(f"{where}.kind", f"{kind!r} is not one of {', '.join(SHAPES)}.")
    faults: list[Fault] = []
    check(operation, SHAPES[kind], lambda path, message: faults.append(Fault(f"{where}.{path}: {message}")))
    if faults:
        raise InputError(faults)
    if operation["at"] < before:
        _refuse(f"{where}.at", f"{operation['at']} is earlier than the operation before it ({before}).")
    _check_rule(rules, operation, where)
    for part, known in (("school", state.seats), ("child", state.applications), ("other", state.applications)):
        if part in operation and kind != "late_entry" and operation[part] not in known:
            _refuse(f"{where}.{part}", f"{operation[part]!r} is not known.")
        if part != "school" and operation.get(part) in state.gone:
            advice = "It comes back as a late entry of its own."
            _refuse(f"{where}.{part}", f"{operation[part]!r} has withdrawn.", advice)
    _check_seat_type(state, operation, where)
    after = _Step(rules, state, operation, where).after()
    _check_nobody_loses(state, after, operation, where)
    return after


def _check_seat_type(state: State, operation: Mapping[str, Any], where: str) -> None:
    """A type of seat is told where seats are told apart, and nowhere else."""
    if "school" not in operation:
        return
    kind, kinds = operation.get("seat_type"), list(state.kinds.get(operation["school"], ()))
    if (kind in kinds) if kinds else (kind is None):
        return
    told = f"{kind!r} is not one of {', '.join(kinds)}." if kinds else "the seats of this school are not told apart."
    _refuse(f"{where}.seat_type", told)


def _check_rule(rules: Rules, operation: Mapping[str, Any], where: str) -> None:
    path, wanted = RESTS_ON[operation["kind"]]
    if operation["rule"] != path:
        _refuse(f"{where}.rule", f"a {operation['kind']} rests on {path}, not on {operation['rule']}.")
    if not rules.has(path):
        _refuse(f"{where}.rule", f"the rules have no {path}.", "What the rules do not provide for is not done.")
    part, key = path.split(".")
    said = rules.document[part][key]
    if wanted is not None and said != wanted:
        _refuse(f"{where}.rule", f"{path} says {said!r}.", "What the rules do not provide for is not done.")


def _check_nobody_loses(before: State, after: State, operation: Mapping[str, Any], where: str) -> None:
    own = operation.get("child") if operation["kind"] == "withdrawal" else None
    for child, place in before.places.items():
        now = after.places[child]
        if now != place and child != own and place is not None and not (now and before.prefers(child, now)):
            _refuse(where, f"{child!r} would lose the place at {place!r}.", "Keep the offer, and add a seat.")
    crowded = {school for place in after.seats for school, kind in after.pools(place) if after.free(school, kind) < 0}
    if crowded:
        _refuse(where, f"{', '.join(sorted(crowded))} would have more children than seats.", "Add a seat.")


class _Step:
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
            _refuse(f"{self.where}.school", message)
        self.refuse_unfit()
        return self.left_by(self.with_added_seats(1))

    def hand_placement(self) -> State:
        """A child in a school, also one that is not on its list when it has no place."""
        self.refuse_unfit()
        if self.state.places[self.child] == self.school:
            _refuse(f"{self.where}.school", f"{self.child!r} has a place at {self.school!r} already.")
        return self.left_by(self.with_added_seats(self.operation["added_seats"]))

    def with_added_seats(self, seats: int) -> State:
        """The child in the school of the operation, with some seats added there for it."""
        return self.state.with_seats(self.school, seats, self.type).with_place(self.child, self.school, self.type)

    def late_entry(self) -> State:
        """A child that stands behind all who were in time, at the first school with a seat that nobody waits for."""
        if self.child in self.state.applications:
            message = f"{self.child!r} has an application already."
            _refuse(f"{self.where}.child", message, "A child has one application and one number.")
        wishes, classes = tuple(self.operation["wishes"]), self.operation["classes"]
        unknown = sorted((set(wishes) | set(classes)) - set(self.state.seats))
        if unknown:
            _refuse(self.where, f"{', '.join(unknown)}: no such school.")
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
            _refuse(f"{self.where}.seats", f"{kept} seats of {self.school!r} are frozen, not {seats}.")
        if self.school in state.frozen_on:
            first = self.released_from(state.frozen_on[self.school])
            if self.day < first:
                message = f"seats of {self.school!r} are frozen until {first} (after.frozen_until)."
                _refuse(f"{self.where}.at", message)
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
            _refuse(f"{self.where}.numbers", "the waiting lists were drawn already.", "A lottery is drawn once.")
        waits = {child for school in state.seats for child in state.waiting(school)}
        waits -= {child for child in waits if state.applications[child].late}
        if set(numbers) != waits:
            wrong = ", ".join(sorted(set(numbers) ^ waits))
            _refuse(f"{self.where}.numbers", f"it must name every child that waits and nobody else: {wrong}.")
        if len(set(numbers.values())) < len(numbers):
            _refuse(f"{self.where}.numbers", "two children have the same number.")
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
                _refuse(f"{self.where}.child", f"{child!r} would not be better off at a school that may take it.")
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
            _refuse(f"{self.where}.school", f"{self.school!r} may not take {self.child!r}.")
