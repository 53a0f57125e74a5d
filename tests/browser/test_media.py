# SPDX-License-Identifier: EUPL-1.2
"""On paper, with forced colours, and for who wants no motion."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from tests.browser.visit import Opening

A4 = {"width": 794 - 2 * 60, "height": 1123}
"""A sheet within its margins, in CSS pixels."""

_HIDDEN = ".questions, .languages, .place__change, .permalink, .search, .alphabet, .site-footer__links"


@pytest.mark.parametrize("prefix", ["/", "/en/"])
def test_on_paper_the_answer_stands_without_navigation(visit: Opening, prefix: str) -> None:
    page = visit(f"{prefix}groningen/", viewport=A4).settled().page
    page.emulate_media(media="print")
    shown = [each for each in page.locator(_HIDDEN).all() if each.is_visible()]
    assert shown == []
    assert page.locator("#antwoord").is_visible()
    assert page.locator(".site-footer__edition").is_visible()


# What ends beyond the edge of the sheet, or hides a part of itself behind a scroll bar that paper does not have.
_CUT_OFF = """() => Array.from(document.querySelectorAll("main *"))
  .filter((each) => each.checkVisibility() && !each.closest("svg *") && !each.closest(".visually-hidden, math *"))
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 ||
                    (getComputedStyle(each).overflowX !== "visible" && each.scrollWidth > each.clientWidth + 1))
  .map((each) => `${each.tagName} ${each.className} ${each.textContent.trim().slice(0, 50)}`)"""

# What may be torn in two at the end of a sheet, or is too high for one.
_TORN = """() => Array.from(document.querySelectorAll("figure.picture, .map, .utrecht-table tr, .area, .source"))
  .filter((each) => each.checkVisibility())
  .filter((each) => getComputedStyle(each).breakInside !== "avoid" || each.getBoundingClientRect().height > 1000)
  .map((each) => `${each.tagName} ${each.className} ${each.id}`)"""


@pytest.mark.parametrize(
    "address", ["/groningen/", "/en/groningen/", "/amsterdam/", "/bronnen/", "/en/methode/disclosure/"]
)
def test_on_paper_nothing_is_cut_off(visit: Opening, address: str) -> None:
    page = visit(address, viewport=A4).settled().page
    page.emulate_media(media="print")
    assert page.evaluate(_CUT_OFF) == []
    assert page.evaluate(_TORN) == []


def test_on_paper_the_head_of_a_table_comes_back_on_every_sheet(visit: Opening) -> None:
    page = visit("/groningen/", viewport=A4).page
    page.emulate_media(media="print")
    heads = page.locator("thead").all()
    assert len(heads) == 4
    assert {each.evaluate("(head) => getComputedStyle(head).display") for each in heads} == {"table-header-group"}


def test_on_paper_links_say_where_they_lead(visit: Opening) -> None:
    page = visit("/bronnen/", viewport=A4).page
    page.emulate_media(media="print")
    links = page.locator("main a[href^=http]")
    assert links.count() > 10
    after = "(link) => getComputedStyle(link, '::after').content + link.textContent"
    for link in links.all()[:5]:
        assert link.get_attribute("href") in link.evaluate(after)
    page = visit("/groningen/", viewport=A4).page
    page.emulate_media(media="print")
    for selector in (".know__links a", ".downloads a"):
        link = page.locator(selector).first
        assert link.get_attribute("href") in link.evaluate(after)


def test_printing_loads_pictures_that_nobody_scrolled_to(visit: Opening) -> None:
    visitor = visit("/groningen/")
    assert visitor.page.pdf(format="A4", prefer_css_page_size=True).startswith(b"%PDF")
    missing = visitor.page.evaluate(
        "Array.from(document.images).filter((each) => !each.naturalWidth).map((each) => each.src)"
    )
    assert missing == []
    assert visitor.faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_with_forced_colours_pictures_and_marks_can_be_read(visit: Opening, scheme: str) -> None:
    visitor = visit("/groningen/", forced_colors="active", color_scheme=scheme, reduced_motion="reduce").settled()
    page = visitor.page
    for element in [*page.locator("figure.picture img").all(), page.locator(".map svg >> visible=true").first]:
        with Image.open(BytesIO(element.screenshot())) as image:
            grey = image.convert("L")
        # On paper of its own: mostly light, with dark letters and marks on it, also where the legend and source stand.
        for part in (grey, grey.crop((0, int(grey.height * 0.85), grey.width, grey.height))):
            colours = part.histogram()
            assert sum(colours[200:]) > sum(colours) * 0.5
            assert sum(colours[:120]) > sum(colours) * 0.002
    canvas = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (canvas == "rgb(255, 255, 255)") == (scheme == "light")
    lines = page.evaluate(
        """() => Array.from(document.querySelectorAll(".questions a"), (each) =>
          [each.hasAttribute("aria-current"), getComputedStyle(each).borderBottomColor])"""
    )
    assert [current for current, line in lines if line != canvas] == [True]
    assert visitor.faults == []


_MOVING = """() => [getComputedStyle(document.documentElement).scrollBehavior].concat(
  Array.from(document.querySelectorAll("*")).filter((each) => {
    const style = getComputedStyle(each);
    const times = style.transitionDuration.split(", ").map(parseFloat);
    return style.animationName !== "none" || times.some((time) => time > 0.01);
  }).map((each) => `${each.tagName} ${each.className}`))"""


def test_nothing_moves_for_who_wants_no_motion(visit: Opening) -> None:
    for address in ("/groningen/", "/gemeenten/"):
        assert visit(address, reduced_motion="reduce").page.evaluate(_MOVING) == ["auto"]
