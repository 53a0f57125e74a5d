# SPDX-License-Identifier: EUPL-1.2
"""What the outsider has beside the site: the publishers' own files, of which only totals are taken here.

DUO and CBS publish how many pupils each branch has, and where it stands. The counts of groups per branch are what the
site protects, so the outsider is not given them, although a part of them once was public too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

import polars as pl

from speelveld.sources.catalogue import DATASETS
from speelveld.sources.municipalities import Boundary

_ADDRESSES = ("duo_po_addresses_2019", "duo_po_addresses_2021", "duo_po_addresses_2017", "duo_po_weights_2016")
_COUNTED = {2013: "duo_po_weights_2013", 2016: "duo_po_weights_2016", 2019: "cbs_disadvantage_2019"}
_ALSO = ("municipalities", "municipal_mergers", "pc4_municipality_2022", "duo_po_bron_2016", *_ADDRESSES)
_POSTCODES = (
    ("duo_po_weights_2016", "pc4"),
    ("duo_po_flows_2013", "pc4_school"),
    ("duo_po_flows_2017", "pc4_school"),
    ("duo_po_addresses_2019", "pc4"),
    ("duo_po_addresses_2021", "pc4"),
    ("geo_branches_2013", "pc4"),
)
"""Where the postcode area of a branch stands; a municipality that was divided is resolved by it."""
TABLES = frozenset({*_COUNTED.values(), *_ALSO, *(name for name, _ in _POSTCODES)})
"""The publishers' tables that are used here."""
CONTRASTS = (
    ("gewicht", 2013),
    ("gewicht", 2016),
    ("gewicht12", 2013),
    ("gewicht12", 2016),
    ("noat", 2016),
    ("doelgroep", 2019),
)
"""The counts that the site's figures are made of: a contrast and a year."""

Key = tuple[str, int]
"""A branch and a year."""


@dataclass(frozen=True, slots=True)
class Public:
    """Totals per branch and year, and the municipality that it lies in, within the boundaries of then and of today."""

    pupils: Mapping[Key, int]
    then: Mapping[Key, str | None]
    today: Mapping[Key, str | None]
    marked: frozenset[str]
    """The branches in the provisional count of 2016, which alone can have a NOAT mark."""

    def schools(self, code: str, contrast: str, year: int, bounds: str) -> tuple[str, ...]:
        """The branches that a figure of a municipality counts; ``bounds`` is ``then`` or ``today``."""
        lies = self.then if bounds == "then" else self.today
        return tuple(
            sorted(
                branch
                for (branch, counted), home in lies.items()
                if counted == year and home == code and self.counted(branch, contrast, year)
            )
        )

    def counted(self, branch: str, contrast: str, year: int) -> bool:
        """Whether a branch has pupils in a count."""
        return self.pupils.get((branch, year), 0) > 0 and (contrast != "noat" or branch in self.marked)


def tables() -> dict[str, pl.DataFrame]:
    """The publishers' tables, read from the files that come with the package."""
    folder = files("speelveld.sources").joinpath("bundled")
    wanted = [dataset for dataset in DATASETS if dataset.id in TABLES]
    return {each.id: each.table(folder.joinpath(each.file).read_bytes(), each.file) for each in wanted}


def totals(frames: Mapping[str, pl.DataFrame]) -> Public:
    """Totals and places from the publishers' tables."""
    boundary = Boundary.of(frames)
    known, postcodes = _places(frames), _postcodes(frames)
    pupils: dict[Key, int] = {}
    then: dict[Key, str | None] = {}
    today: dict[Key, str | None] = {}
    for year, name in _COUNTED.items():
        table = frames[name]
        own = {row["brin6"]: row for row in table.iter_rows(named=True)} if "pc4" in table.columns else {}
        for branch, number in table.select("brin6", "pupils").iter_rows():
            place = own.get(branch) or known.get(branch) or {}
            code = boundary.code(place.get("municipality_code"), place.get("municipality"))
            postcode = place.get("pc4") or postcodes.get(branch)
            pupils[branch, year] = int(number)
            then[branch, year] = code
            today[branch, year] = boundary.today(code, postcode)
    return Public(pupils, then, today, frozenset(frames["duo_po_bron_2016"]["brin6"]))


def _places(frames: Mapping[str, pl.DataFrame]) -> dict[str, dict[str, str]]:
    """Where each branch stands, by the address nearest to the newest count."""
    found: dict[str, dict[str, str]] = {}
    for name in reversed(_ADDRESSES):
        columns = ("brin6", "municipality_code", "municipality", "pc4")
        for row in frames[name].select(columns).iter_rows(named=True):
            found[row["brin6"]] = row
    return found


def _postcodes(frames: Mapping[str, pl.DataFrame]) -> dict[str, str]:
    """The postcode area of each branch, from the first table that has it."""
    found: dict[str, str] = {}
    for name, column in _POSTCODES:
        for branch, pc4 in frames[name].select("brin6", column).drop_nulls().iter_rows():
            found.setdefault(branch, pc4)
    return found
