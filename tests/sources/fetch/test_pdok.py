# SPDX-License-Identifier: EUPL-1.2
"""PDOK: pages of a WFS into one GeoJSON, and the GeoPackage behind the Atom feed."""

from __future__ import annotations

import copy
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from speelveld.errors import FetchError
from speelveld.sources.fetch import pdok
from speelveld.sources.fetch.download import download
from speelveld.sources.fetch.model import Outcome, Silent, Status
from speelveld.sources.fetch.pages import gather
from speelveld.sources.fetch.transport import Session
from tests.sources.fetch import publishers
from tests.sources.fetch.conftest import Clock
from tests.sources.fetch.publishers import Map
from tests.sources.fetch.server import Answer, File, LocalPublisher


@pytest.fixture
def wijken(server: LocalPublisher) -> Map:
    """A map on the server."""
    return Map(server)


def bring(session: Session, server: LocalPublisher, folder: Path) -> Outcome:
    """Fetch the wijken of 2024 into the folder."""
    return gather(session, pdok.paged(server.base, "wijkenbuurten:wijken", 2024, folder), Silent())


@pytest.mark.parametrize("says_matched", [True, False])
@pytest.mark.parametrize("cap", [1, 2, 5, 1000])
def test_all_features_come_whatever_the_server_gives_at_a_time(
    server: LocalPublisher, session: Session, wijken: Map, tmp_path: Path, cap: int, says_matched: bool
) -> None:
    wijken.cap, wijken.says_matched = cap, says_matched
    outcome = bring(session, server, tmp_path)
    document = json.loads(outcome.path.read_text(encoding="utf-8"))
    assert outcome.path.name == "wijken_2024.geojson"
    assert document == {"type": "FeatureCollection", "features": wijken.features}


def test_the_same_map_gives_the_same_bytes(
    server: LocalPublisher, session: Session, wijken: Map, tmp_path: Path
) -> None:
    first = bring(session, server, tmp_path)
    again = bring(session, server, tmp_path)
    assert again.status is Status.UNCHANGED
    assert again.sha256 == first.sha256


def stop_at_the_second_page(server: LocalPublisher, session: Session, wijken: Map, folder: Path) -> None:
    """A run that has one page and then no luck."""
    first = publishers.json_answer({"type": "FeatureCollection", "numberMatched": 5, "features": wijken.features[:2]})
    server.faults[wijken.path].extend([first, *(Answer(b"", 500) for _ in range(3))])
    with pytest.raises(FetchError, match="500"):
        bring(session, server, folder)


def test_a_run_that_stopped_goes_on(server: LocalPublisher, session: Session, wijken: Map, tmp_path: Path) -> None:
    stop_at_the_second_page(server, session, wijken, tmp_path)
    before = len(server.asked(wijken.path))
    assert bring(session, server, tmp_path).status is Status.RESUMED
    assert len(server.asked(wijken.path)) == before + 2


def test_old_pages_are_not_trusted(
    server: LocalPublisher, session: Session, wijken: Map, tmp_path: Path, clock: Clock
) -> None:
    stop_at_the_second_page(server, session, wijken, tmp_path)
    clock.now += timedelta(days=2)
    before = len(server.asked(wijken.path))
    assert bring(session, server, tmp_path).status is Status.DOWNLOADED
    assert len(server.asked(wijken.path)) == before + 3


def broken_maps() -> list[object]:
    """Pages that must not become a map, and the words of the refusal."""

    def collection(*features: Any, **fields: Any) -> Any:
        return {"type": "FeatureCollection", "features": list(features)} | fields

    def place(*point: float) -> Any:
        return {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [[list(point)]]}}

    return [
        pytest.param(collection(place(233_000.0, 582_000.0)), "not in the Netherlands", id="RD New"),
        pytest.param(collection(place(53.2, 6.5)), "not in the Netherlands", id="latitude first"),
        pytest.param(collection(place(6.5, 53.2), place(6.5, 53.2), numberMatched=2), "came twice", id="double"),
        pytest.param(collection(place(6.5, 53.2), numberMatched=1.5), "came twice", id="never ends"),
        pytest.param(collection(numberMatched=0), "no features", id="empty"),
        pytest.param(collection("x"), "not a GeoJSON feature", id="no feature"),
        pytest.param({"type": "Feature"}, "not a GeoJSON FeatureCollection", id="no collection"),
        pytest.param({"features": []}, "not a GeoJSON FeatureCollection", id="no type"),
    ]


