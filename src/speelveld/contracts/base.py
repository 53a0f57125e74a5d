# SPDX-License-Identifier: EUPL-1.2
"""What a contract is: the columns of one table, what may stand in them, and how to say what is wrong.

A contract checks a polars frame with pandera, lists every violation at once with file, row and column, and describes
itself as CSV-W and Frictionless metadata (:mod:`speelveld.contracts.csvw`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from speelveld.errors import ContractError, Fault

ROW = "_row"
"""The column in which a reader carries the line number in the file; a checked table no longer has it."""

MAX_FAULTS = 1000
"""A file that is wrong everywhere is described well enough by its first thousand faults."""


class Kind(Enum):
    """What a column holds: its CSV-W datatype, and by it its polars type."""

    TEXT = "string"
    COUNT = "integer"
    NUMBER = "decimal"
    DATE = "date"
    FLAG = "boolean"
    BYTES = "base64Binary"

    @property
    def csvw(self) -> str:
        """The CSV-W datatype of the column."""
        return self.value

    @property
    def polars(self) -> type[pl.DataType]:
        """The polars type of the column."""
        return _POLARS[self]


_POLARS: dict[Kind, type[pl.DataType]] = {
    Kind.TEXT: pl.String,
    Kind.COUNT: pl.Int64,
    Kind.NUMBER: pl.Float64,
    Kind.DATE: pl.Date,
    Kind.FLAG: pl.Boolean,
    Kind.BYTES: pl.Binary,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what it holds, its titles in Dutch and English, its unit and its limits."""

    name: str
    kind: Kind
    nl: str
    en: str
    unit: str = ""
    nullable: bool = False
    pattern: str = ""
    low: float | None = None
    high: float | None = None
    allowed: tuple[str, ...] = ()

    def pandera(self) -> pa.Column:
        """The column as pandera checks it."""
        checks: list[pa.Check] = []
        if self.pattern:
            checks.append(pa.Check.str_matches(f"^(?:{self.pattern})$", error=f"does not look like {self.pattern}"))
        if self.low is not None:
            checks.append(pa.Check.ge(self.low, error=f"is below {self.low:g}"))
        if self.high is not None:
            checks.append(pa.Check.le(self.high, error=f"is above {self.high:g}"))
        if self.allowed:
            checks.append(pa.Check.isin(self.allowed, error=f"is not one of {', '.join(self.allowed)}"))
        return pa.Column(self.kind.polars, checks, nullable=self.nullable)


def interval(name: str, nl: str, en: str, unit: str = "pupils", nullable: bool = False) -> tuple[Column, Column]:
    """The two columns of a count that may be masked: ``name_low`` and ``name_high``."""
    return (
        Column(f"{name}_low", Kind.COUNT, f"{nl}, ten minste", f"{en}, at least", unit, nullable, low=0),
        Column(f"{name}_high", Kind.COUNT, f"{nl}, ten hoogste", f"{en}, at most", unit, nullable, low=0),
    )


@dataclass(frozen=True, slots=True)
class Contract:
    """The contract of one table. ``key`` identifies a row; ``intervals`` names the masked counts (low <= high)."""

    name: str
    nl: str
    en: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    intervals: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        missing = set(self.key) - set(names)
        if len(set(names)) != len(names) or missing:
            raise ValueError(f"contract {self.name}: a column stands twice, or the key {missing} is no column")

    @property
    def schema(self) -> dict[str, type[pl.DataType]]:
        """Names and polars types, in order."""
        return {column.name: column.kind.polars for column in self.columns}

    def check(self, frame: pl.DataFrame, file: str = "") -> pl.DataFrame:
        """The frame with this contract's columns in order, or a ContractError that lists every violation.

        ``frame`` may carry the line numbers of the file in a column ``_row``; faults then name them.
        """
        missing = [name for name in self.schema if name not in frame.columns]
        if missing:
            raise ContractError([Fault("this column is missing.", file, column=name) for name in missing])
        if ROW not in frame.columns:
            frame = frame.with_row_index(ROW, offset=1)
        faults = [*self._cell_faults(frame, file), *self._interval_faults(frame, file), *self._key_faults(frame, file)]
        if faults:
            raise ContractError(sorted(faults, key=lambda fault: (fault.row or 0, fault.column))[:MAX_FAULTS])
        return frame.select(list(self.schema))

    def _cell_faults(self, frame: pl.DataFrame, file: str) -> list[Fault]:
        schema = pa.DataFrameSchema({column.name: column.pandera() for column in self.columns}, strict=False)
        try:
            schema.validate(frame, lazy=True)
        except SchemaErrors as errors:
            rows = frame.get_column(ROW)
            return [
                Fault(
                    _say(case["check"], case["failure_case"]),
                    file,
                    None if case["index"] is None else int(rows[int(case["index"])]),
                    case["column"] or "",
                )
                for case in errors.failure_cases.head(MAX_FAULTS).iter_rows(named=True)
            ]
        return []

    def _interval_faults(self, frame: pl.DataFrame, file: str) -> list[Fault]:
        faults = []
        for name in self.intervals:
            low, high = f"{name}_low", f"{name}_high"
            wrong = frame.filter(pl.col(low) > pl.col(high)).select(ROW, low, high)
            faults += [
                Fault(f"the interval [{low_}, {high_}] is upside down.", file, row, name)
                for row, low_, high_ in wrong.head(MAX_FAULTS).iter_rows()
            ]
        return faults

    def _key_faults(self, frame: pl.DataFrame, file: str) -> list[Fault]:
        return key_faults(frame, self.key, file)


def key_faults(frame: pl.DataFrame, key: tuple[str, ...], file: str = "") -> list[Fault]:
    """A fault for every row whose ``key`` stood in an earlier row; ``frame`` has ``_row``. No key, no faults."""
    if not key:
        return []
    seen = frame.select(ROW, *key).with_columns(pl.col(ROW).first().over(key).alias("_first"))
    again = seen.filter(pl.struct(key).is_first_distinct().not_()).head(MAX_FAULTS)
    return [
        Fault(
            f"{_key_text(key, values)} stands here again; row {first} has it already.",
            file,
            row,
            advice="Remove one of the two rows.",
        )
        for row, *values, first in again.iter_rows()
    ]


def _say(check: str, value: object) -> str:
    if check == "not_nullable":
        return "the cell is empty, and it must not be."
    if check.startswith("dtype"):
        return f"holds {value} where another type is expected."
    return f"'{value}' {check}."


def _key_text(key: tuple[str, ...], values: list[object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in zip(key, values, strict=True))
