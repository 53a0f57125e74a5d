# SPDX-License-Identifier: EUPL-1.2
"""Records of pupils, read where they lie. No value of a record ever stands in a message: a row and a column do.

The first line of a file without a header is a record, so that no header is repeated either; and nothing that polars
says of a file is passed on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from speelveld.advice import LEVELS, MISSING, TEST_CLASSES, Pupils
from speelveld.advice.regimes import REGIMES, start_year
from speelveld.counting.files import open_table
from speelveld.counting.labels import ordered
from speelveld.counting.locate import Lines
from speelveld.errors import Fault, InputError
from speelveld.sources.advice_mapping import ColumnMapping, find_columns, meaning, plain, school_year, words

FEWEST = 10
"""Labels with fewer pupils than this are taken together: a label may be as telling as a name."""
OTHERS = "smaller ones together"
NOT_RECORDED = "not recorded"
INVENTED = "invented"
MOST_GROUPS, MOST_PROVIDERS, MOST_SCHOOLS = 60, 60, 20_000
MOST_ROWS = 20
"""Faults that are listed of one column; the rest is counted."""

UNKNOWN = -2
"""The code of a word that is not known."""

_LEVEL = {level.code: number for number, level in enumerate(LEVELS)}
_CLASS = {one.code: number for number, one in enumerate(TEST_CLASSES)}


def read_pupils(path: Path, mapping: ColumnMapping | None = None, *, fewest: int = FEWEST) -> Pupils:
    """The pupils of a CSV or Parquet file with one row each.

    Labels of fewer than ``fewest`` pupils come together under one. Raises InputError with every fault, by row and
    column and without what stands there.
    """
    own = mapping or ColumnMapping()
    frame, lines = _opened(path)
    try:
        header = frame.collect_schema().names()
        found = find_columns("pupils", header, path.name, own)
        text = frame.select(
            pl.col(header[at]).cast(pl.String).str.strip_chars().fill_null("").alias(name) for name, at in found.items()
        ).collect()
    except pl.exceptions.PolarsError:
        fault = Fault("a column cannot be read as text.", path.name, advice="Save the file as CSV in UTF-8.")
        raise InputError(fault) from None
    if not text.height:
        raise InputError(Fault("there is a header, but no row below it.", path.name))
    invented = all(INVENTED in header[at].lower() for at in found.values())
    return _Coder(text, own, path.name, lines).pupils(fewest, INVENTED if invented else path.name)


def _opened(path: Path) -> tuple[pl.LazyFrame, Lines]:
    """The rows of the file. What is in brackets in a message is what a reader quoted: it is left out."""
    try:
        return open_table(path, [])
    except InputError as error:
        told = [
            Fault(f"{one.message.split(' (')[0].rstrip('.')}.", one.file, one.row, "", one.advice)
            for one in error.faults
        ]
    raise InputError(told)


class _Coder:
    """Turns text columns into codes, and keeps every fault until the end."""

    def __init__(self, text: pl.DataFrame, mapping: ColumnMapping, file: str, lines: Lines) -> None:
        self._text, self._mapping, self._file, self._lines = text, mapping, file, lines
        self._faults: list[Fault] = []

    def pupils(self, fewest: int, origin: str) -> Pupils:
        """Everything coded, or every fault raised."""
        given: dict[str, Any] = {
            "first": self._advice("first", _LEVEL),
            "test": self._advice("test", _CLASS),
            "final": self._advice("final", _LEVEL),
            "reason": self._words("reason", self._reasons()),
            "score": self._score(),
        }
        year, years = self._years()
        group, groups = self._labels("group", fewest, MOST_GROUPS)
        school, schools = self._labels("school", fewest, MOST_SCHOOLS)
        provider, providers = self._labels("provider", fewest, MOST_PROVIDERS)
        if self._faults:
            raise InputError(sorted(self._faults, key=lambda fault: (fault.row or 0, fault.column)))
        if provider is not None and providers is not None:
            given |= {"provider": np.where(given["test"] >= 0, provider, MISSING), "providers": providers}
        return Pupils.of(
            **given,
            year=year,
            years=years,
            group=group,
            groups=groups or ("all",),
            school=school,
            schools=schools or ("all",),
            origin=origin,
        )

    def _column(self, name: str) -> pl.Series | None:
        if name in self._mapping.constant:
            return pl.Series(name, [self._mapping.constant[name]]).new_from_index(0, self._text.height)
        return self._text.get_column(name) if name in self._text.columns else None

    def _advice(self, name: str, codes: Mapping[str, int]) -> NDArray[np.int8]:
        known = meaning(name, self._mapping)
        return self._words(name, {word: codes[code] if code else MISSING for word, code in known.items()})

    def _reasons(self) -> dict[str, int]:
        said = self._mapping.values.get("reason", {})
        own = {word: {"yes": 1, "no": 0}.get(code, MISSING) for word, code in said.items()}
        of = words()
        return {**dict.fromkeys(of.missing, MISSING), **dict.fromkeys(of.yes, 1), **dict.fromkeys(of.no, 0), **own}

    def _words(self, name: str, known: Mapping[str, int]) -> NDArray[np.int8]:
        """The code of each word; a fault where a word is not known."""
        column = self._column(name)
        if column is None:
            return np.full(self._text.height, MISSING, dtype=np.int8)
        codes: NDArray[np.int8] = _by_value(column, lambda value: known.get(plain(value), UNKNOWN), pl.Int8).to_numpy()
        self._refuse(name, codes == UNKNOWN, "the value is not known.", f"Say what it means in [pupils.values.{name}].")
        return codes

    def _years(self) -> tuple[NDArray[np.int16], tuple[str, ...]]:
        column = self._column("year")
        if column is None:
            return np.zeros(self._text.height, dtype=np.int16), ("",)
        first = start_year(REGIMES.regimes[0].start)
        seen = {text: school_year(text) for text in column.unique().to_list()}
        years = tuple(sorted({one for one in seen.values() if one is not None and start_year(one) >= first}))
        places = {one: at for at, one in enumerate(years)}
        codes = _by_value(column, lambda value: places.get(seen[value] or "", -1), pl.Int16).to_numpy()
        message = f"this is not a school year from {REGIMES.regimes[0].start} on."
        self._refuse("year", codes < 0, message, "Write it as 2022/23.")
        return codes, years

    def _labels(self, name: str, fewest: int, most: int) -> tuple[NDArray[np.int32] | None, tuple[str, ...] | None]:
        """Places in a list of labels; small labels come together, so that no label names a few pupils."""
        column = self._column(name)
        if column is None:
            return None, None
        means = self._mapping.values.get(name, {})
        known = _by_value(column, lambda value: means.get(plain(value), value) or NOT_RECORDED, pl.String).alias(
            "label"
        )
        counts = known.value_counts(name="pupils")
        large = counts.filter(pl.col("pupils") >= fewest)
        labels = ordered(large.get_column("label").to_list())
        if len(labels) > most or counts.height > MOST_SCHOOLS * 2:
            message = (
                f"the column has {counts.height:,} different values, of which {len(labels):,} have {fewest} pupils or "
                f"more; {most:,} is the most."
            )
            self._faults.append(Fault(message, self._file, column=name, advice="Name another column in the mapping."))
            return None, None
        if large.height < counts.height:
            labels.append(OTHERS)
        places = {one: at for at, one in enumerate(labels)}
        if name == "provider":
            # A test without a provider is no provider: the measures keep such pupils apart.
            labels = [one for one in labels if one != NOT_RECORDED]
            places = {**{one: at for at, one in enumerate(labels)}, NOT_RECORDED: MISSING}
        last = len(labels) - 1
        return _by_value(known, lambda value: places.get(value, last), pl.Int32).to_numpy(), tuple(labels)

    def _score(self) -> NDArray[np.float32] | None:
        column = self._column("score")
        if column is None:
            return None
        plain_text = column.str.replace(",", ".", literal=True)
        numbers = plain_text.cast(pl.Float64, strict=False)
        absent = column.str.to_lowercase().is_in(list(words().missing))
        wrong = ((numbers.is_null() | ~numbers.is_finite().fill_null(True)) & ~absent).to_numpy()
        self._refuse("score", wrong, "this is not a number.", "Leave the cell empty where there is no score.")
        return numbers.fill_null(float("nan")).to_numpy().astype(np.float32)

    def _refuse(self, name: str, wrong: NDArray[np.bool_], message: str, advice: str) -> None:
        rows = np.flatnonzero(wrong)
        if not rows.size:
            return
        if name in self._mapping.constant:
            self._faults.append(Fault(message, self._mapping.file, column=f"pupils.constant.{name}", advice=advice))
            return
        for line in self._lines(rows[:MOST_ROWS].tolist()):
            self._faults.append(Fault(message, self._file, line, name, advice))
        if rows.size > MOST_ROWS:
            more = f"{rows.size - MOST_ROWS:,} more rows have a fault of the same kind."
            self._faults.append(Fault(more, self._file, column=name))


def _by_value(column: pl.Series, code: Callable[[str], Any], kind: type[pl.DataType]) -> pl.Series:
    """The code of every row, asked once per different value."""
    values = column.unique()
    coded = pl.Series([code(value) for value in values.to_list()], dtype=kind)
    return column.replace_strict(values, coded, return_dtype=kind)
