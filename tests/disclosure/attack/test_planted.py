# SPDX-License-Identifier: EUPL-1.2
"""One planted leak for every attack, found; and the same without the leak, quiet. All counts are invented."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from speelveld.disclosure.attack import (
    ATTACKS,
    CityIndex,
    Derived,
    Finding,
    Hidden,
    Insider,
    Knowledge,
    Link,
    ModelOutput,
    Percentage,
    Reading,
    Response,
    Revision,
    Trait,
    attack,
)
from speelveld.disclosure.attack.city_index import ends
from speelveld.disclosure.attack.coalition import parent, row
from speelveld.disclosure.attack.inversion import (
    contribution,
    funnel_point,
    ratio_by_rate,
    shrunken,
    solutions,
    standardised_ratio,
)
from speelveld.disclosure.attack.percentages import as_statements, fractions, simplest
from speelveld.disclosure.attack.ranking import highest, ranked
from speelveld.disclosure.system import Cell, Protected, Statement, System, terms

SCHOOLS, GROUPS = ("k", "l", "m", "n"), ("x", "y", "z")
VALUES = {
    f"{school}{group}": count
    for school, row_of in zip(SCHOOLS, ((3, 40, 20), (12, 25, 31), (21, 18, 44), (30, 26, 15)), strict=True)
    for group, count in zip(GROUPS, row_of, strict=True)
}
SMALL = Protected("kx", terms(["kx"]), 3, 5, 5)


def system(base: int = 1) -> System:
    """Schools by groups with both margins; one count is small."""
    sums = [[atom] for atom in VALUES]
    sums += [[school + group for group in GROUPS] for school in SCHOOLS]
    sums += [[school + group for school in SCHOOLS] for group in GROUPS] + [list(VALUES)]
    cells = [
        Cell("+".join(one) if len(one) < 12 else "all", terms(one), sum(VALUES[a] for a in one), base=base)
        for one in sums
    ]
    return System(VALUES, tuple(replace(cell, need=SMALL) if cell.id == "kx" else cell for cell in cells))


SAFE = ("kx", "ky", "lx", "ly")
"""A rectangle around the small count: every row and column has two hidden cells."""


def found(attack_name: str, statements: tuple[Statement, ...], knows: Knowledge | None = None) -> list[Finding]:
    return attack(statements, [SMALL], knowledge=knows, attacks=[attack_name])


def said(name: str, atoms: str | list[str], low: float, high: float | None = None) -> Statement:
    return Statement(
        name, terms(atoms.split() if isinstance(atoms, str) else atoms), low, low if high is None else high
    )


# A1, A2, A6: what the tables alone tell.


def test_nothing_is_found_in_a_table_that_hides_enough() -> None:
    statements = system().statements(SAFE)
    hidden = tuple(Hidden(one, terms([one])) for one in SAFE)
    assert attack(statements, [SMALL], knowledge=Knowledge(threshold=5, hidden=hidden)) == []


@pytest.mark.parametrize("shown_again", SAFE)
def test_one_hidden_cell_too_few_is_found(shown_again: str) -> None:
    statements = system().statements(set(SAFE) - {shown_again})
    [by_hand] = found("A1", statements)
    assert (by_hand.form, by_hand.low, by_hand.high, by_hand.value) == ("kx", 3, 3, 3)
    [by_solver] = found("A2", statements)
    assert (by_solver.form, by_solver.low, by_solver.high) == ("kx", 3, 3)
    assert by_solver.why.startswith("follows from ")


def test_what_only_the_linked_tables_tell_is_found_by_the_programme_alone() -> None:
    """Three pairs of schools: no total minus its rest tells anything, together they tell everything."""
    statements = (said("1", "kx lx", 15), said("2", "lx mx", 33), said("3", "kx mx", 24))
    assert found("A1", statements) == []
    assert [(one.low, one.high) for one in found("A2", statements)] == [(3, 3)]


def test_a_count_that_is_confined_to_small_numbers_is_found() -> None:
    statements = (said("1", "kx ky", 4),)
    [one] = found("A2", statements)
    assert (one.low, one.high) == (0, 4)


def test_two_sums_with_a_small_difference_are_found() -> None:
    with_k = said("all schools", [f"{school}x" for school in SCHOOLS], 66)
    without = said("schools above 60 pupils", ["lx", "mx", "nx"], 63)
    [one] = found("A6", (with_k, without))
    assert (one.low, one.high, one.why) == (3, 3, "all schools minus schools above 60 pupils")


def test_a_small_difference_that_nobody_listed_is_found_with_a_threshold() -> None:
    statements = (said("1", "kx ky lx", 60), said("2", "lx", 56))
    assert found("A6", statements) == []
    [one] = found("A6", statements, Knowledge(threshold=5))
    assert (one.form, one.low, one.high) == ("1 minus 2", 4, 4)
    assert found("A6", (said("1", "kx ky lx", 61), said("2", "lx", 56)), Knowledge(threshold=5)) == []


def test_a_rounded_cell_that_is_shown_exactly_is_found() -> None:
    """With every count rounded to 5 the small one may stay uncertain; one exact row gives it away."""
    rounded = system(base=5)
    hidden = {"kx", "kx+ky+kz"}
    assert attack(rounded.statements(hidden), [SMALL]) == []
    exact = {cell.id: cell.statement() for cell in system().cells}
    statements = [exact.get(one.id, one) for one in rounded.statements(hidden)]
    assert [one.attack for one in attack(statements, [SMALL])] == ["A1", "A2"]


def test_statements_that_exclude_each_other_are_a_finding() -> None:
    [one] = found("A2", (said("page", "kx ky", 43), said("file", "kx ky", 44)))
    assert "cannot all be true" in one.why


# A3: percentages.


SHARE = Percentage("share of x", terms(["kx"]), terms(["kx", "ky"]), 12.5, decimals=1)


def test_a_percentage_with_decimals_gives_the_count() -> None:
    [one] = found("A3", (said("size", "kx ky", 20, 29),), Knowledge(percentages=(SHARE,)))
    assert (one.low, one.high) == (3, 3)
    assert one.why == "share of x shows 12.5%, which is 3 of 24"


def test_a_whole_percentage_of_a_large_group_from_rounded_counts_gives_nothing() -> None:
    whole = replace(SHARE, shown=5.0, decimals=0, base=5)
    sizes = (said("size", "kx ky", 100, 300),)
    assert attack(sizes, [SMALL], knowledge=Knowledge(percentages=(whole,))) == []


def test_the_complement_of_a_percentage_is_a_count_as_well() -> None:
    rest = Protected("ky", terms(["ky"]), 3, 5, 5)
    share = replace(SHARE, shown=87.5)
    [one] = attack((said("size", "kx ky", 24),), [rest], knowledge=Knowledge(percentages=(share,)), attacks=["A3"])
    assert (one.form, one.low, one.high) == ("ky", 3, 3)


def test_fractions_by_hand() -> None:
    """33.3% with at most ten children is 1 of 3, 2 of 6 or 3 of 9; 12.5% is 1 of 8 at its simplest."""
    third = replace(SHARE, shown=33.3)
    assert fractions(third, whole=(1, 10)) == [(1, 3), (2, 6), (3, 9)]
    assert (simplest(third), simplest(SHARE), simplest(replace(SHARE, shown=0.0))) == ((1, 3), (1, 8), (0, 1))
    assert fractions(third) == []
    assert fractions(replace(third, shown=50.0, decimals=0, base=5), whole=(1, 12)) == [(5, 10)]


@pytest.mark.parametrize(("decimals", "base"), [(0, 1), (1, 1), (0, 5)])
def test_every_count_is_among_the_fractions_of_its_percentage(decimals: int, base: int) -> None:
    for size in range(1, 40):
        for part in range(size + 1):
            at = [math.floor(number / base + 0.5) * base for number in (part, size)]
            if at[1] == 0 or at[0] > at[1]:
                continue
            one = replace(SHARE, shown=round(100 * at[0] / at[1], decimals), decimals=decimals, base=base)
            assert tuple(at) in fractions(one, whole=(size, size))
            for statement in as_statements(one):
                value = sum(n * {"kx": part, "ky": size - part}[atom] for atom, n in statement.terms)
                assert statement.low - 1e-9 <= value <= statement.high + 1e-9


def test_percentages_and_totals_together_are_found_as_one() -> None:
    """Neither the size of one school nor that of two gives the count; with the percentage of both schools they do."""
    statements = (said("both", "kx ky lx ly", 50), said("lx", "lx", 7), said("k", "kx ky", 20, 30))
    share = Percentage("share", terms(["kx", "lx"]), terms(["kx", "ky", "lx", "ly"]), 20.0, decimals=1)
    findings = attack(statements, [SMALL], knowledge=Knowledge(percentages=(share,)))
    assert [(one.attack, one.low, one.high) for one in findings] == [("A2", 3, 3)]
    assert findings[0].why.startswith("all taken together, ")


# A4, A8, A11, A12, A16: what other knowledge adds.


def test_rolling_windows_are_found() -> None:
    years = tuple(Protected(year, terms([year]), 3, 5, 5) for year in ("2018", "2021"))
    windows = (said("2018-2020", "2018 2019 2020", 30), said("2019-2021", "2019 2020 2021", 30))
    assert attack(windows, years) == []
    three = (*windows, said("2018 and 2021", "2018 2021", 6))
    assert {(one.attack, one.form) for one in attack(three, years)} == {("A2", "2018"), ("A2", "2021")}


def test_a_cohort_that_moves_up_is_found() -> None:
    group_7 = said("group 7, 2023", ["7"], 3)
    cohort = Link("group 7 to 8", terms(["7"]), terms(["kx"]), -1, 1)
    assert found("A4", (group_7,), Knowledge(cohorts=(cohort,)))[0].high == 4
    assert found("A4", (group_7,), Knowledge(cohorts=(replace(cohort, low=-9, high=9),))) == []


def test_a_public_total_is_found() -> None:
    shown = said("l and m", "lx mx", 33)
    public = said("DUO", "kx lx mx", 36)
    assert attack((shown,), [SMALL]) == []
    [one] = found("A8", (shown,), Knowledge(public=(public,)))
    assert (one.low, one.high, one.why.startswith("with public files, ")) == (3, 3, True)
    masked = said("DUO '<5'", "kx", 1, 4)
    assert [(one.low, one.high) for one in found("A8", (shown,), Knowledge(public=(masked,)))] == [(1, 4)]


def test_a_rank_is_found() -> None:
    shown = (said("l", "lx", 5), said("m", "mx", 4))
    order = ranked("table", [terms(["lx"]), terms(["kx"]), terms(["mx"])])
    [one] = found("A11", shown, Knowledge(orders=tuple(order)))
    assert (one.low, one.high) == (4, 5)
    best = highest("text", terms(["lx"]), [terms(["kx"])], strict=True)
    assert [(one.low, one.high) for one in found("A11", shown, Knowledge(orders=tuple(best)))] == [(0, 4)]
    assert found("A11", shown, Knowledge(orders=tuple(highest("text", terms(["kx"]), [terms(["lx"])])))) == []


def test_two_schools_of_one_board_are_found() -> None:
    """Three hidden schools and the city's total: safe for everybody, but not when two of them put theirs together."""
    statements = (said("city", "kx lx mx", 36),)
    board = row("the board of l and m", {"lx": (terms(["lx"]), 12), "mx": (terms(["mx"]), 21)}, [SMALL])
    assert attack(statements, [SMALL]) == []
    [one] = found("A12", statements, Knowledge(insiders=(board,)))
    assert (one.low, one.high, "the board of l and m" in one.why) == (3, 3, True)
    alone = row("l", {"lx": (terms(["lx"]), 12)}, [SMALL])
    assert found("A12", statements, Knowledge(insiders=(alone,))) == []
    themselves = row("k", {"kx": (terms(["kx"]), 3)}, [SMALL])
    assert found("A12", statements, Knowledge(insiders=(themselves,))) == []


