# SPDX-License-Identifier: EUPL-1.2
"""A tiny, invented dataset: enough to build an edition in a moment."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from speelveld.contracts.base import Column, Contract, Kind
from speelveld.sources.cells import Cells
from speelveld.sources.dataset import Dataset
from speelveld.sources.delimited import read_delimited
from speelveld.terms import Source

CONTRACT = Contract(
    name="invented",
    nl="Verzonnen scholen",
    en="Invented schools",
    description="Invented, for tests.",
    columns=(
        Column("brin6", Kind.TEXT, "vestiging", "branch", pattern="[0-9]{2}[0-9A-Z]{4}"),
        Column("pupils", Kind.COUNT, "leerlingen", "pupils", "pupils", low=0, high=2000),
    ),
    key=("brin6",),
)


def read_invented(raw: bytes, file: str) -> pl.DataFrame:
    """The reader of the invented dataset."""
    text = read_delimited(raw, file, {"brin6": ["VESTIGING"], "pupils": ["LEERLINGEN"]})
    return Cells(text, file).code("brin6", width=6).count("pupils").frame()


DATASET = Dataset(
    id="invented",
    file="invented.csv",
    read=read_invented,
    contract=CONTRACT,
    source=Source("Verzonnen scholen", "nobody", "2016-10-01", "CC0 1.0"),
    rows=3,
)

GOOD = b"VESTIGING;LEERLINGEN\n99AA00;120\n99AB00;80\n99AC00;200\n"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A folder with the one good source file."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "invented.csv").write_bytes(GOOD)
    return folder
