# SPDX-License-Identifier: EUPL-1.2
"""An invented lottery of invented children, on a beacon that was really published."""

from __future__ import annotations

import hashlib
from typing import Any

from speelveld.placement import commitment
from speelveld.placement.dossier import Applicant, compose, read
from tests.placement.beacons import MAIN, MAIN_72785, QUICKNET, QUICKNET_32281667

MASTER = hashlib.sha256(b"the invented master salt of the tests").digest()
SECRETS = [hashlib.sha256(text).digest() for text in (b"the municipality's invented secret", b"the notary's")]
PARTIES = ["municipality", "notary"]
# Round 32281667 of quicknet was made at 2026-09-17T12:32:45Z.
FROZEN_AT = "2026-09-17T09:00:00Z"
TWINS = ("A-0003", "A-0004")


def salt_of(application: str) -> bytes:
    """The salt of an application."""
    return commitment.salt(MASTER, application)


def applicant(application: str) -> Applicant:
    """An application as it stands in the list; the twins share a number."""
    family = commitment.family_pseudonym(commitment.salt(MASTER, "F-1"), "F-1") if application in TWINS else None
    return Applicant(commitment.pseudonym(salt_of(application), application), family)


APPLICATIONS = [f"A-{number:04d}" for number in range(1, 13)]


def applicants() -> list[Applicant]:
    """Twelve applications, two of them twins."""
    return [applicant(one) for one in APPLICATIONS]


def dossier(**changes: Any) -> dict[str, Any]:
    """A dossier, with some of its parts changed."""
    parts: dict[str, Any] = {
        "procedure": "invented-2026-1",
        "frozen_at": FROZEN_AT,
        "rules": hashlib.sha256(b"rules").digest(),
        "version": "0.3.0",
        "code": hashlib.sha256(b"code").digest(),
        "capacities": {"De Vlieger": 4, "Het Anker": {"open": 3, "extra": 1}},
        "applicants": applicants(),
        "commitments": [(party, commitment.commitment(one)) for party, one in zip(PARTIES, SECRETS, strict=True)],
        "sources": [(QUICKNET, QUICKNET_32281667["round"]), (MAIN, 6474000)],
    }
    return compose(**{**parts, **changes})


def reveal(document: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The reveal of a dossier, with some of its parts changed."""
    return {
        "format": "speelveld-reveal/1",
        "dossier": read(document).hash.hex(),
        "source": 0,
        "unavailable": [],
        "beacon": QUICKNET_32281667,
        "secrets": [one.hex() for one in SECRETS],
        **changes,
    }


def old_dossier(**changes: Any) -> dict[str, Any]:
    """A dossier whose second source was published too, so that a fallback can be drawn: frozen in August 2020."""
    return dossier(
        **{
            "frozen_at": "2020-08-16T12:00:00Z",
            "sources": [(MAIN, MAIN_72785["round"] - 1), (MAIN, MAIN_72785["round"])],
            **changes,
        }
    )
