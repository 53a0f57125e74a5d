# SPDX-License-Identifier: EUPL-1.2
"""Published reference figures: broken files, and the real ones."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from speelveld.sources import published
from speelveld.sources.dataset import Dataset
from tests.sources.other_samples import Cell, real, said, text

SPLIT: list[list[Cell]] = [
    ["gemeente", "jaar", "d_totaal_x100", "d_woonsegregatie_x100", "d_schoolkeuze_x100"],
    ["Groningen", 2016, 60, 40, 20],
    ["Amersfoort", 2016, 51, "", ""],
]
RECONSIDERED: list[list[Cell]] = [
    [
        *("schooljaar", "eerste_advies", "inkomenskwintiel", "eerste_adviezen", "toets_hoger_bijgesteld"),
        *("toets_hoger_niet_bijgesteld", "definitieve_adviezen"),
    ],
    ["2022/23", "vmbo-k", "q2", 100, 20, 30, 90],
]
FIRST: list[list[Cell]] = [["schooljaar", "advies", "procent"], ["2014/15", "havo", "21.9"]]
OTHER: list[list[Cell]] = [
    ["id", "omschrijving", "waarde", "jaar", "bron", "zekerheid", "opmerking"],
    ["a.b", "verzonnen", '"{""x"": 1}"', "", "niemand", "high", ""],
]
SAMPLES = {
    "published_city_split_2016": SPLIT,
    "published_reconsiderations": RECONSIDERED,
    "published_first_advice": FIRST,
    "published_other": OTHER,
}


def dataset(name: str) -> Dataset:
    return replace(next(one for one in published.DATASETS if one.id == name), rows=1)


def test_samples_are_read() -> None:
    tables = {name: dataset(name).table(text(rows, ",")) for name, rows in SAMPLES.items()}
    assert tables["published_city_split_2016"].rows() == [("GM0014", 60.0, 40.0, 20.0), ("GM0307", 51.0, None, None)]
    assert tables["published_reconsiderations"].rows() == [("2022/23", "vmbo-k", "q2", 100, 20, 30, 90)]
    assert tables["published_first_advice"].rows() == [("2014/15", "havo", 21.9)]
    assert tables["published_other"].rows() == [("a.b", "verzonnen", '{"x": 1}', None, "niemand", "high", None)]


@pytest.mark.parametrize(
    ("name", "at", "cell", "expected"),
    [
        ("published_city_split_2016", 0, "Nergens", "column 'gemeente': 'Nergens' is not one of Almere, Amersfoort"),
        ("published_city_split_2016", 1, 2017, "column 'jaar': '2017' is not one of 2016"),
        ("published_city_split_2016", 2, 61, "column 'd_totaal_x100': 40 and 20 do not add up to 61"),
        ("published_city_split_2016", 3, "veel", "column 'd_woonsegregatie_x100': 'veel' is not a number"),
        ("published_city_split_2016", 2, 160, "do not add up"),
        ("published_reconsiderations", 2, "q9", "column 'income_quintile': 'q9' does not look like"),
        ("published_reconsiderations", 3, "-1", "column 'eerste_adviezen': '-1' is not a number"),
        ("published_reconsiderations", 3, 49, "more pupils tested higher than there were first advices"),
        ("published_reconsiderations", 0, "2022-2023", "column 'school_year': '2022-2023' does not look like"),
        ("published_first_advice", 2, "121.9", "column 'percent': '121.9' is above 100"),
        ("published_first_advice", 2, "", "column 'procent': '' is not a number"),
        ("published_other", 2, "{x", "column 'waarde': '{x' is not JSON"),
        ("published_other", 0, "", "column 'id': the cell is empty"),
    ],
)
def test_wrong_cells_are_named(name: str, at: int, cell: Cell, expected: str) -> None:
    rows = [SAMPLES[name][0], [*SAMPLES[name][1][:at], cell, *SAMPLES[name][1][at + 1 :]]]
    message = said(lambda: dataset(name).table(text(rows, ","), "f.csv"))
    assert message.startswith("f.csv, row 2")
    assert expected in message


@pytest.mark.parametrize("name", SAMPLES)
def test_missing_column_double_row_and_cut_off_file_are_refused(name: str) -> None:
    rows = SAMPLES[name]
    short = text([row[1:] for row in rows], ",")
    assert f"column '{rows[0][0]}': this column is missing" in said(lambda: dataset(name).table(short, "f.csv"))
    assert "stands here again" in said(lambda: dataset(name).table(text([*rows, rows[1]], ","), "f.csv"))
    assert "is cut off" in said(lambda: dataset(name).table(text(rows, ",")[:-1], "f.csv"))
    assert "the file is empty" in said(lambda: dataset(name).table(b"\n", "f.csv"))


def test_reading_of_the_split_is_told_with_every_part() -> None:
    for column in dataset("published_city_split_2016").contract.columns[1:]:
        assert "Groningen sums to the 60 of its accord" in column.en


def test_real_split_is_that_of_the_accord_for_groningen() -> None:
    table = real("published_city_split_2016")
    row = table.filter(pl.col("municipality_code") == "GM0014").row(0, named=True)
    assert (row["total"], row["residence"], row["choice"]) == (60, 40, 20)
    assert table.filter(pl.col("residence").is_null())["municipality_code"].to_list() == ["GM0307"]
    known = real("municipalities").filter(pl.col("until").is_null())["code"]
    assert set(table["municipality_code"]) <= set(known)


def test_real_cities_have_the_codes_of_their_names() -> None:
    names = dict(real("municipalities").select("code", "name").rows())
    assert {names[code].replace("'s-Gravenhage", "Den Haag") for code in published.CITIES.values()} == set(
        published.CITIES
    )
    assert all(names[code].replace("'s-Gravenhage", "Den Haag") == city for city, code in published.CITIES.items())


def test_real_reconsiderations_and_first_advice() -> None:
    table = real("published_reconsiderations")
    total = table.filter((pl.col("first_advice") == "totaal") & (pl.col("income_quintile") == "totaal"))
    assert total["first_advices"].sort().to_list() == [171_091, 171_787]
    shares = real("published_first_advice").group_by("school_year").agg(pl.col("percent").sum())
    assert shares["percent"].is_between(99, 101).all()
    assert shares.height == 6


def test_real_other_figures_speak_of_the_accord() -> None:
    table = real("published_other")
    assert table.height == 16
    assert table.filter(pl.any_horizontal(pl.all().str.contains("seed"))).is_empty()
