# SPDX-License-Identifier: EUPL-1.2
"""Municipalities and their mergers: names as anyone writes them, and the municipality of today for any since 2013."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from speelveld.contracts import municipalities as contracts
from speelveld.contracts.base import ROW
from speelveld.errors import Fault, SourceError
from speelveld.sources.cells import Cells
from speelveld.sources.dataset import Dataset
from speelveld.sources.delimited import read_delimited
from speelveld.terms import Source

ALIASES: Mapping[str, str] = {
    "BEEK L": "BEEK",
    "BERGEN LB": "BERGEN L",
    "BERGEN LIMBURG": "BERGEN L",
    "BERGEN NOORD HOLLAND": "BERGEN NH",
    "DANTUMADEEL": "DANTUMADIEL",
    "DEN BOSCH": "S HERTOGENBOSCH",
    "DEN HAAG": "S GRAVENHAGE",
    "FERWERDERADEEL": "FERWERDERADIEL",
    "GAASTERLAND SLOTEN": "GAASTERLAN SLEAT",
    "GRONINGEN GEMEENTE": "GRONINGEN",
    "HAARLEMMERLIEDE C A": "HAARLEMMERLIEDE EN SPAARNWOUDE",
    "HAARLEMMERLIEDE CA": "HAARLEMMERLIEDE EN SPAARNWOUDE",
    "HENGELO O": "HENGELO",
    "HOEKSE WAARD": "HOEKSCHE WAARD",
    "KOLLUMERLAND C A": "KOLLUMERLAND EN NIEUWKRUISLAND",
    "KOLLUMERLAND CA": "KOLLUMERLAND EN NIEUWKRUISLAND",
    "LAREN NH": "LAREN",
    "LITTENSERADEEL": "LITTENSERADIEL",
    "LJOUWERT": "LEEUWARDEN",
    "MENALDUMADEEL": "MENAMERADIEL",
    "MIDDELBURG Z": "MIDDELBURG",
    "NOORDOOST FRIESLAND": "NOARDEAST FRYSLAN",
    "NUENEN": "NUENEN GERWEN EN NEDERWETTEN",
    "NUENEN C A": "NUENEN GERWEN EN NEDERWETTEN",
    "NUENEN CA": "NUENEN GERWEN EN NEDERWETTEN",
    "RIJSWIJK ZH": "RIJSWIJK",
    "S GRAVENHAGE GEMEENTE": "S GRAVENHAGE",
    "SCHARSTERLAND": "SKARSTERLAN",
    "STEIN L": "STEIN",
    "THE HAGUE": "S GRAVENHAGE",
    "TIETJERKSTERADEEL": "TYTSJERKSTERADIEL",
    "UTRECHT GEMEENTE": "UTRECHT",
    "ZUIDWEST FRIESLAND": "SUDWEST FRYSLAN",
}
"""Other spellings, normalised: those of DUO's capitals, of StatLine, of everyday Dutch, and of a slip in one file."""


def normalise(name: str) -> str:
    """A municipality's name in one spelling: capitals without accents and marks, and one name for each alias.

    ``Den Haag``, ``'s-Gravenhage`` and ``S GRAVENHAGE`` all become ``S GRAVENHAGE``.
    """
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    plain = re.sub(r"[^A-Z0-9]+", " ", letters).strip()
    return ALIASES.get(plain, plain)


def today(
    code: str, pc4: str | None, heirs: Mapping[str, tuple[str, ...]], areas: Mapping[str, str | None]
) -> str | None:
    """The municipality of today that holds the postcode area ``pc4`` of a municipality that may be gone.

    ``heirs`` maps a dissolved municipality to those that took it over, ``areas`` a postcode area to its municipality
    of today. A divided municipality is resolved by the postcode area; None when the area is not known, or belongs to
    none of the heirs.
    """
    ends = final_heirs(code, heirs)
    if len(ends) == 1:
        return next(iter(ends))
    home = areas.get(pc4 or "")
    return home if home in ends else None


