# SPDX-License-Identifier: EUPL-1.2
"""The ledger on disk: never rewritten, one writer at a time, whole after a crash. All counts are invented."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from speelveld.disclosure.ledger import Entry, Ledger, parse_entry
from speelveld.disclosure.system import Statement
from speelveld.errors import DisclosureError, EditionError
from speelveld.figures import ledger_file
from speelveld.figures.ledger_file import NAME, find_or_add, read_ledger


def make(cluster: str, before: int) -> Entry:
    said = (Statement(f"total|{cluster}", ((f"{cluster}|atom", 1.0),), 12, 12),)
    values = {f"{cluster}|atom": 12}
    return Entry("edition", cluster, "2.0", values, said, (), (f"city|{cluster}",), (), {}, released=str(before))


def add(path: Path, cluster: str) -> Entry:
    return find_or_add(path, "edition", cluster, "2.0", lambda ledger: make(cluster, len(ledger.entries)))


def test_a_release_is_made_once_and_found_a_thousand_times(tmp_path: Path) -> None:
    path, made = tmp_path / NAME, []

    def making(ledger: Ledger) -> Entry:
        made.append(ledger)
        return make("GM9001", len(ledger.entries))

    first = find_or_add(path, "edition", "GM9001", "2.0", making)
    content = path.read_bytes()
    for _ in range(1000):
        assert find_or_add(path, "edition", "GM9001", "2.0", making) == first
    assert len(made) == 1
    assert path.read_bytes() == content


def test_what_was_written_is_never_changed(tmp_path: Path) -> None:
    path = tmp_path / NAME
    contents = []
    for cluster in ("GM9001", "GM9002", "GM9003"):
        add(path, cluster)
        contents.append(path.read_bytes())
    assert contents[1].startswith(contents[0])
    assert contents[2].startswith(contents[1])
    assert [one.cluster for one in read_ledger(path).entries] == ["GM9001", "GM9002", "GM9003"]


def test_no_file_is_an_empty_ledger(tmp_path: Path) -> None:
    assert read_ledger(tmp_path / NAME).entries == ()


def test_a_line_that_a_crash_cut_off_is_no_entry_and_is_taken_away_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / NAME
    first = add(path, "GM9001")
    whole = path.read_bytes()
    line = whole.rstrip(b"\n")
    path.write_bytes(whole + line[: len(line) // 2])
    assert read_ledger(path).entries == (first,)
    add(path, "GM9002")
    assert path.read_bytes().startswith(whole)
    assert [one.cluster for one in read_ledger(path).entries] == ["GM9001", "GM9002"]


def test_a_changed_ledger_stops_everything(tmp_path: Path) -> None:
    path = tmp_path / NAME
    add(path, "GM9001")
    content = path.read_bytes()
    path.write_bytes(content.replace(b'GM9001|atom":12', b'GM9001|atom":13'))
    assert path.read_bytes() != content
    for _ in range(2):
        with pytest.raises(DisclosureError, match="entry 1 was changed"):
            add(path, "GM9002")
    path.write_bytes(content.replace(b"GM9001|atom", b"GM90\xff1|atom"))
    with pytest.raises(DisclosureError, match="entry 1 was changed"):
        add(path, "GM9002")
    path.write_bytes(b"no entry\n")
    with pytest.raises(DisclosureError, match="is no entry"):
        read_ledger(path)


def test_of_a_ledger_that_another_process_went_on_with_only_the_new_entries_are_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, elsewhere = tmp_path / NAME, tmp_path / "elsewhere" / NAME
    elsewhere.parent.mkdir()
    for cluster in ("GM9001", "GM9002", "GM9003"):
        if cluster != "GM9003":
            add(path, cluster)
        add(elsewhere, cluster)
    parsed: list[str] = []

    def parse(line: str) -> Entry:
        parsed.append(line)
        return parse_entry(line)

    monkeypatch.setattr(ledger_file, "parse_entry", parse)
    path.write_bytes(elsewhere.read_bytes())
    assert [one.cluster for one in read_ledger(path).entries] == ["GM9001", "GM9002", "GM9003"]
    assert len(parsed) == 1
    path.write_bytes(elsewhere.read_bytes().replace(b'GM9001|atom":12', b'GM9001|atom":13') + b"\n")
    with pytest.raises(DisclosureError, match="entry 1 was changed"):
        read_ledger(path)


def test_what_cannot_be_recorded_is_not_published(tmp_path: Path) -> None:
    """The place of the folder is taken by a file, so nobody can write it, whatever their rights."""
    path = tmp_path / "file" / NAME
    path.parent.write_text("not a folder")
    with pytest.raises(EditionError, match=r"cannot be used .*nothing new is published"):
        add(path, "GM9001")


def test_threads_that_come_at_once_make_one_chain(tmp_path: Path) -> None:
    path = tmp_path / NAME
    wanted = [f"GM90{number:02d}" for number in range(12)] * 3
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda cluster: add(path, cluster), wanted))
    assert [one.cluster for one in found] == wanted
    entries = read_ledger(path).entries
    assert sorted(one.cluster for one in entries) == sorted(set(wanted))
    assert [int(one.released) for one in entries] == list(range(12))


def _add_some(path: Path, first: int) -> None:
    for number in range(first, first + 10):
        add(path, f"GM9{number:03d}")


def test_processes_that_come_at_once_make_one_chain(tmp_path: Path) -> None:
    path = tmp_path / NAME
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_add_some, args=(path, first)) for first in (0, 5, 8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    entries = read_ledger(path).entries
    assert [int(one.released) for one in entries] == list(range(18))
    assert Ledger(entries).head == entries[-1].hash
