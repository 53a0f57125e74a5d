# SPDX-License-Identifier: EUPL-1.2
"""What is released of a cluster, attacked by whoever was not asked. Every school and count is invented."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from speelveld.disclosure.attack import attack, bounds
from speelveld.disclosure.ledger import Entry, Ledger
from speelveld.disclosure.rules import rules
from speelveld.disclosure.system import Protected, Statement, terms
from speelveld.figures import protection
from speelveld.figures.atoms import Cluster, School
from speelveld.figures.populations import city_cell, school_cell
from speelveld.figures.protection import decide
from speelveld.terms import Boundaries

Counts = list[tuple[int, int]]
TODAY, THEN = "GM9001", "GM9002"


def invented(counts: Counts, year: int = 2016, joined: int = 0) -> Cluster:
    """Schools with these counts of weight 1.2, weight 0.3 and none; the last ``joined`` were another municipality's."""
    schools, values, totals = [], {}, []
    for i, (some, none) in enumerate(counts):
        brin6 = f"99{chr(65 + i // 26)}{chr(65 + i % 26)}00"
        high = some // 2
        atoms = {f"{brin6}|{year}|weight030": some - high, f"{brin6}|{year}|weight120": high}
        rest = f"{brin6}|{year}|weight000"
        then = THEN if i >= len(counts) - joined else TODAY
        low, high_atom = atoms
        schools.append(School(brin6, "gewicht", year, some, none, terms([*atoms]), terms([rest]), then, TODAY))
        schools.append(
            School(
                brin6, "gewicht12", year, high, some + none - high, terms([high_atom]), terms([low, rest]), then, TODAY
            )
        )
        values |= {**atoms, rest: none}
        totals.append(
            Statement(f"public|pupils|{brin6}|{year}|weight000", terms([*atoms, rest]), some + none, some + none)
        )
    return Cluster(TODAY, tuple(schools), values, tuple(totals))


def boards(found: Cluster, size: int) -> dict[str, dict[tuple[str, int], str]]:
    """Every ``size`` schools that follow each other have one board."""
    names = list(dict.fromkeys(school.brin6 for school in found.schools))
    return {
        "board": {(school.brin6, school.year): f"board {names.index(school.brin6) // size}" for school in found.schools}
    }


def everything(ledger: Ledger) -> tuple[list[Statement], list[Protected]]:
    said = {one for entry in ledger.entries for one in entry.statements}
    needs = {one for entry in ledger.entries for one in entry.protected}
    return sorted(said, key=lambda one: one.id), sorted(needs, key=lambda one: one.id)


def leaks(ledger: Ledger) -> list[object]:
    """What is found by whoever supposes nothing about corrections, and by whoever takes equal counts for the same one.

    The second may know as much as he could tell before the last release, when DUO had published the new totals.
    """
    said, needs = everything(ledger)
    found: list[object] = list(attack(said, needs))
    first: dict[tuple[str, int], str] = {}
    same = {
        name: first.setdefault((name.partition("#")[0], count), name)
        for entry in ledger.entries
        for name, count in entry.values.items()
    }
    if any(name != known for name, known in same.items()):
        old = {one for entry in ledger.entries[:-1] for one in entry.statements}
        before = [carried(one, same) for one in said if one in old or one.id.startswith("public|")]
        allowed = left([carried(one, same) for one in needs], before)
        found += attack([carried(one, same) for one in said], allowed)
    return found


Said = TypeVar("Said", Statement, Protected)


def carried(one: Said, same: dict[str, str]) -> Said:
    return replace(one, terms=terms({same[atom]: factor for atom, factor in one.terms}))


def left(needs: list[Protected], before: list[Statement]) -> list[Protected]:
    """As much of every need as some statements leave."""
    found = zip(needs, bounds(before, [need.terms for need in needs], whole=True), strict=True)
    return [
        replace(need, width=int(min(need.width, high - low)), reach=int(min(need.reach, high)))
        for need, (low, high) in found
        if high > low
    ]


