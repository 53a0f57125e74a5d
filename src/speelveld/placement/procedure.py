# SPDX-License-Identifier: EUPL-1.2
"""A whole placement: one round or several, with families or without. Each round is a placement that can be verified."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from speelveld.placement.families import place_units
from speelveld.placement.market import NOWHERE, Int32, Int64, Market
from speelveld.placement.names import Mechanism
from speelveld.placement.placing import Placement
from speelveld.placement.rounds import only, without
from speelveld.placement.units import Units


@dataclass(frozen=True, eq=False)
class Procedure:
    """What is placed, and how. ``rounds`` and ``families`` have shape ``(n,)``; a family of -1 is none."""

    mechanism: Mechanism
    market: Market
    rounds: Int32
    families: Int32
    twins: str = "separate"

    @property
    def within(self) -> bool:
        """Whether a family takes as many seats as it has children."""
        return self.twins == "together" and bool((self.families >= 0).any())

    @property
    def leads(self) -> Int32:
        """The families in which one child stands for all; -1 where every child stands for itself. Shape ``(n,)``."""
        apart = self.twins not in {"together", "over_capacity"}
        return np.full(self.market.n_students, -1, np.int32) if apart else self.families


@dataclass(frozen=True, eq=False)
class Stage:
    """One round: its market, in which one child stands for each family, and who of them goes where."""

    number: int
    units: Units
    placement: Placement


@dataclass(frozen=True, eq=False)
class Course:
    """A procedure that was carried out. ``schools`` is the school of every child, -1 for none, shape ``(n,)``."""

    procedure: Procedure
    schools: Int32
    stages: tuple[Stage, ...]

    def assignment(self) -> dict[str, str | None]:
        """The name of the school of each child, or None."""
        return Placement(self.procedure.mechanism, self.procedure.market, self.schools).assignment()

    def over_capacity(self) -> dict[str, int]:
        """The schools with more children than seats, and how many more: brothers and sisters who came along."""
        market = self.procedure.market
        more = np.bincount(self.schools[self.schools >= 0], minlength=market.n_schools) - market.capacities
        return {market.school(school): int(more[school]) for school in np.flatnonzero(more > 0).tolist()}


def carry_out(procedure: Procedure) -> Course:
    """Round after round, in the order of their numbers; who has a place keeps it, who has none takes part again.

    Raises InputError where families cannot be kept together in a fair way (see :mod:`speelveld.placement.families`).
    """
    units = Units.of(procedure.market, procedure.leads)
    numbers = sorted(set(procedure.rounds.tolist())) or [0]
    placed = np.full(procedure.market.n_students, NOWHERE, np.int32)
    left, stages = units.market, []
    for number in numbers:
        joins = (procedure.rounds <= number) & (placed < 0)
        here = replace(units, market=left if len(numbers) == 1 else only(left, joins))
        found = place_units(here, procedure.mechanism, within=procedure.within)
        new = np.where(joins, found, NOWHERE).astype(np.int32)
        placed[new >= 0] = new[new >= 0]
        stages.append(Stage(number, here, Placement(procedure.mechanism, here.market, new)))
        left = _left(left, new, units.sizes) if procedure.within else without(left, new)
    return Course(procedure, units.spread(placed), tuple(stages))


def _left(market: Market, placed: Int32, sizes: Int64) -> Market:
    """The market with the seats that are left, where a family takes as many as it has children."""
    taken = np.zeros(market.n_schools, np.int64)
    np.add.at(taken, placed[placed >= 0], sizes[placed >= 0])
    return replace(market, capacities=market.capacities - taken)


def in_units(stage: Stage) -> Market:
    """The market of a round with a seat per child that stands for itself or a family, and the free seats.

    The cut-offs of this market are those that hold for children by themselves.
    """
    market, placed = stage.units.market, stage.placement.schools
    more = np.zeros(market.n_schools, np.int64)
    np.add.at(more, placed[placed >= 0], stage.units.sizes[placed >= 0] - 1)
    return replace(market, capacities=market.capacities - more)
