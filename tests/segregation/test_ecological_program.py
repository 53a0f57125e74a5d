# SPDX-License-Identifier: EUPL-1.2
"""Programmes block by block: a linear one, a whole one, and one without an answer."""

from __future__ import annotations

import numpy as np
import pytest

from speelveld.segregation.ecological_program import Program


def test_a_knapsack_in_parts_and_in_whole_numbers() -> None:
    for whole, value in ((False, 20 + 10 * 2 / 3), (True, 20.0)):
        program = Program()
        items = program.block(2, 0, 1, gain=[10, 20], whole=whole)
        program.at_most([7], (0, items, [3, 5]))
        found = program.solve()
        assert found.value == pytest.approx(value)
        assert found.bound == pytest.approx(value)


def test_rows_and_equalities() -> None:
    program = Program()
    x = program.block(3, gain=[1, 2, 3])
    program.exactly([4], (0, x, 1.0))
    program.at_most([1, 2], (np.arange(2), x[1:], 1.0))
    assert program.solve().x.tolist() == pytest.approx([1, 1, 2])


def test_nothing_meets_all_constraints() -> None:
    program = Program()
    x = program.block(1, 0, 1)
    program.at_most([-2], (0, x, 1.0))
    with pytest.raises(ValueError, match="no answer"):
        program.solve()
