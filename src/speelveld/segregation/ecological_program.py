# SPDX-License-Identifier: EUPL-1.2
"""A linear or mixed-integer programme put together block by block, solved by HiGHS; its bound is what is trusted."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

Reals = NDArray[np.float64]
Places = NDArray[np.int64]

NODES = 2000
"""Branch-and-bound nodes at most: a limit that does not depend on the machine. Past it a bound is outer, not exact."""
FAILED = 4
"""The status of ``milp`` when the solver gave up for a reason of its own."""
SLACK = 2e-6
"""How far an answer may be off, on a scale of 0 to 1; bounds that a solver makes are widened by it."""
GAP = 1e-6
"""Relative gap between the best answer and the bound at which the search may stop."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The greatest value found, a value that none exceeds, and the variables. ``bound`` is infinite without one."""

    value: float
    bound: float
    x: Reals


@dataclass(slots=True, eq=False)
class Program:
    """Maximise a linear sum under linear constraints. Blocks of variables are arrays of column numbers."""

    _low: list[Reals] = field(default_factory=list)
    _high: list[Reals] = field(default_factory=list)
    _gain: list[Reals] = field(default_factory=list)
    _whole: list[NDArray[np.bool_]] = field(default_factory=list)
    _rows: list[Places] = field(default_factory=list)
    _columns: list[Places] = field(default_factory=list)
    _values: list[Reals] = field(default_factory=list)
    _ceilings: list[Reals] = field(default_factory=list)
    _n: int = 0
    _m: int = 0

    def block(
        self,
        count: int,
        low: ArrayLike = 0.0,
        high: ArrayLike = math.inf,
        gain: ArrayLike = 0.0,
        *,
        whole: bool = False,
    ) -> Places:
        """``count`` variables between ``low`` and ``high`` with ``gain`` each; their columns, shape ``(count,)``."""
        for kept, given in ((self._low, low), (self._high, high), (self._gain, gain)):
            kept.append(np.broadcast_to(np.asarray(given, dtype=np.float64), (count,)))
        self._whole.append(np.full(count, whole))
        self._n += count
        return np.arange(self._n - count, self._n)

    def at_most(self, ceiling: ArrayLike, *terms: tuple[ArrayLike, Places, ArrayLike]) -> None:
        """One row per entry of ``ceiling``: sum of coefficient times variable <= ceiling.

        Each term is (rows, columns, coefficients), three arrays of one shape; rows count from 0 in this call.
        """
        most = np.atleast_1d(np.asarray(ceiling, dtype=np.float64))
        for rows, columns, coefficients in terms:
            where, what, how = np.broadcast_arrays(rows, columns, coefficients)
            self._rows.append(where.ravel().astype(np.int64) + self._m)
            self._columns.append(what.ravel().astype(np.int64))
            self._values.append(how.ravel().astype(np.float64))
        self._ceilings.append(most)
        self._m += len(most)

    def exactly(self, level: ArrayLike, *terms: tuple[ArrayLike, Places, ArrayLike]) -> None:
        """As ``at_most``, with equality."""
        self.at_most(level, *terms)
        self.at_most(-np.asarray(level), *((rows, columns, -np.asarray(how)) for rows, columns, how in terms))

    def solve(self, *, nodes: int = NODES) -> Answer:
        """The greatest value and its bound; deterministic. Raises ValueError when nothing meets all constraints."""
        # On first use, because both are slow to import.
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        matrix = csr_array(
            (np.concatenate(self._values), (np.concatenate(self._rows), np.concatenate(self._columns))),
            shape=(self._m, self._n),
        )
        for presolve in (True, False):
            found = milp(
                -np.concatenate(self._gain),
                integrality=np.concatenate(self._whole).astype(int),
                bounds=Bounds(np.concatenate(self._low), np.concatenate(self._high)),
                constraints=LinearConstraint(matrix, -np.inf, np.concatenate(self._ceilings)),
                options={"node_limit": nodes, "mip_rel_gap": GAP, "presolve": presolve},
            )
            if found.x is not None or found.status != FAILED:  # now and then HiGHS's presolve fails by itself
                break
        if found.status in (2, 3):
            raise ValueError(f"the programme has no answer: {found.message}")
        whole = any(kind.any() for kind in self._whole)
        value = -math.inf if found.x is None else float(-found.fun)
        least = found.mip_dual_bound if whole else found.fun
        bound = math.inf if least is None or (not whole and found.status != 0) else float(-least)
        return Answer(value, bound, np.empty(0) if found.x is None else found.x)
