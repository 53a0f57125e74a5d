# SPDX-License-Identifier: EUPL-1.2
"""From chance to the actual schools in steps: residence, capacity, denomination, choice.

Each rung is a world: pupils dealt at random; all at the nearest school; at the nearest with a place; at the nearest of
the chosen denomination, with or without regard to places; as they are. Capacity and denomination do not nest: their
parts are averaged over both orders (Shapley, 1953).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.segregation.ladder_places import Origin, allot
from speelveld.segregation.residence import Cells, Choices, fitting
from speelveld.segregation.residence_measure import DRAWS, Index, Value, index_value
from speelveld.segregation.shapley import shapley_parts

RESIDENCE, CAPACITY, DENOMINATION, CHOICE = "residence", "capacity", "denomination", "choice"
STEPS = (RESIDENCE, CAPACITY, DENOMINATION, CHOICE)
RUNGS: dict[frozenset[str], str] = {
    frozenset(): "random",
    frozenset({RESIDENCE}): "nearest",
    frozenset({RESIDENCE, CAPACITY}): "nearest with a place",
    frozenset({RESIDENCE, DENOMINATION}): "nearest of the denomination",
    frozenset({RESIDENCE, CAPACITY, DENOMINATION}): "nearest of the denomination with a place",
    frozenset(STEPS): "actual",
}
"""The world after each set of steps, by name, in the order of the ladder."""


@dataclass(frozen=True, slots=True, eq=False)
class Rung:
    """One world: its name, schools by groups (None for the random one), the index, and the mean distance in metres.

    The random world has the actual sizes: its index is what chance gives, its corrected value 0.
    """

    name: str
    schools: Cells | None
    value: Value
    mean_distance: float


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs, and each step's part of the way from random to actual.

    ``parts`` adds up to value(actual) - value(random), ``corrected_parts`` to corrected(actual) - 0. Without
    denominations there is no such step.
    """

    index: str
    rungs: tuple[Rung, ...]
    parts: dict[str, float]
    corrected_parts: dict[str, float]

    def rung(self, name: str) -> Rung:
        """The rung of that name. Raises KeyError when there is none."""
        for one in self.rungs:
            if one.name == name:
                return one
        raise KeyError(f"there is no rung '{name}'; there are {', '.join(one.name for one in self.rungs)}")


def residence_ladder(
    choices: Choices,
    distance: ArrayLike,
    index: Index = "dissimilarity",
    *,
    capacity: ArrayLike | None = None,
    denominations: Sequence[object] | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> Ladder:
    """Every rung's index and each step's part, plain and corrected for chance.

    ``capacity`` per school, shape ``(schools,)``; the actual sizes by default, so that every place is taken. With
    ``denominations`` (one label per school) a pupil's denomination is that of the school that he attends: it stands for
    the wish, which is not observed. Places go to whoever lives nearest, see ``allot``. Groups count for nothing in any
    allotment: pupils of one area (and denomination) are dealt over its places in proportion. Raises ValueError when
    places are too few, in all or in a denomination, or an area with pupils has no place on the map.
    """
    matrix = fitting(choices, distance)
    sizes = choices.schools.sum(axis=1)
    places = sizes if capacity is None else np.asarray(capacity, dtype=np.int64)
    kinds = np.zeros(len(sizes), dtype=np.int64)
    if denominations is not None:
        if len(denominations) != len(sizes):
            raise ValueError(f"{len(denominations)} denominations for {len(sizes)} schools")
        kinds = np.unique([str(one) for one in denominations], return_inverse=True)[1]
    steps = STEPS if denominations is not None else (RESIDENCE, CAPACITY, CHOICE)
    rungs: dict[frozenset[str], Rung] = {}
    for done, name in RUNGS.items():
        if done <= frozenset(steps) or done == frozenset(STEPS):
            world, metres = _world(choices, matrix, done, places, kinds)
            rungs[done & frozenset(steps)] = _rung(name, choices, world, metres, index, draws, seed)
    order = [(RESIDENCE, one) for one in steps if one != RESIDENCE] + [(one, CHOICE) for one in steps if one != CHOICE]
    return Ladder(
        index if isinstance(index, str) else index.__name__,
        tuple(rungs.values()),
        shapley_parts(steps, lambda done: rungs[done].value.value, first=order),
        shapley_parts(steps, lambda done: rungs[done].value.corrected, first=order),
    )


def _world(
    choices: Choices,
    distance: NDArray[np.float64],
    done: frozenset[str],
    places: Cells,
    kinds: NDArray[np.int64],
) -> tuple[Cells | None, float]:
    """Schools by groups after the steps ``done``, and the mean distance."""
    pupils = int(choices.cells.sum())
    if not done:
        homes, sizes = choices.areas.sum(axis=1), choices.schools.sum(axis=1)
        return None, float(np.nan_to_num(homes @ np.nan_to_num(distance) @ sizes) / pupils**2) if pupils else math.nan
    if CHOICE in done:
        metres = float((choices.cells.sum(axis=2) * np.nan_to_num(distance)).sum())
        return choices.schools, metres / pupils if pupils else math.nan
    origins = _origins(choices, distance, kinds if DENOMINATION in done else np.zeros_like(kinds))
    table, metres = allot(origins, places if CAPACITY in done else None, len(kinds))
    return table, metres / pupils if pupils else math.nan


def _origins(choices: Choices, distance: NDArray[np.float64], kinds: NDArray[np.int64]) -> list[Origin]:
    """Pupils who cannot be told apart: of one area and one denomination, with the schools that they may attend."""
    origins = []
    for kind in np.unique(kinds):
        open_to = kinds == kind
        members = choices.cells[:, open_to, :].sum(axis=1)
        origins += [
            Origin(members[area], np.where(open_to, distance[area], np.inf))
            for area in np.flatnonzero(members.sum(axis=1))
        ]
    return origins


def _rung(name: str, choices: Choices, world: Cells | None, metres: float, index: Index, draws: int, seed: int) -> Rung:
    value = index_value(index, choices.schools if world is None else world, draws=draws, seed=seed)
    if world is None:
        value = Value(value.by_chance, value.by_chance, 0.0, value.n_schools)
    return Rung(name, world, value, metres)
