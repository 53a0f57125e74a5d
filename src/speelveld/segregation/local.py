# SPDX-License-Identifier: EUPL-1.2
"""How far each unit and each group is from all together: scores per unit and per group that average to M and to H.

A unit without members and a group without members have no composition: their scores are NaN, and they change nothing
in the others.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from speelveld.segregation.counts import Counts
from speelveld.segregation.indices import xlogx

Version = Literal["M", "H"]
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Local:
    """Scores with the share of all members that each stands for: the sum of ``shares`` times ``scores`` is the index.

    ``labels`` of the units or groups; ``shares`` and ``scores`` have one entry per label, scores NaN where the share
    is 0.
    """

    labels: tuple[str, ...]
    shares: Scores
    scores: Scores

    @property
    def index(self) -> float:
        """The index that the scores add up to."""
        return float((self.shares * np.where(self.shares > 0, self.scores, 0)).sum())


def unit_scores(counts: Counts, version: Version = "M") -> Local:
    """L_u = sum_g p_ug ln(p_ug/p_g), at least 0, per unit; sum_u p_u L_u = M (Alonso-Villar & Del Rio, 2010).

    What learning the unit says about the group. ``version`` "H" divides by the entropy E, so that the scores average to
    H (Elbers, 2021).
    """
    return _scores(counts.matrix.astype(np.float64), counts.units, _scale(counts, version))


def group_scores(counts: Counts, version: Version = "M") -> Local:
    """L_g = sum_u p_ug' ln(p_ug'/p_u) with p_ug' = t_ug/T_g, at least 0, per group; sum_g p_g L_g = M.

    How differently from all together a group is spread over the units. ``version`` "H" divides by the entropy E of the
    groups.
    """
    return _scores(np.ascontiguousarray(counts.matrix.T, dtype=np.float64), counts.groups, _scale(counts, version))


def location_quotients(counts: Counts) -> Scores:
    """LQ = p_ug / p_g, shape ``(units, groups)`` (Isard, 1960): 1 where a unit has its share of a group."""
    share = counts.group_totals / counts.total if counts.total else np.zeros(len(counts.groups))
    quotients: Scores = composition(counts) / np.where(share > 0, share, math.nan)
    return quotients


def local_diversity(counts: Counts, *, normalised: bool = False) -> Scores:
    """Shannon's diversity of each unit, -sum_g p_ug ln p_ug, shape ``(units,)``, in [0, ln K].

    ``normalised`` divides by ln K, K the groups that have members anywhere.
    """
    diversity: Scores = -xlogx(composition(counts)).sum(axis=1)
    present = int((counts.group_totals > 0).sum())
    if not normalised:
        return diversity + 0.0
    return diversity / math.log(present) if present > 1 else np.full(len(diversity), math.nan)


def local_simpson(counts: Counts) -> Scores:
    """Simpson's interaction of each unit, sum_g p_ug (1 - p_ug), shape ``(units,)``, in [0, 1 - 1/K].

    The chance that two of its members, drawn with replacement, are of different groups. Concentration is 1 less this.
    """
    p = composition(counts)
    interaction: Scores = (p * (1 - p)).sum(axis=1)
    return interaction


def composition(counts: Counts) -> Scores:
    """p_ug, the share of each group in each unit, shape ``(units, groups)``; NaN for a unit without members."""
    size = counts.unit_totals.astype(np.float64)
    shares: Scores = counts.matrix / np.where(size > 0, size, math.nan)[:, None]
    return shares


def _scale(counts: Counts, version: Version) -> float:
    if version == "M":
        return 1.0
    if version != "H":
        raise ValueError(f"scores average to M or to H, not to {version!r}")
    share = counts.group_totals / counts.total if counts.total else np.zeros(1)
    entropy = -float(xlogx(share).sum())
    return entropy if entropy > 0 else math.nan


def _scores(cells: Scores, labels: tuple[str, ...], scale: float) -> Local:
    """Scores of the rows of ``cells``."""
    size, across = cells.sum(axis=1), cells.sum(axis=0)
    total = size.sum()
    if not total:
        return Local(labels, np.zeros(len(labels)), np.full(len(labels), math.nan))
    filled = np.where(size > 0, size, 1)
    # sum_g p ln p - sum_g p ln p_g, each a sum of terms of one sign
    p = cells / filled[:, None]
    reference = np.log(np.where(across > 0, across / total, 1))
    scores = np.maximum(xlogx(p).sum(axis=1) - p @ reference, 0) / scale
    return Local(labels, size / total, np.where(size > 0, scores, math.nan))
