# SPDX-License-Identifier: EUPL-1.2
"""Invented children, drawn from the flows of a town. None of them exists.

Drawing number ``r`` of a seed depends on the seed and ``r`` alone (Philox, Salmon and others 2011): whoever draws it,
on whatever machine, gets the same children. Each kind of chance has a stream of its own, so that a change of the
weights leaves the children who they are and where they live.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from speelveld.placement.facts import Attendance, Child, SchoolFacts
from speelveld.placement.laboratory.assumptions import Assumptions
from speelveld.placement.laboratory.preferences import Preferences, RandomUtility
from speelveld.placement.laboratory.town import YEAR_GROUPS, Town
from speelveld.placement.market import Int32

_PEOPLE, _CLAIMS, _WISHES = 0, 1, 2
ALWAYS: Final = Attendance(months=24, half_days=10)
"""Invented childcare is long enough for any rule."""
NOT_YET: Final = 40
"""The age in months of every invented child at its application."""


@dataclass(frozen=True, eq=False)
class Children:
    """Invented children of one cohort. Arrays have shape ``(n,)``, but ``ranking`` (``(n, schools)``, best first).

    ``origin`` is the school of the real flow that a child was drawn from; it gives the child its group, its
    denomination, and its claims. ``sibling`` and ``childcare`` are schools, -1 for none.
    """

    town: Town
    area: Int32
    origin: Int32
    in_group: NDArray[np.bool_]
    sibling: Int32
    childcare: Int32
    ranking: Int32
    list_length: int

    @property
    def count(self) -> int:
        """How many children there are."""
        return self.area.size

    @cached_property
    def place_of(self) -> Int32:
        """The place of each school in each child's order, from 0. Shape ``(n, schools)``."""
        place = np.empty_like(self.ranking)
        rows = np.arange(self.count)[:, None]
        place[rows, self.ranking] = np.arange(self.ranking.shape[1], dtype=np.int32)
        return place

    @cached_property
    def metres(self) -> Int32:
        """From each child to each school, in whole metres. Shape ``(n, schools)``."""
        return np.rint(self.town.metres).astype(np.int32)[self.area]


def stream(seed: int, kind: int, number: int) -> np.random.Generator:
    """The source of chance number ``number`` of a kind."""
    return np.random.Generator(np.random.Philox(key=[seed, kind], counter=[0, 0, 0, number]))


def draw_children(
    town: Town, assumptions: Assumptions, seed: int, number: int, preferences: Preferences | None = None
) -> Children:
    """Cohort ``number`` of a seed (0 to 2^64 - 1): invented children of a town with their wishes.

    A flow holds ``low`` pupils, and each of the ``high - low`` that may be more with chance ``filling``; one of eight
    is of this cohort. Without ``preferences`` families value schools as ``assumptions`` say.
    """
    people = stream(seed, _PEOPLE, number)
    pupils = town.low + people.binomial(town.high - town.low, np.broadcast_to(town.filling, town.low.shape))
    cohort = people.binomial(pupils, 1 / YEAR_GROUPS)
    area, origin = (
        np.repeat(each, cohort.ravel()).astype(np.int32) for each in np.indices(cohort.shape).reshape(2, -1)
    )
    in_group = people.random(area.size) < town.group_share[area, origin]
    claims = stream(seed, _CLAIMS, number)
    sibling = np.where(claims.random(area.size) < assumptions.siblings, origin, -1).astype(np.int32)
    childcare = np.where(claims.random(area.size) < assumptions.childcare, origin, -1).astype(np.int32)
    way = preferences or RandomUtility(assumptions)
    value = way.utilities(town, area, origin, in_group, stream(seed, _WISHES, number))
    if value.shape != (area.size, len(town.schools)) or np.isnan(value).any():
        raise ValueError(f"preferences give one number per child and school, and gave an array of {value.shape}")
    ranking = np.argsort(-value, axis=1, kind="stable").astype(np.int32)
    return Children(town, area, origin, in_group, sibling, childcare, ranking, assumptions.list_length)


def facts(children: Children, length: int, groups: Iterable[str]) -> tuple[list[Child], dict[str, SchoolFacts]]:
    """The children as the rules of a city know them, for what reads one child at a time.

    ``length`` schools stand on each list; ``groups`` names group A, and where it has a second name, all others.
    """
    town = children.town
    names = [*groups, None, None]
    found = []
    for child in range(children.count):
        own = names[0] if children.in_group[child] else names[1]
        sibling, care = int(children.sibling[child]), int(children.childcare[child])
        at_care = {town.schools[care]: ALWAYS} if care >= 0 else {}
        found.append(
            Child(
                id=f"{child:07d}",
                wishes=tuple(town.schools[school] for school in children.ranking[child, :length]),
                metres=dict(zip(town.schools, children.metres[child].tolist(), strict=True)),
                siblings=frozenset({town.schools[sibling]} if sibling >= 0 else ()),
                childcare=at_care,
                vve=at_care if children.in_group[child] else {},
                vve_indication=bool(children.in_group[child]),
                groups=frozenset({own} if own is not None else ()),
                age_months=NOT_YET,
            )
        )
    return found, {
        name: SchoolFacts(int(town.seats[at]), public=bool(town.public[at])) for at, name in enumerate(town.schools)
    }
