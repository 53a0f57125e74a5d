# SPDX-License-Identifier: EUPL-1.2
"""Small invented files in the formats of DUO and of statistics bureaus: read, masked, refused."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.contracts import advice_tables as contracts
from speelveld.contracts.advice import LEVELS
from speelveld.errors import InputError, SourceError
from speelveld.sources.advice_mapping import read_mapping
from speelveld.sources.advice_tables import (
    read_branches,
    read_codes,
    read_groups,
    read_reconsiderations,
    readings,
)

RECONSIDERED = (
    "PEILDATUM;BRIN_NUMMER;VESTIGINGSNUMMER;INSTELLINGSNAAM_VESTIGING;SOORT_PO;Toetsadvies lager;Toetsadvies gelijk;"
    "Toetsadvies hoger;Bijgesteld\n"
    "15-4-2017;00AA;0;De Één;Bo;10;12;8;<5\n"
    "15-4-2017;00AB;01;De Twee;Sbo;-1;<5;15;6\n"
)
GROUPS = (
    "Schooljaar,Groep,Eerste advies,Leerlingen,Toetsadvies hoger,Bijgesteld\n"
    "2022/23,laag,vmbo-k,120,70,22\n"
    "2022/23,laag,totaal,170,90,30\n"
    "2022-2023,hoog,vwo,300,0,<5\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-8-sig"])
def test_reconsiderations_per_branch(encoding: str) -> None:
    table = contracts.RECONSIDERATIONS.check(read_reconsiderations(RECONSIDERED.encode(encoding), "f", year="2016/17"))
    first, second = table.iter_rows(named=True)
    assert (first["brin6"], first["school_year"], first["type"]) == ("00AA00", "2016/17", "BO")
    assert (first["higher_low"], first["higher_high"]) == (8, 8)
    assert (first["adjusted_low"], first["adjusted_high"]) == (1, 4)
    assert (second["brin6"], second["lower_low"], second["equal_high"]) == ("00AB01", 1, 4)
    assert first["advised_low"] is None


def test_unknown_headers_are_refused_and_a_mapping_helps() -> None:
    raw = RECONSIDERED.replace("Toetsadvies hoger", "HOGER_N").replace("Bijgesteld", "BIJ_N").encode()
    with pytest.raises(InputError) as error:
        read_reconsiderations(raw, "f.csv", year="2016/17")
    assert [fault.column for fault in error.value.faults] == ["higher", "adjusted"]
    own = read_mapping(b'[reconsiderations.columns]\nhigher = "hoger n"\nadjusted = "BIJ_N"\n', "m")["reconsiderations"]
    assert read_reconsiderations(raw, "f.csv", own, year="2016/17").height == 2


def test_a_file_that_does_not_say_its_year_is_refused() -> None:
    with pytest.raises(SourceError, match="does not say of which school year"):
        read_reconsiderations(RECONSIDERED.encode(), "f.csv")


def test_more_raised_than_there_are_is_refused() -> None:
    head, rows = RECONSIDERED.split("\n", 1)
    raw = "\n".join([f"{head};Aantal schooladviezen", *(f"{row};5" for row in rows.split("\n") if row)]) + "\n"
    with pytest.raises(SourceError) as error:
        read_reconsiderations(raw.encode(), "f.csv", year="2016/17")
    assert [fault.row for fault in error.value.faults] == [2, 3]


def wide(*counts: int | str, brin: str = "00AA;00") -> str:
    return f"INSTELLINGSCODE;VESTIGINGSCODE;{';'.join(LEVELS)}\n{brin};{';'.join(map(str, counts))}\n"


def by_code(*counts: int | str, year: int = 2020) -> bytes:
    rows = [f"00AA,00,BO,{year},{code},{n}" for code, n in enumerate(counts, 1)]
    return "\n".join(["INSTELLINGSCODE,VESTIGINGSCODE,TYPE_PO,PEILJAAR,ADVIES,AANTAL_LEERLINGEN", *rows, ""]).encode()


def test_advice_per_branch_and_level() -> None:
    raw = wide(0, "<5", *range(2, 12)).encode()
    table = contracts.BRANCHES.check(read_branches(raw, "f", year="2020/21"))
    assert table.height == 12
    assert table.filter(pl.col("level") == "PRO").select("advised_low", "advised_high").row(0) == (1, 4)
    assert table.filter(pl.col("level") == "VWO").select("advised_low", "advised_high").row(0) == (10, 10)


def test_codes_are_read_where_the_table_per_level_decides() -> None:
    levels = contracts.BRANCHES.check(read_branches(wide(*range(20, 32)).encode(), "w", year="2020/21"))
    codes = contracts.CODES.check(read_codes(by_code(*range(20, 32)), "c"))
    found = contracts.READINGS.check(readings(codes, levels))
    assert found.get_column("level").to_list() == list(LEVELS)
    assert set(found.get_column("reading")) == {"columns-of-the-wide-file"}
    swapped = [*range(20, 29), 30, 29, 31]
    other = contracts.CODES.check(read_codes(by_code(*swapped), "c"))
    assert readings(other, levels).get_column("level").to_list()[9:11] == ["VWO", "HAVO_VWO"]


def test_codes_that_nothing_decides_are_refused() -> None:
    levels = read_branches(wide(*[20] * 12).encode(), "w", year="2020/21")
    with pytest.raises(InputError, match="leave open what code"):
        readings(read_codes(by_code(*[20] * 12), "c"), levels)
    with pytest.raises(InputError, match="no known reading"):
        readings(read_codes(by_code(*range(50, 62)), "c"), levels)
    with pytest.raises(InputError, match="of 2021/22 there is no table per level"):
        readings(read_codes(by_code(*[20] * 12, year=2021), "c"), levels)


def test_tables_by_group() -> None:
    table = contracts.GROUPS.check(read_groups(GROUPS.encode(), "f"))
    assert table.get_column("first_advice").to_list() == ["VMBO_K", "all", "VWO"]
    assert table.get_column("school_year").unique().to_list() == ["2022/23"]
    assert table.get_column("test_advice").unique().to_list() == ["all"]
    assert table.row(2, named=True)["adjusted_high"] == 4


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("vmbo-k", "iets", "first_advice"),
        ("120", "12,5", ""),
        ("120", "=1+1", "pupils"),
        ("2022-2023", "2022", "school_year"),
        ("70", "171", ""),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column(old: str, new: str, column: str) -> None:
    with pytest.raises(InputError) as error:
        read_groups(GROUPS.replace(old, new, 1).encode(), "f.csv")
    assert [(fault.row, fault.column) for fault in error.value.faults] in (
        [(2, column)],
        [(4, column)],
    )


@pytest.mark.parametrize("read", [read_groups, read_reconsiderations, read_branches, read_codes])
@settings(max_examples=60, deadline=None)
@given(raw=st.one_of(st.binary(max_size=200), st.text(alphabet=',;\n"<5a\t|', max_size=80).map(str.encode)))
def test_anything_is_refused_with_a_fault(read: Callable[[bytes, str], pl.DataFrame], raw: bytes) -> None:
    with pytest.raises(InputError) as error:
        read(raw, "f.csv")
    assert all(fault.file == "f.csv" for fault in error.value.faults)
