# SPDX-License-Identifier: EUPL-1.2
"""Branches of schools on the map: geocoded by RIVM (2013) and by EduGIS (2022 and 2024)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
from pyproj import Transformer

from speelveld.contracts import geography as contracts
from speelveld.contracts.base import MAX_FAULTS, ROW
from speelveld.contracts.shared import RD_X, RD_Y
from speelveld.errors import Fault, SourceError
from speelveld.sources.cells import Cells
from speelveld.sources.dataset import Dataset
from speelveld.sources.files import ZIP, members
from speelveld.sources.jsonfile import read_json
from speelveld.sources.spreadsheet import Layout, read_table
from speelveld.terms import Source

WORDS = ("naam", "type", "denominatie", "postcode", "plaats", "gemeente")
"""The properties of a geocoded branch that are read as text."""
BRANCH = ("vestigingscode", "vestigingsnummer")
"""The property that holds BRIN and branch number: its name in 2024 and in 2022."""


def read_branches(raw: bytes, file: str) -> pl.DataFrame:
    """Geocoded branches as GeoJSON, also in a zip or gzip wrapper: one row per branch.

    The geocoder gave some branches several points, one per house number that fits the address: rows with the same
    branch, name, type and postcode. The first is kept. Two different schools under one number are a fault, as are a
    place outside the Netherlands and a property that is missing or no text. Rows are counted from 1 over the features.
    """
    if raw[:4] == ZIP:
        (inner, raw), *more = members(raw, file, "json")
        if more:
            raise SourceError(Fault(f"the archive holds {len(more) + 1} GeoJSON files, one is expected.", file))
        file = f"{file}/{inner}"
    held = read_json(raw, file)
    features = held.get("features") if isinstance(held, dict) else None
    if not isinstance(features, list) or not features:
        raise SourceError(Fault("the file is not a GeoJSON collection of features.", file, advice="Fetch it again."))
    faults: list[Fault] = []
    rows = [_feature(feature, number, file, faults) for number, feature in enumerate(features, 1)]
    if faults:
        raise SourceError(faults[:MAX_FAULTS])
    schema: dict[str, Any] = {
        ROW: pl.Int64,
        "brin6": pl.String,
        **dict.fromkeys(WORDS, pl.String),
        "lon": pl.Float64,
        "lat": pl.Float64,
        "pupils": pl.Int64,
    }
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    frame = frame.unique(["brin6", "naam", "type", "postcode"], keep="first", maintain_order=True)
    places = frame.select("lon", "lat", "pupils")
    cells = Cells(frame.select(ROW, "brin6", *WORDS), file).code("brin6", width=6, pattern="[0-9]{2}[0-9A-Z]{4}")
    cells.text("naam", "name").text("type").text("denominatie", "denomination", nullable=True)
    cells.postcode("postcode").text("plaats", "place").text("gemeente", "municipality")
    return cells.frame().hstack(places)


def read_rivm_po(raw: bytes, file: str) -> pl.DataFrame:
    """RIVM's workbook of the branches of primary schools on 3-1-2013, or the text reduced from it."""
    return _rivm(raw, file, "bo_jan2013", "po")


def read_rivm_vo(raw: bytes, file: str) -> pl.DataFrame:
    """RIVM's workbook of the branches of secondary schools on 3-1-2013, or the text reduced from it."""
    return _rivm(raw, file, "vo_jan2013", "vo")


def _rivm(raw: bytes, file: str, sheet: str, education: str) -> pl.DataFrame:
    words = ("vestigingsnummer", "vestigingsnaam", "denominatie", "pc6", "gem_code", "gemeentenaam")
    asked = {name: (name,) for name in (*words, "xcoord", "ycoord", "geocod", "leerlingen")}
    frame = read_table(raw, file, asked, Layout(sheet, "objectid"))
    table = (
        Cells(frame, file)
        .code("vestigingsnummer", "brin6", width=6, pattern="[0-9]{2}[0-9A-Z]{4}")
        .text("vestigingsnaam", "name")
        .text("denominatie", "denomination", nullable=True)
        .postcode("pc6")
        .code("gem_code", "municipality_code", width=4, pattern="[0-9]{4}", prefix="GM")
        .text("gemeentenaam", "municipality")
        .decimal("xcoord", "rd_x", nullable=True)
        .decimal("ycoord", "rd_y", nullable=True)
        .text("geocod", "quality")
        .count("leerlingen", "pupils", nullable=True)
        .frame()
    )
    return to_degrees(table, file).with_columns(pl.lit(education).alias("type"))


