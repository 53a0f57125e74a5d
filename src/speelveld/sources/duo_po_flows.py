# SPDX-License-Identifier: EUPL-1.2
"""Pupils of regular primary schools by home postcode and branch, every municipality (2013, 2017, 2024).

A flow of 1 to 4 pupils is the interval [1, 4], whatever the source printed. DUO masks each *age* of 1 to 4 pupils, so
the total of a flow lies between exact + masked cells and exact + 4 x masked cells.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import polars as pl

from speelveld.contracts import duo_po as contracts
from speelveld.contracts.base import MAX_FAULTS, ROW, key_faults
from speelveld.errors import Fault, SourceError
from speelveld.sources.cells import MASK, Cells
from speelveld.sources.dataset import Dataset
from speelveld.sources.delimited import read_delimited
from speelveld.sources.duo_po_common import (
    AGES,
    DAY,
    TYPES,
    add_branch,
    add_municipality,
    ages_in,
    day_faults,
    duo,
    finish,
    raise_any,
    with_municipalities,
)
from speelveld.sources.files import ZIP, members

GAPS_2024 = ("Ridderkerk",)
"""Municipalities of which the copy of 1 October 2024 holds an empty file: their schools are not in the table."""

_BRIN, _BRANCH = "INSTELLINGSCODE", "VESTIGINGSCODE"
_LOW, _HIGH = "LEERLINGEN_MINSTENS", "LEERLINGEN_HOOGSTENS"
_NO_POSTCODE = ("10", "20", "30", "40", "onbekend")
"""DUO's codes for Belgium, Germany, another country and unknown; the reworking of 2013 prints a word."""
_NO_MUNICIPALITY = ("Belgie", "Duitsland", "ander land", "Onbekend", "")
_FILE = "_file"


def read_flows(raw: bytes, file: str, *, day: str = "", gaps: tuple[str, ...] = GAPS_2024) -> pl.DataFrame:
    """One row per branch and home postcode (contract ``FLOWS``), regular primary education only.

    Accepts one file of DUO (a municipality's, with single ages), a zip archive of such files, and a reduced file with
    the columns ``LEERLINGEN_MINSTENS`` and ``LEERLINGEN_HOOGSTENS`` instead of ages. An empty file in an archive is a
    fault, unless its name holds one of the ``gaps``.
    """
    texts: list[pl.DataFrame] = []
    faults: list[Fault] = []
    for name, content in members(raw, file, ".csv") if raw.startswith(ZIP) else [("", raw)]:
        if name and not content.strip() and any(gap in name for gap in gaps):
            continue
        try:
            texts.append(_text(content, f"{file}: {name}" if name else file))
        except SourceError as error:
            faults += error.faults
    if faults:
        raise SourceError(faults[:MAX_FAULTS])
    if not texts:
        raise SourceError(Fault("every file in the archive is empty.", file, advice="Fetch it again."))
    return _by_home(_typed(pl.concat(texts), file, day))


def _text(raw: bytes, file: str) -> pl.DataFrame:
    """One municipality's file as text, with its name in every row; ages that it does not have are null."""
    asked = ("GEMEENTENUMMER", "GEMEENTENAAM", "POSTCODE_LEERLING", "GEMEENTENAAM_LEERLING", "POSTCODE_VESTIGING")
    text = read_delimited(
        raw,
        file,
        {
            _BRIN: (_BRIN, "BRIN_NUMMER"),
            _BRANCH: (_BRANCH, "VESTIGINGSNUMMER"),
            **{name: (name,) for name in (*asked, "SOORT_PO")},
        },
        optional={**DAY, **AGES, _LOW: (_LOW,), _HIGH: (_HIGH,)},
    )
    missing = [name for name in (_LOW, _HIGH) if text.get_column(name).null_count()]
    if missing and not ages_in(text):
        message = "this column is missing, and there are no columns of ages either."
        raise SourceError([Fault(message, file, column=name) for name in missing])
    return text.with_columns(pl.lit(file).alias(_FILE))


def _typed(text: pl.DataFrame, file: str, day: str) -> pl.DataFrame:
    """All files' rows typed at once, since hundreds of small frames cost more than one large; faults name their own."""
    places = text.select(_FILE, ROW)
    numbered = text.with_columns(pl.int_range(pl.len()).alias(ROW))
    try:
        kinds = Cells(numbered, file).choice("SOORT_PO", "type", of=TYPES).also(day_faults(numbered, file, day)).frame()
        rows = _counted(numbered.filter(kinds.get_column("type") == "bo"), file)
    except SourceError as error:
        raise SourceError([_placed(fault, places) for fault in error.faults]) from error
    own = places[rows.get_column(ROW).to_list()]
    return rows.select(_COLUMNS).with_columns(own.get_column(_FILE), own.get_column(ROW))


def _placed(fault: Fault, places: pl.DataFrame) -> Fault:
    if fault.row is None:
        return fault
    file, row = places.row(fault.row)
    return replace(fault, file=file, row=row)


