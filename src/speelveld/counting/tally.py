# SPDX-License-Identifier: EUPL-1.2
"""Counting: from a frame to ``Counts``. The frame's own engine groups and adds; only its cells come here.

A frame is anything that narwhals knows: polars (eager or lazy), pandas, pyarrow, DuckDB, PySpark. It is long (a row per
unit and group, with a count), wide (a row per unit, a column per group), or holds records of pupils (a row per pupil).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, get_args

import narwhals as nw
import numpy as np
from narwhals.typing import IntoFrame
from numpy.typing import NDArray

from speelveld.counting.columns import Checked, Columns, checks, wrong_types
from speelveld.counting.labels import codes, label, ordered
from speelveld.counting.locate import Lines, between_parents, faults_in
from speelveld.errors import Fault, InputError
from speelveld.segregation.counts import Counts

Missing: TypeAlias = Literal["refuse", "drop", "group"]
"""What happens to a row in which something is missing; see ``tally_frame``."""

APART = "(missing)"
"""The label of the group of those whose group is missing."""

MOST_CELLS = 100_000_000
"""The largest table that is made: 800 MB."""


@dataclass(frozen=True)
class Tally:
    """Counts, and what was not counted.

    ``rows`` were read. ``left_out`` of them were not counted for something missing (cells, in a wide frame);
    ``missing`` is the rule for these.
    """

    counts: Counts
    missing: Missing
    rows: int
    left_out: int

    @property
    def note(self) -> str:
        """What was done with what is missing, in a few words; empty when nothing was."""
        if self.left_out:
            return f"{self.left_out} of {self.rows} rows left out: something is missing in them"
        if APART in self.counts.groups:
            return f"pupils without a group are a group of their own, '{APART}'"
        return ""


def counts_from_frame(
    frame: IntoFrame,
    *,
    unit: str,
    group: str,
    count: str | None = None,
    within: Sequence[str] = (),
    weight: str | None = None,
    missing: Missing = "refuse",
    groups: Sequence[str] | None = None,
) -> Counts:
    """Counts from a long frame or from records of pupils; see ``tally_frame``, which also says what was left out."""
    return tally_frame(
        frame, unit=unit, group=group, count=count, within=within, weight=weight, missing=missing, groups=groups
    ).counts


def counts_from_wide(
    frame: IntoFrame,
    *,
    unit: str,
    groups: Sequence[str] | None = None,
    within: Sequence[str] = (),
    weight: str | None = None,
    missing: Missing = "refuse",
) -> Counts:
    """Counts from a wide frame; see ``tally_wide``, which also says what was left out."""
    return tally_wide(frame, unit=unit, groups=groups, within=within, weight=weight, missing=missing).counts


def tally_frame(
    frame: IntoFrame,
    *,
    unit: str,
    group: str,
    count: str | None = None,
    within: Sequence[str] = (),
    weight: str | None = None,
    missing: Missing = "refuse",
    groups: Sequence[str] | None = None,
    file: str = "",
    lines: Lines | None = None,
) -> Tally:
    """Count a long frame (with ``count``), or records of one row per pupil (without).

    ``within`` names columns with the parents of each unit (city, board), ``weight`` a column by which each row is
    multiplied, such as a sample weight; weighted counts are floats. Rows of one unit and group are added up. Units and
    groups stand in the order of their labels; ``groups`` gives another order, leaves out groups that it does not name,
    and keeps a column for one that nobody is in.

    A value is missing when it is null, not a number, or blank text. ``missing``: "refuse" raises every one as a fault;
    "drop" leaves the row out; "group" counts a missing group as a group of its own, and refuses what else is missing.

    ``file`` names the frame in faults; ``lines`` turns the positions of rows into the lines of that file.

    Raises InputError with every fault, with row and column where the engine knows an order of rows: missing columns,
    missing values, counts that are text, negative or not whole, weights below 0, a unit with two parents, no rows, or
    a table of more than 100 million cells. Raises ValueError when one column is asked for twice.
    """
    columns = Columns(unit, tuple(within), group, (count,) if count else (), weight or "")
    return _tally(frame, columns, missing, groups, file, lines)


def tally_wide(
    frame: IntoFrame,
    *,
    unit: str,
    groups: Sequence[str] | None = None,
    within: Sequence[str] = (),
    weight: str | None = None,
    missing: Missing = "refuse",
    file: str = "",
    lines: Lines | None = None,
) -> Tally:
    """Count a wide frame: ``groups`` names a column of counts per group; without it, all other columns of numbers.

    Rows of one unit are added up. A missing count is a fault, or counts nobody ("drop"). Otherwise as ``tally_frame``.
    """
    if groups is None:
        rest = {unit, *within, weight or unit}
        schema = nw.from_native(frame).lazy().collect_schema()
        groups = [name for name, dtype in schema.items() if name not in rest and dtype.is_numeric()]
    if not groups:
        raise InputError(Fault("there is no column of numbers to take for a group.", file))
    return _tally(frame, Columns(unit, tuple(within), "", tuple(groups), weight or ""), missing, groups, file, lines)


def _tally(
    frame: IntoFrame,
    columns: Columns,
    missing: Missing,
    groups: Sequence[str] | None,
    file: str,
    lines: Lines | None,
) -> Tally:
    if missing not in get_args(Missing):
        raise ValueError(f"missing values are {', '.join(get_args(Missing))}: not {missing!r}")
    given: Any = nw.from_native(frame)
    if absent := columns.absent(given.lazy().collect_schema().names(), file):
        raise InputError(absent)
    given = _readable(given, columns)
    schema = given.lazy().collect_schema()
    if faults := wrong_types(columns, schema, file):
        raise InputError(faults)
    checked = list(checks(columns, schema))
    cells = _collected(_summed(given.lazy(), columns, checked))
    rows = int(sum(cells["rows"]))
    if not rows:
        raise InputError(Fault("there are no rows.", file))
    apart = missing == "group"
    keys = {name: [label(value) for value in cells[f"key{at}"]] for at, name in enumerate(columns.keys)}
    if apart and columns.group:
        keys[columns.group] = [one or APART for one in keys[columns.group]]
    blank = np.zeros(len(cells["rows"]), dtype=bool)
    for labels in keys.values():
        blank |= np.array([not one for one in labels], dtype=bool)
    drop = missing == "drop"
    if sum(cells["wrong"]) or (not drop and (blank.any() or sum(cells["blank"]))):
        allowed = {columns.group} if apart else set(columns.keys + columns.numbers) if drop else set()
        raise InputError(faults_in(given, columns, checked, allowed, file, lines))
    wide = not columns.group
    out = np.array(cells["rows"]) if not wide else np.array(cells["rows"]) * len(columns.values)
    left_out = int(out[blank].sum() + np.array(cells["blank"])[~blank].sum())
    kept = np.flatnonzero(~blank)
    keys = {name: [labels[at] for at in kept] for name, labels in keys.items()}
    sums = [np.array(cells[f"sum{at}"])[kept] for at in range(max(1, len(columns.values)))]
    return Tally(_counts(given, columns, keys, sums, groups, file, lines), missing, rows, left_out)


def _readable(given: Any, columns: Columns) -> Any:
    """Columns of numbers that pandas holds as objects become text: what is in them is checked as text."""
    schema = given.lazy().collect_schema()
    mixed = [name for name in columns.numbers if schema[name] == nw.Object]
    if not mixed or isinstance(given, nw.LazyFrame):
        return given
    for name in mixed:
        texts = [label(value) or None for value in given.get_column(name).to_list()]
        given = given.with_columns(nw.new_series(name, texts, nw.String, backend=given.implementation))
    return given


def _summed(frame: Any, columns: Columns, checked: list[Checked]) -> Any:
    """One row per combination of keys: how many rows, the sums of values, and how many are blank or wrong."""
    labels, numbers = checked[: len(columns.keys)], checked[len(columns.keys) :]
    keys = [nw.col(one.name).alias(f"key{at}") for at, one in enumerate(labels)]
    weight = numbers[-1].value if columns.weight else None
    values = [one.value for one in numbers[: len(columns.values)]]
    if weight is None:
        parts = [value.cast(nw.Int64) for value in values if value is not None]
    else:
        parts = [weight if value is None else value * weight for value in values or [None]]
    sums = [part.alias(f"sum{at}") for at, part in enumerate(parts)]
    if numbers:
        long = bool(columns.group)
        sums.append(_number_of([one.blank for one in numbers], long=long).alias("blank"))
        sums.append(_number_of([one.wrong for one in numbers if one.wrong is not None], long=long).alias("wrong"))
    names = [*(f"sum{at}" for at in range(len(parts))), *(("blank", "wrong") if numbers else ())]
    grouped = frame.select(*keys, *sums).group_by(*(f"key{at}" for at in range(len(keys))))
    return grouped.agg(nw.len().alias("rows"), *(nw.col(name).sum() for name in names))


def _number_of(flags: list[nw.Expr], *, long: bool) -> nw.Expr:
    """How many of the flags are up in each row; in a long frame at most one, for there a row counts once."""
    if long:
        return nw.when(nw.any_horizontal(*flags, ignore_nulls=True)).then(nw.lit(1)).otherwise(nw.lit(0)).cast(nw.Int64)
    ones = [nw.when(flag).then(nw.lit(1)).otherwise(nw.lit(0)).cast(nw.Int64) for flag in flags]
    return nw.sum_horizontal(*ones)


def _collected(frame: Any) -> dict[str, list[Any]]:
    """The cells as lists of plain values. Streamed in polars, so that a file never stands in memory as a whole."""
    eager = frame.collect("polars", engine="streaming") if frame.implementation.is_polars() else frame.collect()
    found = {name: eager.get_column(name).to_list() for name in eager.columns}
    rows = found["rows"]
    for name in ("blank", "wrong"):
        found.setdefault(name, [0] * len(rows))
    found.setdefault("sum0", rows)
    return found


def _counts(
    given: Any,
    columns: Columns,
    keys: dict[str, list[str]],
    sums: list[NDArray[Any]],
    groups: Sequence[str] | None,
    file: str,
    lines: Lines | None,
) -> Counts:
    units = ordered(keys[columns.unit])
    if not units:
        raise InputError(Fault("something is missing in every row, so that nobody is counted.", file))
    named = list(groups) if groups is not None else ordered(keys[columns.group])
    if len(units) * len(named) > MOST_CELLS:
        message = f"{len(units):,} units by {len(named):,} groups: such a table is too large."
        raise InputError(Fault(message, file, column=columns.group, advice="Is this really the column of groups?"))
    row = np.array(codes(keys[columns.unit], units), dtype=np.int64)
    matrix = np.zeros((len(units), len(named)), dtype=np.float64 if columns.weight else np.int64)
    if columns.group:
        column = np.array(codes(keys[columns.group], named), dtype=np.int64)
        some = column >= 0
        np.add.at(matrix, (row[some], column[some]), sums[0][some].astype(matrix.dtype))
    else:
        for at, values in enumerate(sums):
            np.add.at(matrix[:, at], row, values.astype(matrix.dtype))
    parents, faults = {}, []
    for level in columns.within:
        first, others = _parents(units, row, keys[level])
        if others:
            faults += between_parents(given, columns.unit, level, others, file, lines)
        parents[level] = np.array(first)
    if faults:
        raise InputError(faults)
    return Counts(matrix, tuple(units), tuple(named), MappingProxyType(parents))


def _parents(
    units: list[str], row: NDArray[np.int64], labels: list[str]
) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """The parent of each unit, and the units that have several, with these."""
    found: list[set[str]] = [set() for _ in units]
    for at, parent in zip(row.tolist(), labels, strict=True):
        found[at].add(parent)
    several = {unit: tuple(sorted(have)) for unit, have in zip(units, found, strict=True) if len(have) > 1}
    return [min(have) for have in found], several
