# SPDX-License-Identifier: EUPL-1.2
"""CBS's national figures on reconsideration (84274NED) as strata, to put other figures beside.

Of the higher first advices CBS's cells are not there; they follow from the total, together.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from speelveld.advice import LEVELS, Strata, level_number

REST = "all higher advices"
CELLS = {
    "vso_pro_vmbo-b": ("VSO", "PRO", "VMBO_B"),
    "vmbo-b/k": ("VMBO_B_K",),
    "vmbo-k": ("VMBO_K",),
    "vmbo-k/gt": ("VMBO_K_GT",),
    "vmbo-gt": ("VMBO_GT",),
}
"""The first advices of which CBS's cells are there, with our levels."""
LABELS = (*CELLS, REST)
_TOTAL = "totaal"


def national_strata(table: pl.DataFrame) -> Strata:
    """Eligible pupils and all first advices of the newest year, by first advice.

    ``table`` is ``published_reconsiderations``. Raises ValueError when it lacks a cell of that year.
    """
    whole = table.filter(pl.col("income_quintile") == _TOTAL)
    year = str(whole.get_column("school_year").max())
    cells = {
        row["first_advice"]: (row["higher_raised"] + row["higher_not_raised"], row["first_advices"])
        for row in whole.filter(pl.col("school_year") == year).iter_rows(named=True)
    }
    missing = [name for name in (_TOTAL, *CELLS) if name not in cells]
    if missing:
        raise ValueError(f"the national figures of {year} lack {', '.join(missing)}")
    parts = np.array([cells[name] for name in CELLS], dtype=np.int64)
    counts = np.vstack([parts, np.array(cells[_TOTAL], dtype=np.int64) - parts.sum(axis=0)])
    return strata_of(counts[:, 0], counts[:, 1], (year,))


def strata_of(eligible: NDArray[np.int64], first: NDArray[np.int64], years: tuple[str, ...]) -> Strata:
    """Counts in CBS's cells, shape ``(6,)``, as strata."""
    return Strata.of(("first advice",), (LABELS,), eligible, first, years=years)


def cell_numbers() -> NDArray[np.int64]:
    """The cell of each level of advice, shape ``(12,)``; -1 for no advice possible, which CBS does not count."""
    cells = np.full(len(LEVELS), len(CELLS), dtype=np.int64)
    for at, codes in enumerate(CELLS.values()):
        cells[[level_number(code) for code in codes]] = at
    cells[level_number("ADVIES_NIET_MOGELIJK")] = -1
    return cells
