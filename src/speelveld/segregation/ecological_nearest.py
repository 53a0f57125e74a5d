# SPDX-License-Identifier: EUPL-1.2
"""What the flows alone tell, without any group: who attends the nearest school, how far, and where schools stand.

All bounds hold for every masked cell within its interval, and for the totals that are known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from speelveld.segregation.ecological_flows import Bounds, Flows, Reals, Whole, greatest, ratio_bounds
from speelveld.segregation.residence_places import ranks, travel


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """Places with one or more schools, and the place nearest to each area.

    ``of_area`` has shape ``(areas,)``, -1 for an area without a place; ``of_school`` shape ``(schools,)``.
    """

    of_area: Whole
    of_school: Whole
    count: int

    @classmethod
    def of(cls, distance: ArrayLike) -> Sites:
        """Sites from distances, shape ``(areas, schools)``: schools at one distance of every area are one site.

        So two schools in one building share a catchment, as one cannot tell which of the two is nearer (``buildings``
        puts them at one point). An area as near to two different sites belongs to the first of them.
        """
        matrix = travel(distance)
        known = ~np.isnan(matrix[:, 0])
        columns, first, number = np.unique(matrix[known], axis=1, return_index=True, return_inverse=True)
        order = np.argsort(np.argsort(first))
        of_school = order[number.ravel()].astype(np.int64)
        of_area = np.full(len(matrix), -1, dtype=np.int64)
        if known.any():
            of_area[known] = of_school[matrix[known].argmin(axis=1)]
        return cls(of_area, of_school, columns.shape[1])

    def of_cell(self, flows: Flows) -> Whole:
        """The site that each flow has in its neighbourhood; pupils without a known home stay where they are."""
        near = self.of_area[flows.area]
        return np.where(near < 0, self.of_school[flows.school], near)


def attend_nearest(flows: Flows, distance: ArrayLike, *, among: int = 1) -> Bounds:
    """The share of pupils at the nearest school, or at one of the ``among`` nearest; exact bounds.

    Of pupils whose home has a place. Schools at the same distance share the better rank. Distances are those of the
    home area, not of the home.
    """
    place = ranks(distance)
    known = (place > 0).astype(np.float64)
    return ratio_bounds(flows, (place > 0) & (place <= among), known)


def mean_distance(flows: Flows, distance: ArrayLike) -> Bounds:
    """The mean distance between home area and school in metres, of pupils whose home has a place; exact bounds."""
    matrix = travel(distance)
    return ratio_bounds(flows, np.nan_to_num(matrix), ~np.isnan(matrix))


def area_shares(flows: Flows, among: ArrayLike | None = None) -> Reals:
    """Each area's share of all pupils, low and high, shape ``(areas, 2)``; each exact by itself.

    ``among`` marks the areas that count, shape ``(areas,)``; the others have NaN.
    """
    marked = np.ones(flows.n_areas, dtype=bool) if among is None else np.asarray(among, dtype=bool)
    shares = np.full((flows.n_areas, 2), math.nan)
    for area in np.flatnonzero(marked):
        bounds = ratio_bounds(flows, np.arange(flows.n_areas) == area, marked)
        shares[area] = bounds.low, bounds.high
    return shares


def site_sizes(flows: Flows, sites: Sites) -> Whole:
    """The pupils who live nearest to each site, low and high, shape ``(sites, 2)``; each exact by itself."""
    cell = sites.of_cell(flows)
    sizes = np.zeros((sites.count, 2), dtype=np.int64)
    for site in range(sites.count):
        own = (cell == site).astype(np.float64)
        sizes[site] = own @ greatest(flows, -own), own @ greatest(flows, own)
    return sizes
