# SPDX-License-Identifier: EUPL-1.2
"""Operations: replayed exactly, refused where the rules do not provide, and nobody who has a place loses it."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.errors import InputError
from speelveld.placement.operations import append, entry_hash, replay
from speelveld.placement.register import Application, State
from speelveld.placement.rules import Rules, read
from tests.placement.rule_files import rules, with_seats

AFTER = {
    "waiting_list": "same_number",
    "withdrawals": "refill",
    "late_entrants": "behind",
    "extra_seats": "allowed",
    "hand_placement": "allowed",
    "appeals": "keep_offer_add_seat",
}


def city(**changes: str) -> Rules:
    return rules(after={**AFTER, **changes})


REFILL = city()
FREEZE = city(withdrawals="freeze", frozen_until="02-01")


def start() -> State:
    """a and b at x, c at y, d nowhere; c and d wait for x, and d for y."""
    wishes = {"a": ("x", "y"), "b": ("x",), "c": ("x", "y"), "d": ("x", "y")}
    applications = {
        child: Application(names, {"x": 0 if child == "d" else 1, "y": 0}, number)
        for number, (child, names) in enumerate(wishes.items(), start=1)
    }
    return State({"a": "x", "b": "x", "c": "y", "d": None}, applications, {"x": 2, "y": 1, "z": 1})


RULE = {
    "extra_seats": "after.extra_seats",
    "appeal": "after.appeals",
    "hand_placement": "after.hand_placement",
    "late_entry": "after.late_entrants",
    "withdrawal": "after.withdrawals",
    "release_frozen": "after.frozen_until",
    "waiting_numbers": "after.waiting_list",
    "swap": "after.swaps",
}


def operation(kind: str, hour: int = 9, **parts: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "at": f"2027-03-01T{hour:02d}:00:00Z",
        "rule": RULE[kind],
        "by": "placement office",
        "reason": "invented",
        **parts,
    }


def after(*operations: dict[str, Any], by: Rules = REFILL) -> State:
    """Carry out operations one by one, and replay the log: both must give the same."""
    state, log = start(), list[dict[str, Any]]()
    for one in operations:
        state, log = append(by, start(), log, one)
    assert replay(by, start(), json.loads(json.dumps(log))) == state
    return state


def test_waiting_lists_go_by_class_and_then_by_number() -> None:
    assert start().waiting("x") == ["d", "c"]
    assert start().waiting("y") == ["d"]
    assert start().waiting("z") == []


def test_an_extra_seat_goes_along_the_waiting_list() -> None:
    state = after(operation("extra_seats", school="x", seats=1))
    assert state.places == {"a": "x", "b": "x", "c": "y", "d": "x"}
    # The second one moves c up, and nobody waits for the seat that c leaves.
    state = after(operation("extra_seats", school="x", seats=2))
    assert state.places == {"a": "x", "b": "x", "c": "x", "d": "x"}
    assert state.free("y") == 1


def test_a_seat_that_comes_free_is_offered_on() -> None:
    # b leaves x, d takes it; nobody waits for y.
    assert after(operation("withdrawal", child="b")).places == {"a": "x", "b": None, "c": "y", "d": "x"}
    # With d in front of nobody at x, c moves up and d takes the seat that c leaves.
    changed = start()
    changed.applications["d"].classes["x"] = 2  # type: ignore[index]
    state, _ = append(REFILL, changed, [], operation("withdrawal", child="b"))
    assert state.places == {"a": "x", "b": None, "c": "x", "d": "y"}


def test_a_frozen_seat_stays_empty_until_it_is_released() -> None:
    state = after(operation("withdrawal", child="b"), by=FREEZE)
    assert state.places == {"a": "x", "b": None, "c": "y", "d": None}
    assert (state.seats["x"], state.frozen["x"]) == (1, 1)
    taken, later = operation("withdrawal", child="b"), operation("release_frozen", 10, school="x", seats=1)
    released = after(taken, {**later, "at": "2028-02-01T00:00:00Z"}, by=FREEZE)
    assert released.places["d"] == "x"
    assert (released.seats["x"], released.frozen["x"]) == (2, 0)
    with pytest.raises(InputError, match=r"seats of 'x' are frozen until 2028-02-01 \(after\.frozen_until\)"):
        after(taken, {**later, "at": "2028-01-31T23:59:59Z"}, by=FREEZE)
    with pytest.raises(InputError, match="0 seats of 'y' are frozen, not 1"):
        after(operation("release_frozen", school="y", seats=1), by=FREEZE)
    # Who moves up leaves a seat that is kept empty as well.
    more = after(operation("extra_seats", school="x", seats=2), by=FREEZE)
    assert (more.places["c"], more.seats, more.frozen) == ("x", {"x": 4, "y": 0, "z": 1}, {"y": 1})
    moved = after(operation("appeal", child="c", school="x"), by=FREEZE)
    assert (moved.places["c"], moved.places["d"], moved.frozen) == ("x", None, {"y": 1})


def test_a_granted_appeal_adds_a_seat() -> None:
    state = after(operation("appeal", child="c", school="x"))
    assert state.places == {"a": "x", "b": "x", "c": "x", "d": "y"}
    assert state.seats == {"x": 3, "y": 1, "z": 1}
    with pytest.raises(InputError, match=r"'y' does not stand on the list of 'c' above its place"):
        after(operation("appeal", child="c", school="y"))


def test_a_placement_by_hand() -> None:
    state = after(operation("hand_placement", child="d", school="z", added_seats=0))
    assert state.places["d"] == "z"
    # d still waits for the schools of its list.
    assert state.waiting("x") == ["d", "c"]
    with pytest.raises(InputError, match="x would have more children than seats"):
        after(operation("hand_placement", child="d", school="x", added_seats=0))
    assert after(operation("hand_placement", child="d", school="x", added_seats=1)).seats["x"] == 3
    with pytest.raises(InputError, match="'a' has a place at 'x' already"):
        after(operation("hand_placement", child="a", school="x", added_seats=1))
    with pytest.raises(InputError, match="'a' would lose the place at 'x'"):
        after(operation("hand_placement", child="a", school="z", added_seats=0))


def test_a_school_that_may_not_take_a_child_does_not_take_it_by_hand() -> None:
    changed = start()
    del changed.applications["d"].classes["x"]  # type: ignore[attr-defined]
    for one in (
        operation("hand_placement", child="d", school="x", added_seats=1),
        operation("appeal", child="d", school="x"),
    ):
        with pytest.raises(InputError, match="'x' may not take 'd'"):
            append(REFILL, changed, [], one)


def late(child: str = "e", hour: int = 9, **parts: Any) -> dict[str, Any]:
    usual = {"child": child, "wishes": ["x", "z"], "classes": {"x": 0, "z": 0}, "number": 0}
    return operation("late_entry", hour, **{**usual, **parts})


def test_who_comes_late_stands_behind_all_others() -> None:
    state = after(late())
    assert state.places["e"] == "z"
    # The best class and the best number do not help.
    assert state.waiting("x") == ["d", "c", "e"]
    assert after(late(), operation("extra_seats", 10, school="x", seats=2)).places["e"] == "z"
    assert after(late(), operation("extra_seats", 10, school="x", seats=3)).places["e"] == "x"
    assert after(late(wishes=["x"])).places["e"] is None


def test_a_late_entry_is_refused_where_it_must_be() -> None:
    with pytest.raises(InputError, match="'a' has an application already"):
        after(late("a"))
    with pytest.raises(InputError, match="nowhere: no such school"):
        after(late(wishes=["nowhere"]))
    with pytest.raises(InputError, match=r"after\.late_entrants says 'next_round'"):
        append(city(late_entrants="next_round"), start(), [], late())


def test_what_the_rules_do_not_provide_for_is_not_done() -> None:
    strict = city(extra_seats="not_allowed")
    with pytest.raises(InputError, match=r"after\.extra_seats says 'not_allowed'"):
        append(strict, start(), [], operation("extra_seats", school="x", seats=1))
    silent = rules(after={key: value for key, value in AFTER.items() if key != "hand_placement"})
    with pytest.raises(InputError, match=r"the rules have no after\.hand_placement"):
        append(silent, start(), [], operation("hand_placement", child="d", school="z", added_seats=0))
    with pytest.raises(InputError, match=r"a withdrawal rests on after\.withdrawals, not on after\.appeals"):
        append(REFILL, start(), [], operation("withdrawal", child="b", rule="after.appeals"))


def typed() -> State:
    """x has a seat of type extra, which prefers c and d, and one of type open; y has an open seat."""
    plain = start()
    applications = {
        child: replace(one, preferred=frozenset({"extra"}) if child in "cd" else frozenset())
        for child, one in plain.applications.items()
    }
    kinds = {"x": {"open": 1, "extra": 1}, "y": {"open": 1}, "z": {"open": 1}}
    return replace(plain, applications=applications, kinds=kinds, held={"a": "open", "b": "extra", "c": "open"})


PER_TYPE = read(with_seats(after={**AFTER, "waiting_list": "per_seat_type"}))


def test_a_waiting_list_per_type_of_seat() -> None:
    """A seat goes to the first of those whom it prefers, and the open one to the first of all."""
    state = replace(typed(), applications={**typed().applications, "e": Application(("x",), {"x": 0}, 9)})
    state = replace(state, places={**state.places, "e": None})
    assert state.waiting("x", "open") == ["d", "e", "c"]
    assert state.waiting("x", "extra") == ["d", "c", "e"]
    log: list[dict[str, Any]] = []
    one = operation("extra_seats", school="x", seats=2, seat_type="extra")
    new, log = append(PER_TYPE, state, log, one)
    assert (new.places["d"], new.places["c"], new.places["e"]) == ("x", "x", None)
    assert new.kinds["x"] == {"open": 1, "extra": 3}
    assert (new.held["c"], new.held["d"], new.free("y", "open")) == ("extra", "extra", 1)
    # a's open seat goes to the first of all who are left; nobody of the preferred waits any more.
    new, log = append(PER_TYPE, state, log, operation("withdrawal", 10, child="a"))
    assert (new.places["e"], new.held["e"]) == ("x", "open")
    assert "a" not in new.held
    assert replay(PER_TYPE, state, json.loads(json.dumps(log))).hash() == new.hash()
    # A late entrant stands behind all, also on the list of the seats that prefer it.
    new, _ = append(PER_TYPE, state, [], {**late("f"), "preferred": ["extra"]})
    assert new.waiting("x", "extra") == ["d", "c", "e", "f"]
    assert (new.places["f"], new.held["f"]) == ("z", "open")


def test_a_type_of_seat_is_told_where_it_matters_and_nowhere_else() -> None:
    with pytest.raises(InputError, match=r"entry 0\.seat_type: None is not one of open, extra"):
        append(PER_TYPE, typed(), [], operation("extra_seats", school="x", seats=1))
    with pytest.raises(InputError, match=r"entry 0\.seat_type: 'extra' is not one of open"):
        append(PER_TYPE, typed(), [], operation("extra_seats", school="y", seats=1, seat_type="extra"))
    with pytest.raises(InputError, match=r"entry 0\.seat_type: the seats of this school are not told apart"):
        after(operation("extra_seats", school="x", seats=1, seat_type="extra"))
    with pytest.raises(InputError, match="the placement: it does not tell the seats of every school by type"):
        append(PER_TYPE, start(), [], operation("withdrawal", child="b"))
    for wrong in ({"kinds": {**typed().kinds, "x": {"open": 1}}}, {"held": {}}):
        with pytest.raises(ValueError, match=r"by type|some type"):
            replace(typed(), **wrong)


def test_seats_of_a_type_are_frozen_and_released_by_type() -> None:
    frozen = read(
        with_seats(after={**AFTER, "waiting_list": "per_seat_type", "withdrawals": "freeze", "frozen_until": "08-01"})
    )
    state, log = append(frozen, typed(), [], operation("withdrawal", child="b"))
    assert (state.kinds["x"], state.frozen_kinds["x"]) == ({"open": 1, "extra": 0}, {"extra": 1})
    released = {**operation("release_frozen", school="x", seats=1), "at": "2027-08-01T00:00:00Z"}
    with pytest.raises(InputError, match="0 seats of 'x' are frozen, not 1"):
        append(frozen, typed(), log, {**released, "seat_type": "open"})
    state, _ = append(frozen, typed(), log, {**released, "seat_type": "extra"})
    assert (state.places["d"], state.held["d"]) == ("x", "extra")


def test_a_new_number_for_the_waiting_list() -> None:
    """Until it is drawn nobody stands on a list; it is drawn once, for whoever waits, and decides within a class."""
    again = city(waiting_list="new_number")
    same = replace(start(), applications={**start().applications, "d": Application(("x", "y"), {"x": 1, "y": 0}, 4)})
    numbers = operation("waiting_numbers", 11, dossier="0" * 64, numbers={"c": 8, "d": 3})
    state, log = append(again, same, [], operation("withdrawal", child="b"))
    assert (state.free("x"), state.waiting("x")) == (1, ["c", "d"])
    state, log = append(again, same, log, numbers)
    assert (state.places["d"], state.places["c"]) == ("x", "y")
    assert replay(again, same, log).hash() == state.hash()
    # The number of the lottery itself does not change.
    assert (state.applications["d"].number, state.applications["d"].waiting_number) == (4, 3)
    with pytest.raises(InputError, match="the waiting lists were drawn already"):
        append(again, same, log, numbers)
    for wrong, told in (
        ({"c": 8}, "nobody else: d"),
        ({"a": 1, "c": 8, "d": 3}, "nobody else: a"),
        ({"c": 8, "d": 8}, "same"),
    ):
        with pytest.raises(InputError, match=told):
            append(again, same, [], {**numbers, "numbers": wrong})
    with pytest.raises(InputError, match=r"after\.waiting_list says 'same_number'"):
        after(numbers)


def test_without_waiting_lists_a_free_seat_is_offered_to_nobody() -> None:
    without = city(waiting_list="none", withdrawals="freeze")
    state, log = append(without, start(), [], operation("extra_seats", school="x", seats=1))
    assert (state.free("x"), state.places["d"]) == (1, None)
    state, _ = append(without, start(), log, operation("hand_placement", 10, child="d", school="x", added_seats=0))
    assert state.places["d"] == "x"


def test_a_swap_where_the_rules_allow_it() -> None:
    swaps = city(swaps=True)  # type: ignore[arg-type]
    crossed = start()
    crossed.applications["a"].classes["y"] = 1  # type: ignore[index]
    crossed = replace(crossed, applications={**crossed.applications, "a": Application(("y", "x"), {"x": 1, "y": 1}, 1)})
    state, log = append(swaps, crossed, [], operation("swap", child="a", other="c"))
    assert (state.places["a"], state.places["c"]) == ("y", "x")
    assert replay(swaps, crossed, log) == state
    with pytest.raises(InputError, match="'a' would not be better off"):
        append(swaps, crossed, log, operation("swap", 10, child="a", other="c"))
    with pytest.raises(InputError, match="'b' would not be better off"):
        append(swaps, crossed, [], operation("swap", child="b", other="c"))
    with pytest.raises(InputError, match=r"the rules have no after\.swaps"):
        append(REFILL, crossed, [], operation("swap", child="a", other="c"))
    with pytest.raises(InputError, match="'q' is not known"):
        append(swaps, crossed, [], operation("swap", child="a", other="q"))


WRONG: dict[str, tuple[Any, str]] = {
    "no operation": ([], r"entry 0\.kind: None is not one of extra_seats"),
    "an unknown kind": (
        {**operation("withdrawal", child="b"), "kind": "trade"},
        r"entry 0\.kind: 'trade' is not one of",
    ),
    "no reason": (operation("withdrawal", child="b", reason=" "), r"entry 0\.reason: ' ' is not text"),
    "no moment": (operation("withdrawal", child="b", at="yesterday"), r"entry 0\.at: 'yesterday' is not a moment"),
    "no child": (operation("withdrawal"), r"entry 0\.child: it is missing"),
    "an unknown child": (operation("withdrawal", child="q"), r"entry 0\.child: 'q' is not known"),
    "an unknown school": (operation("extra_seats", school="q", seats=1), r"entry 0\.school: 'q' is not known"),
    "fewer seats": (operation("extra_seats", school="x", seats=-1), r"entry 0\.seats: -1 is not at least 1"),
    "another key": (operation("withdrawal", child="b", urgent=True), r"entry 0\.urgent: there is no such key"),
}


@pytest.mark.parametrize(("wrong", "message"), WRONG.values(), ids=WRONG)
def test_an_operation_with_a_fault_is_refused(wrong: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        append(REFILL, start(), [], wrong)


def test_all_faults_of_an_operation_at_once() -> None:
    with pytest.raises(InputError) as caught:
        append(REFILL, start(), [], operation("extra_seats", school="", seats="1", by=""))
    assert len(caught.value.faults) == 3


def test_who_has_withdrawn_is_gone() -> None:
    with pytest.raises(InputError, match="'b' has withdrawn"):
        after(operation("withdrawal", child="b"), operation("withdrawal", 10, child="b"))
    state = after(operation("withdrawal", child="d"), operation("extra_seats", 10, school="x", seats=1))
    assert (state.places["d"], state.places["c"]) == (None, "x")


def test_operations_stand_in_the_order_of_time() -> None:
    with pytest.raises(InputError, match=r"entry 1\.at: 2027-03-01T08:00:00Z is earlier"):
        after(operation("withdrawal", 9, child="b"), operation("withdrawal", 8, child="a"))


def written() -> list[dict[str, Any]]:
    log: list[dict[str, Any]] = []
    for one in (
        operation("withdrawal", child="b"),
        operation("extra_seats", 10, school="y", seats=1),
        late(hour=11),
    ):
        _, log = append(REFILL, start(), log, one)
    return log


def test_a_log_that_was_touched_is_refused() -> None:
    log = written()
    replay(REFILL, start(), log)
    changed = copy.deepcopy(log)
    changed[1]["operation"]["seats"] = 2
    with pytest.raises(InputError, match="entry 1: its hash is not that of its content"):
        replay(REFILL, start(), changed)
    # With the hash made to fit, the next entry no longer follows.
    changed[1]["hash"] = entry_hash(1, changed[1]["previous"], changed[1]["operation"])
    with pytest.raises(InputError, match="entry 2: it does not follow the entry before it"):
        replay(REFILL, start(), changed)
    for touched in (log[1:], [log[0], log[2]], [log[1], log[0], log[2]], [*log, log[2]]):
        with pytest.raises(InputError, match="it does not follow the entry before it"):
            replay(REFILL, start(), touched)
    with pytest.raises(InputError, match="entry 0: it must hold 'index'"):
        replay(REFILL, start(), [{**log[0], "note": "x"}])
    with pytest.raises(InputError, match=r"entry 0: 1\.5 has no canonical form"):
        replay(REFILL, start(), [{**log[0], "operation": {**log[0]["operation"], "reason": 1.5}}])


def test_a_log_belongs_to_one_placement_and_one_rules_file() -> None:
    log = written()
    with pytest.raises(InputError, match="entry 0: it does not follow"):
        replay(city(swaps=True), start(), log)  # type: ignore[arg-type]
    other = start().with_place("d", "z")
    with pytest.raises(InputError, match="entry 0: it does not follow"):
        replay(REFILL, other, log)


KINDS = st.sampled_from(["extra_seats", "appeal", "hand_placement", "late_entry", "withdrawal", "release_frozen"])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(KINDS, st.sampled_from("abcdef"), st.sampled_from("xyz"), st.integers(1, 2)), min_size=1, max_size=8
    ),
    st.booleans(),
)
def test_nobody_who_has_a_place_loses_it(steps: list[tuple[str, str, str, int]], freezes: bool) -> None:
    """Whatever is asked for, in whatever order: places only get better, except by the own withdrawal."""
    by, log, state = FREEZE if freezes else REFILL, list[dict[str, Any]](), start()
    for kind, child, school, number in steps:
        parts: dict[str, Any] = {
            "extra_seats": {"school": school, "seats": number},
            "appeal": {"child": child, "school": school},
            "hand_placement": {"child": child, "school": school, "added_seats": number - 1},
            "late_entry": {"child": child, "wishes": ["x", "z"], "classes": {"x": 0, "z": 1}, "number": number},
            "withdrawal": {"child": child},
            "release_frozen": {"school": school, "seats": number},
        }[kind]
        before = state
        try:
            state, log = append(by, start(), log, operation(kind, **parts))
        except InputError:
            assert replay(by, start(), log) == before
            continue
        for one, place in before.places.items():
            now = state.places[one]
            own = kind == "withdrawal" and one == child
            assert own or now == place or place is None or before.prefers(one, str(now))
        for each in state.seats:
            assert state.free(each) >= 0
            # No seat stays free while somebody waits for it, unless it is frozen.
            assert state.free(each) == 0 or not state.waiting(each)
    assert replay(by, start(), log) == state
    assert replay(by, start(), log).hash() == state.hash()
