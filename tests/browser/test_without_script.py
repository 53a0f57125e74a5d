# SPDX-License-Identifier: EUPL-1.2
"""With JavaScript off everything is there and works."""

from __future__ import annotations

import pytest

from tests.browser.visit import Opening

OFF = {"java_script_enabled": False}


def test_pictures_tables_and_the_map_are_there(visit: Opening) -> None:
    visitor = visit("/groningen/", **OFF)
    page = visitor.page
    pictures = page.locator("figure.picture img")
    assert pictures.count() == 4
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        assert picture.bounding_box()["height"] > 150
    assert page.locator("table tbody tr").count() > 60
    assert page.locator(".map svg >> visible=true").first.locator("a").count() > 30
    page.wait_for_load_state("networkidle")
    svgs = {each.split("?")[0].rsplit("/", 1)[1] for each in visitor.requests if ".svg?b=" in each}
    assert svgs == {"verdeling.svg", "verloop.svg", "splitsing.svg", "steden.svg"}


@pytest.mark.parametrize("prefix", ["/", "/en/"])
def test_sorting_works_through_links(visit: Opening, prefix: str) -> None:
    page = visit(f"{prefix}groningen/", **OFF).page
    page.locator("a[data-column=leerlingen]").click()
    assert page.url.endswith(f"{prefix}groningen/?sorteer=leerlingen#scholen")
    counts = [each.get_attribute("data-leerlingen") for each in page.locator("tr[data-place]").all()]
    shown = [float(each) for each in counts if each]
    assert shown == sorted(shown, reverse=True)


def test_search_and_language_work(visit: Opening) -> None:
    page = visit("/gemeenten/", **OFF).page
    page.locator("#zoek").fill("berg")
    page.locator("form button").click()
    assert page.url.endswith("/gemeenten/?zoek=berg")
    names = page.locator(".names a").all_text_contents()
    assert "Bergen op Zoom" in names
    assert all("berg" in name.casefold() for name in names)
    page.locator("a[data-language]").click()
    assert page.url.endswith("/en/gemeenten/?zoek=berg")
    page.locator("#zoek").fill("Gronigen")
    page.locator("form button").click()
    assert page.locator("[role=status] a").first.text_content() == "Groningen"
