# SPDX-License-Identifier: EUPL-1.2
"""The files: they can be read, they agree with each other, and they show nothing that a page hides."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import csvw
import pytest
from django.test import Client

from tests.web import invented


def rows(site: Client, address: str) -> list[dict[str, str]]:
    """A CSV file as dictionaries."""
    response = site.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith("attachment")
    return list(csv.DictReader(io.StringIO(response.content.decode(), newline="")))


def test_figures_as_csv_and_json_agree(site: Client, edition: invented.Edition) -> None:
    table = rows(site, "/groningen/cijfers.csv")
    content = json.loads(site.get("/groningen/cijfers.json").content)
    assert content["municipality"] == {"code": "GM0014", "name": "Groningen"}
    assert content["edition"] == edition.id
    assert len(table) == len(content["figures"]) > 5
    for row, figure in zip(table, content["figures"], strict=True):
        assert row["id"] == figure["id"]
        assert float(row["estimate"]) == figure["estimate"]
        assert row["method"] == figure["method"]


def test_files_of_a_place_without_figures_say_why_and_hold_no_number(site: Client) -> None:
    for row in rows(site, "/ameland/cijfers.csv"):
        assert row["estimate"] == row["low"] == row["high"] == ""
        assert row["reason"] == "too few pupils or schools to show"
    for figure in json.loads(site.get("/ameland/cijfers.json").content)["figures"]:
        assert figure["estimate"] is None
        assert figure["suppressed"] is True


def test_hidden_schools_have_empty_cells(site: Client) -> None:
    table = rows(site, "/groningen/scholen.csv")
    hidden = [row for row in table if row["reason"]]
    assert len(table) == 40
    assert len(hidden) == 5
    assert all(row["n_pupils"] == row["share_percent"] == row["distance_m"] == "" for row in hidden)


@pytest.mark.parametrize("file", ["cijfers.csv", "scholen.csv", "advies.csv", "advies-scholen.csv"])
def test_metadata_describes_the_file(site: Client, file: str) -> None:
    metadata = json.loads(site.get(f"/groningen/{file}-metadata.json").content)
    header = list(rows(site, f"/groningen/{file}")[0])
    columns = metadata["tableSchema"]["columns"]
    assert metadata["url"] == file
    assert metadata["dc:license"]["@id"] == "https://creativecommons.org/licenses/by/4.0/"
    assert any("DUO" in source for source in metadata["dc:source"])
    assert [column["name"] for column in columns] == header
    for column in columns:
        assert column["titles"]["nl"][0] == column["titles"]["en"][0] == column["name"]
    differing = [column for column in columns if column["titles"]["nl"][1] != column["titles"]["en"][1]]
    assert len(differing) > 5
    described = site.get(f"/groningen/{file}").headers["Link"]
    assert f'/groningen/{file}-metadata.json>; rel="describedby"' in described


@pytest.mark.parametrize("file", ["cijfers.csv", "scholen.csv", "advies.csv", "advies-scholen.csv"])
def test_a_csv_on_the_web_reader_takes_it(site: Client, file: str, tmp_path: Path) -> None:
    (tmp_path / file).write_bytes(site.get(f"/groningen/{file}").content)
    described = tmp_path / f"{file}-metadata.json"
    described.write_bytes(site.get(f"/groningen/{file}-metadata.json").content)
    table = csvw.Table.from_file(described)
    read = list(table.iterdicts())
    assert len(read) == len(rows(site, f"/groningen/{file}"))


def test_another_site_may_read_the_figures(site: Client) -> None:
    response = site.get("/groningen/cijfers.json")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
