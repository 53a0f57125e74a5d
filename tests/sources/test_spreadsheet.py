# SPDX-License-Identifier: EUPL-1.2
"""Workbooks: titles on top, headings over several lines, notes below; every fault named with sheet, row, column."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from speelveld.sources import files, spreadsheet
from speelveld.sources.spreadsheet import Layout, is_workbook, read_table, sheet_cells
from tests.sources.other_samples import said, text, workbook

LAYOUT = Layout("Tabel", "Code", levels=1, units="eenheid", until="Bron")
ROWS = [
    ["Verzonnen titel"],
    [None, "Inwoners", None, "Woningen"],
    ["Code", "Totaal", "tot\n15  jaar", "Totaal"],
    ["eenheid", "x1", "x1", "x1"],
    [],
    ["A", 12, 1.5, "geheim"],
    ["B", 1200, -99997, ""],
    [],
    ["Bron: niemand"],
    ["C", 9, 9, 9],
]
COLUMNS = {"code": ("Code",), "people": ("Inwoners - Totaal",), "young": ("Inwoners - tot 15 jaar",)}


def read(rows: object = ROWS, sheet: str = "Tabel 1", layout: Layout = LAYOUT, columns: object = COLUMNS) -> object:
    return read_table(workbook({"Voorblad": [["x"]], sheet: rows}), "w.xlsx", columns, layout)  # type: ignore[dict-item,arg-type]


def test_reads_the_table_between_titles_and_notes() -> None:
    frame = read_table(workbook({"Voorblad": [["x"]], "Tabel 1": ROWS}), "w.xlsx", COLUMNS, LAYOUT)
    assert frame.rows() == [(6, "A", "12", "1,5"), (7, "B", "1200", "-99997")]


def test_same_heading_under_two_others_is_told_apart() -> None:
    frame = read_table(workbook({"Tabel": ROWS}), "w.xlsx", {"homes": ("Woningen - Totaal",)}, LAYOUT)
    assert frame["homes"].to_list() == ["geheim", ""]


def test_optional_column_is_null_where_absent() -> None:
    frame = read_table(workbook({"Tabel": ROWS}), "w", {"code": ("Code",)}, LAYOUT, optional={"more": ("Meer",)})
    assert frame["more"].to_list() == [None, None]


def test_reads_the_text_that_was_reduced_from_it() -> None:
    raw = text([["Inwoners - tot 15 jaar", "Code", "Inwoners - Totaal"], ["1,5", "A", 12]])
    for wrapped in (raw, gzip.compress(raw)):
        assert read_table(wrapped, "w.csv.gz", COLUMNS, LAYOUT).rows() == [(2, "A", "12", "1,5")]


def test_reads_a_workbook_in_a_gzip_wrapper() -> None:
    raw = gzip.compress(workbook({"Tabel 1": ROWS}))
    assert read_table(raw, "w.xlsx.gz", COLUMNS, LAYOUT).height == 2


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda rows: rows[:6], "no line begins with 'Bron': the sheet is cut off"),
        (lambda rows: [*rows[:5], *rows[7:]], "no row below it"),
        (lambda rows: rows[:2], "no line begins with 'Code'"),
        (lambda rows: [*rows[:1], ["Code", "Totaal"], *rows[4:]], "this column is missing"),
        (lambda rows: [["Code"], *rows[3:]], "no line begins with 'Code'"),
    ],
)
def test_damaged_sheet_is_refused_with_its_name(change: object, expected: str) -> None:
    message = said(lambda: read(change(ROWS)))  # type: ignore[operator]
    assert expected in message
    assert "w.xlsx, sheet 'Tabel'" in message


def test_missing_and_double_columns_are_all_named_with_the_row_of_the_header() -> None:
    rows = [["Code", "Totaal", "Totaal"], ["A", 1, 2], ["Bron"]]
    layout = Layout("Tabel", "Code", until="Bron")
    asked = {"a": ("Totaal",), "b": ("Weg",), "c": ("Ook weg",)}
    lines = said(lambda: read(rows, layout=layout, columns=asked)).splitlines()
    assert len(lines) == 3
    assert "row 1, column 'Totaal': this column stands twice" in lines[0]
    assert "row 1, column 'Weg': this column is missing" in lines[1]


def test_missing_sheet_names_those_that_there_are() -> None:
    assert "the sheet 'Tabel' is missing; the workbook has: Voorblad, Blad1" in said(lambda: read(sheet="Blad1"))


def test_exact_name_of_a_sheet_goes_before_a_beginning() -> None:
    raw = workbook({"Tabel 1a": [["wrong"]], "Tabel 1": [["right"]]})
    assert sheet_cells(raw, "w", "Tabel 1") == [["right"]]


@pytest.mark.parametrize("cut", [100, 1000])
def test_cut_off_workbook_is_refused(cut: int) -> None:
    raw = workbook({"Tabel 1": ROWS})
    assert "the workbook cannot be read" in said(lambda: read_table(raw[:-cut], "w.xlsx", COLUMNS, LAYOUT))


def test_archive_that_is_no_workbook_and_empty_file_are_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "no workbook")
    assert "the workbook cannot be read" in said(lambda: sheet_cells(stream.getvalue(), "w.xlsx", "Tabel"))
    assert "the file is empty" in said(lambda: read_table(b"", "w.xlsx", COLUMNS, LAYOUT))


def test_workbook_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MAX_BYTES", 2**10)
    assert "unpacks to more than" in said(read)


def test_sheet_with_too_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MAX_CELLS", 10)
    assert "has more than 10 cells" in said(read)


def test_workbooks_are_known_by_their_first_bytes() -> None:
    assert is_workbook(files.XLS + b"...")
    assert is_workbook(workbook({"a": [[1]]}))
    assert not is_workbook(b"Code;Totaal\n")
