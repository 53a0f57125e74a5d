# SPDX-License-Identifier: EUPL-1.2
"""Any number of groups: each function takes ``Counts``, units by groups.

A unit without members and a group without members change nothing: K is the number of groups that have members. NaN
where the index is not defined: fewer than two groups have members.

Notation: t_ug counts, t_u, T_g and T totals, p_u = t_u/T, p_g = T_g/T, p_ug = t_ug/t_u (the composition of unit u),
E = -sum_g p_g ln p_g (entropy), I = sum_g p_g (1 - p_g) (interaction).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from speelveld.segregation import passes
from speelveld.segregation.counts import Cells, Counts
from speelveld.segregation.indices import xlogx


def mutual_information(counts: Counts) -> float:
    """The mutual information index M = sum_u p_u sum_g p_ug ln(p_ug/p_g), in [0, E] (Theil & Finizza, 1971).

    In nats: divide by ln 2 for bits. How much the school says about the group of a pupil. It adds up over any nesting
    (Mora & Ruiz-Castillo, 2011; Frankel & Volij, 2011), and it is the divergence index of Roberto (2015).
    """
    return entropy_family(counts.matrix)["mutual-information"]


def divergence(counts: Counts) -> float:
    """The divergence index, sum_u p_u sum_g p_ug ln(p_ug/p_g) (Roberto, 2015): the same number as M."""
    return mutual_information(counts)


def information(counts: Counts) -> float:
    """Theil's H of any number of groups, M / E, in [0, 1] (Theil & Finizza, 1971; Reardon & Firebaugh, 2002)."""
    return entropy_family(counts.matrix)["multigroup-theil-h"]


def diversity(counts: Counts, *, normalised: bool = False) -> float:
    """Shannon's diversity E = -sum_g p_g ln p_g, in [0, ln K]; ``normalised``: E / ln K, in [0, 1] (Shannon, 1948).

    It says how mixed all pupils together are, not how they are spread. 0 when one group has members.
    """
    name = "normalised-diversity" if normalised else "diversity"
    return entropy_family(counts.matrix)[name]


def multigroup_dissimilarity(counts: Counts) -> float:
    """D of any number of groups, sum_u sum_g t_u |p_ug - p_g| / (2 T I), in [0, 1] (Morgan, 1975; Sakoda, 1981)."""
    return deviation_family(counts.matrix)["multigroup-dissimilarity"]


def relative_diversity(counts: Counts) -> float:
    """Relative diversity R = sum_u sum_g t_u (p_ug - p_g)^2 / (T I), in [0, 1] (Carlson, 1992; Reardon, 1998)."""
    return deviation_family(counts.matrix)["relative-diversity"]


def normalised_exposure(counts: Counts) -> float:
    """Normalised exposure P = sum_u sum_g t_u (p_ug - p_g)^2 / (T (1 - p_g)), in [0, 1] (James, 1986)."""
    return deviation_family(counts.matrix)["normalised-exposure"]


def squared_variation(counts: Counts) -> float:
    """The squared coefficient of variation C = sum_u sum_g t_u (p_ug - p_g)^2 / (T (K - 1) p_g), in [0, 1].

    (Reardon & Firebaugh, 2002.)
    """
    return deviation_family(counts.matrix)["squared-variation"]


def multigroup_gini(counts: Counts) -> float:
    """Gini of any number of groups, sum_g sum_i sum_j t_i t_j |p_ig - p_jg| / (2 T^2 I), in [0, 1].

    (Reardon & Firebaugh, 2002.) One sort of the units per group: 100,000 units take a fraction of a second.
    """
    return multigroup_gini_of(counts.matrix)


def simpson_interaction(counts: Counts) -> float:
    """Simpson's interaction I = sum_g p_g (1 - p_g), in [0, 1 - 1/K] (Simpson, 1949; Lieberson, 1969).

    The chance that two pupils, drawn from all, are of different groups.
    """
    shares = _shares(counts.matrix)
    return float((shares * (1 - shares)).sum())


def simpson_concentration(counts: Counts) -> float:
    """Simpson's concentration sum_g p_g^2 = 1 - I, in [1/K, 1] (Simpson, 1949)."""
    return float((_shares(counts.matrix) ** 2).sum())


