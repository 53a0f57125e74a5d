# SPDX-License-Identifier: EUPL-1.2
"""Branches on the map: GeoJSON and RIVM's workbook with invented schools, broken ones, and the real files."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from speelveld.contracts.base import ROW
from speelveld.sources import geography_branches
from speelveld.sources.dataset import Dataset
from speelveld.sources.geography_branches import read_branches, to_degrees
from tests.sources.other_samples import Cell, real, said, text, workbook, zipped

MARTINI = (6.5682, 53.2194)
"""The Martinitoren in Groningen, in degrees, and in RD: (233883, 582065)."""


def school(place: Any = MARTINI, **properties: Any) -> dict[str, Any]:
    usual = {
        "naam": "Verzonnen",
        "type": "basisschool",
        "denominatie": "Openbaar",
        "straat": "Straat",
        "postcode": "9712AB",
        "plaats": "Groningen",
        "gemeente": "GRONINGEN",
        "vestigingscode": "99AA00",
        "leerlingen": 120,
    }
    geometry = None if place is None else {"type": "Point", "coordinates": list(place)}
    return {"type": "Feature", "properties": {**usual, **properties}, "geometry": geometry}


def collection(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def dataset(name: str) -> Dataset:
    return replace(next(one for one in geography_branches.DATASETS if one.id == name), rows=1)


def read(raw: bytes) -> pl.DataFrame:
    return dataset("geo_branches_2024").table(raw, "g.json")


@pytest.mark.parametrize("wrap", [bytes, gzip.compress, zipped])
def test_branch_is_read_from_any_wrapper(wrap: Callable[[bytes], bytes]) -> None:
    assert read(wrap(collection(school()))).row(0, named=True) == {
        "brin6": "99AA00",
        "name": "Verzonnen",
        "type": "basisschool",
        "denomination": "Openbaar",
        "postcode": "9712AB",
        "pc4": "9712",
        "place": "Groningen",
        "municipality": "GRONINGEN",
        "lon": MARTINI[0],
        "lat": MARTINI[1],
        "pupils": 120,
    }


def test_older_name_of_the_branch_and_missing_pupils_are_understood() -> None:
    feature = school()
    del feature["properties"]["leerlingen"]
    feature["properties"]["vestigingsnummer"] = feature["properties"].pop("vestigingscode")
    table = read(collection(feature))
    assert (table["brin6"][0], table["pupils"][0]) == ("99AA00", None)


@pytest.mark.parametrize("place", [None, ()])
def test_school_without_a_location_is_kept(place: Any) -> None:
    table = read(collection(school(place)))
    assert table.select("lon", "lat").row(0) == (None, None)


def test_first_of_several_points_of_one_branch_is_kept() -> None:
    table = read(collection(school(), school((6.57, 53.22), straat="Andere kant"), school(vestigingscode="99AA01")))
    assert table.select("brin6", "lon").rows() == [("99AA00", MARTINI[0]), ("99AA01", MARTINI[0])]


def test_two_schools_under_one_number_are_refused() -> None:
    message = said(lambda: read(collection(school(), school(naam="Een andere"))))
    assert "g.json, row 2: brin6 99AA00 stands here again; row 1 has it already" in message


@pytest.mark.parametrize(
    ("feature", "expected"),
    [
        (school((16.5, 53.2)), "row 2, column 'lon': '16.5' is above 7.3"),
        (school((53.2, 6.5)), "row 2, column 'lat': '6.5' is below 50.7"),
        (school((233_883, 582_065)), "row 2, column 'lon': '233883.0' is above 7.3"),
        (school((6.5,)), "row 2, column 'geometry': the location is not a point"),
        (school(("6.5", "53.2")), "row 2, column 'geometry': the location is not a point"),
        (school((True, 53.2)), "row 2, column 'geometry': the location is not a point"),
        ({**school(), "geometry": {"type": "Polygon", "coordinates": []}}, "row 2, column 'geometry'"),
        ({**school(), "geometry": "6.5 53.2"}, "row 2, column 'geometry'"),
        (school(leerlingen="veel"), "row 2, column 'leerlingen': 'veel' is not a number of pupils"),
        (school(leerlingen=-1), "row 2, column 'leerlingen': '-1' is not a number of pupils"),
        (school(leerlingen=1.5), "row 2, column 'leerlingen': '1.5' is not a number of pupils"),
        (school(gemeente=None), "row 2, column 'gemeente': this property is missing or holds no text"),
        (school(naam=7), "row 2, column 'naam': this property is missing or holds no text"),
        (school(naam=" "), "row 2, column 'naam': the cell is empty"),
        (school(postcode="97"), "row 2, column 'postcode': '97' is not a postcode"),
        (school(vestigingscode="99-A00"), "row 2, column 'brin6': '99-A00' is not a code"),
        ("school", "row 2: this is not a feature with properties"),
        ({"type": "Feature"}, "row 2: this is not a feature with properties"),
    ],
)
def test_wrong_features_are_named(feature: Any, expected: str) -> None:
    raw = collection(school(vestigingscode="99ZZ00"), feature)
    assert f"g.json, {expected}" in said(lambda: read(raw))


def test_school_without_a_denomination_is_kept() -> None:
    table = read(collection(school(denominatie=None), school(denominatie=" ", vestigingscode="99AA01")))
    assert table["denomination"].to_list() == [None, None]


def test_all_wrong_features_are_named_together() -> None:
    assert len(said(lambda: read(collection(school(naam=1, gemeente=2), "x", school(()), 7))).splitlines()) == 4


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "the file is empty"),
        (b"[]", "not a GeoJSON collection"),
        (b'{"features": []}', "not a GeoJSON collection"),
        (b'{"features": 7}', "not a GeoJSON collection"),
        (collection(school())[:-9], "the JSON is cut off or damaged"),
        (zipped(collection(school()))[:-30], "the zip archive is damaged"),
        (zipped(b"x", "readme.txt"), "no file that ends in 'json'"),
        (gzip.compress(collection(school()))[:-30], "the gzip wrapper is cut off"),
    ],
)
def test_damaged_file_is_refused(raw: bytes, expected: str) -> None:
    message = said(lambda: read_branches(raw, "g.json"))
    assert message.startswith("g.json")
    assert expected in message


def test_archive_with_two_files_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.json", "{}")
        archive.writestr("b.json", "{}")
    assert "holds 2 GeoJSON files" in said(lambda: read_branches(stream.getvalue(), "g.zip"))


HEADER = [
    *("objectid", "vestigingsnummer", "vestigingsnaam", "denominatie", "pc6", "gem_code", "gemeentenaam"),
    *("xcoord", "ycoord", "geocod", "leerlingen", "lftd_4_jaar"),
]


def branch(**cells: Cell) -> list[Cell]:
    usual: dict[str, Cell] = {
        "objectid": 1,
        "vestigingsnummer": "99AA00",
        "vestigingsnaam": "Verzonnen",
        "denominatie": "Openbaar",
        "pc6": "9712AB",
        "gem_code": 14,
        "gemeentenaam": "GRONINGEN",
        "xcoord": 233883,
        "ycoord": 582065,
        "geocod": "pc6hnr",
        "leerlingen": 228,
        "lftd_4_jaar": 30,
    }
    return [{**usual, **cells}[name] for name in HEADER]


@pytest.mark.parametrize(
    "raw",
    [workbook({"bo_jan2013": [HEADER, branch()], "metadata": [["Verzonnen"]]}), text([HEADER, branch()])],
    ids=["workbook", "reduced"],
)
def test_rivm_branch_has_rd_and_degrees(raw: bytes) -> None:
    row = dataset("geo_branches_2013").table(raw).row(0, named=True)
    assert (row["brin6"], row["type"], row["pc4"], row["municipality_code"]) == ("99AA00", "po", "9712", "GM0014")
    assert (row["rd_x"], row["rd_y"], row["pupils"]) == (233_883.0, 582_065.0, 228)
    assert (row["lon"], row["lat"]) == pytest.approx(MARTINI, abs=0.002)


def test_secondary_schools_stand_on_their_own_sheet() -> None:
    raw = workbook({"vo_jan2013": [HEADER, branch()]})
    assert dataset("geo_branches_2013_vo").table(raw)["type"].to_list() == ["vo"]
    assert "the sheet 'bo_jan2013' is missing" in said(lambda: dataset("geo_branches_2013").table(raw, "b.xls"))


def test_amersfoort_is_where_rd_has_its_middle() -> None:
    """RD's origin of 155 000, 463 000 m is the Onze-Lieve-Vrouwetoren, 52.15517 N 5.38721 E."""
    table = to_degrees(pl.DataFrame({ROW: [2], "rd_x": [155_000.0], "rd_y": [463_000.0]}), "x")
    assert table.select("lon", "lat").row(0) == pytest.approx((5.38721, 52.15517), abs=1e-4)


