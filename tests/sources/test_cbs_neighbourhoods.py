# SPDX-License-Identifier: EUPL-1.2
"""Wijken, buurten and squares: small files with invented figures, broken ones, and the real files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
import shapely

from speelveld.sources import cbs_neighbourhoods
from speelveld.sources.cbs_neighbourhoods import CLASSES, DWELLINGS, SECRET, WOZ, YEARS
from speelveld.sources.dataset import Dataset
from tests.sources.other_samples import SQUARE, Cell, geoparquet, real, said, text

WIJK: dict[str, list[Any]] = {
    "code": ["WK001400", "WK001401"],
    "name": ["Verzonnen", "Leeg"],
    "population": [2000, 0],
    "pop_0_14": [12.0, None],
    "dwelling_total": [900, 0],
    "dwelling_value": [250, None],
    "dwelling_ownership": [40, None],
    "income_low": [60.3, float("nan")],
    "income_high": [10.5, None],
    "edu_appl_sci": [46.0, None],
}
BUURT: dict[str, list[Any]] = {
    "BU_CODE": ["BU00140000", "BU00140001"],
    "BU_NAAM": ["Verzonnen", "Park"],
    "WK_CODE": ["WK001400", "WK001400"],
    "GM_CODE": ["GM0014", "GM0014"],
    "AANT_INW": [4440, 10],
    "P_00_14_JR": [3, SECRET],
    "AANTAL_HH": [3595, 5],
    "P_EENP_HH": [83, SECRET],
    "P_HH_M_K": [3, SECRET],
    "P_WEST_AL": [16, SECRET],
    "P_N_W_AL": [10, SECRET],
}
HEADER = [
    "C28992R100",
    *(f"INW{year}" for year in YEARS),
    *(f"{start}{year}{end}" for start, end in (("I", "_014"), ("P_WAL", ""), ("P_NWAL", "")) for year in CLASSES),
    *(f"WON{year}" for year in DWELLINGS),
    *(f"WOZWON{year}" for year in WOZ),
]


def dataset(name: str) -> Dataset:
    return replace(next(one for one in cbs_neighbourhoods.DATASETS if one.id == name), rows=1)


def square(**cells: Cell) -> list[Cell]:
    usual = {"C28992R100": "E2269N5800", "P_WAL2011": "nihil", "P_NWAL2014": "minder dan 10%", "WOZWON2011": "-99997"}
    return [{**usual, **cells}.get(name, "5") for name in HEADER]


def wijken(shapes: list[Any] | None = None, **columns: list[Any]) -> bytes:
    return geoparquet({**WIJK, **columns}, shapes or [SQUARE, SQUARE])


def test_wijk_has_its_municipality_and_empty_figures_stay_empty() -> None:
    table = dataset("cbs_wijken_2022").table(wijken())
    assert table.rows() == [
        ("WK001400", "Verzonnen", "GM0014", 2000, 12.0, 900, 250, 40.0, 60.3, 10.5, 46.0),
        ("WK001401", "Leeg", "GM0014", 0, None, 0, None, None, None, None, None),
    ]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"population": [2000.5, 3.0]}, "row 1, column 'population': 2000.5 is not a count"),
        ({"population": [-7, 3]}, "row 1, column 'population': -7 is not a count"),
        ({"population": ["2000", "3"]}, "column 'population': holds String where numbers are expected"),
        ({"income_low": ["x", "y"]}, "column 'income_low': holds String where numbers are expected"),
        ({"income_low": [101.0, 3.0]}, "row 1, column 'income_low': '101.0' is above 100"),
        ({"code": ["WK001400", "WK001400"]}, "row 2: code WK001400 stands here again"),
        ({"code": ["WK14", "WK001401"]}, "row 1, column 'code': 'WK14' does not look like"),
    ],
)
def test_wrong_wijken_are_named(columns: dict[str, list[Any]], expected: str) -> None:
    assert f"w.parquet, {expected}" in said(lambda: dataset("cbs_wijken_2022").table(wijken(**columns), "w.parquet"))


def test_missing_figures_are_all_named() -> None:
    kept = {name: cells for name, cells in WIJK.items() if name not in ("income_low", "edu_appl_sci")}
    message = said(lambda: dataset("cbs_wijken_2022").table(geoparquet(kept, [SQUARE, SQUARE]), "w.parquet"))
    assert "column 'income_low': this column is missing; the file has: code, name" in message
    assert "column 'edu_appl_sci'" in message


def test_buurt_has_its_polygon_and_secret_shares_are_empty() -> None:
    table = dataset("cbs_buurten_groningen_2017").table(geoparquet(BUURT, [SQUARE, SQUARE]))
    assert shapely.from_wkb(table["geometry"][0]).equals(SQUARE)
    assert table.drop("geometry").rows() == [
        ("BU00140000", "Verzonnen", "WK001400", "GM0014", 4440, 3.0, 3595, 83.0, 3.0, 16.0, 10.0),
        ("BU00140001", "Park", "WK001400", "GM0014", 10, None, 5, None, None, None, None),
    ]


def test_other_negative_share_is_refused() -> None:
    raw = geoparquet({**BUURT, "P_N_W_AL": [-10, 4]}, [SQUARE, SQUARE])
    message = said(lambda: dataset("cbs_buurten_groningen_2017").table(raw, "b.parquet"))
    assert "b.parquet, row 1, column 'non_western_origin': '-10.0' is below 0" in message


def test_square_has_a_row_per_year_and_its_corner_in_rd() -> None:
    table = dataset("cbs_squares_groningen").table(text([HEADER, square(INW2000="-99998", I2014_014="0")]))
    assert table["year"].to_list() == list(YEARS)
    assert table.select("square", "rd_x", "rd_y").unique().row(0) == ("E2269N5800", 226_900.0, 580_000.0)
    by_year = {row["year"]: row for row in table.iter_rows(named=True)}
    assert by_year[2000]["inhabitants"] is None
    assert (by_year[2001]["inhabitants"], by_year[2001]["under_15"], by_year[2001]["dwellings"]) == (5, None, 5)
    assert (by_year[2011]["western_origin"], by_year[2011]["woz"], by_year[2012]["woz"]) == (None, None, 5)
    assert (by_year[2014]["under_15"], by_year[2014]["dwellings"]) == (0, None)
    assert by_year[2014]["non_western_origin"] == "minder dan 10%"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"C28992R100": "E2269"}, "row 2, column 'C28992R100': 'E2269' is not a code of 10 characters"),
        ({"C28992R100": "E9999N5800"}, "column 'rd_x': '999900.0' is above 300000"),
        ({"INW2005": "veel"}, "row 2, column 'INW2005': 'veel' is not a number"),
        ({"INW2005": "-5"}, "row 2, column 'INW2005': '-5' is not a number"),
    ],
)
def test_wrong_squares_are_named(cells: dict[str, Cell], expected: str) -> None:
    raw = text([HEADER, square(**cells)])
    assert expected in said(lambda: dataset("cbs_squares_groningen").table(raw, "s.csv"))


def test_double_square_and_missing_year_are_named() -> None:
    message = said(lambda: dataset("cbs_squares_groningen").table(text([HEADER, square(), square()]), "s.csv"))
    assert "row 3: square E2269N5800, year 2000 stands here again; row 2 has it already" in message
    rows = [[cell for name, cell in zip(HEADER, row, strict=True) if name != "INW2007"] for row in (HEADER, square())]
    assert "column 'INW2007': this column is missing" in said(
        lambda: dataset("cbs_squares_groningen").table(text(rows), "s.csv")
    )


def test_real_wijken() -> None:
    table = real("cbs_wijken_2022")
    assert (table.height, table["population"].sum()) == (3_340, 17_588_925)
    city = table.filter(pl.col("municipality_code") == "GM0014")
    assert city.height == 20
    assert abs(city["population"].sum() - 234_950) <= 20 * 2.5  # each wijk is rounded to 5
    assert (table["income_low"].null_count(), table["edu_higher"].null_count()) == (196, 135)


def test_real_buurten() -> None:
    table = real("cbs_buurten_groningen_2017")
    assert (table.height, table["inhabitants"].sum()) == (108, 202_515)
    assert table["municipality_code"].unique().to_list() == ["GM0014"]
    assert table["non_western_origin"].null_count() > 0


def test_real_squares() -> None:
    table = real("cbs_squares_groningen")
    assert (table["square"].n_unique(), table.height) == (3_441, 3_441 * 15)
    assert table.filter(pl.col("year") == 2000)["inhabitants"].null_count() == 515
    assert (table["inhabitants"].drop_nulls() % 5 == 0).all()
    classes = table["non_western_origin"].drop_nulls().unique().sort().to_list()
    assert classes == ["10% tot 25%", "25% tot 45%", "45% tot 67%", "geen nw. allochtoon", "minder dan 10%"]
