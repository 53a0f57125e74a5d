# SPDX-License-Identifier: EUPL-1.2
"""Sources and their fallback, set in the rules: the dossier can name no others."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from speelveld.errors import InputError
from speelveld.placement import lottery
from speelveld.placement.announced import refuse_other_sources, sources_of
from speelveld.placement.chains import chain_named, chains
from speelveld.placement.dossier import read as read_dossier
from speelveld.placement.rules import read
from speelveld.placement.rules_schema import CHAINS
from tests.placement.beacons import MAIN, MAIN_72785, QUICKNET
from tests.placement.lotteries import FROZEN_AT, PARTIES, dossier, reveal
from tests.placement.rule_files import document, rules

DRAW: dict[str, Any] = {
    "sources": [{"chain": "quicknet", "hours": 24}, {"chain": "default", "hours": 48}],
    "parties": PARTIES,
}
FROZEN = int(datetime.fromisoformat(FROZEN_AT).timestamp())


def test_the_rounds_follow_from_the_freeze() -> None:
    """The first round that is not earlier than the rules say."""
    city = rules(draw=DRAW)
    (one, first), (other, second) = sources_of(city, FROZEN)
    assert (one, other) == (QUICKNET, MAIN)
    for chain, number, hours in ((one, first, 24), (other, second, 48)):
        after = FROZEN + 3600 * hours
        assert chains()[chain].time_of(number) >= after > chains()[chain].time_of(number - 1)
    assert sources_of(rules(), FROZEN) == []
    assert {chain_named(name).hash for name in CHAINS} == set(chains())


def test_a_dossier_that_follows_its_rules() -> None:
    city = rules(draw=DRAW)
    good = dossier(rules=city.hash, sources=sources_of(city, FROZEN))
    refuse_other_sources(city, read_dossier(good))
    silent = rules()
    refuse_other_sources(silent, read_dossier(dossier(rules=silent.hash)))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"rules": bytes(32)}, "these rules are"),
        ({"sources": [(QUICKNET, 32281667)]}, r"sources: by its rules \(draw.sources\) the dossier must name round"),
        ({"commitments": [("municipality", bytes(range(32)))]}, "they are of municipality, notary"),
    ],
)
def test_another_round_or_party_is_refused(change: dict[str, Any], told: str) -> None:
    city = rules(draw=DRAW)
    parts = {"rules": city.hash, "sources": sources_of(city, FROZEN), **change}
    with pytest.raises(InputError, match=told):
        refuse_other_sources(city, read_dossier(dossier(**parts)), "dossier.json")


def test_a_fallback_in_another_order_is_refused() -> None:
    city = rules(draw=DRAW)
    first, second = sources_of(city, FROZEN)
    later = (first[0], first[1] + 100_000)
    with pytest.raises(InputError, match="the dossier must name"):
        refuse_other_sources(city, read_dossier(dossier(rules=city.hash, sources=[second, later])))


def test_a_fallback_that_the_rules_name_is_drawn_and_its_signature_checked() -> None:
    """Frozen in August 2020; the rules named the main network twice, and of the first round nothing came."""
    moment = chains()[MAIN].time_of(MAIN_72785["round"]) - 7200
    text = datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    city = rules(draw={"sources": [{"chain": "default", "hours": 1}, {"chain": "default", "hours": 2}]})
    named = sources_of(city, moment)
    assert named[1] == (MAIN, MAIN_72785["round"])
    drawn = dossier(frozen_at=text, rules=city.hash, sources=named)
    refuse_other_sources(city, read_dossier(drawn))
    told = reveal(drawn, source=1, unavailable=["No relay answered."], beacon=MAIN_72785)
    assert lottery.draw(read_dossier(drawn), told).source == 1
    wrong = {**MAIN_72785, "previous_signature": MAIN_72785["signature"]}
    with pytest.raises(InputError, match="the signature of the beacon is not that of round 72785"):
        lottery.draw(read_dossier(drawn), {**told, "beacon": wrong})


@pytest.mark.parametrize(
    ("draw", "told"),
    [
        ({"sources": []}, "draw.sources: it must hold at least 1"),
        ({"sources": [{"chain": "nist", "hours": 24}]}, "'nist' is not one of quicknet, default"),
        ({"sources": [{"chain": "quicknet", "hours": 0}]}, "0 is not from 1 to 8760"),
        ({"sources": [DRAW["sources"][1], DRAW["sources"][0]]}, "a fallback comes later than the source before it"),
        ({**DRAW, "parties": ["notary", "notary"]}, "the name 'notary' stands there twice"),
    ],
)
def test_a_draw_with_a_fault(draw: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError) as caught:
        rules(draw=draw)
    assert told in str(caught.value)


def test_without_a_lottery_nothing_is_drawn() -> None:
    found = document(draw=DRAW, tie_breaking={"by": "distance"}, twins=None)
    with pytest.raises(InputError, match="draw: ties are not broken by lottery"):
        read(found)
