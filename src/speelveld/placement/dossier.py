# SPDX-License-Identifier: EUPL-1.2
"""The dossier: everything that decides a lottery except chance, frozen and published before the seed can exist.

A dossier is one JSON object. Its hash is the SHA-256 of its canonical form (:mod:`speelveld.placement.canonical`)::

    {"format": "speelveld-dossier/1",
     "procedure": "groningen-2027-1",            one lottery; never used again
     "previous": "<hash of the dossier before it in the public register, or 64 zeros>",
     "frozen_at": "2027-01-15T12:00:00Z",
     "rules": "<hash of the rules file>",
     "code": {"version": "0.3.0", "hash": "<SHA-256 of the released package>"},
     "capacities": {"<school>": 28 or {"<seat type>": 14, ...}, ...},
     "applicants": {"count": 2200, "root": "<Merkle root>", "list": [["<pseudonym>", "<family>" or null], ...]},
     "commitments": [{"party": "municipality", "commitment": "<hash>"}, ...],
     "sources": [{"chain": "<chain hash>", "round": 5700000}, ...]}

``applicants.list`` may be left out; it stands in order of pseudonym. An entry of the tree is the pseudonym (32 bytes)
and the family (32 bytes, zeros where there is none). The first of ``sources`` is the one that counts; the others are
the fallback, in this order, for when the one before gives no round.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from speelveld.errors import Fault, InputError
from speelveld.placement import merkle
from speelveld.placement.canonical import digest, from_hex
from speelveld.placement.chains import Chain, chains

FORMAT = "speelveld-dossier/1"
NO_DOSSIER = "0" * 64
NO_FAMILY = bytes(32)
LEAD_SECONDS = 3600
"""The least time between the freeze and the round, in which the world can see what was published."""

KEYS = frozenset(
    (
        "format",
        "procedure",
        "previous",
        "frozen_at",
        "rules",
        "code",
        "capacities",
        "applicants",
        "commitments",
        "sources",
    )
)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")


@dataclass(frozen=True, slots=True)
class Applicant:
    """One application in the list: its pseudonym, and that of the family where it shares a number (32 bytes each)."""

    pseudonym: bytes
    family: bytes | None = None

    def entry(self) -> bytes:
        """The entry in the Merkle tree, 64 bytes."""
        return self.pseudonym + (self.family or NO_FAMILY)

    def record(self) -> list[str | None]:
        """As it stands in the dossier."""
        return [self.pseudonym.hex(), self.family.hex() if self.family else None]


@dataclass(frozen=True, slots=True)
class Source:
    """One round of one chain."""

    chain: Chain
    round: int

    @property
    def moment(self) -> int:
        """When the round is made, in seconds since 1970 (UTC)."""
        return self.chain.time_of(self.round)


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier without faults, and its hash. ``applicants`` is None where only their root is published."""

    hash: bytes
    procedure: str
    previous: str
    frozen_at: int
    rules: str
    capacities: Mapping[str, Any]
    count: int
    root: bytes
    applicants: tuple[Applicant, ...] | None
    parties: tuple[str, ...]
    commitments: tuple[bytes, ...]
    sources: tuple[Source, ...]


def ordered(applicants: Iterable[Applicant]) -> list[Applicant]:
    """The list in its one order, by pseudonym. Raises InputError on an application that stands there twice."""
    found = sorted(applicants, key=lambda one: one.pseudonym)
    twice = sorted({one.pseudonym for one, after in pairwise(found) if one.pseudonym == after.pseudonym})
    if twice:
        advice = "A child has one application and one number."
        raise InputError(
            Fault(f"the application {each.hex()} stands in the list twice.", advice=advice) for each in twice
        )
    return found


def applicants_record(applicants: Iterable[Applicant], *, listed: bool = True) -> dict[str, Any]:
    """The part ``applicants`` of a dossier."""
    found = ordered(applicants)
    record: dict[str, Any] = {"count": len(found), "root": merkle.root([one.entry() for one in found]).hex()}
    if listed:
        record["list"] = [one.record() for one in found]
    return record


def compose(
    *,
    procedure: str,
    frozen_at: str,
    rules: bytes,
    version: str,
    code: bytes,
    capacities: Mapping[str, Any],
    applicants: Iterable[Applicant],
    commitments: Sequence[tuple[str, bytes]],
    sources: Sequence[tuple[str, int]],
    previous: str = NO_DOSSIER,
    listed: bool = True,
) -> dict[str, Any]:
    """A dossier to publish. Raises InputError with every fault, as reading it would."""
    document = {
        "format": FORMAT,
        "procedure": procedure,
        "previous": previous,
        "frozen_at": frozen_at,
        "rules": rules.hex(),
        "code": {"version": version, "hash": code.hex()},
        "capacities": dict(capacities),
        "applicants": applicants_record(applicants, listed=listed),
        "commitments": [{"party": party, "commitment": committed.hex()} for party, committed in commitments],
        "sources": [{"chain": chain, "round": number} for chain, number in sources],
    }
    read(document)
    return document


