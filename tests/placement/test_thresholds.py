# SPDX-License-Identifier: EUPL-1.2
"""Cut-offs explain every placement: a child has the first school on its list whose cut-off lets it in."""

from __future__ import annotations

import pytest

from speelveld.placement.market import Market
from speelveld.placement.names import Mechanism
from speelveld.placement.placing import place
from speelveld.placement.reading import read_market
from speelveld.placement.thresholds import OTHERS, WITHOUT, Cutoff, State, cutoffs, described
from speelveld.placement.verifier_rules import Rule
from tests.placement.markets import document

EXPLAINED = [name for name in Mechanism if name not in WITHOUT and name is not Mechanism.STABLE_IMPROVEMENT_CYCLES]


def groups(market: Market, name: Mechanism, child: int, entry: int) -> set[str]:
    """The groups whose cut-offs count for a child at the school of an entry."""
    if name is Mechanism.DA_SLOT_PRECEDENCE:
        assert market.entry_tags is not None
        own = {tag for bit, tag in enumerate(market.tag_names) if market.entry_tags[entry] >> bit & 1}
        return own | {OTHERS, "all"}
    kind = int(market.student_types[child])
    return {"all", OTHERS if kind < 0 else market.type_names[kind]}


@pytest.mark.parametrize("mechanism", EXPLAINED)
def test_the_first_school_that_lets_a_child_in(mechanism: Mechanism) -> None:
    states = set()
    for seed in range(60):
        name, market = read_market(document(seed, students=9, mechanism=mechanism, strict=seed % 2 == 0, seats=0.8))
        schools = place(market, name).schools
        own = cutoffs(market, name, schools)
        assert own is not None
        states |= {cutoff.state for cutoff in own}
        rule = Rule.of(market, name)
        for child in range(market.n_students):
            lets_in = [
                int(market.lists[entry])
                for entry in range(market.starts[child], market.starts[child + 1])
                if any(
                    cutoff.admits(int(rule.keys[entry]))
                    for cutoff in own
                    if cutoff.school == market.lists[entry] and cutoff.group in groups(market, name, child, entry)
                )
            ]
            assert (lets_in[0] if lets_in else -1) == schools[child], (seed, child)
    assert {State.OPEN, State.LAST, State.CLOSED} <= states


@pytest.mark.parametrize("mechanism", sorted(WITHOUT))
def test_where_no_cutoff_explains_the_result_there_is_none(mechanism: Mechanism) -> None:
    name, market = read_market(document(1, mechanism=mechanism))
    assert cutoffs(market, name, place(market, name).schools) is None


def test_improvement_cycles_keep_classes() -> None:
    """Whoever prefers a school to the place it has is in no better class than the last child there."""
    name, market = read_market(document(4, students=9, mechanism="stable_improvement_cycles", seats=0.8))
    schools = place(market, name).schools
    for cutoff in cutoffs(market, name, schools) or ():
        for entry in range(market.lists.size):
            child = int(market.owners[entry])
            own = market.list_of(child)
            worse = schools[child] < 0 or market.positions[entry] < own.index(int(schools[child]))
            if market.lists[entry] == cutoff.school and worse and market.classes[entry] >= 0:
                assert cutoff.state is not State.OPEN
                assert market.classes[entry] >= cutoff.key or cutoff.state is State.CLOSED


SCHOOL = {"capacity": 1, "class": {"ann": 2, "bob": 2, "cas": 2}}


@pytest.mark.parametrize(
    ("mechanism", "school", "told"),
    [
        ("da", SCHOOL, {"class": 2, "number": 10**30}),
        ("da", {"capacity": 1, "priority": ["cas", "bob", "ann"]}, {"rank": 2}),
        ("da", {"capacity": 3, "class": {"ann": 1, "bob": 1}}, None),
        ("da", {"capacity": 0, "priority": ["ann"]}, {"closed": True}),
        ("boston", SCHOOL, {"choice": 1, "class": 2, "number": 10**30}),
        ("serial_dictatorship", SCHOOL, {"number": 10**30}),
        ("stable_improvement_cycles", SCHOOL, {"class": 2}),
        ("da_call_order", {"capacity": 1, "priority": ["ann", "bob"], "minimum_shares": {"x": 1}}, {"rank": 1}),
    ],
)
def test_in_words_of_the_market(mechanism: str, school: dict[str, object], told: object) -> None:
    name, market = read_market(
        {
            "mechanism": mechanism,
            "students": {
                "ann": {"prefs": ["oak"]},
                "bob": {"prefs": ["oak"], "type": "x"},
                "cas": {"prefs": []},
            },
            "schools": {"oak": school},
            "lottery": {"ann": 10**30 + 1, "bob": 10**30, "cas": 1},
        }
    )
    found = cutoffs(market, name, place(market, name).schools)
    assert found is not None
    assert [described(market, name, cutoff) for cutoff in found] == [told]


def test_who_is_not_eligible_is_never_let_in() -> None:
    assert not Cutoff(0, "all", State.OPEN).admits(-1)
    assert Cutoff(0, "all", State.OPEN).admits(5)
    assert not Cutoff(0, "all", State.CLOSED).admits(5)
    assert not Cutoff(0, "all", State.LAST, key=4).admits(5)
