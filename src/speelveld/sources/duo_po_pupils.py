# SPDX-License-Identifier: EUPL-1.2
"""Pupils in primary education per branch: by weight (2013, 2016), in BRON (2016), by type (2015, 2016)."""

from __future__ import annotations

from functools import partial

import polars as pl

from speelveld.contracts import duo_po as contracts
from speelveld.contracts.base import ROW, key_faults
from speelveld.errors import Fault
from speelveld.sources.cells import Cells
from speelveld.sources.dataset import Dataset
from speelveld.sources.delimited import read_delimited
from speelveld.sources.duo_po_common import (
    AGES,
    DAY,
    SCHOOL,
    SCHOOL_POSTCODE,
    TYPES,
    add_branch,
    add_municipality,
    add_school,
    ages_in,
    day_faults,
    duo,
    finish,
    raise_any,
    refuse_denomination_codes,
    total_faults,
)

_WEIGHTS = {"0.00": "weight_000", "0.30": "weight_030", "1.20": "weight_120"}
_ONE_PER_BRANCH = ("municipality_code", "municipality", "province", "name", "place", "pc4", "denomination", "board")


def read_weights(raw: bytes, file: str, *, day: str = "", fallback: str = "cp1252") -> pl.DataFrame:
    """One row per branch from rows of branch x weight (contract ``WEIGHTS``). Only regular primary education is kept.

    Accepts DUO's original files, with single ages (which must add up to TOTAAL), and the reduced ones without.
    """
    text = read_delimited(
        raw,
        file,
        {**SCHOOL, "GEWICHT": ("GEWICHT",), "TOTAAL": ("TOTAAL",)},
        optional={**SCHOOL_POSTCODE, "SOORT_PO": ("SOORT_PO",), **DAY, **AGES},
        fallback=fallback,
    )
    cells = add_school(Cells(text, file)).choice("GEWICHT", "weight", of=_WEIGHTS).count("TOTAAL", "total")
    cells = cells.choice("SOORT_PO", "type", of=TYPES, nullable=True)
    ages = ages_in(text)
    for age in ages:
        cells = cells.count(age)
    rows = finish(cells.also(day_faults(text, file, day)).also(refuse_denomination_codes(text, file)))
    rows = rows.filter(pl.col("type").is_null() | (pl.col("type") == "bo"))
    raise_any(
        [
            *total_faults(rows, ages, "total", file, "TOTAAL"),
            *key_faults(rows, ("brin6", "weight"), file),
            *_disagreements(rows, file),
        ]
    )
    return rows.group_by("brin6", maintain_order=True).agg(
        pl.col(ROW).first(),
        pl.col(_ONE_PER_BRANCH).first(),
        *(pl.col("total").filter(pl.col("weight") == name).sum().alias(name) for name in _WEIGHTS.values()),
        pl.col("total").sum().alias("pupils"),
    )


def _disagreements(rows: pl.DataFrame, file: str) -> list[Fault]:
    """The rows of one branch must tell the same about it."""
    differs = [
        (pl.col(name).fill_null("") != pl.col(name).first().over("brin6").fill_null("")).alias(name)
        for name in _ONE_PER_BRANCH
    ]
    wrong = rows.select(ROW, "brin6", *differs).filter(pl.any_horizontal(_ONE_PER_BRANCH))
    return [
        Fault(f"branch {row['brin6']} has another {name} here than in its first row.", file, row[ROW])
        for row in wrong.iter_rows(named=True)
        for name in _ONE_PER_BRANCH
        if row[name]
    ]


