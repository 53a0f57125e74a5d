# SPDX-License-Identifier: EUPL-1.2
"""Mean distance between home and school (2015, 2016, 2019) and mean final test scores (2016, 2019), per branch."""

from __future__ import annotations

from functools import partial

import polars as pl

from speelveld.contracts import duo_po as contracts
from speelveld.contracts.base import MAX_FAULTS, ROW, key_faults
from speelveld.errors import Fault
from speelveld.sources.cells import Cells
from speelveld.sources.dataset import Dataset
from speelveld.sources.delimited import read_delimited
from speelveld.sources.duo_po_common import (
    DAY,
    SCHOOL,
    SCHOOL_POSTCODE,
    TYPES,
    add_school,
    day_faults,
    duo,
    finish,
    raise_any,
)

FEWEST = 5
"""A mean over fewer pupils than this tells about single children, and is not read."""


def read_distance(raw: bytes, file: str, *, day: str = "") -> pl.DataFrame:
    """One row per branch and type of education (contract ``DISTANCE``); null where there are fewer than ``FEWEST``."""
    text = read_delimited(
        raw,
        file,
        {**SCHOOL, "SOORT_PO": ("SOORT_PO",), "AFSTAND": ("AFSTAND",), "LEERLINGEN": ("LEERLINGEN",)},
        optional={**SCHOOL_POSTCODE, **DAY},
    )
    cells = add_school(Cells(text, file)).choice("SOORT_PO", "type", of=TYPES)
    cells = cells.decimal("AFSTAND", "distance_m", nullable=True).count("LEERLINGEN", "pupils")
    rows = finish(cells.also(day_faults(text, file, day)))
    enough = pl.col("pupils") >= FEWEST
    return rows.with_columns(pl.when(enough).then("distance_m").alias("distance_m"))


def read_final_test(raw: bytes, file: str, *, day: str = "") -> pl.DataFrame:
    """One row per branch and provider (contract ``FINAL_TEST``), from one row per branch with columns per provider.

    The mean is null where fewer than ``FEWEST`` pupils were tested.
    """
    tested = {provider: f"{provider}_AANTAL" for provider in contracts.PROVIDERS}
    means = {provider: f"{provider}_GEM" for provider in contracts.PROVIDERS}
    older = ("CET", "IEP", "ROUTE8")
    names = [name for provider in contracts.PROVIDERS for name in (tested[provider], means[provider])]
    text = read_delimited(
        raw,
        file,
        {
            **SCHOOL,
            **{name: (name,) for name in ("SOORT_PO", "LEERJAAR_8", "ONTHEFFING_REDEN_ND")},
            **{name: (name,) for provider in older for name in (tested[provider], means[provider])},
        },
        optional={**SCHOOL_POSTCODE, **DAY, **{name: (name,) for name in names[2 * len(older) :]}},
        ends=False,
    )
    cells = add_school(Cells(text, file)).choice("SOORT_PO", "type", of=TYPES)
    cells = cells.count("LEERJAAR_8", "year8_pupils").count("ONTHEFFING_REDEN_ND", "exempt")
    providers = [name for name, column in tested.items() if text.get_column(column).null_count() < text.height]
    for provider in providers:
        cells = cells.count(tested[provider]).decimal(means[provider], nullable=True)
    rows = finish(cells.also(day_faults(text, file, day)))
    raise_any([*key_faults(rows, ("brin6",), file), *_lost_means(rows, file, providers)])
    same = [name for name in rows.columns if name not in names]
    long = pl.concat(
        rows.select(
            *same,
            pl.lit(provider).alias("provider"),
            pl.col(tested[provider]).alias("tested"),
            pl.when(pl.col(tested[provider]) >= FEWEST).then(pl.col(means[provider])).alias("mean_score"),
        )
        for provider in providers
    )
    return long.sort(ROW, maintain_order=True)


def _lost_means(rows: pl.DataFrame, file: str, providers: list[str]) -> list[Fault]:
    """A mean must stand wherever enough pupils were tested; the bundled files leave out those of few pupils."""
    faults = []
    for provider in providers:
        lost = pl.col(f"{provider}_GEM").is_null() & (pl.col(f"{provider}_AANTAL") >= FEWEST)
        rows_lost = rows.filter(lost).get_column(ROW).head(MAX_FAULTS)
        faults += [
            Fault("pupils were tested, but there is no mean.", file, row, f"{provider}_GEM") for row in rows_lost
        ]
    return faults


def _distance(year: int, rows: int) -> Dataset:
    name = f"Gemiddelde afstand tussen woonadres leerling en schoolvestiging {year}-{year + 1}"
    file = f"duo_po_distance_{year}.csv.gz"
    day = f"{year}-10-01"
    return Dataset(file[:-7], file, partial(read_distance, day=day), contracts.DISTANCE, duo(name, day), rows)


def _final_test(day: str, rows: int) -> Dataset:
    year = int(day[:4])
    name = f"Gemiddelde eindscores basisonderwijs en speciaal basisonderwijs {year - 1}-{year}"
    file = f"duo_po_final_test_{year}.csv.gz"
    return Dataset(file[:-7], file, partial(read_final_test, day=day), contracts.FINAL_TEST, duo(name, day), rows)


DATASETS: tuple[Dataset, ...] = (
    _distance(2015, rows=7_570),
    _distance(2016, rows=7_450),
    _distance(2019, rows=7_220),
    _final_test("2016-04-15", rows=20_340),
    _final_test("2019-04-17", rows=32_560),
)
