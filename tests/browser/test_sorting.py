# SPDX-License-Identifier: EUPL-1.2
"""Sorting with JavaScript gives the order that the server gives without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.visit import Opening

if TYPE_CHECKING:
    from playwright.sync_api import Page


def rows(page: Page) -> list[str]:
    """The schools of the table, in the order of the page."""
    return [each.get_attribute("id") for each in page.locator("tr[data-place]").all()]


@pytest.mark.parametrize("municipality", ["groningen", "doesburg"])
@pytest.mark.parametrize("column", ["naam", "leerlingen", "aandeel"])
def test_the_script_and_the_server_agree(visit: Opening, municipality: str, column: str) -> None:
    # The page starts in another order, so that the script has work to do.
    start = "leerlingen" if column == "naam" else "naam"
    scripted = visit(f"/{municipality}/?sorteer={start}").page
    before = rows(scripted)
    scripted.locator(f"a[data-column={column}]").click()
    plain = visit(f"/{municipality}/?sorteer={start}", java_script_enabled=False).page
    assert rows(plain) == before
    plain.locator(f"a[data-column={column}]").click()
    assert rows(scripted) == rows(plain)
    assert len(set(before)) == len(before) > 1
    for page in (scripted, plain):
        marked = page.locator("th[aria-sort]")
        assert marked.count() == 1
        assert marked.locator("a").get_attribute("data-column") == column
        assert marked.get_attribute("aria-sort") == ("ascending" if column == "naam" else "descending")
    assert scripted.url == plain.url


def test_the_other_way_round_keeps_what_is_not_shown_last(visit: Opening) -> None:
    page = visit("/groningen/").page
    link = page.locator("a[data-column=aandeel]")
    link.click()
    link.click()
    shares = [each.get_attribute("data-aandeel") for each in page.locator("tr[data-place]").all()]
    shown = [float(each) for each in shares if each]
    assert shown == sorted(shown)
    assert shares == [*shares[: len(shown)], *[""] * (len(shares) - len(shown))]
    assert "" in shares


def test_an_order_can_be_opened_in_another_tab(visit: Opening) -> None:
    page = visit("/groningen/").page
    before = rows(page)
    with page.context.expect_page() as opened:
        page.locator("a[data-column=leerlingen]").click(modifiers=["ControlOrMeta"])
    assert opened.value.url.endswith("?sorteer=leerlingen#scholen")
    assert rows(page) == before
