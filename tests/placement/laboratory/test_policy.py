# SPDX-License-Identifier: EUPL-1.2
"""Rules applied to arrays give the placements of rules applied to children one by one."""

from __future__ import annotations

import numpy as np
import pytest

from speelveld.errors import InputError
from speelveld.placement import place, read_market, replicate
from speelveld.placement.laboratory import Assumptions, Policy, draw_children
from speelveld.placement.laboratory.children import facts
from speelveld.placement.make_market import to_market
from speelveld.placement.names import Mechanism
from speelveld.placement.priority import classify
from speelveld.placement.replication import draw_order
from tests.placement.laboratory.towns import READY, invented, ready, town

EVERY = (
    *READY,
    *(invented(str(mechanism)) for mechanism in Mechanism),
    invented("da_slot_precedence", last=True, name="reserve last"),
    ready("nijmegen", list={"min": 1, "max": 2, "completion": "all_schools"}),
    ready("amstelveen", list={"min": 1, "max": 2, "completion": "priority_schools"}),
    ready("apeldoorn", list={"min": 1, "max": 2, "completion": "priority_schools"}),
    ready("amsterdam", distance={"nearest": 2, "by": "walking", "at_least": {"public": 1, "private": 1}}),
    ready("nijmegen", schools={"De Brug": {"classes": ["near", "rest"]}}),
)


@pytest.mark.parametrize("policy", EVERY, ids=lambda policy: policy.name)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_policy_gives_what_its_rules_give_child_by_child(policy: Policy, seed: int) -> None:
    children = draw_children(town(seed, areas=4, pupils=30), Assumptions(list_length=3, childcare=0.4), seed, 0)
    assert children.count > 20
    market = policy.market(children)
    numbers = draw_order(children.count, 9, 0)
    found = place(market.with_numbers(numbers), policy.mechanism).schools

    length = policy.list_length(3, len(children.town.schools))
    applications, schools = facts(children, length, policy.groups)
    lottery = {f"{child:07d}": int(number) for child, number in enumerate(numbers)}
    classified = classify(policy.rules, applications, schools)
    assert policy.classified(children) == classified
    document = to_market(classified, lottery, str(policy.mechanism))
    document["tie_breaking"] = "single"
    name, other = read_market(document)
    assert name is policy.mechanism
    assert found.tolist() == place(other, name).schools.tolist()
    assert [market.list_of(child) for child in range(children.count)] == [
        other.list_of(child) for child in range(children.count)
    ]
    if policy.rules.mechanism != "each_school":
        assert (found >= 0).any()


def test_a_list_is_as_long_as_the_rules_allow() -> None:
    policy = ready("nijmegen")
    assert [policy.list_length(wanted, 50) for wanted in (1, 3, 5, 9)] == [3, 3, 5, 6]
    assert policy.list_length(9, 4) == 4
    assert ready("amsterdam").list_length(1, 3) == 3, "a town with fewer schools than must be listed"


def test_ties_are_broken_as_the_rules_say() -> None:
    assert ready("chile").tie_breaking == "multiple"
    assert ready("nijmegen").tie_breaking == "single"
    assert ready("each_school_for_itself").mechanism is Mechanism.BOSTON


def test_a_reserve_changes_who_comes_in() -> None:
    """Filled last a reserve does more than filled first (Dur, Kominers, Pathak and Sonmez 2018)."""
    place_here = town(pupils=90, spare=-0.4)
    children = draw_children(place_here, Assumptions(), 1, 0)
    inside = {}
    for name, policy in {
        "none": invented("da", neutral=True),
        "first": invented("da_slot_precedence", 20, neutral=True),
        "last": invented("da_slot_precedence", 20, last=True, neutral=True),
    }.items():
        placed = replicate(policy.market(children), policy.mechanism, 20, 1)
        inside[name] = float((placed[:, children.in_group] >= 0).mean())
    assert inside["none"] < inside["last"]
    assert inside["first"] < inside["last"]


def test_more_than_two_groups_are_refused() -> None:
    policy = invented("da")
    groups = {**policy.rules.document["groups"], "third": policy.rules.document["groups"]["others"]}
    with pytest.raises(InputError, match="more than two groups"):
        ready("nijmegen", groups=groups)


def test_capacities_are_never_passed() -> None:
    children = draw_children(town(spare=-0.5), Assumptions(), 1, 0)
    for policy in EVERY:
        placed = replicate(policy.market(children), policy.mechanism, 3, 1, tie_breaking=policy.tie_breaking)
        for row in placed:
            assert (np.bincount(row[row >= 0], minlength=4) <= children.town.seats).all()
