# SPDX-License-Identifier: EUPL-1.2
"""The outsider's linear programme: how high and how low can a hidden count be, given all that is shown?

One HiGHS model per part of a system serves every question about it, warm-started from the last answer. Each cell that
may be hidden or shown has two slack columns, above and below: held at 0 when the cell is shown, free when it is
hidden, and free at a price when we ask which cells would have to be hidden (Kelly, Golden and Assad 1992).
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csc_array, hstack, vstack

from speelveld.disclosure.suppression.arrays import Arrays, Flags, Floats, Integers
from speelveld.disclosure.suppression.effort import Effort
from speelveld.disclosure.suppression.solver import INFINITY, new_model, programme
from speelveld.disclosure.suppression.witnesses import Witnesses

WHOLE = 1e-6
"""How near to a whole number a solution must be to be taken for one; it is then checked exactly."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What any safe pattern obeys: ``sum(coefficient * hidden) >= 1`` over the free cells."""

    coefficient: Floats


@dataclass(frozen=True, slots=True)
class Answer:
    """The value of the objective, the counts, and the multipliers of the cells' rows."""

    value: float
    table: Floats
    multiplier: Floats
    slack: Floats


class Attacker:
    """Questions about one part of a system, whose integer answers land in ``witnesses``."""

    def __init__(self, part: Arrays, witnesses: Witnesses, *, nodes: int = 200, effort: Effort | None = None) -> None:
        self.part = part
        self._effort = effort or Effort.endless()
        self.witnesses = witnesses
        self.nodes = nodes
        self.solved = 0
        self.fractional = 0
        self._kept = np.flatnonzero(~part.primary)
        self._slack = np.flatnonzero(part.free)
        self._atoms = len(part.atoms)
        self._needs = len(part.needs.ids)
        self._first_need = len(self._kept) + part.stated.shape[0]
        self._linear = self._model(whole=False)
        self._whole: highspy.Highs | None = None
        self._held: dict[int, tuple[float, float]] = {}
        columns = np.arange(self._atoms + 2 * len(self._slack), dtype=np.int32)
        self._atom_columns, self._slack_columns = columns[: self._atoms], columns[self._atoms :]

    def _model(self, *, whole: bool) -> highspy.Highs:
        """Rows: the cells that are not primary, what others stated, the needs. Columns: the atoms, then the slacks."""
        part = self.part
        place = {int(cell): row for row, cell in enumerate(self._kept)}
        count = len(self._slack)
        rows = np.array([place[int(cell)] for cell in self._slack] * 2, dtype=np.int64)
        signs = np.r_[-np.ones(count), np.ones(count)]
        height = self._first_need + self._needs
        slack = csc_array((signs, (rows, np.arange(2 * count))), shape=(height, 2 * count))
        matrix = csc_array(hstack([vstack([part.matrix[self._kept], part.stated, part.needs.matrix]), slack]))
        unbounded = np.full(self._needs, INFINITY)
        kinds = [highspy.HighsVarType.kInteger] * self._atoms + [highspy.HighsVarType.kContinuous] * (2 * count)
        lp = programme(
            matrix,
            np.r_[part.low[self._kept], part.stated_low, -unbounded],
            np.r_[part.high[self._kept], part.stated_high, unbounded],
            np.zeros(matrix.shape[1]),
            np.full(matrix.shape[1], INFINITY),
            kinds if whole else None,
        )
        model = new_model()
        if whole:
            model.setOptionValue("mip_max_nodes", self.nodes)
        else:
            model.setOptionValue("presolve", "off")
        model.passModel(lp)
        return model

    def open(self, hidden: Flags, price: Floats | None = None) -> None:
        """Let the slacks of hidden cells go, and of all others at a price, or hold them when there is none."""
        gone = hidden[self._slack]
        size = len(self._slack)
        upper = np.where(gone, INFINITY, 0.0 if price is None else INFINITY)
        cost = np.zeros(size) if price is None else np.where(gone, 0.0, price[self._slack])
        for model in (self._linear, self._whole):
            if model is not None and size:
                model.changeColsBounds(2 * size, self._slack_columns, np.zeros(2 * size), np.r_[upper, upper])
                model.changeColsCost(2 * size, self._slack_columns, np.r_[cost, cost])
        self._state = (hidden, price)

    def aim(self, form: Floats) -> None:
        """Minimise a form of the atoms (beside the price of slacks)."""
        for model in (self._linear, self._whole):
            if model is not None:
                model.changeColsCost(self._atoms, self._atom_columns, form)
        self._form = form

    def hold(self, need: int, low: float = -INFINITY, high: float = INFINITY) -> None:
        """Keep a need between two values."""
        rest = float(self.part.needs.rest[need])
        for model in (self._linear, self._whole):
            if model is not None:
                model.changeRowBounds(self._first_need + need, low - rest, high - rest)
        if low == -INFINITY and high == INFINITY:
            self._held.pop(need, None)
        else:
            self._held[need] = (low, high)

    def solve(self) -> Answer | None:
        """The answer over fractions, or None when there is none."""
        self.solved += 1
        model = self._linear
        model.run()
        self._effort.linear(model)
        if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            model.clearSolver()
            model.run()
        if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = model.getSolution()
        columns = np.array(solution.col_value)
        multiplier = np.zeros(len(self.part.cells))
        multiplier[self._kept] = np.array(solution.row_dual)[: len(self._kept)]
        slack = columns[self._atoms :].reshape(2, -1).sum(axis=0)
        return Answer(float(model.getInfo().objective_function_value), columns[: self._atoms], multiplier, slack)

    def solve_whole(self, near: Floats | None = None) -> Integers | None:
        """A table of whole counts for the same question, ``near`` a solution in fractions if given; None if none is
        found within the nodes. It is the best one only when the search ended."""
        if self._whole is None:
            self._whole = self._model(whole=True)
            self.open(*self._state)
            self.aim(self._form)
            for need, (low, high) in self._held.items():
                self.hold(need, low, high)
        model = self._whole
        least: Floats = np.zeros(self._atoms) if near is None else np.floor(near + WHOLE)
        most: Floats = np.full(self._atoms, INFINITY) if near is None else np.ceil(near - WHOLE)
        model.changeColsBounds(self._atoms, self._atom_columns, least, most)
        model.clearSolver()
        model.run()
        self._effort.whole(model)
        self.solved += 1
        if model.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        table: Integers = np.rint(np.array(model.getSolution().col_value)[: self._atoms]).astype(np.int64)
        return table

    def keep(self, solution: Floats) -> bool:
        """Add a solution to the witnesses; when it is not whole, a whole table near it for the same question."""
        rounded = np.rint(solution)
        if abs(rounded - solution).max(initial=0.0) < WHOLE and self.witnesses.add(rounded.astype(np.int64)):
            return True
        self.fractional += 1
        table = self.solve_whole(solution)
        return table is not None and self.witnesses.add(table)

    @property
    def ended(self) -> bool:
        """Whether the last search over whole counts ended with a proof."""
        if self._whole is None:
            return False
        status = self._whole.getModelStatus()
        return status in {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible}
