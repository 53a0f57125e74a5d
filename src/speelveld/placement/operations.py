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
from typing import Any

from speelveld.errors import Fault, InputError
from speelveld.placement.canonical import canonical, sha256
from speelveld.placement.operation_kinds import RESTS_ON, SHAPES
from speelveld.placement.operation_steps import Step, refuse
from speelveld.placement.register import State
from speelveld.placement.rules import Rules
from speelveld.placement.schema import check


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
        refuse(
            "the placement", "it does not tell the seats of every school by type.", "after.waiting_list asks for it."
        )
    state, previous, before = start, _first(rules, start), ""
    for index, entry in enumerate(log):
        where = f"entry {index}"
        if not _is_entry(entry):
            refuse(where, "it must hold 'index', 'previous', 'operation' and 'hash'.")
        if entry["index"] != index or entry["previous"] != previous:
            refuse(where, "it does not follow the entry before it: something was left out, changed or put in between.")
        try:
            found = entry_hash(index, previous, entry["operation"])
        except ValueError as error:
            refuse(where, f"{error}.")
        if entry["hash"] != found:
            refuse(where, "its hash is not that of its content: it was changed after it was written.")
        state = _carried_out(rules, state, entry["operation"], where, before)
        previous, before = found, entry["operation"]["at"]
    return state


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, Mapping) and set(entry) == {"index", "previous", "operation", "hash"}


def _first(rules: Rules, start: State) -> str:
    """What the first entry follows: these rules, and this placement."""
    return sha256(b"placement:", rules.hash, start.hash()).hex()


def _carried_out(rules: Rules, state: State, operation: Any, where: str, before: str) -> State:
    kind = operation.get("kind") if isinstance(operation, Mapping) else None
    if not isinstance(kind, str) or kind not in SHAPES:
        refuse(f"{where}.kind", f"{kind!r} is not one of {', '.join(SHAPES)}.")
    faults: list[Fault] = []
    check(operation, SHAPES[kind], lambda path, message: faults.append(Fault(f"{where}.{path}: {message}")))
    if faults:
        raise InputError(faults)
    if operation["at"] < before:
        refuse(f"{where}.at", f"{operation['at']} is earlier than the operation before it ({before}).")
    _check_rule(rules, operation, where)
    for part, known in (("school", state.seats), ("child", state.applications), ("other", state.applications)):
        if part in operation and kind != "late_entry" and operation[part] not in known:
            refuse(f"{where}.{part}", f"{operation[part]!r} is not known.")
        if part != "school" and operation.get(part) in state.gone:
            advice = "It comes back as a late entry of its own."
            refuse(f"{where}.{part}", f"{operation[part]!r} has withdrawn.", advice)
    _check_seat_type(state, operation, where)
    after = Step(rules, state, operation, where).after()
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
    refuse(f"{where}.seat_type", told)


def _check_rule(rules: Rules, operation: Mapping[str, Any], where: str) -> None:
    path, wanted = RESTS_ON[operation["kind"]]
    if operation["rule"] != path:
        refuse(f"{where}.rule", f"a {operation['kind']} rests on {path}, not on {operation['rule']}.")
    if not rules.has(path):
        refuse(f"{where}.rule", f"the rules have no {path}.", "What the rules do not provide for is not done.")
    part, key = path.split(".")
    said = rules.document[part][key]
    if wanted is not None and said != wanted:
        refuse(f"{where}.rule", f"{path} says {said!r}.", "What the rules do not provide for is not done.")


def _check_nobody_loses(before: State, after: State, operation: Mapping[str, Any], where: str) -> None:
    own = operation.get("child") if operation["kind"] == "withdrawal" else None
    for child, place in before.places.items():
        now = after.places[child]
        if now != place and child != own and place is not None and not (now and before.prefers(child, now)):
            refuse(where, f"{child!r} would lose the place at {place!r}.", "Keep the offer, and add a seat.")
    crowded = {school for place in after.seats for school, kind in after.pools(place) if after.free(school, kind) < 0}
    if crowded:
        refuse(where, f"{', '.join(sorted(crowded))} would have more children than seats.", "Add a seat.")
