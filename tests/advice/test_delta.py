# SPDX-License-Identifier: EUPL-1.2
"""The delta method against formulas, with pupils and with schools that vary."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from speelveld.advice.delta import Cells, critical, standard_errors


def share(tables: Sequence[Cells]) -> Cells:
    """The share in the first cell, and its difference from that of the second table."""
    shares = [table[:, 0] / table.sum(axis=1) for table in tables]
    return np.column_stack(np.broadcast_arrays(shares[0], shares[0] - shares[-1]))


def test_a_share_has_the_binomial_error() -> None:
    one, other = np.array([30.0, 70.0]), np.array([10.0, 30.0])
    errors = standard_errors(share, [one, other])
    assert errors[0] == pytest.approx(np.sqrt(0.3 * 0.7 / 100))
    assert errors[1] == pytest.approx(np.sqrt(0.3 * 0.7 / 100 + 0.25 * 0.75 / 40))


def test_schools_that_vary_as_wholes() -> None:
    """The ratio estimator of a cluster sample (Cochran, 1977): S/(S-1) sum (k - pn)^2 / N^2."""
    schools = np.array([[3.0, 7.0], [10.0, 5.0], [1.0, 9.0], [6.0, 6.0]])
    table = schools.sum(axis=0)
    n = schools.sum(axis=1)
    p = table[0] / table.sum()
    expected = np.sqrt(4 / 3 * ((schools[:, 0] - p * n) ** 2).sum()) / table.sum()
    assert standard_errors(share, [table], [schools])[0] == pytest.approx(expected)


def test_an_empty_cell_moves_nothing() -> None:
    assert standard_errors(share, [np.array([0.0, 50.0])])[0] == 0


def test_groups_of_the_same_schools_vary_together() -> None:
    """What a school adds to both groups alike leaves no trace in their difference."""
    schools = np.array([[3.0, 7.0], [10.0, 5.0], [1.0, 9.0], [0.0, 0.0], [6.0, 6.0]])
    table = schools.sum(axis=0)
    apart = standard_errors(share, [table, table], [schools, schools])
    together = standard_errors(share, [table, table], [schools, schools], same_schools=True)
    assert together[0] == pytest.approx(apart[0])
    assert together[1] == pytest.approx(0, abs=1e-12)
    assert apart[1] == pytest.approx(np.sqrt(2) * apart[0])
    with pytest.raises(ValueError, match="the same schools"):
        standard_errors(share, [table, table], [schools, None], same_schools=True)


def test_schools_must_add_up_to_the_table_and_be_several() -> None:
    table = np.array([3.0, 4.0])
    with pytest.raises(ValueError, match="do not add up"):
        standard_errors(share, [table], [np.array([[1.0, 1.0], [1.0, 1.0]])])
    with pytest.raises(ValueError, match="one school says nothing"):
        standard_errors(share, [table], [np.array([[3.0, 4.0], [0.0, 0.0]])])


def test_few_schools_reach_further() -> None:
    pupils, few, many = None, np.ones((5, 2)), np.ones((4000, 2))
    assert critical(0.95, [pupils, None]) == pytest.approx(1.959964)
    # Student's t with 4 degrees of freedom.
    assert critical(0.95, [few, many]) == pytest.approx(2.776445, abs=1e-6)
    assert critical(0.95, [many, None]) == pytest.approx(1.96, abs=1e-3)
    with pytest.raises(ValueError, match="level of an interval"):
        critical(95, [None])
