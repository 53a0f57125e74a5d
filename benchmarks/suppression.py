# SPDX-License-Identifier: EUPL-1.2
"""Secondary suppression beside the textbook hypercube method, on the same invented tables.

Processor time is over all threads (ours uses two), so that a busy machine does not count against either. The
hypercube's needs that stay exposed are judged by the same check as ours, over what is shown of one unit (a school, or a
municipality's schools): "at least", since cells across units can only expose more.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from benchmarks.hypercube import hypercube, tables_of
from benchmarks.timing import table
from speelveld.disclosure.suppression import suppress
from speelveld.disclosure.suppression.arrays import arrays_of
from speelveld.disclosure.suppression.attacker import Attacker
from speelveld.disclosure.suppression.parts import units
from speelveld.disclosure.suppression.questions import judge
from speelveld.disclosure.suppression.witnesses import Witnesses
from speelveld.disclosure.system import System
from tests.disclosure.systems import nested_system, school_system, town_of_school

NESTED = ((34, 650, 3), (340, 6500, 12))
SIZES = ((1, 5, 4, 3), (4, 2, 4, 3), (12, 1, 4, 3), (65, 1, 4, 3), (65, 5, 4, 3))
Result = TypeVar("Result")
HEADER = (
    "table",
    "cells",
    "primary",
    "secondary: ours",
    "hypercube",
    "their value: ours",
    "hypercube",
    "gap",
    "how",
    "processor: ours",
    "hypercube",
    "clock: ours",
    "exposed: ours",
    "hypercube",
)


def run() -> str:
    """One row per size; the last are a tenth of a national table and a whole one."""
    rows = []
    for size in SIZES:
        system = school_system(*size)
        axes = [[f"{name}={label}" for label in _labels(system, place)] for place, name in enumerate(NAMES)]
        rows.append(_row(" x ".join(map(str, size)), system, [axes]))
    return table(
        "Secondary suppression, beside the hypercube method", HEADER, [*rows, *(nested(*size) for size in NESTED)]
    )


NAMES = ("school", "year", "group", "outcome")


def _labels(system: System, place: int) -> list[str]:
    """The categories of a dimension, the total last."""
    found = {cell.id.split("|")[place].split("=")[1] for cell in system.cells}
    return [*sorted(found - {"*"}), "*"]


def nested(municipalities: int, schools: int, provinces: int) -> tuple[str, ...]:
    """Invented schools of one year by group and outcome, with sums per municipality, province and country."""
    of = town_of_school(municipalities, schools)
    system = nested_system(municipalities, schools, provinces)
    small = [[f"group={label}" for label in ("g0", "g1", "g2", "g3", "*")]]
    small.append([f"outcome={label}" for label in ("o0", "o1", "o2", "*")])
    axes = []
    for town in np.unique(of):
        inside = [f"school=s{place:04}" for place in np.flatnonzero(of == town)]
        axes.append([[*inside, f"municipality=m{town:03}"], *small])
    for province in range(provinces):
        inside = [f"municipality=m{town:03}" for town in np.unique(of) if town % provinces == province]
        axes.append([[*inside, f"province=p{province:02}"], *small])
    axes.append([[*(f"province=p{province:02}" for province in range(provinces)), "school=*"], *small])
    return _row(f"municipalities and provinces: {len(of)} x 4 x 3", system, axes)


def _row(name: str, system: System, axes: Sequence[Sequence[Sequence[str]]]) -> tuple[str, ...]:
    """Both methods on one system."""
    seconds = 60.0 if len(system.cells) < 10_000 else 900.0
    pattern, mine, clock = _timed(lambda: suppress(system, seconds=seconds))
    places = tables_of(system, axes)
    theirs, their_time, _ = _timed(lambda: hypercube(system, places))
    value = {cell.id: cell.value for cell in system.cells}
    other = theirs - pattern.primary
    return (
        name,
        f"{len(system.cells):,}",
        f"{len(pattern.primary):,}",
        f"{len(pattern.secondary):,}",
        f"{len(other):,}",
        f"{sum(value[cell] for cell in pattern.secondary):,}",
        f"{sum(value[cell] for cell in other):,}",
        f"{pattern.gap:.1%}",
        pattern.method + (", ended by the clock" if pattern.hurried else ""),
        f"{mine:.1f} s",
        f"{their_time:.1f} s",
        f"{clock:.1f} s",
        f"{exposed(system, pattern.hidden)}",
        f"{exposed(system, theirs)}",
    )


def _timed(call: Callable[[], Result]) -> tuple[Result, float, float]:
    """A result, the processor time that it took, and the time by the clock, in seconds."""
    start, clock = time.process_time(), time.monotonic()
    result = call()
    return result, time.process_time() - start, time.monotonic() - clock


def exposed(system: System, hidden: frozenset[str], *, most_units: int = 70) -> int:
    """How many needs the cells of their own unit expose, over the first ``most_units`` units."""
    whole = arrays_of(system)
    gone = np.array([cell in hidden for cell in whole.cells])
    count = 0
    for atoms in units(whole)[:most_units]:
        part = whole.cut(atoms, inner=True)
        witnesses = Witnesses(part)
        attacker = Attacker(part, witnesses)
        pattern = gone[part.place]
        attacker.open(pattern)
        for need in range(len(part.needs.ids)):
            if need in witnesses.lacking(pattern):
                count += not judge(attacker, need, pattern).safe
    return count
