# SPDX-License-Identifier: EUPL-1.2
"""The columns of a model."""

from __future__ import annotations

import numpy as np
import pytest

from speelveld.advice.design import build_design, knots_at, restricted_cubic

SCORE = np.linspace(501, 550, 200)
GROUP = np.where(np.arange(200) % 3 == 0, "low", "high")
YEAR = np.array(["2022/23", "2023/24"])[np.arange(200) % 2]


def test_the_spline_is_straight_beyond_the_outer_knots_and_smooth_between() -> None:
    knots = [510.0, 520.0, 530.0, 540.0]
    grid = np.arange(490, 560, 0.5)
    curve = restricted_cubic(grid, knots) @ [1.0, 30.0, -55.0]
    second = np.diff(curve, 2) / 0.25
    middle = grid[1:-1]
    assert np.abs(second[(middle < 510) | (middle > 540)]).max() < 1e-9
    assert np.abs(second[(middle > 511) & (middle < 539)]).max() > 1e-2
    third = np.diff(second) / 0.5
    assert np.abs(third).max() < 1  # no jump of the second derivative: that would be a third of the size of 1 / step


def test_a_known_value_of_the_spline() -> None:
    """x = 3 with knots 0, 1, 2, 4: (27 - 1 * (4 - 0) / 2) / 16 and (8 - 1 * (4 - 1) / 2) / 16."""
    assert restricted_cubic([3.0], [0, 1, 2, 4])[0] == pytest.approx([3, 25 / 16, 6.5 / 16])


def test_columns_and_settings() -> None:
    made = build_design(SCORE, group=(GROUP, ["high", "low"]), year=YEAR)
    assert made.columns == ("score", "score bend 1", "score bend 2", "group low", "year 2023/24")
    assert (made.matrix[:, 3] == (GROUP == "low")).all()
    as_low, as_high = made.setting("group", "low"), made.setting("group", "high")
    assert (as_low[:, 3] == 1).all()
    assert not as_high[:, 3].any()
    assert (as_low[:, [0, 1, 2, 4]] == made.matrix[:, [0, 1, 2, 4]]).all()
    assert made.without("score").columns == ("group low", "year 2023/24")
    assert made.without("group").terms["year"] == (3,)
    more = made.plus("share low", np.linspace(0, 1, 200))
    assert more.columns[-1] == "share low"
    assert more.matrix.shape == (200, 6)


def test_a_straight_line_where_no_knots_are_wanted() -> None:
    assert build_design(SCORE, knots=[]).columns == ("score",)
    assert len(knots_at(SCORE, 5)) == 5


def test_says_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="too few different values"):
        build_design(np.repeat([1.0, 2.0], 100))
    with pytest.raises(ValueError, match="lacks \\['low'\\]"):
        build_design(SCORE, group=(GROUP, ["high", "middle"]))
    with pytest.raises(ValueError, match="one label only"):
        build_design(SCORE, group=np.full(200, "low"))
    with pytest.raises(ValueError, match="no 'group' of 'middle'"):
        build_design(SCORE, group=GROUP).setting("group", "middle")
    with pytest.raises(ValueError, match="different lengths"):
        build_design(SCORE, group=GROUP[:100])
    with pytest.raises(ValueError, match="3, 4 or 5"):
        knots_at(SCORE, 9)
