# SPDX-License-Identifier: EUPL-1.2
"""Flows from home postcode to school: masked ages become intervals; archives of many files."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from speelveld.errors import ContractError, SourceError
from speelveld.sources.duo_po_flows import GAPS_2024, read_flows
from tests.sources.duo_po_samples import SAMPLES, Sample, flows_2024

FLOW = ("brin6", "municipality_code", "pc4_school", "pc4_home", "municipality_home", "pupils_low", "pupils_high")


def archive(**files: bytes) -> bytes:
    """A zip archive as the copy of 2024 is one: a folder, a page, and a file per municipality."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("data/", b"")
        made.writestr("data/kaart.html", "<html></html>")
        for name, content in files.items():
            made.writestr(f"data/{name} afgeschermd.csv", content)
    return out.getvalue()


def elsewhere(sample: Sample) -> Sample:
    """The same pupils at another school."""
    rows = [[*row[:5], "02ZZ", *row[6:]] for row in sample.rows]
    return replace(sample, rows=rows)


def test_masked_ages_become_intervals_and_unknown_homes_one_row() -> None:
    table = flows_2024().table()
    assert table.select(FLOW).rows() == [
        ("01AA00", "GM1900", "8601", "8601", "Súdwest-Fryslân", 9, 15),
        ("01AA00", "GM1900", "8601", "8602", "Súdwest-Fryslân", 1, 4),
        ("01AA00", "GM1900", "8601", "0000", None, 8, 14),
    ]


def test_reduced_file_reads_as_the_original_and_its_small_totals_become_intervals() -> None:
    assert_frame_equal(SAMPLES["flows_2024_reduced"].table(), flows_2024().table())


@pytest.mark.parametrize("printed", ["1", "2", "3", "4", "<5", "-1"])
@pytest.mark.parametrize("year", [2013, 2017])
def test_small_reworked_flow_is_an_interval_whatever_was_printed(year: int, printed: str) -> None:
    table = SAMPLES[f"flows_{year}"].with_cell(0, "leerlingen", printed).table()
    assert table.row(0, named=True)["pupils_low"] == 1
    assert table.row(0, named=True)["pupils_high"] == 4


def test_reworked_flows() -> None:
    names = ("brin6", "municipality", "pc4_home", "municipality_home", "pupils_low", "pupils_high")
    assert SAMPLES["flows_2013"].table().select(names).rows() == [
        ("01AA00", "Groningen", "9712", None, 35, 35),
        ("01AA00", "Groningen", "0000", None, 1, 4),
        ("01AB01", "Súdwest-Fryslân", "8602", None, 1, 4),
    ]
    assert SAMPLES["flows_2017"].table().select(names).rows() == [
        ("01AA00", "Groningen", "9712", "Groningen", 35, 35),
        ("01AA00", "Groningen", "0000", None, 7, 10),
        ("01AB01", "Súdwest-Fryslân", "8602", "Súdwest-Fryslân", 1, 4),
    ]


@given(
    counts=st.lists(st.integers(min_value=0, max_value=40), min_size=12, max_size=12).filter(any),
)
def test_true_number_lies_in_the_interval(counts: list[int]) -> None:
    sample = flows_2024()
    printed = ["<5" if 1 <= count <= 4 else str(count) for count in counts]
    at = sample.header.index("LEEFTIJD_4")
    row = [*sample.rows[0][:at], *printed, *sample.rows[0][at + 12 :]]
    low, high = read_flows(replace(sample, rows=[row]).raw(), "f").select("pupils_low", "pupils_high").row(0)
    assert low <= sum(counts) <= high
    assert high > 4 or (low, high) == (1, 4)


def test_archive_is_read_as_one_table() -> None:
    here, there = flows_2024(), elsewhere(flows_2024())
    table = read_flows(archive(A=here.raw(), B=there.raw()), "alle.zip", day="2024-10-01")
    assert table.get_column("brin6").to_list() == ["01AA00"] * 3 + ["02ZZ00"] * 3


def test_known_gap_gives_no_rows_and_any_other_empty_file_is_a_fault() -> None:
    here = flows_2024().raw()
    assert GAPS_2024 == ("Ridderkerk",)
    assert read_flows(archive(A=here, Ridderkerk=b""), "alle.zip").height == 3
    with pytest.raises(SourceError) as refused:
        read_flows(archive(A=here, Ridderkerk=b"", Haren=b"", Zuidhorn=b"\n"), "alle.zip")
    assert [fault.file for fault in refused.value.faults] == [
        "alle.zip: data/Haren afgeschermd.csv",
        "alle.zip: data/Zuidhorn afgeschermd.csv",
    ]
    assert all(fault.message == "the file is empty." for fault in refused.value.faults)


def test_archive_with_nothing_but_gaps_is_refused() -> None:
    with pytest.raises(SourceError, match="every file in the archive is empty"):
        read_flows(archive(Ridderkerk=b""), "alle.zip")


def test_archive_without_tables_is_refused() -> None:
    with pytest.raises(SourceError, match=r"holds no file that ends in '.csv'"):
        read_flows(archive(), "alle.zip")


def test_cut_off_archive_is_refused() -> None:
    with pytest.raises(SourceError, match="zip archive is damaged"):
        read_flows(archive(A=flows_2024().raw())[:-30], "alle.zip")


def test_faults_in_several_files_come_at_once_and_name_them() -> None:
    broken = flows_2024().with_cell(1, "LEEFTIJD_9", "-3")
    with pytest.raises(SourceError) as refused:
        read_flows(archive(A=flows_2024().raw(), B=elsewhere(broken).raw(), C=broken.raw()), "alle.zip")
    assert [(fault.file, fault.row, fault.column) for fault in refused.value.faults] == [
        ("alle.zip: data/B afgeschermd.csv", 3, "LEEFTIJD_9"),
        ("alle.zip: data/C afgeschermd.csv", 3, "LEEFTIJD_9"),
    ]


def test_row_in_two_files_of_an_archive_is_refused_with_both() -> None:
    with pytest.raises(SourceError) as refused:
        read_flows(archive(A=flows_2024().raw(), B=flows_2024().raw()), "alle.zip")
    first = refused.value.faults[0]
    assert (first.file, first.row) == ("alle.zip: data/B afgeschermd.csv", 2)
    assert "row 2 of alle.zip: data/A afgeschermd.csv" in first.message


def test_file_with_neither_ages_nor_totals_is_refused() -> None:
    sample = SAMPLES["flows_2024_reduced"].without("LEERLINGEN_HOOGSTENS")
    with pytest.raises(SourceError, match=r"column 'LEERLINGEN_HOOGSTENS': this column is missing, and there are no"):
        sample.table()


def test_unknown_type_of_education_is_refused() -> None:
    with pytest.raises(SourceError, match=r"row 3, column 'SOORT_PO': 'Mbo' is not one of Bo, Sbo, So, Vso"):
        flows_2024().with_cell(1, "SOORT_PO", "Mbo").table()


def test_flow_without_pupils_is_refused() -> None:
    sample = flows_2024().with_cell(1, "LEEFTIJD_9", "0")
    with pytest.raises(ContractError, match=r"pupils_low.*below 1"):
        sample.table()
