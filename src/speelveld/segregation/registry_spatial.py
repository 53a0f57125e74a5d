# SPDX-License-Identifier: EUPL-1.2
"""The indices of the registry that need to know where the units are. All compare two groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from speelveld.segregation import spatial_area as area
from speelveld.segregation import spatial_border as border
from speelveld.segregation import spatial_proximity as proximity
from speelveld.segregation.counts import Cells
from speelveld.segregation.registry_index import Index, Places

MASSEY_DENTON = "Massey & Denton (1988), Social Forces 67"
MORGAN = "Morgan (1983), Area 15"


def _near(measure: Callable[[proximity.Proximities], float]) -> Callable[..., float]:
    def compute(cells: Cells, *, places: Places) -> float:
        where: Any = places.coordinates
        size: Any = places.areas
        near = proximity.Proximities.of(cells[:, 0], cells[:, 1], where, size, scale=places.scale)
        return measure(near)

    return compute


def _proximity(
    name: str, symbol: str, formula: str, bounds: str, citation: str, measure: Callable[..., float], symmetric: bool
) -> Index:
    needs = ("coordinates", "areas")
    return Index(name, symbol, "two-group", formula, bounds, citation, _near(measure), symmetric=symmetric, needs=needs)


def _placed(
    name: str,
    symbol: str,
    formula: str,
    bounds: str,
    citation: str,
    needs: tuple[str, ...],
    measure: Callable[..., float],
) -> Index:
    """``measure`` takes a, b and the needed fields of places in the order of ``needs``."""

    def compute(cells: Cells, *, places: Places) -> float:
        return measure(cells[:, 0], cells[:, 1], *(getattr(places, need) for need in needs))

    symmetric = name in {"morrill", "wong-boundary", "wong-shape"}
    return Index(name, symbol, "two-group", formula, bounds, citation, compute, symmetric=symmetric, needs=needs)


def _delta(a: Cells, b: Cells, areas: Any) -> float:
    return area.delta(a, areas) if np.asarray(b).sum() else float("nan")


def _absolute_centralisation(a: Cells, b: Cells, areas: Any, coordinates: Any, centre: Any) -> float:
    return area.absolute_centralisation(a, areas, coordinates, centre) if np.asarray(b).sum() else float("nan")


ENTRIES = (
    _placed(
        "morrill",
        "D(adj)",
        "D - sum_i sum_j c_ij |p_i - p_j| / sum_i sum_j c_ij",
        "at most D",
        "Morrill (1991), Geography Research Forum 11",
        ("touching",),
        border.morrill,
    ),
    _placed(
        "wong-boundary",
        "D(w)",
        "D - sum_i sum_j w_ij |p_i - p_j|, w_ij the share of all border length",
        "at most D",
        "Wong (1993), Urban Studies 30; Tivadar (2019)",
        ("lengths",),
        border.wong_boundary,
    ),
    _placed(
        "wong-shape",
        "D(s)",
        "D - sum_i sum_j w_ij |p_i - p_j| (r_i + r_j)/(2 max r), r perimeter by area",
        "at most D",
        "Wong (1993), Urban Studies 30; Tivadar (2019)",
        ("lengths", "perimeters", "areas"),
        border.wong_shape,
    ),
    _proximity(
        "spatial-proximity",
        "SP",
        "(A P_aa + B P_bb)/(T P_tt), P_xx = sum_i sum_j x_i x_j exp(-d_ij/s)/X^2",
        "above 0; 1 where the groups live mixed",
        f"White (1983); {MASSEY_DENTON}",
        proximity.spatial_proximity,
        True,
    ),
    _proximity(
        "absolute-clustering",
        "ACL",
        "[sum_i x_i sum_j c_ij a_j - (A/n^2) sum c] / [sum_i x_i sum_j c_ij t_j - (A/n^2) sum c]",
        "below 1",
        MASSEY_DENTON,
        proximity.absolute_clustering,
        False,
    ),
    _proximity(
        "relative-clustering",
        "RCL",
        "P_aa/P_bb - 1",
        "above -1; 0 where both are equally clustered",
        MASSEY_DENTON,
        proximity.relative_clustering,
        False,
    ),
    _proximity(
        "decay-isolation",
        "DPxx",
        "sum_i x_i sum_j K_ij a_j/t_j, K_ij = c_ij t_j / sum_j c_ij t_j",
        "[0, 1]",
        MORGAN,
        proximity.decay_isolation,
        False,
    ),
    _proximity(
        "decay-exposure",
        "DPxy",
        "sum_i x_i sum_j K_ij b_j/t_j",
        "[0, 1]",
        MORGAN,
        proximity.decay_exposure,
        False,
    ),
    _placed(
        "delta",
        "DEL",
        "1/2 sum_i |a_i/A - land_i/LAND|",
        "[0, 1]",
        f"Hoover (1941); {MASSEY_DENTON}",
        ("areas",),
        _delta,
    ),
    _placed(
        "absolute-concentration",
        "ACO",
        "1 - (mean land of A - least)/(most - least)",
        "about [0, 1]",
        MASSEY_DENTON,
        ("areas",),
        area.absolute_concentration,
    ),
    _placed(
        "relative-concentration",
        "RCO",
        "(mean land of A / mean land of B - 1)/(least/most - 1)",
        "about [-1, 1]",
        MASSEY_DENTON,
        ("areas",),
        area.relative_concentration,
    ),
    _placed(
        "absolute-centralisation",
        "ACE",
        "sum_i X_(i-1) L_i - X_i L_(i-1), from the centre outward",
        "[-1, 1]",
        MASSEY_DENTON,
        ("areas", "coordinates", "centre"),
        _absolute_centralisation,
    ),
    _placed(
        "relative-centralisation",
        "RCE",
        "sum_i X_(i-1) Y_i - X_i Y_(i-1), from the centre outward",
        "[-1, 1]",
        "Duncan & Duncan (1955), American Journal of Sociology 60",
        ("coordinates", "centre"),
        area.relative_centralisation,
    ),
)
