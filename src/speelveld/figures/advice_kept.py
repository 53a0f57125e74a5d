# SPDX-License-Identifier: EUPL-1.2
"""A municipality's own table by group that its edition holds: protected as one that is loaded, and shown to everybody.

Shares only. Numbers of pupils would stand beside those of final advice, which are counted in the same schools.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from speelveld.disclosure import guard
from speelveld.disclosure.rules import rules
from speelveld.editions.store import Edition
from speelveld.errors import InputError
from speelveld.figures.advice_upload import of_groups
from speelveld.figures.advice_upload_table import Uploaded
from speelveld.figures.municipalities import find_municipality
from speelveld.terms import Municipality

TABLE = "advice_groups"


@dataclass(frozen=True, eq=False)
class Kept:
    """What the page shows of the table, or why it cannot be shown (in English, as faults are)."""

    result: Uploaded | None
    fault: str = ""


def kept(edition: Edition, municipality: Municipality, n_schools: int) -> Kept | None:
    """The table of the municipality that the edition was built for; None on the page of any other.

    None too where so few schools give advice that a share of all would be about one of them.
    """
    if not edition.has(TABLE) or n_schools < rules().city_index.min_schools:
        return None
    if find_municipality(edition, edition.manifest.municipality).code != municipality.code:
        return None
    try:
        found = of_groups(edition, edition.table(TABLE), f"{TABLE}.csv")
    except InputError as error:
        return Kept(None, " ".join(f"{fault.message} {fault.advice}".strip() for fault in error.faults))
    return Kept(replace(found, rows=tuple(replace(row, pupils=guard.HIDDEN) for row in found.rows)))
