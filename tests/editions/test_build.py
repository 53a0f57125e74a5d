# SPDX-License-Identifier: EUPL-1.2
"""Building an edition: what is in it, and that nothing in use changes when a build fails or dies."""

from __future__ import annotations

import errno
import gzip
import hashlib
import itertools
import json
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from frictionless import Package

from speelveld.editions import build as module
from speelveld.editions.build import build
from speelveld.editions.store import Edition, list_editions, open_edition
from speelveld.errors import EditionError, InputError
from tests.editions.conftest import DATASET, GOOD


def make(folder: Path, sources: Path) -> Edition:
    return build(folder, sources=sources, datasets=(DATASET,))


def test_an_edition_says_what_it_is_made_of(tmp_path: Path, sources: Path) -> None:
    edition = make(tmp_path / "editions", sources)
    entry = edition.manifest.table("invented")
    assert entry is not None
    assert entry.rows == 3
    assert entry.input_sha256 == hashlib.sha256(GOOD).hexdigest()
    assert entry.sources == (DATASET.source,)
    assert edition.table("invented")["pupils"].to_list() == [120, 80, 200]
    assert edition.manifest.software
    raw = json.loads((edition.folder / "manifest.json").read_text())
    assert {"id", "software", "municipality", "tables", "gaps", "format"} <= set(raw)


def test_the_data_package_is_valid(tmp_path: Path, sources: Path) -> None:
    edition = make(tmp_path / "editions", sources)
    described = json.loads((edition.folder / "datapackage.json").read_text())
    assert not list(Package.metadata_validate(described))
    assert described["resources"][0]["name"] == "invented"


def test_the_same_sources_give_the_same_edition(tmp_path: Path, sources: Path) -> None:
    first = make(tmp_path / "one", sources)
    again = make(tmp_path / "one", sources)
    elsewhere = make(tmp_path / "two", sources)
    assert first.id == again.id == elsewhere.id
    assert len(list_editions(tmp_path / "one")) == 1


def test_a_changed_source_gives_another_edition_and_keeps_the_old_one(tmp_path: Path, sources: Path) -> None:
    old = make(tmp_path / "editions", sources)
    (sources / "invented.csv").write_bytes(GOOD.replace(b"120", b"121"))
    new = make(tmp_path / "editions", sources)
    assert new.id != old.id
    assert open_edition(tmp_path / "editions").id == new.id
    assert old.table("invented")["pupils"].sum() == 400


def test_a_gzip_wrapper_and_row_order_do_not_matter(tmp_path: Path, sources: Path) -> None:
    old = make(tmp_path / "editions", sources)
    (sources / "invented.csv").unlink()
    (sources / "invented.csv.gz").write_bytes(gzip.compress(GOOD))
    assert make(tmp_path / "editions", sources).table("invented").equals(old.table("invented"))


def test_a_missing_file_is_a_visible_gap(tmp_path: Path, sources: Path) -> None:
    second = replace(DATASET, id="second", file="second.csv")
    edition = build(tmp_path / "editions", sources=sources, datasets=(DATASET, second))
    assert [gap.name for gap in edition.manifest.gaps] == ["second"]
    assert not edition.has("second")
    with pytest.raises(EditionError, match="second"):
        edition.table("second")


def test_a_folder_without_any_of_the_files_is_refused(tmp_path: Path, sources: Path) -> None:
    (sources / "invented.csv").rename(sources / "other.csv")
    with pytest.raises(InputError, match=r"invented\.csv"):
        make(tmp_path / "editions", sources)


