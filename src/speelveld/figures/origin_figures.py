# SPDX-License-Identifier: EUPL-1.2
"""Residence, choice and the flows of pupils as figures with ids, for files and the command line."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from speelveld.disclosure import guard
from speelveld.disclosure.publishable import Publishable, Reason
from speelveld.editions.store import Edition
from speelveld.figures.flows import YEARS
from speelveld.figures.model import Bounded, Figure, NearestSchool, ResidenceChoice
from speelveld.figures.municipalities import boundaries_year
from speelveld.figures.origins import SPLIT_ROWS, origins
from speelveld.terms import Boundaries, GroupContrast, Municipality, Period, Source

PUPILS = GroupContrast("leerlingen", "pupils who live in the municipality", "", "All pupils of primary schools.")
SCHOOLED = GroupContrast("leerlingen", "pupils of the municipality's schools", "", "All pupils of primary schools.")

_FLOWS = ("attend-nearest", "attend-three-nearest", "live-inside", "mean-distance")


def origin_figures(edition: Edition, municipality: Municipality, pattern: str = "*") -> list[Figure]:
    """The figures on residence, choice and flows whose id matches the glob ``pattern``, within today's boundaries.

    ``low`` and ``high`` are bounds for every masked flow, not intervals of chance. Nothing is computed when no id
    matches. Their numbers are those of the page, as parts of 1 (metres for ``mean-distance``).
    """
    if not any(fnmatchcase(one, pattern) for one in _ids()):
        return []
    return [one for one in _every(edition, municipality) if fnmatchcase(one.id, pattern)]


def _ids() -> Iterator[str]:
    for flows, contrast, year in SPLIT_ROWS:
        for part in ("residence", "choice"):
            yield _split_id(part, contrast, year, flows)
    for year in YEARS:
        yield from (f"flows.po.{year}.{name}" for name in _FLOWS)


def _split_id(part: str, contrast: str, year: int, flows: int) -> str:
    return f"{part}.po.{contrast}.{year}.flows-{flows}.dissimilarity"


def _every(edition: Edition, municipality: Municipality) -> Iterator[Figure]:
    found = origins(edition, municipality)
    newest = boundaries_year(edition)
    for split in found.splits:
        for part, value in (("residence", split.residence), ("choice", split.choice)):
            name = _split_id(part, split.contrast.id, split.period.year, split.flows.year)
            yield _figure(name, municipality, newest, split.period, split.contrast, "dissimilarity", value, split)
    for year in found.nearest:
        values = zip(_FLOWS, (year.nearest, year.three, year.inside, year.distance), strict=True)
        for measure, value in values:
            name = f"flows.po.{year.period.year}.{measure}"
            who = SCHOOLED if measure == "live-inside" else PUPILS
            yield _figure(name, municipality, newest, year.period, who, measure, value, year)


def _figure(
    name: str,
    municipality: Municipality,
    newest: int,
    period: Period,
    contrast: GroupContrast,
    measure: str,
    value: Bounded,
    of: ResidenceChoice | NearestSchool,
) -> Figure:
    none = guard.absent(Reason.NOT_DEFINED)
    sources: tuple[Source, ...] = of.sources
    metres = measure == "mean-distance"
    return Figure(
        id=name,
        municipality=municipality,
        period=period,
        boundaries=Boundaries.TODAY,
        boundaries_year=newest,
        contrast=contrast,
        measure=measure,
        estimate=_part(value.estimate, metres),
        low=_part(value.low, metres),
        high=_part(value.high, metres),
        null_mean=none,
        corrected=none,
        share=none,
        n_pupils=none,
        n_schools=of.n_schools,
        sources=sources,
        method="residence",
    )


def _part(value: Publishable, metres: bool) -> Publishable:
    return value if metres or value.value is None else guard.derived(value.value / 100, 2, value)
