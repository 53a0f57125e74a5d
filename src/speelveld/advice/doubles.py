# SPDX-License-Identifier: EUPL-1.2
"""What if double advice were as rare here as there? Pupils with double advice made single, with bounds for how.

A pupil with advice havo/vwo would have had havo or vwo. Which, the data do not say; so the number of eligible pupils is
bounded by four ways to choose:

- ``up``: all get the higher level: the fewest eligible that any choice gives;
- ``down``: all get the lower level: the most eligible;
- ``ordered``: half get the lower level, and those are the ones with the lowest test advice, as if the teacher knew it;
- ``independent``: half get the lower level, whatever their test advice.

A teacher who sees something of what the test sees chooses between the last two. Only pupils whose test advice is the
double advice itself are decided by the choice; so ``ordered`` mostly gives fewer eligible than ``independent``, and
more where most pupils tested above their double advice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from speelveld.advice.delta import Cells
from speelveld.advice.levels import LEVELS, TEST_CLASSES, comparable, gap
from speelveld.advice.pupils import Pupils

_SINGLE_AT = {level.half_steps: number for number, level in enumerate(LEVELS) if not level.double}
_DOUBLES = [number for number, level in enumerate(LEVELS) if level.double]
_LOWER = [_SINGLE_AT[(LEVELS[number].half_steps or 0) - 1] for number in _DOUBLES]
_UPPER = [_SINGLE_AT[(LEVELS[number].half_steps or 0) + 1] for number in _DOUBLES]
_IS_DOUBLE = np.isin(np.arange(len(LEVELS)), _DOUBLES)

HIGHER = np.asarray(
    gap(np.arange(len(LEVELS), dtype=np.int8)[:, None], np.arange(len(TEST_CLASSES), dtype=np.int8)) > 0
)
"""Whether a class of test advice is higher than an advice, shape ``(12, 6)``."""


class Choice(StrEnum):
    """How pupils with double advice are given a single one."""

    UP = "up"
    ORDERED = "ordered"
    INDEPENDENT = "independent"
    DOWN = "down"


CHOICES = (Choice.ORDERED, Choice.INDEPENDENT)
"""Between these lies a teacher who sees something of what the test sees."""


@dataclass(frozen=True, eq=False)
class Joint:
    """Pupils with a first advice on the scale and a test advice, by both and by provider, shape ``(12, 6, providers)``.

    ``schools`` holds the same by school, with one more axis in front, or None. ``providers`` label the last axis, of
    which the first is a test without a known provider.
    """

    table: NDArray[np.int64]
    providers: tuple[str, ...]
    schools: NDArray[np.int64] | None = None


def joint(pupils: Pupils, *, by_school: bool = False) -> Joint:
    """The joint table of first and test advice; with ``by_school`` also by school, of schools with such pupils."""
    both = comparable(pupils.first, pupils.test)
    providers = ("unknown provider", *pupils.providers)
    shape = (len(LEVELS), len(TEST_CLASSES), len(providers))
    size = shape[0] * shape[1] * shape[2]
    place = pupils.first[both].astype(np.int64) * shape[1] + pupils.test[both]
    place = place * shape[2] + pupils.provider[both] + 1
    if not by_school:
        return Joint(np.bincount(place, minlength=size).reshape(shape), providers)
    present, school = np.unique(pupils.school[both], return_inverse=True)
    counts = np.bincount(school * size + place, minlength=present.size * size).reshape(present.size, *shape)
    return Joint(counts.sum(axis=0), providers, counts)


def double_share(table: Cells) -> Cells:
    """The share with double advice, shape ``(batch,)``, of tables of shape ``(batch, 12, 6, ...)``; 0 of nobody."""
    rest = tuple(range(1, table.ndim))
    total = table.sum(axis=rest)
    share: Cells = table[:, _IS_DOUBLE].sum(axis=rest) / np.where(total.real > 0, total, 1.0)
    return share


def eligible_share(table: Cells) -> Cells:
    """The share with a higher test advice, shape ``(batch,)``, of tables of shape ``(batch, 12, 6, ...)``."""
    rest = tuple(range(1, table.ndim))
    share: Cells = table[:, HIGHER].sum(axis=tuple(range(1, table.ndim - 1))) / table.sum(axis=rest)
    return share


def fewer_doubles(table: Cells, keep: Cells, choice: Choice) -> Cells:
    """The tables when only the share ``keep`` of each double advice stays double and the others become single.

    ``table`` has shape ``(batch, 12, 6, ...)``, ``keep`` shape ``(batch,)`` within [0, 1]. Totals stay as they are.
    """
    shape = (-1,) + (1,) * (table.ndim - 2)
    changed = table.astype(np.result_type(table, keep, np.float64))
    for double, lower, upper in zip(_DOUBLES, _LOWER, _UPPER, strict=True):
        leaving = (1 - keep).reshape(shape) * table[:, double]
        down = _to_lower(leaving, choice)
        changed[:, double] -= leaving
        changed[:, lower] += down
        changed[:, upper] += leaving - down
    return changed


def _to_lower(leaving: Cells, choice: Choice) -> Cells:
    """Of the pupils that leave one double advice, by test advice and provider, those that get the lower level."""
    if choice is Choice.UP:
        return np.zeros_like(leaving)
    if choice is Choice.DOWN:
        return leaving
    if choice is Choice.INDEPENDENT:
        return leaving / 2
    # The lower half by test advice, each provider alike: in one class the border falls inside it.
    others = tuple(range(2, leaving.ndim))
    by_test = leaving.sum(axis=others)
    before = np.cumsum(by_test, axis=1) - by_test
    room = by_test.sum(axis=1, keepdims=True) / 2 - before
    taken = np.where(room.real >= by_test.real, by_test, np.where(room.real > 0, room, 0.0))
    part = taken / np.where(by_test.real > 0, by_test, 1.0)
    return leaving * part.reshape(part.shape + (1,) * len(others))


def alike(tables: Sequence[Cells], choice: Choice) -> tuple[Cells, Cells]:
    """Both tables with the smaller of the two shares of double advice."""
    city, reference = tables
    ours, theirs = double_share(city), double_share(reference)
    # Both shares have one batch, or one of them has a single row.
    ours, theirs = np.broadcast_arrays(ours, theirs)
    fewer = ours.real < theirs.real
    keep_theirs = np.where(fewer, ours / np.where(theirs == 0, 1.0, theirs), 1.0)
    keep_ours = np.where(fewer, 1.0, theirs / np.where(ours == 0, 1.0, ours))
    shape = (len(fewer), *city.shape[1:])
    return (
        fewer_doubles(np.broadcast_to(city, shape), keep_ours, choice),
        fewer_doubles(np.broadcast_to(reference, shape), keep_theirs, choice),
    )


def strata(table: Cells) -> Cells:
    """Eligible and not, by first advice and provider, shape ``(batch, 2, 12, providers)``."""
    yes = np.where(HIGHER[None, :, :, None], table, 0.0).sum(axis=2)
    return np.stack([yes, table.sum(axis=2) - yes], axis=1)
