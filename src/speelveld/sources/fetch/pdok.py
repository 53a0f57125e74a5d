# SPDX-License-Identifier: EUPL-1.2
"""PDOK's maps of municipalities, wijken and buurten: WFS 2.0 in pages, and the Atom feed of the whole GeoPackage.

The WFS gives at most 1,000 features at a time (``count``), from ``startIndex`` on, and ignores CQL_FILTER. It answers
in RD New unless WGS84 is asked for; GeoJSON (RFC 7946) is WGS84, longitude first, which is checked on every page.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit
from xml.parsers import expat

from speelveld.sources.fetch.model import MIB, Item, Kind, fault
from speelveld.sources.fetch.pages import Paged, PagesDisagreeError
from speelveld.sources.fetch.safety import check_url, linked_url, name_of, safe_name
from speelveld.sources.fetch.transport import Session

PAGE = 1000
WEST, SOUTH, EAST, NORTH = 2.0, 50.0, 8.0, 56.5
"""A box around the Netherlands and its part of the North Sea, in degrees."""
CHANGED = "PDOK may have changed the service: look at its page ('speelveld fetch --list')."
_LINK = "http://www.w3.org/2005/Atom link"
_FEED_BYTES = 4 * MIB


def paged(base: str, key: str, year: int, folder: Path, page: int = PAGE) -> Paged:
    """One feature type of one year as a GeoJSON FeatureCollection. ``key`` is a type such as wijkenbuurten:wijken."""
    query = {
        "service": "WFS",
        "version": "2.0.0",
        "request": "GetFeature",
        "typeNames": key,
        "outputFormat": "application/json",
        "srsName": "urn:ogc:def:crs:EPSG::4326",
        "count": page,
        "startIndex": 0,
    }
    url = check_url(f"{base.rstrip('/')}/cbs/wijkenbuurten/{year}/wfs/v1_0?{urlencode(query)}")
    return Paged(url, folder / safe_name(f"{key.partition(':')[2]}_{year}.geojson"), "", following, write)


def following(url: str, document: dict[str, Any]) -> str | None:
    """The address of the next page: further by as many features as came, until all that match are there.

    A server that does not say how many match is asked until a page is empty: it may cap pages below our ``count``.
    """
    features = _features(url, document)
    matched = document.get("numberMatched")
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    start = int(query["startIndex"][0]) + len(features)
    if not features or (isinstance(matched, int) and start >= matched):
        return None
    query["startIndex"] = [str(start)]
    return urlunsplit(parts._replace(query=urlencode(query, doseq=True)))


def _features(url: str, document: dict[str, Any]) -> list[dict[str, Any]]:
    features = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise fault(url, "the answer is not a GeoJSON FeatureCollection.", CHANGED)
    for feature in features:
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise fault(url, "the answer holds something that is not a GeoJSON feature.", CHANGED)
        point = _first_point(feature.get("geometry"))
        if point is not None and not (WEST <= point[0] <= EAST and SOUTH <= point[1] <= NORTH):
            raise fault(
                url,
                f"the point {point} is not in the Netherlands as longitude and latitude: another projection or order.",
                CHANGED,
            )
    return features


def _first_point(geometry: Any) -> tuple[float, float] | None:
    value = geometry.get("coordinates") if isinstance(geometry, dict) else None
    while isinstance(value, list) and value and isinstance(value[0], list):
        value = value[0]
    if isinstance(value, list) and len(value) >= 2 and all(isinstance(each, int | float) for each in value[:2]):
        return float(value[0]), float(value[1])
    return None


def write(pages: Iterable[tuple[str, dict[str, Any]]], file: IO[bytes]) -> None:
    """All features in one collection, one per line. The server's time stamp is left out: same map, same bytes.

    Raises PagesDisagreeError when a feature came twice or not at all, as happens when a map changes between pages.
    """
    stated: set[int] = set()
    seen: set[bytes] = set()
    file.write(b'{"type":"FeatureCollection","features":[')
    for line in _lines(pages, stated):
        mark = hashlib.blake2b(line, digest_size=16).digest()
        if mark in seen:
            raise PagesDisagreeError("the same feature came twice.")
        file.write((b",\n" if seen else b"\n") + line)
        seen.add(mark)
    file.write(b"\n]}\n")
    if not seen:
        raise PagesDisagreeError("the server gave no features.")
    if stated and stated != {len(seen)}:
        counts = ", ".join(f"{each:,}" for each in sorted(stated))
        raise PagesDisagreeError(f"the pages hold {len(seen):,} features, while PDOK counts {counts}.")


def _lines(pages: Iterable[tuple[str, dict[str, Any]]], stated: set[int]) -> Iterator[bytes]:
    for _, document in pages:
        matched = document.get("numberMatched")
        if isinstance(matched, int):
            stated.add(matched)
        for feature in document["features"]:
            yield json.dumps(feature, ensure_ascii=False, separators=(",", ":")).encode()


def geopackage(session: Session, base: str, year: int, folder: Path) -> Item:
    """The GeoPackage of a year, with the exact size that the Atom feed states. Raises FetchError without one."""
    index = check_url(f"{base.rstrip('/')}/cbs/wijkenbuurten/{year}/atom/index.xml")
    # A link without a relation is an alternate (RFC 4287, 4.2.7.2); the others lead to the feed itself and to metadata.
    links = [link.get("href", "") for link in _links(session, index) if link.get("rel", "alternate") == "alternate"]
    feeds = [link for link in links if urlsplit(link).path.endswith(".xml")]
    for feed in dict.fromkeys(linked_url(index, each) for each in feeds):
        for link in _links(session, feed):
            if urlsplit(link.get("href", "")).path.endswith(".gpkg"):
                url = linked_url(feed, link.get("href", ""))
                length = link.get("length", "")
                size = int(length) if re.fullmatch(r"[0-9]{1,15}", length) else None
                return Item(url, folder / name_of(url), Kind.SQLITE, size=size)
    raise fault(index, f"the feed of {year} names no GeoPackage.", CHANGED)


def _links(session: Session, url: str) -> list[dict[str, str]]:
    """The links of an Atom feed, each as its attributes.

    A document type is refused: its entities could make a small file expand without end.
    """
    body = session.read(url, _FEED_BYTES, "application/atom+xml")
    links: list[dict[str, str]] = []

    def element(name: str, attributes: dict[str, str]) -> None:
        if name == _LINK:
            links.append(attributes)

    def document_type(*_: object) -> None:
        raise fault(url, "the feed is not plain Atom: it declares a document type.", CHANGED)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = element
    parser.StartDoctypeDeclHandler = document_type
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise fault(url, f"the feed is not XML ({error}).", CHANGED) from error
    return links
