# SPDX-License-Identifier: EUPL-1.2
"""Counts an invented table on a local Spark session, and prints what came out: a process of its own for the test.

Spark is installed beside the environment, because pandera imports it wherever it can.
"""

from __future__ import annotations

import json
import sys
import warnings

from pyspark.sql import SparkSession

from speelveld.counting import counts_from_frame, counts_from_wide
from speelveld.errors import InputError
from speelveld.segregation.registry import measure


def main() -> None:
    """Long, weighted, wide and wrong frames on one session."""
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "1", "spark.driver.memory": "512m"}
    builder = SparkSession.builder.master("local[1]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    table = json.load(sys.stdin)
    rows = list(zip(*table.values(), strict=True))
    frame = session.createDataFrame(rows, list(table))
    found = {}
    counts = counts_from_frame(frame, unit="school", group="group", count="n", within=["city"])
    found["long"] = [counts.units, counts.groups, counts.matrix.tolist(), counts.parents["city"].tolist()]
    found["measured"] = measure(counts.pair("a", "b"), ["dissimilarity"])[0].estimate
    found["records"] = counts_from_frame(frame, unit="school", group="group").matrix.tolist()
    found["weighted"] = counts_from_frame(frame, unit="school", group="group", weight="weight").matrix.tolist()
    found["wide"] = counts_from_wide(frame, unit="school", groups=["n", "m"]).matrix.tolist()
    found["apart"] = counts_from_frame(
        session.createDataFrame([("A", "x"), ("A", None)], "school string, `group` string"),
        unit="school",
        group="group",
        missing="group",
    ).groups
    try:
        counts_from_frame(frame.selectExpr("school", "`group`", "n - 10 AS n"), unit="school", group="group", count="n")
    except InputError as error:
        found["faults"] = [str(fault) for fault in error.faults]
    session.stop()
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    main()
