# SPDX-License-Identifier: EUPL-1.2
"""Places at schools for whoever lives nearest.

Deferred acceptance with distance on both sides: pupils prefer the nearer school, schools the nearer pupil (Gale &
Shapley, 1962). Both sides rank a pair by the same number, so the stable allotment is found by going through the pairs
from near to far, and it is the only one where no distances tie. Chosen above the assignment with the least total
distance (a transportation problem), which sends a child away from the school next door when that shortens the way of
others: no admission works so, and its optimum is often not unique. Here nobody is passed by for someone who lives
further away, and numbers are whole without rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from speelveld.segregation.residence_places import Metres, Whole, deal, equal_seats


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """Pupils with the same home and the same schools open to them.

    ``members`` per group, shape ``(groups,)``; ``distance`` to each school, shape ``(schools,)``, infinite where a
    school is not open to them.
    """

    members: Whole
    distance: Metres


def allot(origins: list[Origin], capacity: Whole | None, n_schools: int) -> tuple[Whole, float]:
    """Schools by groups, and the metres of all pupils together.

    Without ``capacity`` everyone goes to the nearest open school. With it, pairs of origin and school are served from
    near to far; of two origins at the same distance of one school the first in the list comes first; schools at the
    same distance of one origin share its pupils evenly as far as they have places. Origins' groups are dealt over their
    places in proportion. Raises ValueError when pupils are left over.
    """
    groups = len(origins[0].members) if origins else 0
    table = np.zeros((n_schools, groups), dtype=np.int64)
    seats = _unlimited(origins) if capacity is None else _limited(origins, capacity, n_schools)
    metres = 0.0
    for origin, taken in zip(origins, seats, strict=True):
        table += deal(origin.members, taken)
        there = taken > 0
        metres += float(taken[there] @ origin.distance[there])
    return table, metres


def _unlimited(origins: list[Origin]) -> list[Whole]:
    return [equal_seats(int(one.members.sum()), one.distance == one.distance.min()) for one in origins]


def _limited(origins: list[Origin], capacity: Whole, n_schools: int) -> list[Whole]:
    if capacity.shape != (n_schools,) or (capacity < 0).any():
        raise ValueError(f"capacities are {n_schools} whole numbers at least 0")
    left = capacity.copy()
    waiting = np.array([origin.members.sum() for origin in origins], dtype=np.int64)
    seats = np.zeros((len(origins), n_schools), dtype=np.int64)
    if origins:
        distance = np.stack([origin.distance for origin in origins])
        who, where = np.nonzero(np.isfinite(distance))
        order = np.lexsort((where, who, distance[who, where]))
        who, where, far = who[order], where[order], distance[who, where][order]
        cuts = np.flatnonzero((np.diff(who) != 0) | (np.diff(far) != 0)) + 1
        for start, stop in zip([0, *cuts], [*cuts, len(who)], strict=True):
            origin = who[start]
            if waiting[origin]:
                given = _evenly(int(waiting[origin]), left[where[start:stop]])
                seats[origin, where[start:stop]] += given
                left[where[start:stop]] -= given
                waiting[origin] -= given.sum()
    if waiting.any():
        raise ValueError(f"{waiting.sum()} pupils are left without a place at a school that is open to them")
    return list(seats)


def _evenly(pupils: int, places: Whole) -> Whole:
    """As many of ``pupils`` as fit, as evenly over ``places`` as these allow; the first get what does not divide."""
    given = np.zeros_like(places)
    left = min(pupils, int(places.sum()))
    while left:
        open_to = np.flatnonzero(given < places)
        if left < len(open_to):
            given[open_to[:left]] += 1
            break
        step = min(left // len(open_to), int((places - given)[open_to].min()))
        given[open_to] += step
        left -= step * len(open_to)
    return given