def share(i: int) -> str:
    return school_cell("gewicht", 2016, f"99{chr(65 + i // 26)}{chr(65 + i % 26)}00")


def city(basis: Boundaries = Boundaries.TODAY, code: str = TODAY, contrast: str = "gewicht") -> str:
    return city_cell(contrast, 2016, basis, code)


LARGE: Counts = [(4, 200), (60, 140), (25, 300), (12, 90), (80, 100), (33, 250), (7, 180), (45, 210)]


def test_small_schools_are_hidden_with_another_and_the_city_is_shown() -> None:
    entry = decide(invented(LARGE), Ledger(), "a")
    assert set(entry.hidden) >= {share(0), share(6)}
    others = {name for name in entry.hidden if name.startswith("share|")} - {share(0), share(6)}
    assert len(others) == rules().school_share.min_others_hidden
    assert city() in entry.shown
    assert not leaks(Ledger().append(entry))


def test_the_attacker_would_find_a_school_that_is_shown_too_many() -> None:
    """Two schools: were the large one shown, the total would give the small one away."""
    found = invented([(4, 200), (60, 140)])
    entry = decide(found, Ledger(), "a")
    assert set(entry.hidden) >= {share(0), share(1)}
    assert not leaks(Ledger().append(entry))
    (large,) = (school for school in found.schools if school.brin6 == "99AB00" and school.contrast == "gewicht")
    shown = Statement("share of the large one", large.group, 58, 62)
    assert leaks(Ledger().append(replace(entry, statements=(*entry.statements, shown))))


schools = st.tuples(st.integers(0, 60), st.integers(0, 300)).filter(lambda one: sum(one) > 0)


@given(st.lists(schools, min_size=1, max_size=14), st.integers(0, 4))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_small_count_is_found_from_one_release(counts: Counts, joined: int) -> None:
    entry = decide(invented(counts, joined=joined), Ledger(), "a")
    assert not leaks(Ledger().append(entry))
    for i, (some, none) in enumerate(counts):
        if some < 10 or none < 10:
            assert share(i) in entry.hidden


tiny_schools = st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda one: sum(one) > 0)
corrections = st.lists(st.tuples(st.integers(0, 9), st.integers(-6, 6), st.integers(-9, 9)), min_size=1, max_size=3)


@given(
    st.lists(schools | tiny_schools, min_size=2, max_size=10),
    st.integers(0, 2),
    st.lists(corrections, min_size=1, max_size=2),
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_corrected_figure_tells_no_more(
    counts: Counts, joined: int, editions: list[list[tuple[int, int, int]]]
) -> None:
    """The old and the new figures together: each correction is a second equation."""
    ledger = Ledger().append(decide(invented(counts, joined=joined), Ledger(), "a"))
    corrected = list(counts)
    for number, edition in enumerate(editions):
        for place, some, none in edition:
            old = corrected[place % len(counts)]
            corrected[place % len(counts)] = (max(0, old[0] + some), max(1, old[1] + none))
        ledger = ledger.append(decide(invented(corrected, joined=joined), ledger, f"b{number}"))
        assert not ledger.entries[-1].exposed
        assert not leaks(ledger)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([(0, 1), (0, 1)], [(0, 2), (0, 1)]),
        ([(0, 1), (0, 1)], [(2, 1), (0, 1)]),
        ([(1, 0), (0, 1)], [(0, 1), (0, 1)]),
        ([(3, 0), (40, 100), (50, 100)], [(3, 9), (40, 100), (50, 100)]),
        ([(2, 3), (5, 1)], [(2, 8), (7, 1)]),
    ],
)
def test_a_small_school_that_is_corrected_stays_closed(old: Counts, new: Counts) -> None:
    """The old total bounds the count that did not change, and yet the new ones need all their uncertainty."""
    ledger = Ledger().append(decide(invented(old), Ledger(), "a"))
    ledger = ledger.append(decide(invented(new), ledger, "b"))
    assert not ledger.entries[-1].exposed
    small = {share(i) for i, pair in enumerate(new) if min(pair) < 10}
    assert small <= set(ledger.entries[-1].hidden)
    assert not leaks(ledger)


