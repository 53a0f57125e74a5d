# SPDX-License-Identifier: EUPL-1.2
"""The page that recomputes a lottery number: Python's numbers, also without a server, and nothing is sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from speelveld.placement import commitment, lottery
from speelveld.placement.dossier import read
from tests.browser.visit import Opening, Visit
from tests.placement.beacons import MAIN_72785, QUICKNET_657413, QUICKNET_32281667
from tests.placement.lotteries import (
    APPLICATIONS,
    MASTER,
    SECRETS,
    applicant,
    applicants,
    dossier,
    old_dossier,
    reveal,
    salt_of,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = Path(str(files("speelveld.web"))) / "static" / "lottery"
NAMES = {"De Vlieger é ĳ \U0001d11e": 4, "\ufffd": 2, "Het Anker": {"open": 3, "extra": 1}}
"""Names of schools whose order differs between code points and UTF-16, and that JSON writes with escapes."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: the test says what matters."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(PAGES)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


class Desk:
    """The page, opened, and two files to give it."""

    def __init__(self, browser: Browser, where: str, folder: Path, document: Any, revealed: Any) -> None:
        self.context = browser.new_context(viewport={"width": 390, "height": 844})
        self.visit = Visit(self.context.new_page(), where)
        self.page = self.visit.page
        self.folder = folder
        self.give(document, revealed)

    def give(self, document: Any, revealed: Any) -> None:
        """Choose other files."""
        for name, content in (("dossier", document), ("reveal", revealed)):
            file = self.folder / f"{name}.json"
            file.write_text(json.dumps(content, indent=2, ensure_ascii=False), encoding="utf-8")
            self.page.set_input_files(f"#{name}", str(file))

    def ask(self, application: str, salt: str, family: str = "", family_salt: str = "") -> str:
        """What the page answers."""
        for field, value in (("child", application), ("salt", salt), ("family", family), ("family-salt", family_salt)):
            self.page.fill(f"#{field}", value)
        self.page.click("button")
        self.page.wait_for_selector("[data-lottery-result][data-state] p")
        return self.page.inner_text("[data-lottery-result]")

    def about(self, application: str) -> str:
        """What the page answers to the letter of one application."""
        family = ("F-1", commitment.salt(MASTER, "F-1").hex()) if applicant(application).family else ("", "")
        return self.ask(application, salt_of(application).hex(), *family)


@pytest.mark.parametrize("where", ["served", "saved"])
def test_the_page_finds_the_numbers_that_python_finds(
    browser: Browser, address: str, tmp_path: Path, where: str
) -> None:
    document = dossier(capacities=NAMES)
    opened = f"{address}/index.html" if where == "served" else (PAGES / "index.html").as_uri()
    desk = Desk(browser, opened, tmp_path, document, reveal(document))
    line = lottery.numbers(lottery.draw(read(document), reveal(document)), applicants())
    places = lottery.places_in_line(line)
    for application in APPLICATIONS:
        one = applicant(application).pseudonym
        text = desk.about(application)
        assert f"plaats {places[one]} van 12" in text
        assert f"Lotingsnummer: {line[one].first:064x}" in text
        assert f"Vingerafdruk van het dossier: {read(document).hash.hex()}" in text
        assert "De handtekening van het baken is nagerekend, en is van het netwerk" in text
    assert desk.visit.faults == []
    # The page, its style and its two scripts, and nothing after that.
    assert len([one for one in desk.visit.requests if not one.endswith("favicon.ico")]) == 4
    desk.context.close()


def test_the_page_refuses_what_is_not_as_announced(browser: Browser, address: str, tmp_path: Path) -> None:
    document = dossier()
    lists = document["applicants"]
    forged = {**QUICKNET_32281667, "signature": QUICKNET_657413["signature"]}
    broken = {**QUICKNET_32281667, "signature": "00" + QUICKNET_32281667["signature"][2:]}
    cases: list[tuple[Any, Any, str]] = [
        ({}, reveal(document), "is not a dossier or not a reveal"),
        (document, [], "is not a dossier or not a reveal"),
        (document, reveal(document, dossier="0" * 64), "belongs to another dossier"),
        ({**document, "rules": "0" * 64}, reveal(document), "belongs to another dossier"),
        (document, reveal(document, beacon=QUICKNET_657413), "another round than the one announced"),
        (document, reveal(document, beacon=forged), "not that of the network"),
        (document, reveal(document, beacon=broken), "not that of the network"),
        (document, reveal(document, source=1), "not told why a source was passed over"),
        (document, reveal(document, secrets=[SECRETS[1].hex(), SECRETS[0].hex()]), "not the one that was promised"),
        (document, reveal(document, secrets=[]), "not the one that was promised"),
        ({**document, "frozen_at": "2026-09-17T12:00:00Z"}, reveal(document), "was not in the future"),
        ({**document, "applicants": {**lists, "root": "0" * 64}}, reveal(document), "the frozen root"),
        ({**document, "applicants": {**lists, "list": lists["list"][::-1]}}, reveal(document), "not in order"),
    ]
    desk = Desk(browser, f"{address}/en.html", tmp_path, document, reveal(document))
    for changed, revealed, message in cases:
        desk.give(changed, revealed)
        assert message in desk.about("A-0001")
    desk.give(document, reveal(document))
    assert "does not stand in the frozen list" in desk.ask("A-0013", salt_of("A-0013").hex())
    # Brothers and sisters who share a number stand in the list with their family, and not without.
    assert "does not stand in the frozen list" in desk.ask("A-0003", salt_of("A-0003").hex())
    assert "was not copied correctly" in desk.ask("A-0001", "12")
    assert "Your child has place" in desk.about("A-0001")
    assert desk.visit.faults == []
    desk.context.close()


def test_the_page_follows_the_fallback_of_the_dossier(browser: Browser, address: str, tmp_path: Path) -> None:
    document = old_dossier()
    revealed = reveal(document, source=1, unavailable=["No relay answered."], beacon=MAIN_72785)
    desk = Desk(browser, f"{address}/en.html", tmp_path, document, revealed)
    line = lottery.numbers(lottery.draw(read(document), revealed), applicants())
    text = desk.about("A-0001")
    assert f"Lottery number: {line[applicant('A-0001').pseudonym].first:064x}" in text
    assert MAIN_72785["signature"] in text
    wrong = {**MAIN_72785, "previous_signature": MAIN_72785["signature"]}
    desk.give(document, reveal(document, source=1, unavailable=["No relay answered."], beacon=wrong))
    assert "not that of the network" in desk.about("A-0001")
    assert desk.visit.faults == []
    desk.context.close()


@pytest.mark.parametrize("page", ["index.html", "en.html"])
def test_the_site_serves_the_page(visit: Opening, page: str) -> None:
    opened = visit(f"/static/lottery/{page}")
    assert opened.response is not None
    assert opened.response.status == 200
    assert opened.page.locator("form[data-lottery] button").count() == 1
    assert opened.faults == []


@pytest.mark.parametrize("page", ["index.html", "en.html"])
def test_the_page_is_accessible(browser: Browser, address: str, tmp_path: Path, page: str) -> None:
    # The page allows no script but its own, so axe needs a context that does not enforce that.
    context = browser.new_context(bypass_csp=True)
    opened = context.new_page()
    opened.goto(f"{address}/{page}")
    found = Axe().run(opened)
    assert found.violations_count == 0, found.generate_report()
    context.close()
