# SPDX-License-Identifier: EUPL-1.2
"""Serving: the site answers where it says it does, and says clearly when it cannot."""

from __future__ import annotations

import socket
import threading
from pathlib import Path
from urllib.request import urlopen

import pytest

from speelveld import figures
from speelveld.errors import EditionError
from speelveld.web import pictures
from speelveld.web import serve as module
from speelveld.web.serve import PortTaken, listen, serve
from tests.web import invented


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about listening; the database of the tests stays as it is."""
    monkeypatch.setattr(module, "_migrate", lambda: None)


def test_it_answers_on_the_address_that_it_prints(
    edition: invented.Edition, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[bytes] = []

    def visit(server: object) -> None:
        address = capsys.readouterr().out.split()[1]
        asked = threading.Thread(target=lambda: answers.append(urlopen(f"{address}privacy/", timeout=20).read()))
        asked.start()
        while asked.is_alive():
            server.asyncore.loop(timeout=0.05, map=server._map, count=1)
        asked.join()

    monkeypatch.setattr("waitress.server.TcpWSGIServer.run", visit)
    # Its thread would outlive the invented edition; warming has a test of its own.
    monkeypatch.setattr(module, "warm", lambda: None)
    serve(port=0)
    assert b"Privacy" in answers[0]


def test_warming_draws_what_the_first_page_shows(edition: invented.Edition) -> None:
    pictures.offered.cache_clear()
    pictures.map_of.cache_clear()
    module.warm()
    assert pictures.offered.cache_info().currsize == 2
    assert pictures.map_of.cache_info().currsize == 2


def test_warming_leaves_a_missing_edition_to_the_page(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing() -> None:
        raise EditionError("there is no edition yet")

    monkeypatch.setattr(module.data, "current", missing)
    module.warm()
    assert "no edition yet" in caplog.text


def test_a_port_in_use_is_said_and_another_one_proposed(edition: invented.Edition) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} is in use.*--port {port + 1}"):
            serve(port=port)


def test_an_address_that_is_not_of_this_machine_is_refused(edition: invented.Edition) -> None:
    with pytest.raises(PortTaken, match="cannot be listened on"):
        listen(0, "203.0.113.1")


def test_without_an_edition_it_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_folder: object) -> None:
        raise EditionError("there is no edition yet. Make one with `speelveld build`.")

    monkeypatch.setattr(figures, "open_edition", none)
    with pytest.raises(EditionError, match="speelveld build"):
        serve(port=0)
