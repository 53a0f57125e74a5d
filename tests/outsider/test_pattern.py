# SPDX-License-Identifier: EUPL-1.2
"""A13, backwards: what the published rule tells of the schools that it hid. All schools are invented."""

from __future__ import annotations

from dataclasses import replace

from speelveld.disclosure.rules import rules
from speelveld.outsider import pattern
from speelveld.outsider.readings import cell
from tests.outsider.invented import COUNT, SLUG, attempt, branches

NONE_WITH_THEM = replace(rules(), school_share=replace(rules().school_share, min_others_hidden=0))


def test_without_others_a_dash_says_that_a_school_is_small() -> None:
    one = attempt((3, 4, 8, 9, 9, 9, 8, 9, 20, 12), (100,) * 10, {8: 20.0, 9: 10.0})
    found = pattern.backwards(one.site, one.place, one.public, one.said.statements, one.needs, NONE_WITH_THEM)
    assert {leak.form for leak in found} == {need.id for need in one.needs}
    assert len(found) == 8
    assert all((leak.attack, leak.low >= 0, leak.high <= 9) == ("A13", True, True) for leak in found)


def test_with_others_it_does_not() -> None:
    one = attempt((3, 4, 8, 9, 9, 9, 8, 9, 20, 12), (100,) * 10, {8: 20.0})
    assert pattern.backwards(one.site, one.place, one.public, one.said.statements, one.needs) == []


def test_a_school_that_others_need_hidden_may_be_large() -> None:
    one = attempt((3, 40, 20, 30), (100,) * 4, {2: 20.0, 3: 30.0})
    assert pattern.backwards(one.site, one.place, one.public, one.said.statements, one.needs, NONE_WITH_THEM) == []


def test_hidden_schools_are_those_that_were_counted() -> None:
    one = attempt((3, 11, 20, 30), (100,) * 4, {2: 20.0, 3: 30.0})
    one.site.notes.hide(cell("share", SLUG, COUNT[1], COUNT[0], "00AA00"), "invented", "niet gepubliceerd")
    assert pattern.hidden_schools(one.site, one.place, one.public) == {COUNT: branches(4)[:2]}
