# SPDX-License-Identifier: EUPL-1.2
"""Every reader of primary education on files that are broken in every way that files break."""

from __future__ import annotations

import gzip
from dataclasses import replace

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from speelveld.errors import Fault, InputError
from tests.sources.duo_po_samples import SAMPLES, Sample

ALL = pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES.keys())
COUNTED = [sample for sample in SAMPLES.values() if sample.count]
ACCENTED = [sample for sample in SAMPLES.values() if not sample.text().isascii()]


def ids(samples: list[Sample]) -> list[str]:
    return [sample.id for sample in samples]


def key_column(sample: Sample) -> str:
    """The column that names the school."""
    if sample.dataset == "duo_po_addresses_2021":
        return "VESTIGINGSNUMMER"
    return next(name for name in sample.header if name.upper().startswith(("BRIN", "INSTELLINGSCODE")))


def faults(sample: Sample, raw: bytes | None = None) -> tuple[Fault, ...]:
    """The faults that the sample is refused with; each names the file."""
    with pytest.raises(InputError) as refused:
        sample.table(raw)
    assert all(fault.file == f"{sample.id}.csv" for fault in refused.value.faults)
    return refused.value.faults


@ALL
def test_whole_file_is_read(sample: Sample) -> None:
    assert sample.table().height == sample.made


@ALL
def test_gzip_wrapper_makes_no_difference(sample: Sample) -> None:
    assert_frame_equal(sample.table(gzip.compress(sample.raw())), sample.table())


@ALL
def test_order_of_columns_makes_no_difference(sample: Sample) -> None:
    assert_frame_equal(sample.table(sample.reordered().raw()), sample.table())


@ALL
@pytest.mark.parametrize("eol", ["\n", "\r", "\r\n"], ids=["LF", "CR", "CRLF"])
def test_line_ends_make_no_difference(sample: Sample, eol: str) -> None:
    assert_frame_equal(sample.table(replace(sample, eol=eol).raw()), sample.table())


@pytest.mark.parametrize("sample", ACCENTED, ids=ids(ACCENTED))
def test_utf_8_and_the_publishers_older_encoding_read_the_same(sample: Sample) -> None:
    older = "mac_roman" if sample.encoding == "mac_roman" else "cp1252"
    read = [sample.table(sample.raw(encoding)) for encoding in ("utf-8", "utf-8-sig", older)]
    assert_frame_equal(read[0], sample.table())
    assert_frame_equal(read[1], read[0])
    assert_frame_equal(read[2], read[0])


@pytest.mark.parametrize("sample", ACCENTED, ids=ids(ACCENTED))
def test_text_that_was_encoded_twice_is_refused_with_its_rows(sample: Sample) -> None:
    twice = sample.text().encode("utf-8").decode("latin-1").encode("utf-8")
    found = faults(sample, twice)
    assert "encoded twice" in found[0].message
    lines = sample.text().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert [fault.row for fault in found] == [row for row, line in enumerate(lines, 1) if not line.isascii()]


@ALL
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_refused(sample: Sample, encoding: str) -> None:
    assert "UTF-16" in faults(sample, sample.raw(encoding))[0].message


@ALL
@pytest.mark.parametrize("raw", [b"", b"\n \r\n", gzip.compress(b"")], ids=["nothing", "blank lines", "empty gzip"])
def test_empty_file_is_refused(sample: Sample, raw: bytes) -> None:
    assert "empty" in faults(sample, raw)[0].message


@ALL
def test_header_without_rows_is_refused(sample: Sample) -> None:
    assert "no row below" in faults(sample, replace(sample, rows=[]).raw())[0].message


@ALL
def test_cut_off_within_a_row_is_refused(sample: Sample) -> None:
    raw = sample.raw()
    last = raw.rstrip(b"\r\n")
    cut = raw[: last.rindex(sample.separator.encode()) - 1]
    found = faults(sample, cut)
    assert len(found) == 1
    assert "cut off" in found[0].message or found[0].row == sample.first_row + len(sample.rows) - 1


@ALL
def test_cut_off_within_the_gzip_wrapper_is_refused(sample: Sample) -> None:
    assert "gzip" in faults(sample, gzip.compress(sample.raw())[:-12])[0].message


@ALL
def test_cut_off_at_a_row_end_is_refused_by_the_number_of_rows(sample: Sample) -> None:
    found = faults(sample, replace(sample, rows=sample.rows[:1]).raw())
    assert "of a complete file" in found[0].message
    assert "cut off" in found[0].advice


@ALL
def test_another_separator_is_refused_by_its_name(sample: Sample) -> None:
    tabs = "\n".join("\t".join(row) for row in [sample.header, *sample.rows]) + "\n"
    raw = f"{sample.title}\n{tabs}" if sample.title else tabs
    assert "divided by tabs" in faults(sample, raw.encode(sample.encoding))[0].message


