# SPDX-License-Identifier: EUPL-1.2
"""The hold on a folder, and our own small files."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from speelveld.errors import FetchError
from speelveld.sources.fetch.storage import alone_in, read_object, write_json


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such lock")
def test_two_programs_do_not_write_in_one_folder(tmp_path: Path) -> None:
    with alone_in(tmp_path), pytest.raises(FetchError, match="another 'speelveld fetch'"), alone_in(tmp_path):
        pass
    with alone_in(tmp_path):
        pass


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_a_damaged_small_file_counts_as_absent(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    assert read_object(path) == {}


def test_a_small_file_comes_back_as_written(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    write_json(path, {"naam": "Café"})
    assert read_object(path) == {"naam": "Café"}
    assert list(tmp_path.iterdir()) == [path]
