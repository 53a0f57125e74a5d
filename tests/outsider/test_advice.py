# SPDX-License-Identifier: EUPL-1.2
"""What the outsider makes of the page about school advice. Numbers of institutions 99Z. are invented."""

from __future__ import annotations

import numpy as np
import pytest

from speelveld.disclosure.attack import attack, bounds
from speelveld.disclosure.system import Statement, terms
from speelveld.outsider import Attempt, advice_evaluator, advice_own, advice_statements, sentences
from speelveld.outsider.advice_counts import POOLED_YEARS, atom, counted
from speelveld.outsider.advice_public import EXACT, Cells, advised
from speelveld.outsider.advice_statements import reach
from speelveld.outsider.advice_vocabulary import HIGHER, LEVELS, OFF_SCALE, PARTS, SCALE, ends, first_advice, income
from speelveld.outsider.markup import parse
from speelveld.outsider.readings import Notes
from speelveld.outsider.sentences import Context

NL = Context("verzonnen", "nl", ("gewicht", 2016), ("doelgroep", 2019), advice=True)
EN = Context("verzonnen", "en", ("gewicht", 2016), ("doelgroep", 2019), advice=True)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("49", "nl", (49.0, 49.0)),
        ("1.049", "nl", (1049.0, 1049.0)),
        ("tussen 42 en 65", "nl", (42.0, 65.0)),
        ("42 to 65", "en", (42.0, 65.0)),
        ("hoogstens 13", "nl", (0.0, 13.0)),
        ("at least 80", "en", (80.0, 100.0)),
        ("42 tot 65 of 3", "nl", None),
        ("–", "nl", None),
    ],
)
def test_numbers_with_ends_are_read(text: str, language: str, found: tuple[float, float] | None) -> None:
    assert ends(text, language) == found


def test_levels_advices_and_incomes_are_known_by_their_words() -> None:
    assert {LEVELS[name] for name in ("pro", "vmbo-b/k", "vmbo-gt/havo", "havo/vwo", "vwo")} <= set(SCALE)
    assert {LEVELS["vso"], LEVELS["advies niet mogelijk"]} == set(OFF_SCALE)
    assert [first_advice(each) for each in ("Vso, pro of vmbo-b", "vmbo-k", "gymnasium")] == [
        "vso_pro_vmbo-b",
        "vmbo-k",
        None,
    ]
    assert [income(each) for each in ("Second lowest fifth", "Hoogste vijfde", "Alle", "derde")] == [
        "q2",
        "q5",
        "totaal",
        None,
    ]


def read(text: str, context: Context) -> dict[str, tuple[float, float]]:
    """The readings of a text, by cell without its municipality."""
    notes, left = sentences.read(text, "here", context)
    assert left == []
    return {each.cell.replace("|verzonnen|", "|"): (each.low, each.high) for each in notes.readings if not each.hidden}


def test_a_description_of_the_years_is_read() -> None:
    found = read("2022/23: pro tot en met vmbo-k/gt tussen 18 en 37, havo en havo/vwo hoogstens 35 en vwo 19.", NL)
    assert found["advice-share.low|2022|up-to-kader|"] == (18, 18)
    assert found["advice-share.high|2022|havo|"] == (35, 35)
    assert found["advice-share.value|2022|vwo|"] == (19, 19)


def test_halves_and_points_of_the_model_are_read() -> None:
    found = read(
        "CBS target group: of the 7 schools of which both shares are shown, the 4 with the smallest shares of the "
        "group gave between 41 and 47 of every 100 pupils havo or higher; the 3 with the largest 28. Then the model "
        "expects a higher test advice for 39% without any and 30% with 45% double advices.",
        EN,
    )
    assert found["advice-half.lower.high|2020-2022|doelgroep|"] == (47, 47)
    assert found["advice-half.n_upper|2020-2022|doelgroep|"] == (3, 3)
    assert found["model-named|nl||0|"] == (39, 39)
    assert found["model-eligible|nl||45|"] == (29.5, 30.5)


def test_a_number_more_in_a_list_is_left() -> None:
    notes, left = sentences.read("2022/23: vwo 19 en bij De Linde 3.", "here", NL)
    assert (notes, left) == (Notes(), ["2022/23: vwo 19 en bij De Linde 3."])


def invented(seed: int, institutions: int) -> Cells:
    """Invented counts of the exact years, none of them with many pupils."""
    drawn = np.random.default_rng(seed)
    return {
        (f"99Z{letter}", level, year): (value, value)
        for letter in "ABCDEFGHIJ"[:institutions]
        for level in (*SCALE, *OFF_SCALE)
        for year in EXACT
        for value in (int(drawn.choice((0, 0, 1, 2, 3, 4, 6, 9))),)
    }


