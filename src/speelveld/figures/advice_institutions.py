# SPDX-License-Identifier: EUPL-1.2
"""Final advice of every institution of a municipality, per school year."""

from __future__ import annotations

import polars as pl

from speelveld.disclosure import guard
from speelveld.disclosure.publishable import Publishable, Reason
from speelveld.editions.store import Edition
from speelveld.figures.advice_cells import AdviceCells, known_sum
from speelveld.figures.advice_counts import advice_cells, advice_rows, has_advice, others, total
from speelveld.figures.advice_levels import HIGHER, SCALE, SHARES
from speelveld.figures.advice_model import Institution, InstitutionYear
from speelveld.figures.branches import place_name
from speelveld.figures.model import Bounded
from speelveld.terms import Count, Municipality


def institutions(edition: Edition, municipality: Municipality) -> tuple[Institution, ...]:
    """Every institution with final advice in some school year, by name."""
    if not has_advice(edition):
        return ()
    rows, cells = advice_rows(edition).filter(pl.col("code") == municipality.code), advice_cells(edition, municipality)
    years = sorted(rows["school_year"].unique())
    everybody = {year: known_sum(cells.column(level, year) for level in SCALE) for year in years}
    index = rows.unique("brin", maintain_order=True).select("brin", "name", "place")
    return tuple(
        Institution(
            brin,
            name,
            place_name(place),
            tuple(_year(cells, found, year, everybody[year]) for year in years if (found := cells.year(brin, year))),
        )
        for brin, name, place in index.sort(pl.col("name").str.to_lowercase(), "brin").iter_rows()
    )


def _year(cells: AdviceCells, found: dict[str, Count | None], year: str, everybody: Count | None) -> InstitutionYear:
    hidden = {level for level in found if (level, year) in cells.hidden}
    ends = guard.advice_school_year(found, hidden, scale=SCALE, municipality=everybody)
    levels = {level: _bounded(*ends[level]) for level in found}
    return InstitutionYear(year, levels, _higher(found, levels))


def _higher(found: dict[str, Count | None], levels: dict[str, Bounded]) -> Bounded:
    """The share with havo or higher, of cells that are all shown: it tells nothing that these do not."""
    if any(levels[level].low.suppressed for level in SCALE):
        return Bounded(guard.HIDDEN, guard.HIDDEN, guard.HIDDEN)
    higher = SHARES[HIGHER]
    return Bounded(*guard.advice_share(total(found, higher), total(found, others(higher)), school=True))


def _bounded(low: Publishable, high: Publishable) -> Bounded:
    return Bounded(low if low == high else guard.absent(Reason.NOT_PUBLISHED), low, high)
