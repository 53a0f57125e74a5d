# SPDX-License-Identifier: EUPL-1.2
"""The colours keep the contrast that WCAG 2.2 asks: 4.5:1 for text, 3:1 for marks that carry a number."""

from __future__ import annotations

from itertools import pairwise

import pytest

from speelveld.render import theme
from speelveld.render.charts import split


@pytest.mark.parametrize(("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48)])
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert theme.contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert theme.contrast(other, one) == theme.contrast(one, other)


@pytest.mark.parametrize("colour", [theme.INK, theme.TEXT, theme.ACCENT])
def test_text_reads_on_paper(colour: str) -> None:
    assert theme.contrast(colour, theme.PAPER) >= 4.5


@pytest.mark.parametrize("colour", [theme.MARK, theme.ACCENT, theme.HATCH, theme.BORDER, theme.INK])
def test_marks_stand_out_on_paper(colour: str) -> None:
    assert theme.contrast(colour, theme.PAPER) >= 3


@pytest.mark.parametrize("colour", [theme.ACCENT, theme.MARK, theme.INK])
def test_marks_stand_out_on_the_chance_band(colour: str) -> None:
    assert theme.contrast(colour, theme.BAND) >= 3


@pytest.mark.parametrize("fill", [*theme.RESIDENTS, *theme.SCHOOLS, theme.ACCENT, theme.ACCENT_PALE, *split.OTHERS])
def test_text_reads_on_every_fill(fill: str) -> None:
    assert theme.contrast(theme.text_on(fill), fill) >= 4.5


@pytest.mark.parametrize("fill", theme.RESIDENTS)
def test_postcodes_read_on_every_area(fill: str) -> None:
    assert theme.contrast(theme.INK, fill) >= 4.5


@pytest.mark.parametrize("ramp", [theme.RESIDENTS, theme.SCHOOLS])
def test_a_ramp_goes_from_light_to_dark(ramp: tuple[str, ...]) -> None:
    assert all(theme.luminance(light) > 1.15 * theme.luminance(dark) for light, dark in pairwise(ramp))


def test_a_circle_has_an_edge_that_stands_out_on_every_area() -> None:
    assert all(theme.contrast(theme.INK, fill) >= 3 for fill in (*theme.RESIDENTS, theme.OUTSIDE))