def test_a_parent_is_found() -> None:
    """A range of 0 to 5 is wide enough for everybody, but a parent knows that one is theirs."""
    statements = (said("rounded", "kx", 0, 5),)
    assert attack(statements, [SMALL]) == []
    child = parent(terms(["kx"]), SMALL)
    assert found("A12", statements, Knowledge(insiders=(child,))) == []
    two = Insider("parents of two children", (said("two", "kx", 2, math.inf),))
    assert [(one.low, one.high) for one in found("A12", statements, Knowledge(insiders=(two,)))] == [(2, 5)]


def test_a_revision_is_found() -> None:
    """The new edition hides another cell than the old one: together they hide none."""
    new = (said("row", "kx ky", 43),)
    old = Revision("2023", (said("ky then", "ky", 40),))
    [one] = found("A16", new, Knowledge(revisions=(old,)))
    assert (one.form, one.low, one.high) == ("kx", 3, 3)
    corrected = replace(old, changed={"ky": 1})
    assert {(one.low, one.high) for one in found("A16", new, Knowledge(revisions=(corrected,)))} == {(2, 4)}
    much = replace(old, changed={"ky": 10})
    assert found("A16", new, Knowledge(revisions=(much,))) == []


def test_the_old_version_of_a_corrected_count_is_protected_too() -> None:
    old = Revision("2023", (said("kx and ky then", "kx ky", 43), said("ky then", "ky", 40)), {"kx": 30})
    [one] = found("A16", (), Knowledge(revisions=(old,)))
    assert (one.form, one.low, one.high) == ("kx in 2023", 3, 3)


