# SPDX-License-Identifier: EUPL-1.2
"""HiGHS models, set up so that the same question has the same answer on every run."""

from __future__ import annotations

from collections.abc import Sequence

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

Floats = NDArray[np.float64]

INFINITY = float(highspy.kHighsInf)


def new_model() -> highspy.Highs:
    """An empty model that says nothing and uses one thread, so that its path does not depend on the machine's load."""
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.silent()
    for option, value in (("threads", 1), ("parallel", "off"), ("random_seed", 1), ("mip_rel_gap", 0.0)):
        model.setOptionValue(option, value)
    return model


def programme(
    matrix: csc_array,
    low: Floats,
    high: Floats,
    cost: Floats,
    upper: Floats,
    kinds: Sequence[highspy.HighsVarType] | None = None,
) -> highspy.HighsLp:
    """Minimise ``cost`` over columns from 0 to ``upper`` with every row of ``matrix`` from ``low`` to ``high``."""
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, np.zeros(len(cost)), upper
    lp.row_lower_, lp.row_upper_ = low, high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    if kinds is not None:
        lp.integrality_ = list(kinds)
    return lp
