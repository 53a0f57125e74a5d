# SPDX-License-Identifier: EUPL-1.2
"""The rules per school year, and the refusal to compare across a break unless told."""

from __future__ import annotations

import copy
import tomllib
from typing import Any

import pytest

from speelveld.advice import (
    REGIMES,
    breaks_between,
    comparable_years,
    regime,
    regimes_text,
    start_year,
    years_with_tests,
)
from speelveld.advice.regimes import parse_regimes
from speelveld.errors import InputError


@pytest.mark.parametrize(
    ("year", "test", "six", "reasons"),
    [
        ("2014/15", True, False, False),
        ("2017/18", True, False, False),
        ("2018/19", True, True, False),
        ("2019/20", False, False, False),
        ("2020/21", True, True, False),
        ("2022/23", True, True, False),
        ("2023/24", True, True, True),
        ("2030/31", True, True, True),
    ],
)
def test_the_rules_of_a_year(year: str, test: bool, six: bool, reasons: bool) -> None:
    rules = regime(year)
    assert (rules.test, rules.six_classes, rules.reasons_recorded) == (test, six, reasons)
    assert rules.source
    assert rules.rule
    assert {rules.certainty, rules.classes_certainty} <= {"published", "from memory"}


def test_before_the_advice_there_are_no_rules() -> None:
    with pytest.raises(InputError, match=r"rules of 2013/14 are not known\. They begin in 2014/15"):
        regime("2013/14")


@pytest.mark.parametrize("text", ["2016", "2016/18", "2016-2017", "16/17", ""])
def test_another_way_to_write_a_school_year_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is not a school year"):
        start_year(text)


def test_the_turn_of_the_century_is_a_school_year() -> None:
    assert start_year("1999/00") == 1999


def test_years_under_the_same_rules_are_comparable() -> None:
    assert comparable_years(["2020/21", "2022/23"]) == ()
    assert comparable_years(["2014/15", "2017/18"]) == ()
    assert comparable_years([]) == ()


def test_across_a_break_is_refused_and_says_why() -> None:
    with pytest.raises(InputError) as caught:
        comparable_years(["2022/23", "2023/24"])
    assert [fault.message.split(":")[0] for fault in caught.value.faults] == [
        "2022/23 and 2023/24 are not comparable"
    ] * 2
    assert "normed anew" in str(caught.value)


def test_across_a_break_when_told_names_every_break() -> None:
    crossed = comparable_years(["2023/24", "2017/18"], across_breaks=True)
    assert [one.id for one in crossed] == [
        "test-errors-begin",
        "no-test",
        "tests-again",
        "raise-unless",
        "norming-2024",
    ]
    assert breaks_between(["2019/20", "2020/21"])[0].id == "tests-again"


def test_a_year_before_the_first_is_not_compared() -> None:
    with pytest.raises(InputError, match="2012/13"):
        breaks_between(["2012/13", "2015/16"])


def test_the_configuration_is_the_one_in_use() -> None:
    assert parse_regimes(tomllib.loads(regimes_text())) == REGIMES


def _hole(data: dict[str, Any]) -> None:
    data["regime"][1]["from"] = "2019/20"


def _endless(data: dict[str, Any]) -> None:
    data["regime"][0]["until"] = ""


def _backwards(data: dict[str, Any]) -> None:
    data["regime"][0]["from"] = "2018/19"


def _adrift(data: dict[str, Any]) -> None:
    data["break"][0]["before"] = "2016/17"


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_hole, "must begin in the year after"),
        (_endless, "must begin in the year after"),
        (_backwards, "ends before it begins"),
        (_adrift, "must stand where a regime begins"),
    ],
)
def test_a_spoilt_configuration_is_refused(spoil: Any, message: str) -> None:
    data = copy.deepcopy(tomllib.loads(regimes_text()))
    spoil(data)
    with pytest.raises(ValueError, match=message):
        parse_regimes(data)


def test_years_with_tests_are_those_that_can_be_counted() -> None:
    assert years_with_tests(["2020/21", "2022/23"]) == ()
    assert years_with_tests(["2015/16"], coded_in_six_classes=True) == ()
    crossed = years_with_tests(["2022/23", "2023/24"], across_breaks=True)
    assert [one.id for one in crossed] == ["raise-unless", "norming-2024"]
    for years, message in (
        (["2022/23", "2023/24"], "not comparable"),
        (["2019/20"], "no test was taken"),
        (["2015/16"], "differ per test and year"),
    ):
        with pytest.raises(InputError, match=message):
            years_with_tests(years)
    with pytest.raises(InputError, match="no test was taken"):
        years_with_tests(["2018/19", "2019/20"], across_breaks=True)
