# SPDX-License-Identifier: EUPL-1.2
"""The ledger: nothing in its chain can be changed, and what was said stays known. All counts are invented."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speelveld.disclosure.ledger import GENESIS, Entry, Ledger, parse_entry
from speelveld.disclosure.system import Protected, Statement, terms
from speelveld.errors import DisclosureError


def entry(edition: str = "a", values: dict[str, int] | None = None, cluster: str = "GM9001") -> Entry:
    counts = values if values is not None else {"99XX00|2016|group": 4, "99XX00|2016|rest": 50}
    form = terms(counts)
    return Entry(
        edition=edition,
        cluster=cluster,
        rules="2.0",
        values=counts,
        statements=(Statement(f"total of {edition}", form, sum(counts.values()), sum(counts.values())),),
        protected=(Protected("group", terms(list(counts)[:1]), 4, 10, 10),),
        shown=("city",),
        hidden=("share",),
        steps={"city": 0.01},
    )


def test_every_entry_carries_the_hash_of_the_one_before() -> None:
    ledger = Ledger().append(entry("a")).append(entry("b")).append(entry("c"))
    assert Ledger().head == GENESIS == ledger.entries[0].previous
    assert [one.previous for one in ledger.entries[1:]] == [one.hash for one in ledger.entries[:-1]]
    assert ledger.head == ledger.entries[-1].hash
    assert len({one.hash for one in ledger.entries}) == 3


def test_lines_are_read_back_as_they_were_written() -> None:
    mixed = dataclasses.replace(entry(), statements=(Statement("rate", terms({"x": 0.5, "y": -2.0}), 0, 1),))
    ledger = Ledger().append(mixed).append(entry("b", {"é": 3}))
    again = Ledger(parse_entry(one.line()) for one in ledger.entries)
    assert again.entries == ledger.entries
    assert all("\n" not in one.line() for one in ledger.entries)


@pytest.mark.parametrize("field", ["edition", "cluster", "rules", "values", "statements", "shown", "hidden", "steps"])
def test_a_changed_entry_is_seen(field: str) -> None:
    entries = list(Ledger().append(entry("a")).append(entry("b")).entries)
    changed = json.loads(entries[0].line())
    changed[field] = {
        "values": {"99XX00|2016|group": 5},
        "statements": [],
        "shown": [],
        "hidden": ["city"],
        "steps": {},
    }.get(field, "other")
    with pytest.raises(DisclosureError, match="entry 1 was changed"):
        Ledger([parse_entry(json.dumps(changed)), entries[1]])


@given(st.integers(0, 2), st.sampled_from(["drop", "swap"]))
def test_an_entry_taken_away_or_moved_is_seen(place: int, how: str) -> None:
    entries = list(Ledger().append(entry("a")).append(entry("b")).append(entry("c")).append(entry("d")).entries)
    if how == "drop":
        del entries[place]
    else:
        entries[place], entries[place + 1] = entries[place + 1], entries[place]
    with pytest.raises(DisclosureError, match="does not follow"):
        Ledger(entries)


def test_every_fault_is_named_at_once() -> None:
    entries = [dataclasses.replace(one, shown=()) for one in Ledger().append(entry("a")).append(entry("b")).entries]
    with pytest.raises(DisclosureError, match=r"entry 1 was changed.*entry 2 was changed"):
        Ledger(entries)


@pytest.mark.parametrize("line", ["", "[]", "{}", "null", '{"edition": 3', '{"edition": "a", "values": 3}'])
def test_a_line_that_is_no_entry_is_refused(line: str) -> None:
    with pytest.raises(DisclosureError, match="is no entry"):
        parse_entry(line)


def test_a_release_is_recorded_once() -> None:
    ledger = Ledger().append(entry())
    with pytest.raises(DisclosureError, match="already"):
        ledger.append(entry())
    assert ledger.find("a", "GM9001", "2.0") == ledger.entries[0]
    assert ledger.find("a", "GM9001", "2.1") is None


def test_a_corrected_count_is_another_atom_and_its_old_one_stays_known() -> None:
    ledger = Ledger().append(entry())
    group, rest = "99XX00|2016|group", "99XX00|2016|rest"
    assert ledger.names({group: 4}) == {group: group}
    assert ledger.names({group: 6}) == {group: f"{group}#2"}
    assert ledger.names({"99YY00|2016|group": 6}) == {"99YY00|2016|group": "99YY00|2016|group"}
    grown = ledger.append(entry("b", {f"{group}#2": 6, f"{rest}#2": 48}))
    assert grown.names({group: 4}) == {group: group}
    assert grown.names({group: 6}) == {group: f"{group}#2"}
    assert grown.names({group: 7}) == {group: f"{group}#3"}
    assert [one.id for one in grown.about([group])] == ["total of a", "total of b"]
    assert len(grown.protected([group])) == 2
    assert (grown.value(group), grown.value(f"{group}#2")) == (4, 6)


def test_what_was_said_of_others_beside_an_atom_is_found_with_it() -> None:
    """A sum over a school that is asked for and one that is not, and what is known of that other one."""
    mine, other, third = "99XX00|2016|group", "99YY00|2016|group", "99ZZ00|2016|group"
    said = (
        Statement("both", terms([mine, other]), 9, 9),
        Statement("the other", terms([other, third]), 5, 5),
        Statement("apart", terms(["99QQ00|2016|group"]), 5, 5),
    )
    ledger = Ledger().append(dataclasses.replace(entry(), statements=said, protected=()))
    assert [one.id for one in ledger.about([mine])] == ["both", "the other"]


def test_entries_that_another_ledger_chained_follow_or_are_refused() -> None:
    first = Ledger().append(entry("a"))
    whole = first.append(entry("b"))
    assert first.followed_by(whole.entries[1:]).head == whole.head
    assert first.followed_by(whole.entries[1:]).find("b", "GM9001", "2.0") is not None
    assert len(first.entries) == 1
    with pytest.raises(DisclosureError, match="entry 1 does not follow"):
        Ledger().followed_by(whole.entries[1:])


def test_atoms_of_one_total_are_corrected_together() -> None:
    """Nobody outside knows which of them was corrected."""
    group, rest = "99XX00|2016|group", "99XX00|2016|rest"
    ledger = Ledger().append(entry())
    assert ledger.names({group: 4, rest: 50}) == {group: group, rest: rest}
    assert ledger.names({group: 6, rest: 50}) == {group: f"{group}#2", rest: f"{rest}#2"}
    grown = ledger.append(entry("b", {f"{group}#2": 6, f"{rest}#2": 50}))
    assert grown.names({group: 4, rest: 50}) == {group: group, rest: rest}
    assert grown.names({group: 6, rest: 50}) == {group: f"{group}#2", rest: f"{rest}#2"}
    assert grown.names({group: 6, rest: 52}) == {group: f"{group}#3", rest: f"{rest}#3"}


def test_who_supposes_that_the_same_count_did_not_change_reads_old_and_new_as_one() -> None:
    group, rest = "99XX00|2016|group", "99XX00|2016|rest"
    grown = Ledger().append(entry()).append(entry("b", {f"{group}#2": 6, f"{rest}#2": 50}))
    new = {f"{group}#3": 6, f"{rest}#3": 52, "99YY00|2016|group": 6}
    assert grown.carried(new) == {
        **{name: name for name in (group, rest, f"{group}#2", f"{rest}#3", "99YY00|2016|group")},
        f"{rest}#2": rest,
        f"{group}#3": f"{group}#2",
    }


def test_appending_leaves_the_old_ledger_as_it_was() -> None:
    ledger = Ledger().append(entry())
    ledger.append(entry("b", {"99XX00|2016|group#2": 6}))
    assert len(ledger.entries) == 1
    assert len(ledger.about(["99XX00|2016|group"])) == 1
    assert ledger.find("b", "GM9001", "2.0") is None
