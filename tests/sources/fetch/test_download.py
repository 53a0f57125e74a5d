# SPDX-License-Identifier: EUPL-1.2
"""One file: cache, resumption, retries, checks, and a file in place that no failure touches."""

from __future__ import annotations

import errno
import gzip
import hashlib
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from speelveld.errors import FetchError
from speelveld.sources.fetch.download import download
from speelveld.sources.fetch.model import Digest, Item, Kind, Status
from speelveld.sources.fetch.storage import part_of, sidecar_of
from speelveld.sources.fetch.transport import Session
from tests.sources.fetch.conftest import Clock, Recorder
from tests.sources.fetch.server import Answer, Break, File, LocalPublisher

BODY = b"CODE;AANTAL\n" + b"".join(b"%05d;%d\n" % (i, i * 7) for i in range(20000))
NEWER = BODY.replace(b"CODE", b"kode")


@pytest.fixture
def item(server: LocalPublisher, tmp_path: Path) -> Item:
    """A CSV on the server, and where it goes."""
    server.files["/a.csv"] = File(BODY, etag='"v1"')
    return Item(f"{server.base}/a.csv", tmp_path / "data" / "a.csv", Kind.CSV)


def in_place(item: Item) -> list[str]:
    """The names in the item's folder."""
    return sorted(path.name for path in item.path.parent.iterdir())


def test_a_file_arrives_whole_with_its_checksum_and_leaves_no_part(session: Session, item: Item, clock: Clock) -> None:
    outcome = download(session, item)
    assert item.path.read_bytes() == BODY
    assert outcome.status is Status.DOWNLOADED
    assert (outcome.sha256, outcome.size) == (hashlib.sha256(BODY).hexdigest(), len(BODY))
    assert outcome.retrieved == clock.now
    assert in_place(item) == ["a.csv", "a.csv.fetch.json"]


@pytest.mark.parametrize("marks", [{"etag": '"v1"'}, {"etag": 'W/"v1"'}, {"modified": "Sat, 21 Nov 2026 10:00:00 GMT"}])
def test_what_is_unchanged_is_not_sent_again(
    server: LocalPublisher, session: Session, item: Item, marks: dict[str, str]
) -> None:
    server.files["/a.csv"] = File(BODY, **marks)
    download(session, item)
    assert download(session, item).status is Status.UNCHANGED
    second = server.asked("/a.csv")[1]
    assert second.get("If-None-Match", "") == marks.get("etag", "")
    assert second.get("If-Modified-Since", "") == marks.get("modified", "")


def test_what_changed_replaces_the_file(server: LocalPublisher, session: Session, item: Item) -> None:
    download(session, item)
    server.files["/a.csv"] = File(NEWER, etag='"v2"')
    assert download(session, item).status is Status.DOWNLOADED
    assert item.path.read_bytes() == NEWER


def test_a_file_that_was_changed_by_hand_is_fetched_again(server: LocalPublisher, session: Session, item: Item) -> None:
    download(session, item)
    item.path.write_bytes(b"something else")
    assert download(session, item).status is Status.DOWNLOADED
    assert item.path.read_bytes() == BODY
    assert "If-None-Match" not in server.asked("/a.csv")[1]


def test_force_asks_for_all_of_it(server: LocalPublisher, session: Session, item: Item) -> None:
    download(session, item)
    assert download(session, item, force=True).status is Status.DOWNLOADED
    assert "If-None-Match" not in server.asked("/a.csv")[1]


def test_the_same_bytes_without_version_marks_count_as_unchanged(
    server: LocalPublisher, session: Session, item: Item
) -> None:
    server.files["/a.csv"] = File(BODY)
    download(session, item)
    assert download(session, item).status is Status.UNCHANGED


def test_a_broken_connection_is_continued_where_it_broke(server: LocalPublisher, session: Session, item: Item) -> None:
    server.faults["/a.csv"].append(Break(100_000))
    assert download(session, item).status is Status.RESUMED
    assert item.path.read_bytes() == BODY
    second = server.asked("/a.csv")[1]
    assert second["If-Range"] == '"v1"'
    assert 0 < int(second["Range"].removeprefix("bytes=").removesuffix("-")) <= 100_000


def test_a_connection_that_keeps_breaking_ends_as_long_as_bytes_come(
    server: LocalPublisher, session: Session, item: Item
) -> None:
    server.faults["/a.csv"].extend(Break(20_000) for _ in range(6))
    assert download(session, item).status is Status.RESUMED
    assert item.path.read_bytes() == BODY
    assert len(server.asked("/a.csv")) == 7


def test_a_server_that_ignores_ranges_makes_it_start_over(server: LocalPublisher, session: Session, item: Item) -> None:
    server.files["/a.csv"].ranges = False
    server.faults["/a.csv"].append(Break(100_000))
    assert download(session, item).status is Status.DOWNLOADED
    assert item.path.read_bytes() == BODY


