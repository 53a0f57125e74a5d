# SPDX-License-Identifier: EUPL-1.2
"""What codes of advice stand for is decided by the wide file, and refused when it does not decide."""

from __future__ import annotations

import pytest

from speelveld.advice import LEVELS, SCALE, CodeTable, code_table
from speelveld.errors import InputError
from speelveld.terms import Count

WIDE = {level.code: 100 + 7 * number for number, level in enumerate(LEVELS)}
TABLES = {table.id: table for table in SCALE.code_tables}


def by_code(table: CodeTable) -> dict[int, int]:
    return {code: WIDE[name] for code, name in enumerate(table.codes, 1)}


@pytest.mark.parametrize("name", TABLES)
def test_the_reading_that_agrees_is_found(name: str) -> None:
    assert code_table(by_code(TABLES[name]), WIDE) == TABLES[name]


def test_the_readings_contradict_each_other_about_10_and_11() -> None:
    readings = {(table.codes[9], table.codes[10]) for table in SCALE.code_tables}
    assert readings == {("HAVO_VWO", "VWO"), ("VWO", "HAVO_VWO")}


def test_masked_counts_agree_when_their_intervals_meet() -> None:
    table = TABLES["columns-of-the-wide-file"]
    masked = {code: Count(n - 2, n + 2) for code, n in by_code(table).items()}
    assert code_table(masked, WIDE) == table


def test_no_reading_that_agrees_is_refused_with_what_each_gives() -> None:
    counts = by_code(TABLES["columns-of-the-wide-file"]) | {9: 1}
    with pytest.raises(InputError) as caught:
        code_table(counts, WIDE, file="brin6_advies.csv")
    assert len(caught.value.faults) == len(SCALE.code_tables)
    assert "brin6_advies.csv, column 'ADVIES'" in str(caught.value)
    assert "gives 1 for HAVO (code 9), the wide file 156" in str(caught.value)


def test_two_readings_that_agree_are_refused_when_they_differ() -> None:
    equal = WIDE | {"VWO": 500, "HAVO_VWO": 500}
    counts = {code: equal[name] for code, name in enumerate(TABLES["columns-of-the-wide-file"].codes, 1)}
    with pytest.raises(InputError, match="leave open what code 10 stands for: HAVO_VWO or VWO"):
        code_table(counts, equal)


def test_masks_that_hide_the_difference_are_refused() -> None:
    counts = {code: Count(0, 10_000) for code in range(1, 13)}
    with pytest.raises(InputError) as caught:
        code_table(counts, WIDE)
    assert any("code 10" in fault.message for fault in caught.value.faults)


def test_readings_that_differ_only_in_codes_without_pupils_are_one() -> None:
    few = dict.fromkeys(WIDE, 0) | {"HAVO": 12}
    assert code_table({9: 12}, few).codes[8] == "HAVO"


def test_every_unknown_code_and_level_is_named() -> None:
    wide = {name: n for name, n in WIDE.items() if name != "VSO"} | {"MAVO": 3}
    with pytest.raises(InputError) as caught:
        code_table({0: 1, 13: 2}, wide)
    text = str(caught.value)
    assert all(part in text for part in ("0 is not a code from 1 to 12", "13 is not", "'MAVO'", "'VSO'"))


def test_without_a_reading_nothing_is_read() -> None:
    with pytest.raises(InputError, match="no reading of the codes"):
        code_table({}, {}, tables=())
