# SPDX-License-Identifier: EUPL-1.2
"""Counting frames: every engine gives the same counts, and every fault is named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.counting import APART, counts_from_frame, counts_from_wide, tally_frame, tally_wide
from speelveld.errors import Fault, InputError
from speelveld.segregation.counts import Counts
from tests.counting.frames import FRAMES, INVENTED, ORDERED, Table

every_frame = pytest.mark.parametrize("make", FRAMES.values(), ids=FRAMES.keys())
every_ordered_frame = pytest.mark.parametrize("make", [FRAMES[name] for name in ORDERED], ids=ORDERED)


def changed(**columns: list[Any]) -> Table:
    """The invented table with other columns."""
    return {**INVENTED, **columns}


def cells(counts: Counts) -> dict[tuple[str, str], float]:
    """The counts by unit and group."""
    return {
        (unit, group): counts.matrix[i, j].item()
        for i, unit in enumerate(counts.units)
        for j, group in enumerate(counts.groups)
    }


def faults(call: Any) -> tuple[Fault, ...]:
    """The faults that a call raises."""
    with pytest.raises(InputError) as caught:
        call()
    return caught.value.faults


@every_frame
def test_a_long_frame(make: Any) -> None:
    counts = counts_from_frame(make(INVENTED), unit="school", group="group", count="n", within=["city"])
    assert counts.units == ("East", "North", "South")
    assert counts.groups == ("a", "b", "c")
    assert counts.matrix.tolist() == [[0, 0, 0], [30, 10, 0], [10, 40, 0]]
    assert counts.matrix.dtype == np.int64
    assert not counts.weighted
    assert counts.parents["city"].tolist() == ["Y", "X", "X"]


@every_frame
def test_records_of_pupils(make: Any) -> None:
    rows = [(school, group) for school, group, n in zip(*list(INVENTED.values())[:3], strict=True) for _ in range(n)]
    records = {"school": [row[0] for row in rows], "group": [row[1] for row in rows]}
    counts = counts_from_frame(make(records), unit="school", group="group")
    assert cells(counts) == {("North", "a"): 30, ("North", "b"): 10, ("South", "a"): 10, ("South", "b"): 40}


@every_frame
def test_a_wide_frame(make: Any) -> None:
    wide = {"school": ["N", "S", "S"], "city": ["X", "X", "X"], "a": [30, 4, 6], "b": [10.0, 40.0, 0.0]}
    counts = counts_from_wide(make(wide), unit="school", within=["city"])
    assert (counts.units, counts.groups) == (("N", "S"), ("a", "b"))
    assert counts.matrix.tolist() == [[30, 10], [10, 40]]
    assert counts_from_wide(make(wide), unit="school", groups=["b", "a"]).matrix.tolist() == [[10, 30], [40, 10]]


@every_frame
def test_weights_multiply_records_and_counts(make: Any) -> None:
    weights = [0.5, 1.0, 1.5, 2.0, 0.25, 3.0, 1.0]
    table = changed(weight=weights)
    records = counts_from_frame(make(table), unit="school", group="group", weight="weight")
    assert records.weighted
    assert cells(records)["South", "a"] == 1.75
    counted = counts_from_frame(make(table), unit="school", group="group", count="n", weight="weight")
    assert cells(counted)["South", "a"] == 4 * 1.5 + 6 * 0.25


@every_frame
def test_whole_weights_are_still_weights(make: Any) -> None:
    counts = counts_from_frame(
        make(changed(weight=[2, 1, 1, 1, 1, 1, 1])), unit="school", group="group", weight="weight"
    )
    assert counts.weighted
    assert cells(counts)["North", "a"] == 2.0


@every_frame
def test_counts_in_small_types_do_not_overflow(make: Any) -> None:
    table = {"school": ["A"] * 400, "group": ["a", "b"] * 200, "n": [100] * 400}
    frame = make(table)
    if isinstance(frame, (pl.DataFrame, pl.LazyFrame)):
        frame = frame.with_columns(pl.col("n").cast(pl.Int8))
    if isinstance(frame, pd.DataFrame):
        frame = frame.astype({"n": "int8"})
    assert counts_from_frame(frame, unit="school", group="group", count="n").matrix.tolist() == [[20000, 20000]]


@every_frame
def test_counts_as_text_with_commas_and_exponents(make: Any) -> None:
    table = changed(n=["30", " 10 ", "4,0", "4e+01", "6.0", "0", "0"])
    counts = counts_from_frame(make(table), unit="school", group="group", count="n")
    assert counts.matrix.tolist() == [[0, 0, 0], [30, 10, 0], [10, 40, 0]]


@every_frame
def test_labels_that_are_numbers_stand_in_their_order(make: Any) -> None:
    table = {"school": [10, 2, 10, 1], "group": [1.0, 2.0, 2.0, 1.0], "n": [1, 2, 3, 4]}
    counts = counts_from_frame(make(table), unit="school", group="group", count="n")
    assert counts.units == ("1", "2", "10")
    assert counts.groups == ("1", "2")


@pytest.mark.parametrize("kind", ["polars", "pandas"])
def test_categories_are_labels(kind: str) -> None:
    frame: Any = FRAMES[kind](INVENTED)
    if kind == "polars":
        frame = frame.with_columns(pl.col("school", "group").cast(pl.Categorical))
    else:
        frame = frame.astype({"school": "category", "group": "category"})
    counts = counts_from_frame(frame, unit="school", group="group", count="n")
    assert counts.matrix.tolist() == [[0, 0, 0], [30, 10, 0], [10, 40, 0]]


def test_another_order_of_groups() -> None:
    counts = counts_from_frame(
        pl.DataFrame(dict(INVENTED)), unit="school", group="group", count="n", groups=["b", "nobody", "a"]
    )
    assert counts.groups == ("b", "nobody", "a")
    assert counts.matrix.tolist() == [[0, 0, 0], [10, 0, 30], [40, 0, 10]]


@every_ordered_frame
def test_every_wrong_count_is_named_with_its_row(make: Any) -> None:
    table = changed(n=[30.0, -1.0, 4.5, 40.0, float("inf"), None, 0.0])
    found = faults(lambda: tally_frame(make(table), unit="school", group="group", count="n", file="x.csv"))
    assert [(fault.file, fault.row, fault.column) for fault in found] == [("x.csv", row, "n") for row in (2, 3, 5, 6)]
    assert "'-1' is not a number of pupils" in found[0].message
    assert "'4.5'" in found[1].message
    assert "missing" in found[3].message
    assert all(fault.advice for fault in found)


@every_ordered_frame
def test_text_in_a_count_is_named_with_its_row(make: Any) -> None:
    table = changed(n=["30", "<5", "1.095", "-3", "6", "nul", ""])
    found = faults(lambda: tally_frame(make(table), unit="school", group="group", count="n"))
    assert [fault.row for fault in found] == [2, 3, 4, 6, 7]
    assert "'<5' is not a number of pupils" in found[0].message


def test_text_among_numbers_in_pandas_is_named_with_its_row() -> None:
    frame = pd.DataFrame({**INVENTED, "n": pd.Series([30, "ten", 4, 40.0, 6, 0, None], dtype=object)})
    found = faults(lambda: tally_frame(frame, unit="school", group="group", count="n"))
    assert [(fault.row, fault.column) for fault in found] == [(2, "n"), (7, "n")]
    right = frame.replace({"n": {"ten": 10, None: 0}})
    assert counts_from_frame(right, unit="school", group="group", count="n").matrix.tolist()[1] == [30, 10, 0]


def test_without_an_order_of_rows_a_fault_names_the_unit() -> None:
    frame = FRAMES["duckdb"](changed(n=[30, -1, 4, 40, 6, 0, 0]))
    found = faults(lambda: tally_frame(frame, unit="school", group="group", count="n"))
    assert [fault.row for fault in found] == [None]
    assert "(school 'North', group 'b')" in found[0].message


@every_frame
@pytest.mark.parametrize("absence", [None, " "])
def test_missing_values_are_refused_dropped_or_counted_apart(make: Any, absence: str | None) -> None:
    table = changed(group=["a", absence, "a", "b", "a", "b", "c"])
    found = faults(lambda: tally_frame(make(table), unit="school", group="group", count="n"))
    assert [fault.column for fault in found] == ["group"]

    dropped = tally_frame(make(table), unit="school", group="group", count="n", missing="drop")
    assert (dropped.rows, dropped.left_out) == (7, 1)
    assert dropped.counts.matrix.tolist() == [[0, 0, 0], [30, 0, 0], [10, 40, 0]]
    assert "1 of 7 rows left out" in dropped.note

    apart = tally_frame(make(table), unit="school", group="group", count="n", missing="group")
    assert apart.left_out == 0
    assert cells(apart.counts)["North", APART] == 10
    assert APART in apart.note


@every_frame
def test_only_a_missing_group_can_be_counted_apart(make: Any) -> None:
    table = changed(school=[None, *INVENTED["school"][1:]], n=[30, None, 4, 40, 6, 0, 0])
    found = faults(lambda: tally_frame(make(table), unit="school", group="group", count="n", missing="group"))
    assert {fault.column for fault in found} == {"school", "n"}
    dropped = tally_frame(make(table), unit="school", group="group", count="n", missing="drop")
    assert dropped.left_out == 2
    assert dropped.counts.total == 50


@every_frame
def test_a_wrong_count_is_refused_also_where_missing_ones_are_dropped(make: Any) -> None:
    table = changed(n=[30, None, 4, -40, 6, 0, 0])
    found = faults(lambda: tally_frame(make(table), unit="school", group="group", count="n", missing="drop"))
    assert ["-40" in fault.message for fault in found] == [True]


@every_frame
def test_missing_cells_of_a_wide_frame(make: Any) -> None:
    wide = {"school": ["N", None, "S"], "a": [30, 4, None], "b": [10, 40, 7]}
    found = faults(lambda: tally_wide(make(wide), unit="school"))
    assert {fault.column for fault in found} == {"school", "a"}
    dropped = tally_wide(make(wide), unit="school", missing="drop")
    assert dropped.counts.matrix.tolist() == [[30, 10], [0, 7]]
    assert dropped.left_out == 3


@every_frame
def test_a_unit_in_two_parents_is_a_fault(make: Any) -> None:
    table = changed(city=["X", "X", "X", "Y", "X", "Y", "Y"])
    found = faults(lambda: tally_frame(make(table), unit="school", group="group", count="n", within=["city"]))
    assert len(found) == 1
    assert "unit 'South' lies in 2 of them: 'X', 'Y'" in found[0].message
    assert found[0].column == "city"
    assert found[0].row == (None if "duckdb" in type(make(table)).__module__ else 4)


@every_frame
def test_missing_columns_are_all_named_with_what_there_is(make: Any) -> None:
    found = faults(lambda: tally_frame(make(INVENTED), unit="scool", group="race", count="n"))
    assert [fault.column for fault in found] == ["scool", "race"]
    assert "Did you mean 'school'?" in found[0].advice
    assert "city" in found[1].advice


@every_frame
def test_no_rows(make: Any) -> None:
    frame = make(INVENTED)
    frame = frame.filter("1 = 0") if "duckdb" in type(frame).__module__ else frame[:0]
    assert "no rows" in faults(lambda: tally_frame(frame, unit="school", group="group", count="n"))[0].message


def test_nobody_left() -> None:
    frame = pl.DataFrame(
        {"school": [None, None], "group": ["a", "b"]}, schema={"school": pl.String, "group": pl.String}
    )
    assert "nobody" in faults(lambda: tally_frame(frame, unit="school", group="group", missing="drop"))[0].message


def test_columns_that_cannot_be_what_is_asked() -> None:
    frame = pl.DataFrame(dict(INVENTED)).with_columns(flag=pl.lit(value=True))
    found = faults(lambda: tally_frame(frame, unit="school", group="group", count="flag"))
    assert "holds Boolean" in found[0].message
    with pytest.raises(ValueError, match="asked for twice"):
        tally_frame(frame, unit="school", group="school")
    with pytest.raises(ValueError, match="refuse, drop, group"):
        tally_frame(frame, unit="school", group="group", missing="guess")  # type: ignore[arg-type]
    assert (
        "no column of numbers" in faults(lambda: tally_wide(frame.select("school", "group"), unit="school"))[0].message
    )


def test_a_table_that_is_too_large_is_refused() -> None:
    frame = pl.select(unit=pl.int_range(10_001), group=pl.int_range(10_001))
    assert "too large" in faults(lambda: tally_frame(frame, unit="unit", group="group"))[0].message


tables = st.integers(1, 6).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 50), min_size=width, max_size=width), min_size=1, max_size=8).map(
        lambda rows: np.array(rows, dtype=np.int64)
    )
)


@settings(deadline=None)
@given(matrix=tables, data=st.data())
def test_long_wide_and_records_are_the_same_counts(matrix: Any, data: st.DataObject) -> None:
    """Rows in any order, and cells in any number of rows, make the same counts."""
    units, groups = [f"u{i}" for i in range(len(matrix))], [f"g{j}" for j in range(matrix.shape[1])]
    wide = pl.DataFrame({"unit": units, **{group: matrix[:, j] for j, group in enumerate(groups)}})
    long = wide.unpivot(index="unit", variable_name="group", value_name="n")
    split = pl.concat([long.with_columns(n=pl.col("n") // 3), long.with_columns(n=pl.col("n") - pl.col("n") // 3)])
    order = data.draw(st.permutations(range(split.height)))
    records = long.select(pl.col("unit", "group").repeat_by("n").explode(empty_as_null=False))
    found = [
        counts_from_wide(wide, unit="unit"),
        counts_from_frame(long, unit="unit", group="group", count="n"),
        counts_from_frame(split[list(order)], unit="unit", group="group", count="n"),
    ]
    for counts in found:
        assert (counts.units, counts.groups) == (tuple(units), tuple(groups))
        assert (counts.matrix == matrix).all()
    if matrix.sum():
        counts = counts_from_frame(records, unit="unit", group="group")
        assert cells(counts) | {key: 0 for key in cells(found[0]) if key not in cells(counts)} == cells(found[0])