def leave_part(session: Session, server: LocalPublisher, item: Item, size: int) -> None:
    """Make a first run give up after ``size`` bytes."""
    server.faults["/a.csv"].extend([Break(size), Answer(b"", 503), Answer(b"", 503), Answer(b"", 503)])
    with pytest.raises(FetchError):
        download(session, item)
    assert part_of(item.path).exists()
    assert not item.path.exists()


def test_a_later_run_continues_the_part(server: LocalPublisher, session: Session, item: Item) -> None:
    leave_part(session, server, item, 100_000)
    assert download(session, item).status is Status.RESUMED
    assert item.path.read_bytes() == BODY


def test_a_part_of_an_older_version_is_not_mixed_with_the_newer(
    server: LocalPublisher, session: Session, item: Item
) -> None:
    leave_part(session, server, item, 100_000)
    server.files["/a.csv"] = File(NEWER, etag='"v2"')
    assert download(session, item).status is Status.DOWNLOADED
    assert item.path.read_bytes() == NEWER


def test_a_part_without_a_strong_mark_is_not_continued(server: LocalPublisher, session: Session, item: Item) -> None:
    server.files["/a.csv"].etag = 'W/"v1"'
    server.faults["/a.csv"].append(Break(100_000))
    assert download(session, item).status is Status.DOWNLOADED
    assert item.path.read_bytes() == BODY
    assert "Range" not in server.asked("/a.csv")[-1]


def test_a_part_that_is_already_whole_is_accepted_after_416(
    server: LocalPublisher, session: Session, item: Item
) -> None:
    leave_part(session, server, item, 100_000)
    part_of(item.path).write_bytes(BODY)
    assert download(session, item).status is Status.RESUMED
    assert item.path.read_bytes() == BODY


def test_a_part_that_is_too_long_is_thrown_away_after_416(server: LocalPublisher, session: Session, item: Item) -> None:
    leave_part(session, server, item, 100_000)
    part_of(item.path).write_bytes(BODY + b"too much")
    assert download(session, item).status is Status.DOWNLOADED
    assert item.path.read_bytes() == BODY


def test_another_range_than_asked_for_is_never_glued(server: LocalPublisher, session: Session, item: Item) -> None:
    leave_part(session, server, item, 100_000)
    wrong = Answer(BODY[5:], 206, {"Content-Range": f"bytes 5-{len(BODY) - 1}/{len(BODY)}", "ETag": '"v1"'})
    server.faults["/a.csv"].append(wrong)
    download(session, item)
    assert item.path.read_bytes() == BODY


def test_busy_then_well(server: LocalPublisher, session: Session, item: Item, clock: Clock) -> None:
    server.faults["/a.csv"].extend([Answer(b"", 503), Answer(b"", 502)])
    assert download(session, item).status is Status.DOWNLOADED
    assert clock.pauses == [1.0, 2.0]


@pytest.mark.parametrize("text", ["7", "Sun, 22 Nov 2026 12:00:07 GMT"])
def test_the_pause_that_the_server_asks_for_is_taken(
    server: LocalPublisher, session: Session, item: Item, clock: Clock, text: str
) -> None:
    server.faults["/a.csv"].append(Answer(b"", 429, {"Retry-After": text}))
    download(session, item)
    assert clock.pauses == [7.0]


def test_a_pause_beyond_patience_is_an_error_that_names_it(
    server: LocalPublisher, session: Session, item: Item, clock: Clock
) -> None:
    server.faults["/a.csv"].append(Answer(b"", 429, {"Retry-After": "3600"}))
    with pytest.raises(FetchError, match="3600 seconds"):
        download(session, item)
    assert clock.pauses == []


