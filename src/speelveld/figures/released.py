# SPDX-License-Identifier: EUPL-1.2
"""The release of a municipality: looked up in the ledger, and made and recorded the first time it is asked for."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from speelveld.disclosure.ledger import Ledger
from speelveld.disclosure.release import Release
from speelveld.disclosure.rules import rules
from speelveld.editions.store import Edition
from speelveld.figures.atoms import cluster
from speelveld.figures.ledger_file import NAME, find_or_add
from speelveld.figures.ledger_file import read_ledger as read_file
from speelveld.figures.protection import decide
from speelveld.figures.rounding_steps import Levels
from speelveld.terms import Municipality

LEVELS = ("denomination", "board")
"""The levels between which a part of H is shown."""


def release(edition: Edition, municipality: Municipality) -> Release:
    """What may be shown of a municipality and of those that it shares schools with.

    Raises DisclosureError when the ledger is damaged, EditionError when it cannot be written.
    """
    return _release(edition, cluster(edition, municipality).name)


def read_ledger(editions: Path) -> tuple[Path, Ledger]:
    """The ledger in a folder of editions, with its file. Raises DisclosureError when its chain is broken."""
    return editions / NAME, read_file(editions / NAME)


def ledger_path(edition: Edition) -> Path:
    """Where the ledger of an edition is: beside it, so that it is kept across editions."""
    return edition.folder.parent / NAME


@lru_cache(maxsize=1024)
def _release(edition: Edition, name: str) -> Release:
    found = cluster(edition, Municipality(name, name))
    entry = find_or_add(
        ledger_path(edition),
        edition.id,
        found.name,
        rules().version,
        lambda ledger: decide(found, ledger, edition.id, _levels(edition)),
    )
    return Release.of(entry)


@lru_cache(maxsize=4)
def _levels(edition: Edition) -> Levels:
    """The denomination and the board of every school and year, where they are known."""
    table = edition.table("po_branches")
    return {
        level: {
            (brin6, year): parent
            for brin6, year, parent in table.select("brin6", "year", level).iter_rows()
            if parent is not None
        }
        for level in LEVELS
    }
