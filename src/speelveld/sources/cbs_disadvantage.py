# SPDX-License-Identifier: EUPL-1.2
"""CBS: disadvantage scores (achterstandsscores) per branch, and our estimate of the target group behind them."""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

from speelveld.contracts import cbs as contracts
from speelveld.contracts.base import MAX_FAULTS, ROW
from speelveld.errors import Fault, SourceError
from speelveld.sources.cells import Cells
from speelveld.sources.dataset import Dataset
from speelveld.sources.spreadsheet import Layout, read_table, sheet_cells
from speelveld.terms import Source

MEAN = 535.26
"""C: the national mean of the expected score of all pupils, 2019."""
MEAN_LOWEST = 529.46
"""G: the mean of the 15% of pupils with the lowest expected score, 2019."""

_SCORES = Layout("Tabel 1", "School (BRIN vestiging)", until="Bron")
_WITHOUT = Layout("Tabel 2", "School (BRIN vestiging)", until="Bron")
_CONSTANTS = re.compile(r"waarde van C ([0-9]+,[0-9]+)\. G bedroeg in [0-9]{4} ([0-9]+,[0-9]+)")


def read_disadvantage(raw: bytes, file: str) -> pl.DataFrame:
    """One row per branch from the workbook's two tables, with ``target_group_estimate``.

    The estimate is score without threshold / (C - G): the score sums C - D over the pupils of the branch who are among
    the 15% with the lowest expected score D, and C - G is the mean of C - D over that 15%. C and G are read from the
    sheet 'Toelichting' and must be the constants that this module knows. Raises SourceError with every fault.
    """
    distance = _distance(raw, file)
    columns = {
        "brin6": ("School (BRIN vestiging)",),
        "pupils": ("Aantal bekostigde leerlingen",),
        "score": ("Achterstandsscore",),
        "score_without_threshold": ("Achterstandsscore zonder drempel",),
    }
    scores = read_table(raw, file, _these(columns, "brin6", "pupils", "score"), _SCORES, optional={"flags": ("",)})
    without = read_table(raw, file, _these(columns, "brin6", "score_without_threshold"), _WITHOUT)
    first = (
        Cells(scores, f"{file}, sheet 'Tabel 1'", columns)
        .code("brin6", width=6, pattern="[0-9]{2}[0-9A-Z]{4}")
        .count("pupils")
        .decimal("score", nullable=True)
        .text("flags", nullable=True)
        .frame()
    )
    second = (
        Cells(without, f"{file}, sheet 'Tabel 2'", columns)
        .code("brin6", width=6, pattern="[0-9]{2}[0-9A-Z]{4}")
        .decimal("score_without_threshold")
        .frame()
    )
    _same_branches(first, second, file)
    return first.join(second.drop(ROW), on="brin6", how="left", maintain_order="left").with_columns(
        pl.col("flags")
        .fill_null("")
        .str.split(",")
        .list.eval(pl.element().str.strip_chars() == "a")
        .list.any()
        .fill_null(False)
        .alias("unreliable"),
        (pl.col("score_without_threshold") / distance).alias("target_group_estimate"),
    )


def _these(columns: Mapping[str, tuple[str, ...]], *names: str) -> dict[str, tuple[str, ...]]:
    return {name: columns[name] for name in names}


def _distance(raw: bytes, file: str) -> float:
    place = f"{file}, sheet 'Toelichting'"
    text = " ".join(cell for row in sheet_cells(raw, file, "Toelichting") for cell in row)
    found = _CONSTANTS.search(text)
    if not found:
        raise SourceError(Fault("the values of C and G are missing.", place, advice="This is not the file expected."))
    mean, lowest = (float(number.replace(",", ".")) for number in found.groups())
    if (mean, lowest) != (MEAN, MEAN_LOWEST):
        raise SourceError(
            Fault(
                f"C and G are {mean} and {lowest}, not {MEAN} and {MEAN_LOWEST}.",
                place,
                advice="These are the scores of another year.",
            )
        )
    return mean - lowest


def _same_branches(first: pl.DataFrame, second: pl.DataFrame, file: str) -> None:
    faults = []
    for one, other, sheet, absent in ((first, second, "Tabel 1", "Tabel 2"), (second, first, "Tabel 2", "Tabel 1")):
        place = f"{file}, sheet '{sheet}'"
        alone = one.join(other, on="brin6", how="anti").select(ROW, "brin6")
        faults += [Fault(f"{brin6} does not stand in '{absent}'.", place, row, "brin6") for row, brin6 in alone.rows()]
        twice = one.filter(pl.col("brin6").is_duplicated()).select(ROW, "brin6")
        faults += [Fault(f"{brin6} stands here more than once.", place, row, "brin6") for row, brin6 in twice.rows()]
    if faults:
        raise SourceError(faults[:MAX_FAULTS])


DATASETS = (
    Dataset(
        "cbs_disadvantage_2019",
        "cbs_disadvantage_2019.xlsx",
        read_disadvantage,
        contracts.DISADVANTAGE,
        Source(
            "Achterstandsscores basisscholen, 2019",
            "CBS (Centraal Bureau voor de Statistiek)",
            "2019-10-01",
            "CC BY 4.0, © CBS",
            "https://www.cbs.nl",
        ),
        6_250,
    ),
)
