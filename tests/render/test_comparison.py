# SPDX-License-Identifier: EUPL-1.2
"""Why the published figure and ours differ, in words."""

from __future__ import annotations

import pytest

from speelveld.disclosure.publishable import Reason
from speelveld.figures.model import Dashboard
from speelveld.render import comparison
from speelveld.render.translation import override
from tests.render.conftest import figure, make, split, without


def test_why_the_figures_differ_chooses_neither(dashboard: Dashboard) -> None:
    with override("en"):
        published, ours, change = comparison.why_different(dashboard)
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
        said = comparison.why_different(make(trend=(first, last), headline=last))[2]
    assert all(part in said for part in expected)
    assert ("overlap" in said) is (after == 0.518)


def test_a_city_that_the_inspectie_left_out() -> None:
    with override("en"):
        assert "Groningen is not one of them" in comparison.why_different(make(published=None))[0]


def test_a_rise_is_told_only_where_the_inspectie_published() -> None:
    with override("en"):
        assert "reports a rise" in comparison.why_different(make())[2]
        assert "reports a rise" not in comparison.why_different(make(published=None))[2]


def test_a_total_that_the_inspectie_did_not_split() -> None:
    with override("en"):
        said = comparison.why_different(make(published=split("Groningen", 51, None, None)))[0]
    assert "published 51 for Groningen, not split" in said


def test_without_any_figure_there_is_no_list_and_no_change() -> None:
    hidden = without(figure(), Reason.TOO_FEW)
    with override("en"):
        said = comparison.why_different(make(headline=hidden, latest=hidden, trend=()))
    assert len(said) == 2
    assert "Our figures" not in " ".join(said)
