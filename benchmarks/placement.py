# SPDX-License-Identifier: EUPL-1.2
"""Placing invented children: beside ``matching``, at the size of a city and of a country, and under many lotteries."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from matching.games import HospitalResident

from benchmarks.timing import readable, table
from speelveld.placement.market import Market, SeatRules
from speelveld.placement.placing import place
from speelveld.placement.replication import replicate
from speelveld.placement.verifier import verify

CITY = (2_200, 70, 3, 5)
"""Children, schools, shortest and longest list: about the four-year-olds of Groningen."""
REGION = (10_000, 50, 5, 12)
COUNTRY = (1_000_000, 1_000, 5, 12)
SMALL = (1_000, 20, 5, 12)
CLASSES = 3
LOTTERIES = 5_000

PROGRAM = """
import json, resource, sys, time
import numpy as np
from speelveld.placement.market import Market
from speelveld.placement.placing import place
names = ("starts", "lists", "classes", "capacities", "numbers")
arrays = [np.load(f"{sys.argv[1]}/{name}.npy") for name in names]
market = Market(*arrays)
place(Market.of([[0]], [[0]], [1], [0]), "da")
times, own = [], []
for _ in range(10):
    start, busy = time.perf_counter(), time.process_time()
    placed = place(market, "da").schools
    times.append(time.perf_counter() - start)
    own.append(time.process_time() - busy)
try:
    lines = open("/proc/self/status").read().splitlines()
    peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 2**10