def read_bron(raw: bytes, file: str) -> pl.DataFrame:
    """One row per branch from the counts in BRON (contract ``BRON``). The file has a title line above its header."""
    weights = ("TOTAAL_GEW00", "TOTAAL_GEW03", "TOTAAL_GEW12")
    counts = dict(zip(weights, _WEIGHTS.values(), strict=True))
    counts |= {"TOTAAL_NOAT": "noat", "TOTAAL": "pupils", "TOTAAL_BEKOSTIGD": "funded_pupils"}
    school = ("BRIN_NUMMER", "VESTIGINGSNUMMER", "GEMEENTENAAM", "PROVINCIE", "BEVOEGD_GEZAG_NUMMER")
    text = read_delimited(
        raw,
        file,
        {
            **{name: SCHOOL[name] for name in school},
            "NAAM_INSTELLING": ("NAAM_INSTELLING",),
            **{name: (name,) for name in counts},
        },
        titles=1,
    )
    cells = add_municipality(add_branch(Cells(text, file)), coded=False)
    cells = cells.text("NAAM_INSTELLING", "name").text("PROVINCIE", "province")
    cells = cells.code("BEVOEGD_GEZAG_NUMMER", "board", width=5, pattern="[0-9]{5}")
    for header, name in counts.items():
        cells = cells.count(header, name)
    rows = finish(cells)
    raise_any(total_faults(rows, list(_WEIGHTS.values()), "pupils", file, "TOTAAL"))
    return rows


def read_types(raw: bytes, file: str, *, day: str = "") -> pl.DataFrame:
    """One row per branch and type of education (contract ``PUPILS_BY_TYPE``), with or without single ages."""
    text = read_delimited(
        raw,
        file,
        {**SCHOOL, "SOORT_PO": ("SOORT_PO",), "CLUSTER": ("CLUSTER",), "TOTAAL": ("TOTAAL",)},
        optional={**SCHOOL_POSTCODE, **DAY, **AGES},
    )
    clusters = {"nvt": None, "1": "1", "2": "2", "3/4": "3/4"}
    cells = add_school(Cells(text, file)).choice("SOORT_PO", "type", of=TYPES)
    cells = cells.choice("CLUSTER", "cluster", of=clusters).count("TOTAAL", "pupils")
    ages = ages_in(text)
    for age in ages:
        cells = cells.count(age)
    rows = finish(cells.also(day_faults(text, file, day)))
    raise_any(total_faults(rows, ages, "pupils", file, "TOTAAL"))
    return rows


_BY_WEIGHT = "Leerlingen basisonderwijs naar gewicht, per vestiging"
_BY_TYPE = "Leerlingen primair onderwijs naar soort onderwijs en cluster, per vestiging"

DATASETS: tuple[Dataset, ...] = (
    Dataset(
        "duo_po_weights_2013",
        "duo_po_weights_2013.csv.gz",
        # This file was saved on a Macintosh: CR line ends and Mac Roman letters.
        partial(read_weights, day="2013-10-01", fallback="mac_roman"),
        contracts.WEIGHTS,
        duo(f"{_BY_WEIGHT} 2013-2014", "2013-10-01"),
        rows=6_740,
    ),
    Dataset(
        "duo_po_weights_2016",
        "duo_po_weights_2016.csv.gz",
        partial(read_weights, day="2016-10-01"),
        contracts.WEIGHTS,
        duo(f"{_BY_WEIGHT} 2016-2017", "2016-10-01"),
        rows=6_430,
    ),
    Dataset(
        "duo_po_bron_2016",
        "duo_po_bron_2016.csv.gz",
        read_bron,
        contracts.BRON,
        duo("Leerlingen basisonderwijs zoals geregistreerd in BRON 2016-2017", "2016-10-01"),
        rows=6_430,
    ),
    Dataset(
        "duo_po_types_2015",
        "duo_po_types_2015.csv.gz",
        partial(read_types, day="2015-10-01"),
        contracts.PUPILS_BY_TYPE,
        duo(f"{_BY_TYPE} 2015-2016", "2015-10-01"),
        rows=7_570,
    ),
    Dataset(
        "duo_po_types_2016",
        "duo_po_types_2016.csv.gz",
        partial(read_types, day="2016-10-01"),
        contracts.PUPILS_BY_TYPE,
        duo(f"{_BY_TYPE} 2016-2017", "2016-10-01"),
        rows=7_450,
    ),
)
