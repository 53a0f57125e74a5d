# SPDX-License-Identifier: EUPL-1.2
"""Every contract describes its table so that others' tools can read and check it."""

from __future__ import annotations

import json
from pathlib import Path

import csvw
import polars as pl
import pytest
from frictionless import Resource

from speelveld.contracts.base import Column, Contract, Kind, interval
from speelveld.contracts.csvw import csvw as described
from speelveld.contracts.csvw import resource
from speelveld.contracts.derived import BRANCHES, CONTRASTS, PLACES
from speelveld.sources.catalogue import DATASETS
from speelveld.terms import Source

EVERY = {dataset.id: dataset.contract for dataset in DATASETS} | {
    contract.name: contract for contract in (BRANCHES, CONTRASTS, PLACES)
}

SMALL = Contract(
    name="invented_schools",
    nl="Verzonnen scholen",
    en="Invented schools",
    description="Invented, for tests.",
    columns=(
        Column("brin6", Kind.TEXT, "vestiging", "branch", pattern="[0-9]{2}[0-9A-Z]{4}"),
        Column("day", Kind.DATE, "peildatum", "day of the count"),
        Column("share", Kind.NUMBER, "aandeel", "share", "percent", nullable=True, low=0, high=100),
        *interval("pupils", "leerlingen", "pupils"),
    ),
    key=("brin6",),
    intervals=("pupils",),
)
ROWS = "brin6,day,share,pupils_low,pupils_high\n99AA00,2016-10-01,12.5,1,4\n99AB00,2016-10-01,,30,30\n"
SOURCE = Source("Verzonnen", "nobody", "2016-10-01", "CC0 1.0", "https://example.org")


@pytest.mark.parametrize("name", EVERY)
def test_every_contract_has_titles_in_both_languages_and_a_description(name: str) -> None:
    contract = EVERY[name]
    table = described(contract, f"{name}.csv")
    assert table["dc:title"]["nl"] != table["dc:title"]["en"]
    assert table["dc:description"]
    columns = table["tableSchema"]["columns"]
    assert [column["name"] for column in columns] == list(contract.schema)
    assert all(column["titles"]["nl"] and column["titles"]["en"] for column in columns)
    assert set(table["tableSchema"]["primaryKey"]) <= set(contract.schema)
    assert not list(Resource.metadata_validate(resource(contract, f"{name}.parquet")))


def test_a_csv_is_read_by_its_metadata(tmp_path: Path) -> None:
    (tmp_path / "schools.csv").write_text(ROWS)
    metadata = tmp_path / "schools.csv-metadata.json"
    metadata.write_text(json.dumps(described(SMALL, "schools.csv", [SOURCE])))
    first, second = csvw.Table.from_file(metadata)
    assert (first["brin6"], float(first["share"]), first["pupils_low"], first["pupils_high"]) == ("99AA00", 12.5, 1, 4)
    assert second["share"] is None
    assert json.loads(metadata.read_text())["dc:license"] == ["CC0 1.0"]


@pytest.mark.parametrize(
    ("good", "broken"), [("12.5", "112.5"), ("99AA00", "banana"), (",1,4", ",-1,4"), ("2016-10-01,12", "yesterday,12")]
)
def test_a_broken_csv_is_found_by_its_metadata(tmp_path: Path, good: str, broken: str) -> None:
    (tmp_path / "schools.csv").write_text(ROWS.replace(good, broken))
    descriptor = {**resource(SMALL, "schools.csv"), "type": "table"}
    assert Resource.from_descriptor(descriptor, basepath=str(tmp_path)).validate().valid is False
    (tmp_path / "schools.csv").write_text(ROWS)
    assert Resource.from_descriptor(descriptor, basepath=str(tmp_path)).validate().valid is True


def test_a_table_that_keeps_its_contract_keeps_its_metadata() -> None:
    frame = pl.read_csv(ROWS.encode(), try_parse_dates=True)
    assert SMALL.check(frame).columns == [column["name"] for column in resource(SMALL, "x.csv")["schema"]["fields"]]
