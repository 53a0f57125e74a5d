# SPDX-License-Identifier: EUPL-1.2
"""Counting the records of a CSV as its database does."""

from __future__ import annotations

from pathlib import Path

import pytest

from speelveld.sources.fetch.content import TruncatedError, count_records


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("A;B\n1;2\n3;4\n", 2),
        ("A;B\r\n1;2\r\n3;4", 2),
        ("A;B\r1;2\r3;4\r", 2),
        ('A,B\n1,"two\nlines"\n', 1),
        ('A;B\n1;"with ""quotes"" and\n; more"\n2;x\n', 2),
        ("A\tB\n1\t2\n\n", 1),
        ("A;B\n", 0),
        ("\ufeffA;B\né;ü\n", 1),
    ],
)
def test_records_are_counted(tmp_path: Path, text: str, count: int) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode())
    assert count_records(path) == count


def test_a_field_without_end_is_a_cut_off_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('A;B\n1;"' + "x" * 200_000)
    with pytest.raises(TruncatedError):
        count_records(path)
