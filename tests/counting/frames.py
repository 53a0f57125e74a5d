# SPDX-License-Identifier: EUPL-1.2
"""The same invented table in every kind of frame."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa

Table = Mapping[str, list[Any]]


def in_duckdb(table: Table) -> duckdb.DuckDBPyRelation:
    """A relation, in a database of its own."""
    return duckdb.connect().from_arrow(pa.table(dict(table)))


FRAMES: dict[str, Callable[[Table], Any]] = {
    "polars": lambda table: pl.DataFrame(dict(table), strict=False),
    "polars lazy": lambda table: pl.LazyFrame(dict(table), strict=False),
    "pandas": lambda table: pd.DataFrame(dict(table)),
    "pyarrow": lambda table: pa.table(dict(table)),
    "duckdb": in_duckdb,
}
ORDERED = [name for name in FRAMES if name != "duckdb"]
"""Those that keep an order of rows, so that a fault has a row."""

INVENTED: Table = {
    "school": ["North", "North", "South", "South", "South", "East", "East"],
    "group": ["a", "b", "a", "b", "a", "b", "c"],
    "n": [30, 10, 4, 40, 6, 0, 0],
    "city": ["X", "X", "X", "X", "X", "Y", "Y"],
}
"""Invented. South has two rows for group a, to be added up; East has no pupils, and group c nobody."""
