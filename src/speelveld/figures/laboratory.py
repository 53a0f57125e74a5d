# SPDX-License-Identifier: EUPL-1.2
"""A municipality as the laboratory sees it: flows, distances, seats, and what is published of the schools' pupils.

The groups of pupils come from published shares only. A school whose share is hidden, or was never counted, gets the
city's: the laboratory knows no more than a reader of the site.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl

from speelveld.editions.store import Edition
from speelveld.errors import Fault, InputError
from speelveld.figures.branches import branches
from speelveld.figures.contrasts import LATEST, count_of
from speelveld.figures.flows import city_flows, filling, table
from speelveld.figures.segregation import figure
from speelveld.placement.laboratory import Town
from speelveld.placement.laboratory.town import YEAR_GROUPS
from speelveld.segregation import Flows
from speelveld.terms import GroupContrast, Municipality, Source

YEAR = 2024
"""The year of the flows."""
PUBLIC = "openbaar"


class Lack(StrEnum):
    """What a municipality lacks that the laboratory needs."""

    FLOWS = "flows"
    FILLING = "filling"
    SHARE = "share"


class TownUnknown(InputError):
    """A municipality of which too little is published to invent children. ``lack`` says what is missing."""

    def __init__(self, lack: Lack, fault: Fault) -> None:
        super().__init__(fault)
        self.lack = lack


@dataclass(frozen=True, slots=True, eq=False)
class LaboratoryTown:
    """A town for the laboratory, and what to know of it.

    ``names`` are those of ``town.schools``; ``city_share_used`` counts the schools that have the city's share of group
    A because their own is not published; ``without_total`` those whose number of pupils was estimated from the flows;
    ``filling`` is how far such flows were taken to stand between their bounds; ``spare`` the seats above the children
    of one cohort, in percent. ``homes_unknown`` are expected pupils of whom no home area is known, who are left out.
    """

    town: Town
    names: tuple[str, ...]
    contrast: GroupContrast
    city_share_used: int
    without_total: int
    filling: float
    spare: float
    homes_unknown: float
    sources: tuple[Source, ...]


def laboratory_town(
    edition: Edition, municipality: Municipality, *, spare: float = 5.0, fill: float | None = None
) -> LaboratoryTown:
    """The schools of a municipality, and all areas whose pupils go there, as a town of the laboratory.

    A school gives an eighth of its pupils as seats to a cohort, and ``spare`` percent more, rounded up: no source tells
    how many seats there are. Where the number of pupils is not known it comes from the flows, of which the masked ones
    stand ``fill`` (0 to 1) between their bounds, by default as far as in 2013. Raises TownUnknown when there are no
    flows, no published share of the city, or no way to know how masked flows stand.
    """
    found = city_flows(edition, municipality, YEAR) if edition.has(table(YEAR)) else None
    if found is None:
        fault = Fault(f"{municipality.name} has no flows of pupils of {YEAR} between known places.")
        raise TownUnknown(Lack.FLOWS, fault)
    known_fill = filling(edition, municipality) if fill is None else fill
    if math.isnan(known_fill):
        advice = "Say with --filling how far masked flows stand between their bounds (0 to 1)."
        raise TownUnknown(Lack.FILLING, Fault(f"{municipality.name} had no known totals in 2013.", advice=advice))
    schools, areas = _names_of_rows(edition, municipality)
    low, high = np.zeros((2, len(areas), len(schools)), np.int64)
    low[found.flows.area, found.flows.school] = found.flows.low
    high[found.flows.area, found.flows.school] = found.flows.high
    registered = _registered(edition, schools)
    total_low, total_high = low.sum(axis=0), high.sum(axis=0)
    totals = np.where((registered >= total_low) & (registered <= total_high), registered, math.nan)
    flows = Flows.of(low, high, totals)
    pupils = flows.by_school(flows.point(known_fill))
    room = total_high - total_low
    per_school = np.where(np.isnan(totals), known_fill, (pupils - total_low) / np.where(room > 0, room, 1))
    home = np.asarray(np.isfinite(found.distance).all(axis=1))
    expected = low + per_school * (high - low)
    share, own, city_share_used = _shares(edition, municipality, schools)
    kinds = _kinds(edition, schools)
    names = tuple(sorted(set(kinds.values())))
    town = Town(
        areas=tuple(area for area, known in zip(areas, home, strict=True) if known),
        schools=schools,
        low=low[home],
        high=high[home],
        filling=np.clip(per_school, 0, 1),
        metres=found.distance[home],
        seats=np.ceil(expected[home].sum(axis=0) / YEAR_GROUPS * (1 + spare / 100)).astype(np.int64),
        group_share=np.broadcast_to(share, (int(home.sum()), len(schools))).copy(),
        seen_share=share,
        denominations=np.array([names.index(kinds[school]) for school in schools], np.int32),
        denomination_names=names,
        public=np.array([kinds[school].lower() == PUBLIC for school in schools]),
        inside=found.inside[home],
    )
    count = count_of(*LATEST)
    return LaboratoryTown(
        town=town,
        names=tuple(own.get(school, school) for school in schools),
        contrast=count.contrast,
        city_share_used=city_share_used,
        without_total=int(np.isnan(totals).sum()),
        filling=known_fill,
        spare=spare,
        homes_unknown=float(expected[~home].sum()),
        sources=_sources(edition, (table(YEAR), *count.tables, "geo_branches_2024")),
    )


def _names_of_rows(edition: Edition, municipality: Municipality) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The schools and areas in the order in which ``city_flows`` has them."""
    rows = edition.table(table(YEAR)).filter(pl.col("municipality_code") == municipality.code)
    schools, areas = (rows[column].unique().sort().to_list() for column in ("brin6", "pc4_home"))
    return tuple(schools), tuple(areas)


def _registered(edition: Edition, schools: tuple[str, ...]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """The pupils of each school as the register of branches has them; NaN where it has none."""
    if not edition.has("geo_branches_2024"):
        return np.full(len(schools), math.nan)
    rows = edition.table("geo_branches_2024").filter(pl.col("pupils").is_not_null())
    pupils = dict(rows.select("brin6", "pupils").iter_rows())
    return np.array([pupils.get(school, math.nan) for school in schools], np.float64)


def _shares(
    edition: Edition, municipality: Municipality, schools: tuple[str, ...]
) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.float64]], dict[str, str], int]:
    """The published share of group A per school (0 to 1), the schools' names, and how many have the city's share."""
    city = figure(edition, municipality, *LATEST, "dissimilarity").share
    if city.value is None:
        fault = Fault(f"{municipality.name} has no published share of the group: {city.reason}.")
        raise TownUnknown(Lack.SHARE, fault)
    found = branches(edition, municipality)
    known = {one.brin6: one.latest_share.value for one in found if one.latest_share.value is not None}
    share = np.array([known.get(school, city.value) / 100 for school in schools], np.float64)
    return share, {one.brin6: one.name for one in found}, sum(school not in known for school in schools)


def _kinds(edition: Edition, schools: tuple[str, ...]) -> dict[str, str]:
    """The denomination of each school as the register of branches names it; empty where it does not tell."""
    told: dict[str, str] = {}
    if edition.has("geo_branches_2024"):
        rows = edition.table("geo_branches_2024").filter(pl.col("denomination").is_not_null())
        told = dict(rows.select("brin6", "denomination").iter_rows())
    return {school: told.get(school, "") for school in schools}


def _sources(edition: Edition, tables: tuple[str, ...]) -> tuple[Source, ...]:
    entries = [edition.manifest.table(name) for name in tables]
    return tuple(dict.fromkeys(source for entry in entries if entry for source in entry.sources))
