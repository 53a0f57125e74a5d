# SPDX-License-Identifier: EUPL-1.2
"""The flows of pupils from home postcode areas to the schools of one municipality, with places and known totals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from speelveld.editions.store import Edition
from speelveld.segregation import Flows, Sites, buildings, distances
from speelveld.terms import Municipality

YEARS = (2013, 2017, 2024)
"""The years on whose 1 October DUO's flows are bundled."""

_PLACED_BY = {
    2013: ("geo_branches_2013", "po_places", "geo_branches_2024"),
    2017: ("po_places", "geo_branches_2024"),
    2024: ("geo_branches_2024", "po_places"),
}
_RD = Transformer.from_crs(4326, 28992, always_xy=True)

Points = dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True, eq=False)
class CityFlows:
    """The flows to the schools of one municipality within today's boundaries.

    ``flows`` holds areas by schools; ``distance`` is metres between the middle of an area and a school, NaN in the row
    of unknown homes; ``inside`` marks the areas of the municipality. ``counts`` are group A and group B per school,
    shape ``(schools, 2)``, zero where a school has no count. ``same_day``: whether totals were known.
    """

    flows: Flows
    sites: Sites
    distance: NDArray[np.float64]
    inside: NDArray[np.bool_]
    counts: NDArray[np.float64]
    same_day: bool

    @property
    def within(self) -> Flows:
        """The flows of pupils who live in the municipality."""
        return self.flows.only(self.inside[self.flows.area])


def table(year: int) -> str:
    """The name of the table of flows of a year."""
    return f"duo_po_flows_{year}"


def city_flows(
    edition: Edition, municipality: Municipality, year: int, contrast: tuple[str, int] | None = None
) -> CityFlows | None:
    """The flows of a year; with ``contrast`` (id and year) only of the schools that it counts. None without any.

    Totals per school are known where a count of the same day is in the edition (1-10-2013): they narrow every masked
    flow. A total that does not fit its flows is taken as not known.
    """
    rows = _of_city(edition, municipality.code, year)
    known = _counts(edition, municipality.code, *(contrast or ("gewicht", year)))
    if contrast is not None:
        rows = rows.filter(pl.col("brin6").is_in(list(known)))
    if rows.is_empty():
        return None
    schools, areas = rows["brin6"].unique().sort().to_list(), rows["pc4_home"].unique().sort().to_list()
    low, high = np.zeros((2, len(areas), len(schools)), dtype=np.int64)
    column, row = {school: i for i, school in enumerate(schools)}, {area: i for i, area in enumerate(areas)}
    for school, home, least, most in rows.select("brin6", "pc4_home", "pupils_low", "pupils_high").iter_rows():
        low[row[home], column[school]], high[row[home], column[school]] = least, most
    counts = np.array([known.get(school, (0.0, 0.0)) for school in schools])
    same_day = (contrast or ("gewicht", year))[1] == year and bool(known)
    totals = np.where(same_day & (counts.sum(axis=1) > 0), counts.sum(axis=1), math.nan)
    totals = np.where((totals >= low.sum(axis=0)) & (totals <= high.sum(axis=0)), totals, math.nan)
    at = dict(rows.select("brin6", "pc4_school").iter_rows())
    middles = _middles(edition)
    points = [_place(edition, school, year) or middles.get(at[school], (math.nan, math.nan)) for school in schools]
    if np.isnan(points).any():
        return None
    homes = np.array([middles.get(area, (math.nan, math.nan)) for area in areas])
    metres = distances(homes, buildings(points))
    return CityFlows(
        flows=Flows.of(low, high, totals),
        sites=Sites.of(metres),
        distance=metres,
        inside=np.isin(areas, list(_areas(edition, municipality.code))),
        counts=counts,
        same_day=same_day,
    )


def filling(edition: Edition, municipality: Municipality) -> float:
    """How far masked flows stand between their bounds, from 2013, when the totals of schools were known.

    It places a point estimate for years without totals, never a bound. NaN where 2013 does not tell: no guess.
    """
    found = city_flows(edition, municipality, 2013) if edition.has(table(2013)) else None
    return math.nan if found is None else found.flows.filling()


def _of_city(edition: Edition, code: str, year: int) -> pl.DataFrame:
    """The rows of the schools that stand within today's boundaries."""
    flows = edition.table(table(year))
    if year == 2024:
        return flows.filter(pl.col("municipality_code") == code)
    branches = edition.table("po_branches").sort("year", descending=True).select("brin6", "code_today")
    branches = branches.unique("brin6", keep="first", maintain_order=True)
    by_area = edition.table("pc4_municipality_2022").select(pc4_school="pc4", by_area="code_today")
    placed = flows.join(branches, on="brin6", how="left").join(by_area, on="pc4_school", how="left")
    return placed.filter(pl.coalesce("code_today", "by_area") == code)


def _counts(edition: Edition, code: str, contrast: str, year: int) -> dict[str, tuple[float, float]]:
    rows = edition.table("po_contrasts").filter(
        (pl.col("contrast") == contrast) & (pl.col("year") == year) & (pl.col("code_today") == code)
    )
    return {school: (a, b) for school, a, b in rows.select("brin6", "a", "b").iter_rows()}


def _areas(edition: Edition, code: str) -> frozenset[str]:
    return frozenset(edition.table("pc4_municipality_2022").filter(pl.col("code_today") == code)["pc4"])


def _place(edition: Edition, school: str, year: int) -> tuple[float, float] | None:
    return next((found for name in _PLACED_BY[year] if (found := _placed(edition, name).get(school))), None)


@lru_cache(maxsize=8)
def _placed(edition: Edition, name: str) -> Points:
    """Branches in RD metres by the table that locates them; empty when the edition lacks it."""
    if not edition.has(name):
        return {}
    rows = edition.table(name).filter(pl.col("lon").is_not_null()).unique("brin6", keep="first", maintain_order=True)
    x, y = _RD.transform(rows["lon"].to_numpy(), rows["lat"].to_numpy())
    return dict(zip(rows["brin6"], zip(x.tolist(), y.tolist(), strict=True), strict=True))


@lru_cache(maxsize=2)
def _middles(edition: Edition) -> Points:
    """The middle (centroid) of every PC4 area, in RD metres."""
    areas = edition.table("geo_pc4_2020").filter(pl.col("geometry").is_not_null())
    middles = shapely.centroid(shapely.from_wkb(areas["geometry"].to_numpy()))
    x, y = _RD.transform(shapely.get_x(middles), shapely.get_y(middles))
    return dict(zip(areas["pc4"], zip(x.tolist(), y.tolist(), strict=True), strict=True))
