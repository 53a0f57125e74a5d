# SPDX-License-Identifier: EUPL-1.2
"""Whole datasets of every protocol, their provenance, and failures that do not stop the others."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from speelveld.errors import FetchError
from speelveld.sources.fetch.catalogue import Publishers, entries
from speelveld.sources.fetch.model import Status
from speelveld.sources.fetch.run import Request, fetch
from speelveld.sources.fetch.storage import alone_in
from speelveld.sources.fetch.transport import Session
from tests.sources.fetch import publishers
from tests.sources.fetch.conftest import Clock
from tests.sources.fetch.publishers import CSV, Map, StatLine
from tests.sources.fetch.server import Answer, Break, LocalPublisher


@pytest.fixture
def request_here(server: LocalPublisher, tmp_path: Path) -> Request:
    """Everything from the local server."""
    return Request(tmp_path / "out", publishers=Publishers(server.base, server.base, server.base))


def provenance(request: Request, dataset: str) -> dict[str, Any]:
    """What stands beside the files of a dataset."""
    document: dict[str, Any] = json.loads((request.directory / dataset / "provenance.json").read_text("utf-8"))
    return document


def test_every_protocol_brings_its_files_with_their_provenance(
    server: LocalPublisher, session: Session, request_here: Request, tmp_path: Path, clock: Clock
) -> None:
    publishers.duo_file(server)
    publishers.ckan(server, "adressen_bo", [publishers.resource(server)])
    StatLine(server)
    Map(server)
    publishers.geopackage(server, tmp_path)
    wanted = entries(["duo.adressen_bo", "cbs.83502ned", "pdok.wijken", "pdok.wijkenbuurten"])
    report = fetch(session, wanted, request_here)
    assert report.failures == []
    assert [str(one.outcome.path.relative_to(request_here.directory)) for one in report.fetched] == [
        "duo.adressen_bo/vestigingenbo.csv",
        "cbs.83502ned/83502NED_2024JJ00_observations.jsonl",
        "cbs.83502ned/83502NED_metadata.json",
        "pdok.wijken/wijken_2024.geojson",
        "pdok.wijkenbuurten/wijkenbuurten_2024.gpkg",
    ]
    for one in report.fetched:
        note = provenance(request_here, one.entry.id)["files"][one.outcome.path.name]
        assert note["sha256"] == hashlib.sha256(one.outcome.path.read_bytes()).hexdigest() == one.outcome.sha256
        assert note["url"] == one.outcome.url
        assert note["retrieved"] == clock.now.isoformat()
        assert note["licence"] == one.entry.licence
    assert (
        provenance(request_here, "duo.adressen_bo")["files"]["vestigingenbo.csv"]["licence_stated_by_server"] == "cc-by"
    )


def test_provenance_keeps_when_the_bytes_came_and_when_they_were_last_checked(
    server: LocalPublisher, session: Session, request_here: Request, clock: Clock
) -> None:
    publishers.duo_file(server)
    publishers.ckan(server, "adressen_bo", [publishers.resource(server)])
    fetch(session, entries(["duo.adressen_bo"]), request_here)
    first = clock.now
    clock.now += timedelta(days=1)
    (one,) = fetch(session, entries(["duo.adressen_bo"]), request_here).fetched
    note = provenance(request_here, "duo.adressen_bo")["files"]["vestigingenbo.csv"]
    assert one.outcome.status is Status.UNCHANGED
    assert (note["retrieved"], note["checked"]) == (first.isoformat(), clock.now.isoformat())


def test_another_year_does_not_wipe_the_provenance_of_the_first(
    server: LocalPublisher, session: Session, request_here: Request
) -> None:
    for year in (2023, 2024):
        Map(server, year)
        fetch(session, entries(["pdok.wijken"]), Request(request_here.directory, year, False, request_here.publishers))
    assert sorted(provenance(request_here, "pdok.wijken")["files"]) == ["wijken_2023.geojson", "wijken_2024.geojson"]


def test_a_failure_is_reported_and_the_others_are_still_fetched(
    server: LocalPublisher, session: Session, request_here: Request
) -> None:
    lost = publishers.resource(server, "weg.csv")
    publishers.duo_file(server)
    publishers.ckan(server, "adressen_bo", [lost, publishers.resource(server)])
    Map(server)
    report = fetch(session, entries(["duo.adressen_bo", "cbs.85163ned", "pdok.wijken"]), request_here)
    assert [(one.entry.id, "404" in one.message) for one in report.failures] == [
        ("duo.adressen_bo", True),
        ("cbs.85163ned", True),
    ]
    assert [one.entry.id for one in report.fetched] == ["duo.adressen_bo", "pdok.wijken"]
    assert not (request_here.directory / "cbs.85163ned").exists()


def test_a_failing_refresh_leaves_the_file_and_its_provenance_and_invents_nothing(
    server: LocalPublisher, session: Session, request_here: Request
) -> None:
    path = publishers.duo_file(server)
    publishers.ckan(server, "adressen_bo", [publishers.resource(server)])
    fetch(session, entries(["duo.adressen_bo"]), request_here)
    before = {p.name: p.read_bytes() for p in (request_here.directory / "duo.adressen_bo").iterdir()}
    server.faults[path].append(Answer(b"<!doctype html><title>Storing</title>"))
    report = fetch(session, entries(["duo.adressen_bo"]), request_here)
    assert report.fetched == []
    assert "web page" in report.failures[0].message
    assert {p.name: p.read_bytes() for p in (request_here.directory / "duo.adressen_bo").iterdir()} == before


def test_a_csv_that_is_shorter_than_the_database_says_is_refused(
    server: LocalPublisher, session: Session, request_here: Request
) -> None:
    publishers.duo_file(server)
    publishers.ckan(server, "adressen_bo", [publishers.resource(server, datastore_active=True)])
    publishers.datastore(server, {"vestigingenbo": 3})
    report = fetch(session, entries(["duo.adressen_bo"]), request_here)
    assert "it holds 2 records, while the publisher's own database counts 3" in report.failures[0].message
    publishers.datastore(server, {"vestigingenbo": 2})
    assert fetch(session, entries(["duo.adressen_bo"]), request_here).failures == []


def test_a_wrong_checksum_of_the_publisher_is_refused(
    server: LocalPublisher, session: Session, request_here: Request
) -> None:
    publishers.duo_file(server)
    publishers.ckan(server, "adressen_bo", [publishers.resource(server, hash="0" * 64)])
    report = fetch(session, entries(["duo.adressen_bo"]), request_here)
    assert "its sha256 is" in report.failures[0].message
    assert not (request_here.directory / "duo.adressen_bo" / "vestigingenbo.csv").exists()


def test_a_name_that_climbs_out_of_the_folder_stays_in_it(
    server: LocalPublisher, session: Session, request_here: Request, tmp_path: Path
) -> None:
    path = publishers.duo_file(server, "..%2f..%2f..%2fescaped.csv")
    publishers.ckan(server, "adressen_bo", [publishers.resource(server, "..%2f..%2f..%2fescaped.csv")])
    (one,) = fetch(session, entries(["duo.adressen_bo"]), request_here).fetched
    assert one.outcome.path == request_here.directory / "duo.adressen_bo" / "escaped.csv"
    assert one.outcome.path.read_bytes() == CSV
    assert server.asked(path)
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_broken_connection_is_reported_as_resumed(
    server: LocalPublisher, session: Session, request_here: Request
) -> None:
    server.faults[publishers.duo_file(server)].append(Break(20))
    publishers.ckan(server, "adressen_bo", [publishers.resource(server)])
    (one,) = fetch(session, entries(["duo.adressen_bo"]), request_here).fetched
    assert one.outcome.status is Status.RESUMED
    assert one.record()["status"] == "resumed"


def test_a_folder_that_is_in_use_is_refused(session: Session, request_here: Request) -> None:
    with alone_in(request_here.directory), pytest.raises(FetchError, match="another 'speelveld fetch'"):
        fetch(session, entries(["duo.adressen_bo"]), request_here)
