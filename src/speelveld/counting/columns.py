# SPDX-License-Identifier: EUPL-1.2
"""Which columns of a frame hold what, and the expressions that check and add them up in the frame's own engine.

Everything here is written once, for every engine that narwhals knows. The expressions are elementary sums over columns
that were computed before, for some engines can group by nothing else.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import narwhals as nw

from speelveld.errors import Fault

MOST = 2.0**53
"""Above it a float no longer tells one whole number from the next."""

_WHOLE = r"^\s*\d+(?:[.,]0{1,2}|(?:[.,]\d+)?[eE][+-]?\d+)?\s*$"
"""A count as text: ``12``, ``12,0``, ``1e+05`` (as R writes 100000). Not ``1.095``: is that a thousand, or one?"""
_NUMBER = r"^\s*\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?\s*$"
"""A weight as text, with a decimal point or comma."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a frame is what.

    ``group`` is empty in a wide frame, where each of ``values`` counts one group. ``values`` is empty for records of
    pupils, one row each. ``weight`` is empty where nothing is weighted.
    """

    unit: str
    within: tuple[str, ...] = ()
    group: str = ""
    values: tuple[str, ...] = ()
    weight: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns by which is counted: unit, parent levels, and group in a long frame."""
        return (self.unit, *self.within, *([self.group] if self.group else []))

    @property
    def numbers(self) -> tuple[str, ...]:
        """The columns that hold numbers."""
        return (*self.values, *([self.weight] if self.weight else []))

    def absent(self, there: list[str], file: str) -> list[Fault]:
        """A fault per asked column that the frame does not have. ValueError when one column is asked for twice."""
        asked = (*self.keys, *self.numbers)
        if len(set(asked)) < len(asked):
            twice = sorted({name for name in asked if asked.count(name) > 1})
            raise ValueError(f"column '{twice[0]}' is asked for twice")
        shown = ", ".join(there[:30]) + (f" and {len(there) - 30} more" if len(there) > 30 else "")
        faults = []
        for name in asked:
            if name not in there:
                near = difflib.get_close_matches(name, there, n=1)
                advice = f"Did you mean '{near[0]}'? " if near else ""
                advice = f"{advice}There are: {shown}."
                faults.append(Fault("there is no such column.", file, column=name, advice=advice))
        return faults


def wrong_types(columns: Columns, schema: Mapping[str, nw.dtypes.DType], file: str) -> list[Fault]:
    """A fault per column of numbers that holds neither numbers nor text."""
    return [
        Fault(f"the column holds {schema[name]}, not numbers.", file, column=name, advice="Make it numbers first.")
        for name in columns.numbers
        if not (schema[name].is_numeric() or schema[name] == nw.String)
    ]


@dataclass(frozen=True, slots=True)
class Checked:
    """A column with what may be wrong in it: where nothing stands (``blank``), and where a wrong value does."""

    name: str
    blank: nw.Expr
    wrong: nw.Expr | None = None
    value: nw.Expr | None = None
    """The number, 0 where it is blank or wrong."""


def key(name: str, dtype: nw.dtypes.DType) -> Checked:
    """A column of labels. An empty text is no label; not-a-number is none either."""
    column = nw.col(name)
    if dtype in (nw.Categorical, nw.Enum):
        column = column.cast(nw.String)
        dtype = nw.String()
    blank = column.is_null()
    if dtype == nw.String:
        blank = blank | (column.str.strip_chars() == nw.lit(""))
    elif dtype.is_float():
        blank = blank | column.is_nan()
    return Checked(name, blank)


def number(name: str, dtype: nw.dtypes.DType, *, whole: bool) -> Checked:
    """A column of counts (``whole``) or of weights: at least 0, finite, and below 2^53."""
    column = nw.col(name)
    if dtype == nw.String:
        blank = column.is_null() | (column.str.strip_chars() == nw.lit(""))
        legible = column.str.contains(_WHOLE if whole else _NUMBER)
        plain = column.str.strip_chars().str.replace_all(",", ".", literal=True)
        value = nw.when(~blank & legible).then(plain).otherwise(nw.lit("-1")).cast(nw.Float64)
    else:
        value = column.cast(nw.Float64)
        blank = value.is_null()
        if dtype.is_float():
            blank = blank | value.is_nan()
    wrong = (value < 0) | (value > MOST) | ~value.is_finite()
    if whole:
        wrong = wrong | (value.round(0) != value)
    wrong = ~blank & wrong
    return Checked(name, blank, wrong, nw.when(blank | wrong).then(nw.lit(0.0)).otherwise(value))


def checks(columns: Columns, schema: Mapping[str, nw.dtypes.DType]) -> Iterator[Checked]:
    """Every asked column with its checks, labels first."""
    for name in columns.keys:
        yield key(name, schema[name])
    for name in columns.values:
        yield number(name, schema[name], whole=True)
    if columns.weight:
        yield number(columns.weight, schema[columns.weight], whole=False)
