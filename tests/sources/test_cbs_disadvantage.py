# SPDX-License-Identifier: EUPL-1.2
"""Disadvantage scores: CBS's workbook with invented schools, broken ones, and the real file against its totals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest

from speelveld.sources.cbs_disadvantage import DATASETS, MEAN, MEAN_LOWEST
from tests.sources.other_samples import Cell, real, said, workbook

DATASET = replace(DATASETS[0], rows=1)
Sheets = dict[str, list[list[Cell]]]

CONSTANTS = "In 2019 was de waarde van C 535,26. G bedroeg in 2019 529,46. "
HEAD = ["School (BRIN vestiging)", "Aantal bekostigde leerlingen", "Achterstandsscore", ""]
HEAD_2 = ["School (BRIN vestiging)", "Achterstandsscore zonder drempel", "(onderbouw)", "(bovenbouw)"]


def sheets() -> Sheets:
    return {
        "Voorblad": [["Verzonnen"]],
        "Toelichting": [["Tekst"], [CONSTANTS]],
        "Tabel 1": [
            ["Tabel 1"],
            [],
            HEAD,
            [],
            ["99AA00", 100, 33.02, ""],
            ["99AB00", 20, "", "a"],
            ["99AC00", 300, 0, "b, c"],
            [],
            ["Bron: CBS"],
            ["a De score is onvoldoende betrouwbaar."],
        ],
        "Tabel 2": [
            ["Tabel 2"],
            [],
            HEAD_2,
            [],
            ["99AB00", 5.8, 1, 4.8],
            ["99AA00", 58, 50, 8],
            ["99AC00", 0, 0, 0],
            [],
            ["Bron: CBS"],
        ],
    }


def changed(sheet: str, row: int, column: int, cell: Cell) -> bytes:
    book = sheets()
    book[sheet][row - 1] = [*book[sheet][row - 1][:column], cell, *book[sheet][row - 1][column + 1 :]]
    return workbook(book)


def test_both_tables_are_joined_and_the_target_group_estimated() -> None:
    table = DATASET.table(workbook(sheets()))
    assert table.drop("target_group_estimate").rows() == [
        ("99AA00", 100, 33.02, 58.0, False),
        ("99AB00", 20, None, 5.8, True),
        ("99AC00", 300, 0.0, 0.0, False),
    ]
    assert table["target_group_estimate"].to_list() == pytest.approx([10, 1, 0])


def test_estimate_says_that_it_is_ours() -> None:
    column = next(one for one in DATASET.contract.columns if one.name == "target_group_estimate")
    assert "our estimate, not a CBS figure" in column.en
    assert "onze schatting, geen cijfer van CBS" in column.nl


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (changed("Toelichting", 2, 0, "weg"), "sheet 'Toelichting': the values of C and G are missing"),
        (changed("Toelichting", 2, 0, CONSTANTS.replace("535,26", "535,62")), "C and G are 535.62 and 529.46, not"),
        (
            changed("Tabel 1", 5, 1, "veel"),
            "sheet 'Tabel 1', row 5, column 'Aantal bekostigde leerlingen': 'veel' is not a number",
        ),
        (changed("Tabel 1", 5, 1, -4), "row 5, column 'Aantal bekostigde leerlingen': '-4' is not a number"),
        (changed("Tabel 1", 5, 1, 10.5), "row 5, column 'Aantal bekostigde leerlingen': '10,5' is not a number"),
        (
            changed("Tabel 1", 5, 0, "9!AA00"),
            "sheet 'Tabel 1', row 5, column 'School (BRIN vestiging)': '9!AA00' is not a code",
        ),
        (changed("Tabel 2", 6, 1, ""), "sheet 'Tabel 2', row 6, column 'Achterstandsscore zonder drempel'"),
        (changed("Tabel 2", 6, 1, -1), "column 'score_without_threshold': '-1.0' is below 0"),
        (changed("Tabel 2", 6, 0, "99AD00"), "sheet 'Tabel 1', row 5, column 'brin6': 99AA00 does not stand in"),
        (changed("Tabel 2", 6, 0, "99AD00"), "sheet 'Tabel 2', row 6, column 'brin6': 99AD00 does not stand in"),
        (changed("Tabel 1", 6, 0, "99AA00"), "sheet 'Tabel 1', row 6, column 'brin6': 99AA00 stands here more"),
        (changed("Tabel 1", 3, 2, "Score"), "sheet 'Tabel 1', row 3, column 'Achterstandsscore': this column is"),
        (changed("Tabel 2", 9, 0, ""), "sheet 'Tabel 2': no line begins with 'Bron': the sheet is cut off"),
    ],
)
def test_faults_name_sheet_row_and_column(raw: bytes, expected: str) -> None:
    message = said(lambda: DATASET.table(raw, "scores.xlsx"))
    assert message.startswith("scores.xlsx")
    assert expected in message


@pytest.mark.parametrize("name", ["Toelichting", "Tabel 1", "Tabel 2"])
def test_missing_sheet_is_named(name: str) -> None:
    book = {key: rows for key, rows in sheets().items() if key != name}
    assert f"the sheet '{name}' is missing" in said(lambda: DATASET.table(workbook(book), "scores.xlsx"))


@pytest.mark.parametrize("damage", [lambda raw: raw[: len(raw) // 2], lambda raw: b"PK\x03\x04" + raw[50:]])
def test_cut_off_workbook_is_refused(damage: Callable[[bytes], bytes]) -> None:
    message = said(lambda: DATASET.table(damage(workbook(sheets())), "scores.xlsx"))
    assert "scores.xlsx: the workbook cannot be read" in message


def test_real_scores_estimate_fifteen_percent_of_all_pupils() -> None:
    table = real("cbs_disadvantage_2019")
    assert (table.height, table["pupils"].sum()) == (6_295, 1_396_457)
    assert round(100 * table["target_group_estimate"].sum() / table["pupils"].sum(), 2) == 15.00
    assert table["score"].null_count() == 0
    assert table.filter(pl.col("unreliable"))["pupils"].max() == 40


def test_threshold_is_what_the_explanation_says() -> None:
    """Score = max(0, without - 12% x pupils x (C - G)), up to the rounding of C, G and the score."""
    table = real("cbs_disadvantage_2019")
    threshold = 0.12 * pl.col("pupils") * (MEAN - MEAN_LOWEST)
    expected = (pl.col("score_without_threshold") - threshold).clip(0)
    off = table.select((expected - pl.col("score")).abs() / pl.col("pupils")).to_series()
    assert (off < 0.12 * 0.011).all()


def test_real_groningen() -> None:
    branches = real("duo_po_addresses_2019").filter(pl.col("municipality_code") == "GM0014").select("brin6")
    table = real("cbs_disadvantage_2019").join(branches, on="brin6")
    assert (table.height, table["pupils"].sum()) == (52, 14_640)
    assert round(100 * table["target_group_estimate"].sum() / table["pupils"].sum(), 1) == 12.2
