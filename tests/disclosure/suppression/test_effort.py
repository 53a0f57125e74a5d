# SPDX-License-Identifier: EUPL-1.2
"""A search ends at the same place on every machine: its work is counted, not its time. All counts are invented."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest

from speelveld.disclosure.protect import protect
from speelveld.disclosure.suppression import Pattern, suppress, unsafe
from speelveld.disclosure.suppression.effort import Effort
from speelveld.disclosure.system import System
from tests.disclosure.attack.hierarchies import asked, make
from tests.disclosure.systems import school_system


def linked() -> System:
    """A table of which the optimum takes long to prove: two ways to group one dimension, and margins."""
    return make(asked("small", np.random.default_rng(252)), np.random.default_rng(252))


def under_clock(monkeypatch: pytest.MonkeyPatch, system: System, *, seconds: float, tick: float) -> Pattern:
    """The pattern when every look at the clock finds that so many seconds have passed."""
    ticks = itertools.count()
    with monkeypatch.context() as context:
        context.setattr(time, "monotonic", lambda: next(ticks) * tick)
        return suppress(system, seconds=seconds)


def test_without_time_passing_a_search_ends_because_its_work_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    system = linked()
    short = under_clock(monkeypatch, system, seconds=0.5, tick=0.0)
    longer = under_clock(monkeypatch, system, seconds=8.0, tick=0.0)
    assert short.method == longer.method == "heuristic"
    assert not short.hurried
    assert longer.bound > short.bound
    assert longer.loss <= short.loss


def test_the_speed_of_the_clock_changes_nothing_until_it_ends_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    system = linked()
    still, slow, fast = (under_clock(monkeypatch, system, seconds=2.0, tick=tick) for tick in (0.0, 1e-5, 1.0))
    assert still == slow
    assert fast.hurried
    assert fast.bound < still.bound
    assert unsafe(system.statements(fast.hidden), system.needs(), values=system.values) == []


def test_units_that_are_solved_side_by_side_end_at_the_same_place(monkeypatch: pytest.MonkeyPatch) -> None:
    system = school_system(24, 2, 4, 3, seed=3)
    first, again, more = (under_clock(monkeypatch, system, seconds=seconds, tick=0.0) for seconds in (0.5, 0.5, 20.0))
    assert first == again
    assert not first.hurried
    assert more.bound > first.bound


def test_a_part_gets_a_share_of_what_is_left_and_is_counted() -> None:
    effort = Effort(10.0, float("inf"))
    assert effort.part(0.5).work == 5.0
    assert effort.part(7.0).work == 10.0
    part = effort.part(0.5)
    part.spent, part.hurried = 6.0, True
    assert part.over
    effort.took(part, of=2)
    assert (effort.spent, effort.hurried) == (3.0, True)
    assert effort.part(1.0).work == 7.0
    effort.spent = 20.0
    assert effort.part(1.0).work == 0.0
    assert Effort.endless().over is False


def test_who_protects_a_table_is_told_that_the_clock_ended_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    system = linked()
    found = []
    for tick in (0.0, 1.0):
        with monkeypatch.context() as context:
            ticks = itertools.count()
            context.setattr(time, "monotonic", lambda ticks=ticks, tick=tick: next(ticks) * tick)
            found.append(protect(system, seconds=2.0).how)
    assert found == ["heuristic", "heuristic, ended by the clock: another run may hide other cells"]
