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
from tests.render.conftest import DUO, PLACE, figure, make, split, without


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
        (Reason.TOO_FEW, 4, "te weinig leerlingen met een gewicht", "too few pupils with a weight"),
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


def test_why_the_figures_differ_chooses_neither(dashboard: Dashboard) -> None:
    with override("en"):
        published, ours, change = sentences.why_different(dashboard)
    assert "60" in published
    assert "40 because of where families live" in published
    assert "20 because of the school they choose" in published
    for part in ("49 for pupils with a weight", "53 for pupils with weight 1.2", "48 for", "51 for"):
        assert part in ours
    assert "true at the same time" in ours
    assert "fell from 52 in 2013 to 49 in 2016" in change
    assert "overlap" in change
    assert "smaller: from 9% to 7%" in change
    assert change.endswith("We show both and choose neither.")


@pytest.mark.parametrize(
    ("after", "share", "expected"),
    [(0.6, 12, ("rose from 52", "larger: from 9% to 12%")), (0.518, 9, ("stayed 52", "stayed 9%"))],
)
def test_a_change_is_told_as_it_went(after: float, share: float, expected: tuple[str, str]) -> None:
    first = figure(year=2013, values=(0.518, 0.489, 0.549, 0.079), share=9)
    last = figure(values=(after, after - 0.02, after + 0.02, 0.08), share=share)
    with override("en"):
        said = sentences.why_different(make(trend=(first, last), headline=last))[2]
    assert all(part in said for part in expected)
    assert ("overlap" in said) is (after == 0.518)


def test_a_city_that_the_inspectie_left_out() -> None:
    with override("en"):
        assert "Groningen is not one of them" in sentences.why_different(make(published=None))[0]


def test_a_rise_is_told_only_where_the_inspectie_published() -> None:
    with override("en"):
        assert "reports a rise" in sentences.why_different(make())[2]
        assert "reports a rise" not in sentences.why_different(make(published=None))[2]


def test_a_total_that_the_inspectie_did_not_split() -> None:
    with override("en"):
        said = sentences.why_different(make(published=split("Groningen", 51, None, None)))[0]
    assert "published 51 for Groningen, not split" in said


def test_without_any_figure_there_is_no_list_and_no_change() -> None:
    hidden = without(figure(), Reason.TOO_FEW)
    with override("en"):
        said = sentences.why_different(make(headline=hidden, latest=hidden, trend=()))
    assert len(said) == 2
    assert "Our figures" not in " ".join(said)


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
