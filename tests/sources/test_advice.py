# SPDX-License-Identifier: EUPL-1.2
"""School advice: intervals for masked counts against every possibility, and the real file against its totals."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations_with_replacement

import polars as pl
import pytest

from speelveld.contracts.advice import LEVELS
from speelveld.sources.advice import BRANCHES, DATASETS, possible, read_advice, read_schools
from speelveld.terms import Count
from tests.sources.other_samples import real, said

LARGEST = 16


def every_sum(branches: int) -> dict[int, set[int]]:
    """From what the third party's file would print to all true sums, by trying every count in every branch."""
    found: dict[int, set[int]] = {}
    for counts in combinations_with_replacement(range(LARGEST + 1), branches):
        printed = sum(2 if 1 <= count <= 4 else count for count in counts)
        found.setdefault(printed, set()).add(sum(counts))
    return found


@pytest.mark.parametrize("branches", [1, 2, 3, 4])
def test_interval_is_exactly_what_the_branches_can_add_up_to(branches: int) -> None:
    sums = every_sum(branches)
    for value in range(LARGEST + 1):
        expected = Count(min(sums[value]), max(sums[value])) if value in sums else None
        assert possible(value, branches) == expected, value


@pytest.mark.parametrize("value", range(LARGEST + 1))
def test_unknown_number_of_branches_allows_what_any_number_allows(value: int) -> None:
    found = [one for one in (possible(value, branches) for branches in range(1, 40)) if one]
    bound = possible(value)
    if not found:
        assert bound is None
        return
    assert bound == Count(min(one.low for one in found), max(one.high for one in found))


@pytest.mark.parametrize(
    ("value", "branches", "expected"),
    [
        (0, 3, Count(0, 0)),
        (2, 1, Count(1, 4)),
        (7, 1, Count(7, 7)),
        (7, 2, Count(6, 9)),
        (4, 2, Count(2, 8)),
        (1, 5, None),
        (3, 5, None),
        (4, 1, None),
        (6, 2, Count(6, 6)),
        (6, 3, Count(3, 12)),
    ],
)
def test_interval_of_some_printed_values(value: int, branches: int, expected: Count | None) -> None:
    assert possible(value, branches) == expected


def advice(years: dict[str, object], brin: str = "99AA") -> bytes:
    return json.dumps({brin: years}).encode()


def numbers(**counts: int) -> list[float]:
    values = [counts.get(level, 0) for level in LEVELS]
    return [*values, sum(values), 50.0, 50.0, 50.0, 0]


def test_early_years_are_exact_and_later_ones_intervals() -> None:
    raw = advice({BRANCHES: 1, "2021-2022": numbers(HAVO=2), "2022-2023": numbers(HAVO=2, VWO=7)})
    table = read_advice(raw, "a.json").filter(pl.col("advised_high") > 0)
    assert table.rows() == [
        ("99AA", "2021/22", "HAVO", 2, 2),
        ("99AA", "2022/23", "HAVO", 1, 4),
        ("99AA", "2022/23", "VWO", 7, 7),
    ]


def test_publishers_file_without_branches_gets_the_safe_bound() -> None:
    table = read_advice(advice({"2022-2023": numbers(VWO=7)}), "a.json").filter(pl.col("level") == "VWO")
    assert table.select("advised_low", "advised_high").row(0) == (6, 9)


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ({"2022-2023": numbers(VWO=3)}, "column '99AA 2022-2023 VWO': 3 cannot be a sum over any number of branches"),
        ({BRANCHES: 1, "2023-2024": numbers(VWO=4)}, "4 cannot be a sum over 1 branches"),
        ({BRANCHES: 0, "2023-2024": numbers(VWO=5)}, f"column '99AA {BRANCHES}': 0 is not a number of branches"),
        ({"2020-2021": numbers(VWO=3)[:12]}, "column '99AA 2020-2021': does not begin with 13 counts"),
        ({"2020-2021": [*numbers(VWO=3)[:12], 4]}, "the counts add up to 3, the total says 4"),
        ({"2020-2021": [-1, *numbers()[1:]]}, "does not begin with 13 counts"),
        ({"2020-2021": ["1", *numbers()[1:]]}, "does not begin with 13 counts"),
        ({"2020-2021": [True, *numbers()[1:]]}, "does not begin with 13 counts"),
        ({"2020-2021": [0.5, *numbers()[1:]]}, "does not begin with 13 counts"),
        ([], "column '99AA': holds no school years"),
    ],
)
def test_wrong_numbers_are_refused_with_institution_and_year(years: dict[str, object], expected: str) -> None:
    message = said(lambda: read_advice(advice(years), "a.json"))
    assert message.startswith("a.json, column '99AA")
    assert expected in message


def test_all_wrong_numbers_are_named_together() -> None:
    raw = json.dumps({"99AA": {"2022-2023": numbers(VWO=3, PRO=1)}, "99AB": 5}).encode()
    assert len(said(lambda: read_advice(raw, "a.json")).splitlines()) == 3


@pytest.mark.parametrize("raw", [b"[]", b"{}", b"7"])
def test_another_structure_is_refused(raw: bytes) -> None:
    assert "not a list of institutions" in said(lambda: read_advice(raw, "a.json"))


def test_wrong_brin_and_year_are_refused_by_the_contract() -> None:
    dataset = replace(DATASETS[0], rows=1)
    message = said(lambda: dataset.table(advice({"1019-1020": numbers(VWO=3)}, "ABCD"), "a.json"))
    assert "column 'brin': 'ABCD' does not look like" in message
    assert "column 'school_year'" in message


def test_index_is_read_and_faults_name_entry_and_key() -> None:
    good = {"b": "99AA", "n": "Verzonnen", "g": "Groningen", "pv": "Groningen", "d": "", "pl": "HAREN"}
    table = read_schools(json.dumps([good]).encode(), "i.json")
    assert table.row(0) == ("99AA", "Verzonnen", "Groningen", "Groningen", None, "HAREN")
    bad = json.dumps([good, {**good, "g": None, "n": " "}, "x"]).encode()
    message = said(lambda: read_schools(bad, "i.json"))
    assert "i.json, row 2, column 'g'" in message
    assert "i.json, row 2, column 'n'" in message
    assert "i.json, row 3: this entry is not an institution" in message
    assert "not a list" in said(lambda: read_schools(b"{}", "i.json"))


def test_real_file_adds_up_to_the_known_totals() -> None:
    table = real("duo_advice")
    years = table.group_by("school_year").agg(pl.col("advised_low", "advised_high").sum()).sort("school_year")
    exact = years.filter(pl.col("school_year") < "2022/23")
    assert table["brin"].n_unique() == 6496
    assert exact["advised_low"].to_list() == exact["advised_high"].to_list()
    assert exact["advised_low"].is_between(170_000, 181_100).all()
    masked = years.filter(pl.col("school_year") >= "2022/23")
    assert (masked["advised_low"] < 171_787).all()
    assert (masked["advised_high"] > 171_787).all()


def test_real_groningen_has_its_institutions_and_advices() -> None:
    schools = real("duo_advice_schools").filter(pl.col("municipality") == "Groningen")
    assert schools.height == 58
    advised = real("duo_advice").join(schools, on="brin").filter(pl.col("school_year") < "2022/23")
    totals = advised.group_by("school_year").agg(pl.col("advised_low").sum())["advised_low"]
    assert totals.is_between(1_747, 1_868).all()
    assert len(totals) == 3


def test_real_index_and_file_name_the_same_institutions() -> None:
    assert set(real("duo_advice_schools")["brin"]) == set(real("duo_advice")["brin"])