except OSError:  # elsewhere the system counts what the process that started this one held, too
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**10 if sys.platform != "darwin" else 2**20)
print(json.dumps([min(times), min(own), peak, int((placed >= 0).sum())]))
"""


def invented(students: int, schools: int, shortest: int, longest: int, seed: int = 1) -> Market:
    """Popular schools stand on more lists; three priority classes at random; one lottery; seats for 105%."""
    random = np.random.default_rng(seed)
    popularity = np.cumsum(random.exponential(1.0, schools) + 0.1)
    sizes = random.integers(shortest, longest + 1, students)
    rows = []
    for first in range(0, students, 50_000):
        number = min(50_000, students - first)
        wished = np.searchsorted(popularity, random.random((number, 4 * longest)) * popularity[-1]).astype(np.int32)
        new = np.ones(wished.shape, np.bool_)
        for at in range(1, wished.shape[1]):
            new[:, at] = (wished[:, :at] != wished[:, at : at + 1]).all(axis=1)
        keep = new & (np.cumsum(new, axis=1) <= sizes[first : first + number, None])
        sizes[first : first + number] = keep.sum(axis=1)
        rows.append(wished[keep])
    lists = np.concatenate(rows)
    starts = np.zeros(students + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    return Market(
        starts,
        lists,
        random.integers(0, CLASSES, lists.size, dtype=np.int32),
        np.full(schools, int(1.05 * students / schools) + 1, np.int64),
        random.permutation(students).astype(np.int32),
    )


def run() -> str:
    """Three tables: beside a peer, alone, and lotteries."""
    return f"{_beside_a_peer()}\n{_mechanisms()}\n{_country()}\n{_lotteries()}"


def _least(call: Callable[[], object], repeat: int = 30) -> float:
    """The shortest time of one call: what the machine can do when nobody else uses it."""
    call()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def _beside_a_peer() -> str:
    rows = []
    for size, aim in ((SMALL, ""), (REGION, "50,000x")):
        market = invented(*size)
        ours = _least(lambda market=market: place(market, "da"))  # type: ignore[misc]
        building, solving, found = _peer(market)
        if found != place(market, "da").schools.tolist():
            raise SystemExit("matching places other children")
        what = f"{size[0]:,} children, {size[1]} schools"
        rows.append((what, readable(ours), readable(solving), f"{solving / ours:,.0f}x", aim, readable(building)))
    header = ("market", "Speelveld", "`matching` solves", "ratio", "aim", "`matching` builds before that")
    return table("Deferred acceptance beside `matching`, the same placement", header, rows)


def _peer(market: Market) -> tuple[float, float, list[int]]:
    """The same market for ``matching``: seconds to build and to solve, and the school of each child."""
    starts, ranking = market.rankings
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        game = HospitalResident.create_from_dictionaries(
            {child: market.list_of(child) for child in range(market.n_students)},
            {school: ranking[starts[school] : starts[school + 1]].tolist() for school in range(market.n_schools)},
            dict(enumerate(market.capacities.tolist())),
        )
        built = time.perf_counter()
        solved = game.solve()
    done = time.perf_counter()
    found = [-1] * market.n_students
    for school, children in solved.items():
        for child in children:
            found[child.name] = school.name
    return built - start, done - built, found


def _mechanisms() -> str:
    """The plain and the compiled way of each mechanism, which must give the same."""
    from dataclasses import replace

    market = invented(*CITY)
    random = np.random.default_rng(2)
    rules = SeatRules.none(market.n_schools, 2)
    rules.reserves[:] = market.capacities // 4
    rules.quotas[:] = market.capacities // 2
    rules.floors[:] = (market.capacities // 4)[:, None]
    rules.ceilings[:] = (market.capacities // 2)[:, None]
    slots = tuple((0,) * int(seats // 2) + (-1,) * int(seats - seats // 2) for seats in market.capacities)
    market = replace(
        market,
        types=random.integers(0, 2, market.n_students, dtype=np.int32),
        type_names=("majority", "minority"),
        entry_tags=random.integers(0, 2, market.lists.size),
        tag_names=("near",),
        rules=SeatRules(rules.reserves, rules.quotas, rules.floors, rules.ceilings, rules.shares, slots),
    )
    rows = []
    for name in (
        *("da", "school_proposing_da", "ttc", "boston", "serial_dictatorship", "eadam"),
        *("da_minority_reserve", "da_majority_quota", "da_soft_bounds", "da_slot_precedence"),
        "stable_improvement_cycles",
    ):
        fast = _least(lambda name=name: place(market, name))  # type: ignore[misc]
        plain = _least(lambda name=name: place(market, name, plainly=True), repeat=2)  # type: ignore[misc]
        placed = place(market, name).schools
        if (placed != place(market, name, plainly=True).schools).any():
            raise SystemExit(f"{name}: the two ways differ")
        checking = _least(lambda name=name, placed=placed: verify(market, name, placed), repeat=3)  # type: ignore[misc]
        aim = "under 200 us" if name == "da" else ""
        rows.append((name, readable(fast), readable(plain), f"{plain / fast:.0f}x", readable(checking), aim))
    title = f"Every mechanism, {CITY[0]:,} children, {CITY[1]} schools, lists of {CITY[2]} to {CITY[3]}"
    return table(title, ("mechanism", "compiled", "plain Python", "ratio", "to verify", "aim"), rows)


def _country() -> str:
    with tempfile.TemporaryDirectory() as folder:
        market = invented(*COUNTRY)
        for name in ("starts", "lists", "classes", "capacities", "numbers"):
            np.save(Path(folder) / name, getattr(market, name))
        # In a process of its own, which holds nothing but the market.
        del market
        command = [sys.executable, "-c", PROGRAM, folder]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, own, peak, placed = json.loads(done.stdout)
    rows = [
        ("time, shortest of ten", readable(seconds), "under 1 s, better 0.5 s"),
        ("processor time, shortest of ten", readable(own), ""),
        ("peak memory of the process", f"{peak:.0f} MiB", "under 300 MB"),
        ("children with a place", f"{placed:,}", ""),
    ]
    return table(
        f"Deferred acceptance, {COUNTRY[0]:,} children, {COUNTRY[1]:,} schools", ("what", "measured", "aim"), rows
    )


def _lotteries() -> str:
    """Seconds of this process's own, so that others on the machine do not count."""
    market = invented(*CITY)
    replicate(market, "da", 10, seed=1)
    rates = []
    for first in range(7):
        start = time.process_time()
        replicate(market, "da", LOTTERIES, seed=1, first=first * LOTTERIES)
        rates.append(LOTTERIES / (time.process_time() - start))
    title = f"Lotteries with deferred acceptance, {CITY[0]:,} children, {CITY[1]} schools, one core"
    rows = [
        ("best of seven", f"{max(rates):,.0f} per second", "7,000"),
        ("median", f"{statistics.median(rates):,.0f} per second", ""),
    ]
    return table(title, ("what", "measured", "aim"), rows)
