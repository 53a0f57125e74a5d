# SPDX-License-Identifier: EUPL-1.2
"""School advice as tables for files: final advice per year and level, and the institutions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from speelveld.figures.advice_model import AdvicePage, AdviceSchool, AdviceYear
from speelveld.figures.model import Bounded
from speelveld.render.advice_names import level, share
from speelveld.render.tables import Cell, Column, Table, cell
from speelveld.render.translation import gettext as _
from speelveld.render.translation import gettext_noop

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
