# SPDX-License-Identifier: EUPL-1.2
"""One linked part of the statements as a linear programme, solved again and again with other objectives.

HiGHS keeps its basis between objectives, so that a second question about the same tables costs a few steps only.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from scipy import sparse

from speelveld.disclosure.attack.polyhedron import SLACK, Contradiction, Floats, Ints
from speelveld.errors import DisclosureError

WHOLE = 1e-5
"""How far from a whole number a solution may be and still be tried as one."""
ENDLESS = 1e7
"""What stands for an atom without an upper end, when no count comes near it."""

LARGE = 2000
"""From so many atoms on, a question that has little to do with the last one is solved afresh: that is quicker there."""


class OutOfTime(Exception):
    """The time for all questions together is over."""


@dataclass(slots=True)
class Optimum:
    """An end of a form: ``bound`` holds for certain; ``at`` is a table that reaches ``value``.

    ``rows`` and ``columns`` are those whose bounds hold the form back.
    """

    bound: float
    value: float
    at: Floats | None
    rows: Ints
    columns: Ints


class Programme:
    """Rows ``low <= a x <= high`` over whole ``x`` in a box, and the ends of linear forms of x."""

    def __init__(self, a: sparse.csr_matrix, low: Floats, high: Floats, box_low: Floats, box_high: Floats) -> None:
        finite = [np.abs(ends[np.isfinite(ends)]).max(initial=0.0) for ends in (low, high, box_low, box_high)]
        self.endless = max(ENDLESS, 10 * max(finite))
        self.a, self.low, self.high = a, low, high
        self.box_low, self.box_high = box_low, np.minimum(box_high, self.endless)
        self._slack = SLACK * (
            1 + 1e-3 * np.maximum(*(np.where(np.isfinite(end), np.abs(end), 0) for end in (low, high)))
        )
        self._linear: Any = None
        self._whole: Any = None
        self.until = math.inf
        """When the time is over for all questions, on the clock of ``time.monotonic``."""

    def _model(self) -> Any:
        lp = highspy.HighsLp()
        rows, columns = self.a.shape
        lp.num_col_, lp.num_row_ = columns, rows
        lp.col_cost_ = np.zeros(columns)
        lp.col_lower_, lp.col_upper_ = self.box_low, self.box_high
        lp.row_lower_ = np.where(np.isfinite(self.low), self.low, -highspy.kHighsInf)
        lp.row_upper_ = np.where(np.isfinite(self.high), self.high, highspy.kHighsInf)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.num_col_, lp.a_matrix_.num_row_ = columns, rows
        lp.a_matrix_.start_ = self.a.indptr.astype(np.int32)
        lp.a_matrix_.index_ = self.a.indices.astype(np.int32)
        lp.a_matrix_.value_ = self.a.data
        solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 1)):
            solver.setOptionValue(option, value)
        solver.passModel(lp)
        return solver

    def end(self, cost: Floats, *, most: bool, anew: bool = False) -> Optimum:
        """The least or the most that ``cost @ x`` can be over the reals. ``anew`` says that the question has little to
        do with the one before. Raises Contradiction without any table, OutOfTime when the time is over.
        """
        first = self._linear is None
        if first:
            self._linear = self._model()
        warm = len(cost) < LARGE or not (anew or first)
        if not warm:
            self._linear.clearSolver()
        _strategy(self._linear, warm=warm)
        self._ask(self._linear, cost, most=most)
        if warm and self._linear.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            # Now and then the warm start loses its way: only a fresh start may say that there is no table.
            self._linear.clearSolver()
            _strategy(self._linear, warm=False)
            self._ask(self._linear, cost, most=most)
        status = self._linear.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise Contradiction(["no table fits"])
        if status != highspy.HighsModelStatus.kOptimal:
            raise DisclosureError(f"the solver stopped without an answer: {self._linear.modelStatusToString(status)}")
        solution = self._linear.getSolution()
        value = float(self._linear.getInfo().objective_function_value)
        return Optimum(
            value,
            value,
            np.asarray(solution.col_value),
            np.flatnonzero(np.abs(solution.row_dual) > SLACK),
            np.flatnonzero(np.abs(solution.col_dual) > SLACK),
        )

    def whole_end(self, cost: Floats, *, most: bool, seconds: float, gap: float = 0.0) -> Optimum:
        """The same over whole numbers, by branch and bound; ``bound`` is proved also when the time is over.

        With a ``gap`` the search may stop at a table that near (relatively) to the end. Raises Contradiction when no
        table of whole numbers fits.
        """
        if self._whole is None:
            self._whole = self._model()
            columns = self.a.shape[1]
            kinds = np.full(columns, highspy.HighsVarType.kInteger.value, dtype=np.uint8)
            self._whole.changeColsIntegrality(columns, np.arange(columns, dtype=np.int32), kinds)
            self._whole.setOptionValue("mip_abs_gap", WHOLE)
        self._whole.clearSolver()
        self._whole.setOptionValue("mip_rel_gap", gap)
        self._ask(self._whole, cost, most=most, seconds=seconds)
        status = self._whole.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise Contradiction(["no table of whole numbers fits"])
        info = self._whole.getInfo()
        feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        at = np.round(np.asarray(self._whole.getSolution().col_value)) if feasible else None
        value = float(cost @ at) if at is not None else np.nan
        nothing = np.empty(0, dtype=np.intp)
        return Optimum(float(info.mip_dual_bound), value, at, nothing, nothing)

    def _ask(self, solver: Any, cost: Floats, *, most: bool, seconds: float = math.inf) -> None:
        """Solve for ``seconds`` at most, or as long as there is time. Raises OutOfTime when there was too little."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise OutOfTime
        columns = len(cost)
        solver.setOptionValue("time_limit", min(seconds, left, highspy.kHighsInf))
        solver.changeColsCost(columns, np.arange(columns, dtype=np.int32), cost)
        solver.changeObjectiveSense(highspy.ObjSense.kMaximize if most else highspy.ObjSense.kMinimize)
        solver.run()
        if left < seconds and solver.getModelStatus() == highspy.HighsModelStatus.kTimeLimit:
            raise OutOfTime

    def as_whole(self, x: Floats) -> Floats | None:
        """The solution in whole numbers when it is a table that fits, checked row by row; else None."""
        whole = np.round(x)
        if np.abs(whole - x).max(initial=0.0) > WHOLE:
            return None
        inside = (whole >= self.box_low).all() and (whole <= self.box_high).all()
        sums = self.a @ whole
        fits = inside and (sums >= self.low - self._slack).all() and (sums <= self.high + self._slack).all()
        return whole if fits else None


def _strategy(solver: Any, *, warm: bool) -> None:
    """Warm: the last solution stays feasible when only the objective changes, and primal simplex goes on from it."""
    solver.setOptionValue("presolve", "off" if warm else "on")
    solver.setOptionValue("simplex_strategy", 4 if warm else 1)
