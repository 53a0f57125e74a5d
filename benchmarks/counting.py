# SPDX-License-Identifier: EUPL-1.2
"""Records of 20 million invented pupils: from a Parquet file to counts and measures, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.timing import table

PUPILS, SCHOOLS, GROUPS = 20_000_000, 7_000, 6
LIMIT_SECONDS = 10
RUNS = 3

PROGRAM = """
import json, resource, sys, time
start = time.perf_counter()
from speelveld.counting import read_counts
from speelveld.segregation.registry import measure
ready = time.perf_counter()
counts = read_counts(sys.argv[1], unit="school", group="group", within=("city",))
counted = time.perf_counter()
results = measure(counts, ["mutual-information", "multigroup-theil-h", "multigroup-dissimilarity", "dissimilarity"])
done = time.perf_counter()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform != "darwin" else 2**30)
times = [ready - start, counted - ready, done - counted, done - start]
print(json.dumps([*times, peak, counts.total, results[0].estimate]))
"""


def run() -> str:
    """Write the file, and count and measure it three times; the middle one counts."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "invented_pupils.parquet"
        # In a process of its own: a child's peak memory starts at what its parent held when it was started.
        writer = "import sys; from pathlib import Path; from benchmarks.counting import write; write(Path(sys.argv[1]))"
        subprocess.run([sys.executable, "-c", writer, str(path)], check=True)
        found = []
        for _ in range(RUNS + 1):
            command = [sys.executable, "-c", PROGRAM, str(path)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            found.append(json.loads(done.stdout))
        size = path.stat().st_size / 2**20
    imports, counting, measuring, seconds, peak, total, _ = sorted(found[1:], key=lambda one: one[3])[RUNS // 2]
    if total != PUPILS:
        raise SystemExit(f"{total} pupils were counted")
    return table(
        f"{PUPILS:,} records of pupils in Parquet ({size:.0f} MiB), {SCHOOLS:,} schools, {GROUPS} groups",
        ("what", "measured", "aim"),
        [
            ("start and imports", f"{imports:.1f} s", ""),
            ("count, with cities", f"{counting:.1f} s", ""),
            ("measure M, H, D, and D of each group", f"{measuring:.2f} s", ""),
            ("all", f"{seconds:.1f} s", f"under {LIMIT_SECONDS} s"),
            ("peak memory", f"{peak:.2f} GiB", ""),
        ],
    )


def write(path: Path) -> None:
    """Invented pupils, in the order in which a register might hold them: by nothing at all."""
    random = np.random.default_rng(20)
    shares = random.dirichlet(np.full(GROUPS, 0.7), SCHOOLS).cumsum(axis=1)
    school = random.integers(0, SCHOOLS, PUPILS, dtype=np.int32)
    group = np.zeros(PUPILS, dtype=np.int32)
    luck = random.random(PUPILS, dtype=np.float32)
    for column in range(GROUPS - 1):
        group += luck > shares[:, column].astype(np.float32)[school]
    schools = pl.Series([f"{number:04d}XX{number % 4:02d}" for number in range(SCHOOLS)])
    cities = pl.Series([f"city {number % 340}" for number in range(SCHOOLS)])
    groups = pl.Series([f"invented group {number}" for number in range(GROUPS)])
    frame = pl.DataFrame(
        {"school": schools.gather(school), "city": cities.gather(school), "group": groups.gather(group)}
    )
    frame.write_parquet(path)
