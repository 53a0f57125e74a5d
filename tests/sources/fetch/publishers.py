# SPDX-License-Identifier: EUPL-1.2
"""The protocols of DUO (CKAN), CBS (OData 4) and PDOK (WFS, Atom) on the local server. All data is invented."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.sources.fetch.server import Answer, File, LocalPublisher, Query

CSV = "BRIN;NAAM\n01AA;De Verzonnen School\n02BB;Het Voorbeeld\n".encode("cp1252")


def json_answer(document: Any, status: int = 200) -> Answer:
    """An answer as JSON."""
    return Answer(json.dumps(document).encode(), status, {"Content-Type": "application/json"})


def resource(server: LocalPublisher, name: str = "vestigingenbo.csv", **fields: Any) -> dict[str, Any]:
    """A CKAN resource as DUO describes one."""
    url = f"{server.base}/dataset/1/resource/2/download/{name}"
    return {"id": name.partition(".")[0], "name": name, "url": url, "format": "CSV", "hash": ""} | fields


def ckan(server: LocalPublisher, key: str, resources: list[dict[str, Any]], **fields: Any) -> None:
    """A package on the server; other packages answer as CKAN does for what it does not have."""
    result = {"title": "Verzonnen pakket", "license_id": "cc-by", "resources": resources} | fields

    def show(query: Query) -> Answer:
        if query["id"] == [key]:
            return json_answer({"success": True, "result": result})
        missing = {"__type": "Not Found Error", "message": "Niet gevonden"}
        return json_answer({"success": False, "error": missing}, 404)

    server.routes["/api/3/action/package_show"] = show


def datastore(server: LocalPublisher, totals: dict[str, Any]) -> None:
    """CKAN's count of the records of a resource."""

    def search(query: Query) -> Answer:
        assert query["limit"] == ["0"]
        return json_answer({"success": True, "result": {"total": totals[query["resource_id"][0]], "records": []}})

    server.routes["/api/3/action/datastore_search"] = search


def duo_file(server: LocalPublisher, name: str = "vestigingenbo.csv", body: bytes = CSV, **marks: Any) -> str:
    """A file of DUO; gives its path on the server."""
    path = f"/dataset/1/resource/2/download/{name}"
    server.files[path] = File(body, **({"etag": '"v1"', "content_type": "text/csv"} | marks))
    return path


def observation(number: int, period: str) -> dict[str, Any]:
    """An observation as CBS gives one."""
    return {
        "Id": number,
        "Measure": "M000352",
        "ValueAttribute": "None",
        "Value": float(number),
        "Postcode": f"PC97{number:02d}",
        "Perioden": period,
    }


class StatLine:
    """A StatLine table of seven invented observations in two periods, three to a page."""

    def __init__(self, server: LocalPublisher, table: str = "83502NED") -> None:
        self.server = server
        self.root = f"/odata/v1/CBS/{table}"
        self.properties: dict[str, Any] = {
            "@odata.context": "context",
            "Identifier": table,
            "Title": "Verzonnen tabel",
            "Modified": "2026-01-01T02:00:00Z",
            "ObservationCount": 7,
        }
        self.rows = [observation(i, "2023JJ00" if i < 3 else "2024JJ00") for i in range(7)]
        self.page = 3
        dimensions = [
            {"Identifier": "Postcode", "Kind": "GeoDimension"},
            {"Identifier": "Perioden", "Kind": "TimeDimension"},
        ]
        periods = [{"Identifier": "2024JJ00", "Title": "2024"}, {"Identifier": "2023JJ00", "Title": "2023"}]
        server.routes[f"{self.root}/Properties"] = lambda _: json_answer(self.properties)
        server.routes[f"{self.root}/Dimensions"] = lambda _: json_answer({"value": dimensions})
        server.routes[f"{self.root}/MeasureCodes"] = lambda _: json_answer({"value": [{"Identifier": "M000352"}]})
        server.routes[f"{self.root}/PostcodeCodes"] = lambda _: json_answer({"value": [{"Identifier": "PC9700"}]})
        server.routes[f"{self.root}/PeriodenCodes"] = lambda _: json_answer({"value": periods})
        server.routes[f"{self.root}/Observations"] = self.observations

    def observations(self, query: Query) -> Answer:
        """One page, with the address of the next."""
        asked = query.get("$filter", [""])[0]
        rows = [row for row in self.rows if not asked or asked == f"Perioden eq '{row['Perioden']}'"]
        start = int(query.get("$skip", ["0"])[0])
        document: dict[str, Any] = {"@odata.context": "context", "value": rows[start : start + self.page]}
        if start + self.page < len(rows):
            wanted = f"$filter={quote(asked)}&" if asked else ""
            document["@odata.nextLink"] = (
                f"{self.server.base}{self.root}/Observations?{wanted}$skip={start + self.page}"
            )
        return json_answer(document)


class Map:
    """A WFS of five invented wijken that gives at most two at a time, whatever is asked."""

    def __init__(self, server: LocalPublisher, year: int = 2024) -> None:
        self.path = f"/cbs/wijkenbuurten/{year}/wfs/v1_0"
        self.features = [
            {
                "type": "Feature",
                "id": f"wijken.{i}",
                "properties": {"wijkcode": f"WK0014{i:02d}", "wijknaam": f"Verzonnen wijk {i}"},
                "geometry": {"type": "Point", "coordinates": [6.5 + i / 100, 53.2]},
            }
            for i in range(5)
        ]
        self.cap = 2
        self.says_matched = True
        server.routes[self.path] = self.get_feature

    def get_feature(self, query: Query) -> Answer:
        """One page of features."""
        assert query["request"] == ["GetFeature"]
        assert query["typeNames"] == ["wijkenbuurten:wijken"]
        assert query["srsName"] == ["urn:ogc:def:crs:EPSG::4326"]
        start, number = int(query["startIndex"][0]), min(self.cap, int(query["count"][0]))
        document: dict[str, Any] = {"type": "FeatureCollection", "timeStamp": f"moment {start}"}
        if self.says_matched:
            document["numberMatched"] = len(self.features)
        return json_answer(document | {"features": self.features[start : start + number]})


def geopackage(server: LocalPublisher, folder: Path, year: int = 2024) -> str:
    """An Atom feed with a small GeoPackage; gives the path of the file on the server."""
    made = folder / "made.gpkg"
    connection = sqlite3.connect(made)
    connection.execute("CREATE TABLE wijken (wijkcode TEXT)")
    connection.commit()
    connection.close()
    body, root = made.read_bytes(), f"/cbs/wijkenbuurten/{year}/atom"
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom">'
        '<link rel="self" href="{0}/atom/index.xml"/><entry>{1}</entry></feed>'
    )
    link = f'<link rel="alternate" href="{server.base}{root}/wijkenbuurten.xml"/>'
    server.files[f"{root}/index.xml"] = File(feed.format(server.base, link).encode())
    data = f'<link rel="section" href="{server.base}{root}/downloads/wijkenbuurten_{year}.gpkg" length="{len(body)}"/>'
    server.files[f"{root}/wijkenbuurten.xml"] = File(feed.format(server.base, data).encode())
    path = f"{root}/downloads/wijkenbuurten_{year}.gpkg"
    server.files[path] = File(body, etag='"g1"')
    return path
