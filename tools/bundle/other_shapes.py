# SPDX-License-Identifier: EUPL-1.2
"""GeoParquet with fewer columns, and GeoParquet or text from CBS's zipped shapefiles (read with pyshp)."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.parquet as pq
import shapefile
import shapely
from shapely.geometry import shape

GEO = {
    "version": "1.1.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Polygon", "MultiPolygon"]}},
}
"""The metadata of GeoParquet; without ``crs`` it says longitude and latitude on WGS84."""
DECIMALS = 6
"""Of a degree: a decimetre."""


def keep_parquet_columns(raw: bytes, keep: Sequence[str]) -> bytes:
    """The GeoParquet file with these columns and its geometry, values and metadata unchanged."""
    table = pq.read_table(pa.BufferReader(raw))
    return _parquet(table.select([*keep, "geometry"]))


def shapes_to_parquet(raw: bytes, keep: Sequence[str]) -> bytes:
    """A zipped shapefile in WGS84 as GeoParquet: these columns, and polygons mended where a ring crosses itself."""
    with _shapefile(raw) as reader:
        records = [record.as_dict() for record in reader.records()]
        polygons = [_rounded(shape(one.__geo_interface__)) for one in reader.shapes()]
    columns = {name: [record[name] for record in records] for name in keep}
    table = pa.table({**columns, "geometry": pa.array(polygons, pa.binary())})
    return _parquet(table.replace_schema_metadata({"geo": json.dumps(GEO)}))


def shapes_to_text(raw: bytes, keep: Sequence[str]) -> bytes:
    """The table of a zipped shapefile as text with semicolons: these columns, values as printed, no shapes."""
    with _shapefile(raw) as reader:
        lines = [";".join(keep)]
        for record in reader.iterRecords():
            cells = [str(record[name]).strip() for name in keep]
            if any(";" in cell or '"' in cell for cell in cells):
                raise ValueError(f"a cell holds a semicolon or a quote: {cells}")
            lines.append(";".join(cells))
    return ("\r\n".join(lines) + "\r\n").encode()


def _shapefile(raw: bytes) -> shapefile.Reader:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = {name.rsplit(".", 1)[-1]: io.BytesIO(archive.read(name)) for name in archive.namelist()}
    return shapefile.Reader(shp=parts["shp"], shx=parts["shx"], dbf=parts["dbf"], encoding="cp1252")


def _rounded(polygon: shapely.Geometry) -> bytes:
    rounded = shapely.transform(polygon, lambda points: points.round(DECIMALS))
    return bytes(shapely.to_wkb(shapely.make_valid(rounded, method="structure"), byte_order=1))


def _parquet(table: pa.Table) -> bytes:
    stream = io.BytesIO()
    pq.write_table(table, stream, compression="zstd", compression_level=19)
    return stream.getvalue()