@pytest.mark.parametrize(
    ("forgotten", "old", "new"),
    [
        (0, [(3, 6), (4, 16)], [(11, 6), (4, 16)]),
        (1, [(6, 0), (4, 3), (0, 6), (6, 1), (10, 85), (1, 4)], [(6, 0), (4, 3), (0, 6), (5, 1), (10, 85), (1, 4)]),
    ],
    ids=["who takes equal counts for the same one", "who supposes nothing"],
)
def test_a_correction_leaks_to_an_outsider_who_is_forgotten(
    monkeypatch: pytest.MonkeyPatch, forgotten: int, old: Counts, new: Counts
) -> None:
    ledger = Ledger().append(decide(invented(old), Ledger(), "a"))
    assert not leaks(ledger.append(decide(invented(new), ledger, "b")))
    every = protection.views
    monkeypatch.setattr(protection, "views", lambda *given: every(*given)[1 - forgotten :][:1])
    assert leaks(ledger.append(decide(invented(new), ledger, "b")))


def test_who_supposes_nothing_about_a_correction_learns_no_more_than_from_one_edition() -> None:
    """A school of 1 pupil becomes one of 9: would the city's total stay as it was, its group is still 0 or 1."""
    old, new = [(0, 1), (60, 140), (25, 300)], [(0, 9), (60, 140), (25, 300)]
    ledger = Ledger().append(decide(invented(old), Ledger(), "a"))
    entry = decide(invented(new), ledger, "b")
    (need,) = (one for one in entry.protected if one.id == f"group|{share(0)}")
    assert (need.width, need.reach) == (9, 9)
    assert {share(0), city()} <= set(entry.hidden)
    assert not leaks(ledger.append(entry))
    told = Statement("as much as the shrewd one knows", need.terms, 0, 1)
    assert leaks(ledger.append(replace(entry, statements=(*entry.statements, told))))


def test_a_correction_that_makes_a_shown_school_small_hides_enough() -> None:
    """12 was shown as about 10; corrected to 8, the difference of the two totals must not tell the 8."""
    counts = [(12, 90), (60, 140), (25, 300), (80, 100), (33, 250)]
    ledger = Ledger().append(decide(invented(counts), Ledger(), "a"))
    assert share(0) in ledger.entries[0].shown
    ledger = ledger.append(decide(invented([(8, 94), *counts[1:]]), ledger, "b"))
    assert share(0) in ledger.entries[1].hidden
    assert not leaks(ledger)


def test_the_same_figures_again_make_no_new_statement() -> None:
    found = invented(LARGE)
    ledger = Ledger().append(decide(found, Ledger(), "a"))
    for edition in ("b", "c"):
        ledger = ledger.append(decide(found, ledger, edition))
        assert ledger.entries[-1].statements == ()
        assert ledger.entries[-1].protected == ()
        assert (ledger.entries[-1].shown, ledger.entries[-1].hidden) == (
            ledger.entries[0].shown,
            ledger.entries[0].hidden,
        )


def test_a_new_year_is_released_beside_the_old_one() -> None:
    ledger = Ledger().append(decide(invented(LARGE, 2013), Ledger(), "a"))
    both = invented(LARGE, 2013), invented([(one + 1, other) for one, other in LARGE], 2016)
    found = Cluster(
        TODAY, both[0].schools + both[1].schools, both[0].values | both[1].values, both[0].totals + both[1].totals
    )
    ledger = ledger.append(decide(found, ledger, "b"))
    assert not leaks(ledger)
    assert all("|2016" in one.id for one in ledger.entries[1].statements)


