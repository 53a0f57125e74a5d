# SPDX-License-Identifier: EUPL-1.2
"""Reference figures that others published (Inspectie van het Onderwijs, CBS, press and parliamentary papers)."""

from __future__ import annotations

import json

import polars as pl

from speelveld.contracts import published as contracts
from speelveld.contracts.base import ROW
from speelveld.errors import Fault, SourceError
from speelveld.sources.cells import Cells
from speelveld.sources.dataset import Dataset
from speelveld.sources.delimited import read_delimited
from speelveld.terms import Source

CITIES = {
    "Almere": "GM0034",
    "Amersfoort": "GM0307",
    "Amsterdam": "GM0363",
    "Den Haag": "GM0518",
    "Eindhoven": "GM0772",
    "Groningen": "GM0014",
    "Rotterdam": "GM0599",
    "Tilburg": "GM0855",
    "Utrecht": "GM0344",
}
"""The cities of the Inspectie's table by CBS code; none of them changed its code since."""


def read_city_split(raw: bytes, file: str) -> pl.DataFrame:
    """Segregation in nine cities in 2016, split into residence and choice; empty where only the total was published.

    Raises SourceError when the parts do not add up to the total, besides the faults of every reader.
    """
    parts = {"total": "d_totaal_x100", "residence": "d_woonsegregatie_x100", "choice": "d_schoolkeuze_x100"}
    cells = (
        _cells(raw, file, {"city": "gemeente", "year": "jaar", **parts})
        .choice("city", "municipality_code", of=CITIES)
        .choice("year", of={"2016": "2016"})
    )
    table = cells.decimal("total").decimal("residence", nullable=True).decimal("choice", nullable=True).frame()
    wrong = table.filter(pl.col("residence") + pl.col("choice") != pl.col("total")).select(ROW, *parts)
    if wrong.height:
        raise SourceError(
            Fault(f"{residence:g} and {choice:g} do not add up to {total:g}.", file, row, parts["total"])
            for row, total, residence, choice in wrong.iter_rows()
        )
    return table


def read_reconsiderations(raw: bytes, file: str) -> pl.DataFrame:
    """Reconsidered school advice per school year, first advice and income quintile."""
    counts = {
        "first_advices": "eerste_adviezen",
        "higher_raised": "toets_hoger_bijgesteld",
        "higher_not_raised": "toets_hoger_niet_bijgesteld",
        "final_advices": "definitieve_adviezen",
    }
    words = {"school_year": "schooljaar", "first_advice": "eerste_advies", "income_quintile": "inkomenskwintiel"}
    cells = _cells(raw, file, {**words, **counts})
    for word in words:
        cells.text(word)
    for name in counts:
        cells.count(name)
    table = cells.frame()
    tested = pl.col("higher_raised") + pl.col("higher_not_raised")
    wrong = table.filter(tested > pl.col("first_advices")).select(ROW)
    if wrong.height:
        message = "more pupils tested higher than there were first advices."
        raise SourceError(Fault(message, file, row, counts["first_advices"]) for (row,) in wrong.iter_rows())
    return table


def read_first_advice(raw: bytes, file: str) -> pl.DataFrame:
    """First school advice: the share of pupils per school year and advice."""
    cells = _cells(raw, file, {"school_year": "schooljaar", "advice": "advies", "percent": "procent"})
    return cells.text("school_year").text("advice").decimal("percent").frame()


def read_other(raw: bytes, file: str) -> pl.DataFrame:
    """Other published figures; ``value`` is JSON text. Raises SourceError for a value that is not."""
    columns = {
        "id": "id",
        "description": "omschrijving",
        "value": "waarde",
        "year": "jaar",
        "source": "bron",
        "certainty": "zekerheid",
        "note": "opmerking",
    }
    cells = _cells(raw, file, columns)
    for name in columns:
        cells.text(name, nullable=name in ("year", "note"))
    table = cells.frame()
    faults = [
        Fault(f"'{value}' is not JSON.", file, row, "waarde")
        for row, value in table.select(ROW, "value").iter_rows()
        if not _is_json(value)
    ]
    if faults:
        raise SourceError(faults)
    return table


def _cells(raw: bytes, file: str, columns: dict[str, str]) -> Cells:
    titles = {ours: (theirs,) for ours, theirs in columns.items()}
    return Cells(read_delimited(raw, file, titles, separator=","), file, titles)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


_FACTS = "facts; name the source"

DATASETS = (
    Dataset(
        "published_city_split_2016",
        "published_city_split_2016.csv",
        read_city_split,
        contracts.CITY_SPLIT,
        Source(
            "Segregatie in het primair onderwijs naar opleiding van de ouders, grote steden",
            "Inspectie van het Onderwijs",
            "2016",
            _FACTS,
            "https://www.onderwijsinspectie.nl",
        ),
        9,
    ),
    Dataset(
        "published_reconsiderations",
        "published_reconsiderations.csv",
        read_reconsiderations,
        contracts.RECONSIDERATIONS,
        Source(
            "Schooladviezen en heroverwegingen (StatLine 84274NED)",
            "CBS (Centraal Bureau voor de Statistiek)",
            "2021/22 - 2022/23",
            "CC BY 4.0, © CBS",
            "https://opendata.cbs.nl",
        ),
        32,
    ),
    Dataset(
        "published_first_advice",
        "published_first_advice.csv",
        read_first_advice,
        contracts.FIRST_ADVICE,
        Source(
            "Statistische Trends 2021, eerste schooladviezen",
            "CBS (Centraal Bureau voor de Statistiek)",
            "2014/15 - 2019/20",
            "CC BY 4.0, © CBS",
            "https://www.cbs.nl",
        ),
        54,
    ),
    Dataset(
        "published_other",
        "published_other.csv",
        read_other,
        contracts.OTHER,
        Source("Overige gepubliceerde cijfers", "as named per figure", "2015 - 2025", _FACTS),
        16,
    ),
)
