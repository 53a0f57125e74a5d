# SPDX-License-Identifier: EUPL-1.2
"""CBS: key figures, population and age per four-digit postcode area.

CBS prints -99997 for "0 to 4, or secret"; here that is an empty cell, and nothing is filled in for it.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from speelveld.contracts import cbs as contracts
from speelveld.sources.cells import Cells
from speelveld.sources.dataset import Dataset
from speelveld.sources.delimited import read_delimited
from speelveld.sources.spreadsheet import Layout, read_table
from speelveld.terms import Source

SECRET = "-99997"
"""What CBS prints for a count of 0 to 4 and for a secret figure."""

KEY_FIGURES: dict[str, tuple[str, ...]] = {
    "pc4": ("Postcode-4",),
    "inhabitants": ("Inwoners - Totaal",),
    "under_15": ("Inwoners - tot 15 jaar",),
    "born_nl_origin_nl": ("Inwoners - Geboren in Nederland met een Nederlandse herkomst",),
    "born_nl_origin_europe": ("Inwoners - Geboren in Nederland met een Europese herkomst (excl. Nederland)",),
    "born_nl_origin_outside": ("Inwoners - Geboren in Nederland met herkomst buiten Europa",),
    "born_abroad_origin_europe": ("Inwoners - Geboren buiten Nederland met een Europese herkomst (excl. Nederland)",),
    "born_abroad_origin_outside": ("Inwoners - Geboren buiten Nederland met een herkomst buiten Europa",),
    "households": ("Huishouden - Totaal",),
    "one_parent": ("Huishouden - Eenouder",),
    "two_parent": ("Huishouden - Tweeouder",),
    "dwellings": ("Woning - Totaal",),
    "owner_occupied": ("Woning - Koopwoning",),
    "rented": ("Woning - Huurwoning",),
    "housing_association": ("Woning - Huurcoporatie", "Woning - Huurcorporatie"),
    "benefits": ("Sociale Zekerheid - Personen met WW, Bijstand en/of AO uitkering Beneden AOW-leeftijd",),
}
"""Our names of the columns and CBS's: the heading above it and the column's own (the slip in one of them is CBS's)."""
WOZ = {"woz": ("Woning - WOZ-waarde woning",)}

LAYOUT = Layout("PC4_", "Postcode-4", levels=2, units="Code")

_SHARES = [name for name in KEY_FIGURES if name.startswith("born_")] + ["owner_occupied", "rented"]


def read_key_figures_2023(raw: bytes, file: str) -> pl.DataFrame:
    """Kerncijfers per postcode 2023: one row per area, with the assessed value of dwellings."""
    return _key_figures(raw, file, {**KEY_FIGURES, **WOZ})


def read_key_figures_2024(raw: bytes, file: str) -> pl.DataFrame:
    """Kerncijfers per postcode 2024, first version: one row per area; CBS does not give assessed values yet."""
    return _key_figures(raw, file, KEY_FIGURES)


def read_population(raw: bytes, file: str) -> pl.DataFrame:
    """Bevolking per postcode: the rows of four digits (the file also has those of two and three)."""
    columns = ("postcode", "inwoners", "plaats", "gemeente", "provincie")
    frame = _pc4_rows(read_delimited(raw, file, {name: (name,) for name in columns}, separator=","))
    return (
        Cells(frame, file)
        .code("postcode", "pc4", width=4, pattern="[1-9][0-9]{3}")
        .count("inwoners", "inhabitants", nullable=True)
        .text("plaats", "place", nullable=True)
        .text("gemeente", "municipality", nullable=True)
        .text("provincie", "province", nullable=True)
        .frame()
    )


def read_age(raw: bytes, file: str) -> pl.DataFrame:
    """Bevolking en leeftijd per postcode: the rows of four digits, both sexes together."""
    columns = ("postcode", "leeftijd", "inwoners")
    frame = _pc4_rows(read_delimited(raw, file, {name: (name,) for name in columns}, separator=","))
    return (
        Cells(frame, file)
        .code("postcode", "pc4", width=4, pattern="[1-9][0-9]{3}")
        .text("leeftijd", "age_band")
        .count("inwoners", "inhabitants", nullable=True)
        .frame()
    )


def _key_figures(raw: bytes, file: str, columns: dict[str, tuple[str, ...]]) -> pl.DataFrame:
    frame = read_table(raw, file, columns, LAYOUT)
    frame = no_secret(frame, [name for name in columns if name != "pc4"], (SECRET,))
    cells = Cells(frame, file, columns).code("pc4", width=4, pattern="[1-9][0-9]{3}")
    for name in columns:
        if name in _SHARES or name == "woz":
            cells.decimal(name, nullable=True)
        elif name != "pc4":
            cells.count(name, nullable=True)
    return cells.frame()


def no_secret(frame: pl.DataFrame, columns: Sequence[str], marks: Sequence[str]) -> pl.DataFrame:
    """The frame with the publisher's marks for a secret figure made empty cells."""
    return frame.with_columns(pl.when(~pl.col(name).is_in(list(marks))).then(name).alias(name) for name in columns)


def _pc4_rows(frame: pl.DataFrame) -> pl.DataFrame:
    whole = frame.with_columns(pl.col("postcode", "inwoners").str.replace(r"\.0$", ""))
    return whole.filter(~pl.col("postcode").str.contains("^[0-9]{1,3}$"))


def _cbs(name: str, reference_date: str) -> Source:
    return Source(
        name, "CBS (Centraal Bureau voor de Statistiek)", reference_date, "CC BY 4.0, © CBS", "https://www.cbs.nl"
    )


DATASETS = (
    Dataset(
        "cbs_pc4_2023",
        "cbs_pc4_2023.csv.gz",
        read_key_figures_2023,
        contracts.PC4_2023,
        _cbs("Kerncijfers per postcode: PC4 2023, versie 2", "2023-01-01"),
        4_030,
    ),
    Dataset(
        "cbs_pc4_2024",
        "cbs_pc4_2024.csv.gz",
        read_key_figures_2024,
        contracts.PC4_2024,
        _cbs("Kerncijfers per postcode: PC4 2024, versie 1", "2024-01-01"),
        4_030,
    ),
    Dataset(
        "cbs_pc4_population_2021",
        "cbs_pc4_population_2021.csv.gz",
        read_population,
        contracts.PC4_POPULATION,
        _cbs("Bevolking per geslacht per postcode (StatLine 83503NED)", "2021-01-01"),
        4_030,
    ),
    Dataset(
        "cbs_pc4_age_2021",
        "cbs_pc4_age_2021.csv.gz",
        read_age,
        contracts.PC4_AGE,
        _cbs("Bevolking en leeftijd per postcode (StatLine 83502NED)", "2021-01-01"),
        80_600,
    ),
)
