# SPDX-License-Identifier: EUPL-1.2
"""JSON that is cut off, nested without end, or says a key twice is refused with what is wrong."""

from __future__ import annotations

import gzip

import pytest

from speelveld.sources.jsonfile import read_json
from tests.sources.other_samples import said


def test_reads_json_in_a_wrapper_and_with_a_byte_order_mark() -> None:
    assert read_json(gzip.compress(b'\xef\xbb\xbf{"a": [1, null]}'), "a.json.gz") == {"a": [1, None]}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "a.json: the file is empty"),
        (b'{"a": 1,\n"b": [1, 2', "a.json, row 2: the JSON is cut off or damaged"),
        (b"\xff{}", "a.json: the text is not UTF-8"),
        (b"[" * 100_000, "a.json: the JSON is nested too deeply"),
        (b'{"a": 1, "b": {"c": 1, "c": 2}, "a": 2}', "a.json, column 'c': this key stands twice"),
    ],
)
def test_damaged_json_is_refused(raw: bytes, expected: str) -> None:
    assert expected in said(lambda: read_json(raw, "a.json"))


def test_every_double_key_is_named() -> None:
    message = said(lambda: read_json(b'{"a": 1, "b": {"c": 1, "c": 2}, "a": 2}', "a.json"))
    assert message.count("stands twice") == 2
    assert "column 'a'" in message
