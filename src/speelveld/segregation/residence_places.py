# SPDX-License-Identifier: EUPL-1.2
"""Where pupils live and where schools are: distances, which schools are nearest, and pupils dealt over seats.

Nothing here draws at random: what cannot be told apart is dealt as evenly as whole pupils allow, in a fixed order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Whole = NDArray[np.int64]
Metres = NDArray[np.float64]
Mask = NDArray[np.bool_]


def distances(areas: ArrayLike, schools: ArrayLike) -> Metres:
    """Straight lines between areas and schools in metres, shape ``(areas, schools)``.

    ``areas`` and ``schools`` are coordinates in metres (for the Netherlands RD, EPSG:28992), shapes ``(areas, 2)`` and
    ``(schools, 2)``. An area without a place has NaN: so has its row. Raises ValueError when a school has no place.
    """
    homes, places = _points(areas), _points(schools)
    if not np.isfinite(places).all():
        raise ValueError("every school has coordinates; leave out those of which the place is not known")
    apart = homes[:, None, :] - places[None, :, :]
    return travel(np.hypot(apart[..., 0], apart[..., 1]))


def buildings(schools: ArrayLike, within: float = 25.0) -> Metres:
    """The coordinates of schools, those within ``within`` metres of each other put at the middle of all of them.

    Schools in one building are recorded at addresses some metres apart; of two of them no one can say which is nearer.
    Put at one point they tie, and ties are dealt with everywhere. Shape ``(schools, 2)``, as the input.
    """
    points = _points(schools)
    group = np.arange(len(points))
    for at, point in enumerate(points):
        close = np.hypot(*(points - point).T) <= within
        group[np.isin(group, group[close])] = group[at]
    return np.stack([points[group == one].mean(axis=0) for one in group]) if len(points) else points


def travel(given: ArrayLike) -> Metres:
    """A travel matrix as it is used here: shape ``(areas, schools)``, at least 0; a row of NaN has no place.

    Rounded to three decimals (millimetres, where it is in metres), so that equal distances tie.

    Raises ValueError for another shape, a negative entry, or a row that is NaN in part.
    """
    matrix: Metres = np.asarray(given, dtype=np.float64).round(3)
    if matrix.ndim != 2 or not matrix.shape[1]:
        raise ValueError(f"travel is a matrix of areas by schools, not an array of shape {matrix.shape}")
    unknown = np.isnan(matrix)
    if (unknown.any(axis=1) != unknown.all(axis=1)).any():
        raise ValueError("an area has a distance to every school, or to none")
    if (matrix[~unknown] < 0).any():
        raise ValueError("distances are at least 0")
    return matrix


def ranks(distance: ArrayLike) -> Whole:
    """The place of each school in the order of distance from each area: 1 is the nearest, shape ``(areas, schools)``.

    Schools at the same distance share the better place, so that two schools in one building are both the nearest. 0 in
    the rows of areas without a place.
    """
    matrix = travel(distance)
    known = ~np.isnan(matrix[:, 0])
    order = np.argsort(matrix, axis=1, kind="stable")
    ahead = np.take_along_axis(matrix, order, axis=1)
    place = np.ones(matrix.shape, dtype=np.int64)
    for at in range(1, matrix.shape[1]):
        place[:, at] = np.where(ahead[:, at] > ahead[:, at - 1], at + 1, place[:, at - 1])
    shown = np.zeros(matrix.shape, dtype=np.int64)
    np.put_along_axis(shown, order, place, axis=1)
    return np.where(known[:, None], shown, 0)


def nearest(distance: ArrayLike) -> Mask:
    """Which schools are the nearest of each area: one, or several at one distance; none without a place."""
    first: Mask = ranks(distance) == 1
    return first


def deal(members: ArrayLike, seats: ArrayLike) -> Whole:
    """Pupils of an area dealt over seats at schools, blind to their group: shape ``(schools, groups)``.

    ``members`` counts the pupils per group, shape ``(groups,)``, ``seats`` the places per school, shape ``(schools,)``;
    both add up to the same. The seats are laid out evenly (each school's at equal distances) and taken group by group,
    so that every group gets close to its share at every school. Margins are exact, and nothing is drawn at random.
    """
    people, places = np.asarray(members, dtype=np.int64), np.asarray(seats, dtype=np.int64)
    if (people < 0).any() or (places < 0).any() or people.sum() != places.sum():
        raise ValueError(f"{people.sum()} pupils cannot be dealt over {places.sum()} seats")
    dealt = np.zeros((len(places), len(people)), dtype=np.int64)
    used = np.flatnonzero(places)
    if len(used) == 1:
        dealt[used[0]] = people
    if len(used) < 2:
        return dealt
    school = np.repeat(np.arange(len(places)), places)
    turn = (np.arange(len(school)) - np.repeat(np.cumsum(places) - places, places) + 0.5) / places[school]
    taken = school[np.lexsort((school, turn))]
    np.add.at(dealt, (taken, np.repeat(np.arange(len(people)), people)), 1)
    return dealt


def equal_seats(pupils: int, schools: Mask) -> Whole:
    """``pupils`` over the marked ``schools`` in equal parts; what does not divide goes to the first of them."""
    marked = np.flatnonzero(schools)
    seats = np.zeros(len(schools), dtype=np.int64)
    seats[marked] = pupils // len(marked)
    seats[marked[: pupils % len(marked)]] += 1
    return seats


def _points(given: ArrayLike) -> Metres:
    points = np.asarray(given, dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"coordinates have shape (places, 2), not {points.shape}")
    return points
