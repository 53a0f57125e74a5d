# SPDX-License-Identifier: EUPL-1.2
"""Words, tables and pictures of the laboratory: verdicts first. All children are invented."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation

from speelveld.figures.laboratory_study import (
    IN_METRES,
    PolicyResult,
    StudyResult,
    findings,
    indices,
    ready_policies,
    result,
)
from speelveld.placement.laboratory import Difference, Study, Verdict, run
from speelveld.render import laboratory_tables as tables
from speelveld.render import laboratory_words as words
from speelveld.render import theme
from speelveld.render.charts.laboratory import differences_chart, segregation_chart
from tests.placement.laboratory.towns import SCHOOLS
from tests.web.invented import GRONINGEN, Edition, laboratory_town

NONE = "none of these rules makes schools more mixed or less mixed: for that, they do not help."
MORE = "schools become more mixed."
SAME = "schools become neither more mixed nor less: for that, it does not help."
UNCLEAR = "it cannot be said whether schools become more mixed."
NAMES = ("each_school_for_itself", "nijmegen", "flanders_double_quota")


@pytest.fixture(scope="module")
def study() -> StudyResult:
    """Three sets of rules on an invented town, quickly."""
    found = laboratory_town(Edition(), GRONINGEN)
    policies = tuple(ready_policies()[name] for name in NAMES)
    made = Study(found.town, policies, cohorts=4, lotteries=3, indices=indices())
    outcomes = run(made)
    given = {one.name: findings(made, one, outcomes[one.name], 5, 5) for one in policies}
    return result(GRONINGEN, found, made, given, 0.01, 50)


def with_verdicts(study: StudyResult, *verdicts: Verdict) -> StudyResult:
    """The study with invented verdicts: one for each compared set of rules, on every measure."""
    compared = []
    for one, verdict in zip(study.policies[1:], verdicts, strict=True):
        size = {Verdict.MORE: 0.05, Verdict.LESS: -0.05}.get(verdict, 0.0)
        same = {name: Difference(size, size, size, 0.01, verdict) for name in one.differences or {}}
        compared.append(replace(one, differences=same))
    return replace(study, policies=(study.policies[0], *compared))


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        ((Verdict.NO_CHANGE, Verdict.NO_CHANGE), NONE),
        ((Verdict.LESS, Verdict.NO_CHANGE), f"with {{0}} {MORE} With {{1}} {SAME}"),
        ((Verdict.MORE, Verdict.MORE), "with {0} and {1} schools become less mixed."),
        ((Verdict.UNCLEAR, Verdict.LESS), f"with {{1}} {MORE} Of {{0}} {UNCLEAR}"),
    ],
)
def test_the_answer_says_plainly_what_does_not_help(
    study: StudyResult, verdicts: tuple[Verdict, ...], said: str
) -> None:
    names = ("“Nijmegen, primary schools”", "“Flanders, double quota”")
    assert words.headline(with_verdicts(study, *verdicts)) == f"With invented children: {said.format(*names)}"


def test_one_set_of_rules_that_does_nothing_is_told_so(study: StudyResult) -> None:
    one = with_verdicts(study, Verdict.NO_CHANGE, Verdict.MORE)
    nijmegen, flanders = one.policies[1:]
    said = list(words.sentences(one, nijmegen))
    assert said[0] == "Schools become neither more mixed nor less: for that, this does not help."
    assert said[-1] == "So all in all: this does not help, and it does no harm."
    told = list(words.sentences(one, flanders))
    assert len(told) == len(words.TOLD)
    assert told[0].startswith("Schools become less mixed: the uneven distribution rises by 5.0, to ")
    assert told[1] == "5.0 more of every 100 children get the school that they want most."
    assert told[2].startswith("Of every 100 pupils in the CBS target group, 5.0 more")


def test_what_cannot_be_said_is_not_said(study: StudyResult) -> None:
    one = with_verdicts(study, Verdict.UNCLEAR, Verdict.NOT_DEFINED)
    assert all("cannot be said" in each for each in words.sentences(one, one.policies[1]))
    assert list(words.sentences(one, one.policies[2])) == []


@pytest.mark.parametrize(
    ("value", "name", "plain", "with_sign"),
    [
        (0.1234, "first_choice.all", "12.3", "+12.3"),
        (-0.1234, "dissimilarity", "", "−12.3"),
        (0.0004, "dissimilarity", "0.0", "0.0"),
        (-0.0004, "dissimilarity", "", "0.0"),
        (1234.6, "median_metres.a", "1,235", "+1,235"),
        (-79.4, "mean_metres.all", "", "−79"),
        (math.nan, "dissimilarity", "–", "–"),
    ],
)
def test_numbers_are_written_as_people_read_them(value: float, name: str, plain: str, with_sign: str) -> None:
    assert words.signed(value, name) == with_sign
    if plain:
        assert words.written(value, name) == plain
    assert name.startswith(IN_METRES) == ("metres" in name)


def test_rules_under_which_a_false_list_pays_come_with_a_warning(study: StudyResult) -> None:
    assert words.bets(study).startswith("Take care with “Today: each school for itself”:")
    assert words.bets(replace(study, policies=study.policies[1:])) == ""


def test_warnings_name_no_school(study: StudyResult) -> None:
    caution = study.policies[0].warnings[0]
    named = replace(caution, en=f"{SCHOOLS[1]}: 5 first choices for 3 seats.", nl="x")
    schools = tuple(replace(each, brin6=each.name) for each in study.policies[0].schools)
    one: PolicyResult = replace(study.policies[0], warnings=(named,), schools=schools)
    assert list(words.cautions(one)) == ["One of the schools: 5 first choices for 3 seats."]


def test_tables_hold_every_measure_of_every_policy(study: StudyResult) -> None:
    for table, columns in (
        (tables.differences(study), 2),
        (tables.children(study), 3),
        (tables.segregation(study), 3),
        (tables.luck(study), 3),
        (tables.false_lists(study), 4),
        (tables.neighbourhoods(study), 4),
    ):
        assert len(table.columns) == columns
        assert table.rows
        assert all(len(row.cells) == columns for row in table.rows)
        assert "invented" in table.caption
    found = tables.segregation(study).rows[0].cells[1]
    estimate = study.policies[1].estimates["dissimilarity"]
    assert found.value == words.written(estimate.mean, "dissimilarity")
    assert found.details[-1] == f"by chance {words.written(estimate.by_chance, 'dissimilarity')}"
    assert tables.differences(with_verdicts(study, Verdict.NO_CHANGE, Verdict.LESS)).rows[0].cells[0].details == (
        "0.0 to 0.0",
        "no difference that matters",
    )


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("width", theme.WIDTHS)
@pytest.mark.parametrize(("draw", "marks"), [(differences_chart, 8), (segregation_chart, 4)])
def test_pictures_hold_a_mark_for_each_number(
    study: StudyResult, language: str, width: int, draw: object, marks: int
) -> None:
    svg = draw(study, language, width)  # type: ignore[operator]
    root = ET.fromstring(svg)  # noqa: S314  our own
    assert root.get("width") == str(width)
    assert svg.count("<circle") == marks
    assert ("verzonnen" if language == "nl" else "invented") in root[0].text + root[1].text.casefold()  # type: ignore[operator, union-attr]
    inside = [float(x) for x in re.findall(r'c?x="(-?[0-9.]+)"', svg)]
    assert min(inside) >= 0
    assert max(inside) <= width


def test_the_title_of_a_picture_counts_what_may_matter(study: StudyResult) -> None:
    none = words.heading("differences", with_verdicts(study, Verdict.NO_CHANGE, Verdict.UNCLEAR))
    assert none.title == "None of these differences is sure and large enough to matter"
    some = words.heading("differences", with_verdicts(study, Verdict.MORE, Verdict.UNCLEAR))
    assert some.title == "4 of the 8 differences are sure, and may matter"
    assert "invented" in some.source.casefold()
