# SPDX-License-Identifier: EUPL-1.2
"""Every page, in both languages, on a phone and on a desk: nothing is wrong, and it fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from speelveld.web.dashboard.methods import PAGES as METHODS
from tests.browser.visit import Opening
from tools.browser import PAGES, PREFIXES
from tools.screenshots import WIDTHS

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
CHECKED_BY_AXE = {("nl", 1280), ("en", 360)}
"""Both languages and both widths; one dashboard is checked in all four combinations."""

PHONE = min(WIDTHS)
NARROWEST = 320
"""CSS pixels: the width at which WCAG 1.4.10 asks a page to fit, also that of a desk at 400 percent."""

# A link of a line of text is as high as the line; an area of the map has its equal in the list below it.
_SMALL_TARGETS = """() => Array.from(document.querySelectorAll("a, button, input, summary"))
  .filter((each) => !each.closest("svg") && each.checkVisibility() && getComputedStyle(each).display !== "inline")
  .filter((each) => !each.matches(".utrecht-skip-link"))
  .map((each) => [each, each.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24)
  .map(([each, box]) => `${each.textContent.trim()} ${box.width} x ${box.height}`)"""

# What is wider than the page, unless it stands in a region that scrolls by itself.
_TOO_WIDE = """(width) => document.documentElement.scrollWidth <= width ? [] :
  Array.from(document.querySelectorAll("body *"))
  .filter((each) => each.getBoundingClientRect().right > width + 0.5 && !each.closest("[role=region], svg *"))
  .map((each) => `${each.tagName} ${each.className} ${each.textContent.trim().slice(0, 40)}`)
  .concat(`the page is ${document.documentElement.scrollWidth} wide`)"""

_WITHOUT_TEXT = """() => Array.from(document.images)
  .filter((each) => each.naturalWidth === 0 || !each.hasAttribute("alt") ||
                    (each.closest("figure") && each.alt.trim().length < 30))
  .map((each) => `${each.currentSrc}: ${each.alt}`)"""


def test_every_method_page_is_looked_at() -> None:
    assert {f"methode/{each}/" for each in METHODS} <= set(PAGES.values())


def test_a_visitor_notices_what_is_wrong(visit: Opening) -> None:
    visitor = visit("/privacy/")
    assert visitor.faults == []
    visitor.page.evaluate(
        """() => {
            document.head.append(Object.assign(document.createElement("style"), {textContent: "p {color: red}"}));
            document.body.append(Object.assign(new Image(), {src: "/gone.svg"}));
            document.body.append(Object.assign(new Image(), {src: "http://127.0.0.1:9/elsewhere.svg"}));
        }"""
    )
    visitor.page.wait_for_load_state("networkidle")
    kinds = {fault.partition(":")[0] for fault in visitor.faults}
    assert {"policy", "console", "404"} <= kinds
    assert any("elsewhere.svg" in fault for fault in visitor.faults)
    assert len(_violations(visitor.page)) > 0


def test_what_a_measure_does_not_have_looks_unlike_what_is_hidden(visit: Opening) -> None:
    for prefix, words in {"/": "n.v.t.", "/en/": "n/a"}.items():
        page = visit(f"{prefix}groningen/").page
        cell = page.locator("table:has(#tabel-maten) tr", has=page.locator("a[href*='/exposure/']")).locator("td").last
        assert cell.inner_text().startswith(words)
        assert page.locator("tr[data-aandeel=''] td .absent").first.inner_text().startswith("–")


@pytest.mark.parametrize("language", PREFIXES)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wrong_with_a_page(visit: Opening, name: str, language: str) -> None:
    visitor = visit(PREFIXES[language] + PAGES[name])
    page = visitor.page
    assert visitor.response.status == (404 if name == "niet-gevonden" else 200)
    assert page.evaluate("document.documentElement.lang") == language
    assert page.locator("h1").count() == 1
    assert page.title().endswith("Speelveld")
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        visitor.settled()
        assert page.evaluate(_WITHOUT_TEXT) == []
        assert page.evaluate(_SMALL_TARGETS) == []
        if (language, width) in CHECKED_BY_AXE or name == "groningen":
            assert _violations(page) == []
        assert _too_wide(page, width) == {}
    assert visitor.faults == []


def test_a_folded_table_opens_with_a_key_and_stands_alone_on_paper(visit: Opening) -> None:
    visitor = visit("/groningen/advies/")
    page, folds = visitor.page, visitor.page.locator("details.fold")
    assert folds.count() > 40
    assert not folds.first.locator("table").is_visible()
    folds.first.locator("summary").focus()
    page.keyboard.press("Enter")
    assert folds.first.locator("table").is_visible()
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        visitor.settled()
        assert _violations(page) == []
        assert _too_wide(page, width) == {}
    page.emulate_media(media="print")
    assert folds.first.locator("table").is_visible()
    assert page.locator("details.fold:visible").count() == 1
    assert page.locator("#jaren .print-only").is_visible()
    assert visitor.faults == []


def test_a_former_municipality_leads_to_that_of_today(visit: Opening) -> None:
    for prefix in PREFIXES.values():
        visitor = visit(f"{prefix}haren/")
        assert visitor.page.url.endswith(f"{prefix}groningen/")


def test_a_search_for_a_municipality_leads_to_it(visit: Opening) -> None:
    assert visit("/gemeenten/?zoek=haren").page.url.endswith("/groningen/")


@pytest.mark.parametrize("picture", ["verdeling", "verloop", "splitsing", "steden"])
@pytest.mark.parametrize("width", [360, 720])
def test_a_picture_at_its_own_address_keeps_its_policy(visit: Opening, picture: str, width: int) -> None:
    visitor = visit(f"/groningen/beeld/{picture}.svg?b={width}")
    assert visitor.page.evaluate("document.documentElement.tagName") == "svg"
    assert visitor.page.evaluate("document.documentElement.getBoundingClientRect().width") == width
    assert "default-src 'none'" in visitor.response.headers["content-security-policy"]
    assert visitor.faults == []


def _violations(page: Page) -> list[str]:
    """What axe finds: the rule, and where."""
    result = Axe().run(page, options=AXE).response
    assert "color-contrast" in {rule["id"] for rule in result["passes"]}, "axe did not look"
    return [
        f"{rule['id']}: {node['target']} {node['html'][:200]} {node['failureSummary']}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


def _too_wide(page: Page, width: int) -> dict[str, list[str]]:
    """What does not fit at this width, on the narrowest phone, and with letters of twice the size."""
    found = {"as it is": page.evaluate(_TOO_WIDE, width)}
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found["letters of 200%"] = page.evaluate(_TOO_WIDE, width)
    page.evaluate("document.documentElement.style.fontSize = ''")
    if width == PHONE:
        page.set_viewport_size({"width": NARROWEST, "height": 568})
        found[f"{NARROWEST} pixels"] = page.evaluate(_TOO_WIDE, NARROWEST)
    return {key: value for key, value in found.items() if value}
