# SPDX-License-Identifier: EUPL-1.2
"""DUO's counts of final advice: by institution, by municipality and for the country, as intervals where masked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import polars as pl

from speelveld.advice import LEVELS, REGIMES, breaks_between, start_year
from speelveld.disclosure import guard
from speelveld.disclosure.publishable import Reason
from speelveld.disclosure.release import Release
from speelveld.disclosure.rules import rules
from speelveld.editions.store import Edition
from speelveld.figures.advice_cells import AdviceCells, given_cells, known_sum, released_cells
from speelveld.figures.advice_levels import SCALE, SHARES
from speelveld.figures.advice_model import AdviceYear
from speelveld.figures.advice_release import Counted, decide_advice, release_name
from speelveld.figures.ledger_file import find_or_add
from speelveld.figures.model import Bounded
from speelveld.figures.municipalities import former, municipalities
from speelveld.figures.released import ledger_path
from speelveld.terms import Count, Municipality, Period

TABLES = ("duo_advice", "duo_advice_schools")
_SHORTENED = {"nuenenca": "nuenengerwenennederwetten"}
"""What the file shortens: Nuenen c.a."""
OCTOBER = 10
"""A school year is dated by 1 October in it, as DUO's counts of pupils are."""


def has_advice(edition: Edition) -> bool:
    """Whether the edition has DUO's final advice."""
    return all(edition.has(name) for name in (*TABLES, "municipalities"))


@lru_cache(maxsize=4)
def advice_rows(edition: Edition) -> pl.DataFrame:
    """One row per institution, school year and level: the ends of the count, and today's municipality (``code``).

    An institution belongs to the municipality that the file names, also for its branches elsewhere.
    """
    codes = pl.DataFrame([(name, code) for name, code in _codes(edition).items()], schema=["key", "code"], orient="row")
    schools = edition.table("duo_advice_schools").with_columns(
        key=pl.col("municipality").map_elements(_key, return_dtype=pl.String)
    )
    return edition.table("duo_advice").join(schools.join(codes, on="key", how="left"), on="brin")


@lru_cache(maxsize=512)
def advice_years(edition: Edition, municipality: Municipality | None) -> tuple[AdviceYear, ...]:
    """Every school year of a municipality of today, or of the country (None), in order.

    Sums of a municipality leave every masked cell of its institutions its whole mask. Those of the country are in steps
    that are much wider than a mask.
    """
    if not has_advice(edition):
        return ()
    rows = advice_rows(edition)
    cells = None
    if municipality is not None:
        rows = rows.filter(pl.col("code") == municipality.code)
        cells = advice_cells(edition, municipality)
    years = sorted(rows["school_year"].unique())
    school = rows["brin"].n_unique() == 1
    made = []
    for year in years:
        of = rows.filter(pl.col("school_year") == year)
        levels = {level.code: cells.column(level.code, year) for level in LEVELS} if cells else _country(of)
        made.append(_year((year, years[0]), levels, of["brin"].n_unique(), country=municipality is None, school=school))
    return tuple(made)


@lru_cache(maxsize=64)
def advice_cells(edition: Edition, municipality: Municipality) -> AdviceCells:
    """The cells of a municipality's institutions, and which sums over them may be exact.

    Decided and recorded in the ledger the first time. Raises DisclosureError when the ledger is damaged, EditionError
    when it cannot be written.
    """
    code, rule = municipality.code, rules()
    given = given_cells(advice_rows(edition).filter(pl.col("code") == code))
    counted = Counted(code, given, rule.advice.mask_below - 1)
    entry = find_or_add(
        ledger_path(edition),
        edition.id,
        release_name(code),
        rule.version,
        lambda ledger: decide_advice(counted, ledger, edition.id),
    )
    return released_cells(counted, Release.of(entry))


def total(cells: Mapping[str, Count | None], levels: tuple[str, ...]) -> Count | None:
    """The sum of some levels; None when one of them is not released."""
    return known_sum(cells[level] for level in levels)


def others(levels: tuple[str, ...]) -> tuple[str, ...]:
    """The levels on the scale that are not among these."""
    return tuple(level for level in SCALE if level not in levels)


def _country(rows: pl.DataFrame) -> dict[str, Count]:
    """The ends per level, summed over institutions, under the mask."""
    sums = rows.group_by("level").agg(pl.col("advised_low").sum(), pl.col("advised_high").sum())
    found = {level: guard.advice_cell(low, high) for level, low, high in sums.iter_rows()}
    return {level.code: found.get(level.code, Count(0, 0)) for level in LEVELS}


def _year(
    years: tuple[str, str], cells: Mapping[str, Count | None], n_schools: int, *, country: bool, school: bool
) -> AdviceYear:
    """A school year, given with the first of all, as the page has it."""
    year, first = years
    pupils = total(cells, SCALE)
    counted = {level: _counted(count, pupils, country=country) for level, count in cells.items()}
    return AdviceYear(
        school_year=year,
        period=Period(_october(year)),
        segment=len({one.before for one in breaks_between((first, year), among=REGIMES)}),
        n_schools=n_schools,
        pupils=_counted(pupils, pupils, country=country),
        levels=counted,
        shares={
            name: Bounded(*guard.advice_share(total(cells, levels), total(cells, others(levels)), school=school))
            for name, levels in SHARES.items()
        },
    )


def _counted(count: Count | None, pupils: Count | None, *, country: bool) -> Bounded:
    if count is None:
        return Bounded(guard.HIDDEN, guard.HIDDEN, guard.HIDDEN)
    low, high = guard.advice_country_count(count) if country else guard.advice_count(count, pupils)
    return Bounded(low if count.exact or low.suppressed else guard.absent(Reason.NOT_PUBLISHED), low, high)


def _october(school_year: str) -> date:
    return date(start_year(school_year), OCTOBER, 1)


def _codes(edition: Edition) -> dict[str, str]:
    """Today's code of every name in the file; a name of a municipality that is gone leads to its one heir."""
    found = {_key(one.name): one.code for one in municipalities(edition)}
    for gone, heirs in former(edition):
        if len(heirs) == 1:
            found.setdefault(_key(gone.name), heirs[0].code)
    return found


def _key(name: str) -> str:
    """A name by its plain letters alone: the file garbles the others, as in ``Noardeast-Fryslân``."""
    letters = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalpha())
    return _SHORTENED.get(letters, letters)
