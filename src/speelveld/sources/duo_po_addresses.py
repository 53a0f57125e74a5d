# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the branches of regular primary schools (2017, 2019-2020, 2021)."""

from __future__ import annotations

import polars as pl

from speelveld.contracts import duo_po as contracts
from speelveld.sources.cells import Cells
from speelveld.sources.dataset import Dataset
from speelveld.sources.delimited import read_delimited
from speelveld.sources.duo_po_common import add_municipality, duo, finish

_COLUMNS = (
    "PROVINCIE",
    "BEVOEGD GEZAG NUMMER",
    "STRAATNAAM",
    "HUISNUMMER-TOEVOEGING",
    "POSTCODE",
    "PLAATSNAAM",
    "GEMEENTENUMMER",
    "GEMEENTENAAM",
    "DENOMINATIE",
)
_BRIN = "[0-9]{2}[0-9A-Z]{2}"


def read_addresses(raw: bytes, file: str) -> pl.DataFrame:
    """One row per branch (contract ``ADDRESSES``) from a file with all branches."""
    asked: dict[str, tuple[str, ...]] = {**{name: (name,) for name in _COLUMNS}, "VESTIGINGSNAAM": ("VESTIGINGSNAAM",)}
    asked["VESTIGINGSNUMMER"] = ("VESTIGINGSNUMMER", "VESTIGINGSCODE")
    cells = Cells(read_delimited(raw, file, asked), file)
    return _address(cells.code("VESTIGINGSNUMMER", "brin", width=6, pattern=f"{_BRIN}[0-9A-Z]{{2}}"), "VESTIGINGSNAAM")


def read_main_addresses(raw: bytes, file: str) -> pl.DataFrame:
    """One row per institution (contract ``ADDRESSES``) from a file with main branches, whose branch number is 00."""
    asked: dict[str, tuple[str, ...]] = {
        **{name: (name,) for name in _COLUMNS},
        "INSTELLINGSNAAM": ("INSTELLINGSNAAM",),
    }
    asked["BRIN NUMMER"] = ("BRIN NUMMER", "INSTELLINGSCODE")
    cells = Cells(read_delimited(raw, file, asked), file)
    return _address(cells.code("BRIN NUMMER", "brin", width=4, pattern=_BRIN), "INSTELLINGSNAAM", branch="00")


def _address(cells: Cells, name: str, branch: str = "") -> pl.DataFrame:
    cells = add_municipality(cells).text(name, "name").text("STRAATNAAM", "street")
    cells = cells.text("HUISNUMMER-TOEVOEGING", "house_number", nullable=True).postcode("POSTCODE", "postcode")
    cells = cells.text("PLAATSNAAM", "place").text("PROVINCIE", "province")
    cells = cells.text("DENOMINATIE", "denomination", nullable=True)
    return finish(cells.code("BEVOEGD GEZAG NUMMER", "board", width=5, pattern="[0-9]{5}"), branch)


# None of these files names its day; each source bears the last day that it can be of, when its copy was kept.
DATASETS: tuple[Dataset, ...] = (
    Dataset(
        "duo_po_addresses_2017",
        "duo_po_addresses_2017.csv.gz",
        read_main_addresses,
        contracts.ADDRESSES,
        duo("Hoofdvestigingen basisonderwijs 2017", "2017-12-31"),
        rows=6_290,
    ),
    Dataset(
        "duo_po_addresses_2019",
        "duo_po_addresses_2019.csv.gz",
        read_addresses,
        contracts.ADDRESSES,
        duo("Alle vestigingen basisonderwijs 2019-2020", "2020-12-21"),
        rows=6_200,
    ),
    Dataset(
        "duo_po_addresses_2021",
        "duo_po_addresses_2021.csv.gz",
        read_addresses,
        contracts.ADDRESSES,
        duo("Alle vestigingen basisonderwijs 2021", "2021-10-14"),
        rows=6_150,
    ),
)
