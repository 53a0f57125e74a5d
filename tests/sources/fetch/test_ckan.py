# SPDX-License-Identifier: EUPL-1.2
"""CKAN: which files a package holds, their names, checksums and numbers of records."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from speelveld.errors import FetchError
from speelveld.sources.fetch import ckan
from speelveld.sources.fetch.model import Digest, Kind
from speelveld.sources.fetch.transport import Session
from tests.sources.fetch import publishers
from tests.sources.fetch.server import LocalPublisher


def test_a_package_gives_its_files_and_licence(server: LocalPublisher, session: Session) -> None:
    fields = {"hash": hashlib.sha1(b"x", usedforsecurity=False).hexdigest(), "datastore_active": True}
    publishers.ckan(server, "adressen_bo", [publishers.resource(server, **fields)])
    found = ckan.package(session, server.base, "adressen_bo")
    assert (found.title, found.licence) == ("Verzonnen pakket", "cc-by")
    (one,) = found.resources
    assert one.url == f"{server.base}/dataset/1/resource/2/download/vestigingenbo.csv"
    assert one.digest == Digest("sha1", fields["hash"])
    assert one.queryable


def test_a_package_that_is_not_there_is_an_error_in_ckans_words(server: LocalPublisher, session: Session) -> None:
    publishers.ckan(server, "adressen_bo", [])
    with pytest.raises(FetchError, match=r"nothing at this address \(404\).*Niet gevonden"):
        ckan.package(session, server.base, "adressen")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"success": False, "error": {"message": "Geen toegang"}}, "Geen toegang"),
        ({"success": True}, "does not give the answer"),
        ({"success": "true", "result": {}}, "does not give the answer"),
        ({"success": True, "result": {"resources": "none"}}, "holds no files"),
        ({"success": True, "result": {"resources": [None, {"url": None}, {"url": ""}]}}, "holds no files"),
    ],
)
def test_a_strange_answer_is_refused(server: LocalPublisher, session: Session, answer: Any, words: str) -> None:
    server.routes["/api/3/action/package_show"] = lambda _: publishers.json_answer(answer)
    with pytest.raises(FetchError, match=words):
        ckan.package(session, server.base, "x")


def test_a_file_on_a_forbidden_address_is_refused(server: LocalPublisher, session: Session) -> None:
    publishers.ckan(server, "x", [publishers.resource(server, url="file:///etc/passwd")])
    with pytest.raises(FetchError, match=r"not a web address|not a protected connection"):
        ckan.package(session, server.base, "x")


def resource(name: str, file_format: str = "csv", number: str = "") -> ckan.Resource:
    """A resource with its name as its address."""
    return ckan.Resource(number or name, name, f"https://duo.nl/{name}", file_format, None, False)


def test_documents_are_left_out_and_a_package_of_documents_is_an_error() -> None:
    data, text = resource("a.csv"), resource("toelichting.pdf", "pdf")
    assert ckan.wanted("u", ckan.Package("", "", (data, text)), None) == [data]
    with pytest.raises(FetchError, match="no data files"):
        ckan.wanted("u", ckan.Package("", "", (text,)), None)


def test_a_year_chooses_among_files_that_name_years() -> None:
    package = ckan.Package("", "", (resource("advies-2023-2024.csv"), resource("advies-2024-2025.csv")))
    assert [one.name for one in ckan.wanted("u", package, 2023)] == ["advies-2023-2024.csv"]
    assert len(ckan.wanted("u", package, 2024)) == 2
    assert len(ckan.wanted("u", package, None)) == 2
    with pytest.raises(FetchError, match=r"no file of 2019.*2023, 2024, 2025"):
        ckan.wanted("u", package, 2019)


def test_a_year_means_nothing_for_files_without_years() -> None:
    package = ckan.Package("", "", (resource("brin6_advies.csv"),))
    assert len(ckan.wanted("u", package, 2023)) == 1


def test_no_two_files_get_one_name_and_none_leaves_the_folder(tmp_path: Path) -> None:
    chosen = [resource("data.csv", number="aa"), resource("DATA.csv", number="bb"), resource("x/..%2f..%2fb.csv")]
    items = [item for _, item in ckan.items(chosen, tmp_path)]
    assert [item.path.name for item in items] == ["aa_data.csv", "bb_DATA.csv", "b.csv"]
    assert all(item.path.parent == tmp_path for item in items)
    assert {item.kind for item in items} == {Kind.CSV}


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        ("a" * 32, Digest("md5", "a" * 32)),
        ("sha256:" + "B" * 64, Digest("sha256", "b" * 64)),
        ("", None),
        ("z" * 32, None),
        ("abc", None),
    ],
)
def test_checksums_are_known_by_their_length(text: str, digest: Digest | None) -> None:
    assert ckan.parse_digest(text) == digest


def test_the_number_of_records_comes_from_the_database(server: LocalPublisher, session: Session) -> None:
    publishers.datastore(server, {"a": 12, "bad": "many", "no": True})
    a = ckan.Resource("a", "a.csv", "u", "csv", None, True)
    assert ckan.count(session, server.base, a) == 12
    assert ckan.count(session, server.base, ckan.Resource("a", "a.csv", "u", "csv", None, False)) is None
    assert ckan.count(session, server.base, ckan.Resource("a", "a.xlsx", "u", "xlsx", None, True)) is None
    for number in ("bad", "no"):
        with pytest.raises(FetchError, match="no number of records"):
            ckan.count(session, server.base, ckan.Resource(number, "a.csv", "u", "csv", None, True))
