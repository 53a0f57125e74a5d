# SPDX-License-Identifier: EUPL-1.2
"""Two hundred policies under a thousand lotteries each on Groningen's market: in processes, and on a Dask cluster."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from distributed import LocalCluster
from rich.console import Console
from rich.progress import Progress

from benchmarks.timing import readable, table
from speelveld.commands.lab_workers import workers
from speelveld.editions.build import build
from speelveld.editions.store import open_edition
from speelveld.figures import find_municipality
from speelveld.figures.laboratory import laboratory_town
from speelveld.figures.laboratory_study import indices
from speelveld.placement.executor import Executor
from speelveld.placement.laboratory import Outcome, Policy, Study, Town
from speelveld.placement.laboratory import run as run_study
from speelveld.placement.rules import read

MUNICIPALITY = "Groningen"
COHORTS, LOTTERIES, WORKERS = 20, 50, 2
_WORDS = {"nl": "voorbeeld", "en": "example"}


def grid() -> tuple[Policy, ...]:
    """Reserves of 0 to 40%, filled first or last, 2 to 8 near schools, lists of 3 to 7: 200 policies."""
    found = []
    for share in (0, 10, 20, 30, 40):
        for order in (("extra", "open"), ("open", "extra")):
            for nearest in (2, 4, 6, 8):
                for most in (3, 4, 5, 6, 7):
                    document = _document(share, order, nearest, most)
                    found.append(Policy(f"{share}-{order[0]}-{nearest}-{most}", read(document)))
    return tuple(found)


def _document(share: int, order: Sequence[str], nearest: int, most: int) -> dict[str, Any]:
    extra = {"name": "extra", "share": share, "kind": "reserve", "for": "target"}
    return {
        "format": "speelveld-rules/1",
        "name": _WORDS,
        "mechanism": "da_slot_precedence",
        "list": {"min": 1, "max": most},
        "distance": {"nearest": nearest, "by": "walking"},
        "groups": {"target": {"words": {"nl": "doelgroep", "en": "target group"}, "provenance": "Invented."}},
        "seats": {
            "types": [
                {**extra, "words": {"nl": "plaatsen deel A", "en": "places part A"}},
                {"name": "open", "share": 100 - share, "words": {"nl": "plaatsen deel B", "en": "places part B"}},
            ],
            "order": list(order),
        },
        "priorities": {
            "classes": [
                {"name": "sibling", "when": ["sibling"], "words": _WORDS},
                {"name": "near", "when": ["nearest"], "words": _WORDS},
                {"name": "rest", "when": [], "words": _WORDS},
            ]
        },
        "tie_breaking": {"by": "lottery", "lottery": "single"},
        "after": {"waiting_list": "same_number", "withdrawals": "refill", "late_entrants": "behind"},
    }


def run() -> str:
    """The grid on one process, on a pool and on a cluster; they must find the same."""
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        edition = open_edition(Path(folder))
        town = laboratory_town(edition, find_municipality(edition, MUNICIPALITY)).town
        study = Study(town, grid(), cohorts=COHORTS, lotteries=LOTTERIES, indices=indices())
        small = Study(town, study.policies[:8], cohorts=2, lotteries=2, indices=indices())
        return _table(study, small, town)


def _table(study: Study, small: Study, town: Town) -> str:
    with workers(WORKERS) as executor:
        run_study(small, executor)
        pool_seconds, pool = _timed(study, executor, "process pool")
    with (
        LocalCluster(
            n_workers=WORKERS, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
        ) as cluster,
        workers(scheduler=cluster.scheduler_address) as executor,
    ):
        run_study(small, executor)
        dask_seconds, dask = _timed(study, executor, "Dask cluster")
    if not _same(pool, dask):
        raise SystemExit("the pool and the cluster differ")
    lotteries = len(study.policies) * COHORTS * LOTTERIES
    rows = [
        (name, readable(seconds), f"{lotteries / seconds:,.0f} per second")
        for name, seconds in (("process pool, 2 processes", pool_seconds), ("Dask, 2 workers", dask_seconds))
    ]
    children = int(sum(outcome.areas[:, 0].sum() for outcome in pool[study.policies[0].name])) // (COHORTS * LOTTERIES)
    title = (
        f"{len(study.policies)} policies x {COHORTS * LOTTERIES:,} lotteries, {MUNICIPALITY}: {children:,} invented "
        f"children, {len(town.schools)} schools"
    )
    told = (
        "\nBoth find the same, to the last bit. Each lottery is placed and measured, with four segregation indices.\n"
    )
    return table(title, ("where", "time", "lotteries placed and measured"), rows) + told


Found = Mapping[str, Sequence[Outcome]]


def _timed(study: Study, executor: Executor, name: str) -> tuple[float, Found]:
    start = time.perf_counter()
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(name, total=None)
        found = run_study(study, executor, told=lambda done, of: bar.update(task, completed=done, total=of))
    return time.perf_counter() - start, found


def _same(one: Found, other: Found) -> bool:
    return all(
        np.array_equal(getattr(a, name), getattr(b, name), equal_nan=True)
        for policy in one
        for a, b in zip(one[policy], other[policy], strict=True)
        for name in ("rows", "stability", "chance", "areas", "intake")
    )
