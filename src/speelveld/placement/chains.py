# SPDX-License-Identifier: EUPL-1.2
"""The drand chains that a lottery may take its seed from: their public keys and the moments of their rounds."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from speelveld.placement.canonical import sha256

CHAINED = "pedersen-bls-chained"
"""Signatures on G2; a round signs the signature of the round before it."""
UNCHAINED_G1 = "bls-unchained-g1-rfc9380"
"""Signatures on G1; a round signs its own number."""


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain of rounds under one public key.

    ``genesis_time`` is the moment of round 1 and ``period`` the time between rounds, both in seconds (since 1970, UTC).
    """

    name: str
    description: str
    hash: str
    scheme: str
    public_key: str
    group_hash: str
    genesis_time: int
    period: int

    def __post_init__(self) -> None:
        if self.scheme not in {CHAINED, UNCHAINED_G1}:
            raise ValueError(f"the chain {self.name} has the scheme {self.scheme!r}, which is not known here")
        if self.computed_hash() != self.hash:
            raise ValueError(f"the parameters of the chain {self.name} do not have the hash {self.hash}")

    def computed_hash(self) -> str:
        """The hash of the chain's parameters, as drand defines it (``Info.Hash`` in its ``common/chain``)."""
        return sha256(
            self.period.to_bytes(4, "big"),
            self.genesis_time.to_bytes(8, "big"),
            bytes.fromhex(self.public_key),
            bytes.fromhex(self.group_hash),
            b"" if self.name == "default" else self.name.encode("ascii"),
        ).hex()

    def time_of(self, number: int) -> int:
        """When a round is made, in seconds since 1970 (UTC)."""
        return self.genesis_time + (number - 1) * self.period

    def first_round_after(self, moment: int) -> int:
        """The number of the first round that is made later than a moment in seconds since 1970 (UTC)."""
        return max(1, (moment - self.genesis_time) // self.period + 2)


@cache
def chains() -> dict[str, Chain]:
    """The known chains by their hash."""
    text = files("speelveld.placement").joinpath("chains.toml").read_text(encoding="utf-8")
    return {entry["hash"]: Chain(**entry) for entry in tomllib.loads(text)["chain"]}


def chain_named(name: str) -> Chain:
    """The known chain of a name, as rules call it. Raises KeyError for another name."""
    return {chain.name: chain for chain in chains().values()}[name]
