# SPDX-License-Identifier: EUPL-1.2
"""Nobody goes down, and who goes up was raised: in records and in published counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speelveld.advice import Pupils, flows, level_number, never_down
from tests.advice.records import cbs_cell, cbs_cells

LOW_TO_HIGH = ("vso_pro_vmbo-b", "vmbo-b/k", "vmbo-k", "vmbo-k/gt", "vmbo-gt")


def cells(year: str, quintile: str) -> list[tuple[int, int, int, str]]:
    there = {
        row["eerste_advies"] for row in cbs_cells() if row["schooljaar"] == year and row["inkomenskwintiel"] == quintile
    }
    found = []
    for first in LOW_TO_HIGH:
        if first in there:
            advices, raised, _, final = cbs_cell(year, first, quintile)
            found.append((advices, raised, final, first))
    return found


def test_the_published_table_breaks_its_identity_once_by_two_pupils() -> None:
    odd = {}
    for year in ("2021/22", "2022/23"):
        for quintile in ("totaal", "q2", "q5"):
            for flow in flows(*(list(column) for column in zip(*cells(year, quintile), strict=True))):
                if flow.odd:
                    odd[year, quintile, flow.level] = flow
    assert list(odd) == [("2021/22", "q5", "vso_pro_vmbo-b")]
    flow = odd["2021/22", "q5", "vso_pro_vmbo-b"]
    assert (flow.first, flow.raised, flow.final, flow.left, flow.spare, flow.odd) == (802, 118, 682, 120, -2, -2)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=40))
def test_revision_that_obeys_the_rules_is_never_odd(pairs: list[tuple[int, int]]) -> None:
    """Each pupil has a first and a final level, the final never lower; who has a higher one was raised."""
    pairs = [(min(pair), max(pair)) for pair in pairs]
    first, final = (np.bincount([pair[i] for pair in pairs], minlength=10).tolist() for i in (0, 1))
    raised = np.bincount([one for one, other in pairs if other > one], minlength=10).tolist()
    found = flows(first, raised, final, [str(number) for number in range(10)])
    assert [flow.odd for flow in found] == [0] * 10
    assert found[-1].left == 0


def test_who_went_down_is_odd_too() -> None:
    found = flows([5, 5], [0, 0], [6, 4], ["low", "high"])
    assert [flow.odd for flow in found] == [-1, 0]


def test_lengths_must_agree() -> None:
    with pytest.raises(ValueError, match="one length"):
        flows([1], [1, 2], [1], ["a"])


def test_final_advices_below_the_first_are_faults_by_year() -> None:
    havo, vwo, vso = (level_number(code) for code in ("HAVO", "VWO", "VSO"))
    pupils = Pupils.of(
        first=[havo, vwo, vwo, havo, vwo],
        test=[5, 5, 5, 5, 5],
        final=[vwo, havo, havo, vso, havo],
        year=[0, 0, 1, 0, 1],
        years=["2021/22", "2022/23"],
        origin="invented",
    )
    first, second = never_down(pupils, file="records.csv")
    assert str(first).startswith("records.csv, row 2, column 'final': 1 final advices of 2021/22 are lower")
    assert (second.row, second.message[:1]) == (3, "2")
    assert never_down(pupils.where(np.array([True, False, False, True, False]))) == ()
