# SPDX-License-Identifier: EUPL-1.2
"""Whether a beacon really comes from the chain that it names: BLS signatures over the curve BLS12-381.

A beacon is one round of a chain: a number and a signature that many organisations made together, and that nobody could
know before. With SHA-256 as H, the message that is signed is ``H(previous signature || round)`` on a chained network
and ``H(round)`` on an unchained one, the round as 8 bytes, highest first. The signature is good when ``e(signature,
generator) = e(hash of the message to the curve, public key)``. Randomness is ``H(signature)``.

Sources: the drand specification (drand.love/docs/specification); RFC 9380 for hashing to the curve;
draft-irtf-cfrg-bls-signature-05, section 2.7, for what a verifier must check. The arithmetic stands in
:mod:`speelveld.placement.curve`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from speelveld.errors import Fault, InputError
from speelveld.placement.canonical import from_hex, sha256
from speelveld.placement.chains import CHAINED, Chain

ON_G1, ON_G2 = 48, 96
"""Bytes of a compressed point."""
MOST_ROUND = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Beacon:
    """One round of a chain, as a relay gives it. ``previous_signature`` is empty on a chain that is not chained."""

    round: int
    signature: bytes
    previous_signature: bytes = b""

    @property
    def randomness(self) -> bytes:
        """H(signature), 32 bytes. Worth nothing before the signature is verified."""
        return sha256(self.signature)

    def record(self) -> dict[str, Any]:
        """As a relay writes it."""
        previous = {"previous_signature": self.previous_signature.hex()} if self.previous_signature else {}
        return {"round": self.round, "signature": self.signature.hex(), **previous, "randomness": self.randomness.hex()}


def read_beacon(record: Any, chain: Chain, file: str = "") -> Beacon:
    """A beacon from the JSON object that a relay gives. Raises InputError with every fault."""
    if not isinstance(record, Mapping):
        raise InputError(Fault("the beacon is not an object.", file, advice="Take it from a drand relay as it is."))
    faults = []
    number = record.get("round")
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= MOST_ROUND:
        faults.append(Fault(f"beacon.round: {number!r} is not the number of a round.", file))
    signature = _bytes(record, "signature", {ON_G2 if chain.scheme == CHAINED else ON_G1}, faults, file)
    previous = b""
    if chain.scheme == CHAINED:
        # Round 1 signs the hash of the first group (32 bytes) instead of a signature.
        previous = _bytes(record, "previous_signature", {32} if number == 1 else {ON_G2}, faults, file)
    elif record.get("previous_signature"):
        faults.append(Fault(f"beacon.previous_signature: the chain {chain.name} has none.", file))
    if "randomness" in record and not faults and record["randomness"] != sha256(signature).hex():
        faults.append(Fault("beacon.randomness: it is not the SHA-256 of the signature.", file))
    if faults:
        raise InputError(faults)
    return Beacon(record["round"], signature, previous)


def verify_beacon(beacon: Beacon, chain: Chain, file: str = "") -> bytes:
    """The randomness (32 bytes) of a beacon whose signature is that of the chain. Raises InputError on any other."""
    message = sha256(beacon.previous_signature, beacon.round.to_bytes(8, "big"))
    if not _signed(chain, message, beacon.signature):
        raise InputError(
            Fault(
                f"the signature of the beacon is not that of round {beacon.round} of the chain {chain.name} "
                f"({chain.hash}).",
                file,
                advice="Do not use it. Take the round from another relay, and report this if it says the same.",
            )
        )
    return beacon.randomness


def _signed(chain: Chain, message: bytes, signature: bytes) -> bool:
    # The arithmetic is needed here only, and takes a third of a second to load.
    from speelveld.placement import curve

    signed = curve.signed_on_g2 if chain.scheme == CHAINED else curve.signed_on_g1
    return signed(bytes.fromhex(chain.public_key), message, signature)


def _bytes(record: Mapping[str, Any], key: str, lengths: set[int], faults: list[Fault], file: str) -> bytes:
    (length,) = lengths
    try:
        return from_hex(record.get(key), length)
    except ValueError as error:
        faults.append(Fault(f"beacon.{key}: {error}.", file))
        return b""
