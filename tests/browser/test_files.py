# SPDX-License-Identifier: EUPL-1.2
"""An export that is opened from a folder, without a server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.visit import Opening

LOST = "Array.from(document.images).filter((each) => !each.naturalWidth).map((each) => each.currentSrc || each.src)"


@pytest.fixture(scope="module")
def exported(editions: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of two municipalities as plain files, made by the command."""
    folder = tmp_path_factory.mktemp("exported")
    command = [sys.executable, "-m", "speelveld", "export", "site", "-m", "Groningen", "-m", "Vlieland"]
    environment = os.environ | {"SPEELVELD_EDITION": str(editions), "SPEELVELD_DATA_DIR": str(folder / "data")}
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return folder / "site"


def test_every_page_opens_with_its_pictures_and_its_look(visit: Opening, exported: Path) -> None:
    paths = sorted(exported.rglob("*.html"))
    assert len(paths) > 50
    visitor = visit((exported / "index.html").as_uri())
    visitor.page.wait_for_url("**/groningen/index.html")
    for path in paths:
        visitor.page.goto(path.as_uri())
        if path == exported / "index.html" or path == exported / "en" / "index.html":
            visitor.page.wait_for_url("**/groningen/index.html")
        visitor.settled()
        assert visitor.page.evaluate(LOST) == [], path
        look = visitor.page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
        alone = path.parent.name == "lottery"  # to be saved and used by itself, so without fonts of the site
        assert ("system-ui" if alone else "Source Serif") in look, path
        assert visitor.faults == [], path


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_sorting_and_language_work_without_a_server(
    visit: Opening, exported: Path, script: bool, language: str
) -> None:
    start = exported / ("groningen" if language == "nl" else "en/groningen") / "index.html"
    page = visit(start.as_uri(), java_script_enabled=script).page
    page.locator("a[data-column=leerlingen]").click()
    counts = [each.get_attribute("data-leerlingen") for each in page.locator("tr[data-place]").all()]
    shown = [float(each) for each in counts if each]
    assert len(shown) > 30
    assert shown == sorted(shown, reverse=True)
    page.locator("a[data-language]").click()
    other = "/en/groningen/" if language == "nl" else "site/groningen/"
    page.wait_for_url(lambda address: other in address)
    assert page.locator("html").get_attribute("lang") != language


def test_links_lead_to_files(visit: Opening, exported: Path) -> None:
    visitor = visit((exported / "groningen" / "index.html").as_uri())
    page = visitor.page
    page.locator(".place__change").click()
    page.wait_for_url("**/gemeenten/index.html")
    assert page.locator("form").count() == 0
    page.locator(".names a", has_text="Vlieland").click()
    page.wait_for_url("**/vlieland/index.html")
    page.locator(".know__links a").first.click()
    page.wait_for_url("**/methode/**/index.html")
    assert page.locator(".place__name").text_content() == "Groningen"
    assert visitor.faults == []
