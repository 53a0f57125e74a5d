# SPDX-License-Identifier: EUPL-1.2
"""Resampling, null tests and corrections beside PySAL's ``segregation``, each on 7,000 invented schools.

PySAL's slow rows are run with fewer iterations (or units) and scaled up: the number in brackets says from how many.
"""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

os.environ.setdefault("TQDM_DISABLE", "1")  # PySAL draws a progress bar per test

import numpy as np
import pandas as pd
from segregation.inference import SingleValueTest, TwoValueTest
from segregation.singlegroup import BiasCorrectedDissim, DensityCorrectedDissim, Dissim, Entropy

from benchmarks.timing import median_seconds, readable, table
from speelveld import segregation
from tests.segregation.schools import schools

SCHOOLS = 7_000
DRAWS = 500
Row = tuple[str, str, str, str]


def run() -> str:
    """Both in one process, on the same schools; values that both have must agree."""
    random = np.random.default_rng(1)
    size = random.integers(60, 500, SCHOOLS)
    a = random.binomial(size, random.beta(0.6, 6, SCHOOLS))
    counts = segregation.Counts.of(np.column_stack([a, size - a]), groups=["a", "b"])
    frame = pd.DataFrame({"group": a, "total": size})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows = [*_tests(counts, frame), *_comparisons(counts, frame), *_corrections(counts, frame), *_bootstrap()]
    return table(
        f"Inference, {SCHOOLS:,} schools of two groups, {DRAWS} replications, one thread unless said",
        ("job", "Speelveld", "PySAL", "ratio"),
        rows,
    )


def _row(job: str, ours: Callable[[], object], theirs: Callable[[], object], of: int, scale: int, unit: str) -> Row:
    """Ours in full; theirs ``scale`` times the time of ``of`` iterations or units."""
    gc.collect()
    mine = median_seconds(ours, repeat=5)
    their = median_seconds(theirs, repeat=1, at_least=0) * scale
    note = f" (from {of} {unit})" if scale > 1 else ""
    return job, readable(mine), readable(their) + note, f"{their / mine:.0f}x"


def _tests(counts: segregation.Counts, frame: pd.DataFrame) -> list[Row]:
    rows = []
    for null, scheme, of, indices in (
        ("systematic", "systematic", 100, ["dissimilarity", "theil-h"]),
        ("person_permutation", "permutation", 2, ["dissimilarity"]),
        ("bootstrap", "units", 100, ["dissimilarity"]),
    ):
        peers = [Dissim(frame, "group", "total"), Entropy(frame, "group", "total")][: len(indices)]

        def theirs(null: str = null, of: int = of, peers: list[object] = peers) -> None:
            for peer in peers:
                SingleValueTest(peer, iterations_under_null=of, null_approach=null, n_jobs=1)

        def ours(scheme: str = scheme, indices: list[str] = indices) -> None:
            segregation.resample(counts, indices, scheme=scheme, replications=DRAWS)

        names = " and ".join("DH"[i] for i in range(len(indices)))
        rows.append(_row(f"{null}: {names}", ours, theirs, of, DRAWS // of, "iterations"))
    with ThreadPoolExecutor(2) as executor:

        def both() -> None:
            segregation.resample(
                counts, ["dissimilarity", "theil-h"], scheme="systematic", replications=DRAWS, executor=executor
            )

        rows.append(("systematic: D and H, two threads", readable(median_seconds(both, repeat=5)), "", ""))
    return rows


def _comparisons(counts: segregation.Counts, frame: pd.DataFrame) -> list[Row]:
    half = SCHOOLS // 2
    places = [segregation.Counts.of(part, groups=counts.groups) for part in np.split(counts.matrix, [half])]
    peers = [Dissim(part.reset_index(drop=True), "group", "total") for part in (frame[:half], frame[half:])]

    def ours() -> None:
        segregation.compare(places[0], places[1], ["dissimilarity"], scheme="units", replications=DRAWS)

    def theirs() -> None:
        TwoValueTest(peers[0], peers[1], iterations_under_null=50, null_approach="bootstrap", n_jobs=1)

    return [_row("difference of D of two halves: bootstrap of units", ours, theirs, 50, DRAWS // 50, "iterations")]


def _corrections(counts: segregation.Counts, frame: pd.DataFrame) -> list[Row]:
    a, b = counts.matrix.T
    few = frame[:350]
    mine = segregation.density_corrected(few["group"], few["total"] - few["group"])
    peer = DensityCorrectedDissim(few, "group", "total").statistic
    if abs(mine - peer) > 1e-5:
        raise SystemExit(f"density-corrected D: ours {mine}, theirs {peer}")
    return [
        _row(
            "density-corrected D",
            lambda: segregation.density_corrected(a, b),
            lambda: DensityCorrectedDissim(few, "group", "total"),
            350,
            SCHOOLS // 350,
            "schools",
        ),
        _row(
            "bias-corrected D (Allen's bootstrap)",
            lambda: segregation.allen_bootstrap(counts, ["dissimilarity"], replications=DRAWS),
            lambda: BiasCorrectedDissim(frame, "group", "total", B=DRAWS),
            DRAWS,
            1,
            "",
        ),
    ]


def _bootstrap() -> list[Row]:
    """The README example of R's ``segregation`` (11.8 s there on a machine like ours; R is not run here)."""
    counts = schools()

    def ours() -> None:
        segregation.resample(counts, ["mutual-information", "multigroup-theil-h"], replications=1000)

    return [
        ("M and H, 1,000 bootstraps of 2,045 schools of five groups", readable(median_seconds(ours, repeat=5)), "", "")
    ]
