# SPDX-License-Identifier: EUPL-1.2
"""A file of invented pupils, to try ``speelveld advice`` with. Every row and every column says that it is invented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from speelveld.advice import LEVELS, MISSING, TEST_CLASSES, Group, Provider, World, invent
from speelveld.errors import Fault, InputError

PER_SCHOOL = 90
"""About how many invented pupils an invented school has in all years together."""
MOST = 5_000_000


def invented_world(pupils: int, years: tuple[str, ...]) -> World:
    """What is planted: few double advices, one generous test, teachers who advise one group a little lower."""
    return World(
        pupils=pupils,
        schools=max(2, pupils // PER_SCHOOL),
        years=years,
        groups=(Group("lower", 0.4, -0.5, -0.1), Group("higher", 0.6)),
        providers=(Provider("plain test", 0.6), Provider("generous test", 0.4, 0.2)),
        double_share=0.3,
        school_advice_sd=0.1,
        missing=0.03,
    )


def write_invented(path: Path, pupils: int, years: tuple[str, ...], seed: int) -> dict[str, Any]:
    """Write a CSV or (by its name) Parquet file, and tell what was planted. Raises InputError when it is there."""
    if path.exists():
        raise InputError(Fault("this file is there already.", path.name, advice="Give the name of a new file."))
    world = invented_world(pupils, years)
    made = invent(world, seed=seed).pupils
    levels = np.array([level.code for level in LEVELS] + [""])
    classes = np.array([one.code for one in TEST_CLASSES] + [""])
    reasons = np.array(["no", "yes", ""])
    score = np.zeros(0) if made.score is None else made.score
    columns = {
        "first advice": levels[made.first],
        "test advice": classes[made.test],
        "final advice": levels[made.final],
        "group": np.array(made.groups)[made.group],
        "school": np.array(made.schools)[made.school],
        "school year": np.array(made.years)[made.year],
        "test provider": np.array([*made.providers, ""])[made.provider],
        "reason": reasons[made.reason],
        "test score": np.round(np.where(np.isnan(score), 0, score), 2).astype(str),
    }
    columns["test score"] = np.where(made.test == MISSING, "", columns["test score"])
    frame = pl.DataFrame({f"{name} (invented)": values for name, values in columns.items()})
    frame = frame.with_columns(pl.lit("invented: no such pupil exists").alias("note (invented)"))
    if path.suffix == ".parquet":
        frame.write_parquet(path)
    else:
        frame.write_csv(path)
    return {
        "file": path.name,
        "invented_pupils": pupils,
        "invented_schools": world.schools,
        "seed": seed,
        "planted": {
            "share_of_schools_with_double_advice": world.double_share,
            "advice_of_group_lower_in_levels": world.groups[0].advice,
            "generous_test_in_levels": world.providers[1].shift,
            "spread_of_schools_in_levels": world.school_advice_sd,
            "test_reliability": world.test_reliability,
            "share_without_test": world.missing,
        },
    }
