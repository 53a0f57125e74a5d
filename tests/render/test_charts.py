# SPDX-License-Identifier: EUPL-1.2
"""The pictures as documents: valid, the same every time, within their frame, and holding nothing that is hidden."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.disclosure.publishable import Reason, seal
from speelveld.errors import DisclosureError
from speelveld.figures.model import Dashboard
from speelveld.render import cities_chart, distribution_chart, split_chart, theme, trend_chart
from speelveld.terms import Municipality
from tests.render import svg
from tests.render.conftest import HIDDEN, branches, cities, figure, make, split, without

Chart = Callable[[Dashboard, str, int], str]
CHARTS: list[Chart] = [distribution_chart, trend_chart, cities_chart, split_chart]
LANGUAGES = ("nl", "en")
LONG = Municipality("GM0999", "Verzonnen-Nieuwerkerk aan de IJsselmeerdijk")


def bare() -> Dashboard:
    """A municipality without any number, city or school."""
    hidden = without(figure(), Reason.NO_SCHOOLS, 0)
    return make(
        headline=hidden, exchange=hidden, latest=hidden, trend=(), branches=(), band=(), cities=(), published=None,
        areas=(), hidden_branches=0, unlocated_branches=0,
    )  # fmt: skip


def long_names() -> Dashboard:
    """A municipality with a name that is as long as names get, and not among the cities."""
    return make(municipality=LONG, headline=figure(place=LONG), published=split(LONG.name, 60, 40, 20))


CASES = {"full": make, "bare": bare, "long": long_names}


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> Dashboard:
    return CASES[request.param]()


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", theme.WIDTHS)
class TestDocument:
    def test_it_is_an_image_with_a_title_and_a_description(
        self, case: Dashboard, chart: Chart, language: str, width: int
    ) -> None:
        root = svg.parse(chart(case, language, width))
        assert root.get("role") == "img"
        assert root.get("lang") == language
        assert root.get("width") == str(width)
        named = {
            element.get("id"): element.text for element in root if element.tag in {f"{svg.SVG}title", f"{svg.SVG}desc"}
        }
        assert root.get("aria-labelledby", "").split() == list(named)
        assert all(named.values())

    def test_every_text_is_within_the_picture_and_large_enough(
        self, case: Dashboard, chart: Chart, language: str, width: int
    ) -> None:
        root = svg.parse(chart(case, language, width))
        across, upwards = svg.size(root)
        for text in svg.texts(root):
            assert text.left >= -0.5, text
            assert text.right <= across + 0.5, text
            assert text.baseline - 0.7 * text.size > 0, text
            assert text.baseline <= upwards, text
            assert text.size >= theme.SMALLEST or not text.words, text

    def test_no_style_or_script_that_a_policy_blocks(
        self, case: Dashboard, chart: Chart, language: str, width: int
    ) -> None:
        picture = chart(case, language, width)
        assert " style=" not in picture
        assert picture.count("<style>") == 1
        assert "<script" not in picture
        assert not re.search(r" on[a-z]+=", picture)
        assert not re.search(r"(?:href|src)=", picture)

    def test_the_same_input_gives_the_same_bytes(
        self, case: Dashboard, chart: Chart, language: str, width: int
    ) -> None:
        plain = chart.__wrapped__  # type: ignore[attr-defined]
        assert plain(case, language, width) == plain(replace(case), language, width)


@pytest.mark.parametrize("chart", CHARTS)
def test_every_text_reads_on_paper_or_on_its_bar(chart: Chart) -> None:
    fills = {text.fill for text in svg.texts(svg.parse(chart(make(), "nl", 720))) if text.words}
    assert fills <= {theme.INK, theme.TEXT, theme.ACCENT, theme.PAPER}


@pytest.mark.parametrize("chart", CHARTS)
def test_the_source_stands_inside_the_picture(chart: Chart) -> None:
    assert "Bron: " in svg.said(chart(make(), "nl", 360))


def test_distribution_leaves_no_mark_for_a_hidden_branch() -> None:
    dashboard = make()
    shown = [branch for branch in dashboard.branches if branch.share.known]
    assert len(shown) < len(dashboard.branches)
    assert dots(distribution_chart(dashboard, "nl", 720)) == len(shown)
    assert dots(distribution_chart(replace(dashboard, branches=tuple(shown)), "nl", 720)) == len(shown)


def test_distribution_does_not_draw_a_branch_that_hides_one_of_two_numbers() -> None:
    first, second, *rest = (branch for branch in branches() if branch.share.known)
    half = (replace(first, share=HIDDEN), replace(second, pupils=HIDDEN), *rest)
    assert dots(distribution_chart(make(branches=half), "nl", 720)) == len(rest)


@settings(max_examples=12, deadline=None)
@given(st.sets(st.integers(0, 39), min_size=1, max_size=38))
def test_whatever_is_hidden_leaves_no_mark(hidden: set[int]) -> None:
    """Two numbers are hidden together or one alone: the branch is not drawn, and the others stay where they were."""
    whole = [replace(branch, share=seal(nth % 40), pupils=seal(50 + 9 * nth)) for nth, branch in enumerate(branches())]
    kept = [replace(branch, share=HIDDEN) if nth in hidden else branch for nth, branch in enumerate(whole)]
    gone = [branch for nth, branch in enumerate(whole) if nth not in hidden]
    assert distribution_chart(make(branches=tuple(kept)), "nl", 360) == distribution_chart(
        make(branches=tuple(gone)), "nl", 360
    )


def test_distribution_says_how_many_are_hidden() -> None:
    assert "5 vestigingen hebben te weinig leerlingen in een groep" in svg.said(distribution_chart(make(), "nl", 720))


def dots(picture: str) -> int:
    """How many marks of a branch a picture holds: closed round paths in one of the two colours of branches."""
    marks = [
        element
        for element in svg.parse(picture).iter(f"{svg.SVG}path")
        if element.get("fill") in {theme.ACCENT, theme.MARK} and "A" in element.get("d", "")
    ]
    return len(marks)


@pytest.mark.parametrize("name", ["share", "pupils"])
def test_an_unsealed_number_is_refused(name: str) -> None:
    branch = replace(branches()[0], **{name: 12.5})
    with pytest.raises(DisclosureError):
        distribution_chart(make(branches=(branch,)), "nl", 720)


def test_trend_draws_lines_only_within_one_definition() -> None:
    """Two contrasts have two years within today's boundaries, and one has two within the boundaries of then."""
    paths = [
        (element.get("stroke"), element.get("d", ""))
        for element in svg.parse(trend_chart(make(), "nl", 720)).iter(f"{svg.SVG}path")
        if "L" in element.get("d", "") and "A" not in element.get("d", "") and element.get("stroke")
    ]
    assert sorted(stroke for stroke, _d in paths if stroke) == sorted([theme.ACCENT, theme.ACCENT, theme.MARK])
    assert all(d.count("L") == 1 for _stroke, d in paths)


