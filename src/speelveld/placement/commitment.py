# SPDX-License-Identifier: EUPL-1.2
"""Promises that are opened later: a party's secret for the seed, and the name under which a child stands in the list.

All with SHA-256 as H, ``||`` for "followed by", and a word in front so that no hash can pass for another::

    commitment     = H("commitment:" || secret)                 secret: 32 random bytes
    pseudonym      = H("child:" || salt || application id)      salt: 32 bytes, known to the family alone
    family         = H("family:" || salt || family id)          salt: 32 bytes, the same for the children of a family
    salt           = HMAC-SHA256(master, "salt:" || id)         master: 32 random bytes that the office keeps secret

Application ids are short and often follow each other. Without the salt anybody could try them all and learn who
applied. The salt is also what ties a number to a child: the lottery works on pseudonyms, so whoever publishes
pseudonyms with their numbers gives nothing away, and the family can show which one is theirs.
"""

from __future__ import annotations

import hmac
import re

from speelveld.placement.canonical import sha256

SECRET_BYTES = 32
_ID = re.compile(r"[!-~]{1,64}")


def commitment(secret: bytes) -> bytes:
    """What a party publishes before the seed exists. Raises ValueError on a secret that is not 32 bytes."""
    return sha256(b"commitment:", _thirty_two(secret, "the secret"))


def opens(secret: bytes, committed: bytes) -> bool:
    """Whether a secret is the one that was committed to."""
    return len(secret) == SECRET_BYTES and hmac.compare_digest(commitment(secret), committed)


def salt(master: bytes, identifier: str) -> bytes:
    """The salt (32 bytes) of an application or a family, from the master salt that the office keeps secret."""
    return hmac.digest(_thirty_two(master, "the master salt"), b"salt:" + _identifier(identifier), "sha256")


def pseudonym(own_salt: bytes, application: str) -> bytes:
    """The name (32 bytes) under which an application stands in the published list."""
    return sha256(b"child:", _thirty_two(own_salt, "the salt"), _identifier(application))


def family_pseudonym(family_salt: bytes, family: str) -> bytes:
    """The name (32 bytes) that the applications of one family share in the published list."""
    return sha256(b"family:", _thirty_two(family_salt, "the salt"), _identifier(family))


def _thirty_two(value: bytes, what: str) -> bytes:
    if len(value) != SECRET_BYTES:
        raise ValueError(f"{what} must be {SECRET_BYTES} bytes, not {len(value)}")
    if len(set(value)) < 8:
        # 32 random bytes have fewer than 8 different values less than once in 10**40 times.
        raise ValueError(f"{what} is not random: draw {SECRET_BYTES} bytes with the operating system's generator")
    return value


def _identifier(text: str) -> bytes:
    if not _ID.fullmatch(text):
        raise ValueError(f"{text!r} is not an id of 1 to 64 visible ASCII characters without spaces")
    return text.encode("ascii")
