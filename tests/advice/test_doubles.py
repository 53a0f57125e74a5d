# SPDX-License-Identifier: EUPL-1.2
"""Double advice made single: totals stay, the bounds hold every choice, and invented truth lies between them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from speelveld.advice import (
    LEVELS,
    TEST_CLASSES,
    Choice,
    World,
    double_share,
    eligible_share,
    fewer_doubles,
    invent,
    is_double,
    joint,
    level_number,
)
from speelveld.advice.doubles import HIGHER, alike
from tests.advice.records import pupils, record
from tests.advice.test_reconsideration import above

SHAPE = (len(LEVELS), len(TEST_CLASSES))
DOUBLES = [number for number, level in enumerate(LEVELS) if level.double]
TABLES = arrays(np.int64, (1, *SHAPE), elements=st.integers(0, 9)).map(lambda table: table.astype(np.float64))


def rate(table: np.ndarray, choice: Choice, keep: float = 0.0) -> float:
    return float(eligible_share(fewer_doubles(table, np.array([keep]), choice))[0])


def test_higher_is_the_gap() -> None:
    for level, test in itertools.product(range(SHAPE[0]), range(SHAPE[1])):
        assert HIGHER[level, test] == (above(level, test) > 0)


@given(TABLES, st.floats(0, 1))
def test_totals_stay_and_up_and_down_are_the_ends(table: np.ndarray, keep: float) -> None:
    if not table.sum():
        return
    rates = []
    for choice in Choice:
        changed = fewer_doubles(table, np.array([keep]), choice)
        assert (changed >= -1e-12).all()
        assert changed.sum(axis=1) == pytest.approx(table.sum(axis=1))
        assert double_share(changed)[0] == pytest.approx(keep * double_share(table)[0])
        rates.append(float(eligible_share(changed)[0]))
    assert list(Choice) == [Choice.UP, Choice.ORDERED, Choice.INDEPENDENT, Choice.DOWN]
    fewest, *between, most = rates
    assert all(fewest - 1e-12 <= one <= most + 1e-12 for one in between)


@given(TABLES)
def test_keeping_all_changes_nothing(table: np.ndarray) -> None:
    for choice in Choice:
        assert fewer_doubles(table, np.ones(1), choice) == pytest.approx(table)


def test_the_bounds_hold_every_way_to_choose() -> None:
    """Six pupils with havo/vwo: all 64 ways to give them havo or vwo, and of those all that halve them."""
    tests = [2, 3, 4, 4, 5, 5]
    table = np.zeros((1, *SHAPE))
    for test in tests:
        table[0, level_number("HAVO_VWO"), test] += 1
    havo, vwo = level_number("HAVO"), level_number("VWO")
    everything, halves = [], []
    for chosen in itertools.product((havo, vwo), repeat=6):
        found = sum(above(level, test) > 0 for level, test in zip(chosen, tests, strict=True)) / 6
        everything.append(found)
        if chosen.count(havo) == 3:
            halves.append(found)
    assert rate(table, Choice.UP) == min(everything)
    assert rate(table, Choice.DOWN) == max(everything)
    assert rate(table, Choice.ORDERED) == pytest.approx(min(halves))
    assert rate(table, Choice.INDEPENDENT) == pytest.approx(np.mean(everything)) == pytest.approx(np.mean(halves))


@pytest.mark.parametrize("width", [0.3, 0.6, 0.9])
def test_the_truth_of_invented_schools_lies_between(width: float) -> None:
    """What the same schools would have had without double advice lies between 'ordered' and 'independent'."""
    worlds = [World(pupils=200_000, schools=500, double_share=share, double_width=width) for share in (0.0, 1.0)]
    without, with_double = (joint(invent(world, seed=71).pupils).table[None].astype(float) for world in worlds)
    truth = float(eligible_share(without)[0])
    assert truth - float(eligible_share(with_double)[0]) > 0.04
    assert rate(with_double, Choice.ORDERED) - 0.002 < truth < rate(with_double, Choice.INDEPENDENT) + 0.002


def test_the_joint_table_counts_who_has_both() -> None:
    rows = [record("HAVO", "VWO", "VWO"), record("HAVO", None, "HAVO"), record("VSO", "VWO", "VSO")]
    found = joint(pupils(rows), by_school=True)
    assert found.table.sum() == found.table[level_number("HAVO"), 5, 1] == 1
    assert found.schools is not None
    assert (found.schools.sum(axis=0) == found.table).all()
    some = invent(World(pupils=3000, schools=20), seed=73).pupils
    table = joint(some, by_school=True)
    assert table.schools is not None
    assert (table.schools.sum(axis=0) == table.table).all()
    assert (joint(some).table == table.table).all()


def test_both_get_the_smaller_share() -> None:
    many, few = (
        joint(invent(World(pupils=20_000, double_share=share), seed=79).pupils).table[None].astype(float)
        for share in (0.9, 0.3)
    )
    for pair in ((many, few), (few, many)):
        one, other = alike(pair, Choice.INDEPENDENT)
        assert double_share(one)[0] == pytest.approx(double_share(other)[0])
        assert double_share(one)[0] == pytest.approx(double_share(few)[0])
    nobody = few.copy()
    nobody[:, is_double(np.arange(12))] = 0
    one, other = alike((many, nobody), Choice.ORDERED)
    assert double_share(one)[0] == double_share(other)[0] == 0
