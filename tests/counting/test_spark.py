# SPDX-License-Identifier: EUPL-1.2
"""The same counting code on a PySpark session, in a process of its own (see ``spark_session``)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from speelveld.counting import counts_from_frame, counts_from_wide
from speelveld.segregation.registry import measure
from tests.counting.frames import INVENTED

SPARK = Path(sys.prefix) / "spark"
"""Where ``tools/environment.sh`` puts Spark."""


def test_spark_counts_as_polars_does() -> None:
    assert SPARK.is_dir(), "Spark is not beside this environment: make it with sh tools/environment.sh dev"
    table = {**INVENTED, "m": [1] * 7, "weight": [0.5, 1.0, 1.5, 2.0, 0.25, 3.0, 1.0]}
    done = subprocess.run(
        [sys.executable, "-m", "tests.counting.spark_session"],
        input=json.dumps(table),
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": str(SPARK), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    frame = pl.DataFrame(table)
    long = counts_from_frame(frame, unit="school", group="group", count="n", within=["city"])
    assert found["long"] == [list(long.units), list(long.groups), long.matrix.tolist(), ["Y", "X", "X"]]
    assert found["measured"] == pytest.approx(measure(long.pair("a", "b"), ["dissimilarity"])[0].estimate)
    assert found["records"] == counts_from_frame(frame, unit="school", group="group").matrix.tolist()
    assert found["weighted"] == counts_from_frame(frame, unit="school", group="group", weight="weight").matrix.tolist()
    assert found["wide"] == counts_from_wide(frame, unit="school", groups=["n", "m"]).matrix.tolist()
    assert found["apart"] == ["(missing)", "x"]
    assert len(found["faults"]) == 4
    assert (
        "column 'n': '-6' is not a number of pupils (school 'South', group 'a')"
        in found["faults"][0] + found["faults"][3]
    )
