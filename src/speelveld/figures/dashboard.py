# SPDX-License-Identifier: EUPL-1.2
"""Everything that the first page of a municipality shows."""

from __future__ import annotations

from functools import lru_cache

from speelveld.editions.store import Edition
from speelveld.figures.areas import areas
from speelveld.figures.branches import branches, chance_band
from speelveld.figures.cities import cities, published_splits
from speelveld.figures.contrasts import HEADLINE, LATEST
from speelveld.figures.model import Dashboard, Figure
from speelveld.figures.municipalities import merged_into
from speelveld.figures.segregation import figure, figures
from speelveld.terms import Municipality, Source


@lru_cache(maxsize=512)
def dashboard(edition: Edition, municipality: Municipality) -> Dashboard:
    """The dashboard of one municipality; computed once per edition and municipality."""
    headline = figure(edition, municipality, *HEADLINE, "dissimilarity")
    every = figures(edition, municipality)
    listed = branches(edition, municipality)
    sizes = [int(branch.pupils.value) for branch in listed if branch.pupils.value is not None]
    around = areas(edition, municipality, frozenset(branch.pc4 for branch in listed if branch.pc4))
    shown = cities(edition, municipality)
    used = [
        *(source for one in every for source in one.sources),
        *_of_tables(edition, "duo_po_distance_2019", "geo_pc4_2020", "cbs_pc4_2023", "published_city_split_2016"),
        *_of_tables(edition, "geo_branches_2024", "geo_branches_2022", "geo_branches_2013"),
    ]
    return Dashboard(
        municipality=municipality,
        merged=merged_into(edition, municipality),
        headline=headline,
        exchange=figure(edition, municipality, *HEADLINE, "exchange"),
        latest=figure(edition, municipality, *LATEST, "dissimilarity"),
        trend=tuple(one for one in every if one.measure == "dissimilarity"),
        measures=tuple(one for one in every if (one.contrast, one.period, one.boundaries) == _key(headline)),
        published=published_splits(edition).get(municipality.code),
        branches=listed,
        hidden_branches=sum(branch.share.suppressed for branch in listed),
        unlocated_branches=sum(branch.location == "none" for branch in listed),
        band=chance_band(headline, max(sizes, default=0)),
        areas=around,
        cities=shown,
        sources=tuple(dict.fromkeys(used)),
        edition=edition.id,
    )


def _key(headline: Figure) -> tuple[object, object, object]:
    return headline.contrast, headline.period, headline.boundaries


def _of_tables(edition: Edition, *names: str) -> list[Source]:
    entries = [edition.manifest.table(name) for name in names]
    return [source for entry in entries if entry for source in entry.sources]
