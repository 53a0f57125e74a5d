# SPDX-License-Identifier: EUPL-1.2
"""The first measures beside PySAL's ``segregation`` on 7,000 schools; the exact chance value beside simulating it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from segregation.singlegroup import CorrelationR, Dissim, Entropy, Isolation

from benchmarks.timing import median_seconds, readable, table
from speelveld import segregation

SCHOOLS = 7_000
PEERS = {"dissimilarity": Dissim, "isolation": Isolation, "eta-squared": CorrelationR, "theil-h": Entropy}


def run() -> str:
    """Both in one process, on the same invented schools; their values must agree."""
    random = np.random.default_rng(1)
    size = random.integers(60, 500, SCHOOLS)
    a = random.binomial(size, random.beta(0.6, 6, SCHOOLS))
    b = size - a
    frame = pd.DataFrame({"group": a, "total": size})
    rows = []
    for name, peer in PEERS.items():
        ours, theirs = segregation.INDICES[name](a, b), peer(frame, "group", "total").statistic
        if abs(ours - theirs) > 1e-9:
            raise SystemExit(f"{name}: ours {ours}, theirs {theirs}")
        mine = median_seconds(lambda name=name: segregation.INDICES[name](a, b))  # type: ignore[misc]
        their = median_seconds(lambda peer=peer: peer(frame, "group", "total"))  # type: ignore[misc]
        rows.append((name, readable(mine), readable(their), f"{their / mine:.0f}x"))
    few, group = size[:200], int(a[:200].sum())

    def simulate() -> float:
        draws = random.multivariate_hypergeometric(few, group, size=500)
        return float(np.mean([segregation.dissimilarity(x, few - x) for x in draws]))

    exact = median_seconds(lambda: segregation.expected("dissimilarity", few, group))
    rows.append(
        (
            "chance value of D, 200 schools: exact, beside 500 simulations",
            readable(exact),
            readable(median_seconds(simulate, repeat=3)),
            f"{median_seconds(simulate, repeat=3) / exact:.0f}x",
        )
    )
    return table(f"First measures, {SCHOOLS:,} schools", ("measure", "Speelveld", "peer", "ratio"), rows)