# A5, A14, A15: the same thing, shown otherwise.


def test_a_cell_that_one_channel_shows_is_found() -> None:
    page = Reading("kx", "page", -math.inf, math.inf, "–")
    chart = Reading("kx", "chart", 3, 3, "3")
    [one] = found("A5", (), Knowledge(readings=(page, chart)))
    assert (one.form, one.low, one.high, one.why) == ("kx", 3, 3, "'–' (page) v. '3' (chart)")
    assert found("A5", (), Knowledge(readings=(page, replace(page, channel="chart")))) == []


def test_a_bound_on_one_channel_is_found() -> None:
    page, text = Reading("kx", "page", -math.inf, math.inf, "–"), Reading("kx", "text", 10, math.inf, "at least 10")
    [one] = found("A5", (), Knowledge(readings=(page, text)))
    assert (one.low, one.high) == (10, 10)


def test_a_percentage_with_more_decimals_elsewhere_is_found() -> None:
    page, file = Reading("share", "page", 12.5, 13.5, "13%"), Reading("share", "file", 12.45, 12.55, "12.5%")
    [one] = found("A5", (), Knowledge(readings=(page, file)))
    assert (one.low, one.high) == (12, 13)


ANSWER = Response("cell-1", True, headers={"ETag": "a", "Date": "Monday", "Content-Length": "12"}, body="cell-1: –")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"status": 404}, "status 404"),
        ({"headers": {**ANSWER.headers, "X-Total": "3"}}, "x-total"),
        ({"body": "cell-2: – (primary)"}, "another text"),
        ({"headers": {**ANSWER.headers, "Content-Length": "15"}}, "declares another length"),
        ({"subject": "cell-1", "body": "cell-1: –", "headers": {**ANSWER.headers, "ETag": "b"}}, "another etag"),
    ],
)
def test_side_channels_are_found(change: dict[str, object], why: str) -> None:
    other = replace(ANSWER, subject="cell-2", body="cell-2: –", headers={**ANSWER.headers, "Date": "Tuesday"})
    assert found("A14", (), Knowledge(responses=(ANSWER, other))) == []
    [one] = found("A14", (), Knowledge(responses=(ANSWER, replace(other, **change))))
    assert why in one.why


