# SPDX-License-Identifier: EUPL-1.2
"""Widths and line breaks, against the font itself."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speelveld.render import lettering


def test_a_text_is_as_wide_as_its_characters() -> None:
    assert lettering.width("AA", 20) == pytest.approx(2 * lettering.width("A", 20))
    assert lettering.width("A", 20) == pytest.approx(2 * lettering.width("A", 10))
    assert lettering.width("mm", 12) > lettering.width("ii", 12)
    assert lettering.width("Groningen", 12, bold=True) > lettering.width("Groningen", 12)


def test_a_character_outside_the_font_is_taken_as_wide() -> None:
    assert lettering.width("中", 10) >= lettering.width("W", 10)


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=12), min_size=1, max_size=30), st.floats(60, 400))
def test_lines_keep_every_word_in_order_and_fit(words: list[str], room: float) -> None:
    lines = lettering.wrap(" ".join(words), room, 14)
    assert " ".join(lines).split() == words
    assert all(lettering.width(line, 14) <= room for line in lines if " " in line)


def test_the_widest_of_nothing_is_nothing() -> None:
    assert lettering.widest([], 12) == 0
    assert lettering.widest(["i", "mm"], 12) == lettering.width("mm", 12)


def test_the_embedded_fonts_stay_small() -> None:
    """Both weights together, as they travel in every picture."""
    assert len(lettering.font_face()) < 30_000


def test_the_policy_names_the_one_style_of_a_picture() -> None:
    digest = base64.b64encode(hashlib.sha256(lettering.font_face().encode()).digest()).decode()
    assert f"'sha256-{digest}'" in lettering.content_security_policy()


def test_the_widths_are_those_of_the_font() -> None:
    """The tables 'cmap' and 'hmtx' of the shipped font, read by another library."""
    from PIL import ImageFont  # the test's own reader of fonts

    for style, bold in (("regular", False), ("semibold", True)):
        font = ImageFont.truetype(str(Path(lettering.FOLDER) / f"speelveld-sans-{style}.ttf"), 1000)
        for character in "aW7éë%©":
            assert lettering.width(character, 1000, bold) == pytest.approx(font.getlength(character), abs=2)
