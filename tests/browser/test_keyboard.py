# SPDX-License-Identifier: EUPL-1.2
"""With the keyboard alone: everything is reached, in order, visibly, and nothing holds on to you."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.visit import Opening

if TYPE_CHECKING:
    from playwright.sync_api import Page

# What the Tab key must reach, in the order of the page, as the browser counts it.
_REACHABLE = """() => {
  const all = Array.from(document.querySelectorAll("a, button, input, summary, [tabindex]"));
  window.stops = all.filter((each) => each.tabIndex >= 0 && each.checkVisibility() &&
    (!(each.matches("a") || each instanceof SVGAElement) || each.hasAttribute("href")));
  return window.stops.length;
}"""

# Where the focus is now, and what shows it: an outline of at least two pixels, in the window and not below anything.
_FOCUS = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const style = getComputedStyle(here);
  const box = here.getBoundingClientRect();
  return {
    at: window.stops.indexOf(here),
    what: `${here.tagName} ${here.getAttribute("class")} ${here.textContent.trim().slice(0, 40)}`,
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0,
  };
}"""

_HASH = "location.hash"


def tab_through(page: Page) -> list[dict[str, object]]:
    """Every place where the Tab key stops, until the focus leaves the page."""
    total = page.evaluate(_REACHABLE)
    stops = []
    for _ in range(total + 1):
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUS)
        if stop is None:
            return stops
        stops.append(stop)
    return stops


def go_to(page: Page, selector: str) -> None:
    """Put the focus just before ``selector`` and reach it with the Tab key, as a visitor does who comes from there."""
    page.evaluate(
        """(selector) => {
            const stops = Array.from(document.querySelectorAll("a[href], button, input, [tabindex='0']"));
            const wanted = document.querySelector(selector);
            stops[stops.indexOf(wanted) - 1].focus();
        }""",
        selector,
    )
    page.keyboard.press("Tab")
    assert page.evaluate("(selector) => document.activeElement === document.querySelector(selector)", selector)


@pytest.mark.parametrize("address", ["/groningen/", "/en/gemeenten/", "/methode/disclosure/", "/en/bronnen/"])
def test_tab_reaches_everything_in_order_and_shows_where_it_is(visit: Opening, address: str) -> None:
    page = visit(address, reduced_motion="reduce").settled().page
    total = page.evaluate(_REACHABLE)
    stops = tab_through(page)
    assert [stop["at"] for stop in stops] == list(range(total))
    assert [stop["what"] for stop in stops if not stop["outlined"]] == []
    assert [stop["what"] for stop in stops if not stop["inside"]] == []


def test_backwards_is_the_same_way(visit: Opening) -> None:
    page = visit("/over/", reduced_motion="reduce").settled().page
    forwards = [stop["at"] for stop in tab_through(page)]
    page.locator(".site-footer a").last.focus()
    backwards = [page.evaluate(_FOCUS)["at"]]
    while backwards[-1] != 0:
        page.keyboard.press("Shift+Tab")
        backwards.append(page.evaluate(_FOCUS)["at"])
        assert len(backwards) <= len(forwards), "the focus does not come back"
    assert backwards == forwards[::-1]


@pytest.mark.parametrize("prefix", ["/", "/en/"])
def test_the_first_stop_leads_past_the_navigation(visit: Opening, prefix: str) -> None:
    page = visit(f"{prefix}groningen/", reduced_motion="reduce").settled().page
    page.keyboard.press("Tab")
    link = page.locator(".utrecht-skip-link")
    assert link.evaluate("(each) => each === document.activeElement")
    box = link.bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["height"] >= 24
    page.keyboard.press("Enter")
    assert page.evaluate(_HASH) == "#inhoud"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize(
    ("address", "selector"),
    [
        ("/groningen/", ".map svg a.map-area"),
        ("/groningen/", "a.sort"),
        ("/groningen/", ".permalink"),
        ("/groningen/", ".questions a"),
        ("/groningen/", ".table-scroll"),
        ("/groningen/", ".know__links a"),
        ("/groningen/", ".wordmark__link"),
        ("/groningen/", ".areas a"),
        ("/gemeenten/", "#zoek"),
        ("/gemeenten/", "button"),
        ("/gemeenten/", ".alphabet a"),
    ],
)
def test_the_focus_can_be_seen(visit: Opening, address: str, selector: str) -> None:
    page = visit(address, reduced_motion="reduce").settled().page
    element = page.locator(f"{selector} >> visible=true").first
    element.scroll_into_view_if_needed()
    box = element.bounding_box()
    around = {
        "x": max(box["x"] - 8, 0),
        "y": max(box["y"] - 8, 0),
        "width": min(box["width"] + 16, 1200),
        "height": min(box["height"] + 16, 700),
    }
    before = page.screenshot(clip=around)
    # A key was pressed, so the browser takes the visitor for one who uses the keyboard.
    page.keyboard.press("Shift")
    element.focus()
    assert page.screenshot(clip=around, caret="hide") != before


