# SPDX-License-Identifier: EUPL-1.2
"""The sentences of the page, in both languages and for every kind of figure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from speelveld.disclosure.publishable import Reason, seal
from speelveld.figures.model import Dashboard
from speelveld.render import sentences
from speelveld.render.translation import override
from speelveld.terms import Boundaries, Municipality
from tests.render.conftest import DUO, PLACE, figure, make, without


def test_the_headline_in_dutch(dashboard: Dashboard) -> None:
    with override("nl"):
        assert sentences.headline(dashboard) == (
            "Op 1 oktober 2016 zaten leerlingen met een gewicht ongelijk verdeeld over de basisscholen in Groningen. "
            "Bij een gelijke verdeling zouden 49 van de 100 van hen naar een andere school moeten, waarschijnlijk "
            "tussen 46 en 52. Als alleen het toeval verdeelde, waren dat er 9."
        )


def test_the_headline_in_english(dashboard: Dashboard) -> None:
    with override("en"):
        assert sentences.headline(dashboard) == (
            "On 1 October 2016 pupils with a weight were spread unevenly over the primary schools in Groningen. "
            "With an even spread 49 in 100 of them would have to be at another school, probably between 46 and 52. "
            "If chance alone spread them, it would be 9."
        )


@pytest.mark.parametrize(
    ("why", "schools", "dutch", "english"),
    [
        (Reason.TOO_FEW, 4, "te weinig scholen of te weinig leerlingen", "too few schools or too few pupils"),
        (Reason.ONE_SCHOOL, 1, "één basisschool", "had one primary school"),
        (Reason.NO_SCHOOLS, 0, "geen basisschool", "no primary school"),
        (Reason.NOT_PUBLISHED, 4, "niet gepubliceerd", "was not published"),
    ],
)
def test_a_headline_without_a_number_says_why(why: Reason, schools: int, dutch: str, english: str) -> None:
    dashboard = make(headline=without(figure(), why, schools))
    for language, expected in (("nl", dutch), ("en", english)):
        with override(language):
            said = sentences.headline(dashboard)
        assert expected in said
        assert "100" not in said
        assert "Groningen" in said


def test_a_spread_within_chance_is_not_called_uneven() -> None:
    dashboard = make(headline=figure(values=(0.12, 0.08, 0.16, 0.1)))
    with override("en"):
        assert "hardly different from chance" in sentences.headline(dashboard)
    with override("nl"):
        assert "nauwelijks van" in sentences.headline(dashboard)


def test_a_headline_without_interval_or_chance_leaves_them_out() -> None:
    none = seal(None, reason=Reason.NOT_PUBLISHED)
    dashboard = make(headline=replace(figure(), low=none, high=none, null_mean=none))
    with override("en"):
        said = sentences.headline(dashboard)
    assert "49 in 100" in said
    assert "probably" not in said
    assert "chance" not in said


def test_the_exchange_is_about_all_pupils(dashboard: Dashboard) -> None:
    with override("nl"):
        assert sentences.exchange(dashboard).endswith("samen 6 van de 100 leerlingen van alle scholen.")
    with override("en"):
        assert sentences.exchange(dashboard).endswith("together 6 in 100 of all pupils.")


def test_no_exchange_without_a_number() -> None:
    assert sentences.exchange(make(exchange=without(figure(measure="exchange"), Reason.TOO_FEW))) == ""


def test_boundaries_name_who_was_absorbed(dashboard: Dashboard) -> None:
    with override("en"):
        today = sentences.boundaries_note(figure(), dashboard.merged)
        then = sentences.boundaries_note(figure(boundaries=Boundaries.THEN), dashboard.merged)
    assert today == "Within the boundaries that Groningen has today (2022), so with Haren and Ten Boer."
    assert then == "Within the boundaries that Groningen had then, so without Haren and Ten Boer."


def test_boundaries_without_a_merger_name_nobody() -> None:
    with override("en"):
        assert sentences.boundaries_note(figure()) == "Within the boundaries that Groningen has today (2022)."
        then = sentences.boundaries_note(figure(boundaries=Boundaries.THEN))
    assert then == "Within the boundaries that Groningen had then."


def test_what_is_left_out_is_counted() -> None:
    with override("en"):
        assert sentences.hidden_note(make(hidden_branches=1)).startswith("1 branch has")
        assert sentences.hidden_note(make(hidden_branches=3)).startswith("3 branches have")
        assert sentences.hidden_note(make(hidden_branches=0)) == ""
        assert sentences.unlocated_note(make(unlocated_branches=1)).startswith("1 branch is not on the map")
        assert sentences.unlocated_note(make(unlocated_branches=2)).startswith("2 branches are not on the map")
        assert sentences.unlocated_note(make(unlocated_branches=0)) == ""


def test_a_figure_in_one_line() -> None:
    with override("en"):
        assert sentences.value_sentence(figure()) == "49, probably between 46 and 52; by chance 9"
        assert sentences.value_sentence(without(figure(), Reason.TOO_FEW)) == "Too few pupils or schools to show."


def test_sources_stand_once() -> None:
    with override("nl"):
        assert sentences.source_line((DUO, DUO)) == "Bron: DUO, Leerlingen bo naar gewicht (1 oktober 2016)."
        assert sentences.short_source_line((DUO, DUO)) == "Bron: DUO (1 oktober 2016). Berekening: Speelveld."
    assert sentences.source_line(()) == ""
    assert sentences.short_source_line(()) == ""


def test_a_publishers_own_date_stays_as_it_is() -> None:
    with override("nl"):
        assert "(2016-2017)" in sentences.source_line((replace(DUO, reference_date="2016-2017"),))


def test_another_municipality_is_named() -> None:
    place = Municipality("GM0999", "Verzonnen aan Zee")
    with override("nl"):
        assert "in Verzonnen aan Zee." in sentences.headline(make(municipality=place, headline=figure(place=place)))
    assert PLACE.name == "Groningen"


def test_the_label_of_a_row() -> None:
    with override("nl"):
        assert sentences.figure_label(figure()) == "gewicht 0,3 of 1,2, 2016"


def test_coarse_rounding_is_said_and_fine_rounding_is_not() -> None:
    coarse = replace(make(), headline=replace(make().headline, step=0.05))
    with override("nl"):
        assert "afgerond op 5 van de 100" in sentences.headline(coarse)
        for step in (None, 0.001, 0.01):
            assert "afgerond" not in sentences.headline(replace(coarse, headline=replace(coarse.headline, step=step)))
