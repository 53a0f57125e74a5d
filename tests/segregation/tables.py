# SPDX-License-Identifier: EUPL-1.2
"""Tables for the tests of the measures: invented ones, and the example data of the R package ``segregation``."""

from __future__ import annotations

import csv
import gzip
from functools import lru_cache
from pathlib import Path

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from speelveld.segregation import Counts

EXAMPLE = Path(__file__).resolve().parent.parent / "data" / "us-example"
RACES = ("asian", "black", "hisp", "native", "white")


@lru_cache(maxsize=2)
def example(year: str) -> Counts:
    """``schools00`` or ``schools05``: invented schools by race, in districts, in states."""
    cells: dict[str, dict[str, int]] = {}
    states, districts = {}, {}
    with gzip.open(EXAMPLE / f"schools{year}.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            cells.setdefault(row["school"], {})[row["race"]] = int(float(row["n"]))
            states[row["school"]], districts[row["school"]] = row["state"], row["district"]
    matrix = [[of.get(race, 0) for race in RACES] for of in cells.values()]
    parents = {"state": [states[school] for school in cells], "district": [districts[school] for school in cells]}
    return Counts.of(matrix, list(cells), RACES, parents)


def matrices(
    groups: int | tuple[int, int] = (2, 5), units: int = 12, most: int = 60, least: int = 0
) -> st.SearchStrategy[NDArray[np.int64]]:
    """Invented counts, some units and groups of which may be empty; at least two groups have members."""
    span = (groups, groups) if isinstance(groups, int) else groups
    return (
        st.integers(*span)
        .flatmap(
            lambda width: st.lists(
                st.lists(st.integers(least, most), min_size=width, max_size=width), min_size=2, max_size=units
            )
        )
        .map(lambda rows: np.array(rows, dtype=np.int64))
        .filter(lambda cells: int((cells.sum(axis=0) > 0).sum()) >= 2)
    )


def invented(seed: int = 1, units: int = 30, groups: int = 4) -> Counts:
    """One table of invented schools, the same for the same seed."""
    random = np.random.default_rng(seed)
    size = random.integers(20, 300, units)
    shares = random.dirichlet(np.linspace(0.5, 3, groups), units)
    return Counts.of(np.array([random.multinomial(n, p) for n, p in zip(size, shares, strict=True)]))
