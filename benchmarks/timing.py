# SPDX-License-Identifier: EUPL-1.2
"""Timing and tables for every benchmark."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence


def median_seconds(call: Callable[[], object], *, repeat: int = 7, at_least: float = 0.05) -> float:
    """The median time of one call, after one call to warm up; quick calls are timed in batches of ``at_least`` s."""
    start = time.perf_counter()
    call()
    once = time.perf_counter() - start
    batch = max(1, int(at_least / max(once, 1e-9)))
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        for _ in range(batch):
            call()
        times.append((time.perf_counter() - start) / batch)
    return statistics.median(times)


def readable(seconds: float) -> str:
    """Seconds with a unit that fits."""
    for unit, scale in (("s", 1.0), ("ms", 1e3)):
        if seconds * scale >= 1:
            return f"{seconds * scale:.3g} {unit}"
    return f"{seconds * 1e6:.3g} us"


def table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table under a heading."""
    lines = [f"## {title}", "", "| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"
