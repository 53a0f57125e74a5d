# SPDX-License-Identifier: EUPL-1.2
"""``speelveld advice`` on 1.5 million invented records: from the file on disk to the protected report."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from benchmarks.timing import readable, table
from speelveld.commands.advice import By, report_of
from speelveld.commands.advice_invent import write_invented
from speelveld.commands.advice_protect import Allowed
from speelveld.commands.advice_read import read_pupils
from speelveld.disclosure.table_rules import TableRules

PUPILS, CITY = 1_500_000, 5_400
AIM = "under 20 s"
T = TypeVar("T")
YEARS = ("2020/21", "2021/22", "2022/23")
ALLOWED = Allowed(across_breaks=False, coded_in_six_classes=False)
RULES = TableRules("benchmark")
SECONDS = 20.0


def run() -> str:
    """One table: reading, and everything by group and year; and a city by school."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ("csv", "parquet"):
            path = Path(folder) / f"country.{suffix}"
            write_invented(path, PUPILS, YEARS, 1)
            size = f"{path.stat().st_size / 1e6:.0f} MB"
            rows.append((f"{PUPILS:,} pupils, {suffix}, {size}", *measured(path, [By.GROUP, By.YEAR], False), AIM))
        path = Path(folder) / "city.csv"
        write_invented(path, CITY, YEARS, 2)
        rows.append((f"{CITY:,} pupils, by school, with models", *measured(path, [By.GROUP, By.SCHOOL], True), ""))
    header = ("what", "reading", "protected report", "together", "aim")
    return table("Records of advice, from file to protected report", header, rows)


def measured(path: Path, by: list[By], models: bool) -> tuple[str, str, str]:
    """How long reading takes, how long the report, and both."""
    read, pupils = timed(lambda: read_pupils(path))
    made, _ = timed(lambda: report_of(pupils, None, by, RULES, ALLOWED, models, SECONDS))
    return readable(read), readable(made), readable(read + made)


def timed(call: Callable[[], T]) -> tuple[float, T]:
    """Seconds of one call, and what it gave: a command runs once."""
    start = time.perf_counter()
    found = call()
    return time.perf_counter() - start, found


if __name__ == "__main__":
    print(run())
