# SPDX-License-Identifier: EUPL-1.2
"""The indices of any number of groups, and those of groups in an order, in the registry."""

from __future__ import annotations

from types import MappingProxyType

from speelveld.segregation import multigroup
from speelveld.segregation.counts import Cells, Counts
from speelveld.segregation.ordinal import ordinal
from speelveld.segregation.rank_order import rank_order
from speelveld.segregation.registry_index import Family, Index, of_family

REARDON_FIREBAUGH = "Reardon & Firebaugh (2002), Sociological Methodology 32"
ORDINAL = "Reardon (2009), Research on Economic Inequality 17"
RANK = "Reardon (2011), Measures of Income Segregation, CEPA"
RANK_OPTIONS = MappingProxyType(
    {
        "order": "of the polynomial; 4, or the number of thresholds less 1, if not given",
        "weighted": "1 (if not given): weighted least squares with weights E(p)^2; 0: ordinary least squares",
    }
)


def _member(name: str, symbol: str, formula: str, bounds: str, citation: str, family: Family) -> Index:
    return Index(name, symbol, "multi-group", formula, bounds, citation, of_family(family, name), family=family)


def _simpson_interaction(cells: Cells) -> float:
    return multigroup.simpson_interaction(_counts(cells))


def _simpson_concentration(cells: Cells) -> float:
    return multigroup.simpson_concentration(_counts(cells))


def _counts(cells: Cells) -> Counts:
    return Counts(cells, tuple(map(str, range(cells.shape[0]))), tuple(map(str, range(cells.shape[1]))))


def _ordinal(curve: str, formula: str) -> Index:
    def compute(cells: Cells) -> float:
        return ordinal(cells, curve)

    return Index(
        f"ordinal-{curve}",
        f"{curve.upper()}_O",
        "ordinal",
        f"sum_u t_u (v - v_u)/(T v), v = sum_k f(c_k)/(K - 1), f = {formula}",
        "[0, 1]",
        ORDINAL,
        compute,
    )


def _rank(curve: str, formula: str) -> Index:
    def compute(cells: Cells, *, order: float | None = None, weighted: float = 1) -> float:
        return rank_order(cells, curve, order=None if order is None else int(order), weighted=bool(weighted)).estimate

    return Index(
        f"rank-order-{curve}",
        f"{curve.upper()}^R",
        "ordinal",
        formula,
        "about [0, 1]",
        RANK,
        compute,
        options=RANK_OPTIONS,
    )


ENTRIES = (
    _member(
        "mutual-information",
        "M",
        "sum_u p_u sum_g p_ug ln(p_ug/p_g)",
        "[0, E]",
        "Theil & Finizza (1971); Mora & Ruiz-Castillo (2011), Sociological Methodology 41",
        multigroup.entropy_family,
    ),
    _member("multigroup-theil-h", "H", "M / E", "[0, 1]", REARDON_FIREBAUGH, multigroup.entropy_family),
    _member(
        "multigroup-dissimilarity",
        "D",
        "sum_u sum_g t_u |p_ug - p_g| / (2 T I), I = sum_g p_g (1 - p_g)",
        "[0, 1]",
        "Sakoda (1981), Demography 18",
        multigroup.deviation_family,
    ),
    Index(
        "multigroup-gini",
        "G",
        "multi-group",
        "sum_g sum_i sum_j t_i t_j |p_ig - p_jg| / (2 T^2 I)",
        "[0, 1]",
        REARDON_FIREBAUGH,
        multigroup.multigroup_gini_of,
    ),
    _member(
        "normalised-exposure",
        "P",
        "sum_u sum_g t_u (p_ug - p_g)^2 / (T (1 - p_g))",
        "[0, 1]",
        f"James (1986); {REARDON_FIREBAUGH}",
        multigroup.deviation_family,
    ),
    _member(
        "relative-diversity",
        "R",
        "sum_u sum_g t_u (p_ug - p_g)^2 / (T I)",
        "[0, 1]",
        f"Carlson (1992); {REARDON_FIREBAUGH}",
        multigroup.deviation_family,
    ),
    _member(
        "squared-variation",
        "C",
        "sum_u sum_g t_u (p_ug - p_g)^2 / (T (K - 1) p_g)",
        "[0, 1]",
        REARDON_FIREBAUGH,
        multigroup.deviation_family,
    ),
    _member(
        "divergence",
        "DI",
        "sum_u p_u sum_g p_ug ln(p_ug/p_g): the same number as M",
        "[0, E]",
        "Roberto (2015)",
        multigroup.entropy_family,
    ),
    _member(
        "diversity", "E", "-sum_g p_g ln p_g", "[0, ln K]", "Shannon (1948); Theil (1972)", multigroup.entropy_family
    ),
    _member("normalised-diversity", "E*", "E / ln K", "[0, 1]", "Shannon (1948)", multigroup.entropy_family),
    Index(
        "simpson-interaction",
        "I",
        "multi-group",
        "sum_g p_g (1 - p_g)",
        "[0, 1 - 1/K]",
        "Simpson (1949), Nature 163; Lieberson (1969)",
        _simpson_interaction,
    ),
    Index(
        "simpson-concentration",
        "lambda",
        "multi-group",
        "sum_g p_g^2",
        "[1/K, 1]",
        "Simpson (1949), Nature 163",
        _simpson_concentration,
    ),
    _ordinal("h", "entropy in bits"),
    _ordinal("r", "4 c (1 - c)"),
    _ordinal("s", "2 sqrt(c (1 - c))"),
    _ordinal("l", "1 - |2c - 1|"),
    _rank("h", "2 ln 2 int E(p) H(p) dp"),
    _rank("r", "6 int p (1 - p) R(p) dp"),
    _rank("s", "(8/pi) int sqrt(p (1 - p)) S(p) dp"),
)