def test_a_hidden_row_among_sorted_rows_is_found() -> None:
    rows = (("school c", 20.0), ("school d", 12.0), ("school a", None), ("school b", 4.0))
    [one] = found("A14", (), Knowledge(responses=(Response("page", False, rows=rows),)))
    assert (one.form, one.low, one.high, one.channel) == ("school a", 4, 12, "page")
    at_the_end = (rows[0], rows[1], rows[3], rows[2])
    assert found("A14", (), Knowledge(responses=(Response("page", False, rows=at_the_end),))) == []
    by_name = tuple(sorted(rows))
    assert found("A14", (), Knowledge(responses=(Response("page", False, rows=by_name),))) == []


def test_noise_that_is_drawn_anew_is_found() -> None:
    noise = np.random.default_rng(1).integers(-2, 3, 1000)
    [one] = found("A15", (), Knowledge(answers={"kx": [str(3 + n) for n in noise], "ky": ["40"] * 1000}))
    assert (one.form, one.low, one.high) == ("kx", 2, 4)
    [words] = found("A15", (), Knowledge(answers={"page": ["few", "many"]}))
    assert words.why == "2 answers to one request were 2 different texts"


# A7, A10, A13: which cells.


def test_a_sliver_between_two_geographies_is_found() -> None:
    areas = {
        "neighbourhood": {"n1": frozenset(["lx"]), "n2": frozenset(["mx"]), "n3": frozenset(["nx"])},
        "postcode": {"9711": frozenset(["kx", "lx", "mx"])},
    }
    statements = (said("9711", "kx lx mx", 36), said("n1", "lx", 12), said("n2", "mx", 21), said("n3", "nx", 30))
    [one] = found("A7", statements, Knowledge(threshold=5, areas=areas))
    assert (one.form, one.low, one.high) == ("9711 without n1, n2", 3, 3)
    wider = (said("9711", "kx lx mx", 40), *statements[1:])
    assert found("A7", wider, Knowledge(threshold=5, areas=areas)) == []


