# SPDX-License-Identifier: EUPL-1.2
"""What is released of final advice over several editions, attacked by who kept them all. Every count is invented."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.disclosure import guard
from speelveld.disclosure.ledger import Ledger
from speelveld.disclosure.release import Release
from speelveld.errors import DisclosureError
from speelveld.figures.advice_cells import released_cells
from speelveld.figures.advice_release import (
    Choice,
    Counted,
    count_cell,
    decide_advice,
    row_cell,
    sum_cell,
)
from speelveld.figures.atoms import Named
from speelveld.terms import Count
from tests.figures.test_protection import leaks

Table = dict[str, dict[tuple[str, str], int]]
"""Counts by institution, then by level and school year."""
MOST = 4
HAVO, VWO, KADER = ("HAVO", "2020/21"), ("VWO", "2020/21"), ("VMBO_K", "2020/21")


def counted(table: Table, code: str = "GM9001", masked: tuple[str, ...] = ()) -> Counted:
    """The counts as the publisher gives them; in the years in ``masked`` with its own mask."""
    columns = sorted({column for of in table.values() for column in of})
    return Counted(
        code,
        {
            column: {
                brin: Count(1, MOST)
                if column[1] in masked and 0 < of[column] <= MOST
                else Count(of[column], of[column])
                for brin, of in table.items()
                if column in of
            }
            for column in columns
        },
        MOST,
    )


def history(*releases: Counted) -> Ledger:
    """The ledger after these releases, each of an edition of its own."""
    ledger = Ledger()
    for number, one in enumerate(releases):
        ledger = ledger.append(decide_advice(one, ledger, f"edition {number}"))
    return ledger


def each_by_itself(*releases: Counted) -> Ledger:
    """The same when no release knows of another: what a guard without a ledger would show."""
    ledger = Ledger()
    for number, one in enumerate(releases):
        ledger = ledger.append(decide_advice(one, Ledger(), f"edition {number}"))
    return ledger


ROOMY: Table = {
    "90AA": {HAVO: 3, VWO: 9},
    "90AB": {HAVO: 2, VWO: 12},
    "90AC": {HAVO: 3, VWO: 8},
    "90AD": {HAVO: 14, VWO: 20},
}
JOINING: Table = {"91AA": {HAVO: 3, VWO: 15}, "91AB": {HAVO: 22, VWO: 7}}
"""One small count under a sum: by itself its sum gives way."""


def test_the_first_release_is_what_the_margins_say_and_the_same_counts_say_nothing_new() -> None:
    found = counted(ROOMY)
    ledger = history(found, found)
    first, second = ledger.entries
    assert sum_cell("GM9001", HAVO) in first.shown
    assert {row_cell((brin, True)) for brin in ("90AA", "90AB", "90AC")} <= set(first.hidden)
    assert not leaks(ledger)
    assert second.statements == second.protected == ()
    assert (second.shown, second.hidden, second.exposed) == (first.shown, first.hidden, ())


def test_a_municipality_that_another_one_joins_shows_no_sum_whose_difference_tells_a_count() -> None:
    before, joined = counted(ROOMY), counted(JOINING, "GM9002")
    after = counted({**ROOMY, **JOINING})
    assert "91AA" in str(leaks(each_by_itself(before, joined, after)))
    ledger = history(before, joined, after)
    assert not leaks(ledger)
    last = ledger.entries[2]
    assert count_cell("GM9001", HAVO) in last.hidden, "it was hidden before, and would follow from the old sum"
    assert {sum_cell("GM9001", HAVO), sum_cell("GM9001", VWO), count_cell("GM9001", VWO)} <= set(last.shown)


def test_a_municipality_that_others_leave_does_not_tell_of_them_by_what_is_left() -> None:
    whole = counted({**ROOMY, **JOINING})
    rest = counted(ROOMY)
    assert "91AA" in str(leaks(each_by_itself(whole, rest)))
    assert not leaks(history(whole, rest))


def test_an_institution_elsewhere_is_protected_from_what_a_release_says_of_others() -> None:
    """The one that left has its own release; the count that the difference tells is not of the municipality at hand."""
    whole, left, rest = counted({**ROOMY, **JOINING}), counted(JOINING, "GM9002"), counted(ROOMY)
    for order in ((whole, left, rest), (left, whole, rest), (rest, left, whole)):
        assert not leaks(history(*order))


def test_a_corrected_count_is_weighed_beside_the_old_one() -> None:
    corrected = {**ROOMY, "90AB": {HAVO: 6, VWO: 12}}
    once_more = {**ROOMY, "90AB": {HAVO: 6, VWO: 12}, "90AC": {HAVO: 5, VWO: 8}}
    ledger = history(counted(ROOMY), counted(corrected), counted(once_more))
    assert not leaks(ledger)
    names = {name for entry in ledger.entries for name in entry.values if "90AB" in name}
    assert {"advice|90AB|2020/21|HAVO", "advice|90AB|2020/21|HAVO#2", "advice|90AB|2020/21|VWO#2"} <= names


HIDING: Table = {"92AA": {KADER: 2, VWO: 30}, "92AB": {KADER: 7, VWO: 24}}
"""One small count beside a larger one: both are hidden, and their sum is shown."""
SHOWING: Table = {**HIDING, "93AA": {KADER: 3, VWO: 9}}
"""With one small count more the sum alone leaves both their room; not beside the earlier sum."""


def test_a_year_is_not_released_when_every_count_in_it_would_tell_of_an_earlier_sum() -> None:
    first, second = counted(HIDING), counted(SHOWING)
    assert count_cell("GM9001", KADER) in history(first).entries[0].hidden
    assert count_cell("GM9001", KADER) in history(second).entries[0].shown
    assert "92AA" in str(leaks(each_by_itself(first, second)))
    ledger = history(first, second)
    assert not leaks(ledger)
    assert {count_cell("GM9001", VWO), sum_cell("GM9001", VWO)} <= set(ledger.entries[1].hidden)
    assert ledger.entries[1].statements == ()
    cells = released_cells(second, Release.of(ledger.entries[1]))
    assert cells.withheld == {KADER, VWO}
    assert cells.column(*VWO) is cells.row(["93AA"], higher=True) is None
    year = cells.year("93AA", "2020/21")
    seen = guard.advice_school_year(year, (), scale=year, municipality=Count(90, 90))
    assert {end for ends in seen.values() for end in ends} == {guard.HIDDEN}


def test_counts_that_no_share_needs_are_withheld_by_themselves() -> None:
    first, second = (
        counted(
            {
                brin: {("VSO", year) if level == "VMBO_K" else (level, year): n for (level, year), n in of.items()}
                for brin, of in table.items()
            }
        )
        for table in (HIDING, SHOWING)
    )
    ledger = history(first, second)
    assert not leaks(ledger)
    cells = released_cells(second, Release.of(ledger.entries[1]))
    assert cells.withheld == {("VSO", "2020/21")}
    assert cells.column(*VWO) == Count(63, 63)
    year = cells.year("93AA", "2020/21")
    assert year == {"VSO": None, "VWO": Count(9, 9)}
    of = {**year, "HAVO": Count(9, 9)}
    seen = guard.advice_school_year(of, (), scale=("VWO", "HAVO"), municipality=Count(90, 90))
    assert (seen["VSO"], seen["VWO"][0].value) == ((guard.HIDDEN, guard.HIDDEN), 9)


def test_years_that_the_publisher_masked_are_not_weighed_and_others_are() -> None:
    table = {
        brin: {**of, ("HAVO", "2022/23"): 2 + 9 * (brin == "90AD"), ("VWO", "2022/23"): 11}
        for brin, of in ROOMY.items()
    }
    found = counted(table, masked=("2022/23",))
    assert found.years == {"2020/21"}
    entry = history(found).entries[0]
    assert {name.split("|")[2] for name in entry.values} == {"2020/21"}
    cells = released_cells(found, Release.of(entry))
    assert cells.column("HAVO", "2022/23") == Count(11 + 3, 11 + 12)
    assert cells.column(*HAVO) == Count(22, 22)


def test_a_cell_that_was_not_decided_on_is_not_shown() -> None:
    entry = history(counted(ROOMY)).entries[0]
    with pytest.raises(DisclosureError, match="not in the release ledger"):
        released_cells(counted({**ROOMY, "90AE": {KADER: 9}}), Release.of(entry))


def test_every_choice_hides_more_until_nothing_is_left_and_then_it_is_refused() -> None:
    found = counted({**ROOMY, **HIDING})
    named = Named(found.cluster(), {atom: atom for atom in found.cluster().values})
    form = ((f"advice|90AC|{HAVO[1]}|{HAVO[0]}", 1.0),)
    choices = [Choice(found.margins())]
    for _ in range(4):
        choices.append(choices[-1].less(found, [form]))
    assert HAVO in choices[1].margins.open_columns
    assert HAVO in choices[2].margins.hidden - choices[2].margins.open_columns
    assert choices[3].margins.open_columns >= set(found.columns) - choices[3].margins.hidden
    assert choices[4].withheld == set(found.columns)
    assert list(choices[4].statements(found, named)) == []
    with pytest.raises(DisclosureError, match="GM9001"):
        choices[4].less(found, [form])


COLUMNS = (HAVO, VWO, KADER, ("HAVO", "2021/22"), ("VWO", "2021/22"))
SMALL = st.sampled_from([0, 1, 2, 3, 3, 4, 5, 7, 12])


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_random_editions_with_mergers_and_corrections_leak_nothing(data: st.DataObject) -> None:
    brins = [f"9{at}AA" for at in range(data.draw(st.integers(2, 6)))]
    table: Table = {brin: {column: data.draw(SMALL) for column in COLUMNS} for brin in brins}
    ledger = Ledger()
    for number in range(data.draw(st.integers(2, 3))):
        if number:
            for _ in range(data.draw(st.integers(0, 2))):
                brin, column = data.draw(st.sampled_from(brins)), data.draw(st.sampled_from(COLUMNS))
                table = {**table, brin: {**table[brin], column: data.draw(SMALL)}}
        place = {brin: data.draw(st.sampled_from(["GM9001", "GM9002"])) for brin in brins}
        for code in sorted(set(place.values())):
            here = {brin: of for brin, of in table.items() if place[brin] == code}
            ledger = ledger.append(decide_advice(counted(here, code), ledger, f"edition {number}"))
            assert not leaks(ledger)


def test_the_same_counts_give_the_same_release() -> None:
    ledger = history(counted(ROOMY))
    again = decide_advice(counted(ROOMY), Ledger(), "edition 0")
    assert replace(ledger.entries[0], previous="", hash="") == replace(again, previous="", hash="")
