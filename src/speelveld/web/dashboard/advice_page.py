# SPDX-License-Identifier: EUPL-1.2
"""What the page on school advice says and lays in rows. No sums here: numbers come as they were published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from speelveld.advice import LEVELS, CauseId, Status
from speelveld.figures.advice_levels import SHARES
from speelveld.figures.advice_model import AdvicePage, AdviceSchool, AdviceYear, Candidate, IncomeGap, NationalRate
from speelveld.figures.contrasts import CONTRASTS
from speelveld.figures.model import Bounded
from speelveld.render import advice_names, advice_words, names
from speelveld.render.advice_names import Rule
from speelveld.render.translation import decimal
from speelveld.web.dashboard import advice_own_table as own_table
from speelveld.web.data import in_order

COLUMNS = ("up-to-kader", "gt", "havo", "vwo", "havo-or-higher", "double")
"""The shares of the table, in the order of its columns."""


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level and its pupils per school year."""

    name: str
    cells: tuple[Bounded, ...]


@dataclass(frozen=True, slots=True)
class RateRow:
    """A row of the table of reconsiderations."""

    rate: NationalRate
    advice: str
    income: str


@dataclass(frozen=True, slots=True)
class GapRow:
    """A row of the table of incomes."""

    gap: IncomeGap
    advice: str
    points: str


@dataclass(frozen=True, slots=True)
class CauseRow:
    """A candidate cause: what is known of it in the country, how far, and what would decide here."""

    name: str
    known: tuple[str, ...]
    status: str
    needs: str


@dataclass(frozen=True, slots=True)
class Said:
    """The sentences and rows of the page, in the active language. Rows are empty where no row has a number."""

    headline: str
    doubles: str
    rules: tuple[Rule, ...]
    columns: tuple[str, ...]
    years: tuple[tuple[AdviceYear, AdviceYear | None, tuple[tuple[Bounded, Bounded | None], ...]], ...]
    levels: tuple[LevelRow, ...]
    schools: tuple[AdviceSchool, ...]
    contrasts: tuple[str, ...]
    halves: tuple[str, ...]
    reconsideration: str
    rule: str
    rates: tuple[RateRow, ...]
    income: str
    gaps: tuple[GapRow, ...]
    own: dict[str, Any]
    reported: str
    mechanism: tuple[str, ...]
    causes: tuple[CauseRow, ...]


def said(page: AdvicePage) -> Said:
    """Everything that the page says of a municipality."""
    shown = bool(advice_words.known(page.years))
    schools = sorted(page.schools, key=lambda school: (in_order(school.name), school.brin))
    given = page.mechanism
    return Said(
        headline=advice_words.headline(page),
        doubles=advice_words.double_sentence(page),
        rules=advice_names.rules(year.school_year for year in page.years),
        columns=tuple(advice_names.share(name) for name in COLUMNS),
        years=tuple(_year(page, year) for year in page.years) if shown else (),
        levels=_levels(page),
        schools=tuple(schools) if any(school.higher.low.known for school in schools) else (),
        contrasts=tuple(_composed(*count) for count in page.composition),
        halves=tuple(advice_words.schools_sentence(one, CONTRASTS[one.contrast]) for one in page.halves),
        reconsideration=advice_words.reconsideration_sentence(page),
        rule=advice_words.rule_sentence(page),
        rates=tuple(_rate(rate) for rate in page.rates),
        income=advice_words.income_sentence(page),
        gaps=tuple(
            GapRow(gap, advice_names.first_advice(gap.first_advice), advice_words.points(gap)) for gap in page.gaps
        ),
        own=own_table.said(page.kept.result) if page.kept and page.kept.result else {},
        reported=advice_words.reported_sentence(page),
        mechanism=((advice_words.mechanism_sentence(given), advice_words.country_sentence(given)) if given else ()),
        causes=tuple(_cause(page, one) for one in page.causes),
    )


def _composed(contrast: str, year: int) -> str:
    """The heading of a column with the composition of schools: the group and the year of the count."""
    return f"{capfirst(names.contrast_label(CONTRASTS[contrast]))}, {year}"


def all_rules() -> tuple[Rule, ...]:
    """Every stretch of school years with its rules."""
    return advice_names.rules()


def levels() -> tuple[tuple[str, str], ...]:
    """Every level with its place on the scale, empty outside it."""
    return tuple(
        (
            advice_names.level(one.code),
            "" if one.half_steps is None else decimal(one.half_steps / 2, one.half_steps % 2),
        )
        for one in LEVELS
    )


def shares() -> tuple[tuple[str, str], ...]:
    """Every share with the levels that it counts."""
    return tuple(
        (advice_names.share(name), names.listing(advice_names.level(code) for code in codes))
        for name, codes in SHARES.items()
    )


def _year(
    page: AdvicePage, year: AdviceYear
) -> tuple[AdviceYear, AdviceYear | None, tuple[tuple[Bounded, Bounded | None], ...]]:
    country = advice_words.national(page, year)
    cells = tuple((year.shares[name], country.shares[name] if country else None) for name in COLUMNS)
    return year, country, cells


def _levels(page: AdvicePage) -> tuple[LevelRow, ...]:
    shown = any(count.low.known for year in page.years for count in year.levels.values())
    codes = page.years[0].levels if shown else ()
    return tuple(LevelRow(advice_names.level(code), tuple(year.levels[code] for year in page.years)) for code in codes)


def _rate(rate: NationalRate) -> RateRow:
    return RateRow(rate, advice_names.first_advice(rate.first_advice), advice_names.short_income(rate.income))


def _cause(page: AdvicePage, one: Candidate) -> CauseRow:
    return CauseRow(
        advice_names.cause(one.id),
        tuple(sentence for sentence in _known(page, one) if sentence),
        {
            Status.MEASURED: _("Measured."),
            Status.BOUNDED: _("Not measured here, but bounded."),
            Status.UNDECIDED: _("Not decided here."),
        }[one.status],
        names.listing(advice_names.needs(each) for each in one.needs),
    )


def _known(page: AdvicePage, one: Candidate) -> tuple[str, ...]:
    match one.id:
        case CauseId.FEW_DOUBLES:
            return (advice_words.cells_sentence(page), advice_words.double_sentence(page))
        case CauseId.MIX:
            return (_("Whoever has vwo cannot get a higher test advice, so other advices alone give another number."),)
        case CauseId.PROVIDER:
            return (_("There is more than one test, and they need not place pupils alike."),)
        case CauseId.TEST_ERROR:
            return (advice_words.noisy_sentence(page.mechanism) if page.mechanism else "",)
        case CauseId.LATE_BLOOMERS:
            return (_("Some pupils grow between the first advice and the test. Then both were right in their time."),)
        case CauseId.SCHOOL:
            return (_("One school with one teacher in group 8 gives few advices a year: chance plays a large part."),)