def test_a_sliver_outside_an_area_is_found() -> None:
    areas = {"ward": {"w": frozenset(["kx", "lx"])}, "postcode": {"9711": frozenset(["lx"])}}
    statements = (said("w", "kx lx", 15), said("9711", "lx", 12))
    assert [one.form for one in found("A7", statements, Knowledge(threshold=5, areas=areas))] == ["w without 9711"]


def test_a_trait_of_nobody_or_everybody_is_found() -> None:
    trait = Trait("x at k", terms(["kx"]), terms(["kx", "ky"]))
    none = (said("group", "kx ky", 20), said("trait", "kx", 0))
    everybody = (said("group", "kx ky", 20), said("trait", "kx", 20))
    some = (said("group", "kx ky", 20), said("trait", "kx", 0, 4))
    assert [one.high for one in found("A10", none, Knowledge(traits=(trait,)))] == [0]
    assert [one.high for one in found("A10", everybody, Knowledge(traits=(trait,)))] == [20]
    assert found("A10", some, Knowledge(traits=(trait,))) == []
    assert found("A10", (said("empty", "kx ky", 0),), Knowledge(traits=(trait,))) == []


def test_the_only_cell_that_can_be_small_is_found() -> None:
    """Of two hidden cells one is known to be at least 20, so the other is why they are hidden."""
    statements = (said("row", "kx ky", 60), said("ky and more", "ky", 20, 60))
    hidden = (Hidden("kx", terms(["kx"])), Hidden("ky", terms(["ky"])))
    [one] = found("A13", statements, Knowledge(threshold=5, hidden=hidden))
    assert (one.form, one.low, one.high) == ("kx", 0, 4)
    assert found("A13", (said("row", "kx ky", 60),), Knowledge(threshold=5, hidden=hidden)) == []


def test_different_markers_are_found() -> None:
    hidden = (Hidden("kx", terms(["kx"]), "x"), Hidden("ky", terms(["ky"]), "."))
    [one] = found("A13", (), Knowledge(hidden=hidden))
    assert one.why == "hidden cells look different: '.' (ky), 'x' (kx)"


# A9, A17: what is computed from counts.


X, N = terms(["kx"]), terms(["kx", "ky"])
SIZE = (said("size", "kx ky", 24),)


@pytest.mark.parametrize(
    "values",
    [
        [shrunken("shrunken", X, N, 0.2, 10.0, (3 + 2) / 34, 3)],
        [ratio_by_rate("ratio", X, N, 0.2, 3 / (0.2 * 24), 2)],
        [standardised_ratio("ratio", X, 4.8, 3 / 4.8, 2)],
        [contribution("contribution", X, terms(["ky"]), 66, 200, abs(3 / 66 - 21 / 200) / 2, 4)],
    ],
)
def test_a_derived_value_gives_its_count(values: list[Derived]) -> None:
    [one] = found("A9", SIZE, Knowledge(derived=tuple(values)))
    assert (one.form, one.low, one.high) == ("kx", 3, 3)
    rough = [replace(value, low=value.low - 0.9, high=value.high + 0.9) for value in values]
    assert found("A9", SIZE, Knowledge(derived=tuple(rough))) == []


def test_a_point_of_a_funnel_gives_count_and_size() -> None:
    """Rate and standard error with three digits each: of all sizes, one."""
    p = 3 / 24
    point = funnel_point("funnel", X, N, round(p, 3), round(math.sqrt(p * (1 - p) / 24), 4), (3, 4))
    [one] = found("A9", (), Knowledge(derived=tuple(point)))
    assert (one.low, one.high) == (3, 3)
    assert found("A9", (), Knowledge(derived=(point[0],))) == []


def test_without_a_solution_or_with_too_many_nothing_is_claimed() -> None:
    impossible = Derived("ratio", (X,), lambda x: x / 2.0, 0.2, 0.3)
    assert solutions([impossible], [(0, 9)]) == [(0, 9)]
    large = Derived("three", (X, N, N), lambda x, n, m: x + n + m, 0, 1)
    assert solutions([large], [(0, math.inf)] * 3) == [(0, math.inf)] * 3


def dissimilarity(groups: list[int], rests: list[int]) -> float:
    a, b = np.array(groups), np.array(rests)
    return float(np.abs(a / a.sum() - b / b.sum()).sum() / 2)


