# SPDX-License-Identifier: EUPL-1.2
"""CBS: wijken of the whole country (2022), and for Groningen buurten (2017) and squares of 100 metres (2000-2014)."""

from __future__ import annotations

import polars as pl

from speelveld.contracts import cbs as contracts
from speelveld.contracts.base import ROW
from speelveld.sources.cbs_pc4 import no_secret
from speelveld.sources.cells import Cells
from speelveld.sources.dataset import Dataset
from speelveld.sources.delimited import read_delimited
from speelveld.sources.geography_shapes import decimals, read_shapes, whole
from speelveld.terms import Source

YEARS = range(2000, 2015)
CLASSES = range(2011, 2015)
DWELLINGS = range(2000, 2013)
WOZ = (2011, 2012)
NO_FIGURE = ("-99997", "-99998", "-99999", "geheim", "nihil")
"""What the file of squares prints for secret, for nobody living there, and for unknown."""
SECRET = -99_999_999
"""What the shapefile of buurten holds for a secret figure."""

_WIJKEN = "cbs_wijken_2022.parquet"


def read_wijken(raw: bytes, file: str) -> pl.DataFrame:
    """Kerncijfers wijken en buurten 2022: the figures of every wijk; the municipality's code from the wijk's."""
    shares = {
        "pop_0_14": "pop_0_14",
        "owner_occupied": "dwelling_ownership",
        "income_low": "income_low",
        "income_high": "income_high",
        "edu_higher": "edu_appl_sci",
    }
    counts = {"population": "population", "dwellings": "dwelling_total", "dwelling_value": "dwelling_value"}
    frame = read_shapes(raw, file, {"code": "code", "name": "name", **shares, **counts})
    frame = decimals(whole(frame, file, *counts), file, *shares)
    return frame.with_columns(("GM" + pl.col("code").str.slice(2, 4)).alias("municipality_code"))


def read_buurten(raw: bytes, file: str) -> pl.DataFrame:
    """Wijk- en buurtkaart 2017, buurten of one municipality: figures and polygons."""
    counts = {"inhabitants": "AANT_INW", "households": "AANTAL_HH"}
    shares = {
        "share_0_14": "P_00_14_JR",
        "single_households": "P_EENP_HH",
        "households_with_children": "P_HH_M_K",
        "western_origin": "P_WEST_AL",
        "non_western_origin": "P_N_W_AL",
    }
    names = {"code": "BU_CODE", "name": "BU_NAAM", "wijk_code": "WK_CODE", "municipality_code": "GM_CODE"}
    frame = decimals(read_shapes(raw, file, {**names, **counts, **shares}), file, *counts, *shares)
    known = [pl.when(pl.col(name) != SECRET).then(name).alias(name) for name in (*counts, *shares)]
    return whole(frame.with_columns(known), file, *counts)


def read_squares(raw: bytes, file: str) -> pl.DataFrame:
    """Statistische gegevens per vierkant van 100 m: one row per square and year, 2000 to 2014.

    The code gives the south-west corner in RD: E2269N5800 is (226900, 580000) metres.
    """
    given: dict[str, dict[int, str]] = {
        "inhabitants": {year: f"INW{year}" for year in YEARS},
        "under_15": {year: f"I{year}_014" for year in CLASSES},
        "western_origin": {year: f"P_WAL{year}" for year in CLASSES},
        "non_western_origin": {year: f"P_NWAL{year}" for year in CLASSES},
        "dwellings": {year: f"WON{year}" for year in DWELLINGS},
        "woz": {year: f"WOZWON{year}" for year in WOZ},
    }
    figures = {column: (column,) for years in given.values() for column in years.values()}
    columns = {"square": ("C28992R100",), **figures}
    frame = no_secret(read_delimited(raw, file, columns), list(figures), NO_FIGURE)
    cells = Cells(frame, file, columns).code("square", width=10, pattern="E[0-9]{4}N[0-9]{4}")
    for name, years in given.items():
        for column in years.values():
            if name.endswith("_origin"):
                cells.text(column, nullable=True)
            else:
                cells.count(column, nullable=True)
    wide = cells.frame()
    return pl.concat(
        wide.select(
            ROW,
            "square",
            _corner(1).alias("rd_x"),
            _corner(6).alias("rd_y"),
            pl.lit(year, pl.Int64).alias("year"),
            *(
                (pl.col(years[year]) if year in years else pl.lit(None, contracts.SQUARES.schema[name])).alias(name)
                for name, years in given.items()
            ),
        )
        for year in YEARS
    ).sort(ROW, "year")


def _corner(at: int) -> pl.Expr:
    return pl.col("square").str.slice(at, 4).cast(pl.Float64) * 100


def _cbs(name: str, reference_date: str, licence: str = "CC BY 4.0, © CBS") -> Source:
    return Source(name, "CBS (Centraal Bureau voor de Statistiek)", reference_date, licence, "https://www.cbs.nl")


DATASETS = (
    Dataset(
        "cbs_wijken_2022",
        _WIJKEN,
        read_wijken,
        contracts.WIJKEN,
        _cbs("Kerncijfers wijken en buurten 2022, wijken", "2022-01-01"),
        3_300,
    ),
    Dataset(
        "cbs_buurten_groningen_2017",
        "cbs_buurten_groningen_2017.parquet",
        read_buurten,
        contracts.BUURTEN,
        _cbs("Wijk- en buurtkaart 2017, buurten van Groningen", "2017-01-01", "CC BY 4.0, © CBS, © Kadaster"),
        107,
    ),
    Dataset(
        "cbs_squares_groningen",
        "cbs_squares_groningen.csv.gz",
        read_squares,
        contracts.SQUARES,
        _cbs("Statistische gegevens per vierkant van 100 meter, Groningen", "2000-01-01 - 2014-01-01"),
        51_000,
    ),
)
