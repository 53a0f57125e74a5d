# SPDX-License-Identifier: EUPL-1.2
"""Tables on school advice that a user adds: DUO's reconsiderations, advice per branch and by code, tables by group.

The columns are found by :mod:`speelveld.sources.advice_mapping`; a header that is unknown is refused, with what to put
in the mapping. Masked counts (``<5``, ``-1``) stay intervals.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import Any

import polars as pl

from speelveld.advice import code_table
from speelveld.contracts import advice_tables as contracts
from speelveld.contracts.advice import LEVELS
from speelveld.contracts.base import MAX_FAULTS, ROW
from speelveld.errors import Fault, InputError, SourceError
from speelveld.sources.advice_mapping import ColumnMapping, find_columns, meaning, plain, school_year, words
from speelveld.sources.cells import Cells
from speelveld.sources.delimited import decode, read_delimited
from speelveld.sources.files import unwrap
from speelveld.terms import Count

ALL = contracts.ALL
LONGEST_LABEL = 200
_TYPES: Mapping[str, str | None] = {
    "": None,
    **{form(one): one for one in contracts.TYPES for form in (str, str.lower, str.title)},
}


def read_reconsiderations(
    raw: bytes, file: str, mapping: ColumnMapping | None = None, *, year: str = ""
) -> pl.DataFrame:
    """DUO's reconsiderations of one school year, per branch. ``year`` is that of a file without a column of years.

    Raises SourceError with every fault, also of rows in which more advices were raised than there are pupils.
    """
    frame = _columns("reconsiderations", raw, file, mapping)
    cells = _branch(frame, file)
    for name in ("advised", "lower", "equal"):
        cells.masked(name, nullable=True)
    table = cells.masked("higher").masked("adjusted").frame()
    table = table.with_columns(_years(frame, file, year))
    wrong = table.filter(
        (pl.col("adjusted_low") > pl.col("advised_high")) | (pl.col("higher_low") > pl.col("advised_high"))
    )
    if wrong.height:
        message = "more pupils have a higher test advice, or a raised advice, than there are with advice."
        raise SourceError(Fault(message, file, row) for row in wrong.get_column(ROW).head(MAX_FAULTS))
    return table


def read_branches(raw: bytes, file: str, mapping: ColumnMapping | None = None, *, year: str = "") -> pl.DataFrame:
    """DUO's final advice per branch, one row per level."""
    frame = _columns("branches", raw, file, mapping)
    cells = _branch(frame, file)
    for level in LEVELS:
        cells.masked(level)
    table = cells.frame().with_columns(_years(frame, file, year))
    parts = [
        table.select(
            ROW,
            "brin6",
            "school_year",
            "type",
            pl.lit(level).alias("level"),
            pl.col(f"{level}_low").alias("advised_low"),
            pl.col(f"{level}_high").alias("advised_high"),
        )
        for level in LEVELS
    ]
    return pl.concat(parts).sort(ROW, maintain_order=True)


def read_codes(raw: bytes, file: str, mapping: ColumnMapping | None = None) -> pl.DataFrame:
    """DUO's table by code of advice. ``PEILJAAR`` is the year in which the school year begins."""
    frame = _columns("codes", raw, file, mapping)
    table = _branch(frame, file).count("year").count("code").masked("advised").frame()
    begins = pl.col("year")
    ends = ((begins + 1) % 100).cast(pl.String).str.zfill(2)
    return table.with_columns(pl.concat_str(begins.cast(pl.String), pl.lit("/"), ends).alias("school_year"))


def read_groups(raw: bytes, file: str, mapping: ColumnMapping | None = None) -> pl.DataFrame:
    """A table by group, and where it says so by school, first advice and test advice.

    Raises SourceError with every fault: an advice that is not known, and rows in which more pupils have a higher test
    advice, or a raised advice, than there are pupils.
    """
    own = mapping or ColumnMapping()
    frame = _columns("groups", raw, file, own)
    if "higher" not in frame.columns or "adjusted" not in frame.columns:
        frame = frame.with_columns(pl.lit("").alias(one) for one in ("higher", "adjusted") if one not in frame.columns)
    faults: list[Fault] = []
    cells = Cells(frame, file).text("group")
    cells.masked("pupils").masked("higher", nullable=True).masked("adjusted", nullable=True)
    labels = [
        _school(frame),
        _advice(frame, "first_advice", own, file, faults),
        _advice(frame, "test_advice", own, file, faults),
    ]
    long = frame.filter(pl.col("group").str.len_chars() > LONGEST_LABEL)
    faults += [
        Fault(f"the label has more than {LONGEST_LABEL} characters.", file, row, "group")
        for row in long.get_column(ROW)
    ]
    table = cells.also(faults).frame().with_columns(*labels, _years(frame, file, ""), pl.col(ROW).alias("row"))
    wrong = table.filter(
        (pl.col("higher_low") > pl.col("pupils_high")) | (pl.col("adjusted_low") > pl.col("pupils_high"))
    )
    if wrong.height:
        message = "more pupils have a higher test advice, or a raised advice, than there are pupils."
        raise SourceError(Fault(message, file, row) for row in wrong.get_column(ROW).head(MAX_FAULTS))
    return table


