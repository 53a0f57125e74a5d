# SPDX-License-Identifier: EUPL-1.2
"""Files as people have them: separators, encodings, line ends, decimal commas, and everything that can be broken."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest

from speelveld.counting import read_counts, tally_file
from speelveld.errors import Fault, InputError

COLUMNS = {"unit": "school", "group": "groep", "count": "n"}
TEXT = "school,groep,n\nNoord,é,3\nNoord,b,4\n0123,é,5\n0123,b,0\n"


def write(path: Path, content: str | bytes) -> Path:
    """A file with this content."""
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def faults(path: Path, **columns: str) -> tuple[Fault, ...]:
    """The faults of a file."""
    with pytest.raises(InputError) as caught:
        tally_file(path, **{**COLUMNS, **columns})  # type: ignore[arg-type]
    return caught.value.faults


@pytest.mark.parametrize(
    "content",
    [
        TEXT,
        TEXT.replace(",", ";"),
        TEXT.replace(",", "\t"),
        TEXT.replace(",", " | "),
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n", "\r"),
        "\n\n" + TEXT.replace("\n", "\n\n") + "  \n\n",
        TEXT.rstrip("\n"),
        TEXT.encode("cp1252"),
        b"\xef\xbb\xbf" + TEXT.encode(),
        gzip.compress(TEXT.encode()),
        "school,other,groep,n\n" + "".join(f"{row.replace(',', ',?,', 1)}\n" for row in TEXT.split("\n")[1:-1]),
        TEXT.replace("Noord", '"Noord"').replace("4", '" 4 "'),
        "x;" + TEXT.replace(",", ";").replace("\n", '\n"a,b";')[:-6],
    ],
    ids=[
        *("comma", "semicolon", "tab", "bar", "crlf", "cr", "blank lines", "no last line end", "cp1252", "mark"),
        *("gzip", "more columns", "quotes", "commas between semicolons"),
    ],
)
def test_csv_as_people_have_it(tmp_path: Path, content: str | bytes) -> None:
    counts = read_counts(write(tmp_path / "x.csv", content), unit="school", group="groep", count="n")
    assert counts.units == ("0123", "Noord")
    assert counts.groups == ("b", "é")
    assert counts.matrix.tolist() == [[0, 5], [4, 3]]


def test_decimal_commas(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "school;groep;w\nA;x;1,25\nA;x;0,5\nB;y;2.5\nB;x;1e-1\n")
    counts = read_counts(path, unit="school", group="groep", weight="w")
    assert counts.matrix.tolist() == [[1.75, 0], [0.1, 2.5]]
    found = faults(write(tmp_path / "y.csv", "school;groep;n\nA;x;1,5\nA;y;1.095\nB;y;2,0\n"))
    assert [(fault.row, fault.column) for fault in found] == [(2, "n"), (3, "n")]
    assert "thousands" in found[1].advice


def test_parquet_and_csv_are_the_same(tmp_path: Path) -> None:
    table = pl.read_csv(write(tmp_path / "x.csv", TEXT), schema_overrides={"school": pl.String})
    table.write_parquet(tmp_path / "x.parquet")
    one = read_counts(tmp_path / "x.csv", unit="school", group="groep", count="n")
    two = read_counts(tmp_path / "x.parquet", unit="school", group="groep", count="n")
    assert (one.units, one.groups, one.matrix.tolist()) == (two.units, two.groups, two.matrix.tolist())
    categories = table.with_columns(pl.col("school", "groep").cast(pl.Categorical))
    categories.write_parquet(tmp_path / "c.parquet")
    three = read_counts(tmp_path / "c.parquet", unit="school", group="groep", count="n")
    assert three.matrix.tolist() == one.matrix.tolist()


def test_rows_of_parquet_are_counted_from_one(tmp_path: Path) -> None:
    pl.DataFrame({"school": ["A", "B"], "groep": ["x", "y"], "n": [1, -1]}).write_parquet(tmp_path / "x.parquet")
    found = faults(tmp_path / "x.parquet")
    assert [(fault.file, fault.row, fault.column) for fault in found] == [("x.parquet", 2, "n")]


def test_wide_files(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "school;x;y\nA;1;2\nB;3;\n")
    counts = tally_file(path, unit="school", group=["y", "x"], missing="drop")
    assert counts.counts.matrix.tolist() == [[2, 1], [0, 3]]
    assert counts.left_out == 1
    with pytest.raises(ValueError, match="wide"):
        tally_file(path, unit="school", group=["y", "x"], count="x")


def test_the_line_of_a_fault_is_that_in_the_file(tmp_path: Path) -> None:
    text = 'school,groep,n\n\nA,"two\nlines",1\n\nB,x,-1\nB,y,\n'
    found = faults(write(tmp_path / "x.csv", text))
    assert [(fault.row, fault.column) for fault in found] == [(6, "n"), (7, "n")]


def test_rows_with_too_many_cells_are_all_named(tmp_path: Path) -> None:
    text = "school,groep,n\nA,x,1\nA,y,2,3\nB,x,4\nB,y,5,6,7\n"
    found = faults(write(tmp_path / "x.csv", text))
    assert [(fault.row, fault.message) for fault in found] == [
        (3, "the row has 4 cells, the header 3."),
        (5, "the row has 5 cells, the header 3."),
    ]


def test_a_row_with_too_few_cells_misses_a_value(tmp_path: Path) -> None:
    found = faults(write(tmp_path / "x.csv", "school,groep,n\nA,x,1\nA,y\n"))
    assert [(fault.row, fault.column, fault.message) for fault in found] == [(3, "n", "the value is missing.")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"\xff\xfes\x00", "neither text"),
        (b"PK\x03\x04\x00\x00", "neither text"),
        (gzip.compress(TEXT.encode())[:-9], "gzip"),
        (b"PAR1 and then nothing of the kind", "Parquet"),
        (b"school,groep,n\nA,\x81\x8d,1\n", "neither UTF-8 nor cp1252"),
        (b'school,groep,n\nA,"x,1\nB,y,2\n', "told apart"),
        (b"school,groep,n\n", "no rows"),
        (b"school,groep,n,n\nA,x,1,2\n", "stands twice"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes, says: str) -> None:
    found = faults(write(tmp_path / "x.csv", content))
    assert says in found[0].message
    assert found[0].file == "x.csv"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "cannot be read" in faults(tmp_path / "nowhere.csv")[0].message


def test_missing_columns_name_what_there_is(tmp_path: Path) -> None:
    found = faults(write(tmp_path / "x.csv", TEXT.replace("groep", "group")))
    assert (found[0].file, found[0].column) == ("x.csv", "groep")
    assert "school, group, n" in found[0].advice
