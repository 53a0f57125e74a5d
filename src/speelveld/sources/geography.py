# SPDX-License-Identifier: EUPL-1.2
"""Areas: polygons of postcode areas, municipalities and wijken, and the municipality of every postcode area."""

from __future__ import annotations

import polars as pl

from speelveld.contracts import geography as contracts
from speelveld.sources.cells import Cells
from speelveld.sources.dataset import Dataset
from speelveld.sources.delimited import read_delimited
from speelveld.sources.geography_shapes import decimals, read_shapes, whole
from speelveld.terms import Source

_ESRI = "CBS terms: free use, name the source; © CBS, © Esri Nederland"
_KADASTER = "CBS terms: free use, name the source; © CBS, © Kadaster"


def read_pc4(raw: bytes, file: str) -> pl.DataFrame:
    """Postcode areas 2020: one polygon per four digits."""
    frame = read_shapes(raw, file, {"pc4": "pc4", "inhabitants": "inwoners", "area_km2": "oppervlakte_km2"})
    frame = decimals(whole(frame, file, "pc4", "inhabitants"), file, "area_km2")
    return frame.with_columns(pl.col("pc4").cast(pl.String))


def read_municipalities(raw: bytes, file: str) -> pl.DataFrame:
    """Municipalities 2022: one polygon each. The inhabitants are null for those that CBS had no figure of yet."""
    return whole(read_shapes(raw, file, {"name": "gemeente", "inhabitants": "inwoners"}), file, "inhabitants")


def read_wijken(raw: bytes, file: str) -> pl.DataFrame:
    """Wijken 2022: one polygon each; the figures are in the table cbs_wijken_2022."""
    return read_shapes(raw, file, {"code": "code", "name": "name"})


def read_pc4_municipality(raw: bytes, file: str) -> pl.DataFrame:
    """The municipality of every postcode area: its name and code on 1-1-2022, and its code since 2024."""
    columns = {"pc4": "pc4", "municipality": "gemeente", "code": "code", "code_today": "code_today"}
    frame = read_delimited(raw, file, {ours: (theirs,) for ours, theirs in columns.items()}, separator=",")
    cells = Cells(frame, file).code("pc4", width=4, pattern="[1-9][0-9]{3}").text("municipality", nullable=True)
    return cells.text("code", nullable=True).text("code_today", nullable=True).frame()


def _area(name: str, reference_date: str, licence: str) -> Source:
    return Source(name, "CBS (Centraal Bureau voor de Statistiek)", reference_date, licence, "https://www.cbs.nl")


DATASETS = (
    Dataset(
        "geo_pc4_2020",
        "geo_pc4_2020.parquet",
        read_pc4,
        contracts.AREAS_PC4,
        _area("Postcodegebieden (PC4), Kerncijfers per postcode 2020", "2020-01-01", _ESRI),
        4_030,
    ),
    Dataset(
        "geo_municipalities_2022",
        "geo_municipalities_2022.parquet",
        read_municipalities,
        contracts.MUNICIPALITIES,
        _area("Gebiedsindelingen 2022, gemeenten", "2022-01-01", _KADASTER),
        345,
    ),
    Dataset(
        "geo_wijken_2022",
        "cbs_wijken_2022.parquet",
        read_wijken,
        contracts.WIJKEN,
        _area("Kerncijfers wijken en buurten 2022, wijken", "2022-01-01", "CC BY 4.0, © CBS, © Kadaster"),
        3_300,
    ),
    Dataset(
        "pc4_municipality_2022",
        "pc4_municipality_2022.csv",
        read_pc4_municipality,
        contracts.PC4_MUNICIPALITY,
        _area("Gemeente per postcodegebied, afgeleid van de grenzen van 2022", "2022-01-01", _KADASTER),
        4_030,
    ),
)
