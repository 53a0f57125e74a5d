# SPDX-License-Identifier: EUPL-1.2
"""The pictures and sentences of school advice: whole, within the frame, and saying no more than is known."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from speelveld.advice import REGIMES, CauseId, Needs
from speelveld.disclosure.publishable import seal
from speelveld.figures.advice_model import AdvicePage
from speelveld.figures.contrasts import CONTRASTS
from speelveld.render import (
    advice_names,
    advice_schools_chart,
    advice_schools_table,
    advice_table,
    advice_titles,
    advice_words,
    advice_years_table,
    csv_text,
    doubles_chart,
    final_chart,
    income_chart,
    numbers,
    theme,
)
from speelveld.render.translation import override
from tests.render import svg
from tests.render.advice_pages import empty_advice, ends, exact, make_advice, schools, small_advice, year

CHARTS = {"final": final_chart, "schools": advice_schools_chart, "income": income_chart, "doubles": doubles_chart}


def masked() -> AdvicePage:
    """No year without ends, anywhere."""
    years = tuple(year(nth, masked=True) for nth in range(6))
    return make_advice(years=years, country=years)


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("width", theme.WIDTHS)
@pytest.mark.parametrize("make", [make_advice, masked])
def test_the_picture_is_whole_and_every_text_fits(name: str, language: str, width: int, make: object) -> None:
    page = make()  # type: ignore[operator]
    drawn = CHARTS[name](page, language, width)
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
    assert CHARTS[name].__wrapped__(page, language, width) == drawn


def test_no_line_crosses_a_break_or_a_masked_year() -> None:
    drawn = final_chart(make_advice(), "en", 720)
    # Of six years only 2020/21 and 2021/22 lie beside each other without a break or a mask: one line, two places.
    assert drawn.count("<polyline") == 2 * len(advice_titles.GROUPS)
    # Two borders: 2023/24 has two breaks and one line.
    assert drawn.count("stroke-dasharray") == 2 * len(advice_titles.GROUPS)
    assert final_chart(masked(), "en", 720).count("<polyline") == 0


def test_a_school_without_a_shown_share_leaves_no_dot() -> None:
    page = make_advice()
    shown = len(advice_titles.placed(page, "gewicht")) + len(advice_titles.placed(page, "doelgroep"))
    assert shown == 2 * 11
    assert advice_schools_chart(page, "nl", 360).count("<circle") == shown
    assert not advice_titles.drawn(small_advice(), "schools")


@pytest.mark.parametrize(
    ("given", "words", "cell"),
    [
        (exact(49), "49", "49"),
        (ends(42, 65), "between 42 and 65", "42 to 65"),
        (ends(0, 13), "at most 13", "at most 13"),
        (ends(87, 100), "at least 87", "at least 87"),
    ],
)
def test_ends_in_words(given: object, words: str, cell: str) -> None:
    with override("en"):
        assert advice_words.of_hundred(given) == words  # type: ignore[arg-type]
        assert advice_words.short(given) == cell  # type: ignore[arg-type]


def test_the_answer_says_first_that_the_figures_do_not_hold_it() -> None:
    with override("en"):
        said = advice_words.headline(make_advice())
        assert advice_words.headline(masked()).count("of every 100") == 1
        few, none = advice_words.headline(small_advice()), advice_words.headline(empty_advice())
    assert said.startswith("Whether every child in Groningen gets a fair advice cannot be told")
    for words in ("in 2021/22, 51 of every 100", "against 46 of every 100", "In 2024/25 it was between 42 and 60"):
        assert words in said, words
    assert "too few advices" in few
    assert "no school with final advice" in none


def test_every_rate_stands_with_its_denominator() -> None:
    with override("en"):
        said = advice_words.reconsideration_sentence(make_advice())
    for words in ("33.7% of all pupils with a first advice", "28.9% (A)", "9.7% of all pupils with a first advice (B)"):
        assert words in said, words
    assert advice_words.reconsideration_sentence(empty_advice()) == ""


def test_the_income_gap_is_never_told_without_the_gaps_within_an_advice() -> None:
    with override("en"):
        said = advice_words.income_sentence(make_advice())
    for words in ("difference of 15.1", "−0.6 with vso, pro or vmbo-b and 1.4 with vmbo-k", "7.3 come from the mix"):
        assert words in said, words
    assert advice_words.income_sentence(make_advice(gaps=make_advice().gaps[:1])) == ""


def test_what_was_reported_of_groningen_is_adjustment_of_an_unnamed_area() -> None:
    with override("en"):
        said = advice_words.reported_sentence(make_advice())
    for words in (
        "9.0% of all pupils in Groningen",
        "6.6%",
        "adjustment (bijstelling)",
        "municipality or the province",
    ):
        assert words in said, words
    assert advice_words.reported_sentence(small_advice()) == ""


def test_the_model_is_told_with_its_three_points() -> None:
    with override("en"):
        said = advice_words.mechanism_sentence(make_advice().mechanism)  # type: ignore[arg-type]
    assert "39% without any, 30% with 45% double advices and 24% with 79% double advices" in said


def test_the_pattern_over_formats_needs_all_four_cells() -> None:
    page = make_advice()
    with override("en"):
        assert "58.9% of the pupils with vmbo-k and 47.9% with vmbo-gt, but 25.2%" in advice_words.cells_sentence(page)
    some = tuple(rate for rate in page.rates if rate.first_advice != "vmbo-gt")
    assert advice_words.cells_sentence(replace(page, rates=some)) == ""


def test_halves_say_of_how_many_schools_they_are() -> None:
    page = make_advice()
    with override("en"):
        said = advice_words.schools_sentence(page.halves[0], CONTRASTS["gewicht"])
        left = advice_words.hidden_schools(page)
    assert "of the 12 schools of which both shares are shown" in said
    assert left.startswith("5 schools are not in the picture")
    assert advice_words.hidden_schools(make_advice(schools=schools(1))) == ""


def test_every_rule_break_cause_and_need_has_words_in_both_languages() -> None:
    for language in ("nl", "en"):
        with override(language):
            assert len(advice_names.rules()) == len(REGIMES.regimes)
            assert all(advice_names.break_name(one) for one in REGIMES.breaks)
            assert len({advice_names.cause(one) for one in CauseId}) == len(CauseId)
            assert len({advice_names.needs(one) for one in Needs}) == len(Needs)
    with override("en"):
        assert [rule.years for rule in advice_names.rules(("2023/24", "2019/20"))] == ["2019/20", "from 2023/24"]


def test_tables_hold_ends_and_no_number_that_is_hidden() -> None:
    with override("en"):
        table = advice_table(make_advice())
        few = advice_table(small_advice())
        listed = advice_schools_table(make_advice())
    assert len(table.rows) == 2 * 6 * (12 + 6)
    assert len({row[0] for row in table.rows}) == len(table.rows)
    masked_row = next(row for row in table.rows if row[0] == "own.2024/25.share-havo-or-higher")
    assert masked_row[5:] == ("", "42", "60", "")
    hidden_row = next(row for row in few.rows if row[0] == "own.2024/25.share-havo-or-higher")
    assert hidden_row[5:] == ("", "", "", "too few pupils or schools to show")
    assert (
        csv_text(listed).splitlines()[2].startswith("01ZZ,Verzonnen school 2,Groningen,Openbaar,2020/21 - 2022/23,,,,,")
    )


def test_the_table_of_years_has_two_ends_for_every_level() -> None:
    table = advice_years_table(make_advice())
    assert [column.name for column in table.columns][:8] == [
        *("id", "brin", "name", "place", "school_year", "vso_low", "vso_high", "pro_low")
    ]
    assert len({row[0] for row in table.rows}) == len(table.rows) == 3 + 3 + 1
    rows = {row[0]: dict(zip((column.name for column in table.columns), row, strict=True)) for row in table.rows}
    exact_year, masked_year, few = (rows[f"00ZZ.{year}"] for year in ("2021/22", "2022/23", "2023/24"))
    assert (exact_year["vwo_low"], exact_year["vwo_high"], exact_year["vso_low"]) == ("12", "12", "0")
    assert (exact_year["pro_low"], exact_year["reason"]) == ("", "too few pupils or schools to show")
    assert (masked_year["vwo_low"], masked_year["vwo_high"], masked_year["higher_high"]) == ("1", "4", "64")
    assert masked_year["reason"] == ""
    assert {text for name, text in few.items() if name.endswith(("_low", "_high"))} == {""}


def test_a_negative_difference_has_a_true_minus_sign() -> None:
    with override("nl"):
        assert numbers.signed(seal(-0.6, 1)) == "−0,6"
        assert numbers.signed(seal(15.1, 1)) == "15,1"
