# SPDX-License-Identifier: EUPL-1.2
"""The least loss with proof: cuts from the outsider's programme in a master programme over what to hide.

M. Fischetti and J.J. Salazar-Gonzalez, Solving the cell suppression problem on tabular data with linear constraints,
Management Science 47 (2001) 1008-1027: choose the cheapest pattern that obeys every cut so far; ask the outsider
what it exposes; turn each exposure into a cut; stop when nothing is exposed. The cheapest pattern of every round is
a lower bound. Here exposure is judged over whole tables, not over fractions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import highspy
import numpy as np

from speelveld.disclosure.suppression.arrays import Arrays, Flags
from speelveld.disclosure.suppression.attacker import Attacker, Cut
from speelveld.disclosure.suppression.effort import Effort
from speelveld.disclosure.suppression.questions import judge
from speelveld.disclosure.suppression.solver import INFINITY, new_model

SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Best:
    """The best pattern known, the proven lower bound on its loss, and whether they met."""

    hidden: Flags
    bound: float
    optimal: bool


class Master:
    """The cheapest pattern that obeys the cuts so far."""

    def __init__(self, part: Arrays) -> None:
        self._free = np.flatnonzero(part.free)
        self._size = len(part.cells)
        self.weight = part.weight[self._free]
        self._seen: set[bytes] = set()
        model = new_model()
        count = len(self._free)
        model.addVars(count, np.zeros(count), np.ones(count))
        columns = np.arange(count, dtype=np.int32)
        model.changeColsCost(count, columns, self.weight)
        model.changeColsIntegrality(count, columns, np.full(count, highspy.HighsVarType.kInteger))
        self._model = model

    def add(self, cut: Cut) -> bool:
        """Take a cut; False when it was known."""
        coefficient = np.round(cut.coefficient[self._free], 9)
        key = coefficient.tobytes()
        if key in self._seen:
            return False
        self._seen.add(key)
        used = np.flatnonzero(coefficient > 0).astype(np.int32)
        self._model.addRow(1.0 - SLACK, INFINITY, len(used), used, coefficient[used])
        return True

    def solve(self, *, nodes: int, effort: Effort) -> tuple[Flags, float, bool] | None:
        """The pattern, its lower bound, and whether it is the cheapest; None when no pattern obeys the cuts."""
        model = self._model
        model.setOptionValue("mip_max_nodes", effort.branches(nodes))
        if math.isfinite(effort.seconds):
            model.setOptionValue("time_limit", model.getRunTime() + max(effort.seconds, 0.01))
        model.clearSolver()
        model.run()
        effort.whole(model)
        effort.hurried |= model.getModelStatus() == highspy.HighsModelStatus.kTimeLimit
        if model.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return None
        info = model.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return np.zeros(self._size, dtype=bool), max(info.mip_dual_bound, 0.0), False
        hidden = np.zeros(self._size, dtype=bool)
        hidden[self._free] = np.array(model.getSolution().col_value) > 0.5
        return hidden, max(info.mip_dual_bound, 0.0), model.getModelStatus() == highspy.HighsModelStatus.kOptimal


def improve(
    attacker: Attacker,
    hidden: Flags,
    cuts: list[Cut],
    *,
    rounds: int,
    nodes: int,
    effort: Effort,
) -> Best:
    """From a safe pattern to the best one, within so many rounds of cuts and the effort."""
    part, witnesses = attacker.part, attacker.witnesses
    master = Master(part)
    for cut in cuts:
        master.add(cut)
    best, loss, bound = hidden, _loss(part, hidden), 0.0
    for _ in range(rounds):
        if effort.over:
            break
        found = master.solve(nodes=nodes, effort=effort)
        if found is None:
            return Best(best, loss, True)
        pattern, proven, cheapest = found
        bound = max(bound, min(proven, loss))
        if bound >= loss - SLACK * max(1.0, loss):
            return Best(best, loss, True)
        if not cheapest:
            break
        pattern = pattern | part.primary
        fresh = _separate(attacker, pattern, master, effort)
        if fresh is None:
            break
        if not fresh and not len(witnesses.lacking(pattern)):
            if _loss(part, pattern) < loss:
                best, loss = pattern, _loss(part, pattern)
            if bound >= loss - SLACK * max(1.0, loss):
                return Best(best, loss, True)
            break
        if not fresh:
            break
    return Best(best, min(bound, loss), False)


def _separate(attacker: Attacker, pattern: Flags, master: Master, effort: Effort) -> int | None:
    """How many new cuts a pattern gives; None when the search has to end, or a need was neither proven nor refuted."""
    witnesses = attacker.witnesses
    attacker.open(pattern)
    fresh, open_ends = 0, 0
    asked: set[int] = set()
    while True:
        todo = [int(need) for need in witnesses.lacking(pattern) if int(need) not in asked]
        if not todo:
            break
        if effort.over:
            return None
        need = todo[0]
        asked.add(need)
        verdict = judge(attacker, need, pattern)
        if verdict.safe:
            continue
        if verdict.cut is None:
            open_ends += 1
        elif master.add(verdict.cut):
            fresh += 1
    return None if open_ends and not fresh else fresh


def _loss(part: Arrays, hidden: Flags) -> float:
    """The summed weight of secondary cells."""
    return math.fsum(part.weight[hidden & part.free])
