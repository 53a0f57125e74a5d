# SPDX-License-Identifier: EUPL-1.2
"""The picture and the sentences of residence and choice: whole, within the frame, and saying no more than is known."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from speelveld.disclosure.publishable import Reason, seal
from speelveld.errors import DisclosureError
from speelveld.figures.model import Origins
from speelveld.render import numbers, residence_chart, residence_words, theme
from speelveld.render.translation import override
from tests.render import svg
from tests.render.conftest import NO_BOUNDS, hidden_origins, make_origins, nearest, residence_split


def unbounded() -> Origins:
    """Parts without any bounds."""
    one = replace(residence_split(), residence=replace(NO_BOUNDS, estimate=seal(35)), free=NO_BOUNDS)
    return make_origins(splits=(one,), published=None)


CASES = {"full": make_origins, "hidden": hidden_origins, "unbounded": unbounded}


def marks(picture: str, width: str) -> int:
    """How many lines of one stroke width the picture has."""
    return sum(
        each.get("stroke-width") == width for each in svg.parse(picture).iter() if each.tag.endswith(("line", "path"))
    )


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("width", theme.WIDTHS)
def test_the_picture_is_whole_and_every_text_fits(case: str, language: str, width: int) -> None:
    origins = CASES[case]()
    drawn = residence_chart(origins, language, width)
    root = svg.parse(drawn)
    across, upwards = svg.size(root)
    assert (root.get("role"), root.get("lang"), across) == ("img", language, width)
    for text in svg.texts(root):
        assert text.left >= -0.5, text
        assert text.right <= across + 0.5, text
        assert text.baseline <= upwards, text
        assert text.size >= theme.SMALLEST or not text.words, text
    assert " style=" not in drawn
    assert not re.search(r"(?:href|src)=", drawn)
    assert residence_chart.__wrapped__(replace(origins), language, width) == drawn


def test_each_row_says_its_parts_its_total_and_its_flows() -> None:
    said = svg.said(residence_chart(make_origins(), "en", 720))
    for words in ("Inspectie, 2016", "40 20", "60", "35 17", "28 21", "34 17", "52", "49", "51", "flows of 2017"):
        assert words in said, words


def test_bounds_are_drawn_for_our_rows_alone_and_only_where_there_are_any() -> None:
    assert marks(residence_chart(make_origins(), "nl", 720), "3") == 3
    # A thin line and its two ends.
    assert marks(residence_chart(make_origins(), "nl", 720), "1.25") == 3 * 3
    assert marks(residence_chart(unbounded(), "nl", 720), "3") == 0
    assert marks(residence_chart(unbounded(), "nl", 720), "1.25") == 0


def test_a_hidden_split_is_not_drawn() -> None:
    hidden = hidden_origins().splits[1]
    given = make_origins()
    some = replace(given, splits=(given.splits[0], hidden, given.splits[2]))
    assert "flows of 2017" not in svg.said(residence_chart(some, "en", 720))


@pytest.mark.parametrize(
    ("ranges", "words"),
    [
        (((15, 18), (18, 25)), "cannot be said whether"),
        (((15, 18), (19, 25)), "grew from 2013 to 2016"),
        (((19, 25), (15, 18)), "shrank from 2013 to 2016"),
    ],
)
def test_a_change_of_choice_is_told_only_when_the_ranges_stay_apart(
    ranges: tuple[tuple[int, int], tuple[int, int]], words: str
) -> None:
    splits = (residence_split(choice=ranges[0]), residence_split(2016, 2017, choice=ranges[1]))
    with override("en"):
        (said,) = residence_words.choice_over_time(make_origins(splits=splits))
    assert words in said


def test_groups_with_another_definition_are_not_compared_over_time() -> None:
    splits = (residence_split(choice=(1, 2)), residence_split(2019, 2024, choice=(30, 40), contrast="doelgroep"))
    assert residence_words.choice_over_time(make_origins(splits=splits)) == ()


def test_nearest_schools_over_time_name_what_is_known_and_what_is_not() -> None:
    with override("en"):
        fell, unknown = residence_words.nearest_over_time(make_origins())
        rose = residence_words.nearest_over_time(make_origins(nearest=(nearest(2017, 40, 45), nearest(2013, 33, 35))))
    assert fell == "From 2013 to 2024 the share that attends the nearest school fell."
    assert "from 2013 to 2017 and from 2017 to 2024 cannot be said" in unknown
    assert rose == ("From 2013 to 2017 the share that attends the nearest school rose.",)


def test_the_page_opens_with_counts_and_flows_of_one_day() -> None:
    splits = make_origins().splits
    first = residence_words.first(make_origins(splits=splits[::-1]))
    assert first is not None
    assert first.period.year == 2013
    assert residence_words.first(make_origins(splits=splits[1:])) == splits[1]


@pytest.mark.parametrize("why", [Reason.NO_SCHOOLS, Reason.ONE_SCHOOL, Reason.TOO_FEW, Reason.NOT_PUBLISHED])
def test_without_a_split_one_sentence_says_why(why: Reason) -> None:
    splits = (replace(residence_split(), total=seal(None, reason=why)),)
    with override("en"):
        sentence = residence_words.headline(make_origins(splits=splits))
        others = {
            residence_words.headline(make_origins(splits=(replace(residence_split(), total=seal(None, reason=each)),)))
            for each in (Reason.NO_SCHOOLS, Reason.ONE_SCHOOL, Reason.TOO_FEW, Reason.NOT_PUBLISHED)
        }
    assert sentence.startswith(("Groningen has", "For Groningen"))
    assert len(others) == 4


def test_distances_are_rounded_outward() -> None:
    with override("en"):
        assert numbers.kilometres_within(seal(1050), seal(1210)) == ("1.0", "1.3")
        assert numbers.kilometres_within(seal(1100), seal(1400)) == ("1.1", "1.4")
    with pytest.raises(DisclosureError):
        numbers.kilometres_within(1050.0, seal(1210))  # type: ignore[arg-type]


def test_ends_that_are_the_same_are_one_number() -> None:
    one = residence_split(choice=(17, 17)).choice
    with override("en"):
        assert residence_words.within(one) == "at 17"
