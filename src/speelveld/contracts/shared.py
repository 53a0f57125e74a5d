# SPDX-License-Identifier: EUPL-1.2
"""Columns that several tables share: branch, postcode area, municipality, place on the map."""

from __future__ import annotations

from dataclasses import replace

from speelveld.contracts.base import Column, Kind

BRIN6 = Column(
    "brin6", Kind.TEXT, "BRIN en vestigingsnummer", "BRIN and branch number", pattern="[0-9]{2}[0-9A-Z]{2}[0-9A-Z]{2}"
)
BRIN = Column("brin", Kind.TEXT, "BRIN", "institution code (BRIN)", pattern="[0-9]{2}[0-9A-Z]{2}")
PC4 = Column("pc4", Kind.TEXT, "postcode, vier cijfers", "postcode, four digits", pattern="[1-9][0-9]{3}")
MUNICIPALITY_CODE = Column(
    "municipality_code", Kind.TEXT, "gemeentecode (CBS)", "municipality code (CBS)", pattern="GM[0-9]{4}"
)
SCHOOL_YEAR = Column("school_year", Kind.TEXT, "schooljaar", "school year", pattern="20[0-9]{2}/[0-9]{2}")
GEOMETRY = Column("geometry", Kind.BYTES, "vlak (WKB, WGS84)", "polygon (WKB, WGS84)")

LON = (3.2, 7.3)
"""The Netherlands in Europe in degrees of longitude, with a little room."""
LAT = (50.7, 53.7)
"""The Netherlands in Europe in degrees of latitude, with a little room."""
RD_X = (7_000, 300_000)
"""The area of validity of RD New (EPSG:28992), metres east."""
RD_Y = (289_000, 629_000)
"""The area of validity of RD New (EPSG:28992), metres north."""


def text(name: str, nl: str, en: str, *, nullable: bool = False, pattern: str = "") -> Column:
    """A text column."""
    return Column(name, Kind.TEXT, nl, en, nullable=nullable, pattern=pattern)


def count(name: str, nl: str, en: str, unit: str = "pupils", *, nullable: bool = False) -> Column:
    """A count of at least 0."""
    return Column(name, Kind.COUNT, nl, en, unit, nullable, low=0)


def share(name: str, nl: str, en: str, *, nullable: bool = True) -> Column:
    """A percentage between 0 and 100; null where the publisher keeps it secret."""
    return Column(name, Kind.NUMBER, nl, en, "%", nullable, low=0, high=100)


def number(
    name: str,
    nl: str,
    en: str,
    unit: str = "",
    *,
    nullable: bool = False,
    low: float | None = 0,
    high: float | None = None,
) -> Column:
    """A decimal number."""
    return Column(name, Kind.NUMBER, nl, en, unit, nullable, low=low, high=high)


def lon_lat() -> tuple[Column, Column]:
    """A point in the Netherlands in WGS84; both null for a school without a location."""
    return (
        Column("lon", Kind.NUMBER, "lengtegraad", "longitude", "degrees", nullable=True, low=LON[0], high=LON[1]),
        Column("lat", Kind.NUMBER, "breedtegraad", "latitude", "degrees", nullable=True, low=LAT[0], high=LAT[1]),
    )


def optional(column: Column) -> Column:
    """The same column, allowed to be empty."""
    return replace(column, nullable=True)