def exposures(counts: Counts) -> NDArray[np.float64]:
    """The exposure of every group to every group, shape ``(groups, groups)``: sum_u (t_ug/T_g)(t_uh/t_u) in row g.

    (Bell, 1954; Lieberson, 1981.) The share of group h in the school of an average pupil of g, among *all* pupils, not
    among those of g and h alone. The diagonal is isolation; each row sums to 1. A group without members has a row of
    NaN and a column of 0.
    """
    cells = counts.matrix.astype(np.float64)
    size, totals = cells.sum(axis=1), cells.sum(axis=0)
    composition = cells / np.where(size > 0, size, 1)[:, None]
    totals[totals == 0] = math.nan
    found: NDArray[np.float64] = cells.T @ composition / totals[:, None]
    return found


def entropy_family(cells: Cells) -> dict[str, float]:
    """M, H and diversity of counts of shape ``(units, groups)``, from one pass."""
    inside, totals, units = passes.entropy_sums(cells)
    return entropies(inside, totals) | {"units": units, "total": float(totals.sum())}


def entropies(inside: float, totals: NDArray[np.float64]) -> dict[str, float]:
    """M, H and diversity from sum_u t_u E_u and the totals of the groups."""
    total = float(totals.sum())
    present = int((totals > 0).sum())
    if present == 0:
        return dict.fromkeys(("mutual-information", "divergence", "multigroup-theil-h", "diversity"), math.nan) | {
            "normalised-diversity": math.nan
        }
    whole = float(total * math.log(total) - xlogx(totals).sum())
    e = max(0.0, whole / total)
    if present == 1:
        return {
            "mutual-information": math.nan,
            "divergence": math.nan,
            "multigroup-theil-h": math.nan,
            "diversity": 0.0,
            "normalised-diversity": math.nan,
        }
    m = max(0.0, (whole - inside) / total)
    return {
        "mutual-information": m,
        "divergence": m,
        "multigroup-theil-h": m / e,
        "diversity": e,
        "normalised-diversity": e / math.log(present),
    }


def deviation_family(cells: Cells) -> dict[str, float]:
    """D, R, P and C of counts of shape ``(units, groups)``, from one pass."""
    totals = cells.sum(axis=0).astype(np.float64)
    some = totals > 0
    names = ("multigroup-dissimilarity", "relative-diversity", "normalised-exposure", "squared-variation")
    if some.sum() < 2:
        return dict.fromkeys(names, math.nan)
    absolute, square = passes.deviations(cells, totals)
    absolute, square, share = absolute[some], square[some], totals[some] / totals.sum()
    total, interaction = totals.sum(), (share * (1 - share)).sum()
    values = (
        absolute.sum() / (2 * total * interaction),
        square.sum() / (total * interaction),
        (square / (1 - share)).sum() / total,
        (square / share).sum() / (total * (some.sum() - 1)),
    )
    return {name: float(value) for name, value in zip(names, values, strict=True)}


def multigroup_gini_of(cells: Cells) -> float:
    """Gini of counts of shape ``(units, groups)``."""
    size = cells.sum(axis=1).astype(np.float64)
    some = size > 0
    size, total = size[some], float(size.sum())
    shares = _shares(cells)
    if (shares > 0).sum() < 2:
        return math.nan
    spread = 0.0
    for group in np.flatnonzero(shares > 0):
        x = cells[some, group].astype(np.float64)
        order = np.argsort(x / size)
        x, below = x[order], np.cumsum(size[order])
        # Twice sum over i of x_i (sizes below i - sizes above i): the sum of t_i t_j |p_i - p_j| over all pairs.
        spread += 2 * float((x * (2 * below - size[order] - total)).sum())
    return max(0.0, spread / (2 * total**2 * float((shares * (1 - shares)).sum())))


def _shares(cells: Cells) -> NDArray[np.float64]:
    totals = cells.sum(axis=0).astype(np.float64)
    total = totals.sum()
    shares: NDArray[np.float64] = totals / total if total else np.full(len(totals), math.nan)
    return shares