def read(document: Any, file: str = "") -> Dossier:
    """Check a dossier as it was published. Raises InputError with every fault."""
    return _Reader(file).read(document)


def check_register(documents: Sequence[Any], file: str = "") -> None:
    """Check a public register of dossiers, oldest first: each names the one before, and no lottery is drawn twice.

    Who may publish a second dossier for the same lottery can choose between two seeds. Raises InputError.
    """
    faults = []
    seen: dict[str, int] = {}
    before, moment = NO_DOSSIER, 0
    for number, document in enumerate(documents, start=1):
        where = f"{file}, dossier {number}" if file else f"dossier {number}"
        one = read(document, where)
        if one.previous != before:
            faults.append(Fault(f"previous: it names {one.previous}, and the dossier before it is {before}.", where))
        if one.procedure in seen:
            message = f"procedure: {one.procedure!r} was already frozen in dossier {seen[one.procedure]}."
            advice = "A lottery is drawn once. One that was annulled is repeated under another name."
            faults.append(Fault(message, where, advice=advice))
        if one.frozen_at < moment:
            faults.append(Fault("frozen_at: it is earlier than that of the dossier before it.", where))
        seen.setdefault(one.procedure, number)
        before, moment = one.hash.hex(), one.frozen_at
    if faults:
        raise InputError(faults)


