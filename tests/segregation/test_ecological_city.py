# SPDX-License-Identifier: EUPL-1.2
"""Residence and choice on the real flows of Groningen, Haren and Ten Boer: known figures, and a hidden truth.

The hidden truth is drawn here, at random, from what the masked cells and the schools' totals allow: it is invented.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest
import shapely
from pyproj import Transformer

from speelveld.editions.store import Edition
from speelveld.segregation import (
    Flows,
    SchoolFlows,
    Sites,
    attend_nearest,
    buildings,
    distances,
    ecological_estimate,
    mean_distance,
    mutual_information,
    neighbourhood_mixing,
    ratio_bounds,
    residence_bounds,
    size_dissimilarity,
)
from speelveld.segregation.counts import Counts
from speelveld.segregation.ecological_flows import greatest

CODE = "GM0014"
RD = Transformer.from_crs("EPSG:4326", "EPSG:28992", always_xy=True)
FILL = 0.24
"""Where masked cells stand between 1 and 4, as the year shows of which the totals are known (asserted below)."""


@dataclass(frozen=True)
class City:
    """Groningen in one year; schools that have both flows and a contrast."""

    flows: Flows
    schools: SchoolFlows
    distance: np.ndarray
    sites: Sites
    inside: np.ndarray


def points(frame: pl.DataFrame, key: str) -> dict[str, tuple[float, float]]:
    x, y = RD.transform(frame["lon"].to_numpy(), frame["lat"].to_numpy())
    return dict(zip(frame[key], zip(x, y, strict=True), strict=True))


def city(edition: Edition, year: int, contrast: str, counted: int) -> City:
    inside = dict(edition.table("pc4_municipality_2022").select("pc4", "code_today").iter_rows())
    flows = edition.table(f"duo_po_flows_{year}")
    known = edition.table("po_contrasts").filter(
        (pl.col("year") == counted) & (pl.col("contrast") == contrast) & (pl.col("code_today") == CODE)
    )
    groups = {brin6: (a, b) for brin6, a, b in known.select("brin6", "a", "b").iter_rows()}
    flows = flows.filter(pl.col("brin6").is_in(list(groups)))
    schools, areas = sorted(flows["brin6"].unique()), sorted(flows["pc4_home"].unique())
    low, high = np.zeros((2, len(areas), len(schools)), dtype=np.int64)
    for brin6, home, least, most in flows.select("brin6", "pc4_home", "pupils_low", "pupils_high").iter_rows():
        low[areas.index(home), schools.index(brin6)] = least
        high[areas.index(home), schools.index(brin6)] = most
    shapes = edition.table("geo_pc4_2020")
    middle = shapely.point_on_surface(shapely.from_wkb(shapes["geometry"].to_numpy()))
    homes = points(
        shapes.with_columns(lon=pl.Series(shapely.get_x(middle)), lat=pl.Series(shapely.get_y(middle))), "pc4"
    )
    places = points(edition.table("po_places").filter(pl.col("lon").is_not_null()), "brin6")
    a, b = np.array([groups[one] for one in schools]).T
    observed = Flows.of(low, high, a + b if counted == year else None)
    between = distances(
        [homes.get(one, (math.nan, math.nan)) for one in areas], buildings([places[one] for one in schools])
    )
    of_city = np.array([inside.get(one) == CODE for one in areas])
    return City(observed, SchoolFlows.of(observed, a, b), between, Sites.of(between), of_city)


@pytest.fixture(scope="module")
def in_2013(bundled: Edition) -> City:
    return city(bundled, 2013, "gewicht", 2013)


def test_the_totals_of_2013_fit_the_flows_and_place_masked_cells(in_2013: City) -> None:
    assert in_2013.flows.totals_known
    assert in_2013.flows.n_schools == 55
    assert in_2013.flows.total_low.sum() == 14_590
    assert in_2013.flows.filling() == pytest.approx(FILL, abs=0.01)


def test_what_the_flows_of_2013_tell_is_narrow(in_2013: City) -> None:
    near = attend_nearest(in_2013.flows, in_2013.distance)
    assert 0.3 < near.low <= near.high < 0.36
    assert near.width < 0.005
    assert ratio_bounds(in_2013.flows, in_2013.inside).width < 0.025
    sizes = size_dissimilarity(in_2013.flows, in_2013.sites)
    assert sizes.exact
    assert sizes.width < 0.03
    assert sizes.high < 1 - near.low
    assert neighbourhood_mixing(in_2013.flows).information.width < 0.15


def test_a_hidden_truth_lies_within_every_bound(in_2013: City) -> None:
    flows, between = in_2013.flows, in_2013.distance
    random = np.random.default_rng(17)
    for _ in range(3):
        n = greatest(flows, random.normal(size=len(flows.area)))
        placed = np.isfinite(between[flows.area, 0])
        metres = np.nan_to_num(between[flows.area, flows.school])
        nearest = placed & (metres == between[flows.area].min(axis=1))
        table = np.zeros((flows.n_areas, flows.n_schools), dtype=np.int64)
        table[flows.area, flows.school] = n
        homes = in_2013.sites.of_area[flows.area]
        near = np.bincount(homes[placed], n[placed], in_2013.sites.count)
        there = np.bincount(in_2013.sites.of_school[flows.school][placed], n[placed], in_2013.sites.count)
        group = np.zeros(len(n), dtype=np.int64)
        for school, members in enumerate(in_2013.schools.a.astype(int)):
            own = flows.school == school
            group[own] = random.multivariate_hypergeometric(n[own], members)
        cell = in_2013.sites.of_cell(flows)
        x, everyone = np.bincount(cell, group), np.bincount(cell, n)
        d = 0.5 * np.abs(x / x.sum() - (everyone - x) / (everyone - x).sum()).sum()
        for masked in (flows, Flows.of(*_open(flows))):
            assert n[nearest].sum() / n[placed].sum() in attend_nearest(masked, between)
            assert (n * metres)[placed].sum() / n[placed].sum() in mean_distance(masked, between)
            assert n[in_2013.inside[flows.area]].sum() / n.sum() in ratio_bounds(masked, in_2013.inside)
            assert 0.5 * np.abs(near - there).sum() / n[placed].sum() in size_dissimilarity(masked, in_2013.sites)
            assert mutual_information(Counts.of(table)) in neighbourhood_mixing(masked).information
            again = SchoolFlows.of(masked, in_2013.schools.a, in_2013.schools.b)
            assert d in residence_bounds(again, in_2013.sites).residence


def _open(flows: Flows) -> tuple[np.ndarray, np.ndarray]:
    """The intervals without the totals."""
    low, high = np.zeros((2, flows.n_areas, flows.n_schools), dtype=np.int64)
    low[flows.area, flows.school], high[flows.area, flows.school] = flows.low, flows.high
    return low, high


@pytest.mark.parametrize(
    ("year", "contrast", "counted", "actual"),
    [(2013, "gewicht", 2013, 0.518), (2017, "gewicht", 2016, 0.492), (2017, "doelgroep", 2019, 0.514)],
)
def test_the_split_of_the_city(bundled: Edition, year: int, contrast: str, counted: int, actual: float) -> None:
    one = city(bundled, year, contrast, counted)
    point = ecological_estimate(one.schools, one.sites, fill=FILL)
    assert point.actual == pytest.approx(actual, abs=0.0006)
    ranges = [residence_bounds(one.schools, one.sites, factor=factor).residence for factor in (1, 2, math.inf)]
    assert point.residence in ranges[0]
    assert 0.4 < point.residence_share < 0.8
    for inner, outer in itertools.pairwise(ranges):
        assert outer.low < inner.low < inner.high < outer.high
    assert all(each.exact == (counted == year) for each in ranges)
    # Nothing is known without an assumption: even all of the actual value may be residence.
    assert ranges[-1].low < actual < ranges[-1].high
