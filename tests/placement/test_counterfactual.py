# SPDX-License-Identifier: EUPL-1.2
"""The same children without the quota, and with the seats in the other order: what the rules really did."""

from __future__ import annotations

from typing import Any

import pytest

from speelveld.placement.counterfactual import OrderEffect, QuotaEffect, order_effect, quota_effect, twin_cautions
from speelveld.placement.market import Market
from speelveld.placement.names import Mechanism
from speelveld.placement.reading import read_market
from tests.placement.markets import document
from tests.placement.test_literature import KOJIMA, TYPES, market

NEAR = ["w1", "w2", "n1", "n2", "w3"]


def read(found: dict[str, Any]) -> Market:
    return read_market(found)[1]


def walkers(slots: list[str | None]) -> Market:
    """Four seats; of five children the first two and the last live near."""
    school = {"capacity": 4, "class": dict.fromkeys(NEAR, 0), "slots": [{"prefer": tag} for tag in slots]}
    return read(
        market(
            "da_slot_precedence",
            dict.fromkeys(NEAR, "s"),
            {"s": school},
            tags={name: {"s": ["walk"]} for name in NEAR if name.startswith("w")},
            lottery={name: number for number, name in enumerate(NEAR)},
        )
    )


def test_a_quota_that_hurts_whom_it_is_for() -> None:
    """Kojima's market: nobody of the minority is better off, and its only child is worse off."""
    given = read(market("da_majority_quota", *KOJIMA, types=TYPES))
    assert quota_effect(given) == QuotaEffect(better=0, worse=1, empty=0)
    ((one),) = twin_cautions([given, given], "da_majority_quota")
    assert (one.code, one.where) == ("quota_hurts", "seats.types")
    assert "2 end worse with the maximum and 0 better, and 0 more seats stay empty (summed over 2" in one.en
    assert "{" not in one.nl + one.en


def test_a_quota_that_helps_is_not_warned_of() -> None:
    schools = {"c": {"capacity": 2, "priority": ["m1", "m2", "n"], "majority_quota": 1}}
    given = read(market("da_majority_quota", dict.fromkeys(("m1", "m2", "n"), "c"), schools, types={"n": "minority"}))
    assert quota_effect(given) == QuotaEffect(better=1, worse=0, empty=0)
    assert twin_cautions([given], "da_majority_quota") == []
    del schools["c"]["priority"][2]  # type: ignore[attr-defined]
    alone = read(market("da_majority_quota", dict.fromkeys(("m1", "m2"), "c"), schools))
    assert quota_effect(alone) == QuotaEffect(better=0, worse=0, empty=1)


def test_an_order_of_seats_that_undoes_the_reserve() -> None:
    """Two seats that prefer the near are filled first, by those who would have come in anyway; last, they add one."""
    first = walkers(["walk", "walk", None, None])
    assert order_effect(first, Mechanism.DA_SLOT_PRECEDENCE) == OrderEffect(stated=0, last=1)
    ((one),) = twin_cautions([first], "da_slot_precedence")
    assert (one.code, one.where) == ("order_undoes_reserve", "seats.order")
    assert (
        "bring 0 more children of their group to a school with such places than no reserve; filled last they bring 1"
        in one.en
    )
    last = walkers([None, None, "walk", "walk"])
    assert order_effect(last, Mechanism.DA_SLOT_PRECEDENCE) == OrderEffect(stated=1, last=1)
    assert twin_cautions([last], "da_slot_precedence") == []


def test_a_minority_reserve_is_seats_that_are_filled_first() -> None:
    names = ["n1", "n2", "m1", "m2", "n3"]
    schools = {"c": {"capacity": 4, "priority": names, "minority_reserve": 2}}
    types = {name: "minority" for name in names if name.startswith("n")}
    given = read(market("da_minority_reserve", dict.fromkeys(names, "c"), schools, types=types))
    assert order_effect(given, Mechanism.DA_MINORITY_RESERVE) == OrderEffect(stated=0, last=1)
    assert [one.code for one in twin_cautions([given], "da_minority_reserve")] == ["order_undoes_reserve"]
    schools["c"]["capacity"] = 10**12
    endless = read(market("da_minority_reserve", dict.fromkeys(names, "c"), schools, types=types))
    assert order_effect(endless, Mechanism.DA_MINORITY_RESERVE) == OrderEffect(stated=0, last=0)
    nobody = read(market("da_minority_reserve", {}, schools | {"c": {"capacity": 1, "priority": []}}))
    assert twin_cautions([nobody], "da_minority_reserve") == []


@pytest.mark.parametrize("mechanism", Mechanism)
def test_every_market_has_its_twin(mechanism: Mechanism) -> None:
    """Other mechanisms have no quota and no order of seats, and are warned of nothing; a quota seldom hurts."""
    told = [
        twin_cautions([read(document(seed, students=10, mechanism=mechanism, seats=0.8))], mechanism)
        for seed in range(20)
    ]
    codes = {one.code for each in told for one in each}
    own = {
        "da_majority_quota": {"quota_hurts"},
        "da_slot_precedence": {"order_undoes_reserve"},
        "da_minority_reserve": {"order_undoes_reserve"},
    }
    assert codes <= own.get(mechanism, set())
    assert codes or mechanism not in {Mechanism.DA_SLOT_PRECEDENCE, Mechanism.DA_MINORITY_RESERVE}
