# SPDX-License-Identifier: EUPL-1.2
"""Figures per postcode area: CBS's workbook and the text reduced from it, secret cells, and the real files."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import polars as pl
import pytest

from speelveld.sources import cbs_pc4
from speelveld.sources.cbs_pc4 import KEY_FIGURES, WOZ
from speelveld.sources.dataset import Dataset
from tests.sources.other_samples import Cell, real, said, text, workbook

TITLES = [name[0] for name in (*KEY_FIGURES.values(), *WOZ.values())]
FIRST: list[Cell] = ["1011", 9910, 700, 50, 10, 10, 20, 20, 6505, 330, 480, 6265, 30, 70, 2445, 575, 588]
SECRET: list[Cell] = ["9998", 180, 30, 90, -99997, 0, -99997, -99997, 75, -99997, 25, 75, 70, 30, 5, 5, -99997]


def dataset(name: str) -> Dataset:
    return replace(next(one for one in cbs_pc4.DATASETS if one.id == name), rows=1)


def sheet(rows: list[list[Cell]], titles: list[str] = TITLES) -> bytes:
    over = [title.split(" - ", 1)[0] if " - " in title else "" for title in titles]
    spans: list[Cell] = [name if at == 0 or over[at - 1] != name else "" for at, name in enumerate(over)]
    names: list[Cell] = [title.split(" - ", 1)[-1].replace(" ", "\n", 1) for title in titles]
    units: list[Cell] = ["Code", *["x1"] * (len(titles) - 1)]
    return workbook({"PC4_2023_v9": [["Verzonnen cijfers"], [], spans, ["", "Totaal"], names, units, *rows]})


def reduced(rows: list[list[Cell]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows([TITLES, *rows])
    return stream.getvalue().encode()


@pytest.mark.parametrize("make", [sheet, reduced])
def test_workbook_and_reduced_text_give_the_same_table_and_secret_cells_are_empty(make: object) -> None:
    table = dataset("cbs_pc4_2023").table(make([FIRST, SECRET]))  # type: ignore[operator]
    row = table.row(0, named=True)
    assert (row["pc4"], row["inhabitants"], row["under_15"], row["born_abroad_origin_outside"]) == (
        "1011",
        9910,
        700,
        20,
    )
    assert (row["woz"], row["owner_occupied"], row["housing_association"], row["benefits"]) == (588, 30, 2445, 575)
    empty = [name for name, value in table.row(1, named=True).items() if value is None]
    assert empty == [
        "born_nl_origin_europe",
        "born_abroad_origin_europe",
        "born_abroad_origin_outside",
        "one_parent",
        "woz",
    ]


def test_figures_of_2024_need_no_assessed_values() -> None:
    table = dataset("cbs_pc4_2024").table(sheet([FIRST[:-1]], TITLES[:-1]))
    assert "woz" not in table.columns
    assert table["benefits"].to_list() == [575]
    missing = said(lambda: dataset("cbs_pc4_2023").table(sheet([FIRST[:-1]], TITLES[:-1]), "pc4.xlsx"))
    assert "pc4.xlsx, sheet 'PC4_', row 5, column 'Woning - WOZ-waarde woning': this column is missing" in missing


@pytest.mark.parametrize(
    ("at", "cell", "expected"),
    [
        (1, "veel", "row 7, column 'Inwoners - Totaal': 'veel' is not a number"),
        (1, -5, "row 7, column 'Inwoners - Totaal': '-5' is not a number"),
        (1, 10.5, "row 7, column 'Inwoners - Totaal': '10,5' is not a number"),
        (3, 101, "column 'born_nl_origin_nl': '101.0' is above 100"),
        (3, -10, "column 'born_nl_origin_nl': '-10.0' is below 0"),
        (0, "10111", "row 7, column 'Postcode-4': '10111' is not a code of 4 characters"),
        (0, "0111", "row 7, column 'Postcode-4': '0111' is not a code of 4 characters"),
        (0, "9998", "pc4 9998 stands here again"),
    ],
)
def test_wrong_cells_are_named(at: int, cell: Cell, expected: str) -> None:
    rows = [[*FIRST[:at], cell, *FIRST[at + 1 :]], SECRET]
    assert expected in said(lambda: dataset("cbs_pc4_2023").table(sheet(rows), "pc4.xlsx"))


def test_missing_sheet_and_cut_off_file_are_refused() -> None:
    other = workbook({"Blad1": [["Postcode-4"]]})
    assert "the sheet 'PC4_' is missing" in said(lambda: dataset("cbs_pc4_2023").table(other, "pc4.xlsx"))
    assert "cannot be read" in said(lambda: dataset("cbs_pc4_2023").table(sheet([FIRST])[:-300], "pc4.xlsx"))
    assert "no row below it" in said(lambda: dataset("cbs_pc4_2023").table(sheet([]), "pc4.xlsx"))


POPULATION: list[list[Cell]] = [
    ["postcode", "inwoners", "inwoners_man", "plaats", "gemeente", "provincie"],
    ["97.0", "200000.0", "1.0", "Verzonnen", "Groningen", "Groningen"],
    ["971.0", "50000.0", "1.0", "Verzonnen", "Groningen", "Groningen"],
    ["9712.0", "9630.0", "1.0", "Verzonnen", "Groningen", "Groningen"],
    ["1099.0", "", "", "", "", ""],
]
AGE: list[list[Cell]] = [
    ["postcode", "leeftijd", "inwoners", "inwoners_man"],
    ["97.0", "0-4", "99.0", "1.0"],
    ["9712.0", "0-4", "275.0", "1.0"],
    ["9712.0", "95+", "", ""],
]


def test_population_keeps_the_four_digit_rows() -> None:
    assert dataset("cbs_pc4_population_2021").table(text(POPULATION, ",")).rows() == [
        ("9712", 9630, "Verzonnen", "Groningen", "Groningen"),
        ("1099", None, None, None, None),
    ]


def test_age_keeps_the_four_digit_rows() -> None:
    assert dataset("cbs_pc4_age_2021").table(text(AGE, ",")).rows() == [("9712", "0-4", 275), ("9712", "95+", None)]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["9713.0", "0-4", "27.5", ""], "row 5, column 'inwoners': '27.5' is not a number"),
        (["9713.0", "4-0", "275.0", ""], "row 5, column 'age_band': '4-0' is not one of 0-4, 5-9"),
        (["9713.5", "0-4", "275.0", ""], "row 5, column 'postcode': '9713.5' is not a code"),
        (["9712.0", "0-4", "275.0", ""], "row 5: pc4 9712, age_band 0-4 stands here again; row 3 has it"),
    ],
)
def test_wrong_ages_are_named(row: list[Cell], expected: str) -> None:
    raw = text([*AGE, row], ",")
    assert expected in said(lambda: dataset("cbs_pc4_age_2021").table(raw, "age.csv"))


def test_real_key_figures() -> None:
    for name, rows in (("cbs_pc4_2023", 4_070), ("cbs_pc4_2024", 4_072)):
        table = real(name)
        assert table.height == rows
        assert table.filter(pl.col("pc4").str.starts_with("97")).height == 54
        assert 17_500_000 < table["inhabitants"].sum() < 18_100_000
        assert table["under_15"].null_count() > 50


def test_a_real_postcode_area_of_9999_is_kept() -> None:
    """9999 is Stitswerd, a village with 95 inhabitants, not a code for 'unknown'."""
    row = real("cbs_pc4_2023").filter(pl.col("pc4") == "9999").row(0, named=True)
    assert (row["inhabitants"], row["dwellings"]) == (95, 40)


def test_real_population_and_ages_agree() -> None:
    people, ages = real("cbs_pc4_population_2021"), real("cbs_pc4_age_2021")
    assert (people.height, people["inhabitants"].sum()) == (4_074, 17_472_870)
    assert ages.height == 4_074 * 20
    sums = ages.group_by("pc4").agg(pl.col("inhabitants").sum().alias("summed")).join(people, on="pc4")
    assert (sums["summed"] - sums["inhabitants"]).abs().max() <= 60
