# SPDX-License-Identifier: EUPL-1.2
"""The cells of institutions behind everything on final advice: masked, and which sums over them may be exact.

A cell of 1 to 4 is masked in every year. A municipality shows sums over its institutions, and an institution one sum of
the higher and one of the other levels over the pooled years. :mod:`speelveld.figures.advice_release` decides which of
these would leave a masked cell less than its mask; those are made of the ends of the cells instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from speelveld.advice import LEVELS as ALL_LEVELS
from speelveld.disclosure import guard
from speelveld.disclosure.margins import Column, Row
from speelveld.disclosure.release import Release
from speelveld.figures.advice_levels import HIGHER, POOLED, SCALE, SHARES
from speelveld.figures.advice_release import Counted, count_cell, row_cell, sum_cell
from speelveld.terms import Count

LEVELS = tuple(level.code for level in ALL_LEVELS)
"""All levels, from low to high."""


@dataclass(frozen=True, eq=False)
class AdviceCells:
    """The cells of the institutions of a municipality, by level and school year, then by institution.

    ``given`` are the publisher's ends and ``masked`` those under the mask. Of the columns in ``hidden`` a masked cell
    would follow from the sum; the sums of ``open_columns`` and ``open_rows`` are made of the ends of the cells. Of the
    columns in ``withheld`` neither cells nor sum are released, which None stands for.
    """

    given: Mapping[Column, Mapping[str, Count]]
    masked: Mapping[Column, Mapping[str, Count]]
    hidden: frozenset[Column]
    open_columns: frozenset[Column]
    open_rows: frozenset[Row]
    withheld: frozenset[Column]

    def column(self, level: str, year: str) -> Count | None:
        """All institutions together with one level in one year: as given, under the mask, or made of ends."""
        if (level, year) in self.withheld:
            return None
        if (level, year) in self.open_columns:
            return added(self.masked[level, year].values())
        given = added(self.given.get((level, year), {}).values())
        return guard.advice_cell(given.low, given.high)

    def row(self, brins: Iterable[str], *, higher: bool) -> Count | None:
        """Institutions together over the pooled years, with havo or higher or with the other levels on the scale."""
        return known_sum(self._row(brin, higher) for brin in brins)

    def year(self, brin: str, year: str) -> dict[str, Count | None]:
        """The masked cells of an institution in one year, by level; empty where it gave no advice."""
        found = {level: self.masked.get((level, year), {}).get(brin) for level in LEVELS}
        return {
            level: None if (level, year) in self.withheld else count
            for level, count in found.items()
            if count is not None
        }

    def _row(self, brin: str, higher: bool) -> Count | None:
        columns = [(level, year) for level in SCALE if (level in SHARES[HIGHER]) == higher for year in POOLED]
        there = [column for column in columns if brin in self.given.get(column, {})]
        if self.withheld.intersection(there):
            return None
        if (brin, higher) in self.open_rows:
            return added(self._told(column, brin) for column in there)
        return added(self.given[column][brin] for column in there)

    def _told(self, column: Column, brin: str) -> Count:
        """What is told of a cell: its ends, or of a hidden one that it is not zero and what the sum leaves for it."""
        cell = self.masked[column][brin]
        if column not in self.hidden or not cell.high:
            return cell
        others = sum(count.high > 0 for one, count in self.masked[column].items() if one != brin)
        return Count(1, added(self.given[column].values()).high - others)


def added(counts: Iterable[Count]) -> Count:
    """The sum of some counts, as ends."""
    low = high = 0
    for count in counts:
        low, high = low + count.low, high + count.high
    return Count(low, high)


def known_sum(counts: Iterable[Count | None]) -> Count | None:
    """The sum of some counts, as ends; None when one of them is not released."""
    every = list(counts)
    known = [count for count in every if count is not None]
    return added(known) if len(known) == len(every) else None


def given_cells(rows: pl.DataFrame) -> dict[Column, dict[str, Count]]:
    """The publisher's cells, from one row per institution (``brin``), level and school year."""
    given: dict[Column, dict[str, Count]] = {}
    for brin, level, year, low, high in rows.select(
        "brin", "level", "school_year", "advised_low", "advised_high"
    ).iter_rows():
        given.setdefault((level, year), {})[brin] = Count(low, high)
    return given


def released_cells(counted: Counted, released: Release) -> AdviceCells:
    """The cells under the mask, with what gave way in a release.

    Raises DisclosureError for a cell on which the release did not decide.
    """
    code = counted.code
    hidden, opened = (
        frozenset(column for column in counted.columns if not released.shows(cell(code, column)))
        for cell in (count_cell, sum_cell)
    )
    return AdviceCells(
        counted.given,
        {
            column: {brin: guard.advice_cell(count.low, count.high) for brin, count in cells.items()}
            for column, cells in counted.given.items()
        },
        hidden=hidden - opened,
        open_columns=opened - hidden,
        open_rows=frozenset(row for row in counted.rows if not released.shows(row_cell(row))),
        withheld=hidden & opened,
    )
