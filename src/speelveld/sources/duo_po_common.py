# SPDX-License-Identifier: EUPL-1.2
"""What DUO's files on primary education share: the columns on the school, ages, days, spellings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from speelveld.contracts.base import MAX_FAULTS, ROW
from speelveld.errors import Fault, SourceError
from speelveld.sources.cells import Cells
from speelveld.terms import Source

Headers = Mapping[str, tuple[str, ...]]
"""A header as DUO prints it today, and every header that DUO used for the column over the years."""

SCHOOL: Headers = {
    "BRIN_NUMMER": ("BRIN_NUMMER", "INSTELLINGSCODE"),
    "VESTIGINGSNUMMER": ("VESTIGINGSNUMMER", "VESTIGINGSCODE", "VESTIGINS NUMMER"),
    "INSTELLINGSNAAM_VESTIGING": ("INSTELLINGSNAAM_VESTIGING",),
    "PLAATSNAAM": ("PLAATSNAAM",),
    "GEMEENTENUMMER": ("GEMEENTENUMMER",),
    "GEMEENTENAAM": ("GEMEENTENAAM",),
    "PROVINCIE": ("PROVINCIE",),
    "DENOMINATIE_VESTIGING": ("DENOMINATIE_VESTIGING", "DENOMINATIE"),
    "BEVOEGD_GEZAG_NUMMER": ("BEVOEGD_GEZAG_NUMMER",),
}
SCHOOL_POSTCODE: Headers = {"POSTCODE_VESTIGING": ("POSTCODE_VESTIGING",)}
DAY: Headers = {"PEILDATUM": ("PEILDATUM", "PEILDATUM_LEERLINGEN")}
AGES: Headers = {
    f"LEEFTIJD_{age}": (f"LEEFTIJD_{age}", *(["JONGER"] if age == "JONGER" else []))
    for age in ("JONGER", *range(3, 26), "OUDER")
}
"""Single ages: in the publisher's original files, not in the bundled ones."""

TYPES = {"Bo": "bo", "Sbo": "sbo", "So": "so", "Vso": "vso"}

_SPELLING = {
    "Evangelische broedergemeenscha": "Evangelische broedergemeenschap",
    "Gereformeerd vrijgemaakt / Eva": "Gereformeerd vrijgemaakt / Evangelisch",
    "Hindoeistisch": "Hindoeïstisch",
    "Samenwerking PC, RK, Alg. Bijz": "Samenwerking PC, RK, Alg. Bijz.",
}
"""Denominations that older files cut off after 30 characters or print without accent, as newer files print them."""

_CODES = {
    "ABZ": "Algemeen bijzonder",
    "ASF": "Antroposofisch",
    "EVA": "Evangelisch",
    "EVB": "Evangelische broedergemeenschap",
    "GEV": "Gereformeerd vrijgemaakt",
    "HIN": "Hindoeïstisch",
    "IC": "Interconfessioneel",
    "ISL": "Islamitisch",
    "JOO": "Joods",
    "OPB": "Openbaar",
    "PC": "Protestants-Christelijk",
    "REF": "Reformatorisch",
    "RK": "Rooms-Katholiek",
    "SCA": "Samenwerking PC, RK, Alg. Bijz.",
    "SOC": "Samenwerking (SOC)",
    "SOP": "Samenwerking Opb., PC",
    "SOR": "Samenwerking Opb., RK",
    "SPR": "Samenwerking PC, RK",
}
"""The short codes of 2013, found by comparing the same branches in the files of 2015 and 2016. The one school with SOC
is in neither, so its code stays visible."""

_MUNICIPALITIES = {
    "GaasterlÔn-Sleat": "Gaasterlân-Sleat",
    "Gaasterlïn-Sleat": "Gaasterlân-Sleat",
    "Noardeast-FryslÔn": "Noardeast-Fryslân",
    "SkarsterlÔn": "Skarsterlân",
    "Skarsterlïn": "Skarsterlân",
    "Súdwest Fryslân": "Súdwest-Fryslân",
    "S·dwest FryslÔn": "Súdwest-Fryslân",
    "S·dwest-FryslÔn": "Súdwest-Fryslân",
    "Sádwest Fryslïn": "Súdwest-Fryslân",
}
"""Frisian names whose accents were broken before DUO published them, as the municipalities write them."""


def duo(name: str, reference_date: str) -> Source:
    """A source line for a file of DUO. ``reference_date`` is ISO: the day of the count."""
    url = "https://duo.nl/open_onderwijsdata"
    return Source(name, "DUO (Dienst Uitvoering Onderwijs)", reference_date, "CC0 1.0", url)


