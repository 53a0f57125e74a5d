# SPDX-License-Identifier: EUPL-1.2
"""Delimited text as publishers write it."""

from __future__ import annotations

import csv
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speelveld.contracts.base import MAX_FAULTS, ROW
from speelveld.errors import Fault, SourceError
from speelveld.sources.delimited import MAX_LINE, decode, read_delimited

ASKED = {"code": ("CODE",), "name": ("NAAM", "NAAM_INSTELLING")}


def refused(raw: bytes, **options: object) -> tuple[Fault, ...]:
    """The faults that the text is refused with."""
    with pytest.raises(SourceError) as error:
        read_delimited(raw, "f.csv", ASKED, **options)  # type: ignore[arg-type]
    return error.value.faults


@pytest.mark.parametrize("raw", ["één".encode(), b"\xef\xbb\xbf" + "één".encode(), "één".encode("cp1252")])
def test_decode_knows_utf_8_and_cp1252(raw: bytes) -> None:
    assert decode(raw, "f") == "één"


def test_decode_takes_another_older_encoding() -> None:
    assert decode("Mozaïek".encode("mac_roman"), "f", "mac_roman") == "Mozaïek"
    assert decode("Mozaïek".encode(), "f", "mac_roman") == "Mozaïek"


@pytest.mark.parametrize("raw", [b"a\nb\nc", b"a\r\nb\r\nc", b"a\rb\rc", b"a\r\nb\rc"])
def test_decode_makes_every_line_end_the_same(raw: bytes) -> None:
    assert decode(raw, "f") == "a\nb\nc"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_decode_refuses_wide_encodings(encoding: str) -> None:
    with pytest.raises(SourceError, match=r"f: the file is UTF-16 or binary"):
        decode("CODE;NAAM\n".encode(encoding), "f")


def test_decode_refuses_a_zero_byte_far_into_the_file() -> None:
    with pytest.raises(SourceError, match="binary"):
        decode(b"a;b\n" * 9_999 + b"\x00", "f")


def test_decode_names_the_row_of_a_byte_that_is_no_letter() -> None:
    with pytest.raises(SourceError, match=r"f, row 3: the text is neither UTF-8 nor cp1252"):
        decode(b"a\r\nb\r\n\x81\r\n", "f")


@pytest.mark.parametrize("letter", "éëèïöüâêîôûáàçñúÉ")
def test_decode_refuses_letters_that_were_encoded_twice(letter: str) -> None:
    twice = letter.encode().decode("cp1252" if letter != "à" else "latin-1").encode()
    with pytest.raises(SourceError, match=r"row 2: .*encoded twice"):
        decode(b"goed\n" + twice + b"\n", "f")


@pytest.mark.parametrize("text", ["Súdwest-Fryslân", "Ångström", "SÃO", "coöperatie ’t Vlot", "Â en Ã los"])
def test_decode_leaves_real_letters_alone(text: str) -> None:
    assert decode(text.encode(), "f") == text


@pytest.mark.parametrize("end", [b"\n", b"\r"])
def test_long_line_is_refused_before_anything_is_copied(end: bytes) -> None:
    raw = b"CODE;NAAM" + end + b"x" * 120_000_000
    tracemalloc.start()
    try:
        found = refused(raw)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [(fault.row, fault.message[:42]) for fault in found] == [(2, "the line has more than 1,000,000 character")]
    assert peak < 5_000_000


@pytest.mark.parametrize("extra", [0, 1])
def test_longest_line_that_is_read(extra: int) -> None:
    raw = b"CODE;NAAM\n1;" + b"x" * (MAX_LINE - 2 + extra) + b"\n"
    if extra:
        assert "more than 1,000,000" in refused(raw)[0].message
    else:
        assert read_delimited(raw, "f", ASKED).height == 1


def test_rows_carry_their_line_numbers_past_titles_and_blank_lines() -> None:
    raw = b"een titel\nnog een\nCODE;NAAM\n\n1;a\n;\n2;b\n"
    frame = read_delimited(raw, "f", ASKED, titles=2)
    assert frame.get_column(ROW).to_list() == [5, 7]
    assert frame.get_column("code").to_list() == ["1", "2"]


