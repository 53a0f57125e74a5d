# SPDX-License-Identifier: EUPL-1.2
"""GeoParquet without geopandas: a table with polygons, checked, and each polygon as WKB."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import polars as pl
import pyarrow
import pyarrow.parquet
import shapely

from speelveld.contracts.base import MAX_FAULTS, ROW
from speelveld.contracts.shared import LAT, LON
from speelveld.errors import Fault, SourceError
from speelveld.sources.files import MAX_BYTES, unwrap

PARQUET = b"PAR1"
DEGREES = {"WGS 84", "WGS 84 (CRS84)"}
"""The names that GeoParquet gives to longitude and latitude on WGS84."""


def read_shapes(raw: bytes, file: str, columns: Mapping[str, str]) -> pl.DataFrame:
    """The asked columns under our names (ours -> the file's), with ``geometry`` as WKB in WGS84 and ``_row``.

    Rows are counted from 1, since a Parquet file has no header line. Raises SourceError with every fault: no Parquet,
    cut off, a missing column, another coordinate system, a shape that is no valid polygon or lies outside the
    Netherlands. An empty polygon, of an area that vanished when its boundaries were simplified, is null.
    """
    table = _table(unwrap(raw, file), file)
    missing = [theirs for theirs in (*columns.values(), "geometry") if theirs not in table.column_names]
    if missing:
        shown = ", ".join(table.column_names)
        raise SourceError(Fault(f"this column is missing; the file has: {shown}.", file, column=c) for c in missing)
    _check_degrees(table.schema.metadata or {}, file)
    plain = pyarrow.table({ours: table[theirs] for ours, theirs in columns.items()})
    frame = pl.DataFrame(plain).with_row_index(ROW, offset=1).with_columns(pl.col(ROW).cast(pl.Int64))
    wkb = [value.as_py() for value in table["geometry"]]
    return frame.with_columns(pl.Series("geometry", _polygons(wkb, file), dtype=pl.Binary))


def whole(frame: pl.DataFrame, file: str, *names: str) -> pl.DataFrame:
    """The frame with these number columns as whole numbers; -1 and NaN, CBS's marks for no figure, become null.

    Raises SourceError for a number with decimals, another negative number, or text.
    """
    faults = []
    for name in names:
        column = frame.get_column(name)
        if not column.dtype.is_numeric():
            faults.append(Fault(f"holds {column.dtype} where numbers are expected.", file, column=name))
            continue
        numbers = column.cast(pl.Float64).fill_nan(None)
        numbers = pl.select(pl.when(numbers != -1).then(numbers)).to_series()
        wrong = frame.select(ROW).with_columns(numbers.alias(name)).filter((pl.col(name) % 1 != 0) | (pl.col(name) < 0))
        faults += [Fault(f"{value:g} is not a count.", file, row, name) for row, value in wrong.rows()]
        if wrong.is_empty():
            frame = frame.with_columns(numbers.cast(pl.Int64).alias(name))
    if faults:
        raise SourceError(faults[:MAX_FAULTS])
    return frame


def decimals(frame: pl.DataFrame, file: str, *names: str) -> pl.DataFrame:
    """The frame with these number columns as decimals; NaN becomes null. Raises SourceError for text."""
    faults = [
        Fault(f"holds {frame.schema[name]} where numbers are expected.", file, column=name)
        for name in names
        if not frame.schema[name].is_numeric()
    ]
    if faults:
        raise SourceError(faults)
    return frame.with_columns(pl.col(name).cast(pl.Float64).fill_nan(None) for name in names)


def _table(raw: bytes, file: str) -> Any:
    if raw[:4] != PARQUET:
        raise SourceError(Fault("the file is not Parquet.", file, advice="This is not the file expected."))
    try:
        held = pyarrow.parquet.ParquetFile(pyarrow.BufferReader(raw))
        groups = (held.metadata.row_group(index) for index in range(held.metadata.num_row_groups))
        if sum(group.total_byte_size for group in groups) > MAX_BYTES:
            raise SourceError(Fault(f"the file unpacks to more than {MAX_BYTES // 2**20} MiB.", file))
        table = held.read()
    except (pyarrow.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0]
        fault = Fault(f"the Parquet file is cut off or damaged ({reason}).", file, advice="Fetch it again.")
        raise SourceError(fault) from error
    if not table.num_rows:
        raise SourceError(Fault("the file has no rows.", file, advice="Fetch it again completely."))
    return table


def _check_degrees(metadata: Mapping[bytes, bytes], file: str) -> None:
    if b"geo" not in metadata:
        raise SourceError(Fault("the file has no 'geo' metadata: it is not GeoParquet.", file, column="geometry"))
    try:
        crs = json.loads(metadata[b"geo"])["columns"]["geometry"].get("crs", {"name": "WGS 84 (CRS84)"})
        name = crs["name"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(Fault("the 'geo' metadata is damaged.", file, column="geometry")) from error
    if name not in DEGREES:
        advice = "Convert it to WGS 84."
        raise SourceError(Fault(f"the coordinates are in '{name}', not in WGS 84.", file, None, "geometry", advice))


def _polygons(wkb: list[bytes | None], file: str) -> list[bytes | None]:
    shapes = shapely.from_wkb(wkb, on_invalid="ignore")
    missing = shapely.is_missing(shapes)
    polygonal = (shapely.get_type_id(shapes) == 3) | (shapely.get_type_id(shapes) == 6)
    sound = polygonal & shapely.is_valid(shapes)
    empty = shapely.is_empty(shapes)
    west, south, east, north = shapely.bounds(shapes).T
    inside = empty | ((west >= LON[0]) & (east <= LON[1]) & (south >= LAT[0]) & (north <= LAT[1]))
    faults = []
    for row, (gone, good, within) in enumerate(zip(missing, sound, inside, strict=True), 1):
        if gone:
            faults.append(Fault("the shape is missing or damaged.", file, row, "geometry"))
        elif not good:
            faults.append(Fault("the shape is not a valid polygon.", file, row, "geometry"))
        elif not within:
            faults.append(Fault("the polygon lies outside the Netherlands.", file, row, "geometry"))
    if faults:
        raise SourceError(faults[:MAX_FAULTS])
    return [None if nothing else shape for shape, nothing in zip(wkb, empty, strict=True)]