@pytest.mark.parametrize(("document", "words"), broken_maps())
def test_a_broken_map_is_refused_and_the_old_one_stays(
    server: LocalPublisher, session: Session, wijken: Map, tmp_path: Path, document: Any, words: str
) -> None:
    old = bring(session, server, tmp_path).path.read_bytes()
    server.faults[wijken.path].extend([publishers.json_answer(document)] * 2)
    with pytest.raises(FetchError, match=words):
        bring(session, server, tmp_path)
    assert (tmp_path / "wijken_2024.geojson").read_bytes() == old
    server.faults[wijken.path].clear()
    assert bring(session, server, tmp_path).path.read_bytes() == old


def test_a_map_that_ends_too_early_is_refused(
    server: LocalPublisher, session: Session, wijken: Map, tmp_path: Path
) -> None:
    empty = publishers.json_answer({"type": "FeatureCollection", "numberMatched": 5, "features": []})
    server.faults[wijken.path].extend([wijken.get_feature(query(wijken, 0)), empty])
    with pytest.raises(FetchError, match="hold 2 features, while PDOK counts 5"):
        bring(session, server, tmp_path)


def query(wijken: Map, start: int) -> dict[str, list[str]]:
    """The question for a page, as the client asks it."""
    return {
        "request": ["GetFeature"],
        "typeNames": ["wijkenbuurten:wijken"],
        "srsName": ["urn:ogc:def:crs:EPSG::4326"],
        "startIndex": [str(start)],
        "count": [str(wijken.cap)],
    }


def test_a_feature_without_a_place_is_kept(
    server: LocalPublisher, session: Session, wijken: Map, tmp_path: Path
) -> None:
    wijken.features = copy.deepcopy(wijken.features)
    wijken.features[1]["geometry"] = None
    document = json.loads(bring(session, server, tmp_path).path.read_text(encoding="utf-8"))
    assert document["features"][1]["geometry"] is None


def test_an_exception_report_is_refused_in_the_servers_words(
    server: LocalPublisher, session: Session, wijken: Map, tmp_path: Path
) -> None:
    report = b"<?xml version='1.0'?><ows:ExceptionReport><ows:ExceptionText>Onbekend type</ows:ExceptionText>"
    server.faults[wijken.path].append(Answer(report, 200, {"Content-Type": "text/xml"}))
    with pytest.raises(FetchError, match="Onbekend type"):
        bring(session, server, tmp_path)


def test_the_geopackage_is_found_through_the_feed(server: LocalPublisher, session: Session, tmp_path: Path) -> None:
    path = publishers.geopackage(server, tmp_path)
    item = pdok.geopackage(session, server.base, 2024, tmp_path / "out")
    assert item.url == f"{server.base}{path}"
    assert item.size == len(server.files[path].body)
    assert download(session, item).path.name == "wijkenbuurten_2024.gpkg"


def test_a_geopackage_of_another_size_or_content_is_refused(
    server: LocalPublisher, session: Session, tmp_path: Path
) -> None:
    path = publishers.geopackage(server, tmp_path)
    item = pdok.geopackage(session, server.base, 2024, tmp_path / "out")
    body = server.files[path].body
    server.files[path].body = body[:-1]
    with pytest.raises(FetchError, match="cut off"):
        download(session, item)
    server.files[path].body = b"x" * len(body)
    with pytest.raises(FetchError, match="not a complete sqlite"):
        download(session, item)


@pytest.mark.parametrize(
    ("feed", "words"),
    [
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", "names no GeoPackage"),
        (b"<!DOCTYPE feed [<!ENTITY a 'aaaa'>]><feed>&a;</feed>", "declares a document type"),
        ("<!DOCTYPE feed [<!ENTITY a 'aaaa'>]><feed>&a;</feed>".encode("utf-16"), "declares a document type"),
        (b"<feed", "not XML"),
    ],
)
def test_a_strange_feed_is_refused(server: LocalPublisher, session: Session, feed: bytes, words: str) -> None:
    server.files["/cbs/wijkenbuurten/2024/atom/index.xml"] = File(feed)
    with pytest.raises(FetchError, match=words):
        pdok.geopackage(session, server.base, 2024, Path("x"))
