# SPDX-License-Identifier: EUPL-1.2
"""One browser and one site for all of these tests; a context of its own for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.visit import Opening, Visit
from tools.browser import NAMES, chromium, launch, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

DESK = {"width": 1280, "height": 900}
SECONDS = 30_000
"""How long the browser may wait for something, in milliseconds: long, since the machine may be busy."""


@pytest.fixture(scope="package")
def site(editions: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site on the edition of the bundled files, without a slash at the end."""
    with served(editions, tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    executable = chromium()
    if executable is None:
        pytest.skip(f"no {' or '.join(NAMES)} on the path")
    with sync_playwright() as playwright:
        opened = launch(playwright, executable)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Opening]:
    """Open an address of the site (or a whole address) in a browser context of its own; on a desk unless told."""
    contexts: list[BrowserContext] = []

    def opening(address: str, **options: object) -> Visit:
        context = browser.new_context(**{"viewport": DESK, **options})
        contexts.append(context)
        context.set_default_timeout(SECONDS)
        return Visit(context.new_page(), address if ":" in address else f"{site}{address}")

    yield opening
    for context in contexts:
        context.close()
