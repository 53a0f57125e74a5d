# SPDX-License-Identifier: EUPL-1.2
"""``make screenshots``: a picture of every page, in both languages, on a phone and on a desk, to look at.

Writes ``screenshots/<language>-<width>-<page>.png`` and prints what it wrote. Words after the command choose pages:
``make screenshots ARGS="groningen bronnen"``. ``--readme`` writes the picture in the README instead.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from speelveld.editions.build import build  # noqa: E402
from tools.browser import NAMES, PAGES, PREFIXES, chromium, launch, served  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

OUT = ROOT / "screenshots"
README = ROOT / "docs" / "images" / "dashboard.png"
WIDTHS = {360: 780, 1280: 900}
"""The widths of a phone and a desk in CSS pixels, each with the height of its screen."""


def main(arguments: list[str]) -> int:
    """Make the pictures that were asked for; the exit status."""
    readme = "--readme" in arguments
    names = [each for each in arguments if each != "--readme"] or list(PAGES)
    unknown = [name for name in names if name not in PAGES]
    if unknown:
        print(f"There is no page {', '.join(unknown)}. There are: {', '.join(PAGES)}.", file=sys.stderr)
        return 2
    executable = chromium()
    if executable is None:
        print(
            f"Screenshots need Chromium ({' or '.join(NAMES)}) on the path. On Debian and Ubuntu: apt install chromium",
            file=sys.stderr,
        )
        return 1
    with tempfile.TemporaryDirectory() as folder:
        print("Building an edition of the bundled files ...", file=sys.stderr)
        editions = Path(folder) / "editions"
        build(editions)
        with served(editions, Path(folder)) as address, sync_playwright() as playwright:
            browser = launch(playwright, executable)
            if readme:
                picture_for_readme(browser, address)
            else:
                picture_pages(browser, address, names)
            browser.close()
    return 0


def picture_pages(browser: Browser, address: str, names: Iterable[str]) -> None:
    """Every page of ``names`` from top to bottom, in both languages and widths."""
    OUT.mkdir(exist_ok=True)
    names = list(names)
    for width, height in WIDTHS.items():
        page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
        for language, prefix in PREFIXES.items():
            for name in names:
                page.goto(f"{address}{prefix}{PAGES[name]}")
                settle(page)
                path = OUT / f"{language}-{width}-{name}.png"
                page.screenshot(path=path, full_page=True)
                print(path.relative_to(ROOT))
        page.close()


def picture_for_readme(browser: Browser, address: str) -> None:
    """The head of the first page in English, as a desk shows it."""
    page = browser.new_page(viewport={"width": 1100, "height": 1250}, reduced_motion="reduce")
    page.goto(f"{address}/en/groningen/")
    settle(page)
    README.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=README)
    page.close()
    print(README.relative_to(ROOT))


def settle(page: Page) -> None:
    """Wait until every picture and letter of the page is there, also of the parts that nobody has scrolled to."""
    page.evaluate(
        """async () => {
            const images = Array.from(document.images);
            images.forEach((image) => { image.loading = "eager"; });
            await Promise.all(images.map((image) => image.decode()));
            await document.fonts.ready;
        }"""
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
