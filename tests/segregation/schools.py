# SPDX-License-Identifier: EUPL-1.2
"""The example tables of the R package ``segregation``, as counts (see tests/data/us-example/README.md)."""

from __future__ import annotations

import csv
import gzip
from functools import cache
from pathlib import Path

import numpy as np

from speelveld.segregation.counts import Counts

FOLDER = Path(__file__).parent.parent / "data" / "us-example"


@cache
def schools(year: str = "00") -> Counts:
    """2,045 invented schools by five groups."""
    with gzip.open(FOLDER / f"schools{year}.csv.gz", "rt") as file:
        rows = [(row["school"], row["race"], int(float(row["n"]))) for row in csv.DictReader(file)]
    units, groups = sorted({row[0] for row in rows}), sorted({row[1] for row in rows})
    matrix = np.zeros((len(units), len(groups)), dtype=np.int64)
    row = {unit: i for i, unit in enumerate(units)}
    for unit, group, n in rows:
        matrix[row[unit], groups.index(group)] += n
    return Counts.of(matrix, units, groups)
