# SPDX-License-Identifier: EUPL-1.2
"""The lottery that anyone can check: one seed that nobody could know, and one number per child that nobody can change.

With SHA-256 as H, ``||`` for "followed by"::

    seed            = H("seed:"   || randomness || secret 1 || ... || secret k || hash of the dossier)
    number          = H("number:" || seed || pseudonym)
    number (family) = H("number:" || seed || family)          for the children who share a number

A number is read as an integer of 256 bits, highest byte first; the lowest is first in line. Children who share a
family number stand next to each other, in the order of their own numbers. There is no shuffling, no floating-point
number, no language's own generator, and no order of input: the pseudonym alone decides.

The dossier (:mod:`speelveld.placement.dossier`) was published before the seed could exist. The reveal, published
after, is::

    {"format": "speelveld-reveal/1", "dossier": "<hash>", "source": 0, "unavailable": [],
     "beacon": {"round": ..., "signature": "...", "previous_signature": "..."}, "secrets": ["<32 bytes>", ...]}

``source`` says which of the dossier's sources gave the beacon. Where it is not the first, ``unavailable`` tells of
each that was passed over why; a beacon of one of those proves that told wrongly (:func:`refuted_by`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from speelveld.errors import Fault, InputError
from speelveld.placement import merkle
from speelveld.placement.beacon import Beacon, read_beacon, verify_beacon
from speelveld.placement.canonical import from_hex, sha256
from speelveld.placement.commitment import opens
from speelveld.placement.dossier import Applicant, Dossier

REVEAL_FORMAT = "speelveld-reveal/1"
_REVEAL_KEYS = {"format", "dossier", "source", "unavailable", "beacon", "secrets"}


@dataclass(frozen=True, slots=True)
class Draw:
    """A lottery whose dossier, beacon and secrets all fit. ``seed`` is 32 bytes."""

    dossier: Dossier
    beacon: Beacon
    source: int
    unavailable: tuple[str, ...]
    seed: bytes


@dataclass(frozen=True, slots=True, order=True)
class Number:
    """Where a child stands in line: lower is earlier. ``first`` is the family's number for those who share one."""

    first: int
    own: int


def seed_of(randomness: bytes, secrets: Sequence[bytes], dossier_hash: bytes) -> bytes:
    """The seed (32 bytes). Every part is 32 bytes, so that the parts cannot run into each other."""
    for part in (randomness, *secrets, dossier_hash):
        if len(part) != 32:
            raise ValueError("every part of the seed is 32 bytes")
    if not secrets:
        raise ValueError("a seed needs a secret of at least one party")
    return sha256(b"seed:", randomness, *secrets, dossier_hash)


def number_of(seed: bytes, pseudonym: bytes) -> int:
    """The number of one pseudonym, or of one family: an integer from 0 to 2**256 - 1."""
    return int.from_bytes(sha256(b"number:", seed, pseudonym), "big")


def line_of(seed: bytes, applicant: Applicant) -> Number:
    """Where an applicant stands in line."""
    own = number_of(seed, applicant.pseudonym)
    return Number(own if applicant.family is None else number_of(seed, applicant.family), own)


