# SPDX-License-Identifier: EUPL-1.2
"""What ``figures`` hands to the pages, the files and the command line. Every number in it is a Publishable.

No language here: names of groups and measures are ids and English message ids that ``render`` puts into words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from speelveld.disclosure.publishable import Publishable, Reason
from speelveld.terms import Boundaries, GroupContrast, Municipality, Period, Source


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure: one measure of one contrast in one municipality on one day.

    ``estimate`` is the index as computed; ``low`` and ``high`` its 95% interval; ``null_mean`` the value that chance
    alone would give at the same school sizes and the same group size; ``corrected`` what remains when chance is taken
    out. ``share`` is group A as a percentage of both groups. ``method`` is the id of a method page. ``step`` is what an
    index is rounded to; None where no rounding is set, or no index shown.
    """

    id: str
    municipality: Municipality
    period: Period
    boundaries: Boundaries
    boundaries_year: int
    contrast: GroupContrast
    measure: str
    estimate: Publishable
    low: Publishable
    high: Publishable
    null_mean: Publishable
    corrected: Publishable
    share: Publishable
    n_pupils: Publishable
    n_schools: int
    sources: tuple[Source, ...]
    method: str
    step: float | None = None

    @property
    def suppressed(self) -> bool:
        """Whether the guard hides the estimate."""
        return self.estimate.suppressed

    @property
    def reason(self) -> Reason | None:
        """Why there is no estimate, or None."""
        return self.estimate.reason

    def record(self) -> dict[str, Any]:
        """The figure as ``speelveld figures --format json`` prints it."""
        return {
            "id": self.id,
            "municipality": self.municipality.name,
            "municipality_code": self.municipality.code,
            "period": str(self.period),
            "boundaries": str(self.boundaries),
            "boundaries_year": self.boundaries_year,
            "contrast": self.contrast.id,
            "groups": [self.contrast.a, self.contrast.b],
            "measure": self.measure,
            "estimate": self.estimate.value,
            "low": self.low.value,
            "high": self.high.value,
            "null_mean": self.null_mean.value,
            "corrected": self.corrected.value,
            "share_percent": self.share.value,
            "n_pupils": None if self.n_pupils.value is None else int(self.n_pupils.value),
            "n_schools": self.n_schools,
            "suppressed": self.suppressed,
            "reason": str(self.reason) if self.reason else None,
            "sources": [
                {
                    "name": source.name,
                    "publisher": source.publisher,
                    "reference_date": source.reference_date,
                    "licence": source.licence,
                }
                for source in self.sources
            ],
            "method": self.method,
        }


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch of a school in the table, the distribution picture and the map.

    ``share`` is group A as a whole percentage; ``latest_share`` that of the newest contrast; ``distance`` the mean
    distance between home and school in metres. ``lon`` and ``lat`` (WGS84) are None when no source locates the branch;
    ``location`` says how it was located: ``address``, ``postcode`` (the middle of its PC4 area) or ``none``.
    """

    brin6: str
    name: str
    place: str
    pc4: str
    denomination: str
    municipality_then: str
    pupils: Publishable
    share: Publishable
    latest_share: Publishable
    distance: Publishable
    lon: float | None
    lat: float | None
    location: str


@dataclass(frozen=True, slots=True)
class Area:
    """A PC4 area on the map: its polygons (rings of WGS84 points, outer ring first) and the residents' value."""

    pc4: str
    polygons: tuple[tuple[tuple[tuple[float, float], ...], ...], ...]
    residents: Publishable
    value: Publishable
    within: bool


@dataclass(frozen=True, slots=True)
class Split:
    """A city's dissimilarity as the Inspectie van het Onderwijs published it for 2016, x100, in two parts."""

    municipality: str
    year: int
    total: Publishable
    residence: Publishable
    choice: Publishable


@dataclass(frozen=True, slots=True)
class City:
    """One row of the comparison between large cities: our figure beside the Inspectie's."""

    municipality: Municipality
    figure: Figure
    published: Split | None


@dataclass(frozen=True, slots=True)
class Band:
    """The share that chance gives a school of ``pupils`` pupils, 95 times out of 100 (percentages)."""

    pupils: int
    low: Publishable
    high: Publishable


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything that the first page of one municipality shows.

    ``headline`` is the dissimilarity of the newest exact contrast; ``trend`` the same measure for every contrast and
    year, both boundaries; ``measures`` the other indices of the headline's contrast; ``exchange`` the share of all
    pupils that would change school when school sizes stay; ``latest`` the newest contrast (CBS, 2019).
    """

    municipality: Municipality
    merged: tuple[Municipality, ...]
    headline: Figure
    exchange: Figure
    latest: Figure
    trend: tuple[Figure, ...]
    measures: tuple[Figure, ...]
    published: Split | None
    branches: tuple[Branch, ...]
    hidden_branches: int
    unlocated_branches: int
    band: tuple[Band, ...]
    areas: tuple[Area, ...]
    cities: tuple[City, ...]
    sources: tuple[Source, ...]
    edition: str


@dataclass(frozen=True, slots=True)
class Bounded:
    """A value that lies between ``low`` and ``high`` because counts of 1 to 4 are masked, or because of an assumption.

    ``estimate`` is a value in between, or absent where none is given. All three in one unit: percentages (whole), or
    metres. Ends are rounded outward, so that the truth stays within.
    """

    estimate: Publishable
    low: Publishable
    high: Publishable


@dataclass(frozen=True, slots=True)
class ResidenceChoice:
    """Dissimilarity x100 in two parts: by where families live, and by the school that they choose.

    ``total`` is D x100 of the schools as they are, ``residence`` D x100 if every pupil went to the nearest school and
    ``choice`` the rest; both under the assumption that schoolmates of different postcode areas belong to the group
    equally often, with bounds for every masked flow. ``free`` bounds residence without that assumption. ``flows`` is
    the day of the flows, which may differ from that of the counts.
    """

    contrast: GroupContrast
    period: Period
    flows: Period
    total: Publishable
    residence: Bounded
    choice: Bounded
    free: Bounded
    n_schools: int
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class NearestSchool:
    """How many pupils attend the nearest branch, of those who live in the municipality, on one day (percentages).

    ``three`` counts the three nearest; ``inside`` the pupils at the municipality's schools who live in it; ``distance``
    is the mean distance in metres from the middle of the postcode area to the school.
    """

    period: Period
    nearest: Bounded
    three: Bounded
    inside: Bounded
    distance: Bounded
    n_schools: int
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """How much of Theil's H lies between groups of schools: ``level`` is ``denomination`` or ``board``.

    ``total`` and ``between`` are H, ``share`` the percentage of the total that lies between; ``n_parents`` how many
    denominations or boards there are.
    """

    level: str
    contrast: GroupContrast
    period: Period
    n_parents: int
    total: Publishable
    between: Publishable
    share: Publishable


@dataclass(frozen=True, slots=True)
class Origins:
    """Everything on the page 'Does it come from living or from choosing?' of one municipality."""

    municipality: Municipality
    splits: tuple[ResidenceChoice, ...]
    nearest: tuple[NearestSchool, ...]
    between: tuple[Between, ...]
    published: Split | None
    sources: tuple[Source, ...]
    edition: str
