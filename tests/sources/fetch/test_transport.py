# SPDX-License-Identifier: EUPL-1.2
"""Redirects, small answers, and what is said of broken ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from speelveld.errors import FetchError
from speelveld.sources.fetch.download import download
from speelveld.sources.fetch.model import Item, Settings
from speelveld.sources.fetch.transport import Session
from tests.sources.fetch.conftest import Clock
from tests.sources.fetch.server import Answer, File, LocalPublisher


def redirect(location: str, status: int = 302) -> Answer:
    """An answer that sends the client on."""
    return Answer(b"", status, {"Location": location})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(server: LocalPublisher, session: Session, tmp_path: Path, status: int) -> None:
    server.faults["/old"].append(redirect("/new", status))
    server.files["/new"] = File(b"content")
    download(session, Item(f"{server.base}/old", tmp_path / "a"))
    assert (tmp_path / "a").read_bytes() == b"content"


def test_a_redirect_to_plain_http_of_another_host_is_refused(
    server: LocalPublisher, session: Session, tmp_path: Path, clock: Clock
) -> None:
    server.faults["/old"].append(redirect("http://example.invalid/stolen"))
    with pytest.raises(FetchError, match="'http' is not a protected connection"):
        download(session, Item(f"{server.base}/old", tmp_path / "a"))
    assert list(tmp_path.iterdir()) == []
    assert clock.pauses == []


def test_redirects_in_a_circle_end(server: LocalPublisher, session: Session) -> None:
    server.routes["/round"] = lambda _: redirect("/round")
    with pytest.raises(FetchError, match="more than 5 times"):
        session.read(f"{server.base}/round", 100, "*/*")
    assert len(server.log) == 6


def test_a_redirect_without_a_place_is_an_error(server: LocalPublisher, session: Session) -> None:
    server.faults["/old"].append(Answer(b"", 302))
    with pytest.raises(FetchError, match="answers with 302"):
        session.read(f"{server.base}/old", 100, "*/*")


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>Storing</html>", b"{", b"[1, 2]", b'"text"', b"null", b"\xff\xfe", b"[" * 100_000],
    ids=["empty", "html", "open", "list", "text", "null", "bytes", "deep"],
)
def test_an_answer_that_is_no_json_object_is_refused(server: LocalPublisher, session: Session, body: bytes) -> None:
    server.files["/j"] = File(body)
    with pytest.raises(FetchError, match=r"not JSON|not an object"):
        session.json(f"{server.base}/j")


def test_an_answer_beyond_the_limit_is_refused(server: LocalPublisher, session: Session) -> None:
    server.files["/big"] = File(b"x" * 101)
    with pytest.raises(FetchError, match="larger than the 100 bytes"):
        session.read(f"{server.base}/big", 100, "*/*")


def test_what_the_server_says_is_repeated_without_markup_or_control_characters(
    server: LocalPublisher, session: Session
) -> None:
    server.faults["/x"].append(Answer(b"<b>No</b>\x1b[31m such\ntable", 400))
    with pytest.raises(FetchError, match=r"No .*such table") as caught:
        session.read(f"{server.base}/x", 100, "*/*")
    assert "\x1b" not in str(caught.value)
    assert "<b>" not in str(caught.value)


def test_pauses_double_up_to_the_longest_and_are_spread() -> None:
    settings = Settings(jitter=lambda: 1.0, first_wait=1.0, longest_wait=10.0)
    assert [settings.wait(n, None) for n in range(1, 6)] == [1.0, 2.0, 4.0, 8.0, 10.0]
    assert Settings(jitter=lambda: 0.0).wait(1, None) == 0.5
    assert settings.wait(1, 9.0) == 9.0


def test_the_client_says_who_it_is(server: LocalPublisher, session: Session) -> None:
    server.files["/x"] = File(b"x")
    session.read(f"{server.base}/x", 100, "text/plain")
    assert server.asked("/x")[0]["User-Agent"].startswith("speelveld/")
