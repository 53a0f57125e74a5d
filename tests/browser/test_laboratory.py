# SPDX-License-Identifier: EUPL-1.2
"""The form of the laboratory in a browser: with sliders, with the keyboard alone, without a script, and on paper."""

from __future__ import annotations

from tests.browser.visit import Opening

PAGE = "/groningen/laboratorium/"


def test_a_slider_moves_its_number_and_is_moved_by_it(visit: Opening) -> None:
    page = visit(PAGE).page
    number = page.locator("#afstand")
    slider = page.get_by_role("slider", name="Afstand", exact=True)
    assert slider.input_value() == number.input_value() == "1.5"
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert number.input_value() == "1.6"
    number.fill("0.4")
    assert slider.input_value() == "0.4"
    assert page.get_by_role("slider").count() == page.locator("input[data-slider]").count() == 11


def test_the_form_works_with_the_keyboard_alone(visit: Opening) -> None:
    visitor = visit(f"{PAGE}#kiezen")
    page = visitor.page
    page.locator("#basis").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "amstelveen"
    for _ in range(200):
        if page.evaluate("document.activeElement.type") == "submit":
            break
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "afstand=1.5" in page.url
    assert page.locator("#antwoord").inner_text().startswith("Met verzonnen kinderen")
    assert visitor.faults == []


def test_a_fault_leads_to_its_field(visit: Opening) -> None:
    page = visit(f"{PAGE}?afstand=9").page
    page.get_by_role("link", name="Afstand: ‘9’ is geen getal van 0 tot en met 4.").click()
    assert page.evaluate("document.activeElement.id || document.querySelector(':target').id") == "afstand"
    assert page.locator("#afstand").get_attribute("aria-invalid") == "true"


def test_without_a_script_the_numbers_remain(visit: Opening) -> None:
    page = visit(PAGE, java_script_enabled=False).page
    assert page.locator("input[type=range]").count() == 0
    page.locator("#marge").fill("2")
    page.get_by_role("button", name="Vergelijk deze regels").click()
    assert "marge=2" in page.url
    assert page.locator("#marge").input_value() == "2"
    assert page.locator("#tabel-lab-verschil").count() == 1


def test_on_paper_stand_the_assumptions_and_not_the_form(visit: Opening) -> None:
    page = visit(PAGE).page
    page.emulate_media(media="print")
    assert not page.locator(".lab-form").is_visible()
    assert not page.locator("#kiezen").is_visible()
    assert page.locator("#verzonnen").is_visible()
    assert page.get_by_text("Afstand: 1,5", exact=True).is_visible()
