# SPDX-License-Identifier: EUPL-1.2
"""The tables with places: polygons of areas, and branches of schools on the map."""

from __future__ import annotations

from speelveld.contracts.base import Column, Contract, Kind
from speelveld.contracts.shared import (
    BRIN6,
    GEOMETRY,
    MUNICIPALITY_CODE,
    PC4,
    RD_X,
    RD_Y,
    count,
    lon_lat,
    number,
    optional,
    text,
)

AREAS_PC4 = Contract(
    name="geo_pc4",
    nl="Postcodegebieden (vier cijfers)",
    en="Postcode areas (four digits)",
    description=(
        "One polygon per four-digit postcode area, boundaries simplified together to 25 metres. The polygon is empty "
        "for an area so small that it vanished with that (5028)."
    ),
    columns=(
        PC4,
        count("inhabitants", "inwoners", "inhabitants", "persons", nullable=True),
        number("area_km2", "oppervlakte", "area", "km²"),
        optional(GEOMETRY),
    ),
    key=("pc4",),
)

MUNICIPALITIES = Contract(
    name="geo_municipalities",
    nl="Gemeentegrenzen",
    en="Municipal boundaries",
    description="One polygon per municipality, simplified together to 40 metres. Names as the file has them.",
    columns=(
        text("name", "gemeente", "municipality"),
        count("inhabitants", "inwoners", "inhabitants", "persons", nullable=True),
        GEOMETRY,
    ),
    key=("name",),
)

WIJKEN = Contract(
    name="geo_wijken",
    nl="Wijken",
    en="Wijken (districts)",
    description="One polygon per wijk, simplified by the package that holds the copy.",
    columns=(
        text("code", "wijkcode", "code of the wijk", pattern="WK[0-9]{6}"),
        text("name", "naam", "name"),
        GEOMETRY,
    ),
    key=("code",),
)

PC4_MUNICIPALITY = Contract(
    name="pc4_municipality",
    nl="Gemeente van elk postcodegebied",
    en="Municipality of every postcode area",
    description=(
        "The municipality (boundaries of 1-1-2022) in which a point inside the area lies; an area on a boundary goes "
        "to one side. Empty for four areas that lie outside every municipal polygon."
    ),
    columns=(
        PC4,
        text("municipality", "gemeente (2022)", "municipality (2022)", nullable=True),
        text("code", "gemeentecode (2022)", "municipality code (2022)", nullable=True, pattern="GM[0-9]{4}"),
        text("code_today", "gemeentecode (2024)", "municipality code (2024)", nullable=True, pattern="GM[0-9]{4}"),
    ),
    key=("pc4",),
)

QUALITIES = ("pc6hnrtoev", "pc6hnrgeentoev", "pc6hnr", "pc6", "handmatig")
"""How RIVM found the point, from exact (postcode, number and addition) to coarse (postcode) and by hand."""

BRANCHES_2013 = Contract(
    name="geo_branches_2013",
    nl="Vestigingen van scholen op de kaart, 2013",
    en="Branches of schools on the map, 2013",
    description="One row per branch on 3 January 2013, so also those closed since; pupils of 1 October 2012.",
    columns=(
        BRIN6,
        text("name", "naam van de vestiging", "name of the branch"),
        Column(
            "type", Kind.TEXT, "onderwijs: po of vo", "education: primary (po) or secondary (vo)", allowed=("po", "vo")
        ),
        text("denomination", "denominatie", "denomination", nullable=True),
        PC4,
        MUNICIPALITY_CODE,
        text("municipality", "gemeente", "municipality"),
        number("rd_x", "RD x", "RD x", "m", nullable=True, low=RD_X[0], high=RD_X[1]),
        number("rd_y", "RD y", "RD y", "m", nullable=True, low=RD_Y[0], high=RD_Y[1]),
        *lon_lat(),
        Column("quality", Kind.TEXT, "nauwkeurigheid", "how the point was found", allowed=QUALITIES),
        count("pupils", "leerlingen", "pupils", nullable=True),
    ),
    key=("brin6",),
)

BRANCHES = Contract(
    name="geo_branches",
    nl="Vestigingen van scholen op de kaart",
    en="Branches of schools on the map",
    description=(
        "One row per branch. Where the geocoder gave several points for one branch, the first is kept; a school "
        "without a location has an empty longitude and latitude."
    ),
    columns=(
        BRIN6,
        text("name", "naam van de vestiging", "name of the branch"),
        text("type", "soort onderwijs", "type of education"),
        text("denomination", "denominatie", "denomination", nullable=True),
        text("postcode", "postcode", "postcode", pattern="[1-9][0-9]{3}[A-Z]{2}"),
        PC4,
        text("place", "plaats", "place"),
        text("municipality", "gemeente", "municipality"),
        *lon_lat(),
        count("pupils", "leerlingen", "pupils", nullable=True),
    ),
    key=("brin6",),
)