def final_heirs(code: str, heirs: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """The municipalities of today that hold the territory of ``code``: itself when it still exists."""
    if code not in heirs:
        return frozenset({code})
    return frozenset().union(*(final_heirs(heir, heirs) for heir in heirs[code]))


@dataclass(frozen=True, slots=True)
class Boundary:
    """Municipalities by name, and from the boundaries of then to those of today.

    ``names`` maps a normalised name to a code; ``known`` are the codes that there are; ``heirs`` and ``areas`` are as
    :func:`today` takes them.
    """

    names: Mapping[str, str]
    known: frozenset[str]
    heirs: Mapping[str, tuple[str, ...]]
    areas: Mapping[str, str | None]

    @classmethod
    def of(cls, frames: Mapping[str, pl.DataFrame]) -> Boundary:
        """From the tables municipalities, municipal_mergers and pc4_municipality_2022, as far as present."""
        names: dict[str, str] = {}
        heirs: dict[str, tuple[str, ...]] = {}
        areas: dict[str, str | None] = {}
        if "municipalities" in frames:
            table = frames["municipalities"].sort("until", descending=False, nulls_last=True)
            names = {normalise(name): code for code, name in table.select("code", "name").iter_rows()}
        if "municipal_mergers" in frames:
            for old, new in frames["municipal_mergers"].select("code_old", "code_new").iter_rows():
                heirs[old] = (*heirs.get(old, ()), new)
        if "pc4_municipality_2022" in frames:
            areas = dict(frames["pc4_municipality_2022"].select("pc4", "code_today").iter_rows())
        return cls(names, frozenset(names.values()), heirs, areas)

    def code(self, code: str | None, name: str | None) -> str | None:
        """The code that the source gives, or else the one of its name; None when neither is known."""
        if code is not None:
            return code
        return None if name is None else self.names.get(normalise(name))

    def today(self, code: str | None, pc4: str | None) -> str | None:
        """The municipality of today, or None when the code is unknown or a divided municipality stays undecided."""
        if code is None or code not in self.known:
            return None
        return today(code, pc4, self.heirs, self.areas)


def read_municipalities(raw: bytes, file: str) -> pl.DataFrame:
    """The municipalities that existed on or after 1-10-2013, with their first and last days."""
    columns = ("code", "name", "province", "since", "until")
    frame = read_delimited(raw, file, {name: (name,) for name in columns}, separator=",")
    cells = Cells(frame, file).text("code").text("name").text("province")
    return _days(cells, frame, file, "since", "until")


def read_mergers(raw: bytes, file: str) -> pl.DataFrame:
    """The reclassifications from 2014 on, one row per dissolved municipality and heir.

    Raises SourceError when the chains of heirs go round, or when 'split' does not say how many heirs there are.
    """
    columns = ("code_old", "code_new", "day", "split")
    frame = read_delimited(raw, file, {name: (name,) for name in columns}, separator=",")
    cells = Cells(frame, file).text("code_old").text("code_new").choice("split", of={"0": "0", "1": "1"})
    table = _days(cells.day("day", form="%Y-%m-%d"), frame, file).with_columns(pl.col("split") == "1")
    heirs = pl.col("code_new").n_unique().over("code_old") > 1
    faults = [
        Fault("'split' does not fit the number of heirs.", file, row, "split")
        for (row,) in table.filter(pl.col("split") != heirs).select(ROW).iter_rows()
    ]
    last = dict(table.select("code_old", "day").iter_rows())
    faults += [
        Fault(f"{old} is taken over by {new}, which was gone by then.", file, row, "code_new")
        for row, old, new, day in table.select(ROW, "code_old", "code_new", "day").iter_rows()
        if new in last and last[new] <= day
    ]
    if faults:
        raise SourceError(faults)
    return table


def _days(cells: Cells, frame: pl.DataFrame, file: str, *names: str) -> pl.DataFrame:
    """The typed columns, with these columns as dates that may be empty."""
    table = cells.frame()
    days = {name: frame.get_column(name).replace("", None) for name in names}
    faults = []
    for name, texts in days.items():
        found = texts.str.to_date("%Y-%m-%d", strict=False)
        wrong = frame.filter(found.is_null() & texts.is_not_null()).select(ROW, name)
        faults += [Fault(f"'{text}' is not a date.", file, row, name) for row, text in wrong.iter_rows()]
        table = table.with_columns(found.alias(name))
    if faults:
        raise SourceError(faults)
    return table


TODAY = date(2024, 1, 1)
"""The day of the newest boundaries in these tables."""


def _cbs(name: str) -> Source:
    return Source(
        name,
        "CBS (Centraal Bureau voor de Statistiek)",
        TODAY.isoformat(),
        "CC BY 4.0, © CBS; DUO data CC0 1.0",
        "https://www.cbs.nl",
    )


DATASETS = (
    Dataset(
        "municipalities",
        "municipalities.csv",
        read_municipalities,
        contracts.MUNICIPALITIES,
        _cbs("Gemeenten sinds 1-10-2013"),
        342,
    ),
    Dataset(
        "municipal_mergers",
        "municipal_mergers.csv",
        read_mergers,
        contracts.MERGERS,
        _cbs("Gemeentelijke indeling, herindelingen 2014-2024"),
        70,
    ),
)
