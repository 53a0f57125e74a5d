# SPDX-License-Identifier: EUPL-1.2
"""What every answer carries: a strict policy, no cookies, and how long it may be kept."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from speelveld import figures
from tests.web import invented

ANSWERS = (
    "/groningen/",
    "/en/methode/chance/",
    "/gemeenten/",
    "/nergenshuizen/",
    "/",
    "/groningen/cijfers.csv",
    "/.well-known/security.txt",
)


def policy(text: str) -> dict[str, set[str]]:
    """A Content-Security-Policy as sets of sources by directive."""
    parts = [part.split() for part in text.split(";") if part.strip()]
    return {part[0]: set(part[1:]) for part in parts}


@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_is_strict_and_sets_no_cookie(site: Client, address: str) -> None:
    response = site.get(address)
    assert policy(response.headers["Content-Security-Policy"]) == {
        "default-src": {"'none'"},
        "style-src": {"'self'"},
        "script-src": {"'self'"},
        "img-src": {"'self'", "data:"},
        "font-src": {"'self'"},
        "form-action": {"'self'"},
        "frame-ancestors": {"'none'"},
        "base-uri": {"'none'"},
    }
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "geolocation=()" in response.headers["Permissions-Policy"]
    assert response.headers["Cache-Control"] in {"public, max-age=300", "no-cache"}
    assert not response.cookies


def test_a_picture_runs_nothing_and_loads_nothing(site: Client) -> None:
    response = site.get("/groningen/beeld/steden.svg?b=720")
    assert response.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    allowed = policy(response.headers["Content-Security-Policy"])
    assert allowed["default-src"] == {"'none'"}
    assert "script-src" not in allowed
    assert not re.search(rb"<script|javascript:|\bon\w+=", response.content)


@pytest.mark.parametrize("name", ["verdeling", "verloop", "splitsing", "steden"])
@pytest.mark.parametrize("width", [360, 720])
def test_the_page_knows_the_size_of_every_picture(site: Client, name: str, width: int) -> None:
    svg = site.get(f"/groningen/beeld/{name}.svg", {"b": width}).content.decode()
    size = re.search(r'<svg[^>]* width="(\d+)" height="(\d+)"', svg)
    assert size is not None
    assert int(size[1]) == width
    page = site.get("/groningen/").content.decode()
    assert f'width="{size[1]}" height="{size[2]}"' in page


def test_hsts_only_where_the_site_is_reached_by_https(site: Client, settings: Any) -> None:
    assert "Strict-Transport-Security" not in site.get("/groningen/").headers
    settings.SECURE_HSTS_SECONDS = 31536000
    secure = Client(headers={"host": "localhost"}).get("/groningen/", secure=True)
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_host_that_is_not_ours_gets_nothing(site: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    assert site.get("/groningen/", headers={"host": "elsewhere.example"}).status_code == 400


def test_a_page_that_did_not_change_is_not_sent_again(site: Client) -> None:
    first = site.get("/groningen/")
    again = site.get("/groningen/", headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_language_order_and_edition_each_change_the_mark(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    marks = [
        site.get(each).headers["ETag"] for each in ("/groningen/", "/en/groningen/", "/groningen/?sorteer=aandeel")
    ]
    newer = invented.Edition(id="fedcba987654")
    monkeypatch.setattr(figures, "open_edition", lambda _folder: newer)
    marks.append(site.get("/groningen/").headers["ETag"])
    assert len(set(marks)) == 4


def test_a_new_edition_is_shown_at_once(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "0123456789ab" in site.get("/bronnen/").content.decode()
    newer = invented.Edition(id="fedcba987654")
    monkeypatch.setattr(figures, "open_edition", lambda _folder: newer)
    assert "fedcba987654" in site.get("/bronnen/").content.decode()


def test_a_page_that_was_not_found_may_be_there_later(site: Client) -> None:
    response = site.get("/nergenshuizen/")
    assert response.headers["Cache-Control"] == "no-cache"
    assert "ETag" not in response.headers


def test_security_txt_names_a_contact_and_is_valid_for_less_than_a_year(site: Client) -> None:
    response = site.get("/.well-known/security.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert fields["Contact"].startswith(("http", "mailto:"))
    left = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert 0 < left.days < 365
