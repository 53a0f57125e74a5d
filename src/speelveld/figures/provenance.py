# SPDX-License-Identifier: EUPL-1.2
"""Where everything in an edition came from: one card per table, and the gaps."""

from __future__ import annotations

from dataclasses import dataclass

from speelveld.editions.store import Edition
from speelveld.terms import Source


@dataclass(frozen=True, slots=True)
class SourceCard:
    """One table of the edition and its source. ``left_out`` says what the bundled file lacks of the original."""

    table: str
    title_nl: str
    title_en: str
    source: Source
    rows: int
    file: str
    sha256: str
    left_out: str


def sources(edition: Edition) -> tuple[SourceCard, ...]:
    """One card per table that was read from a publisher's file, in the order of the edition."""
    return tuple(
        SourceCard(
            table=entry.name,
            title_nl=entry.title_nl,
            title_en=entry.title_en,
            source=entry.sources[0],
            rows=entry.rows,
            file=entry.made_from[0],
            sha256=entry.input_sha256,
            left_out=entry.left_out,
        )
        for entry in edition.manifest.tables
        if entry.input_sha256
    )


def gaps(edition: Edition) -> tuple[tuple[str, str], ...]:
    """The datasets that the edition lacks: id and the reason."""
    return tuple((gap.name, gap.reason) for gap in edition.manifest.gaps)
