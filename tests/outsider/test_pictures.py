# SPDX-License-Identifier: EUPL-1.2
"""From pixels back to values, on small pictures that are made here; every number is invented."""

from __future__ import annotations

import pytest

from speelveld.outsider import pictures
from speelveld.outsider.geometry import Axis, axes, off_grid, place, trace
from speelveld.outsider.markup import parse
from speelveld.outsider.readings import Notes
from speelveld.outsider.sentences import Context

CONTEXT = Context("verzonnen", "nl", ("gewicht", 2016), ("doelgroep", 2019))


def text(x: float, y: float, words: str) -> str:
    """A text at a place."""
    return f'<text transform="translate({x},{y})">{words}</text>'


def dot(x: float, y: float, r: float) -> str:
    """A round mark, as it is drawn in the pictures."""
    return f'<path transform="translate({x},{y})" d="M{r},0A{r},{r},0,1,1,-{r},0A{r},{r},0,1,1,{r},0"/>'


def spread(*dots: str) -> str:
    """A picture of the spread with shares to the right (10 pixels each) and pupils upward (half a pixel each)."""
    right = "".join(text(100.5 + 100 * step, 216, f"{10 * step}%") for step in range(4))
    up = "".join(text(90, 204.5 - 50 * step, f"{100 * step}") for step in range(5))
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="500" height="300">{right}{up}{"".join(dots)}</svg>'


SHOWN = {"99ZZ00": (8.0, 250.0), "99ZZ01": (12.0, 100.0)}
BOTH = (dot(180, 75, 5.0), dot(220, 150, 3.1623))


def measured(svg: str, shown: dict[str, tuple[float, float]]) -> Notes:
    """What is read in a picture of the spread of these schools."""
    notes = Notes()
    picture = pictures.read(svg, "verdeling", "here", CONTEXT, notes)
    pictures.match(picture, shown, CONTEXT, notes)
    return notes


def test_every_dot_is_taken_back_to_its_numbers() -> None:
    notes = measured(spread(*BOTH), SHOWN)
    assert notes.unread == []
    found = {each.cell: (each.low + each.high) / 2 for each in notes.readings}
    assert found == {
        "share|verzonnen|2016|gewicht|99ZZ00": pytest.approx(8.0),
        "pupils|verzonnen|2016||99ZZ00": pytest.approx(250.0),
        "share|verzonnen|2016|gewicht|99ZZ01": pytest.approx(12.0),
        "pupils|verzonnen|2016||99ZZ01": pytest.approx(100.0),
    }


@pytest.mark.parametrize(
    ("dots", "why"),
    [
        ((dot(180.3, 75, 5.0), BOTH[1]), "a dot that stands on the published numbers of no school"),
        ((dot(180, 75.4, 5.0), BOTH[1]), "a dot that stands on the published numbers of no school"),
        ((*BOTH, dot(140, 170, 2.4495)), "a dot that stands on the published numbers of no school"),
        ((BOTH[0], dot(220, 150, 3.4), dot(300, 100, 4.4721)), "a dot whose size does not follow from its place"),
        ((*BOTH, '<path transform="rotate(4)" d="M1,0"/>'), "a mark that the outsider cannot measure"),
    ],
)
def test_a_dot_elsewhere_is_noted(dots: tuple[str, ...], why: str) -> None:
    notes = measured(spread(*dots), SHOWN)
    assert why in {each.why for each in notes.unread}
    assert all(each.school for each in notes.unread)


def test_a_picture_without_ticks_cannot_be_measured() -> None:
    notes = measured(f"<svg>{BOTH[0]}</svg>", SHOWN)
    assert {each.why for each in notes.unread} == {"a picture without ticks cannot be measured"}


def test_a_picture_that_is_not_known_is_noted() -> None:
    notes = Notes()
    pictures.read("<svg></svg>", "adviezen", "here", CONTEXT, notes)
    assert [each.why for each in notes.unread] == ["a picture that the outsider does not know"]


def test_bars_stand_on_whole_points() -> None:
    ticks = "".join(text(20.5 + 50 * step, 90, f"{10 * step}") for step in range(5))
    for end, wrong in ((175.0, 0), (176.0, 1)):
        notes = Notes()
        bar = f'<path d="M20,6h{end - 20}v22h-{end - 20}Z" fill="#000"/>'
        pictures.read(f"<svg>{ticks}{bar}</svg>", "splitsing", "here", CONTEXT, notes)
        assert [each.why for each in notes.unread] == ["a mark between two published values"] * wrong


def test_axes_are_found_by_their_ticks() -> None:
    labels = [(10.5 + 20 * step, 50.0, 5.0 * step) for step in range(4)]
    rows = [(5.0, row + 104.5 - 10 * step, 20.0 * step) for row in (0, 200) for step in range(5)]
    across, down = axes([*labels, *rows, (33.0, 71.0, 7.0)])
    assert [(axis.zero, axis.unit) for axis in across] == [(10.0, 4.0)]
    assert [(axis.zero, axis.unit) for axis in down] == [(100.0, -0.5), (300.0, -0.5)]
    assert across[0].value(30.0) == pytest.approx(5.0)
    assert axes([(1.0, 1.0, 0.0), (2.0, 1.0, 1.0)]) == ((), ())


def test_paths_are_traced() -> None:
    assert trace("M0,6h10v5h-10Z") == ([(0, 6), (10, 6), (10, 11), (0, 11)], None)
    assert trace("M1,2L3,4 5,6l1,-1H0V9") == ([(1, 2), (3, 4), (5, 6), (6, 5), (0, 5), (0, 9)], None)
    assert trace("M5,0A5,5,0,1,1,-5,0")[1] == 5.0
    with pytest.raises(ValueError, match="cannot read"):
        trace("M1,2L3")


def test_elements_stand_where_all_their_moves_put_them() -> None:
    root = parse('<svg><g transform="translate(10,5)"><g transform="translate(1)"><rect x="2"/></g></g></svg>')
    assert [(each.x, each.y) for each in place(root) if each.node.tag == "rect"] == [(11.0, 5.0)]
    with pytest.raises(ValueError, match="turned or stretched"):
        list(place(parse('<svg><g transform="scale(2)"/></svg>')))


def test_a_value_is_on_the_grid_or_beside_it() -> None:
    assert off_grid(12.3, 0.1) == pytest.approx(0.0)
    assert off_grid(12.34, 0.1) == pytest.approx(0.04)
    assert Axis(0.0, 4.0, (0.0, 1.0)).slack == pytest.approx(0.005)
