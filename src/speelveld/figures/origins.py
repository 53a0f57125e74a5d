# SPDX-License-Identifier: EUPL-1.2
"""Residence and choice: what the flows of pupils allow to be said, with bounds for every masked flow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from speelveld.disclosure import guard
from speelveld.disclosure.publishable import Publishable
from speelveld.disclosure.system import to_base
from speelveld.editions.store import Edition
from speelveld.figures.cities import SPLITS, published_splits
from speelveld.figures.contrasts import Count, count_of
from speelveld.figures.flows import YEARS, CityFlows, city_flows, filling, table
from speelveld.figures.indices import Units, between_h
from speelveld.figures.model import Between, Bounded, NearestSchool, Origins, ResidenceChoice
from speelveld.figures.populations import city_cell
from speelveld.figures.released import LEVELS, release
from speelveld.figures.rounding_steps import BETWEEN
from speelveld.segregation import (
    Flows,
    SchoolFlows,
    attend_nearest,
    ecological_estimate,
    mean_distance,
    ratio_bounds,
    residence_bounds,
)
from speelveld.segregation.ecological_flows import Bounds
from speelveld.terms import Boundaries, Municipality, Period, Source

SPLIT_ROWS = ((2013, "gewicht", 2013), (2017, "gewicht", 2016), (2024, "doelgroep", 2019))
"""Which flows go with which count: the year of the flows, the contrast, and the year of the count."""

NEEDED = ("po_contrasts", "po_branches", "pc4_municipality_2022", "geo_pc4_2020")
NODES = 1
"""Branches of the integer program for the bound without assumption; more would narrow it by less than a point."""


@dataclass(frozen=True, slots=True)
class _Size:
    """What the guard asks of a figure: how many schools, and how many pupils in either group."""

    n_schools: int
    group: float
    rest: float

    def bounded(self, low: float, estimate: float | None, high: float, base: int = 1) -> Bounded:
        ends = guard.city_range(
            low, estimate, high, n_schools=self.n_schools, group=self.group, rest=self.rest, base=base
        )
        return Bounded(*ends)


@lru_cache(maxsize=128)
def origins(edition: Edition, municipality: Municipality) -> Origins:
    """The page on residence and choice of one municipality, within today's boundaries.

    A municipality that no longer exists has none of these figures; nor has an edition without flows or places.
    """
    possible = municipality.until is None and all(edition.has(name) for name in NEEDED)
    splits = tuple(_splits(edition, municipality)) if possible else ()
    nearest = tuple(_nearest(edition, municipality)) if possible else ()
    between = tuple(_between(edition, municipality)) if possible else ()
    used = [source for split in splits for source in split.sources]
    used += [source for year in nearest for source in year.sources]
    return Origins(
        municipality=municipality,
        splits=splits,
        nearest=nearest,
        between=between,
        published=published_splits(edition).get(municipality.code),
        sources=tuple(dict.fromkeys([*used, *_sources(edition, SPLITS)])),
        edition=edition.id,
    )


def _splits(edition: Edition, municipality: Municipality) -> Iterator[ResidenceChoice]:
    fill, released = filling(edition, municipality), release(edition, municipality)
    for flow_year, contrast, year in SPLIT_ROWS:
        count = count_of(contrast, year)
        if not edition.has(table(flow_year)) or not all(edition.has(name) for name in count.tables):
            continue
        city = city_flows(edition, municipality, flow_year, (contrast, year))
        if city is None or not (city.flows.totals_known or 0 <= fill <= 1):
            continue
        if city.flows.n_schools > 1 and city.counts.sum(axis=0).all():
            sources = _sources(edition, *count.tables, table(flow_year), *_PLACES)
            step = released.step(city_cell(contrast, year, Boundaries.TODAY, municipality.code))
            yield _split(city, count, flow_year, fill, step, sources)


def _split(
    city: CityFlows, count: Count, flow_year: int, fill: float, step: float | None, sources: tuple[Source, ...]
) -> ResidenceChoice:
    """One row: D in two parts by the estimate, its bounds for masked flows, and those without the assumption.

    Where the release gives D of these schools no step, it gives none of its parts either.
    """
    a, b = city.counts.T
    schools = SchoolFlows.of(city.flows, a, b)
    estimate = ecological_estimate(schools, city.sites, fill=fill, draws=0)
    masked = residence_bounds(schools, city.sites, factor=1)
    free = residence_bounds(schools, city.sites, nodes=NODES)
    size = _Size(city.flows.n_schools if step else 0, float(a.sum()), float(b.sum()))
    unit = max(1, round(100 * (step or 0)))
    # Rounded before the parts are taken apart, so that on the page they add up to the total.
    total, home = to_base(100 * estimate.actual, unit), to_base(100 * estimate.residence, unit)

    def bounded(bounds: Bounds, value: float | None) -> Bounded:
        return size.bounded(100 * bounds.low, value, 100 * bounds.high, unit)

    return ResidenceChoice(
        contrast=count.contrast,
        period=count.period,
        flows=Period(count.period.day.replace(year=flow_year)),
        total=size.bounded(total, total, total, unit).estimate,
        residence=bounded(masked.residence, home),
        choice=bounded(masked.choice, total - home),
        free=bounded(free.residence, None),
        n_schools=city.flows.n_schools,
        sources=sources,
    )


def _nearest(edition: Edition, municipality: Municipality) -> Iterator[NearestSchool]:
    for year in YEARS:
        if not edition.has(table(year)):
            continue
        city = city_flows(edition, municipality, year)
        if city is None:
            continue
        inside = city.within
        if not inside.high.sum():
            continue
        yield NearestSchool(
            period=Period(count_of("gewicht", 2013).period.day.replace(year=year)),
            nearest=_share(inside, attend_nearest(inside, city.distance)),
            three=_share(inside, attend_nearest(inside, city.distance, among=3)),
            inside=_share(city.flows, ratio_bounds(city.flows, city.inside)),
            distance=_metres(inside, mean_distance(inside, city.distance)),
            n_schools=city.flows.n_schools,
            sources=_sources(edition, table(year), *_PLACES),
        )


def _share(flows: Flows, bounds: Bounds) -> Bounded:
    return _size(flows).bounded(100 * bounds.low, None, 100 * bounds.high)


def _metres(flows: Flows, bounds: Bounds) -> Bounded:
    return _size(flows).bounded(bounds.low, None, bounds.high, base=50)


def _size(flows: Flows) -> _Size:
    pupils = float(flows.low.sum())
    return _Size(flows.n_schools, pupils, pupils)


def _between(edition: Edition, municipality: Municipality) -> Iterator[Between]:
    """How much of H lies between denominations and between boards, for the newest exact and the newest count."""
    branches = edition.table("po_branches").select("brin6", "year", *LEVELS)
    released = release(edition, municipality)
    for contrast, year in BETWEEN:
        count = count_of(contrast, year)
        rows = edition.table("po_contrasts").filter(
            (pl.col("contrast") == contrast) & (pl.col("year") == year) & (pl.col("code_today") == municipality.code)
        )
        rows = rows.join(branches, on=["brin6", "year"], how="left")
        if rows.height < 2 or not rows["a"].sum() or not rows["b"].sum():
            continue
        population = city_cell(contrast, year, Boundaries.TODAY, municipality.code)
        for level in LEVELS:
            known = rows.filter(pl.col(level).is_not_null())
            schools = Units(known["a"].to_numpy(), known["b"].to_numpy())
            group, rest = float(schools.a.sum()), float(schools.b.sum())
            parents = known[level].to_list()
            total_h, between_parents = between_h(schools, parents)

            def shown(
                value: float, n: int, group: float = group, rest: float = rest, of: str = population
            ) -> Publishable:
                return guard.city_index(released, of, value, n_schools=n, group=group, rest=rest)

            total, between = shown(total_h, known.height), shown(between_parents, len(set(parents)))
            # From the rounded numbers, so that the share tells no more than they do.
            share = 100 * between.value / total.value if between.value is not None and total.value else 0.0
            yield Between(
                level=level,
                contrast=count.contrast,
                period=count.period,
                n_parents=len(set(parents)),
                total=total,
                between=between,
                share=guard.derived(min(share, 100.0), 0, total, between),
            )


_PLACES = ("geo_branches_2013", "geo_branches_2022", "geo_branches_2024", "geo_pc4_2020", "pc4_municipality_2022")


def _sources(edition: Edition, *names: str) -> tuple[Source, ...]:
    entries = [edition.manifest.table(name) for name in names]
    return tuple(dict.fromkeys(source for entry in entries if entry for source in entry.sources))
