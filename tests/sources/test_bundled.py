# SPDX-License-Identifier: EUPL-1.2
"""The bundled files: each has its provenance, none holds more than it should."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from importlib import resources
from pathlib import Path

import pytest

from speelveld.sources.delimited import decode

BUNDLED = Path(str(resources.files("speelveld.sources"))) / "bundled"
PROVENANCE = {record["file"]: record for record in json.loads((BUNDLED / "provenance.json").read_text("utf-8"))}
FILES = sorted(path.name for path in BUNDLED.iterdir() if path.name not in ("provenance.json", "SOURCES.md"))
PRIMARY = [name for name in FILES if name.startswith("duo_po_")]
TOLD = ("publisher", "title", "reference_date", "licence", "found_in", "original", "left_out")


def test_every_bundled_file_has_its_provenance_and_the_other_way_round() -> None:
    assert sorted(PROVENANCE) == FILES


@pytest.mark.parametrize("name", FILES)
def test_file_is_the_one_that_its_provenance_describes(name: str) -> None:
    content, record = (BUNDLED / name).read_bytes(), PROVENANCE[name]
    assert hashlib.sha256(content).hexdigest() == record["bundled_sha256"]
    assert len(content) == record["bytes"]
    assert re.fullmatch("[0-9a-f]{64}", record["original_sha256"])
    assert all(record[fact].strip() for fact in TOLD)


def test_bundle_is_small() -> None:
    assert sum((BUNDLED / name).stat().st_size for name in FILES) < 20 * 2**20
    assert sum((BUNDLED / name).stat().st_size for name in PRIMARY) < 5 * 2**20


@pytest.mark.parametrize("name", PRIMARY)
def test_no_file_on_primary_education_holds_single_ages_or_contact_details(name: str) -> None:
    text = decode(gzip.decompress((BUNDLED / name).read_bytes()), name, "mac_roman")
    header = next(line for line in text.split("\n")[:2] if re.search("BEVOEGD|INSTELLINGSCODE|brin6", line))
    assert re.search("LEEFTIJD|JONGER|OUDER|[0-9]+_JAAR|TELEFOON|INTERNET|CORRESPONDENTIE", header) is None


def test_gzip_wrappers_hold_no_time_or_name() -> None:
    for name in FILES:
        if name.endswith(".gz"):
            assert (BUNDLED / name).read_bytes()[3:8] == bytes(5), name


def test_sources_for_people_name_every_file() -> None:
    told = (BUNDLED / "SOURCES.md").read_text("utf-8")
    assert [name for name in FILES if f"## `{name}`" not in told] == []


def test_gap_of_2024_is_told() -> None:
    assert "Ridderkerk" in PROVENANCE["duo_po_flows_2024.csv.gz"]["caveats"]
