# SPDX-License-Identifier: EUPL-1.2
"""The cells of CBS StatLine 84274NED reproduce the published percentages."""

from __future__ import annotations

import pytest

from speelveld.advice import Bounded, published_rates
from speelveld.terms import Count
from tests.advice.records import cbs_cell


def rates(year: str, first: str = "totaal", quintile: str = "totaal") -> dict[str, Bounded]:
    advices, raised, not_raised, _ = cbs_cell(year, first, quintile)
    return published_rates(advices, raised, not_raised)


def percent(year: str, name: str, first: str = "totaal", quintile: str = "totaal") -> float:
    found = rates(year, first, quintile)[name]
    assert found.exact
    return round(100 * found.least, 1)


def test_the_national_figures_of_2022_23() -> None:
    assert percent("2022/23", "eligible-of-all") == 33.7
    assert percent("2022/23", "adjusted-a") == 28.9
    assert percent("2022/23", "adjusted-b") == 9.7


def test_the_national_share_of_2021_22_as_told_to_parliament() -> None:
    # "About 10 percent, about 17,500 pupils" (Kamerstuk 31293 nr. 666); CBS has 16,787 in regular schools.
    assert percent("2021/22", "adjusted-b") == 9.8
    assert cbs_cell("2021/22")[1] == 16787


@pytest.mark.parametrize(
    ("first", "eligible"), [("vmbo-k", 58.9), ("vmbo-k/gt", 25.2), ("vmbo-gt", 47.9), ("vmbo-b/k", 34.1)]
)
def test_a_single_advice_is_more_often_below_the_test(first: str, eligible: float) -> None:
    assert percent("2022/23", "eligible-of-all", first) == eligible


def test_the_gap_by_income_is_mostly_composition() -> None:
    def gap(first: str) -> float:
        low, high = (rates("2022/23", first, quintile)["eligible-of-all"].least for quintile in ("q2", "q5"))
        return round(100 * (low - high), 2)

    assert gap("totaal") == 15.14
    assert {first: gap(first) for first in ("vmbo-b/k", "vmbo-k", "vmbo-k/gt", "vso_pro_vmbo-b")} == {
        "vmbo-b/k": 0.95,
        "vmbo-k": 1.49,
        "vmbo-k/gt": 3.19,
        "vso_pro_vmbo-b": -0.6,
    }


def test_masked_cells_give_ends_that_hold_the_truth() -> None:
    exact = published_rates(690, 3, 450)
    masked = published_rates(Count(685, 694), Count(1, 4), 450)
    for name, rate in exact.items():
        assert masked[name].least < rate.least < masked[name].most
        assert not masked[name].exact
        assert masked[name].low <= masked[name].least
        assert masked[name].most <= masked[name].high


def test_more_eligible_than_pupils_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        published_rates(10, 6, 5)
