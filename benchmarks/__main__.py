# SPDX-License-Identifier: EUPL-1.2
"""``make bench``: run every benchmark, or those named, and print one Markdown table each."""

from __future__ import annotations

import argparse
import os
import platform

import numpy as np
import polars as pl

from benchmarks import (
    advice,
    advice_models,
    advice_records,
    building,
    counting,
    engine,
    indices,
    inference,
    laboratory,
    pages,
    placement,
    suppression,
)

BENCHMARKS = {
    "build": building.run,
    "pages": pages.run,
    "indices": indices.run,
    "engine": engine.run,
    "inference": inference.run,
    "counting": counting.run,
    "suppression": suppression.run,
    "placement": placement.run,
    "laboratory": laboratory.run,
    "advice": advice.run,
    "advice-models": advice_models.run,
    "advice-records": advice_records.run,
}


def main() -> None:
    """Run what is asked for and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help="which benchmarks; default: all")
    names = parser.parse_args().names or list(BENCHMARKS)
    print(
        f"Python {platform.python_version()}, numpy {np.__version__}, polars {pl.__version__}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n"
    )
    for name in names:
        print(BENCHMARKS[name](), flush=True)


if __name__ == "__main__":
    main()
