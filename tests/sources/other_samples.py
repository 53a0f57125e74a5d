# SPDX-License-Identifier: EUPL-1.2
"""Small files in the publishers' formats, with invented content, and the real bundled tables."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
import xlsxwriter

from speelveld.errors import Fault, InputError
from speelveld.sources.catalogue import DATASETS

Cell = str | int | float | None
Reader = Callable[[bytes, str], pl.DataFrame]


@cache
def real(name: str) -> pl.DataFrame:
    """The table of a dataset, read from its bundled file."""
    dataset = next(one for one in DATASETS if one.id == name)
    return dataset.table(files("speelveld.sources").joinpath("bundled", dataset.file).read_bytes())


def workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    """An xlsx file with these sheets."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, ["" if cell is None else cell for cell in row])
    return stream.getvalue()


def text(rows: Sequence[Sequence[Cell]], separator: str = ";") -> bytes:
    """Delimited text with these rows, of which the first is the header."""
    return "".join(separator.join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows).encode()


SQUARE = shapely.box(6.5, 53.1, 6.6, 53.2)
"""A square near Groningen, in degrees."""


def geoparquet(columns: Mapping[str, Sequence[Any]], shapes: Sequence[Any], crs: Any = "absent") -> bytes:
    """A GeoParquet file with these columns and shapes; ``crs`` as in its metadata."""
    geometry: dict[str, Any] = {"encoding": "WKB", "geometry_types": []}
    if crs != "absent":
        geometry["crs"] = crs
    wkb = [shape if shape is None or isinstance(shape, bytes) else shapely.to_wkb(shape) for shape in shapes]
    table = pa.table({**columns, "geometry": pa.array(wkb, pa.binary())})
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": geometry}}
    stream = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), stream)
    return stream.getvalue()


def zipped(content: bytes, name: str = "scholen.geo.json") -> bytes:
    """A zip archive with one member."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def faults(read: Callable[[], object]) -> tuple[Fault, ...]:
    """The faults that reading raises; it must raise."""
    try:
        read()
    except InputError as error:
        return error.faults
    raise AssertionError("nothing was refused")


def said(read: Callable[[], object]) -> str:
    """All faults as a person reads them."""
    return "\n".join(map(str, faults(read)))