class _Reader:
    """Reads a dossier and keeps every fault."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def read(self, document: Any) -> Dossier:
        if not isinstance(document, Mapping):
            raise InputError(Fault("the dossier is not an object.", self.file))
        for key in sorted(KEYS - set(document)):
            self.fault(key, "it is missing.")
        for key in sorted(map(str, set(document) - KEYS)):
            self.fault(key, "a dossier has no such key.", "What is not defined is not checked by anyone: leave it out.")
        if self.faults:
            raise InputError(self.faults)
        if document["format"] != FORMAT:
            self.fault("format", f"{document['format']!r} is not {FORMAT!r}.")
        if not isinstance(document["procedure"], str) or not _NAME.fullmatch(document["procedure"]):
            self.fault("procedure", "it is not a name of lower-case letters, digits, dots and hyphens.")
        self.hex("previous", document["previous"])
        self.hex("rules", document["rules"])
        self.code(document["code"])
        self.capacities(document["capacities"])
        frozen_at = self.moment(document["frozen_at"])
        count, root, applicants = self.applicants(document["applicants"])
        parties, commitments = self.commitments(document["commitments"])
        sources = self.sources(document["sources"], frozen_at)
        if self.faults:
            raise InputError(self.faults)
        try:
            whole = digest(document)
        except ValueError as error:
            raise InputError(Fault(f"{error}.", self.file)) from None
        return Dossier(
            whole,
            document["procedure"],
            document["previous"],
            frozen_at,
            document["rules"],
            document["capacities"],
            count,
            root,
            applicants,
            parties,
            commitments,
            sources,
        )

    def fault(self, where: str, message: str, advice: str = "") -> None:
        self.faults.append(Fault(f"{where}: {message}", self.file, advice=advice))

    def hex(self, where: str, value: Any) -> bytes:
        try:
            return from_hex(value, 32)
        except ValueError as error:
            self.fault(where, f"{error}.")
            return bytes(32)

    def integer(self, where: str, value: Any, least: int) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and value >= least:
            return value
        self.fault(where, f"{value!r} is not a whole number of at least {least}.")
        return least

    def moment(self, value: Any) -> int:
        if isinstance(value, str) and _MOMENT.fullmatch(value):
            try:
                return int(datetime.fromisoformat(value).astimezone(UTC).timestamp())
            except ValueError:
                pass
        self.fault("frozen_at", f"{value!r} is not a moment such as '2027-01-15T12:00:00Z'.")
        return 0

    def code(self, value: Any) -> None:
        if not isinstance(value, Mapping) or set(value) != {"version", "hash"} or not isinstance(value["version"], str):
            self.fault("code", "it must hold 'version' and 'hash' of the program that will place the children.")
            return
        self.hex("code.hash", value["hash"])

    def capacities(self, value: Any) -> None:
        if not isinstance(value, Mapping) or not value:
            self.fault("capacities", "it must hold the seats of every school.")
            return
        for school, seats in value.items():
            if isinstance(seats, Mapping) and seats:
                for kind, number in seats.items():
                    self.integer(f"capacities.{school}.{kind}", number, 0)
            else:
                self.integer(f"capacities.{school}", seats, 0)

    def applicants(self, value: Any) -> tuple[int, bytes, tuple[Applicant, ...] | None]:
        if not isinstance(value, Mapping) or not {"count", "root"} <= set(value) <= {"count", "root", "list"}:
            self.fault("applicants", "it must hold 'count' and 'root', and may hold 'list'.")
            return 0, bytes(32), None
        count = self.integer("applicants.count", value["count"], 0)
        root = self.hex("applicants.root", value["root"])
        if "list" not in value:
            return count, root, None
        before = len(self.faults)
        found = self.listed(value["list"])
        if len(self.faults) > before:
            return count, root, None
        if len(found) != count:
            self.fault("applicants.count", f"it is {count}, and the list holds {len(found)}.")
        elif merkle.root([one.entry() for one in found]) != root:
            self.fault("applicants.root", "it is not the root of the list.")
        return count, root, found

    def listed(self, value: Any) -> tuple[Applicant, ...]:
        if not isinstance(value, list):
            self.fault("applicants.list", "it is not a list.")
            return ()
        found = []
        for place, entry in enumerate(value):
            where = f"applicants.list[{place}]"
            if not isinstance(entry, list) or len(entry) != 2:
                self.fault(where, "it must be a pseudonym, and a family or null.")
                continue
            family = None if entry[1] is None else self.hex(f"{where}[1]", entry[1])
            found.append(Applicant(self.hex(f"{where}[0]", entry[0]), family))
        for place, (one, after) in enumerate(pairwise(found), start=1):
            if one.pseudonym == after.pseudonym:
                self.fault(
                    f"applicants.list[{place}]", f"the application {after.pseudonym.hex()} stands in the list twice."
                )
            elif one.pseudonym > after.pseudonym:
                self.fault(f"applicants.list[{place}]", "the list is not in the order of the pseudonyms.")
        return tuple(found)

    def commitments(self, value: Any) -> tuple[tuple[str, ...], tuple[bytes, ...]]:
        if not isinstance(value, list) or not value:
            self.fault("commitments", "at least one party must have committed to a secret.")
            return (), ()
        parties, found = [], []
        for place, entry in enumerate(value):
            if (
                not isinstance(entry, Mapping)
                or set(entry) != {"party", "commitment"}
                or not isinstance(entry["party"], str)
            ):
                self.fault(f"commitments[{place}]", "it must hold 'party' and 'commitment'.")
                continue
            parties.append(entry["party"])
            found.append(self.hex(f"commitments[{place}].commitment", entry["commitment"]))
        for what, values in (("party", parties), ("commitment", found)):
            if len(set(values)) < len(values):
                self.fault("commitments", f"one {what} stands there twice.")
        return tuple(parties), tuple(found)

    def sources(self, value: Any, frozen_at: int) -> tuple[Source, ...]:
        if not isinstance(value, list) or not value:
            self.fault("sources", "at least one round of a chain must be named.")
            return ()
        found = []
        for place, entry in enumerate(value):
            where = f"sources[{place}]"
            if not isinstance(entry, Mapping) or set(entry) != {"chain", "round"}:
                self.fault(where, "it must hold 'chain' and 'round'.")
                continue
            chain = chains().get(entry["chain"]) if isinstance(entry["chain"], str) else None
            before = len(self.faults)
            number = self.integer(f"{where}.round", entry["round"], 1)
            if chain is None:
                self.fault(f"{where}.chain", f"{entry['chain']!r} is not the hash of a known chain.")
            elif len(self.faults) == before:
                found.append(Source(chain, number))
                self.is_future(where, found[-1], frozen_at)
        if len({(one.chain.hash, one.round) for one in found}) < len(found):
            self.fault("sources", "the same round stands there twice.")
        if [one.moment for one in found] != sorted(one.moment for one in found):
            self.fault("sources", "a fallback is earlier than the round before it, so that it would be known first.")
        return tuple(found)

    def is_future(self, where: str, source: Source, frozen_at: int) -> None:
        lead = source.moment - frozen_at
        if lead < LEAD_SECONDS:
            told = "before the dossier is frozen" if lead < 0 else f"{lead} seconds after the dossier is frozen"
            first = source.chain.first_round_after(frozen_at + LEAD_SECONDS - 1)
            self.fault(
                f"{where}.round",
                f"round {source.round} is made {told}.",
                f"Name round {first} or later: at least {LEAD_SECONDS} seconds after.",
            )
