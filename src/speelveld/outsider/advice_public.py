# SPDX-License-Identifier: EUPL-1.2
"""What DUO gives of school advice: per institution, school year and level, a count or what its mask leaves of it.

The file is that of a third party, who set every masked cell to 2; the intervals are what those cells can have been.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import polars as pl

from speelveld.sources.catalogue import DATASETS
from speelveld.sources.municipalities import Boundary

EXACT = ("2019", "2020", "2021")
"""The school years, by their first year, that DUO printed without a mask."""
_TABLES = ("duo_advice", "duo_advice_schools", "municipalities", "municipal_mergers", "pc4_municipality_2022")

Range = tuple[int, int]
"""The least and the most that a count can be."""
Cells = Mapping[tuple[str, str, str], Range]
"""By institution, level and school year (by its first year)."""


@dataclass(frozen=True, slots=True)
class Advised:
    """DUO's counts by municipality of today, and those of the country by level and school year."""

    cells: Mapping[str, Cells]
    country: Mapping[tuple[str, str], Range]

    def of(self, code: str) -> Cells:
        """The counts of the institutions of a municipality."""
        return self.cells.get(code, {})


@lru_cache(maxsize=1)
def advised() -> Advised:
    """Everything that DUO gives, from the files that come with the package."""
    folder = files("speelveld.sources").joinpath("bundled")
    frames = {
        each.id: each.table(folder.joinpath(each.file).read_bytes(), each.file)
        for each in DATASETS
        if each.id in _TABLES
    }
    home = _homes(frames)
    cells: dict[str, dict[tuple[str, str, str], Range]] = {}
    columns = ("brin", "level", pl.col("school_year").str.head(4), "advised_low", "advised_high")
    for brin, level, year, low, high in frames["duo_advice"].select(columns).iter_rows():
        if brin in home:
            cells.setdefault(home[brin], {})[brin, level, year] = (low, high)
    sums = (
        frames["duo_advice"]
        .group_by("level", pl.col("school_year").str.head(4))
        .agg(pl.col("advised_low").sum(), pl.col("advised_high").sum())
    )
    return Advised(cells, {(level, year): (low, high) for level, year, low, high in sums.iter_rows()})


def _homes(frames: Mapping[str, pl.DataFrame]) -> dict[str, str]:
    """Today's municipality of every institution, by the name that the file gives it."""
    boundary = Boundary.of(frames)
    codes: dict[str, str] = {}
    table = frames["municipalities"].sort("until", descending=False, nulls_last=True)
    for code, name in table.select("code", "name").iter_rows():
        today = boundary.today(code, None)
        if today is not None:
            codes[_letters(name)] = today
    schools = frames["duo_advice_schools"].select("brin", "municipality").iter_rows()
    return {brin: codes[_letters(name)] for brin, name in schools if name and _letters(name) in codes}


def _letters(name: str) -> str:
    """A name by its plain letters, for the file garbles the others."""
    return "".join(each for each in name.lower().replace(" c.a.", "") if each.isascii() and each.isalpha())