def test_trend_joins_nothing_when_every_contrast_has_one_year() -> None:
    lone = make(trend=(figure(), figure("noat"), figure("doelgroep", 2019)))
    picture = trend_chart(lone, "nl", 720)
    assert not [
        element
        for element in svg.parse(picture).iter(f"{svg.SVG}path")
        if re.search(r"L[-\d]", element.get("d", "")) and element.get("stroke") == theme.ACCENT
    ]


def test_trend_leaves_out_a_figure_that_is_hidden() -> None:
    trend = (figure(year=2013, values=(0.77, 0.7, 0.8, 0.1)), without(figure("noat"), Reason.TOO_FEW), figure())
    said = svg.said(trend_chart(make(trend=trend), "nl", 720))
    assert "77" in said
    assert "NOAT" not in said


def test_trend_is_two_by_two_on_a_phone() -> None:
    phone = svg.size(svg.parse(trend_chart(make(), "nl", 360)))
    desktop = svg.size(svg.parse(trend_chart(make(), "nl", 720)))
    assert phone[1] > 1.4 * desktop[1]


def test_cities_stand_in_alphabetical_order_with_ours_in_colour() -> None:
    root = svg.parse(cities_chart(make(), "nl", 720))
    names = {city.municipality.name: city for city in cities()}
    drawn = sorted((text.baseline, text.words, text.fill) for text in svg.texts(root) if text.words in names)
    assert [words for _y, words, _fill in drawn] == [
        "Amersfoort", "Amsterdam", "'s-Gravenhage", "Groningen", "Rotterdam", "Utrecht"
    ]  # fmt: skip
    assert [words for _y, words, fill in drawn if fill == theme.ACCENT] == ["Groningen"]


def test_cities_without_a_number_have_no_row() -> None:
    first, *rest = cities()
    shown = make(cities=(replace(first, figure=without(first.figure, Reason.TOO_FEW)), *rest))
    assert first.municipality.name not in svg.said(cities_chart(shown, "nl", 720))


def test_a_municipality_outside_the_cities_gets_its_own_row() -> None:
    assert LONG.name in svg.said(cities_chart(long_names(), "nl", 720))


def test_split_stacks_the_two_parts_to_the_total() -> None:
    said = [text.words for text in svg.texts(svg.parse(split_chart(make(cities=()), "nl", 720)))]
    assert {"Groningen", "40", "20", "60"} <= set(said)


def test_split_draws_one_hollow_bar_for_a_total_without_parts() -> None:
    lone = make(cities=(), published=split("Groningen", 51, None, None))
    said = svg.said(split_chart(lone, "nl", 720))
    assert "niet gesplitst" in said
    assert "51" in said
    assert "door wonen" not in said


def test_a_name_with_markup_stays_text() -> None:
    place = Municipality("GM0998", 'A<b>&"c')
    changed = make(municipality=place, headline=figure(place=place), published=split(place.name, 60, 40, 20))
    for chart in CHARTS:
        root = svg.parse(chart(changed, "en", 720))
        assert not list(root.iter(f"{svg.SVG}b"))


def test_a_share_of_zero_still_has_an_axis() -> None:
    flat = tuple(replace(branch, share=seal(0)) for branch in branches(4) if branch.share.known)
    root = svg.parse(distribution_chart(make(branches=flat), "nl", 360))
    assert dots(distribution_chart(make(branches=flat), "nl", 360)) == len(flat)
    assert any(text.words == "0%" for text in svg.texts(root))