def to_degrees(table: pl.DataFrame, file: str) -> pl.DataFrame:
    """The table with ``lon`` and ``lat`` (WGS84) from ``rd_x`` and ``rd_y`` (EPSG:28992, metres); null stays null.

    Raises SourceError for a point outside the area of RD, and for one with a single coordinate.
    """
    x, y = pl.col("rd_x"), pl.col("rd_y")
    outside = ~(x.is_between(*RD_X) & y.is_between(*RD_Y)).fill_null(False) & (x.is_not_null() | y.is_not_null())
    wrong = table.filter(outside).select(ROW, "rd_x", "rd_y").head(MAX_FAULTS)
    if wrong.height:
        raise SourceError(
            Fault(f"({east}, {north}) is not a point in the Netherlands.", file, row, "xcoord")
            for row, east, north in wrong.iter_rows()
        )
    change = Transformer.from_crs("EPSG:28992", "EPSG:4326", always_xy=True)
    known = table.filter(x.is_not_null()).select(ROW, "rd_x", "rd_y")
    lon, lat = change.transform(known.get_column("rd_x").to_numpy(), known.get_column("rd_y").to_numpy())
    places = pl.DataFrame({ROW: known.get_column(ROW), "lon": lon, "lat": lat})
    return table.join(places, on=ROW, how="left", maintain_order="left")


def _feature(feature: Any, number: int, file: str, faults: list[Fault]) -> tuple[Any, ...]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        faults.append(Fault("this is not a feature with properties.", file, number))
        return ()
    column = next((name for name in BRANCH if name in properties), BRANCH[0])
    words = [properties.get(name) for name in (column, *WORDS)]
    faults += [
        Fault("this property is missing or holds no text.", file, number, name)
        for name, word in zip((column, *WORDS), words, strict=True)
        if not isinstance(word, str) and not (name == "denominatie" and word is None)
    ]
    pupils = properties.get("leerlingen")
    if pupils is not None and (not isinstance(pupils, int) or isinstance(pupils, bool) or not 0 <= pupils < 100_000):
        faults.append(Fault(f"'{pupils}' is not a number of pupils.", file, number, "leerlingen"))
    place = _point(feature.get("geometry"))
    if place is None:
        faults.append(Fault("the location is not a point with two coordinates.", file, number, "geometry"))
        return ()
    return (number, *(word.strip() if isinstance(word, str) else None for word in words), *place, pupils)


def _point(geometry: Any) -> tuple[float | None, float | None] | None:
    if geometry is None:
        return None, None
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return None
    place = geometry.get("coordinates")
    if place == []:
        return None, None
    if not isinstance(place, list) or len(place) < 2:
        return None
    if not all(isinstance(number, int | float) and not isinstance(number, bool) for number in place[:2]):
        return None
    return float(place[0]), float(place[1])


def _branches(
    year: str, file: str, read: Callable[[bytes, str], pl.DataFrame], day: str, pupils: str, rows: int
) -> Dataset:
    name = f"Schoolvestigingen met coördinaten (EduGIS, adressen {day}{pupils})"
    source = Source(
        name,
        "DUO (Dienst Uitvoering Onderwijs)",
        day,
        "CC0 1.0; BAG (Kadaster) is open data",
        "https://duo.nl/open_onderwijsdata",
    )
    return Dataset(f"geo_branches_{year}", file, read, contracts.BRANCHES, source, rows)


def _rivm_dataset(id_: str, file: str, read: Callable[[bytes, str], pl.DataFrame], kind: str, rows: int) -> Dataset:
    name = f"Vestigingen van instellingen in het {kind}, geocodeerd"
    source = Source(
        name,
        "RIVM (Rijksinstituut voor Volksgezondheid en Milieu)",
        "2013-01-03",
        "no terms stated; DUO data CC0 1.0",
        "https://www.rivm.nl",
    )
    return Dataset(id_, file, read, contracts.BRANCHES_2013, source, rows)


DATASETS = (
    _rivm_dataset("geo_branches_2013", "geo_branches_2013.csv.gz", read_rivm_po, "basisonderwijs", 6_830),
    _rivm_dataset(
        "geo_branches_2013_vo",
        "geo_branches_2013_vo.csv.gz",
        read_rivm_vo,
        "voortgezet onderwijs",
        1_345,
    ),
    _branches("2022", "geo_branches_2022.geojson.gz", read_branches, "2022-05-01", "", 7_700),
    _branches(
        "2024",
        "geo_branches_2024.geojson.gz",
        read_branches,
        "2024-11-22",
        ", leerlingen 2023-2024",
        8_530,
    ),
)