def test_an_area_of_the_map_leads_to_its_schools(visit: Opening) -> None:
    page = visit("/groningen/", reduced_motion="reduce").settled().page
    selector = ".map svg[width='720'] a[href='#pc4-9741']"
    go_to(page, selector)
    assert page.evaluate("document.activeElement.querySelector('title').textContent").startswith("9741")
    page.keyboard.press("Enter")
    assert page.evaluate(_HASH) == "#pc4-9741"
    area = page.locator("#pc4-9741")
    assert area.is_visible()
    assert 0 <= area.bounding_box()["y"] < 900
    assert area.evaluate("(each) => getComputedStyle(each).backgroundColor") != "rgba(0, 0, 0, 0)"
    # From there the next stop is a school of that area, and that school leads to its row in the table.
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#pc4-9741') !== null")
    page.keyboard.press("Enter")
    assert page.evaluate(f"document.querySelector({_HASH}).matches('tr')")


def test_every_area_of_the_map_has_its_place_in_the_list(visit: Opening) -> None:
    page = visit("/groningen/").page
    lost = page.evaluate(
        """() => Array.from(document.querySelectorAll(".map svg a"), (each) => each.getAttribute("href"))
           .filter((href) => !document.querySelector(`dl ${href}`))"""
    )
    assert lost == []
    assert page.locator(".map svg >> visible=true").first.locator("a").count() > 30


def test_a_table_is_sorted_with_the_keyboard(visit: Opening) -> None:
    page = visit("/groningen/", reduced_motion="reduce").settled().page
    go_to(page, "a[data-column=leerlingen]")
    page.keyboard.press("Enter")
    header = page.locator("th:has(a[data-column=leerlingen])")
    assert header.get_attribute("aria-sort") == "descending"
    pupils = page.evaluate("Array.from(document.querySelectorAll('tr[data-place]'), (row) => row.dataset.leerlingen)")
    shown = [float(each) for each in pupils if each]
    assert shown == sorted(shown, reverse=True)
    assert pupils[len(shown) :] == [""] * (len(pupils) - len(shown))
    assert "Leerlingen" in page.locator("[data-sort-status]").text_content()
    assert page.evaluate("document.activeElement.dataset.column") == "leerlingen"
    assert page.url.endswith("/groningen/?sorteer=leerlingen#scholen")
    page.keyboard.press("Enter")
    assert header.get_attribute("aria-sort") == "ascending"


def test_a_wide_table_scrolls_with_the_keyboard(visit: Opening) -> None:
    page = visit("/groningen/", viewport={"width": 360, "height": 780}, reduced_motion="reduce").settled().page
    region = page.locator(".table-scroll").first
    go_to(page, ".table-scroll")
    region.evaluate(
        """(region) => {
            window.scrolled = new Promise((done) => region.addEventListener("scroll", () => done(), {once: true}));
        }"""
    )
    page.keyboard.press("ArrowRight")
    page.evaluate("window.scrolled")
    assert region.evaluate("(region) => region.scrollLeft") > 0
    assert region.get_attribute("aria-labelledby") == "tabel-scholen"


@pytest.mark.parametrize(("here", "there"), [("/groningen/", "/en/groningen/"), ("/en/groningen/", "/groningen/")])
def test_the_other_language_keeps_the_page_its_order_and_its_part(visit: Opening, here: str, there: str) -> None:
    page = visit(f"{here}?sorteer=aandeel#kaart", reduced_motion="reduce").settled().page
    go_to(page, "a[data-language]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{there}?sorteer=aandeel#kaart")
    assert page.locator("th[aria-sort=descending] a").get_attribute("data-column") == "aandeel"


def test_a_municipality_is_found_with_the_keyboard(visit: Opening) -> None:
    page = visit("/groningen/", reduced_motion="reduce").settled().page
    go_to(page, ".place__change")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gemeenten/")
    go_to(page, "#zoek")
    page.keyboard.type("vlieland")
    page.keyboard.press("Enter")
    page.wait_for_url("**/vlieland/")
    assert "Vlieland" in page.locator("h1").text_content()
