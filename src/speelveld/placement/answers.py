# SPDX-License-Identifier: EUPL-1.2
"""What a placement gives to the outside: the assignment, the cut-offs, and what was verified."""

from __future__ import annotations

from typing import Any

from speelveld.placement.placing import Placement
from speelveld.placement.thresholds import cutoffs, described
from speelveld.placement.verifier import refuse_unless_verified


def answer(placement: Placement) -> dict[str, Any]:
    """``assignment``, ``cutoffs``, ``properties`` and ``verified``, in names and whole numbers, ready for JSON.

    ``cutoffs`` holds, per school and group, None where everybody gets in whom the school can take, or the last child
    let in; it is None where the mechanism has none. Raises PlacementError where the placement breaks a promise.
    """
    market, mechanism = placement.market, placement.mechanism
    verification = refuse_unless_verified(market, mechanism, placement.schools)
    found = cutoffs(market, mechanism, placement.schools)
    told: dict[str, dict[str, Any]] | None = None
    if found is not None:
        told = {market.school(school): {} for school in range(market.n_schools)}
        for each in found:
            told[market.school(each.school)][each.group] = described(market, mechanism, each)
    return {
        "assignment": placement.assignment(),
        "cutoffs": told,
        "properties": verification.properties,
        "verified": verification.verified,
    }
