# SPDX-License-Identifier: EUPL-1.2
"""Indices and decompositions beside PySAL's ``segregation``, on invented schools, through a user's own functions."""

from __future__ import annotations

import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.timing import median_seconds, readable, table
from speelveld import segregation
from speelveld.segregation import Counts, measure

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from segregation import multigroup, singlegroup
    from segregation.decomposition import DecomposeSegregation

SCHOOLS, MANY, GROUPS = 7_000, 100_000, 6
FIRST_USE = """
import time
start = time.perf_counter()
from speelveld import segregation
imported = time.perf_counter() - start
import numpy
counts = segregation.Counts.of(numpy.random.default_rng(1).integers(0, 90, (7000, 2)))
start = time.perf_counter()
segregation.measure(counts, ["dissimilarity", "mutual-information", "relative-diversity"])
print(imported, time.perf_counter() - start)
"""


def run() -> str:
    """Every row: our time, theirs, the ratio and the aim. Values are compared before they are timed."""
    pair, wide = _pair(1), _many()
    frame, many = _frame(pair), pd.DataFrame(wide.matrix, columns=[f"g{g}" for g in range(GROUPS)])
    rows = [
        _row(
            f"D, H and isolation, {SCHOOLS:,} x 2",
            lambda: measure(pair, ["dissimilarity", "theil-h", "isolation"]),
            [
                lambda: singlegroup.Dissim(frame, "a", "t"),
                lambda: singlegroup.Entropy(frame, "a", "t"),
                lambda: singlegroup.Isolation(frame, "a", "t"),
            ],
            120,
        ),
        _row(
            f"M and H, {MANY:,} x {GROUPS}",
            lambda: measure(wide, ["mutual-information", "multigroup-theil-h"]),
            [
                lambda: multigroup.MultiDivergence(many, list(many)),
                lambda: multigroup.MultiInfoTheory(many, list(many)),
            ],
            56,
        ),
        _row(
            f"D, R, P and C, {MANY:,} x {GROUPS}",
            lambda: measure(
                wide,
                ["multigroup-dissimilarity", "relative-diversity", "normalised-exposure", "squared-variation"],
            ),
            [
                lambda: multigroup.MultiDissim(many, list(many)),
                lambda: multigroup.MultiRelativeDiversity(many, list(many)),
                lambda: multigroup.MultiNormExposure(many, list(many)),
                lambda: multigroup.MultiSquaredCoefVar(many, list(many)),
            ],
            None,
        ),
        _row(
            f"Gini, {SCHOOLS:,} x 2",
            lambda: measure(pair, ["gini"]),
            [lambda: singlegroup.Gini(frame, "a", "t")],
            30,
        ),
        _alone(f"Gini, {MANY:,} x {GROUPS}", lambda: measure(wide, ["multigroup-gini"]), "cannot (80 GB)"),
        *_decompositions(pair, frame),
        _first_use(),
    ]
    return table("Indices and decompositions", ("job", "Speelveld", "PySAL", "ratio", "aim"), rows)


def _decompositions(pair: Counts, frame: pd.DataFrame) -> list[tuple[str, ...]]:
    other = _pair(2)
    other_frame = _frame(other)
    rows = []
    for approach in ("composition", "share"):
        start = time.perf_counter()
        theirs = DecomposeSegregation(
            singlegroup.Dissim(frame, "a", "t"),
            singlegroup.Dissim(other_frame, "a", "t"),
            counterfactual_approach=approach,
        )
        seconds = time.perf_counter() - start

        def ours(approach: str = approach) -> Any:
            return segregation.counterfactual(tuple(pair.matrix.T), tuple(other.matrix.T), approach=approach)  # type: ignore[arg-type]

        if abs(ours().spatial - theirs.c_s) > 1e-9:
            raise SystemExit(f"{approach}: ours {ours().spatial}, theirs {theirs.c_s}")
        mine = median_seconds(ours)
        rows.append((f"two places by {approach}", readable(mine), readable(seconds), f"{seconds / mine:.0f}x", "100x"))
    levels = Counts.of(pair.matrix, parents={"city": np.arange(SCHOOLS) // 100})
    rows.append(_alone("between and within 70 cities", lambda: segregation.between_within(levels, "city"), "none"))
    rows.append(_alone("change over time (Elbers)", lambda: segregation.elbers(pair, other), "none"))
    rows.append(
        _alone("what each school contributes to D", lambda: segregation.contributions(pair, "dissimilarity"), "none")
    )
    return rows


def _row(name: str, ours: Callable[[], Any], theirs: list[Callable[[], Any]], aim: int | None) -> tuple[str, ...]:
    for result, peer in zip(ours(), theirs, strict=True):
        if abs(result.estimate - peer().statistic) > 1e-9:
            raise SystemExit(f"{name}: ours {result.estimate}, theirs {peer().statistic}")
    mine = median_seconds(ours)
    their = sum(median_seconds(peer) for peer in theirs)
    return name, readable(mine), readable(their), f"{their / mine:.0f}x", f"{aim}x" if aim else ""


def _alone(name: str, ours: Callable[[], Any], theirs: str) -> tuple[str, ...]:
    return name, readable(median_seconds(ours, repeat=3)), theirs, "", ""


def _first_use() -> tuple[str, ...]:
    """Import, and the first use of the compiled loops, in a process of its own with what the cache holds."""
    done = subprocess.run([sys.executable, "-c", FIRST_USE], capture_output=True, text=True, check=True)
    imported, first = (float(seconds) for seconds in done.stdout.split())
    return f"import {readable(imported)}; first use", readable(first), "", "", "under 3 s"


def _pair(seed: int) -> Counts:
    random = np.random.default_rng(seed)
    size = random.integers(60, 500, SCHOOLS)
    a = random.binomial(size, random.beta(0.6, 6, SCHOOLS))
    return Counts.of(np.column_stack([a, size - a]), groups=["a", "b"])


def _many() -> Counts:
    return Counts.of(np.random.default_rng(3).integers(1, 150, (MANY, GROUPS)))


def _frame(pair: Counts) -> pd.DataFrame:
    return pd.DataFrame({"a": pair.matrix[:, 0], "t": pair.unit_totals})
