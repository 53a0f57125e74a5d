# SPDX-License-Identifier: EUPL-1.2
"""Wrappers off, limits on."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zipfile
import zlib

import pytest

from speelveld.errors import SourceError
from speelveld.sources import files
from speelveld.sources.files import members, unwrap


def zipped(contents: dict[str, bytes]) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_bytes_without_a_wrapper_stay_as_they_are() -> None:
    assert unwrap(b"a;b\n", "f.csv") == b"a;b\n"


def test_gzip_wrapper_comes_off() -> None:
    assert unwrap(gzip.compress(b"a;b\n"), "f.csv.gz") == b"a;b\n"


@pytest.mark.parametrize("raw", [b"", b" \n\t\r\n", gzip.compress(b""), gzip.compress(b"\n")])
def test_empty_file_is_refused(raw: bytes) -> None:
    with pytest.raises(SourceError, match=r"f\.csv: the file is empty"):
        unwrap(raw, "f.csv")


@pytest.mark.parametrize("cut", [3, 9, 12, 30, -9, -1])
def test_cut_off_gzip_is_refused(cut: int) -> None:
    whole = gzip.compress(bytes(range(256)) * 9)
    with pytest.raises(SourceError, match="gzip wrapper is cut off or damaged"):
        unwrap(whole[:cut], "f.csv")


def test_gzip_with_a_damaged_byte_is_refused() -> None:
    whole = bytearray(gzip.compress(b"rekenen en taal" * 50))
    whole[len(whole) // 2] ^= 0xFF
    with pytest.raises(SourceError, match="gzip wrapper is cut off or damaged"):
        unwrap(bytes(whole), "f.csv")


def test_small_file_that_unpacks_without_end_is_refused_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 2**20)
    packed = zlib.compressobj(1, wbits=31)
    bomb = b"".join(packed.compress(bytes(2**20)) for _ in range(64)) + packed.flush()
    tracemalloc.start()
    try:
        with pytest.raises(SourceError, match="more than 1 MiB"):
            unwrap(bomb, "f.csv")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 * 2**20


def test_members_come_in_the_order_of_their_names_and_by_their_suffix() -> None:
    raw = zipped({"b.csv": b"2", "a.CSV": b"1", "c.html": b"3"})
    assert list(members(raw, "f.zip", ".csv")) == [("a.CSV", b"1"), ("b.csv", b"2")]


def test_archive_without_such_a_file_is_refused() -> None:
    with pytest.raises(SourceError, match=r"no file that ends in '\.csv'"):
        list(members(zipped({"c.html": b"3"}), "f.zip", ".csv"))


def test_archive_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 100)
    with pytest.raises(SourceError, match="unpacks to more than"):
        list(members(zipped({"a.csv": b"1" * 60, "b.csv": b"2" * 60}), "f.zip", ".csv"))


@pytest.mark.parametrize("cut", [10, -1, -25])
def test_cut_off_archive_is_refused(cut: int) -> None:
    with pytest.raises(SourceError, match="zip archive is damaged"):
        list(members(zipped({"a.csv": b"een rij" * 9})[:cut], "f.zip", ".csv"))


def test_archive_with_a_damaged_byte_is_refused() -> None:
    raw = bytearray(zipped({"a.csv": b"een rij" * 99}))
    raw[40] ^= 0xFF
    with pytest.raises(SourceError, match="zip archive is damaged"):
        list(members(bytes(raw), "f.zip", ".csv"))