def test_rivm_branch_without_a_location_is_kept() -> None:
    table = dataset("geo_branches_2013").table(text([HEADER, branch(xcoord="", ycoord="")]))
    assert table.select("rd_x", "rd_y", "lon", "lat").row(0) == (None, None, None, None)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"xcoord": 0, "ycoord": 0}, "row 2, column 'xcoord': (0.0, 0.0) is not a point in the Netherlands"),
        ({"xcoord": 582065, "ycoord": 233883}, "is not a point in the Netherlands"),
        ({"xcoord": ""}, "row 2, column 'xcoord': (None, 582065.0) is not a point in the Netherlands"),
        ({"xcoord": "oost"}, "row 2, column 'xcoord': 'oost' is not a number"),
        ({"leerlingen": "-3"}, "row 2, column 'leerlingen': '-3' is not a number"),
        ({"geocod": "gok"}, "row 2, column 'quality': 'gok' is not one of"),
        ({"gem_code": "GM14X"}, "row 2, column 'gem_code': 'GM14X' is not a code of 4 characters"),
    ],
)
def test_wrong_rivm_cells_are_named(cells: dict[str, Cell], expected: str) -> None:
    message = said(lambda: dataset("geo_branches_2013").table(text([HEADER, branch(**cells)]), "r.csv"))
    assert message.startswith("r.csv")
    assert expected in message