def _counted(text: pl.DataFrame, file: str) -> pl.DataFrame:
    """The rows with their pupils as an interval, from ages or from the reduced file's two columns."""
    cells = add_municipality(add_branch(Cells(text, file), _BRIN, _BRANCH)).postcode("POSTCODE_VESTIGING")
    cells = cells.text("POSTCODE_LEERLING", "pc4_home").text(
        "GEMEENTENAAM_LEERLING", "municipality_home", nullable=True
    )
    ages = [age for age in AGES if text.get_column(age).null_count() < text.height]
    if not ages:
        return finish(cells.count(_LOW, "pupils_low").count(_HIGH, "pupils_high")).rename({"pc4": "pc4_school"})
    for age in ages:
        cells = cells.masked(age)
    return finish(cells).select(
        pl.exclude("pc4"),
        pl.col("pc4").alias("pc4_school"),
        pl.sum_horizontal(f"{age}_low" for age in ages).alias("pupils_low"),
        pl.sum_horizontal(f"{age}_high" for age in ages).alias("pupils_high"),
    )


_COLUMNS = [
    ROW,
    "brin6",
    "municipality_code",
    "municipality",
    "pc4_school",
    "pc4_home",
    "municipality_home",
    "pupils_low",
    "pupils_high",
]


def read_reworked_flows(raw: bytes, file: str) -> pl.DataFrame:
    """One row per branch and home postcode (contract ``FLOWS``) from a third party's reworking of DUO's files.

    Comma separated, one total per row, masked as ``<5``; without codes of municipalities, and in 2013 without the
    pupils' municipality.
    """
    text = read_delimited(
        raw,
        file,
        {name: (name,) for name in ("brin6", "gemeente_school", "pc4_school", "pc4_leerling", "leerlingen")},
        optional={"gemeente_leerling": ("gemeente_leerling",)},
        separator=",",
    )
    cells = Cells(text, file).code("brin6", width=6, pattern="[0-9]{2}[0-9A-Z]{4}")
    cells = cells.text("gemeente_school", "municipality").code("pc4_school", width=4, pattern="[1-9][0-9]{3}")
    cells = cells.text("pc4_leerling", "pc4_home").text("gemeente_leerling", "municipality_home", nullable=True)
    rows = cells.masked("leerlingen", "pupils", small_too=True).frame()
    rows = rows.with_columns(
        pl.lit(None, pl.String).alias("municipality_code"),
        pl.lit(file).alias(_FILE),
    )
    return _by_home(with_municipalities(rows, "municipality"))


def _by_home(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with an unknown home added up per branch, small flows made intervals; refuses a row that stands twice."""
    _refuse_doubles(rows)
    unknown = pl.col("pc4_home").is_in(_NO_POSTCODE)
    nowhere = unknown | pl.col("municipality_home").is_in(_NO_MUNICIPALITY)
    rows = rows.with_columns(
        pl.when(unknown).then(pl.lit(contracts.UNKNOWN_HOME)).otherwise("pc4_home").alias("pc4_home"),
        pl.when(nowhere).then(None).otherwise("municipality_home").alias("municipality_home"),
    )
    elsewhere = pl.col("pc4_home") == contracts.UNKNOWN_HOME
    known = with_municipalities(rows.filter(~elsewhere), "municipality_home")
    rest = rows.filter(elsewhere).group_by("brin6", maintain_order=True)
    added = rest.agg(pl.exclude("pupils_low", "pupils_high").first(), pl.col("pupils_low", "pupils_high").sum())
    together = pl.concat([known, added.select(known.columns)]).sort(_FILE, ROW, maintain_order=True)
    small = pl.col("pupils_high").is_between(*MASK)
    return together.with_columns(
        pl.when(small).then(MASK[0]).otherwise("pupils_low").cast(pl.Int64).alias("pupils_low"),
        pl.when(small).then(MASK[1]).otherwise("pupils_high").cast(pl.Int64).alias("pupils_high"),
    )


def _refuse_doubles(rows: pl.DataFrame) -> None:
    """A double row within one file names both lines; one in two files of an archive names both files."""
    key = ("brin6", "pc4_home")
    files = rows.get_column(_FILE).unique()
    if len(files) == 1:
        raise_any(key_faults(rows, key, files[0]))
        return
    seen = rows.with_columns(pl.struct(_FILE, ROW).first().over(key).alias("first"))
    again = seen.filter(~pl.struct(key).is_first_distinct()).head(MAX_FAULTS)
    raise_any(
        Fault(
            f"brin6 {row['brin6']}, pc4_home {row['pc4_home']} stands here again; "
            f"row {row['first'][ROW]} of {row['first'][_FILE]} has it already.",
            row[_FILE],
            row[ROW],
            advice="Remove one of the two rows.",
        )
        for row in again.iter_rows(named=True)
    )


_NAME = "Leerlingen primair onderwijs per gemeente, postcode leerling en leeftijd"

DATASETS: tuple[Dataset, ...] = (
    Dataset(
        "duo_po_flows_2013",
        "duo_po_flows_2013.csv.gz",
        read_reworked_flows,
        contracts.FLOWS,
        duo(f"{_NAME} 2013-2014, bewerkt door derden", "2013-10-01"),
        rows=61_200,
    ),
    Dataset(
        "duo_po_flows_2017",
        "duo_po_flows_2017.csv.gz",
        read_reworked_flows,
        contracts.FLOWS,
        duo(f"{_NAME} 2017-2018, bewerkt door derden", "2017-10-01"),
        rows=65_500,
    ),
    Dataset(
        "duo_po_flows_2024",
        "duo_po_flows_2024.csv.gz",
        partial(read_flows, day="2024-10-01"),
        contracts.FLOWS,
        duo(f"{_NAME} (afgeschermde versie) 2024-2025", "2024-10-01"),
        rows=72_600,
    ),
)
