# SPDX-License-Identifier: EUPL-1.2
"""Promises: what is committed to cannot be opened otherwise, and a list of salted names tells nobody who applied."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from speelveld.placement import commitment
from tests.placement.lotteries import MASTER, SECRETS, salt_of


def test_a_commitment_opens_with_its_secret_only() -> None:
    committed = commitment.commitment(SECRETS[0])
    assert committed == hashlib.sha256(b"commitment:" + SECRETS[0]).digest()
    assert commitment.opens(SECRETS[0], committed)
    assert not commitment.opens(SECRETS[1], committed)
    assert not commitment.opens(SECRETS[0][:31], committed)
    assert not commitment.opens(b"", committed)


def test_the_names_are_these() -> None:
    salt = salt_of("A-0001")
    assert salt == hmac.new(MASTER, b"salt:A-0001", hashlib.sha256).digest()
    assert commitment.pseudonym(salt, "A-0001") == hashlib.sha256(b"child:" + salt + b"A-0001").digest()
    assert commitment.family_pseudonym(salt, "F-1") == hashlib.sha256(b"family:" + salt + b"F-1").digest()
    assert commitment.pseudonym(salt, "F-1") != commitment.family_pseudonym(salt, "F-1")


def test_trying_every_id_finds_nobody_without_the_salt() -> None:
    """Ids follow each other, so that an outsider can try all of them; each salt is another one, so nothing fits."""
    published = {commitment.pseudonym(salt_of(f"A-{number:04d}"), f"A-{number:04d}") for number in range(500)}
    guesses = {hashlib.sha256(b"child:" + f"A-{number:04d}".encode()).digest() for number in range(500)}
    # One family's salt is no help with the others.
    known = salt_of("A-0007")
    guesses |= {commitment.pseudonym(known, f"A-{number:04d}") for number in range(500) if number != 7}
    assert published.isdisjoint(guesses)
    assert len(published) == 500


@pytest.mark.parametrize("weak", [b"", b"secret", bytes(32), b"ab" * 16, bytes(31), bytes(33)])
def test_a_secret_that_could_be_guessed_is_refused(weak: bytes) -> None:
    with pytest.raises(ValueError, match=r"must be 32 bytes|is not random"):
        commitment.commitment(weak)
    with pytest.raises(ValueError, match=r"must be 32 bytes|is not random"):
        commitment.salt(weak, "A-1")
    with pytest.raises(ValueError, match=r"must be 32 bytes|is not random"):
        commitment.pseudonym(weak, "A-1")


@pytest.mark.parametrize("identifier", ["", "A 1", "A-1\n", "É", "x" * 65])
def test_an_id_that_could_be_written_in_two_ways_is_refused(identifier: str) -> None:
    with pytest.raises(ValueError, match="is not an id"):
        commitment.pseudonym(salt_of("A-0001"), identifier)
