# SPDX-License-Identifier: EUPL-1.2
"""Secondary education: DUO's formats with invented schools, broken files, and the real files against known totals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest

from speelveld.sources import duo_vo
from speelveld.sources.dataset import Dataset
from speelveld.sources.duo_vo import (
    read_addresses,
    read_exam_marks,
    read_exams,
    read_pupils,
    read_subject_marks,
)
from tests.sources.other_samples import Cell, real, said, text

Rows = list[list[Cell]]

ADDRESSES: Rows = [
    [
        *("BEVOEGD GEZAG NUMMER", "BRIN NUMMER", "VESTIGINGSNUMMER", "VESTIGINGSNAAM", "STRAATNAAM"),
        *("HUISNUMMER-TOEVOEGING", "POSTCODE", "PLAATSNAAM", "GEMEENTENUMMER", "GEMEENTENAAM", "DENOMINATIE"),
        "ONDERWIJSSTRUCTUUR",
    ],
    ["12345", "99AA", "99AA01", "Verzonnen", "Straat", "1a", "9712 ab", "HAREN", "14", "GRONINGEN", " ", "HAVO/VWO"],
]
YEARS = [f"LEER- OF VERBLIJFSJAAR {year} - {sex}" for year in range(1, 7) for sex in ("MAN", "VROUW")]
PUPILS: Rows = [
    [
        *("BRIN NUMMER", "VESTIGINGSNUMMER", "INSTELLINGSNAAM VESTIGING", "PLAATSNAAM VESTIGING"),
        *("ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR", "ELEMENTCODE", "OPLEIDINGSNAAM", *YEARS),
    ],
    ["99AA", "0", "Verzonnen", "HAREN", "Brugjaar 1-2", "24", "Brugklas", 3, 4, 0, 5, *([0] * 8)],
]
REDUCED: Rows = [
    [*PUPILS[0][:7], *(f"LEER- OF VERBLIJFSJAAR {year}" for year in range(1, 7))],
    [*PUPILS[1][:7], 7, 5, 0, 0, 0, 0],
]
EXAMS: Rows = [
    [
        *("BRIN NUMMER", "VESTIGINGSNUMMER", "GEMEENTENAAM", "ONDERWIJSTYPE VO", "INSPECTIECODE", "OPLEIDINGSNAAM"),
        *(
            f"{part} SCHOOLJAAR {year} - TOTAAL"
            for year in ("2022-2023", "2023-2024")
            for part in ("EXAMENKANDIDATEN", "GESLAAGDEN", "SLAAGPERC")
        ),
    ],
    ["99AA", "99AA00", "GRONINGEN", "HAVO", "50", "HAVO - N&T", 20, 18, "90,0", "<5", "<5", "<5"],
    ["99AA", "99AA00", "GRONINGEN", "VWO", "60", "VWO - N&T", 0, 0, "", 6, "<5", "<5"],
]
MARKS: Rows = [
    [
        *("BRIN NUMMER", "VESTIGINGSNUMMER", "ONDERWIJSTYPE VO", "LEERWEG VMBO", "VMBO SECTOR", "AFDELING"),
        *("EXAMENKANDIDATEN", "GESLAAGDEN", "GEZAKTEN", "GEMIDDELD CIJFER SCHOOLEXAMEN"),
        *("GEMIDDELD CIJFER CENTRAAL EXAMEN", "GEMIDDELD CIJFER CIJFERLIJST"),
    ],
    ["99AA", "99AA00", "VMBO", "TL", "Techniek", "", 20, 18, 2, "6,4", ",0", "6,6"],
    ["99AA", "99AA00", "HAVO", "", "", "N&T", 4, 4, 0, "6,4", "6,1", "6,6"],
]
SUBJECTS: Rows = [
    [
        *("BRIN NUMMER", "VESTIGINGSNUMMER", "VAKNAAM", "SCHOOLEXAMEN BEOORDELING"),
        *("TOTAAL AANTAL CENTRALE EXAMENS", "GEM. CIJFER TOTAAL AANTAL CENTRALE EXAMENS"),
    ],
    ["99AA", "00", "natuurkunde", "", 26, "6,0"],
    ["99AA", "00", "wiskunde D", "", 0, ",0"],
    ["99AA", "00", "latijn", "", 4, "7,5"],
    ["99AA", "00", "rekentoets", "V", 0, ",0"],
]

SAMPLES = {
    "duo_vo_addresses_2019": ADDRESSES,
    "duo_vo_pupils_2019": PUPILS,
    "duo_vo_exams_2019_2024": EXAMS,
    "duo_vo_exam_marks_2018": MARKS,
    "duo_vo_subject_marks_havo_2018": SUBJECTS,
}


def dataset(name: str) -> Dataset:
    return replace(next(one for one in duo_vo.DATASETS if one.id == name), rows=1)


def test_address_has_its_codes_and_postcode_area() -> None:
    assert dataset("duo_vo_addresses_2019").table(text(ADDRESSES)).row(0, named=True) == {
        "brin6": "99AA01",
        "name": "Verzonnen",
        "street": "Straat",
        "house_number": "1a",
        "postcode": "9712AB",
        "pc4": "9712",
        "place": "HAREN",
        "municipality_code": "GM0014",
        "municipality": "GRONINGEN",
        "denomination": None,
        "board": "12345",
        "structure": "HAVO/VWO",
    }


@pytest.mark.parametrize("rows", [PUPILS, REDUCED])
def test_pupils_of_both_sexes_are_added_up_and_empty_years_left_out(rows: Rows) -> None:
    table = dataset("duo_vo_pupils_2019").table(text(rows))
    assert table.select("brin6", "element", "year", "pupils").rows() == [
        ("99AA00", "0024", 1, 7),
        ("99AA00", "0024", 2, 5),
    ]


def test_exams_are_long_with_masked_counts_as_intervals() -> None:
    table = dataset("duo_vo_exams_2019_2024").table(text(EXAMS))
    counts = ("candidates_low", "candidates_high", "passed_low", "passed_high")
    assert table.select("track", "school_year", *counts).rows() == [
        ("HAVO", "2022/23", 20, 20, 18, 18),
        ("HAVO", "2023/24", 1, 4, 1, 4),
        ("VWO", "2023/24", 6, 6, 1, 4),
    ]


def test_newer_names_of_the_columns_are_known() -> None:
    renamed = [["INSTELLINGSCODE", "VESTIGINGSCODE", *EXAMS[0][2:]], *EXAMS[1:]]
    old, new = read_exams(text(EXAMS), "e.csv"), read_exams(text(renamed), "e.csv")
    assert new.equals(old)


def test_means_are_kept_only_where_they_are_means_of_enough_candidates() -> None:
    table = dataset("duo_vo_exam_marks_2018").table(text(MARKS))
    means = table.select("track", "mean_school_exam", "mean_central_exam", "mean_final").rows()
    assert means == [("VMBO TL", 6.4, None, 6.6), ("HAVO", None, None, None)]


def test_subjects_have_a_mean_where_enough_sat_the_central_exam() -> None:
    table = dataset("duo_vo_subject_marks_havo_2018").table(text(SUBJECTS))
    assert table.select("subject", "candidates", "mean_central_exam").rows() == [
        ("natuurkunde", 26, 6.0),
        ("wiskunde D", 0, None),
        ("latijn", 4, None),
    ]


@pytest.mark.parametrize(
    ("brin", "branch", "expected"),
    [("99AA", "0", "99AA00"), ("99aa", "01", "99AA01"), ("99AA", "99aa02", "99AA02")],
)
def test_branch_is_understood_however_it_is_printed(brin: str, branch: str, expected: str) -> None:
    rows = [SUBJECTS[0], [brin, branch, *SUBJECTS[1][2:]]]
    assert read_subject_marks(text(rows), "s.csv")["brin6"].to_list() == [expected]


@pytest.mark.parametrize(("brin", "branch"), [("99AA", "99AB00"), ("99AAA", "00"), ("AAAA", "00"), ("99AA", "000")])
def test_branch_that_is_none_of_the_brin_is_refused(brin: str, branch: str) -> None:
    rows = [*SUBJECTS, [brin, branch, *SUBJECTS[1][2:]]]
    message = said(lambda: read_subject_marks(text(rows), "s.csv"))
    assert "s.csv, row 6, column 'VESTIGINGSNUMMER'" in message
    assert "are not a BRIN and one of its branches" in message


@pytest.mark.parametrize("name", SAMPLES)
def test_every_missing_column_is_named(name: str) -> None:
    rows = [[cell for at, cell in enumerate(row) if at not in (1, 3)] for row in SAMPLES[name]]
    message = said(lambda: dataset(name).table(text(rows), "f.csv"))
    assert message.count("this column is missing") == 2
    assert f"column '{SAMPLES[name][0][3]}'" in message


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (lambda raw: b"", "the file is empty"),
        (lambda raw: raw[:-9], "the file is cut off"),
        (lambda raw: raw.split(b"\n")[0] + b"\n", "no row below it"),
        (lambda raw: raw.replace(b";", b","), "divided by commas"),
        (lambda raw: raw.rsplit(b";", 1)[0] + b"\n", "fields, the header"),
        (lambda raw: raw + raw.split(b"\n", 1)[1], "stands here again"),
        (lambda raw: raw.decode().encode("utf-16"), "UTF-16 or binary"),
    ],
)
def test_damaged_file_is_refused(name: str, damage: Callable[[bytes], bytes], expected: str) -> None:
    message = said(lambda: dataset(name).table(damage(text(SAMPLES[name])), "f.csv"))
    assert expected in message
    assert "f.csv" in message


@pytest.mark.parametrize(
    ("read", "rows", "column"),
    [
        (read_pupils, PUPILS, 7),
        (read_exams, EXAMS, 6),
        (read_exam_marks, MARKS, 6),
        (read_subject_marks, SUBJECTS, 4),
        (read_subject_marks, SUBJECTS, 5),
        (read_addresses, ADDRESSES, 6),
        (read_addresses, ADDRESSES, 8),
    ],
)
@pytest.mark.parametrize("cell", ["veel", "-3x"])
def test_text_in_a_number_names_row_and_value(
    read: Callable[[bytes, str], pl.DataFrame], rows: Rows, column: int, cell: str
) -> None:
    changed = [*rows[:-1], [*rows[-1][:column], cell, *rows[-1][column + 1 :]]]
    message = said(lambda: read(text(changed), "f.csv"))
    assert f"f.csv, row {len(rows)}, column '{rows[0][column]}'" in message
    assert f"'{cell}'" in message


def test_negative_count_is_refused() -> None:
    rows = [PUPILS[0], [*PUPILS[1][:7], -3, *PUPILS[1][8:]]]
    assert "'-3' is not a number" in said(lambda: read_pupils(text(rows), "p.csv"))


def test_more_passed_than_sat_is_refused() -> None:
    rows = [EXAMS[0], [*EXAMS[1][:6], 20, 21, "", "<5", 5, ""]]
    message = said(lambda: read_exams(text(rows), "e.csv"))
    assert "e.csv, row 2, column 'GESLAAGDEN': more pupils passed (21) than sat the exam (20) in 2022/23" in message
    assert "more pupils passed (5) than sat the exam (4) in 2023/24" in message


def test_passed_and_failed_must_be_the_candidates() -> None:
    rows = [MARKS[0], [*MARKS[1][:6], 20, 18, 3, *MARKS[1][9:]]]
    assert "18 passed and 3 failed are not the 20 candidates" in said(lambda: read_exam_marks(text(rows), "m.csv"))


def test_exams_without_any_school_year_are_refused() -> None:
    rows = [row[:6] for row in EXAMS]
    assert "no column holds the exam candidates of a school year" in said(lambda: read_exams(text(rows), "e.csv"))


def test_mark_above_ten_is_refused_by_the_contract() -> None:
    rows = [SUBJECTS[0], [*SUBJECTS[1][:5], "60,0"]]
    message = said(lambda: dataset("duo_vo_subject_marks_havo_2018").table(text(rows), "s.csv"))
    assert "s.csv, row 2, column 'mean_central_exam': '60.0' is above 10" in message


def test_real_addresses() -> None:
    table = real("duo_vo_addresses_2019")
    assert table.height == 1619
    assert table.filter(pl.col("municipality_code") == "GM0014").height == 30


def test_real_pupils_add_up() -> None:
    table = real("duo_vo_pupils_2019")
    assert table["pupils"].sum() == 956_857
    schools = real("duo_vo_addresses_2019").filter(pl.col("municipality_code") == "GM0014")["brin6"].str.head(4)
    city = table.filter(pl.col("place").is_in(["GRONINGEN", "HAREN GN"]))
    assert city["pupils"].sum() == 16_347
    assert city["brin6"].str.head(4).n_unique() == 11
    assert set(city["brin6"].str.head(4)) <= set(schools)


def test_real_exams_cover_five_years_each_and_only_the_newer_ones_are_masked() -> None:
    old, new = real("duo_vo_exams_2014_2019"), real("duo_vo_exams_2019_2024")
    assert old["school_year"].unique().sort().to_list() == ["2014/15", "2015/16", "2016/17", "2017/18", "2018/19"]
    assert new["school_year"].unique().sort().to_list() == ["2019/20", "2020/21", "2021/22", "2022/23", "2023/24"]
    assert (old["candidates_low"] == old["candidates_high"]).all()
    masked = new.filter(pl.col("candidates_low") != pl.col("candidates_high"))
    assert masked.height > 5_000
    assert masked.select("candidates_low", "candidates_high").unique().rows() == [(1, 4)]


def test_real_marks_are_complete() -> None:
    marks = real("duo_vo_exam_marks_2018")
    assert marks.height == 11_694
    assert marks.filter((pl.col("candidates") < 5) & pl.col("mean_final").is_not_null()).is_empty()
    assert marks.filter((pl.col("candidates") >= 5) & pl.col("mean_final").is_null()).is_empty()
    assert real("duo_vo_subject_marks_havo_2018").height == 10_581
    assert real("duo_vo_subject_marks_vwo_2018").height == 11_367
