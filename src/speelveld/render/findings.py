# SPDX-License-Identifier: EUPL-1.2
"""What each picture shows, counted from the protected numbers alone. No words, no marks: titles and charts share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from speelveld.figures.model import Area, Band, Branch, City, Dashboard, Figure, Split
from speelveld.render import numbers


@dataclass(frozen=True, slots=True)
class Dot:
    """A branch in the distribution picture: pupils, share of group A (%), and whether it lies outside the band."""

    branch: Branch
    pupils: float
    share: float
    outside: bool


def dots(dashboard: Dashboard) -> tuple[Dot, ...]:
    """The branches whose share and size may be shown, large ones first so that small dots lie on top."""
    drawn = []
    for branch in dashboard.branches:
        if numbers.known(branch.share) and numbers.known(branch.pupils):
            pupils, share = numbers.shown(branch.pupils), numbers.shown(branch.share)
            drawn.append(Dot(branch, pupils, share, _outside(dashboard.band, pupils, share)))
    return tuple(sorted(drawn, key=lambda dot: (-dot.pupils, dot.branch.brin6)))


def band(dashboard: Dashboard) -> tuple[tuple[float, float, float], ...]:
    """Pupils, low and high (%) of the chance band, by size of school."""
    return tuple(
        sorted(
            (float(step.pupils), numbers.shown(step.low), numbers.shown(step.high))
            for step in dashboard.band
            if numbers.known(step.low) and numbers.known(step.high)
        )
    )


def chance_at(steps: Sequence[tuple[float, float, float]], pupils: float) -> tuple[float, float] | None:
    """The band for a school of ``pupils`` pupils, straight between two steps; None when there is no band."""
    if not steps:
        return None
    if pupils <= steps[0][0]:
        return steps[0][1:]
    for (x0, low0, high0), (x1, low1, high1) in pairwise(steps):
        if pupils <= x1:
            part = (pupils - x0) / (x1 - x0)
            return low0 + part * (low1 - low0), high0 + part * (high1 - high0)
    return steps[-1][1:]


def _outside(steps: Sequence[Band], pupils: float, share: float) -> bool:
    known = sorted(
        (float(step.pupils), numbers.shown(step.low), numbers.shown(step.high))
        for step in steps
        if numbers.known(step.low) and numbers.known(step.high)
    )
    limits = chance_at(known, pupils)
    return limits is not None and not limits[0] <= share <= limits[1]


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of one contrast within one kind of boundaries, oldest first: the only points a line may join."""

    figures: tuple[Figure, ...]

    @property
    def first(self) -> Figure:
        """The oldest figure."""
        return self.figures[0]

    @property
    def last(self) -> Figure:
        """The newest figure."""
        return self.figures[-1]


def series(dashboard: Dashboard, headline_boundaries: bool = True) -> tuple[Series, ...]:
    """The trend's figures that have a number, one series per contrast, in the order that ``figures`` gives.

    ``headline_boundaries`` chooses the headline's kind of boundaries, or the other kind.
    """
    found: dict[str, dict[int, Figure]] = {}
    for figure in dashboard.trend:
        same = figure.boundaries is dashboard.headline.boundaries
        if figure.estimate.known and same is headline_boundaries and figure.measure == dashboard.headline.measure:
            found.setdefault(figure.contrast.id, {})[figure.period.day.toordinal()] = figure
    return tuple(Series(tuple(figures[key] for key in sorted(figures))) for figures in found.values())


def city_rows(dashboard: Dashboard) -> tuple[City, ...]:
    """The cities that have a number, and this municipality, in alphabetical order: never by outcome."""
    rows = {city.municipality.code: city for city in dashboard.cities if city.figure.estimate.known}
    own = dashboard.municipality
    if own.code not in rows and dashboard.headline.estimate.known:
        rows[own.code] = City(own, dashboard.headline, dashboard.published)
    return tuple(sorted(rows.values(), key=lambda city: alphabetical(city.municipality.name)))


def splits(dashboard: Dashboard) -> tuple[tuple[bool, Split], ...]:
    """The Inspectie's figures: this municipality first (True), then the other cities in alphabetical order."""
    own = dashboard.published if dashboard.published and dashboard.published.total.known else None
    others = {
        city.published.municipality: city.published
        for city in dashboard.cities
        if city.published and city.published.total.known and city.municipality.code != dashboard.municipality.code
    }
    rest = [(False, others[name]) for name in sorted(others, key=alphabetical)]
    return ((True, own), *rest) if own else tuple(rest)


def alphabetical(name: str) -> str:
    """The key that a list of places is sorted by: ``'s-Gravenhage`` stands under G, as in a Dutch gazetteer."""
    return name.removeprefix("'s-").casefold()


def placed_branches(dashboard: Dashboard) -> tuple[Branch, ...]:
    """The branches that a source locates."""
    return tuple(branch for branch in dashboard.branches if branch.lon is not None and branch.lat is not None)


def overlap(dashboard: Dashboard) -> tuple[int, int] | None:
    """How many located schools have a larger share than the municipality, and how many of those stand in an area
    whose residents' value lies above the middle one; None when there is nothing to count.
    """
    if not dashboard.headline.share.known:
        return None
    city = numbers.shown(dashboard.headline.share)
    values = {area.pc4: numbers.shown(area.value) for area in dashboard.areas if area.within and area.value.known}
    if not values:
        return None
    middle = sorted(values.values())[len(values) // 2]
    above = [
        branch
        for branch in placed_branches(dashboard)
        if branch.share.known and branch.pc4 in values and numbers.shown(branch.share) > city
    ]
    if not above:
        return None
    return len(above), sum(values[branch.pc4] > middle for branch in above)


def value_limits(areas: Sequence[Area]) -> tuple[float, ...]:
    """The upper limits of the first four of five classes: whole percentages that split the known areas evenly."""
    values = sorted(numbers.shown(area.value) for area in areas if area.within and area.value.known)
    return class_limits(values)


def class_limits(values: Sequence[float]) -> tuple[float, ...]:
    """Four rising whole numbers that part sorted ``values`` in five classes of about equal size.

    Equal values make a limit fall together with the one below; it then moves up by one, so that classes stay apart.
    """
    if not values:
        return ()
    limits: list[float] = []
    for fifth in range(1, 5):
        limit = float(numbers.rounded(values[min(len(values) - 1, fifth * len(values) // 5)]))
        limits.append(max(limit, limits[-1] + 1) if limits else max(limit, 1.0))
    return tuple(limits)