def test_double_rivm_branch_is_named() -> None:
    raw = text([HEADER, branch(), branch()])
    assert "row 3: brin6 99AA00 stands here again; row 2" in said(lambda: dataset("geo_branches_2013").table(raw))


def test_real_branches_of_2013() -> None:
    primary, secondary = real("geo_branches_2013"), real("geo_branches_2013_vo")
    assert (primary.height, primary["pupils"].sum()) == (6_899, 1_497_076)
    assert (secondary.height, secondary["pupils"].sum()) == (1_359, 970_022)
    today = ["GM0014", "GM0017", "GM0009"]
    assert primary.filter(pl.col("municipality_code").is_in(today)).height == 57
    city = secondary.filter(pl.col("municipality_code").is_in(["GM0014", "GM0017"]))
    assert (city.height, city["pupils"].sum()) == (25, 16_589)


def test_real_branches_of_2024() -> None:
    table = real("geo_branches_2024")
    city = table.filter(pl.col("municipality") == "GRONINGEN")
    primary = city.filter(pl.col("type") == "basisschool")
    assert (city.height, primary.height, primary["pupils"].sum()) == (111, 56, 14_115)
    assert city.filter(pl.col("type") == "SBAO").height == 5
    assert table.select("lon", "lat").null_count().row(0) == (0, 0)


def test_real_branches_stay_where_they_were() -> None:
    """Of the branches in both files with one postcode, nearly all have points within about 100 metres."""
    both = real("geo_branches_2022").join(real("geo_branches_2024"), on=["brin6", "postcode"])
    near = (pl.col("lon") - pl.col("lon_right")).abs() + (pl.col("lat") - pl.col("lat_right")).abs() < 0.001
    assert both.height > 7_000
    assert both.filter(near).height > 0.97 * both.height
