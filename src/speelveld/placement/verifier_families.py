# SPDX-License-Identifier: EUPL-1.2
"""Is a placement with families what its rules promise? Checked pair by pair, from market and placement alone."""

from __future__ import annotations

import numpy as np

from speelveld.errors import PlacementError
from speelveld.placement import promises
from speelveld.placement.market import Int32
from speelveld.placement.units import Units, would_fit


def refuse_unless_fair(units: Units, placed: Int32) -> dict[str, bool]:
    """The properties of a placement in which families take as many seats as they have children.

    ``placed`` is the school of each child that stands for itself or a family. Raises PlacementError where a school
    holds more children than it has seats, a child is where it cannot be, or somebody has a justified complaint.
    """
    market = units.market
    held = np.zeros(market.n_schools, np.int64)
    np.add.at(held, placed[placed >= 0], units.sizes[placed >= 0])
    open_to = (market.lists == placed[market.owners]) & (market.classes >= 0)
    listed = np.zeros(market.n_students, np.bool_)
    listed[market.owners[open_to]] = True
    fits = [entry for entry in np.flatnonzero(market.classes >= 0).tolist() if would_fit(units, placed, entry)]
    free = held < market.capacities
    found = {
        promises.CAPACITY: bool((held <= market.capacities).all()),
        promises.ELIGIBILITY: bool((listed | (placed < 0)).all()),
        promises.NON_WASTEFUL: not any(free[market.lists[entry]] for entry in fits),
        promises.NO_JUSTIFIED_ENVY: not fits,
    }
    broken = sorted(name for name, kept in found.items() if not kept)
    if broken:
        raise PlacementError(
            f"the placement with families is not published: it breaks {', '.join(broken)}. "
            "Nobody was told anything. Please report this."
        )
    return found


def refuse_unless_together(families: Int32, schools: Int32) -> None:
    """Raise PlacementError unless all children of each family are at one school, or all without a place."""
    for family in np.unique(families[families >= 0]):
        if np.unique(schools[families == family]).size > 1:
            raise PlacementError("the placement is not published: it parts a family. Please report this.")