def index_of(groups: list[int], rests: list[int], decimals: int) -> CityIndex:
    half = 0.5 / 10**decimals
    value = round(dissimilarity(groups, rests), decimals)
    forms = [tuple(terms([f"{school}{group}"]) for school in SCHOOLS[: len(groups)]) for group in "xy"]
    return CityIndex("D", forms[0], forms[1], value - half, value + half)


def test_an_index_gives_the_hidden_school() -> None:
    """Two hidden schools with known sums: D with three decimals leaves one division, with one decimal many."""
    groups, rests = [1, 19, 21, 30], [39, 26, 18, 26]
    statements = (
        *(
            said(f"{school}{group}", f"{school}{group}", count)
            for school, group, count in (("m", "x", 21), ("m", "y", 18), ("n", "x", 30), ("n", "y", 26))
        ),
        said("k and l, x", "kx lx", 20),
        said("k and l, y", "ky ly", 65),
        said("k", "kx ky", 40),
    )
    assert attack(statements, [SMALL]) == []
    [one] = found("A9", statements, Knowledge(indices=(index_of(groups, rests, 3),)))
    assert (one.low, one.high) == (1, 1)
    assert found("A9", statements, Knowledge(indices=(index_of(groups, rests, 1),))) == []


@pytest.mark.parametrize("decimals", [1, 2, 3])
def test_the_programme_of_an_index_agrees_with_trying_everything(decimals: int) -> None:
    groups, rests = [3, 9, 8], [14, 6, 20]
    index = index_of(groups, rests, decimals)
    statements = [said("x", "kx lx mx", 20), said("y", "ky ly my", 40), said("mx", "mx", 8), said("k", "kx ky", 17)]
    possible = [
        (kx, ly)
        for kx in range(13)
        for ly in range(41 - (17 - kx))
        if index.low <= dissimilarity([kx, 12 - kx, 8], [17 - kx, ly, 40 - ly - 17 + kx]) <= index.high
    ]
    [of_kx, of_ly] = ends(statements, index, [terms(["kx"]), terms(["ly"])])
    assert of_kx == (min(kx for kx, _ in possible), max(kx for kx, _ in possible))
    assert of_ly == (min(ly for _, ly in possible), max(ly for _, ly in possible))


def test_an_index_of_uncertain_totals_is_left_alone_or_tried_for_each() -> None:
    index = index_of([3, 12], [30, 20], 3)
    one_off = [said("x", "kx lx", 15), said("y", "ky ly", 49, 50), said("k", "kx ky", 33)]
    [known] = ends(one_off, index, [terms(["kx"])])
    assert known[0] <= 3 <= known[1]
    assert ends([said("x", "kx lx", 15, 90)], index, [terms(["kx"])]) == [(-math.inf, math.inf)]


def test_a_saturated_model_is_found() -> None:
    """A dummy for every school: the fitted values are the schools' own rates."""
    counts = (terms(["kx"]), terms(["lx"]), terms(["mx"]))
    saturated = ModelOutput("model", np.eye(3), [60, 70, 80], counts, [3 / 60, 12 / 70, 21 / 80])
    [one] = found("A17", (), Knowledge(models=(saturated,)))
    assert (one.form, one.low, one.high) == ("kx", 3, 3)
    line = np.column_stack([np.ones(3), [1.0, 2.0, 4.0]])
    assert found("A17", (), Knowledge(models=(replace(saturated, design=line),))) == []
    alone = np.column_stack([np.ones(3), [1.0, 0.0, 0.0]])
    assert [one.form for one in found("A17", (), Knowledge(models=(replace(saturated, design=alone),)))] == ["kx"]


def test_a_model_with_too_little_freedom_is_found() -> None:
    counts = (terms(["a"]), terms(["b"]))
    small = ModelOutput("model", np.eye(2), [4, 6], counts, [0.5, 0.5])
    findings = found("A17", (), Knowledge(models=(small,), threshold=5))
    assert [one.form for one in findings] == ["model", "model pattern 1"]
    assert "8 residual degrees of freedom" in findings[0].why


# All of them.


def test_every_attack_has_a_name_and_no_other_is_played() -> None:
    assert len(ATTACKS) == 17
    with pytest.raises(ValueError, match="no such attack: A18"):
        attack((), [], attacks=["A18"])


def test_only_the_attacks_that_are_asked_for_are_played() -> None:
    statements = system().statements(["kx"])
    assert {one.attack for one in attack(statements, [SMALL])} == {"A1", "A2"}
    assert [one.attack for one in attack(statements, [SMALL], attacks=["A1"])] == ["A1"]
