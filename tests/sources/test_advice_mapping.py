# SPDX-License-Identifier: EUPL-1.2
"""Names of columns and words of advice: known ones are found, all others are refused, and no line of a file is told."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.contracts.advice import LEVELS
from speelveld.contracts.advice_tables import CLASSES
from speelveld.errors import Fault, InputError
from speelveld.sources.advice_mapping import (
    ColumnMapping,
    find_columns,
    meaning,
    plain,
    read_mapping,
    school_year,
    words,
)


def test_the_words_know_every_level_and_every_class_by_its_own_code() -> None:
    assert {words().levels[plain(code)] for code in LEVELS} == set(LEVELS)
    assert {words().classes[plain(code)] for code in CLASSES} == set(CLASSES)


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("first", "VMBO-B/K", "VMBO_B_K"),
        ("first", "vmbo g/t - havo", "VMBO_GT_HAVO"),
        ("first", "Mavo", "VMBO_GT"),
        ("test", "vmbo kb/gl-tl", "VMBO_KB_GLTL"),
        ("test", "geen toets", ""),
        ("final", "Advies niet mogelijk", "ADVIES_NIET_MOGELIJK"),
    ],
)
def test_words_of_advice(column: str, text: str, code: str) -> None:
    assert meaning(column)[plain(text)] == code


def test_a_user_says_what_a_word_means_and_goes_before_the_bundled_words() -> None:
    own = read_mapping(b'[pupils.values.first]\n"T-plus" = "VMBO_GT"\nmavo = ""\n', "map.toml")["pupils"]
    assert meaning("first", own)["t plus"] == "VMBO_GT"
    assert meaning("first", own)["mavo"] == ""


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2022/23", "2022/23"),
        ("2022-2023", "2022/23"),
        (" 2022-23", "2022/23"),
        ("2099/00", "2099/00"),
        ("2022", None),
        ("2022/24", None),
        ("2022/2033", None),
        ("", None),
    ],
)
def test_school_years(text: str, year: str | None) -> None:
    assert school_year(text) == year


def test_columns_are_found_whatever_the_year_of_the_file_calls_them() -> None:
    old = find_columns("codes", ["BRIN_NUMMER", "VESTIGINGSNUMMER", "PEILJAAR", "ADVIES", "AANTAL_LEERLINGEN"], "f")
    new = find_columns("codes", ["INSTELLINGSCODE", "VESTIGINGSCODE", "peiljaar", "Advies", "aantal leerlingen"], "f")
    assert old == new == {"brin": 0, "branch": 1, "year": 2, "code": 3, "advised": 4}


def test_every_fault_of_a_header_comes_at_once_with_what_to_write() -> None:
    with pytest.raises(InputError) as error:
        find_columns("groups", ["Groep", "group", "jaar", "geheim"], "f.csv")
    assert [(fault.row, fault.column) for fault in error.value.faults] == [(1, "group"), (1, "pupils")]
    assert "2 columns of the file may be 'group': number 1, 2." in error.value.faults[0].message
    assert error.value.faults[1].advice.endswith('[groups.columns] pupils = "the name of the column".')
    assert "geheim" not in str(error.value)


def test_one_column_is_not_two_things() -> None:
    own = ColumnMapping(columns={"pupils": "n", "higher": "n"})
    with pytest.raises(InputError, match="column number 3 would be both pupils and higher"):
        find_columns("groups", ["jaar", "groep", "n"], "f.csv", own)


def test_a_column_that_the_mapping_names_must_be_there() -> None:
    with pytest.raises(InputError, match="is called 'aantallen', and the file has no such column"):
        find_columns("groups", ["jaar", "groep", "leerlingen"], "f.csv", ColumnMapping(columns={"pupils": "aantallen"}))


def test_a_mapping_is_refused_with_every_fault() -> None:
    text = '[pupils.columns]\nfirts = "x"\n[pupil]\na = 1\n'
    text += '[groups.values.first_advice]\nx = "HAVOO"\n[codes]\nthings = 1\n'
    with pytest.raises(InputError) as error:
        read_mapping(text.encode(), "map.toml")
    assert {fault.column for fault in error.value.faults} == {
        "pupils.columns.firts",
        "pupil",
        "groups.values.first_advice",
        "codes.things",
    }
    with pytest.raises(InputError, match=r"map\.toml, row 2: the mapping is not TOML"):
        read_mapping(b"[a]\nb =\n", "map.toml")
    with pytest.raises(InputError, match="not TOML in UTF-8"):
        read_mapping(b"\xff\xfe[a]", "map.toml")


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["pupils", "reconsiderations", "branches", "codes", "groups"]),
    st.lists(st.text(max_size=12), max_size=8),
)
def test_any_header_is_read_or_refused_without_repeating_it(table: str, header: list[str]) -> None:
    found, faults = find_or_faults(table, header)
    assert all(fault.row == 1 and fault.advice for fault in faults)
    assert len(set(found.values())) == len(found)
    assert faults or set(words().tables[table].required) - {"brin", "branch"} <= set(found)


def find_or_faults(table: str, header: list[str]) -> tuple[dict[str, int], tuple[Fault, ...]]:
    """The places of columns, or the faults of the header."""
    try:
        return find_columns(table, header, "f.csv"), ()
    except InputError as error:
        return {}, error.faults


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=80))
def test_any_mapping_is_read_or_refused(raw: bytes) -> None:
    with suppress(InputError):  # any other error fails the test
        assert isinstance(read_mapping(raw, "map.toml"), dict)
