# SPDX-License-Identifier: EUPL-1.2
"""The scale of half steps: its order, double advice, and when a test advice is higher."""

from __future__ import annotations

import copy
import tomllib
from typing import Any

import numpy as np
import pytest

from speelveld.advice import (
    LEVELS,
    MISSING,
    SCALE,
    TEST_CLASSES,
    class_interval,
    class_number,
    comparable,
    gap,
    half_steps,
    is_double,
    level_number,
    levels_text,
    on_scale,
)
from speelveld.advice.levels import parse
from speelveld.contracts.advice import LEVELS as COLUMNS


def steps(advice: str, test: str) -> int:
    return int(gap(level_number(advice), class_number(test)))


def test_the_levels_are_the_columns_of_the_wide_file() -> None:
    assert tuple(level.code for level in LEVELS) == COLUMNS


def test_the_scale_is_that_of_the_field() -> None:
    places = {level.short: level.half_steps / 2 for level in LEVELS if level.half_steps}
    assert places == {
        "pro": 1,
        "vmbo-b": 2,
        "vmbo-b/k": 2.5,
        "vmbo-k": 3,
        "vmbo-k/gt": 3.5,
        "vmbo-gt": 4,
        "vmbo-gt/havo": 4.5,
        "havo": 5,
        "havo/vwo": 5.5,
        "vwo": 6,
    }
    assert [level.short for level in LEVELS if level.double] == ["vmbo-b/k", "vmbo-k/gt", "vmbo-gt/havo", "havo/vwo"]


def test_vso_and_no_advice_stand_outside_the_scale() -> None:
    numbers = [level_number("VSO"), level_number("ADVIES_NIET_MOGELIJK"), MISSING, level_number("PRO")]
    assert on_scale(numbers).tolist() == [False, False, False, True]
    assert half_steps(numbers).tolist() == [0, 0, 0, 2]
    assert is_double([*numbers, level_number("HAVO_VWO")]).tolist() == [False, False, False, False, True]
    assert not comparable(level_number("VSO"), class_number("VWO"))
    assert steps("VSO", "VWO") == 0


def test_pro_with_test_advice_pro_or_vmbo_bb_is_not_higher() -> None:
    assert steps("PRO", "PRO_VMBO_BB") == 0
    assert steps("VMBO_B", "PRO_VMBO_BB") == 0
    assert steps("VMBO_B_K", "PRO_VMBO_BB") == -1
    assert steps("PRO", "VMBO_BB_KB") == 3


@pytest.mark.parametrize(
    ("advice", "test", "expected"),
    [
        ("HAVO", "HAVO_VWO", 1),  # half a level higher is higher
        ("HAVO", "VMBO_GLTL_HAVO", -1),
        ("HAVO_VWO", "HAVO_VWO", 0),
        ("HAVO", "VWO", 2),
        ("HAVO_VWO", "VWO", 1),
        ("VWO", "VWO", 0),
        ("VWO", "HAVO_VWO", -1),
        ("VMBO_K", "VMBO_BB_KB", -1),
        ("VMBO_K", "VMBO_KB_GLTL", 1),
        ("VMBO_B", "VWO", 8),
    ],
)
def test_half_a_level_counts(advice: str, test: str, expected: int) -> None:
    assert steps(advice, test) == expected


def test_a_missing_test_is_no_gap() -> None:
    assert gap(level_number("HAVO"), MISSING) == 0
    assert not comparable(level_number("HAVO"), MISSING)


def test_the_gap_rises_with_the_test_and_falls_with_the_advice() -> None:
    placed = [number for number, level in enumerate(LEVELS) if level.half_steps]
    table = gap(np.array(placed)[:, None], np.arange(len(TEST_CLASSES)))
    assert (np.diff(table.astype(int), axis=1) >= 0).all()
    assert (np.diff(table.astype(int), axis=0) <= 0).all()


def test_the_interval_of_a_class() -> None:
    low, high = class_interval([class_number("PRO_VMBO_BB"), class_number("VWO"), MISSING])
    assert low.tolist() == [2, 12, 0]
    assert high.tolist() == [4, 12, 0]


def test_the_configuration_is_the_one_in_use() -> None:
    assert parse(tomllib.loads(levels_text())) == SCALE
    assert SCALE.version


def _twice(data: dict[str, Any]) -> None:
    data["level"].append(data["level"][1])


def _falling(data: dict[str, Any]) -> None:
    data["level"][3]["half_steps"] = 3


def _overlapping(data: dict[str, Any]) -> None:
    data["test_class"][1]["low"] = 3


def _incomplete(data: dict[str, Any]) -> None:
    data["code_table"][0]["codes"].pop()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_twice, "stands twice"),
        (_falling, "must rise"),
        (_overlapping, "must follow each other"),
        (_incomplete, "must name every level once"),
    ],
)
def test_a_spoilt_configuration_is_refused(spoil: Any, message: str) -> None:
    data = copy.deepcopy(tomllib.loads(levels_text()))
    spoil(data)
    with pytest.raises(ValueError, match=message):
        parse(data)
