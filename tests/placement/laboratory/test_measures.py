# SPDX-License-Identifier: EUPL-1.2
"""Measures, against counting child by child."""

from __future__ import annotations

import statistics
from itertools import pairwise

import numpy as np
import pytest

from speelveld.placement import replicate
from speelveld.placement.laboratory import Assumptions, Children, Indices, draw_children
from speelveld.placement.laboratory.measures import KINDS, PERSONAL, WHOM, measured
from speelveld.placement.market import Int32
from tests.placement.laboratory.towns import INDICES, ready, town


@pytest.fixture(scope="module")
def placed() -> tuple[Children, Int32]:
    """Children of a town with too few seats, under six lotteries."""
    children = draw_children(town(spare=-0.2), Assumptions(), 1, 0)
    policy = ready("nijmegen")
    return children, replicate(policy.market(children), policy.mechanism, 6, 1)


def by_hand(children: Children, row: list[int], whom: str) -> list[float]:
    """The measures of one lottery, child by child."""
    asked = [i for i in range(children.count) if whom == "all" or bool(children.in_group[i]) is (whom == "a")]
    place = [children.ranking[i].tolist().index(row[i]) if row[i] >= 0 else 99 for i in asked]
    metres = [round(float(children.town.metres[children.area[i], row[i]])) for i in asked if row[i] >= 0]
    return [
        sum(at == 0 for at in place) / len(asked),
        sum(at < 3 for at in place) / len(asked),
        sum(at == 99 for at in place) / len(asked),
        statistics.mean(metres),
        statistics.median(metres),
    ]


def test_every_measure_is_what_counting_gives(placed: tuple[Children, Int32]) -> None:
    children, schools = placed
    found = measured(children, schools, INDICES)
    assert found.rows.shape == (6, len(PERSONAL) + 1)
    for number, row in enumerate(schools.tolist()):
        for at, whom in enumerate(WHOM):
            own = found.rows[number, at * len(KINDS) : (at + 1) * len(KINDS)]
            assert own.tolist() == pytest.approx(by_hand(children, row, whom))
    assert found.rows[:, 2].min() > 0, "some child has no place, or this tests nothing"


def test_intake_neighbourhoods_and_stability(placed: tuple[Children, Int32]) -> None:
    children, schools = placed
    found = measured(children, schools, INDICES)
    rows = schools.tolist()
    intake = [
        [
            [
                sum(row[i] == school and bool(children.in_group[i]) is group for i in range(children.count))
                for group in (True, False)
            ]
            for school in range(4)
        ]
        for row in rows
    ]
    assert found.intake.tolist() == np.sum(intake, axis=0).tolist()
    first = [one[0][0] / sum(one[0]) for one in intake]
    assert found.rows[:, -1].tolist() == pytest.approx(first)
    assert found.chance[0] == pytest.approx(
        statistics.mean(sum(a for a, _ in one) / sum(a + b for a, b in one) for one in intake[:5])
    )
    spread = [statistics.stdev(one[school][0] / sum(one[school]) for one in intake) for school in range(4)]
    sizes = [statistics.mean(sum(one[school]) for one in intake) for school in range(4)]
    assert found.stability[0] == pytest.approx(np.average(spread, weights=sizes))
    same = [sum(a == b for a, b in zip(one, other, strict=True)) for one, other in pairwise(rows)]
    assert found.stability[1] == pytest.approx(sum(same) / 5 / children.count)
    for area in range(6):
        living = [i for i in range(children.count) if children.area[i] == area]
        whole = found.areas[area].tolist()
        assert whole[0] == 6 * len(living)
        assert whole[1] == sum(row[i] == children.ranking[i, 0] for row in rows for i in living)
        assert whole[2] == sum(row[i] < 0 for row in rows for i in living)
        assert whole[3] == whole[0] - whole[2]
        assert whole[4] == sum(int(children.metres[i, row[i]]) for row in rows for i in living if row[i] >= 0)


def test_what_is_not_defined_is_not_a_number(placed: tuple[Children, Int32]) -> None:
    children, schools = placed
    nobody = measured(children, np.full_like(schools, -1), Indices())
    assert nobody.rows[0, :3].tolist() == [0, 0, 1]
    assert np.isnan(nobody.rows[0, 3:5]).all()
    assert np.isnan(measured(children, schools[:1], Indices({"first": INDICES.functions["first"]})).chance).all()
    assert np.isnan(measured(children, schools[:1], Indices()).stability).all()
    none_in_a = draw_children(town(), Assumptions(), 1, 0)
    none_in_a.in_group[:] = False
    found = measured(none_in_a, np.zeros((2, none_in_a.count), np.int32), Indices())
    assert np.isnan(found.rows[:, 5:10]).all()
    assert found.rows[:, 10:].tolist() == found.rows[:, :5].tolist()
