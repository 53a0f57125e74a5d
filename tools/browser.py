# SPDX-License-Identifier: EUPL-1.2
"""What needs a browser shares: the system's Chromium, the site on an edition, and the pages that there are to see."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import urlopen

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
"""What the system's Chromium may be called."""

# A browser that asks nothing of anyone but the site under test; the sandbox needs rights that a build server lacks.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

PAGES = {
    "groningen": "groningen/",
    "amsterdam": "amsterdam/",
    "vlieland": "vlieland/",
    "doesburg": "doesburg/",
    "wonen-en-kiezen": "groningen/wonen-en-kiezen/",
    "wonen-en-kiezen-vlieland": "vlieland/wonen-en-kiezen/",
    "advies": "groningen/advies/",
    "advies-vlieland": "vlieland/advies/",
    "laboratorium": "groningen/laboratorium/",
    "laboratorium-vlieland": "vlieland/laboratorium/",
    "plaatsen": "hoe-worden-plaatsen-verdeeld/",
    "plaatsen-nijmegen": "hoe-worden-plaatsen-verdeeld/nijmegen/",
    "gemeenten": "gemeenten/",
    "gemeenten-zoek": "gemeenten/?zoek=berg",
    "gemeenten-geen": "gemeenten/?zoek=gronigen",
    "methode": "methode/",
    "methode-dissimilarity": "methode/dissimilarity/",
    "methode-exchange": "methode/exchange/",
    "methode-isolation": "methode/isolation/",
    "methode-exposure": "methode/exposure/",
    "methode-eta-squared": "methode/eta-squared/",
    "methode-theil-h": "methode/theil-h/",
    "methode-residence": "methode/residence/",
    "methode-gewicht": "methode/gewicht/",
    "methode-gewicht12": "methode/gewicht12/",
    "methode-noat": "methode/noat/",
    "methode-doelgroep": "methode/doelgroep/",
    "methode-advice-levels": "methode/advice-levels/",
    "methode-reconsideration": "methode/reconsideration/",
    "methode-lord": "methode/lord/",
    "methode-advice-schools": "methode/advice-schools/",
    "methode-placement": "methode/placement/",
    "methode-chance": "methode/chance/",
    "methode-interval": "methode/interval/",
    "methode-boundaries": "methode/boundaries/",
    "methode-disclosure": "methode/disclosure/",
    "bronnen": "bronnen/",
    "over": "over/",
    "toegankelijkheid": "toegankelijkheid/",
    "privacy": "privacy/",
    "niet-gevonden": "niet-gevonden/",
}
"""Every kind of page by a short name: its address below that of the language."""

MOST_ASKED = 60
"""How often the first study is asked for; each time the site itself waits some seconds."""

PREFIXES = {"nl": "/", "en": "/en/"}
"""Where the pages of a language begin."""


def chromium() -> str | None:
    """The path of the system's Chromium, or None where there is none."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def launch(playwright: Playwright, executable: str) -> Browser:
    """The browser at ``executable``, without a window."""
    return playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))


def _wait_for_the_laboratory(address: str) -> None:
    """The site works out its first study while it starts, and says 503 until that is there. Raises RuntimeError."""
    for _ in range(MOST_ASKED):
        try:
            urlopen(address).close()  # noqa: S310  an address of this machine
        except HTTPError as error:
            if error.code != HTTPStatus.SERVICE_UNAVAILABLE:
                return
        else:
            return
        time.sleep(1)
    raise RuntimeError(f"{address} is not there after {MOST_ASKED} times")


@contextmanager
def served(edition: Path, data_dir: Path) -> Iterator[str]:
    """The site on ``edition`` (its folder, or that of all editions), in a process of its own on a free port.

    Gives its address without a slash at the end. Raises RuntimeError when the site does not start.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SPEELVELD_")}
    environment |= {"SPEELVELD_EDITION": str(edition), "SPEELVELD_DATA_DIR": str(data_dir)}
    command = [sys.executable, "-c", "from speelveld.web.serve import serve; serve(port=0)"]
    with subprocess.Popen(command, env=environment, cwd=data_dir, stdout=subprocess.PIPE, text=True) as process:
        try:
            said = process.stdout.readline() if process.stdout else ""
            if not said.startswith("Speelveld: "):
                raise RuntimeError(f"the site did not start: {said.strip() or 'it said nothing'}")
            address = said.split()[1].rstrip("/")
            _wait_for_the_laboratory(f"{address}/{PAGES['laboratorium']}")
            yield address
        finally:
            process.terminate()
