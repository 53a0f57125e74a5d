# SPDX-License-Identifier: EUPL-1.2
"""From text cells to typed columns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speelveld.contracts.base import MAX_FAULTS, ROW
from speelveld.errors import Fault, SourceError
from speelveld.sources.cells import Cells

Step = Callable[[Cells], Cells]


def cells(*values: str | None) -> Cells:
    """One column ``x``; rows count from 2, as below a header."""
    rows = list(range(2, 2 + len(values)))
    return Cells(pl.DataFrame({ROW: rows, "x": list(values)}, schema={ROW: pl.Int64, "x": pl.String}), "f.csv")


def read(step: Step, *values: str | None, column: str = "x") -> list[object]:
    """What a column becomes."""
    return step(cells(*values)).frame().get_column(column).to_list()


def refused(step: Step, *values: str | None) -> list[Fault]:
    """The faults that a column gives."""
    with pytest.raises(SourceError) as error:
        step(cells(*values)).frame()
    return list(error.value.faults)


def test_text() -> None:
    assert read(lambda c: c.text("x", nullable=True), "a", "", None) == ["a", None, None]
    assert [fault.row for fault in refused(lambda c: c.text("x"), "a", "", None)] == [3, 4]


def test_code_gets_its_zeros_and_capitals_back() -> None:
    assert read(lambda c: c.code("x", width=4), "1vg", "01VG", "637") == ["01VG", "01VG", "0637"]


def test_code_gets_its_prefix() -> None:
    assert read(lambda c: c.code("x", width=4, pattern="[0-9]{4}", prefix="GM"), "14", "0637") == ["GM0014", "GM0637"]


def test_empty_code_is_no_row_of_zeros() -> None:
    assert [fault.row for fault in refused(lambda c: c.code("x", width=2), "00", "", None)] == [3, 4]
    assert read(lambda c: c.code("x", width=2, nullable=True), "1", "", None) == ["01", None, None]


@pytest.mark.parametrize("value", ["01VG0", "0-VG", "é1VG", "-1", "01 G"])
def test_other_codes_are_refused(value: str) -> None:
    assert refused(lambda c: c.code("x", width=4), value)[0].message == f"'{value}' is not a code of 4 characters."


def test_choice() -> None:
    of = {"Bo": "bo", "nvt": None}
    assert read(lambda c: c.choice("x", of=of), "Bo", "nvt") == ["bo", None]
    assert refused(lambda c: c.choice("x", of=of), "Bo", "bo")[0].message == "'bo' is not one of Bo, nvt."
    assert refused(lambda c: c.choice("x", of=of), None, "")[1].row == 3
    assert read(lambda c: c.choice("x", of=of, nullable=True), None, "", "Bo") == [None, None, "bo"]


def test_postcode() -> None:
    def step(c: Cells) -> Cells:
        return c.postcode("x", "postcode", nullable=True)

    values = ("9712AB", "9712 ab", "", None)
    assert read(step, *values, column="postcode") == ["9712AB", "9712AB", None, None]
    assert read(step, *values, column="pc4") == ["9712", "9712", None, None]
    for value in ("0712AB", "9712", "9712A1", "97123AB"):
        assert value in refused(step, value)[0].message
    assert len(refused(lambda c: c.postcode("x"), "", None)) == 2


def test_count_reads_dots_as_thousands() -> None:
    assert read(lambda c: c.count("x"), "0", "12", "1.095", "27453") == [0, 12, 1_095, 27_453]
    assert read(lambda c: c.count("x", nullable=True), "3", "", None) == [3, None, None]


@pytest.mark.parametrize(
    "value", ["-1", "-7", "<5", "1,5", "1.5", "1.09", "12a", "", None, "٣", "1e3", "99999999999999999999"]
)
def test_what_is_no_count_is_refused(value: str | None) -> None:
    found = refused(lambda c: c.count("x"), "1", value)
    assert [(fault.file, fault.row, fault.column) for fault in found] == [("f.csv", 3, "x")]
    assert f"'{value or ''}'" in found[0].message


@pytest.mark.parametrize("mask", ["<5", "< 5", "-1"])
def test_mask_is_the_interval_from_1_to_4(mask: str) -> None:
    assert read(lambda c: c.masked("x", "n"), mask, "3", "0", column="n_low") == [1, 3, 0]
    assert read(lambda c: c.masked("x", "n"), mask, "3", "0", column="n_high") == [4, 3, 0]


def test_small_flow_is_an_interval_too() -> None:
    def step(c: Cells) -> Cells:
        return c.masked("x", "n", small_too=True)

    values = ("1", "4", "5", "0", "<5")
    assert read(step, *values, column="n_low") == [1, 1, 5, 0, 1]
    assert read(step, *values, column="n_high") == [4, 4, 5, 0, 4]


@pytest.mark.parametrize("value", ["<10", "-2", "x", "", None])
def test_what_is_neither_count_nor_mask_is_refused(value: str | None) -> None:
    assert refused(lambda c: c.masked("x"), value)[0].row == 2


def test_masked_count_may_be_empty() -> None:
    assert read(lambda c: c.masked("x", nullable=True), "", None, "7", column="x_low") == [None, None, 7]


@pytest.mark.parametrize(
    ("text", "number"), [("1489,25", 1489.25), ("1.489,25", 1489.25), ("0.45", 0.45), ("-3", -3.0), ("7", 7.0)]
)
def test_decimal(text: str, number: float) -> None:
    assert read(lambda c: c.decimal("x"), text) == [number]


@pytest.mark.parametrize("value", ["", None, "x", "1,2,3", "inf", "nan", "-inf"])
def test_what_is_no_decimal_is_refused(value: str | None) -> None:
    assert refused(lambda c: c.decimal("x"), value)[0].row == 2


def test_decimal_may_be_empty() -> None:
    assert read(lambda c: c.decimal("x", nullable=True), "", None, "1,5") == [None, None, 1.5]


def test_euros() -> None:
    amounts = ("353.357,72", "0,00", "948,10", "1.403.954,45", "1403954,45")
    assert read(lambda c: c.euros("x"), *amounts) == [353_357.72, 0.0, 948.1, 1_403_954.45, 1_403_954.45]


@pytest.mark.parametrize("value", ["", None, "353.357", "353.357,7", "-1,00", "35.33,00", "€ 1,00"])
def test_what_is_no_amount_is_refused(value: str | None) -> None:
    assert "is not an amount" in refused(lambda c: c.euros("x"), value)[0].message


def test_day() -> None:
    assert read(lambda c: c.day("x"), "20161001") == [date(2016, 10, 1)]
    assert [fault.row for fault in refused(lambda c: c.day("x"), "20161001", "20161301", "")] == [3, 4]


def test_faults_of_all_columns_come_at_once_in_the_order_of_the_file() -> None:
    frame = pl.DataFrame({ROW: [2, 3], "b": ["x", "1"], "a": ["1", ""]})
    steps = Cells(frame, "f.csv").also([Fault("from the reader", "f.csv", 3, "c")]).count("b").text("a")
    with pytest.raises(SourceError) as error:
        steps.frame()
    assert [(fault.row, fault.column) for fault in error.value.faults] == [(2, "b"), (3, "a"), (3, "c")]


def test_list_of_faults_ends() -> None:
    assert len(refused(lambda c: c.count("x"), *["x"] * (MAX_FAULTS + 9))) == MAX_FAULTS


def test_frame_keeps_the_line_numbers() -> None:
    assert cells("1", "2").count("x", "n").frame().rows() == [(2, 1), (3, 2)]


@given(st.lists(st.integers(min_value=0, max_value=999_999), min_size=1))
def test_counts_with_and_without_thousands_marks_read_the_same(numbers: list[int]) -> None:
    marked = [f"{number:,}".replace(",", ".") for number in numbers]
    assert read(lambda c: c.count("x"), *marked) == read(lambda c: c.count("x"), *map(str, numbers)) == numbers