def told(cells: Cells) -> list[Statement]:
    """More than the page ever says: every count in its mask, and all sums of levels and of institutions exactly."""
    masks = [
        Statement(f"cell {key}", terms([atom(*key)]), *((1, 4) if 0 < value < 5 else (value, value)))
        for key, (value, _) in cells.items()
    ]
    brins = sorted({brin for brin, _, _ in cells})
    sums = [[(brin, level, year) for brin in brins] for level in (*SCALE, *OFF_SCALE) for year in EXACT]
    for brin in brins:
        for higher in (True, False):
            levels = [level for level in SCALE if (level in PARTS[HIGHER]) == higher]
            sums.append([(brin, level, year) for level in levels for year in POOLED_YEARS if year in EXACT])
    return masks + [
        Statement(f"sum {number}", terms([atom(*key) for key in keys]), value, value)
        for number, keys in enumerate(sums)
        for value in (sum(cells[key][0] for key in keys),)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_a_count_that_an_exchange_clears_is_clear_for_the_solver(seed: int) -> None:
    cells = invented(seed, 7 + seed)
    needs = advice_evaluator.needs(cells)
    left = {need.id for need in advice_evaluator.at_risk(cells)}
    cleared = [need for need in needs if need.id not in left]
    assert len(cleared) > 20
    for need, (low, high) in zip(cleared, bounds(told(cells), [need.terms for need in cleared]), strict=True):
        assert (low, high) == (min(low, 1), max(high, 4)), need


def test_small_counts_must_stay_anything_that_the_mask_leaves() -> None:
    cells = {("99ZA", "VSO", "2019"): (3, 3), ("99ZB", "VSO", "2019"): (0, 0), ("99ZA", "VWO", "2022"): (1, 4)}
    asked = advice_evaluator.needs(cells)
    assert [(need.id, need.value, need.width, need.reach) for need in asked] == [
        (atom("99ZA", "VSO", "2019"), 3, 3, 4),
        ("advice|all|VSO|2019", 3, 3, 4),
    ]
    masked = Statement("shown", asked[1].terms, 1, 4)
    assert attack([masked], asked) == []
    narrower = Statement("shown", asked[1].terms, 2, 4)
    assert {one.form for one in attack([narrower], asked)} == {"advice|all|VSO|2019"}


def test_a_form_reaches_what_its_counts_leave() -> None:
    form = terms({"a": 60.0, "b": -40.0})
    assert reach(form, {"a": (1, 4), "b": (5, 5)}) == (-140.0, 40.0)


def test_pupils_of_a_year_are_counted_as_the_mask_leaves_them() -> None:
    cells = {
        ("99ZA", "VWO", "2019"): (3, 3),
        ("99ZA", "HAVO", "2019"): (7, 7),
        ("99ZA", "VSO", "2019"): (9, 9),
        ("99ZA", "VWO", "2022"): (1, 4),
        ("99ZA", "HAVO", "2022"): (2, 8),
        ("99ZB", "VWO", "2022"): (0, 0),
    }
    found = counted(cells)
    assert dict(found.of_year) == {("99ZA", "2019"): (8, 3), ("99ZA", "2022"): (3, 2), ("99ZB", "2022"): (0, 0)}
    assert dict(found.everybody) == {"2019": 10, "2022": 3}


def test_one_institution_alone_is_left_to_the_solver() -> None:
    cells = invented(7, 1)
    assert advice_evaluator.at_risk(cells) == advice_evaluator.needs(cells)


def test_everything_that_is_said_of_advice_fits_what_duo_gives(read: Attempt) -> None:
    cells = advised().of("GM0014")
    assert read.advice.odd == []
    assert len({brin for brin, _, _ in cells}) > 50
    kinds = {statement.id.partition("|")[0] for statement in read.advice.statements}
    assert kinds == {
        f"{kind}.{end}"
        for kind, ends_ in (
            ("advice-level", ("low",)),
            ("advice-share", ("low", "high")),
            ("advice-pupils", ("low",)),
            ("advice-higher", ("low", "high")),
            ("advice-cell", ("low",)),
            ("advice-year-higher", ("low", "high")),
            ("advice-half.lower", ("low", "high")),
            ("advice-half.upper", ("low", "high")),
        )
        for end in ends_
    }
    box = {atom(*key): ends_ for key, ends_ in cells.items()}
    for statement in read.advice.statements:
        low, high = reach(statement.terms, box)
        assert statement.low - 1e-6 <= low <= high <= statement.high + 1e-6
    assert advice_statements.known(cells)


def test_a_composition_on_the_page_about_advice_is_the_cell_of_the_first_page(read: Attempt) -> None:
    both = [each for each in read.site.notes.readings if each.cell == "share|groningen|2016|gewicht|09MS00"]
    channels = {each.channel.partition("#")[0].partition(":")[0] for each in both}
    assert {"groningen/index.html", "groningen/advies/index.html", "groningen/advies-scholen.csv"} <= channels
    assert {"groningen/beeld/advies-scholen-b-360.svg", "groningen/beeld/advies-scholen-b-720.svg"} <= channels


OWN = (
    '<table><caption id="tabel-geladen"></caption><thead><tr><th>Groep</th><th>a</th><th>b</th><th>c</th></tr></thead>'
    '<tbody><tr><th>laag</th><td><span>38</span><span class="detail">tussen 33 en 44</span></td>'
    '<td><span class="absent" title="te weinig">–</span></td>'
    "<td><span>{last}</span><span>tussen 9 en 14</span></td></tr></tbody></table>"
)


@pytest.mark.parametrize(("last", "unread"), [("12", 0), ("0", 1), ("12,5", 1), ("100", 1)])
def test_a_table_of_the_municipality_is_read_and_holds_whole_percentages_alone(last: str, unread: int) -> None:
    notes = Notes()
    advice_own.shares(parse(OWN.format(last=last)), "here", NL, notes)
    found = {each.cell.partition("|")[0]: (each.low, each.hidden) for each in notes.readings}
    assert found["own-higher.value"] == (38, "")
    assert found["own-higher.high"] == (44, "")
    assert found["own-adjusted-a.value"][1].startswith("te weinig")
    assert len(notes.unread) == unread


def test_numbers_of_pupils_in_a_table_of_the_municipality_are_noted() -> None:
    notes = Notes()
    more = OWN.replace("<th>a</th>", "<th>n</th><th>a</th>").replace("<th>laag</th>", "<th>laag</th><td>340</td>")
    advice_own.shares(parse(more.format(last="12")), "here", NL, notes)
    assert any("should not be there" in each.why for each in notes.unread)
