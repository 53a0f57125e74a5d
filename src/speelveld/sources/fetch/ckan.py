# SPDX-License-Identifier: EUPL-1.2
"""CKAN, the catalogue behind DUO's open data: which files a package holds, and how many records each must have.

``/api/3/action/package_show?id=…`` answers ``{"success": true, "result": {"title", "license_id", "resources": […]}}``.
A resource has ``id``, ``name``, ``url``, ``format``, ``hash`` and ``datastore_active``; only the address is certain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from speelveld.errors import FetchError
from speelveld.sources.fetch.model import Digest, Item, Kind, fault
from speelveld.sources.fetch.safety import linked_url, name_of, safe_name
from speelveld.sources.fetch.transport import Session

_ALGORITHMS = {32: "md5", 40: "sha1", 64: "sha256"}
_KINDS = {"csv": Kind.CSV, "json": Kind.JSON, "geojson": Kind.JSON, "zip": Kind.ZIP, "xlsx": Kind.ZIP, "ods": Kind.ZIP}
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
DATA_FORMATS = frozenset({"csv", "zip", "json", "geojson", "xlsx", "xls", "ods"})
CHANGED = "The publisher may have changed the service: look at the publisher's page ('speelveld fetch --list')."


@dataclass(frozen=True, slots=True)
class Resource:
    """One file of a package. ``queryable``: CKAN also holds its records in a database that can count them."""

    id: str
    name: str
    url: str
    format: str
    digest: Digest | None
    queryable: bool


@dataclass(frozen=True, slots=True)
class Package:
    """A package: its title, the licence that CKAN states for it (empty when it states none) and its files."""

    title: str
    licence: str
    resources: tuple[Resource, ...]


def parse_digest(text: str) -> Digest | None:
    """``'sha1:ab…'`` or bare hexadecimal of the length of MD5, SHA-1 or SHA-256; None for anything else."""
    value = text.strip().rpartition(":")[2].lower()
    algorithm = _ALGORITHMS.get(len(value))
    return Digest(algorithm, value) if algorithm and re.fullmatch(r"[0-9a-f]+", value) else None


def package(session: Session, base: str, key: str) -> Package:
    """What CKAN at ``base`` says of the package ``key``. Raises FetchError when it says nothing usable."""
    url = f"{base.rstrip('/')}/api/3/action/package_show?id={quote(key, safe='')}"
    result = _result(session, url)
    listed = result.get("resources")
    resources = (
        tuple(_resource(url, one) for one in listed if isinstance(one, dict)) if isinstance(listed, list) else ()
    )
    found = tuple(one for one in resources if one is not None)
    if not found:
        raise fault(url, "the package holds no files.", CHANGED)
    return Package(_text(result, "title") or key, _text(result, "license_title") or _text(result, "license_id"), found)


def _result(session: Session, url: str) -> dict[str, Any]:
    answer = session.json(url)
    result = answer.get("result")
    if answer.get("success") is not True or not isinstance(result, dict):
        error = answer.get("error")
        said = _text(error, "message") if isinstance(error, dict) else ""
        raise fault(url, f"CKAN does not give the answer{f' (it says: {said[:200]!r})' if said else ''}.", CHANGED)
    return result


def _resource(base: str, record: dict[str, Any]) -> Resource | None:
    link = _text(record, "url")
    if not link:
        return None
    name = _text(record, "name") or name_of(link)
    file_format = _text(record, "format").lower().lstrip(".") or Path(name_of(link)).suffix.lower().lstrip(".")
    return Resource(
        id=_text(record, "id"),
        name=name,
        url=linked_url(base, link),
        format=file_format,
        digest=parse_digest(_text(record, "hash")),
        queryable=record.get("datastore_active") is True,
    )


def _text(record: dict[str, Any], field: str) -> str:
    value = record.get(field)
    return value.strip() if isinstance(value, str) else ""


def wanted(url: str, found: Package, year: int | None) -> list[Resource]:
    """The data files of a package; with a year only the files that name it, when any file names a year at all.

    Raises FetchError when the package has years, but not this one.
    """
    data = [one for one in found.resources if one.format in DATA_FORMATS]
    if not data:
        raise fault(url, "the package holds no data files, only other documents.", CHANGED)
    years = {one.id or one.url: _YEAR.findall(f"{one.name} {name_of(one.url)}") for one in data}
    if year is None or not any(years.values()):
        return data
    chosen = [one for one in data if str(year) in years[one.id or one.url]]
    if not chosen:
        there = ", ".join(sorted({each for named in years.values() for each in named}))
        raise fault(url, f"the package has no file of {year}.", f"It has: {there}.")
    return chosen


def items(chosen: list[Resource], folder: Path) -> list[tuple[Resource, Item]]:
    """One download per file. Names come from the addresses; a name that occurs twice gets the file's id in front."""
    names = [name_of(one.url, otherwise=safe_name(one.name)) for one in chosen]
    result = []
    for one, name in zip(chosen, names, strict=True):
        alone = [other.lower() for other in names].count(name.lower()) == 1
        path = folder / (name if alone else safe_name(f"{one.id}_{name}"))
        result.append((one, Item(one.url, path, _KINDS.get(one.format, Kind.OTHER), one.digest)))
    return result


def count(session: Session, base: str, resource: Resource) -> int | None:
    """How many records CKAN's database counts in a CSV, or None where it has no such count.

    DUO's server has been seen to cut CSV downloads off without an error; only this count shows it.
    """
    if not resource.queryable or resource.format != "csv" or not resource.id:
        return None
    url = f"{base.rstrip('/')}/api/3/action/datastore_search?resource_id={quote(resource.id, safe='')}&limit=0"
    total = _result(session, url).get("total")
    if isinstance(total, bool) or not isinstance(total, int) or total < 0:
        raise FetchError(f"{url}: the answer has no number of records in 'total'. {CHANGED}")
    return total