@ALL
def test_row_that_stands_twice_is_refused_with_both_its_places(sample: Sample) -> None:
    found = faults(sample, replace(sample, rows=[*sample.rows, sample.rows[0]]).raw())
    assert {fault.row for fault in found} == {sample.first_row + len(sample.rows)}
    assert f"row {sample.first_row}" in found[0].message


@ALL
def test_header_that_stands_twice_is_refused(sample: Sample) -> None:
    found = faults(sample, replace(sample, rows=[sample.header, *sample.rows]).raw())
    assert [(fault.row, fault.message) for fault in found] == [(sample.first_row, "the header stands here again.")]


@ALL
def test_column_that_stands_twice_is_refused(sample: Sample) -> None:
    brin = key_column(sample)
    at = sample.header.index(brin)
    double = replace(sample, header=[*sample.header, brin], rows=[[*row, row[at]] for row in sample.rows])
    assert any("stands twice" in fault.message for fault in faults(sample, double.raw()))


@ALL
def test_row_with_a_field_too_many_is_refused_with_its_line(sample: Sample) -> None:
    rows = [[*row, "x"] if at == 1 else row for at, row in enumerate(sample.rows)]
    found = faults(sample, replace(sample, rows=rows).raw())
    assert [fault.row for fault in found] == [sample.first_row + 1]
    width = len(sample.header)
    assert found[0].message == f"the row has {width + 1} fields, the header {width}."


@ALL
def test_every_missing_column_is_told_with_what_the_file_has(sample: Sample) -> None:
    """Drops the two columns that no reader can do without: where the school is found, and its number."""
    brin = key_column(sample)
    second = next(name for name in sample.header if name in ("GEMEENTENAAM", "gemeente_school", "SCHOOLGEWICHT"))
    found = faults(sample, sample.without(brin).without(second).raw())
    assert len(found) == 2
    left = next(name for name in sample.header if name not in (brin, second))
    assert all("missing" in fault.message and left in fault.message for fault in found)
    assert all(fault.column and fault.row == sample.first_row - 1 for fault in found)


@pytest.mark.parametrize("sample", COUNTED, ids=ids(COUNTED))
@pytest.mark.parametrize("cell", ["-7", "-1", "twaalf", "12a", "", "1,5", "<5", "1e3"])
def test_cell_that_is_no_count_is_refused_with_row_and_column(sample: Sample, cell: str) -> None:
    if sample.masks and cell in ("-1", "<5"):
        assert sample.with_cell(0, sample.count, cell).table().height == sample.made
        return
    found = faults(sample, sample.with_cell(1, sample.count, cell).raw())
    assert (found[0].row, found[0].column) == (sample.first_row + 1, sample.count)
    assert f"'{cell}'" in found[0].message


@pytest.mark.parametrize("sample", COUNTED, ids=ids(COUNTED))
def test_all_faults_come_at_once(sample: Sample) -> None:
    brin = key_column(sample)
    broken = sample.with_cell(0, sample.count, "veel").with_cell(1, sample.count, "meer").with_cell(1, brin, "????")
    found = faults(sample, broken.raw())
    first = sample.first_row
    wanted = [(first, sample.count), (first + 1, brin), (first + 1, sample.count)]
    assert sorted((fault.row, fault.column.replace("_", " ")) for fault in found) == sorted(
        (row, column.replace("_", " ")) for row, column in wanted
    )


@ALL
def test_line_of_200_mb_is_refused(sample: Sample) -> None:
    found = faults(sample, b"9" * 200_000_000)
    assert "160 MiB" in found[0].message


DATED = [sample for sample in SAMPLES.values() if sample.header[0].startswith("PEILDATUM")]


@pytest.mark.parametrize("sample", DATED, ids=ids(DATED))
def test_file_of_another_year_is_refused(sample: Sample) -> None:
    rows = [["20101001", *row[1:]] for row in sample.rows]
    found = faults(sample, replace(sample, rows=rows).raw())
    assert {(fault.row, fault.column) for fault in found} == {
        (sample.first_row + at, "PEILDATUM") for at in range(len(rows))
    }


SUMMED = [SAMPLES[name] for name in ("weights_2013", "weights_2016", "types_2016")]


@pytest.mark.parametrize("sample", SUMMED, ids=ids(SUMMED))
def test_ages_that_do_not_add_up_are_refused(sample: Sample) -> None:
    found = faults(sample, sample.with_cell(1, "TOTAAL", "99").raw())
    assert [(fault.row, fault.column) for fault in found] == [(sample.first_row + 1, "TOTAAL")]
    assert "the total says 99" in found[0].message


@pytest.mark.parametrize("sample", SUMMED, ids=ids(SUMMED))
def test_files_with_and_without_ages_read_the_same(sample: Sample) -> None:
    reduced = SAMPLES[f"{sample.id}_reduced"]
    assert not [name for name in reduced.header if "LEEFTIJD" in name]
    table: pl.DataFrame = sample.table()
    assert_frame_equal(reduced.table(), table)
