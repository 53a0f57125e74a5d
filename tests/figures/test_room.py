# SPDX-License-Identifier: EUPL-1.2
"""The quick proof of uncertainty must not forget what was said before. Every school and count is invented."""

from __future__ import annotations

from dataclasses import replace

import pytest

from speelveld.disclosure.ledger import Ledger
from speelveld.disclosure.rules import rules
from speelveld.disclosure.system import Protected, Statement, System, terms
from speelveld.figures.atoms import Named
from speelveld.figures.populations import Population, populations
from speelveld.figures.protection import _school_cells
from speelveld.figures.room import Before, Room
from tests.figures.test_protection import city, invented, share

FOUND = invented([(3, 200), (60, 140), (50, 160)])
NAMED = Named.of(FOUND, Ledger())
PLACE: Population = next(one for one in populations(FOUND) if one.id == city())
NEED = Protected("small", NAMED(FOUND.schools[0].group), 3, 10, 10)


def room(earlier: tuple[Statement, ...], hidden: set[str]) -> bool:
    """Whether moves prove the small count uncertain; the third school is an insider, so only the second may move."""
    cells = tuple(_school_cells(FOUND, NAMED, rules()))
    system = System(NAMED.values, cells, (*NAMED.totals, *earlier))
    insider = {PLACE.schools[2].brin6}
    return Room(PLACE, system, Before(system, NAMED), hidden, NAMED, insider).enough(
        PLACE.schools[0].brin6, NEED, NAMED
    )


def cell(i: int) -> Statement:
    return next(one.statement() for one in _school_cells(FOUND, NAMED, rules()) if one.id == share(i))


def test_schools_that_are_hidden_leave_room() -> None:
    assert room((), {share(0), share(1), share(2)})
    assert not room((), {share(0), share(2)})


@pytest.mark.parametrize(
    "said",
    [
        cell(1),
        replace(cell(1), id="by an older rule", low=cell(1).low - 1),
        Statement("of a municipality that is no more", PLACE.schools[1].group, 60, 60),
    ],
    ids=["as now", "by an older rule", "another sum"],
)
def test_a_share_that_was_shown_before_leaves_none_though_it_is_hidden_now(said: Statement) -> None:
    assert not room((said,), {share(0), share(1), share(2)})


def test_schools_that_an_older_total_counts_alike_still_exchange() -> None:
    """The total of before, of which only the insider's count was corrected since, is kept by such moves."""
    old = NAMED(FOUND.schools[0].group) + NAMED(FOUND.schools[2].group)
    assert room((Statement("of two of them", terms(dict(old)), 63, 63),), {share(0), share(1), share(2)})
    one = Statement("of one of them", NAMED(FOUND.schools[0].group), 0, 20)
    assert not room((one,), {share(0), share(1), share(2)})
