# SPDX-License-Identifier: EUPL-1.2
"""The page for loading a table, on the bundled edition: what it shows, refuses, and never keeps. All is invented."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from speelveld.web import data
from speelveld.web.config import Configuration
from speelveld.web.dashboard.advice_upload import MOST_BYTES
from speelveld.web.export import _Crawl
from tests.figures.test_advice_upload import TABLE

ADDRESS = "/groningen/advies/inladen/"
SECRET = "Zz-geheim-4711"


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    with translation.override("nl"):
        yield


@pytest.fixture
def visitor(editions: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A visitor of the site on the bundled edition."""
    monkeypatch.setattr(data, "configuration", lambda: Configuration(edition=editions))
    return Client(headers={"host": "localhost"})


def send(
    site: Client, raw: bytes, address: str = ADDRESS, headers: dict[str, str] | None = None, **more: str
) -> tuple[int, str]:
    """The status and the text of the answer; nothing of it may be kept, and no cookie is set."""
    file = SimpleUploadedFile("x.csv", raw)
    response = site.post(address, {"soort": "groups", "bestand": file, **more}, headers=headers)
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies
    return response.status_code, response.content.decode()


def test_the_form_works_without_a_script_and_is_not_kept(visitor: Client) -> None:
    response = visitor.get(ADDRESS)
    text = response.content.decode()
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert 'method="post"' in text
    assert 'enctype="multipart/form-data"' in text
    assert visitor.get("/Groningen/advies/inladen/").status_code == 301


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("", ("24 van elke 100 leerlingen", "33,7%", "Allemaal samen", "binnen hetzelfde eerste advies", "1.100")),
        ("/en", ("24 of every 100 pupils", "33.7%", "All together", "within the same first advice", "1,100")),
    ],
)
def test_a_table_is_shown_in_both_languages(visitor: Client, prefix: str, words: tuple[str, ...]) -> None:
    status, text = send(visitor, TABLE.encode(), prefix + ADDRESS)
    assert status == 200
    for word in words:
        assert word in text


def test_small_cells_are_dashes(visitor: Client) -> None:
    status, text = send(visitor, (TABLE + "2022/23;klein;havo;42;3;1\n").encode())
    table = text[text.index("tabel-geladen") : text.index("</table>")]
    assert status == 200
    assert table.count("te weinig leerlingen om te tonen") >= 4


def test_every_fault_is_listed_with_row_and_column(visitor: Client) -> None:
    bad = TABLE.replace("120", "<b>x</b>").replace("vwo;300", f"{SECRET};300")
    status, text = send(visitor, bad.encode())
    assert status == 422
    assert "Regel 2, kolom <code>pupils</code>: Dit is geen aantal leerlingen." in text
    assert "<b>x</b>" not in text
    status, text = send(visitor, bad.encode(), "/en" + ADDRESS)
    assert "Row 2, column <code>pupils</code>: This is not a number of pupils." in text
    assert "&lt;b&gt;x&lt;/b&gt;" in text


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\x00" * 500, id="NUL"),
        pytest.param(b"PK\x03\x04" + b"\x00" * 90, id="zip"),
        pytest.param(b"\x1f\x8b\x08\x00broken", id="gzip"),
        pytest.param(b"\xff\xfeS\x00c\x00", id="UTF-16"),
        pytest.param(b"\x81\x8d;\x8f\n", id="no encoding"),
        pytest.param(b'a;"b\n', id="open quote"),
        pytest.param(b";" * 100_000, id="many columns"),
        pytest.param(b"a;b\n" * 100_000, id="many rows"),
        pytest.param(b"x" * 900_000, id="one long line"),
        pytest.param(TABLE.replace("120", "=cmd|' /C calc'!A0").encode(), id="a formula"),
        pytest.param(TABLE.replace("120", "9" * 400).encode(), id="a huge number"),
        pytest.param(TABLE.replace("laag", "l" * 5000).encode(), id="a long label"),
    ],
)
def test_hostile_files_are_refused_with_words(visitor: Client, raw: bytes) -> None:
    status, text = send(visitor, raw)
    assert status in {400, 422}
    assert 'id="fouten"' in text


def test_labels_are_shown_as_text(visitor: Client) -> None:
    status, text = send(visitor, TABLE.replace("laag", "<script>alert(1)</script>").encode())
    assert status == 200
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_too_much_is_not_even_read(visitor: Client) -> None:
    assert send(visitor, b"a" * (MOST_BYTES + 1))[0] == 413


def test_another_site_cannot_send_the_form(visitor: Client) -> None:
    assert send(visitor, TABLE.encode(), headers={"Sec-Fetch-Site": "cross-site"})[0] == 403
    assert send(visitor, TABLE.encode(), headers={"Origin": "https://elsewhere.example"})[0] == 403
    assert send(visitor, TABLE.encode(), headers={"Origin": "http://localhost"})[0] == 200
    assert send(visitor, TABLE.encode(), headers={"Sec-Fetch-Site": "same-origin"})[0] == 200


@pytest.mark.parametrize("body", [b"", b"--x\r\nnonsense", b"--x--\r\n"])
def test_a_broken_form_is_refused(visitor: Client, body: bytes) -> None:
    response = visitor.post(ADDRESS, data=body, content_type="multipart/form-data; boundary=x")
    assert response.status_code == (400 if body else 413)
    assert visitor.post(ADDRESS, data=b"{}", content_type="application/json").status_code == 400
    assert visitor.put(ADDRESS).status_code == 405


def test_records_of_pupils_are_turned_away(visitor: Client) -> None:
    raw = f"leerlingnummer;eerste advies;toetsadvies\n{SECRET};havo;vwo\n".encode()
    status, text = send(visitor, raw)
    assert status == 422
    assert "Gebruik speelveld advice op uw eigen computer" in text
    assert SECRET not in text


def test_nothing_is_written_and_nothing_is_logged(
    visitor: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with caplog.at_level(logging.DEBUG):
        send(visitor, TABLE.replace("laag", SECRET).encode())
        send(visitor, TABLE.replace("havo", SECRET).encode())
    assert SECRET not in caplog.text
    assert list(tmp_path.iterdir()) == []


def test_an_export_does_not_hold_the_page(visitor: Client, tmp_path: Path) -> None:
    crawl = _Crawl(tmp_path, ("groningen",), ("nl", "en"))
    assert crawl.keep(ADDRESS) is None
    assert crawl.keep("/en" + ADDRESS) is None
    assert crawl.keep("/groningen/advies/") == "/groningen/advies/"
