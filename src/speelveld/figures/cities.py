# SPDX-License-Identifier: EUPL-1.2
"""The large cities beside each other: our figure, and what the Inspectie van het Onderwijs published for 2016."""

from __future__ import annotations

from speelveld.disclosure import guard
from speelveld.editions.store import Edition
from speelveld.figures.contrasts import HEADLINE
from speelveld.figures.model import City, Split
from speelveld.figures.municipalities import municipalities
from speelveld.figures.segregation import figure
from speelveld.terms import Municipality

SPLITS = "published_city_split_2016"


def published_splits(edition: Edition) -> dict[str, Split]:
    """The published splits by municipality code; empty when the edition has none."""
    if not edition.has(SPLITS):
        return {}
    names = {one.code: one.name for one in municipalities(edition)}
    return {
        row["municipality_code"]: Split(
            municipality=names.get(row["municipality_code"], row["municipality_code"]),
            year=2016,
            total=guard.already_public(row["total"]),
            residence=guard.already_public(row["residence"]),
            choice=guard.already_public(row["choice"]),
        )
        for row in edition.table(SPLITS).iter_rows(named=True)
    }


def cities(edition: Edition, municipality: Municipality) -> tuple[City, ...]:
    """The cities of which the Inspectie published a figure, and this municipality, by name."""
    splits = published_splits(edition)
    return tuple(
        City(one, figure(edition, one, *HEADLINE, "dissimilarity"), splits.get(one.code))
        for one in (*municipalities(edition), *([municipality] if municipality.until else []))
        if one.code in splits or one == municipality
    )
