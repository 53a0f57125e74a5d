# SPDX-License-Identifier: EUPL-1.2
"""The map: links, titles, classes, hatching, and nothing of what is hidden."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from speelveld.disclosure.publishable import Reason, seal
from speelveld.errors import DisclosureError
from speelveld.figures.model import Dashboard
from speelveld.render import map_svg, theme
from tests.render import svg
from tests.render.conftest import HIDDEN, areas, branches, figure, make, without


@pytest.fixture(scope="module", params=theme.WIDTHS)
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_text_is_within_the_map_and_large_enough(language: str, width: int) -> None:
    root = svg.parse(map_svg(make(), language, width))
    across, upwards = svg.size(root)
    for text in svg.texts(root):
        assert text.left >= -0.5, text
        assert text.right <= across + 0.5, text
        assert 0 < text.baseline <= upwards, text
        assert text.size >= theme.SMALLEST, text


def test_each_area_within_is_a_link_with_a_title(width: int) -> None:
    root = svg.parse(map_svg(make(), "nl", width))
    links = {element.get("href"): element for element in root.iter(f"{svg.SVG}a")}
    assert set(links) == {f"#pc4-{area.pc4}" for area in areas() if area.within}
    assert all(link.findtext(f"{svg.SVG}title") for link in links.values())
    assert "Vlakken" in svg.said(map_svg(make(), "nl", width)) or "Gebieden" in svg.said(map_svg(make(), "nl", width))


def test_a_hidden_area_is_hatched_and_says_why() -> None:
    root = svg.parse(map_svg(make(), "en"))
    hidden = next(area.pc4 for area in areas() if area.within and not area.value.known)
    link = next(element for element in root.iter(f"{svg.SVG}a") if element.get("href") == f"#pc4-{hidden}")
    assert link.findtext(f"{svg.SVG}title") == f"{hidden}: Too few pupils or schools to show."
    path = link.find(f"{svg.SVG}path")
    assert path is not None
    assert path.get("fill") == "url(#map-720-hatch-area)"


def test_a_known_area_says_its_value() -> None:
    area = next(area for area in areas() if area.within and area.value.known)
    assert f"<title>{area.pc4}: {area.value.value:g}% of residents receive a benefit</title>" in map_svg(make(), "en")


def test_each_located_branch_is_a_circle_with_its_name() -> None:
    dashboard = make()
    located = [branch for branch in dashboard.branches if branch.lon is not None]
    found = circles(map_svg(dashboard, "nl"))
    assert len(found) == len(located)
    assert {title.split(",")[0] for title, _fill, _radius in found} == {branch.name for branch in located}


def test_a_hidden_branch_looks_the_same_whatever_it_hides() -> None:
    found = circles(map_svg(make(), "en"))
    hidden = [mark for mark in found if "Too few" in mark[0]]
    assert hidden
    assert {(fill, radius) for _title, fill, radius in hidden} == {("url(#map-720-hatch-school)", "4.5")}
    assert all("%" not in title for title, _fill, _radius in hidden)


def circles(picture: str) -> list[tuple[str, str, str]]:
    """Title, fill and radius of each school on a map."""
    group = next(g for g in svg.parse(picture).iter(f"{svg.SVG}g") if g.get("class") == "map-school")
    return [
        (mark.findtext(f"{svg.SVG}title") or "", mark.get("fill") or "", mark.get("r") or "")
        for mark in group.iter(f"{svg.SVG}circle")
    ]


def test_the_area_of_a_circle_follows_the_pupils() -> None:
    given = [replace(branch, pupils=seal(pupils)) for branch, pupils in zip(branches(2), (100, 400), strict=True)]
    radii = sorted(float(radius) for _title, _fill, radius in circles(map_svg(make(branches=tuple(given)), "nl")))
    assert radii[1] == pytest.approx(2 * radii[0], rel=0.03)


def test_a_branch_in_the_middle_of_its_postcode_says_so() -> None:
    branch = replace(branches(1)[0], location="postcode")
    assert "drawn in the middle of its postcode area" in map_svg(make(branches=(branch,)), "en")


def test_the_same_input_gives_the_same_bytes(width: int) -> None:
    plain = map_svg.__wrapped__
    assert plain(make(), "nl", width) == plain(make(), "nl", width)


def test_no_style_that_a_policy_blocks(width: int) -> None:
    picture = map_svg(make(), "nl", width)
    assert "style=" not in picture
    assert "<style" not in picture
    assert "<script" not in picture


def test_two_widths_can_stand_in_one_page() -> None:
    ids = [
        {element.get("id") for element in svg.parse(map_svg(make(), "nl", width)).iter() if element.get("id")}
        for width in theme.WIDTHS
    ]
    assert all(ids)
    assert not ids[0] & ids[1]


def test_an_unsealed_number_is_refused() -> None:
    area = replace(areas()[0], value=0.5)
    with pytest.raises((DisclosureError, AttributeError)):
        map_svg(make(areas=(area, *areas()[1:])), "nl")


def test_a_municipality_without_areas_shows_its_schools() -> None:
    assert len(circles(map_svg(make(areas=()), "nl"))) == 39


def test_a_municipality_without_anything_says_so() -> None:
    nothing = make(areas=(), branches=(), headline=without(figure(), Reason.NO_SCHOOLS, 0))
    assert "There is no area or school to put on a map." in svg.said(map_svg(nothing, "en"))


def test_all_shares_hidden_leaves_a_legend_with_hatching_only() -> None:
    hidden = tuple(replace(branch, share=HIDDEN) for branch in branches(3))
    assert "too few to show" in svg.said(map_svg(make(branches=hidden), "en"))


def test_a_name_with_markup_stays_text() -> None:
    branch = replace(branches(1)[0], name="<b>&School")
    root = svg.parse(map_svg(make(branches=(branch,)), "nl"))
    assert not list(root.iter(f"{svg.SVG}b"))


def test_real_sizes_stay_small(dashboard: Dashboard) -> None:
    """Areas with as many corners as real ones: the raster of the picture keeps them light."""
    turns = [math.tau * step / 1500 for step in range(1501)]
    ring = tuple((6.57 + 0.015 * math.cos(turn), 53.22 + 0.01 * math.sin(turn)) for turn in turns)
    grid = areas()
    busy = (*grid, *(replace(area, polygons=((ring,),)) for area in grid))
    assert len(map_svg(replace(dashboard, areas=busy), "nl")) < 150_000
