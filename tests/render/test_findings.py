# SPDX-License-Identifier: EUPL-1.2
"""What the pictures count, on numbers small enough to check by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speelveld.disclosure.publishable import seal
from speelveld.render import findings
from speelveld.render.charts.scales import ticks
from tests.render.conftest import Band, areas, branches, make

STEPS = ((100.0, 2.0, 12.0), (300.0, 4.0, 8.0))


@pytest.mark.parametrize(
    ("pupils", "expected"), [(50, (2, 12)), (100, (2, 12)), (200, (3, 10)), (300, (4, 8)), (900, (4, 8))]
)
def test_the_band_runs_straight_between_two_sizes(pupils: float, expected: tuple[float, float]) -> None:
    assert findings.chance_at(STEPS, pupils) == expected


def test_without_a_band_nothing_lies_outside_it() -> None:
    assert findings.chance_at((), 100) is None
    assert not any(dot.outside for dot in findings.dots(make(band=())))


@pytest.mark.parametrize(("share", "outside"), [(1, True), (2, False), (7, False), (12, False), (13, True)])
def test_a_school_lies_outside_when_its_share_does(share: float, outside: bool) -> None:
    branch = replace(branches(1)[0], pupils=seal(100), share=seal(share))
    [dot] = findings.dots(make(branches=(branch,), band=(Band(100, seal(2.0, 1), seal(12.0, 1)),)))
    assert dot.outside is outside


def test_large_schools_come_first_so_that_small_ones_lie_on_top() -> None:
    sizes = [dot.pupils for dot in findings.dots(make())]
    assert sizes == sorted(sizes, reverse=True)


def test_a_series_holds_one_contrast_within_one_kind_of_boundaries() -> None:
    dashboard = make()
    for ours in (True, False):
        for line in findings.series(dashboard, headline_boundaries=ours):
            assert len({(figure.contrast.id, figure.boundaries) for figure in line.figures}) == 1
            assert [figure.period for figure in line.figures] == sorted(figure.period for figure in line.figures)
    assert [len(line.figures) for line in findings.series(dashboard)] == [2, 2, 1, 1]


def test_schools_and_areas_are_compared_within_the_municipality() -> None:
    """Two schools lie above 7%; one of them stands in an area above the middle value."""
    low, high = (area for area in areas()[:2])
    low, high = replace(low, value=seal(2)), replace(high, value=seal(9))
    middle = replace(areas()[2], value=seal(5))
    first, second, third = branches(3)
    schools = (
        replace(first, pc4=low.pc4, share=seal(20)),
        replace(second, pc4=high.pc4, share=seal(20)),
        replace(third, pc4=high.pc4, share=seal(1)),
    )
    assert findings.overlap(make(areas=(low, middle, high), branches=schools)) == (2, 1)


def test_nothing_to_compare_is_none() -> None:
    assert findings.overlap(make(areas=())) is None
    assert findings.overlap(make(branches=())) is None


@given(st.lists(st.integers(0, 100), min_size=1, max_size=60))
def test_class_limits_rise(values: list[int]) -> None:
    limits = findings.class_limits(sorted(map(float, values)))
    assert len(limits) == 4
    assert all(low < high for low, high in pairwise(limits))
    assert limits[0] >= 1


def test_no_values_no_limits() -> None:
    assert findings.class_limits([]) == ()


@given(st.floats(0.1, 20_000), st.integers(2, 9))
def test_ticks_start_at_zero_and_reach_the_largest(largest: float, wanted: int) -> None:
    steps = ticks(largest, wanted)
    assert steps[0] == 0
    assert steps[-1] >= largest
    assert len({after - before for before, after in pairwise(steps)}) == 1
    assert len(steps) <= wanted + 1
