# SPDX-License-Identifier: EUPL-1.2
"""Areas: GeoParquet with invented polygons, broken ones, and the real files."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from speelveld.sources import geography, geography_shapes
from speelveld.sources.dataset import Dataset
from tests.sources.other_samples import SQUARE, geoparquet, real, said, text

BOWTIE = shapely.Polygon([(6.5, 53.1), (6.6, 53.2), (6.6, 53.1), (6.5, 53.2)])
PC4: dict[str, list[Any]] = {"pc4": [9712, 9713], "inwoners": [9630, -1], "oppervlakte_km2": [0.9, 1.5]}


def dataset(name: str) -> Dataset:
    return replace(next(one for one in geography.DATASETS if one.id == name), rows=1)


def read_pc4(raw: bytes) -> pl.DataFrame:
    return dataset("geo_pc4_2020").table(raw, "pc4.parquet")


def test_area_has_its_polygon_and_unknown_inhabitants_are_empty() -> None:
    table = read_pc4(geoparquet(PC4, [SQUARE, shapely.MultiPolygon([SQUARE])]))
    assert table.drop("geometry").rows() == [("9712", 9630, 0.9), ("9713", None, 1.5)]
    assert [shapely.from_wkb(one).area for one in table["geometry"]] == [SQUARE.area, SQUARE.area]


def test_area_that_vanished_has_no_polygon() -> None:
    table = read_pc4(geoparquet(PC4, [SQUARE, shapely.MultiPolygon()]))
    assert table["geometry"].is_null().to_list() == [False, True]


def test_vanished_municipality_is_refused() -> None:
    raw = geoparquet({"gemeente": ["Verzonnen"], "inwoners": [5]}, [shapely.Polygon()])
    message = said(lambda: dataset("geo_municipalities_2022").table(raw, "m.parquet"))
    assert "m.parquet, row 1, column 'geometry': the cell is empty" in message


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (shapely.box(16.5, 53.1, 16.6, 53.2), "the polygon lies outside the Netherlands"),
        (shapely.box(233_000, 581_000, 234_000, 582_000), "the polygon lies outside the Netherlands"),
        (shapely.box(53.1, 6.5, 53.2, 6.6), "the polygon lies outside the Netherlands"),
        (shapely.Point(6.5, 53.1), "the shape is not a valid polygon"),
        (BOWTIE, "the shape is not a valid polygon"),
        (None, "the shape is missing or damaged"),
        (shapely.to_wkb(SQUARE)[:40], "the shape is missing or damaged"),
    ],
)
def test_wrong_shapes_are_named_with_their_row(shape: Any, expected: str) -> None:
    message = said(lambda: read_pc4(geoparquet(PC4, [SQUARE, shape])))
    assert message == f"pc4.parquet, row 2, column 'geometry': {expected}."


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"pc4": [9712, 9712]}, "row 2: pc4 9712 stands here again; row 1 has it already"),
        ({"pc4": [9712, 97]}, "row 2, column 'pc4': '97' does not look like"),
        ({"pc4": ["a", "b"]}, "column 'pc4': holds String where numbers are expected"),
        ({"inwoners": [5, -3]}, "row 2, column 'inhabitants': -3 is not a count"),
        ({"oppervlakte_km2": [-1.0, 2.0]}, "row 1, column 'area_km2': '-1.0' is below 0"),
        ({"oppervlakte_km2": ["x", "y"]}, "column 'area_km2': holds String where numbers are expected"),
    ],
)
def test_wrong_cells_are_named(columns: dict[str, list[Any]], expected: str) -> None:
    assert f"pc4.parquet, {expected}" in said(lambda: read_pc4(geoparquet({**PC4, **columns}, [SQUARE, SQUARE])))


def test_missing_columns_are_all_named() -> None:
    message = said(lambda: read_pc4(geoparquet({"pc4": [9712]}, [SQUARE])))
    assert message.count("this column is missing; the file has: pc4, geometry") == 2


@pytest.mark.parametrize("crs", [None, {"name": "Amersfoort / RD New"}, {}, "EPSG:28992"])
def test_another_coordinate_system_is_refused(crs: Any) -> None:
    message = said(lambda: read_pc4(geoparquet(PC4, [SQUARE, SQUARE], crs)))
    assert "'geo' metadata is damaged" in message or "not in WGS 84" in message


@pytest.mark.parametrize("crs", ["absent", {"name": "WGS 84"}, {"name": "WGS 84 (CRS84)"}])
def test_longitude_and_latitude_are_read(crs: Any) -> None:
    assert read_pc4(geoparquet(PC4, [SQUARE, SQUARE], crs)).height == 2


def plain_parquet(rows: int) -> bytes:
    stream = io.BytesIO()
    columns = {**PC4, "geometry": [shapely.to_wkb(SQUARE)] * 2}
    pq.write_table(pa.table(columns).slice(0, rows), stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (lambda raw: b"", "the file is empty"),
        (lambda raw: b"pc4;inwoners\n", "the file is not Parquet"),
        (lambda raw: raw[:-20], "the Parquet file is cut off or damaged"),
        (lambda raw: raw[:4] + raw[200:], "the Parquet file is cut off or damaged"),
        (lambda raw: plain_parquet(2), "it is not GeoParquet"),
        (lambda raw: plain_parquet(0), "the file has no rows"),
    ],
)
def test_damaged_file_is_refused(damage: Callable[[bytes], bytes], expected: str) -> None:
    message = said(lambda: read_pc4(damage(geoparquet(PC4, [SQUARE, SQUARE]))))
    assert message.startswith("pc4.parquet")
    assert expected in message


def test_parquet_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geography_shapes, "MAX_BYTES", 2**4)
    assert "unpacks to more than" in said(lambda: read_pc4(geoparquet(PC4, [SQUARE, SQUARE])))


def test_postcode_area_has_its_municipality_of_then_and_now() -> None:
    rows = [["pc4", "gemeente", "code", "code_today"], ["1383", "Weesp", "GM0457", "GM0363"], ["5028", "", "", ""]]
    table = dataset("pc4_municipality_2022").table(text(rows, ","))
    assert table.rows() == [("1383", "Weesp", "GM0457", "GM0363"), ("5028", None, None, None)]
    wrong = text([*rows, ["1383", "x", "0363", "GM0363"]], ",")
    message = said(lambda: dataset("pc4_municipality_2022").table(wrong, "p.csv"))
    assert "p.csv, row 4, column 'code': '0363' does not look like" in message
    assert "p.csv, row 4: pc4 1383 stands here again" in message


def test_real_postcode_areas() -> None:
    table = real("geo_pc4_2020")
    assert table.height == 4_068
    assert table.filter(pl.col("pc4").str.starts_with("97")).height == 54
    assert table.filter(pl.col("geometry").is_null())["pc4"].to_list() == ["5028"]


def test_real_municipalities_are_those_of_2022() -> None:
    table = real("geo_municipalities_2022")
    assert table.height == 345
    unknown = table.filter(pl.col("inhabitants").is_null())["name"].sort().to_list()
    assert unknown == ["Dijk en Waard", "Hoekse Waard", "Land van Cuijk", "Maashorst"]


def test_real_wijken_have_shapes_for_all_figures() -> None:
    shapes = real("geo_wijken_2022")
    assert set(shapes["code"]) == set(real("cbs_wijken_2022")["code"])
    assert shapes.filter(pl.col("code").str.starts_with("WK0014")).height == 20


def test_real_postcode_areas_have_municipalities_that_are_there() -> None:
    table, known = real("pc4_municipality_2022"), real("municipalities")
    assert (table.height, table["municipality"].null_count()) == (4_068, 4)
    now = known.filter(pl.col("until").is_null())["code"]
    assert set(table["code_today"].drop_nulls()) == set(now)
    assert set(table["code"].drop_nulls()) <= set(known["code"])
    assert set(table["pc4"]) == set(real("geo_pc4_2020")["pc4"])
