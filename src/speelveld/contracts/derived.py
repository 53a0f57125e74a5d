# SPDX-License-Identifier: EUPL-1.2
"""Contracts of the tables that an edition derives from the publishers' tables: branches, counts and places."""

from __future__ import annotations

from speelveld.contracts.base import Column, Contract, Kind

_BRIN6 = Column("brin6", Kind.TEXT, "vestiging (BRIN en vestigingsnummer)", "branch", pattern="[0-9]{2}[0-9A-Z]{4}")
_YEAR = Column("year", Kind.COUNT, "jaar van de peildatum (1 oktober)", "year of the count (1 October)", low=2000)
_THEN = Column("code_then", Kind.TEXT, "gemeente toen", "municipality then", nullable=True, pattern="GM[0-9]{4}")
_TODAY = Column("code_today", Kind.TEXT, "gemeente nu", "municipality today", nullable=True, pattern="GM[0-9]{4}")

BRANCHES = Contract(
    name="po_branches",
    nl="Vestigingen van basisscholen per teldatum",
    en="Branches of primary schools by date of count",
    description="One row per branch and year, with the municipality of then and of today's boundaries.",
    columns=(
        _BRIN6,
        _YEAR,
        Column("name", Kind.TEXT, "naam", "name"),
        Column("place", Kind.TEXT, "plaats", "place", nullable=True),
        Column("pc4", Kind.TEXT, "postcodegebied", "postcode area", nullable=True, pattern="[0-9]{4}"),
        Column("denomination", Kind.TEXT, "denominatie", "denomination", nullable=True),
        Column("board", Kind.TEXT, "bevoegd gezag", "school board", nullable=True),
        _THEN,
        _TODAY,
        Column("pupils", Kind.COUNT, "leerlingen", "pupils", "pupils", low=0),
    ),
    key=("brin6", "year"),
)

CONTRASTS = Contract(
    name="po_contrasts",
    nl="Leerlingen in twee groepen per vestiging",
    en="Pupils in two groups by branch",
    description=(
        "Group A and group B of every contrast, branch and year. Counts of the contrast 'doelgroep' are our estimate "
        "from CBS scores and may be fractional."
    ),
    columns=(
        _BRIN6,
        _YEAR,
        Column("contrast", Kind.TEXT, "vergelijking", "contrast", pattern="[a-z0-9]+"),
        _THEN,
        _TODAY,
        Column("a", Kind.NUMBER, "leerlingen van groep A", "pupils of group A", "pupils", low=0),
        Column("b", Kind.NUMBER, "leerlingen van groep B", "pupils of group B", "pupils", low=0),
    ),
    key=("brin6", "year", "contrast"),
)

PLACES = Contract(
    name="po_places",
    nl="Plaats van elke vestiging op de kaart",
    en="Place of every branch on the map",
    description="The newest geocoded address of a branch, or else the middle of its postcode area, or no place at all.",
    columns=(
        _BRIN6,
        Column("lon", Kind.NUMBER, "lengtegraad", "longitude", "degrees (WGS84)", True, low=3.2, high=7.4),
        Column("lat", Kind.NUMBER, "breedtegraad", "latitude", "degrees (WGS84)", True, low=50.6, high=53.7),
        Column("location", Kind.TEXT, "hoe bepaald", "how located", allowed=("address", "postcode", "none")),
    ),
    key=("brin6",),
)