def test_one_school_that_joined_is_not_told_by_the_difference_of_two_boundaries() -> None:
    entry = decide(invented(LARGE, joined=1), Ledger(), "a")
    assert city() in entry.shown
    assert city(Boundaries.THEN) in entry.hidden
    several = decide(invented([*LARGE, (20, 100), (30, 90), (15, 80)], joined=3), Ledger(), "a")
    assert {city(), city(Boundaries.THEN)} <= set(several.shown)


@pytest.mark.parametrize("counts", [LARGE, [(4, 200), (60, 140), (25, 300), (3, 90)], [(40, 100), (50, 100), (3, 60)]])
def test_two_schools_of_one_board_do_not_learn_the_count_of_a_third(counts: Counts) -> None:
    """They know their own exact counts, the city's figures and everything that is shown."""
    found = invented(counts)
    entry = decide(found, Ledger(), "a", boards(found, 2))
    said = list(entry.statements)
    for first in range(0, len(counts) - 1, 2):
        own = [school for school in found.schools if school.brin6 in {share(first)[-6:], share(first + 1)[-6:]}]
        known = [Statement(f"own {one.contrast} {one.brin6}", one.group, one.a, one.a) for one in own]
        atoms = {atom for one in own for form in (one.group, one.rest) for atom, _ in form}
        needs = [need for need in entry.protected if not {atom for atom, _ in need.terms} & atoms]
        assert not attack([*said, *known], needs)


def test_without_that_rule_two_schools_would_learn_the_third() -> None:
    found = invented([(40, 100), (50, 100), (3, 60)])
    alone, guarded = decide(found, Ledger(), "a"), decide(found, Ledger(), "a", boards(found, 2))
    assert city() in alone.shown
    assert city() in guarded.hidden


def test_an_index_is_coarser_with_fewer_schools_and_gone_with_too_few() -> None:
    few, some, many = (
        decide(invented(counts), Ledger(), "a")
        for counts in (LARGE[:5], LARGE, [(20 + i % 37, 100 + i % 90) for i in range(40)])
    )
    assert many.steps[city()] == 0.001
    assert some.steps[city()] in (0.01, 0.05)
    assert few.steps.get(city()) in (0.05, None)
    assert city() not in decide(invented(LARGE[:4]), Ledger(), "a").steps


def test_indices_of_corrected_counts_count_with_those_of_before() -> None:
    """Each edition corrects one school a little: the indices of all editions together must leave enough unknown."""
    ledger, counts, found = Ledger(), list(LARGE), []
    for edition in range(6):
        counts[edition] = (counts[edition][0], counts[edition][1] + 1)
        ledger = ledger.append(decide(invented(counts), ledger, str(edition)))
        found.append(ledger.entries[-1].steps.get(city()))
    alone = decide(invented(counts), Ledger(), "alone").steps.get(city())
    assert found[0] == alone is not None
    assert found[-1] is None, "six slightly different sets of indices would tell six times as much"
    again = decide(invented(counts), ledger, "again").steps.get(city())
    assert again == found[-1]


def test_the_same_counts_again_keep_the_step_of_their_indices() -> None:
    ledger = Ledger()
    for edition in "abc":
        ledger = ledger.append(decide(invented(LARGE), ledger, edition))
    assert len({one.steps[city()] for one in ledger.entries}) == 1


def test_what_an_earlier_release_exposed_is_named_and_hidden() -> None:
    """As under rules that were less strict: the small count itself had been shown."""
    found = invented(LARGE)
    first = decide(found, Ledger(), "a")
    small = next(school for school in found.schools if school.brin6 == share(0)[-6:] and school.contrast == "gewicht")
    careless: Entry = replace(first, rules="1.0", statements=(*first.statements, Statement("old", small.group, 4, 4)))
    entry = decide(found, Ledger().append(careless), "b")
    assert f"group|{share(0)}" in entry.exposed
    assert share(0) in entry.hidden
