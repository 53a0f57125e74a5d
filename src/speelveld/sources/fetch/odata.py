# SPDX-License-Identifier: EUPL-1.2
"""OData 4 as CBS serves its StatLine tables: ``/odata/v1/CBS/{table}/Observations`` in pages.

A page is ``{"value": [{"Id": 1, "Measure": "M0001", "Value": 15.0, "Perioden": "2024JJ00"}], "@odata.nextLink": …}``.
The words behind the codes are in ``MeasureCodes``, ``Dimensions`` and ``{dimension}Codes``; ``Properties`` holds the
table's title, ``Modified`` and ``ObservationCount``. ``$search`` is ignored by this server, so it is never used.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from speelveld.sources.fetch.model import Outcome, Status, fault
from speelveld.sources.fetch.pages import Paged, PagesDisagreeError
from speelveld.sources.fetch.safety import check_url, linked_url, safe_name, same_host
from speelveld.sources.fetch.storage import digest_of, saying_where, write_json
from speelveld.sources.fetch.transport import Session

CHANGED = "CBS may have changed the service: look at the table's page ('speelveld fetch --list')."
MOST_PAGES = 500


@dataclass(frozen=True, slots=True)
class Table:
    """A StatLine table: its address, the parts of its description, and the dimension that is time (None without)."""

    url: str
    description: dict[str, Any]
    time: str | None

    @property
    def properties(self) -> dict[str, Any]:
        """Title, Modified, ObservationCount and more, as CBS gives them."""
        return dict(self.description["Properties"])

    @property
    def periods(self) -> list[str]:
        """The codes of the periods, oldest first: ``2023JJ00`` is a calendar year, ``2023SJ00`` a school year."""
        codes = self.description.get(f"{self.time}Codes", [])
        return sorted(str(code["Identifier"]) for code in codes if "Identifier" in code)


def following(url: str, document: dict[str, Any]) -> str | None:
    """The address of the next page, or None. Raises FetchError when it is on another server."""
    link = document.get("@odata.nextLink")
    if not isinstance(document.get("value"), list):
        raise fault(url, "the answer has no list of rows in 'value'.", CHANGED)
    if link is None:
        return None
    target = linked_url(url, link) if isinstance(link, str) else ""
    if not same_host(url, target):
        raise fault(url, f"the next page is said to be on another server ({target or link!r}).", CHANGED)
    return target


def table(session: Session, base: str, key: str) -> Table:
    """Everything that describes a table, in a handful of questions. Raises FetchError."""
    url = check_url(f"{base.rstrip('/')}/odata/v1/CBS/{quote(key, safe='')}")
    answer = session.json(f"{url}/Properties")
    value = answer.get("value")
    # The description is one object; an older form of the service wraps it in a list.
    properties = value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else answer
    description: dict[str, Any] = {
        "Properties": {name: each for name, each in properties.items() if not name.startswith("@")},
        "Dimensions": _rows(session, f"{url}/Dimensions"),
        "MeasureCodes": _rows(session, f"{url}/MeasureCodes"),
    }
    time = None
    for dimension in description["Dimensions"]:
        name = dimension.get("Identifier")
        if not isinstance(name, str) or not name.isidentifier():
            raise fault(f"{url}/Dimensions", f"{name!r} is not the name of a dimension.", CHANGED)
        description[f"{name}Codes"] = _rows(session, f"{url}/{name}Codes")
        if dimension.get("Kind") == "TimeDimension":
            time = name
    return Table(url, description, time)


def _rows(session: Session, url: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    current: str | None = url
    for _ in range(MOST_PAGES):
        document = session.json(current or url)
        following_url = following(current or url, document)
        rows += [row for row in document["value"] if isinstance(row, dict)]
        if following_url is None:
            return rows
        current = following_url
    raise fault(url, "the server's pages never end.", CHANGED)


def period_of(found: Table, year: int | None, newest_only: bool) -> str | None:
    """The code of the period to fetch, or None for all of them. Raises FetchError when the table lacks the year."""
    if year is None and not newest_only:
        return None
    periods = found.periods
    if not periods:
        raise fault(found.url, "the table has no periods to choose from.", "Fetch it without --year.")
    if year is None:
        return periods[-1]
    of_year = [period for period in periods if period.startswith(str(year))]
    # JJ is a whole year, SJ a school year; quarters (KW) and months (MM) are parts of one.
    whole = [period for period in of_year if period[4:6] in ("JJ", "SJ")] or of_year
    if not whole:
        raise fault(found.url, f"the table has no period of {year}.", f"It has: {', '.join(periods)}.")
    return whole[0]


def paged(found: Table, key: str, period: str | None, folder: Path) -> Paged:
    """The observations of a table, or of one period of it, as JSON lines: one object per line, as CBS gives it."""
    parts = urlsplit(f"{found.url}/Observations")
    if period is not None and found.time is not None:
        query = urlencode({"$filter": f"{found.time} eq '{period.replace(chr(39), chr(39) * 2)}'"}, quote_via=quote)
        parts = parts._replace(query=query.replace("%24filter", "$filter"))
    expected = found.properties.get("ObservationCount") if period is None else None

    def write(pages: Iterable[tuple[str, dict[str, Any]]], file: IO[bytes]) -> None:
        rows, stated = 0, expected
        for _, document in pages:
            stated = document.get("@odata.count", stated)
            for row in document["value"]:
                file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
            rows += len(document["value"])
        if rows == 0:
            raise PagesDisagreeError("the server gave no observations.")
        if isinstance(stated, int) and stated != rows:
            raise PagesDisagreeError(f"the pages hold {rows:,} observations, while CBS counts {stated:,}.")

    name = safe_name(f"{key}_{period}_observations.jsonl" if period else f"{key}_observations.jsonl")
    version = str(found.properties.get("Modified") or "")
    return Paged(urlunsplit(parts), folder / name, version, following, write)


def describe(session: Session, found: Table, key: str, folder: Path) -> Outcome:
    """Write what describes the table (titles, units, the words behind the codes) to ``{key}_metadata.json``."""
    path = folder / safe_name(f"{key}_metadata.json")
    with saying_where(path):
        folder.mkdir(parents=True, exist_ok=True)
        before = digest_of(path) if path.exists() else ""
        write_json(path, found.description)
        after = digest_of(path)
        status = Status.UNCHANGED if before == after else Status.DOWNLOADED
        return Outcome(path, found.url, after, path.stat().st_size, status, session.settings.now())
