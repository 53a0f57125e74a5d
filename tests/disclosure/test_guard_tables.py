# SPDX-License-Identifier: EUPL-1.2
"""What the guard lets out of a table that somebody loaded."""

from __future__ import annotations

import pytest

from speelveld.disclosure import Reason, guard
from speelveld.disclosure.table_rules import TableRules

RULES = TableRules("test")


def test_a_hidden_count_is_one_dash() -> None:
    assert guard.table_count(120, hidden=False).value == 120
    assert guard.table_count(120, hidden=True).reason is Reason.TOO_FEW


@pytest.mark.parametrize(
    ("part", "rest", "hidden", "shown"),
    [
        (10, 20, False, True),
        (9, 91, False, False),
        (91, 9, False, False),
        (10, 19, False, False),
        (50, 50, True, False),
    ],
)
def test_a_share_needs_thirty_pupils_and_ten_on_both_sides(part: int, rest: int, hidden: bool, shown: bool) -> None:
    found = guard.table_share(part, rest, hidden=hidden, interval=(0.2, 0.4), rule=RULES)
    assert all(one.known is shown for one in found)
    assert guard.table_points(0.1, part, rest, hidden=hidden, end=None, rule=RULES).known is shown


def test_a_share_is_whole_with_ends_outward_and_never_none_or_all() -> None:
    estimate, low, high = guard.table_share(10, 5000, hidden=False, interval=(0.001, 0.0039), rule=RULES)
    assert (estimate.value, low.value, high.value) == (1, 1, 1)
    estimate, low, high = guard.table_share(125, 375, hidden=False, interval=(0.2149, 0.2881), rule=RULES)
    assert (estimate.value, low.value, high.value) == (25, 21, 29)
    estimate, _, high = guard.table_share(9990, 10, hidden=False, interval=(0.998, 0.9999), rule=RULES)
    assert (estimate.value, high.value) == (99, 99)


def test_points_are_whole_with_ends_outward() -> None:
    given = {"part": 50, "rest": 50, "hidden": False, "rule": RULES}
    assert guard.table_points(-0.034, end="low", **given).value == -4  # type: ignore[arg-type]
    assert guard.table_points(-0.034, end="high", **given).value == -3  # type: ignore[arg-type]
    assert guard.table_points(0.026, end=None, **given).value == 3  # type: ignore[arg-type]
