# SPDX-License-Identifier: EUPL-1.2
"""The levels of advice and the classes of test advice, read from ``levels.toml``, on one scale of half steps.

Pupils are held as arrays of small numbers: an advice is its place in :data:`LEVELS` (0 to 11), a test advice its place
in :data:`TEST_CLASSES` (0 to 5), and -1 is *missing*. The lookups here turn whole arrays into the scale at once.
Distances are counted in half steps: 1 is half a level, 2 a whole level.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Small = NDArray[np.int8]

MISSING = -1
"""The code of an advice or a test advice that is not there."""
OFF_SCALE = 0
"""The place on the scale of what has none: vso, no advice possible, missing."""
HALF_LEVEL, WHOLE_LEVEL = 1, 2
"""Distances on the scale."""


@dataclass(frozen=True, slots=True)
class Level:
    """An advice. ``half_steps`` is twice its place on the scale (2 pro ... 12 vwo), None outside the scale."""

    code: str
    short: str
    half_steps: int | None = None

    @property
    def double(self) -> bool:
        """Whether the advice names two levels, such as havo/vwo. They stand at odd half steps."""
        return self.half_steps is not None and self.half_steps % 2 == 1


@dataclass(frozen=True, slots=True)
class AdviceClass:
    """A class of test advice: everything from ``low`` to ``high`` half steps on the scale."""

    code: str
    name: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class CodeTable:
    """One reading of a publisher's codes: ``codes[i]`` is the level that code i + 1 stands for."""

    id: str
    note: str
    codes: tuple[str, ...]


def levels_text() -> str:
    """The configuration as it stands, for a page that prints it."""
    return files("speelveld.advice").joinpath("levels.toml").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Scale:
    """Everything that ``levels.toml`` says, checked."""

    version: str
    levels: tuple[Level, ...]
    test_classes: tuple[AdviceClass, ...]
    code_tables: tuple[CodeTable, ...]


def parse(configuration: Mapping[str, Any]) -> Scale:
    """The scale of a parsed configuration.

    Raises ValueError when codes stand twice, places on the scale do not rise, a class of test advice does not begin
    above the one before it, or a code table does not name every level once.
    """
    scale = Scale(
        str(configuration["version"]),
        tuple(Level(**one) for one in configuration["level"]),
        tuple(AdviceClass(**one) for one in configuration["test_class"]),
        tuple(CodeTable(one["id"], one["note"], tuple(one["codes"])) for one in configuration["code_table"]),
    )
    codes = [level.code for level in scale.levels]
    if len(set(codes)) != len(codes):
        raise ValueError("a level of advice stands twice in levels.toml")
    places = [level.half_steps for level in scale.levels if level.half_steps is not None]
    ends = [end for one in scale.test_classes for end in (one.low, one.high)]
    if places != sorted(set(places)) or not places or places[0] <= OFF_SCALE:
        raise ValueError("the places of the levels in levels.toml must rise, from 1 half step or more")
    if any(one.low > one.high for one in scale.test_classes) or ends != sorted(ends):
        raise ValueError("the classes of test advice in levels.toml must follow each other on the scale")
    for table in scale.code_tables:
        if sorted(table.codes) != sorted(codes):
            raise ValueError(f"the code table '{table.id}' in levels.toml must name every level once")
    return scale


SCALE = parse(tomllib.loads(levels_text()))
LEVELS = SCALE.levels
TEST_CLASSES = SCALE.test_classes

_LEVEL_NUMBER = {level.code: number for number, level in enumerate(LEVELS)}
_CLASS_NUMBER = {one.code: number for number, one in enumerate(TEST_CLASSES)}
# The last entry is for MISSING: an index of -1 reads it.
_PLACES = np.array([level.half_steps or OFF_SCALE for level in LEVELS] + [OFF_SCALE], dtype=np.int8)
_DOUBLE = np.array([level.double for level in LEVELS] + [False])
_LOWS = np.array([one.low for one in TEST_CLASSES] + [OFF_SCALE], dtype=np.int8)
_HIGHS = np.array([one.high for one in TEST_CLASSES] + [OFF_SCALE], dtype=np.int8)


def level_number(code: str) -> int:
    """The number of a level in arrays: ``"VSO"`` 0 to ``"ADVIES_NIET_MOGELIJK"`` 11. Raises KeyError when unknown."""
    return _LEVEL_NUMBER[code]


def class_number(code: str) -> int:
    """The number of a class of test advice in arrays, 0 to 5. Raises KeyError when unknown."""
    return _CLASS_NUMBER[code]


def half_steps(advice: ArrayLike) -> Small:
    """The place of each advice on the scale in half steps, 0 where it has none. Any shape; numbers of levels or -1."""
    places: Small = _PLACES[np.asarray(advice)]
    return places


def is_double(advice: ArrayLike) -> NDArray[np.bool_]:
    """Whether each advice names two levels. Any shape; numbers of levels or -1."""
    double: NDArray[np.bool_] = _DOUBLE[np.asarray(advice)]
    return double


def on_scale(advice: ArrayLike) -> NDArray[np.bool_]:
    """Whether each advice has a place on the scale. Any shape; numbers of levels or -1."""
    return np.asarray(half_steps(advice) > OFF_SCALE)


def gap(advice: ArrayLike, test: ArrayLike) -> Small:
    """How many half steps the test advice lies above each advice: negative below it, 0 when it covers the advice.

    ``gap > 0`` is the right to reconsideration: the test advice is higher. A class of test advice is an interval on the
    scale, and the distance is to its nearest end. So pro/vmbo-bb is higher than neither pro nor vmbo-b: a pupil with
    advice pro and test advice pro/vmbo-bb has no right to reconsideration (CvTE; Bureau ICE). 0 also where the advice
    or the test advice is missing or outside the scale: ask :func:`comparable` first. Shapes as numpy broadcasts them.
    """
    place, low, high = half_steps(advice), _LOWS[np.asarray(test)], _HIGHS[np.asarray(test)]
    distance = np.maximum(low - place, 0) - np.maximum(place - high, 0)
    return np.where(comparable(advice, test), distance, 0).astype(np.int8)


def comparable(advice: ArrayLike, test: ArrayLike) -> NDArray[np.bool_]:
    """Whether both the advice has a place on the scale and there is a test advice."""
    return np.asarray(on_scale(advice) & (np.asarray(test) >= 0))


def class_interval(test: ArrayLike) -> tuple[Small, Small]:
    """The lowest and the highest half step that each class of test advice covers; 0 and 0 where it is missing."""
    numbers = np.asarray(test)
    return _LOWS[numbers], _HIGHS[numbers]
