# SPDX-License-Identifier: EUPL-1.2
"""What the outsider concludes is true, is as narrow as the rules allow, and says so when a number cannot be."""

from __future__ import annotations

import math

import pytest

from speelveld.disclosure.attack import attack
from speelveld.disclosure.system import Statement, terms
from speelveld.outsider import Attempt, evaluator, public
from speelveld.outsider.public import CONTRASTS
from speelveld.outsider.statements import atom, city_counts, rest, school_counts


@pytest.fixture(scope="module")
def true() -> dict[str, float]:
    """The true counts, which the referee knows."""
    frames = public.tables()
    return evaluator.truth(frames, public.totals(frames))


def test_everything_that_the_outsider_concludes_is_true(read: Attempt, true: dict[str, float]) -> None:
    for statement in read.said.statements:
        value = sum(number * true[name] for name, number in statement.terms)
        assert statement.low - 1e-6 <= value <= statement.high + 1e-6, statement
    assert read.said.odd == []


def test_the_outsider_concludes_something_on_every_shown_share(read: Attempt) -> None:
    ids = {statement.id for statement in read.said.statements}
    shown = {each.cell for each in read.site.notes.readings if each.kind == "share" and not each.hidden}
    assert len(shown) > 50
    assert shown <= ids
    for contrast, year in CONTRASTS:
        for bounds in ("today", "then"):
            assert f"city-share.{bounds}|groningen|{year}|{contrast}|" in ids
            assert f"isolation.{bounds}.chance|groningen|{year}|{contrast}|" in ids


def test_a_share_of_a_school_leads_back_to_counts_in_steps_of_five() -> None:
    # 8% of 250: 18.75 to 21.25 pupils, of which 20 alone is a multiple of five.
    assert school_counts(8.0, 250) == (20, 20)
    # 2% of 594 is 2% of 595: 8.9 to 14.9.
    assert school_counts(2.0, 594) == (10, 10)
    assert school_counts(3.0, 1000) == (25, 35)
    assert school_counts(7.0, 52) is None
    assert school_counts(8.0, 2) is None


def test_a_share_of_a_municipality_leads_back_to_counts_in_steps_of_five() -> None:
    assert city_counts(6.7, 14811) == (985, 995)
    assert city_counts(33.3, 30) == (10, 10)
    assert city_counts(33.4, 30) is None


def test_what_must_stay_uncertain_are_the_small_counts(read: Attempt, true: dict[str, float]) -> None:
    assert {need.id for need in read.needs} == {
        name
        for contrast, year in CONTRASTS
        for branch in read.public.schools("GM0014", contrast, year, "today")
        for name in (atom(branch, contrast, year), rest(branch, contrast, year))
        if math.floor(true[name] + 0.5) < 10
    }
    for need in read.needs:
        assert need.width >= 10
        assert need.reach == 10
        assert need.value < 10


def test_one_hidden_school_beside_its_total_is_found(read: Attempt) -> None:
    """All counts but one, and their sum: what the site would say if it hid one school only."""
    need = next(need for need in read.needs if need.id.endswith("|gewicht|2016"))
    every = [atom(branch, "gewicht", 2016) for branch in read.public.schools("GM0014", "gewicht", 2016, "today")]
    planted = [Statement(f"planted {name}", terms([name]), 20, 20) for name in every if name != need.id]
    total = Statement("planted total", terms(every), 20 * len(planted) + 4, 20 * len(planted) + 4)
    found = attack([*planted, total], [need])
    assert {(one.form, one.low, one.high) for one in found} == {(need.id, 4, 4)}
    assert {one.attack for one in found} >= {"A1", "A2"}