def readings(codes: pl.DataFrame, branches: pl.DataFrame, file: str = "duo_advice_codes") -> pl.DataFrame:
    """The table by code with every code as a level, decided per school year by the table per level.

    Both are added up over the branches that they share.

    Raises InputError when a year has no table per level, no known reading of the codes agrees, or several do.
    """
    found, faults = [], []
    for (year,), part in codes.group_by(["school_year"], maintain_order=True):
        keys = part.select("brin6").unique()
        wide = branches.filter(pl.col("school_year") == year).join(keys, on="brin6", how="semi")
        shared = part.join(wide.select("brin6").unique(), on="brin6", how="semi")
        if not shared.height:
            message = f"of {year} there is no table per level, so that its codes cannot be read."
            faults.append(Fault(message, file, advice=f"Add the file of {year} to the sources."))
            continue
        try:
            wide_totals = {str(name): count for name, count in _totals(wide, "level").items()}
            reading = code_table(_totals(shared, "code"), wide_totals, file=file)
        except InputError as error:
            faults += error.faults
            continue
        names = dict(enumerate(reading.codes, 1))
        found.append(
            codes.filter(pl.col("school_year") == year).with_columns(
                pl.col("code").replace_strict(names, return_dtype=pl.String).alias("level"),
                pl.lit(reading.id).alias("reading"),
            )
        )
    if faults:
        raise InputError(faults)
    return pl.concat(found)


def _totals(table: pl.DataFrame, by: str) -> dict[Any, Count]:
    sums = table.group_by(by).agg(pl.col("advised_low").sum(), pl.col("advised_high").sum())
    return {key: Count(low, high) for key, low, high in sums.iter_rows()}


def _columns(table: str, raw: bytes, file: str, mapping: ColumnMapping | None) -> pl.DataFrame:
    """The columns that the mapping finds, under our names, as text."""
    own = mapping or ColumnMapping()
    text = decode(unwrap(raw, file), file)
    first = next((line for line in text.split("\n") if line.strip()), "")
    separator = max(";,\t|", key=first.count)
    try:
        header = next(csv.reader([first], delimiter=separator, strict=True))
    except csv.Error:
        raise SourceError(Fault("the header cannot be read.", file, 1, advice="A quote does not close.")) from None
    places = find_columns(table, header, file, own)
    titles = {name: (header[at],) for name, at in places.items()}
    frame = read_delimited(raw, file, titles, separator=separator, ends=False)
    known = words().tables[table]
    absent = [name for name in (*known.required, *known.optional) if name not in frame.columns]
    constant = [pl.lit(own.constant[name]).alias(name) for name in absent if name in own.constant]
    return frame.with_columns(constant)


def _branch(frame: pl.DataFrame, file: str) -> Cells:
    """The code of the branch from one column or two, and the type of education."""
    if "brin6" not in frame.columns:
        number = pl.col("branch").str.zfill(2).str.slice(-2)
        joined = pl.when(pl.col("branch").str.len_chars() > 2).then(pl.col("branch"))
        frame = frame.with_columns(joined.otherwise(pl.col("brin") + number).alias("brin6"))
    empty = [pl.lit("").alias(name) for name in ("type", "advised", "lower", "equal") if name not in frame.columns]
    return Cells(frame.with_columns(empty), file).code("brin6", width=6).choice("type", of=_TYPES, nullable=True)


def _years(frame: pl.DataFrame, file: str, year: str) -> pl.Series:
    """The school years of a file: from its column, or the one that it is known to be of."""
    if "school_year" not in frame.columns:
        if not year:
            advice = 'Name the column in the mapping, or write [....constant] school_year = "2022/23".'
            raise SourceError(Fault("the file does not say of which school year it is.", file, advice=advice))
        return pl.Series("school_year", [year] * frame.height, dtype=pl.String)
    found = [school_year(text or "") for text in frame.get_column("school_year").to_list()]
    wrong = [row for row, one in zip(frame.get_column(ROW), found, strict=True) if one is None]
    if wrong:
        raise SourceError(
            Fault("this is not a school year.", file, row, "school_year", "Write it as 2022/23.")
            for row in wrong[:MAX_FAULTS]
        )
    return pl.Series("school_year", found, dtype=pl.String)


def _school(frame: pl.DataFrame) -> pl.Series:
    if "school" not in frame.columns:
        return pl.Series("school", [ALL] * frame.height, dtype=pl.String)
    return frame.get_column("school").replace("", ALL).alias("school")


def _advice(frame: pl.DataFrame, name: str, mapping: ColumnMapping, file: str, faults: list[Fault]) -> pl.Series:
    """Our codes in a column of advice; ``all`` where the table does not divide, or says that a row is a total."""
    if name not in frame.columns:
        return pl.Series(name, [ALL] * frame.height, dtype=pl.String)
    known = {**meaning(name, mapping), **dict.fromkeys(("totaal", "total", "alle", "all"), ALL)}
    codes = [known.get(plain(text or "")) for text in frame.get_column(name).to_list()]
    for row, code in zip(frame.get_column(ROW), codes, strict=True):
        if not code:
            advice = f"Say what it means in the mapping: [groups.values.{name}]."
            faults.append(Fault("this advice is not known.", file, row, name, advice))
    return pl.Series(name, [code or ALL for code in codes], dtype=pl.String)
