# SPDX-License-Identifier: EUPL-1.2
"""Results as a frame: one row each, the same columns always. All counts are invented."""

from __future__ import annotations

import dataclasses
import math

import polars as pl

from speelveld.counting import results_frame
from speelveld.segregation import Counts, Result, measure, resample

COUNTS = Counts.of([[31, 12], [8, 40], [14, 33]], ["Linden", "Beech", "Oak"], ["a", "b"])


def test_a_row_per_result_and_a_column_per_field() -> None:
    results = measure(COUNTS, ["dissimilarity", "theil-h", "gini"])
    frame = results_frame(results)
    assert frame.columns == [field.name for field in dataclasses.fields(Result)]
    assert frame["index"].to_list() == [one.index for one in results]
    assert frame["estimate"].to_list() == [one.estimate for one in results]
    assert frame["groups"].to_list() == [list(one.groups) for one in results]
    assert frame["n"].to_list() == [COUNTS.total] * 3


def test_what_was_not_asked_for_or_is_not_defined_is_null() -> None:
    frame = results_frame([Result("dissimilarity", "", ("a", "b"), math.nan, p_value=0.25, seed=2**64 - 1)])
    assert frame.row(0, named=True) == {
        "index": "dissimilarity", "variant": "", "groups": ["a", "b"], "estimate": None, "corrected": None, "se": None,
        "low": None, "high": None, "null_mean": None, "p_value": 0.25, "n_units": 0, "n": 0.0, "seed": 2**64 - 1,
        "method": "",
    }  # fmt: skip


def test_frames_of_any_results_stand_below_each_other() -> None:
    drawn = resample(COUNTS, ["dissimilarity"], replications=20, seed=1).result("dissimilarity")
    frames = [results_frame(()), results_frame(measure(COUNTS, ["gini"])), results_frame([drawn])]
    together = pl.concat(frames)
    assert together.height == 2
    assert together["low"].to_list() == [None, drawn.low]
    text = together.with_columns(pl.col("groups").list.join(" v. ")).write_csv()
    assert 'gini,"",a v. b,' in text