def test_a_server_that_is_away_is_tried_and_then_named(session: Session, tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(FetchError, match=r"http://127\.0\.0\.1:1/a.*Tried 3 times.*stays in use"):
        download(session, Item("http://127.0.0.1:1/a", tmp_path / "a"))
    assert len(clock.pauses) == 2


def bad_answers() -> list[object]:
    """Answers that must never become the file, and the words of the refusal."""
    page = b"<!-- portaal -->\n<!DOCTYPE html><html><title>Storing</title><body>Onderhoud</body></html>"
    return [
        pytest.param(Answer(page, 200, {"Content-Type": "text/csv"}), "web page", id="web page"),
        pytest.param(Answer(b"", 200), "empty", id="empty"),
        pytest.param(Answer(b"<?xml version='1.0'?><Error/>", 200), "not a complete csv", id="xml"),
        pytest.param(Answer(b"PK\x03\x04\0\0", 200), "not a complete csv", id="binary"),
        pytest.param(Answer(b"weg", 404), "404", id="missing"),
        pytest.param(Answer(b"weg", 410), "withdrawn", id="withdrawn"),
        pytest.param(Answer(b"nee", 403), "refuses", id="forbidden"),
        pytest.param(Answer(b"?", 418), "418", id="odd"),
    ]


@pytest.mark.parametrize(("answer", "words"), bad_answers())
def test_a_wrong_answer_is_refused_and_the_file_in_place_stays(
    server: LocalPublisher, session: Session, item: Item, answer: Answer, words: str
) -> None:
    download(session, item)
    server.faults["/a.csv"].append(answer)
    with pytest.raises(FetchError, match=words) as caught:
        download(session, item)
    assert item.url in str(caught.value)
    assert "stays in use" in str(caught.value)
    assert item.path.read_bytes() == BODY
    assert in_place(item) == ["a.csv", "a.csv.fetch.json"]


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256"])
def test_a_stated_checksum_is_compared(session: Session, item: Item, algorithm: str) -> None:
    right = hashlib.new(algorithm, BODY, usedforsecurity=False).hexdigest()
    assert download(session, replace(item, digest=Digest(algorithm, right.upper()))).status is Status.DOWNLOADED
    with pytest.raises(FetchError, match=f"its {algorithm} is {right}"):
        download(session, replace(item, digest=Digest(algorithm, "0" * len(right))), force=True)
    assert item.path.read_bytes() == BODY


def test_a_file_that_is_larger_than_the_limit_is_refused(server: LocalPublisher, session: Session, item: Item) -> None:
    for chunked in (False, True):
        server.files["/a.csv"].chunked = chunked
        with pytest.raises(FetchError, match="larger than the 1,000 bytes"):
            download(session, replace(item, max_bytes=1000))
        assert not item.path.exists()
        assert not part_of(item.path).exists()


def test_a_silently_cut_off_csv_is_fetched_again(server: LocalPublisher, session: Session, item: Item) -> None:
    server.faults["/a.csv"].append(Answer(BODY[:50_000], 200, {"ETag": '"v1"'}))
    download(session, replace(item, rows=20_000))
    assert item.path.read_bytes() == BODY


def test_a_csv_that_stays_cut_off_is_an_error(server: LocalPublisher, session: Session, item: Item) -> None:
    with pytest.raises(FetchError, match=r"cut off: it holds 20,000 records.*20,001"):
        download(session, replace(item, rows=20_001))
    assert not item.path.exists()


def test_a_size_that_the_publisher_promises_is_held_to(session: Session, item: Item) -> None:
    with pytest.raises(FetchError, match="cut off"):
        download(session, replace(item, size=len(BODY) + 1))


def test_an_archive_without_its_end_is_refused(server: LocalPublisher, session: Session, item: Item) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.csv", BODY)
    whole = buffer.getvalue()
    server.files["/a.csv"] = File(whole[:-40])
    zipped = replace(item, kind=Kind.ZIP)
    with pytest.raises(FetchError, match="not a complete zip"):
        download(session, zipped)
    server.files["/a.csv"] = File(whole)
    assert download(session, zipped).size == len(whole)


def test_a_compressed_answer_is_stored_as_its_content(server: LocalPublisher, session: Session, item: Item) -> None:
    server.faults["/a.csv"].append(Answer(gzip.compress(BODY), 200, {"Content-Encoding": "gzip", "ETag": '"v1"'}))
    download(session, item)
    assert item.path.read_bytes() == BODY


def test_a_folder_that_cannot_be_made_is_named(session: Session, item: Item, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(FetchError, match="cannot be written"):
        download(session, replace(item, path=tmp_path / "taken" / "a.csv"))


def test_a_full_disk_at_the_last_moment_leaves_the_file_in_place(
    server: LocalPublisher, session: Session, item: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    download(session, item)
    server.files["/a.csv"] = File(NEWER, etag='"v2"')

    def full(self: Path, target: Path) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(FetchError, match="No space left on device"):
        download(session, item)
    assert item.path.read_bytes() == BODY


def test_a_damaged_note_only_costs_a_download(session: Session, item: Item) -> None:
    download(session, item)
    sidecar_of(item.path).write_text("{ broken")
    assert download(session, item, force=True).status is Status.DOWNLOADED


def test_progress_counts_every_byte_once_over_a_break(server: LocalPublisher, session: Session, item: Item) -> None:
    recorder = Recorder()
    server.faults["/a.csv"].append(Break(100_000))
    download(session, item, recorder)
    assert recorder.begun[0] == ("a.csv", 0, len(BODY))
    assert recorder.begun[1][2] == len(BODY)
    assert recorder.bytes == len(BODY)
    assert recorder.ended == 1
