# SPDX-License-Identifier: EUPL-1.2
"""The two-group indices of the registry."""

from __future__ import annotations

import math
from types import MappingProxyType

from speelveld.segregation import passes, two_group
from speelveld.segregation.counts import Cells
from speelveld.segregation.registry_index import Index, of_family, of_pair

DUNCAN = "Duncan & Duncan (1955), American Sociological Review 20"
BELL = "Bell (1954), Social Forces 32; Lieberson (1981)"


def pair_family(cells: Cells) -> dict[str, float]:
    """D, Gorard, min-max, H, isolation, exposure and eta squared of two groups, from one pass."""
    a, b, d, inside, isolation, units = passes.pair_sums(cells)
    total = a + b
    if not units:
        names = ("dissimilarity", "gorard", "min-max", "theil-h", "isolation", "exposure", "eta-squared")
        return dict.fromkeys(names, math.nan) | {"units": int((cells.sum(axis=1) > 0).sum()), "total": total}
    share = a / total
    city = total * math.log(total) - a * math.log(a) - b * math.log(b)
    return {
        "dissimilarity": d,
        "gorard": (1 - share) * d,
        "min-max": 2 * d / (1 + d),
        "theil-h": max(0.0, 1 - inside / city),
        "isolation": isolation,
        "exposure": 1 - isolation,
        "eta-squared": (isolation - share) / (1 - share),
        "units": units,
        "total": total,
    }


def _one_pass(name: str, symbol: str, formula: str, bounds: str, citation: str, *, symmetric: bool = True) -> Index:
    return Index(
        name,
        symbol,
        "two-group",
        formula,
        bounds,
        citation,
        of_family(pair_family, name),
        symmetric=symmetric,
        family=pair_family,
    )


ENTRIES = (
    _one_pass("dissimilarity", "D", "1/2 sum_i |a_i/A - b_i/B|", "[0, 1]", DUNCAN),
    _one_pass("isolation", "xPx", "sum_i (a_i/A)(a_i/t_i)", "[P, 1]", BELL, symmetric=False),
    _one_pass("exposure", "xPy", "sum_i (a_i/A)(b_i/t_i)", "[0, 1 - P]", BELL, symmetric=False),
    _one_pass("eta-squared", "V", "(xPx - P)/(1 - P)", "[0, 1]", f"{BELL}; {DUNCAN}"),
    _one_pass(
        "theil-h",
        "H",
        "sum_i t_i (E - E_i)/(T E), E = -sum p ln p",
        "[0, 1]",
        "Theil & Finizza (1971), Journal of Mathematical Sociology 1",
    ),
    _one_pass(
        "gorard",
        "GS",
        "1/2 sum_i |a_i/A - t_i/T| = (1 - P) D",
        "[0, 1 - P]",
        "Gorard & Taylor (2002), Sociology 36",
        symmetric=False,
    ),
    _one_pass(
        "min-max",
        "S",
        "1 - sum_i min(x_i, y_i) / sum_i max(x_i, y_i) = 2D/(1 + D)",
        "[0, 1]",
        "O'Sullivan & Wong (2007), Geographical Analysis 39",
    ),
    Index(
        "gini",
        "G",
        "two-group",
        "sum_i sum_j t_i t_j |p_i - p_j| / (2 T^2 P (1 - P))",
        "[0, 1]",
        DUNCAN,
        of_pair(two_group.gini),
    ),
    Index(
        "atkinson",
        "A",
        "two-group",
        "1 - (sum_i x_i^s y_i^(1-s))^(1/(1-s)), x_i = a_i/A, y_i = b_i/B",
        "[0, 1]",
        "James & Taeuber (1985), Sociological Methodology 15; Massey & Denton (1988)",
        of_pair(two_group.atkinson),
        symmetric=False,
        options=MappingProxyType({"shape": "s in [0, 1], 0.5 if not given: which units weigh most; symmetric at 0.5"}),
    ),
    Index(
        "hutchens",
        "O",
        "two-group",
        "1 - sum_i sqrt(x_i y_i)",
        "[0, 1]",
        "Hutchens (2001), Mathematical Social Sciences 42",
        of_pair(two_group.hutchens),
    ),
    Index(
        "exact-isolation",
        "xPx'",
        "two-group",
        "sum_i (a_i/A)(a_i - 1)/(t_i - 1)",
        "[0, 1]",
        "Bell (1954), Social Forces 32",
        of_pair(two_group.exact_isolation),
        symmetric=False,
        whole=True,
    ),
    Index(
        "exact-exposure",
        "xPy'",
        "two-group",
        "sum_i (a_i/A) b_i/(t_i - 1)",
        "[0, 1]",
        "Bell (1954), Social Forces 32",
        of_pair(two_group.exact_exposure),
        symmetric=False,
        whole=True,
    ),
    Index(
        "exact-eta-squared",
        "V'",
        "two-group",
        "(xPx' - c)/(1 - c), c = (A - 1)/(T - 1)",
        "at most 1; 0 in expectation by chance",
        "Hellerstein & Neumark (2008), Review of Economics and Statistics 90; Aslund & Skans (2009)",
        of_pair(two_group.exact_eta_squared),
        whole=True,
    ),
    Index(
        "concentration-profile",
        "R",
        "two-group",
        "sum_i (a_i/A)|p_i - P| / (1 - P)",
        "[0, max(1, P/(1 - P))]",
        "Hong & Sadahiro (2014), Journal of Geographical Systems 16",
        of_pair(two_group.concentration),
        symmetric=False,
    ),
)
