# SPDX-License-Identifier: EUPL-1.2
"""``make attack``: protect many random linked systems, attack every one, and tell what was found.

Exit status 1 as soon as one protected count can be worked out too well. Most systems are small; the last one is the
largest: 65 schools x 5 years x 4 groups x 3 outcomes with boards and districts.

On a part of them A12 is played as well: every two categories of the first dimension (schools) know their own rows. More
is hidden for that, and what is left is attacked with what each two know. That takes as many attacks as there are pairs,
so it is done for every tiny system, for every third of the small ones and every tenth of the middle ones; only where a
third category is left to learn about, and nothing is shown or was said whatever is hidden.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from speelveld.disclosure.attack import Finding
from speelveld.disclosure.system import System
from tests.disclosure.attack.hierarchies import Asked, attacked, attacked_from_within, draw, has_insiders

SHARES = {"tiny": 0.5, "small": 0.44, "middle": 0.06}
SECONDS = {"tiny": 2.0, "small": 4.0, "middle": 20.0, "largest": 60.0}
"""How long the engine may search for something better in a system of each size."""
WITHIN = {"tiny": 1, "small": 3, "middle": 10}
"""Of how many systems of each size one is attacked by insiders as well."""


@dataclass
class Tally:
    """What came out of the systems of one size."""

    systems: int = 0
    cells: int = 0
    needs: int = 0
    hidden: int = 0
    findings: int = 0
    within: int = 0
    within_hidden: int = 0
    within_findings: int = 0
    protecting: list[float] = field(default_factory=list)
    attacking: list[float] = field(default_factory=list)


def sizes(count: int) -> list[str]:
    """The sizes of so many systems: the shares rounded down, small ones for the rest, the largest at the end."""
    rest = count - 1
    drawn = [size for size, share in SHARES.items() for _ in range(int(share * rest))]
    return [*drawn, *["small"] * (rest - len(drawn)), "largest"]


def main() -> int:
    """Run, and print a table; 1 when anything was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--systems", type=int, default=500, help="how many systems (default 500)")
    parser.add_argument("--seed", type=int, default=1, help="the first of the seeds of the systems (default 1)")
    given = parser.parse_args()
    if given.systems < 1:
        parser.error("at least one system")
    console = Console(stderr=True)
    tallies: dict[str, Tally] = defaultdict(Tally)
    bar = Progress(
        TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    )
    with bar:
        task = bar.add_task("attacking", total=given.systems)
        for at, size in enumerate(sizes(given.systems)):
            seed = given.seed + at
            bar.update(task, description=f"{size}, seed {seed}")
            _one(size, seed, tallies[size], bar.console)
            bar.advance(task)
    Console(width=None if sys.stdout.isatty() else 120).print(_table(tallies))
    return int(any(tally.findings or tally.within_findings for tally in tallies.values()))


def _one(size: str, seed: int, tally: Tally, console: Console) -> None:
    started = time.perf_counter()
    one, system, hidden = draw(size, np.random.default_rng(seed), seconds=SECONDS[size])
    protected = time.perf_counter()
    found = attacked(system, hidden)
    tally.attacking.append(time.perf_counter() - protected)
    tally.protecting.append(protected - started)
    tally.systems += 1
    tally.cells += len(system.cells)
    tally.needs += len(system.needs())
    tally.hidden += len(hidden)
    tally.findings += len(found)
    found += _within(size, one, system, hidden, tally)
    for leak in found:
        console.print(
            f"{_words(one, seed)}: {leak.attack} {leak.form}: {leak.low} to {leak.high}, {leak.why}", style="red"
        )


def _within(size: str, one: Asked, system: System, hidden: frozenset[str], tally: Tally) -> list[Finding]:
    """A12 on this system, when it is its turn."""
    if size not in WITHIN or tally.systems % WITHIN[size] or not has_insiders(one, system):
        return []
    more, found = attacked_from_within(system, hidden)
    tally.within += 1
    tally.within_hidden += more
    tally.within_findings += len(found)
    return found


def _words(one: Asked, seed: int) -> str:
    return f"seed {seed}, {'x'.join(map(str, one.shape))}, threshold {one.threshold}, base {one.base}"


def _table(tallies: dict[str, Tally]) -> Table:
    table = Table(title="Protected, then attacked (seconds: the median, and the most)")
    columns = ("size", "systems", "cells", "small counts", "hidden", "found", "s protecting", "s attacking")
    for column in (*columns, "with insiders", "hidden more", "found"):
        table.add_column(column, justify="left" if column == "size" else "right")
    for size, tally in tallies.items():
        table.add_row(
            size,
            str(tally.systems),
            f"{tally.cells:,}",
            f"{tally.needs:,}",
            f"{tally.hidden:,}",
            str(tally.findings),
            _times(tally.protecting),
            _times(tally.attacking),
            str(tally.within),
            f"{tally.within_hidden:,}",
            str(tally.within_findings),
        )
    return table


def _times(seconds: list[float]) -> str:
    return f"{median(seconds):.2f}, {max(seconds):.2f}"


if __name__ == "__main__":
    sys.exit(main())
