# SPDX-License-Identifier: EUPL-1.2
"""Funding of regular primary education per institution: staff (2013, 2014) and material (2014)."""

from __future__ import annotations

from functools import partial

import polars as pl

from speelveld.contracts import duo_po as contracts
from speelveld.sources.cells import Cells
from speelveld.sources.dataset import Dataset
from speelveld.sources.delimited import read_delimited
from speelveld.sources.duo_po_common import DAY, day_faults, duo

_INSTITUTION = {
    "BRIN_NUMMER": ("BRIN_NUMMER", "INSTELLINGSCODE"),
    "BEVOEGD_GEZAG_NUMMER": ("BEVOEGD_GEZAG_NUMMER",),
    "TOTAAL_AANTAL_LEERLINGEN": ("TOTAAL_AANTAL_LEERLINGEN",),
    "SCHOOLGEWICHT": ("SCHOOLGEWICHT",),
}


def _institution(text: pl.DataFrame, file: str, day: str) -> Cells:
    cells = Cells(text, file).also(day_faults(text, file, day))
    cells = cells.code("BRIN_NUMMER", "brin", width=4, pattern="[0-9]{2}[0-9A-Z]{2}")
    cells = cells.code("BEVOEGD_GEZAG_NUMMER", "board", width=5, pattern="[0-9]{5}", nullable=True)
    return cells.count("TOTAAL_AANTAL_LEERLINGEN", "pupils").count("SCHOOLGEWICHT", "school_weight")


def read_staff_funding(raw: bytes, file: str, *, day: str = "") -> pl.DataFrame:
    """One row per institution (contract ``STAFF_FUNDING``); amounts in euros."""
    impulse, disadvantage = "AANTAL_GEWICHTENLEERLINGEN_IN_IMPULSGEBIED", "BESTRIJDING_ONDERWIJSACHTERSTANDEN"
    asked = {**_INSTITUTION, **{name: (name,) for name in (impulse, disadvantage, "TOTAAL")}}
    text = read_delimited(raw, file, asked, optional=DAY, ends=False)
    cells = _institution(text, file, day).count(impulse, "weighted_pupils_in_impulse_area")
    return cells.euros(disadvantage, "disadvantage_funding_eur").euros("TOTAAL", "total_eur").frame()


def read_material_funding(raw: bytes, file: str, *, day: str = "") -> pl.DataFrame:
    """One row per institution (contract ``MATERIAL_FUNDING``)."""
    asked = {**_INSTITUTION, "AANTAL_GROEPEN": ("AANTAL_GROEPEN",)}
    text = read_delimited(raw, file, asked, optional=DAY, ends=False)
    return _institution(text, file, day).count("AANTAL_GROEPEN", "groups").frame()


DATASETS: tuple[Dataset, ...] = (
    Dataset(
        "duo_po_staff_funding_2013",
        "duo_po_staff_funding_2013.csv.gz",
        partial(read_staff_funding, day="2013-10-01"),
        contracts.STAFF_FUNDING,
        duo("Personele bekostiging basisonderwijs 2014-2015", "2013-10-01"),
        rows=6_480,
    ),
    Dataset(
        "duo_po_staff_funding_2014",
        "duo_po_staff_funding_2014.csv.gz",
        partial(read_staff_funding, day="2014-10-01"),
        contracts.STAFF_FUNDING,
        duo("Personele bekostiging basisonderwijs 2015-2016", "2014-10-01"),
        rows=6_360,
    ),
    Dataset(
        "duo_po_material_funding_2014",
        "duo_po_material_funding_2014.csv.gz",
        partial(read_material_funding, day="2014-10-01"),
        contracts.MATERIAL_FUNDING,
        duo("Materiële instandhouding basisonderwijs 2015", "2014-10-01"),
        rows=6_470,
    ),
)
