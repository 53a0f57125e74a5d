# SPDX-License-Identifier: EUPL-1.2
"""Beacons: those that were published verify, and nothing else does."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import pytest

from speelveld.errors import InputError
from speelveld.placement.beacon import Beacon, read_beacon, verify_beacon
from speelveld.placement.chains import Chain, chains
from tests.placement import beacons
from tests.placement.beacons import MAIN, PUBLISHED, QUICKNET

NAMES = [f"{'main' if chain == MAIN else 'quicknet'}-{record['round']}" for chain, record in PUBLISHED]


@pytest.mark.parametrize(("chain", "record"), PUBLISHED, ids=NAMES)
def test_a_published_beacon_verifies(chain: str, record: dict[str, Any]) -> None:
    beacon = read_beacon(record, chains()[chain])
    assert verify_beacon(beacon, chains()[chain]).hex() == record["randomness"]
    assert beacon.record() == record


FORGED = {
    "the signature of another round": (MAIN, {**beacons.MAIN_72785, "signature": beacons.MAIN_1["signature"]}),
    "another round": (MAIN, {**beacons.MAIN_72785, "round": 72786}),
    "another previous signature": (
        MAIN,
        {**beacons.MAIN_72785, "previous_signature": beacons.MAIN_3311596["previous_signature"]},
    ),
    "another round of quicknet": (QUICKNET, {**beacons.QUICKNET_657413, "round": 657414}),
    "the signature of another round of quicknet": (
        QUICKNET,
        {**beacons.QUICKNET_657413, "signature": beacons.QUICKNET_32281667["signature"]},
    ),
    # The other square root: a point of the curve, of the right order, with the opposite sign.
    "the opposite point": (
        QUICKNET,
        {**beacons.QUICKNET_657413, "signature": f"{0xB7 ^ 0x20:02x}{beacons.QUICKNET_657413['signature'][2:]}"},
    ),
    # Bytes of the neutral element, which some verifiers take for a signature of everything.
    "the point at infinity": (QUICKNET, {**beacons.QUICKNET_657413, "signature": "c0" + "00" * 47}),
    "no point at all": (QUICKNET, {**beacons.QUICKNET_657413, "signature": "ff" * 48}),
    "no compressed point": (QUICKNET, {**beacons.QUICKNET_657413, "signature": "00" * 48}),
    "the point at infinity on the main chain": (MAIN, {**beacons.MAIN_72785, "signature": "c0" + "00" * 95}),
}


@pytest.mark.parametrize(("chain", "record"), FORGED.values(), ids=FORGED)
def test_a_beacon_that_was_not_published_is_refused(chain: str, record: dict[str, Any]) -> None:
    record = {key: value for key, value in record.items() if key != "randomness"}
    beacon = read_beacon(record, chains()[chain])
    with pytest.raises(InputError, match=f"the signature of the beacon is not that of round {record['round']}"):
        verify_beacon(beacon, chains()[chain])


@pytest.mark.parametrize("place", range(0, 384, 48))
def test_a_signature_with_one_bit_changed_is_refused(place: int) -> None:
    chain = chains()[QUICKNET]
    beacon = read_beacon(beacons.QUICKNET_657413, chain)
    changed = int.from_bytes(beacon.signature, "big") ^ 1 << place
    with pytest.raises(InputError, match="is not that of round"):
        verify_beacon(Beacon(beacon.round, changed.to_bytes(48, "big")), chain)


def test_a_genuine_signature_in_another_guise_is_refused() -> None:
    """The pairing alone would take the signature plus a point of another order, and its hash would be another seed."""
    limit = sys.getrecursionlimit()
    from py_ecc.bls.g2_primitives import G1_to_pubkey
    from py_ecc.optimized_bls12_381 import add, curve_order, multiply

    from speelveld.placement import curve

    assert sys.getrecursionlimit() == limit
    chain = chains()[QUICKNET]
    genuine = read_beacon(beacons.QUICKNET_657413, chain)
    # x = 4 gives a point of the curve that lies outside the group; times the order of the group it lies wholly outside.
    outside = multiply(curve.pubkey_to_G1(bytes([0x80]) + bytes(46) + bytes([4])), curve_order)
    assert not curve.is_inf(outside)
    disguised = G1_to_pubkey(add(curve.pubkey_to_G1(genuine.signature), outside))
    sign, other = curve.pubkey_to_G1(genuine.signature), curve.pubkey_to_G1(disguised)
    assert curve.pairing(curve.G2, other) == curve.pairing(curve.G2, sign)
    with pytest.raises(InputError, match="is not that of round"):
        verify_beacon(Beacon(genuine.round, disguised), chain)


def test_a_key_and_a_signature_of_nothing_sign_nothing() -> None:
    """The neutral points satisfy the equation for every message."""
    from speelveld.placement import curve

    on_g1, on_g2 = bytes([0xC0]) + bytes(47), bytes([0xC0]) + bytes(95)
    assert curve.is_inf(curve.pubkey_to_G1(on_g1))
    assert not curve.signed_on_g1(on_g2, b"anything", on_g1)
    assert not curve.signed_on_g2(on_g1, b"anything", on_g2)


def test_the_key_of_another_chain_is_refused() -> None:
    quicknet, main = chains()[QUICKNET], chains()[MAIN]
    with pytest.raises(ValueError, match="do not have the hash"):
        replace(main, public_key=quicknet.public_key[:96])
    with pytest.raises(InputError, match=r"beacon\.signature: it must be 96 characters"):
        read_beacon(beacons.MAIN_72785, quicknet)


@pytest.mark.parametrize("field", ["public_key", "genesis_time", "period", "group_hash"])
def test_a_chain_whose_parameters_do_not_have_its_hash_is_refused(field: str) -> None:
    main = chains()[MAIN]
    other: dict[str, Any] = {
        "public_key": main.public_key[:-1] + "0",
        "genesis_time": main.genesis_time + 30,
        "period": 3,
        "group_hash": main.group_hash[:-1] + "b",
    }
    assert other[field] != getattr(main, field)
    with pytest.raises(ValueError, match="do not have the hash"):
        replace(main, **{field: other[field]})


def test_a_chain_of_an_unknown_scheme_is_refused() -> None:
    with pytest.raises(ValueError, match="not known here"):
        replace(chains()[MAIN], scheme="pedersen-bls-unchained")


def test_every_fault_of_a_beacon_is_told() -> None:
    with pytest.raises(InputError) as caught:
        read_beacon({"round": 0, "signature": "AB", "previous_signature": None}, chains()[MAIN], "reveal.json")
    assert [str(fault).split(":")[1].strip() for fault in caught.value.faults] == [
        "beacon.round",
        "beacon.signature",
        "beacon.previous_signature",
    ]
    assert all(fault.file == "reveal.json" for fault in caught.value.faults)


@pytest.mark.parametrize(
    ("chain", "record", "message"),
    [
        (QUICKNET, [], "not an object"),
        (QUICKNET, {**beacons.QUICKNET_657413, "randomness": "00" * 32}, "not the SHA-256 of the signature"),
        (QUICKNET, {**beacons.QUICKNET_657413, "previous_signature": "00" * 48}, "has none"),
        (QUICKNET, {**beacons.QUICKNET_657413, "round": True}, "not the number of a round"),
        (QUICKNET, {**beacons.QUICKNET_657413, "round": 2**63}, "not the number of a round"),
    ],
)
def test_a_beacon_of_another_form_is_refused(chain: str, record: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_beacon(record, chains()[chain])


def moment(chain: Chain, number: int) -> int:
    return chain.genesis_time + chain.period * (number - 1)


@pytest.mark.parametrize("chain", [MAIN, QUICKNET])
def test_the_first_round_after_a_moment(chain: str) -> None:
    one = chains()[chain]
    for number in (1, 2, 1000):
        assert one.time_of(number) == moment(one, number)
        assert one.first_round_after(moment(one, number)) == number + 1
        assert one.first_round_after(moment(one, number) - 1) == number
    assert one.first_round_after(0) == 1


def test_the_moment_of_a_round_that_a_relay_gave() -> None:
    # A relay answered with this newest round at 2026-09-17T15:23:55Z.
    assert 0 <= 1789658635 - chains()[QUICKNET].time_of(32285086) < 20
