# SPDX-License-Identifier: EUPL-1.2
"""How the figures of a dashboard stand in rows and columns. No sums here: every number comes as it was published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from speelveld.disclosure.publishable import Publishable
from speelveld.figures.model import Area, Branch, City, Dashboard, Figure
from speelveld.terms import Boundaries, GroupContrast, Municipality, Source
from speelveld.web.data import in_order


class Sort(StrEnum):
    """How the table of branches is ordered, as it stands in the address (``?sorteer=``)."""

    NAME = "naam"
    PUPILS = "leerlingen"
    SHARE = "aandeel"

    @classmethod
    def of(cls, text: str) -> Sort:
        """The order that an address asks for; by name when it asks for none that we know."""
        return cls(text) if text in set(cls) else cls.NAME


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table of branches that can be sorted."""

    id: str
    title: str | Promise
    numeric: bool
    aria_sort: str
    query: str


def columns(sort: Sort) -> list[Column]:
    """The sortable columns, with the one in use marked as ``aria-sort`` asks."""
    titles = {Sort.NAME: _("School"), Sort.PUPILS: _("Pupils"), Sort.SHARE: _("Pupils with a weight, of every 100")}
    return [
        Column(
            id=key.value,
            title=title,
            numeric=key is not Sort.NAME,
            aria_sort=("ascending" if key is Sort.NAME else "descending") if key is sort else "",
            query="" if key is Sort.NAME else f"?sorteer={key.value}",
        )
        for key, title in titles.items()
    ]


def sorted_branches(branches: Iterable[Branch], sort: Sort) -> list[Branch]:
    """By name, or from many to few and then by name. What is not shown comes last, by name, so no order tells of it."""
    by_name = sorted(branches, key=lambda branch: (in_order(branch.name), branch.brin6))
    if sort is Sort.NAME:
        return by_name

    def key(branch: Branch) -> tuple[bool, float]:
        shown: Publishable = branch.pupils if sort is Sort.PUPILS else branch.share
        return (shown.value is None, -(shown.value or 0))

    return sorted(by_name, key=key)


@dataclass(frozen=True, slots=True)
class Row:
    """A branch and its place in the alphabetical order, which the script in the page needs to sort by name."""

    branch: Branch
    place: int


def rows(branches: Iterable[Branch], sort: Sort) -> list[Row]:
    """The rows of the table of branches in the order that was asked for."""
    branches = tuple(branches)
    places = {branch.brin6: place for place, branch in enumerate(sorted_branches(branches, Sort.NAME))}
    return [Row(branch, places[branch.brin6]) for branch in sorted_branches(branches, sort)]


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One definition of the group and its figures, one per year of the table (None: no such count)."""

    contrast: GroupContrast
    cells: tuple[Figure | None, ...]
    method: str


@dataclass(frozen=True, slots=True)
class Trend:
    """The dissimilarity by definition and year, within today's boundaries and within those of then."""

    years: tuple[int, ...]
    today: tuple[TrendRow, ...]
    then: tuple[TrendRow, ...]
    sources: tuple[Source, ...]

    @property
    def known(self) -> bool:
        """Whether there is at least one number in it."""
        return any(cell and cell.estimate.known for row in (*self.today, *self.then) for cell in row.cells)


def trend(dashboard: Dashboard) -> Trend:
    """The trend of ``dashboard`` as a table."""
    years = tuple(sorted({figure.period.year for figure in dashboard.trend}))
    return Trend(
        years=years,
        today=_rows(dashboard.trend, Boundaries.TODAY, years),
        then=_rows(dashboard.trend, Boundaries.THEN, years),
        sources=tuple(dict.fromkeys(source for figure in dashboard.trend for source in figure.sources)),
    )


def _rows(figures: Sequence[Figure], boundaries: Boundaries, years: tuple[int, ...]) -> tuple[TrendRow, ...]:
    chosen = [figure for figure in figures if figure.boundaries is boundaries]
    contrasts = dict.fromkeys(figure.contrast for figure in chosen)
    return tuple(
        TrendRow(
            contrast,
            tuple(
                next((each for each in chosen if each.contrast == contrast and each.period.year == year), None)
                for year in years
            ),
            contrast.id,
        )
        for contrast in contrasts
    )


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A PC4 area and the branches in it, for the list below the map."""

    area: Area
    branches: tuple[Branch, ...]


def areas(dashboard: Dashboard) -> list[AreaRow]:
    """The areas of the municipality and those outside it that hold one of its branches, by postcode."""
    by_area: dict[str, list[Branch]] = {}
    for branch in sorted_branches(dashboard.branches, Sort.NAME):
        by_area.setdefault(branch.pc4, []).append(branch)
    return [
        AreaRow(area, tuple(by_area.get(area.pc4, ())))
        for area in sorted(dashboard.areas, key=lambda area: area.pc4)
        if area.within or area.pc4 in by_area
    ]


def cities(dashboard: Dashboard) -> list[City]:
    """The cities by name: an order that says nothing about the outcome."""
    return sorted(dashboard.cities, key=lambda city: in_order(city.municipality.name))


def measures(dashboard: Dashboard) -> tuple[Figure, ...]:
    """The headline's figure and the other measures of the same contrast, each once."""
    every = dict.fromkeys((dashboard.headline, *dashboard.measures))
    # How many pupils would change places is a sum made of these, and has its own part of the page.
    return tuple(figure for figure in every if figure.measure != "exchange")


def by_letter(municipalities: Iterable[Municipality]) -> list[tuple[str, list[Municipality]]]:
    """Municipalities under their first letter."""
    ordered = sorted(municipalities, key=lambda each: in_order(each.name))

    def letter(each: Municipality) -> str:
        return in_order(each.name)[:1].upper()

    return [(key, list(group)) for key, group in groupby(ordered, key=letter)]
