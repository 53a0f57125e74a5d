# SPDX-License-Identifier: EUPL-1.2
"""What ``speelveld fetch`` can get, and from whom."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import StrEnum

from speelveld.errors import Fault, InputError

CC0 = "CC0 1.0"
CC_BY = "CC BY 4.0"
DEFAULT_YEAR = 2024
"""The year of PDOK's maps when none is asked for: the newest whose figures CBS has completed."""


class Protocol(StrEnum):
    """How a publisher's server is asked."""

    CKAN = "ckan"
    ODATA = "odata"
    WFS = "wfs"
    ATOM = "atom"


@dataclass(frozen=True, slots=True)
class Publishers:
    """Where the publishers' servers are. Another address serves a mirror, or a test."""

    duo: str = "https://onderwijsdata.duo.nl"
    cbs: str = "https://datasets.cbs.nl"
    pdok: str = "https://service.pdok.nl"


@dataclass(frozen=True, slots=True)
class Entry:
    """One dataset. ``key`` is what the publisher calls it: a CKAN package, a CBS table, a WFS type or an Atom feed.

    ``newest_only``: without a year, fetch the newest period instead of all of them. ``by_default``: comes when no
    dataset is named, otherwise only by name. ``licence`` is the publisher's general declaration; what a server states
    for a dataset itself is recorded beside it. ``note`` says what a user should know, and what is not certain.
    """

    id: str
    publisher: str
    protocol: Protocol
    key: str
    title: str
    licence: str
    page: str
    note: str = ""
    newest_only: bool = False
    by_default: bool = True


def _duo(name: str, key: str, title: str, note: str) -> Entry:
    page = f"https://onderwijsdata.duo.nl/datasets/{key}"
    return Entry(f"duo.{name}", "DUO", Protocol.CKAN, key, title, CC0, page, note)


def _cbs(table: str, title: str, note: str, newest_only: bool = False) -> Entry:
    page = f"https://opendata.cbs.nl/statline/#/CBS/nl/dataset/{table}"
    return Entry(f"cbs.{table.lower()}", "CBS", Protocol.ODATA, table, title, CC_BY, page, note, newest_only)


def _pdok(name: str, title: str) -> Entry:
    page = "https://www.pdok.nl/introductie/-/article/cbs-wijken-en-buurten"
    note = "By year: neighbourhood codes change, so join on the same year. Geometry in WGS84 (longitude, latitude)."
    key = f"wijkenbuurten:{name}"
    return Entry(f"pdok.{name}", "CBS / Kadaster (PDOK)", Protocol.WFS, key, title, CC_BY, page, note)


CATALOGUE: tuple[Entry, ...] = (
    _duo(
        "adressen_bo",
        "adressen_bo",
        "Addresses of primary schools: branches, institutions and school boards",
        "",
    ),
    _duo(
        "popostcode4",
        "popostcode4-v1",
        "Pupils in primary education per branch by home postcode (PC4)",
        "DUO's CKAN form of its 'leerlingen po per gemeente, postcode leerling en leeftijd'. DUO masks 1 to 4 as '<5'.",
    ),
    _duo(
        "wpoadvies",
        "wpoadvies-v1",
        "School advice per branch of primary schools",
        "DUO masks 1 to 4 as '<5'.",
    ),
    _duo(
        "poachtergrond",
        "poachtergrond",
        "Pupils in primary education by background mark (NOAT, CUMI, NNCA) per branch",
        "id not confirmed: known from a page address only.",
    ),
    _cbs(
        "83502NED",
        "Population on 1 January by sex, age and four-digit postcode",
        "Millions of observations: without --year only the newest period.",
        newest_only=True,
    ),
    _cbs("85163NED", "SES-WOA: socio-economic scores per wijk and buurt", ""),
    _cbs(
        "84274NED",
        "School advice and its revision in primary education, by background of pupils",
        "National figures, not per school.",
    ),
    _pdok("gemeenten", "Municipalities with key figures"),
    _pdok("wijken", "Districts (wijken) with key figures"),
    _pdok("buurten", "Neighbourhoods (buurten) with key figures"),
    Entry(
        "pdok.wijkenbuurten",
        "CBS / Kadaster (PDOK)",
        Protocol.ATOM,
        "cbs/wijkenbuurten",
        "Municipalities, wijken and buurten in one GeoPackage",
        CC_BY,
        "https://www.pdok.nl/introductie/-/article/cbs-wijken-en-buurten",
        "Hundreds of megabytes: only when named. Geometry in RD New (EPSG:28992).",
        by_default=False,
    ),
)


def entries(names: list[str]) -> list[Entry]:
    """The datasets of these ids (case does not matter), in the order of the catalogue; without names the usual ones.

    Raises InputError that lists every unknown id, each with the nearest known ones.
    """
    if not names:
        return [entry for entry in CATALOGUE if entry.by_default]
    known = {entry.id: entry for entry in CATALOGUE}
    faults = []
    for name in names:
        if name.lower() not in known:
            near = difflib.get_close_matches(name.lower(), known, n=3, cutoff=0.5)
            advice = f"Did you mean {' or '.join(near)}?" if near else "'speelveld fetch --list' names them all."
            faults.append(Fault(f"'{name}' is not a dataset that Speelveld can fetch.", advice=advice))
    if faults:
        raise InputError(faults)
    wanted = {name.lower() for name in names}
    return [entry for entry in CATALOGUE if entry.id in wanted]
