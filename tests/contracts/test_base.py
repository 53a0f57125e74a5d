# SPDX-License-Identifier: EUPL-1.2
"""Contracts: every violation at once, with file, row and column."""

from __future__ import annotations

import polars as pl
import pytest

from speelveld.contracts.base import MAX_FAULTS, ROW, Column, Contract, Kind, interval, key_faults
from speelveld.errors import ContractError, Fault

PUPILS = Contract(
    name="example",
    nl="Voorbeeld",
    en="Example",
    description="An invented table.",
    columns=(
        Column("brin6", Kind.TEXT, "vestiging", "branch", pattern="[0-9]{2}[A-Z0-9]{4}"),
        Column("type", Kind.TEXT, "soort", "type", nullable=True, allowed=("bo", "sbo")),
        Column("share", Kind.NUMBER, "aandeel", "share", "%", low=0, high=100),
        *interval("pupils", "leerlingen", "pupils"),
    ),
    key=("brin6",),
    intervals=("pupils",),
)

GOOD: dict[str, list[object]] = {
    "brin6": ["01AA00", "01AB00", "01AC01"],
    "type": ["bo", None, "sbo"],
    "share": [0.0, 12.5, 100.0],
    "pupils_low": [1, 20, 0],
    "pupils_high": [4, 20, 0],
}


def frame(**columns: list[object]) -> pl.DataFrame:
    """The good table with other columns, and line numbers 12, 13, 14."""
    return pl.DataFrame({**GOOD, **columns}).with_columns(pl.Series(ROW, [12, 13, 14]))


def refused(table: pl.DataFrame, contract: Contract = PUPILS) -> tuple[Fault, ...]:
    """The faults that a table gives."""
    with pytest.raises(ContractError) as error:
        contract.check(table, "f.csv")
    return error.value.faults


def test_good_table_passes_with_its_columns_in_order_and_without_line_numbers() -> None:
    mixed = frame().select(reversed(frame().columns)).with_columns(pl.lit(1).alias("other"))
    checked = PUPILS.check(mixed)
    assert checked.columns == list(PUPILS.schema)
    assert checked.equals(pl.DataFrame(GOOD))


def test_missing_columns_are_told_together() -> None:
    found = refused(frame().drop("type", "share"))
    assert [(fault.column, fault.message) for fault in found] == [
        ("type", "this column is missing."),
        ("share", "this column is missing."),
    ]


@pytest.mark.parametrize(
    ("column", "cells", "message"),
    [
        ("brin6", ["01AA00", "1AB00", "01AC01"], "'1AB00' does not look like [0-9]{2}[A-Z0-9]{4}."),
        ("brin6", ["01AA00", None, "01AC01"], "the cell is empty, and it must not be."),
        ("brin6", ["01AA00", "01AB00\n", "01AC01"], "'01AB00\n' does not look like [0-9]{2}[A-Z0-9]{4}."),
        ("type", ["bo", "vo", None], "'vo' is not one of bo, sbo."),
        ("share", [0.0, -0.5, 1.0], "'-0.5' is below 0."),
        ("share", [0.0, 100.5, 1.0], "'100.5' is above 100."),
        ("pupils_low", [1, -1, 0], "'-1' is below 0."),
    ],
)
def test_forbidden_cell_is_told_with_its_place(column: str, cells: list[object], message: str) -> None:
    found = refused(frame(**{column: cells}))
    assert [(fault.file, fault.row, fault.column, fault.message) for fault in found] == [("f.csv", 13, column, message)]


@pytest.mark.parametrize("share", [float("nan"), float("inf")])
def test_number_that_is_none_is_refused(share: float) -> None:
    found = refused(frame(share=[0.0, share, 1.0]))
    assert {(fault.row, fault.column) for fault in found} == {(13, "share")}


def test_another_type_is_refused() -> None:
    found = refused(frame(share=["a", "b", "c"]))
    assert {fault.column for fault in found} == {"share"}
    assert "another type is expected" in found[0].message


def test_interval_upside_down_is_refused() -> None:
    found = refused(frame(pupils_low=[1, 21, 0]))
    assert [(fault.row, fault.column, fault.message) for fault in found] == [
        (13, "pupils", "the interval [21, 20] is upside down.")
    ]


def test_double_key_names_both_rows() -> None:
    found = refused(frame(brin6=["01AA00", "01AB00", "01AA00"]))
    assert [(fault.row, fault.message) for fault in found] == [
        (14, "brin6 01AA00 stands here again; row 12 has it already.")
    ]


def test_all_violations_come_at_once_in_the_order_of_the_file() -> None:
    broken = frame(brin6=["?", "01AB00", "01AB00"], share=[-1.0, 1.0, 101.0], pupils_low=[5, 20, 0])
    assert [(fault.row, fault.column) for fault in refused(broken)] == [
        (12, "brin6"),
        (12, "pupils"),
        (12, "share"),
        (14, ""),
        (14, "share"),
    ]


def test_table_without_line_numbers_counts_its_rows() -> None:
    assert [fault.row for fault in refused(frame(share=[0.0, -1.0, 1.0]).drop(ROW))] == [2]


def test_list_of_faults_ends() -> None:
    many = pl.DataFrame({"n": [-1] * (MAX_FAULTS + 5)})
    contract = Contract("n", "n", "n", "", (Column("n", Kind.COUNT, "n", "n", low=0),), ())
    assert len(refused(many, contract)) == MAX_FAULTS


def test_double_rows_are_found_where_the_line_number_stands_twice_too() -> None:
    table = pl.DataFrame({ROW: [2, 2, 3], "a": ["x", "x", "y"]})
    assert [(fault.row, fault.message) for fault in key_faults(table, ("a",), "f")] == [
        (2, "a x stands here again; row 2 has it already.")
    ]
    assert key_faults(table, ()) == []


@pytest.mark.parametrize("key", [("nowhere",), ("brin6", "nowhere")])
def test_key_must_be_a_column(key: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="nowhere"):
        Contract("n", "n", "n", "", (Column("brin6", Kind.TEXT, "n", "n"),), key)


def test_column_may_not_stand_twice() -> None:
    column = Column("a", Kind.TEXT, "n", "n")
    with pytest.raises(ValueError, match="stands twice"):
        Contract("n", "n", "n", "", (column, column), ())


def test_schema_gives_polars_types_in_order() -> None:
    assert list(PUPILS.schema.items())[:3] == [("brin6", pl.String), ("type", pl.String), ("share", pl.Float64)]


def test_kind_knows_its_datatypes() -> None:
    assert (Kind.COUNT.csvw, Kind.COUNT.polars) == ("integer", pl.Int64)
    assert (Kind.BYTES.csvw, Kind.BYTES.polars) == ("base64Binary", pl.Binary)