def add_branch(cells: Cells, brin: str = "BRIN_NUMMER", branch: str = "VESTIGINGSNUMMER") -> Cells:
    """BRIN and branch number from the named columns; :func:`finish` joins them to brin6."""
    return cells.code(brin, "brin", width=4, pattern="[0-9]{2}[0-9A-Z]{2}").code(branch, "branch", width=2)


def add_municipality(cells: Cells, *, coded: bool = True) -> Cells:
    """The municipality's name, and its code where the file has one."""
    if coded:
        cells = cells.code("GEMEENTENUMMER", "municipality_code", width=4, pattern="[0-9]{4}", prefix="GM")
    return cells.text("GEMEENTENAAM", "municipality")


def add_school(cells: Cells) -> Cells:
    """All columns of ``SCHOOL``; pc4 too, null in files without postcode."""
    cells = add_municipality(add_branch(cells))
    cells = cells.text("INSTELLINGSNAAM_VESTIGING", "name").text("PLAATSNAAM", "place").text("PROVINCIE", "province")
    cells = cells.text("DENOMINATIE_VESTIGING", "denomination", nullable=True)
    cells = cells.code("BEVOEGD_GEZAG_NUMMER", "board", width=5, pattern="[0-9]{5}")
    return cells.postcode("POSTCODE_VESTIGING", nullable=True)


def finish(cells: Cells, branch: str | None = None) -> pl.DataFrame:
    """The typed columns with brin6, and with denominations and municipalities spelled one way over the years.

    ``branch`` is the branch number for files that have none.
    """
    number = pl.col("branch") if branch is None else pl.lit(branch)
    frame = cells.frame().with_columns(pl.concat_str("brin", number).alias("brin6"))
    spelled = [pl.col("denomination").replace({**_CODES, **_SPELLING})] if "denomination" in frame.columns else []
    return with_municipalities(frame.with_columns(*spelled), "municipality")


def with_municipalities(frame: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """The frame with the broken accents in names of municipalities mended; every other name as printed."""
    return frame.with_columns(pl.col(columns).replace(_MUNICIPALITIES))


def refuse_denomination_codes(frame: pl.DataFrame, file: str) -> list[Fault]:
    """Faults for short denomination codes that nobody has explained."""
    column = "DENOMINATIE_VESTIGING"
    short = pl.col(column).str.contains("^[A-Z]{2,3}$") & ~pl.col(column).is_in(list(_CODES))
    return [
        Fault(f"'{code}' is not a denomination that is known.", file, row, column)
        for row, code in frame.filter(short).select(ROW, column).head(MAX_FAULTS).iter_rows()
    ]


def day_faults(frame: pl.DataFrame, file: str, day: str) -> list[Fault]:
    """Faults for rows of another day than ``day`` (ISO), so that no year passes for another; none where none stands."""
    if not day or "PEILDATUM" not in frame.columns:
        return []
    wrong = frame.filter(pl.col("PEILDATUM") != day.replace("-", "")).select(ROW, "PEILDATUM").head(MAX_FAULTS)
    return [
        Fault(f"the row is of '{found}', not of {day}.", file, row, "PEILDATUM", "This is another year's file.")
        for row, found in wrong.iter_rows()
    ]


def ages_in(frame: pl.DataFrame) -> list[str]:
    """The age columns that the file has; none in a bundled file."""
    return [age for age in AGES if age in frame.columns and frame.get_column(age).null_count() == 0]


def total_faults(frame: pl.DataFrame, parts: list[str], total: str, file: str, column: str) -> list[Fault]:
    """Faults for rows where the ``parts`` do not add up to ``total``. ``column`` is the header to name."""
    if not parts:
        return []
    wrong = frame.select(ROW, pl.sum_horizontal(parts).alias("sum"), pl.col(total).alias("total"))
    wrong = wrong.filter(pl.col("sum") != pl.col("total")).head(MAX_FAULTS)
    return [
        Fault(f"the parts add up to {sum_}, the total says {total_}.", file, row, column, "The row is damaged.")
        for row, sum_, total_ in wrong.iter_rows()
    ]


def raise_any(faults: Iterable[Fault]) -> None:
    """Raises one SourceError with all faults in the order of the file, when there is any."""
    listed = sorted(faults, key=lambda fault: (fault.row or 0, fault.column))
    if listed:
        raise SourceError(listed[:MAX_FAULTS])
