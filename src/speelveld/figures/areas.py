# SPDX-License-Identifier: EUPL-1.2
"""The PC4 areas of a municipality and around it, for the map."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from speelveld.disclosure import guard
from speelveld.editions.store import Edition
from speelveld.figures.model import Area
from speelveld.terms import Municipality

NEEDED = ("geo_pc4_2020", "pc4_municipality_2022", "cbs_pc4_2023")
"""The tables without which there is no map."""


def areas(edition: Edition, municipality: Municipality, branch_areas: frozenset[str]) -> tuple[Area, ...]:
    """The PC4 areas of the municipality and those that touch it, by code; empty when the edition has no geography.

    ``branch_areas`` are the areas that hold a branch: they are on the map whatever the border table says. The value is
    the share of residents with a social benefit (CBS, 2023).
    """
    if not all(edition.has(table) for table in NEEDED):
        return ()
    codes, shapes, tree = _geometry(edition)
    within = _within(edition, municipality) | branch_areas
    inside = np.flatnonzero(np.isin(codes, sorted(within)))
    if not len(inside):
        return ()
    near = tree.query(shapely.unary_union(shapes[inside]), predicate="intersects")
    around = sorted({*inside.tolist(), *near.tolist()})
    figures = {row[0]: row[1:] for row in edition.table("cbs_pc4_2023").select("pc4", "inhabitants", "benefits").rows()}
    return tuple(
        Area(
            pc4=str(codes[i]),
            polygons=_rings(shapes[i]),
            residents=guard.residents(figures.get(codes[i], (None, None))[0]),
            value=guard.residents_share(figures.get(codes[i], (None, None))[1], figures.get(codes[i], (None, None))[0]),
            within=bool(codes[i] in within),
        )
        for i in sorted(around, key=lambda i: str(codes[i]))
    )


def _within(edition: Edition, municipality: Municipality) -> frozenset[str]:
    """The PC4 areas that the table of 2022 gives to the municipality, or to one that was merged into it since."""
    column = "code_today" if municipality.until is None else "code"
    table = edition.table("pc4_municipality_2022")
    return frozenset(table.filter(pl.col(column) == municipality.code)["pc4"])


@lru_cache(maxsize=2)
def _geometry(edition: Edition) -> tuple[NDArray[np.str_], NDArray[np.object_], shapely.STRtree]:
    table = edition.table("geo_pc4_2020").select("pc4", "geometry").sort("pc4")
    shapes = np.asarray(shapely.from_wkb(table["geometry"].to_numpy()), dtype=np.object_)
    return np.asarray(table["pc4"].to_list()), shapes, shapely.STRtree(shapes)


def _rings(shape: shapely.Geometry) -> tuple[tuple[tuple[tuple[float, float], ...], ...], ...]:
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon)]
    return tuple(
        tuple(
            tuple((round(x, 5), round(y, 5)) for x, y in shapely.get_coordinates(ring))
            for ring in (part.exterior, *part.interiors)
        )
        for part in parts
    )