BROKEN = {
    "empty": b"",
    "cut off in a row": GOOD[:-4],
    "cut off at a row": GOOD[: GOOD.index(b"99AC00")],
    "other separator": GOOD.replace(b";", b","),
    "duplicated row": GOOD + b"99AA00;120\n",
    "negative count": GOOD.replace(b"120", b"-3"),
    "text in a count": GOOD.replace(b"120", b"veel"),
    "UTF-16": GOOD.decode().encode("utf-16"),
    "too large a count": GOOD.replace(b"120", b"2001"),
    "one endless line": b"VESTIGING;LEERLINGEN\n" + b"9" * (200 * 2**20) + b"\n",
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_source_is_refused_and_the_old_edition_stays(tmp_path: Path, sources: Path, broken: str) -> None:
    editions = tmp_path / "editions"
    old = make(editions, sources)
    (sources / "invented.csv").write_bytes(BROKEN[broken])
    with pytest.raises(InputError) as caught:
        make(editions, sources)
    assert all(fault.file == "invented.csv" for fault in caught.value.faults)
    assert open_edition(editions) == old
    assert [entry.name for entry in editions.iterdir() if entry.name.startswith(".")] == []


def test_faults_of_all_files_are_listed_together(tmp_path: Path, sources: Path) -> None:
    (sources / "invented.csv").write_bytes(GOOD.replace(b"120", b"-3").replace(b"80", b"x"))
    (sources / "second.csv").write_bytes(GOOD.replace(b"200", b"twee"))
    second = replace(DATASET, id="second", file="second.csv")
    with pytest.raises(InputError) as caught:
        build(tmp_path / "editions", sources=sources, datasets=(DATASET, second))
    where = [(fault.file, fault.row, fault.column) for fault in caught.value.faults]
    assert where == [
        ("invented.csv", 2, "pupils"),
        ("invented.csv", 3, "pupils"),
        ("second.csv", 4, "pupils"),
    ]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_a_full_disk_leaves_the_old_edition(
    tmp_path: Path, sources: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    editions = tmp_path / "editions"
    old = make(editions, sources)
    (sources / "invented.csv").write_bytes(GOOD.replace(b"120", b"121"))

    def full(*_: Any, **__: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    with pytest.raises(EditionError, match="stays in use"):
        make(editions, sources)
    monkeypatch.undo()
    assert open_edition(editions) == old
    assert sorted(entry.name for entry in editions.iterdir()) == sorted(["current", f"edition-{old.id}"])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device to write to")
def test_a_really_full_device_is_told_as_such(tmp_path: Path, sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = module.flush_folder

    def fill(folder: Path) -> None:
        real(folder)
        with Path("/dev/full").open("wb") as device:
            device.write(b"x")

    monkeypatch.setattr(module, "flush_folder", fill)
    with pytest.raises(EditionError, match="the disk is full"):
        make(tmp_path / "editions", sources)


def test_a_damaged_edition_is_noticed_and_can_be_built_again(tmp_path: Path, sources: Path) -> None:
    editions = tmp_path / "editions"
    edition = make(editions, sources)
    path = edition.folder / "invented.parquet"
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(EditionError, match="damaged"):
        open_edition(editions).table("invented")
    assert make(editions, sources).table("invented").height == 3


STEPS = ("_tables", "_write_table", "_write_package", "_flush", "flush_folder", "make_current", "_intact")


def build_and_die(editions: Path, sources: Path, step: int) -> None:
    """Build in this process, which kills itself with SIGKILL before the given step."""
    calls = itertools.count(1)

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            if next(calls) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **named)

        return counted

    for name in STEPS:
        setattr(module, name, dying(getattr(module, name)))
    Path.rename = dying(Path.rename)  # type: ignore[method-assign]
    Path.replace = dying(Path.replace)  # type: ignore[method-assign]
    make(editions, sources)


def test_kill_at_any_moment_leaves_an_edition_that_serves(tmp_path: Path, sources: Path) -> None:
    """Kill the build with SIGKILL before each of its steps in turn, until it lives to the end."""
    editions = tmp_path / "editions"
    old = make(editions, sources)
    (sources / "invented.csv").write_bytes(GOOD.replace(b"120", b"121"))
    # A server process that has imported everything forks each victim: no second of start-up per kill.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    for step in range(1, 60):
        victim = context.Process(target=build_and_die, args=(editions, sources, step))
        victim.start()
        victim.join(120)
        assert victim.exitcode in (0, -signal.SIGKILL)
        in_use = open_edition(editions)
        assert in_use.table("invented").height == 3
        if victim.exitcode == 0:
            break
    else:
        pytest.fail("the build never came to its end")
    assert step > 6, "the build was hardly ever killed"
    assert in_use.id != old.id
    make(editions, sources)
    assert not list(editions.glob(".building-*"))


def test_a_build_that_still_runs_keeps_its_folder(tmp_path: Path, sources: Path) -> None:
    editions = tmp_path / "editions"
    editions.mkdir()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as alive:
        running, dead = editions / f".building-{alive.pid}-x", editions / ".building-999999999-y"
        running.mkdir()
        dead.mkdir()
        make(editions, sources)
        assert running.exists()
        assert not dead.exists()
        alive.kill()


@pytest.mark.parametrize("pointer", ["", "../../etc", "edition-none", "edition-../x", "something"])
def test_a_pointer_to_nothing_is_told(tmp_path: Path, pointer: str) -> None:
    (tmp_path / "current").write_text(pointer)
    with pytest.raises(EditionError):
        open_edition(tmp_path)


def test_no_edition_yet_is_told(tmp_path: Path) -> None:
    with pytest.raises(EditionError, match="speelveld build"):
        open_edition(tmp_path / "nowhere")
