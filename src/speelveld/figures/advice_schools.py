# SPDX-License-Identifier: EUPL-1.2
"""Final advice of institutions beside the composition of their pupils."""

from __future__ import annotations

from statistics import median_low

import polars as pl

from speelveld.disclosure import guard
from speelveld.disclosure.publishable import Publishable, Reason
from speelveld.editions.store import Edition
from speelveld.figures.advice_cells import AdviceCells, known_sum
from speelveld.figures.advice_counts import advice_cells, advice_rows, has_advice
from speelveld.figures.advice_levels import POOLED
from speelveld.figures.advice_model import AdviceSchool, Halves
from speelveld.figures.branches import place_name
from speelveld.figures.contrasts import HEADLINE, LATEST
from speelveld.figures.model import Bounded
from speelveld.figures.populations import school_cell
from speelveld.figures.released import release
from speelveld.terms import Municipality

COMPOSITION = (HEADLINE, LATEST)
"""The counts of which a school's composition is shown."""


def advice_schools(edition: Edition, municipality: Municipality) -> tuple[AdviceSchool, ...]:
    """Every institution with advice in the pooled years, by name."""
    if not has_advice(edition):
        return ()
    rows, cells = _pooled(edition, municipality), advice_cells(edition, municipality)
    composition = {contrast: _composition(edition, municipality, contrast, year) for contrast, year in COMPOSITION}
    none = guard.absent(Reason.NOT_PUBLISHED)
    index = rows.unique("brin", maintain_order=True).select("brin", "name", "place", "denomination")
    return tuple(
        AdviceSchool(
            brin=brin,
            name=name,
            place=place_name(place),
            denomination=denomination or "",
            pupils=_pupils(cells, brin),
            higher=_higher(cells, [brin], school=True),
            composition={contrast: shares.get(brin, none) for contrast, shares in composition.items()},
        )
        for brin, name, place, denomination in index.sort(pl.col("name").str.to_lowercase(), "brin").iter_rows()
    )


def halves(edition: Edition, municipality: Municipality, schools: tuple[AdviceSchool, ...]) -> tuple[Halves, ...]:
    """The shown schools in two halves by their shown share of a group, for every contrast with at least four."""
    if not schools:
        return ()
    cells, made = advice_cells(edition, municipality), []
    for contrast, _ in COMPOSITION:
        shown = {
            school.brin: school.composition[contrast].value
            for school in schools
            if school.composition[contrast].value is not None and school.higher.low.known
        }
        shares = {brin: value for brin, value in shown.items() if value is not None}
        if len(shares) < 2 * MIN_HALF:
            continue
        border = median_low(shares.values())
        lower = [brin for brin, value in shares.items() if value <= border]
        upper = [brin for brin in shares if brin not in lower]
        if min(len(lower), len(upper)) < MIN_HALF:
            continue
        ends = [_higher(cells, brins, school=False) for brins in (lower, upper)]
        made.append(Halves(contrast, len(lower), len(upper), *ends))
    return tuple(made)


MIN_HALF = 3
"""A half of fewer schools would be about those schools."""


def _pooled(edition: Edition, municipality: Municipality) -> pl.DataFrame:
    return advice_rows(edition).filter((pl.col("code") == municipality.code) & pl.col("school_year").is_in(POOLED))


def _higher(cells: AdviceCells, brins: list[str], *, school: bool) -> Bounded:
    part, rest = (cells.row(brins, higher=which) for which in (True, False))
    return Bounded(*guard.advice_share(part, rest, school=school))


def _pupils(cells: AdviceCells, brin: str) -> Bounded:
    low, high = guard.advice_pupils(known_sum(cells.row([brin], higher=which) for which in (True, False)))
    return Bounded(low if low == high else guard.absent(Reason.NOT_PUBLISHED), low, high)


def _composition(edition: Edition, municipality: Municipality, contrast: str, year: int) -> dict[str, Publishable]:
    """The share of a group at institutions with one branch, as the release shows that branch.

    With more branches the shares together would tell more than each by itself was weighed to tell.
    """
    if not edition.has("po_contrasts"):
        return {}
    rows = edition.table("po_contrasts").filter((pl.col("contrast") == contrast) & (pl.col("year") == year))
    rows = rows.with_columns(brin=pl.col("brin6").str.head(4))
    single = rows.filter(pl.len().over("brin") == 1).filter(pl.col("code_today") == municipality.code)
    if not single.height:
        return {}
    released = release(edition, municipality)
    return {
        brin: guard.school_share(released, school_cell(contrast, year, brin6), a, a + b)
        for brin, brin6, a, b in single.select("brin", "brin6", "a", "b").iter_rows()
    }