def draw(dossier: Dossier, reveal: Any, file: str = "") -> Draw:
    """Check a reveal against its dossier, and make the seed. Raises InputError with every fault.

    The signature of the beacon is checked last, since only a beacon of the right round is worth it.
    """
    faults: list[Fault] = []

    def fault(where: str, message: str, advice: str = "") -> None:
        faults.append(Fault(f"{where}: {message}", file, advice=advice))

    if not isinstance(reveal, Mapping) or set(reveal) != _REVEAL_KEYS:
        raise InputError(Fault(f"a reveal is an object with the keys {', '.join(sorted(_REVEAL_KEYS))}.", file))
    if reveal["format"] != REVEAL_FORMAT:
        fault("format", f"{reveal['format']!r} is not {REVEAL_FORMAT!r}.")
    if reveal["dossier"] != dossier.hash.hex():
        fault("dossier", f"it belongs to the dossier {reveal['dossier']}, and this one is {dossier.hash.hex()}.")
    secrets = _secrets(dossier, reveal["secrets"], fault)
    unavailable = reveal["unavailable"]
    source = reveal["source"]
    if not isinstance(source, int) or isinstance(source, bool) or not 0 <= source < len(dossier.sources):
        fault("source", f"{source!r} is not the place of one of the {len(dossier.sources)} sources of the dossier.")
        raise InputError(faults)
    if (
        not isinstance(unavailable, list)
        or len(unavailable) != source
        or not all(_is_reason(one) for one in unavailable)
    ):
        fault("unavailable", f"it must tell of each of the {source} sources that were passed over why.")
    chosen = dossier.sources[source]
    try:
        beacon = read_beacon(reveal["beacon"], chosen.chain, file)
    except InputError as error:
        raise InputError((*faults, *error.faults)) from None
    if beacon.round != chosen.round:
        fault("beacon.round", f"it is round {beacon.round}, and the dossier names round {chosen.round}.")
    if faults:
        raise InputError(faults)
    randomness = verify_beacon(beacon, chosen.chain, file)
    return Draw(dossier, beacon, source, tuple(unavailable), seed_of(randomness, secrets, dossier.hash))


def refuted_by(drawn: Draw, record: Any) -> int | None:
    """The place of the source that a beacon shows to have been available although it was passed over, or None."""
    for place, source in enumerate(drawn.dossier.sources[: drawn.source]):
        try:
            beacon = read_beacon(record, source.chain)
            verify_beacon(beacon, source.chain)
        except InputError:
            continue
        if beacon.round == source.round:
            return place
    return None


def numbers(drawn: Draw, applicants: Iterable[Applicant]) -> dict[bytes, Number]:
    """The number of every applicant by pseudonym. Raises InputError when they are not those of the frozen list.

    Only the frozen list: who could add a child after the seed is known, could choose its number.
    """
    found = sorted(applicants, key=lambda one: one.pseudonym)
    if len(found) != drawn.dossier.count or merkle.root([one.entry() for one in found]) != drawn.dossier.root:
        raise InputError(
            Fault(
                "these applicants are not those of the frozen list.",
                advice="Who comes later gets a number from a later draw, with a dossier of its own.",
            )
        )
    line = {one.pseudonym: line_of(drawn.seed, one) for one in found}
    if len(set(line.values())) < len(line):
        raise InputError(Fault("two children have the same number.", advice="The list holds an application twice."))
    return line


def places_in_line(line: Mapping[bytes, Number]) -> dict[bytes, int]:
    """Every pseudonym's place in line, 1 for the lowest number: what the mechanisms take as lottery."""
    return {one: place for place, one in enumerate(sorted(line, key=lambda one: line[one]), start=1)}


def proof_record(applicants: Sequence[Applicant], application: Applicant) -> dict[str, Any]:
    """What a family gets to show that its application is in the frozen list: its place, and the path to the root."""
    found = sorted(applicants, key=lambda one: one.pseudonym)
    index = found.index(application)
    return {"index": index, "path": [one.hex() for one in merkle.proof([each.entry() for each in found], index)]}


def is_listed(dossier: Dossier, application: Applicant, proof: Mapping[str, Any]) -> bool:
    """Whether a proof leads from an application to the root of the dossier."""
    try:
        path = [from_hex(one, 32) for one in proof["path"]]
        return merkle.root_of_proof(application.entry(), int(proof["index"]), dossier.count, path) == dossier.root
    except (ValueError, KeyError, TypeError):
        return False


def _is_reason(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _secrets(dossier: Dossier, value: Any, fault: Any) -> list[bytes]:
    if not isinstance(value, list) or len(value) != len(dossier.commitments):
        fault(
            "secrets", f"there must be one of each of the {len(dossier.commitments)} parties, in the dossier's order."
        )
        return []
    found = []
    for place, (text, party, committed) in enumerate(zip(value, dossier.parties, dossier.commitments, strict=True)):
        try:
            secret = from_hex(text, 32)
            fits = opens(secret, committed)
        except ValueError as error:
            fault(f"secrets[{place}]", f"{error}.")
            continue
        if not fits:
            fault(f"secrets[{place}]", f"it is not the secret that {party!r} committed to.")
        found.append(secret)
    return found
