# SPDX-License-Identifier: EUPL-1.2
"""A municipality's own table on school advice, read once: protected rates, and a comparison with the country.

Nothing is kept. The rules are those of ``speelveld guard``: counts below the threshold are hidden, and others with them
so that nobody works them out.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import polars as pl

from speelveld.advice import class_number, gap, level_number
from speelveld.contracts import advice_tables as contracts
from speelveld.editions.store import Edition
from speelveld.errors import Fault, InputError
from speelveld.figures.advice_upload_table import Counts, Hide, Integers, Kind, Uploaded, hide_once, protected
from speelveld.sources.advice_mapping import ColumnMapping, plain, read_mapping, school_year, words
from speelveld.sources.advice_national import LABELS, cell_numbers
from speelveld.sources.advice_tables import read_groups, read_reconsiderations
from speelveld.terms import Municipality

_OF_A_PERSON = frozenset(
    {"bsn", "pgn", "onderwijsnummer", "leerlingnummer", "leerling id", "leerlingid", "geboortedatum", "voornaam"}
    | {"achternaam", "naam leerling", "pupil id", "student id", "date of birth"}
)
"""Columns that only a file of persons has."""
TOTALS = frozenset({"totaal", "total", "alle", "all"})
ONE_BY_ONE = 20
"""With so many rows that nearly all count one pupil, a table is a list of pupils."""


def uploaded(
    edition: Edition,
    municipality: Municipality,
    raw: bytes,
    *,
    kind: Kind,
    mapping: str = "",
    year: str = "",
    file: str = "",
) -> Uploaded:
    """Read a table and protect it.

    ``mapping`` is TOML as :mod:`speelveld.sources.advice_mapping` describes; ``year`` is the school year of a table
    without a column of years. Raises InputError with every fault of the mapping or of the table, also for a file that
    looks like records of pupils.
    """
    _refuse_records(raw, file)
    own = read_mapping(mapping.encode(), "mapping").get(kind, ColumnMapping()) if mapping.strip() else ColumnMapping()
    if year.strip():
        found = school_year(year)
        if found is None:
            raise InputError(Fault("this is not a school year.", file, column="school_year", advice="Write 2022/23."))
        year = found
        own = replace(own, constant=MappingProxyType({"school_year": year, **own.constant}))
    if kind == "groups":
        table = contracts.GROUPS.check(read_groups(raw, file, own), file)
        _refuse_one_by_one(table, file)
        return of_groups(edition, table, file)
    table = contracts.RECONSIDERATIONS.check(read_reconsiderations(raw, file, own, year=year), file)
    return _branches(edition, municipality, table, file)


def _refuse_records(raw: bytes, file: str) -> None:
    """Turn away a file of persons by its header, before anything of it is read."""
    first = raw[:20_000].lstrip(b"\xef\xbb\xbf\r\n ").splitlines()[:1]
    text = first[0].decode("cp1252", errors="replace") if first else ""
    separator = max(";,\t|", key=text.count)
    try:
        header = {plain(cell) for cell in next(csv.reader(io.StringIO(text), delimiter=separator), [])}
    except csv.Error:
        return
    pupils, groups = words().tables["pupils"].columns, words().tables["groups"].columns
    named = {name: bool(header & {plain(one) for one in pupils[name]}) for name in ("first", "test", "final", "score")}
    counted = any(header & {plain(one) for one in groups[name]} for name in ("pupils", "higher", "adjusted"))
    if header & _OF_A_PERSON or (not counted and named["test"] and (named["first"] or named["final"])):
        raise _records(file)


def _refuse_one_by_one(table: pl.DataFrame, file: str) -> None:
    single = table.filter((pl.col("pupils_low") == 1) & (pl.col("pupils_high") == 1)).height
    if single >= ONE_BY_ONE and 2 * single > table.height:
        raise _records(file)


def _records(file: str) -> InputError:
    message = "this looks like a file with one row per pupil. Such files are not read here."
    return InputError(Fault(message, file, advice="Run on your own computer: speelveld advice."))


def of_groups(edition: Edition, table: pl.DataFrame, file: str, hide: Hide = hide_once) -> Uploaded:
    """A checked table by group, of its newest school year; ``hide`` says which cells are hidden.

    Raises InputError when its rows cannot be added up.
    """
    year = str(table.get_column("school_year").max())
    newest = _inner(table.filter(pl.col("school_year") == year), file)
    if (newest.get_column("test_advice") != contracts.ALL).all():
        newest = _from_joint(newest, file)
    units = newest.get_column("group").unique(maintain_order=True).to_list()
    counts = {unit: _sum(newest.filter(pl.col("group") == unit)) for unit in units}
    sure = not any(one.unsure & {"pupils", "higher"} for one in counts.values())
    told = sure and newest.get_column("higher_low").null_count() == 0
    return protected(edition, "groups", year, counts, _by_cbs_cell(newest) if told else None, file, hide)


def _inner(table: pl.DataFrame, file: str) -> pl.DataFrame:
    """Without rows that add up others: a table may hold both. Raises InputError when that cannot be told."""
    kept = table
    for name in ("first_advice", "test_advice", "school"):
        whole = kept.get_column(name) == contracts.ALL
        if whole.any() and not whole.all():
            kept = kept.filter(~whole)
    totals = pl.Series([plain(text) in TOTALS for text in kept.get_column("group").to_list()], dtype=pl.Boolean)
    if totals.any() and not totals.all():
        kept = kept.filter(~totals)
    if not kept.height:
        raise InputError(Fault("every row is a total: there is nothing to add up.", file))
    return kept


def _from_joint(table: pl.DataFrame, file: str) -> pl.DataFrame:
    """Who has a higher test advice, from pupils by first advice and test advice."""
    if (table.get_column("first_advice") == contracts.ALL).any():
        raise InputError(Fault("test advice without first advice does not tell who is eligible.", file))
    first = np.array([level_number(code) for code in table.get_column("first_advice")])
    test = np.array([class_number(code) for code in table.get_column("test_advice")])
    above = pl.Series(gap(first, test) > 0)
    frame = table.with_columns(above.alias("above"))
    return frame.with_columns(
        pl.when("above").then(pl.col(f"pupils_{end}")).otherwise(0).alias(f"higher_{end}") for end in ("low", "high")
    )


def _branches(edition: Edition, municipality: Municipality, table: pl.DataFrame, file: str) -> Uploaded:
    """The branches of this municipality of the newest school year, together and those that may be shown."""
    branches = edition.table("po_branches").filter(pl.col("code_today") == municipality.code)
    names = dict(branches.sort("year").select("brin6", "name").iter_rows())
    year = str(table.get_column("school_year").max())
    own = table.filter((pl.col("school_year") == year) & pl.col("brin6").is_in(list(names)))
    if not own.height:
        message = f"no row is of a branch in {municipality.name} that this site knows."
        raise InputError(Fault(message, file, column="brin6"))
    whole = own.get_column("advised_low").null_count() == 0
    added = own.group_by("brin6", maintain_order=True).agg(pl.exclude("school_year", "type").sum())
    counts = {}
    for row in added.iter_rows(named=True):
        of = ("advised",) if whole else ("lower", "equal", "higher")
        pupils = max(sum(row[f"{name}_low"] or 0 for name in of), row["higher_low"], row["adjusted_low"])
        unsure = {
            "pupils": any(row[f"{name}_low"] != row[f"{name}_high"] for name in of),
            "higher": row["higher_low"] != row["higher_high"],
            "raised": row["adjusted_low"] != row["adjusted_high"],
        }
        counts[f"{names[row['brin6']]} ({row['brin6']})"] = Counts(
            pupils, row["higher_low"], row["adjusted_low"], frozenset(name for name, so in unsure.items() if so)
        )
    return protected(edition, "reconsiderations", year, counts, None, file, hide_once)


def _sum(table: pl.DataFrame) -> Counts:
    """All rows of a unit; a masked count weighs its lower end, and is below the threshold either way."""
    higher, raised = (table.get_column(f"{name}_low") for name in ("higher", "adjusted"))
    unsure = {
        ours
        for ours, name in (("pupils", "pupils"), ("higher", "higher"), ("raised", "adjusted"))
        if (table.get_column(f"{name}_low") < table.get_column(f"{name}_high")).any()
    }
    return Counts(
        int(table.get_column("pupils_low").sum()),
        int(higher.sum()) if higher.null_count() == 0 else None,
        int(raised.sum()) if raised.null_count() == 0 else None,
        frozenset(unsure),
    )


def _by_cbs_cell(table: pl.DataFrame) -> tuple[Integers, Integers] | None:
    """Eligible pupils and all by CBS's cells of first advice; None where the table does not divide by first advice."""
    if (table.get_column("first_advice") == contracts.ALL).any():
        return None
    numbers = cell_numbers()
    place = numbers[[level_number(code) for code in table.get_column("first_advice")]]
    inside = place >= 0
    higher, pupils = (table.get_column(f"{name}_low").to_numpy()[inside] for name in ("higher", "pupils"))
    sums = (np.bincount(place[inside], weights=each, minlength=len(LABELS)) for each in (higher, pupils))
    eligible, first = (each.astype(np.int64) for each in sums)
    return eligible, first
