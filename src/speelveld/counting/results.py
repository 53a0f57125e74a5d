# SPDX-License-Identifier: EUPL-1.2
"""The way back: from results of measures to a frame, one row per result."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from speelveld.segregation.result import Result

SCHEMA: Final = pl.Schema(
    {
        "index": pl.String(),
        "variant": pl.String(),
        "groups": pl.List(pl.String()),
        "estimate": pl.Float64(),
        "corrected": pl.Float64(),
        "se": pl.Float64(),
        "low": pl.Float64(),
        "high": pl.Float64(),
        "null_mean": pl.Float64(),
        "p_value": pl.Float64(),
        "n_units": pl.Int64(),
        "n": pl.Float64(),
        "seed": pl.UInt64(),
        "method": pl.String(),
    }
)
"""The columns: the fields of a ``Result``, in its order, whether or not a result fills them."""


def results_frame(results: Iterable[Result]) -> pl.DataFrame:
    """A tidy frame: a row per result, a column per field of ``Result``; null where nothing was asked for or defined.

    The columns are the same for any results, and for none, so that frames can be put below each other. ``groups`` is a
    list of labels: ``.with_columns(pl.col("groups").list.join(" v. "))`` makes it text, as a CSV file needs.
    """
    return pl.DataFrame([one.record() for one in results], schema=SCHEMA, orient="row")