def test_line_break_between_quotes_stays_in_its_cell() -> None:
    frame = read_delimited(b'CODE;NAAM\n1;"a\nb"\n2;c\n', "f", ASKED)
    assert frame.get_column("name").to_list() == ["a\nb", "c"]
    assert frame.get_column(ROW).to_list() == [3, 4]


@pytest.mark.parametrize("header", ["NAAM_INSTELLING", "naam-instelling", " Naam Instelling ", "NAAM"])
def test_headers_match_without_regard_to_case_and_marks(header: str) -> None:
    frame = read_delimited(f"{header};CODE\na;1\n".encode(), "f", ASKED)
    assert frame.columns == [ROW, "code", "name"]
    assert frame.row(0) == (2, "1", "a")


def test_optional_columns_are_null_where_absent_and_text_where_present() -> None:
    optional = {"there": ("THERE",), "absent": ("ABSENT",)}
    frame = read_delimited(b"CODE;NAAM;THERE\n1;a;\n", "f", ASKED, optional=optional)
    assert frame.row(0, named=True) == {ROW: 2, "code": "1", "name": "a", "there": "", "absent": None}


def test_missing_columns_are_told_together_with_what_the_file_has() -> None:
    found = refused(b"EEN;TWEE\n1;2\n")
    assert [(fault.row, fault.column) for fault in found] == [(1, "CODE"), (1, "NAAM")]
    assert all("the file has: EEN, TWEE" in fault.message for fault in found)


def test_column_that_stands_twice_is_refused() -> None:
    assert "stands twice" in refused(b"CODE;NAAM;NAAM INSTELLING\n1;2;3\n")[0].message


@pytest.mark.parametrize(("mark", "word"), [(",", "commas"), ("\t", "tabs"), ("|", "bars")])
def test_other_separator_is_named(mark: str, word: str) -> None:
    found = refused(f"CODE{mark}NAAM\n1{mark}a\n".encode())
    assert found[0].message == f"the columns are divided by {word}, not by semicolons."
    assert found[0].row == 1


def test_every_row_of_another_width_is_told() -> None:
    found = refused(b"CODE;NAAM\n1;a\n2\n3;c;x\n")
    assert [(fault.row, fault.message) for fault in found] == [
        (3, "the row has 1 fields, the header 2."),
        (4, "the row has 3 fields, the header 2."),
    ]


def test_list_of_faults_ends() -> None:
    assert len(refused(b"CODE;NAAM\n" + b"1\n" * (MAX_FAULTS + 5))) == MAX_FAULTS


def test_header_that_stands_again_is_refused() -> None:
    found = refused(b"CODE;NAAM\n1;a\nCODE;NAAM\n")
    assert [(fault.row, fault.message) for fault in found] == [(3, "the header stands here again.")]


@pytest.mark.parametrize("raw", [b'CODE;NAAM\n1;"a\n', b'CODE;NAAM\n1;"a"b\n'])
def test_quote_that_does_not_close_is_refused(raw: bytes) -> None:
    assert "cannot be read" in refused(raw)[0].message


def test_file_without_its_last_line_end_is_cut_off_where_the_publisher_ends_it() -> None:
    assert "no line end" in refused(b"CODE;NAAM\n1;a")[0].message
    assert read_delimited(b"CODE;NAAM\n1;a", "f", ASKED, ends=False).height == 1


@pytest.mark.parametrize("raw", [b"CODE;NAAM\n", b"CODE;NAAM\n\n;\n"])
def test_header_alone_is_refused(raw: bytes) -> None:
    assert "no row below" in refused(raw)[0].message


def test_titles_alone_are_refused() -> None:
    assert "no header line" in refused(b"titel\n", titles=1)[0].message


LETTERS = st.text(st.characters(codec="cp1252", exclude_characters="\x00\rÃÂâ"))


@given(st.lists(st.tuples(LETTERS, LETTERS), min_size=1))
def test_whatever_is_written_is_read_back(cells: list[tuple[str, str]]) -> None:
    rows = [(f"c{code}", name) for code, name in cells]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([("CODE", "NAAM"), *rows])
    frame = read_delimited(out.getvalue().encode(), "f", {"code": ("CODE",), "name": ("NAAM",)})
    assert frame.select("code", "name").rows() == [(code.strip(), name.strip()) for code, name in rows]
