# SPDX-License-Identifier: EUPL-1.2
"""School advice as tables for files: final advice per year and level, and the institutions, together and per year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from speelveld.figures.advice_model import AdvicePage, AdviceSchool, AdviceYear, Institution, InstitutionYear
from speelveld.figures.model import Bounded
from speelveld.render.advice_names import level, share
from speelveld.render.tables import Cell, Column, Table, cell
from speelveld.render.translation import gettext as _
from speelveld.render.translation import gettext_noop

LEVEL_TITLES: Final = {
    "VSO": (gettext_noop("Vso, pupils, at least"), gettext_noop("Vso, pupils, at most")),
    "PRO": (gettext_noop("Pro, pupils, at least"), gettext_noop("Pro, pupils, at most")),
    "VMBO_B": (gettext_noop("Vmbo-b, pupils, at least"), gettext_noop("Vmbo-b, pupils, at most")),
    "VMBO_B_K": (gettext_noop("Vmbo-b/k, pupils, at least"), gettext_noop("Vmbo-b/k, pupils, at most")),
    "VMBO_K": (gettext_noop("Vmbo-k, pupils, at least"), gettext_noop("Vmbo-k, pupils, at most")),
    "VMBO_K_GT": (gettext_noop("Vmbo-k/gt, pupils, at least"), gettext_noop("Vmbo-k/gt, pupils, at most")),
    "VMBO_GT": (gettext_noop("Vmbo-gt, pupils, at least"), gettext_noop("Vmbo-gt, pupils, at most")),
    "VMBO_GT_HAVO": (gettext_noop("Vmbo-gt/havo, pupils, at least"), gettext_noop("Vmbo-gt/havo, pupils, at most")),
    "HAVO": (gettext_noop("Havo, pupils, at least"), gettext_noop("Havo, pupils, at most")),
    "HAVO_VWO": (gettext_noop("Havo/vwo, pupils, at least"), gettext_noop("Havo/vwo, pupils, at most")),
    "VWO": (gettext_noop("Vwo, pupils, at least"), gettext_noop("Vwo, pupils, at most")),
    "ADVIES_NIET_MOGELIJK": (
        gettext_noop("No advice possible, pupils, at least"),
        gettext_noop("No advice possible, pupils, at most"),
    ),
}
"""What the columns of each level are called, from low to high."""

ADVICE_COLUMNS: Final = (
    Column("id", "string", gettext_noop("Row")),
    Column("area", "string", gettext_noop("Municipality or country")),
    Column("school_year", "string", gettext_noop("School year")),
    Column("what", "string", gettext_noop("Advice")),
    Column("unit", "string", gettext_noop("Pupils or percentage")),
    Column("value", "number", gettext_noop("Value, where it is exact")),
    Column("low", "number", gettext_noop("Lowest that it can be")),
    Column("high", "number", gettext_noop("Highest that it can be")),
    Column("reason", "string", gettext_noop("Why there is no number")),
)

SCHOOL_COLUMNS: Final = (
    Column("brin", "string", gettext_noop("Institution (BRIN)")),
    Column("name", "string", gettext_noop("School")),
    Column("place", "string", gettext_noop("Place")),
    Column("denomination", "string", gettext_noop("Denomination")),
    Column("school_years", "string", gettext_noop("School years")),
    Column("pupils_low", "integer", gettext_noop("Pupils with advice, at least (rounded)")),
    Column("pupils_high", "integer", gettext_noop("Pupils with advice, at most (rounded)")),
    Column("higher_low", "number", gettext_noop("Havo or higher, percentage, at least")),
    Column("higher_high", "number", gettext_noop("Havo or higher, percentage, at most")),
    Column("gewicht_2016", "number", gettext_noop("Pupils with a weight, percentage, 2016")),
    Column("doelgroep_2019", "number", gettext_noop("CBS target group, percentage, 2019")),
    Column("reason", "string", gettext_noop("Why there is no number")),
)

YEAR_COLUMNS: Final = (
    Column("id", "string", gettext_noop("Row")),
    Column("brin", "string", gettext_noop("Institution (BRIN)")),
    Column("name", "string", gettext_noop("School")),
    Column("place", "string", gettext_noop("Place")),
    Column("school_year", "string", gettext_noop("School year")),
    *(
        Column(f"{code.lower()}_{end}", "integer", title)
        for code, titles in LEVEL_TITLES.items()
        for end, title in zip(("low", "high"), titles, strict=True)
    ),
    Column("higher_low", "number", gettext_noop("Havo or higher, percentage, at least")),
    Column("higher_high", "number", gettext_noop("Havo or higher, percentage, at most")),
    Column("reason", "string", gettext_noop("Why there is no number")),
)


def advice_table(page: AdvicePage) -> Table:
    """Final advice of the municipality, then of the country: levels in pupils, shares in percentages."""
    rows = [
        row
        for area, name, years in (
            ("own", page.municipality.name, page.years),
            ("nl", _("the Netherlands"), page.country),
        )
        for year in years
        for row in _year_rows(area, name, year)
    ]
    return Table(ADVICE_COLUMNS, tuple(rows))


def _year_rows(area: str, name: str, year: AdviceYear) -> Iterator[tuple[Cell, ...]]:
    for code, given in year.levels.items():
        yield _row(f"{area}.{year.school_year}.{code}", name, year, level(code), "pupils", given)
    for code, given in year.shares.items():
        yield _row(f"{area}.{year.school_year}.share-{code}", name, year, share(code), "percent", given)


def _row(id_: str, name: str, year: AdviceYear, what: str, unit: str, given: Bounded) -> tuple[Cell, ...]:
    reason = str(given.low.reason) if given.low.reason else ""
    return (id_, name, year.school_year, what, unit, cell(given.estimate), cell(given.low), cell(given.high), reason)


def advice_schools_table(page: AdvicePage) -> Table:
    """One row per institution, by name."""
    return Table(SCHOOL_COLUMNS, tuple(_school_row(page, school) for school in page.schools))


def _school_row(page: AdvicePage, school: AdviceSchool) -> tuple[Cell, ...]:
    given = (
        school.pupils.low,
        school.pupils.high,
        school.higher.low,
        school.higher.high,
        school.composition["gewicht"],
        school.composition["doelgroep"],
    )
    return (
        school.brin,
        school.name,
        school.place,
        school.denomination,
        f"{page.pooled[0]} - {page.pooled[-1]}",
        *(cell(one) for one in given),
        "; ".join(dict.fromkeys(str(one.reason) for one in given if one.reason)),
    )


def advice_years_table(page: AdvicePage) -> Table:
    """One row per institution and school year: the ends of every level, by name and year."""
    return Table(YEAR_COLUMNS, tuple(_institution_row(one, year) for one in page.institutions for year in one.years))


def _institution_row(one: Institution, year: InstitutionYear) -> tuple[Cell, ...]:
    given = [end for code in LEVEL_TITLES for end in (year.levels[code].low, year.levels[code].high)]
    given += [year.higher.low, year.higher.high]
    reasons = dict.fromkeys(str(end.reason) for end in given if end.reason)
    place = (f"{one.brin}.{year.school_year}", one.brin, one.name, one.place, year.school_year)
    return (*place, *(cell(end) for end in given), "; ".join(reasons))
